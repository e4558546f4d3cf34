/* test_abandon.c - fetches whose viewers have left or have all they want. */
#include "tests/node_script.h"

#include <criterion/criterion.h>

Test(abandon, a_fetch_that_nobody_wants_is_cancelled_or_finished_by_rule)
{
    static const char leave[] =
        "A: GET /x slow\n"
        "  f1 -> GET /x\n"
        "f1 head 200 len=5 | Cache-Control: max-age=60\n"
        "  A <- 200 Miss len=5\n";
    struct script s;

    script_init(&s); /* cloudfront.md 5.5: not stored */
    script_start(&s);
    PLAY(&s, leave);
    PLAY(&s, "A gone\n"
             "  f1 -> CANCEL\n"
             "  A finished LOG_VIEWER_GONE\n");
    STOP(&s);
    script_init(&s);
    s.behavior.rules.finish_abandoned = true;
    script_start(&s);
    PLAY(&s, leave);
    PLAY(&s, "A gone\n"
             "  A finished LOG_VIEWER_GONE\n"
             "f1 body hello\n"
             "f1 ends\n"
             "B: GET /x\n"
             "  B <- 200 Hit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n");
    STOP(&s);
}

Test(abandon, an_abandoned_fetch_that_cannot_be_stored_is_cancelled)
{
    struct script s;

    script_init(&s);
    s.behavior.rules.finish_abandoned = true;
    s.config.entry_max_bytes = 10;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "A gone\n"
             "  A finished LOG_VIEWER_GONE\n"
             "f1 head 200 | Cache-Control: max-age=60\n"
             "f1 body hello\n"
             "f1 body *6\n"
             "  f1 -> CANCEL\n"
             "B: GET /y\n"
             "  f2 -> GET /y\n"
             "B gone\n"
             "  B finished LOG_VIEWER_GONE\n"
             "f2 head 200 len=5 | Cache-Control: no-store\n"
             "  f2 -> CANCEL\n");
    STOP(&s);
}

Test(abandon, a_viewer_who_needs_no_body_lets_the_store_have_it)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: HEAD /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=5 no body\n"
             "  A <- end\n"
             "f1 body hello\n"
             "f1 ends\n"
             "B: GET /x\n"
             "  B <- 200 Hit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n"
             "C: HEAD /y\n"
             "  f2 -> GET /y\n"
             "f2 head 200 len=5 | Cache-Control: no-store\n"
             "  C <- 200 Miss len=5 no body\n"
             "  C <- end\n"
             "  f2 -> CANCEL\n");
    STOP(&s);
}
