#!/usr/bin/env python3
"""citations.py - what the code cites of its sources of facts is a place in them.

Comments name where a rule of CloudFront, S3 or a browser was looked up:
"cloudfront.md 5.1", "s3.md section 0", "browser.md M8", "security.md, class
20". A citation without a place, or with one that the source could not have, is
a slip; so is a source that there is not.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAYERS = ("cache", "policies", "origin", "bench", "edge", "tests")
NUMBER = r"\d{1,2}(\.\d{1,2})*"
PLACES = {
    "cloudfront": NUMBER,
    "s3": NUMBER,
    "browser": rf"({NUMBER}|[HLMPRSX]\d{{1,2}}[a-z]?)",
    "scenarios": r"(S\d\d|[A-D])",
    "claims": rf"({NUMBER}|C\d\d)",
    "security": NUMBER,
}
WORD = r"(section|sections|row|rows|class|classes|fact|test|tests)"
CITED = re.compile(r"(?<![\w/])([a-z0-9]+)\.md\b")


def faults_of(name, text):
    flat = re.sub(r"\s*\n\s*(\*(?!/)|#)?\s*", " ", text)
    for found in CITED.finditer(flat):
        source, rest = found.group(1), flat[found.end():found.end() + 40]
        if source not in PLACES:
            continue
        place = re.match(rf"[,:]?( {WORD})?\s+(?P<at>[A-Z]?\d[\w.]*)", rest)
        if not place:
            continue  # the source as a whole
        at = place["at"].rstrip(".")
        if not re.fullmatch(PLACES[source], at):
            yield f"{name}: {source}.md has no place {at}"


def main():
    faults, n = [], 0
    for layer in LAYERS:
        for path in sorted((ROOT / layer).rglob("*")):
            if path.suffix not in (".c", ".h", ".json", ".md"):
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            n += len(CITED.findall(text))
            faults += faults_of(path.relative_to(ROOT), text)
    if n < 20:
        faults.append(f"only {n} citations found: the search is broken")
    print("\n".join(faults) or f"{n} citations in form")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
