#!/usr/bin/env python3
"""mutants.py - breaks popbox on purpose, and demands that a test notices.

    mutants.py --check ROOT         each mutant applies and cites a fact
    mutants.py ROOT DIR [NAME...]   builds each in DIR, and runs its tests

tests/mutants/NAME.patch is a mutant: a head, and a unified diff of what a
misreading of the facts would have made of the sources.

    Mutant: what it does, in a few words
    Fact: cloudfront.md 4.3
    Killed by: test_surprises.c s10_a_304_keeps_the_stored_cors_headers
    Planted: check, play

"Killed by" (one line a test; all of them must fail) names tests that cite the
fact: by their name (f4_3_, s10_), or the file names that place. "Planted" says
which tests over the planted configurations of tests/check notice it as well:
`play` that plays them, `check` that checks them, or `none`.

Nothing is compiled into popbox for this. DIR holds a copy of the sources and a
build of it; a mutant changes its files there, and only what depends on them is
built again. Line numbers do not count: a hunk is looked for by its text, which
must be in its file once.
"""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import citations
import facts

PARTS = ("CMakeLists.txt", "bench", "cache", "edge", "origin", "policies",
         "tests")
FIELDS = ("Mutant", "Fact", "Killed by", "Planted")
PLANTED = {
    "check": ("test_check_planted.c", "the_checker_comes_to_every_label"),
    "play": ("test_planted.c", "every_label_is_proven_by_playing"),
}
SECONDS_MAX = 240  # a test that runs on because of a mutant has failed
FACT = re.compile(r"([a-z0-9]+)\.md (\S+)")
HUNK = re.compile(r"^@@ .*?@@.*\n", re.M)


class Stale(Exception):
    """A patch that has to be written anew."""


# ---- reading ----------------------------------------------------------------


class Mutant:
    """One patch: its head, and the hunks by file, each (old text, new text)."""

    def __init__(self, path):
        head, mark, diff = path.read_text().partition("--- a/")
        self.path, self.name = path, path.stem
        self.field = {name: re.findall(rf"^{name}: (\S.*)$", head, re.M)
                      for name in FIELDS}
        self.hunks = {}
        for part in (mark + diff).split("--- a/")[1:]:
            name, rest = part.split("\n", 1)
            self.hunks[name] = [sides(text) for text in HUNK.split(rest)[1:]]

    @property
    def killers(self):
        return [tuple(line.split(" ", 1)) for line in self.field["Killed by"]]

    @property
    def noticed(self):
        words = set(re.split(r",\s*", " ".join(self.field["Planted"])))
        return words - {"none"}

    def changed(self, root):
        """The text of each file that it changes, by path, as it makes it."""
        texts = {}
        for name, hunks in self.hunks.items():
            path = root / name
            text = path.read_text() if path.exists() else ""
            for old, new in hunks:
                if text.count(old) != 1:
                    found = "twice" if text.count(old) else "not"
                    raise Stale(
                        f"this is {found} in {name}; change {name} anew and "
                        f"put its git diff below the head:\n{old}")
                text = text.replace(old, new)
            texts[name] = text
        return texts


def sides(hunk):
    lines = [line or " " for line in hunk.removesuffix("\n").split("\n")]
    pick = lambda signs: "".join(
        line[1:] + "\n" for line in lines if line[0] in signs)
    return pick(" -"), pick(" +")


def read_all(root):
    folder = root / "tests" / "mutants"
    return [Mutant(path) for path in sorted(folder.glob("*.patch"))]


# ---- the quick check --------------------------------------------------------


def cites(source, place, text):
    """Whether a test's file names that place of the fact sheet."""
    flat = re.sub(r"\s*\n\s*\*?\s*", " ", text)
    exact = rf"(?<![\w.]){re.escape(place)}(?![\w])"
    return any(re.search(exact, flat[found.end():found.end() + 60])
               for found in re.finditer(rf"\b{source}\.md\b", flat))


def faults_of_killer(mutant, source, place, test):
    file, name = test
    path = mutant.path.parents[1] / file
    text = path.read_text() if path.exists() else ""
    if name not in facts.TEST.findall(text):
        yield f"no test {file} {name}"
    elif source == "cloudfront":
        if not facts.is_cited(place, name, facts.cited(text)):
            yield f"{file} {name} does not cite {source}.md {place}"
    elif not cites(source, place, text):
        yield f"{file} does not cite {source}.md {place}"


def faults_of(mutant, root):
    for name in FIELDS[:2] + FIELDS[3:]:
        if len(mutant.field[name]) != 1:
            yield f"one line \"{name}: ...\" is due"
    if not mutant.killers or any(len(test) != 2 for test in mutant.killers):
        yield "\"Killed by: test_file.c name_of_a_test\" is due"
        return
    if not mutant.noticed <= set(PLANTED):
        yield f"Planted is none, or of {', '.join(PLANTED)}"
    fact = FACT.fullmatch(" ".join(mutant.field["Fact"]))
    if not fact or not re.fullmatch(
            citations.PLACES.get(fact[1], "(?!)"), fact[2]):
        yield "Fact is no place, like \"cloudfront.md 4.3\""
        return
    for test in mutant.killers:
        yield from faults_of_killer(mutant, *fact.groups(), test)
    if not any(mutant.hunks.values()):
        yield "it changes nothing"
    try:
        for name, text in mutant.changed(root).items():
            if text == (root / name).read_text():
                yield f"it leaves {name} as it is"
    except Stale as stale:
        yield str(stale)


def check(root):
    mutants = read_all(root)
    faults = [f"tests/mutants/{mutant.name}.patch: {fault}"
              for mutant in mutants for fault in faults_of(mutant, root)]
    if len(mutants) < 32:
        faults.append(f"only {len(mutants)} mutants: at least 32 are promised")
    print("\n".join(faults) or f"{len(mutants)} mutants apply and cite")
    return 1 if faults else 0


# ---- a copy of the sources, and its build -----------------------------------


class Bench:
    """DIR: src/ is the copy, build/ its build. What is there from an earlier
    run stays, as far as it is still right."""

    def __init__(self, root, folder):
        self.root, self.src = root, folder / "src"
        self.build, self.programs = folder / "build", folder / "programs"
        shutil.rmtree(self.programs, ignore_errors=True)
        self.n_started = 0

    def write(self, name, text):
        path = self.src / name
        if path.exists() and path.read_bytes() == text:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)

    def copy(self):
        names = set()
        for part in PARTS:
            top = self.root / part
            for path in [top] if top.is_file() else top.rglob("*"):
                if path.is_file() and "__pycache__" not in path.parts:
                    names.add(path.relative_to(self.root))
                    self.write(path.relative_to(self.root), path.read_bytes())
        for path in list(self.src.rglob("*")):
            if path.is_file() and path.relative_to(self.src) not in names:
                path.unlink()

    def configure(self):
        if not (self.build / "build.ninja").exists():
            run_or_exit(["cmake", "-G", "Ninja", "-S", self.src, "-B",
                         self.build, "-DCMAKE_BUILD_TYPE=Debug",
                         "-DCMAKE_C_FLAGS_DEBUG=-O2", "-DPOPBOX_TESTS=ON",
                         "-DPOPBOX_WERROR=OFF"])

    def make(self, tests):
        """Builds the programs of these tests; what failed, or nothing."""
        programs = {pathlib.Path(file).stem for file, _ in tests}
        made = subprocess.run(
            ["ninja", "--quiet", "-C", self.build, *sorted(programs)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return made.stdout.decode(errors="replace") if made.returncode else ""

    def start(self, tests):
        """Starts each test alone, from a copy of its program, so that the next
        mutant can be built meanwhile."""
        self.n_started += 1
        folder, runs = self.programs / str(self.n_started), {}
        folder.mkdir(parents=True)
        for test in sorted(set(tests)):
            program = folder / pathlib.Path(test[0]).stem
            if not program.exists():
                shutil.copy2(self.build / program.name, program)
            runs[test] = subprocess.Popen(
                [program, "--filter", f"*/{test[1]}"], cwd=self.build,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return folder, runs


def failed(started):
    """Waits for the tests; those that failed."""
    folder, runs = started
    ended_badly = {test for test, run in runs.items() if ends_badly(run)}
    shutil.rmtree(folder)
    return ended_badly


def ends_badly(process):
    try:
        return process.wait(SECONDS_MAX) != 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True


def run_or_exit(command):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        sys.exit(done.stdout.decode(errors="replace"))


# ---- the run ----------------------------------------------------------------


def put_in(bench, mutant):
    """Builds a mutant and starts its tests; or what is wrong with it."""
    tests = mutant.killers + list(PLANTED.values())
    try:
        texts = mutant.changed(bench.src)
    except Stale as stale:
        return None, str(stale)
    sound = {name: (bench.src / name).read_bytes() for name in texts}
    for name, text in texts.items():
        bench.write(name, text.encode())
    unbuilt = bench.make(tests)
    for name, text in sound.items():
        bench.write(name, text)
    if unbuilt:
        return None, f"does not compile:\n{unbuilt}"
    return bench.start(tests), ""


def verdict(mutant, started, wrong):
    """(a line that tells of a mutant, whether all is as its head says)."""
    bad = set() if wrong else failed(started)
    by = [test[1] for test in mutant.killers if test in bad]
    alive = [" ".join(test) for test in mutant.killers if test not in bad]
    noticed = {word for word, test in PLANTED.items() if test in bad}
    words = ", ".join(sorted(noticed)) or "none"
    if not wrong and alive:
        wrong = "SURVIVES " + ", ".join(alive)
    elif not wrong and noticed != mutant.noticed:
        wrong = f"its head must say Planted: {words}"
    return (f"{mutant.field['Fact'][0]:19}  {words:11}  "
            + (wrong or "killed by " + ", ".join(by))), not wrong


def prepare(root, folder, mutants):
    bench = Bench(root, folder)
    bench.copy()
    bench.configure()
    tests = [t for m in mutants for t in m.killers] + list(PLANTED.values())
    unbuilt = bench.make(tests)
    if unbuilt:
        sys.exit(f"mutants: popbox itself does not build:\n{unbuilt}")
    bad = failed(bench.start(tests))
    if bad:
        sys.exit("mutants: these tests fail without any mutant: "
                 + ", ".join(sorted(map(" ".join, bad))))
    return bench


def run_all(root, folder, names):
    mutants = [m for m in read_all(root) if not names or m.name in names]
    unknown = set(names) - {m.name for m in mutants}
    if unknown or not mutants:
        print(f"mutants: no tests/mutants/{' '.join(sorted(unknown))}.patch",
              file=sys.stderr)
        return 2
    began = time.monotonic()
    bench = prepare(root, folder, mutants)
    width = max(len(m.name) for m in mutants)
    waiting, n_good = collections.deque(), 0

    def tell():
        mutant, begun = waiting.popleft()
        line, good = verdict(mutant, *begun)
        print(f"{mutant.name:{width}}  {line}", flush=True)
        return good

    for mutant in mutants:
        waiting.append((mutant, put_in(bench, mutant)))
        if len(waiting) > (os.cpu_count() or 1) // 2:
            n_good += tell()
    while waiting:
        n_good += tell()
    print(f"{len(mutants)} mutants, {n_good} killed as their heads say, "
          f"{time.monotonic() - began:.0f} s")
    return 0 if n_good == len(mutants) else 1


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--check":
        return check(pathlib.Path(arguments[1]))
    if len(arguments) < 2 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    if not shutil.which("ninja"):
        sys.exit("mutants: ninja is missing: ./run setup test")
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    return run_all(pathlib.Path(arguments[0]).resolve(),
                   pathlib.Path(arguments[1]).resolve(), arguments[2:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
