#!/usr/bin/env bash
# What suites of S3 servers ask, put to the fake S3 as three accounts, over
# memory and over a folder.
source "${BASH_SOURCE[0]%/*}/lib.bash"

python=
for each in /usr/bin/python3 python3; do
    if "$each" -c 'import boto3' 2>/dev/null; then
        python=$each
        break
    fi
done
[[ $python ]] || skip 'boto3 (python3-boto3) is not installed'
export AWS_CONFIG_FILE=$dir/none AWS_SHARED_CREDENTIALS_FILE=$dir/none

accounts=(
    --account main:MAINKEY:mainsecret:mainid:Main:main@example.com
    --account alt:ALTKEY:altsecret:altid:Alt:alt@example.com
    --account tenant:TENANTKEY:tenantsecret:tenantid:Tenant
)

suite() {
    start "$1" origin --port 0 --block-public-access off "${accounts[@]}" \
        --access-log "$dir/$1.access" "${@:2}"
    timeout 300 "$python" -B "${BASH_SOURCE[0]%/*}/s3_suite.py" \
        "http://127.0.0.1:$(port "$1" origins)" >"$dir/said" 2>&1 ||
        fail "$1: $(<"$dir/said")"
    cat "$dir/said"
    stop "$pid" || fail "the origin over $1 ended with $?"
    grep -q 'REST.PUT.OBJECT' "$dir/$1.access" || fail "$1: no access log"
}

suite memory
mkdir "$dir/buckets"
suite folder --buckets "$dir/buckets"

# The same accounts out of a file; what is wrong in it is told with its place.
cat >"$dir/accounts.json" <<'JSON'
{"accounts": {"main": {"access_key": "MAINKEY", "secret_key": "mainsecret"}}}
JSON
start file origin --port 0 --accounts "$dir/accounts.json"
equal 'anonymous list' "$(curl -sS -o "$dir/body" -w '%{http_code}' \
    "http://127.0.0.1:$(port file origins)/")" 403
stop "$pid" || fail "the origin with a file ended with $?"
status=0
"$POPBOX" origin --account main:KEY 2>"$dir/said" >&2 || status=$?
equal 'half an account' "$status" 3
has 'half an account' "$(<"$dir/said")" 'NAME:ACCESS_KEY:SECRET_KEY'
