# lib.bash - what the end-to-end scripts share: starting, waiting, checking.
#
# A script sources it and gets a folder of its own in $dir. Whatever it starts
# with `start` is stopped at its end, whether it went well or not.

: "${POPBOX:?POPBOX names the program}"
set -euo pipefail

dir=$(mktemp -d "${TMPDIR:-/tmp}/popbox-e2e-XXXXXX")
pids=()
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
export NO_PROXY='*' no_proxy='*'

# A descriptor that never has anything to read, to wait a moment on.
exec {never}<> <(:)
moment() { read -rt 0.05 -u "$never" || true; }

clean_up() {
    local pid
    for pid in "${pids[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    for pid in "${pids[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    rm -rf -- "$dir"
}
trap clean_up EXIT
trap 'printf "%s:%s: status %s\n" "${0##*/}" "$LINENO" "$?" >&2' ERR

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    tail -n 20 "$dir"/*.err >&2 2>/dev/null || true
    exit 1
}

skip() {
    printf '%s: SKIPPED: %s\n' "${0##*/}" "$*" >&2
    exit 77
}

# equal WHAT GOT WANTED
equal() { [[ $2 == "$3" ]] || fail "$1: got '$2', wanted '$3'"; }
# has WHAT TEXT PART
has() { [[ $2 == *"$3"* ]] || fail "$1: no '$3' in '$2'"; }
has_not() { [[ $2 != *"$3"* ]] || fail "$1: '$3' in '$2'"; }

# until_true TRIES COMMAND...: tries of a twentieth of a second.
until_true() {
    local tries=$1 i
    shift
    for ((i = 0; i < tries; i++)); do
        "$@" && return 0
        moment
    done
    return 1
}

# start NAME ARG...: popbox ARG... with a ready file; waits until it listens.
# Its output is in $dir/NAME.out and .err, its process in $pid.
start() {
    local name=$1
    shift
    rm -f "$dir/$name.ready"
    "$POPBOX" "$@" --ready-file "$dir/$name.ready" \
        >"$dir/$name.out" 2>"$dir/$name.err" &
    pid=$!
    pids+=("$pid")
    until_true 400 is_up "$name" "$pid" || fail "$name does not listen"
}

is_up() {
    [[ -s $dir/$1.ready ]] || { kill -0 "$2" 2>/dev/null || fail "$1 ended"; false; }
}

# stop PID: asks it to end; its exit status.
stop() {
    local status=0
    kill -TERM "$1"
    wait "$1" || status=$?
    return "$status"
}

# port NAME KIND [NUMBER]: of the edge or origin number NUMBER, from 0.
port() {
    python3 - "$dir/$1.ready" "$2" "${3:-0}" <<'END'
import json, sys
with open(sys.argv[1]) as file:
    print(json.load(file)[sys.argv[2]][int(sys.argv[3])]["port"])
END
}

# header TEXT NAME: its value in a head that curl -i printed.
header() {
    sed -n "s/^$2: \(.*\)\r\$/\1/Ip" <<<"$1"
}

# get ARG...: curl with its head, patient for a bounded time.
get() { curl -sS -i --max-time 30 "$@"; }
# status ARG...: only the status.
status() { curl -sS -o /dev/null -w '%{http_code}' --max-time 30 "$@"; }

# talk PORT BYTES: sends raw bytes, prints what comes until the other side
# closes.
talk() {
    local out
    exec {out}<>"/dev/tcp/127.0.0.1/$1"
    printf '%b' "$2" >&"$out"
    timeout 30 cat <&"$out" || true
    exec {out}>&-
}

is_sanitized() { grep -q __asan_init "$POPBOX"; }
