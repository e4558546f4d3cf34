"""Drives the lab's lesson, quiz and exercises in Chromium; once by keys alone.

    lab_lesson.py CHROMIUM FOLDER URL [PICTURES]
"""
import sys

from chromium import Browser
from lab_stage import MEANT, Lab, equal


def check_lesson(lab):
    """Every step: one action, the promised end, its aha."""
    page = lab.page
    lab.click("Lesson")
    n = page.run("import('/lesson_steps.js').then(it => it.LESSON.length)")
    for i in range(n):
        page.until(f"document.querySelector('.panel .note').textContent"
                   f" === 'Step {i + 1} of {n}'")
        equal("no aha before", page.run(
            "document.querySelectorAll('.aha').length"), 0)
        step = page.run(f"import('/lesson_steps.js').then(it => ({{"
                        f"...it.LESSON[{i}]}}))")
        lab.click(step["act"])
        page.until("document.querySelector('.aha')", step["title"])
        end = lab.state("play.steps.at(-1).seen.acts.at(-1).verdict.outcome")
        equal(step["title"], end, step["ends"])
        equal(step["title"], lab.state("lab.doc.at"),
              len(step.get("before", [])) + len(step["steps"]))
        said = page.run("document.querySelector('.aha').textContent")
        equal(step["title"], step["aha"] in said, True)
        if i + 1 < n:
            lab.click("Next step")
    equal("progress", page.run("import('/progress.js').then(it =>"
                               " it.progress.lesson.filter(Boolean).length)"),
          n)


def check_quiz(lab):
    """Each claim: a wrong and a right answer, and its proof on the stage."""
    page = lab.page
    claims = page.run("import('/state.js').then(it =>"
                      " it.lab.about.claims.map(one => one.id))")
    words = {"true": "true", "half": "half true", "false": "false"}
    lab.click("Quiz")
    for name in claims:
        verdict = page.run(f"fetch('/api/scenarios/{name.lower()}')"
                           ".then(it => it.json())"
                           ".then(it => it.claim.verdict)")
        wrong = next(it for it in words if it != verdict)
        for said, mark in ((wrong, "wrong"), (verdict, "right")):
            lab.click(f"{words[said]}: {name}")
            page.until(f"document.querySelector("
                       f"'#quiz-{name} .result.{mark}')", f"{name}: {said}")
    score = page.run("document.getElementById('score').textContent")
    equal("score", score.startswith(f"{len(claims)} of {len(claims)} "), True)
    page.run(f"document.querySelector('#quiz-{claims[0]} .prove').click()")
    page.until("import('/state.js').then(it => it.lab.doc.scenario"
               f" === {claims[0]!r} && document.querySelector('.stage'))")
    lab.click("Leave")
    page.until("import('/state.js').then(it => !it.lab.doc.scenario)")


def take(lab, name):
    """Begins an exercise."""
    lab.reset()
    lab.page.until("import('/state.js').then(it => !it.lab.doc.exercise)")
    lab.click("Exercises")
    lab.page.run(f"""(() => {{
        const select = document.getElementById('exercise');
        select.value = {name!r};
        select.dispatchEvent(new Event('change'));
    }})()""")
    lab.page.until("import('/state.js').then(it => it.lab.doc.exercise"
                   f" === {name!r} && it.lab.doc.at === it.last())")


def judged(lab, mark, what):
    lab.page.until(f"document.querySelector('#exercise-result.{mark}')",
                   f"{what} is {mark}")


def check_by_playing(lab):
    """A right and a wrong solution of each exercise that is played."""
    def try_it(name, do, mark):
        take(lab, name)
        do()
        lab.click("Exercises")
        lab.page.run("document.getElementById('exercise-result')?.remove()")
        lab.click("Check with hidden steps")
        judged(lab, mark, name)

    def turn(knob):
        def do():
            lab.click("Config")
            lab.knob(knob)
            lab.page.until(f"import('/state.js').then(it => Object.values("
                           f"it.knobs()).includes({knob.split('-')[1]!r}))")
        return do

    def nothing():
        pass

    try_it("both", nothing, "wrong")
    try_it("both", turn("key-present"), "wrong")
    try_it("both", turn("response_headers_policy-override"), "right")
    try_it("repair", turn("key-exact"), "right")
    try_it("repair", lambda: lab.act("invalidate"), "wrong")
    try_it("repair", nothing, "wrong")
    try_it("repair", turn("response_headers_policy-echo"), "right")
    try_it("vary", nothing, "wrong")
    try_it("vary", lambda: lab.act("Page B: fetch"), "wrong")
    try_it("vary", lambda: lab.act("curl: GET"), "right")


def check_by_words(lab):
    """Every answer of each question; exactly one is right."""
    for name in ("poison", "options", "browser"):
        take(lab, name)
        n = lab.page.run("document.querySelectorAll('[name=answer]').length")
        marks = []
        for i in range(n):
            lab.page.run(
                "document.getElementById('exercise-result')?.remove()")
            lab.page.run(f"document.getElementById('answer-{i}').click()")
            lab.page.until("document.getElementById('exercise-result')")
            marks.append(lab.page.run("document.getElementById("
                                      "'exercise-result').className"))
        equal(name, sum("right" in it for it in marks), 1)


def check_links(lab):
    """Every kind of document opens while another one is shown."""
    for doc, where in (("{scenario: 'S57', play: 1, at: 2}", "S57"),
                       ("{lesson: 3, steps: []}", "Step 4 of"),
                       ("{scenario: 'C03'}", "C03"),
                       ("{exercise: 'poison', steps: []}", "Find who")):
        lab.page.run(f"import('/state.js').then(it => it.open({doc}))")
        lab.page.until("document.querySelector('.panel').textContent"
                       f".includes({where!r})")
    lab.reset()


def check_report(lab):
    """One file with everything that was done."""
    text = lab.page.run("""Promise.all([import('/progress.js'),
        import('/lesson_steps.js'), import('/exercise_list.js'),
        import('/state.js')]).then(([progress, lesson, exercises, state]) =>
            progress.report(lesson.LESSON, state.lab.about.claims,
                            exercises.EXERCISES))""")
    for part in ("<!doctype html>", "S57", "C26", "solved"):
        equal(part, part in text, True)
    equal("nothing from elsewhere", "src=" in text or "href=" in text, False)


def tab_to(page, wanted):
    """Tab until what has the focus matches; Shift is never needed."""
    for _ in range(90):
        page.key("Tab")
        if page.run(f"Boolean({wanted})"):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def check_keys(lab):
    """The whole lesson and a claim, by Tab, Enter and arrows alone."""
    page = lab.page
    at = "document.activeElement.textContent"
    lesson = page.run("import('/lesson_steps.js').then(it => it.LESSON)")
    page.run("document.activeElement.blur()")
    tab_to(page, "document.activeElement.matches('nav a[aria-current]')")
    tab_to(page, "document.activeElement.matches('[role=tab]')")
    while page.run("document.activeElement.id") != "tab-lesson":
        page.key("ArrowRight")
    tab_to(page, "document.activeElement.matches('.panel button.first')")
    for i, step in enumerate(lesson):
        page.until(f"{at} === {step['act']!r}", f"focus on {step['act']}")
        page.key("Enter")
        onwards = "Next step" if i + 1 < len(lesson) else "To the quiz"
        page.until(f"document.querySelector('.aha') && {at} === {onwards!r}",
                   f"focus on {onwards} after {step['act']}")
        page.key("Enter")
    page.until("document.querySelector('.quiz')")
    page.run("document.getElementById('main').focus()")
    tab_to(page, f"{at} === 'true'")
    page.key("Enter")
    page.until("document.activeElement.matches('.prove')")
    page.key("Enter")
    page.until("document.querySelector('.stage')")
    lab.click("Leave")
    page.until("import('/state.js').then(it => !it.lab.doc.scenario)")


def main():
    program, folder, url = sys.argv[1:4]
    pictures = sys.argv[4] if len(sys.argv) > 4 else None
    with Browser(program, folder) as browser:
        for width, height, scheme in ((1280, 720, "light"),
                                      (1920, 1080, "dark")):
            lab = Lab(browser.page(width, height, scheme), url)
            lab.page.run("import('/progress.js').then(it => it.forget())")
            lab.reset()
            check_keys(lab)
            lab.page.run("import('/lesson.js').then(it => it.begin(0))")
            check_lesson(lab)
            if pictures:
                lab.page.picture(f"{pictures}/lesson-{width}-{scheme}.png")
            check_quiz(lab)
            check_by_playing(lab)
            check_by_words(lab)
            check_links(lab)
            check_report(lab)
            odd = [it for it in lab.page.errors
                   if not any(part in it for part in MEANT)]
            equal("console errors", odd, [])
            print(f"{width}-{scheme}: ok")


if __name__ == "__main__":
    main()
