/* test_upload.c - request bodies: credit, 100, early answers, short ones. */
#include "tests/node_script.h"

#include <criterion/criterion.h>

Test(upload, a_request_body_flows_as_the_origin_gives_credit)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: POST /x body=10 expects\n"
             "  f1 -> POST /x body=10\n"
             "f1 ready 4\n"
             "  A <- 100\n"
             "  A <- wants 4\n"
             "A sends hell\n"
             "  f1 -> hell\n"
             "f1 ready 6\n"
             "  A <- wants 6\n"
             "A sends oworld\n"
             "  f1 -> oworld\n"
             "A is whole\n"
             "  f1 -> end\n"
             "f1 ready 5\n"
             "f1 head 201 len=0\n"
             "  A <- 201 Miss len=0\n"
             "f1 ends\n"
             "  A <- end\n"
             "A journal\n"
             "  METHOD_PASSED LOOKUP_PASS COLLAPSE_ALONE FETCH_SENT "
             "FETCH_ANSWERED(201) JUDGE_PASSED RESPOND_MISS\n");
    STOP(&s);
}

Test(upload, an_answer_before_the_request_is_whole_closes_the_connection)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: PUT /x body=?\n"
             "  f1 -> PUT /x body=?\n"
             "f1 ready 4\n"
             "  A <- wants 4\n"
             "f1 head 403 len=0\n"
             "  A <- 403 Error len=0 close\n"
             "A sends hell\n" /* is not wanted any more */
             "f1 ends\n"
             "  A <- end\n");
    STOP(&s);
}

Test(upload, a_request_body_that_stops_short_is_not_passed_on_as_whole)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: PUT /x body=10\n"
             "  f1 -> PUT /x body=10\n"
             "f1 ready 4\n"
             "  A <- wants 4\n"
             "A sends hell\n"
             "  f1 -> hell\n"
             "A stops short\n"
             "  f1 -> CANCEL\n"
             "  A <- ABORT\n"
             "  A finished LOG_VIEWER_GONE\n"
             "A stops short\n");
    STOP(&s);
}
