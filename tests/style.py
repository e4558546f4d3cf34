#!/usr/bin/env python3
"""style.py - the hard limits of the house style, on every C file.

Lines of 80 columns, files of 400 lines, functions of 60 lines and 5
parameters; no marks of unfinished work; no typedef for a struct or an enum; no
static variable inside a function; goto only to a `fail_` label. clang-format
14 decides the layout where it is installed; another version is not asked,
because versions differ in detail.

It reads text, not C: in this layout a function's brace stands alone in the
first column, and so does the one that ends it.
"""
import pathlib
import re
import shutil
import subprocess
import sys

LAYERS = ("cache", "policies", "origin", "bench", "edge", "tests")
LINE_MAX, FILE_MAX, FUNCTION_MAX, PARAMETERS_MAX = 80, 400, 60, 5

BAD_LINES = (
    (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), "a mark of unfinished work"),
    (re.compile(r"\btypedef (struct|enum|union)\b"), "a typedef for a struct"),
    (re.compile(r"^\s+static (?!const\b|_Assert)"), "a static local"),
    (re.compile(r"\bgoto (?!fail_)\w"), "a goto that is not to fail_…"),
    (re.compile(r"^\s*#\s*if 0\b"), "code that is switched off"),
)


def parameters(signature):
    """The number of parameters of the function that the signature declares."""
    inner = signature[signature.index("(") + 1:signature.rindex(")")]
    while re.search(r"\([^()]*\)", inner):
        inner = re.sub(r"\([^()]*\)", "", inner)
    return 0 if inner.strip() in ("", "void") else inner.count(",") + 1


def is_signature(line):
    return (line and not line.startswith(("#", "/", "}"))
            and not line.endswith((";", "*/")))


def functions(lines):
    """Yields (first line, number of lines, signature) of each function."""
    for at, line in enumerate(lines):
        if line != "{":
            continue
        first = at
        while first > 0 and is_signature(lines[first - 1]):
            first -= 1
        end = lines.index("}", at)
        yield first, end - first + 1, " ".join(lines[first:at])


def faults_of(name, text):
    lines = text.split("\n")
    if len(lines) - 1 > FILE_MAX:
        yield f"{name}: {len(lines) - 1} lines (at most {FILE_MAX})"
    for at, line in enumerate(lines, 1):
        if len(line) > LINE_MAX:
            yield f"{name}:{at}: {len(line)} columns (at most {LINE_MAX})"
        for pattern, what in BAD_LINES:
            if pattern.search(line):
                yield f"{name}:{at}: {what}"
    for first, length, signature in functions(lines):
        at = first + 1
        if length > FUNCTION_MAX:
            yield (f"{name}:{at}: a function of {length} lines "
                   f"(at most {FUNCTION_MAX})")
        if parameters(signature) > PARAMETERS_MAX:
            yield (f"{name}:{at}: {parameters(signature)} parameters "
                   f"(at most {PARAMETERS_MAX})")


def layout_faults(files, root):
    tool = shutil.which("clang-format")
    if not tool or not files:
        return []
    version = subprocess.run([tool, "--version"], capture_output=True,
                             text=True, check=False).stdout
    if "version 14." not in version:
        return []
    run = subprocess.run([tool, "--dry-run", *map(str, files)],
                         capture_output=True, text=True, check=False)
    first = {}
    for path, at in re.findall(r"^(.+\.[ch]):(\d+):\d+: warning:",
                               run.stderr, re.M):
        first.setdefault(path, at)
    return [f"{pathlib.Path(path).relative_to(root).as_posix()}:{at}: "
            "clang-format would change it" for path, at in first.items()]


def main(root):
    files = sorted(p for layer in LAYERS for p in (root / layer).rglob("*")
                   if p.suffix in (".c", ".h"))
    faults = []
    for path in files:
        faults += faults_of(path.relative_to(root).as_posix(),
                            path.read_text())
    faults += layout_faults(files, root)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
