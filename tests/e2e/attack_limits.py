"""attack_limits.py - classes 23 to 27: time, size, number; the fake S3."""
import re
import time

from attack_framing import HOST, raw_table, refused
from attack_tools import (CACHED, add, answer, case, must, ought, request,
                          wait_for)

# ---- 23: slowness -----------------------------------------------------------

RULE = "security class 23"


def dribble(data, pause, statuses):
    """Byte by byte, the deadline stands. The edge "quick" allows 1 s."""
    def run(world):
        client = world.client("quick", timeout=0.05)
        began = time.monotonic()
        for at in range(len(data)):
            if not client.send(data[at:at + 1]) or client.reader.more():
                break
            time.sleep(pause)
            if client.reader.closed or time.monotonic() - began > 10:
                break
        must(time.monotonic() - began < 8, "it is allowed to go on")
        client.sock.settimeout(10)
        got = client.rest()
        ought([one.status for one in got] in [[status] for status in statuses]
              or not got, "answers %s" % [one.status for one in got])
        must(client.is_closed(), "the connection stays open")
        must(not world.seen(), "the origin heard of it")
        world.innocent("quick")
    return run


HEAD = b"GET /x HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 500
add(23, "a head byte by byte", RULE, dribble(HEAD, 0.05, (408,)))
add(23, "header lines without end, slowly", RULE, dribble(
    b"GET /x HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 500, 0.05, (408,)))
add(23, "empty lines, slowly", RULE, dribble(b"\r\n", 0.2, (400, 408)))


def silent(data, *wanted):
    def run(world):
        client = world.client("quick", timeout=10)
        client.send(data.replace(b"MARK", world.mark))
        began = time.monotonic()
        got = [one.status for one in client.rest()]
        must(client.is_closed() and time.monotonic() - began < 9,
             "the connection stays open")
        ought(not got or tuple(got) in wanted, "answers %s" % got)
        world.innocent("quick")
    return run


add(23, "a connection that says nothing", RULE, silent(b"", ()))
add(23, "half a head", RULE, silent(b"GET /x HTTP/1.1\r\nHost:", (408,)))
add(23, "half a body", RULE, silent(
    b"POST /open/MARK HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nx",
    (408,), (504,)))
add(23, "silence after an answer", RULE, silent(request(b"/MARK/a"), (200,)))


@case(23, RULE)
def slow_reader(world):
    """A viewer that does not read its answer is given up"""
    path = world.path()
    world.origin.on(path, answer(b"x" * 30000000, b"Cache-Control: no-store"))
    client = world.client("quick", window=4096)
    client.send(request(path))
    client.reader.head()
    time.sleep(4)
    client.sock.settimeout(10)
    got = 0
    while client.reader.more():
        got += len(client.reader.bytes)
        client.reader.bytes = b""
    must(client.reader.closed and got < 30000000, "it is waited for")
    world.innocent("quick")


def slow_origin(pieces, pause):
    """An origin that dribbles its head: 504 in the time that is set."""
    def run(world):
        path = world.path()

        def tell(visit, asked):
            until = time.monotonic() + 12
            for piece in pieces:
                visit.send(piece)
                time.sleep(pause)
                if not visit.open or time.monotonic() > until:
                    return
        world.origin.on(path, tell)
        began = time.monotonic()
        got = world.ask("quick", path)
        must(got.status == 504, "status %d" % got.status)
        must(time.monotonic() - began < 11, "after %d s"
             % (time.monotonic() - began))
        world.innocent("quick")
    return run


add(23, "an origin that dribbles its head", RULE, slow_origin(
    [b"HTTP/1.1 200 OK\r\nX: "] + [b"y"] * 500, 0.1))
add(23, "an origin that dribbles 100 Continue", RULE, slow_origin(
    [b"HTTP/1.1 100 Continue\r\n\r\n"] * 500, 0.5))
add(23, "an origin that says nothing", RULE, slow_origin([b""] * 500, 0.1))


@case(23, RULE)
def many_idle(world):
    """200 connections that say half a request hinder nobody"""
    clients = [world.client("open") for _ in range(200)]
    for client in clients:
        client.send(b"GET /x HTTP/1.1\r\nHost: ")
    world.innocent("open")
    for client in clients:
        client.close()


# ---- 24: size ---------------------------------------------------------------

RULE = "RFC 9110 15.5, security class 24"
TOO_BIG = (400, 413, 414, 431, 494)


def too_big(world, raw):
    refused(world, raw, TOO_BIG)


raw_table(24, RULE, [
    ("a target of 8193 bytes", b"GET /MARK/" + b"x" * 8193 + b" HTTP/1.1\r\n"
     + HOST + b"\r\n"),
    ("a target of 64 KiB", b"GET /MARK/" + b"x" * 65536 + b" HTTP/1.1\r\n"
     + HOST + b"\r\n"),
    ("a target of 1 MiB", b"GET /MARK/" + b"x" * 1048576 + b" HTTP/1.1\r\n"
     + HOST + b"\r\n"),
    ("a query of 64 KiB", b"GET /MARK?" + b"x" * 65536 + b" HTTP/1.1\r\n"
     + HOST + b"\r\n"),
    ("a header of 20 KiB", b"GET /MARK HTTP/1.1\r\n" + HOST + b"X: "
     + b"x" * 20480 + b"\r\n\r\n"),
    ("a header of 1 MiB", b"GET /MARK HTTP/1.1\r\n" + HOST + b"X: "
     + b"x" * 1048576 + b"\r\n\r\n"),
    ("a name of 32 KiB", b"GET /MARK HTTP/1.1\r\n" + HOST + b"X" * 32768
     + b": x\r\n\r\n"),
    ("101 headers", b"GET /MARK HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 100
     + b"\r\n"),
    ("10000 headers", b"GET /MARK HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 10000
     + b"\r\n"),
    ("a method of 64 KiB", b"M" * 65536 + b" /MARK HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("a Host of 32 KiB", b"GET /MARK HTTP/1.1\r\nHost: " + b"h" * 32768
     + b"\r\n\r\n"),
    ("a cookie of 32 KiB", b"GET /MARK HTTP/1.1\r\n" + HOST + b"Cookie: a="
     + b"c" * 32768 + b"\r\n\r\n"),
], check=too_big)


def endless(piece):
    """Refused, and cut off in the end, however much follows."""
    def run(world):
        client = world.client("open", timeout=5)
        until = time.monotonic() + 12
        block = piece * (65536 // len(piece))
        while client.send(block) and time.monotonic() < until:
            time.sleep(0.01)
        must(time.monotonic() < until, "it is read for ever")
        world.innocent("open")
    return run


for title, piece in (("a line", b"x"), ("header lines", b"X: y\r\n"),
                     ("CR LF", b"\r\n"), ("LF", b"\n"), ("NUL", b"\0")):
    add(24, "%s without end" % title, RULE, endless(piece))


def endless_origin(start, piece, status):
    def run(world):
        path = world.path()

        def tell(visit, asked):
            visit.send(start)
            for _ in range(512):
                if not visit.open:
                    return
                visit.send(piece * (65536 // len(piece)))
            visit.close()
        world.origin.on(path, tell)
        client = world.client("cf")
        client.send(request(path))
        got = client.next()
        must(got is None or got.status == status or not got.whole,
             "it is taken for an answer")
        world.innocent("cf")
    return run


for title, start, piece in (
        ("header lines", b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        ("a header", b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        ("a reason", b"HTTP/1.1 200 ", b"O"), ("bytes", b"", b"\0"),
        ("a chunk size", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
         b"\r\n\r\n", b"0"),
        ("a chunk extension", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
         b"\r\n\r\n1;a=", b"x"),
        ("trailers", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
         b"\r\n\r\n0\r\n", b"X: y\r\n")):
    add(24, "an origin's %s without end" % title, RULE,
        endless_origin(start, piece, 502))


@case(24, RULE)
def limits_are_allowed(world):
    """What is just below each limit is served"""
    target = world.path(b"x" * 4000)
    lines = [b"X-%d: y" % number for number in range(98)]
    must(world.ask("cf", target, *lines).body == b"[%s]" % target, "it is not")
    must(world.ask("cf", target, b"X: " + b"y" * 16000).status == 200,
         "a header of 16 KB is not")


@case(24, RULE)
def bounded_memory(world):
    """An answer of 128 MiB that nobody keeps costs few MiB"""
    path = world.path()
    total = 128 << 20

    def tell(visit, asked):
        visit.send(b"HTTP/1.1 200 OK\r\nCache-Control: no-store\r\n"
                   b"Content-Length: %d\r\n\r\n" % total)
        for _ in range(total >> 20):
            visit.send(b"x" * (1 << 20))
    world.origin.on(path, tell)
    before = world.program.memory()
    client = world.client("open")
    client.send(request(path))
    client.reader.head()
    time.sleep(0.3)  # the origin may run ahead as far as it is let
    grown = world.program.memory() - before
    client.close()
    must(grown < 64 << 20, "it costs %d MiB" % (grown >> 20))


# ---- 25: keys ---------------------------------------------------------------

@case(25, "security class 25")
def many_keys(world):
    """8000 keys that differ in little, each with its own answer"""
    client = world.client("keyed")
    targets = [b"/%s/%s" % (world.mark, name) for number in range(2000)
               for name in (b"%d" % number, b"%08d" % number,
                            b"x?%d" % number, b"x?a=%d" % number)]
    for at in range(0, len(targets), 16):
        batch = targets[at:at + 16]
        client.send(b"".join(request(target) for target in batch))
        for target in batch:
            got = client.next()
            must(got and got.body == b"[%s]" % target, "%r got %r"
                 % (target, got and got.body))


@case(25, "security section 0.3")
def colliding_names(world):
    """Origins that collide under common hashes have entries of their own"""
    path = world.path()
    world.origin.on(path, lambda visit, asked: visit.send(answer(
        asked.get(b"Origin"), CACHED)))
    # Ez and FY, and what is made of them, agree under h * 31 + c.
    words = [a + b + c for a in (b"Ez", b"FY") for b in (b"Ez", b"FY")
             for c in (b"Ez", b"FY")]
    for word in words + words:
        got = world.ask("keyed", path, b"Origin: https://" + word)
        must(got.body == b"https://" + word, "mixed up")


# ---- 26: what must not be administered --------------------------------------

RULE = "security class 26"


def changes_nothing(method, *lines, target=None):
    """What is kept stays kept, whoever asks to drop it."""
    def run(world):
        path = world.path()
        world.origin.on(path, answer(b"kept", CACHED), answer(b"new", CACHED))
        world.ask("cf", path)
        client = world.client("cf")
        client.send(request(target or path, *lines, method=method))
        client.next(method)
        client.close()
        must(world.ask("cf", path).body == b"kept", "it was dropped")
    return run


for method in (b"PURGE", b"BAN", b"REFRESH", b"DELETE", b"POST", b"PUT"):
    add(26, "%s drops nothing" % method.decode(), RULE,
        changes_nothing(method))
for line in (b"Cache-Control: no-cache", b"Pragma: no-cache",
             b"Cache-Control: max-age=0", b"X-Purge: 1", b"Surrogate-Key: x",
             b"X-HTTP-Method-Override: PURGE"):
    add(26, "GET with %s drops nothing" % line.decode(), RULE,
        changes_nothing(b"GET", line))


def no_admin(target):
    def run(world):
        got = world.ask("cf", target + b"?" + world.mark)
        must(got.body == b"[%s]" % target, "the edge itself answers")
    return run


for target in (b"/metrics", b"/debug/vars", b"/status", b"/admin/purge",
               b"/.well-known/popbox"):
    add(26, "%s is the origin's" % target.decode(), RULE, no_admin(target))


# ---- 27: the fake S3 and the log --------------------------------------------

RULE = "security class 27"


def stays_beneath(target):
    def run(world):
        got = world.ask("s3", target)
        must(got.status in (400, 403, 404), "status %d" % got.status)
        must(b"outside" not in got.body, "a file outside is served")
    return run


for target in (b"/box/../secret", b"/box/%2e%2e/secret", b"/box/..%2fsecret",
               b"/box/%2e%2e%2fsecret", b"/../secret", b"/..%2fsecret",
               b"/%2e%2e/secret", b"/box//secret", b"/box/./../secret",
               b"/box/link", b"/box/link/secret", b"/box/a/../../secret",
               b"/box/%00secret", b"/box/..%5csecret", b"/box/..%c0%afsecret",
               b"/box/../../../../../../etc/passwd", b"/.", b"/..",
               b"/box/" + b"a/" * 600 + b"x", b"/box/" + b"a" * 1100):
    add(27, "S3: %s" % target[:50].decode(), RULE, stays_beneath(target))


def bad_xml(body, title):
    def run(world):
        got = world.ask("s3", b"/box?delete", method=b"POST", body=body)
        must(got.status in (400, 413), "status %d" % got.status)
        must(b"root:" not in got.body and len(got.body) < 4096, "it is read")
        must(world.ask("s3", b"/box/kept").body == b"kept", "it went further")
    add(27, "S3: " + title, RULE, run)


OBJECT = b"<Object><Key>%s</Key></Object>"
bad_xml(b'<!DOCTYPE x [<!ENTITY a "kept">]><Delete>' + OBJECT % b"&a;"
        + b"</Delete>", "an entity")
bad_xml(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Delete>'
        + OBJECT % b"&a;" + b"</Delete>", "an entity that is a file")
bad_xml(b"<!DOCTYPE x [<!ENTITY a0 \"x\">" + b"".join(
    b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 9))
    + b"]><Delete>" + OBJECT % b"&a8;" + b"</Delete>", "a billion laughs")
bad_xml(b"<a>" * 20000, "elements of great depth")
bad_xml(b"<Delete>" + OBJECT % b"x" * 1001 + b"</Delete>", "1001 keys")
bad_xml(b"<Delete>" + OBJECT % (b"x" * 1025) + b"</Delete><", "a torn end")
bad_xml(b"\0<Delete/>", "a NUL before all")


@case(27, "log injection")
def log_lines(world):
    """What viewers send makes no line and no escape of the log"""
    inject = b"%0d%0a%1b[2J"
    world.ask("cf", world.path(inject), b"User-Agent: a\tb\xff\xfe",
              b"Origin: \xe2\x80\xa8x", b"Referer: \" forged \\")
    client = world.client("open")
    client.send(b"GET /%s/\x1b[2J HTTP/1.1\r\nHost: a\r\n\r\n" % world.mark)
    client.rest()
    wait_for(lambda: world.mark in world.program.log())
    lines = world.program.log().split(b"\n")
    own = [line for line in lines if world.mark in line]
    must(own, "nothing is logged")
    for line in lines:
        must(not re.search(rb"[\0-\x08\x0b-\x1f\x7f]", line),
             "a control byte in the log: %r" % line)
