#!/usr/bin/env bash
# SIGTERM and SIGINT: what is being sent is finished, nothing new is taken, and
# the status is 0.
source "${BASH_SOURCE[0]%/*}/lib.bash"

cat >"$dir/config.json" <<'END'
{"origins": {"web": {"domain": "web.example", "type": "plain",
                     "size_from_path": true}},
 "edges": {"edge": {"domain": "cdn.localhost",
                    "DefaultCacheBehavior":
                        {"CachePolicyId": "CachingDisabled"}}},
 "limits": {"stop_timeout_ms": 20000}}
END

for signal in TERM INT; do
    start edge serve "$dir/config.json" -q
    port=$(port edge edges)
    # A reader with a narrow pipe, so that the body is on its way for a while.
    mkfifo "$dir/pipe"
    curl -sS --max-time 60 --limit-rate 20M "http://127.0.0.1:$port/30000000" \
        -o "$dir/pipe" &
    reader=$!
    exec {pipe}<"$dir/pipe"
    read -rN 1000 -u "$pipe" start_of_it
    has 'the body' "$start_of_it" abcdefghijklmnopqrstuvwxyz
    kill "-$signal" "$pid"
    rest=$(wc -c <&"$pipe")
    equal "bytes after SIG$signal" "$rest" $((30000000 - 1000))
    wait "$reader" || fail "the reader ended with $?"
    wait "$pid" || fail "SIG$signal: status $?"
    ! curl -sS --max-time 5 "http://127.0.0.1:$port/1" 2>/dev/null ||
        fail 'it still listens'
    exec {pipe}<&-
    rm -f "$dir/pipe"
done
