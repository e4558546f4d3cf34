#!/usr/bin/env bash
# What S3 does where CORS matters: headers, texts, orders, over raw sockets.
source "${BASH_SOURCE[0]%/*}/lib.bash"

cat >"$dir/config.json" <<'END'
{"origins": {
   "open": {"domain": "open.example", "type": "s3"},
   "checked": {"domain": "checked.example", "type": "s3",
               "block_public_access": false,
               "accounts": {"main": {"access_key": "main",
                                     "secret_key": "secret"}}},
   "closed": {"domain": "closed.example", "type": "s3",
              "accounts": {"main": {"access_key": "main",
                                    "secret_key": "secret"}}}}}
END
start s3 serve "$dir/config.json"
timeout 120 python3 -B "${BASH_SOURCE[0]%/*}/s3_facts.py" \
    "$(port s3 origins 0)" "$(port s3 origins 1)" "$(port s3 origins 2)" \
    96 >"$dir/facts" 2>&1 || fail "$(<"$dir/facts")"
cat "$dir/facts"
stop "$pid" || fail "the origins ended with $?"
