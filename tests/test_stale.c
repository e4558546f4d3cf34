/* test_stale.c - what has expired stands in for an origin that fails. */
#include "tests/node_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* cloudfront.md 4.2 */
Test(stale, an_expired_answer_stands_in_for_5xx_and_silence_but_not_for_4xx)
{
    struct script s;

    script_init(&s);
    s.origin.connect_attempts = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=5\n"
             "f1 body hello\n"
             "  A <- hello\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "f2 head 503 len=3\n"
             "  B <- 200 Hit age=60 len=5\n"
             "  B <- hello\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_STALE_NO_VALIDATOR COLLAPSE_LEAD "
             "FETCH_SENT FETCH_ANSWERED(503) STORE_REFRESHED "
             "RESPOND_STALE_ON_ERROR\n"
             "wait 9s\n"
             "C: GET /x\n"
             "  C <- 200 Hit age=69 len=5\n"
             "  C <- hello\n"
             "  C <- end\n"
             "wait 1s\n"
             "D: GET /x\n"
             "  f3 -> GET /x\n"
             "wait 10s\n"
             "  f3 -> CANCEL\n"
             "  D <- 200 Hit age=80 len=5\n"
             "  D <- hello\n"
             "  D <- end\n"
             "wait 10s\n"
             "E: GET /x\n"
             "  f4 -> GET /x\n"
             "f4 head 404 len=0\n"
             "  E <- 404 Error len=0\n"
             "f4 ends\n"
             "  E <- end\n"
             "F: GET /x\n"
             "  F <- 404 Error age=0 len=0\n"
             "  F <- end\n");
    STOP(&s);
}

Test(stale, stale_if_error_says_for_how_long)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=0 "
             "| Cache-Control: max-age=60, stale-if-error=30\n"
             "  A <- 200 Miss len=0\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 89s\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "f2 head 500 len=0\n"
             "  B <- 200 Hit age=89 len=0\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "wait 10s\n"
             "C: GET /x\n"
             "  f3 -> GET /x\n"
             "f3 head 500 len=0\n"
             "  C <- 500 Error len=0\n"
             "f3 ends\n"
             "  C <- end\n");
    STOP(&s);
}

/* cloudfront.md 4.2; RFC 5861 3 */
Test(stale, stale_while_revalidate_answers_at_once_and_asks_behind)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=3 | ETag: \"v1\" "
             "| Cache-Control: max-age=60, stale-while-revalidate=30\n"
             "  A <- 200 Miss len=3\n"
             "f1 body old\n"
             "  A <- old\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 89s\n"
             "B: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "  B <- 200 Hit age=89 len=3\n"
             "  B <- old\n"
             "  B <- end\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_STALE_WHILE FETCH_BACKGROUND "
             "RESPOND_HIT\n"
             "C: HEAD /x\n" /* one fetch is enough */
             "  C <- 200 Hit age=89 len=3 no body\n"
             "  C <- end\n"
             "f2 head 200 len=3 "
             "| Cache-Control: max-age=60, stale-while-revalidate=30\n"
             "f2 body new\n"
             "f2 ends\n"
             "D: GET /x\n"
             "  D <- 200 Hit age=0 len=3\n"
             "  D <- new\n"
             "  D <- end\n"
             "wait 90s\n" /* past both: the viewer waits */
             "E: GET /x\n"
             "  f3 -> GET /x\n"
             "f3 head 200 len=0\n"
             "  E <- 200 Miss len=0\n"
             "f3 ends\n"
             "  E <- end\n");
    STOP(&s);
}

Test(stale, a_fetch_behind_may_confirm_fail_or_forbid)
{
    struct script s;

    script_init(&s);
    s.origin.connect_attempts = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=0 | ETag: \"v1\" "
             "| Cache-Control: max-age=60, stale-while-revalidate=30\n"
             "  A <- 200 Miss len=0\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "  B <- 200 Hit age=60 len=0\n"
             "  B <- end\n"
             "f2 head 304\n"
             "  f2 -> CANCEL\n"
             "wait 60s\n"
             "C: GET /x\n"
             "  f3 -> GET /x | If-None-Match: \"v1\"\n"
             "  C <- 200 Hit age=60 len=0\n"
             "  C <- end\n"
             "f3 ends refused\n"
             "wait 10s\n" /* the error TTL, in which it counted as fresh */
             "D: GET /x\n"
             "  f4 -> GET /x | If-None-Match: \"v1\"\n"
             "f4 head 200 len=0 | Cache-Control: no-store\n"
             "  D <- 200 Miss len=0\n"
             "f4 ends\n"
             "  D <- end\n");
    STOP(&s);
}

Test(stale, nothing_is_asked_behind_for_what_must_be_confirmed)
{
    static const char *const controls[] = {
        "no-cache, stale-while-revalidate=30",
        "max-age=0, stale-while-revalidate=30, must-revalidate",
        "max-age=0, stale-while-revalidate=0",
    };

    for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
        struct script s;
        char text[512];

        script_init(&s);
        script_start(&s);
        snprintf(text, sizeof(text),
                 "A: GET /x\n"
                 "  f1 -> GET /x\n"
                 "f1 head 200 len=0 | ETag: \"v1\" | Cache-Control: %s\n"
                 "  A <- 200 Miss len=0\n"
                 "f1 ends\n"
                 "  A <- end\n"
                 "B: GET /x\n"
                 "  f2 -> GET /x | If-None-Match: \"v1\"\n"
                 "B gone\n"
                 "  f2 -> CANCEL\n"
                 "  B finished LOG_VIEWER_GONE\n",
                 controls[i]);
        PLAY(&s, text);
        STOP(&s);
    }
}

Test(stale, nothing_is_asked_behind_where_cookies_are_forwarded)
{
    struct script s;

    script_init(&s);
    s.behavior.forward.cookies.rule = NAMES_ALL;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=0 "
             "| Cache-Control: max-age=60, stale-while-revalidate=30\n"
             "  A <- 200 Miss len=0\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "B gone\n"
             "  f2 -> CANCEL\n"
             "  B finished LOG_VIEWER_GONE\n");
    STOP(&s);
}
