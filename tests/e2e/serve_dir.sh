#!/usr/bin/env bash
# popbox serve with an S3 that is kept in a folder: one config, edge included.
source "${BASH_SOURCE[0]%/*}/lib.bash"

mkdir -p "$dir/site/img" "$dir/data/one" "$dir/data/two"
printf '<svg/>' >"$dir/site/img/logo.svg"
printf 'in two' >"$dir/data/two/b.txt"
cat >"$dir/config.json" <<END
{"origins": {
   "site": {"type": "s3", "domain": "assets.s3.localhost",
     "dir": "$dir/site", "bucket": "assets", "access_log": "$dir/s3.log",
     "buckets": {"assets": {"cors": {"CORSRules": [
       {"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["GET"]}]}}}},
   "data": {"type": "s3", "domain": "data.s3.localhost",
     "buckets_dir": "$dir/data"}},
 "edges": {"edge": {"domain": "cdn.localhost",
   "DefaultCacheBehavior": {"TargetOriginId": "site",
                            "CachePolicyId": "CachingOptimized",
                            "OriginRequestPolicyId": "CORS-S3Origin"}}}}
END

start one serve "$dir/config.json"
edge=http://127.0.0.1:$(port one edges)
s3=http://127.0.0.1:$(port one origins)
answer=$(get -H 'Origin: https://a.example' "$edge/img/logo.svg")
equal 'through the edge' "$(header "$answer" Content-Type)" image/svg+xml
equal 'its rules' "$(header "$answer" Access-Control-Allow-Origin)" \
    https://a.example
data=http://127.0.0.1:$(python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["origins"][1]["port"])' "$dir/one.ready")
equal 'the other S3' "$(get "$data/two/b.txt" | tail -n 1)" 'in two'
curl -sSf --max-time 30 -T - "$s3/assets/up.txt" <<<'up' >/dev/null
equal 'the file' "$(<"$dir/site/up.txt")" up
curl -sSf --max-time 30 -X PUT "$data/three" >/dev/null
[[ -d $dir/data/three ]] || fail 'a new bucket is no folder'

code=0
"$POPBOX" serve "$dir/config.json" 2>"$dir/said" || code=$?
equal 'a second process' "$code" 3
has 'its message' "$(<"$dir/said")" \
    "config.json:3:13: \$.origins.site.dir: another popbox serves $dir/site"

stop "$pid" || fail "it ended with $?"
has "S3's access log" "$(<"$dir/s3.log")" \
    'REST.GET.OBJECT img/logo.svg "GET /img/logo.svg HTTP/1.1" 200'
has "S3's access log" "$(<"$dir/s3.log")" 'REST.PUT.OBJECT up.txt'
has_not 'the log of one S3' "$(<"$dir/s3.log")" three

start again serve "$dir/config.json"
equal 'after the next start' \
    "$(get "http://127.0.0.1:$(port again origins)/assets/up.txt" | tail -n 1)" \
    up
stop "$pid" || fail "it ended with $?"
