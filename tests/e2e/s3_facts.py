"""s3_facts.py - what S3 does where CORS matters, asked over a raw socket.

usage: s3_facts.py OPEN_PORT CHECKED_PORT CLOSED_PORT FLOOR

OPEN checks nobody; CHECKED has the account main/secret and lets buckets be made
public; CLOSED is like it, with Block Public Access on new buckets. Each fact
has the number of its group: 1 the API of CORS rules, 2 preflights and actual
requests, 3 access, plumbing, addresses, websites, 4 operations. Prints those
that do not hold and "N of M facts"; fails below FLOOR.
"""
import base64
import datetime
import hashlib
import hmac
import html
import re
import socket
import sys
import zlib

OPEN, CHECKED, CLOSED, FLOOR = map(int, sys.argv[1:])
FACTS = []
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
VARY = ("Origin, Access-Control-Request-Headers, "
        "Access-Control-Request-Method")


class Answer:
    def __init__(self, raw, with_body):
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1])
        self.lines = [tuple(line.split(": ", 1)) for line in lines[1:]]
        self.body = body.decode("latin-1")
        if self["Transfer-Encoding"] == "chunked":
            self.body = unchunk(self.body)
        if not with_body:
            assert not body, "a body where there may be none"

    def __getitem__(self, name):
        for key, value in self.lines:
            if key.lower() == name.lower():
                return value
        return None

    def names(self):
        return [key for key, _ in self.lines]

    def cors(self):
        return {k: v for k, v in self.lines
                if k.lower().startswith("access-control-")}

    def element(self, name):
        found = re.search(f"<{name}>(.*?)</{name}>", self.body, re.S)
        return found and html.unescape(found.group(1))

    def elements(self):
        inner = re.sub(r"^.*?<Error>|</Error>$", "", self.body, flags=re.S)
        return re.findall(r"<(\w+)>", inner)


def unchunk(text):
    out = ""
    while True:
        size, _, text = text.partition("\r\n")
        n = int(size.split(";")[0], 16)
        if n == 0:
            return out
        out, text = out + text[:n], text[n + 2:]


def ask(port, method, target, *lines, body=b"", host="localhost", keep=False):
    """One request on a connection of its own; lines are "Name: value"."""
    head = [f"{method} {target} HTTP/1.1", f"Host: {host}", *lines]
    if not keep:
        head.append("Connection: close")
    if body or method in ("PUT", "POST"):
        head.append(f"Content-Length: {len(body)}")
    with socket.create_connection(("127.0.0.1", port), 20) as conn:
        conn.sendall("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)
        raw = b""
        while piece := conn.recv(65536):
            raw += piece
    return Answer(raw, method != "HEAD")


def signed(port, method, target, *lines, body=b"", secret="secret",
           key="main"):
    """The same, signed with SigV4 in its headers."""
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    scope = f"{day}/us-east-1/s3/aws4_request"
    path, _, query = target.partition("?")
    query = "&".join(sorted(p if "=" in p else p + "="
                            for p in query.split("&") if p))
    digest = hashlib.sha256(body).hexdigest()
    canonical = (f"{method}\n{path}\n{query}\nhost:localhost\n"
                 f"x-amz-content-sha256:{digest}\nx-amz-date:{stamp}\n\n"
                 f"host;x-amz-content-sha256;x-amz-date\n{digest}")
    to_sign = (f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n"
               + hashlib.sha256(canonical.encode()).hexdigest())
    k = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        k = hmac.new(k, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(k, to_sign.encode(), hashlib.sha256).hexdigest()
    return ask(port, method, target, *lines, f"x-amz-date: {stamp}",
               f"x-amz-content-sha256: {digest}",
               f"Authorization: AWS4-HMAC-SHA256 Credential={key}/{scope}, "
               "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
               f"Signature={signature}", body=body)


def fact(group, text):
    def note(function):
        FACTS.append((group, text, function))
        return function
    return note


def md5(body):
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    return f"Content-MD5: {digest}"


def rule(origins=(), methods=(), headers=(), expose=(), more=""):
    part = lambda tag, values: "".join(f"<{tag}>{v}</{tag}>" for v in values)
    return ("<CORSRule>" + part("AllowedOrigin", origins)
            + part("AllowedMethod", methods) + part("AllowedHeader", headers)
            + part("ExposeHeader", expose) + more + "</CORSRule>")


def put_rules(*rules, bucket="cors", raw=None):
    body = (raw or "<CORSConfiguration>" + "".join(rules)
            + "</CORSConfiguration>").encode()
    return ask(OPEN, "PUT", f"/{bucket}?cors", md5(body), body=body)


def refused(answer, status, code, message=None):
    assert answer.status == status, (answer.status, answer.body)
    assert answer.element("Code") == code, answer.body
    if message is not None:
        assert answer.element("Message") == message, answer.body
    return answer


def equal(got, wanted):
    assert got == wanted, f"{got!r}, not {wanted!r}"


def use(*rules):
    equal(put_rules(*rules).status, 200)


def get(*lines, target="/cors/key", method="GET", **more):
    return ask(OPEN, method, target, *lines, **more)


def preflight(origin, method, headers=None, target="/cors/key"):
    lines = [f"Origin: {origin}", f"Access-Control-Request-Method: {method}"]
    if headers:
        lines.append(f"Access-Control-Request-Headers: {headers}")
    return ask(OPEN, "OPTIONS", target, *lines)


A = "https://a.example"
ANY = rule(["*"], ["GET"])
ONE = rule([A], ["GET", "PUT"], ["x-*"], ["ETag", "x-amz-meta-a"],
           "<MaxAgeSeconds>600</MaxAgeSeconds>")
SCHEMA = ("The XML you provided was not well-formed or did not validate "
          "against our published schema")
NOT_ALLOWED = (
    "CORSResponse: This CORS request is not allowed. This is usually because "
    "the evalution of Origin, request method / Access-Control-Request-Method "
    "or Access-Control-Request-Headers are not whitelisted by the resource's "
    "CORS spec.")


# ---- 1 the API of CORS rules ----

@fact(1, "PutBucketCors answers 200 with an empty body")
def _():
    answer = put_rules(ONE)
    equal((answer.status, answer.body), (200, ""))


@fact(1, "DeleteBucketCors answers 204, also when there is nothing")
def _():
    for _ in range(2):
        equal(ask(OPEN, "DELETE", "/cors?cors").status, 204)


@fact(1, "GetBucketCors without rules: 404 with the bucket's name")
def _():
    ask(OPEN, "DELETE", "/cors?cors")
    answer = refused(ask(OPEN, "GET", "/cors?cors"), 404,
                     "NoSuchCORSConfiguration",
                     "The CORS configuration does not exist")
    equal(answer.element("BucketName"), "cors")


@fact(1, "rules come back in their order and case, and nothing is added")
def _():
    use(rule(["http://test.com:80", ""], ["PUT", "GET"], ["X-Foo", "x-Bar"]),
        rule(["*"], ["HEAD"], more="<ID>second</ID>"))
    body = ask(OPEN, "GET", "/cors?cors").body
    wanted = ["<AllowedOrigin>http://test.com:80</AllowedOrigin>",
              "<AllowedOrigin></AllowedOrigin>",
              "<AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET",
              "<AllowedHeader>X-Foo</AllowedHeader>", "<ID>second</ID>"]
    for part in wanted:
        assert part in body, (part, body)
    assert "MaxAgeSeconds" not in body and "ExposeHeader" not in body, body


@fact(1, "what comes back has S3's namespace")
def _():
    use(ONE)
    answer = ask(OPEN, "GET", "/cors?cors")
    assert ('<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
            in answer.body), answer.body
    equal(answer["Content-Type"], "application/xml")


@fact(1, "the order of elements in a rule is free")
def _():
    equal(put_rules(raw="<CORSConfiguration><CORSRule><MaxAgeSeconds>1"
                    "</MaxAgeSeconds><AllowedMethod>GET</AllowedMethod>"
                    "<ID>i</ID><AllowedOrigin>*</AllowedOrigin></CORSRule>"
                    "</CORSConfiguration>").status, 200)


@fact(1, "a body with S3's namespace is accepted as well")
def _():
    equal(put_rules(raw='<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/'
                    '2006-03-01/">' + ANY + "</CORSConfiguration>").status, 200)


for name in ("MYMETHOD", "OPTIONS", "get", ""):
    @fact(1, f"the method {name!r} is unsupported")
    def _(name=name):
        refused(put_rules(rule(["*"], [name])), 400, "InvalidRequest",
                "Found unsupported HTTP method in CORS config. Unsupported "
                f"method is {name}")


for what, rules in (
        ("no rule", ()), ("a rule without origin", (rule([], ["GET"]),)),
        ("a rule without method", (rule(["*"]),)),
        ("an unknown element", (rule(["*"], ["GET"], more="<X>1</X>"),)),
        ("an age that is no number",
         (rule(["*"], ["GET"], more="<MaxAgeSeconds>x</MaxAgeSeconds>"),))):
    @fact(1, f"{what} does not validate")
    def _(rules=rules):
        refused(put_rules(*rules), 400, "MalformedXML", SCHEMA)


@fact(1, "an origin has one wildcard at most")
def _():
    refused(put_rules(rule(["*example*.com"], ["GET"])), 400, "InvalidRequest",
            'AllowedOrigin "*example*.com" can not have more than one '
            "wildcard.")


@fact(1, "a header has one wildcard at most")
def _():
    refused(put_rules(rule(["*"], ["GET"], ["x-*-*"])), 400, "InvalidRequest",
            'AllowedHeader "x-*-*" can not have more than one wildcard.')


@fact(1, "an exposed header has none")
def _():
    refused(put_rules(rule(["*"], ["GET"], (), ["x-amz-meta-*"])), 400,
            "InvalidRequest",
            'ExposeHeader "x-amz-meta-*" contains wildcard. We currently do '
            "not support wildcard for ExposeHeader.")


@fact(1, "an exposed header is made of letters, digits and hyphens")
def _():
    refused(put_rules(rule(["*"], ["GET"], (), ["x amz"])), 400,
            "InvalidRequest")


@fact(1, "100 rules are enough")
def _():
    equal(put_rules(*[ANY] * 100).status, 200)
    refused(put_rules(*[ANY] * 101), 400, "InvalidRequest")


@fact(1, "a body without a digest is refused")
def _():
    refused(ask(OPEN, "PUT", "/cors?cors",
                body=f"<CORSConfiguration>{ANY}</CORSConfiguration>".encode()),
            400, "InvalidRequest",
            "Missing required header for this request: Content-MD5")


@fact(1, "a CRC32 is digest enough")
def _():
    body = f"<CORSConfiguration>{ANY}</CORSConfiguration>".encode()
    crc = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
    equal(ask(OPEN, "PUT", "/cors?cors", f"x-amz-checksum-crc32: {crc}",
              "x-amz-sdk-checksum-algorithm: CRC32", body=body).status, 200)


@fact(1, "a wrong MD5 is told with both digests")
def _():
    answer = refused(ask(OPEN, "PUT", "/cors?cors", md5(b"other"),
                         body=b"<x/>"), 400, "BadDigest",
                     "The Content-MD5 you specified did not match what we "
                     "received.")
    assert answer.element("ExpectedDigest"), answer.body
    assert answer.element("CalculatedDigest"), answer.body


@fact(1, "an MD5 that is none is invalid")
def _():
    refused(ask(OPEN, "PUT", "/cors?cors", "Content-MD5: x", body=b"<x/>"),
            400, "InvalidDigest", "The Content-MD5 you specified was invalid.")


@fact(1, "no such bucket")
def _():
    answer = refused(put_rules(ANY, bucket="nobody"), 404, "NoSuchBucket",
                     "The specified bucket does not exist")
    equal(answer.element("BucketName"), "nobody")


# ---- 2 preflights and actual requests ----

@fact(2, "without Origin: no CORS header and no Vary, whatever the rules")
def _():
    for rules in (ANY, ONE):
        use(rules)
        answer = get()
        equal((answer.cors(), answer["Vary"]), ({}, None))


@fact(2, "without rules: nothing either")
def _():
    ask(OPEN, "DELETE", "/cors?cors")
    answer = get(f"Origin: {A}")
    equal((answer.status, answer.cors(), answer["Vary"]), (200, {}, None))


@fact(2, "no rule matches: 200 and nothing, Vary neither")
def _():
    use(ONE)
    answer = get("Origin: https://b.example")
    equal((answer.status, answer.cors(), answer["Vary"]), (200, {}, None))


@fact(2, "an exact origin is echoed, with credentials and all of the rule")
def _():
    use(ONE)
    answer = get(f"Origin: {A}")
    equal(answer.cors(), {
        "Access-Control-Allow-Origin": A,
        "Access-Control-Allow-Methods": "GET, PUT",
        "Access-Control-Expose-Headers": "ETag, x-amz-meta-a",
        "Access-Control-Max-Age": "600",
        "Access-Control-Allow-Credentials": "true"})


@fact(2, "Vary is one line with three names in this order")
def _():
    use(ONE)
    answer = get(f"Origin: {A}")
    equal([v for k, v in answer.lines if k == "Vary"], [VARY])


@fact(2, "the origin * is answered with *, without credentials, with Vary")
def _():
    use(ANY)
    answer = get(f"Origin: {A}")
    equal(answer.cors(), {"Access-Control-Allow-Origin": "*",
                          "Access-Control-Allow-Methods": "GET"})
    equal(answer["Vary"], VARY)


@fact(2, "ETag is exposed only where the rule says so")
def _():
    use(ANY)
    equal(get(f"Origin: {A}")["Access-Control-Expose-Headers"], None)


@fact(2, "a preflight that succeeds: 200, length 0, no type")
def _():
    use(ONE)
    answer = preflight(A, "PUT")
    equal((answer.status, answer.body, answer["Content-Length"],
           answer["Content-Type"], answer["Vary"]), (200, "", "0", None, VARY))


@fact(2, "it lists the rule's methods, not the one that was asked for")
def _():
    use(ONE)
    equal(preflight(A, "PUT")["Access-Control-Allow-Methods"], "GET, PUT")


@fact(2, "requested headers come back in lower case and their order")
def _():
    use(ONE)
    answer = preflight(A, "PUT", "X-Zeta,x-alpha , ,X-BETA")
    equal(answer["Access-Control-Allow-Headers"], "x-zeta, x-alpha, x-beta")


@fact(2, "no headers were asked for: none are listed")
def _():
    use(ONE)
    equal(preflight(A, "PUT")["Access-Control-Allow-Headers"], None)


@fact(2, "a header that no pattern admits refuses the preflight")
def _():
    use(ONE)
    refused(preflight(A, "PUT", "x-a, y-b"), 403, "AccessForbidden",
            NOT_ALLOWED)


@fact(2, "a rule without AllowedHeader admits no requested header")
def _():
    use(ANY)
    equal(preflight(A, "GET").status, 200)
    equal(preflight(A, "GET", "x-a").status, 403)


@fact(2, "patterns of headers know no case")
def _():
    use(rule(["*"], ["GET"], ["X-Amz-*"]))
    equal(preflight(A, "GET", "x-AMZ-date")["Access-Control-Allow-Headers"],
          "x-amz-date")


@fact(2, "the first rule that fits in all three decides")
def _():
    use(rule([A], ["GET"], more="<MaxAgeSeconds>1</MaxAgeSeconds>"),
        rule([A], ["PUT"], more="<MaxAgeSeconds>2</MaxAgeSeconds>"),
        rule(["*"], ["GET", "PUT"], ["x"],
             more="<MaxAgeSeconds>3</MaxAgeSeconds>"))
    age = lambda answer: answer["Access-Control-Max-Age"]
    equal([age(preflight(A, "GET")), age(preflight(A, "PUT")),
           age(preflight(A, "PUT", "x"))], ["1", "2", "3"])


@fact(2, "Access-Control-Request-Method counts on a GET too")
def _():
    use(ANY)
    line = "Access-Control-Request-Method: "
    equal(get(f"Origin: {A}", line + "GET")["Vary"], VARY)
    equal(get(f"Origin: {A}", line + "PUT")["Vary"], None)


@fact(2, "Access-Control-Request-Headers counts on a GET too")
def _():
    use(ONE)
    line = "Access-Control-Request-Headers: "
    equal(get(f"Origin: {A}", line + "X-A")["Access-Control-Allow-Headers"],
          "x-a")
    equal(get(f"Origin: {A}", line + "y")["Vary"], None)


@fact(2, "the real headers of a request are not looked at")
def _():
    use(ANY)
    equal(get(f"Origin: {A}", "X-Whatever: 1")["Vary"], VARY)


@fact(2, "* stands for any text, also for none, and crosses dots")
def _():
    use(rule(["https://*.example", "pre*", "*.suf", "start*end"], ["GET"]))
    for origin, ok in (("https://x.example", 1), ("https://x.y.example", 1),
                       ("https://.example", 1), ("https://example", 0),
                       ("pre", 1), ("prefix", 1), (".suf", 1), ("foo.suf", 1),
                       ("foo.suf.", 0), ("startend", 1), ("start1end", 1),
                       ("0start1end", 0), ("start1end0", 0)):
        wanted = origin if ok else None
        equal(get(f"Origin: {origin}")["Access-Control-Allow-Origin"], wanted)


@fact(2, "origins are text: slash, port, scheme and case count")
def _():
    use(rule(["http://a.example"], ["GET"]))
    for origin in ("http://a.example/", "http://a.example:80",
                   "https://a.example", "http://b.a.example"):
        equal(get(f"Origin: {origin}")["Access-Control-Allow-Origin"], None)


@fact(2, "http://* is echoed, it is no *")
def _():
    use(rule(["http*"], ["GET"]))
    answer = get(f"Origin: {A}")
    equal((answer["Access-Control-Allow-Origin"],
           answer["Access-Control-Allow-Credentials"]), (A, "true"))


@fact(2, "Origin: null is text as well")
def _():
    for origins, wanted in ((["*"], "*"), (["null"], "null"), ([A], None)):
        use(rule(origins, ["GET"]))
        equal(get("Origin: null")["Access-Control-Allow-Origin"], wanted)


@fact(2, "HEAD has to be listed itself")
def _():
    use(ANY)
    equal(get(f"Origin: {A}", method="HEAD")["Vary"], None)
    use(rule(["*"], ["HEAD"]))
    equal(get(f"Origin: {A}", method="HEAD")["Vary"], VARY)


@fact(2, "an object that is not there: 404 with the CORS headers")
def _():
    use(ANY)
    answer = refused(get(f"Origin: {A}", target="/cors/none"), 404,
                     "NoSuchKey", "The specified key does not exist.")
    equal((answer["Access-Control-Allow-Origin"], answer["Vary"],
           answer.element("Key")), ("*", VARY, "none"))


@fact(2, "304 and 206 carry them too")
def _():
    use(ANY)
    etag = get()["ETag"]
    equal(get(f"If-None-Match: {etag}", "x-amz-checksum-mode: ENABLED")[
        "x-amz-checksum-type"], None)
    for line, status in ((f"If-None-Match: {etag}", 304),
                         ("Range: bytes=0-1", 206)):
        answer = get(f"Origin: {A}", line)
        equal((answer.status, answer["Vary"]), (status, VARY))


@fact(2, "a PUT whose method no rule has is stored all the same")
def _():
    use(ANY)
    answer = ask(OPEN, "PUT", "/cors/stored", f"Origin: {A}", body=b"x")
    equal((answer.status, answer.cors(), answer["Vary"]), (200, {}, None))
    equal(get(target="/cors/stored").body, "x")


@fact(2, "a list of buckets has no CORS")
def _():
    answer = get(f"Origin: {A}", target="/")
    equal((answer.status, answer.cors()), (200, {}))


@fact(2, "OPTIONS without Origin")
def _():
    for bucket in ("cors", "nobody"):
        answer = refused(ask(OPEN, "OPTIONS", f"/{bucket}/key"), 400,
                         "BadRequest",
                         "Insufficient information. Origin request header "
                         "needed.")
        equal(answer["Connection"], "close")


@fact(2, "a preflight of a bucket that is not there")
def _():
    answer = refused(preflight(A, "GET", target="/nobody/key"), 403,
                     "AccessForbidden", "CORSResponse: Bucket not found")
    equal((answer.element("Method"), answer.element("ResourceType")),
          ("GET", "BUCKET"))


@fact(2, "a preflight where there are no rules")
def _():
    ask(OPEN, "DELETE", "/cors?cors")
    answer = refused(preflight(A, "PUT"), 403, "AccessForbidden",
                     "CORSResponse: CORS is not enabled for this bucket.")
    equal((answer.element("Method"), answer.element("ResourceType")),
          ("PUT", "BUCKET"))


@fact(2, "a preflight that no rule allows, of an object and of a bucket")
def _():
    use(ANY)
    for target, kind in (("/cors/key", "OBJECT"), ("/cors", "BUCKET")):
        answer = refused(preflight(A, "PUT", target=target), 403,
                         "AccessForbidden", NOT_ALLOWED)
        equal(answer.element("ResourceType"), kind)


@fact(2, "a refused preflight: these elements in this order, chunked XML")
def _():
    use(ANY)
    answer = preflight(A, "PUT")
    assert answer.body.startswith(XML + "<Error>"), answer.body
    equal(answer.elements(), ["Code", "Message", "Method", "ResourceType",
                              "RequestId", "HostId"])
    equal((answer["Content-Type"], answer["Transfer-Encoding"],
           answer["Content-Length"]), ("application/xml", "chunked", None))


@fact(2, "it has no CORS header and no Vary")
def _():
    use(ANY)
    answer = preflight(A, "PUT")
    equal((answer.cors(), answer["Vary"]), ({}, None))


@fact(2, "a method that is none of the five")
def _():
    use(ANY)
    refused(preflight(A, "PATCH"), 400, "BadRequest",
            "Invalid Access-Control-Request-Method: PATCH")


@fact(2, "a preflight without a method")
def _():
    use(ANY)
    refused(ask(OPEN, "OPTIONS", "/cors/key", f"Origin: {A}"), 400,
            "BadRequest", "Invalid Access-Control-Request-Method: null")


@fact(2, "a preflight asks for no key and no signature")
def _():
    use(ANY)
    equal(preflight(A, "GET", target="/cors/none").status, 200)
    equal(preflight(A, "GET", target="/cors/key?X-Amz-Signature=no&"
                    "X-Amz-Algorithm=AWS4-HMAC-SHA256").status, 200)
    equal(ask(OPEN, "OPTIONS", "/cors/key", f"Origin: {A}",
              "Access-Control-Request-Method: GET",
              "Authorization: nonsense").status, 200)


# ---- 3 access, plumbing, addresses, websites ----

@fact(3, "every answer has ids, a date and a server")
def _():
    use(ANY)
    for answer in (get(), get(target="/cors/none"), preflight(A, "GET"),
                   preflight(A, "PUT")):
        for name in ("x-amz-id-2", "x-amz-request-id", "Date"):
            assert answer[name], (name, answer.lines)
        equal(answer["Server"], "AmazonS3")


@fact(3, "an object's headers, and no Cache-Control that nobody stored")
def _():
    answer = get()
    for name in ("Last-Modified", "Content-Type", "Content-Length"):
        assert answer[name], name
    equal((answer["ETag"], answer["Accept-Ranges"], answer["Content-Type"],
           answer["x-amz-server-side-encryption"], answer["Cache-Control"]),
          ('"' + hashlib.md5(b"value").hexdigest() + '"', "bytes",
           "binary/octet-stream", "AES256", None))


@fact(3, "stored headers come back as they were, metadata in lower case")
def _():
    ask(OPEN, "PUT", "/cors/stored", "Cache-Control: max-age=5",
        "Content-Disposition: x", "Content-Language: de", "Expires: never",
        "Content-Type: a/b", "X-Amz-Meta-Foo: Bar", body=b"x")
    answer = get(target="/cors/stored")
    equal([answer[n] for n in ("Cache-Control", "Content-Disposition",
                               "Content-Language", "Expires", "Content-Type")],
          ["max-age=5", "x", "de", "never", "a/b"])
    assert ("x-amz-meta-foo", "Bar") in answer.lines, answer.lines


@fact(3, "a PUT answers with the ETag and no body")
def _():
    answer = ask(OPEN, "PUT", "/cors/stored", body=b"x")
    equal((answer.status, answer.body, answer["ETag"]),
          (200, "", '"' + hashlib.md5(b"x").hexdigest() + '"'))


@fact(3, "If-None-Match with and without quotes, before If-Modified-Since")
def _():
    etag = get()["ETag"]
    equal(get(f"If-None-Match: {etag}").status, 304)
    equal(get("If-None-Match: " + etag.strip('"')).status, 304)
    equal(get('If-None-Match: "x"',
              "If-Modified-Since: Tue, 19 Jan 2038 00:00:00 GMT").status, 200)


@fact(3, "a failed precondition names its condition")
def _():
    answer = refused(get('If-Match: "x"'), 412, "PreconditionFailed",
                     "At least one of the pre-conditions you specified did "
                     "not hold")
    equal(answer.element("Condition"), "If-Match")


@fact(3, "ranges")
def _():
    for asked, part, told in (("1-2", "al", "bytes 1-2/5"),
                              ("-2", "ue", "bytes 3-4/5"),
                              ("3-", "ue", "bytes 3-4/5")):
        answer = get(f"Range: bytes={asked}")
        equal((answer.status, answer.body, answer["Content-Range"]),
              (206, part, told))


@fact(3, "a range that cannot be satisfied")
def _():
    answer = refused(get("Range: bytes=9-"), 416, "InvalidRange",
                     "The requested range is not satisfiable")
    equal((answer.element("RangeRequested"), answer.element(
        "ActualObjectSize")), ("bytes=9-", "5"))


@fact(3, "a HEAD that fails has no body")
def _():
    equal(ask(OPEN, "HEAD", "/cors/none").status, 404)


@fact(3, "virtual hosts: localhost and both of Amazon's names")
def _():
    for host in ("cors.s3.localhost:9000", "cors.s3.amazonaws.com",
                 "cors.s3.us-east-1.amazonaws.com"):
        equal(ask(OPEN, "GET", "/key", host=host).body, "value")


@fact(3, "unsigned and not granted: 403, with ids")
def _():
    answer = refused(ask(CHECKED, "GET", "/private/key"), 403, "AccessDenied",
                     "Access Denied")
    assert answer.element("RequestId") and answer.element("HostId")


@fact(3, "a key that is not there is no secret only to those who may list")
def _():
    refused(ask(CHECKED, "GET", "/private/none"), 403, "AccessDenied")
    refused(signed(CHECKED, "GET", "/private/none"), 404, "NoSuchKey")


@fact(3, "a denied answer carries the CORS headers")
def _():
    answer = ask(CHECKED, "GET", "/private/key", f"Origin: {A}")
    equal((answer.status, answer["Access-Control-Allow-Origin"],
           answer["Vary"]), (403, "*", VARY))


@fact(3, "an unknown access key")
def _():
    refused(signed(CHECKED, "GET", "/private/key", key="who"), 403,
            "InvalidAccessKeyId")


@fact(3, "a wrong signature shows what was signed")
def _():
    answer = refused(
        signed(CHECKED, "GET", "/private/key", secret="wrong"), 403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you "
        "provided. Check your key and signing method.")
    for name in ("AWSAccessKeyId", "StringToSign", "SignatureProvided",
                 "StringToSignBytes", "CanonicalRequest"):
        assert answer.element(name), name


@fact(3, "an expired V2 URL tells both times")
def _():
    answer = refused(ask(CHECKED, "GET", "/private/key?AWSAccessKeyId=main&"
                         "Signature=x&Expires=1000000000"), 403,
                     "AccessDenied", "Request has expired")
    assert answer.element("Expires") and answer.element("ServerTime")


@fact(3, "a V4 URL that lacks a part")
def _():
    refused(ask(CHECKED, "GET", "/private/key?X-Amz-Algorithm="
                "AWS4-HMAC-SHA256&X-Amz-Credential=main"), 400,
            "AuthorizationQueryParametersError")


@fact(3, "overrides of an unsigned GET")
def _():
    equal(put_policy(CHECKED, "public", PUBLIC % "public").status, 204)
    refused(ask(CHECKED, "GET", "/public/key?response-content-type=a"), 400,
            "InvalidRequest")


def put_policy(port, bucket, text):
    body = text.encode()
    return signed(port, "PUT", f"/{bucket}?policy", md5(body), body=body)


PUBLIC = ('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":'
          '"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/*"}]}')


@fact(3, "a policy grants, and a Deny wins")
def _():
    equal(put_policy(CHECKED, "public", PUBLIC % "public").status, 204)
    equal(ask(CHECKED, "GET", "/public/key").body, "value")
    denied = (PUBLIC % "public").replace(
        "[{", '[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":'
        '"arn:aws:s3:::public/secret"},{')
    equal(put_policy(CHECKED, "public", denied).status, 204)
    equal(ask(CHECKED, "GET", "/public/secret").status, 403)


@fact(3, "a policy that is no JSON")
def _():
    refused(put_policy(CHECKED, "public", "x"), 400, "MalformedPolicy",
            "Policies must be valid JSON and the first byte must be '{'")


@fact(3, "no policy")
def _():
    refused(signed(CHECKED, "GET", "/private?policy"), 404,
            "NoSuchBucketPolicy", "The bucket policy does not exist")


@fact(3, "Block Public Access refuses a public policy")
def _():
    refused(put_policy(CLOSED, "closed", PUBLIC % "closed"), 403,
            "AccessDenied")


WEBSITE = {"host": "cors.s3-website-us-east-1.amazonaws.com"}


def use_website():
    body = (b"<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix>"
            b"</IndexDocument></WebsiteConfiguration>")
    equal(ask(OPEN, "PUT", "/cors?website", md5(body), body=body).status, 200)
    ask(OPEN, "PUT", "/cors/dir/index.html", body=b"index")


@fact(3, "a website's folders: the index document, or a redirect to it")
def _():
    use_website()
    equal(ask(OPEN, "GET", "/dir/", **WEBSITE).body, "index")
    answer = ask(OPEN, "GET", "/dir", **WEBSITE)
    equal((answer.status, answer["Location"]), (302, "/dir/"))


@fact(3, "a website's errors are HTML, with the bucket's CORS headers")
def _():
    use_website()
    use(ANY)
    answer = ask(OPEN, "GET", "/none", f"Origin: {A}", **WEBSITE)
    equal((answer.status, answer["Content-Type"], answer["Vary"]),
          (404, "text/html; charset=utf-8", VARY))
    assert "<li>Code: NoSuchKey</li>" in answer.body, answer.body


@fact(3, "a website takes GET and HEAD only")
def _():
    use_website()
    answer = ask(OPEN, "DELETE", "/key", **WEBSITE)
    equal(answer.status, 405)
    assert "<li>Code: MethodNotAllowed</li>" in answer.body, answer.body


@fact(3, "x-amz-website-redirect-location: 301 there, a header elsewhere")
def _():
    use_website()
    ask(OPEN, "PUT", "/cors/moved", "x-amz-website-redirect-location: /key")
    answer = ask(OPEN, "GET", "/moved", **WEBSITE)
    equal((answer.status, answer["Location"]), (301, "/key"))
    equal(get(target="/cors/moved")["x-amz-website-redirect-location"], "/key")


# ---- 4 operations ----

@fact(4, "a bucket is made twice by its owner: 200 in us-east-1")
def _():
    equal(ask(OPEN, "PUT", "/cors").status, 200)


@fact(4, "an empty location is us-east-1")
def _():
    body = ask(OPEN, "GET", "/cors?location").body
    assert re.search(r'<LocationConstraint xmlns="[^"]*"( ?/>|></)', body), body


@fact(4, "a bucket with objects is not removed")
def _():
    refused(ask(OPEN, "DELETE", "/cors"), 409, "BucketNotEmpty")


@fact(4, "an unknown sub-resource is refused and never falls through")
def _():
    answer = ask(OPEN, "DELETE", "/empty?somethingElse")
    assert answer.status in (404, 501, 409, 405), answer.status
    equal(ask(OPEN, "HEAD", "/empty").status, 200)


@fact(4, "S3 computes a CRC64NVME where none was sent")
def _():
    answer = ask(OPEN, "PUT", "/cors/sum", body=b"123456789")
    equal(answer["x-amz-checksum-crc64nvme"], "rosUhgp5mIg=")
    equal(get(target="/cors/sum")["x-amz-checksum-crc64nvme"], None)
    answer = get("x-amz-checksum-mode: ENABLED", target="/cors/sum")
    equal((answer["x-amz-checksum-crc64nvme"], answer["x-amz-checksum-type"]),
          ("rosUhgp5mIg=", "FULL_OBJECT"))


@fact(4, "a checksum that is wrong, and one that is none")
def _():
    refused(ask(OPEN, "PUT", "/cors/bad", "x-amz-checksum-crc32: AAAAAA==",
                body=b"x"), 400, "BadDigest",
            "The CRC32 you specified did not match the calculated checksum.")
    refused(ask(OPEN, "PUT", "/cors/bad", "x-amz-checksum-crc32: A",
                body=b"x"), 400, "InvalidRequest",
            "Value for x-amz-checksum-crc32 header is invalid.")
    equal(get(target="/cors/bad").status, 404)


@fact(4, "aws-chunked with a trailer, unwrapped and forgotten")
def _():
    crc = base64.b64encode(zlib.crc32(b"hello").to_bytes(4, "big")).decode()
    body = (f"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:{crc}\r\n\r\n").encode()
    answer = ask(OPEN, "PUT", "/cors/chunked", "Content-Encoding: aws-chunked",
                 "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                 "x-amz-decoded-content-length: 5",
                 "x-amz-trailer: x-amz-checksum-crc32", body=body)
    equal((answer.status, answer["x-amz-checksum-crc32"]), (200, crc))
    answer = get(target="/cors/chunked")
    equal((answer.body, answer["Content-Encoding"]), ("hello", None))


@fact(4, "100-continue comes at once, or the refusal does")
def _():
    for port, target, wanted in ((OPEN, "/cors/later", b"HTTP/1.1 100"),
                                 (CHECKED, "/private/x", b"HTTP/1.1 403")):
        with socket.create_connection(("127.0.0.1", port), 20) as conn:
            conn.sendall(f"PUT {target} HTTP/1.1\r\nHost: localhost\r\n"
                         "Content-Length: 1\r\nExpect: 100-continue\r\n\r\n"
                         .encode())
            got = conn.recv(12)
            equal(got, wanted)


def prepare():
    for port, call, names in ((OPEN, ask, ("cors", "empty")),
                              (CHECKED, signed, ("private", "public")),
                              (CLOSED, signed, ("closed",))):
        for name in names:
            equal(call(port, "PUT", f"/{name}").status, 200)
            if name != "empty":
                call(port, "PUT", f"/{name}/key", body=b"value")
    body = f"<CORSConfiguration>{ANY}</CORSConfiguration>".encode()
    equal(signed(CHECKED, "PUT", "/private?cors", md5(body), body=body).status,
          200)


def main():
    prepare()
    held = 0
    for number, (group, text, function) in enumerate(FACTS, 1):
        try:
            function()
            held += 1
        except (AssertionError, OSError, IndexError, ValueError) as error:
            print(f"{group}.{number} {text}: {error}")
    print(f"{held} of {len(FACTS)} facts")
    sys.exit(held < FLOOR)


main()
