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
