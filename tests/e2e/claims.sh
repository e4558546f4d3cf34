#!/usr/bin/env bash
# popbox play claims: the table, every verdict proven, in virtual time and over
# sockets alike; an edge that nobody could foresee would be a NO in it.
source "${BASH_SOURCE[0]%/*}/lib.bash"

table=$("$POPBOX" play claims)
has 'the table' "$table" 'What people say about CORS, and what is so'
[[ $table =~ ([0-9]+)\ of\ ([0-9]+)\ verdicts\ proven ]] || fail "no sum: $table"
equal 'proven' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
widest=$(awk '{ if (length > n) n = length } END { print n }' <<<"$table")
((widest <= 80)) || fail "a line of $widest columns"

equal 'over sockets' "$("$POPBOX" play claims --live)" "$table"

lines=$("$POPBOX" play claims --format tap)
[[ $lines != *'not ok'* ]] || fail "TAP: $lines"
has 'TAP' "$lines" 'ok 1 - C01, judged false'
"$POPBOX" play claims --json >"$dir/claims.json"
python3 - "$dir/claims.json" <<'PYTHON'
import json, sys
claims = json.load(open(sys.argv[1]))
assert all(claim["proven"] and claim["truth"] for claim in claims)
assert len({claim["id"] for claim in claims}) == len(claims) > 20
PYTHON

has 'one claim' "$("$POPBOX" show c03)" 'Is it so? half'
