/* test_topology.c - edges, origins and pages from JSON; every refusal. */
#include "bench/topology.h"

#include "tests/bench_reading.h"

#include <criterion/criterion.h>

#define ORIGIN "'origins': {'s3': {'type': 's3', 'domain': 's3.localhost'}}"

#define BEHAVIOR "'DefaultCacheBehavior': {'CachePolicyId': 'CachingOptimized'}"

#define EDGE(more)     "'e': {'domain': 'cdn.example', " BEHAVIOR more "}"
#define AWS(documents) "'e': {'domain': 'cdn.example', 'aws': [" documents "]}"
#define DISTRIBUTION                                                       \
    "{'DistributionConfig': {'Origins': {'Quantity': 1, 'Items': [{'Id': " \
    "'x', 'DomainName': 'x.example', 'CustomOriginConfig': {}}]}, "        \
    "'DefaultCacheBehavior': {'TargetOriginId': 'x', 'CachePolicyId': "    \
    "'CachingOptimized'}}}"
#define WORLD(edge) "{" ORIGIN ", 'edges': {" edge "}}"

Test(topology, an_edge_has_the_nodes_own_limits_unless_told_otherwise)
{
    struct node_config defaults;
    struct read_topology it;
    const struct node_config *config;

    node_config_init(&defaults);
    topology_from(&it, WORLD(EDGE("")));
    cr_assert_eq(it.err, 0, "%s", it.reader.error);
    cr_assert_eq(it.topology.n_edges, 1);
    config = &it.topology.edges[0].config;
    cr_expect_eq(config->capacity_bytes, defaults.capacity_bytes);
    cr_expect_eq(config->entry_max_bytes, defaults.entry_max_bytes);
    cr_expect_eq(config->inflight_max_bytes, defaults.inflight_max_bytes);
    cr_expect_eq(config->txns_max, defaults.txns_max);
    cr_expect_eq(config->variants_max, defaults.variants_max);
    cr_expect_eq(config->write_timeout_ms, defaults.write_timeout_ms);
    cr_expect(span_eq(config->pop, defaults.pop));
    cr_expect(span_eq(config->name, SPAN("e")));
    cr_expect(span_eq(config->domain, SPAN("cdn.example")));
    cr_expect_str_eq(config->evict.ops->name, "lru");
    cr_expect_eq(config->n_behaviors, 1);
    cr_expect(span_eq(config->behaviors[0].rules.profile, SPAN("cloudfront")));
    cr_expect(span_eq(config->origins[0].domain, SPAN("s3.localhost")));
    topology_done(&it);
}

Test(topology, every_limit_and_choice_of_an_edge_can_be_given)
{
    struct read_topology it;
    const struct node_config *config;

    topology_from(
        &it, WORLD(EDGE(", 'capacity_bytes': 1000, 'entry_max_bytes': 500, "
                        "'inflight_max_bytes': 600, 'txns_max': 7, "
                        "'variants_max': 3, 'write_timeout_ms': 2000, "
                        "'seed': 99, 'pop': 'FRA2-C1', 'eviction': 'sieve', "
                        "'listen': '127.0.0.1:0', 'profile': 'rfc9111', "
                        "'rules': {'error_ttl_s': 77}, 'CacheBehaviors': "
                        "[{'PathPattern': '*.css', 'CachePolicyId': "
                        "'CachingDisabled'}]")));
    cr_assert_eq(it.err, 0, "%s", it.reader.error);
    config = &it.topology.edges[0].config;
    cr_expect_eq(config->capacity_bytes, 1000);
    cr_expect_eq(config->entry_max_bytes, 500);
    cr_expect_eq(config->inflight_max_bytes, 600);
    cr_expect_eq(config->txns_max, 7);
    cr_expect_eq(config->variants_max, 3);
    cr_expect_eq(config->write_timeout_ms, 2000);
    cr_expect_eq(config->seed, 99);
    cr_expect(span_eq(config->pop, SPAN("FRA2-C1")));
    cr_expect_str_eq(config->evict.ops->name, "sieve");
    cr_expect(span_eq(it.topology.edges[0].listen, SPAN("127.0.0.1:0")));
    cr_assert_eq(config->n_behaviors, 2);
    cr_expect(span_eq(config->behaviors[0].path_pattern, SPAN("*.css")));
    cr_expect(span_eq(config->behaviors[1].path_pattern, SPAN("*")));
    cr_expect(config->behaviors[0].rules.honour_vary);
    cr_expect_eq(config->behaviors[1].rules.error_ttl_s, 77);
    topology_done(&it);
}

Test(topology, a_behavior_names_its_origin_and_its_patience_is_the_origins)
{
    struct read_topology it;
    const struct node_config *config;

    topology_from(
        &it,
        "{'origins': {"
        "'a': {'type': 'plain', 'domain': 'a.example', 'read_timeout_ms': "
        "1500, 'connect_attempts': 2, 'connect_timeout_ms': 1200, "
        "'CustomHeaders': [{'HeaderName': 'X-From', 'HeaderValue': 'edge'}]},"
        "'b': {'domain': 'b.example', 'address': '127.0.0.1:81'}},"
        "'edges': {'e': {'domain': 'cdn.example', 'DefaultCacheBehavior': "
        "{'TargetOriginId': 'b', 'CachePolicyId': 'CachingOptimized'}, "
        "'CacheBehaviors': [{'PathPattern': '/a/*', 'TargetOriginId': 'a', "
        "'CachePolicyId': 'CachingOptimized'}]}}}");
    cr_assert_eq(it.err, 0, "%s", it.reader.error);
    config = &it.topology.edges[0].config;
    cr_expect_eq(config->n_origins, 2);
    cr_expect_eq(config->behaviors[0].origin, 0);
    cr_expect_eq(config->behaviors[1].origin, 1);
    cr_expect_eq(config->origins[0].read_timeout_ms, 1500);
    cr_expect_eq(config->origins[0].connect_attempts, 2);
    cr_expect_eq(config->origins[0].connect_timeout_ms, 1200);
    cr_assert_eq(config->behaviors[0].forward.n_custom, 1);
    cr_expect(
        span_eq(config->behaviors[0].forward.custom[0].value, SPAN("edge")));
    cr_expect_eq(config->behaviors[1].forward.n_custom, 0);
    cr_expect_null(it.topology.origins[1].origin, "an external server");
    cr_expect(span_eq(it.topology.origins[1].address, SPAN("127.0.0.1:81")));
    topology_done(&it);
}

Test(topology, pages_share_a_browser_by_its_name)
{
    struct read_topology it;
    const struct topology_page *pages;

    topology_from(
        &it,
        "{" ORIGIN ", 'edges': {" EDGE(
            "") "}, 'pages': {"
                "'A': 'https://a.example', 'B': {'origin': "
                "'https://b.example', 'browser': 'A'}, 'C': {'origin': "
                "'null', 'edge': 'e', 'browser': 'phone'}, 'D': {'origin': "
                "'http://d.example:8080', 'browser': 'phone'}}}");
    cr_assert_eq(it.err, 0, "%s", it.reader.error);
    pages = it.topology.pages;
    cr_assert_eq(it.topology.n_pages, 4);
    cr_expect_eq(it.topology.n_browsers, 2);
    cr_expect_eq(pages[0].browser, pages[1].browser);
    cr_expect_eq(pages[2].browser, pages[3].browser);
    cr_expect_neq(pages[0].browser, pages[2].browser);
    cr_expect_eq(pages[0].edge, TOPOLOGY_NONE);
    cr_expect_eq(pages[2].edge, 0);
    cr_expect(span_eq(pages[2].origin, SPAN("null")));
    cr_expect_eq(topology_page_named(&it.topology, SPAN("D")), 3);
    cr_expect_eq(topology_page_named(&it.topology, SPAN("d")), TOPOLOGY_NONE);
    topology_done(&it);
}

struct way {
    const char *host;
    size_t edge; /* preferred */
    int kind;
    size_t index;
    const char *reason;
};

static const struct way ways[] = {
    {"cdn.example", TOPOLOGY_NONE, TOPOLOGY_EDGE, 0, "the first of two"},
    {"cdn.example", 1, TOPOLOGY_EDGE, 1, "the preferred one"},
    {"other.example", 1, TOPOLOGY_EDGE, 2, "preferred, but not of that domain"},
    {"CDN.EXAMPLE", TOPOLOGY_NONE, TOPOLOGY_EDGE, 0, "hosts have no case"},
    {"www.cdn.example", TOPOLOGY_NONE, TOPOLOGY_NOBODY, 0, "below is another"},
    {"s3.localhost", TOPOLOGY_NONE, TOPOLOGY_ORIGIN, 0, "a star: itself"},
    {"a.s3.localhost", TOPOLOGY_NONE, TOPOLOGY_ORIGIN, 0, "a star: below it"},
    {"b.a.s3.localhost", 0, TOPOLOGY_ORIGIN, 0, "a star: far below it"},
    {"xs3.localhost", TOPOLOGY_NONE, TOPOLOGY_NOBODY, 0, "not a label's end"},
    {".s3.localhost", TOPOLOGY_NONE, TOPOLOGY_ORIGIN, 0, "nothing before it"},
    {"localhost", TOPOLOGY_NONE, TOPOLOGY_NOBODY, 0, "above it"},
    {"", TOPOLOGY_NONE, TOPOLOGY_NOBODY, 0, "no host"},
};

Test(topology, a_host_leads_to_an_edge_before_an_origin)
{
    struct read_topology it;

    topology_from(
        &it,
        "{'origins': {'s3': {'type': 's3', 'domain': '*.s3.localhost'}}, "
        "'edges': {" EDGE("") ", 'e2': {'domain': 'cdn.example', " BEHAVIOR
                              "}, 'e3': {'domain': 'other.example', " BEHAVIOR
                              "}}}");
    cr_assert_eq(it.err, 0, "%s", it.reader.error);
    cr_expect(span_eq(it.topology.edges[0].config.origins[0].domain,
                      SPAN("s3.localhost")),
              "what is sent as Host has no star");
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        struct topology_host host =
            topology_route(&it.topology, span_str(ways[i].host), ways[i].edge);

        cr_expect_eq((int)host.kind, ways[i].kind, "%s", ways[i].reason);
        cr_expect_eq(host.index, ways[i].index, "%s", ways[i].reason);
    }
    topology_done(&it);
}

struct refusal {
    const char *text;
    const char *place; /* what the message begins with */
    const char *word;  /* and what it contains */
};

static const struct refusal refusals[] = {
    {"{'origins': []}", "t.json:1:13: $.origins", "object"},
    {"{'origins': {'a': 1}}", "t.json:1:19: $.origins.a", "an object"},
    {"{'origins': {'a': {}}}", "t.json:1:19: $.origins.a", "domain"},
    {"{'origins': {'a': {'domain': 'A.example'}}}",
     "t.json:1:30: $.origins.a.domain", "lower case"},
    {"{'origins': {'a': {'domain': 'a b'}}}", "t.json:1:30", "host name"},
    {"{'origins': {'a': {'domain': ''}}}", "t.json:1:30", "host name"},
    {"{'origins': {'a': {'domain': 'a.example'}}}", "t.json:1:19", "type"},
    {"{'origins': {'a': {'domain': 'a', 'type': 'ftp'}}}", "t.json:1:43", "s3"},
    {"{'origins': {'a': {'domain': 'a', 'address': 'x'}}}", "t.json:1:46",
     "HOST:PORT"},
    {"{'origins': {'a': {'domain': 'a', 'address': 'x:99999'}}}", "t.json:1:46",
     "HOST:PORT"},
    {"{'origins': {'a': {'domain': 'a', 'address': 'x:1', 'type': 's3'}}}",
     "t.json:1:53", "type"},
    {"{'origins': {'a': {'domain': 'a', 'address': 'x:1', 'listen': 'x:1'}}}",
     "t.json:1:63", "already"},
    {"{'edges': {" EDGE("") "}}", "t.json:1:17: $.edges.e", "origin"},
    {WORLD("'e': {'domain': '*.cdn.example', " BEHAVIOR "}"),
     "t.json:1:89: $.edges.e.domain", "host name"},
    {WORLD("'e': {'domain': 'cdn.example'}"), "t.json:1:78: $.edges.e",
     "DefaultCacheBehavior"},
    {WORLD(EDGE(", 'capacity': 1")), "t.json:1:", "capacity_bytes"},
    {WORLD(EDGE(", 'capacity_bytes': 0")), "t.json:1:", "capacity_bytes"},
    {WORLD(EDGE(", 'txns_max': 1048576")), "t.json:1:", "txns_max"},
    {WORLD(EDGE(", 'eviction': 'belady'")), "t.json:1:", "sieve"},
    {WORLD(EDGE(", 'eviction': 7")), "t.json:1:", "a string or an object"},
    {WORLD(EDGE(", 'eviction': {'small': 1}")), "t.json:1:", "policy"},
    {WORLD(EDGE(", 'eviction': {'policy': 'slru', 'segments': 17}")),
     "t.json:1:", "from 1 to 16"},
    {WORLD(EDGE(", 'eviction': {'policy': 'clock', 'bits': null}")),
     "t.json:1:", "a number or a string"},
    {WORLD(EDGE(", 'profile': 'akamai'")), "t.json:1:", "rfc9111"},
    {WORLD(EDGE(", 'rules': {'honor_vary': true}")),
     "t.json:1:", "honour_vary"},
    {WORLD(EDGE(", 'CacheBehaviors': [{'PathPattern': '/x'}]")),
     "t.json:1:", "CacheBehaviors[0]"},
    {"{" ORIGIN ", 'pages': {'A': 'a.example'}}", "t.json:1:", "$.pages.A"},
    {"{" ORIGIN ", 'pages': {'A': 'https://a.example/'}}",
     "t.json:1:", "without a path"},
    {"{" ORIGIN ", 'pages': {'A': 7}}", "t.json:1:", "$.pages.A"},
    {"{" ORIGIN ", 'pages': {'A': {'edge': 'x', 'origin': 'null'}}}",
     "t.json:1:", "no edge of that name"},
    {"{" ORIGIN ", 'pages': {'A': {'origin': 'null', 'tab': 1}}}",
     "t.json:1:", "browser"},
    {"{'origins': {'a': {'domain': 'a', 'address': 'x:1'}, 'b': {'domain': "
     "'a', 'address': 'x:2'}}}",
     "t.json:1:", "same domain"},
    {"{'origins': {'a': {'domain': 'cdn.example', 'address': 'x:1'}}, "
     "'edges': {" EDGE("") "}}",
     "t.json:1:", "the edge \"e\" has the same domain"},
    {WORLD(EDGE(", 'aws': []")), "t.json:1:", "has its own"},
    {WORLD(AWS("")), "t.json:1:", "has no distribution"},
    {WORLD(AWS("{'a': 1}")), "t.json:1:", "neither a distribution nor"},
    {WORLD(AWS(DISTRIBUTION ", " DISTRIBUTION)),
     "t.json:1:", "a second distribution"},
    {WORLD(AWS(DISTRIBUTION)), "t.json:1:",
     "no server in \"origins\" has the domain x.example of the "
     "distribution's origin x"},
    {WORLD(AWS("{'DistributionConfig': {}}")),
     "t.json:1:", "$.edges.e.aws[0].DistributionConfig"},
};

Test(topology, what_is_wrong_is_refused_with_its_place)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
        const struct refusal *row = &refusals[i];
        struct read_topology it;

        topology_from(&it, row->text);
        cr_expect_neq(it.err, 0, "%s", row->text);
        cr_expect_eq(strncmp(it.reader.error, row->place, strlen(row->place)),
                     0, "%s\n%s", row->text, it.reader.error);
        cr_expect_not_null(strstr(it.reader.error, row->word), "%s\n%s",
                           row->text, it.reader.error);
        topology_done(&it);
    }
}

/* NAME: {...} so many times. */
static void add_many(struct buf *text, const char *format, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        buf_add_str(text, i ? ", " : "");
        buf_addf(text, "'%c%c': ", 'a' + (char)(i / 26), 'a' + (char)(i % 26));
        buf_addf(text, format, i);
    }
}

static void expect_count(const char *before, const char *format, unsigned max)
{
    for (unsigned n = max; n <= max + 1; n++) {
        struct read_topology it;
        struct buf text;

        buf_init(&text, 1 << 20);
        buf_add_str(&text, before);
        add_many(&text, format, n);
        buf_add_str(&text, "}}");
        topology_from(&it, buf_span(&text).ptr);
        cr_expect_eq(it.err == 0, n == max, "%u: %s", n, it.reader.error);
        topology_done(&it);
        buf_fini(&text);
    }
}

Test(topology, each_kind_has_its_ceiling)
{
    expect_count("{'origins': {", "{'domain': 'o%u', 'address': 'x:1'}",
                 TOPOLOGY_ORIGINS_MAX);
    expect_count("{" ORIGIN ", 'edges': {", "{'domain': 'e%u', " BEHAVIOR "}",
                 TOPOLOGY_EDGES_MAX);
    expect_count("{'pages': {", "'https://p%u.example'", TOPOLOGY_PAGES_MAX);
}
