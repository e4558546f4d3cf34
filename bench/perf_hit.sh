#!/usr/bin/env bash
# perf_hit.sh - cache hits beside nginx and haproxy: how many, at what price.
#
# One static nginx is the origin of three caches: nginx's proxy_cache, haproxy's
# cache (where it is installed) and `popbox serve`. wrk asks each in turn, run by
# run, so that a noisy minute is noise for all of them. The server under test has
# one core, the load and the origin have the other. Figures are medians; the
# price of a request is the CPU time (user and system) of the server's
# processes, which a busy machine disturbs least.
#
# A run counts only if every answer was a whole 200 from the cache - the origin's
# log must not have grown - or, among the misses, from the origin. Everything is on 127.0.0.1, in one temporary folder,
# and ends with this script.
#
#   POPBOX=build/popbox bench/perf_hit.sh [WORKLOAD...]
#   WORKLOAD            1k, 1k-browser, 16k, 256k (these four unless told),
#                       1k-zipf, 1k-close, 1k-miss
#   RUNS=5 RUN_S=2      runs of each server, and seconds of each
#   CONNS=64            connections of the load
#   SERVER_CPU=0 LOAD_CPU=1
set -euo pipefail

popbox=${POPBOX:?POPBOX names the program to be measured}
runs=${RUNS:-5}
run_s=${RUN_S:-2}
conns=${CONNS:-64}
server_cpu=${SERVER_CPU:-0}
load_cpu=${LOAD_CPU:-1}

workloads=(1k 1k-browser 16k 256k)
(($# == 0)) || workloads=("$@")

# What a browser sends beside Host.
browser=(
    -H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'
    -H 'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'
    -H 'Accept-Encoding: gzip, deflate, br'
    -H 'Accept-Language: en-US,en;q=0.9,de;q=0.8'
    -H 'Referer: http://www.example.com/some/page/index.html?x=1'
    -H 'Sec-Fetch-Dest: image'
    -H 'Sec-Fetch-Mode: no-cors'
    -H 'Sec-Fetch-Site: same-origin'
    -H 'Sec-Ch-Ua: "Chromium";v="126", "Not.A/Brand";v="24"'
    -H 'Sec-Ch-Ua-Mobile: ?0'
    -H 'Sec-Ch-Ua-Platform: "Linux"'
    -H 'DNT: 1')

# describe WORKLOAD: sets what, path, body_bytes, lines, the script of the load,
# and the one that asks for all n_objects before.
describe() {
    lines=() script=one filler=one n_objects=1
    case $1 in
    1k) what='hits of 1 KiB' path=/1k body_bytes=1024 ;;
    1k-browser)
        what="hits of 1 KiB, asked for with a browser's 12 header lines"
        path=/1k body_bytes=1024 lines=("${browser[@]}")
        ;;
    16k) what='hits of 16 KiB' path=/16k body_bytes=16384 ;;
    256k) what='hits of 256 KiB' path=/256k body_bytes=262144 ;;
    1k-zipf)
        what='hits of 1 KiB among 5,000 objects, drawn from a Zipf distribution'
        path=/z/ body_bytes=1024 script=zipf filler=sweep n_objects=5000
        ;;
    1k-close)
        what='hits of 1 KiB, each on a connection of its own'
        path=/1k body_bytes=1024 lines=(-H 'Connection: close')
        ;;
    1k-miss)
        what='misses of 1 KiB, every one to be stored'
        path=/z/ body_bytes=1024 script=miss filler=miss
        ;;
    *) fail "no workload $1; see the top of this script" ;;
    esac
}

# ---- processes --------------------------------------------------------------

dir=
pids=()

say() {
    printf 'perf_hit: %s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 1
}

finish() {
    local pid
    for pid in "${pids[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    for pid in "${pids[@]}"; do
        await_end "$pid" || kill -KILL "$pid" 2>/dev/null || true
    done
    wait
    [[ -z $dir ]] || rm -rf -- "$dir"
}

await_end() {
    local i
    for ((i = 0; i < 50; i++)); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}

answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Sets port to one that nobody listens on, below the kernel's own range.
free_port() {
    local i
    for ((i = 0; i < 100; i++)); do
        port=$((20000 + RANDOM % 12000))
        answers "$port" || return 0
    done
    fail 'no free port found in 100 tries'
}

# start NAME CPU: runs serve_NAME on a port that is free, until it answers.
# Sets port and pid. Another port is tried when somebody was faster.
start() {
    local name=$1 cpu=$2 try i
    for ((try = 0; try < 5; try++)); do
        free_port
        taskset -c "$cpu" bash -c "$(declare -f "serve_$name")"$'\n''"$@"' \
            bash "serve_$name" "$port" "$origin_port" "$dir/$name" "$popbox" \
            >"$dir/$name.out" 2>&1 </dev/null &
        pid=$!
        pids+=("$pid")
        for ((i = 0; i < 50; i++)); do
            kill -0 "$pid" 2>/dev/null || break
            ! answers "$port" || return 0
            sleep 0.1
        done
        kill -TERM "$pid" 2>/dev/null || true
    done
    cat -- "$dir/$name.out" >&2
    fail "$name does not start"
}

# serve_NAME PORT ORIGIN_PORT FOLDER POPBOX becomes the server.

serve_origin() {
    mkdir -p "$3/tmp" "$3/www"
    for size in 1 16 256; do
        head -c "${size}K" /dev/urandom >"$3/www/${size}k"
    done
    cat >"$3/nginx.conf" <<END
worker_processes 1; daemon off; pid $3/pid; error_log $3/error.log;
worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
    log_format one '\$request';
    access_log $3/access.log one;
    sendfile on; tcp_nopush on; tcp_nodelay on; server_tokens off;
    keepalive_requests 1000000000; keepalive_timeout 300s;
    default_type application/octet-stream;
    client_body_temp_path $3/tmp/b; proxy_temp_path $3/tmp/p;
    fastcgi_temp_path $3/tmp/f; uwsgi_temp_path $3/tmp/u;
    scgi_temp_path $3/tmp/s;
    server {
        listen 127.0.0.1:$1 backlog=4096;
        root $3/www;
        add_header Cache-Control "public, max-age=3600";
        location / { }
        location /z/ { try_files /1k =404; }
    }
}
END
    exec nginx -e "$3/error.log" -c "$3/nginx.conf"
}

# Tuned as its documentation says for hits: files kept open, sent by sendfile,
# on a file system in memory where there is one.
serve_nginx() {
    mkdir -p "$3/tmp"
    cat >"$3/nginx.conf" <<END
worker_processes 1; daemon off; pid $3/pid; error_log $3/error.log;
worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
    access_log off;
    sendfile on; tcp_nopush on; tcp_nodelay on; server_tokens off;
    keepalive_requests 1000000000; keepalive_timeout 300s;
    open_file_cache max=6000 inactive=1h; open_file_cache_valid 1h;
    open_file_cache_min_uses 1;
    client_body_temp_path $3/tmp/b; proxy_temp_path $3/tmp/p;
    fastcgi_temp_path $3/tmp/f; uwsgi_temp_path $3/tmp/u;
    scgi_temp_path $3/tmp/s;
    proxy_cache_path $3/cache levels=1:2 keys_zone=c:64m max_size=1g
        inactive=1d use_temp_path=off;
    upstream origin { server 127.0.0.1:$2; keepalive 64; }
    server {
        listen 127.0.0.1:$1 backlog=4096;
        location / {
            proxy_pass http://origin; proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_cache c; proxy_cache_key \$scheme\$host\$request_uri;
        }
    }
}
END
    exec nginx -e "$3/error.log" -c "$3/nginx.conf"
}

serve_haproxy() {
    mkdir -p "$3"
    cat >"$3/haproxy.cfg" <<END
global
    nbthread 1
    maxconn 4000
cache c
    total-max-size 1000
    max-object-size 8000000
    max-age 3600
defaults
    mode http
    timeout connect 5s
    timeout client 300s
    timeout server 60s
    timeout http-keep-alive 300s
    http-reuse always
frontend f
    bind 127.0.0.1:$1 backlog 4096
    http-request cache-use c
    http-response cache-store c
    default_backend o
backend o
    server o 127.0.0.1:$2
END
    exec haproxy -db -f "$3/haproxy.cfg"
}

serve_popbox() {
    exec "$4" serve --quiet --origin "http://127.0.0.1:$2" --port "$1"
}

# ---- the load ----------------------------------------------------------------

# What wrk asks for: one URL, 5,000 in turn or as Zipf (s = 1) has it, or a new
# one each time. The same for every server.
write_scripts() {
    cat >"$dir/one.lua" <<'END'
function done(summary)
    local e = summary.errors
    io.write(string.format("DONE %d %d %d %d\n", summary.requests,
        summary.duration, summary.bytes,
        e.connect + e.read + e.write + e.status + e.timeout))
end
END
    cat >"$dir/sweep.lua" <<END
dofile("$dir/one.lua")
local i = 0
function request()
    i = (i + 1) % 5000
    return wrk.format("GET", "/z/" .. i)
end
END
    cat >"$dir/miss.lua" <<END
dofile("$dir/one.lua")
local seed, i = "", 0
function init(args) seed = args[1] end
function request()
    i = i + 1
    return wrk.format("GET", "/z/" .. seed .. "/" .. i)
end
END
    cat >"$dir/zipf.lua" <<END
dofile("$dir/one.lua")
local n, requests, sequence, at = 5000, {}, {}, 0
function init()
    local upto, sum = {}, 0
    for i = 1, n do
        sum = sum + 1 / i
        upto[i] = sum
        requests[i] = wrk.format("GET", "/z/" .. (i * 7919 % n))
    end
    math.randomseed(1)
    for k = 1, 100000 do
        local drawn, low, high = math.random() * sum, 1, n
        while low < high do
            local middle = math.floor((low + high) / 2)
            if upto[middle] < drawn then low = middle + 1 else high = middle end
        end
        sequence[k] = low
    end
end
function request()
    at = at % #sequence + 1
    return requests[sequence[at]]
end
END
}

# ---- measuring --------------------------------------------------------------

# CPU time of a server and its workers so far, in clock ticks: user and system
# are the 14th and the 15th field, counted from a name that may hold blanks.
cpu_ticks() {
    local pid files=()
    for pid in "$1" $(<"/proc/$1/task/$1/children"); do
        files+=("/proc/$pid/stat")
    done
    awk '{ sub(/.*\) /, ""); sum += $12 + $13 } END { print sum }' "${files[@]}"
}

origin_requests() {
    wc -l <"$dir/origin/access.log"
}

# load SCRIPT SECONDS URL: prints requests, microseconds, bytes and errors. The
# seed makes the misses of one run new to the others.
load() {
    taskset -c "$load_cpu" wrk -t1 -c"$conns" -d"${2}s" --timeout 10s \
        -s "$dir/$1.lua" "${lines[@]}" "$3" -- "$RANDOM$RANDOM$RANDOM" \
        >"$dir/wrk.out" 2>&1 || fail "wrk: $(<"$dir/wrk.out")"
    sed -n 's/^DONE //p' "$dir/wrk.out"
}

# fill PORT: until the filler has asked for everything and found it there.
fill() {
    local i asked requests rest
    for ((i = 1; i <= 10; i++)); do
        asked=$(origin_requests)
        read -r requests rest \
            <<<"$(load "$filler" "$i" "http://127.0.0.1:$1$path")"
        [[ $script != miss ]] || return 0
        ((requests < n_objects || $(origin_requests) > asked)) || return 0
    done
    fail 'the cache does not keep what it is asked for'
}

# measure NAME PID PORT: appends "NAME REQUESTS/S MICROSECONDS" to the results.
measure() {
    local name=$1 url=http://127.0.0.1:$3$path
    local asked ticks requests us bytes errors
    asked=$(origin_requests)
    ticks=$(cpu_ticks "$2")
    read -r requests us bytes errors <<<"$(load "$script" "$run_s" "$url")"
    ticks=$(($(cpu_ticks "$2") - ticks))
    ((requests > 0 && errors == 0)) ||
        fail "$name: $requests answers, and $errors errors"
    ((bytes >= requests * body_bytes)) || fail "$name: answers were not whole"
    asked=$(($(origin_requests) - asked))
    if [[ $script == miss ]]; then
        ((asked >= requests)) || fail "$name: not all were misses"
    else
        ((asked == 0)) || fail "$name: not all were hits"
    fi
    awk -v name="$name" -v n="$requests" -v us="$us" -v ticks="$ticks" \
        -v hz="$hz" 'BEGIN {
            printf "%s %.1f %.4f\n", name, n / us * 1e6, ticks / hz * 1e6 / n
        }' >>"$dir/results"
}

# The table of one workload; nginx is the measure of all.
report() {
    printf '\n%s\n\n' "$what"
    sort -k1,1 -k2,2n "$dir/results" | awk -v names="${names[*]}" '
        function median(list, n,    i, j, t) {
            for (i = 2; i <= n; i++)
                for (j = i; j > 1 && list[j - 1] > list[j]; j--) {
                    t = list[j]; list[j] = list[j - 1]; list[j - 1] = t
                }
            return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
        }
        { n[$1]++; rate[$1, n[$1]] = $2; price[$1, n[$1]] = $3 }
        END {
            printf "  %-10s %12s %10s   %14s %10s\n", "server",
                   "requests/s", "to nginx", "CPU us/request", "to nginx"
            count = split(names, order, " ")
            for (k = 1; k <= count; k++) {
                name = order[k]
                for (i = 1; i <= n[name]; i++) {
                    rates[i] = rate[name, i]; prices[i] = price[name, i]
                }
                r[name] = median(rates, n[name])
                p[name] = median(prices, n[name])
                printf "  %-10s %12.0f %9.2fx   %14.2f %9.2fx\n", name, r[name],
                       r[name] / r["nginx"], p[name], p["nginx"] / p[name]
            }
        }'
}

# ---- the run ----------------------------------------------------------------

for tool in nginx wrk taskset; do
    command -v "$tool" >/dev/null ||
        fail "$tool is missing: ./run setup bench installs it"
done
for workload in "${workloads[@]}"; do
    describe "$workload"
done
(($(nproc) > 1)) || fail 'two cores are needed: one serves, one asks'

trap finish EXIT
trap 'exit 130' INT TERM
shm=/dev/shm
[[ -d $shm && -w $shm ]] || shm=${TMPDIR:-/tmp}
dir=$(mktemp -d "$shm/perf_hit.XXXXXX")
# nginx's workers may run as another user.
chmod 755 "$dir"
hz=$(getconf CLK_TCK)
write_scripts

names=(nginx)
! command -v haproxy >/dev/null || names+=(haproxy)
names+=(popbox)
declare -A port_of pid_of
origin_port=0
start origin "$load_cpu"
origin_port=$port
for name in "${names[@]}"; do
    start "$name" "$server_cpu"
    port_of[$name]=$port
    pid_of[$name]=$pid
done

printf '%s\n' "Cache hits over loopback: $conns connections, $runs runs of \
${run_s} s each, interleaved; medians." "CPU time is user and system of the \
server's processes. More than 1.00x is better."
for workload in "${workloads[@]}"; do
    describe "$workload"
    : >"$dir/results"
    for name in "${names[@]}"; do
        fill "${port_of[$name]}"
    done
    for ((i = 0; i < runs; i++)); do
        for name in "${names[@]}"; do
            measure "$name" "${pid_of[$name]}" "${port_of[$name]}"
        done
    done
    report
done
