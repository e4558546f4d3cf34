#!/usr/bin/env bash
# boto3 against the fake S3, over memory and over a folder.
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

calls() {
    timeout 200 "$python" -B "${BASH_SOURCE[0]%/*}/boto3_calls.py" \
        "http://127.0.0.1:$(port "$1" origins)" >"$dir/said" 2>&1 ||
        fail "$1: $(<"$dir/said")"
}

start memory origin --port 0
calls memory
stop "$pid" || fail "the origin in memory ended with $?"

mkdir "$dir/buckets"
start folder origin --buckets "$dir/buckets" --port 0
calls folder
stop "$pid" || fail "the origin over a folder ended with $?"
