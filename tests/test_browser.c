/* test_browser.c - each kind of load: what is sent, what the page may read. */
#include "tests/browser_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define A "https://a.test"
#define X "https://cdn.test/x"

/* s3.md 7.1: tags are no-cors without crossorigin, the others are cors. */
Test(browser, tags_send_no_origin_and_scripts_do)
{
    static const struct {
        const char *load;
        bool cors;
        const char *without; /* the verdict without any CORS header */
    } rows[] = {
        {"fetch", true, "blocked MissingAllowOriginHeader"},
        {"xhr", true, "blocked MissingAllowOriginHeader"},
        {"font", true, "blocked MissingAllowOriginHeader"},
        {"img", false, "opaque 200"},
        {"script", false, "opaque 200"},
        {"stylesheet", false, "opaque 200"},
        {"media", false, "opaque 200"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct browser_script s;
        char text[512];

        browser_script_init(&s);
        snprintf(text, sizeof(text),
                 "L: %s " X " from " A "\n"
                 "  r1 GET " X "%s\n"
                 "r1 200\n"
                 "  L %s\n",
                 rows[i].load, rows[i].cors ? " | Origin: " A : "",
                 rows[i].without);
        BROWSE(&s, text);
        snprintf(text, sizeof(text),
                 "L: %s " A "/x from " A "\n"
                 "  r2 GET " A "/x\n"
                 "r2 200\n"
                 "  L ok 200\n",
                 rows[i].load);
        BROWSE(&s, text);
        STOP_BROWSING(&s);
    }
}

Test(browser, crossorigin_makes_a_tag_a_cors_load_with_or_without_credentials)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: img " X " from " A " crossorigin=anonymous\n"
               "  r1 GET " X " | Origin: " A "\n"
               "r1 200 | Access-Control-Allow-Origin: *\n"
               "  L ok 200\n"
               "L: img " X "2 from " A " crossorigin=use-credentials\n"
               "  r2 GET " X "2 | Origin: " A "\n"
               "r2 200 | Access-Control-Allow-Origin: *\n"
               "  L blocked WildcardOriginNotAllowed *\n"
               "L: img " X "3 from " A " crossorigin=use-credentials\n"
               "  r3 GET " X "3 | Origin: " A "\n"
               "r3 200 | Access-Control-Allow-Origin: " A
               " | Access-Control-Allow-Credentials: true\n"
               "  L ok 200\n");
    STOP_BROWSING(&s);
}

/* Fetch standard: a preflight has no credentials; a tag without crossorigin
 * has, a fetch only if it is told to; another host has other cookies. */
Test(browser, a_module_is_always_a_cors_load_without_credentials)
{
    struct browser_script script;

    browser_script_init(&script);
    BROWSE(&script, "A: module https://cdn.test/x from https://a.test\n"
                    "  r1 GET https://cdn.test/x | Origin: https://a.test\n"
                    "r1 200 | Access-Control-Allow-Origin: *\n"
                    "  A ok 200\n"
                    "B: module https://cdn.test/y from https://a.test "
                    "crossorigin=use-credentials\n"
                    "  r2 GET https://cdn.test/y | Origin: https://a.test\n"
                    "r2 200 | Access-Control-Allow-Origin: *\n"
                    "  B blocked WildcardOriginNotAllowed *\n"
                    "C: module https://cdn.test/z from https://a.test\n"
                    "  r3 GET https://cdn.test/z | Origin: https://a.test\n"
                    "r3 200\n"
                    "  C blocked MissingAllowOriginHeader\n");
    cr_expect(strstr(script.console, "Access to script at"));
    STOP_BROWSING(&script);
}

Test(browser, cookies_go_where_credentials_do_and_never_with_a_preflight)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " X " from " A " cookies=a=1\n"
               "  r1 GET " X " | Origin: " A "\n"
               "r1 200 | Access-Control-Allow-Origin: *\n"
               "  L ok 200\n"
               "L: img " X "2 from " A " cookies=a=1\n"
               "  r2 GET " X "2 | Cookie: a=1\n"
               "r2 200\n"
               "  L opaque 200\n"
               "L: fetch " X "3 from " A
               " credentials=include cookies=a=1 | X-Test: 1\n"
               "  r3 OPTIONS " X "3 | Access-Control-Request-Method: GET"
               " | Access-Control-Request-Headers: x-test | Origin: " A "\n"
               "r3 204 | Access-Control-Allow-Origin: " A
               " | Access-Control-Allow-Credentials: true"
               " | Access-Control-Allow-Headers: x-test\n"
               "  r4 GET " X "3 | X-Test: 1 | Origin: " A " | Cookie: a=1\n"
               "r4 302 | Location: https://other.test/"
               " | Access-Control-Allow-Origin: " A
               " | Access-Control-Allow-Credentials: true\n"
               "  r5 OPTIONS https://other.test/"
               " | Access-Control-Request-Method: GET"
               " | Access-Control-Request-Headers: x-test | Origin: null\n"
               "r5 204 | Access-Control-Allow-Origin: null"
               " | Access-Control-Allow-Credentials: true"
               " | Access-Control-Allow-Headers: x-test\n"
               "  r6 GET https://other.test/ | X-Test: 1 | Origin: null\n"
               "r6 nothing\n"
               "  L network error\n");
    STOP_BROWSING(&s);
}

Test(browser, a_mode_of_no_cors_is_opaque_and_takes_no_unsafe_method)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " X " from " A " mode=no-cors | X-Test: 1\n"
               "  r1 GET " X "\n"
               "r1 404\n"
               "  L opaque 404\n"
               "M: fetch " X " from " A " mode=no-cors method=POST\n"
               "  r2 POST " X " | Origin: " A "\n"
               "r2 200\n"
               "  M opaque 200\n"
               "N: fetch " X " from " A " mode=no-cors method=PUT\n"
               "  N network error\n");
    STOP_BROWSING(&s);
}

/* s3.md 7.1 */
Test(browser, what_is_not_simple_is_preflighted_with_sorted_lower_case_names)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s,
           "L: fetch " X " from " A " method=put | X-B: 1 | X-A: 2 | x-b: 3 "
           "| Accept: text/plain | Content-Type: application/json "
           "| Host: evil | Cookie: c\n"
           "  r1 OPTIONS " X " | Access-Control-Request-Method: PUT "
           "| Access-Control-Request-Headers: content-type,x-a,x-b "
           "| Origin: " A "\n"
           "r1 204 | Access-Control-Allow-Origin: " A
           " | Access-Control-Allow-Methods: PUT "
           "| Access-Control-Allow-Headers: X-A, x-b, Content-Type\n"
           "  r2 PUT " X " | X-B: 1 | X-A: 2 | x-b: 3 "
           "| Content-Type: application/json | Origin: " A "\n"
           "r2 200 | Access-Control-Allow-Origin: " A "\n"
           "  L ok 200\n");
    STOP_BROWSING(&s);
}

Test(browser, which_requests_are_simple)
{
    static const struct {
        const char *more;
        bool simple;
    } rows[] = {
        {"", true},
        {" method=head", true},
        {" method=POST", true},
        {" method=patch", false},
        {" method=DELETE", false},
        {" | Accept: text/html", true},
        {" | Accept: a\"b", false},
        {" | Accept-Language: en", true},
        {" | Content-Type: text/plain;charset=utf-8", true},
        {" | Content-Type: application/json", false},
        {" | Authorization: x", false},
        {" | Range: bytes=0-1", true},
        {" | Range: bytes=-2", false},
        {" | If-None-Match: \"a\"", false},
        {" | User-Agent: me", false},
        {" | Referer: r", true}, /* forbidden: set in vain */
        {" | Sec-Foo: r", true},
        {" | Proxy-Foo: r", true},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct browser_script s;
        struct browser_script *it = &s;
        char text[256];

        browser_script_init(it);
        snprintf(text, sizeof(text), "L: fetch " X " from " A "%s\n",
                 rows[i].more);
        (void)browser_script_play(it, text); /* what it says is looked at */
        cr_assert_eq(strstr(buf_span(&it->said).ptr, "OPTIONS") == NULL,
                     rows[i].simple, "%s: %s", rows[i].more,
                     buf_span(&it->said).ptr);
        (void)browser_script_play(it, "r1 nothing\n");
        STOP_BROWSING(it);
    }
}

Test(browser, a_patch_in_small_letters_is_not_patch)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " X " from " A " method=patch\n"
               "  r1 OPTIONS " X " | Access-Control-Request-Method: patch "
               "| Origin: " A "\n"
               "r1 204 | Access-Control-Allow-Origin: * "
               "| Access-Control-Allow-Methods: PATCH\n"
               "  L blocked MethodDisallowedByPreflightResponse patch\n");
    STOP_BROWSING(&s);
}

Test(browser, an_opaque_page_sends_null_and_uses_no_cache)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " X " from null\n"
               "  r1 GET " X " | Origin: null\n"
               "r1 200 | Access-Control-Allow-Origin: null "
               "| Cache-Control: max-age=60\n"
               "  L ok 200\n"
               "L: fetch " X " from null\n"
               "  r2 GET " X " | Origin: null\n"
               "r2 200 | Access-Control-Allow-Origin: " A "\n"
               "  L blocked AllowOriginMismatch " A "\n");
    STOP_BROWSING(&s);
}

Test(browser, a_blocked_load_has_chromiums_console_line)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: xhr " X " from " A "\n"
               "  r1 GET " X " | Origin: " A "\n"
               "r1 200 | Access-Control-Allow-Origin: https://b.test\n"
               "  L blocked AllowOriginMismatch https://b.test\n");
    cr_assert_str_eq(
        s.console,
        "Access to XMLHttpRequest at '" X "' from origin '" A
        "' has been blocked by CORS policy: The "
        "'Access-Control-Allow-Origin' header has a value 'https://b.test' "
        "that is not equal to the supplied origin.");
    STOP_BROWSING(&s);
}

Test(browser, no_answer_is_a_network_error_at_any_station)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " X " from " A " method=PUT\n"
               "  r1 OPTIONS " X " | Access-Control-Request-Method: PUT "
               "| Origin: " A "\n"
               "r1 nothing\n"
               "  L network error\n"
               "M: fetch " X " from " A "\n"
               "  r2 GET " X " | Origin: " A "\n"
               "r2 nothing\n"
               "  M network error\n"
               "r1 200\n" /* late */
               "r2 nothing\n"
               "N: fetch ftp://x/ from " A "\n"
               "  N network error\n");
    STOP_BROWSING(&s);
}

Test(browser, a_browser_may_end_while_loads_are_under_way)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " X " from " A "\n"
               "  r1 GET " X " | Origin: " A "\n"
               "M: img " X " from " A "\n"
               "  r2 GET " X "\n");
    cr_assert_not(browser_script_stop(&s));
}

/* As measured by ./run browser-cases in Chromium 156. */
Test(browser, what_is_blocked_on_its_way_in_is_not_kept)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " X " from " A "\n  r1 GET " X " | Origin: " A "\n"
               "r1 200 | Cache-Control: max-age=600\n"
               "  L blocked MissingAllowOriginHeader\n"
               "M: fetch " X " from " A "\n  r2 GET " X " | Origin: " A "\n"
               "r2 302 | Cache-Control: max-age=600 | Location: /y\n"
               "  M blocked MissingAllowOriginHeader\n"
               "N: fetch " X " from " A "\n"
               "  N blocked MissingAllowOriginHeader cached\n");
    STOP_BROWSING(&s);
}

Test(browser, a_head_is_answered_by_what_a_get_has_left)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " X " from " A "\n  r1 GET " X " | Origin: " A "\n"
               "r1 200 | Cache-Control: max-age=600"
               " | Access-Control-Allow-Origin: *\n  L ok 200\n"
               "H: fetch " X " from " A " method=HEAD\n  H ok 200 cached\n");
    STOP_BROWSING(&s);
}
