#!/usr/bin/env bash
# What people do with the AWS CLI, over memory and over a folder alike.
source "${BASH_SOURCE[0]%/*}/lib.bash"

command -v aws >/dev/null || skip 'the AWS CLI (awscli) is not installed'
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any
export AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=$dir/none AWS_SHARED_CREDENTIALS_FILE=$dir/none
export AWS_PAGER=

aws_at() {
    timeout 100 aws --endpoint-url "http://127.0.0.1:$port" \
        --cli-read-timeout 30 --cli-connect-timeout 10 "$@"
}

head -c 20971520 /dev/urandom >"$dir/big"
printf 'hello' >"$dir/small"
mkdir -p "$dir/site/img"
printf '<p>home' >"$dir/site/index.html"
printf '<p>lost' >"$dir/site/lost.html"
printf '<svg/>' >"$dir/site/img/logo.svg"

copies() {
    aws_at s3 cp --quiet "$dir/small" s3://assets/small.txt \
        --cache-control max-age=60
    aws_at s3 cp --quiet "$dir/big" s3://assets/big/name.bin
    aws_at s3 cp --quiet s3://assets/big/name.bin "$dir/down"
    cmp "$dir/big" "$dir/down" || fail "$1: what came down is not what went up"
    aws_at s3 cp --quiet s3://assets/small.txt s3://assets/copy.txt
    has "$1: a copy keeps its headers" \
        "$(get "http://127.0.0.1:$port/assets/copy.txt")" 'max-age=60'
    aws_at s3 mv --quiet s3://assets/copy.txt s3://assets/moved.txt
    equal "$1: what was moved" \
        "$(status "http://127.0.0.1:$port/assets/copy.txt")" 404
    has "$1: ls" "$(aws_at s3 ls s3://assets)" 'PRE big/'
    has "$1: ls -R" "$(aws_at s3 ls --recursive s3://assets)" \
        '20971520 big/name.bin'
    has "$1: buckets" "$(aws_at s3 ls)" assets
}

syncs() {
    aws_at s3 sync --quiet "$dir/site" s3://assets/site
    equal "$1: a second sync" \
        "$(aws_at s3 sync "$dir/site" s3://assets/site)" ''
    printf '<svg>2</svg>' >"$dir/site/img/logo.svg"
    has "$1: a sync of one change" \
        "$(aws_at s3 sync "$dir/site" s3://assets/site)" img/logo.svg
    rm -rf "$dir/back"
    aws_at s3 sync --quiet s3://assets/site "$dir/back"
    diff -r "$dir/site" "$dir/back" || fail "$1: another tree came back"
    printf '<svg/>' >"$dir/site/img/logo.svg"
}

presigned() {
    local url
    url=$(aws_at s3 presign s3://assets/small.txt --expires-in 60)
    equal "$1: presigned" "$(curl -sS --max-time 30 "$url")" hello
    url=$(AWS_DEFAULT_REGION=eu-central-1 aws_at s3 presign \
        s3://assets/small.txt)
    equal "$1: presigned with V4" "$(curl -sS --max-time 30 "$url")" hello
}

settings() {
    cat >"$dir/cors.json" <<'END'
{"CORSRules": [{"AllowedOrigins": ["https://*.example"],
                "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["x-*"],
                "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 600}]}
END
    cat >"$dir/policy.json" <<'END'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
 "Action": "s3:GetObject", "Resource": "arn:aws:s3:::assets/*"}]}
END
    aws_at s3api put-bucket-cors --bucket assets \
        --cors-configuration "file://$dir/cors.json"
    has "$1: its rules" "$(aws_at s3api get-bucket-cors --bucket assets)" \
        'https://*.example'
    aws_at s3api put-bucket-policy --bucket assets \
        --policy "file://$dir/policy.json"
    has "$1: its policy" "$(aws_at s3api get-bucket-policy --bucket assets)" \
        's3:GetObject'
    aws_at s3 website s3://assets --index-document index.html \
        --error-document site/lost.html
    aws_at s3api get-bucket-website --bucket assets >/dev/null
}

website() {
    local host=assets.s3-website-us-east-1.amazonaws.com
    equal "$1: the index document" "$(curl -sS --max-time 30 \
        -H "Host: $host" "http://127.0.0.1:$port/site/")" '<p>home'
    answer=$(get -H "Host: $host" "http://127.0.0.1:$port/nothing")
    has "$1: the error document" "$answer" '<p>lost'
    has "$1: its status" "$answer" '404 Not Found'
}

removals() {
    aws_at s3api delete-bucket-policy --bucket assets
    aws_at s3api delete-bucket-cors --bucket assets
    ! aws_at s3 rb s3://assets 2>"$dir/aws.err" || fail "$1: rb of a full one"
    has "$1: why not" "$(<"$dir/aws.err")" BucketNotEmpty
    aws_at s3 rm --quiet s3://assets/small.txt
    aws_at s3api delete-objects --bucket assets --delete \
        'Objects=[{Key=moved.txt},{Key=big/name.bin}]' >/dev/null
    aws_at s3 rm --quiet --recursive s3://assets
    equal "$1: after rm" "$(aws_at s3 ls s3://assets)" ''
    aws_at s3 rb s3://assets >/dev/null
    ! aws_at s3 ls s3://assets 2>"$dir/aws.err" || fail "$1: ls of no bucket"
    has "$1: its error" "$(<"$dir/aws.err")" NoSuchBucket
}

session() {
    aws_at s3 mb s3://assets >/dev/null
    copies "$1"
    syncs "$1"
    presigned "$1"
    settings "$1"
    website "$1"
    removals "$1"
}

start memory origin --port 0
port=$(port memory origins)
session memory
stop "$pid" || fail "the origin in memory ended with $?"

mkdir "$dir/buckets"
start folder origin --buckets "$dir/buckets" --port 0
port=$(port folder origins)
session folder
stop "$pid" || fail "the origin over a folder ended with $?"
equal 'what is left' "$(find "$dir/buckets" -type f ! -name lock)" ''
