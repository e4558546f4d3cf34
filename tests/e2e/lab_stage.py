"""Drives the lab's stage in Chromium: acts, time, knobs, why, the live half.

    lab_stage.py CHROMIUM FOLDER URL [PICTURES]
"""
import sys

from chromium import Browser

LIBRARY = ("S01", "S10", "S16", "S44", "S57", "C14")
# What the lesson is about: a page's load that a browser refuses.
MEANT = ("blocked by CORS policy", "net::ERR_FAILED",
         "status of 422")


class Lab:
    """The page with helpers of its own: buttons by their names, the state."""

    def __init__(self, page, url):
        self.page = page
        page.go(url)
        page.until("document.querySelector('.controls')")

    def state(self, script):
        return self.page.run(
            "import('/state.js').then(state => { const lab = state.lab;"
            f"const play = lab.play.play; return {script}; }})")

    def click(self, name):
        found = self.page.run(f"""(() => {{
            const button = [...document.querySelectorAll('button, nav a')].find(
                it => (it.getAttribute('aria-label') ?? it.textContent)
                          === {name!r});
            button?.click();
            return Boolean(button);
        }})()""")
        assert found, f"no button {name!r}"

    def act(self, name):
        """Clicks and waits for the step that this makes."""
        before = self.state("lab.doc.at")
        self.click(name)
        try:
            self.page.until("import('/state.js').then(it => it.lab.doc.at"
                            f" === {before + 1} && it.last() === {before + 1})")
        except TimeoutError as error:
            now = self.state("[lab.doc.at, play.steps.length, lab.error]")
            raise TimeoutError(f"{name}, from {before}: {now}") from error

    def drawn(self):
        """The stage, whether or not it moves."""
        return self.page.run("document.querySelector('.stage').innerHTML"
                             ".replaceAll(' moving', '')")

    def verdict(self):
        return self.state("play.steps[lab.doc.at - 1].seen.acts[0]"
                          ".verdict?.cors ?? null")

    def knob(self, name):
        self.page.run(f"document.getElementById('knob-{name}').click()")

    def turn(self, name):
        before = self.state("lab.doc.at")
        self.knob(name)
        self.page.until("import('/state.js').then(it =>"
                        f" it.lab.doc.at === {before + 1})")

    def reset(self):
        self.click("Reset")
        self.page.until("import('/state.js').then(it => it.last() === 0)")


def equal(what, got, wanted):
    assert got == wanted, (f"{what}: got {str(got)[:400]!r},"
                           f" wanted {str(wanted)[:400]!r}")


def check_story(lab):
    """The second visitor gets the first one's permission; back is exact."""
    lab.act("Page A: fetch")
    equal("A", lab.verdict(), "ok")
    drawn = lab.drawn()
    lab.act("Page B: fetch")
    equal("B", lab.verdict(), "AllowOriginMismatch")
    said = lab.page.run("document.querySelector('.sentence').innerText")
    assert "Access to fetch at" in said, said
    lab.click("Back")
    equal("back is exact", lab.drawn(), drawn)
    lab.click("Step")
    equal("and forth", lab.verdict(), "AllowOriginMismatch")


def check_why(lab):
    lab.page.run("document.querySelector('.message.answer').click()")
    panel = lab.page.run("document.getElementById('panel').innerText")
    for part in ("LOOKUP_HIT", "RFC 9111", "KEY_WITHOUT_ORIGIN", "step 1",
                 "curl -si", "popbox play", "Origin"):
        assert part in panel, f"no {part} in {panel}"
    failed = lab.page.run("document.querySelectorAll('.check .failed').length")
    equal("one line of the check fails", failed, 1)
    lab.click("Config")


def check_time(lab):
    before = lab.state("play.steps.at(-1).after.at_ms")
    for name, ms in (("+1 s", 1000),
                     ("+10 s", 10000)):
        lab.act(name)
        now = lab.state("play.steps.at(-1).after.at_ms")
        equal(name, now - before, ms)
        before = now
    lab.act("to expiry")
    equal("something expires",
          lab.state("play.steps.at(-1).after.edges[0].entries"
                    ".some(it => !it.fresh)"), True)
    lab.act("+1 day")
    lab.act("invalidate")
    equal("nothing is left",
          lab.state("play.steps.at(-1).after.edges[0].entries.length"), 0)


def check_knobs(lab):
    """A change clears nothing: fixed the config, still broken."""
    lab.reset()
    lab.click("Config")
    lab.act("Page A: fetch")
    lab.turn("response_headers_policy-SimpleCORS")
    lab.act("Page B: fetch")
    equal("still broken", lab.verdict(), "AllowOriginMismatch")
    lab.turn("response_headers_policy-override")
    lab.act("Page A: font")
    equal("repaired without invalidation", lab.verdict(), "ok")
    lab.turn("response_headers_policy-none")
    for knob, value in (("key", "exact"), ("key", "present"),
                        ("key", "class"), ("key", "all"), ("key", "off"),
                        ("honour_vary", True), ("cache_options", True),
                        ("response_headers_policy", "echo"),
                        ("forward_origin", False),
                        ("forward_preflight", False)):
        name = f"{knob}-{value}" if isinstance(value, str) else knob
        lab.turn(name)
        equal(name, lab.state(f"lab.play.knobs[{knob!r}]"), value)
        equal(f"{name} is shown", lab.page.run(
            f"document.getElementById('knob-{name}').checked"),
            value is not False)
        lab.act("Page B: fetch")
    lab.click("Back")
    lab.click("Back")
    equal("back to before the knob", lab.page.run(
        "document.getElementById('knob-forward_preflight').checked"), True)
    lab.reset()


def check_rules(lab):
    area = "document.getElementById('cors-rules')"
    lab.page.run(f"{area}.value = '[\\n {{\"AllowedOrigins\": 1}}]'")
    lab.click("PutBucketCors")
    said = lab.page.until("(() => { const it = document.getElementById("
                          "'cors-error'); return !it.hidden"
                          " && it.textContent; })()")
    assert "rules:2:" in said, said
    lab.page.run(f"{area}.value = '[{{\"AllowedOrigins\": [\"*\"],"
                 " \"AllowedMethods\": [\"GET\"]}]'")
    lab.act("PutBucketCors")
    lab.act("Page B: fetch")
    equal("the new rules answer",
          lab.state("play.steps.at(-1).seen.acts[0].verdict.allow_origin"),
          "*")
    lab.reset()


def check_permalink(lab, url):
    lab.act("curl: GET")
    lab.act("Page A: fetch")
    there = lab.page.run("location.href")
    drawn = lab.drawn()
    lab.page.go("about:blank")
    other = Lab(lab.page, there)
    other.page.until("document.querySelector('.verdict')")
    equal("a permalink holds it all", other.drawn(), drawn)
    other.page.go("about:blank")
    Lab(lab.page, url).reset()


def check_keyboard(lab):
    """Arrows go through the steps; Tab and Enter reach a message's why."""
    page = lab.page
    lab.act("curl: GET")
    lab.act("Page A: fetch")
    page.run("document.activeElement.blur()")
    page.key("ArrowLeft")
    equal("left", lab.state("lab.doc.at"), 1)
    page.key("Home")
    equal("home", lab.state("lab.doc.at"), 0)
    page.key("End")
    equal("end", lab.state("lab.doc.at"), 2)
    page.run("document.getElementById('main').focus()")
    for _ in range(60):
        page.key("Tab")
        if page.run("document.activeElement.matches('.message')"):
            break
    else:
        raise AssertionError("Tab reaches no message")
    page.key("Enter")
    panel = page.run("document.getElementById('panel').innerText")
    assert "What the edge decided" in panel, panel
    lab.click("Config")
    lab.reset()


def check_library(lab):
    for name in LIBRARY:
        lab.click("Library")
        lab.page.until("document.querySelector('.library button')")
        lab.page.run(f"""[...document.querySelectorAll('.library button')]
            .find(it => it.innerText.startsWith({name!r})).click()""")
        lab.page.until("document.querySelector('.controls')")
        lab.page.until("import('/state.js').then(it => it.lab.doc.scenario"
                       f" === {name!r})")
        n = lab.state("play.steps.length")
        for _ in range(n - 1):
            lab.click("Step")
        equal(name, lab.state("lab.doc.at"), n)
        equal(name, lab.state("play.failures.length"), 0)
    lab.click("Leave")
    lab.page.until("import('/state.js').then(it => !it.lab.doc.scenario)")


def check_live(lab, pictures, size):
    """The real pages and the model agree, with the bug and with a cure."""
    page = lab.page
    for knob in (None, "key-exact", "response_headers_policy-echo"):
        lab.click("Stage")
        page.until("document.querySelector('.controls')")
        if knob:
            lab.click("Config")
            lab.knob(knob)
            page.until("import('/state.js').then(it => Object.values("
                       "it.lab.doc.knobs).includes("
                       f"{knob.split('-')[1]!r}))")
        lab.click("Real browser")
        page.until("document.querySelectorAll('iframe').length === 2")
        page.until("Promise.all([...document.querySelectorAll('iframe')].map("
                   "it => it.dataset.ready)).then(all =>"
                   " all.every(it => it === 'yes'))", "the pages are there")
        n = 0
        for what in ("img", "fetch", "fetch with cookies", "font", "PUT"):
            for name in "AB":
                lab.click(f"Page {name}, really: {what}")
                n += 1
                page.until(f"document.querySelectorAll("
                           f"'tr[data-agrees]').length === {n}")
        odd = page.run("[...document.querySelectorAll("
                       "'tr[data-agrees=\"false\"]')].map(it => it.innerText)")
        equal(f"mismatches with {knob}", odd, [])
        page.until("document.querySelector('.log').innerText.includes('edge')")
    if pictures:
        page.picture(f"{pictures}/live-{size}.png")
    lab.click("Stage")
    page.until("document.querySelector('.controls')")
    lab.reset()


def check_crowd(lab, pictures, size):
    lab.click("Crowd")
    lab.page.until("document.querySelectorAll('.results tbody tr').length"
                   " === 28", "28 crowds")
    if pictures:
        lab.page.picture(f"{pictures}/crowd-{size}.png")
    lab.click("Stage")
    lab.page.until("document.querySelector('.controls')")


def check_checker(lab, pictures, size):
    """A finding of the stage's configuration plays as it was told."""
    page = lab.page
    lab.reset()
    lab.click("Check")
    lab.click("Check the stage's configuration")
    page.until("document.querySelector('.finding')")
    if pictures:
        page.picture(f"{pictures}/check-{size}.png")
    told = page.run("document.querySelector('.finding pre').textContent")
    lab.click("Play it on the stage")
    page.until("document.querySelector('.stage')")
    page.until("import('/state.js').then(it => it.last() > 0)")
    equal("as it was told", lab.state(
        "play.steps.at(-1).seen.acts[0].verdict.console"), told)
    lab.reset()
    lab.click("Config")
    lab.knob("key-all")
    page.until("import('/state.js').then(it => it.knobs().key === 'all')")
    lab.click("Check")
    lab.click("Check the stage's configuration")
    page.until("document.querySelector('#check-verdict')?.textContent"
               ".includes('No finding')")
    equal("nothing is found", page.run(
        "document.querySelectorAll('.finding').length"), 0)
    page.run("document.getElementById('text-0').value = '{}'")
    page.run("document.getElementById('text-0').dispatchEvent("
             "new Event('input'))")
    lab.click("Check the pasted files")
    page.until("[...document.querySelectorAll('.error')].some(it =>"
               " !it.hidden && it.textContent.includes('distribution.json'))")
    lab.click("Stage")
    page.until("document.querySelector('.controls')")
    lab.reset()


def main():
    program, folder, url = sys.argv[1:4]
    pictures = sys.argv[4] if len(sys.argv) > 4 else None
    with Browser(program, folder) as browser:
        for width, height, scheme in ((1280, 720, "light"),
                                      (1920, 1080, "dark")):
            size = f"{width}-{scheme}"
            lab = Lab(browser.page(width, height, scheme), url)
            check_story(lab)
            check_why(lab)
            if pictures:
                lab.page.picture(f"{pictures}/stage-{size}.png")
            check_time(lab)
            check_knobs(lab)
            check_rules(lab)
            check_permalink(lab, url)
            check_keyboard(lab)
            check_library(lab)
            check_live(lab, pictures, size)
            check_crowd(lab, pictures, size)
            check_checker(lab, pictures, size)
            odd = [it for it in lab.page.errors
                   if not any(part in it for part in MEANT)]
            equal("console errors", odd, [])
            print(f"{size}: ok")


if __name__ == "__main__":
    main()
