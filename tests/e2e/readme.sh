#!/usr/bin/env bash
# readme.sh - what README.md shows is what the program prints.
#
# Every text block is a passage of the demo or of what import and explain are
# tested to tell (tests/told/). Log lines, which hold dates, are passed over.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

"$POPBOX" demo --virtual | python3 -c '
import pathlib, re, sys

sources = [sys.stdin.read()]
sources += [p.read_text() for p in sorted(pathlib.Path("tests/told").glob("*"))]
blocks = re.findall(r"^```text\n(.*?)^```", open("README.md").read(), re.M | re.S)
blocks = [b for b in blocks if not re.match(r"\d{4}-\d\d-\d\dT", b)]
assert len(blocks) >= 6, "README.md shows too little"
for block in blocks:
    if not any(("\n" + s).find("\n" + block) >= 0 for s in sources):
        sys.exit("README.md shows what nobody prints:\n" + block)
print(f"{len(blocks)} passages of README.md are what popbox prints")
'
