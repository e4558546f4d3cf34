"""attack_keys.py - classes 7 to 12: what a request is, and what is passed on.

One authority, one spelling: what the key says is what the origin is asked, and
nothing beside it reaches the origin where answers are kept.
"""
from attack_framing import HOST, raw_table, refused
from attack_tools import CACHED, add, answer, case, must, ought, request

# ---- 7: the authority -------------------------------------------------------

RULE = "RFC 9112 3.2"
raw_table(7, RULE, [
    ("no Host", b"GET /MARK/own HTTP/1.1\r\n\r\n"),
    ("two Hosts", b"GET /MARK/own HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    ("two Hosts that agree", b"GET /MARK/own HTTP/1.1\r\n" + HOST * 2
     + b"\r\n"),
    ("two Hosts, one in capitals",
     b"GET /MARK/own HTTP/1.1\r\nHost: a\r\nHOST: b\r\n\r\n"),
    ("a Host with a blank before its colon",
     b"GET /MARK/own HTTP/1.1\r\nHost : a\r\n\r\n"),
])

BAD_HOSTS = [
    ("empty", b""), ("a list", b"a.test, b.test"), ("a path", b"a.test/evil"),
    ("a user", b"a.test@b.test"), ("a fragment", b"a.test#b"),
    ("a query", b"a.test?b"), ("a backslash", b"a.test\\b"),
    ("a blank", b"a.test b.test"), ("a tab", b"a.test\tb.test"),
    ("a quote", b"a\"b"), ("a bracket", b"<a>"), ("obs-text", b"\xe9.test"),
    ("%00", b"a.test%00.b"), ("%2f", b"a.test%2fb"), ("a NUL", b"a\0b"),
    ("a port of letters", b"a.test:8a"), ("a port below nought", b"a.test:-1"),
    ("a port with a sign", b"a.test:+80"), ("port 65536", b"a.test:65536"),
    ("two ports", b"a.test:80:80"), ("only a port", b":80"),
    ("a bracket that stays open", b"[::1"), ("a bracket in a name", b"a[b].c"),
    ("text behind a bracket", b"[::1]evil"), ("a scheme", b"http://a.test"),
    ("a semicolon", b"a.test;b"), ("a folded one", b"a\r\n b"),
]
raw_table(7, RULE, [
    ("a Host of %s" % title, b"GET /MARK/own HTTP/1.1\r\nHost: " + host
     + b"\r\n\r\n") for title, host in BAD_HOSTS])

raw_table(7, "RFC 9112 3.2.2", [
    ("the target %s" % target.decode(), b"GET " + target
     + b" HTTP/1.1\r\n" + HOST + b"\r\n") for target in [
         b"http://other.test/MARK/own", b"http://edge.test@other.test/MARK",
         b"http://edge.test:81/MARK/own", b"http:///MARK/own", b"http://",
         b"http:/MARK/own", b"http:MARK", b"file:///etc/MARK",
         b"ftp://edge.test/MARK", b"gopher://127.0.0.1:1/MARK", b"MARK",
         b"\\MARK", b"*", b"?MARK", b"#MARK", b"http://edge.test#MARK",
         b"http://edge.test\\@other.test/MARK", b"http://[::1/MARK",
         b"http://edge.test:x/MARK"]])


def reaches(world, target, host, want):
    """The origin is asked for want, and nobody but the origin."""
    client = world.client("open")
    client.send(b"GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                % (target.replace(b"MARK", world.mark), host))
    got = client.next()
    client.close()
    seen = world.seen()
    must(len(seen) == 1, "%d requests reached the origin" % len(seen))
    must(seen[0].target == want.replace(b"MARK", world.mark),
         "the origin was asked for %r" % seen[0].target)
    must(got and got.status == 200, "it is not served")


for title, target, host, want in [
        ("an absolute target", b"http://edge.test/MARK/own", b"edge.test",
         b"/MARK/own"),
        ("an absolute target in capitals", b"HTTP://EDGE.test/MARK/own",
         b"edge.test", b"/MARK/own"),
        ("an absolute target with a port", b"http://edge.test:80/MARK/own",
         b"edge.test:80", b"/MARK/own"),
        ("a path that begins as a host", b"//other.test/MARK", b"edge.test",
         b"//other.test/MARK"),
        ("a path with a URL in it", b"/MARK/http://other.test/", b"edge.test",
         b"/MARK/http://other.test/"),
        ("a path with an at sign", b"/@other.test/MARK", b"edge.test",
         b"/@other.test/MARK"),
        ("a Host inside", b"/MARK/own", b"169.254.169.254", b"/MARK/own"),
        ("an absolute target inside", b"http://127.0.0.1:1/MARK",
         b"127.0.0.1:1", b"/MARK"),
        ("an IPv6 Host", b"/MARK/own", b"[::1]:80", b"/MARK/own")]:
    add(7, title + " goes to the origin that is configured", RULE,
        lambda world, args=(target, host, want): reaches(world, *args))


# ---- 8: hop by hop ----------------------------------------------------------

RULE = "RFC 9110 7.6.1"


def not_stripped(connection, *lines):
    """Connection names a header that the key or the origin relies on."""
    def run(world):
        path = world.path(b"own")
        world.ask("keyed", path, b"Connection: " + connection, *lines)
        asked = world.seen(b"/own")[0]
        for line in lines:
            name, _, value = line.partition(b": ")
            must(asked.get(name) == value, "%s is gone" % name.decode())
        must(len(asked.all(b"Host")) == 1, "Host is gone")
        must(connection not in (asked.get(b"Connection") or b""),
             "Connection is passed on")
        world.innocent("keyed", path)
        must(len(world.seen(b"/own")) == 2, "the two share an entry")
    return run


for name in (b"Origin", b"origin", b"close, Origin", b"Origin, keep-alive",
             b" ,Origin", b"ORIGIN\t,x"):
    add(8, "Connection: %s strips nothing that is keyed" % name.decode(), RULE,
        not_stripped(name, b"Origin: https://a.test"))
add(8, "Connection: Cookie strips nothing that is keyed", RULE,
    not_stripped(b"Cookie", b"Cookie: a=1"))
add(8, "Connection: X-Method-Override strips nothing that is keyed", RULE,
    not_stripped(b"X-Method-Override", b"X-Method-Override: a"))


def still_there(name):
    def run(world):
        world.ask("open", world.path(b"own"), b"Connection: " + name,
                  b"X-Forwarded-For: 1.2.3.4")
        must(world.seen(b"/own")[0].get(name), "%r is gone" % name)
    return run


for name in (b"Host", b"Via", b"X-Forwarded-For", b"User-Agent",
             b"X-Amz-Cf-Id"):
    add(8, "Connection: %s strips nothing of ours" % name.decode(), RULE,
        still_there(name))


def stays_here(line):
    def run(world):
        world.ask("open", world.path(b"own"), line)
        name, _, value = line.partition(b": ")
        must(value not in (world.seen(b"/own")[0].get(name) or b""),
             "it is passed on")
    return run


for line in (b"Keep-Alive: timeout=99", b"Proxy-Connection: keep-alive, x",
             b"TE: trailers", b"Trailer: X-Trail", b"Upgrade: x",
             b"Connection: keep-alive, xyz",
             b"Proxy-Authorization: Basic x"):
    add(8, "%s stays at this hop" % line.partition(b":")[0].decode(), RULE,
        stays_here(line))


@case(8, RULE)
def body_framed_by_connection(world):
    """Connection: Content-Length does not take the framing away"""
    client = world.client("open")
    client.send(b"POST %s HTTP/1.1\r\nHost: e\r\nConnection: Content-Length\r\n"
                b"Content-Length: %d\r\n\r\n" % (world.path(b"own"), 40)
                + b"GET /%s/smuggled HTTP/1.1\r\n\r\n".ljust(46, b" ")[:40]
                % world.mark[:4])
    got = client.next()
    must(got and got.status in (200, 400), "no answer")
    must(not any(asked.target.endswith(b"/smuggled")
                 for asked in world.seen()), "the body became a request")


# ---- 9: what separates the parts of a key -----------------------------------

RULE = "security class 9"


def apart(edge, first, second):
    """Two requests that must not share an answer: (target, lines) each. The
    origin answers each with what it was asked."""
    def run(world):
        def tell(visit, asked):
            kept = [b"%s: %s" % line for line in asked.lines if line[0].lower()
                    in (b"origin", b"cookie", b"host", b"x-method-override")]
            visit.send(answer(asked.target + b"|" + b"|".join(kept), CACHED))

        bodies = []
        for target, lines in (first, second):
            target = target.replace(b"MARK", world.mark)
            world.origin.on(target.partition(b"?")[0], tell)
            host = [line[6:] for line in lines if line.startswith(b"Host: ")]
            lines = [line for line in lines if not line.startswith(b"Host: ")]
            bodies.append(world.ask(edge, target, *lines, host=host[0] if host
                                    else b"edge.test").body)
        must(bodies[0] != bodies[1], "they share %r" % bodies[0])
    return run


P = b"/MARK/p"
for title, first, second in [
        ("no Origin and an empty one", (P, []), (P, [b"Origin:"])),
        ("no Origin and Origin: -", (P, []), (P, [b"Origin: -"])),
        ("no Origin and Origin: null", (P, []), (P, [b"Origin: null"])),
        ("an Origin that spells out the next part",
         (P, [b"Origin: a h4:host=1:b"]), (P, [b"Origin: a", b"Host: b"])),
        ("an Origin with the lengths of a key",
         (P, [b"Origin: x q3:a=1"]), (P + b"?a=1", [b"Origin: x"])),
        ("a path that spells out a query", (P + b"%20q3:a=1", []),
         (P + b"?a=1", [])),
        ("two Origins and the first alone",
         (P, [b"Origin: https://a", b"Origin: https://b"]),
         (P, [b"Origin: https://a"])),
        ("two Origins and the second alone",
         (P, [b"Origin: https://a", b"Origin: https://b"]),
         (P, [b"Origin: https://b"])),
        ("Origins that differ in case", (P, [b"Origin: https://A.test"]),
         (P, [b"Origin: https://a.test"])),
        ("Origins that differ in a last slash", (P, [b"Origin: https://a.test"]),
         (P, [b"Origin: https://a.test/"])),
        ("an Origin and a Cookie that says it", (P, [b"Origin: a=1"]),
         (P, [b"Cookie: a=1"])),
        ("a cookie and two of them", (P, [b"Cookie: a=1"]),
         (P, [b"Cookie: a=1; b=2"])),
        ("a cookie that holds another", (P, [b"Cookie: a=1,b=2"]),
         (P, [b"Cookie: a=1; b=2"])),
        ("a Host and a Host with a port", (P, [b"Host: a.test"]),
         (P, [b"Host: a.test:8080"])),
        ("two headers that change places",
         (P, [b"Origin: x", b"X-Method-Override: y"]),
         (P, [b"Origin: y", b"X-Method-Override: x"])),
        ("a path and a query that share a question mark", (P + b"??a", []),
         (P + b"?a", [])),
        ("no query and an empty one", (P, []), (P + b"?", [])),
        ("& and ; in a query", (P + b"?a=1&b=2", []), (P + b"?a=1;b=2", [])),
        ("a parameter given twice", (P + b"?a=1&a=2", []),
         (P + b"?a=2&a=1", [])),
        ("an encoded & in a query", (P + b"?a=1%26b=2", []),
         (P + b"?a=1&b=2", [])),
        ("an encoded question mark", (P + b"%3Fa", []), (P + b"?a", []))]:
    add(9, title, RULE, apart("keyed", first, second))

# ---- 10: the host and the method --------------------------------------------

RULE = "security class 10"
add(10, "two hosts, where Host is keyed", RULE,
    apart("keyed", (P, [b"Host: a.test"]), (P, [b"Host: b.test"])))


@case(10, RULE)
def two_edges(world):
    """Two distributions share no entry"""
    for edge in ("cf", "keyed", "rfc"):
        world.origin.on(world.path(), answer(edge.encode(), CACHED))
        must(world.ask(edge, world.path()).body == edge.encode(),
             "%s got what another one keeps" % edge)


@case(10, RULE)
def host_not_keyed(world):
    """A Host that is not keyed is not forwarded either"""
    world.ask("cf", world.path(b"own"), host=b"evil.test")
    must(b"evil" not in world.seen(b"/own")[0].raw, "the origin hears of it")
    world.innocent("cf", world.path(b"own"))


@case(10, RULE)
def scheme_not_claimed(world):
    """X-Forwarded-Proto of a viewer is not believed"""
    world.ask("cf", world.path(b"own"), b"X-Forwarded-Proto: https",
              b"X-Forwarded-Scheme: http", b"CloudFront-Forwarded-Proto: x")
    asked = world.seen(b"/own")[0]
    must(not asked.get(b"X-Forwarded-Scheme")
         and asked.get(b"X-Forwarded-Proto") != b"https", "it is passed on")


# ---- 11: spellings ----------------------------------------------------------

RULE = "RFC 3986 6, security class 11"


def spelled(first, second):
    """Both reach the origin as they were sent, and share nothing."""
    def run(world):
        for rest in (first, second):
            target = b"/%s%s" % (world.mark, rest)
            world.innocent("cf", target)
        seen = [asked.target for asked in world.seen()]
        want = [b"/%s%s" % (world.mark, rest) for rest in (first, second)]
        must(sorted(seen) == sorted(want), "the origin was asked for %r" % seen)
    return run


for first, second in [
        (b"/a%2fb", b"/a/b"), (b"/a%2Fb", b"/a%2fb"), (b"/a/../b", b"/b"),
        (b"/a/%2e%2e/b", b"/b"), (b"/a/..%2fb", b"/b"), (b"/a/./b", b"/a/b"),
        (b"/a//b", b"/a/b"), (b"/a/..;/b", b"/b"), (b"/a;x=1/b", b"/a/b"),
        (b"/a%00b", b"/a"), (b"/a%00.css", b"/a"), (b"/a%23b", b"/a"),
        (b"/a%3fb", b"/a"), (b"/a%5cb", b"/a/b"), (b"/a\\b", b"/a/b"),
        (b"/A", b"/a"), (b"/%41", b"/A"), (b"/%c3%a9", b"/%C3%A9"),
        (b"/a%20", b"/a"), (b"/a+b", b"/a%20b"), (b"/a.", b"/a"),
        (b"/a/", b"/a"), (b"/a%0d%0ab", b"/a"), (b"/a%252fb", b"/a%2fb"),
        (b"/a%u002fb", b"/a/b"), (b"/a%", b"/a%25"), (b"/a%zz", b"/azz"),
        (b"/~a", b"/%7ea"), (b"/a,b", b"/a%2cb"), (b"/|a", b"/%7ca")]:
    add(11, "%s and %s" % (first.decode(), second.decode()), RULE,
        spelled(first, second))

raw_table(11, "RFC 9112 3.2", [
    ("a fragment in the target", b"GET /MARK/a#b HTTP/1.1\r\n" + HOST
     + b"\r\n"),
    ("a fragment before a query", b"GET /MARK/a#b?c HTTP/1.1\r\n" + HOST
     + b"\r\n")])


def deceived(rest, private):
    """A page of one's own under a name of static files is not shared when it
    says so; the rule is the origin's word, never the name."""
    def run(world):
        target = b"/%s%s" % (world.mark, rest)
        world.origin.on(target.partition(b"?")[0],
                        answer(b"mine", private), answer(b"other", private))
        must(world.ask("keyed", target).body == b"mine", "it is not served")
        must(world.ask("keyed", target).body == b"other", "it is kept")
    return run


for rest in (b"/account.php/x.css", b"/account%2fx.css", b"/account;x.css",
             b"/account%00.css", b"/account%3fx.css", b"/account%23x.css",
             b"/account/..%2fx.js", b"/account/%2e%2e/static/x.js",
             b"/account?x.css"):
    add(11, "a private page as %s" % rest.decode(), "RFC 9111 5.2.2",
        deceived(rest, b"Cache-Control: private, no-store"))

# ---- 12: what is not keyed --------------------------------------------------

RULE = "security class 12"


def not_passed(line):
    """It reaches no origin, so the answer cannot depend on it."""
    def run(world):
        name, _, value = line.partition(b": ")
        world.ask("cf", world.path(b"own"), line)
        seen = world.seen(b"/own")
        must(seen and value not in (seen[0].get(name) or b""), "it is passed on")
        world.innocent("cf", world.path(b"own"))
    return run


for line in (
        b"X-Forwarded-Host: evil.test", b"X-Host: evil.test",
        b"X-Forwarded-Server: evil.test", b"X-Original-URL: /evil",
        b"X-Rewrite-URL: /evil", b"X-HTTP-Method-Override: POST",
        b"X-Method-Override: POST", b"X-HTTP-Method: DELETE",
        b"X-Forwarded-Port: 1", b"X-Forwarded-Prefix: /evil",
        b"X-Forwarded-Scheme: http", b"Forwarded: host=evil.test",
        b"X-Real-IP: 6.6.6.6", b"True-Client-IP: 6.6.6.6",
        b"CF-Connecting-IP: 6.6.6.6", b"Origin: https://evil.test",
        b"Cookie: session=evil", b"Authorization: Basic ZXZpbA==",
        b"Referer: https://evil.test/", b"User-Agent: evil",
        b"Accept-Language: evil", b"Accept: evil/x", b"Accept-Charset: evil",
        b"Cache-Control: evil", b"Pragma: evil", b"Range: bytes=0-0",
        b"If-None-Match: \"evil\"", b"If-Match: \"evil\"",
        b"If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT",
        b"If-Range: \"evil\"", b"Max-Forwards: 0", b"Content-Type: evil/x",
        b"X-Amz-Security-Token: evil", b"X-Edge-Auth: evil",
        b"Accept-Encoding: evil", b"Via: 1.1 evil", b"X_Forwarded_Host: evil",
        b"X-Amz-Cf-Id: evil", b"Date: evil", b"Warning: 199 evil",
        b"Proxy: http://evil.test"):
    add(12, "%s is not forwarded" % line.partition(b":")[0].decode(), RULE,
        not_passed(line))


@case(12, "CloudFront: 403")
def body_on_get(world):
    """GET with a body is refused and reaches nobody"""
    for lines, body in (((), b"x=evil"),
                        ((b"Transfer-Encoding: chunked",), b"")):
        got = world.ask("cf", world.path(b"own"), *lines, body=body)
        ought(got.status == 403, "status %d" % got.status)
    must(not world.seen(), "the origin heard of it")
    world.innocent("cf", world.path(b"own"))


@case(12, "RFC 9110 9.3.1")
def body_on_get_keyed(world):
    """Where GET may have a body, its answer is not kept"""
    path = world.path(b"own")
    world.origin.on(path, answer(b"poison", CACHED), answer(b"clean", CACHED))
    world.ask("rfc", path, body=b"x=evil")
    must(world.ask("rfc", path).body != b"poison", "the answer is kept")


def method_refused(method):
    def run(world):
        got = world.ask("cf", world.path(b"own"), method=method)
        ought(got.status in (400, 403, 405, 501), "status %d" % got.status)
        must(not world.seen(), "the origin heard of it")
    return run


for method in (b"POST", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"PURGE", b"BAN",
               b"PROPFIND", b"LINK", b"M-SEARCH"):
    add(12, "%s where only GET and HEAD are allowed" % method.decode(), RULE,
        method_refused(method))
