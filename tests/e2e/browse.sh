#!/usr/bin/env bash
# A page's loads at a live edge: preflights, the browser's cache, what script may
# read, what is not sent, what never answers.
source "${BASH_SOURCE[0]%/*}/lib.bash"

cat >"$dir/config.json" <<'END'
{"origins": {"bucket": {"domain": "assets.s3.localhost", "type": "s3",
   "buckets": {"assets": {
     "cors": {"CORSRules": [{"AllowedOrigins": ["https://*.example"],
       "AllowedMethods": ["GET"], "AllowedHeaders": ["x-a"],
       "ExposeHeaders": ["ETag"]}]},
     "objects": {"api.json": "{}", "logo.svg": {"body": "<svg/>",
       "headers": {"Cache-Control": "max-age=60"}}}}}}},
 "edges": {"edge": {"domain": "cdn.localhost", "listen": "localhost:0",
   "DefaultCacheBehavior": {"CachePolicyId": "CachingOptimized",
     "OriginRequestPolicyId": "CORS-S3Origin",
     "AllowedMethods": {"Quantity": 3, "Items": ["GET", "HEAD", "OPTIONS"]}}}}}
END
start edge serve "$dir/config.json"
edge=http://cdn.localhost:$(port edge edges)

# browse STATUS ARG...: its JSON in $dir/json, its text in $dir/text.
browse() {
    local want=$1 code=0
    shift
    "$POPBOX" browse --page https://a.example --json "$@" >"$dir/json" ||
        code=$?
    equal "status of browse $*" "$code" "$want"
}
# says EXPRESSION: about the loads l.
says() {
    python3 - "$dir/json" "$1" <<'END' || fail "$1: $(<"$dir/json")"
import json, sys
l = json.load(open(sys.argv[1]))
def names(e): return {h["name"]: h["value"] for h in e["request"]["headers"]}
assert eval(sys.argv[2])
END
}

browse 0 -H 'x-a: 1' "$edge/api.json"
says '[e["request"]["method"] for e in l[0]["exchanges"]] == ["OPTIONS", "GET"]'
says 'names(l[0]["exchanges"][0])["Access-Control-Request-Headers"] == "x-a"'
says 'names(l[0]["exchanges"][1])["Origin"] == "https://a.example"'
says 'l[0]["outcome"] == "ok" and "ETag" in l[0]["readable"]'
says '"X-Cache" not in l[0]["readable"]'

# What the image tag leaves behind, in the browser and at the edge.
browse 1 --as img,fetch "$edge/logo.svg"
says 'l[0]["outcome"] == "opaque" and "Origin" not in names(l[0]["exchanges"][0])'
says 'l[1]["from_cache"] and not l[1]["exchanges"]'
says 'l[1]["error"] == "MissingAllowOriginHeader"'
browse 1 "$edge/logo.svg"
says 'len(l[0]["exchanges"]) == 1 and l[0]["error"] == "MissingAllowOriginHeader"'
has 'the console line' "$(<"$dir/json")" "from origin 'https://a.example'"
browse 0 --as img,fetch --engine firefox "$edge/api.json"
says '[x["from_cache"] for x in l] == [False, False]'
browse 1 --engine firefox -H 'x-b: 1' "$edge/logo.svg"
has "Firefox's words" "$(<"$dir/json")" 'Cross-Origin Request Blocked'
browse 0 --mode no-cors "$edge/logo.svg"
says 'l[0]["outcome"] == "opaque"'
browse 1 -H 'x-b: 1' "$edge/logo.svg"
says 'l[0]["error"].startswith("Preflight") and len(l[0]["exchanges"]) == 1'
browse 1 --connect "localhost:$(port edge edges)" https://cdn.example/logo.svg
says 'l[0]["url"] == "https://cdn.example/logo.svg"'
code=0
"$POPBOX" browse --page https://a.example "$edge/logo.svg" >"$dir/text" ||
    code=$?
equal 'status of the text' "$code" 1
has 'the verdict' "$(<"$dir/text")" 'BLOCKED: the page does not get the answer'

# Nobody there; somebody who says nothing; what is no HTTP.
browse 4 http://localhost:1/
says 'l[0]["exchanges"][0]["answer"] is None'
python3 - "$dir/mute" <<'END' &
import socket, sys, time
ports = []
servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
with open(sys.argv[1] + ".part", "w") as file:
    file.write("%d %d" % tuple(s.getsockname()[1] for s in servers))
import os, threading
os.rename(sys.argv[1] + ".part", sys.argv[1])
def rude():
    while True:
        peer = servers[1].accept()[0]
        peer.sendall(b"220 smtp.example ESMTP\r\n\r\n")
        peer.close()
threading.Thread(target=rude, daemon=True).start()
kept = []
while True:
    kept.append(servers[0].accept())
END
pids+=("$!")
until_true 200 test -s "$dir/mute" || fail 'no mute server'
read -r mute rude <"$dir/mute" || [[ $rude ]]
browse 4 --max-time 1 "http://localhost:$mute/"
has 'why' "$(<"$dir/json")" 'no whole answer came in time'
browse 4 "http://localhost:$rude/"
has 'why' "$(<"$dir/json")" 'no HTTP/1 answer'

for wrong in "--page https://a.example https://cdn.example/" \
    "--page https://a.example/path $edge/" "$edge/" \
    "--page null --as imgg $edge/" "--page null --connect x: $edge/" \
    "--page null ftp://a/"; do
    code=0
    # shellcheck disable=SC2086
    "$POPBOX" browse $wrong >"$dir/out" 2>"$dir/said" || code=$?
    equal "status of browse $wrong" "$code" 2
    [[ -s $dir/said && ! -s $dir/out ]] || fail "browse $wrong says nothing"
done
has 'what to do about https' "$("$POPBOX" browse --page null https://x/ 2>&1 ||
    true)" '--connect HOST:PORT'
