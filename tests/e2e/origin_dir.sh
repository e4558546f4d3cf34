#!/usr/bin/env bash
# popbox origin --dir: a folder as a bucket, as a front-end developer meets it.
source "${BASH_SOURCE[0]%/*}/lib.bash"

mkdir -p "$dir/public/img"
printf '<p>home' >"$dir/public/index.html"
printf '<svg/>' >"$dir/public/img/logo.svg"
printf '%s' '[{"AllowedOrigins": ["http://localhost:3000"],
  "AllowedMethods": ["GET"], "ExposeHeaders": ["ETag"]}]' >"$dir/cors.json"

start s3 origin --dir "$dir/public" --cors "$dir/cors.json" --port 0 \
    --access-log "$dir/access.log"
port=$(port s3 origins)
url=http://127.0.0.1:$port/public
has 'its greeting' "$(<"$dir/s3.err")" "http://localhost:$port/public/"
has 'its greeting' "$(<"$dir/s3.err")" "http://public.s3.localhost:$port/"

for part in 'everybody everything' 'http://localhost:3000 may GET, sees ETag' \
    'cors.json (start again when it changes)' "curl -T FILE http://localhost"; do
    has 'its greeting' "$(<"$dir/s3.err")" "$part"
done

answer=$(get -H 'Origin: http://localhost:3000' "$url/index.html")
equal 'its type' "$(header "$answer" Content-Type)" text/html
equal 'the rules' "$(header "$answer" Access-Control-Allow-Origin)" \
    http://localhost:3000
equal 'by its host name' "$(curl -sS --max-time 30 \
    -H "Host: public.s3.localhost:$port" "http://127.0.0.1:$port/img/logo.svg")" \
    '<svg/>'

# By hand: new, edited, gone.
printf 'body{}' >"$dir/public/new.css"
equal 'a new file' "$(header "$(get "$url/new.css")" Content-Type)" text/css
printf 'body{color:red}' >"$dir/public/new.css"
has 'an edited one' "$(get "$url/new.css")" color:red
rm "$dir/public/new.css"
equal 'a removed one' "$(status "$url/new.css")" 404

# By a client: the file is there, and its headers are after the next start.
curl -sSf --max-time 30 -T - -H 'Cache-Control: max-age=7' \
    "$url/up/load.txt" <<<'up' >/dev/null
equal 'the file' "$(<"$dir/public/up/load.txt")" up
equal 'no key leaves the folder' "$(curl -sS --path-as-is --max-time 30 \
    -o /dev/null -w '%{http_code}' -T - "$url/..%2f..%2fout" <<<'out')" 200
[[ ! -e $dir/out && ! -e $dir/../out ]] || fail 'a key left the folder'
has 'an object of no said length' \
    "$(curl -sS --max-time 30 -X PUT "$url/new.txt")" \
    '<Code>MissingContentLength</Code>'
equal 'an empty one' "$(curl -sS --max-time 30 -o /dev/null -w '%{http_code}' \
    -X PUT -H 'Content-Length: 0' "$url/empty.txt")" 200
equal 'the state is no object' "$(status "$url/.popbox/lock")" 404

code=0
"$POPBOX" origin --dir "$dir/public" --port 0 2>"$dir/said" || code=$?
equal 'a second process' "$code" 3
has 'its message' "$(<"$dir/said")" 'another popbox serves'

stop "$pid" || fail "the origin ended with $?"
has 'the request log' "$(<"$dir/s3.out")" 'GET "/public/index.html" 200'
has "S3's access log" "$(<"$dir/access.log")" \
    '"GET /public/index.html HTTP/1.1" 200'
equal 'its lines' "$(wc -l <"$dir/access.log")" \
    "$(wc -l <"$dir/s3.out")"

start again origin --dir "$dir/public" --port 0
url=http://127.0.0.1:$(port again origins)/public
answer=$(get -H 'Origin: http://localhost:3000' "$url/up/load.txt")
equal 'a stored header' "$(header "$answer" Cache-Control)" max-age=7
equal 'the rules are kept' "$(header "$answer" Access-Control-Allow-Origin)" \
    http://localhost:3000
has 'an odd key' "$(get "$url?list-type=2")" '<Key>../../out</Key>'
stop "$pid" || fail "the origin ended with $?"

# What is wrong is told with its place, or with what to do.
printf '[{"AllowedOrigins": ["*"],\n  "AllowedMethods": ["PATCH"]}]' \
    >"$dir/bad.json"
code=0
"$POPBOX" origin --dir "$dir/public" --cors "$dir/bad.json" --port 0 \
    2>"$dir/said" || code=$?
equal 'wrong rules' "$code" 3
has 'their place' "$(<"$dir/said")" 'bad.json:1:2: '
has 'what is wrong' "$(<"$dir/said")" PATCH
printf '<CORSConfiguration/>' >"$dir/bad.json"
code=0
"$POPBOX" origin --dir "$dir/public" --cors "$dir/bad.json" --port 0 \
    2>"$dir/said" || code=$?
equal 'rules as XML' "$code" 3
has 'their place' "$(<"$dir/said")" 'bad.json:1:1: is XML'
printf '{"Bucket": "b", "CORSConfiguration": {"CORSRules": [{"AllowedOrigins":
    ["https://cli.example"], "AllowedMethods": ["GET"]}]}}' >"$dir/cli.json"
start cli origin --dir "$dir/public" --cors "$dir/cli.json" --port 0
url=http://127.0.0.1:$(port cli origins)/public
answer=$(get -H 'Origin: https://cli.example' "$url/index.html")
equal 'rules as put-bucket-cors takes them' \
    "$(header "$answer" Access-Control-Allow-Origin)" https://cli.example
stop "$pid" || fail "the origin ended with $?"
mkdir "$dir/My_Folder"
code=0
"$POPBOX" origin --dir "$dir/My_Folder" --port 0 2>"$dir/said" || code=$?
equal 'a folder whose name is no bucket name' "$code" 3
has 'what to do' "$(<"$dir/said")" '--bucket NAME'
