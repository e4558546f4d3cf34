/* test_failover.c - groups of two origins (cloudfront.md 5.3). */
#include "tests/node_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

static const int statuses[] = {500, 503};
static const struct http_header custom[] = {
    {SPAN_STATIC("X-Secret"), SPAN_STATIC("second")}};

/* The node keeps pointers to these. */
struct group {
    struct script script;
    struct node_origin origins[2];
    struct behavior second;
};

static void init(struct group *group)
{
    struct script *s = &group->script;

    script_init(s);
    s->origin.connect_attempts = 2;
    group->origins[0] = s->origin;
    group->origins[1] = s->origin;
    group->origins[1].domain = SPAN("second.example");
    group->origins[1].connect_attempts = 1;
    s->config.origins = group->origins;
    s->config.n_origins = 2;
    s->behavior.forward.headers = (struct name_set){.rule = NAMES_ALL};
    group->second = s->behavior;
    group->second.origin = 1;
    group->second.forward.path_prefix = SPAN("/copy");
    group->second.forward.custom = custom;
    group->second.forward.n_custom = 1;
    s->behavior.failover = &group->second;
    s->behavior.failover_statuses = statuses;
    s->behavior.n_failover_statuses = 2;
}

Test(failover, a_listed_status_sends_the_request_to_the_second_origin)
{
    struct group group;
    struct script *s = &group.script;

    init(&group);
    script_start(s);
    PLAY(s, "A: GET /x?q | Accept: a\n"
            "  f1 -> GET /x host=www.example.net | Accept: a\n"
            "f1 head 503 len=3\n"
            "  f1 -> CANCEL\n"
            "  f1 -> GET /copy/x host=www.example.net | Accept: a "
            "| X-Secret: second\n"
            "f1 head 200 len=2\n"
            "  A <- 200 Miss len=2\n"
            "f1 body ok\n"
            "  A <- ok\n"
            "f1 ends\n"
            "  A <- end\n"
            "A journal\n"
            "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
            "FETCH_ANSWERED(503) FETCH_FAILOVER(503) FETCH_ANSWERED(200) "
            "JUDGE_DEFAULT_TTL(86400) RESPOND_MISS STORE_KEPT\n"
            "B: GET /x\n" /* it is the answer for this key */
            "  B <- 200 Hit age=0 len=2\n"
            "  B <- ok\n"
            "  B <- end\n");
    STOP(s);
}

Test(failover, any_other_status_is_the_answer)
{
    struct group group;
    struct script *s = &group.script;

    init(&group);
    s->behavior.forward.headers.rule = NAMES_NONE;
    script_start(s);
    PLAY(s, "A: GET /x\n"
            "  f1 -> GET /x\n"
            "f1 head 404 len=0\n"
            "  A <- 404 Error len=0\n"
            "f1 ends\n"
            "  A <- end\n");
    STOP(s);
}

Test(failover, what_the_second_origin_says_is_said)
{
    struct group group;
    struct script *s = &group.script;

    init(&group);
    s->behavior.forward.headers.rule = NAMES_NONE;
    group.second.forward = s->behavior.forward;
    script_start(s);
    PLAY(s, "A: GET /x\n"
            "  f1 -> GET /x\n"
            "f1 head 500 len=3\n"
            "  f1 -> CANCEL\n"
            "  f1 -> GET /x host=second.example\n"
            "f1 head 503 len=4 | Cache-Control: max-age=20\n"
            "  A <- 503 Error len=4\n"
            "f1 body both\n"
            "  A <- both\n"
            "f1 ends\n"
            "  A <- end\n"
            "B: GET /y\n"
            "  f2 -> GET /y\n"
            "f2 head 500 len=3\n"
            "  f2 -> CANCEL\n"
            "  f2 -> GET /y host=second.example\n"
            "f2 ends refused\n"
            "  B <- 502 Error page\n"
            "  B <- page\n"
            "  B <- end\n");
    STOP(s);
}

/* The current text: no connection counts as 503, silence as 504. */
Test(failover, a_connection_that_fails_counts_as_503_after_all_attempts)
{
    struct group group;
    struct script *s = &group.script;

    init(&group);
    s->behavior.forward.headers.rule = NAMES_NONE;
    group.second.forward = s->behavior.forward;
    script_start(s);
    PLAY(s, "A: GET /x\n"
            "  f1 -> GET /x\n"
            "f1 ends refused\n"
            "  f1 -> GET /x attempt=2\n"
            "wait 10s\n" /* still connecting */
            "  f1 -> CANCEL\n"
            "  f1 -> GET /x host=second.example\n"
            "f1 head 200 len=0\n"
            "  A <- 200 Miss len=0\n"
            "f1 ends\n"
            "  A <- end\n"
            "B: OPTIONS /x\n" /* never tried again, but elsewhere */
            "  f2 -> OPTIONS /x\n"
            "f2 ends dns\n"
            "  f2 -> OPTIONS /x host=second.example\n"
            "f2 head 204\n"
            "  B <- 204 Miss len=? no body\n"
            "  B <- end\n"
            "  f2 -> CANCEL\n");
    STOP(s);
}

Test(failover, silence_and_garbage_count_as_504_and_502_which_are_not_listed)
{
    static const char *const ends[] = {"f1 ready 0\nwait 30s\n  f1 -> CANCEL\n",
                                       "f1 ends garbage\n"};

    for (size_t i = 0; i < 4; i++) {
        bool by_code = i < 2;
        struct group group;
        struct script *s = &group.script;
        char text[256];

        init(&group);
        group.origins[0].connect_attempts = 1;
        s->behavior.forward.headers.rule = NAMES_NONE;
        s->behavior.rules.failover_by_code = by_code;
        group.second.forward = s->behavior.forward;
        script_start(s);
        PLAY(s, "A: GET /x\n"
                "  f1 -> GET /x\n");
        snprintf(text, sizeof(text), "%s%s", ends[i % 2],
                 !by_code ? "  f1 -> GET /x host=second.example\n"
                 : i == 0 ? "  A <- 504 Error page\n  A <- page\n  A <- end\n"
                          : "  A <- 502 Error page\n  A <- page\n  A <- end\n");
        PLAY(s, text);
        if (!by_code)
            PLAY(s, "A gone\n"
                    "  f1 -> CANCEL\n"
                    "  A finished LOG_VIEWER_GONE\n");
        STOP(s);
    }
}

/* cloudfront.md 5.3: only GET, HEAD and OPTIONS. */
Test(failover, what_writes_does_not_fail_over)
{
    static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};

    for (size_t i = 0; i < 4; i++) {
        struct group group;
        struct script *s = &group.script;
        char text[256];

        init(&group);
        s->behavior.forward.headers.rule = NAMES_NONE;
        script_start(s);
        snprintf(text, sizeof(text),
                 "A: %s /x\n"
                 "  f1 -> %s /x\n"
                 "f1 head 503 len=0\n"
                 "  A <- 503 Error len=0\n"
                 "f1 ends\n"
                 "  A <- end\n",
                 methods[i], methods[i]);
        PLAY(s, text);
        STOP(s);
    }
}

/* First the other origin, then what has expired (cloudfront.md 4.2). */
Test(failover, stale_is_for_when_both_fail)
{
    struct group group;
    struct script *s = &group.script;

    init(&group);
    s->behavior.forward.headers.rule = NAMES_NONE;
    group.second.forward = s->behavior.forward;
    script_start(s);
    PLAY(s, "A: GET /x\n"
            "  f1 -> GET /x\n"
            "f1 head 200 len=0 | Cache-Control: max-age=1 | ETag: \"1\"\n"
            "  A <- 200 Miss len=0\n"
            "f1 ends\n"
            "  A <- end\n"
            "wait 1s\n"
            "B: GET /x\n"
            "  f2 -> GET /x | If-None-Match: \"1\"\n"
            "f2 head 503 len=0\n"
            "  f2 -> CANCEL\n"
            "  f2 -> GET /x host=second.example | If-None-Match: \"1\"\n"
            "f2 head 500 len=0\n"
            "  B <- 200 Hit age=1 len=0\n"
            "  B <- end\n"
            "  f2 -> CANCEL\n");
    STOP(s);
}
