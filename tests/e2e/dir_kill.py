"""dir_kill.py - kills a popbox that writes to a folder, and looks what is left.

usage: dir_kill.py POPBOX FOLDER SECONDS

Rounds of: start, four clients that PUT and DELETE without pause, kill -9 at a
moment that the seed chose, start again, look. Each key belongs to one client,
so that what must be there is known: what was acknowledged last, or what was
under way when the process died; whole, with its own metadata; nothing else.
"""
import base64
import hashlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import quote

POPBOX, FOLDER, SECONDS = sys.argv[1], sys.argv[2], float(sys.argv[3])
ROUNDS_MAX = 40
KEYS = ["a", "a/b", "a/b/c", "deep/er/and/deeper", "folder/", "x//y", "../up",
        "big", "b", "page.html"]
READY = FOLDER + ".ready"


def body_of(key, version):
    seed = random.Random(f"{key} {version}")
    size = seed.choice([0, 1, 100, 5000, 70000, 300000])
    return f"{key} {version} ".encode() + seed.randbytes(size)


class Server:
    def __init__(self):
        if os.path.exists(READY):
            os.remove(READY)
        self.process = subprocess.Popen(
            [POPBOX, "origin", "--dir", FOLDER, "--bucket", "box", "--port",
             "0", "--quiet", "--ready-file", READY])
        until = time.monotonic() + 30
        while not os.path.exists(READY):
            if self.process.poll() is not None or time.monotonic() > until:
                sys.exit("popbox does not start again")
            time.sleep(0.01)
        with open(READY) as file:
            self.port = json.load(file)["origins"][0]["port"]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(self, method, path, body=None, headers={}):
        conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            conn.request(method, path, body, headers)
            answer = conn.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            conn.close()


class Client(threading.Thread):
    """Changes its own keys until the server is gone."""

    def __init__(self, server, known, keys, seed):
        super().__init__()
        self.server, self.known, self.keys = server, known, keys
        self.random = random.Random(seed)
        self.acknowledged = 0

    def run(self):
        while True:
            key = self.random.choice(self.keys)
            state = self.known[key]
            state["tried"] += 1
            version = state["tried"]
            delete = self.random.random() < 0.2
            state["under_way"] = None if delete else version
            state["is_under_way"] = True
            try:
                self.change(key, version, delete)
            except (OSError, http.client.HTTPException):
                return
            state["acknowledged"] = state["under_way"]
            state["is_under_way"] = False
            self.acknowledged += 1

    def change(self, key, version, delete):
        path = "/box/" + quote(key, safe="")
        if delete:
            status, text, _ = self.server.ask("DELETE", path)
            assert status == 204, (status, text)
        else:
            status, text, _ = self.server.ask(
                "PUT", path, body_of(key, version),
                {"x-amz-meta-version": str(version)})
            assert status == 200, (status, text)


def check_key(server, key, state):
    status, body, headers = server.ask("GET", "/box/" + quote(key, safe=""))
    allowed = [state["acknowledged"]]
    if state["is_under_way"]:
        allowed.append(state["under_way"])
    if status == 404:
        assert None in allowed, f"{key} is lost: {state}"
        state["acknowledged"] = None
    else:
        assert status == 200, (status, body)
        version = int(headers["x-amz-meta-version"])
        assert version in allowed, f"{key} is at {version}: {state}"
        assert body == body_of(key, version), f"{key} is not whole: {state}"
        state["acknowledged"] = version
    state["is_under_way"] = False


def check_folder(known):
    state = os.path.join(FOLDER, ".popbox")
    left = os.listdir(os.path.join(state, "temporary"))
    assert not left, f"left over: {left}"
    n = sum(1 for at in known.values() if at["acknowledged"] is not None)
    kept = [name for part in ("objects", "odd")
            if os.path.isdir(os.path.join(state, part))
            for name in os.listdir(os.path.join(state, part))]
    assert len(kept) == n, f"{n} objects, but {len(kept)} descriptions"


def check(server, known):
    for key, state in known.items():
        check_key(server, key, state)
    _, listing, _ = server.ask("GET", "/box?list-type=2")
    listed = listing.count(b"<Key>")
    there = sum(1 for at in known.values() if at["acknowledged"] is not None)
    assert listed == there, f"{there} objects, but {listed} are listed"
    status, rules, _ = server.ask("GET", "/box?cors")
    assert status == 200 and b"https://kept.example" in rules, rules
    check_folder(known)


def main():
    seed = random.Random(1)
    known = {key: {"tried": 0, "acknowledged": None, "under_way": None,
                   "is_under_way": False} for key in KEYS}
    server = Server()
    rules = (b"<CORSConfiguration><CORSRule><AllowedOrigin>https://kept.example"
             b"</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>"
             b"</CORSConfiguration>")

    md5 = base64.b64encode(hashlib.md5(rules).digest()).decode()
    status, text, _ = server.ask("PUT", "/box?cors", rules,
                                 {"Content-MD5": md5})
    assert status == 200, text
    until = time.monotonic() + SECONDS
    changes = rounds = 0
    while rounds < ROUNDS_MAX and time.monotonic() < until:
        clients = [Client(server, known, KEYS[i::4], seed.random())
                   for i in range(4)]
        for client in clients:
            client.start()
        time.sleep(seed.uniform(0.01, 0.4))
        server.kill()
        for client in clients:
            client.join()
            changes += client.acknowledged
        rounds += 1
        server = Server()
        check(server, known)
    server.kill()
    assert rounds > 2 and changes > 20, f"{rounds} rounds, {changes} changes"
    print(f"{rounds} kills, {changes} acknowledged changes, none lost")


main()
