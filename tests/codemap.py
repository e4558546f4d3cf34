#!/usr/bin/env python3
"""codemap.py - the maps in the folders' README.md are true and complete.

A folder with C files has a README.md with one row for each of them,

    - `name.c` - purpose

whose purpose is that of the file's first line, `/* name.c - purpose. */` or,
in its second line, ` * name.c - purpose.`; the final full stop is free, and a
row may go on in the next line, indented. A file without a row, a row without a
file and a row that says something else are faults.
"""
import pathlib
import re
import sys

LAYERS = ("cache", "policies", "origin", "bench", "edge", "tests")
ROW = re.compile(r"^- `([a-z0-9_]+\.[ch])` - (.*(?:\n  .*)*)", re.M)


def one_line(text):
    return " ".join(text.split()).rstrip(".")


def stated_purpose(path):
    head = path.read_text().split("\n")[:2]
    for line, start in ((head[0], "/* "), (head[-1], " * ")):
        match = re.match(re.escape(f"{start}{path.name} - ") +
                         r"(.+?)( \*/)?$", line)
        if match:
            return one_line(match[1])
    return None


def faults_of(folder, name):
    files = {p.name: stated_purpose(p)
             for p in sorted(folder.iterdir()) if p.suffix in (".c", ".h")}
    readme = folder / "README.md"
    text = readme.read_text() if readme.exists() else ""
    rows = [(file, one_line(purpose)) for file, purpose in ROW.findall(text)]

    for file, purpose in files.items():
        if purpose is None:
            yield f"{name}/{file}: its first line does not say its purpose"
        elif (file, purpose) not in rows:
            yield f"{name}/README.md lacks: - `{file}` - {purpose}"
    for row in rows:
        if files.get(row[0]) != row[1] or rows.count(row) > 1:
            yield f"{name}/README.md: not so, or twice: `{row[0]}` - {row[1]}"


def main(root):
    faults = []
    for layer in LAYERS:
        for folder in [root / layer, *sorted((root / layer).rglob("*/"))]:
            name = folder.relative_to(root).as_posix()
            faults += faults_of(folder, name)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
