#!/usr/bin/env bash
# A page in a real Chromium uploads with a presigned PUT after its preflight, and
# reads the ETag only where the bucket's rules expose it.
source "${BASH_SOURCE[0]%/*}/lib.bash"

chromium=$(command -v chromium || command -v chromium-browser) ||
    skip 'Chromium (chromium) is not installed'
command -v aws >/dev/null || skip 'the AWS CLI (awscli) is not installed'

# In a network of its own, with a loopback and nothing else, where that may be.
if [[ ! ${ALONE:-} ]] && unshare -rn true 2>/dev/null; then
    export ALONE=yes
    exec unshare -rn bash "${BASH_SOURCE[0]}"
fi
[[ ! ${ALONE:-} ]] || python3 - <<'END'
import fcntl, socket, struct
request = struct.pack("16sh14x", b"lo", 1)  # IFF_UP
fcntl.ioctl(socket.socket(), 0x8914, request)  # SIOCSIFFLAGS
END

export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any
export AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=$dir/none AWS_SHARED_CREDENTIALS_FILE=$dir/none

start s3 origin --bucket assets --port 0
port=$(port s3 origins)
url=http://localhost:$port
page=http://page.s3.localhost:$port

# The CLI signs GETs only, boto3 signs PUTs: here by hand, as V2 has it.
presigned_put() {
    python3 - "$1" <<'END'
import base64, hashlib, hmac, sys, time, urllib.parse
expires = int(time.time()) + 600
text = f"PUT\n\ntext/plain\n{expires}\nx-amz-meta-made:by a page\n/assets/{sys.argv[1]}"
signature = base64.b64encode(hmac.new(b"any", text.encode(), hashlib.sha1).digest())
print(f"/{sys.argv[1]}?AWSAccessKeyId=any&Expires={expires}&Signature="
      + urllib.parse.quote(signature, safe=""))
END
}

# rules METHODS EXPOSED
rules() {
    printf '{"CORSRules": [{"AllowedOrigins": ["%s"], "AllowedMethods": %s,
        "AllowedHeaders": ["content-type", "x-amz-meta-*"],
        "ExposeHeaders": %s}]}' "$page" "$1" "$2" >"$dir/cors.json"
    timeout 60 aws --endpoint-url "$url" s3api \
        put-bucket-cors --bucket assets \
        --cors-configuration "file://$dir/cors.json"
}

curl -sSf --max-time 30 -X PUT "$url/page" >/dev/null

# visit KEY: what the page says after it has tried to upload KEY.
visit() {
    curl -sSf --max-time 30 -T - -H 'Content-Type: text/html' \
        "$url/page/index.html" >/dev/null <<END
<!doctype html><title>upload</title><pre id="said">nothing</pre><script>
const say = text => document.getElementById("said").textContent = text;
fetch("http://assets.s3.localhost:$port$(presigned_put "$1")", {
  method: "PUT", body: "from a page",
  headers: {"Content-Type": "text/plain", "x-amz-meta-made": "by a page"}
}).then(answer => say("status " + answer.status + " ETag "
                      + answer.headers.get("ETag")),
        error => say("blocked: " + error.message));
</script>
END
    timeout 100 "$chromium" --headless --no-sandbox --disable-gpu \
        --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --disable-dev-shm-usage \
        --user-data-dir="$dir/profile" --virtual-time-budget=20000 \
        --dump-dom "$page/index.html" 2>"$dir/chromium.log" |
        sed -n 's/.*<pre id="said">\(.*\)<\/pre>.*/\1/p'
}

rules '["GET"]' '["ETag"]'
has 'no rule for PUT' "$(visit refused.txt)" 'blocked: Failed to fetch'
equal 'nothing was stored' "$(status "$url/assets/refused.txt")" 404

rules '["PUT"]' '[]'
equal 'not exposed' "$(visit hidden.txt)" 'status 200 ETag null'

rules '["PUT"]' '["ETag"]'
etag=$(printf 'from a page' | md5sum)
equal 'exposed' "$(visit shown.txt)" "status 200 ETag \"${etag%% *}\""
answer=$(get "$url/assets/shown.txt")
has 'what was uploaded' "$answer" 'from a page'
equal 'its metadata' "$(header "$answer" x-amz-meta-made)" 'by a page'
stop "$pid" || fail "the origin ended with $?"
equal 'preflights' "$(grep -c ' OPTIONS ' "$dir/s3.out" || true)" 3
