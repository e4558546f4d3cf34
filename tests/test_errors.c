/* test_errors.c - origins that fail: retries, 502, 504, broken answers. */
#include "tests/node_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* cloudfront.md 5.3 */
Test(errors, get_is_tried_three_times_and_then_502)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 ends refused\n"
             "  f1 -> GET /x attempt=2\n"
             "f1 ends dns\n"
             "  f1 -> GET /x attempt=3\n"
             "f1 ends closed\n"
             "  A <- 502 Error page\n"
             "  A <- page\n"
             "  A <- end\n"
             "A journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_RETRY(1) FETCH_RETRY(2) FETCH_CLOSED JUDGE_ERROR_TTL(10) "
             "STORE_KEPT RESPOND_ERROR\n");
    STOP(&s);
}

Test(errors, a_later_attempt_may_succeed)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 ends refused\n"
             "  f1 -> GET /x attempt=2\n"
             "f1 head 200 len=2\n"
             "  A <- 200 Miss len=2\n"
             "f1 body ok\n"
             "  A <- ok\n"
             "f1 ends\n"
             "  A <- end\n");
    STOP(&s);
}

Test(errors, what_is_not_get_or_head_is_never_repeated)
{
    static const char *const methods[] = {"POST", "PUT", "DELETE", "PATCH",
                                          "OPTIONS"};

    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        struct script s;
        char text[256];

        script_init(&s);
        script_start(&s);
        snprintf(text, sizeof(text),
                 "A: %s /x\n"
                 "  f1 -> %s /x\n"
                 "f1 ends reused\n"
                 "  A <- 502 Error page\n"
                 "  A <- page\n"
                 "  A <- end\n",
                 methods[i], methods[i]);
        PLAY(&s, text);
        STOP(&s);
    }
}

Test(errors, some_failures_will_not_get_better_by_trying)
{
    static const char *const ends[] = {"garbage", "toobig", "tls"};

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct script s;
        char text[256];

        script_init(&s);
        script_start(&s);
        snprintf(text, sizeof(text),
                 "A: GET /x\n"
                 "  f1 -> GET /x\n"
                 "f1 ends %s\n"
                 "  A <- 502 Error page\n"
                 "  A <- page\n"
                 "  A <- end\n",
                 ends[i]);
        PLAY(&s, text);
        STOP(&s);
    }
}

Test(errors, an_idle_connection_that_was_closed_is_no_attempt)
{
    struct script s;

    script_init(&s);
    s.origin.connect_attempts = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 ends reused\n"
             "  f1 -> GET /x\n"
             "f1 ends reused\n"
             "  f1 -> GET /x\n"
             "f1 ends refused\n"
             "  A <- 502 Error page\n"
             "  A <- page\n"
             "  A <- end\n");
    STOP(&s);
}

/* cloudfront.md 5.2 */
Test(errors, silence_while_connecting_or_answering_is_504)
{
    struct script s;

    script_init(&s);
    s.origin.connect_attempts = 2;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "wait 9999ms\n"
             "wait 1ms\n"
             "  f1 -> CANCEL\n"
             "  f1 -> GET /x attempt=2\n"
             "wait 9s\n"
             "f1 ready 0\n"
             "wait 29999ms\n"
             "wait 1ms\n"
             "  f1 -> CANCEL\n"
             "  A <- 504 Error page\n"
             "  A <- page\n"
             "  A <- end\n"
             "A journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_RETRY(1) FETCH_TIMEOUT JUDGE_ERROR_TTL(10) STORE_KEPT "
             "RESPOND_ERROR\n");
    STOP(&s);
}

Test(errors, a_gap_within_the_body_breaks_the_answer_off)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=10 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=10\n"
             "wait 29s\n"
             "f1 body hello\n"
             "  A <- hello\n"
             "wait 29s\n"
             "wait 1s\n"
             "  f1 -> CANCEL\n"
             "  A <- ABORT\n"
             "  A finished LOG_BROKEN\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "B gone\n"
             "  f2 -> CANCEL\n"
             "  B finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

/* cloudfront.md 5.5, security.md row 18 */
Test(errors, a_truncated_answer_is_passed_on_broken_and_never_stored)
{
    static const char *const ends[] = {
        "f1 body hell\n  A <- hell\nf1 ends\n",     /* fewer than promised */
        "f1 body hello!\n  A <- hello!\nf1 ends\n", /* more */
        "f1 body hello\n  A <- hello\nf1 ends truncated\n",
        "f1 body hello\n  A <- hello\nf1 ends garbage\n",
    };

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct script s;
        char text[512];

        script_init(&s);
        script_start(&s);
        snprintf(text, sizeof(text),
                 "A: GET /x\n"
                 "  f1 -> GET /x\n"
                 "f1 head 200 len=5 | Cache-Control: max-age=60\n"
                 "  A <- 200 Miss len=5\n"
                 "%s"
                 "  A <- ABORT\n"
                 "  A finished LOG_BROKEN\n"
                 "B: GET /x\n"
                 "  f2 -> GET /x\n"
                 "B gone\n"
                 "  f2 -> CANCEL\n"
                 "  B finished LOG_VIEWER_GONE\n",
                 ends[i]);
        PLAY(&s, text);
        STOP(&s);
    }
}

Test(errors, a_slow_reader_of_a_broken_answer_is_cut_off_once)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x slow\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=300000 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=300000\n"
             "f1 body *131072\n"
             "  A <- *131072\n"
             "f1 body *131072\n"
             "  A <- *131072\n"
             "f1 body x\n"
             "f1 ends truncated\n"
             "A takes 262144\n"
             "  A <- x\n"
             "  A <- ABORT\n"
             "A takes 1\n"
             "wait 100s\n"
             "A done\n"
             "  A finished LOG_BROKEN\n");
    STOP(&s);
}

Test(errors, an_answer_that_ends_with_the_connection_is_whole)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=?\n"
             "f1 body hello\n"
             "  A <- hello\n"
             "f1 ends\n"
             "  A <- end\n"
             "B: GET /x\n"
             "  B <- 200 Hit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n");
    STOP(&s);
}

/* security.md row 19 */
Test(errors, a_part_or_a_304_that_nobody_asked_for_is_502)
{
    static const char *const requests[] = {"GET", "HEAD", "POST"};
    static const int statuses[] = {206, 304};

    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 2; k++) {
            struct script s;
            char text[256];
            const char *sent = i == 2 ? "POST" : "GET";

            script_init(&s);
            s.behavior.rules.pass_conditions = false;
            script_start(&s);
            snprintf(text, sizeof(text),
                     "A: %s /x | Range: bytes=0-1 | If-None-Match: \"a\"\n"
                     "  f1 -> %s /x\n"
                     "f1 head %d len=2\n"
                     "  A <- 502 Error page%s\n"
                     "%s"
                     "  A <- end\n"
                     "  f1 -> CANCEL\n",
                     requests[i], sent, statuses[k], i == 1 ? " no body" : "",
                     i == 1 ? "" : "  A <- page\n");
            PLAY(&s, text);
            STOP(&s);
        }
}

Test(errors, a_part_that_a_passed_request_asked_for_is_passed_on)
{
    struct script s;

    script_init(&s);
    s.behavior.ttl = (struct ttl_bounds){0, 0, 0};
    s.behavior.forward.headers.rule = NAMES_ALL;
    script_start(&s);
    PLAY(&s, "A: GET /x | Range: bytes=0-1\n"
             "  f1 -> GET /x host=www.example.net | Range: bytes=0-1\n"
             "f1 head 206 len=2 | Content-Range: bytes 0-1/5\n"
             "  A <- 206 Miss len=2 | Content-Range: bytes 0-1/5\n"
             "f1 body he\n"
             "  A <- he\n"
             "f1 ends\n"
             "  A <- end\n"
             "A journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_UNCACHED_TTL COLLAPSE_ALONE "
             "FETCH_SENT FETCH_ANSWERED(206) JUDGE_PASSED RESPOND_MISS\n"
             "B: GET /x | If-None-Match: \"a\"\n"
             "  f2 -> GET /x host=www.example.net | If-None-Match: \"a\"\n"
             "f2 head 304\n"
             "  B <- 304 Miss len=? no body\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n");
    STOP(&s);
}

Test(errors, without_anything_stored_the_origins_error_is_cached_a_while)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 503 len=4\n"
             "  A <- 503 Error len=4\n"
             "f1 body down\n"
             "  A <- down\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 9s\n"
             "B: GET /x\n"
             "  B <- 503 Error age=9 len=4\n"
             "  B <- down\n"
             "  B <- end\n"
             "wait 1s\n"
             "C: GET /x\n"
             "  f2 -> GET /x\n"
             "C gone\n"
             "  f2 -> CANCEL\n"
             "  C finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

Test(errors, late_events_of_what_has_ended_are_ignored)
{
    struct script s;

    script_init(&s);
    s.origin.connect_attempts = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 ends refused\n"
             "  A <- 502 Error page\n"
             "  A <- page\n"
             "  A <- end\n"
             "f1 ready 5\n"
             "f1 head 200 len=5\n"
             "f1 body hello\n"
             "f1 ends\n"
             "A sends x\n"
             "A is whole\n"
             "A takes 0\n"
             "A done\n"
             "A gone\n"
             "wait 100s\n");
    STOP(&s);
}
