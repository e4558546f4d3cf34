#!/usr/bin/env bash
# A 2 GiB object streams through: less than 64 MiB of memory above the cache's
# capacity, for a fast reader and for a slow one beside it.
source "${BASH_SOURCE[0]%/*}/lib.bash"

is_sanitized && skip 'memory is measured in the release build only'

size=$((2 << 30))
capacity=$((16 << 20))
cat >"$dir/config.json" <<END
{"origins": {"web": {"domain": "web.example", "type": "plain",
                     "size_from_path": true,
                     "headers": {"Cache-Control": "max-age=60"}}},
 "edges": {"edge": {"domain": "cdn.localhost", "capacity_bytes": $capacity,
                    "DefaultCacheBehavior":
                        {"CachePolicyId": "CachingOptimized"}}}}
END
start edge serve "$dir/config.json" -q
url=http://127.0.0.1:$(port edge edges)

# The slow one takes a second's worth at its pace and leaves.
curl -sS --max-time 2 --limit-rate 1M -o /dev/null "$url/1073741824" \
    2>/dev/null &
slow=$!
equal 'bytes' "$(curl -sS --max-time 120 -o /dev/null \
    -w '%{http_code} %{size_download}' "$url/$size")" "200 $size"
wait "$slow" || true
peak_kib=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status")
((peak_kib * 1024 < capacity + (64 << 20))) ||
    fail "the peak was $peak_kib KiB"
stop "$pid" || fail "the edge ended with $?"
