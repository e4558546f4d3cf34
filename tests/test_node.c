/* test_node.c - one viewer after the other: miss, hit, pass, refusal. */
#include "tests/node_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

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

Test(node, a_hit_under_another_origin_is_the_bug_and_a_keyed_origin_the_cure)
{
    static const char ask[] =
        "A: GET /x | Origin: https://a.example\n"
        "  f1 -> GET /x | Origin: https://a.example\n"
        "f1 head 200 len=0 "
        "| Access-Control-Allow-Origin: https://a.example | Vary: Origin\n"
        "  A <- 200 Miss len=0 "
        "| Access-Control-Allow-Origin: https://a.example | Vary: Origin\n"
        "f1 ends\n"
        "  A <- end\n";
    const struct span origin[] = {SPAN("Origin")};
    const struct name_set listed = {
        .rule = NAMES_LISTED, .names = origin, .n_names = 1};
    struct script s;

    script_init(&s);
    s.behavior.forward.headers = listed;
    script_start(&s);
    PLAY(&s, ask);
    PLAY(&s, "B: GET /x | Origin: https://b.example\n"
             "  B <- 200 Hit age=0 len=0 "
             "| Access-Control-Allow-Origin: https://a.example "
             "| Vary: Origin\n"
             "  B <- end\n");
    cr_assert(span_eq(script_viewer(&s, "B")->journal.allow_origin,
                      SPAN("https://a.example")));
    STOP(&s);
    script_init(&s);
    s.behavior.key.headers = listed;
    script_start(&s);
    PLAY(&s, ask);
    PLAY(&s, "B: GET /x | Origin: https://b.example\n"
             "  f2 -> GET /x | Origin: https://b.example\n"
             "B gone\n"
             "  f2 -> CANCEL\n"
             "  B finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

/* cloudfront.md 13.6 */
Test(node, a_head_request_fills_the_cache_for_get)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: HEAD /x\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5\n"
             "  A <- 200 Miss len=5 no body\n"
             "  A <- end\n"
             "f1 body hello\n"
             "f1 ends\n"
             "B: GET /x | Origin: https://b.example\n"
             "  B <- 200 Hit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n");
    STOP(&s);
}

/* cloudfront.md 2.3 */
Test(node, options_goes_to_the_origin_unless_it_is_cached_and_then_apart)
{
    static const char ask[] = "A: OPTIONS /x\n"
                              "  f1 -> OPTIONS /x\n"
                              "f1 head 200 len=0\n"
                              "  A <- 200 Miss len=0\n"
                              "f1 ends\n"
                              "  A <- end\n"
                              "B: GET /x\n"
                              "  f2 -> GET /x\n"
                              "B gone\n"
                              "  f2 -> CANCEL\n"
                              "  B finished LOG_VIEWER_GONE\n";
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, ask);
    PLAY(&s, "C: OPTIONS /x\n"
             "  f3 -> OPTIONS /x\n"
             "C gone\n"
             "  f3 -> CANCEL\n"
             "  C finished LOG_VIEWER_GONE\n");
    STOP(&s);
    script_init(&s);
    s.behavior.cached_methods |= 1u << HTTP_OPTIONS;
    script_start(&s);
    PLAY(&s, ask);
    PLAY(&s, "C: OPTIONS /x\n"
             "  C <- 200 Hit age=0 len=0\n"
             "  C <- end\n");
    STOP(&s);
}

/* cloudfront.md 5.2 */
Test(node, refusals_come_from_the_edge_and_ask_no_origin)
{
    struct script s;

    script_init(&s);
    s.behavior.allowed_methods = 1u << HTTP_GET | 1u << HTTP_HEAD;
    script_start(&s);
    PLAY(&s, "A: POST /x\n"
             "  A <- 403 Error page\n"
             "  A <- page\n"
             "  A <- end\n"
             "A journal\n"
             "  METHOD_REFUSED RESPOND_ERROR\n"
             "B: get /x\n"
             "  B <- 403 Error page\n"
             "  B <- page\n"
             "  B <- end\n"
             "C: GET /x body=5\n"
             "  C <- 403 Error page close\n"
             "  C <- page\n"
             "  C <- end\n"
             "C journal\n"
             "  RECEIVE_BODY_ON_GET RESPOND_ERROR\n"
             "D: bad malformed\n"
             "  D <- 400 Error page close\n"
             "  D <- page\n"
             "  D <- end\n"
             "D journal\n"
             "  RECEIVE_MALFORMED RESPOND_ERROR\n"
             "E: bad head\n"
             "  E <- 413 Error page close\n"
             "  E <- page\n"
             "  E <- end\n"
             "F: bad timeout\n"
             "  F <- 408 Error page close\n"
             "  F <- page\n"
             "  F <- end\n");
    STOP(&s);
}

Test(node, more_transactions_than_the_limit_get_503)
{
    struct script s;

    script_init(&s);
    s.config.txns_max = 1;
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "B: GET /x\n"
             "  B <- 503 Error page\n"
             "  B <- page\n"
             "  B <- end\n"
             "A gone\n"
             "  f1 -> CANCEL\n"
             "  A finished LOG_VIEWER_GONE\n"
             "C: GET /x\n"
             "  f2 -> GET /x\n"
             "C gone\n"
             "  f2 -> CANCEL\n"
             "  C finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

Test(node, where_all_ttls_are_0_nothing_is_kept)
{
    struct node_stats stats;
    struct script s;

    script_init(&s);
    s.behavior.ttl = (struct ttl_bounds){0, 0, 0};
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "B: GET /x\n"
             "  f2 -> GET /x\n"
             "f1 head 200 len=0 | Cache-Control: max-age=60 | ETag: \"e\"\n"
             "  A <- 200 Miss len=0\n"
             "f1 ends\n"
             "  A <- end\n"
             "f2 head 404 len=0\n"
             "  B <- 404 Error len=0\n"
             "f2 ends\n"
             "  B <- end\n");
    node_stats(s.node, &stats);
    cr_assert_eq(stats.entries, 0u);
    cr_assert_eq(stats.requests, 2u);
    cr_assert_eq(stats.fetches, 2u);
    STOP(&s);
}

Test(node, behaviors_are_chosen_by_the_first_pattern_that_matches)
{
    static const struct {
        const char *pattern, *path;
        bool match;
    } rows[] = {
        {"/img/*", "/img/a.png", true}, {"img/*", "/img/a.png", true},
        {"*.png", "/img/a.png", true},  {"*.PNG", "/img/a.png", false},
        {"/a?.png", "/ab.png", true},   {"/a?.png", "/a.png", false},
        {"/img", "/img/", false},       {"/*", "/x", true},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct behavior behaviors[2];
        struct script s;
        char text[256];

        script_init(&s);
        behaviors[0] = behaviors[1] = s.behavior;
        behaviors[0].path_pattern = span_str(rows[i].pattern);
        behaviors[0].allowed_methods = 0;
        s.config.behaviors = behaviors;
        s.config.n_behaviors = 2;
        script_start(&s);
        snprintf(text, sizeof(text),
                 rows[i].match ? "A: POST %s\n"
                                 "  A <- 403 Error page\n"
                                 "  A <- page\n"
                                 "  A <- end\n"
                                 "A journal\n"
                                 "  BEHAVIOR_PATTERN METHOD_REFUSED "
                                 "RESPOND_ERROR\n"
                               : "A: POST %s\n"
                                 "  f1 -> POST %s\n"
                                 "A gone\n"
                                 "  f1 -> CANCEL\n"
                                 "  A finished LOG_VIEWER_GONE\n",
                 rows[i].path, rows[i].path);
        PLAY(&s, text);
        STOP(&s);
    }
}

Test(node, a_key_past_its_limit_is_passed_and_not_cached)
{
    struct name_set all = {.rule = NAMES_ALL};
    struct http_header cookie = {.name = SPAN("Cookie")};
    struct http_request request = {.method = SPAN("GET"),
                                   .scheme = SPAN("http"),
                                   .path = SPAN("/x"),
                                   .headers = {&cookie, 1, 1}};
    struct node_viewer viewer = {.client = SPAN("198.51.100.7")};
    struct effect effect;
    struct script s;
    uint64_t txn;

    script_init(&s);
    s.behavior.key.cookies = all;
    script_start(&s);
    cookie.value = span_of(s.wide, 17000);
    txn = node_request(s.node, s.now_ms, &viewer, &request);
    cr_assert(node_poll(s.node, &effect));
    cr_assert_eq(effect.kind, EFFECT_FETCH);
    node_client_gone(s.node, s.now_ms, txn);
    while (node_poll(s.node, &effect))
        if (effect.kind == EFFECT_FINISH)
            cr_assert_eq(journal_reason(effect.u.journal, STEP_KEY),
                         KEY_TOO_LONG);
    STOP(&s);
}

/* cloudfront.md 2.1: HTTP/1.0 viewers get no coding. */
Test(node, accept_encoding_of_an_http_1_0_viewer_does_not_count)
{
    struct script s;

    script_init(&s);
    s.behavior.key.gzip = true;
    script_start(&s);
    PLAY(&s, "A: GET /x 1.0 | Accept-Encoding: gzip\n"
             "  f1 -> GET /x\n"
             "B: GET /x | Accept-Encoding: gzip\n"
             "  f2 -> GET /x | Accept-Encoding: gzip\n"
             "A gone\n"
             "  f1 -> CANCEL\n"
             "  A finished LOG_VIEWER_GONE\n"
             "B gone\n"
             "  f2 -> CANCEL\n"
             "  B finished LOG_VIEWER_GONE\n");
    STOP(&s);
}

Test(node, a_node_may_end_while_everything_is_under_way)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x slow\n"
             "  f1 -> GET /x\n"
             "B: GET /x slow\n"
             "f1 head 200 len=10\n"
             "  A <- 200 Miss len=10\n"
             "  B <- 200 Hit age=0 len=10\n"
             "f1 body hello\n"
             "  A <- hello\n"
             "  B <- hello\n"
             "C: GET /y slow\n"
             "  f2 -> GET /y\n");
    cr_assert_not(script_stop(&s)); /* nobody has finished; nothing leaks */
    buf_fini(&s.fault);
}
