/* test_kept_errors.c - failures that are kept for a while, and how long. */
#include "tests/node_script.h"

#include <criterion/criterion.h>

/* cloudfront.md 5.1, "always": the edge's own 502 and 504 as well. */
Test(kept_errors, the_edges_own_error_is_kept_for_the_error_ttl_of_its_status)
{
    static const struct error_ttl ttls[] = {{504, 3}};
    struct script s;

    script_init(&s);
    s.origin.connect_attempts = 1;
    s.behavior.error_ttls = ttls;
    s.behavior.n_error_ttls = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 ends refused\n"
             "  A <- 502 Error page\n"
             "  A <- page\n"
             "  A <- end\n"
             "wait 9s\n"
             "B: GET /x\n"
             "  B <- 502 Error age=9 page\n"
             "  B <- page\n"
             "  B <- end\n"
             "wait 1s\n"
             "C: GET /x\n"
             "  f2 -> GET /x\n"
             "wait 10s\n"
             "  f2 -> CANCEL\n"
             "  C <- 504 Error page\n"
             "  C <- page\n"
             "  C <- end\n"
             "wait 2s\n"
             "D: GET /x\n"
             "  D <- 504 Error age=2 page\n"
             "  D <- page\n"
             "  D <- end\n"
             "wait 1s\n"
             "E: GET /x\n"
             "  f3 -> GET /x\n"
             "f3 head 200 len=0\n"
             "  E <- 200 Miss len=0\n"
             "f3 ends\n"
             "  E <- end\n"
             "C journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_STALE_NO_VALIDATOR COLLAPSE_LEAD "
             "FETCH_SENT FETCH_TIMEOUT JUDGE_ERROR_TTL(3) STORE_REPLACED "
             "RESPOND_ERROR\n");
    STOP(&s);
}

Test(kept_errors,
     the_edges_own_error_is_not_kept_where_the_knob_or_the_ttl_says_no)
{
    for (int how = 0; how < 2; how++) {
        struct script s;

        script_init(&s);
        s.origin.connect_attempts = 1;
        if (how == 0)
            s.behavior.rules.edge_errors_are_stored = false;
        else
            s.behavior.rules.error_ttl_s = 0;
        script_start(&s);
        PLAY(&s, "A: GET /x\n"
                 "  f1 -> GET /x\n"
                 "f1 ends refused\n"
                 "  A <- 502 Error page\n"
                 "  A <- page\n"
                 "  A <- end\n"
                 "B: GET /x\n"
                 "  f2 -> GET /x\n"
                 "f2 ends refused\n"
                 "  B <- 502 Error page\n"
                 "  B <- page\n"
                 "  B <- end\n");
        STOP(&s);
    }
}

/* A 503 that was kept is no answer to prefer over a new one. */
Test(kept_errors, an_expired_failure_is_not_served_in_place_of_a_new_one)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 503 len=0 | X-Which: first\n"
             "  A <- 503 Error len=0 | X-Which: first\n"
             "f1 ends\n"
             "  A <- end\n"
             "wait 10s\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "f2 head 500 len=0 | X-Which: second\n"
             "  B <- 500 Error len=0 | X-Which: second\n"
             "f2 ends\n"
             "  B <- end\n");
    STOP(&s);
}
