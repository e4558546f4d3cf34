#!/usr/bin/env bash
# Scenarios: the library over sockets and in virtual time, files, standard
# input, every format; what fails is told with its place.
source "${BASH_SOURCE[0]%/*}/lib.bash"

timeout 120 "$POPBOX" play --json >"$dir/virtual" || fail "virtual: status $?"
timeout 120 "$POPBOX" play --json --live >"$dir/live" || fail "live: status $?"
cmp "$dir/virtual" "$dir/live" || fail 'sockets tell another story'
timeout 120 "$POPBOX" play --json >"$dir/again"
cmp "$dir/virtual" "$dir/again" || fail 'another story the second time'
plays=$(python3 -c 'import json, sys; print(len(json.load(sys.stdin)))' \
    <"$dir/virtual")
((plays > 10)) || fail "only $plays plays"

"$POPBOX" play >"$dir/text" || fail "text: status $?"
! grep -nE '^.{81}' "$dir/text" || fail 'a line of more than 80 columns'
"$POPBOX" play --format tap >"$dir/tap" || fail "tap: status $?"
equal 'TAP results' "$(grep -c '^ok ' "$dir/tap")" "$plays"
"$POPBOX" play --format junit | python3 -c '
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.stdin).getroot()
assert int(root.get("tests")) == len(root.findall("testcase"))' ||
    fail 'not JUnit'

# A lesson that is told wrongly.
"$POPBOX" show s01 --json >"$dir/s01.json"
"$POPBOX" play "$dir/s01.json" >"$dir/file" || fail "a file: status $?"
"$POPBOX" play - <"$dir/s01.json" | cmp - "$dir/file" || fail 'standard input'
python3 - "$dir/s01.json" >"$dir/wrong.json" <<'END'
import json, sys
world = json.load(open(sys.argv[1]))
step = next(s for s in world["steps"] if "status" in s.get("expect", {})
            or "load" in s)
step.setdefault("expect", {})["status"] = 599
print(json.dumps(world))
END
code=0
"$POPBOX" play "$dir/wrong.json" >"$dir/out" || code=$?
equal 'status of a failed expectation' "$code" 1
has 'its place' "$(<"$dir/out")" 'expect.status'
code=0
"$POPBOX" play --live "$dir/wrong.json" >"$dir/live" || code=$?
equal 'the same live' "$code" 1
cmp "$dir/out" "$dir/live" || fail 'sockets fail in another way'

code=0
printf '{"id": "X"}' | "$POPBOX" play - 2>"$dir/said" || code=$?
equal 'status of a file that is no scenario' "$code" 3
has 'its place' "$(<"$dir/said")" 'standard input:1:1'

# Whether it can be played; every file is told of.
printf '{"id": "X"}' >"$dir/short.json"
code=0
"$POPBOX" play --check "$dir/s01.json" "$dir/short.json" s02 >"$dir/out" \
    2>"$dir/said" || code=$?
equal 'status of a check that finds something' "$code" 3
equal 'files that can be played' "$(grep -c 'can be played' "$dir/out")" 2
has 'its place' "$(<"$dir/said")" 'short.json:1:1: $: "title"'
sed 's/"verdict"/"verdct"/' "$dir/s01.json" >"$dir/slip.json"
has 'what was meant' "$("$POPBOX" play --check "$dir/slip.json" 2>&1 || true)" \
    'did you mean "verdict"?'
code=0
"$POPBOX" play --check >"$dir/out" 2>"$dir/said" || code=$?
equal 'status of a check of nothing' "$code" 2

# The library by word and by tag.
has 'the font lesson' "$("$POPBOX" list font)" 'S50 '
has_not 'other lessons' "$("$POPBOX" list font)" 'S54 '
equal 'two words' "$("$POPBOX" list --tag font preload | cut -d' ' -f1)" S50
"$POPBOX" list --tag s3 --tag cost --json | python3 -c '
import json, sys
found = json.load(sys.stdin)
assert [f["id"] for f in found] == ["S09"], found
assert "cost" in found[0]["tags"]' || fail 'tags'
code=0
"$POPBOX" list zebra >"$dir/out" 2>"$dir/said" || code=$?
equal 'status when nothing is found' "$code" 1
code=0
"$POPBOX" list --tag fonts >"$dir/out" 2>"$dir/said" || code=$?
equal 'status of a tag that there is not' "$code" 2
has 'what was meant' "$(<"$dir/said")" 'did you mean font?'
has 'the tags' "$("$POPBOX" list --tags)" 'browser-cache '

# A page of all plays, in one file.
"$POPBOX" play --report "$dir/report.html" >"$dir/text2" || fail "report: $?"
cmp "$dir/text" "$dir/text2" || fail 'a report changes the text'
python3 - "$dir/report.html" "$plays" <<'END' || fail 'the report'
import html.parser, re, sys

text = open(sys.argv[1], encoding="utf-8").read()
void = {"meta", "hr", "br", "line", "rect", "path"}
stack, ids, wanted = [], set(), set()

class Reader(html.parser.HTMLParser):
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        assert tag not in ("script", "link", "img", "iframe"), tag
        assert "src" not in attrs, attrs
        if "id" in attrs:
            assert attrs["id"] not in ids, attrs
            ids.add(attrs["id"])
        if attrs.get("href", "").startswith("#"):
            wanted.add(attrs["href"][1:])
        if tag not in void | {"dt", "dd", "li"}:
            stack.append(tag)
    def handle_endtag(self, tag):
        if tag not in void | {"dt", "dd", "li"}:
            assert stack.pop() == tag, (tag, self.getpos())

Reader().feed(text)
assert not stack, stack
assert wanted <= ids, wanted - ids
assert text.count("<svg ") == int(sys.argv[2]), text.count("<svg ")
assert "url(" not in text and "@import" not in text
END
code=0
"$POPBOX" play s01 --report "$dir/none/report.html" >"$dir/out" \
    2>"$dir/said" || code=$?
equal 'status of a report that cannot be written' "$code" 4
code=0
"$POPBOX" play "$dir/wrong.json" --report "$dir/wrong.html" >"$dir/out" ||
    code=$?
equal 'status of a failure with a report' "$code" 1
has 'the failure' "$(<"$dir/wrong.html")" 'expect.status'

# The worked example of the help, cut out of it.
"$POPBOX" help scenario >"$dir/help" || fail 'no such topic'
! grep -nE '^.{81}' "$dir/help" || fail 'a line of help of more than 80 columns'
sed -n '/^  {$/,/^  }$/p' "$dir/help" >"$dir/mine.json"
"$POPBOX" play "$dir/mine.json" >"$dir/out" || fail "the help's example: $?"
equal 'its plays' "$(grep -c '^As expected' "$dir/out")" 2
