#!/usr/bin/env bash
# Origins that are down, hang, lie about their length or send garbage: an error
# page, or a connection that breaks visibly; never a part served as the whole.
source "${BASH_SOURCE[0]%/*}/lib.bash"

cat >"$dir/config.json" <<'END'
{"origins": {
   "web": {"domain": "web.example", "type": "plain", "size_from_path": true,
           "headers": {"Cache-Control": "max-age=60"},
           "connect_attempts": 1, "read_timeout_ms": 1000,
           "faults": [{"path": "/hang/*", "fault": "hang"},
                      {"path": "/reset/*", "fault": "reset"},
                      {"path": "/garbage/*", "fault": "garbage"},
                      {"path": "/cut/*", "requests": [1],
                       "fault": "truncate", "at_bytes": 70000}]},
   "down": {"domain": "down.example", "address": "127.0.0.1:1",
            "connect_attempts": 1}},
 "edges": {
   "edge": {"domain": "cdn.localhost",
            "DefaultCacheBehavior": {"TargetOriginId": "web",
                                     "CachePolicyId": "CachingOptimized"},
            "CacheBehaviors": [{"PathPattern": "/down/*",
                                "TargetOriginId": "down",
                                "CachePolicyId": "CachingOptimized"}]}}}
END
start edge serve "$dir/config.json"
url=http://127.0.0.1:$(port edge edges)

equal 'an origin that is down' "$(status "$url/down/1")" 502
equal 'a reset' "$(status "$url/reset/1")" 502
equal 'garbage' "$(status "$url/garbage/1")" 502
equal 'a hang' "$(status "$url/hang/1")" 504

code=0
curl -sS --max-time 30 -o "$dir/cut" "$url/cut/100000" 2>/dev/null || code=$?
equal "curl's status for a body that was cut" "$code" 18
(($(wc -c <"$dir/cut") < 100000)) || fail 'a whole body that was cut'
answer=$(get -o "$dir/whole" -D - "$url/cut/100000")
equal 'what was cut is not stored' "$(header "$answer" X-Cache)" \
    'Miss from cloudfront'
answer=$(get -o "$dir/whole" -D - "$url/cut/100000")
equal 'what was whole is' "$(header "$answer" X-Cache)" 'Hit from cloudfront'
equal 'its length' "$(python3 -c 'import sys
data = open(sys.argv[1], "rb").read()
print(len(data[data.find(b"\r\n\r\n") + 4:] if data[:5] == b"HTTP/" else data))' \
    "$dir/whole")" 100000
stop "$pid" || fail "the edge ended with $?"
