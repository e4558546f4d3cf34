/* test_error_pages.c - the default root object and custom error responses. */
#include "tests/node_script.h"

#include <criterion/criterion.h>

/* Errors go to /errors/..., which a behavior of its own answers. */
static const struct error_page pages[] = {
    {404, SPAN_STATIC("/errors/404.html"), 404},
    {403, SPAN_STATIC("/index.html"), 200},
    {502, SPAN_STATIC("/errors/down.html"), 503},
};

static void start(struct script *script)
{
    script_init(script);
    script->config.error_pages = pages;
    script->config.n_error_pages = 3;
    script_start(script);
}

/* cloudfront.md section 2: only for "/" itself. */
Test(error_pages, the_default_root_object_stands_for_the_root_only)
{
    struct script s;

    script_init(&s);
    s.config.root_path = SPAN("/index.html");
    script_start(&s);
    PLAY(&s, "A: GET /\n"
             "  f1 -> GET /index.html\n"
             "f1 head 200 len=2\n"
             "  A <- 200 Miss len=2\n"
             "f1 body ok\n"
             "  A <- ok\n"
             "f1 ends\n"
             "  A <- end\n"
             "B: GET /index.html\n"
             "  B <- 200 Hit age=0 len=2\n"
             "  B <- ok\n"
             "  B <- end\n"
             "C: GET /sub/\n"
             "  f2 -> GET /sub/\n"
             "C gone\n"
             "  f2 -> CANCEL\n"
             "  C finished LOG_VIEWER_GONE\n");
    cr_expect_eq(script_viewer(&s, "A")->journal.steps[0].reason, RECEIVE_ROOT);
    cr_expect(span_eq(script_viewer(&s, "A")->journal.request.path, SPAN("/")),
              "the journal tells what the viewer asked for");
    STOP(&s);
}

/* cloudfront.md section 5.1 */
Test(error_pages, a_page_is_a_request_of_its_own_and_cached_like_one)
{
    struct script s;

    start(&s);
    PLAY(&s, "A: GET /lost | Origin: https://a.example\n"
             "  f1 -> GET /lost\n"
             "f1 head 404 len=4\n"
             "  f2 -> GET /errors/404.html\n"
             "f1 body gone\n"
             "f1 ends\n"
             "f2 head 200 len=4 | Cache-Control: max-age=60\n"
             "  A <- 404 Error len=4\n"
             "f2 body page\n"
             "  A <- page\n"
             "f2 ends\n"
             "  A <- end\n"
             "A journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_ANSWERED(404) JUDGE_ERROR_TTL(10) RESPOND_ERROR_PAGE(404) "
             "KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_ANSWERED(200) JUDGE_MAX_AGE(60) RESPOND_MISS STORE_KEPT\n"
             "B: GET /lost\n" /* the error is kept, and the page */
             "  B <- 404 Error age=0 len=4\n"
             "  B <- page\n"
             "  B <- end\n"
             "C: GET /lost-too?x\n"
             "  f3 -> GET /lost-too\n"
             "f3 head 404 len=4\n"
             "  C <- 404 Error age=0 len=4\n"
             "  C <- page\n"
             "  C <- end\n"
             "f3 body gone\n"
             "f3 ends\n");
    STOP(&s);
}

/* A single-page application on a private bucket: S3 says 403. */
Test(error_pages, the_status_of_the_page_may_be_200_and_x_cache_stays_error)
{
    struct script s;

    start(&s);
    PLAY(&s, "A: GET /app/route\n"
             "  f1 -> GET /app/route\n"
             "f1 head 403 len=6\n"
             "  f2 -> GET /index.html\n"
             "  f1 -> CANCEL\n" /* 403 is not cached (5.1) */
             "f2 head 200 len=3 | ETag: \"1\"\n"
             "  A <- 200 Error len=3\n"
             "f2 body app\n"
             "  A <- app\n"
             "f2 ends\n"
             "  A <- end\n"
             "B: HEAD /app/route | If-None-Match: \"1\"\n"
             "  f3 -> GET /app/route\n"
             "f3 head 403 len=6\n"
             "  B <- 200 Error age=0 len=3 no body\n"
             "  B <- end\n"
             "  f3 -> CANCEL\n");
    STOP(&s);
}

Test(error_pages, a_page_that_fails_gives_its_own_status_to_the_viewer)
{
    struct script s;

    start(&s);
    PLAY(&s, "A: GET /lost\n"
             "  f1 -> GET /lost\n"
             "f1 head 404 len=0\n"
             "  f2 -> GET /errors/404.html\n"
             "f1 ends\n"
             "f2 head 403 len=2\n" /* for which there is a page: not asked */
             "  A <- 403 Error len=2\n"
             "f2 body no\n"
             "  A <- no\n"
             "f2 ends\n"
             "  A <- end\n"
             "B: GET /errors/404.html\n" /* nor for the page itself */
             "  f3 -> GET /errors/404.html\n"
             "f3 head 404 len=2\n"
             "  B <- 404 Error len=2\n"
             "f3 body no\n"
             "  B <- no\n"
             "f3 ends\n"
             "  B <- end\n");
    STOP(&s);
}

Test(error_pages, an_origin_that_is_down_has_a_page_too)
{
    struct script s;

    script_init(&s);
    s.origin.connect_attempts = 1;
    s.config.error_pages = pages;
    s.config.n_error_pages = 3;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 ends refused\n"
             "  f2 -> GET /errors/down.html\n"
             "f2 head 200 len=4\n"
             "  A <- 503 Error len=4\n"
             "f2 body down\n"
             "  A <- down\n"
             "f2 ends\n"
             "  A <- end\n"
             "B: GET /y\n"
             "  f3 -> GET /y\n"
             "f3 ends refused\n"
             "  B <- 503 Error age=0 len=4\n"
             "  B <- down\n"
             "  B <- end\n");
    STOP(&s);
}

Test(error_pages, everybody_who_waited_gets_the_page_from_one_fetch)
{
    struct script s;

    start(&s);
    PLAY(&s, "A: GET /lost\n"
             "  f1 -> GET /lost\n"
             "B: GET /lost\n"
             "C: GET /errors/404.html\n"
             "  f2 -> GET /errors/404.html\n"
             "f1 head 404 len=0\n"
             "f1 ends\n"
             "f2 head 200 len=4\n"
             "  C <- 200 Miss len=4\n"
             "  A <- 404 Error age=0 len=4\n"
             "  B <- 404 Error age=0 len=4\n"
             "f2 body page\n"
             "  C <- page\n"
             "  A <- page\n"
             "  B <- page\n"
             "f2 ends\n"
             "  C <- end\n"
             "  A <- end\n"
             "  B <- end\n");
    STOP(&s);
}

Test(error_pages, a_request_body_is_not_sent_to_the_page)
{
    struct script s;

    start(&s);
    PLAY(&s, "A: POST /form body=8\n"
             "  f1 -> POST /form body=8\n"
             "f1 ready 100\n"
             "  A <- wants 100\n"
             "A sends half\n"
             "  f1 -> half\n"
             "f1 head 403 len=0\n"
             "  f2 -> GET /index.html\n"
             "  f1 -> CANCEL\n"
             "A sends more\n"
             "f2 ready 100\n"
             "A is whole\n"
             "f2 head 200 len=3\n"
             "  A <- 200 Error len=3\n"
             "f2 body app\n"
             "  A <- app\n"
             "f2 ends\n"
             "  A <- end\n");
    STOP(&s);
}

static const struct reply_header of_request[] = {
    {SPAN_STATIC("X-Whose"), SPAN_STATIC("request"), true}};
static const struct reply_header of_page[] = {
    {SPAN_STATIC("X-Whose"), SPAN_STATIC("page"), true}};

/* cloudfront.md section 5.1: which behavior's policy applies is not known. */
Test(error_pages, a_knob_says_whose_response_headers_decorate_the_page)
{
    for (int own = 0; own < 2; own++) {
        struct behavior behaviors[2];
        struct script s;

        script_init(&s);
        s.config.error_pages = pages;
        s.config.n_error_pages = 3;
        behaviors[0] = s.behavior;
        behaviors[0].path_pattern = SPAN("/errors/*");
        behaviors[0].reply.set = of_page;
        behaviors[0].reply.n_set = 1;
        behaviors[0].rules.error_page_own_reply = own;
        behaviors[1] = s.behavior;
        behaviors[1].reply.set = of_request;
        behaviors[1].reply.n_set = 1;
        s.config.behaviors = behaviors;
        s.config.n_behaviors = 2;
        script_start(&s);
        PLAY(&s, "A: GET /lost\n"
                 "  f1 -> GET /lost\n"
                 "f1 head 404 len=0\n"
                 "  f2 -> GET /errors/404.html\n"
                 "f1 ends\n");
        PLAY(&s, own ? "f2 head 200 len=0\n"
                       "  A <- 404 Error len=0 | X-Whose: page\n"
                       "f2 ends\n"
                       "  A <- end\n"
                     : "f2 head 200 len=0\n"
                       "  A <- 404 Error len=0 | X-Whose: request\n"
                       "f2 ends\n"
                       "  A <- end\n");
        STOP(&s);
    }
}

/* cloudfront.md sections 4.2 and 5.1: what is served in place of a 5xx is asked
 * about again after the ErrorCachingMinTTL of that status. */
Test(error_pages, stale_is_served_for_the_error_ttl_of_its_status)
{
    static const struct error_ttl ttls[] = {{503, 40}, {504, 70}};
    struct script s;

    script_init(&s);
    s.behavior.error_ttls = ttls;
    s.behavior.n_error_ttls = 2;
    s.config.error_pages = pages;
    s.config.n_error_pages = 3;
    s.origin.connect_attempts = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=0 | Cache-Control: max-age=1\n"
             "  A <- 200 Miss len=0\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 2s\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "f2 head 503 len=0\n"
             "  B <- 200 Hit age=2 len=0\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "wait 39s\n"
             "C: GET /x\n"
             "  C <- 200 Hit age=41 len=0\n"
             "  C <- end\n"
             "wait 1s\n"
             "D: GET /x\n"
             "  f3 -> GET /x\n"
             "wait 10s\n"
             "  f3 -> CANCEL\n"
             "  D <- 200 Hit age=52 len=0\n"
             "  D <- end\n"
             "wait 69s\n"
             "E: GET /x\n"
             "  E <- 200 Hit age=121 len=0\n"
             "  E <- end\n"
             "wait 1s\n"
             "F: GET /x\n"
             "  f4 -> GET /x\n"
             "f4 ends refused\n" /* 502 has no TTL of its own: 10 s */
             "  F <- 200 Hit age=122 len=0\n"
             "  F <- end\n"
             "wait 9s\n"
             "G: GET /x\n"
             "  G <- 200 Hit age=131 len=0\n"
             "  G <- end\n");
    STOP(&s);
}
