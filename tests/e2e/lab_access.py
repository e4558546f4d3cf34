"""Can everybody use the lab? Names, contrast, focus, motion, a phone; in Chromium.

    lab_access.py CHROMIUM FOLDER URL [PICTURES]

LAB_AXE names an axe.min.js (npm axe-core), which then judges each screen too.
"""
import os
import pathlib
import sys

from chromium import Browser
from lab_lesson import check_lesson
from lab_stage import MEANT, Lab, equal

AUDIT = (pathlib.Path(__file__).parent / "lab_audit.js").read_text()
NAMED = {"button", "link", "textbox", "combobox", "radio", "checkbox", "tab",
         "spinbutton", "image", "img", "progressbar", "tabpanel", "group",
         "navigation", "Iframe"}
AXE = """axe.run({resultTypes: ['violations']}).then(it =>
    it.violations.filter(one => ['serious', 'critical'].includes(one.impact))
        .map(one => one.id + ': ' + one.nodes[0].html))"""


def nameless(page):
    """What a screen reader could only call by its role."""
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    return [it["role"]["value"] for it in nodes
            if not it["ignored"] and it["role"]["value"] in NAMED - {"group"}
            and not it.get("name", {}).get("value", "").strip()]


class Audit:
    """Judges each screen in both colour schemes."""

    def __init__(self, lab, size, pictures):
        self.lab = lab
        self.size = size
        self.pictures = pictures
        axe = os.environ.get("LAB_AXE")
        if axe:
            lab.page.run(pathlib.Path(axe).read_text() + ";0")
        self.axe = bool(axe)

    def screen(self, name):
        page = self.lab.page
        equal(f"without a name: {name}", nameless(page), [])
        for scheme in ("dark", "light"):
            what = f"{name}-{self.size}-{scheme}"
            page.call("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme", "value": scheme},
                {"name": "prefers-reduced-motion", "value": "reduce"}])
            if self.pictures:
                page.picture(f"{self.pictures}/{what}.png")
            equal(what, page.run(AUDIT), [])
            if self.axe:
                equal(f"axe: {what}", page.run(AXE), [])


def check_stage(audit):
    lab = audit.lab
    page = lab.page
    lab.reset()
    audit.screen("begin")
    lab.act("curl: GET")
    lab.act("Page A: fetch")
    for tab in ("Lesson", "Config", "Why?", "Exercises"):
        lab.click(tab)
        audit.screen(tab.rstrip("?").lower())
    page.run("document.querySelector('.message').click()")
    audit.screen("message")
    page.run("import('/exercises.js').then(it => it.begin('poison'))")
    page.until("document.getElementById('answer-0')")
    for i in range(2):
        page.run(f"document.getElementById('answer-{i}').click()")
        page.until("document.getElementById('exercise-result')?.textContent"
                   f".includes({'not' if i == 0 else 'Solved'!r})")
        audit.screen(f"exercise-{i}")
    page.run("import('/state.js').then(it =>"
             " it.open({scenario: 'S57', play: 0, at: 2}))")
    page.until("document.querySelector('#tab-knobs').textContent === 'Story'")
    audit.screen("scenario")
    lab.reset()


def check_views(audit):
    lab = audit.lab
    page = lab.page
    lab.click("Quiz")
    lab.click("true: C01")
    lab.click("false: C01")
    page.until("document.querySelector('.result.right')")
    lab.click("true: C02")
    page.until("document.querySelector('.result.wrong')")
    audit.screen("quiz")
    for view, ready in (("Real browser", "iframe[data-ready=yes]"),
                        ("Crowd", ".results tbody tr"),
                        ("Library", ".library button"),
                        ("Check", "#text-0")):
        lab.click(view)
        page.until(f"document.querySelector({ready!r})", view)
        audit.screen(view.split()[0].lower())
    lab.click("Check the stage's configuration")
    page.until("document.querySelector('.finding')")
    audit.screen("findings")
    lab.click("Stage")
    page.until("document.querySelector('.controls')")
    lab.reset()


def check_focus(lab):
    """Tab visits what is there in reading order, and one sees where it is."""
    page = lab.page
    lab.act("Page A: fetch")
    page.run("""(() => {
        document.querySelector('.skip').focus();
        window.visited = [document.activeElement];
    })()""")
    for _ in range(120):
        page.key("Tab")
        fault = page.run("""(() => {
            const now = document.activeElement;
            if (now === document.body || visited[0] === now) return "over";
            const style = getComputedStyle(now);
            const before = visited.at(-1);
            visited.push(now);
            const {bottom, top, right, left} = now.getBoundingClientRect();
            if (style.outlineStyle === "none" || parseFloat(style.outlineWidth)
                < 2) return "no ring: " + now.outerHTML;
            if (bottom <= 0 || top >= innerHeight || right <= 0
                || left >= innerWidth) return "off screen: " + now.outerHTML;
            if (before && !(before.compareDocumentPosition(now)
                & Node.DOCUMENT_POSITION_FOLLOWING))
                return "back: " + now.outerHTML;
        })()""")
        if fault == "over":
            break
        equal("focus", fault, None)
    n = page.run("visited.length")
    assert n > 30, f"only {n} places of the focus"
    equal("reached", page.run("""['.skip', '[role=tab]', '.panel', '.acts button',
        '.message', '.controls button', '#file'].filter(it =>
            !visited.some(node => node.matches(it)))"""), [])
    lab.reset()


def check_motion(browser, url):
    """Messages move where that is wanted, and only there."""
    for motion in ("reduce", "no-preference"):
        lab = Lab(browser.page(1280, 720, motion=motion), url)
        lab.reset()
        lab.act("Page A: fetch")
        moves = lab.page.run("document.querySelectorAll('.moving .message')"
                             ".length > 0 && document.getAnimations().some("
                             "it => it instanceof CSSAnimation)")
        equal(motion, moves, motion != "reduce")
        lab.page.go("about:blank")


def main():
    program, folder, url = sys.argv[1:4]
    pictures = sys.argv[4] if len(sys.argv) > 4 else None
    with Browser(program, folder) as browser:
        check_motion(browser, url)
        for width, height in ((1280, 720), (390, 844)):
            lab = Lab(browser.page(width, height), url)
            lab.page.run("import('/progress.js').then(it => it.forget())")
            audit = Audit(lab, width, pictures)
            check_stage(audit)
            check_views(audit)
            check_focus(lab)
            if width == 390:
                lab.page.run("import('/lesson.js').then(it => it.begin(0))")
                check_lesson(lab)
                audit.screen("lesson-end")
            meant = [*MEANT, *(["inline style"] if audit.axe else [])]
            odd = [it for it in lab.page.errors
                   if not any(part in it for part in meant)]
            equal("console errors", odd, [])
            lab.page.go("about:blank")
            print(f"{width}: ok")


if __name__ == "__main__":
    main()
