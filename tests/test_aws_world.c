/* test_aws_world.c - heaps of AWS's files: any order, and whose is whose */
#include "bench/aws_world.h"

#include "cache/base/json.h"
#include "policies/cloudfront/behavior_about.h"
#include "policies/cloudfront/distribution.h"
#include "tests/aws_documents.h"
#include "tests/aws_files.h"
#include "tests/distributions.h"

#include <criterion/criterion.h>

/* A string member of the config, by the names on the way to it; "" if there is
 * none. */
static const char *at(const struct aws_files *files, const char *const *names)
{
    const struct json *value = json_root(&files->reader);

    for (; *names; names++)
        value = json_member(value, *names);
    return value && json_type(value) == JSON_STRING ? json_string(value).ptr
                                                    : "";
}
#define AT(files, ...) at((files), (const char *const[]){__VA_ARGS__, NULL})

/* ---- what they come to -----------------------------------------------------
 */

Test(aws_world, every_template_becomes_a_world_that_can_be_read)
{
    for (size_t i = 0; i < n_test_distributions; i++) {
        const struct aws_file rows[] = {
            {"distribution.json", test_distributions[i].text}, {NULL, NULL}};
        struct aws_files files;

        aws_files_init(&files, rows);
        aws_files_open(&files);
        cr_expect_eq(files.topology.n_edges, 1, "%s",
                     test_distributions[i].name);
        cr_expect(files.topology.edges[0].distribution);
        cr_expect(files.topology.edges[0].about);
        aws_files_close(&files);
    }
}

Test(aws_world, the_order_of_the_files_does_not_matter)
{
    static const struct aws_file files[3] = {{"d.json", ONE_BUCKET},
                                             {"p.json", POLICY},
                                             {"c.json", aws_file_cors_any}};
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct buf first;

    buf_init(&first, 1 << 20);
    for (size_t i = 0; i < 6; i++) {
        const struct aws_file rows[] = {files[orders[i][0]],
                                        files[orders[i][1]],
                                        files[orders[i][2]],
                                        {NULL, NULL}};
        struct aws_files read;

        aws_files_init(&read, rows);
        aws_files_open(&read);
        if (i == 0)
            buf_add(&first, buf_span(&read.config));
        cr_expect(span_eq(buf_span(&first), buf_span(&read.config)), "%zu", i);
        aws_files_close(&read);
    }
    buf_fini(&first);
}

Test(aws_world, a_policy_of_the_account_is_found_by_its_id)
{
    const struct aws_file rows[] = {
        {"d.json", ONE_BUCKET}, {"p.json", POLICY}, {NULL, NULL}};
    struct aws_files files;
    const struct topology_edge *edge;

    aws_files_init(&files, rows);
    aws_files_open(&files);
    edge = &files.topology.edges[0];
    cr_expect(span_eq(edge->about[0].cache_policy, SPAN("mine")));
    cr_expect(name_set_has(&edge->config.behaviors[0].key.headers,
                           SPAN("origin"), true));
    aws_files_close(&files);
}

Test(aws_world, a_domain_of_s3_is_a_bucket_of_the_fake_s3)
{
    const struct aws_file rows[] = {
        {"d.json", TWO_BUCKETS}, {"p.json", POLICY}, {NULL, NULL}};
    struct aws_files files;

    aws_files_init(&files, rows);
    aws_files_open(&files);
    cr_expect_str_eq(AT(&files, "origins", "one", "type"), "s3");
    cr_expect_str_eq(AT(&files, "origins", "one", "region"), "eu-west-1");
    cr_expect(json_member(
        json_member(
            json_member(json_member(json_root(&files.reader), "origins"),
                        "two"),
            "buckets"),
        "acme-one-two"));
    cr_expect_str_eq(AT(&files, "origins", "api", "type"), "plain");
    cr_expect_eq(files.topology.n_origins, 3);
    aws_files_close(&files);
}

Test(aws_world, origins_of_one_bucket_are_one_server)
{
    const struct aws_file rows[] = {
        {"d.json",
         DISTRIBUTION(BUCKET("a", "acme", "/a") ", " BUCKET("b", "acme", "/b"),
                      "2", "b")},
        {"p.json", POLICY},
        {NULL, NULL}};
    const struct span paths[] = {SPAN_STATIC("/x")};
    struct aws_files files;

    aws_files_init(&files, rows);
    files.world.paths = paths;
    files.world.n_paths = 1;
    aws_files_open(&files);
    cr_expect_eq(files.topology.n_origins, 1);
    cr_expect_str_neq(
        AT(&files, "origins", "a", "buckets", "acme", "objects", "a/x"), "");
    cr_expect_str_neq(
        AT(&files, "origins", "a", "buckets", "acme", "objects", "b/x"), "");
    cr_expect_eq(files.topology.edges[0].config.behaviors[0].origin, 0);
    aws_files_close(&files);
}

Test(aws_world, what_is_asked_exists_decoded_and_once)
{
    const struct aws_file rows[] = {
        {"d.json", ONE_BUCKET}, {"p.json", POLICY}, {NULL, NULL}};
    const struct span paths[] = {SPAN_STATIC("/a%20b"), SPAN_STATIC("/a%20b"),
                                 SPAN_STATIC("/bad%zz"), SPAN_STATIC("/%ff"),
                                 SPAN_STATIC("/%00")};
    struct aws_files files;

    aws_files_init(&files, rows);
    files.world.paths = paths;
    files.world.n_paths = sizeof(paths) / sizeof(*paths);
    aws_files_open(&files);
    cr_expect_str_eq(AT(&files, "origins", "one", "buckets", "acme-one",
                        "objects", "v1/a b"),
                     "v1/a b of popbox\n");
    aws_files_close(&files);
}

Test(aws_world, get_distribution_names_the_edge_and_aliases_answer)
{
    const struct aws_file rows[] = {
        {"d.json",
         "{'Distribution': {'Id': 'EDF', 'DomainName': "
         "'d1.cloudfront.net', 'DistributionConfig': {'Aliases': {'Quantity': "
         "2, 'Items': ['cdn.example', '*.cdn.example']}, 'Origins': "
         "{'Quantity': 1, 'Items': [" API "]}, 'DefaultCacheBehavior': "
         "{'TargetOriginId': 'api', 'CachePolicyId': "
         "'658327ea-f89d-4fab-a63d-7e88639e58f6'}}}}"},
        {NULL, NULL}};
    static const char *const hosts[] = {"d1.cloudfront.net", "cdn.example",
                                        "x.cdn.example"};
    struct aws_files files;

    aws_files_init(&files, rows);
    aws_files_open(&files);
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(
            topology_route(&files.topology, span_str(hosts[i]), TOPOLOGY_NONE)
                .kind,
            TOPOLOGY_EDGE, "%s", hosts[i]);
    cr_expect_eq(
        topology_route(&files.topology, SPAN("other.example"), TOPOLOGY_NONE)
            .kind,
        TOPOLOGY_NOBODY);
    aws_files_close(&files);
}

Test(aws_world, a_bare_config_is_taken)
{
    const struct aws_file rows[] = {
        {"d.json", "{'Origins': {'Quantity': 1, 'Items': [" API
                   "]}, 'DefaultCacheBehavior': {'TargetOriginId': 'api', "
                   "'CachePolicyId': '658327ea-f89d-4fab-a63d-7e88639e58f6'}}"},
        {NULL, NULL}};
    struct aws_files files;

    aws_files_init(&files, rows);
    aws_files_open(&files);
    cr_expect_eq(files.topology.edges[0].notes->n, 0);
    aws_files_close(&files);
}

/* ---- whose is whose --------------------------------------------------------
 */

static const struct {
    const char *file;
    const char *told;  /* --cors, or NULL */
    const char *owner; /* the server that gets the rules */
} owners[] = {
    {"acme-one.json", NULL, "one"},
    {"in/acme-one-two.cors.json", NULL, "two"}, /* the longer name */
    {"acme-one/cors.json", "acme-one-two=acme-one/cors.json", "two"},
    {"acme-one.json", "acme-one-two=acme-one.json", "two"},
};

Test(aws_world, cors_rules_find_their_bucket)
{
    for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++) {
        const struct aws_file rows[] = {{"d.json", TWO_BUCKETS},
                                        {"p.json", POLICY},
                                        {owners[i].file, aws_file_cors_any},
                                        {NULL, NULL}};
        const struct json *buckets;
        struct aws_pair pair;
        struct aws_files files;

        aws_files_init(&files, rows);
        if (owners[i].told) {
            cr_assert(aws_pair_split(span_str(owners[i].told), &pair));
            files.world.cors = &pair;
            files.world.n_cors = 1;
        }
        aws_files_open(&files);
        buckets = json_member(
            json_member(json_member(json_root(&files.reader), "origins"),
                        owners[i].owner),
            "buckets");
        cr_expect(json_member(json_first(buckets), "cors"), "%s",
                  owners[i].file);
        aws_files_close(&files);
    }
}

Test(aws_world, an_origin_can_be_a_server_of_the_users)
{
    static const char *const mapped[] = {
        "api=http://127.0.0.1:3000", "api.example.com=http://127.0.0.1:3000",
        "one=http://[::1]/"};
    static const char *const owner[] = {"api", "api", "one"};
    static const char *const address[] = {"127.0.0.1:3000", "127.0.0.1:3000",
                                          "[::1]:80"};

    for (size_t i = 0; i < 3; i++) {
        const struct aws_file rows[] = {
            {"d.json", TWO_BUCKETS}, {"p.json", POLICY}, {NULL, NULL}};
        struct aws_pair pair;
        struct aws_files files;

        cr_assert(aws_pair_split(span_str(mapped[i]), &pair));
        aws_files_init(&files, rows);
        files.world.origins = &pair;
        files.world.n_origins = 1;
        aws_files_open(&files);
        cr_expect_str_eq(AT(&files, "origins", owner[i], "address"),
                         address[i]);
        aws_files_close(&files);
    }
}

Test(aws_world, only_aws_documents_are_taken_for_such)
{
    cr_expect(aws_world_takes(SPAN("{\"DistributionConfig\": {}}")));
    cr_expect(aws_world_takes(SPAN("{\"CORSRules\": []}")));
    cr_expect_not(aws_world_takes(SPAN("{\"edges\": {}}")));
    cr_expect_not(aws_world_takes(SPAN("[]")));
    cr_expect_not(aws_world_takes(SPAN("not JSON")));
}
