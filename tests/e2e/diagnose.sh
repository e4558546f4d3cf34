#!/usr/bin/env bash
# Pasted errors: standard input and files, text and JSON, what is refused.
source "${BASH_SOURCE[0]%/*}/lib.bash"

told=${BASH_SOURCE[0]%/*}/../told/diagnose_hit.txt
paste() {
    printf '%s\n' "No 'Access-Control-Allow-Origin' header is present" \
        'x-cache: Hit from cloudfront'
}
paste | "$POPBOX" diagnose >"$dir/text" || fail "text: status $?"
cmp "$dir/text" "$told" || fail 'another diagnosis than README.md shows'
paste >"$dir/pasted"
"$POPBOX" diagnose "$dir/pasted" | cmp - "$told" || fail 'a file'
paste | "$POPBOX" diagnose --json | python3 -c '
import json, sys
told = json.load(sys.stdin)
assert told["scenarios"][0]["id"] == "S01", told
assert [f["fact"] for f in told["recognised"]][:2] == ["missing", "hit"], told
assert told["scenarios"][0]["reasons"], told' || fail 'not JSON'

code=0
echo nothing | "$POPBOX" diagnose >"$dir/out" 2>"$dir/said" || code=$?
equal 'status when nothing was recognised' "$code" 1
equal 'no data then' "$(<"$dir/out")" ''
has 'what to do' "$(<"$dir/said")" 'paste the line'
code=0
echo '{"log": 1}' | "$POPBOX" diagnose 2>"$dir/said" || code=$?
equal 'status of a file that is no HAR file' "$code" 3
has 'why' "$(<"$dir/said")" 'standard input: this is JSON, but no HAR file'
code=0
"$POPBOX" diagnose "$dir/none" 2>"$dir/said" || code=$?
equal 'status of a file that is not there' "$code" 3
