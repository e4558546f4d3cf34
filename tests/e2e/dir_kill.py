"""dir_kill.py - kills a popbox that writes to a folder, and looks what is left.

usage: dir_kill.py POPBOX FOLDER SECONDS

Rounds of: start, four clients that PUT and DELETE without pause and one that
uploads in parts, kill -9 at a moment that the seed chose, start again, look.
Each key belongs to one client, so that what must be there is known: what was
acknowledged last, or what was under way when the process died; whole, with its
own metadata; nothing else.
An upload that was begun goes on where it was: with the parts that were
acknowledged, to be completed or aborted.
"""
import base64
import hashlib
import http.client
import json
import os
import random
import re
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


PART_MIN = 5 << 20


class Upload:
    """One upload in parts, and what of it was acknowledged."""

    def __init__(self, number, seed):
        self.key = f"up/{number}"
        self.random = seed
        self.id = None
        self.parts = {}      # number: (ETag, bytes)
        self.under_way = {}  # likewise
        self.end = None      # "complete" or "abort", once asked for
        self.ended = False   # that was acknowledged

    def ask(self, server, method, query="", body=None):
        path = f"/box/{self.key}?uploadId={self.id}{query}"
        return server.ask(method, path, body)

    def begin(self, server):
        status, text, _ = server.ask("POST", f"/box/{self.key}?uploads", None,
                                     {"x-amz-meta-of": self.key})
        assert status == 200, (status, text)
        self.id = re.search(rb"<UploadId>(\w+)<", text).group(1).decode()

    def put(self, server, number, size):
        data = self.random.randbytes(size)
        etag = '"' + hashlib.md5(data).hexdigest() + '"'
        self.under_way = {number: (etag, data)}
        status, text, headers = self.ask(server, "PUT",
                                         f"&partNumber={number}", data)
        assert (status, headers["ETag"]) == (200, etag), (status, text)
        self.parts[number] = self.under_way.pop(number)

    def complete(self, server):
        listed = "".join(
            f"<Part><PartNumber>{n}</PartNumber><ETag>{self.parts[n][0]}"
            "</ETag></Part>" for n in sorted(self.parts))
        return self.ask(server, "POST", "", "<CompleteMultipartUpload>" +
                        listed + "</CompleteMultipartUpload>")

    def run(self, server):
        two = self.random.random() < 0.3
        self.begin(server)
        if self.random.random() < 0.3:
            self.put(server, 1, 1000)  # gives way to the next
        self.put(server, 1, PART_MIN if two else 20000)
        if two:
            self.put(server, 7, 3000)
        self.end = self.random.choice(["complete", "complete", "abort", None])
        if self.end:
            status, text, _ = (self.complete(server) if self.end == "complete"
                               else self.ask(server, "DELETE"))
            assert status in (200, 204), (status, text)
            self.ended = True

    def check(self, server):
        """After a new start: it is what was acknowledged, and goes on."""
        if not self.id:
            return
        status, text, _ = self.ask(server, "GET")
        if self.end and self.ended:
            assert status == 404, (self.key, status, text)
        elif not self.end or status != 404:
            assert status == 200, (self.key, self.end, status, text)
            self.check_parts(text.decode())
        if self.end == "abort" and status == 404:
            return
        if not self.parts:
            status, text, _ = self.ask(server, "DELETE")
            assert status == 204, (status, text)
            return
        if not self.ended:  # or nobody heard that it was
            status, text, _ = self.complete(server)
            assert status == 200, (self.key, status, text)
        self.check_object(server)

    def check_parts(self, text):
        there = {int(n): f'"{etag}"' for n, etag in re.findall(
            r"<PartNumber>(\d+)</PartNumber>.*?<ETag>&quot;(\w+)&quot;<", text)}
        for number, part in self.under_way.items():
            if there.get(number) == part[0]:
                self.parts[number] = part
        assert there == {n: part[0] for n, part in self.parts.items()}, (
            self.key, there)

    def check_object(self, server):
        status, body, headers = server.ask("GET", "/box/" + self.key)
        assert status == 200 and headers["x-amz-meta-of"] == self.key, status
        assert body == b"".join(self.parts[n][1] for n in sorted(self.parts))
        status, text, _ = server.ask("DELETE", "/box/" + self.key)
        assert status == 204, (status, text)


class Uploader(threading.Thread):
    """Uploads in parts, one after the other, until the server is gone."""

    def __init__(self, server, seed):
        super().__init__()
        self.server, self.random = server, random.Random(seed)
        self.uploads = []

    def run(self):
        while True:
            upload = Upload(len(self.uploads), self.random)
            self.uploads.append(upload)
            try:
                upload.run(self.server)
            except (OSError, http.client.HTTPException):
                return


def check_uploads(server, uploads):
    for upload in uploads:
        upload.check(server)
    # one that was begun, and nobody heard its id, is there by right
    _, text, _ = server.ask("GET", "/box?uploads")
    unheard = re.findall(rb"<Key>([^<]+)</Key><UploadId>(\w+)<", text)
    assert len(unheard) <= 1, unheard
    for key, number in unheard:
        server.ask("DELETE", f"/box/{key.decode()}?uploadId={number.decode()}")
    # what is left are notes of the last ones that were completed
    left = os.path.join(FOLDER, ".popbox", "uploads")
    kept = os.listdir(left) if os.path.isdir(left) else []
    assert len(kept) <= 100, len(kept)
    for folder in kept:
        files = sorted(os.listdir(os.path.join(left, folder)))
        assert [name[:5] for name in files] == ["note-", "uploa"], files


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
    changes = rounds = uploads = 0
    while rounds < ROUNDS_MAX and time.monotonic() < until:
        clients = [Client(server, known, KEYS[i::4], seed.random())
                   for i in range(4)]
        uploader = Uploader(server, seed.random())
        for client in clients + [uploader]:
            client.start()
        time.sleep(seed.uniform(0.01, 0.4))
        server.kill()
        for client in clients:
            client.join()
            changes += client.acknowledged
        uploader.join()
        uploads += len(uploader.uploads)
        rounds += 1
        server = Server()
        check_uploads(server, uploader.uploads)
        check(server, known)
    server.kill()
    assert rounds > 2 and changes > 20, f"{rounds} rounds, {changes} changes"
    assert uploads > rounds / 2, f"{rounds} rounds, {uploads} uploads"
    print(f"{rounds} kills, {changes} acknowledged changes and {uploads} uploads "
          "in parts, none lost")


main()
