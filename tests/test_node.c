/* test_node.c - one viewer after the other: miss, hit, pass, refusal. */
#include "tests/node_script.h"

#include <criterion/criterion.h>

Test(node, a_miss_is_fetched_once_and_then_hit)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /cat.png\n"
             "  f1 -> GET /cat.png\n"
             "f1 ready 65536\n"
             "f1 head 200 len=5 | Cache-Control: max-age=60\n"
             "  A <- 200 Miss len=5\n"
             "f1 body hello\n"
             "  A <- hello\n"
             "f1 ends\n"
             "  A <- end\n"
             "A journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_ANSWERED(200) JUDGE_MAX_AGE(60) RESPOND_MISS STORE_KEPT\n"
             "wait 7s\n"
             "B: GET /cat.png\n"
             "  B <- 200 Hit age=7 len=5\n"
             "  B <- hello\n"
             "  B <- end\n"
             "B journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_HIT RESPOND_HIT\n");
    STOP(&s);
}
