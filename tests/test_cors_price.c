/* test_cors_price.c - the price of cures: counted, reckoned, and both alike */
#include "bench/cors_price.h"

#include "bench/che.h"
#include "bench/zipf.h"
#include "cache/base/mem.h"

#include <criterion/criterion.h>

static struct price_spec small(void)
{
    struct price_spec spec = {.crowd = {.seed = 2,
                                        .n_requests = 200000,
                                        .n_objects = 1500,
                                        .zipf = 0.8,
                                        .scan_length = 1,
                                        .sizes = SYNTH_LOGNORMAL,
                                        .mean_bytes = 20000,
                                        .shape = 1,
                                        .no_origin = 0.3},
                              .n_classes = 2,
                              .warm_up = 0.5};
    struct buf error;

    buf_init(&error, 100);
    cr_assert_eq(sim_size_read(SPAN("10%"), &spec.cache, &error), 0);
    buf_fini(&error);
    return spec;
}

static struct price_block price(const struct price_spec *spec, uint32_t n)
{
    struct price_block block = {.n_sites = n};
    struct buf error;

    buf_init(&error, 4096);
    cr_assert_eq(price_crowd(spec, &block, &error), 0, "%s",
                 buf_span(&error).ptr);
    buf_fini(&error);
    return block;
}

static double hits(const struct price_row *row)
{
    return 1 - sim_miss_ratio(&row->result);
}

/* Of n alike objects, C of them cached, LRU hits C/n. */
Test(cors_price, che_of_alike_objects_is_the_share_that_fits)
{
    enum { N = 1000 };
    double p[N], size[N], q[] = {1};

    for (int i = 0; i < N; i++) {
        p[i] = 1.0 / N;
        size[i] = 3;
    }
    for (double share = 0.1; share < 1; share += 0.2) {
        struct che_hits all =
            che_lru(&(struct che_crowd){p, size, N, q, 1}, share * N * 3);

        cr_expect_float_eq(all.hits, share, 1e-4);
        cr_expect_float_eq(all.byte_hits, share, 1e-4);
    }
    cr_expect_eq(che_lru(&(struct che_crowd){p, size, N, q, 1}, 3.0 * N).hits,
                 1);
}

/* Variants of an object are objects. */
Test(cors_price, che_of_variants_is_che_of_as_many_objects)
{
    double p[] = {0.5, 0.3, 0.2}, size[] = {1, 2, 3}, q[] = {0.75, 0.25};
    double p6[6], size6[6], one[] = {1};
    struct che_hits a, b;

    for (int i = 0; i < 6; i++) {
        p6[i] = p[i / 2] * q[i % 2];
        size6[i] = size[i / 2];
    }
    a = che_lru(&(struct che_crowd){p, size, 3, q, 2}, 5);
    b = che_lru(&(struct che_crowd){p6, size6, 6, one, 1}, 5);
    cr_expect_float_eq(a.hits, b.hits, 1e-6);
    cr_expect_float_eq(a.byte_hits, b.byte_hits, 1e-6);
}

Test(cors_price, what_is_counted_and_what_is_reckoned_agree)
{
    struct price_spec spec = small();
    static const uint32_t n_sites[] = {1, 3, 10};

    for (size_t i = 0; i < 3; i++) {
        struct price_block block = price(&spec, n_sites[i]);

        for (int k = 0; k < N_PRICE_CURES; k++) {
            const struct price_row *row = &block.rows[k];

            cr_expect_float_eq(hits(row), row->che_hits, 0.012, "%u %s: %f %f",
                               n_sites[i], price_cure_name((enum price_cure)k),
                               hits(row), row->che_hits);
            cr_expect_float_eq(1 - sim_byte_miss_ratio(&row->result),
                               row->che_byte_hits, 0.03);
        }
    }
}

Test(cors_price, more_variants_cost_more_and_policies_cost_nothing)
{
    struct price_spec spec = small();
    struct price_block one = price(&spec, 1), ten = price(&spec, 10);
    const struct price_row *rows = ten.rows;

    cr_expect_eq(rows[PRICE_BUG].result.n_hits,
                 rows[PRICE_POLICY].result.n_hits);
    cr_expect_gt(hits(&rows[PRICE_POLICY]), hits(&rows[PRICE_PRESENT]));
    cr_expect_gt(hits(&rows[PRICE_PRESENT]), hits(&rows[PRICE_CLASS]));
    cr_expect_gt(hits(&rows[PRICE_CLASS]), hits(&rows[PRICE_EXACT]));
    cr_expect_gt(hits(&one.rows[PRICE_EXACT]), hits(&rows[PRICE_EXACT]));
    cr_expect_eq(one.rows[PRICE_PRESENT].result.n_hits,
                 one.rows[PRICE_EXACT].result.n_hits, "one site");
    cr_expect_gt(rows[PRICE_EXACT].variant_bytes,
                 3 * rows[PRICE_BUG].variant_bytes);
}

Test(cors_price, the_table_says_where_they_differ)
{
    struct price_spec spec = small();
    struct price_block block = price(&spec, 2);
    struct price_report report = {&spec, SPAN_ABSENT, &block, 1};
    struct json_out json;
    struct buf text;

    buf_init(&text, 1u << 20);
    price_text(&report, &text);
    cr_expect_not_null(strstr(buf_span(&text).ptr, "is never off by more"),
                       "%s", buf_span(&text).ptr);
    block.rows[PRICE_CLASS].che_hits = hits(&block.rows[PRICE_CLASS]) - 0.02;
    buf_reset(&text);
    price_text(&report, &text);
    cr_expect_not_null(strstr(buf_span(&text).ptr,
                              "off by up to 2.00 points (2 sites, class of "
                              "Origin)"));
    cr_expect_not_null(strstr(buf_span(&text).ptr, "%!"), "the row is marked");
    buf_reset(&text);
    json_out_init(&json, &text, false);
    price_json(&report, &json);
    cr_expect_not_null(
        strstr(buf_span(&text).ptr, "\"cure\":\"Vary: Origin honoured\""));
    buf_reset(&text);
    price_svg(&report, &text);
    cr_expect_not_null(strstr(buf_span(&text).ptr, ">class of Origin</text>"));
    buf_fini(&text);
}

Test(cors_price, a_trace_that_knows_no_sites_is_refused)
{
    struct price_spec spec = small();
    uint32_t objects[1 + TRACE_AHEAD] = {0};
    uint64_t sizes[] = {5};
    const struct trace trace = {.objects = objects,
                                .sizes = sizes,
                                .n_requests = 1,
                                .n_objects = 1,
                                .has_sizes = true};
    struct price_block block;
    struct buf error;

    buf_init(&error, 4096);
    cr_expect_eq(price_trace(&spec, &trace, &block, &error), ERR_MISSING);
    cr_expect_not_null(strstr(buf_span(&error).ptr, "who asked"));
    buf_fini(&error);
}
