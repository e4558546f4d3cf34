/* test_s3_cors.c - S3's CORS rules: which rule, which headers, which refusal.
 */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>

#include <stdio.h>

#define ACA "Access-Control-Allow-"
#define VARY                                            \
    " | Vary: Origin, Access-Control-Request-Headers, " \
    "Access-Control-Request-Method"
#define A     "Origin: https://a.example"
#define ACRM  "\nAccess-Control-Request-Method: "
#define ACRH  "\nAccess-Control-Request-Headers: "
#define ECHO  " | " ACA "Origin: https://a.example"
#define CREDS " | " ACA "Credentials: true"
#define GET_A "GET /bkt/k\n" A
#define ASK_A "OPTIONS /bkt/k\n" A

static const char *const seen[] = {"Access-Control-", "Vary", NULL};

static void start(struct origin_talk *talk, const char *rules)
{
    struct buf text;

    buf_init(&text, 1 << 20);
    buf_addf(&text,
             "{'type': 's3', 'buckets': {'bkt': {%s%s%s 'objects': {'k': "
             "'x'}}, 'bare': {'objects': {'k': 'x'}}}}",
             rules ? "'cors': {'CORSRules': [" : "", rules ? rules : "",
             rules ? "]}," : "");
    talk_init(talk, buf_span(&text).ptr);
    buf_fini(&text);
}

struct row {
    const char *rules; /* of CORSRules; NULL: no configuration */
    const char *request;
    const char *told;
    const char *reason;
};

static void expect_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct origin_talk talk;

        start(&talk, rows[i].rules);
        (void)talk_ask(&talk, rows[i].request); /* the status is in told */
        cr_expect_str_eq(talk_told(&talk, seen), rows[i].told, "%s",
                         rows[i].reason);
        talk_fini(&talk);
    }
}

#define EXPECT_ROWS(rows) expect_rows(rows, sizeof(rows) / sizeof((rows)[0]))

/* ---- the five facts, and the truth table of answers (s3.md 2.2, 2.5) ----- */

#define STAR "{'AllowedOrigins': ['*'], 'AllowedMethods': ['GET']}"
#define EXACT \
    "{'AllowedOrigins': ['https://a.example'], 'AllowedMethods': ['GET']}"
#define GET_LINE " | " ACA "Methods: GET"

static const struct row facts[] = {
    {NULL, "GET /bkt/k", "200", "no Origin, no configuration: nothing"},
    {EXACT, "GET /bkt/k", "200", "no Origin: nothing, no Vary either"},
    {STAR, "GET /bkt/k", "200", "no Origin: not even with *"},
    {NULL, GET_A, "200", "no configuration: nothing, no Vary"},
    {EXACT, "GET /bkt/k\nOrigin: https://b.example", "200",
     "no rule matches: served without CORS and without Vary"},
    {EXACT, GET_A, "200" ECHO GET_LINE CREDS VARY, "an exact origin is echoed"},
    {STAR, GET_A, "200 | " ACA "Origin: *" GET_LINE VARY,
     "* is sent as *, without credentials, but with Vary"},
    {EXACT, "GET /bkt/none\n" A, "404" ECHO GET_LINE CREDS VARY,
     "a missing key's answer carries them, too"},
    {EXACT, GET_A "\nIf-None-Match: *", "304" ECHO GET_LINE CREDS VARY,
     "so does a 304"},
    {EXACT, GET_A "\nRange: bytes=0-0", "206" ECHO GET_LINE CREDS VARY,
     "so does a part"},
    {EXACT, GET_A "\nRange: bytes=9-", "416" ECHO GET_LINE CREDS VARY,
     "so does a range that cannot be"},
    {EXACT, "HEAD /bkt/k\n" A, "200", "HEAD is a method of its own"},
    {EXACT, "PUT /bkt/new\n" A, "200",
     "a PUT is stored, allowed by CORS or not"},
    {STAR, "GET /\n" A, "200", "the list of buckets knows no CORS"},
    {STAR, "GET /none/k\n" A, "404", "nor does a bucket that is not there"},
};

Test(s3_cors, answers_vary_only_when_a_rule_matched)
{
    EXPECT_ROWS(facts);
}

/* ---- which rule (s3.md 2.1, 2.3) ----------------------------------------- */

#define ORIGIN_RULE(pattern) \
    "{'AllowedOrigins': ['" pattern "'], 'AllowedMethods': ['GET']}"
#define FROM(origin)   "GET /bkt/k\nOrigin: " origin
#define ECHOED(origin) "200 | " ACA "Origin: " origin GET_LINE CREDS VARY

static const struct row origins[] = {
    {ORIGIN_RULE("https://*.example"), FROM("https://www.example"),
     ECHOED("https://www.example"), "one star for any bytes"},
    {ORIGIN_RULE("https://*.example"), FROM("https://a.b.example"),
     ECHOED("https://a.b.example"), "a star crosses dots"},
    {ORIGIN_RULE("https://*.example"), FROM("https://example"), "200",
     "the bare domain has no dot before it"},
    {ORIGIN_RULE("https://*.example"), FROM("https://www.example/"), "200",
     "a slash at the end is another text"},
    {ORIGIN_RULE("https://*example"), FROM("https://evilexample"),
     ECHOED("https://evilexample"), "a star without a dot admits neighbours"},
    {ORIGIN_RULE("https://a*.example"), FROM("https://a.example"),
     ECHOED("https://a.example"), "a star may stand for nothing"},
    {ORIGIN_RULE("https://ab*ba"), FROM("https://aba"), "200",
     "head and tail may not overlap"},
    {ORIGIN_RULE("http*"), FROM("https://a.example"),
     ECHOED("https://a.example"), "a pattern echoes, it never sends itself"},
    {ORIGIN_RULE("https://a.example"), FROM("http://a.example"), "200",
     "another scheme"},
    {ORIGIN_RULE("https://a.example:443"), FROM("https://a.example"), "200",
     "ports are compared as text"},
    {ORIGIN_RULE("https://A.example"), FROM("https://a.example"), "200",
     "origins are compared with case"},
    {ORIGIN_RULE("foo.suffix"), FROM("foo.suffix"), ECHOED("foo.suffix"),
     "an origin need not be a URL"},
    {ORIGIN_RULE("null"), FROM("null"), ECHOED("null"), "null is just text"},
    {ORIGIN_RULE("https://a.example"), FROM("null"), "200",
     "null is nobody else"},
    {ORIGIN_RULE(""), FROM(""), ECHOED(""), "an empty origin matches itself"},
    {"{'AllowedOrigins': ['https://a.example', '*'], 'AllowedMethods': "
     "['GET']}",
     GET_A, "200 | " ACA "Origin: *" GET_LINE VARY,
     "a * beside exact origins wins"},
};

Test(s3_cors, origins_are_compared_as_text_with_one_star)
{
    EXPECT_ROWS(origins);
}

#define TWO_RULES                                                           \
    "{'AllowedOrigins': ['https://a.example'], 'AllowedMethods': ['PUT'], " \
    "'MaxAgeSeconds': 1}, {'AllowedOrigins': ['*'], 'AllowedMethods': "     \
    "['GET', 'HEAD'], 'MaxAgeSeconds': 2}, {'AllowedOrigins': "             \
    "['https://a.example'], 'AllowedMethods': ['GET'], 'AllowedHeaders': "  \
    "['x-a'], 'MaxAgeSeconds': 3}"
#define MAX_AGE(s) " | Access-Control-Max-Age: " s

static const struct row choices[] = {
    {TWO_RULES, GET_A,
     "200 | " ACA "Origin: * | " ACA "Methods: GET, HEAD" MAX_AGE("2") VARY,
     "the first rule's method does not match: the second rule's does"},
    {TWO_RULES, "PUT /bkt/k\n" A,
     "200" ECHO " | " ACA "Methods: PUT" MAX_AGE("1") CREDS VARY,
     "the first rule"},
    {TWO_RULES, GET_A ACRH "x-a",
     "200" ECHO GET_LINE " | " ACA "Headers: x-a" MAX_AGE("3") CREDS VARY,
     "only the third rule admits that header"},
    {TWO_RULES, GET_A ACRM "PUT",
     "200" ECHO " | " ACA "Methods: PUT" MAX_AGE("1") CREDS VARY,
     "the requested method counts on a GET, too"},
    {EXACT, GET_A ACRM "PUT", "200", "and can spoil it"},
    {EXACT, GET_A ACRH "x-a", "200", "so can a requested header"},
    {EXACT, GET_A "\nX-A: 1", "200" ECHO GET_LINE CREDS VARY,
     "a real header is not looked at"},
};

Test(s3_cors, first_rule_matching_origin_method_and_headers_wins)
{
    EXPECT_ROWS(choices);
}

/* ---- preflights ---------------------------------------------------------- */

#define HEADERS                                                            \
    "{'AllowedOrigins': ['https://a.example'], 'AllowedMethods': ['PUT', " \
    "'GET'], 'AllowedHeaders': ['X-Amz-*', 'content-type'], "              \
    "'ExposeHeaders': ['ETag', 'x-amz-id-2'], 'MaxAgeSeconds': 0}"
#define HEADERS_TOLD(names)                                           \
    "200" ECHO " | " ACA "Methods: PUT, GET" names                    \
    " | Access-Control-Expose-Headers: ETag, x-amz-id-2" MAX_AGE("0") \
        CREDS VARY

static const struct row preflights[] = {
    {HEADERS, ASK_A ACRM "PUT", HEADERS_TOLD(""), "no headers asked for"},
    {HEADERS, ASK_A ACRM "PUT" ACRH "X-Amz-Date,CONTENT-TYPE",
     HEADERS_TOLD(" | " ACA "Headers: x-amz-date, content-type"),
     "without case, told in lower case and the request's order"},
    {HEADERS, ASK_A ACRM "PUT" ACRH " ,x-amz-, ,content-type,",
     HEADERS_TOLD(" | " ACA "Headers: x-amz-, content-type"),
     "empty names are dropped, a star stands for nothing"},
    {HEADERS, ASK_A ACRM "PUT" ACRH "x-amz-date" ACRH "content-type",
     HEADERS_TOLD(" | " ACA "Headers: x-amz-date, content-type"),
     "two lines are one list"},
    {HEADERS, ASK_A ACRM "PUT" ACRH "", HEADERS_TOLD(""),
     "an empty list asks for nothing"},
    {HEADERS, ASK_A ACRM "PUT" ACRH "x-amz-date,x-other", "403",
     "one header too many"},
    {HEADERS, "OPTIONS /bkt/none\n" A ACRM "GET", HEADERS_TOLD(""),
     "the key is not looked up"},
    {HEADERS, "OPTIONS /bkt\n" A ACRM "GET", HEADERS_TOLD(""),
     "a bucket's URL"},
    {HEADERS, ASK_A ACRM "GET\nAuthorization: nonsense", HEADERS_TOLD(""),
     "no authorisation is looked at"},
    {HEADERS, "OPTIONS /bkt/k?X-Amz-Signature=1&acl\n" A ACRM "GET",
     HEADERS_TOLD(""), "no query either"},
    {HEADERS, ASK_A ACRM "DELETE", "403", "no rule has that method"},
    {HEADERS, ASK_A ACRM "get", "400", "methods have a case"},
    {"{'AllowedOrigins': ['*'], 'AllowedMethods': ['GET'], 'AllowedHeaders': "
     "['*']}",
     ASK_A ACRM "GET" ACRH "Authorization, X-Any",
     "200 | " ACA "Origin: *" GET_LINE " | " ACA
     "Headers: authorization, x-any" VARY,
     "any header is echoed, never told as *"},
};

Test(s3_cors, preflights_are_judged_by_the_rules_alone)
{
    EXPECT_ROWS(preflights);
}

Test(s3_cors, allowed_preflight_has_no_body_and_no_type)
{
    struct origin_talk talk;

    start(&talk, STAR);
    cr_expect_eq(talk_ask(&talk, ASK_A ACRM "GET"), 200);
    cr_expect_eq(talk.ex.answer.length, 0);
    cr_expect_null(talk_header(&talk, "Content-Type"));
    cr_expect_str_eq(talk_header(&talk, "Server"), "AmazonS3");
    talk_fini(&talk);
}

struct refusal {
    const char *request;
    int status;
    const char *code;
    const char *message;
    const char *method; /* NULL: no such element */
    const char *type;
};

#define NOT_ALLOWED                                                            \
    "CORSResponse: This CORS request is not allowed. This is usually because " \
    "the evalution of Origin, request method / "                               \
    "Access-Control-Request-Method or Access-Control-Request-Headers are not " \
    "whitelisted by the resource's CORS spec."

static const struct refusal refusals[] = {
    {"OPTIONS /bkt/k", 400, "BadRequest",
     "Insufficient information. Origin request header needed.", NULL, NULL},
    {"OPTIONS /none/k", 400, "BadRequest",
     "Insufficient information. Origin request header needed.", NULL, NULL},
    {"OPTIONS /none/k\n" A ACRM "GET", 403, "AccessForbidden",
     "CORSResponse: Bucket not found", "GET", "BUCKET"},
    {"OPTIONS /\n" A ACRM "GET", 403, "AccessForbidden",
     "CORSResponse: Bucket not found", "GET", "BUCKET"},
    {"OPTIONS /bare/k\n" A ACRM "GET", 403, "AccessForbidden",
     "CORSResponse: CORS is not enabled for this bucket.", "GET", "BUCKET"},
    {"OPTIONS /bare/k\n" A, 403, "AccessForbidden",
     "CORSResponse: CORS is not enabled for this bucket.", "OPTIONS", "BUCKET"},
    {ASK_A ACRM "PUT", 403, "AccessForbidden", NOT_ALLOWED, "PUT", "OBJECT"},
    {"OPTIONS /bkt/\n" A ACRM "PUT", 403, "AccessForbidden", NOT_ALLOWED, "PUT",
     "BUCKET"},
    {ASK_A, 400, "BadRequest", "Invalid Access-Control-Request-Method: null",
     NULL, NULL},
    {"OPTIONS /bkt/k?versionId=1\n" A ACRM "GET", 400, "InvalidArgument",
     "This operation does not accept a version-id.", NULL, NULL},
    {ASK_A ACRM "PATCH", 400, "BadRequest",
     "Invalid Access-Control-Request-Method: PATCH", NULL, NULL},
};

static void expect_element(struct origin_talk *talk, const char *name,
                           const char *value)
{
    const char *got = talk_element(talk, name);

    if (!value)
        cr_expect_null(got, "%s", name);
    else
        cr_expect(got && strcmp(got, value) == 0, "%s: %s", name,
                  got ? got : "none");
}

Test(s3_cors, refused_preflight_says_why_in_xml_without_cors_headers)
{
    struct origin_talk talk;

    start(&talk, EXACT);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct refusal *row = &refusals[i];
        const char *told;

        cr_expect_eq(talk_ask(&talk, row->request), row->status, "%s",
                     row->request);
        expect_element(&talk, "Code", row->code);
        expect_element(&talk, "Message", row->message);
        expect_element(&talk, "Method", row->method);
        expect_element(&talk, "ResourceType", row->type);
        cr_expect_str_eq(talk_header(&talk, "Content-Type"), "application/xml");
        cr_expect_eq(talk.ex.answer.length, ORIGIN_LENGTH_UNKNOWN);
        cr_expect_eq(talk.ex.answer.close,
                     strcmp(row->code, "BadRequest") == 0);
        told = talk_told(&talk, seen);
        cr_expect_eq(strlen(told), 3, "%s", told);
    }
    talk_fini(&talk);
}

Test(s3_cors, elements_of_a_refusal_stand_in_s3s_order)
{
    struct origin_talk talk;
    const char *text;
    const char *at;

    start(&talk, EXACT);
    (void)talk_ask(&talk, ASK_A ACRM "PUT"); /* 403 */
    at = text = talk_body(&talk);
    cr_expect_eq(strncmp(text,
                         "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<Error><Code>",
                         52),
                 0);
    for (const char *const *name =
             (const char *const[]){"<Code>", "<Message>", "<Method>",
                                   "<ResourceType>", "<RequestId>", "<HostId>",
                                   "</HostId></Error>", NULL};
         *name && at; name++) {
        at = strstr(at, *name);
        cr_expect_not_null(at, "%s", *name);
    }
    talk_fini(&talk);
}

Test(s3_cors, rules_change_at_once_and_go_at_once)
{
    const struct span xml = SPAN(
        "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>"
        "<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>");
    struct origin_talk talk;
    char put[256];

    start(&talk, EXACT);
    snprintf(put, sizeof(put), "PUT /bkt?cors\nContent-MD5: %s",
             talk_md5(&talk, xml));
    cr_expect_eq(talk_ask_with(&talk, put, xml), 200);
    cr_expect_eq(talk_ask(&talk, GET_A), 200);
    cr_expect_str_eq(talk_header(&talk, "Access-Control-Allow-Origin"), "*");
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt?cors"), 204);
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt?cors"), 204);
    cr_expect_eq(talk_ask(&talk, GET_A), 200);
    cr_expect_null(talk_header(&talk, "Access-Control-Allow-Origin"));
    talk_fini(&talk);
}
