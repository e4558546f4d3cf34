/* test_backpressure.c - slow readers: windows, pauses, who is cut off. */
#include "tests/node_script.h"

#include <criterion/criterion.h>

/* The windows of cache/node_parts.h: 262144 bytes on their way to one viewer,
 * 1048576 bytes of what is not stored ahead of its slowest reader. */

Test(backpressure, a_viewer_gets_a_window_and_more_as_it_takes)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x slow\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=300000 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=300000\n"
             "f1 body *100000\n"
             "  A <- *100000\n"
             "f1 body *100000\n"
             "  A <- *100000\n"
             "f1 body *100000\n"
             "  A <- *62144\n"
             "f1 ends\n"
             "A takes 1000\n"
             "  A <- *1000\n"
             "A takes 261144\n"
             "  A <- *36856\n"
             "  A <- end\n"
             "A takes 37856\n"
             "A done\n");
    STOP(&s);
}

Test(backpressure, a_slow_reader_holds_back_an_origin_that_is_not_stored)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x slow\n"
             "  f1 -> GET /x\n"
             "f1 head 200 | Cache-Control: no-store\n"
             "  A <- 200 Miss len=?\n"
             "f1 body *131072\n"
             "  A <- *131072\n"
             "f1 body *131072\n"
             "  A <- *131072\n"
             "f1 body *131072\n"
             "f1 body *131072\n"
             "f1 body *131072\n"
             "f1 body *131072\n"
             "f1 body *131072\n"
             "f1 body *131072\n" /* 1 MiB: still within the window */
             "f1 body x\n"
             "  f1 -> PAUSE\n"
             "wait 29s\n" /* a paused origin owes nothing */
             "A takes 262144\n"
             "  A <- *262144\n"
             "A takes 262144\n"
             "  A <- *262144\n"
             "A takes 262144\n"
             "  f1 -> RESUME\n"
             "  A <- *262144\n"
             "A takes 262144\n"
             "  A <- x\n"
             "f1 ends\n"
             "  A <- end\n"
             "A takes 1\n"
             "A done\n");
    STOP(&s);
}

Test(backpressure, what_is_stored_is_its_own_buffer_up_to_the_entry_limit)
{
    struct script s;

    script_init(&s);
    s.config.entry_max_bytes = 200000;
    script_start(&s);
    PLAY(&s, "A: GET /x slow\n"
             "  f1 -> GET /x\n"
             "B: GET /x\n"
             "f1 head 200 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=?\n"
             "  B <- 200 Hit age=0 len=?\n"
             "f1 body *100000\n"
             "  A <- *100000\n"
             "  B <- *100000\n"
             "C: GET /x\n"
             "  C <- 200 Hit age=0 len=?\n"
             "  C <- *100000\n"
             "f1 body *100000\n"
             "  A <- *100000\n"
             "  B <- *100000\n"
             "  C <- *100000\n"
             "f1 body x\n"
             "  A <- x\n"
             "  B <- x\n"
             "  C <- x\n"
             "D: GET /x\n" /* what is not kept is not shared any more */
             "  f2 -> GET /x\n"
             "f1 ends\n"
             "  A <- end\n"
             "  B <- end\n"
             "  C <- end\n"
             "A takes 200001\n"
             "A done\n"
             "A journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_ANSWERED(200) JUDGE_MAX_AGE(60) RESPOND_MISS "
             "STORE_TOO_LARGE\n"
             "D gone\n"
             "  f2 -> CANCEL\n"
             "  D finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

Test(backpressure, an_announced_length_past_the_limit_is_not_stored_at_all)
{
    struct script s;

    script_init(&s);
    s.config.entry_max_bytes = 4;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=5\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "f1 body hello\n"
             "  A <- hello\n"
             "f1 ends\n"
             "  A <- end\n"
             "B gone\n"
             "  f2 -> CANCEL\n"
             "  B finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

Test(backpressure, all_that_is_being_fetched_for_the_store_is_bounded)
{
    struct script s;

    script_init(&s);
    s.config.inflight_max_bytes = 150000;
    script_start(&s);
    PLAY(&s, "A: GET /a\n"
             "  f1 -> GET /a\n"
             "f1 head 200 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=?\n"
             "f1 body *100000\n"
             "  A <- *100000\n"
             "B: GET /b\n"
             "  f2 -> GET /b\n"
             "f2 head 200 | Cache-Control: max-age=60\n"
             "  B <- 200 Miss len=?\n"
             "f2 body *60000\n"
             "  B <- *60000\n"
             "f2 ends\n"
             "  B <- end\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_ANSWERED(200) JUDGE_MAX_AGE(60) RESPOND_MISS "
             "STORE_NO_ROOM\n"
             "C: GET /c\n"
             "  f3 -> GET /c\n"
             "f3 head 200 len=60000 | Cache-Control: max-age=60\n"
             "  C <- 200 Miss len=60000\n"
             "C gone\n"
             "  f3 -> CANCEL\n"
             "  C finished LOG_VIEWER_GONE\n"
             "f1 ends\n"
             "  A <- end\n");
    STOP(&s);
}

Test(backpressure, a_reader_that_takes_nothing_is_cut_off_and_frees_the_origin)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x slow\n"
             "  f1 -> GET /x\n"
             "f1 head 200 | Cache-Control: no-store\n"
             "  A <- 200 Miss len=?\n"
             "f1 body hello\n"
             "  A <- hello\n"
             "wait 20s\n"
             "A takes 1\n"
             "f1 body *1\n"
             "  A <- x\n"
             "wait 29s\n"
             "f1 body *1\n"
             "  A <- x\n"
             "wait 1s\n"
             "  f1 -> CANCEL\n"
             "  A <- ABORT\n"
             "A takes 6\n" /* were on their way */
             "wait 100s\n"
             "A gone\n"
             "  A finished LOG_TOO_SLOW\n");
    STOP(&s);
}

Test(backpressure, an_end_that_is_never_flushed_is_cut_off_too)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x slow\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=5\n"
             "f1 body hello\n"
             "  A <- hello\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 29s\n"
             "A takes 2\n"
             "wait 29s\n"
             "wait 1s\n"
             "  A <- ABORT\n"
             "wait 100s\n"
             "A done\n"
             "  A finished LOG_TOO_SLOW\n");
    STOP(&s);
}

Test(backpressure, a_fast_reader_does_not_wait_for_a_slow_one_while_storing)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x slow\n"
             "  f1 -> GET /x\n"
             "B: GET /x\n"
             "f1 head 200 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=?\n"
             "  B <- 200 Hit age=0 len=?\n"
             "f1 body *131072\n"
             "  A <- *131072\n"
             "  B <- *131072\n"
             "f1 body *131072\n"
             "  A <- *131072\n"
             "  B <- *131072\n"
             "f1 body *131072\n"
             "  B <- *131072\n"
             "f1 ends\n"
             "  B <- end\n"
             "A takes 262144\n"
             "  A <- *131072\n"
             "  A <- end\n"
             "A takes 131072\n"
             "A done\n");
    STOP(&s);
}

Test(backpressure, the_slowest_reader_of_a_window_may_leave)
{
    struct script s;

    script_init(&s);
    s.config.entry_max_bytes = 100;
    script_start(&s);
    PLAY(&s, "A: GET /x slow\n"
             "  f1 -> GET /x\n"
             "B: GET /x\n"
             "f1 head 200 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=?\n"
             "  B <- 200 Hit age=0 len=?\n"
             "f1 body *131072\n"
             "  A <- *131072\n"
             "  B <- *131072\n"
             "f1 body *131072\n"
             "  A <- *131072\n"
             "  B <- *131072\n"
             "f1 body *131072\n"
             "  B <- *131072\n"
             "f1 body *131072\n"
             "  B <- *131072\n"
             "f1 body *131072\n"
             "  B <- *131072\n"
             "f1 body *131072\n"
             "  B <- *131072\n"
             "f1 body *131072\n"
             "  B <- *131072\n"
             "f1 body *131072\n"
             "  B <- *131072\n"
             "f1 body x\n"
             "  B <- x\n"
             "  f1 -> PAUSE\n"
             "A gone\n"
             "  f1 -> RESUME\n"
             "  A finished LOG_VIEWER_GONE\n"
             "f1 ends\n"
             "  B <- end\n");
    STOP(&s);
}
