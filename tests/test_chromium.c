/*
 * test_chromium.c - the model browser against what Chromium 156 was seen to do.
 *
 * data/chromium-cases.json holds recordings: which requests reached the servers
 * and which CORS error, if any, the page ran into. Each conversation below
 * plays one of them with the answers that the servers gave; the number of
 * requests and the errors in their order must be the recorded ones. Four of the
 * recordings are of what the model does not know: H18c and X16 (preloads and
 * prefetches that fill no slot), X12 (a page of its own for a picture), L5
 * (local network access). M9's errors were in a frame that was not recorded:
 * there the page's own words count.
 */
#include "cache/base/json.h"
#include "tests/browser_script.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* One site with two origins, and another site; a server and an edge. */
#define PA  "http://127.0.0.1:1"
#define PA2 "http://127.0.0.1:2"
#define PB  "http://localhost:3"
#define X   "http://127.0.0.1:9/x"
#define E   "http://127.0.0.1:8/x"

#define IMG    "I: img " X " from " PA "\n  r1 GET " X "\n"
#define GET(r) "  r" r " GET " X " | Origin: " PA "\n"
#define ACAO   " | Access-Control-Allow-Origin: "
#define FRESH  " | Cache-Control: max-age=600"
/* A module is a script that is always asked for with CORS. */
#define MODULE(name) name ": script " X " from " PA " crossorigin=anonymous\n"
#define PUT(name, r)                                                    \
    name ": fetch " X " from " PA " method=PUT\n"                       \
         "  r" r " OPTIONS " X " | Access-Control-Request-Method: PUT " \
         "| Origin: " PA "\n"

static const struct {
    const char *name; /* how the recording's name begins */
    const char *conversation;
} cases[] = {
    {"S1 ", "F: fetch " E " from " PA "\n  r1 GET " E " | Origin: " PA "\n"
            "r1 200" ACAO PA " | Cache-Control: no-store\n  F ok 200\n"
            "G: fetch " E " from " PB "\n  r2 GET " E " | Origin: " PB "\n"
            "r2 200" ACAO PA " | Cache-Control: no-store\n"
            "  G blocked AllowOriginMismatch " PA "\n"},
    {"S3 ", "F: fetch " E " from " PA "\n  r1 GET " E " | Origin: " PA "\n"
            "r1 200" ACAO PA "\n  F ok 200\n"
            "G: fetch " E " from " PB "\n  r2 GET " E " | Origin: " PB "\n"
            "r2 200" ACAO PB "\n  G ok 200\n"},
    {"S5 ", "F: fetch " E " from " PA "\n  r1 GET " E " | Origin: " PA "\n"
            "r1 403\n  F blocked MissingAllowOriginHeader\n"},
    {"H13 ", "F: fetch " X " from http://app.one.test:1\n"
             "  r1 GET " X " | Origin: http://app.one.test:1\n"
             "r1 200" ACAO "http://app.one.test:1" FRESH "\n  F ok 200\n"
             "G: fetch " X " from http://shop.one.test:1\n"
             "  G blocked AllowOriginMismatch http://app.one.test:1 cached\n"
             "H: fetch " X " from http://app.two.test:1\n"
             "  r2 GET " X " | Origin: http://app.two.test:1\n"
             "r2 200" ACAO "http://app.two.test:1" FRESH "\n  H ok 200\n"},
    {"H16 ", "S: script " X " from " PA "\n  r1 GET " X "\n"
             "r1 200" FRESH "\n  S opaque 200\n" MODULE(
                 "M") "  M blocked MissingAllowOriginHeader cached\n"},
    {"H20 ", IMG "r1 200" ACAO "*\n  I opaque 200\n"},
    {"M2d ", "F: fetch " X " from " PA "\n" GET(
                 "1") "r1 200" ACAO "https://127.0.0.1:1\n"
                      "  F blocked AllowOriginMismatch https://127.0.0.1:1\n"},
    {"M8 ", "F: fetch " X " from " PA
            "\n" GET("1") "r1 302" ACAO PA " | Location: " E "\n"
                          "  r2 GET " E " | Origin: null\n"
                          "r2 200\n  F blocked MissingAllowOriginHeader\n"},
    {"M8c ", "F: fetch " X " from " PA
             "\n" GET("1") "r1 302" ACAO PA " | Location: " E "\n"
                           "  r2 GET " E " | Origin: null\n"
                           "r2 200" ACAO "null\n  F ok 200\n"},
    {"M13 ", MODULE("M") GET("1") "r1 200\n"
                                  "  M blocked MissingAllowOriginHeader\n"},
    {"M15 ", MODULE("M") GET("1") "r1 200\n"
                                  "  M blocked MissingAllowOriginHeader\n"},
    {"L1 ", "F: fetch " X " from " PA "\n" GET("1") "r1 200" ACAO "*\n"
                                                    "  F ok 200\n"},
    {"L3 ", "F: fetch " X " from http://app.one.test:1\n"
            "  r1 GET " X " | Origin: http://app.one.test:1\n"
            "r1 200" ACAO "*\n  F ok 200\n"},
    {"X4 ", IMG "r1 200" FRESH "\n  I opaque 200\n"
                "F: fetch " X " from " PA "\n"
                "  F blocked MissingAllowOriginHeader cached\n"
                "J: img " X " from " PA "\n  J opaque 200 cached\n"
                "G: fetch " X " from " PA "\n"
                "  G blocked MissingAllowOriginHeader cached\n"
                "K: img " X " from " PA " cache=reload\n"
                "  r2 GET " X " | Cache-Control: no-cache\n"
                "r2 200" FRESH "\n  K opaque 200\n"
                "H: fetch " X " from " PA " cache=reload\n"
                "  r3 GET " X " | Cache-Control: no-cache | Origin: " PA "\n"
                "r3 200" ACAO PA FRESH "\n  H ok 200\n"},
    {"X8 ", IMG "r1 200" FRESH "\n  I opaque 200\n"
                "F: fetch " X " from " PA2 "\n"
                "  F blocked MissingAllowOriginHeader cached\n"},
    {"X14 ", "S: script " X " from " PA "\n  r1 GET " X "\n"
             "r1 200" FRESH "\n  S opaque 200\n" MODULE(
                 "M") "  M blocked MissingAllowOriginHeader cached\n"},
    {"X18 ", "F: fetch " X " from " PA "\n" GET(
                 "1") "r1 200" ACAO "HTTP://127.0.0.1:1\n"
                      "  F blocked AllowOriginMismatch HTTP://127.0.0.1:1\n"
                      "G: fetch " X "2 from " PA "\n"
                      "  r2 GET " X "2 | Origin: " PA "\n"
                      "r2 200" ACAO " " PA "\n  G ok 200\n"},
    {"H2 ", IMG "r1 200" FRESH "\n  I opaque 200\n"
                "C: img " X " from " PA " crossorigin=anonymous\n"
                "  C blocked MissingAllowOriginHeader cached\n"},
    {"H3 ",
     IMG "r1 200" FRESH " | Vary: Origin\n  I opaque 200\n"
         "F: fetch " X " from " PA
         "\n" GET("2") "r2 200" ACAO PA FRESH " | Vary: Origin\n  F ok 200\n"},
    {"H5 ", "I: img " X " from " PA " crossorigin=anonymous\n" GET(
                "1") "r1 200" ACAO PA FRESH "\n  I ok 200\n"
                     "F: fetch " X " from " PA "\n  F ok 200 cached\n"},
    {"H7 ", "F: fetch " X " from " PA
            "\n" GET("1") "r1 200" ACAO PA FRESH " | Vary: Origin\n  F ok 200\n"
                          "I: img " X " from " PA "\n  r2 GET " X "\n"
                          "r2 200" FRESH "\n  I opaque 200\n"},
    {"H9 ", IMG "r1 200" FRESH "\n  I opaque 200\n"
                "F: fetch " X " from " PB "\n"
                "  r2 GET " X " | Origin: " PB "\n"
                "r2 200" ACAO PB FRESH "\n  F ok 200\n"},
    {"H11 ", "F: fetch " X " from " PA
             "\n" GET("1") "r1 200" ACAO PA FRESH "\n  F ok 200\n"
                           "G: fetch " X " from " PB "\n"
                           "  r2 GET " X " | Origin: " PB "\n"
                           "r2 200" ACAO PB FRESH "\n  G ok 200\n"},
    {"H15 ", "S: script " X " from " PA "\n  r1 GET " X "\n"
             "r1 200" FRESH "\n  S opaque 200\n"
             "T: script " X " from " PA " crossorigin=anonymous\n"
             "  T blocked MissingAllowOriginHeader cached\n"},
    {"H18 ",
     "F: font " X " from " PA
     "\n" GET("1") "r1 200" FRESH "\n  F blocked MissingAllowOriginHeader\n"},
    {"R1 ", IMG "r1 200 | Cache-Control: no-cache | ETag: \"v1\"\n"
                "  I opaque 200\n"
                "F: fetch " X " from " PA "\n"
                "  r2 GET " X " | Origin: " PA " | If-None-Match: \"v1\"\n"
                "r2 304" ACAO PA "\n  F ok 200 revalidated\n"},
    {"R3 ",
     "F: fetch " X " from " PA "\n" GET(
         "1") "r1 200" ACAO PA " | Cache-Control: no-cache | ETag: \"v1\"\n"
              "  F ok 200\n"
              "G: fetch " X " from " PA2 "\n"
              "  r2 GET " X " | Origin: " PA2 " | If-None-Match: \"v1\"\n"
              "r2 304\n"
              "  G blocked AllowOriginMismatch " PA " revalidated\n"},
    {"R5 ", "F: fetch " X " from " PA " | If-None-Match: \"v1\"\n"
            "  r1 OPTIONS " X " | Access-Control-Request-Method: GET "
            "| Access-Control-Request-Headers: if-none-match "
            "| Origin: " PA "\n"
            "r1 204" ACAO PA " | Access-Control-Allow-Headers: if-none-match\n"
            "  r2 GET " X " | If-None-Match: \"v1\" | Origin: " PA "\n"
            "r2 304\n  F blocked MissingAllowOriginHeader\n"},
    {"M1b ", "F: xhr " X " from " PA
             "\n" GET("1") "r1 200\n  F blocked MissingAllowOriginHeader\n"},
    {"M2b ", "F: fetch " X " from " PA
             "\n" GET("1") "r1 200" ACAO PA
                           "/\n  F blocked AllowOriginMismatch " PA "/\n"},
    {"M2f ", "F: fetch " X " from " PA
             "\n" GET("1") "r1 200" ACAO "127.0.0.1\n"
                           "  F blocked InvalidAllowOriginValue 127.0.0.1\n"},
    {"M2h ", "F: fetch " X " from " PA
             "\n" GET("1") "r1 200" ACAO
                           "null\n  F blocked AllowOriginMismatch null\n"},
    {"M3b ",
     "F: fetch " X " from " PA " credentials=include\n" GET(
         "1") "r1 200" ACAO PA "\n  F blocked InvalidAllowCredentials\n"},
    {"M3d ", "F: fetch " X " from " PA " credentials=include method=PUT\n"
             "  r1 OPTIONS " X " | Access-Control-Request-Method: PUT "
             "| Origin: " PA "\n"
             "r1 204" ACAO PA " | Access-Control-Allow-Methods: PUT\n"
             "  F blocked PreflightInvalidAllowCredentials\n"},
    {"M4b ", PUT("F", "1") "r1 403\n"
                           "  F blocked PreflightMissingAllowOriginHeader\n"},
    {"M4d ", PUT("F", "1") "r1 301" ACAO PA " | Location: /y\n"
                           "  F blocked PreflightDisallowedRedirect\n"},
    {"M5 ", "F: fetch " X " from " PA " | X-Test: 1\n"
            "  r1 OPTIONS " X " | Access-Control-Request-Method: GET "
            "| Access-Control-Request-Headers: x-test | Origin: " PA "\n"
            "r1 204" ACAO PA "\n"
            "  F blocked HeaderDisallowedByPreflightResponse x-test\n"},
    {"M6 ",
     PUT("F", "1") "r1 204" ACAO PA "\n"
                   "  F blocked MethodDisallowedByPreflightResponse PUT\n"},
    {"M7 ", "F: fetch " X " from " PA
            "\n" GET("1") "r1 200" ACAO "*" ACAO "*\n"
                          "  F blocked MultipleAllowOriginValues *, *\n"},
    {"M7c ", "F: fetch " X " from " PA "\n" GET(
                 "1") "r1 200" ACAO PA ", " PB "\n"
                      "  F blocked MultipleAllowOriginValues " PA ", " PB "\n"},
    {"M10b ",
     "F: fetch " X " from " PA "\n" GET("1") "r1 404" ACAO "*\n  F ok 404\n"},
    {"M11b ",
     "I: img " X " from " PA " crossorigin=use-credentials\n" GET(
         "1") "r1 200" ACAO "*\n  I blocked WildcardOriginNotAllowed *\n"},
    {"M16b ", "F: fetch " X " from " PA " | Range: bytes=-2\n"
              "  r1 OPTIONS " X " | Access-Control-Request-Method: GET "
              "| Access-Control-Request-Headers: range | Origin: " PA "\n"
              "r1 204" ACAO "*\n"
              "  F blocked HeaderDisallowedByPreflightResponse range\n"},
    {"M18 ", "F: fetch " X " from " PA " mode=no-cors\n  r1 GET " X "\n"
             "r1 200\n  F opaque 200\n"},
    {"P2 ",
     PUT("F", "1") "r1 204" ACAO PA " | Access-Control-Allow-Methods: PUT "
                   "| Access-Control-Max-Age: 600\n"
                   "  r2 PUT " X " | Origin: " PA "\n"
                   "r2 200" ACAO PA "\n  F ok 200\n"
                   "wait 6s\n"
                   "G: fetch " X " from " PA " method=PUT\n"
                   "  r3 PUT " X " | Origin: " PA "\n"
                   "r3 200" ACAO PA "\n  G ok 200\n"},
    {"P3 ",
     PUT("F", "1") "r1 204" ACAO PA " | Access-Control-Allow-Methods: PUT "
                   "| Access-Control-Max-Age: 600\n"
                   "  r2 PUT " X " | Origin: " PA "\n"
                   "r2 200" ACAO PA "\n  F ok 200\n"
                   "G: fetch " X "2 from " PA " method=PUT\n"
                   "  r3 OPTIONS " X "2 | Access-Control-Request-Method: PUT "
                   "| Origin: " PA "\n"
                   "r3 204" ACAO PA " | Access-Control-Allow-Methods: PUT\n"
                   "  r4 PUT " X "2 | Origin: " PA "\n"
                   "r4 200" ACAO PA "\n  G ok 200\n"},
    {"P5 ", "F: fetch " X " from " PA " | Authorization: a\n"
            "  r1 OPTIONS " X " | Access-Control-Request-Method: GET "
            "| Access-Control-Request-Headers: authorization "
            "| Origin: " PA "\n"
            "r1 204" ACAO PA " | Access-Control-Allow-Headers: Authorization "
            "| Access-Control-Max-Age: 600\n"
            "  r2 GET " X " | Authorization: a | Origin: " PA "\n"
            "r2 200" ACAO PA " | Cache-Control: no-store\n  F ok 200\n"
            "G: fetch " X " from " PA " | Authorization: a\n"
            "  r3 GET " X " | Authorization: a | Origin: " PA "\n"
            "r3 200" ACAO PA "\n  G ok 200\n"},
    {"X2 ", IMG "r1 200 | ETag: \"v1\" "
                "| Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\n"
                "  I opaque 200\n"
                "F: fetch " X " from " PA "\n"
                "  r2 GET " X " | Origin: " PA " | If-None-Match: \"v1\" "
                "| If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\n"
                "r2 304" ACAO PA "\n  F ok 200 revalidated\n"},
    {"X6 ", IMG "r1 200" FRESH "\n  I opaque 200\n"
                "F: fetch " X "?x=1 from " PA "\n"
                "  r2 GET " X "?x=1 | Origin: " PA "\n"
                "r2 200" ACAO PA "\n  F ok 200\n"},
    {"X10 ",
     "F: fetch " X " from " PA " credentials=include\n" GET(
         "1") "r1 200" ACAO PA " | Access-Control-Allow-Credentials: true" FRESH
              "\n  F ok 200\n"
              "G: fetch " X " from " PA " credentials=omit\n"
              "  G ok 200 cached\n"},
    {"X20 ", "F: fetch " X " from " PA " | X-A: 1\n"
             "  r1 OPTIONS " X " | Access-Control-Request-Method: GET "
             "| Access-Control-Request-Headers: x-a | Origin: " PA "\n"
             "r1 204" ACAO PA " | Access-Control-Allow-Headers: *\n"
             "  r2 GET " X " | X-A: 1 | Origin: " PA "\n"
             "r2 200" ACAO PA " | Cache-Control: no-store\n  F ok 200\n"
             "G: fetch " X " from " PA " | X-A: 1\n"
             "  r3 GET " X " | X-A: 1 | Origin: " PA "\n"
             "r3 200" ACAO PA "\n  G ok 200\n"},
};

static struct span read_file(struct buf *text)
{
    FILE *file = fopen(TESTS_DIR "/data/chromium-cases.json", "rb");
    char piece[4096];
    size_t n;

    cr_assert_not_null(file);
    buf_init(text, JSON_TEXT_MAX);
    while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(text, span_of(piece, n));
    fclose(file);
    return buf_span(text);
}

static const struct json *case_named(const struct json *root, const char *name)
{
    const struct json *at = json_first(json_member(root, "results"));

    while (at &&
           !span_starts(json_string(json_member(at, "name")), span_str(name)))
        at = json_next(at);
    cr_assert_not_null(at, "no recording begins with %s", name);
    return at;
}

/* The recorded CORS errors, a line each. */
static void add_errors(struct buf *out, const struct json *recording)
{
    const struct json *at = json_first(json_member(recording, "cors"));

    for (; at; at = json_next(at)) {
        const char *word = strstr(json_string(at).ptr, "corsError=");

        cr_assert_not_null(word);
        word += strlen("corsError=");
        if (word[0] != '-')
            buf_addf(out, "%.*s\n", (int)strcspn(word, " "), word);
    }
}

/* What the page asked for: not what the edge then asked the origin. */
static size_t count_requests(const struct json *net)
{
    bool missed = false;
    size_t n = 0;

    for (const struct json *at = json_first(net); at; at = json_next(at)) {
        if (!missed)
            n++;
        missed = !missed && strstr(json_string(at).ptr, "Miss from edge");
    }
    return n;
}

Test(chromium, the_model_does_what_was_recorded)
{
    struct json_reader reader;
    struct buf text;

    cr_assert_eq(json_open(&reader, "chromium-cases.json", read_file(&text)), 0,
                 "%s", reader.error);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct json *recording =
            case_named(json_root(&reader), cases[i].name);
        struct browser_script s;
        struct buf errors;

        browser_script_init(&s);
        cr_assert(browser_script_play(&s, cases[i].conversation), "%s%s",
                  cases[i].name, browser_script_fault(&s));
        buf_init(&errors, 4096);
        add_errors(&errors, recording);
        cr_assert(span_eq(buf_span(&errors), buf_span(&s.blocked)),
                  "%s: recorded %s, played %s", cases[i].name,
                  buf_span(&errors).ptr, buf_span(&s.blocked).ptr);
        cr_assert_eq(count_requests(json_member(recording, "net")),
                     s.n_requests, "%s", cases[i].name);
        buf_fini(&errors);
        STOP_BROWSING(&s);
    }
    json_close(&reader);
    buf_fini(&text);
}

/* The steps of the recording that say that a fetch failed. */
static size_t count_failures(const struct json *recording)
{
    const struct json *at = json_first(json_member(recording, "steps"));
    size_t n = 0;

    for (; at; at = json_next(at))
        n += strstr(json_string(at).ptr, "Failed to fetch") != NULL;
    return n;
}

Test(chromium, a_sandboxed_frame_is_let_in_as_null_or_as_anyone)
{
    struct json_reader reader;
    struct browser_script s;
    const struct json *recording;
    struct buf text;
    size_t n_blocked = 0;

    cr_assert_eq(json_open(&reader, "chromium-cases.json", read_file(&text)), 0,
                 "%s", reader.error);
    recording = case_named(json_root(&reader), "M9 ");
    browser_script_init(&s);
    BROWSE(&s, "F: fetch " X "1 from null\n  r1 GET " X "1 | Origin: null\n"
               "r1 200\n  F blocked MissingAllowOriginHeader\n"
               "G: fetch " X "2 from null\n  r2 GET " X "2 | Origin: null\n"
               "r2 200" ACAO "*\n  G ok 200\n"
               "H: fetch " X "3 from null\n  r3 GET " X "3 | Origin: null\n"
               "r3 200" ACAO "null\n  H ok 200\n"
               "I: fetch " X "4 from null\n  r4 GET " X "4 | Origin: null\n"
               "r4 200" ACAO PA "\n  I blocked AllowOriginMismatch " PA "\n");
    for (size_t i = 0; i < s.blocked.len; i++)
        n_blocked += s.blocked.ptr[i] == '\n';
    cr_assert_eq(count_failures(recording), n_blocked);
    cr_assert_eq(count_requests(json_member(recording, "net")), s.n_requests);
    STOP_BROWSING(&s);
    json_close(&reader);
    buf_fini(&text);
}
