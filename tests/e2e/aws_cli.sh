#!/usr/bin/env bash
# The real AWS CLI against the fake S3: buckets, objects, CORS rules.
source "${BASH_SOURCE[0]%/*}/lib.bash"

command -v aws >/dev/null || skip 'the AWS CLI (awscli) is not installed'
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any
export AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=$dir/none AWS_SHARED_CREDENTIALS_FILE=$dir/none
export AWS_PAGER=

start s3 origin --port 0
port=$(port s3 origins)
s3() {
    timeout 60 aws --endpoint-url "http://127.0.0.1:$port" \
        --cli-read-timeout 20 --cli-connect-timeout 10 "$@"
}

s3 s3 mb s3://assets >/dev/null
head -c 3000000 /dev/urandom >"$dir/up"
s3 s3 cp --quiet "$dir/up" s3://assets/dir/name.bin
s3 s3 cp --quiet s3://assets/dir/name.bin "$dir/down"
cmp "$dir/up" "$dir/down" || fail 'what came down is not what went up'
has 's3 ls' "$(s3 s3 ls s3://assets --recursive)" 'dir/name.bin'

! s3 s3api get-bucket-cors --bucket assets 2>"$dir/aws.err" ||
    fail 'CORS rules that nobody has put'
has 'its error' "$(<"$dir/aws.err")" NoSuchCORSConfiguration
cat >"$dir/cors.json" <<'END'
{"CORSRules": [{"AllowedOrigins": ["https://*.example"],
                "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["x-*"],
                "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 600}]}
END
s3 s3api put-bucket-cors --bucket assets \
    --cors-configuration "file://$dir/cors.json"
s3 s3api get-bucket-cors --bucket assets >"$dir/cors.out"
python3 - "$dir/cors.json" "$dir/cors.out" <<'END' || fail 'other CORS rules'
import json, sys
sys.exit(json.load(open(sys.argv[1])) != json.load(open(sys.argv[2])))
END
answer=$(get -H 'Origin: https://a.example' \
    "http://127.0.0.1:$port/assets/dir/name.bin" -r 0-0)
equal 'ACAO' "$(header "$answer" Access-Control-Allow-Origin)" \
    'https://a.example'
s3 s3api delete-bucket-cors --bucket assets
has_not 'after the deletion' "$(get -H 'Origin: https://a.example' \
    "http://127.0.0.1:$port/assets/dir/name.bin" -r 0-0)" Access-Control

# The rules that were printed are a file for the next origin.
start again origin --bucket assets --cors "$dir/cors.out" --port 0
port=$(port again origins)
s3 s3api get-bucket-cors --bucket assets >"$dir/cors.again"
cmp "$dir/cors.out" "$dir/cors.again" || fail 'rules changed on their way'
s3 s3 rb s3://assets >/dev/null
stop "$pid" || fail "the origin ended with $?"

# A region counts only where one is configured, as at S3: and a client without
# any signs for us-east-1.
start strict origin --port 0 --bucket assets --region us-east-1 \
    --account main:any:any
port=$(port strict origins)
(unset AWS_DEFAULT_REGION && s3 s3 ls s3://assets) ||
    fail 'a client without a region is refused'
! s3 --region eu-west-1 s3 ls 2>"$dir/aws.err" ||
    fail 'a signature for another region was taken'
has 'its error' "$(<"$dir/aws.err")" "expecting 'us-east-1'"
stop "$pid" || fail "the strict origin ended with $?"
