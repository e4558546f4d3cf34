#!/usr/bin/env bash
# readme.sh - what README.md shows of `popbox demo` is what it prints.
#
# Every line of its text blocks must come in the demo's output, in this order;
# blocks of other things (they hold dates or ports) are told by their first line.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

"$POPBOX" demo --virtual | python3 -c '
import re, sys

demo = sys.stdin.read().split("\n")
blocks = re.findall(r"^```text\n(.*?)^```", open("README.md").read(), re.M | re.S)
shown = [b.rstrip("\n").split("\n") for b in blocks]
shown = [b for b in shown if re.match("THE BUG|CURE|THE PRICE", b[0])]
assert len(shown) >= 3, "README.md shows too little of the demo"
for block in shown:
    for at in range(len(demo)):
        if demo[at:at + len(block)] == block:
            break
    else:
        sys.exit("README.md: not what the demo prints:\n" + "\n".join(block))
print(f"{len(shown)} passages of README.md are what the demo prints")
'
