/* test_config.c - what serve runs: files, options, and where they are wrong. */
#include "edge/config.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define ORIGIN                                          \
    "\"origins\": {\"o\": {\"domain\": \"o.example\", " \
    "\"address\": \"127.0.0.1:1\"}}"
#define EDGE                                          \
    "\"edges\": {\"e\": {\"domain\": \"e.example\", " \
    "\"DefaultCacheBehavior\": "                      \
    "{\"CachePolicyId\": \"CachingOptimized\"}}}"

Test(config, a_file_has_edges_origins_and_limits)
{
    struct config config;
    struct buf error;
    int err;

    buf_init(&error, 4096);
    err = config_read(&config, "x.json",
                      SPAN("{" ORIGIN "," EDGE ","
                           "\"limits\": {\"conns_max\": 7, "
                           "\"head_timeout_ms\": 5}}"),
                      &error);
    cr_assert_eq(err, 0, "%s", buf_span(&error).ptr);
    cr_expect_eq(config.topology.n_edges, 1);
    cr_expect_eq(config.topology.n_origins, 1);
    cr_expect_eq(config.limits.conns_max, 7);
    cr_expect_eq(config.limits.head_timeout_ms, 5);
    cr_expect_eq(config.limits.body_timeout_ms, 30000, "the default");
    config_fini(&config);
    buf_fini(&error);
}

Test(config, every_process_draws_another_seed)
{
    struct config one;
    struct config two;
    struct buf error;

    buf_init(&error, 4096);
    cr_assert_eq(config_read(&one, "x", SPAN("{" ORIGIN "," EDGE "}"), &error),
                 0);
    cr_assert_eq(config_read(&two, "x", SPAN("{" ORIGIN "," EDGE "}"), &error),
                 0);
    cr_expect_eq(one.topology.edges[0].config.hash_seed.len, CONFIG_SEED_BYTES);
    cr_expect_not(span_eq(one.topology.edges[0].config.hash_seed,
                          two.topology.edges[0].config.hash_seed));
    config_fini(&one);
    config_fini(&two);
    buf_fini(&error);
}

#define S3 "{'origins': {'o': {'domain': 'd', 'type': 's3', "

static const struct {
    const char *text;  /* with ' in place of " where it has no " */
    const char *error; /* the beginning */
} wrong[] = {
    {"", "x.json:1:1: "},
    {"[]", "x.json:1:1: $: must be an object, is an array"},
    {"{}", "x.json:1:1: $: has no \"edges\" and no \"origins\""},
    {"{" ORIGIN ",\n \"edge\": {}}", "x.json:2:2: $.edge: unknown"},
    {"{" ORIGIN ",\n \"limits\": {\"conns_max\": 0}}",
     "x.json:2:26: $.limits.conns_max: "},
    {"{" ORIGIN ",\n \"limits\": {\"conns\": 1}}",
     "x.json:2:13: $.limits.conns: unknown"},
    {"{" ORIGIN ",\n \"limits\": []}", "x.json:2:12: $.limits: "},
    {S3 "'dir': ''}}}", "x.json:1:56: $.origins.o.dir: must not be empty"},
    {S3 "'dir': 1}}}", "x.json:1:56: $.origins.o.dir: "},
    {S3 "'dir': '/nonexistent/x'}}}",
     "x.json:1:56: $.origins.o.dir: cannot serve /nonexistent/x: No such file"},
    {S3 "'dir': '/nonexistent', 'bucket': 'box'}}}",
     "x.json:1:56: $.origins.o.dir: cannot serve /nonexistent: "},
    {S3 "'buckets_dir': '/nonexistent'}}}",
     "x.json:1:64: $.origins.o.buckets_dir: cannot serve /nonexistent: "},
    {S3 "'dir': '.', 'bucket': 'B'}}}",
     "x.json:1:71: $.origins.o.bucket: is no bucket name"},
    {S3 "'dir': '/'}}}", "x.json:1:56: $.origins.o.dir: is a folder whose name "
                         "is no bucket name"},
    {S3 "'dir': 'a', 'buckets_dir': 'b'}}}",
     "x.json:1:76: $.origins.o.buckets_dir: \"dir\" is one bucket"},
    {S3 "'bucket': 'box'}}}",
     "x.json:1:59: $.origins.o.bucket: names the folder of \"dir\""},
    {S3 "'access_log': '/nonexistent/log'}}}",
     "x.json:1:63: $.origins.o.access_log: cannot write the log "
     "/nonexistent/log"},
    {"{'origins': {'o': {'domain': 'd', 'type': 'plain', 'dir': 'x'}}}",
     "x.json:1:52: $.origins.o.dir: unknown"},
    {"{\n" EDGE "}", "x.json:2:16: $.edges.e: needs an origin"},
};

Test(config, what_is_wrong_is_told_with_its_place)
{
    struct buf error;

    buf_init(&error, 4096);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct config config;
        char text[200];

        snprintf(text, sizeof(text), "%s", wrong[i].text);
        for (char *at = text; (at = strchr(at, '\'')); at++)
            *at = '"';
        buf_reset(&error);
        cr_expect_neq(config_read(&config, "x.json", span_str(text), &error), 0,
                      "%s", text);
        cr_expect(span_starts(buf_span(&error), span_str(wrong[i].error)),
                  "%s: %s", wrong[i].text, buf_span(&error).ptr);
    }
    buf_fini(&error);
}

Test(config, no_truncation_of_a_file_is_taken_for_one)
{
    static const char text[] =
        "{" ORIGIN "," EDGE ", \"limits\": {\"conns_max\": 7}}";
    struct buf error;

    buf_init(&error, 4096);
    for (size_t len = 0; len < sizeof(text) - 1; len++) {
        struct config config;

        buf_reset(&error);
        cr_expect_neq(config_read(&config, "x", span_of(text, len), &error), 0,
                      "%zu", len);
        cr_expect_gt(error.len, 0);
    }
    buf_fini(&error);
}

Test(config, options_become_the_file_that_they_stand_for)
{
    const struct config_edge edge = {.origin = SPAN("http://[::1]"),
                                     .listen = SPAN("localhost:0"),
                                     .cache_policy = SPAN("CachingDisabled"),
                                     .response_headers_policy =
                                         SPAN("SimpleCORS"),
                                     .profile = SPAN("rfc9111"),
                                     .evict = SPAN("sieve"),
                                     .capacity_bytes = 1 << 20,
                                     .read_timeout_ms = 2000,
                                     .honour_vary = true};
    struct config config;
    struct buf json;
    struct buf error;
    const struct node_config *node;
    int err;

    buf_init(&json, 65536);
    buf_init(&error, 4096);
    cr_assert_eq(config_of_edge(&json, &edge, &error), 0);
    err = config_read(&config, "options", buf_span(&json), &error);
    cr_assert_eq(err, 0, "%s", buf_span(&error).ptr);
    node = &config.topology.edges[0].config;
    cr_expect(span_eq(config.topology.origins[0].address, SPAN("[::1]:80")));
    cr_expect(span_eq(config.topology.edges[0].listen, SPAN("localhost:0")));
    cr_expect_eq(node->capacity_bytes, 1 << 20);
    cr_expect_eq(node->origins[0].read_timeout_ms, 2000);
    cr_expect_str_eq(node->evict.ops->name, "sieve");
    cr_expect(node->behaviors[0].rules.honour_vary);
    cr_expect(span_eq(node->behaviors[0].rules.profile, SPAN("rfc9111")));
    cr_expect_eq(node->behaviors[0].ttl.max_s, 0);
    cr_expect(node->behaviors[0].reply.cors.enabled);
    config_fini(&config);
    buf_fini(&json);
    buf_fini(&error);
}

Test(config, an_origin_must_be_a_server_to_be_asked)
{
    static const char *const urls[] = {
        "",           "example",           "http://",
        "http://a/b", "http://a/?q",       "http://user@a",
        "ftp://a",    "https://a.example", "http://A"};
    struct buf json;
    struct buf error;

    buf_init(&json, 65536);
    buf_init(&error, 4096);
    for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
        const struct config_edge edge = {.origin = span_str(urls[i]),
                                         .listen = SPAN("localhost:0")};

        buf_reset(&error);
        cr_expect_neq(config_of_edge(&json, &edge, &error), 0, "%s", urls[i]);
        cr_expect_gt(error.len, 0, "%s", urls[i]);
    }
    buf_fini(&json);
    buf_fini(&error);
}
