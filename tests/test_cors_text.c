/*
 * test_cors_text.c - console lines, as Chromium 156 was seen to print them.
 *
 * Each recorded row is one case of a real browser on local servers: what the
 * server answered, and the line that the console then showed. Ports and names
 * are made short, nothing else is changed.
 */
#include "cache/http/cors.h"

#include "tests/lines.h"

#include <criterion/criterion.h>

#define ARENA_MAX 65536
#define ACAO      "Access-Control-Allow-Origin: "
#define ACAM      "Access-Control-Allow-Methods: "
#define ACAH      "Access-Control-Allow-Headers: "

#define BLOCKED "' has been blocked by CORS policy: "
#define PREFLIGHT                                                \
    "Response to preflight request doesn't pass access control " \
    "check: "
#define NO_ACAO                                                  \
    "No 'Access-Control-Allow-Origin' header is present on the " \
    "requested resource."
#define NOT_EQUAL                                           \
    "' that is not equal to the supplied origin. Have the " \
    "server send the header with a valid value."

struct row {
    const char *name; /* of the recorded case */
    const char *kind;
    const char *url;
    const char *redirected_from;
    const char *page_origin;
    int preflight_status; /* 0: the answer itself is judged */
    const char *method;
    const char *acrh;
    bool credentials;
    const char *response;
    const char *enum_name;
    const char *line;
};

static const struct row recorded[] = {
    {"S1", "fetch", "http://e/o1.bin?t=json&acao=reflect&cc=no-store", NULL,
     "http://b", 0, NULL, NULL, false, ACAO "http://a", "AllowOriginMismatch",
     "Access to fetch at 'http://e/o1.bin?t=json&acao=reflect&cc=no-store' "
     "from origin 'http://b" BLOCKED "The 'Access-Control-Allow-Origin' header "
     "has a value 'http://a" NOT_EQUAL},
    {"S5", "fetch", "http://e/o5.bin?st=403", NULL, "http://a", 0, NULL, NULL,
     false, "", "MissingAllowOriginHeader",
     "Access to fetch at 'http://e/o5.bin?st=403' from origin "
     "'http://a" BLOCKED NO_ACAO},
    {"H2", "image", "http://o/o7.png?t=png&s3=1", NULL, "http://a", 0, NULL,
     NULL, false, "", "MissingAllowOriginHeader",
     "Access to image at 'http://o/o7.png?t=png&s3=1' from origin "
     "'http://a" BLOCKED NO_ACAO},
    {"H18", "font", "http://o/o26.woff2", NULL, "http://a", 0, NULL, NULL,
     false, "", "MissingAllowOriginHeader",
     "Access to font at 'http://o/o26.woff2' from origin "
     "'http://a" BLOCKED NO_ACAO},
    {"M1b", "XMLHttpRequest", "http://o/o38.bin?acao=none", NULL, "http://a", 0,
     NULL, NULL, false, "", "MissingAllowOriginHeader",
     "Access to XMLHttpRequest at 'http://o/o38.bin?acao=none' from origin "
     "'http://a" BLOCKED NO_ACAO},
    {"M2b", "fetch", "http://o/x", NULL, "http://a", 0, NULL, NULL, false,
     ACAO "http://a/", "AllowOriginMismatch",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED
     "The 'Access-Control-Allow-Origin' header has a value "
     "'http://a/" NOT_EQUAL},
    {"M2d", "fetch", "http://o/x", NULL, "http://127.0.0.1:37437", 0, NULL,
     NULL, false, ACAO "https://127.0.0.1:37437", "AllowOriginMismatch",
     "Access to fetch at 'http://o/x' from origin "
     "'http://127.0.0.1:37437" BLOCKED
     "The 'Access-Control-Allow-Origin' header has a value "
     "'https://127.0.0.1:37437" NOT_EQUAL},
    {"M2f", "fetch", "http://o/x", NULL, "http://a", 0, NULL, NULL, false,
     ACAO "example.com", "InvalidAllowOriginValue",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED
     "The 'Access-Control-Allow-Origin' header contains the invalid value "
     "'example.com'. Have the server send the header with a valid value."},
    {"M2h", "fetch", "http://o/x", NULL, "http://a", 0, NULL, NULL, false,
     ACAO "null", "AllowOriginMismatch",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED
     "The 'Access-Control-Allow-Origin' header has a value 'null" NOT_EQUAL},
    {"M3b", "fetch", "http://o/x", NULL, "http://a", 0, NULL, NULL, true,
     ACAO "http://a", "InvalidAllowCredentials",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED
     "The value of the 'Access-Control-Allow-Credentials' header in the "
     "response is '' which must be 'true' when the request's credentials mode "
     "is 'include'."},
    {"M3d", "fetch", "http://o/x", NULL, "http://a", 204, "PUT", NULL, true,
     ACAO "http://a\n" ACAM "PUT", "PreflightInvalidAllowCredentials",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED PREFLIGHT
     "The value of the 'Access-Control-Allow-Credentials' header in the "
     "response is '' which must be 'true' when the request's credentials mode "
     "is 'include'."},
    {"M4b", "fetch", "http://o/x", NULL, "http://a", 403, "PUT", NULL, false,
     "", "PreflightMissingAllowOriginHeader",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED PREFLIGHT
         NO_ACAO},
    {"M4d", "fetch", "http://o/x", NULL, "http://a", 301, "PUT", NULL, false,
     ACAO "http://a\nLocation: http://o/else", "PreflightDisallowedRedirect",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED PREFLIGHT
     "Redirect is not allowed for a preflight request."},
    {"M5", "fetch", "http://o/x", NULL, "http://a", 204, "GET", "x-test", false,
     ACAO "http://a\n" ACAM "GET\n" ACAH "x-a",
     "HeaderDisallowedByPreflightResponse",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED
     "Request header field x-test is not allowed by "
     "Access-Control-Allow-Headers in preflight response."},
    {"M6", "fetch", "http://o/x", NULL, "http://a", 204, "PUT", NULL, false,
     ACAO "http://a\n" ACAM "GET", "MethodDisallowedByPreflightResponse",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED
     "Method PUT is not allowed by Access-Control-Allow-Methods in preflight "
     "response."},
    {"M7", "fetch", "http://o/x", NULL, "http://a", 0, NULL, NULL, false,
     ACAO "*\n" ACAO "*", "MultipleAllowOriginValues",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED
     "The 'Access-Control-Allow-Origin' header contains multiple values "
     "'*, *', but only one is allowed. Have the server send the header with a "
     "valid value."},
    {"M7c", "fetch", "http://o/x", NULL, "http://a", 0, NULL, NULL, false,
     ACAO "http://a, http://b", "MultipleAllowOriginValues",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED
     "The 'Access-Control-Allow-Origin' header contains multiple values "
     "'http://a, http://b', but only one is allowed. Have the server send the "
     "header with a valid value."},
    {"M8", "fetch", "http://e/redir-target?acao=none", "http://o/o64.bin?a=1",
     "http://a", 0, NULL, NULL, false, "", "MissingAllowOriginHeader",
     "Access to fetch at 'http://e/redir-target?acao=none' (redirected from "
     "'http://o/o64.bin?a=1') from origin 'http://a" BLOCKED NO_ACAO},
    {"M9", "fetch", "http://o/x", NULL, "null", 0, NULL, NULL, false,
     ACAO "http://a", "AllowOriginMismatch",
     "Access to fetch at 'http://o/x' from origin 'null" BLOCKED
     "The 'Access-Control-Allow-Origin' header has a value "
     "'http://a" NOT_EQUAL},
    {"M11b", "image", "http://o/o75.png", NULL, "http://a", 0, NULL, NULL, true,
     ACAO "*", "WildcardOriginNotAllowed",
     "Access to image at 'http://o/o75.png' from origin 'http://a" BLOCKED
     "The value of the 'Access-Control-Allow-Origin' header in the response "
     "must not be the wildcard '*' when the request's credentials mode is "
     "'include'."},
    {"M13", "script", "http://o/o77.js", NULL, "http://a", 0, NULL, NULL, false,
     "", "MissingAllowOriginHeader",
     "Access to script at 'http://o/o77.js' from origin "
     "'http://a" BLOCKED NO_ACAO},
    {"M16b", "fetch", "http://o/x", NULL, "http://a", 204, "GET", "range",
     false, ACAO "*", "HeaderDisallowedByPreflightResponse",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED
     "Request header field range is not allowed by "
     "Access-Control-Allow-Headers in preflight response."},
    {"X18", "fetch", "http://o/x", NULL, "http://127.0.0.1:33913", 0, NULL,
     NULL, false, ACAO "HTTP://127.0.0.1:33913", "AllowOriginMismatch",
     "Access to fetch at 'http://o/x' from origin "
     "'http://127.0.0.1:33913" BLOCKED
     "The 'Access-Control-Allow-Origin' header has a value "
     "'HTTP://127.0.0.1:33913" NOT_EQUAL},
    {"preflight 403 with ACAO", "fetch", "http://o/x", NULL, "http://a", 403,
     "PUT", NULL, false, ACAO "*", "PreflightInvalidStatus",
     "Access to fetch at 'http://o/x' from origin 'http://a" BLOCKED PREFLIGHT
     "It does not have HTTP ok status."},
    {"empty ACAO", "CSS stylesheet", "http://o/x", NULL, "http://a", 0, NULL,
     NULL, false, ACAO, "InvalidAllowOriginValue",
     "Access to CSS stylesheet at 'http://o/x' from origin 'http://a" BLOCKED
     "The 'Access-Control-Allow-Origin' header contains the invalid value "
     "''."},
};

static struct cors_result judge(const struct row *row, struct arena *arena)
{
    struct http_response response = {.status = row->preflight_status,
                                     .headers = lines_of(arena, row->response)};
    struct cors_preflight asked = {.page_origin = span_str(row->page_origin),
                                   .credentials = row->credentials,
                                   .method = span_str(row->method),
                                   .acrh = span_str(row->acrh)};

    return row->preflight_status
               ? cors_check_preflight(&response, &asked, arena)
               : cors_check(&response.headers, asked.page_origin,
                            asked.credentials, arena);
}

Test(cors_text, an_answer_gives_the_line_that_chromium_printed)
{
    struct arena arena;
    struct buf text;

    arena_init(&arena, ARENA_MAX);
    buf_init(&text, 4096);
    for (size_t i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
        const struct row *row = &recorded[i];
        struct cors_result got = judge(row, &arena);
        struct cors_place place = {span_str(row->kind), span_str(row->url),
                                   span_str(row->redirected_from),
                                   span_str(row->page_origin), 0};

        cr_expect_str_eq(cors_verdict_name(got.verdict), row->enum_name, "%s",
                         row->name);
        cors_console_text(&text, &got, &place);
        cr_expect_str_eq(buf_span(&text).ptr, row->line, "%s:\n%s\n%s",
                         row->name, buf_span(&text).ptr, row->line);
        buf_reset(&text);
        arena_reset(&arena);
    }
    buf_fini(&text);
    arena_fini(&arena);
}

static struct cors_place place_of(const char *kind)
{
    return (struct cors_place){span_str(kind), SPAN("http://o/@"), SPAN_ABSENT,
                               SPAN("http://a"), 0};
}

static void expect_end(const struct cors_result *result, const char *kind,
                       const char *end)
{
    struct cors_place place = place_of(kind);
    struct buf text;

    buf_init(&text, 4096);
    cors_console_text(&text, result, &place);
    cr_expect(span_ends(buf_span(&text), span_str(end)), "%s",
              buf_span(&text).ptr);
    buf_fini(&text);
}

Test(cors_text, what_was_not_recorded_has_the_words_of_chromiums_source)
{
    struct cors_result result = {CORS_PREFLIGHT_INVALID_ALLOW_METHODS,
                                 SPAN_ABSENT};

    expect_end(&result, "fetch",
               "policy: Cannot parse Access-Control-Allow-Methods response "
               "header field in preflight response.");
    result.verdict = CORS_PREFLIGHT_INVALID_ALLOW_HEADERS;
    expect_end(&result, "fetch",
               "policy: Cannot parse Access-Control-Allow-Headers response "
               "header field in preflight response.");
    result.verdict = CORS_WILDCARD_WITH_CREDENTIALS;
    expect_end(&result, "fetch", "credentials mode is 'include'.");
    expect_end(&result, "XMLHttpRequest",
               "credentials mode is 'include'. The credentials mode of "
               "requests initiated by the XMLHttpRequest is controlled by the "
               "withCredentials attribute.");
    result = (struct cors_result){CORS_PREFLIGHT_INVALID_ALLOW_CREDENTIALS,
                                  SPAN("@@")};
    expect_end(&result, "XMLHttpRequest",
               "the response is '@@' which must be 'true' when the request's "
               "credentials mode is 'include'. The credentials mode of "
               "requests initiated by the XMLHttpRequest is controlled by the "
               "withCredentials attribute.");
}

Test(cors_text, past_its_ceiling_a_line_is_cut_and_says_so)
{
    struct cors_result result = {CORS_MISSING_ALLOW_ORIGIN, SPAN_ABSENT};
    struct cors_place place = place_of("fetch");
    struct buf text;

    buf_init(&text, 40);
    cors_console_text(&text, &result, &place);
    cr_expect(text.overflow);
    cr_expect_leq(text.len, 40u);
    buf_fini(&text);
}

Test(cors_text, every_verdict_has_a_name_of_its_own)
{
    for (int a = CORS_OK; a <= CORS_HEADER_DISALLOWED; a++)
        for (int b = CORS_OK; b < a; b++)
            cr_expect_str_neq(cors_verdict_name((enum cors_verdict)a),
                              cors_verdict_name((enum cors_verdict)b));
    cr_expect_str_eq(cors_verdict_name(CORS_OK), "ok");
}
