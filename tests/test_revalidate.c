/* test_revalidate.c - what has expired: asked about, confirmed, replaced. */
#include "tests/node_script.h"

#include <criterion/criterion.h>

/* Bytes and end of the first answer. */
#define REST_OF_ONE   \
    "f1 body hello\n" \
    "  A <- hello\n"  \
    "f1 ends\n"       \
    "  A <- end\n"

Test(revalidate, a_304_makes_the_entry_fresh_again)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60 | ETag: \"v1\" "
             "| Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"v1\" "
             "| If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\n"
             "f2 head 304 len=0 | Date: Thu, 01 Jan 2026 00:01:00 GMT\n"
             "  B <- 200 RefreshHit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_STALE COLLAPSE_LEAD "
             "FETCH_CONDITIONAL FETCH_NOT_MODIFIED(304) JUDGE_MAX_AGE(60) "
             "STORE_REFRESHED RESPOND_REFRESH_HIT\n"
             "wait 59s\n"
             "C: GET /x\n"
             "  C <- 200 Hit age=59 len=5\n"
             "  C <- hello\n"
             "  C <- end\n");
    STOP(&s);
}

/* cloudfront.md 4.3 and 13.10: the heart of "I fixed the bucket, still broken".
 */
Test(revalidate, a_304_does_not_repair_cors_headers_and_a_200_does)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s,
         "A: GET /x\n"
         "  f1 -> GET /x\n"
         "f1 head 200 len=5 | Cache-Control: max-age=60 | ETag: \"v1\"\n"
         "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 60s\n"
         "B: GET /x | Origin: https://b.example\n"
         "  f2 -> GET /x | If-None-Match: \"v1\"\n"
         "f2 head 304 | Access-Control-Allow-Origin: * | Vary: Origin\n"
         "  B <- 200 RefreshHit age=0 len=5\n"
         "  B <- hello\n"
         "  B <- end\n"
         "  f2 -> CANCEL\n"
         "wait 60s\n"
         "C: GET /x | Origin: https://b.example\n"
         "  f3 -> GET /x | If-None-Match: \"v1\"\n"
         "f3 head 200 len=3 | Access-Control-Allow-Origin: * "
         "| ETag: \"v2\"\n"
         "  C <- 200 Miss len=3 | Access-Control-Allow-Origin: *\n"
         "f3 body new\n"
         "  C <- new\n"
         "f3 ends\n"
         "  C <- end\n"
         "C journal\n"
         "  KEY_WITHOUT_ORIGIN LOOKUP_STALE COLLAPSE_LEAD FETCH_CONDITIONAL "
         "FETCH_ANSWERED(200) JUDGE_DEFAULT_TTL(86400) RESPOND_MISS "
         "STORE_REPLACED\n");
    STOP(&s);
}

/* The other half of that: what the 200 does not say, is not said any more. */
Test(revalidate, f4_3_a_200_leaves_no_stored_cors_header)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s,
         "A: GET /x\n"
         "  f1 -> GET /x\n"
         "f1 head 200 len=5 | Cache-Control: max-age=60 | ETag: \"v1\" "
         "| Access-Control-Allow-Origin: https://a.example "
         "| Access-Control-Allow-Credentials: true\n"
         "  A <- 200 Miss len=5 "
         "| Access-Control-Allow-Origin: https://a.example "
         "| Access-Control-Allow-Credentials: true\n" REST_OF_ONE "wait 60s\n"
         "B: GET /x | Origin: https://b.example\n"
         "  f2 -> GET /x | If-None-Match: \"v1\"\n"
         "f2 head 200 len=3 | ETag: \"v2\"\n"
         "  B <- 200 Miss len=3\n"
         "f2 body new\n"
         "  B <- new\n"
         "f2 ends\n"
         "  B <- end\n"
         "C: GET /x\n"
         "  C <- 200 Hit age=0 len=3\n"
         "  C <- new\n"
         "  C <- end\n");
    STOP(&s);
}

Test(revalidate, by_the_book_a_304_repairs_the_headers)
{
    struct script s;

    script_init_profile(&s, "rfc9111");
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60 | ETag: \"v1\"\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "f2 head 304 | Access-Control-Allow-Origin: *\n"
             "  B <- 200 RefreshHit age=0 len=5 "
             "| Access-Control-Allow-Origin: *\n"
             "  B <- hello\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n");
    STOP(&s);
}

/* RFC 9111 4.3.4. */
Test(revalidate, by_the_book_a_304_for_another_body_refreshes_nothing)
{
    struct script s;

    script_init_profile(&s, "rfc9111");
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60 | ETag: \"v1\"\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "f2 head 304 | ETag: \"v2\"\n"
             "  B <- 502 Error page\n"
             "  B <- page\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "wait 60s\n"
             "C: GET /x\n"
             "  f3 -> GET /x\n"
             "f3 head 200 len=0\n"
             "  C <- 200 Miss len=0\n"
             "f3 ends\n"
             "  C <- end\n");
    STOP(&s);
}

Test(revalidate, by_the_book_a_vary_that_a_304_brings_counts)
{
    struct script s;

    script_init_profile(&s, "rfc9111");
    script_start(&s);
    PLAY(&s, "A: GET /x | Origin: https://a.example\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60 | ETag: \"v1\"\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 60s\n"
             "B: GET /x | Origin: https://a.example\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "f2 head 304 | Vary: Origin\n"
             "  B <- 200 RefreshHit age=0 len=5 | Vary: Origin\n"
             "  B <- hello\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "C: GET /x\n"
             "  f3 -> GET /x\n"
             "f3 head 200 len=0\n"
             "  C <- 200 Miss len=0\n"
             "f3 ends\n"
             "  C <- end\n");
    STOP(&s);
}

Test(revalidate, min_ttl_1_serves_no_store_for_a_second_and_then_asks)
{
    struct script s;

    script_init(&s);
    s.behavior.ttl.min_s = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: no-store | ETag: \"v1\"\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 999ms\n"
             "B: GET /x\n"
             "  B <- 200 Hit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n"
             "wait 1ms\n"
             "C: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "f2 head 304\n"
             "  C <- 200 RefreshHit age=0 len=5\n"
             "  C <- hello\n"
             "  C <- end\n"
             "  f2 -> CANCEL\n");
    STOP(&s);
}

Test(revalidate, no_cache_is_stored_and_asked_for_each_time)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: no-cache | ETag: \"v1\"\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "B: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "f2 head 304\n"
             "  B <- 200 RefreshHit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MUST_REVALIDATE COLLAPSE_LEAD "
             "FETCH_CONDITIONAL FETCH_NOT_MODIFIED(304) JUDGE_NO_CACHE "
             "STORE_REFRESHED RESPOND_REFRESH_HIT\n");
    STOP(&s);
}

Test(revalidate, without_a_validator_or_with_cookies_it_is_fetched_anew)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "f2 head 200 len=0\n"
             "  B <- 200 Miss len=0\n"
             "f2 ends\n"
             "  B <- end\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_STALE_NO_VALIDATOR COLLAPSE_LEAD "
             "FETCH_SENT FETCH_ANSWERED(200) JUDGE_DEFAULT_TTL(86400) "
             "RESPOND_MISS STORE_REPLACED\n");
    STOP(&s);
    script_init(&s);
    s.behavior.forward.cookies.rule = NAMES_ALL;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60 | ETag: \"v1\"\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "B gone\n"
             "  f2 -> CANCEL\n"
             "  B finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

Test(revalidate, a_304_that_forbids_storing_drops_what_is_stored)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60 | ETag: \"v1\"\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "f2 head 304 | Cache-Control: no-store\n"
             "  B <- 200 RefreshHit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "C: GET /x\n"
             "  f3 -> GET /x\n"
             "C gone\n"
             "  f3 -> CANCEL\n"
             "  C finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

Test(revalidate, what_was_invalidated_meanwhile_is_not_stored_again)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60 | ETag: \"v1\"\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE "wait 60s\n"
             "B: GET /x\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "invalidate /x\n"
             "  dropped 1\n"
             "C: GET /x\n"
             "  f3 -> GET /x\n"
             "f2 head 304\n"
             "  B <- 200 RefreshHit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n"
             "D: GET /x\n"
             "f3 head 200 len=1 | Cache-Control: max-age=60\n"
             "  C <- 200 Miss len=1\n"
             "  D <- 200 Hit age=0 len=1\n"
             "invalidate /*\n"
             "  dropped 0\n"
             "f3 body c\n"
             "  C <- c\n"
             "  D <- c\n"
             "f3 ends\n"
             "  C <- end\n"
             "  D <- end\n"
             "C journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_ANSWERED(200) JUDGE_MAX_AGE(60) RESPOND_MISS "
             "STORE_INVALIDATED\n"
             "E: GET /x\n"
             "  f4 -> GET /x\n"
             "E gone\n"
             "  f4 -> CANCEL\n"
             "  E finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

/* RFC 9111 5.2.1.4; CloudFront does not listen. */
Test(revalidate, a_viewer_may_ask_for_a_fresh_answer_by_the_book_only)
{
    struct script s;

    script_init_profile(&s, "rfc9111");
    script_start(&s);
    PLAY(&s,
         "A: GET /x\n"
         "  f1 -> GET /x\n"
         "f1 head 200 len=5 | Cache-Control: max-age=60\n"
         "  A <- 200 Miss len=5\n" REST_OF_ONE "B: GET /x | Pragma: no-cache\n"
         "  f2 -> GET /x\n"
         "f2 head 200 len=0\n"
         "  B <- 200 Miss len=0\n"
         "f2 ends\n"
         "  B <- end\n"
         "B journal\n"
         "  KEY_WITHOUT_ORIGIN LOOKUP_VIEWER_NO_CACHE COLLAPSE_LEAD "
         "FETCH_SENT FETCH_ANSWERED(200) JUDGE_DEFAULT_TTL(86400) RESPOND_MISS "
         "STORE_REPLACED\n");
    STOP(&s);
    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=5\n" REST_OF_ONE
             "B: GET /x | Cache-Control: no-cache | Pragma: no-cache\n"
             "  B <- 200 Hit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n");
    STOP(&s);
}
