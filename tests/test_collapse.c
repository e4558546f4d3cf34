/* test_collapse.c - several viewers, one fetch: who joins, who may not. */
#include "tests/node_script.h"

#include <criterion/criterion.h>

/* cloudfront.md 5.4 */
Test(collapse, identical_requests_wait_for_one_fetch_and_the_others_log_hit)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "B: HEAD /x | Origin: https://b.example\n"
             "C: GET /x\n"
             "f1 head 200 len=10 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=10\n"
             "  B <- 200 Hit age=0 len=10 no body\n"
             "  B <- end\n"
             "  C <- 200 Hit age=0 len=10\n"
             "f1 body hello\n"
             "  A <- hello\n"
             "  C <- hello\n"
             "D: GET /x\n"
             "  D <- 200 Hit age=0 len=10\n"
             "  D <- hello\n"
             "f1 body world\n"
             "  A <- world\n"
             "  C <- world\n"
             "  D <- world\n"
             "f1 ends\n"
             "  A <- end\n"
             "  C <- end\n"
             "  D <- end\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_JOIN RESPOND_HIT\n");
    STOP(&s);
}

Test(collapse, different_keys_never_collapse)
{
    struct script s;

    script_init(&s);
    s.behavior.key.origin = KEY_ORIGIN_PRESENT;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "B: GET /x | Origin: https://b.example\n"
             "  f2 -> GET /x\n"
             "A gone\n"
             "  f1 -> CANCEL\n"
             "  A finished LOG_VIEWER_GONE\n"
             "B gone\n"
             "  f2 -> CANCEL\n"
             "  B finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

Test(collapse, waiters_of_an_answer_that_may_not_be_shared_fetch_for_themselves)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "B: GET /x\n"
             "C: GET /x\n"
             "f1 head 200 len=1 | Cache-Control: private\n"
             "  f2 -> GET /x\n"
             "  f3 -> GET /x\n"
             "  A <- 200 Miss len=1\n"
             "f1 body a\n"
             "  A <- a\n"
             "f1 ends\n"
             "  A <- end\n"
             "f2 head 200 len=1 | Cache-Control: private\n"
             "  B <- 200 Miss len=1\n"
             "f2 body b\n"
             "  B <- b\n"
             "f2 ends\n"
             "  B <- end\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_JOIN COLLAPSE_UNSHARED "
             "FETCH_SENT FETCH_ANSWERED(200) JUDGE_PRIVATE RESPOND_MISS\n"
             "C gone\n"
             "  f3 -> CANCEL\n"
             "  C finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

Test(collapse, a_leader_that_leaves_sinks_nobody)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "B: GET /x\n"
             "A gone\n"
             "  A finished LOG_VIEWER_GONE\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60\n"
             "  B <- 200 Miss len=5\n"
             "f1 body hello\n"
             "  B <- hello\n"
             "f1 ends\n"
             "  B <- end\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_JOIN COLLAPSE_INHERIT "
             "FETCH_ANSWERED(200) JUDGE_MAX_AGE(60) RESPOND_MISS STORE_KEPT\n"
             "C: GET /x\n"
             "  C <- 200 Hit age=0 len=5\n"
             "  C <- hello\n"
             "  C <- end\n");
    STOP(&s);
}

Test(collapse, a_failed_fetch_fails_every_waiter_once)
{
    struct script s;

    script_init(&s);
    s.origin.connect_attempts = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "B: GET /x slow\n"
             "f1 ends refused\n"
             "  A <- 502 Error page\n"
             "  A <- page\n"
             "  A <- end\n"
             "  B <- 502 Error page\n"
             "  B <- page\n"
             "  B <- end\n"
             "B takes all\n"
             "B done\n");
    STOP(&s);
}

/* cloudfront.md 5.4: not where cookies are forwarded. */
Test(collapse, forwarded_cookies_keep_requests_apart)
{
    struct script s;

    script_init(&s);
    s.behavior.forward.cookies.rule = NAMES_ALL;
    script_start(&s);
    PLAY(&s, "A: GET /x | Cookie: a=1\n"
             "  f1 -> GET /x | Cookie: a=1\n"
             "B: GET /x | Cookie: a=2\n"
             "  f2 -> GET /x | Cookie: a=2\n"
             "f1 head 200 len=0 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=0\n"
             "f1 ends\n"
             "  A <- end\n"
             "f2 head 200 len=0 | Cache-Control: max-age=60\n"
             "  B <- 200 Miss len=0\n"
             "f2 ends\n"
             "  B <- end\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_ALONE "
             "FETCH_SENT FETCH_ANSWERED(200) "
             "JUDGE_MAX_AGE(60) RESPOND_MISS STORE_REPLACED\n");
    STOP(&s);
}

/* RFC 9111 4.1 */
Test(collapse, an_awaited_answer_that_varies_is_not_for_everybody)
{
    struct script s;

    script_init_profile(&s, "rfc9111");
    s.behavior.forward.headers.rule = NAMES_ALL;
    s.behavior.forward.headers.names = NULL;
    script_start(&s);
    PLAY(&s, "A: GET /x | Origin: https://a.example\n"
             "  f1 -> GET /x host=www.example.net "
             "| Origin: https://a.example\n"
             "B: GET /x | Origin: https://b.example\n"
             "C: GET /x | Origin: https://a.example\n"
             "f1 head 200 len=1 | Cache-Control: max-age=60 | Vary: Origin\n"
             "  f2 -> GET /x host=www.example.net "
             "| Origin: https://b.example\n"
             "  A <- 200 Miss len=1 | Vary: Origin\n"
             "  C <- 200 Hit age=0 len=1 | Vary: Origin\n"
             "D: GET /x | Origin: https://d.example\n"
             "  f3 -> GET /x host=www.example.net "
             "| Origin: https://d.example\n"
             "f1 body a\n"
             "  A <- a\n"
             "  C <- a\n"
             "f1 ends\n"
             "  A <- end\n"
             "  C <- end\n"
             "f2 head 200 len=1 | Cache-Control: max-age=60 | Vary: Origin\n"
             "  B <- 200 Miss len=1 | Vary: Origin\n"
             "f2 body b\n"
             "  B <- b\n"
             "f2 ends\n"
             "  B <- end\n"
             "f3 head 200 len=1 | Cache-Control: max-age=60 | Vary: Origin\n"
             "  D <- 200 Miss len=1 | Vary: Origin\n"
             "f3 body d\n"
             "  D <- d\n"
             "f3 ends\n"
             "  D <- end\n"
             "E: GET /x | Origin: https://a.example\n"
             "  E <- 200 Hit age=0 len=1 | Vary: Origin\n"
             "  E <- a\n"
             "  E <- end\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_JOIN COLLAPSE_VARY "
             "FETCH_SENT FETCH_ANSWERED(200) JUDGE_MAX_AGE(60) RESPOND_MISS "
             "STORE_KEPT\n");
    STOP(&s);
}

/* What may not be shared was asked for by one who is gone. */
Test(collapse, an_heir_gets_nothing_that_may_not_be_shared)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "B: GET /x\n"
             "C: GET /x\n"
             "A gone\n"
             "  A finished LOG_VIEWER_GONE\n"
             "B gone\n"
             "  B finished LOG_VIEWER_GONE\n"
             "f1 head 200 len=1 | Cache-Control: private\n"
             "  f2 -> GET /x\n"
             "  f1 -> CANCEL\n"
             "f2 head 200 len=1 | Cache-Control: private\n"
             "  C <- 200 Miss len=1\n"
             "f2 body c\n"
             "  C <- c\n"
             "f2 ends\n"
             "  C <- end\n"
             "C journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_JOIN COLLAPSE_INHERIT "
             "FETCH_ANSWERED(200) JUDGE_PRIVATE COLLAPSE_UNSHARED FETCH_SENT "
             "FETCH_ANSWERED(200) JUDGE_PRIVATE RESPOND_MISS\n");
    STOP(&s);
}

/* The answer is for who asked, even if that one has left. */
Test(collapse, an_answer_that_varies_is_kept_for_its_leader_who_is_gone)
{
    struct script s;

    script_init_profile(&s, "rfc9111");
    script_start(&s);
    PLAY(&s, "A: GET /x | Origin: https://a.example\n"
             "  f1 -> GET /x\n"
             "A gone\n"
             "  A finished LOG_VIEWER_GONE\n"
             "B: GET /x | Origin: https://b.example\n"
             "f1 head 200 len=1 | Cache-Control: max-age=60 | Vary: Origin\n"
             "  f2 -> GET /x\n"
             "f1 body a\n"
             "f1 ends\n"
             "f2 head 200 len=1 | Cache-Control: max-age=60 | Vary: Origin\n"
             "  B <- 200 Miss len=1 | Vary: Origin\n"
             "f2 body b\n"
             "  B <- b\n"
             "f2 ends\n"
             "  B <- end\n"
             "C: GET /x | Origin: https://a.example\n"
             "  C <- 200 Hit age=0 len=1 | Vary: Origin\n"
             "  C <- a\n"
             "  C <- end\n");
    STOP(&s);
}

/* A 304 speaks of the variant that was asked about, and of no other. */
Test(collapse, a_confirmed_variant_is_not_for_a_waiter_of_another_one)
{
    struct script s;

    script_init_profile(&s, "rfc9111");
    script_start(&s);
    PLAY(&s, "A: GET /x | Origin: https://a.example\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=1 | Cache-Control: max-age=1 | Vary: Origin "
             "| ETag: \"a\"\n"
             "  A <- 200 Miss len=1 | Vary: Origin\n"
             "f1 body a\n"
             "  A <- a\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 2s\n"
             "B: GET /x | Origin: https://a.example\n"
             "  f2 -> GET /x | If-None-Match: \"a\"\n"
             "C: GET /x | Origin: https://c.example\n"
             "f2 head 304\n"
             "  f3 -> GET /x\n"
             "  B <- 200 RefreshHit age=0 len=1 | Vary: Origin\n"
             "  B <- a\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "f3 head 200 len=1 | Cache-Control: max-age=1 | Vary: Origin\n"
             "  C <- 200 Miss len=1 | Vary: Origin\n"
             "f3 body c\n"
             "  C <- c\n"
             "f3 ends\n"
             "  C <- end\n");
    STOP(&s);
}

Test(collapse, a_stale_variant_that_stands_in_is_not_for_a_waiter_of_another)
{
    struct script s;

    script_init_profile(&s, "rfc9111");
    s.behavior.rules.stale_on_error = true;
    script_start(&s);
    PLAY(&s, "A: GET /x | Origin: https://a.example\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=1 | Cache-Control: max-age=1 | Vary: Origin\n"
             "  A <- 200 Miss len=1 | Vary: Origin\n"
             "f1 body a\n"
             "  A <- a\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 2s\n"
             "B: GET /x | Origin: https://a.example\n"
             "  f2 -> GET /x\n"
             "C: GET /x | Origin: https://c.example\n"
             "f2 head 503 len=0\n"
             "  f3 -> GET /x\n"
             "  B <- 200 Hit age=2 len=1 | Vary: Origin\n"
             "  B <- a\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "f3 head 503 len=0\n"
             "  C <- 503 Error len=0\n"
             "f3 ends\n"
             "  C <- end\n");
    STOP(&s);
}

Test(collapse, an_answer_that_must_be_confirmed_is_not_shared_by_waiting)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=1 | Cache-Control: no-cache | ETag: \"a\"\n"
             "  A <- 200 Miss len=1\n"
             "f1 body a\n"
             "  A <- a\n"
             "f1 ends\n"
             "  A <- end\n"
             "B: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"a\"\n"
             "C: GET /x\n"
             "f2 head 304\n"
             "  f3 -> GET /x | If-None-Match: \"a\"\n"
             "  B <- 200 RefreshHit age=0 len=1\n"
             "  B <- a\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "f3 head 304\n"
             "  C <- 200 RefreshHit age=0 len=1\n"
             "  C <- a\n"
             "  C <- end\n"
             "  f3 -> CANCEL\n");
    STOP(&s);
}
