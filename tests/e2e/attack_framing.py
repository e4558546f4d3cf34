"""attack_framing.py - classes 1 to 6: where a request ends, and who decides.

Each request here is followed on its connection by an innocent one, and most
carry a request in their body. What must hold: nothing that was inside of one
message reaches the origin as a message. What ought to hold: the origin hears
nothing at all, there is one answer of status 400, and the connection closes.
"""
from attack_tools import CACHED, add, answer, case, must, ought, request

CHUNKED = b"Transfer-Encoding: chunked"


def refused(world, raw, statuses=(400,), edge="open"):
    """Sends raw, with MARK in it, and an innocent request behind it."""
    client = world.client(edge)
    client.send(raw.replace(b"MARK", world.mark)
                + request(world.path(b"next")))
    got = client.rest()
    closed = client.is_closed()
    must(not world.seen(b"/smuggled"), "the origin got what was smuggled")
    must(len(got) <= 2, "%d answers to two requests" % len(got))
    ought(not world.seen(), "the origin got it: %r" % world.seen()[:1])
    ought(len(got) == 1 and got[0].status in statuses,
          "answers: %s" % [one.status for one in got])
    ought(closed, "the connection stays open")
    world.innocent(edge)


def passed(world, raw, body, edge="open"):
    """Legal, if odd: one request reaches the origin, framed anew."""
    client = world.client(edge)
    client.send(raw.replace(b"MARK", world.mark)
                + request(world.path(b"next")))
    first, second = client.next(), client.next()
    client.close()
    must(not world.seen(b"/smuggled"), "the origin got what was smuggled")
    ought(first and first.status == 200, "it is not served: %s" %
          (first and first.status))
    must(second and second.body == b"[%s]" % world.path(b"next"),
         "what follows is not read as it was sent")
    own = world.seen(b"/own")
    must(len(own) == 1 and own[0].body == body,
         "the origin got %r" % [asked.body for asked in own])


def table(number, rule, rows, body=b"", check=refused):
    for title, lines, *more in rows:
        raw = (b"POST /MARK/own HTTP/1.1\r\nHost: edge.test\r\n" + lines
               + b"\r\n\r\n" + (more[0] if more else body))
        args = more[1:]
        add(number, title, rule,
            lambda world, raw=raw, args=args: check(world, raw, *args))


# ---- 1: Content-Length against Transfer-Encoding ----------------------------

INNER = b"GET /MARK/smuggled HTTP/1.1\r\nHost: edge.test\r\n\r\n"
BOTH = b"0\r\n\r\n" + INNER
RULE = "RFC 9112 6.1, 6.3"

table(1, RULE, [
    ("Content-Length, then chunked", b"Content-Length: 5\r\n" + CHUNKED),
    ("chunked, then Content-Length", CHUNKED + b"\r\nContent-Length: 5"),
    ("Content-Length: 0 and chunked", b"Content-Length: 0\r\n" + CHUNKED),
    ("a Content-Length over all and chunked",
     b"Content-Length: %d\r\n" % len(BOTH) + CHUNKED),
    ("chunked twice in a list", b"Transfer-Encoding: chunked, chunked"),
    ("chunked in two lines", CHUNKED + b"\r\n" + CHUNKED),
    ("chunked and identity lines", CHUNKED + b"\r\nTransfer-Encoding: identity"),
    ("identity and chunked lines", b"Transfer-Encoding: identity\r\n" + CHUNKED),
    ("gzip, chunked", b"Transfer-Encoding: gzip, chunked"),
    ("chunked, gzip", b"Transfer-Encoding: chunked, gzip"),
    ("identity alone", b"Transfer-Encoding: identity"),
    ("an unknown coding", b"Transfer-Encoding: cow"),
    ("a coding that ends in chunked", b"Transfer-Encoding: xchunked"),
    ("a coding that begins with chunked", b"Transfer-Encoding: chunkedx"),
    ("chunked with a parameter", b"Transfer-Encoding: chunked;q=1"),
    ("chunked in quotes", b'Transfer-Encoding: "chunked"'),
    ("an empty coding", b"Transfer-Encoding:"),
    ("a list with an empty first element", b"Transfer-Encoding: ,chunked"),
    ("a list with an empty last element", b"Transfer-Encoding: chunked,"),
    ("a vertical tab before chunked", b"Transfer-Encoding: \x0bchunked"),
    ("a NUL after chunked", b"Transfer-Encoding: chunked\0"),
    ("an obs-text byte before chunked", b"Transfer-Encoding: \xffchunked"),
    ("a blank before the colon", b"Transfer-Encoding : chunked"),
    ("a blank before the name", b" Transfer-Encoding: chunked"),
    ("the coding on a folded line", b"Transfer-Encoding:\r\n chunked"),
    ("hidden behind a bare CR", b"X: y\rTransfer-Encoding: chunked"),
    ("hidden behind a bare LF", b"X: y\nTransfer-Encoding: chunked"),
    ("a CR in the middle of the name", b"Transfer-\rEncoding: chunked"),
    ("a NUL in the name", b"Transfer-Encoding\0: chunked"),
], BOTH)

table(1, RULE, [
    ("chunked in capitals", b"Transfer-Encoding: CHUNKED", b"1\r\nx\r\n0\r\n\r\n",
     b"x"),
    ("a tab before chunked", b"Transfer-Encoding:\tchunked",
     b"1\r\nx\r\n0\r\n\r\n", b"x"),
    ("a name with an underscore is not that name",
     b"Transfer_Encoding: chunked\r\nContent-Length: 5", b"0\r\n\r\n",
     b"0\r\n\r\n"),
], check=passed)


@case(1, RULE)
def chunked_on_1_0(world):
    """Transfer-Encoding on HTTP/1.0"""
    refused(world, b"POST /MARK/own HTTP/1.0\r\nHost: edge.test\r\n"
            + CHUNKED + b"\r\nConnection: keep-alive\r\n\r\n" + BOTH)


# ---- 2: Content-Length ------------------------------------------------------

RULE = "RFC 9110 8.6, RFC 9112 6.3"
BODY = b"hello"
table(2, RULE, [
    ("two that differ", b"Content-Length: 5\r\nContent-Length: 55"),
    ("two that agree", b"Content-Length: 5\r\nContent-Length: 5"),
    ("a list that agrees", b"Content-Length: 5, 5"),
    ("a list that differs", b"Content-Length: 5, 55"),
    ("a list with an empty element", b"Content-Length: 5,"),
    ("a plus sign", b"Content-Length: +5"),
    ("a minus sign", b"Content-Length: -5"),
    ("minus nought", b"Content-Length: -0"),
    ("hexadecimal", b"Content-Length: 0x5"),
    ("hexadecimal without a prefix", b"Content-Length: a"),
    ("an exponent", b"Content-Length: 5e0"),
    ("a fraction", b"Content-Length: 5.0"),
    ("an underscore", b"Content-Length: 5_0"),
    ("a blank within", b"Content-Length: 5 5"),
    ("a parameter", b"Content-Length: 5;x"),
    ("in quotes", b'Content-Length: "5"'),
    ("empty", b"Content-Length:"),
    ("digits of another script", b"Content-Length: \xd9\xa5"),
    ("a vertical tab", b"Content-Length: \x0b5"),
    ("a NUL", b"Content-Length: 5\0"),
    ("2^63", b"Content-Length: 9223372036854775808"),
    ("2^64 + 5, which wraps", b"Content-Length: 18446744073709551621"),
    ("forty digits", b"Content-Length: " + b"9" * 40),
    ("a blank before the colon", b"Content-Length : 5"),
    ("folded", b"Content-Length:\r\n 5"),
    ("empty name and a length", b": x\r\nContent-Length: 5"),
], BODY + INNER)

table(2, RULE, [
    ("leading noughts", b"Content-Length: 0005", BODY, BODY),
    ("blanks around", b"Content-Length:   5  ", BODY, BODY),
    ("in another case", b"CONTENT-length: 5", BODY, BODY),
    ("a body that looks like a request",
     b"Content-Length: 48", INNER.replace(b"MARK", b"MORK"),
     INNER.replace(b"MARK", b"MORK")),
    ("an underscore is another name",
     b"Content_Length: 99\r\nContent-Length: 5", BODY, BODY),
], check=passed)

# ---- 3: bytes that lines are not made of ------------------------------------

RULE = "RFC 9112 2.2, 3, 5"


def raw_table(number, rule, rows, check=refused):
    for title, raw in rows:
        add(number, title, rule,
            lambda world, raw=raw: check(world, raw))


HOST = b"Host: edge.test\r\n"
GET = b"GET /MARK/own HTTP/1.1\r\n" + HOST
raw_table(3, RULE, [
    ("a folded line", GET + b"X: a\r\n b\r\n\r\n"),
    ("a line folded with a tab", GET + b"X: a\r\n\tb\r\n\r\n"),
    ("a folded first line", b"GET /MARK/own HTTP/1.1\r\n " + HOST + b"\r\n"),
    ("a folded line that hides Host",
     b"GET /MARK/own HTTP/1.1\r\nX: a\r\n " + HOST + b"\r\n"),
    ("lines that end in LF alone", b"GET /MARK/own HTTP/1.1\nHost: a\n\n"),
    ("a request line that ends in LF alone",
     b"GET /MARK/own HTTP/1.1\n" + HOST + b"\r\n"),
    ("a head that ends in LF alone", GET + b"\n"),
    ("a head that ends in CR LF, LF after LF", GET[:-2] + b"\n\r\n"),
    ("a bare CR in a value", GET + b"X: a\rb\r\n\r\n"),
    ("a CR before CR LF", GET + b"X: a\r\r\n\r\n"),
    ("a bare CR in the request line", b"GET /MARK/own\rx HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("a bare CR in a name", GET + b"X\rY: a\r\n\r\n"),
    ("a bare CR that ends the head", GET + b"\r\r\n\r\n"),
    ("a NUL in a value", GET + b"X: a\0b\r\n\r\n"),
    ("a NUL in a name", GET + b"X\0: a\r\n\r\n"),
    ("a NUL in the target", b"GET /MARK/own\0 HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("a NUL before all", b"\0" + GET + b"\r\n"),
    ("an escape character in a value", GET + b"X: \x1b[2J\r\n\r\n"),
    ("a backspace in a value", GET + b"X: a\x08b\r\n\r\n"),
    ("a DEL in a value", GET + b"X: a\x7fb\r\n\r\n"),
    ("an empty name", GET + b": a\r\n\r\n"),
    ("a line without a colon", GET + b"X\r\n\r\n"),
    ("a line that is a request", GET + b"GET /MARK/smuggled HTTP/1.1\r\n\r\n"),
    ("a blank before a colon", GET + b"X : a\r\n\r\n"),
    ("a tab before a colon", GET + b"X\t: a\r\n\r\n"),
    ("a blank in a name", GET + b"X Y: a\r\n\r\n"),
    ("a name in quotes", GET + b'"X": a\r\n\r\n'),
    ("a bracket in a name", GET + b"X[]: a\r\n\r\n"),
    ("an at sign in a name", GET + b"X@: a\r\n\r\n"),
    ("a slash in a name", GET + b"X/Y: a\r\n\r\n"),
    ("a byte above 127 in a name", GET + b"X\xc3\xa9: a\r\n\r\n"),
    ("HTTP/0.9", b"GET /MARK/own\r\n"),
    ("HTTP/0.9 with a version", b"GET /MARK/own HTTP/0.9\r\n" + HOST + b"\r\n"),
    ("HTTP/1.2", b"GET /MARK/own HTTP/1.2\r\n" + HOST + b"\r\n"),
    ("HTTP/2.0", b"GET /MARK/own HTTP/2.0\r\n" + HOST + b"\r\n"),
    ("HTTP/11.1", b"GET /MARK/own HTTP/11.1\r\n" + HOST + b"\r\n"),
    ("HTTP/1.10", b"GET /MARK/own HTTP/1.10\r\n" + HOST + b"\r\n"),
    ("http in small letters", b"GET /MARK/own http/1.1\r\n" + HOST + b"\r\n"),
    ("another protocol", b"GET /MARK/own RTSP/1.0\r\n" + HOST + b"\r\n"),
    ("ICE", b"SOURCE /MARK/own ICE/1.0\r\n" + HOST + b"\r\n"),
    ("a blank after the version", b"GET /MARK/own HTTP/1.1 \r\n" + HOST
     + b"\r\n"),
    ("two blanks before the target", b"GET  /MARK/own HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("two blanks after the target", b"GET /MARK/own  HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("a tab after the method", b"GET\t/MARK/own HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("a blank before the method", b" " + GET + b"\r\n"),
    ("a blank in the target", b"GET /MARK/own x HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("a request in the request line",
     b"GET /MARK/own HTTP/1.1 GET /MARK/smuggled HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("raw UTF-8 in the target", b"GET /MARK/\xc3\xa9 HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("a method in small letters", b"get /MARK/own HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("no method", b"/MARK/own HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("a method that is no token", b"G(T /MARK/own HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("only a version", b"HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("a response", b"HTTP/1.1 200 OK\r\n" + HOST + b"X: MARK\r\n\r\n"),
])


@case(3, RULE)
def empty_line_first(world):
    """One empty line before a request is skipped"""
    client = world.client("open")
    client.send(b"\r\n" + request(world.path(b"next")))
    got = client.next()
    must(got and got.body == b"[%s]" % world.path(b"next"), "it is not")
    client.close()


@case(3, RULE)
def bad_behind_good(world):
    """A bad request behind a good one: one answer each, then the end"""
    client = world.client("open")
    client.send(request(world.path(b"good")) + b"GET /%s/bad HTTP/1.1\r\n"
                b"X : y\r\n\r\n" % world.mark + request(world.path(b"next")))
    got = client.rest()
    must(got and got[0].body == b"[%s]" % world.path(b"good"),
         "the good one got something else")
    ought([one.status for one in got] == [200, 400],
          "answers: %s" % [one.status for one in got])
    ought(client.is_closed() and not world.seen(b"/bad")
          and not world.seen(b"/next"), "it goes on after the bad one")


# ---- 4: chunks --------------------------------------------------------------

RULE = "RFC 9112 7.1"
END = b"0\r\n\r\n"


def no_whole_body(world, raw, statuses=(400,)):
    """The origin may have begun to hear of it, but never a whole request."""
    client = world.client("open")
    client.send(raw.replace(b"MARK", world.mark)
                + request(world.path(b"next")))
    got = client.rest()
    must(not world.seen(b"/smuggled"), "the origin got what was smuggled")
    whole = [asked for asked in world.seen(b"/own") if asked.whole
             and (asked.body or not asked.get(b"Transfer-Encoding"))]
    must(not whole, "the origin got a whole request: %r" % whole)
    ought(len(got) <= 1 and all(one.status in statuses for one in got),
          "answers: %s" % [one.status for one in got])
    ought(client.is_closed(), "the connection stays open")
    ought(not world.seen(b"/next"), "what follows is read as a request")
    world.innocent("open")


table(4, RULE, [
    (title, CHUNKED, body + INNER) for title, body in [
        ("a size that wraps in 64 bits", b"10000000000000005\r\nhello\r\n"
         + END),
        ("a size of 17 digits", b"FFFFFFFFFFFFFFFFF\r\nhello\r\n" + END),
        ("a size of 2^63", b"8000000000000000\r\nhello\r\n" + END),
        ("a negative size", b"-5\r\nhello\r\n" + END),
        ("a size with a plus sign", b"+5\r\nhello\r\n" + END),
        ("a size with a prefix", b"0x5\r\nhello\r\n" + END),
        ("a size that is no number", b"g\r\nhello\r\n" + END),
        ("an empty size", b"\r\nhello\r\n" + END),
        ("a size with an underscore", b"0_5\r\nhello\r\n" + END),
        ("a blank before the size", b" 5\r\nhello\r\n" + END),
        ("a tab in the size", b"5\t0\r\nhello\r\n" + END),
        ("a size line that ends in LF", b"5\nhello\r\n" + END),
        ("a size line that ends in CR", b"5\rhello\r\n" + END),
        ("no CR LF behind the data", b"5\r\nhello0\r\n\r\n"),
        ("LF alone behind the data", b"5\r\nhello\n" + END),
        ("more data than was said", b"5\r\nhello!\r\n" + END),
        ("less data than was said", b"6\r\nhello\r\n0\r\n\r\n"),
        ("an LF in an extension", b"5;a\nb\r\nhello\r\n" + END),
        ("a CR in an extension", b"5;a\rb\r\nhello\r\n" + END),
        ("a NUL in an extension", b"5;a\0\r\nhello\r\n" + END),
        ("an extension of 64 KiB", b"5;a=" + b"x" * 65536 + b"\r\nhello\r\n"
         + END),
        ("an extension on each of 2000 chunks",
         (b"1;a=" + b"x" * 40 + b"\r\nh\r\n") * 2000 + END),
        ("a last chunk that ends in LF", b"5\r\nhello\r\n0\n\n"),
        ("a trailer with a blank before its colon",
         b"5\r\nhello\r\n0\r\nX : a\r\n\r\n"),
        ("a trailer that is Transfer-Encoding",
         b"5\r\nhello\r\n0\r\nTransfer-Encoding: gzip\r\n\r\n"),
        ("a trailer with a NUL", b"5\r\nhello\r\n0\r\nX: a\0b\r\n\r\n"),
        ("a trailer without a colon", b"5\r\nhello\r\n0\r\nhello\r\n\r\n"),
        ("trailers of 64 KiB", b"5\r\nhello\r\n0\r\nX: " + b"a" * 65536
         + b"\r\n\r\n"),
        ("a trailer that ends in LF", b"5\r\nhello\r\n0\r\nX: a\n\r\n"),
    ]], check=no_whole_body)

table(4, RULE, [
    ("an extension", CHUNKED, b"5;a=b\r\nhello\r\n" + END, b"hello"),
    ("an extension without a value", CHUNKED, b"5;a\r\nhello\r\n" + END,
     b"hello"),
    ("an extension in quotes", CHUNKED, b'5;a="b c"\r\nhello\r\n' + END,
     b"hello"),
    ("noughts before a size", CHUNKED, b"0000005\r\nhello\r\n" + END, b"hello"),
    ("a last chunk of many noughts", CHUNKED, b"5\r\nhello\r\n00000\r\n\r\n",
     b"hello"),
    ("300 chunks of a byte", CHUNKED, b"1\r\nx\r\n" * 300 + END, b"x" * 300),
    ("a folded trailer is dropped like others (RFC 9112 5.2)", CHUNKED,
     b"5\r\nhello\r\n0\r\nX: a\r\n b\r\n\r\n", b"hello"),
    ("data that looks like a last chunk", CHUNKED, b"5\r\n0\r\n\r\n\r\n" + END,
     b"0\r\n\r\n"),
], check=passed)


def trailer_dropped(line):
    def run(world):
        passed(world, b"POST /MARK/own HTTP/1.1\r\n" + HOST + CHUNKED
               + b"\r\n\r\n5\r\nhello\r\n0\r\n" + line + b"\r\n\r\n", b"hello")
        name, _, value = line.partition(b": ")
        must(value not in (world.seen(b"/own")[0].get(name) or b""),
             "the trailer has become a header")
    return run


for line in (b"Host: evil.test", b"Content-Length: 99", b"X-Admin: yes",
             b"Cookie: a=stolen",
             b"Authorization: Basic eA=="):
    add(4, "the trailer %s" % line.partition(b":")[0].decode(),
        "RFC 9110 6.5.1", trailer_dropped(line))

# ---- 5: bodies that nobody reads --------------------------------------------

RULE = "RFC 9112 9.3"


def unread(edge, method, cached=True):
    """A body on a request that is answered without it is no request."""
    def run(world):
        path = world.path(b"own")
        if cached:
            world.ask(edge, path)
        client = world.client(edge)
        inner = INNER.replace(b"MARK", world.mark)
        client.send(request(path, method=method, body=inner))
        client.send(request(world.path(b"next")))
        got = []
        while len(got) < 3:
            one = client.next(b"GET" if got else method)
            if one is None:
                break
            got.append(one)
            if one.body == b"[%s]" % world.path(b"next"):
                break
        must(not world.seen(b"/smuggled"), "the body became a request")
        must(not any(b"smuggled" in one.body for one in got),
             "the body got an answer")
        must(len(got) <= 2, "%d answers to two requests" % len(got))
        world.innocent(edge)
    return run


for edge, method in (("cf", b"GET"), ("cf", b"HEAD"), ("cf", b"POST"),
                     ("cf", b"DELETE"), ("keyed", b"GET"), ("keyed", b"PUT"),
                     ("keyed", b"OPTIONS"), ("rfc", b"GET"), ("rfc", b"HEAD"),
                     ("rfc", b"POST"), ("open", b"GET"), ("open", b"OPTIONS"),
                     ("open", b"DELETE")):
    add(5, "%s with a body that is a request (%s)" % (method.decode(), edge),
        RULE, unread(edge, method))


@case(5, "RFC 9110 10.1.1")
def expect_refused(world):
    """A body that was asked for with 100-continue and refused"""
    client = world.client("cf")
    client.send(b"PUT %s HTTP/1.1\r\nHost: e\r\nExpect: 100-continue\r\n"
                b"Content-Length: 50\r\n\r\n" % world.path())
    got = client.next()
    must(got and got.status == 403 and not client.interim, "not refused")
    client.send(request(world.path(b"smuggled")))
    ought(client.next() is None, "what may be the body is read as a request")
    must(not world.seen(), "the origin heard of it")


@case(5, "RFC 9112 9.6")
def answer_before_body(world):
    """An answer before the body is whole: the rest is no request"""
    path = world.path(b"own")
    world.origin.early[path] = lambda visit, asked: (
        visit.send(answer(b"early")), visit.close())
    client = world.client("open")
    client.send(b"POST %s HTTP/1.1\r\nHost: e\r\nContent-Length: 100\r\n\r\n"
                % path)
    got = client.next()
    must(got and got.body == b"early", "no early answer")
    client.send(INNER.replace(b"MARK", world.mark) * 4)
    must(client.next() is None, "the rest of the body got an answer")
    must(not world.seen(b"/smuggled"), "the rest of the body is a request")
    world.innocent("open")


@case(5, RULE)
def half_of_a_body(world):
    """A viewer that leaves within a body: no whole request"""
    client = world.client("open")
    client.send(b"POST %s HTTP/1.1\r\nHost: e\r\nContent-Length: 100\r\n\r\nx"
                % world.path(b"own"))
    client.half_close()
    client.rest()
    must(not any(asked.whole and len(asked.body) == 1
                 for asked in world.seen(b"/own")), "half a body is whole")
    world.innocent("open")


# ---- 6: other protocols -----------------------------------------------------

RULE = "RFC 9110 7.8, 9.3.6"
raw_table(6, RULE, [
    ("CONNECT to a host", b"CONNECT MARK.test:443 HTTP/1.1\r\nHost: "
     b"MARK.test:443\r\n\r\n"),
    ("CONNECT without Host", b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n\r\n"),
    ("CONNECT with a path", b"CONNECT /MARK HTTP/1.1\r\n" + HOST + b"\r\n"),
    ("CONNECT with a URL", b"CONNECT http://MARK/ HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("GET with an authority", b"GET MARK.test:80 HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("a TLS hello", b"\x16\x03\x01\0\x05\x01\0\0\x01\0\r\n\r\n"),
    ("a PROXY line", b"PROXY TCP4 1.2.3.4 5.6.7.8 1 80\r\n" + GET + b"\r\n"),
    ("an SSH greeting", b"SSH-2.0-x\r\n\r\n"),
    ("an SMTP greeting", b"EHLO MARK\r\n\r\n"),
])


def no_upgrade(*lines):
    def run(world):
        client = world.client("open")
        client.send(request(world.path(b"own"), *lines))
        got = client.next()
        must(got and got.status == 200, "it is not served")
        asked = world.seen(b"/own")[0]
        must(not asked.get(b"Upgrade"), "Upgrade is passed on")
        must(not asked.get(b"Connection") or b"pgrade" not in
             asked.get(b"Connection"), "Connection: upgrade is passed on")
        client.send(request(world.path(b"next")))
        must(client.next().body == b"[%s]" % world.path(b"next"),
             "HTTP does not go on")
    return run


for title, lines in (
        ("h2c", (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c",
                 b"HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA")),
        ("h2c that Connection does not name", (b"Upgrade: h2c",)),
        ("a WebSocket", (b"Connection: Upgrade", b"Upgrade: websocket",
                         b"Sec-WebSocket-Version: 13",
                         b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")),
        ("TLS within", (b"Connection: upgrade", b"Upgrade: TLS/1.2"))):
    add(6, "Upgrade to %s is not passed on" % title, RULE, no_upgrade(*lines))


def no_101(*lines):
    def run(world):
        path = world.path(b"own")
        world.origin.on(path, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: "
                        b"websocket\r\nConnection: Upgrade\r\n\r\n"
                        + answer(b"tunnel", CACHED))
        got = world.ask("open", path, *lines)
        ought(got.status == 502, "101 became %d" % got.status)
        must(b"tunnel" not in got.body, "the tunnel leaks")
        world.innocent("open")
    return run


add(6, "101 that nobody asked for", RULE, no_101())
add(6, "101 to a viewer that asked", RULE,
    no_101(b"Connection: Upgrade", b"Upgrade: websocket"))
