/* test_browser_firefox.c - what the model browser does when it is Firefox */
#include "tests/browser_script.h"

#include <criterion/criterion.h>

#define OPEN  "\xe2\x80\x98"
#define CLOSE "\xe2\x80\x99"

static struct browser_script firefox(void)
{
    struct browser_script script;

    browser_script_init_firefox(&script);
    return script;
}

/* browser.md section 5: the accident that makes Firefox look healthy. */
Test(browser_firefox, an_image_tag_does_not_poison_an_anonymous_fetch)
{
    struct browser_script script = firefox();

    BROWSE(&script, "A: img https://cdn.test/x from https://a.test\n"
                    "  r1 GET https://cdn.test/x\n"
                    "r1 200 | Cache-Control: max-age=60\n"
                    "  A opaque 200\n"
                    "B: fetch https://cdn.test/x from https://a.test\n"
                    "  r2 GET https://cdn.test/x | Origin: https://a.test\n"
                    "r2 200 | Cache-Control: max-age=60 | "
                    "Access-Control-Allow-Origin: *\n"
                    "  B ok 200\n"
                    "C: img https://cdn.test/x from https://a.test "
                    "crossorigin=anonymous\n"
                    "  C ok 200 cached\n");
    STOP_BROWSING(&script);
}

Test(browser_firefox, an_image_tag_poisons_a_credentialed_fetch)
{
    struct browser_script script = firefox();

    BROWSE(&script, "A: img https://cdn.test/x from https://a.test\n"
                    "  r1 GET https://cdn.test/x\n"
                    "r1 200 | Cache-Control: max-age=60\n"
                    "  A opaque 200\n"
                    "B: fetch https://cdn.test/x from https://a.test "
                    "credentials=include\n"
                    "  B blocked MissingAllowOriginHeader cached\n");
    cr_expect_str_eq(script.console,
                     "Cross-Origin Request Blocked: The Same Origin Policy "
                     "disallows reading the remote resource at "
                     "https://cdn.test/x. (Reason: CORS header " OPEN
                     "Access-Control-Allow-Origin" CLOSE
                     " missing). Status code: 200.");
    STOP_BROWSING(&script);
}

Test(browser_firefox, two_origins_of_a_site_break_each_other_as_anywhere)
{
    struct browser_script script = firefox();

    BROWSE(&script, "A: fetch https://cdn.test/x from https://a.one.test\n"
                    "  r1 GET https://cdn.test/x | Origin: https://a.one.test\n"
                    "r1 200 | Cache-Control: max-age=60 | "
                    "Access-Control-Allow-Origin: https://a.one.test\n"
                    "  A ok 200\n"
                    "B: fetch https://cdn.test/x from https://b.one.test\n"
                    "  B blocked AllowOriginMismatch https://a.one.test "
                    "cached\n");
    STOP_BROWSING(&script);
}

Test(browser_firefox, a_preflight_is_remembered_for_a_day_at_most)
{
    struct browser_script script = firefox();

    BROWSE(&script,
           "A: fetch https://cdn.test/x from https://a.test method=PUT\n"
           "  r1 OPTIONS https://cdn.test/x | Access-Control-Request-Method: "
           "PUT | Origin: https://a.test\n"
           "r1 204 | Access-Control-Allow-Origin: * | "
           "Access-Control-Allow-Methods: PUT | Access-Control-Max-Age: "
           "999999\n"
           "  r2 PUT https://cdn.test/x | Origin: https://a.test\n"
           "r2 200 | Access-Control-Allow-Origin: *\n"
           "  A ok 200\n"
           "wait 86399s\n"
           "B: fetch https://cdn.test/x from https://a.test method=PUT\n"
           "  r3 PUT https://cdn.test/x | Origin: https://a.test\n"
           "r3 200 | Access-Control-Allow-Origin: *\n"
           "  B ok 200\n"
           "wait 1s\n"
           "C: fetch https://cdn.test/x from https://a.test method=PUT\n"
           "  r4 OPTIONS https://cdn.test/x | Access-Control-Request-Method: "
           "PUT | Origin: https://a.test\n"
           "r4 nothing\n"
           "  C network error\n");
    STOP_BROWSING(&script);
}

static const struct {
    struct cors_result result;
    const char *reason;
} rows[] = {
    {{CORS_ALLOW_ORIGIN_MISMATCH, SPAN_STATIC("https://b.test")},
     "CORS header " OPEN "Access-Control-Allow-Origin" CLOSE
     " does not match " OPEN "https://b.test" CLOSE},
    {{CORS_MULTIPLE_ALLOW_ORIGIN, SPAN_STATIC("*, *")},
     "Multiple CORS header " OPEN "Access-Control-Allow-Origin" CLOSE
     " not allowed"},
    {{CORS_PREFLIGHT_WILDCARD_WITH_CREDENTIALS, SPAN_STATIC("*")},
     "Credential is not supported if the CORS header " OPEN
     "Access-Control-Allow-Origin" CLOSE " is " OPEN "*" CLOSE},
    {{CORS_INVALID_ALLOW_CREDENTIALS, SPAN_STATIC("")},
     "expected " OPEN "true" CLOSE " in CORS header " OPEN
     "Access-Control-Allow-Credentials" CLOSE},
    {{CORS_PREFLIGHT_INVALID_STATUS, SPAN_STATIC("")},
     "CORS preflight response did not succeed"},
    {{CORS_HEADER_DISALLOWED, SPAN_STATIC("x-a")},
     "header " OPEN "x-a" CLOSE " is not allowed according to header " OPEN
     "Access-Control-Allow-Headers" CLOSE " from CORS preflight response"},
    {{CORS_METHOD_DISALLOWED, SPAN_STATIC("PUT")},
     "Did not find method in CORS header " OPEN
     "Access-Control-Allow-Methods" CLOSE},
};

Test(browser_firefox, each_reason_has_its_words)
{
    const struct cors_place place = {.kind = SPAN("fetch"),
                                     .url = SPAN("https://cdn.test/x"),
                                     .page_origin = SPAN("https://a.test"),
                                     .status = 403};

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf text, wanted;

        buf_init(&text, 4096);
        buf_init(&wanted, 4096);
        cors_console_firefox(&text, &rows[i].result, &place);
        buf_addf(&wanted,
                 "Cross-Origin Request Blocked: The Same Origin Policy "
                 "disallows reading the remote resource at "
                 "https://cdn.test/x. (Reason: %s). Status code: 403.",
                 rows[i].reason);
        cr_expect_str_eq(buf_span(&text).ptr, buf_span(&wanted).ptr);
        buf_fini(&text);
        buf_fini(&wanted);
    }
}
