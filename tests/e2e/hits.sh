#!/usr/bin/env bash
# An edge before the fake S3: a miss, then hits with their age; on both loopback
# addresses and by names below localhost; by hand and by a file.
source "${BASH_SOURCE[0]%/*}/lib.bash"

start s3 origin --bucket assets --port 0
origin=$(port s3 origins)
curl -sSf --max-time 30 -T - -H 'Cache-Control: max-age=60' \
    "http://127.0.0.1:$origin/assets/hello.txt" <<<'hello, edge' >/dev/null

start edge serve --origin "http://127.0.0.1:$origin" --port 0
edge=$(port edge edges)

first=$(get "http://127.0.0.1:$edge/assets/hello.txt")
has 'the first answer' "$first" 'HTTP/1.1 200 OK'
equal 'X-Cache' "$(header "$first" X-Cache)" 'Miss from cloudfront'
equal 'Age of a miss' "$(header "$first" Age)" ''
has 'its body' "$first" 'hello, edge'
has 'Via' "$(header "$first" Via)" '(CloudFront)'

second=$(get "http://127.0.0.1:$edge/assets/hello.txt")
equal 'X-Cache' "$(header "$second" X-Cache)" 'Hit from cloudfront'
[[ $(header "$second" Age) =~ ^[0-9]+$ ]] || fail "a hit without Age: $second"
has 'its body' "$second" 'hello, edge'

# A second later it is older: asked until it is, for a bounded time.
is_older() { (($(header "$(get "http://127.0.0.1:$edge/assets/hello.txt")" Age) >= 1)); }
until_true 100 is_older || fail 'Age does not grow'

hosts=(any.name.localhost localhost)
if grep -q ' lo$' /proc/net/if_inet6 2>/dev/null; then
    hosts+=('[::1]')
fi
for host in "${hosts[@]}"; do
    equal "by $host" "$(header "$(get "http://$host:$edge/assets/hello.txt")" \
        X-Cache)" 'Hit from cloudfront'
done

# The stale header, as everybody meets it: no Origin first, then a page.
rules='<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>'
rules+='<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>'
md5=$(python3 -c 'import base64, hashlib, sys
print(base64.b64encode(hashlib.md5(sys.argv[1].encode()).digest()).decode())' \
    "$rules")
curl -sSf --max-time 30 -X PUT -H "Content-MD5: $md5" -d "$rules" \
    "http://127.0.0.1:$origin/assets?cors"
page=(-H 'Origin: https://a.example')
has 'S3 to a page' "$(get "${page[@]}" "http://127.0.0.1:$origin/assets/hello.txt")" \
    'Access-Control-Allow-Origin: *'
has_not 'the edge to a page' \
    "$(get "${page[@]}" "http://127.0.0.1:$edge/assets/hello.txt")" \
    'Access-Control-Allow-Origin'

log=$dir/edge.out
stop "$pid" || fail "the edge ended with $?"
has 'its log' "$(<"$log")" 'GET "/assets/hello.txt" 200 "Miss from cloudfront"'
has 'its log' "$(<"$log")" 'origin="https://a.example"'

# The same edge from a file, with a policy after the cache: the page is well.
"$POPBOX" serve --origin "http://127.0.0.1:$origin" --port 0 --print-config \
    --response-headers-policy SimpleCORS >"$dir/edge.json"
start file serve "$dir/edge.json" -q
edge=$(port file edges)
url=http://127.0.0.1:$edge/assets/hello.txt
equal 'no Origin' "$(status "$url")" 200
has 'the cured edge to a page' "$(get "${page[@]}" "$url")" \
    'Access-Control-Allow-Origin: *'
equal 'a quiet log' "$(<"$dir/file.out")$(<"$dir/file.err")" ''
