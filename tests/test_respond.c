/* test_respond.c - the head that a viewer gets: 304, 412, Age, X-Cache, Via. */
#include "tests/node_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define DATE "Thu, 01 Jan 2026 00:00:00 GMT"

/* Takes the head of the next RESPOND apart; the rest is drained. */
struct heard {
    int status;
    bool has_body;
    char lines[4096]; /* stored, then added */
};

static void hear(struct node *node, struct heard *heard)
{
    struct effect effect;

    while (node_poll(node, &effect)) {
        const struct reply *reply = effect.u.reply;
        int n = 0;

        if (effect.kind != EFFECT_RESPOND)
            continue;
        heard->status = reply->status;
        heard->has_body = reply->has_body;
        for (size_t i = 0; i < reply->stored->n + reply->added->n; i++) {
            const struct http_header *line =
                i < reply->stored->n ? &reply->stored->at[i]
                                     : &reply->added->at[i - reply->stored->n];

            n += snprintf(heard->lines + n, sizeof(heard->lines) - (size_t)n,
                          "%.*s: %.*s\n", SPAN_ARG(line->name),
                          SPAN_ARG(line->value));
        }
    }
}

static void store_one(struct script *s, const char *headers)
{
    char text[512];

    snprintf(text, sizeof(text), "f1 head 200 len=5%s\n  A <- 200 Miss len=5\n",
             headers);
    script_start(s);
    PLAY(s, "A: GET /x\n"
            "  f1 -> GET /x\n");
    PLAY(s, text);
    PLAY(s, "f1 body hello\n"
            "  A <- hello\n"
            "f1 ends\n"
            "  A <- end\n");
}

/* RFC 9110 13.2.2; row: the viewer's condition and what comes of it. */
Test(respond, a_stored_200_answers_conditions)
{
    static const struct {
        const char *condition, *answer;
    } rows[] = {
        {"If-None-Match: \"v1\"", "304 Hit age=0 len=5 no body"},
        {"If-None-Match: W/\"v1\"", "304 Hit age=0 len=5 no body"},
        {"If-None-Match: \"v0\", \"v1\"", "304 Hit age=0 len=5 no body"},
        {"If-None-Match: *", "304 Hit age=0 len=5 no body"},
        {"If-None-Match: \"v2\"", NULL},
        {"If-Modified-Since: " DATE, "304 Hit age=0 len=5 no body"},
        {"If-Modified-Since: Wed, 31 Dec 2025 00:00:00 GMT", NULL},
        {"If-Modified-Since: then", NULL},
        {"If-None-Match: \"v2\" | If-Modified-Since: " DATE, NULL},
        {"If-Match: \"v2\"", "412 Hit age=0 len=0 no body"},
        {"If-Match: \"v1\"", NULL},
        {"If-Unmodified-Since: Wed, 31 Dec 2025 00:00:00 GMT",
         "412 Hit age=0 len=0 no body"},
        {"If-Unmodified-Since: " DATE, NULL},
    };
    struct script s;

    script_init(&s);
    store_one(&s, " | ETag: \"v1\" | Last-Modified: " DATE);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[512];

        snprintf(text, sizeof(text),
                 "B%zu: GET /x | %s\n"
                 "  B%zu <- %s\n",
                 i, rows[i].condition, i,
                 rows[i].answer ? rows[i].answer : "200 Hit age=0 len=5");
        if (!rows[i].answer)
            snprintf(text + strlen(text), sizeof(text) - strlen(text),
                     "  B%zu <- hello\n", i);
        snprintf(text + strlen(text), sizeof(text) - strlen(text),
                 "  B%zu <- end\n", i);
        PLAY(&s, text);
    }
    STOP(&s);
}

Test(respond, a_miss_answers_the_viewers_condition_too)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x | If-None-Match: \"v1\"\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=5 | ETag: \"v1\"\n"
             "  A <- 304 Miss len=5 no body\n"
             "  A <- end\n"
             "f1 body hello\n"
             "f1 ends\n"
             "B: GET /x\n"
             "  B <- 200 Hit age=0 len=5\n"
             "  B <- hello\n"
             "  B <- end\n"
             "A journal\n"
             "  KEY_WITHOUT_ORIGIN LOOKUP_MISS COLLAPSE_LEAD FETCH_SENT "
             "FETCH_ANSWERED(200) JUDGE_DEFAULT_TTL(86400) RESPOND_MISS "
             "RESPOND_NOT_MODIFIED\n");
    STOP(&s);
}

Test(respond, conditions_are_for_200_alone)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x | If-None-Match: * | If-Match: \"v2\"\n"
             "  f1 -> GET /x\n"
             "f1 head 404 len=2 | ETag: \"v1\"\n"
             "  A <- 404 Error len=2\n"
             "f1 body no\n"
             "  A <- no\n"
             "f1 ends\n"
             "  A <- end\n");
    STOP(&s);
}

Test(respond, statuses_without_a_body_have_none)
{
    struct script s;

    script_init(&s);
    script_start(&s);
    PLAY(&s, "A: GET /x\n"
             "  f1 -> GET /x\n"
             "f1 head 204\n"
             "  A <- 204 Miss len=? no body\n"
             "  A <- end\n"
             "f1 body junk\n"
             "f1 ends\n"
             "B: GET /x\n"
             "  B <- 204 Hit age=0 len=? no body\n"
             "  B <- end\n");
    STOP(&s);
}

/* Order and words of everything that the edge itself says. */
Test(respond, a_hit_sends_the_stored_lines_and_then_its_own)
{
    struct http_request request = {
        .method = SPAN("GET"), .scheme = SPAN("http"), .path = SPAN("/x")};
    struct node_viewer viewer = {.client = SPAN("198.51.100.7")};
    struct heard miss = {0}, hit = {0};
    struct script s;
    uint64_t txn;

    script_init(&s);
    store_one(&s, " | Date: " DATE " | Server: AmazonS3");
    txn = node_request(s.node, s.now_ms + 3000, &viewer, &request);
    hear(s.node, &hit);
    cr_assert(strstr(hit.lines,
                     "Date: " DATE "\nServer: AmazonS3\nAge: 3\n"
                     "X-Cache: Hit from cloudfront\nVia: 1.1 ") == hit.lines);
    cr_assert_not_null(strstr(hit.lines,
                              ".cloudfront.net (CloudFront)\n"
                              "X-Amz-Cf-Pop: POP1-C1\nX-Amz-Cf-Id: "));
    cr_assert_str_eq(hit.lines + strlen(hit.lines) - 3, "==\n");
    node_client_gone(s.node, s.now_ms, txn);
    request.path = SPAN("/y");
    txn = node_request(s.node, s.now_ms, &viewer, &request);
    hear(s.node, &miss);
    cr_assert_eq(miss.status, 0); /* waits for the origin */
    node_client_gone(s.node, s.now_ms, txn);
    hear(s.node, &miss);
    STOP(&s);
}

/* cloudfront.md 7: removed, then added; never stored. */
Test(respond, a_response_headers_policy_is_applied_and_not_stored)
{
    const struct span any[] = {SPAN("*")};
    const struct span removed[] = {SPAN("X-Amz-Meta"), SPAN("Date"),
                                   SPAN("Server")};
    struct http_request request = {
        .method = SPAN("GET"), .scheme = SPAN("http"), .path = SPAN("/x")};
    struct node_viewer viewer = {.client = SPAN("198.51.100.7")};
    struct heard heard = {0};
    struct script s;
    uint64_t txn;

    script_init(&s);
    s.behavior.reply.cors.enabled = true;
    s.behavior.reply.cors.allow_origins = any;
    s.behavior.reply.cors.n_allow_origins = 1;
    s.behavior.reply.remove = removed;
    s.behavior.reply.n_remove = 3;
    script_start(&s);
    PLAY(&s, "A: GET /x | Origin: https://a.example\n"
             "  f1 -> GET /x\n"
             "f1 head 200 len=0 | X-Amz-Meta: 1 | Date: " DATE
             " | Server: AmazonS3 | X: 1\n"
             "  A <- 200 Miss len=0 | X: 1 | Access-Control-Allow-Origin: *\n"
             "f1 ends\n"
             "  A <- end\n"
             "B: GET /x\n"
             "  B <- 200 Hit age=0 len=0 | X: 1 | Vary: Origin\n"
             "  B <- end\n");
    txn = node_request(s.node, s.now_ms + 5000, &viewer, &request);
    hear(s.node, &heard);
    cr_assert(strstr(heard.lines,
                     "X: 1\nVary: Origin\n"
                     "Date: Thu, 01 Jan 2026 00:00:05 GMT\n"
                     "Server: CloudFront\nAge: 5\n") == heard.lines);
    node_client_gone(s.node, s.now_ms, txn);
    STOP(&s);
}

/* cloudfront.md 6.3 */
Test(respond, an_error_page_names_its_reason_and_the_request)
{
    struct node_viewer viewer = {.client = SPAN("198.51.100.7")};
    struct effect effect;
    struct script s;
    char page[2048];
    uint64_t txn;
    size_t len = 0;

    script_init(&s);
    script_start(&s);
    txn = node_bad_request(s.node, s.now_ms, &viewer, NODE_BAD_URL_SIZE);
    while (node_poll(s.node, &effect))
        if (effect.kind == EFFECT_BODY) {
            memcpy(page + len, effect.u.bytes.ptr, effect.u.bytes.len);
            len += effect.u.bytes.len;
        }
    page[len] = '\0';
    cr_assert_not_null(strstr(page, "<H1>413 ERROR</H1>"));
    cr_assert_not_null(strstr(page, "the URL is longer than 8,192 bytes"));
    cr_assert_not_null(strstr(page, "Request ID: "));
    node_client_gone(s.node, s.now_ms, txn);
    STOP(&s);
}
