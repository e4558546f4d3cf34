#!/usr/bin/env bash
# AWS's files as they are: import tells them, explain plays them, serve runs
# them; and what explain says is what curl then sees.
source "${BASH_SOURCE[0]%/*}/lib.bash"

cd "$dir"
cat >d.json <<'END'
{"ETag": "E", "Distribution": {"Id": "EDFDVBD6EXAMPLE",
 "DomainName": "d1.cloudfront.net", "DistributionConfig": {
  "CallerReference": "1", "Comment": "", "Enabled": true,
  "Aliases": {"Quantity": 1, "Items": ["cdn.example"]},
  "Origins": {"Quantity": 1, "Items": [{"Id": "assets",
    "DomainName": "acme.s3.eu-west-1.amazonaws.com", "OriginPath": "",
    "CustomHeaders": {"Quantity": 0}, "ConnectionAttempts": 3,
    "ConnectionTimeout": 10, "OriginAccessControlId": "",
    "S3OriginConfig": {"OriginAccessIdentity": ""}}]},
  "DefaultCacheBehavior": {"TargetOriginId": "assets",
    "ViewerProtocolPolicy": "allow-all", "Compress": false,
    "AllowedMethods": {"Quantity": 2, "Items": ["HEAD", "GET"],
      "CachedMethods": {"Quantity": 2, "Items": ["HEAD", "GET"]}},
    "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "OriginRequestPolicyId": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"}}}}
END
cat >cors.json <<'END'
{"CORSRules": [{"AllowedMethods": ["GET"],
                "AllowedOrigins": ["https://a.example"]}]}
END

# import
told=$("$POPBOX" import cors.json d.json)
has 'import' "$told" 'Distribution EDFDVBD6EXAMPLE, d1.cloudfront.net, also cdn.example'
has 'import' "$told" 'forwards Origin: yes; keys on it: no; response headers policy: none'
has 'import' "$told" 'rule 1    GET for https://a.example'
equal 'import reads stdin' "$("$POPBOX" import - cors.json <d.json |
    sed -n '/^Behavior/,/^Errors/p')" "$(sed -n '/^Behavior/,/^Errors/p' <<<"$told")"
"$POPBOX" import d.json cors.json --json | python3 -c '
import json, sys
it = json.load(sys.stdin)
behavior, = it["behaviors"]
assert behavior["outlook"] == "stale", behavior["outlook"]
assert it["origins"][0]["cors_rules"][0]["allowed_methods"] == ["GET"]
assert it["not_modelled"] == [], it["not_modelled"]' || fail 'import --json'

# explain: the story, by pages and by pasted lines
told=$("$POPBOX" explain cors.json d.json \
    --after '/logo.svg --page https://b.example --as img' \
    --page https://a.example /logo.svg)
has 'explain' "$told" 'BLOCKED: the page does not get the answer (MissingAllowOriginHeader)'
has 'explain' "$told" 'the copy    made by step 1, for https://b.example: img'
has 'explain' "$told" 'sent, though not keyed: CORS-S3Origin names it'
told=$(echo "curl 'https://cdn.example/x' -H 'Origin: https://a.example' | jq ." |
    "$POPBOX" explain d.json cors.json --curl -)
has 'a pasted line' "$told" 'A page at https://a.example with this answer: may read it (ok)'
told=$("$POPBOX" explain d.json cors.json --missing -H 'Origin: https://a.example' /x)
has 'what is missing' "$told" '404 Not Found'
"$POPBOX" explain d.json --json /x | python3 -c '
import json, sys
it = json.load(sys.stdin)
assert it["requests"][0]["behavior"]["cache_policy"] == "CachingOptimized"
assert it["requests"][0]["origin_asked"] is True
assert len(it["play"]["steps"]) == 1' || fail 'explain --json'

# The same from a config.
"$POPBOX" import d.json cors.json --config >config.json
told=$("$POPBOX" explain --config config.json --missing /x 2>&1)
has 'explain --config' "$told" 'The client asks edge'

# serve: the same happens over sockets
start edge serve d.json cors.json --port 0
edge=http://127.0.0.1:$(port edge edges)
curl -sS --max-time 30 -T d.json "http://127.0.0.1:$(port edge origins)/acme/logo.svg"
has_not 'without Origin' "$(get "$edge/logo.svg")" Access-Control
answer=$(get -H 'Origin: https://a.example' "$edge/logo.svg")
equal 'the second answer' "$(header "$answer" X-Cache)" 'Hit from cloudfront'
has_not 'and it' "$answer" Access-Control
stop "$pid" || fail "serve ended with $?"

# What is wrong is said, with a way out.
says() {
    local want=$1 part=$2 code=0
    shift 2
    "$POPBOX" "$@" >out 2>said || code=$?
    equal "status of 'popbox $*' ($(<said))" "$code" "$want"
    has "what 'popbox $*' says" "$(<said)" "$part"
    equal "stdout of 'popbox $*'" "$(<out)" ''
}
says 3 'add the output of aws cloudfront get-distribution-config' import cors.json
says 3 'acme' import d.json --cors nope=cors.json
says 3 'has no two sides, NAME=FILE' import d.json --cors nope
says 3 'cannot read nothing.json' import d.json nothing.json
says 2 'something is missing' import
says 2 'say which request' explain
says 2 'of which configuration' explain /x
says 2 'not both' explain --config config.json d.json /x
says 2 'goes into the line of --curl' explain d.json --curl '/x' -I
says 2 'the option --frob is not understood' explain d.json --curl 'curl --frob /x'
says 2 "(in --after 'wait forever')" explain d.json --after 'wait forever' /x
says 2 'is not one of fetch' explain d.json --page https://a.example --as x /x
says 3 'nobody here answers for other.example; there are: d1.cloudfront.net cdn.example' \
    explain d.json https://other.example/x
says 3 'there is no edge "x"' explain d.json --edge x /x
"$POPBOX" import d.json --origin assets=http://127.0.0.1:1 --config >real.json
says 3 "explain asks no real server" explain --config real.json /x
sed 's/658327ea/758327ea/' d.json >own.json
says 3 'aws cloudfront get-cache-policy --id 758327ea-f89d-4fab-a63d-7e88639e58f6' \
    import own.json
