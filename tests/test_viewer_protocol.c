/* test_viewer_protocol.c - viewers that come by http: served, sent away. */
#include "tests/node_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

static void start(struct script *script, enum viewer_protocol rule)
{
    script_init(script);
    script->config.assume_https = false;
    script->behavior.viewer_protocol = rule;
    script_start(script);
}

/* cloudfront.md 6.1: 301, a page of 167 bytes, Redirect in X-Cache. */
Test(viewer_protocol, http_is_redirected_to_the_same_url_with_https)
{
    struct script s;

    start(&s, VIEWER_REDIRECT);
    PLAY(&s, "A: GET /x%20y?a=1&b slow\n"
             "  A <- 301 Redirect page | Location: "
             "https://www.example.net/x%20y?a=1&b\n"
             "  A <- page\n"
             "  A <- end\n"
             "A takes all\n"
             "A done\n"
             "B: HEAD /x?\n"
             "  B <- 301 Redirect page no body | Location: "
             "https://www.example.net/x?\n"
             "  B <- end\n"
             "A journal\n"
             "  VIEWER_REDIRECTED RESPOND_REDIRECT\n");
    cr_expect_eq(script_viewer(&s, "A")->journal.body_bytes, 167);
    STOP(&s);
}

/* What must be sent again as it is: 307, which HTTP/1.0 does not know. */
Test(viewer_protocol, other_methods_are_redirected_with_307_or_refused)
{
    static const char *const methods[] = {"OPTIONS", "POST", "PUT", "DELETE"};

    for (size_t i = 0; i < 4; i++) {
        struct script s;
        char text[512];

        start(&s, VIEWER_REDIRECT);
        snprintf(text, sizeof(text),
                 "A: %s /x\n"
                 "  A <- 307 Redirect page | Location: "
                 "https://www.example.net/x\n"
                 "  A <- page\n"
                 "  A <- end\n"
                 "B: %s /x 1.0\n"
                 "  B <- 403 Error page\n"
                 "  B <- page\n"
                 "  B <- end\n",
                 methods[i], methods[i]);
        PLAY(&s, text);
        STOP(&s);
    }
}

/* cloudfront.md 5.2 */
Test(viewer_protocol, https_only_refuses_http)
{
    struct script s;

    start(&s, VIEWER_HTTPS_ONLY);
    PLAY(&s, "A: GET /x\n"
             "  A <- 403 Error page\n"
             "  A <- page\n"
             "  A <- end\n"
             "A journal\n"
             "  VIEWER_NOT_HTTPS RESPOND_ERROR\n");
    STOP(&s);
}

/* A redirect to an https that nobody serves helps no one: on loopback every
 * viewer counts as one that came by https, unless it is said otherwise. */
Test(viewer_protocol, viewers_are_served_by_default_as_if_by_https)
{
    for (int rule = VIEWER_ALLOW_ALL; rule <= VIEWER_REDIRECT; rule++) {
        struct script s;

        script_init(&s);
        s.behavior.viewer_protocol = (enum viewer_protocol)rule;
        script_start(&s);
        PLAY(&s, "A: GET /x\n"
                 "  f1 -> GET /x\n"
                 "f1 head 200 len=0\n"
                 "  A <- 200 Miss len=0\n"
                 "f1 ends\n"
                 "  A <- end\n");
        STOP(&s);
    }
}

/* Recorded: the answers that the edge makes bear the policy's lines, too. */
Test(viewer_protocol, a_redirect_is_decorated_like_any_answer)
{
    static const struct reply_header set[] = {
        {SPAN_STATIC("X-Frame-Options"), SPAN_STATIC("DENY"), true}};
    struct script s;

    script_init(&s);
    s.config.assume_https = false;
    s.behavior.viewer_protocol = VIEWER_REDIRECT;
    s.behavior.reply.set = set;
    s.behavior.reply.n_set = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  A <- 301 Redirect page | Location: https://www.example.net/x "
             "| X-Frame-Options: DENY\n"
             "  A <- page\n"
             "  A <- end\n");
    STOP(&s);
}
