#!/usr/bin/env bash
# kill -9 at any moment loses no acknowledged object and leaves no half of one;
# uploads in parts go on after it.
source "${BASH_SOURCE[0]%/*}/lib.bash"

mkdir "$dir/public"
timeout 200 python3 -B "${BASH_SOURCE[0]%/*}/dir_kill.py" "$POPBOX" \
    "$dir/public" 20 || fail 'something was lost'
