"""Random answers and loads: Chromium against what the model browser says.

    check_browser N SEED | chromium_cases.py CHROMIUM FOLDER

Each case is a URL of its own. One Chromium plays them in batches: the first
loads of a batch at once, then the second ones, so that what a load leaves in
the caches is there for the next. Compared are the requests on the wire, the
CorsError, the console's line, and what script sees of a fetch or XHR.
"""
import http.server
import json
import re
import sys
import threading
import time

from chromium import Browser
from chromium_loads import LoadPage

BATCH = 100
TOLD_MAX = 20
PAGES = {"http://page.test": "http://page.test/",
         "http://page.test:81": "http://page.test:81/",
         "http://else.test": "http://else.test/",
         "null": "http://page.test/sandboxed"}
TOLD = ("Origin", "Access-Control-Request-Method", "If-None-Match",
        "Access-Control-Request-Headers", "Authorization", "Content-Type")
NO_BODY = (204, 304)
BODY_LATER_S = 0.02


class Servers(http.server.ThreadingHTTPServer):
    """Every host of the cases: the resolver leads them all here."""
    daemon_threads = True
    request_queue_size = 256

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.cases = {}
        self.seen = {}  # requests of the round, by case
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, headers, body):
        """Nothing of its own: no Date, which would be one more difference.
        The body comes later than the head: one that comes with it may be in
        Chromium's cache already when the head is refused, by chance."""
        lines = [f"HTTP/1.1 {status} Told"]
        lines += [f"{name}: {value}" for name, value in headers]
        if status not in NO_BODY:
            lines.append(f"Content-Length: {len(body)}")
        whole = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        if status not in NO_BODY and self.command != "HEAD":
            self.wfile.write(whole)
            time.sleep(BODY_LATER_S)
            whole = body
        self.wfile.write(whole)

    def page(self):
        headers = [("Content-Type", "text/html"),
                   ("Cache-Control", "no-store")]
        if self.path == "/sandboxed":
            headers.append(("Content-Security-Policy",
                            "sandbox allow-scripts"))
        self.answer(200, headers, b"<!doctype html><title>page</title>"
                    b"<link rel=icon href='data:,'><body>")

    def handle_any(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = re.fullmatch(r"/(\d+)/([ab])", self.path)
        if not found or int(found[1]) not in self.server.cases:
            self.page()
            return
        number = int(found[1])
        seen = {"method": self.command,
                "url": "http://" + self.headers["Host"] + self.path}
        seen |= {name: self.headers.get(name) for name in TOLD}
        self.server.seen.setdefault(number, []).append(seen)
        word = found[2]
        if self.command == "OPTIONS":
            word = "preflight"
        elif seen["If-None-Match"] == '"v1"':
            word = "304"
        told = self.server.cases[number]["answers"][word]
        self.answer(told["status"], told["headers"], b"1")

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)


def number_in(text):
    found = re.search(r"http://[^/']+/(\d+)/[ab]", text or "")
    return int(found[1]) if found else None


def by_case(pairs):
    found = {}
    for number, value in pairs:
        if number is not None and value not in found.setdefault(number, []):
            found[number].append(value)
    return found


def told(line):
    """Which of several refused headers is named, a hash decides in Chromium."""
    return re.sub(r"(?<=Request header field )\S+", "...", line or "")


def differences(model, outcome, seen, errors, lines):
    """What Chromium did otherwise, as (what, model, Chromium)."""
    blocked = model["error"]
    pairs = [("requests", model["requests"], seen),
             ("error", [blocked] if blocked else [], errors),
             ("console", [told(model["console"])] if blocked else [],
              [told(line) for line in lines])]
    if model["as"] in ("fetch", "xhr"):
        script = {"ok": f"ok {model['status']}",
                  "opaque": "opaque"}.get(model["outcome"], "error")
        pairs.append(("script", script, outcome))
    return [it for it in pairs if it[1] != it[2]]


def play_round(pages, server, cases, at):
    """The loads number `at` of these cases; (case, differences) of each."""
    result = []
    for origin, page in pages.items():
        mine = [it for it in cases
                if at < len(it["loads"]) and it["loads"][at]["page"] == origin]
        if not mine:
            continue
        server.seen.clear()
        page.forget()
        outcomes = page.load([it["loads"][at] for it in mine])
        errors = by_case((number_in(url), error)
                         for url, error in page.failures)
        lines = by_case((number_in(line), line) for line in page.console
                        if line.startswith("Access to "))
        for case, outcome in zip(mine, outcomes):
            number = case["case"]
            result.append((case, differences(
                case["loads"][at], outcome, server.seen.get(number, []),
                errors.get(number, []), lines.get(number, []))))
    return result


def tell(case, at, found):
    print(f"case {case['case']}, load {at + 1}:"
          f" {json.dumps(case['loads'][at])}\n  answers:"
          f" {json.dumps(case['answers'])}")
    for what, model, chromium in found:
        print(f"  {what}: the model {json.dumps(model)},\n"
              f"  Chromium {json.dumps(chromium)}")


def main(program, folder):
    cases = [json.loads(line) for line in sys.stdin]
    server = Servers()
    server.cases = {it["case"]: it for it in cases}
    rules = f"--host-resolver-rules=MAP * 127.0.0.1:{server.server_port}"
    different, loads = set(), 0
    with Browser(program, folder, [rules]) as browser:
        pages = {}
        for origin, url in PAGES.items():
            pages[origin] = browser.page(800, 600, kind=LoadPage)
            pages[origin].open(url, origin)
        for begin in range(0, len(cases), BATCH):
            for at in range(3):
                for case, found in play_round(
                        pages, server, cases[begin:begin + BATCH], at):
                    loads += 1
                    if found and case["case"] not in different:
                        different.add(case["case"])
                        if len(different) <= TOLD_MAX:
                            tell(case, at, found)
    print(f"{len(cases)} cases, {loads} loads;"
          f" cases in which Chromium differs: {len(different)}")
    return 1 if different or not cases else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
