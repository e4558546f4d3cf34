/* test_browser_redirect.c - hop by hop: who is asked, and in whose name. */
#include "tests/browser_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define A    "https://a.test"
#define X    "https://cdn.test/x"
#define Y    "https://y.test/y"
#define STAR " | Access-Control-Allow-Origin: *"

/* browser.md 3: the check is made on every hop; M8b. */
Test(browser_redirect, each_hop_of_a_redirect_is_checked_before_it_is_followed)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " X " from " A "\n"
               "  r1 GET " X " | Origin: " A "\n"
               "r1 301 | Location: /y\n"
               "  L blocked MissingAllowOriginHeader\n");
    cr_assert_null(strstr(s.console, "redirected"));
    BROWSE(&s, "M: fetch " X "2 from " A "\n"
               "  r2 GET " X "2 | Origin: " A "\n"
               "r2 302 | Location: /y?z" STAR "\n"
               "  r3 GET https://cdn.test/y?z | Origin: " A "\n"
               "r3 200\n"
               "  M blocked MissingAllowOriginHeader\n");
    cr_assert_str_eq(s.console,
                     "Access to fetch at 'https://cdn.test/y?z' (redirected "
                     "from '" X "2') from origin '" A
                     "' has been blocked by CORS policy: No "
                     "'Access-Control-Allow-Origin' header is present on the "
                     "requested resource.");
    STOP_BROWSING(&s);
}

/* browser.md 3: M8, M8c, M8d. */
Test(browser_redirect, a_foreign_origin_leads_on_in_the_name_of_null)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "own: fetch " A "/x from " A "\n"
               "  r1 GET " A "/x\n"
               "r1 302 | Location: " Y "\n"
               "  r2 GET " Y " | Origin: " A "\n"
               "r2 200" STAR "\n"
               "  own ok 200\n"
               "two: fetch " X " from " A "\n"
               "  r3 GET " X " | Origin: " A "\n"
               "r3 302 | Location: " Y STAR "\n"
               "  r4 GET " Y " | Origin: null\n"
               "r4 200 | Access-Control-Allow-Origin: " A "\n"
               "  two blocked AllowOriginMismatch " A "\n");
    cr_assert_not_null(strstr(s.console, "from origin '" A "'"));
    BROWSE(&s, "home: fetch " X " from " A "\n"
               "  r5 GET " X " | Origin: " A "\n"
               "r5 302 | Location: " A "/z" STAR "\n"
               "  r6 GET " A "/z | Origin: null\n"
               "r6 200 | Access-Control-Allow-Origin: null\n"
               "  home ok 200\n"
               "tag: img " X " from " A "\n"
               "  r7 GET " X "\n"
               "r7 302 | Location: " A "/z\n"
               "  r8 GET " A "/z\n"
               "r8 200\n"
               "  tag opaque 200\n");
    STOP_BROWSING(&s);
}

Test(browser_redirect, a_redirect_changes_the_method_and_leaves_secrets_behind)
{
    static const struct {
        const char *method, *answer, *becomes;
        bool typed; /* Content-Type goes on */
    } rows[] = {
        {"POST", "301", "GET", false},     {"POST", "302", "GET", false},
        {"POST", "303", "GET", false},     {"POST", "307", "POST", true},
        {"POST", "308", "POST", true},     {"HEAD", "303", "HEAD", true},
        {"PUT", "301", "PUT", true},       {"PUT", "303", "GET", false},
        {"DELETE", "302", "DELETE", true},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool reads = strcmp(rows[i].method, "HEAD") == 0;
        bool read = reads || strcmp(rows[i].becomes, "GET") == 0;
        struct browser_script s;
        char text[512];

        browser_script_init(&s);
        snprintf(text, sizeof(text),
                 "L: fetch " A "/x from " A " method=%s | Content-Type: a/b\n"
                 "  r1 %s " A "/x | Content-Type: a/b%s\n"
                 "r1 %s | Location: y\n"
                 "  r2 %s " A "/y%s%s\n"
                 "r2 200\n"
                 "  L ok 200\n",
                 rows[i].method, rows[i].method, reads ? "" : " | Origin: " A,
                 rows[i].answer, rows[i].becomes,
                 rows[i].typed ? " | Content-Type: a/b" : "",
                 read ? "" : " | Origin: " A);
        BROWSE(&s, text);
        STOP_BROWSING(&s);
    }
}

Test(browser_redirect, authorization_stays_with_the_origin_that_it_was_for)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " A "/x from " A " | Authorization: s\n"
               "  r1 GET " A "/x | Authorization: s\n"
               "r1 307 | Location: /x2\n"
               "  r2 GET " A "/x2 | Authorization: s\n"
               "r2 307 | Location: " Y "\n"
               "  r3 GET " Y " | Origin: " A "\n"
               "r3 200" STAR "\n"
               "  L ok 200\n");
    STOP_BROWSING(&s);
}

/* Each hop that is not simple has a preflight of its own; one for "null" is not
 * remembered. */
Test(browser_redirect, a_redirected_request_is_preflighted_again)
{
    struct browser_script s;
    const char *const put =
        "P: fetch " X " from " A " method=PUT\n"
        "  r1 OPTIONS " X " | Access-Control-Request-Method: PUT | Origin: " A
        "\n"
        "r1 204" STAR " | Access-Control-Allow-Methods: PUT\n"
        "  r2 PUT " X " | Origin: " A "\n"
        "r2 307 | Location: " Y STAR "\n"
        "  r3 OPTIONS " Y " | Access-Control-Request-Method: PUT "
        "| Origin: null\n"
        "r3 204" STAR " | Access-Control-Allow-Methods: PUT\n"
        "  r4 PUT " Y " | Origin: null\n"
        "r4 200" STAR "\n"
        "  P ok 200\n";

    browser_script_init(&s);
    BROWSE(&s, put);
    BROWSE(&s, "Q: fetch " X " from " A " method=PUT\n"
               "  r5 PUT " X " | Origin: " A "\n"
               "r5 307 | Location: " Y STAR "\n"
               "  r6 OPTIONS " Y " | Access-Control-Request-Method: PUT "
               "| Origin: null\n"
               "r6 301 | Location: /" STAR "\n"
               "  Q blocked PreflightDisallowedRedirect\n");
    cr_assert_not_null(strstr(s.console, "(redirected from '" X "')"));
    STOP_BROWSING(&s);
}

Test(browser_redirect, a_stored_redirect_is_followed_without_asking)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "I: img " X " from " A "\n"
               "  r1 GET " X "\n"
               "r1 301 | Location: /y\n"
               "  r2 GET https://cdn.test/y\n"
               "r2 200 | Cache-Control: max-age=60\n"
               "  I opaque 200\n"
               "J: img " X " from " A "\n"
               "  J opaque 200 cached\n"
               "F: fetch " X " from " A "\n"
               "  F blocked MissingAllowOriginHeader cached\n");
    STOP_BROWSING(&s);
}

Test(browser_redirect, a_load_is_redirected_twenty_times_at_most)
{
    struct browser_script s;

    browser_script_init(&s);
    BROWSE(&s, "L: fetch " A "/0 from " A "\n"
               "  r1 GET " A "/0\n");
    for (int i = 1; i <= 20; i++) {
        char text[128];

        snprintf(text, sizeof(text),
                 "r%d 302 | Location: /%d\n  r%d GET " A "/%d\n", i, i, i + 1,
                 i);
        BROWSE(&s, text);
    }
    BROWSE(&s, "r21 302 | Location: /21\n  L network error\n");
    cr_assert_str_eq(s.console, "net::ERR_TOO_MANY_REDIRECTS");
    STOP_BROWSING(&s);
}

Test(browser_redirect, a_redirect_to_no_url_is_a_network_error)
{
    static const char *const to[] = {"data:text/plain,x", "ftp://a/",
                                     "http://",           "https://u:p@a/",
                                     "http://a:99999/",   "x:y"};

    for (size_t i = 0; i < sizeof(to) / sizeof(to[0]); i++) {
        struct browser_script s;
        char text[256];

        browser_script_init(&s);
        snprintf(text, sizeof(text),
                 "L: fetch " A "/0 from " A "\n"
                 "  r1 GET " A "/0\n"
                 "r1 302 | Location: %s\n"
                 "  L network error\n",
                 to[i]);
        BROWSE(&s, text);
        cr_assert_not_null(strstr(s.console, "no URL"));
        STOP_BROWSING(&s);
    }
}
