/* test_synth.c - traces from a seed have the shares and sizes they should */
#include "bench/synth.h"

#include "bench/trace.h"
#include "bench/zipf.h"

#include <criterion/criterion.h>
#include <math.h>

static struct synth_spec plain(void)
{
    return (struct synth_spec){.seed = 3,
                               .n_requests = 50000,
                               .n_objects = 1000,
                               .zipf = 0.9,
                               .scan_length = 100,
                               .gap_ms = 10};
}

static void make(const struct synth_spec *spec, struct trace *trace)
{
    struct trace_builder *builder = trace_builder_new();
    struct synth *synth = synth_new(spec);
    struct trace_record record;

    while (synth_next(synth, &record))
        cr_assert_eq(trace_builder_add(builder, &record), 0);
    trace_builder_take(builder, trace);
    trace_builder_free(builder);
    synth_free(synth);
}

Test(synth, the_same_seed_makes_the_same_trace)
{
    struct synth_spec spec = plain();
    struct trace a, b, other;

    make(&spec, &a);
    make(&spec, &b);
    spec.seed++;
    make(&spec, &other);
    cr_expect_eq(a.n_requests, 50000);
    cr_expect_eq(memcmp(a.objects, b.objects, 50000 * sizeof(uint32_t)), 0);
    cr_expect_neq(memcmp(a.objects, other.objects, 50000 * sizeof(uint32_t)),
                  0);
    cr_expect_not(a.has_sizes);
    cr_expect_null(a.sites);
    trace_fini(&a);
    trace_fini(&b);
    trace_fini(&other);
}

/* The share of requests whose ids lie in [from, to). */
static double share(const struct synth_spec *spec, uint64_t from, uint64_t to)
{
    struct synth *synth = synth_new(spec);
    struct trace_record record;
    uint64_t n = 0;

    while (synth_next(synth, &record))
        n += record.number >= from && record.number < to;
    synth_free(synth);
    return (double)n / (double)spec->n_requests;
}

Test(synth, shares_are_what_they_were_asked_to_be)
{
    struct synth_spec spec = plain();

    spec.one_hits = 0.2;
    cr_expect_float_eq(share(&spec, 1ull << 40, 2ull << 40), 0.2, 0.01);
    spec.scans = 0.3;
    cr_expect_float_eq(share(&spec, 2ull << 40, 3ull << 40), 0.3, 0.03);
    spec.flash = 1;
    spec.scans = 0;
    cr_expect_float_eq(share(&spec, 3ull << 40, (3ull << 40) + 1), 0.1, 0.001);
    spec.flash = 0;
    cr_expect_eq(share(&spec, 3ull << 40, 4ull << 40), 0);
    spec.churn = 100;
    cr_expect_gt(share(&spec, 3ull << 40, 4ull << 40), 0.05);
}

Test(synth, sizes_belong_to_objects_and_have_the_mean)
{
    static const struct {
        enum synth_sizes sizes;
        double shape;
    } rows[] = {{SYNTH_FIXED, 0}, {SYNTH_LOGNORMAL, 1.0}, {SYNTH_PARETO, 2.5}};
    struct synth_spec spec = plain();

    spec.n_objects = 20000;
    spec.zipf = 0;
    spec.mean_bytes = 50000;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct trace trace;

        spec.sizes = rows[i].sizes;
        spec.shape = rows[i].shape;
        make(&spec, &trace);
        cr_expect_eq(trace.n_resizes, 0);
        cr_expect_float_eq((double)trace.object_bytes / trace.n_objects, 50000,
                           2500, "%zu", i);
        trace_fini(&trace);
    }
}

Test(synth, sites_are_as_many_and_as_skewed)
{
    struct synth_spec spec = plain();
    uint64_t counts[10] = {0}, none = 0;
    struct trace trace;

    spec.n_sites = 10;
    spec.site_zipf = 1;
    spec.no_origin = 0.25;
    make(&spec, &trace);
    cr_assert_eq(trace.n_sites, 10);
    for (uint64_t i = 0; i < trace.n_requests; i++) {
        none += trace.sites[i] == TRACE_NO_SITE;
        if (trace.sites[i] != TRACE_NO_SITE)
            counts[trace.sites[i]]++;
    }
    cr_expect_float_eq((double)none / 50000, 0.25, 0.01);
    for (size_t i = 1; i < 10; i++)
        cr_expect_leq(counts[i], counts[0] > counts[i] ? counts[0] : counts[i]);
    trace_fini(&trace);
}

/* By the definition: the first rank whose cumulated share is above the draw. */
Test(synth, zipf_draws_by_inversion)
{
    static const uint32_t sizes[] = {1, 2, 3, 1000, 1500000};
    static const double exponents[] = {0, 0.9, 1, 2.5};

    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 4; k++) {
            struct zipf *zipf = zipf_new(sizes[i], exponents[k]);
            struct rng rng, twin;

            rng_init(&rng, i);
            twin = rng;
            for (int n = 0; n < 20; n++) {
                uint32_t rank = zipf_draw(zipf, &rng);
                double draw = rng_unit(&twin), upto = 0;

                cr_assert_lt(rank, sizes[i]);
                if (sizes[i] > 1000)
                    continue;
                for (uint32_t r = 0; r <= rank; r++)
                    upto += zipf_share(zipf, r);
                cr_expect_gt(upto + 1e-12, draw);
                cr_expect_leq(upto - zipf_share(zipf, rank), draw + 1e-12);
            }
            cr_expect_float_eq(zipf_share(zipf, 0) *
                                   pow(sizes[i], -exponents[k]),
                               zipf_share(zipf, sizes[i] - 1), 1e-9);
            zipf_free(zipf);
        }
}
