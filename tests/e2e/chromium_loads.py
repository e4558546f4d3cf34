"""Loads by pages in Chromium, and what its network service says of each.

    page = browser.page(800, 600, kind=LoadPage)
    page.open("http://page.test/", "http://page.test")
    page.load([spec, ...])             # all at once; each one's outcome
    page.failures, page.console        # since page.forget()
"""
import json
import time

from chromium import Page

QUIET_S = 0.2
PATIENCE_S = 30

# In the page: carries out one load and tells how it went, as far as a page can.
LOAD = r"""
globalThis.load = spec => {
  const tag = (name, attributes) => new Promise(done => {
    const it = document.createElement(name);
    if (spec.crossorigin) it.crossOrigin = spec.crossorigin;
    Object.assign(it, attributes);
    it.onload = it.onloadedmetadata = () => { it.remove(); done("loaded"); };
    it.onerror = () => { it.remove(); done("error"); };
    document.body.append(it);
  });
  const fetched = async () => {
    const init = {method: spec.method ?? "GET", headers: spec.headers,
                  credentials: spec.credentials, cache: spec.cache,
                  mode: spec.mode || "cors"};
    try {
      const answer = await fetch(spec.url, init);
      await answer.text();
      return answer.type === "opaque" ? "opaque" : "ok " + answer.status;
    } catch (error) {
      return "error";
    }
  };
  const xhr = () => new Promise(done => {
    const it = new XMLHttpRequest();
    it.open(spec.method ?? "GET", spec.url);
    it.withCredentials = spec.credentials === "include";
    for (const [name, value] of spec.headers)
      it.setRequestHeader(name, value);
    it.onload = () => done("ok " + it.status);
    it.onerror = () => done("error");
    it.send();
  });
  const begin = () => {
    switch (spec.as) {
    case "fetch": return fetched();
    case "xhr": return xhr();
    case "img": return tag("img", {src: spec.url});
    case "script": return tag("script", {src: spec.url});
    case "module": return tag("script", {type: "module", src: spec.url});
    case "stylesheet":
      return tag("link", {rel: "stylesheet", href: spec.url});
    case "media": return tag("video", {preload: "auto", src: spec.url});
    case "font": return new FontFace("f", `url("${spec.url}")`).load()
      .then(() => "loaded", () => "error");
    }
  };
  const patience = new Promise(done => setTimeout(done, 8000, "nothing"));
  return Promise.race([patience, begin()]);
};
"""


class LoadPage(Page):
    """A page that only loads; its errors are what is looked for."""

    def begin(self, width, height, scheme, motion):
        super().begin(width, height, scheme, motion)
        self.call("Network.enable")
        self.urls = {}  # of requests, by id
        self.forget()

    def forget(self):
        self.failures = []  # (URL as asked for at first, CorsError)
        self.console = []

    def hear(self, method, params):
        if method == "Network.requestWillBeSent":
            self.urls.setdefault(params["requestId"],
                                 params["request"]["url"])
        elif method == "Network.loadingFailed":
            status = params.get("corsErrorStatus")
            if status:
                self.failures.append((self.urls.get(params["requestId"]),
                                      status["corsError"]))
        elif method == "Log.entryAdded":
            self.console.append(params["entry"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.console += [str(it.get("value")) for it in params["args"]]

    def open(self, url, origin):
        """Shows a page of that origin, which knows how to load."""
        self.go(url)
        self.until(f"self.origin === {json.dumps(origin)} && document.body")
        self.run(LOAD + "true")

    def load(self, specs):
        """Begins them in one moment; their outcomes when all have ended and
        the browser has said all there is to say. A page behind another one
        would put off its films."""
        self.call("Page.bringToFront")
        outcomes = self.run(
            f"Promise.all({json.dumps(specs)}.map(it => load(it)))")
        self.settle()
        return outcomes

    def settle(self):
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            message = self.browser.message(time.monotonic() + QUIET_S)
            if message is None:
                return
            self.browser.hear(message)
