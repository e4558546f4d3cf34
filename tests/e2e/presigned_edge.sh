#!/usr/bin/env bash
# S3's presigned URLs through an edge: what is known of CloudFront holds.
#
# It works with the bucket's host in the signature, since that is the Host which
# CloudFront sends, and with the whole query forwarded (advancedweb.hu, "How to
# use S3 signed URLs with CloudFront", 2018; aws-amplify/amplify-js#6596). S3
# counts every x-amz-* header, X-Amz-Cf-Id too, where a proxy of one's own hands
# it on (zulip/zulip#26591, anomalizer/ngx_aws_auth#6): so CloudFront does not
# tell it to S3.
source "${BASH_SOURCE[0]%/*}/lib.bash"

cat >"$dir/config.json" <<'END'
{"origins": {"s3": {"type": "s3", "domain": "assets.s3.us-east-1.amazonaws.com",
   "accounts": {"main": {"access_key": "AK", "secret_key": "SK"}},
   "buckets": {"assets": {"objects": {"k": "private"}}}}},
 "edges": {
   "all": {"domain": "cdn.localhost", "DefaultCacheBehavior": {
     "AllowedMethods": {"Items": ["GET", "HEAD", "OPTIONS", "PUT", "POST",
                                  "PATCH", "DELETE"]},
     "CachePolicyId": "CachingDisabled",
     "OriginRequestPolicyId": "AllViewerExceptHostHeader"}},
   "noquery": {"domain": "bare.localhost", "DefaultCacheBehavior": {
     "CachePolicyId": "CachingOptimized"}}}}
END
start one serve "$dir/config.json"
edge=http://127.0.0.1:$(port one edges)
bare=http://127.0.0.1:$(python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["edges"][1]["port"])' "$dir/one.ready")
host=assets.s3.us-east-1.amazonaws.com

# presigned VERSION METHOD HOST PATH
presigned() {
    python3 - "$@" <<'END'
import base64, datetime, hashlib, hmac, sys, time
from urllib.parse import quote
version, method, host, path = sys.argv[1:]
if version == "v2":
    expires = int(time.time()) + 600
    text = f"{method}\n\n\n{expires}\n/assets{path}"
    signature = base64.b64encode(hmac.digest(b"SK", text.encode(), "sha1"))
    sys.exit(print(f"{path}?AWSAccessKeyId=AK&Expires={expires}&Signature="
                   + quote(signature, safe="")))
stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
scope = f"{stamp[:8]}/us-east-1/s3/aws4_request"
query = "&".join(f"{name}={quote(value, safe='')}" for name, value in (
    ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", f"AK/{scope}"),
    ("X-Amz-Date", stamp), ("X-Amz-Expires", "600"),
    ("X-Amz-SignedHeaders", "host")))
canonical = f"{method}\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
text = "\n".join(("AWS4-HMAC-SHA256", stamp, scope,
                  hashlib.sha256(canonical.encode()).hexdigest()))
key = b"AWS4SK"
for part in scope.split("/"):
    key = hmac.digest(key, part.encode(), "sha256")
signature = hmac.new(key, text.encode(), "sha256").hexdigest()
print(f"{path}?{query}&X-Amz-Signature={signature}")
END
}

equal 'without a signature' "$(status "$edge/k")" 403
for version in v2 v4; do
    answer=$(get "$edge$(presigned $version GET "$host" /k)")
    has "$version: what is signed" "$answer" private
    curl -sSf --max-time 30 -T - -H 'Content-Type:' \
        "$edge$(presigned $version PUT "$host" /new-$version)" <<<up >/dev/null
    equal "$version: what was put" \
        "$(get "$edge$(presigned $version GET "$host" "/new-$version")" |
            tail -n 1)" up
done
has 'a header that is not signed' \
    "$(get -H 'x-amz-acl: public-read' \
        "$edge$(presigned v4 GET "$host" /k)")" \
    '<HeadersNotSigned>x-amz-acl</HeadersNotSigned>'
has 'one that the signature counts' \
    "$(get -H 'x-amz-acl: public-read' \
        "$edge$(presigned v2 GET "$host" /k)")" SignatureDoesNotMatch
has "signed for the viewer's host" \
    "$(get "$edge$(presigned v4 GET cdn.localhost /k)")" SignatureDoesNotMatch
has 'a query that is not forwarded' \
    "$(get "$bare$(presigned v4 GET "$host" /k)")" '<Code>AccessDenied</Code>'

# An empty body that waits for a 100 is answered at once: curl itself would send
# it after a second, and python's socket for all that it has.
python3 - "${edge##*:}" "$(presigned v4 PUT "$host" /empty)" <<'END' ||
import socket, sys
for framing in "Content-Length: 0\r\n", "":
    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20) as conn:
        conn.sendall((f"PUT {sys.argv[2]} HTTP/1.1\r\nHost: cdn.localhost\r\n"
                      f"Expect: 100-continue\r\n{framing}\r\n").encode())
        answer = conn.recv(65536)
        assert b"100 Continue" in answer or b" 200 " in answer, answer
END
    fail 'an empty PUT waits'
stop "$pid" || fail "it ended with $?"
