#!/usr/bin/env bash
# popbox lab: its ports, its files, who may ask its admin API, and the live half.
source "${BASH_SOURCE[0]%/*}/lib.bash"

start lab lab --port 0
at() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$dir/lab.ready" "$1"; }
lab=$(at lab) pages=$(at pages) edge=$(at edge) bucket=$(at bucket)
url=http://localhost:$lab
equal 'one URL on stdout' "$(<"$dir/lab.out")" "$url/"
for port in "$pages" "$edge" "$bucket"; do
    has 'the others on stderr' "$(<"$dir/lab.err")" ":$port"
done

# post PATH BODY [ARG...]
post() { get -H 'Content-Type: application/json' --data "$2" "${@:3}" "$url$1"; }

# ---- files ------------------------------------------------------------------

page=$(get "$url/")
has 'the page' "$page" '<title>popbox lab'
has 'its policy' "$(header "$page" Content-Security-Policy)" "frame-ancestors 'none'"
equal 'its type' "$(header "$page" Content-Type)" 'text/html; charset=utf-8'
equal 'a module' "$(header "$(get "$url/main.js")" Content-Type)" 'text/javascript; charset=utf-8'
equal 'the chart library' "$(status "$url/chart.min.js")" 200
equal 'no other file' "$(status --path-as-is "$url/../CMakeLists.txt")" 404
equal 'HEAD' "$(status -I "$url/lab.css")" 200
for name in a b; do
    has "page $name" "$(get "http://127.0.0.1:$pages/" -H "Host: $name.localhost:$pages")" visitor.js
done
equal 'a page is asked by its name' "$(status "http://127.0.0.1:$pages/")" 403
equal 'a page has no API' "$(status -H "Host: a.localhost:$pages" "http://127.0.0.1:$pages/api/lab")" 404

# ---- the API, and who may ask it ---------------------------------------------

about=$(get "$url/api/lab")
has 'places' "$about" "\"A\":\"http://a.localhost:$pages\""
has 'scenarios' "$about" '"id":"S57"'
equal 'no ACAO' "$(header "$about" Access-Control-Allow-Origin)" ''
own="Origin: $url"
has 'a play' "$(post /api/play '{}' -H "$own")" '"steps":[]'
for stranger in "http://a.localhost:$pages" http://evil.example null; do
    answer=$(post /api/live/invalidate '{}' -H "Origin: $stranger")
    has "$stranger" "$answer" 'HTTP/1.1 403'
    equal "no ACAO: $stranger" "$(header "$answer" Access-Control-Allow-Origin)" ''
    equal "$stranger by GET" "$(status -H "Origin: $stranger" "$url/api/events")" 403
done
equal 'another name' "$(status -H "Host: evil.example:$lab" "$url/api/lab")" 403
equal 'a form' "$(status -d '{}' "$url/api/play")" 403
equal 'a preflight' "$(status -X OPTIONS -H "$own" "$url/api/play")" 403
for path in play cors crowd check live/configure live/invalidate; do
    equal "GET changes nothing: $path" "$(status "$url/api/$path")" 405
done
equal 'no such call' "$(status "$url/api/nothing")" 404
has 'JSON only' "$(post /api/play '{')" 'request:1:'
has 'a place' "$(post /api/play '{"steps": [{"load": {"page": "Z", "url": "https://cdn.example/"}}]}')" '$.steps[0].load.page'
head -c 1100000 /dev/zero | tr '\0' ' ' >"$dir/large"
has 'too large' "$(post /api/play "@$dir/large")" 'HTTP/1.1 413'

has 'good rules' "$(post /api/cors '{"text": "[{\"AllowedOrigins\": [\"*\"], \"AllowedMethods\": [\"GET\"]}]"}')" '"error":null'
has 'bad rules' "$(post /api/cors '{"text": "[\n {\"AllowedOrigins\": [\"*\"],\n  \"AllowedMethods\": \"GET\"}]"}')" 'rules:3:'
has 'the bug is found' "$(post /api/check '{"knobs": {}}')" '"verdict":"broken"'
has 'a proof' "$(post /api/check '{"knobs": {"key": "all"}}')" '"verdict":"clean"'
has 'no document of AWS' "$(post /api/check '{"texts": [{"name": "my.json", "text": "{}"}]}')" '"error":"my.json:'
crowd=$(post /api/crowd '{"sites": 5, "visits": 500, "knobs": {"key": "exact"}}')
has 'a crowd' "$crowd" '"broken":0'
equal 'the same crowd again' "$(tail -n 1 <<<"$(post /api/crowd '{"sites": 5, "visits": 500, "knobs": {"key": "exact"}}')")" "$(tail -n 1 <<<"$crowd")"

# ---- the live half ------------------------------------------------------------

# ask NAME: the logo, as page NAME.
ask() {
    get -H "Origin: http://$1.localhost:$pages" "http://127.0.0.1:$edge/logo.svg"
}
equal 'A first' "$(header "$(ask a)" Access-Control-Allow-Origin)" "http://a.localhost:$pages"
equal 'B gets what A got' "$(header "$(ask b)" Access-Control-Allow-Origin)" "http://a.localhost:$pages"
has 'configured' "$(post /api/live/configure '{"knobs": {"key": "exact"}}')" '"configured":1'
answer=$(ask b)
equal 'B has a copy of its own' "$(header "$answer" Access-Control-Allow-Origin)" "http://b.localhost:$pages"
equal 'by a miss' "$(header "$answer" X-Cache)" 'Miss from cloudfront'
has 'rules by their live names' "$(post /api/live/configure '{"knobs": {"cors": [{"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["GET"]}]}}')" '"configured":1'
has 'invalidated' "$(post /api/live/invalidate '{}')" '"removed":'
equal 'B is not allowed' "$(header "$(ask b)" Access-Control-Allow-Origin)" ''
has 'bad rules' "$(post /api/live/configure '{"knobs": {"cors": [{"AllowedMethods": ["GET"]}]}}')" 'HTTP/1.1 422'
equal 'the bucket itself' "$(status "http://127.0.0.1:$bucket/assets/logo.svg")" 200

equal 'a real font' "$(curl -sS --max-time 30 "http://127.0.0.1:$edge/font.ttf" | head -c 4 | od -An -tx1)" ' 00 01 00 00'

curl -sN --max-time 30 "$url/api/events" >"$dir/events" &
events=$!
pids+=("$events")
until_true 100 test -s "$dir/events" || fail 'no stream'
ask a >/dev/null
until_true 100 grep -q '^event: edge' "$dir/events" || fail 'nothing is told'
has 'what the edge saw' "$(<"$dir/events")" '"x_cache"'

# ---- the end ------------------------------------------------------------------

stop "$pid" || fail "the lab ended with $?"
wait "$events" || true
"$POPBOX" lab --port 70000 2>/dev/null && fail 'a port that is none'
# Four ports in a row that happen to be free, below those for outgoing calls.
start_at() {
    rm -f "$dir/lab.ready"
    "$POPBOX" lab --port "$1" --lab-dir "$dir" --ready-file "$dir/lab.ready" \
        >"$dir/lab.out" 2>"$dir/lab.err" &
    pid=$!
    pids+=("$pid")
    until_true 400 is_over "$pid"
    [[ -s $dir/lab.ready ]]
}
is_over() { [[ -s $dir/lab.ready ]] || ! kill -0 "$1" 2>/dev/null; }
for ((i = 0; i < 50; i++)); do
    free=$((20000 + RANDOM % 10000))
    start_at "$free" && break
done
equal 'the port that was asked for' "$(at lab)" "$free"
equal 'the next ones' "$(at pages) $(at edge) $(at bucket)" "$((free + 1)) $((free + 2)) $((free + 3))"
mkdir -p "$dir" && printf 'p { color: red }' >"$dir/lab.css"
has 'from disk' "$(get "http://localhost:$free/lab.css")" 'color: red'
has 'built in, where disk has none' "$(get "http://localhost:$free/main.js")" import
