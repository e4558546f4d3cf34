/* test_ranges.c - parts of an answer: 206, 416, and when the whole is sent. */
#include "tests/node_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define KEEP                                                     \
    "A: GET /x\n"                                                \
    "  f1 -> GET /x\n"                                           \
    "f1 head 200 len=10 | Cache-Control: max-age=60 "            \
    "| ETag: \"v1\" | Last-Modified: Thu, 01 Jan 2026 00:00:00 " \
    "GMT\n"                                                      \
    "  A <- 200 Miss len=10\n"                                   \
    "f1 body 0123456789\n"                                       \
    "  A <- 0123456789\n"                                        \
    "f1 ends\n"                                                  \
    "  A <- end\n"

#define WHOLE "200 Hit age=0 len=10", "0123456789"

/* cloudfront.md section 9: from a stored 200 that is whole. */
static const struct {
    const char *asked;
    const char *head;
    const char *body; /* NULL: none */
} rows[] = {
    {"Range: bytes=2-4", "206 Hit age=0 len=3 | Content-Range: bytes 2-4/10",
     "234"},
    {"Range: bytes=0-0", "206 Hit age=0 len=1 | Content-Range: bytes 0-0/10",
     "0"},
    {"Range: bytes=7-", "206 Hit age=0 len=3 | Content-Range: bytes 7-9/10",
     "789"},
    {"Range: bytes=7-99", "206 Hit age=0 len=3 | Content-Range: bytes 7-9/10",
     "789"},
    {"Range: bytes=7-18446744073709551615",
     "206 Hit age=0 len=3 | Content-Range: bytes 7-9/10", "789"},
    {"Range: bytes=-3", "206 Hit age=0 len=3 | Content-Range: bytes 7-9/10",
     "789"},
    {"Range: bytes=-11", "206 Hit age=0 len=10 | Content-Range: bytes 0-9/10",
     "0123456789"},
    {"Range: bytes=-18446744073709551615",
     "206 Hit age=0 len=10 | Content-Range: bytes 0-9/10", "0123456789"},
    {"Range: bytes=10-",
     "416 Hit age=0 len=0 no body | Content-Range: bytes */10", NULL},
    {"Range: bytes=18446744073709551615-",
     "416 Hit age=0 len=0 no body | Content-Range: bytes */10", NULL},
    {"Range: bytes=-0",
     "416 Hit age=0 len=0 no body | Content-Range: bytes */10", NULL},
    /* several, overlapping, backward, unreadable: the whole */
    {"Range: bytes=0-1,4-5", WHOLE},
    {"Range: bytes=4-5,0-1", WHOLE},
    {"Range: bytes=0-4,2-6", WHOLE},
    {"Range: bytes=4-2", WHOLE},
    {"Range: bytes=18446744073709551616-", WHOLE},
    {"Range: bytes=x-2", WHOLE},
    {"Range: bytes", WHOLE},
    {"Range: lines=0-1", WHOLE},
    {"Range: bytes=0-1 | Range: bytes=2-3", WHOLE},
    /* RFC 9110 13.1.5 */
    {"Range: bytes=2-4 | If-Range: \"v1\"",
     "206 Hit age=0 len=3 | Content-Range: bytes 2-4/10", "234"},
    {"Range: bytes=2-4 | If-Range: Thu, 01 Jan 2026 00:00:00 GMT",
     "206 Hit age=0 len=3 | Content-Range: bytes 2-4/10", "234"},
    {"Range: bytes=2-4 | If-Range: \"v2\"", WHOLE},
    {"Range: bytes=2-4 | If-Range: W/\"v1\"", WHOLE},
    {"Range: bytes=2-4 | If-Range: Thu, 01 Jan 2026 00:00:01 GMT", WHOLE},
    /* RFC 9110 13.2.2: the condition goes first */
    {"Range: bytes=2-4 | If-None-Match: \"v1\"", "304 Hit age=0 len=10 no body",
     NULL},
};

Test(ranges, a_stored_answer_is_served_in_part)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, KEEP);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[512], body[32] = "";

        if (rows[i].body)
            snprintf(body, sizeof(body), "  B <- %s\n", rows[i].body);
        snprintf(text, sizeof(text),
                 "B: GET /x | %s\n  B <- %s\n%s  B <- end\n", rows[i].asked,
                 rows[i].head, body);
        PLAY(&s, text);
    }
    PLAY(&s, "C: HEAD /x | Range: bytes=2-4\n" /* RFC 9110 14.2: GET only */
             "  C <- 200 Hit age=0 len=10 no body\n"
             "  C <- end\n");
    STOP(&s);
}

/* cloudfront.md section 9, "may be widened": here always, to the whole. */
Test(ranges, a_miss_asks_for_the_whole_and_serves_the_part_from_it)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x | Range: bytes=3-5\n"
             "  f1 -> GET /x\n"
             "B: GET /x | Range: bytes=-2\n"
             "f1 head 200 len=10 | Cache-Control: max-age=60\n"
             "  A <- 206 Miss len=3 | Content-Range: bytes 3-5/10\n"
             "  B <- 206 Hit age=0 len=2 | Content-Range: bytes 8-9/10\n"
             "f1 body 01234\n"
             "  A <- 34\n"
             "f1 body 56789\n"
             "  A <- 5\n"
             "  A <- end\n"
             "  B <- 89\n"
             "  B <- end\n"
             "f1 ends\n"
             "C: GET /x\n"
             "  C <- 200 Hit age=0 len=10\n"
             "  C <- 0123456789\n"
             "  C <- end\n"
             "A journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_ANSWERED(200) JUDGE_MAX_AGE(60) RESPOND_MISS RESPOND_PART\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_JOIN RESPOND_HIT "
             "RESPOND_PART\n");
    cr_expect_eq(script_viewer(&s, "B")->journal.body_bytes, 2);
    STOP(&s);
}

/* cloudfront.md section 9: an answer in chunks is sent whole. */
Test(ranges, of_an_answer_of_unknown_length_the_whole_is_sent)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x | Range: bytes=1-2\n"
             "  f1 -> GET /x\n"
             "f1 head 200\n"
             "  A <- 200 Miss len=?\n"
             "f1 body 0123\n"
             "  A <- 0123\n"
             "f1 ends\n"
             "  A <- end\n"
             "B: GET /x | Range: bytes=1-2\n" /* by now it is known */
             "  B <- 206 Hit age=0 len=2 | Content-Range: bytes 1-2/4\n"
             "  B <- 12\n"
             "  B <- end\n");
    STOP(&s);
}

Test(ranges, a_part_of_what_is_not_stored_ends_the_fetch_when_it_is_there)
{
    struct script s;

    script_init(&s);
    s.config.entry_max_bytes = 1000;
    script_start(&s);
    PLAY(&s, "A: GET /x | Range: bytes=200000-200003\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=900000 | Cache-Control: max-age=60\n"
             "  A <- 206 Miss len=4 | Content-Range: bytes "
             "200000-200003/900000\n"
             "f1 body *100000\n"
             "f1 body *100001\n"
             "  A <- x\n"
             "f1 body *100\n"
             "  A <- xxx\n"
             "  A <- end\n"
             "  f1 -> CANCEL\n");
    STOP(&s);
}

Test(ranges, a_part_that_never_comes_is_broken_off_and_one_that_came_is_whole)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x | Range: bytes=0-1\n"
             "  f1 -> GET /x\n"
             "B: GET /x | Range: bytes=1-8\n"
             "f1 head 200 len=10 | Cache-Control: max-age=60\n"
             "  A <- 206 Miss len=2 | Content-Range: bytes 0-1/10\n"
             "  B <- 206 Hit age=0 len=8 | Content-Range: bytes 1-8/10\n"
             "f1 body 0123\n"
             "  A <- 01\n"
             "  A <- end\n"
             "  B <- 123\n"
             "f1 ends truncated\n"
             "  B <- ABORT\n"
             "  B finished LOG_BROKEN\n");
    STOP(&s);
}

Test(ranges, a_slow_reader_of_a_large_part_is_fed_by_the_window)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x slow | Range: bytes=100000-499999\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=500000 | Cache-Control: max-age=60\n"
             "  A <- 206 Miss len=400000 | Content-Range: bytes "
             "100000-499999/500000\n"
             "f1 body *125000\n"
             "  A <- *25000\n"
             "f1 body *125000\n"
             "  A <- *125000\n"
             "f1 body *125000\n"
             "  A <- *112144\n"
             "f1 body *125000\n"
             "f1 ends\n"
             "A takes all\n"
             "  A <- *137856\n"
             "  A <- end\n"
             "A takes all\n"
             "A done\n");
    cr_expect_eq(script_viewer(&s, "A")->journal.body_bytes, 400000);
    STOP(&s);
}

/* Where nothing is looked up the origin is asked for the part itself. */
Test(ranges, where_nothing_is_cached_the_range_goes_to_the_origin_and_back)
{
    struct script s;

    script_init(&s);
    s.behavior.ttl = (struct ttl_bounds){0, 0, 0};
    script_start(&s);
    PLAY(&s, "A: GET /x | Range: bytes=2-4 | If-Range: \"v1\"\n"
             "  f1 -> GET /x | Range: bytes=2-4 | If-Range: \"v1\"\n"
             "f1 head 206 len=3 | Content-Range: bytes 2-4/10\n"
             "  A <- 206 Miss len=3 | Content-Range: bytes 2-4/10\n"
             "f1 body 234\n"
             "  A <- 234\n"
             "f1 ends\n"
             "  A <- end\n"
             "B: GET /x | If-None-Match: \"v1\"\n"
             "  f2 -> GET /x | If-None-Match: \"v1\"\n"
             "f2 head 304 | ETag: \"v1\"\n"
             "  B <- 304 Miss len=? no body\n"
             "  B <- end\n"
             "  f2 -> CANCEL\n");
    STOP(&s);
    script_init(&s);
    s.behavior.ttl = (struct ttl_bounds){0, 0, 0};
    s.behavior.rules.pass_conditions = false;
    script_start(&s);
    PLAY(&s, "A: GET /x | Range: bytes=2-4\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=10\n"
             "  A <- 200 Miss len=10\n"
             "f1 body 0123456789\n"
             "  A <- 0123456789\n"
             "f1 ends\n"
             "  A <- end\n");
    STOP(&s);
}

/* A part that nobody asked for is no answer, and never stored as one. */
Test(ranges, a_part_in_place_of_the_whole_is_refused)
{
    struct script s;

    script_init(&s);
    s.behavior.rules.error_ttl_s = 0;
    script_start(&s);
    PLAY(&s, "A: GET /x | Range: bytes=2-4\n"
             "  f1 -> GET /x\n"
             "f1 head 206 len=3 | Content-Range: bytes 2-4/10 "
             "| Cache-Control: max-age=60\n"
             "  A <- 502 Error page\n"
             "  A <- page\n"
             "  A <- end\n"
             "  f1 -> CANCEL\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "B gone\n"
             "  f2 -> CANCEL\n"
             "  B finished LOG_VIEWER_GONE\n");
    STOP(&s);
}
