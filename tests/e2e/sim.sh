#!/usr/bin/env bash
# popbox sim: traces in every packing and from a pipe, the same at any number
# of threads, what is refused, what is not read.
source "${BASH_SOURCE[0]%/*}/lib.bash"

# status STATUS WHAT ARG...: popbox ARG... ends so, with a word on stderr.
status() {
    local code=0
    "$POPBOX" "${@:3}" >"$dir/out" 2>"$dir/said" || code=$?
    equal "$2: status ($(<"$dir/said"))" "$code" "$1"
    has "$2: what it says" "$(<"$dir/said")" 'popbox: '
}

"$POPBOX" sim --zipf 0.9 --requests 20000 --objects 500 --sites 3 \
    --object-sizes lognormal:32K --one-hits 10% --write "$dir/made.csv"
args=(--policies lru,sieve,belady --sizes 1%,10% --keys url,url+origin --csv)
one=$("$POPBOX" sim "$dir/made.csv" "${args[@]}" --threads 1)
has 'a table' "$one" 'made.csv",url+origin,none,10%'
[[ $one == "$("$POPBOX" sim "$dir/made.csv" "${args[@]}" --threads 7)" ]] ||
    fail 'threads change the result'

gzip -k "$dir/made.csv"
mkdir "$dir/packed"
mv "$dir/made.csv.gz" "$dir/packed/made.csv"
[[ $one == "$("$POPBOX" sim "$dir/packed/made.csv" "${args[@]}")" ]] ||
    fail 'gzip changes the result'
piped=$(cat "$dir/packed/made.csv" | "$POPBOX" sim - "${args[@]}")
[[ ${one//made.csv/standard input} == "$piped" ]] || fail 'a pipe is no file'

made=$("$POPBOX" sim --zipf 0.9 --requests 20000 --objects 500 --sites 3 \
    --object-sizes lognormal:32K --one-hits 10% "${args[@]}")
[[ ${one//made.csv/made trace} == "$made" ]] || fail 'writing changes a trace'

"$POPBOX" sim "$dir/made.csv" --json --policies lru >"$dir/out.json"
python3 - "$dir/out.json" <<'END' || fail 'JSON'
import json, sys
trace, = json.load(open(sys.argv[1]))
assert trace["requests"] == 20000 and len(trace["cells"]) == 2, trace
assert all(0 < c["misses"] < c["requests"] for c in trace["cells"])
END

printf '1 2 3\n1 2\n4 5 6\n' >"$dir/bad"
"$POPBOX" sim "$dir/made.csv" --mrc --plot "$dir/a.svg" >"$dir/out"
"$POPBOX" sim "$dir/made.csv" "$dir/packed/made.csv" --points 9 --policies lru \
    --report "$dir/a.html" >"$dir/out"
python3 - "$dir" <<'END' || fail 'pictures'
import sys, xml.dom.minidom
svg = open(sys.argv[1] + "/a.svg").read()
assert xml.dom.minidom.parseString(svg).documentElement.tagName == "svg"
page = open(sys.argv[1] + "/a.html").read()
assert page.count("<svg") == page.count("</svg>") == 2 and "http" not in \
    page.replace("http://www.w3.org/2000/svg", "")
END
status 2 'a picture of two' sim "$dir/made.csv" "$dir/bad" --plot "$dir/b.svg"
status 2 'a curve of others' sim "$dir/made.csv" --mrc --policies sieve

for i in 1 2 3; do
    "$POPBOX" sim "$dir/made.csv" "$dir/packed/made.csv" "${args[@]}" \
        --cells $i/3 >"$dir/part$i"
done
"$POPBOX" sim "$dir/made.csv" "$dir/packed/made.csv" "${args[@]}" >"$dir/whole"
"$POPBOX" sim --merge "$dir"/part[123] >"$dir/joined"
cmp "$dir/whole" "$dir/joined" || fail 'parts are not the whole'
status 2 'a part is missing' sim --merge "$dir"/part[12]
status 2 'parts are CSV' sim "$dir/made.csv" --cells 1/2

# Samples: repeated, and held against the whole.
sampled=$("$POPBOX" sim "$dir/made.csv" --mrc --sample 20% --repeats 4 --exact)
has 'samples' "$sampled" 'the mean of 4 samples, each of 0.2 of the objects'
has 'their error' "$sampled" 'Mean absolute error against the whole trace'
"$POPBOX" sim "$dir/made.csv" --policies lru,sieve --sizes 10% --json \
    --sample 300 --repeats 5 --exact >"$dir/sampled.json"
python3 - "$dir/sampled.json" <<'END' || fail 'samples as JSON'
import json, sys
trace, = json.load(open(sys.argv[1]))
assert trace["sample_objects"] == 300 and trace["repeats"] == 5, trace
for cell in trace["cells"]:
    assert 0 < cell["miss_ratio_ci95"] < 0.3, cell
    assert abs(cell["miss_ratio"] - cell["exact_miss_ratio"]) < 0.15, cell
END
status 2 'repeats of the whole' sim "$dir/made.csv" --repeats 5
status 2 'exact is the whole' sim "$dir/made.csv" --exact
status 2 'no repeat' sim "$dir/made.csv" --sample 1% --repeats 0

cors=$("$POPBOX" sim --cors --requests 50000 --objects 500 --plot "$dir/c.svg")
has 'the price' "$cors" '100 sites'
has 'the approximation' "$cors" 'The approximation is'
grep -q 'Origin in key, Vary' "$dir/c.svg" || fail 'a picture of the price'
cors=$("$POPBOX" sim --cors "$dir/made.csv" --sizes 20%)
has 'the price in a trace' "$cors" 'made.csv, each request'
status 2 'no sites' sim --cors "$dir/bad"
status 2 'a policy for --cors' sim --cors --policies sieve

# Keys of real cache policies: a query that one of them leaves out is no key.
printf '%s\n' time,id,origin 1,/a?v=1,https://a.example 2,/a?v=2, \
    3,/a?v=1, 4,/b, 90,/b, >"$dir/urls.csv"
cat >"$dir/policy.json" <<'END'
{"ETag": "E1", "CachePolicyConfig": {"Name": "by-v", "MinTTL": 0,
 "ParametersInCacheKeyAndForwardedToOrigin": {
  "EnableAcceptEncodingGzip": false,
  "HeadersConfig": {"HeaderBehavior": "none"},
  "CookiesConfig": {"CookieBehavior": "none"},
  "QueryStringsConfig": {"QueryStringBehavior": "all"}}}}
END
args=(--policies lru --sizes 5 --csv)
keyed=$("$POPBOX" sim "$dir/urls.csv" "${args[@]}" \
    --keys "url,CachingOptimized,$dir/policy.json" 2>"$dir/err")
has 'a key of URLs' "$keyed" ',url,none,5,5,objects,lru,5,3,'
has 'a managed policy' "$keyed" \
    ',Managed-CachingOptimized,none,5,5,objects,lru,5,2,'
has 'a policy of a file' "$keyed" ',by-v,none,5,5,objects,lru,5,3,'
has 'what is not told' "$(<"$dir/err")" 'traces do not tell Accept-Encoding'
aged=$("$POPBOX" sim "$dir/urls.csv" "${args[@]}" --ttls none,1m)
has 'a lifetime' "$aged" ',url,1m,5,5,objects,lru,5,4,1,'
status 2 'a lifetime without a unit' sim "$dir/urls.csv" --ttls 60
status 2 'no such key' sim "$dir/urls.csv" --keys nope
status 3 'no such file of a key' sim "$dir/urls.csv" --keys nope.json
status 3 'a key that is no policy' sim "$dir/urls.csv" --keys "$dir/out.json"

"$POPBOX" sim "$dir/bad" --format webcachesim --policies lru --sizes 5 \
    >"$dir/out" 2>"$dir/err"
has 'a bad line' "$(<"$dir/err")" 'line 2 has too few columns: 1 2'
status 3 'strict' sim "$dir/bad" --format webcachesim --strict
status 4 'no such file' sim "$dir/none"
status 2 'no trace' sim
status 2 'a trace and none' sim "$dir/bad" --zipf 1
status 2 'a size' sim "$dir/made.csv" --sizes 10x
status 2 'an option of no use' sim "$dir/made.csv" --write x --sizes 1%
status 2 'two forms' sim "$dir/made.csv" --json --csv

# Through a whole edge: the bug breaks pages, Origin in the key breaks none.
world() {
    cat <<END
{"origins": {"s3": {"type": "s3", "domain": "assets.s3.amazonaws.com",
  "buckets": {"assets": {"cors": {"CORSRules": [{"AllowedMethods": ["GET"],
   "AllowedOrigins": ["https://site1.example", "https://site2.example"]}]}}}}},
 "edges": {"edge": {"domain": "cdn.example", "DefaultCacheBehavior": {
  "TargetOriginId": "s3", "ViewerProtocolPolicy": "allow-all",
  $1 "MinTTL": 0, "DefaultTTL": 86400, "MaxTTL": 31536000}}}}
END
}
headers='"Headers": {"Quantity": 1, "Items": ["Origin"]}'
forward='"QueryString": false, "Cookies": {"Forward": "none"}'
world "\"ForwardedValues\": {$forward, $headers}," >"$dir/keyed.json"
world '"CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
  "OriginRequestPolicyId": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",' |
    sed 's/ "MinTTL": 0, "DefaultTTL": 86400, "MaxTTL": 31536000//; s/fcf",/fcf"/' \
        >"$dir/stale.json"
through() {
    "$POPBOX" sim --zipf 0.9 --objects 300 --requests 5000 --sites 2 \
        --no-origin 20% --object-sizes lognormal:4K "$@"
}
through --node "$dir/stale.json" --json --sizes 10%,100% --policies lru,sieve \
    --origin-delay 30 >"$dir/stale.out"
through --node "$dir/keyed.json" --json --sizes 100% >"$dir/keyed.out"
python3 - "$dir" <<'END' || fail 'through a whole edge'
import json, sys
stale = json.load(open(sys.argv[1] + "/stale.out"))
keyed, = json.load(open(sys.argv[1] + "/keyed.out"))
assert len(stale) == 4 and {c["size"] for c in stale} == {"10%", "100%"}
for cell in stale + [keyed]:
    assert cell["requests"] == 5000 and cell["errors"] == 0, cell
    assert cell["hits"] + cell["refreshes"] + cell["origin_requests"] >= 5000
    assert cell["used_bytes"] <= cell["capacity_bytes"]
assert all(c["broken"] > 100 and c["collapsed"] > 0 for c in stale), stale
assert keyed["broken"] == keyed["denied"] == 0 < keyed["pages"]
END
through --write "$dir/crowd.csv"
whole=$(through --node "$dir/stale.json" --csv --sizes 64K --warm-up 10%)
read_back=$("$POPBOX" sim "$dir/crowd.csv" --node "$dir/stale.json" --csv \
    --sizes 64K --warm-up 10%)
[[ ${read_back//crowd.csv/made trace} == "$whole" ]] ||
    fail 'a file through an edge is not the made trace'
piped=$("$POPBOX" sim - --node "$dir/stale.json" --csv --sizes 64K \
    <"$dir/crowd.csv")
has 'a pipe through an edge' "$piped" '64K,5000,'
has 'a page of it' "$(through --node "$dir/stale.json" --sizes 64K)" \
    'broken by stale headers'
status 2 'a share of a pipe' sim - --node "$dir/stale.json" --sizes 10% </dev/null
status 2 'the future at an edge' sim --zipf 1 --node "$dir/stale.json" \
    --policies belady
status 2 'keys of a whole edge' sim --zipf 1 --node "$dir/stale.json" --keys url
status 2 'a delay of nobody' sim --zipf 1 --origin-delay 5
status 3 'no such config' sim --zipf 1 --node "$dir/none.json"
status 3 'a config of nothing' sim --zipf 1 --node "$dir/out.json"
