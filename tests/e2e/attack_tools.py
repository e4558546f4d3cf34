"""attack_tools.py - a raw client, a recording origin, and the list of cases.

The origin keeps each byte that an edge sends and reads it as strictly as the
standard is written: what two readers could read in two ways is noted as a
fault of the edge. What it answers is told path by path, as raw bytes, so that
it can lie in any way.
"""
import itertools
import re
import socket
import threading
import time

PATIENCE = 20.0  # seconds; only what has failed already waits so long
TOKEN = re.compile(rb"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
CACHED = b"Cache-Control: max-age=600"


class Failure(Exception):
    """What must hold does not."""


class Warned(Exception):
    """Nothing is lost yet, but it ought to be otherwise."""


def must(fact, why):
    if not fact:
        raise Failure(why)


def ought(fact, why):
    if not fact:
        raise Warned(why)


def answer(body=b"", *lines, status=b"200 OK"):
    """A response with the right length."""
    head = b"".join(line + b"\r\n" for line in lines)
    return (b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n"
            % (status, head, len(body)) + body)


# ---- messages ---------------------------------------------------------------

class Message:
    """A head and a body; of a response when the first line says so."""

    def __init__(self, head):
        lines = head.split(b"\r\n")
        self.raw = head
        self.first = lines[0]
        self.lines = [tuple(part.strip(b" \t") for part in
                            line.partition(b":")[::2]) for line in lines[1:]]
        self.body = b""
        self.whole = True
        words = self.first.split(b" ")
        if self.first.startswith(b"HTTP/"):
            self.status = int(words[1])
        else:
            self.method, self.target = words[0], b" ".join(words[1:-1])

    def all(self, name):
        return [value for known, value in self.lines
                if known.lower() == name.lower()]

    def get(self, name):
        values = self.all(name)
        return b", ".join(values) if values else None


class Reader:
    """Reads messages from a socket and says what it could not."""

    def __init__(self, sock):
        self.sock = sock
        self.bytes = b""
        self.closed = False

    def more(self):
        if self.closed:
            return False
        try:
            got = self.sock.recv(65536)
        except socket.timeout:
            return False
        except OSError:
            got = b""
        self.closed = not got
        self.bytes += got
        return bool(got)

    def head(self):
        while b"\r\n\r\n" not in self.bytes:
            if not self.more():
                return None
        head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        return head

    def take(self, n):
        while len(self.bytes) < n and self.more():
            pass
        got, self.bytes = self.bytes[:n], self.bytes[n:]
        return got

    def line(self):
        while b"\r\n" not in self.bytes:
            if not self.more():
                return None
        got, self.bytes = self.bytes.split(b"\r\n", 1)
        return got

    def chunked(self):
        """The body and whether it ended as it should."""
        body = b""
        while True:
            size = self.line()
            if size is None or not re.fullmatch(rb"[0-9a-fA-F]+", size):
                return body, False
            got = self.take(int(size, 16))
            body += got
            if len(got) < int(size, 16) or self.line() != b"":
                return body, False
            if int(size, 16) == 0:
                return body, True

    def body(self, message, bodiless, until_close):
        length = message.get(b"Content-Length")
        if bodiless:
            return
        if message.get(b"Transfer-Encoding"):
            message.body, message.whole = self.chunked()
        elif length is not None:
            message.body = self.take(int(length))
            message.whole = len(message.body) == int(length)
        elif until_close:
            while self.more():
                pass
            message.body, self.bytes = self.bytes, b""


# ---- the client -------------------------------------------------------------

class Client:
    """One connection to an edge. Responses come out in order."""

    def __init__(self, port, timeout=PATIENCE, window=None):
        self.sock = socket.socket()
        if window:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.sock.settimeout(timeout)
        self.sock.connect(("127.0.0.1", port))
        self.reader = Reader(self.sock)
        self.interim = []

    def send(self, data):
        """True unless the other side has closed already."""
        try:
            self.sock.sendall(data)
            return True
        except OSError:
            return False

    def next(self, method=b"GET"):
        """The next final response, or None."""
        while True:
            head = self.reader.head()
            if head is None:
                return None
            message = Message(head)
            if message.status >= 200:
                break
            self.interim.append(message)
        bodiless = method == b"HEAD" or message.status in (204, 304)
        self.reader.body(message, bodiless, True)
        return message

    def rest(self):
        """All responses until the edge closes."""
        found = []
        while True:
            message = self.next()
            if message is None:
                return found
            found.append(message)

    def is_closed(self):
        while self.reader.more():
            pass
        return self.reader.closed

    def half_close(self):
        self.sock.shutdown(socket.SHUT_WR)

    def close(self):
        self.sock.close()


def request(target, *lines, method=b"GET", host=b"edge.test", body=b""):
    if body:
        lines += (b"Content-Length: %d" % len(body),)
    head = b"".join(line + b"\r\n" for line in lines)
    return b"%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n%s" % (method, target, host,
                                                       head, body)


# ---- the origin -------------------------------------------------------------

class Visit:
    """One connection that an edge has opened."""

    def __init__(self, sock):
        self.sock = sock
        self.reader = Reader(sock)
        self.open = True

    def send(self, data):
        try:
            self.sock.sendall(data)
        except OSError:
            self.open = False

    def close(self):
        self.open = False

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                             b"\x01\0\0\0\0\0\0\0")
        self.open = False


class Origin:
    """Listens, records, answers."""

    def __init__(self, port):
        self.sock = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port = self.sock.getsockname()[1]
        self.seen = []
        self.faults = []
        self.answers = {}
        self.early = {}
        self.lock = threading.Lock()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            sock, _ = self.sock.accept()
            sock.settimeout(90)
            # What it says out of turn leaves at once, not with the next ACK.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(Visit(sock),),
                             daemon=True).start()

    def on(self, path, *answers):
        """What path is answered, one time after the other, the last for ever;
        bytes, or a function of the visit and the request."""
        self.answers[path] = list(answers)

    def serve(self, visit):
        try:
            while visit.open and self.serve_one(visit):
                pass
        finally:
            visit.sock.close()

    def blame(self, why, raw):
        with self.lock:
            self.faults.append((why, raw[:300]))

    def serve_one(self, visit):
        raw = visit.reader.head()
        if raw is None:
            if visit.reader.closed and visit.reader.bytes:
                self.blame("part of a head", visit.reader.bytes)
            return False
        for why in faults_of(raw):
            self.blame(why, raw)
        asked = Message(raw)
        path = asked.target.partition(b"?")[0]
        with self.lock:
            self.seen.append(asked)
        if path in self.early:
            self.early[path](visit, asked)
        visit.reader.body(asked, False, False)
        if not asked.whole:
            return False
        with self.lock:
            told = self.answers.get(path) or [default]
            reply = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(reply, bytes):
            visit.send(reply)
        else:
            reply(visit, asked)
        return True

    def of(self, mark):
        """The requests that bear the mark in their heads."""
        with self.lock:
            return [asked for asked in self.seen if mark in asked.raw]


def default(visit, asked):
    body = b"" if asked.method == b"HEAD" else b"[%s]" % asked.target
    visit.send(answer(body, CACHED))


def faults_of(raw):
    """What is wrong with a request head, read as strictly as can be."""
    lines = raw.split(b"\r\n")
    if b"\r" in b"".join(lines) or b"\n" in b"".join(lines):
        yield "a bare CR or LF"
    if not re.fullmatch(rb"[A-Z!#$%&'*+.^_`|~-]+ [!-~]+ HTTP/1\.[01]",
                        lines[0]):
        yield "a bad request line"
    names = []
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        names.append(name.lower())
        if not colon or not TOKEN.match(name):
            yield "a bad header name"
        if re.search(rb"[\0-\x08\x0a-\x1f\x7f]", value):
            yield "a control byte in a value"
        if name.lower() == b"content-length" and not value.strip().isdigit():
            yield "a bad Content-Length"
        if (name.lower() == b"transfer-encoding"
                and value.strip().lower() != b"chunked"):
            yield "a bad Transfer-Encoding"
    if names.count(b"host") != 1:
        yield "not one Host"
    if names.count(b"content-length") + names.count(b"transfer-encoding") > 1:
        yield "framed twice"


# ---- the cases --------------------------------------------------------------

cases = []
numbers = itertools.count(1)


class Case:
    def __init__(self, number, title, rule, run):
        self.number, self.title, self.rule, self.run = number, title, rule, run
        self.outcome, self.why = "passed", ""


def add(number, title, rule, run):
    cases.append(Case(number, title, rule, run))


def case(number, rule):
    """Makes a case of a function; its docstring is the title."""
    def note(function):
        add(number, function.__doc__.split("\n")[0].rstrip("."), rule,
            function)
        return function
    return note


class World:
    """What a case has: edges by name, the origin, a mark of its own."""

    def __init__(self, ports, origin, program):
        self.ports, self.origin, self.program = ports, origin, program
        self.mark = b"mark%dz" % next(numbers)

    def path(self, rest=b"x"):
        return b"/%s/%s" % (self.mark, rest)

    def seen(self, part=b""):
        return self.origin.of(self.mark + part)

    def client(self, edge, **how):
        return Client(self.ports[edge], **how)

    def ask(self, edge, target, *lines, **how):
        """One request of its own connection; its response."""
        client = self.client(edge)
        client.send(request(target, *lines, **how))
        got = client.next(how.get("method", b"GET"))
        client.close()
        must(got is not None, "no response to %r" % target)
        return got

    def innocent(self, edge, target=None, body=None):
        """Somebody else asks and must get what is theirs."""
        target = target or self.path(b"innocent")
        got = self.ask(edge, target)
        want = b"[%s]" % target if body is None else body
        must(got.status == 200 and got.body == want,
             "an innocent client got %d %r" % (got.status, got.body[:80]))


def wait_for(fact, seconds=PATIENCE):
    until = time.monotonic() + seconds
    while not fact() and time.monotonic() < until:
        time.sleep(0.005)
    return fact()
