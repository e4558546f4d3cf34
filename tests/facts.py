"""facts.py ROOT - every fact about CloudFront has a test that cites it, or a reason.

tests/facts.txt lists the facts of cloudfront.md, sections 1 to 7 and 13, that
are AWS's own text (A) or were seen (B). A row is

    SECTION MARK what it says
        test_file.c name_of_a_test          (one or more), or
        not modelled: why, and what is done instead

The test must exist and cite: its name begins with the section (f4_1_, s07_), or
its file names that section of cloudfront.md. No test may cite what is not here.
"""
import pathlib
import re
import sys

ROW = re.compile(r"^(\d+(?:\.\d+)*) ([AB]) (\S.*)$")
TEST = re.compile(r"^Test\(\s*\w+,\s*(\w+)", re.M)
CITED = re.compile(r"cloudfront\.md,?((?:[\s*/]|sections?|surprises?|and|to|,"
                   r"|\d+(?:\.\d+)*)+)")


def cited(text):
    """The sections that a test's file names."""
    return {number.rstrip(".") for run in CITED.findall(text)
            for number in re.findall(r"\d+(?:\.\d+)*", run)}


def is_cited(section, name, sections):
    if re.match(rf"f{section.replace('.', '_')}_[a-z]", name):
        return True
    if re.match(r"s\d\d_", name):  # a surprise, which is a fact itself
        return not section.startswith("13.") or int(section[3:]) == int(name[1:3])
    return any(section == s or section.startswith(s + ".")
               or s.startswith(section + ".") for s in sections)


def read(path):
    """Yields (line number, section, mark, what, answers) of each row."""
    row = None
    for at, line in enumerate(path.read_text().split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("    "):
            row[4].append(line.strip())
            continue
        if row:
            yield row
        match = ROW.match(line)
        if not match:
            sys.exit(f"{path}:{at}: not a row: {line}")
        row = (at, *match.groups(), [])
    if row:
        yield row


def main(root):
    folder = pathlib.Path(root) / "tests"
    files = {f.name: f.read_text() for f in sorted(folder.glob("test_*.c"))}
    names = {name: set(TEST.findall(text)) for name, text in files.items()}
    faults, listed, counts = [], set(), {"A": [0, 0], "B": [0, 0]}
    for at, section, mark, what, answers in read(folder / "facts.txt"):
        place = f"tests/facts.txt:{at}: {section} {what}"
        modelled = not any(a.startswith("not modelled: ") for a in answers)
        counts[mark][not modelled] += 1
        if not answers or (not modelled and len(" ".join(answers)) < 30):
            faults.append(f"{place}: neither a test nor a reason")
        for answer in answers if modelled else ():
            file, _, name = answer.partition(" ")
            listed.add((file, name))
            if name not in names.get(file, ()):
                faults.append(f"{place}: no test {answer}")
            elif not is_cited(section, name, cited(files[file])):
                faults.append(f"{place}: {answer} does not cite {section}")
    for file, found in names.items():
        for name in sorted(found):
            cites = re.match(r"f[1-7](_\d)?_[a-z]", name) or \
                file == "test_surprises.c"
            if cites and (file, name) not in listed:
                faults.append(f"tests/{file}: {name} is in no row of facts.txt")
    print("facts: " + "; ".join(
        f"{mark}: {sum(n)}, {n[0]} tested, {n[1]} not modelled"
        for mark, n in counts.items()))
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main(sys.argv[1])
