"""attack_answers.py - classes 19 to 22: what origins say, and parts of it."""
import time

from attack_tools import (CACHED, add, answer, case, must, ought, request,
                          wait_for)

# ---- 19: answers that are none ----------------------------------------------

RULE = "RFC 9112 4, 6.3"
OK = b"HTTP/1.1 200 OK\r\n" + CACHED + b"\r\n"
POISON = (b"HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\n"
          b"Content-Length: 6\r\n\r\npoison")


def garbage(edge, told):
    """502, nothing kept, and nothing of it for anybody else."""
    def run(world):
        path = world.path()
        world.origin.on(path, lambda visit, asked: (visit.send(told + POISON),
                                                    visit.close()))
        client = world.client(edge)
        client.send(request(path))
        got = client.next()
        must(got is None or b"poison" not in got.body[:6], "split")
        ought(got and got.status == 502, "status %s" % (got and got.status))
        world.origin.on(path, answer(b"page", CACHED))
        world.innocent(edge, path, b"page")
        world.innocent(edge)
    return run


for title, told in [
        ("two lengths", OK + b"Content-Length: 0\r\nContent-Length: 99\r\n"),
        ("two lengths that agree", OK + b"Content-Length: 0\r\n" * 2),
        ("a list of lengths", OK + b"Content-Length: 0, 99\r\n"),
        ("a list of lengths that agree", OK + b"Content-Length: 0, 0\r\n"),
        ("a negative length", OK + b"Content-Length: -1\r\n"),
        ("a length with a sign", OK + b"Content-Length: +0\r\n"),
        ("a length in hexadecimal", OK + b"Content-Length: 0x0\r\n"),
        ("a length of 2^64", OK + b"Content-Length: 18446744073709551616\r\n"),
        ("a length of 2^63", OK + b"Content-Length: 9223372036854775808\r\n"),
        ("an empty length", OK + b"Content-Length:\r\n"),
        ("a length and chunked", OK
         + b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"),
        ("chunked and a length", OK
         + b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"),
        ("chunked twice", OK + b"Transfer-Encoding: chunked, chunked\r\n"),
        ("gzip, chunked", OK + b"Transfer-Encoding: gzip, chunked\r\n"),
        ("an unknown coding", OK + b"Transfer-Encoding: cow\r\n"),
        ("chunked on HTTP/1.0", b"HTTP/1.0 200 OK\r\n"
         b"Transfer-Encoding: chunked\r\n"),
        ("a folded line", OK + b"X: a\r\n b\r\nContent-Length: 0\r\n"),
        ("a folded length", OK + b"Content-Length:\r\n 0\r\n"),
        ("a bare LF", OK + b"X: a\nContent-Length: 0\r\n"),
        ("a bare CR", OK + b"X: a\rContent-Length: 0\r\n"),
        ("a NUL in a value", OK + b"X: a\0b\r\nContent-Length: 0\r\n"),
        ("a blank before a colon", OK + b"X : a\r\nContent-Length: 0\r\n"),
        ("a blank before the length's colon", OK + b"Content-Length : 0\r\n"),
        ("an empty name", OK + b": a\r\nContent-Length: 0\r\n"),
        ("a line without a colon", OK + b"X\r\nContent-Length: 0\r\n"),
        ("a name that is no token", OK + b"X[]: a\r\nContent-Length: 0\r\n"),
        ("status 20", b"HTTP/1.1 20 OK\r\nContent-Length: 0\r\n"),
        ("status 2000", b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n"),
        ("status 000", b"HTTP/1.1 000 OK\r\nContent-Length: 0\r\n"),
        ("status 099", b"HTTP/1.1 099 OK\r\nContent-Length: 0\r\n"),
        ("status 600", b"HTTP/1.1 600 OK\r\nContent-Length: 0\r\n"),
        ("status 999", b"HTTP/1.1 999 OK\r\nContent-Length: 0\r\n"),
        ("status -200", b"HTTP/1.1 -200 OK\r\nContent-Length: 0\r\n"),
        ("status 2x0", b"HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n"),
        ("no status", b"HTTP/1.1\r\nContent-Length: 0\r\n"),
        ("no status but a blank", b"HTTP/1.1 \r\nContent-Length: 0\r\n"),
        ("two blanks before the status", b"HTTP/1.1  200 OK\r\n"
         b"Content-Length: 0\r\n"),
        ("HTTP/2.0", b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n"),
        ("HTTP/0.9", b"HTTP/0.9 200 OK\r\nContent-Length: 0\r\n"),
        ("ICY", b"ICY 200 OK\r\nContent-Length: 0\r\n"),
        ("a body alone", b"<html>hello</html>\r\n"),
        ("a request", b"GET / HTTP/1.1\r\nHost: a\r\n"),
        ("a line before the status line", b"\r\nHTTP/1.1 200 OK\r\n"
         b"Content-Length: 0\r\n"),
        ("a control byte in the reason", b"HTTP/1.1 200 O\x07K\r\n"
         b"Content-Length: 0\r\n"),
        ("129 headers", OK + b"".join(b"X-%d: y\r\n" % i for i in range(128))
         + b"Content-Length: 0\r\n"),
        ("a head of 100 KiB", OK + b"X: " + b"y" * 102400
         + b"\r\nContent-Length: 0\r\n"),
        ("a 206 that nobody asked for", b"HTTP/1.1 206 Partial Content\r\n"
         b"Content-Range: bytes 0-0/99\r\nContent-Length: 0\r\n"),
        ("a 304 that nobody asked for", b"HTTP/1.1 304 Not Modified\r\n"),
        ("a 101 that nobody asked for",
         b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n"
         b"Connection: Upgrade\r\n")]:
    for edge in ("cf", "open"):
        add(19, "%s (%s)" % (title, edge), RULE, garbage(edge, told + b"\r\n"))


def interims(edge, n, status):
    def run(world):
        path = world.path()
        world.origin.on(path, (b"HTTP/1.1 %s\r\nX: y\r\n\r\n" % status) * n
                        + answer(b"page", CACHED))
        client = world.client(edge)
        client.send(request(path))
        got = client.next()
        must(got and got.status in (200, 502), "got %s" % (got and got.status))
        must(got.status == 502 or got.body == b"page", "got %r" % got.body)
        ought(n > 5 or got.status == 200, "a legal interim response is refused")
        ought(n < 1000 or got.status == 502, "%d interim responses" % n)
        world.innocent(edge)
    return run


for status in (b"100 Continue", b"103 Early Hints", b"199 Odd"):
    add(19, "%s before the answer" % status.decode(), "RFC 9110 15.2",
        interims("cf", 1, status))
    add(19, "20000 times %s" % status.decode(), "RFC 9110 15.2",
        interims("cf", 20000, status))


@case(19, "RFC 9110 15.2")
def interim_with_length(world):
    """A 103 with a Content-Length has no body"""
    path = world.path()
    world.origin.on(path, b"HTTP/1.1 103 Early Hints\r\nContent-Length: 99"
                    b"\r\n\r\n" + answer(b"page", CACHED))
    must(world.ask("cf", path).body == b"page", "it has")


@case(19, "RFC 9110 5.5")
def reflected(world):
    """What a viewer sends splits no answer that reflects it"""
    path = world.path()

    def tell(visit, asked):
        visit.send(answer(b"page", CACHED, b"Location: /%s" % asked.target))
    world.origin.on(path, tell)
    got = world.ask("keyed", path + b"?a=%0d%0aSet-Cookie:%20x=1%0d%0a%0d%0aZ")
    must(not got.get(b"Set-Cookie") and got.body == b"page", "split")


# ---- 20: bytes that belong to no answer -------------------------------------

RULE = "RFC 9112 6.3, 9.2"


def extra(told, method=b"GET", body=b"page", status=(200,), edge="open"):
    """What follows an answer is nobody's, least of all the next client's."""
    def run(world):
        path = world.path()
        world.origin.on(path, told)
        got = world.ask(edge, path, method=method)
        must(got.status in status and (got.body == body or 502 in status),
             "got %d %r" % (got.status, got.body[:40]))
        for _ in range(4):
            world.innocent(edge)
            world.innocent(edge, world.path(b"other"))
    return run


for title, told, method, body, status in [
        ("an answer behind a length", answer(b"page") + POISON, b"GET",
         b"page", (200,)),
        ("a byte behind a length", answer(b"page") + b"x", b"GET", b"page",
         (200,)),
        ("CR LF behind a length", answer(b"page") + b"\r\n", b"GET", b"page",
         (200,)),
        ("an answer behind chunks", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: "
         b"chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n" + POISON, b"GET", b"page",
         (200,)),
        ("an answer behind a length of nought", answer(b"") + POISON, b"GET",
         b"", (200,)),
        ("a body of HEAD", answer(b"page"), b"HEAD", b"", (200,)),
        ("a body of HEAD that is an answer", answer(POISON), b"HEAD", b"",
         (200,)),
        ("chunks of HEAD", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
         b"\r\n\r\n4\r\npage\r\n0\r\n\r\n", b"HEAD", b"", (200,)),
        ("a body of 204", b"HTTP/1.1 204 No Content\r\nContent-Length: %d"
         b"\r\n\r\n%s" % (len(POISON), POISON), b"GET", b"", (204, 502)),
        ("chunks of 204", b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: "
         b"chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n", b"GET", b"", (204, 502)),
        ("an answer behind 204", b"HTTP/1.1 204 No Content\r\n\r\n" + POISON,
         b"GET", b"", (204,)),
        ("two answers of HEAD", answer(b"", CACHED) + POISON, b"HEAD", b"",
         (200,))]:
    add(20, title, RULE, extra(told, method, body, status))


@case(20, RULE)
def body_of_304(world):
    """A body of 304"""
    path = world.path()
    world.origin.on(path, b"HTTP/1.1 304 Not Modified\r\nContent-Length: %d"
                    b"\r\n\r\n%s" % (len(POISON), POISON))
    got = world.ask("open", path, b'If-None-Match: "1"')
    must(got.status in (304, 502), "status %d" % got.status)
    for _ in range(4):
        world.innocent("open")


@case(20, RULE)
def speaks_first(world):
    """An origin that speaks on an idle connection"""
    visits = []
    path = world.path()
    world.origin.on(path, lambda visit, asked: (visit.send(answer(b"page")),
                                                visits.append(visit)))
    world.ask("lone", path)  # whose connection no other case can be given
    wait_for(lambda: visits)
    visits[0].send(POISON)
    time.sleep(0.2)
    for _ in range(4):
        world.innocent("lone")
        world.innocent("lone", world.path(b"other"))


@case(20, RULE)
def waits_for_nobody(world):
    """An answer to the request and, at once, to the next one"""
    path = world.path()
    world.origin.early[path] = lambda visit, asked: visit.send(
        answer(b"first") + POISON)
    client = world.client("open")
    client.send(request(path, method=b"POST", body=b"x")
                + request(world.path(b"next")))
    must(client.next().body == b"first", "no answer")
    got = client.next()
    must(got is None or got.body == b"[%s]" % world.path(b"next"),
         "the next one got %r" % (got and got.body))


# ---- 21: ranges -------------------------------------------------------------

RULE = "RFC 9110 14"
BODY = b"0123456789"


def ranged(edge, value, allowed):
    """A part, if it is the right one; else all of it; then all of it for
    everybody else."""
    def run(world):
        path = world.path()
        world.origin.on(path, answer(BODY, CACHED))
        for warm in (False, True):
            if warm:
                world.innocent(edge, path, BODY)
            got = world.ask(edge, path, b"Range: " + value)
            must(got.status in allowed, "status %d" % got.status)
            if got.status == 206 and allowed != (200, 206):
                first, last = got.get(b"Content-Range")[6:].split(b"/")[0] \
                    .split(b"-")
                must(got.body == BODY[int(first):int(last) + 1],
                     "another part than was said")
            if got.status == 200:
                must(got.body == BODY and got.whole, "not all of it")
        world.innocent(edge, path, BODY)
    return run


for value, allowed in [
        (b"bytes=0-0", (200, 206, 416)), (b"bytes=5-", (200, 206)),
        (b"bytes=-3", (200, 206, 416)), (b"bytes=-0", (200, 416)),
        (b"bytes=10-", (200, 416)), (b"bytes=9-99999", (200, 206, 416)),
        (b"bytes=5-4", (200, 416)), (b"bytes=-9223372036854775808", (200, 206)),
        (b"bytes=-18446744073709551615", (200, 206)),
        (b"bytes=0-18446744073709551616", (200, 206, 416)),
        (b"bytes=18446744073709551616-", (200, 416)),
        (b"bytes=9223372036854775807-9223372036854775808", (200, 416)),
        (b"bytes=-9223372036854775608,-9223372036854775808", (200, 206, 416)),
        (b"bytes=" + b",".join([b"0-"] * 1000), (200, 206, 416)),
        (b"bytes=0-1,2-3", (200, 206, 416)), (b"bytes=a-b", (200, 416)),
        (b"bytes=", (200, 416)), (b"bytes", (200, 416)), (b"cows=0-1", (200,)),
        (b"bytes=0-1,", (200, 206, 416)), (b"bytes = 0-1", (200, 206, 416)),
        (b"bytes=+0-+1", (200, 416)), (b"bytes=0x0-0x1", (200, 416))]:
    add(21, "Range: %s" % value[:50].decode(), RULE,
        ranged("cf", value, allowed))


@case(21, "RFC 9111 3.3")
def part_not_kept(world):
    """A 206 is never kept as the whole, whoever asked for it"""
    part = (b"HTTP/1.1 206 Partial Content\r\nCache-Control: max-age=600\r\n"
            b"Content-Range: bytes 0-3/10\r\nContent-Length: 4\r\n\r\n0123")
    for edge in ("open", "rfc", "keyed"):
        path = world.path(edge.encode())
        world.origin.on(path, part, answer(BODY, CACHED))
        world.ask(edge, path, b"Range: bytes=0-3")
        world.origin.on(path, answer(BODY, CACHED))
        world.innocent(edge, path, BODY)


# ---- 22: HEAD and OPTIONS ---------------------------------------------------

RULE = "RFC 9110 9.3.2, RFC 9111 4"


def head_first(edge, status=b"200 OK"):
    def run(world):
        path = world.path()

        def tell(visit, asked):
            whole = answer(b"page", CACHED, status=status)
            visit.send(whole[:-4] if asked.method == b"HEAD" else whole)
        world.origin.on(path, tell)
        head = world.ask(edge, path, method=b"HEAD")
        must(head.get(b"Content-Length") in (b"4", None), "HEAD lies about "
             "the length")
        got = world.ask(edge, path)
        must(got.body == b"page", "GET got %r" % got.body)
        must(world.ask(edge, path, method=b"HEAD").body == b"", "HEAD's body")
        must(world.ask(edge, path).body == b"page", "GET got nothing")
    return run


for edge in ("cf", "keyed", "rfc", "open"):
    add(22, "HEAD, then GET (%s)" % edge, RULE, head_first(edge))
    add(22, "HEAD of a 404, then GET (%s)" % edge, RULE,
        head_first(edge, b"404 Not Found"))


def options_apart(edge, *order):
    def run(world):
        path = world.path()
        world.origin.on(path, lambda visit, asked: visit.send(answer(
            asked.method, CACHED)))
        for method in order:
            got = world.ask(edge, path, method=method)
            must(got.body == method, "%r got %r" % (method, got.body))
    return run


for edge in ("keyed", "rfc", "open"):
    add(22, "OPTIONS, GET, OPTIONS (%s)" % edge, RULE,
        options_apart(edge, b"OPTIONS", b"GET", b"OPTIONS"))
    add(22, "GET, OPTIONS, GET (%s)" % edge, RULE,
        options_apart(edge, b"GET", b"OPTIONS", b"GET"))
    add(22, "GET, POST, GET (%s)" % edge, RULE,
        options_apart(edge, b"GET", b"POST", b"GET"))


@case(22, RULE)
def pipelined_heads(world):
    """HEAD and GET in turns on one connection"""
    path = world.path()
    client = world.client("cf")
    client.send(b"".join(request(path, method=method) for method in
                         (b"HEAD", b"GET", b"HEAD", b"GET")))
    want = b"[%s]" % path
    got = [client.next(method).body for method in (b"HEAD", b"GET", b"HEAD",
                                                   b"GET")]
    must(got == [b"", want, b"", want], "got %r" % got)
