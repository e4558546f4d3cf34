#!/usr/bin/env bash
# What breaks caches and proxies, sent to a live edge by hand: none of it works.
source "${BASH_SOURCE[0]%/*}/lib.bash"

timeout 280 python3 -B "${BASH_SOURCE[0]%/*}/attacks.py" "$POPBOX" "$dir" ||
    fail 'an attack works'
