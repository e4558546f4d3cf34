"""Chromium by its DevTools protocol over a pipe: no library, no port.

    with Browser(chromium, folder) as browser:
        page = browser.page(width=1280, height=720)
        page.go("http://localhost:8000/")
        page.run("document.title")
"""
import base64
import json
import os
import select
import subprocess
import time

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--remote-debugging-pipe",
]
PATIENCE_S = 60


class Browser:
    def __init__(self, program, folder, flags=()):
        """The browser reads its descriptor 3 and writes its descriptor 4."""
        to_it, self.out = os.pipe()
        self.inp, from_it = os.pipe()

        def arrange():
            os.dup2(to_it, 13)
            os.dup2(from_it, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        self.process = subprocess.Popen(
            [program, *FLAGS, *flags, f"--user-data-dir={folder}",
             "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=arrange, close_fds=False)
        os.close(to_it)
        os.close(from_it)
        self.number = 0
        self.unread = b""
        self.pages = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.inp)

    def message(self, until):
        """The next message of the browser; None after that moment."""
        while b"\0" not in self.unread:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.inp], [], [], left)[0]:
                return None
            piece = os.read(self.inp, 1 << 16)
            if not piece:
                raise EOFError("Chromium has ended")
            self.unread += piece
        text, self.unread = self.unread.split(b"\0", 1)
        return json.loads(text)

    def hear(self, message):
        page = self.pages.get(message.get("sessionId"))
        if page and "method" in message:
            page.hear(message["method"], message["params"])

    def call(self, method, session=None, **params):
        self.number += 1
        mine = self.number
        asked = {"id": mine, "method": method, "params": params}
        if session:
            asked["sessionId"] = session
        os.write(self.out, json.dumps(asked).encode() + b"\0")
        until = time.monotonic() + PATIENCE_S
        while True:
            message = self.message(until)
            if message is None:
                raise TimeoutError(method)
            if message.get("id") == mine:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.hear(message)

    def page(self, width, height, scheme="light", motion="reduce", kind=None):
        target = self.call("Target.createTarget", url="about:blank")
        session = self.call("Target.attachToTarget", flatten=True,
                            targetId=target["targetId"])["sessionId"]
        page = (kind or Page)(self, session)
        self.pages[session] = page
        page.begin(width, height, scheme, motion)
        return page


KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowLeft": 37, "ArrowRight": 39,
        "ArrowUp": 38, "ArrowDown": 40, "Home": 36, "End": 35}


class Page:
    def __init__(self, browser, session):
        self.browser = browser
        self.session = session
        self.errors = []

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def begin(self, width, height, scheme, motion):
        for domain in ("Runtime", "Log", "Page"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width,
                  height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": motion}])

    def hear(self, method, params):
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description")
                               or details["text"])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(params["entry"]["text"])
        elif (method == "Runtime.consoleAPICalled"
              and params["type"] in ("error", "assert")):
            self.errors.append(str(params["args"]))

    def go(self, url):
        self.call("Page.navigate", url=url)

    def run(self, script):
        """The value of an expression, awaited."""
        result = self.call("Runtime.evaluate", expression=script,
                           awaitPromise=True, returnByValue=True,
                           userGesture=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description")
                               or details["text"])
        return result["result"].get("value")

    def until(self, script, what=None):
        """Waits until the expression is true; its value."""
        until = time.monotonic() + PATIENCE_S
        asked = (f"(async () => {{ const it = await ({script});"
                 " return it instanceof Node || it; })()")
        while True:
            try:
                value = self.run(asked)
            except RuntimeError:
                value = None
            if value:
                return value
            if time.monotonic() > until:
                raise TimeoutError(f"{what or script}: not in {PATIENCE_S} s;"
                                   f" console: {self.errors[-4:]}")
            message = self.browser.message(time.monotonic() + 0.05)
            if message:
                self.browser.hear(message)

    def key(self, name, modifiers=0):
        text = {"Enter": "\r", " ": " "}.get(name, "")
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name,
                      code="Space" if name == " " else name,
                      windowsVirtualKeyCode=KEYS[name], modifiers=modifiers,
                      text=text if kind == "keyDown" else "")

    def picture(self, path):
        shot = self.call("Page.captureScreenshot", format="png")
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))
