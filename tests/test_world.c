/* test_world.c - the virtual world: who is told what, in which order, when. */
#include "bench/world.h"

#include "bench/url.h"

#include <criterion/criterion.h>

static const char topology_text[] =
    "{\"origins\": {\"web\": {\"type\": \"plain\", \"domain\": \"web.test\","
    "  \"body\": \"hello\", \"allow_origin\": \"reflect\","
    "  \"headers\": {\"Cache-Control\": \"max-age=60\"},"
    "  \"routes\": [{\"path\": \"/big\", \"size\": 300000}],"
    "  \"faults\": [{\"path\": \"/slow\", \"fault\": \"none\","
    "                \"delay_ms\": 1500},"
    "               {\"path\": \"/hang\", \"fault\": \"hang\"},"
    "               {\"path\": \"/reset\", \"fault\": \"reset\"},"
    "               {\"path\": \"/garbage\", \"fault\": \"garbage\"},"
    "               {\"path\": \"/cut\", \"fault\": \"truncate\","
    "                \"at_bytes\": 2}]}},"
    " \"edges\": {\"edge\": {\"domain\": \"cdn.test\","
    "  \"DefaultCacheBehavior\": {\"CachePolicyId\": \"CachingOptimized\","
    "   \"OriginRequestPolicyId\": \"CORS-CustomOrigin\","
    "   \"AllowedMethods\": {\"Quantity\": 7, \"Items\": [\"GET\", \"HEAD\","
    "    \"OPTIONS\", \"PUT\", \"POST\", \"PATCH\", \"DELETE\"]}}}},"
    " \"pages\": {\"a\": \"https://a.test\", \"b\": \"https://b.test\"}}";

struct bench {
    struct json_reader reader;
    struct topology topology;
    struct stage *stage;
    struct buf said;
    uint64_t last;
};

static const char *wire_word(enum stage_wire wire)
{
    return wire == STAGE_WHOLE ? "whole" : wire == STAGE_CUT ? "cut" : "none";
}

static void tell_answer(struct bench *b, const struct stage_event *event)
{
    int status = event->u.answer.head ? event->u.answer.head->status : 0;

    buf_addf(&b->said, "#%d %d ", (int)event->number, status);
    if (status >= 500) /* an error page of the edge's */
        buf_add_str(&b->said, "page ");
    else
        buf_addf(&b->said, "%llu ",
                 (unsigned long long)event->u.answer.body_bytes);
    buf_addf(&b->said, "%s\n", wire_word(event->u.answer.wire));
}

/* One line per event: time since the start, number or name, what. */
static void watch(void *watcher, const struct stage_event *event)
{
    struct bench *b = watcher;

    buf_addf(&b->said, "%lld ", (long long)(event->at_ms - STAGE_START_MS));
    switch (event->saw) {
    case STAGE_REQUEST:
        buf_addf(&b->said, "#%d %.*s %.*s\n", (int)event->number,
                 SPAN_ARG(event->u.request.head->method),
                 SPAN_ARG(event->u.request.url));
        return;
    case STAGE_ANSWER:
        tell_answer(b, event);
        return;
    case STAGE_VERDICT:
        buf_addf(&b->said, "#%d %s\n", (int)event->number,
                 load_outcome_word(event->u.verdict->outcome));
        return;
    case STAGE_JOURNAL:
        buf_addf(&b->said, "edge %s\n",
                 x_cache_text(event->u.journal.journal->x_cache));
        return;
    case STAGE_ORIGIN:
        buf_addf(&b->said, "web %.*s\n",
                 SPAN_ARG(event->u.origin.request->path));
        return;
    }
}

static void setup(struct bench *b)
{
    *b = (struct bench){0};
    cr_assert_eq(json_open(&b->reader, "world", span_str(topology_text)), 0,
                 "%s", b->reader.error);
    cr_assert_eq(topology_read(&b->topology, &b->reader, json_root(&b->reader),
                               STAGE_START_MS),
                 0, "%s", b->reader.error);
    b->stage = world_new(&b->topology);
    buf_init(&b->said, 1u << 20);
    stage_watch(b->stage, watch, b);
}

static void teardown(struct bench *b)
{
    world_check(b->stage);
    stage_free(b->stage);
    topology_fini(&b->topology);
    json_close(&b->reader);
    buf_fini(&b->said);
}

static void ask(struct bench *b, const char *method, const char *text,
                const char *body)
{
    struct stage_request request = {
        .edge = TOPOLOGY_NONE, .url = span_str(text), .body = span_str(body)};
    struct url url;

    cr_assert_eq(url_split(request.url, &url), 0);
    request.head = (struct http_request){.method = span_str(method),
                                         .scheme = url.scheme,
                                         .authority = url.authority,
                                         .path = url.path,
                                         .query = url.query};
    stage_request(b->stage, ++b->last, &request);
}

static void load(struct bench *b, const char *page, const char *url)
{
    size_t at = topology_page_named(&b->topology, span_str(page));
    struct load_spec spec = {.page_origin = b->topology.pages[at].origin,
                             .url = span_str(url)};

    stage_load(b->stage, ++b->last, at, &spec);
}

/* Runs until all is quiet; this must have been seen. */
static void expect(struct bench *b, const char *text)
{
    cr_assert_eq(stage_run(b->stage), 0);
    world_check(b->stage);
    cr_assert_str_eq(buf_span(&b->said).ptr, text);
    buf_reset(&b->said);
}

Test(world, a_request_goes_through_the_edge_to_the_origin_and_back)
{
    struct bench b;

    setup(&b);
    ask(&b, "GET", "https://cdn.test/x", NULL);
    expect(&b, "0 #1 GET https://cdn.test/x\n"
               "0 web /x\n"
               "0 edge Miss from cloudfront\n"
               "0 #1 200 5 whole\n");
    stage_advance(b.stage, 7000);
    ask(&b, "GET", "https://cdn.test/x", NULL);
    expect(&b, "7000 #2 GET https://cdn.test/x\n"
               "7000 edge Hit from cloudfront\n"
               "7000 #2 200 5 whole\n");
    cr_assert_eq(stage_now_ms(b.stage), STAGE_START_MS + 7000);
    teardown(&b);
}

Test(world, a_load_ends_with_its_verdict)
{
    struct bench b;

    setup(&b);
    load(&b, "a", "https://cdn.test/x");
    expect(&b, "0 #1 GET https://cdn.test/x\n"
               "0 web /x\n"
               "0 edge Miss from cloudfront\n"
               "0 #1 200 5 whole\n"
               "0 #1 ok\n");
    load(&b, "b", "https://cdn.test/x");
    expect(&b, "0 #2 GET https://cdn.test/x\n"
               "0 edge Hit from cloudfront\n"
               "0 #2 200 5 whole\n"
               "0 #2 blocked\n");
    load(&b, "b", "https://web.test/x"); /* past the edge */
    expect(&b, "0 #3 GET https://web.test/x\n"
               "0 web /x\n"
               "0 #3 200 5 whole\n"
               "0 #3 ok\n");
    load(&b, "a", "https://nobody.test/x");
    expect(&b, "0 #4 GET https://nobody.test/x\n"
               "0 #4 0 0 none\n"
               "0 #4 network error\n");
    teardown(&b);
}

Test(world, requests_at_the_same_time_collapse_at_the_edge)
{
    struct bench b;

    setup(&b);
    ask(&b, "GET", "https://cdn.test/slow", NULL);
    ask(&b, "GET", "https://cdn.test/slow", NULL);
    expect(&b, "0 #1 GET https://cdn.test/slow\n"
               "0 #2 GET https://cdn.test/slow\n"
               "0 web /slow\n"
               "1500 edge Miss from cloudfront\n"
               "1500 edge Hit from cloudfront\n"
               "1500 #1 200 5 whole\n"
               "1500 #2 200 5 whole\n");
    teardown(&b);
}

Test(world, what_goes_wrong_on_the_wire_is_seen_as_such)
{
    struct bench b;

    setup(&b);
    ask(&b, "GET", "https://cdn.test/garbage", NULL);
    expect(&b, "0 #1 GET https://cdn.test/garbage\n"
               "0 web /garbage\n"
               "0 edge Error from cloudfront\n"
               "0 #1 502 page whole\n");
    ask(&b, "GET", "https://cdn.test/cut", NULL);
    expect(&b, "0 #2 GET https://cdn.test/cut\n"
               "0 web /cut\n"
               "0 edge Miss from cloudfront\n"
               "0 #2 200 2 cut\n");
    ask(&b, "GET", "https://web.test/cut", NULL);
    expect(&b, "0 #3 GET https://web.test/cut\n"
               "0 web /cut\n"
               "0 #3 200 2 cut\n");
    ask(&b, "GET", "https://web.test/reset", NULL);
    expect(&b, "0 #4 GET https://web.test/reset\n"
               "0 web /reset\n"
               "0 #4 0 0 none\n");
    ask(&b, "POST", "https://cdn.test/hang", NULL);
    expect(&b, "0 #5 POST https://cdn.test/hang\n"
               "0 web /hang\n"
               "30000 edge Error from cloudfront\n"
               "30000 #5 504 page whole\n");
    teardown(&b);
}

Test(world, bodies_flow_both_ways_in_pieces)
{
    struct bench b;
    char body[200001] = "";

    memset(body, 'x', 200000);
    setup(&b);
    ask(&b, "GET", "https://cdn.test/big", NULL);
    expect(&b, "0 #1 GET https://cdn.test/big\n"
               "0 web /big\n"
               "0 edge Miss from cloudfront\n"
               "0 #1 200 300000 whole\n");
    ask(&b, "PUT", "https://cdn.test/x", body);
    expect(&b, "0 #2 PUT https://cdn.test/x\n"
               "0 web /x\n"
               "0 edge Miss from cloudfront\n"
               "0 #2 200 5 whole\n");
    teardown(&b);
}

Test(world, invalidation_makes_the_next_request_a_miss)
{
    struct bench b;

    setup(&b);
    ask(&b, "GET", "https://cdn.test/x", NULL);
    cr_assert_eq(stage_run(b.stage), 0);
    cr_assert_eq(stage_invalidate(b.stage, 0, SPAN("/*")), 1u);
    buf_reset(&b.said);
    ask(&b, "GET", "https://cdn.test/x", NULL);
    expect(&b, "0 #2 GET https://cdn.test/x\n"
               "0 web /x\n"
               "0 edge Miss from cloudfront\n"
               "0 #2 200 5 whole\n");
    teardown(&b);
}

Test(world, may_end_while_everything_is_under_way)
{
    struct bench b;

    setup(&b);
    ask(&b, "GET", "https://cdn.test/hang", NULL);
    ask(&b, "GET", "https://web.test/hang", NULL);
    load(&b, "a", "https://cdn.test/slow");
    teardown(&b);
}

Test(world, the_same_calls_give_the_same_events)
{
    struct bench one, other;

    setup(&one);
    setup(&other);
    for (int i = 0; i < 20; i++) {
        const char *url =
            i % 3 ? "https://cdn.test/slow" : "https://cdn.test/x";

        load(&one, i % 2 ? "a" : "b", url);
        load(&other, i % 2 ? "a" : "b", url);
        if (i % 5 == 0) {
            cr_assert_eq(stage_run(one.stage), 0);
            cr_assert_eq(stage_run(other.stage), 0);
        }
    }
    cr_assert_eq(stage_run(one.stage), 0);
    cr_assert_eq(stage_run(other.stage), 0);
    cr_assert(span_eq(buf_span(&one.said), buf_span(&other.said)));
    teardown(&one);
    teardown(&other);
}
