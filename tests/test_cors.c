/* test_cors.c - the CORS check, the preflight's check, the safelist. */
#include "cache/http/cors.h"

#include "tests/lines.h"

#include <criterion/criterion.h>

#define ARENA_MAX 65536
#define PAGE      "https://a.test"
#define ACAO      "Access-Control-Allow-Origin: "
#define ACAC      "Access-Control-Allow-Credentials: "
#define ACAM      "Access-Control-Allow-Methods: "
#define ACAH      "Access-Control-Allow-Headers: "

static void expect(const struct cors_result *got, enum cors_verdict verdict,
                   const char *value, const char *reason)
{
    cr_expect_eq(got->verdict, verdict, "%s: %s", reason,
                 cors_verdict_name(got->verdict));
    cr_expect(span_eq(got->value, span_str(value)), "%s: '%.*s'", reason,
              SPAN_ARG(got->value));
}

/* ---- the CORS check (browser.md 2, s3.md 7.2) ---------------------------- */

struct row {
    const char *response;
    const char *page_origin;
    bool credentials;
    enum cors_verdict verdict;
    const char *value;
    const char *reason;
};

static const struct row rows[] = {
    {"", PAGE, false, CORS_MISSING_ALLOW_ORIGIN, NULL, "no line"},
    {ACAC "true", PAGE, true, CORS_MISSING_ALLOW_ORIGIN, NULL, "no origin"},
    {ACAO "*", PAGE, false, CORS_OK, "*", "anyone"},
    {ACAO PAGE, PAGE, false, CORS_OK, PAGE, "the page"},
    {"aCCESS-cONTROL-aLLOW-oRIGIN: " PAGE, PAGE, false, CORS_OK, PAGE,
     "names are without case"},
    {ACAO "null", "null", false, CORS_OK, "null", "an opaque page"},
    {ACAO "*", "null", false, CORS_OK, "*", "an opaque page and anyone"},
    {ACAO PAGE "\n" ACAC "no", PAGE, false, CORS_OK, PAGE,
     "credentials matter only if they are sent"},

    {ACAO "https://b.test", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "https://b.test", "another host"},
    {ACAO "http://a.test", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "http://a.test", "another scheme"},
    {ACAO "https://a.test:8443", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "https://a.test:8443", "another port"},
    {ACAO "https://a.test:443", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "https://a.test:443", "the default port is not written"},
    {ACAO PAGE "/", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH, PAGE "/",
     "a slash at the end"},
    {ACAO "HTTPS://a.test", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "HTTPS://a.test", "an upper-case scheme"},
    {ACAO "https://A.test", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "https://A.test", "an upper-case host"},
    {ACAO "https://*.test", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "https://*.test", "a pattern is just a value"},
    {ACAO "null", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH, "null",
     "null is not everybody"},
    {ACAO PAGE, "null", false, CORS_ALLOW_ORIGIN_MISMATCH, PAGE,
     "an opaque page is nobody"},
    {ACAO "localhost:3000", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "localhost:3000", "to a URL parser, localhost is the scheme here"},
    {ACAO "https://[::1]:81", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "https://[::1]:81", "an IPv6 host"},
    {ACAO "file:", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "file:", "a URL of another kind"},

    {ACAO "a.test", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "a.test",
     "no scheme"},
    {ACAO "", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "", "empty"},
    {ACAO "true", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "true", "a word"},
    {ACAO "Null", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "Null", "not null"},
    {ACAO "*.test", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "*.test",
     "a pattern without a scheme"},
    {ACAO "**", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "**", "two stars"},
    {ACAO "//a.test", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "//a.test",
     "a relative URL"},
    {ACAO "127.0.0.1:80", PAGE, false, CORS_INVALID_ALLOW_ORIGIN,
     "127.0.0.1:80", "a scheme does not begin with a digit"},
    {ACAO "https://", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "https://",
     "no host"},
    {ACAO "https://a.test:99999", PAGE, false, CORS_INVALID_ALLOW_ORIGIN,
     "https://a.test:99999", "no such port"},
    {ACAO "https://a.test:x", PAGE, false, CORS_INVALID_ALLOW_ORIGIN,
     "https://a.test:x", "a port of letters"},
    {ACAO "https://[::1", PAGE, false, CORS_INVALID_ALLOW_ORIGIN,
     "https://[::1", "an open bracket"},
    {ACAO "https://a<b", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "https://a<b",
     "no byte of a host"},

    {ACAO "*\n" ACAO "*", PAGE, false, CORS_MULTIPLE_ALLOW_ORIGIN, "*, *",
     "two lines"},
    {ACAO PAGE "\n" ACAO PAGE, PAGE, false, CORS_MULTIPLE_ALLOW_ORIGIN,
     PAGE ", " PAGE, "the right one twice is wrong"},
    {ACAO PAGE ", https://b.test", PAGE, false, CORS_MULTIPLE_ALLOW_ORIGIN,
     PAGE ", https://b.test", "a list"},
    {ACAO PAGE ",*", PAGE, false, CORS_MULTIPLE_ALLOW_ORIGIN, PAGE ",*",
     "a list is shown as it is written"},
    {ACAO PAGE ",", PAGE, false, CORS_MULTIPLE_ALLOW_ORIGIN, PAGE ",",
     "a comma at the end"},
    {ACAO "http://[::1]", PAGE, false, CORS_ALLOW_ORIGIN_MISMATCH,
     "http://[::1]", "an IPv6 address is a URL's host"},
    {ACAO "http://[:1]", PAGE, false, CORS_INVALID_ALLOW_ORIGIN, "http://[:1]",
     "one colon short of an IPv6 address"},
    {ACAO "http://[1:2:3:4:5:6:7:8]:80", PAGE, false,
     CORS_ALLOW_ORIGIN_MISMATCH, "http://[1:2:3:4:5:6:7:8]:80", "in full"},
    {ACAO "http://[1:2:3]", PAGE, false, CORS_INVALID_ALLOW_ORIGIN,
     "http://[1:2:3]", "groups are missing"},
    {ACAO PAGE " https://b.test", PAGE, false, CORS_MULTIPLE_ALLOW_ORIGIN,
     PAGE " https://b.test", "blanks separate too"},
    {ACAO "\n" ACAO PAGE, PAGE, false, CORS_MULTIPLE_ALLOW_ORIGIN, ", " PAGE,
     "an empty line counts"},
    {ACAO "*\n" ACAO "*", PAGE, true, CORS_MULTIPLE_ALLOW_ORIGIN, "*, *",
     "two stars are no star"},

    {ACAO "*", PAGE, true, CORS_WILDCARD_WITH_CREDENTIALS, "*", "a star"},
    {ACAO "*\n" ACAC "true", PAGE, true, CORS_WILDCARD_WITH_CREDENTIALS, "*",
     "a star, whatever else"},
    {ACAO PAGE, PAGE, true, CORS_INVALID_ALLOW_CREDENTIALS, NULL, "no line"},
    {ACAO PAGE "\n" ACAC "True", PAGE, true, CORS_INVALID_ALLOW_CREDENTIALS,
     "True", "case counts"},
    {ACAO PAGE "\n" ACAC "false", PAGE, true, CORS_INVALID_ALLOW_CREDENTIALS,
     "false", "false"},
    {ACAO PAGE "\n" ACAC "true\n" ACAC "true", PAGE, true,
     CORS_INVALID_ALLOW_CREDENTIALS, "true, true", "true twice"},
    {ACAO PAGE "\n" ACAC "true", PAGE, true, CORS_OK, "true", "allowed"},
    {ACAO "https://b.test\n" ACAC "true", PAGE, true,
     CORS_ALLOW_ORIGIN_MISMATCH, "https://b.test", "the origin comes first"},
};

Test(cors, each_value_gets_the_verdict_that_chromium_names)
{
    struct arena arena;

    arena_init(&arena, ARENA_MAX);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct http_headers response = lines_of(&arena, rows[i].response);
        struct cors_result got =
            cors_check(&response, span_str(rows[i].page_origin),
                       rows[i].credentials, &arena);

        expect(&got, rows[i].verdict, rows[i].value, rows[i].reason);
        arena_reset(&arena);
    }
    arena_fini(&arena);
}

Test(cors, a_list_too_long_to_be_joined_is_still_refused)
{
    struct arena arena;
    struct http_headers response;
    struct cors_result got;

    arena_init(&arena, ARENA_MAX);
    response = lines_of(&arena, ACAO PAGE "\n" ACAO PAGE);
    arena.max = arena.used;
    got = cors_check(&response, SPAN(PAGE), false, &arena);
    expect(&got, CORS_MULTIPLE_ALLOW_ORIGIN, PAGE, "no room in the arena");
    arena_fini(&arena);
}

/* ---- the preflight (browser.md 2, s3.md 7.2) ----------------------------- */

struct preflight_row {
    int status;
    const char *response;
    bool credentials;
    const char *method;
    const char *acrh;
    enum cors_verdict verdict;
    const char *value;
    const char *reason;
};

#define STAR     ACAO "*\n"
#define PERSONAL ACAO PAGE "\n" ACAC "true\n"

static const struct preflight_row preflights[] = {
    {204, STAR, false, "GET", NULL, CORS_OK, NULL, "nothing special asked"},
    {299, STAR, false, "POST", NULL, CORS_OK, NULL, "any ok status"},
    {403, STAR, false, "GET", NULL, CORS_PREFLIGHT_INVALID_STATUS, NULL, "403"},
    {199, STAR, false, "GET", NULL, CORS_PREFLIGHT_INVALID_STATUS, NULL, "199"},
    {300, STAR, false, "GET", NULL, CORS_PREFLIGHT_INVALID_STATUS, NULL, "300"},
    {403, "", false, "GET", NULL, CORS_PREFLIGHT_MISSING_ALLOW_ORIGIN, NULL,
     "the check comes before the status"},
    {204, "", false, "PUT", "x", CORS_PREFLIGHT_MISSING_ALLOW_ORIGIN, NULL,
     "and before the lists"},
    {301, STAR "Location: /", false, "GET", NULL, CORS_PREFLIGHT_REDIRECT, NULL,
     "a redirect"},
    {307, "Location: /", false, "GET", NULL, CORS_PREFLIGHT_REDIRECT, NULL,
     "refused before the check"},
    {301, STAR, false, "GET", NULL, CORS_PREFLIGHT_INVALID_STATUS, NULL,
     "without Location it is a status"},
    {304, STAR "Location: /", false, "GET", NULL, CORS_PREFLIGHT_INVALID_STATUS,
     NULL, "304 is no redirect"},

    {204, ACAO "https://b.test", false, "GET", NULL,
     CORS_PREFLIGHT_ALLOW_ORIGIN_MISMATCH, "https://b.test", "twin: mismatch"},
    {204, ACAO "b.test", false, "GET", NULL,
     CORS_PREFLIGHT_INVALID_ALLOW_ORIGIN, "b.test", "twin: invalid"},
    {204, ACAO "*, *", false, "GET", NULL, CORS_PREFLIGHT_MULTIPLE_ALLOW_ORIGIN,
     "*, *", "twin: multiple"},
    {204, STAR, true, "GET", NULL, CORS_PREFLIGHT_WILDCARD_WITH_CREDENTIALS,
     "*", "twin: wildcard"},
    {204, ACAO PAGE, true, "GET", NULL,
     CORS_PREFLIGHT_INVALID_ALLOW_CREDENTIALS, NULL, "twin: credentials"},

    {204, STAR ACAM "GET", false, "PUT", NULL, CORS_METHOD_DISALLOWED, "PUT",
     "not listed"},
    {204, STAR, false, "PUT", NULL, CORS_METHOD_DISALLOWED, "PUT", "no list"},
    {204, STAR ACAM "GET, PUT", false, "PUT", NULL, CORS_OK, NULL, "listed"},
    {204, STAR ACAM "GET\n" ACAM "PUT", false, "PUT", NULL, CORS_OK, NULL,
     "in a second line"},
    {204, STAR ACAM "PATCH", false, "patch", NULL, CORS_METHOD_DISALLOWED,
     "patch", "methods keep their case"},
    {204, STAR ACAM "patch", false, "patch", NULL, CORS_OK, NULL, "so do they"},
    {204, STAR ACAM "*", false, "DELETE", NULL, CORS_OK, NULL, "any method"},
    {204, PERSONAL ACAM "*", true, "DELETE", NULL, CORS_METHOD_DISALLOWED,
     "DELETE", "a star is a name, with credentials"},
    {204, PERSONAL ACAM "*", true, "*", NULL, CORS_OK, NULL, "that name"},
    {204, STAR ACAM "PUT", false, "HEAD", NULL, CORS_OK, NULL,
     "safelisted methods need no list"},
    {204, STAR ACAM "PUT POST", false, "PUT", NULL,
     CORS_PREFLIGHT_INVALID_ALLOW_METHODS, NULL, "no list of tokens"},
    {204, STAR ACAM "\"PUT\"", false, "GET", NULL,
     CORS_PREFLIGHT_INVALID_ALLOW_METHODS, NULL, "even if nobody needs it"},
    {204, STAR ACAM ",,PUT ,", false, "PUT", NULL, CORS_OK, NULL, "empty ones"},

    {204, STAR ACAH "x-a", false, "GET", "x-test", CORS_HEADER_DISALLOWED,
     "x-test", "not listed"},
    {204, STAR ACAH "X-Test, x-a", false, "GET", "x-a,x-test", CORS_OK, NULL,
     "names are without case"},
    {204, STAR ACAH "x-b", false, "GET", "x-a,x-b,x-c", CORS_HEADER_DISALLOWED,
     "x-a", "the first that is missing is named"},
    {204, STAR ACAH "*", false, "GET", "x-a,x-b", CORS_OK, NULL, "any header"},
    {204, STAR ACAH "*", false, "GET", "authorization", CORS_OK, NULL,
     "Chromium 156: also this one"},
    {204, PERSONAL ACAH "*", true, "GET", "x-a", CORS_HEADER_DISALLOWED, "x-a",
     "a star is a name, with credentials"},
    {204, PERSONAL ACAH "x-a", true, "GET", "x-a", CORS_OK, NULL, "named"},
    {204, STAR ACAH "x a", false, "GET", NULL,
     CORS_PREFLIGHT_INVALID_ALLOW_HEADERS, NULL, "no list of tokens"},
    {204,
     STAR ACAM "GET"
               "\n" ACAH "x-a",
     false, "PUT", "x-b", CORS_METHOD_DISALLOWED, "PUT",
     "the method comes first"},
};

Test(cors, a_preflight_is_checked_in_the_order_that_was_measured)
{
    struct arena arena;

    arena_init(&arena, ARENA_MAX);
    for (size_t i = 0; i < sizeof(preflights) / sizeof(*preflights); i++) {
        const struct preflight_row *row = &preflights[i];
        struct http_response response = {
            .status = row->status, .headers = lines_of(&arena, row->response)};
        struct cors_preflight asked = {.page_origin = SPAN(PAGE),
                                       .credentials = row->credentials,
                                       .method = span_str(row->method),
                                       .acrh = span_str(row->acrh)};
        struct cors_result got =
            cors_check_preflight(&response, &asked, &arena);

        expect(&got, row->verdict, row->value, row->reason);
        arena_reset(&arena);
    }
    arena_fini(&arena);
}

/* ---- the safelist -------------------------------------------------------- */

#define A64  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A128 A64 A64

static const struct {
    const char *name;
    const char *value;
    bool safe;
} headers[] = {
    {"Accept", "text/html, */*;q=0.1", true},
    {"accept", A128, true},
    {"accept", A128 "a", false},
    {"accept", "\t\x80", true},
    {"accept", "a:b", false},
    {"accept", "a(b", false},
    {"accept", "a\x01", false},
    {"accept", "a\x7f", false},
    {"Accept-Language", "de-AT, en;q=0.5, *", true},
    {"accept-language", "de_AT", false},
    {"Content-Language", "de/en", false},
    {"content-language", "", true},
    {"Content-Type", "text/plain", true},
    {"content-type", "TEXT/Plain ; charset=utf-8", true},
    {"content-type", "multipart/form-data; boundary=x", true},
    {"content-type", "application/x-www-form-urlencoded", true},
    {"content-type", "application/json", false},
    {"content-type", "text/plain, application/json", false},
    {"content-type", "text/plain; charset=\"x\"", false},
    {"content-type", "text / plain", false},
    {"content-type", "", false},
    {"Range", "bytes=0-", true},
    {"range", "bytes=5-9", true},
    {"range", "bytes=5-5", true},
    {"range", "bytes=007-8", true},
    {"range", "bytes=9-5", false},
    {"range", "bytes=100000000000000000000-99999999999999999999", false},
    {"range", "bytes=99999999999999999999-100000000000000000000", true},
    {"range", "bytes=-5", false},
    {"range", "bytes=0-1,3-4", false},
    {"range", "bytes= 0-", false},
    {"range", "bytes=0 -", false},
    {"range", "Bytes=0-", false},
    {"range", "bytes=0", false},
    {"range", "bytes=", false},
    {"range", "bytes", false},
    {"range", "items=0-", false},
    {"X-Test", "1", false},
    {"Authorization", "", false},
    {"If-None-Match", "\"a\"", false},
    {"", "", false},
};

Test(cors, request_headers_are_safe_by_name_and_value)
{
    for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
        cr_expect_eq(cors_safe_header(span_str(headers[i].name),
                                      span_str(headers[i].value)),
                     headers[i].safe, "%s: %s", headers[i].name,
                     headers[i].value);
    cr_expect_not(cors_safe_header(SPAN("accept"), SPAN("a\0b")), "a NUL");
}

Test(cors, methods_are_safe_in_their_exact_case)
{
    cr_expect(cors_safe_method(SPAN("GET")));
    cr_expect(cors_safe_method(SPAN("HEAD")));
    cr_expect(cors_safe_method(SPAN("POST")));
    cr_expect_not(cors_safe_method(SPAN("get")));
    cr_expect_not(cors_safe_method(SPAN("PUT")));
    cr_expect_not(cors_safe_method(SPAN_ABSENT));
}
