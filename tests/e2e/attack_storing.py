"""attack_storing.py - classes 13 to 18: what is kept, and who is given it."""
import socket
import threading
import time

from attack_tools import (CACHED, PATIENCE, add, answer, case, must, ought,
                          request, wait_for)

# ---- 13: denial of service by what is kept ----------------------------------

RULE = "CPDoS"


def not_poisoned(edge, raw):
    """However raw is answered, the next client gets the page."""
    def run(world):
        path = world.path()
        client = world.client(edge)
        client.send(raw.replace(b"PATH", path))
        client.next()
        client.close()
        world.innocent(edge, path)
    return run


GET = b"GET PATH HTTP/1.1\r\nHost: edge.test\r\n"
for title, lines in [
        ("a header of 4 KiB", b"X-Big: " + b"x" * 4096),
        ("a header of 8 KiB and a bit", b"X-Big: " + b"x" * 8200),
        ("a header just below our limit", b"X-Big: " + b"x" * 20000),
        ("a header above our limit", b"X-Big: " + b"x" * 20480),
        ("a header of 64 KiB", b"X-Big: " + b"x" * 65536),
        ("98 headers", b"\r\n".join(b"X-%d: y" % i for i in range(98))),
        ("101 headers", b"\r\n".join(b"X-%d: y" % i for i in range(101))),
        ("a bell in a header", b"X-Meta: \x07"),
        ("a NUL in a header", b"X-Meta: \0"),
        ("a bare LF in a header", b"X-Meta: a\nb"),
        ("a method override", b"X-HTTP-Method-Override: POST"),
        ("an impossible range", b"Range: bytes=999999-"),
        ("a condition that fails", b'If-Match: "none"'),
        ("a condition of time that fails",
         b"If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT"),
        ("an expectation nobody meets", b"Expect: cows"),
        ("a coding nobody has", b"Accept-Encoding: identity;q=0, cow"),
        ("a body that nobody reads", b"Content-Length: 1\r\n\r\nx"),
        ("a chunked body", b"Transfer-Encoding: chunked\r\n\r\n0"),
        ("Max-Forwards: 0", b"Max-Forwards: 0"),
        ("an upgrade", b"Connection: Upgrade\r\nUpgrade: h2c")]:
    for edge in ("cf", "rfc"):
        add(13, "%s (%s)" % (title, edge), RULE,
            not_poisoned(edge, GET + lines + b"\r\n\r\n"))


def error_not_kept(edge, status):
    """An error that says nothing of its life goes to one viewer alone."""
    def run(world):
        path = world.path()
        world.origin.on(path, answer(b"no", status=status),
                        answer(b"page", CACHED))
        world.ask(edge, path)
        world.innocent(edge, path, b"page")
    return run


for status in (b"400 Bad Request", b"403 Forbidden", b"405 Method Not Allowed",
               b"408 Request Timeout", b"411 Length Required", b"412 No",
               b"413 Content Too Large", b"415 No", b"417 No",
               b"421 Misdirected Request", b"429 Too Many Requests",
               b"431 Request Header Fields Too Large", b"505 No", b"511 No"):
    for edge in ("cf", "rfc"):
        add(13, "%s is not kept (%s)" % (status[:3].decode(), edge),
            "CloudFront, RFC 9111 3", error_not_kept(edge, status))

# ---- 14: Vary ---------------------------------------------------------------

RULE = "RFC 9111 4.1"


def varied(*vary):
    """Clients of two languages, each told in its own."""
    def run(world):
        path = world.path()

        def tell(visit, asked):
            visit.send(answer(asked.get(b"Accept-Language") or b"none", CACHED,
                              *vary))
        world.origin.on(path, tell)
        for language in (b"de", b"fr", b"de", b"fr"):
            got = world.ask("rfc", path, b"Accept-Language: " + language)
            must(got.body == language, "%r got %r" % (language, got.body))
        must(world.ask("rfc", path).body == b"none", "no language got one")
    return run


for lines in ([b"Vary: Accept-Language"], [b"vary:accept-language"],
              [b"VARY: ACCEPT-LANGUAGE"], [b"Vary: Accept , Accept-Language"],
              [b"Vary: ,,Accept-Language,"], [b"Vary:\tAccept-Language\t"],
              [b"Vary: Accept", b"Vary: Accept-Language"],
              [b"Vary:", b"Vary: Accept-Language"],
              [b"Vary: Accept-Language, Accept-Language"], [b"Vary: *"],
              [b"Vary: *, Accept"], [b"Vary: Accept, *"],
              [b"Vary: Accept", b"Vary: *"]):
    add(14, " + ".join(line.decode().replace("\t", "\\t") for line in lines),
        RULE, varied(*lines))


@case(14, RULE)
def vary_any_cloudfront(world):
    """Vary: * is not reused where Vary is not honoured either"""
    path = world.path()
    world.origin.on(path, answer(b"1", CACHED, b"Vary: *"),
                    answer(b"2", CACHED, b"Vary: *"))
    world.ask("keyed", path)
    ought(world.ask("keyed", path).body == b"2", "it is")


@case(14, RULE)
def vary_thousands(world):
    """A thousand variants of one page"""
    path = world.path()
    world.origin.on(path, lambda visit, asked: visit.send(answer(
        asked.get(b"Accept-Language"), CACHED, b"Vary: Accept-Language")))
    client = world.client("rfc")
    for number in range(1000):
        client.send(request(path, b"Accept-Language: %d" % number))
        got = client.next()
        must(got.body == b"%d" % number, "%d got %r" % (number, got.body))
    must(world.ask("rfc", path, b"Accept-Language: 7").body == b"7", "mixed up")


@case(14, RULE)
def vary_origin_lines(world):
    """Two lines of a header that Vary names are not the first alone"""
    path = world.path()
    world.origin.on(path, lambda visit, asked: visit.send(answer(
        asked.get(b"X-A"), CACHED, b"Vary: X-A")))
    must(world.ask("rfc", path, b"X-A: a", b"X-A: b").body == b"a, b", "lost")
    must(world.ask("rfc", path, b"X-A: a").body == b"a", "mixed up")
    must(world.ask("rfc", path, b"X-A: b").body == b"b", "mixed up")


# ---- 15: 304 ----------------------------------------------------------------

RULE = "RFC 9111 4.3.4"
STALE = b"Cache-Control: max-age=0"
NOT_MODIFIED = b"304 Not Modified"


def not_modified(*lines):
    head = b"".join(line + b"\r\n" for line in lines)
    return b"HTTP/1.1 304 Not Modified\r\n%s\r\n" % head


@case(15, RULE)
def siblings(world):
    """A 304 for one variant refreshes no other one with the same ETag"""
    path = world.path()

    def tell(visit, asked):
        language = asked.get(b"Accept-Language")
        if asked.get(b"If-None-Match") and language == b"de":
            visit.send(not_modified(b'ETag: "1"', CACHED, b"X-New: 1"))
            return
        visit.send(answer(language, STALE, b'ETag: "1"',
                          b"Vary: Accept-Language"))
    world.origin.on(path, tell)
    for language in (b"de", b"fr", b"de"):
        world.ask("rfc", path, b"Accept-Language: " + language)
    before = len(world.seen())
    got = world.ask("rfc", path, b"Accept-Language: fr")
    must(got.body == b"fr" and not got.get(b"X-New"), "fr is refreshed by de")
    must(len(world.seen()) == before + 1, "fr became fresh")


def other_etag(edge):
    """A 304 that speaks of another body than the one that is kept."""
    def run(world):
        path = world.path()
        world.origin.on(path, answer(b"old", STALE, b'ETag: "old"'),
                        not_modified(b'ETag: "new"', CACHED),
                        answer(b"new", CACHED, b'ETag: "new"'))
        world.ask(edge, path)
        for _ in range(3):
            got = world.ask(edge, path)
            must((got.body, got.get(b"ETag")) != (b"old", b'"new"'),
                 "the old body under the new ETag")
            ought(got.body != b"old", "a 304 for another body refreshes")
    return run


add(15, "a 304 with another ETag", RULE, other_etag("rfc"))


@case(15, RULE)
def adds_vary(world):
    """A 304 that adds Vary counts from then on"""
    path = world.path()
    world.origin.on(path, answer(b"a", STALE, b'ETag: "1"'),
                    not_modified(b'ETag: "1"', CACHED, b"Vary: X-A"),
                    answer(b"b", CACHED, b"Vary: X-A"))
    world.ask("rfc", path, b"X-A: a")
    world.ask("rfc", path, b"X-A: a")
    must(world.ask("rfc", path, b"X-A: b").body == b"b", "b got a's answer")


@case(15, RULE)
def turns_private(world):
    """A 304 that says no-store ends the entry"""
    path = world.path()
    world.origin.on(path, answer(b"a", STALE, b'ETag: "1"'),
                    not_modified(b'ETag: "1"', b"Cache-Control: no-store"),
                    answer(b"b", CACHED))
    for want in (b"a", b"a", b"b"):
        must(world.ask("rfc", path).body == want, "no %r" % want)


@case(15, "RFC 9112 6.3")
def length_in_304(world):
    """A 304 with a Content-Length has no body"""
    path = world.path()
    world.origin.on(path, answer(b"abc", STALE, b'ETag: "1"'),
                    not_modified(b'ETag: "1"', STALE, b"Content-Length: 9999"))
    for _ in range(3):
        got = world.ask("rfc", path)
        must(got.body == b"abc" and got.whole, "got %r" % got.body)
    world.innocent("rfc")


@case(15, "RFC 9110 15.4.5")
def unasked_304(world):
    """A 304 that nobody asked for"""
    path = world.path()
    world.origin.on(path, not_modified(b'ETag: "1"', CACHED),
                    answer(b"page", CACHED))
    ought(world.ask("cf", path).status == 502, "it is passed on")
    world.innocent("cf", path, b"page")


@case(15, "RFC 9110 13.1")
def viewers_condition(world):
    """One viewer's condition decides for itself alone"""
    path = world.path()

    def tell(visit, asked):
        visit.send(not_modified(b'ETag: "1"') if asked.get(b"If-None-Match")
                   else answer(b"page", CACHED, b'ETag: "1"'))
    world.origin.on(path, tell)
    got = world.ask("rfc", path, b'If-None-Match: "1"')
    must(got.status in (200, 304), "status %d" % got.status)
    world.innocent("rfc", path, b"page")


# ---- 16: collapsing ---------------------------------------------------------

RULE = "security class 16"


class Crowd:
    """Clients that ask for one page at the same time; the origin answers when
    all are there, or some time later."""

    def __init__(self, world, edge, n, *answers, lines=()):
        self.world, self.path = world, world.path()
        self.gate = threading.Event()
        self.answers = list(answers)
        self.lock = threading.Lock()
        world.origin.on(self.path, self.tell)
        self.clients = []
        for number in range(n):
            client = world.client(edge)
            client.send(request(self.path, *[line.replace(b"NUMBER", b"%d"
                                                          % number)
                                             for line in lines]))
            self.clients.append(client)
            if number == 0:
                wait_for(lambda: world.seen())
        time.sleep(0.05)

    def tell(self, visit, asked):
        self.gate.wait(PATIENCE)
        with self.lock:
            told = (self.answers.pop(0) if len(self.answers) > 1
                    else self.answers[0])
        if isinstance(told, bytes):
            visit.send(told)
        else:
            told(visit, asked)

    def got(self):
        self.gate.set()
        return [client.next() for client in self.clients]


@case(16, RULE)
def one_fetch(world):
    """Twenty clients, one fetch"""
    crowd = Crowd(world, "cf", 20, answer(b"page", CACHED))
    must(all(one.body == b"page" for one in crowd.got()), "mixed up")
    ought(len(world.seen()) == 1, "%d fetches" % len(world.seen()))


def own_each(edge, *lines):
    """What may not be shared is fetched for each."""
    def run(world):
        def tell(visit, asked):
            visit.send(answer(asked.get(b"X-Amz-Cf-Id") or b"?", *lines))
        got = [one.body for one in Crowd(world, edge, 8, tell).got()]
        must(len(set(got)) == 8, "%d answers for 8 clients" % len(set(got)))
    return run


for line in (b"Cache-Control: private", b"Cache-Control: no-store",
             b"Cache-Control: no-cache", b"Cache-Control: max-age=0"):
    add(16, "%s reaches one of a crowd" % line.decode(), RULE,
        own_each("keyed", line))
    add(16, "%s reaches one of a crowd (rfc)" % line.decode(), RULE,
        own_each("rfc", line))


@case(16, RULE)
def crowd_varies(world):
    """A crowd of several languages, each told in its own"""
    def tell(visit, asked):
        visit.send(answer(asked.get(b"Accept-Language"), CACHED,
                          b"Vary: Accept-Language"))
    crowd = Crowd(world, "rfc", 6, tell, lines=(b"Accept-Language: NUMBER",))
    got = [one.body for one in crowd.got()]
    must(got == [b"%d" % number for number in range(6)], "got %r" % got)


@case(16, RULE)
def crowd_cookies(world):
    """A crowd with cookies of its own, where they are keyed"""
    def tell(visit, asked):
        visit.send(answer(asked.get(b"Cookie"), CACHED))
    crowd = Crowd(world, "keyed", 6, tell, lines=(b"Cookie: a=NUMBER",))
    got = [one.body for one in crowd.got()]
    must(got == [b"a=%d" % number for number in range(6)], "got %r" % got)


def leader_leaves(reset):
    def run(world):
        crowd = Crowd(world, "cf", 5, answer(b"page", CACHED))
        leader = crowd.clients.pop(0)
        if reset:
            leader.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                   b"\x01\0\0\0\0\0\0\0")
        leader.close()
        time.sleep(0.05)
        must(all(one and one.body == b"page" for one in crowd.got()),
             "followers sink with the leader")
    return run


add(16, "a leader that leaves sinks nobody", RULE, leader_leaves(False))
add(16, "a leader that resets sinks nobody", RULE, leader_leaves(True))


def leader_fails(told, statuses):
    """All are told, each a whole answer, and what failed is not kept."""
    def run(world):
        crowd = Crowd(world, "cf", 5, told)
        got = crowd.got()
        must(all(one is None or one.status in statuses or not one.whole
                 for one in got), "got %s" % [one and one.status
                                              for one in got])
        world.origin.on(crowd.path, answer(b"page", CACHED))
        world.innocent("cf", crowd.path, b"page")
    return run


add(16, "garbage for a crowd", RULE, leader_fails(
    lambda visit, asked: (visit.send(b"garbage\r\n\r\n"), visit.close()),
    (502,)))
add(16, "a closed connection for a crowd", RULE, leader_fails(
    lambda visit, asked: visit.close(), (502,)))
add(16, "half an answer for a crowd", RULE, leader_fails(
    lambda visit, asked: (visit.send(answer(b"x" * 99, CACHED)[:-50]),
                          visit.close()), (502,)))

# ---- 17: private answers ----------------------------------------------------

RULE = "RFC 9111 3, 5.2.2"


def kept(edge, yes, lines, asked=(), status=b"200 OK"):
    def run(world):
        path = world.path()
        world.origin.on(path, answer(b"1", *lines, status=status),
                        answer(b"2", *lines, status=status))
        world.ask(edge, path, *asked)
        second = world.ask(edge, path, *asked).body
        if yes:
            ought(second == b"1", "it is not kept")
        else:
            must(second == b"2", "it is kept")
    return run


for lines in ([b"Cache-Control: no-store"], [b"Cache-Control: private"],
              [b"Cache-Control: no-cache"], [b"cache-control:NO-STORE"],
              [b"Cache-Control: max-age=600, no-store"],
              [b"Cache-Control: no-store, max-age=600"],
              [b"Cache-Control: max-age=600", b"Cache-Control: no-store"],
              [b"Cache-Control: public, private"],
              [b"Cache-Control: private=\"x\", max-age=600"],
              [b"Cache-Control: ,,private,,"],
              [b"Cache-Control: max-age=600,private"],
              [b"Cache-Control:\tprivate\t, max-age=600"],
              [b"Cache-Control: s-maxage=0, max-age=600"],
              [b"Cache-Control: max-age=0"], [b"Cache-Control: max-age=-1"],
              [b"Cache-Control: max-age=600, no-cache"],
              [b"Expires: 0"], [b"Expires: Sat, 01 Jan 2000 00:00:00 GMT"], []):
    for edge in ("keyed", "rfc"):
        title = " + ".join(line.decode().replace("\t", "\\t")
                           for line in lines) or "no word at all"
        add(17, "%s (%s)" % (title, edge), RULE, kept(edge, False, lines))

AUTHORIZED = (b"Authorization: Basic eA==",)
RULE = "RFC 9111 3.5"
add(17, "an answer to Authorization", RULE,
    kept("rfc", False, [CACHED], AUTHORIZED))
add(17, "an answer to Authorization that is public", RULE,
    kept("rfc", True, [CACHED + b", public"], AUTHORIZED))
add(17, "an answer to Authorization with s-maxage", RULE,
    kept("rfc", True, [b"Cache-Control: s-maxage=600"], AUTHORIZED))
add(17, "an answer with max-age", RULE, kept("rfc", True, [CACHED]))


@case(17, "CloudFront, cookies")
def set_cookie_stripped(world):
    """Set-Cookie reaches nobody where cookies are not forwarded"""
    path = world.path()
    world.origin.on(path, answer(b"page", CACHED, b"Set-Cookie: id=1"))
    for _ in range(2):
        got = world.ask("cf", path)
        must(not got.get(b"Set-Cookie"), "it does")


@case(17, "CloudFront, cookies")
def cookies_apart(world):
    """Where cookies are keyed, a Set-Cookie stays with those of its cookies"""
    path = world.path()
    world.origin.on(path, lambda visit, asked: visit.send(answer(
        b"page", CACHED, b"Set-Cookie: id=%s" % (asked.get(b"Cookie")
                                                 or b"none"))))
    for cookie in (b"a=1", b"a=2", b"a=1"):
        got = world.ask("keyed", path, b"Cookie: " + cookie)
        must(got.get(b"Set-Cookie") == b"id=" + cookie, "mixed up")


# ---- 18: bodies that are cut ------------------------------------------------

RULE = "RFC 9111 3, RFC 9112 8"


def cut(edge, told, reset=False):
    """The viewer sees that something is missing, and nothing is kept."""
    def run(world):
        path = world.path()

        def lie(visit, asked):
            visit.send(told)
            (visit.reset if reset else visit.close)()
        world.origin.on(path, lie, lie, lie, answer(b"page", CACHED))
        client = world.client(edge)
        client.send(request(path))
        got = client.next()
        must(got is None or got.status >= 500 or not got.whole,
             "a part as the whole")
        must(client.is_closed() or got.status >= 500, "the connection goes on")
        world.origin.on(path, answer(b"page", CACHED))
        world.innocent(edge, path, b"page")
    return run


HEAD = b"HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\n"
for title, told in [
        ("a body shorter than its length", HEAD
         + b"Content-Length: 100\r\n\r\nhalf"),
        ("a head and no body", HEAD + b"Content-Length: 100\r\n\r\n"),
        ("one byte short", HEAD + b"Content-Length: 5\r\n\r\nhell"),
        ("a length of 2^40", HEAD + b"Content-Length: 1099511627776\r\n\r\nx"),
        ("chunks without an end", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
         b"5\r\nhello\r\n"),
        ("a chunk that is cut", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
         b"5\r\nhel"),
        ("a last chunk that is cut", HEAD + b"Transfer-Encoding: chunked\r\n"
         b"\r\n5\r\nhello\r\n0\r\n"),
        ("a trailer that is cut", HEAD + b"Transfer-Encoding: chunked\r\n"
         b"\r\n5\r\nhello\r\n0\r\nX: y"),
        ("a head that is cut", HEAD),
        ("half a status line", b"HTTP/1.1 20")]:
    for edge in ("cf", "open"):
        add(18, "%s (%s)" % (title, edge), RULE, cut(edge, told))
add(18, "a reset within a body", RULE,
    cut("cf", HEAD + b"Content-Length: 100\r\n\r\nhalf", True))
add(18, "a reset within chunks", RULE, cut(
    "cf", HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", True))
