#!/usr/bin/env bash
# popbox serve compresses as CloudFront does: curl gets back what it was.
source "${BASH_SOURCE[0]%/*}/lib.bash"

mkdir "$dir/site"
seq 1 20000 >"$dir/site/numbers.txt"
cat >"$dir/config.json" <<END
{"origins": {"site": {"type": "s3", "domain": "assets.s3.localhost",
   "dir": "$dir/site", "bucket": "assets", "buckets": {"assets": {}}}},
 "edges": {"edge": {"domain": "cdn.localhost",
   "DefaultCacheBehavior": {"TargetOriginId": "site", "Compress": true,
     "CachePolicyId": "CachingOptimized", "ResponseHeadersPolicyConfig":
       {"Name": "timed", "ServerTimingHeadersConfig":
         {"Enabled": true, "SamplingRate": 100}}}}}}
END
start one serve "$dir/config.json"
url=http://127.0.0.1:$(port one edges)/numbers.txt

# fetch CODING: the decoded body is the file; the answer's head is in $head, the
# number of bytes that came in $bytes.
fetch() {
    bytes=$(curl -sSf --max-time 30 --compressed -H "Accept-Encoding: $1" \
        -D "$dir/head" -o "$dir/got" -w '%{size_download}' "$url")
    head=$(<"$dir/head")
    cmp "$dir/got" "$dir/site/numbers.txt" || fail "$1: another body"
}

codings=(gzip)
[[ $(curl --version) != *brotli* ]] || codings+=(br)
for coding in "${codings[@]}"; do
    fetch "$coding"
    equal "$coding" "$(header "$head" Content-Encoding)" "$coding"
    has 'its ETag' "$(header "$head" ETag)" 'W/"'
    has 'the metrics' "$(header "$head" Server-Timing)" cdn-cache-miss
    first=$bytes
    fetch "$coding"
    equal 'once more' "$(header "$head" X-Cache)" 'Hit from cloudfront'
    has 'the metrics' "$(header "$head" Server-Timing)" cdn-cache-hit
    equal 'the stored bytes' "$bytes" "$first"
    equal 'their number' "$(header "$head" Content-Length)" "$first"
done
fetch identity
equal identity "$(header "$head" Content-Encoding)" ''
equal identity "$bytes" "$(wc -c <"$dir/site/numbers.txt")"
code=$(curl -sS --max-time 30 -o "$dir/got" -w '%{http_code}' -H \
    'Accept-Encoding: gzip' -H "If-None-Match: $(header "$(curl -sSI \
        --max-time 30 -H 'Accept-Encoding: gzip' "$url")" ETag)" "$url")
equal 'its own ETag again' "$code" 304
stop "$pid" || fail "it ended with $?"
