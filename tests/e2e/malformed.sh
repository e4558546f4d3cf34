#!/usr/bin/env bash
# Malformed requests get 400 and a closed connection; no origin hears of them.
source "${BASH_SOURCE[0]%/*}/lib.bash"

start s3 origin --bucket assets --port 0
start edge serve --origin "http://127.0.0.1:$(port s3 origins)" --port 0
edge=$(port edge edges)

requests=(
    'GET / HTTP/1.1\r\n\r\n'
    'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'
    'GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n'
    'GET / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n'
    'GET / HTTP/1.1\nHost: a\n\n'
    'GET / HTTP/9.9\r\nHost: a\r\n\r\n'
    'GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n'
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy'
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n'
    'CONNECT a:80\r\n\r\n'
)
for request in "${requests[@]}"; do
    answer=$(talk "$edge" "${request}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
    has "'$request'" "$answer" 'HTTP/1.1 400 Bad Request'
    has "'$request'" "$answer" 'Connection: close'
    equal "answers to '$request'" "$(grep -c '^HTTP/1.1' <<<"$answer")" 1
done

equal 'it still serves' "$(status "http://127.0.0.1:$edge/assets/none")" 404
stop "${pids[1]}" || fail "the edge ended with $?"
stop "${pids[0]}" || fail "the origin ended with $?"
equal 'requests at the origin' "$(wc -l <"$dir/s3.out")" 1
has_not 'the origin' "$(<"$dir/s3.out")" smuggled
