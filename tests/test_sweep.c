/* test_sweep.c - sweeps: planned from words, refused with them, and told */
#include "bench/sweep.h"

#include "tests/swept.h"
#include "tests/trace_made.h"

#include <criterion/criterion.h>

Test(sweep, a_sweep_is_told_as_tables_csv_and_json)
{
    struct sweep_spec spec = swept_plain();
    struct json_out json;
    struct trace trace;
    struct sweep sweep;
    struct buf text;

    trace_of_letters("2A3B2A4C2A3B3B", &trace);
    spec.sizes = SPAN("5,50%");
    swept_run(&sweep, &spec, &trace);
    buf_init(&text, 65536);
    sweep_text(&sweep, &text);
    cr_expect_str_eq(
        buf_span(&text).ptr,
        "a trace: 7 requests for 3 objects, working set 9 B\n"
        "\n"
        "Cache of 5: 5 B (5 bytes)\n"
        "\n"
        "policy           object miss ratio             byte miss  from origin"
        "  metadata\n"
        "lru              0.714286 ██████████████▎       0.736842        14 B"
        "      32 B\n"
        "belady           0.714286 ██████████████▎       0.736842        14 B"
        "      32 B\n"
        "\n"
        "Cache of 50%: 4 B (4 bytes)\n"
        "\n"
        "policy           object miss ratio             byte miss  from origin"
        "  metadata\n"
        "lru              0.857143 █████████████████▏    0.842105        16 B"
        "      16 B\n"
        "belady           0.857143 █████████████████▏    0.842105        16 B"
        "      16 B\n",
        "%s", buf_span(&text).ptr);
    buf_reset(&text);
    sweep_csv(&sweep, true, &text);
    cr_expect(
        span_starts(buf_span(&text), SPAN("trace,key,ttl,size,capacity,")));
    cr_expect_not_null(strstr(buf_span(&text).ptr,
                              "\"a trace\",url,none,50%,4,bytes,belady,7,6,0,"
                              "0.857142857,19,16,0.842105263,6,5,0,16\n"));
    buf_reset(&text);
    json_out_init(&json, &text, false);
    sweep_json(&sweep, &json);
    cr_expect_not_null(strstr(buf_span(&text).ptr,
                              "\"policy\":\"belady\",\"requests\":7,"
                              "\"misses\":6,\"miss_ratio\":0.857142857"));
    buf_fini(&text);
    sweep_fini(&sweep);
    trace_fini(&trace);
}

Test(sweep, points_go_from_a_thousandth_to_the_whole)
{
    struct sweep_spec spec = swept_plain();
    struct trace trace;
    struct sweep sweep;

    trace_by_dice(&(struct trace_dice){1, 20000, 4000, 1, false, false},
                  &trace);
    spec.n_points = 4;
    swept_run(&sweep, &spec, &trace);
    cr_assert_eq(sweep.n_cells, 8);
    cr_expect_str_eq(sweep.cells[0].size, "0.1%");
    cr_expect_str_eq(sweep.cells[2].size, "1%");
    cr_expect_str_eq(sweep.cells[6].size, "100%");
    cr_expect_eq(sweep.cells[6].capacity, trace.n_objects);
    cr_expect_eq(sweep.cells[6].result.n_requests -
                     sweep.cells[6].result.n_hits,
                 trace.n_objects);
    sweep_fini(&sweep);
    trace_fini(&trace);
}

/* A letter twice in another size: kept, a hit; replaced, or another object, a
 * miss; and only the object of its own is a hit when the size comes back. */
Test(sweep, a_changed_size_is_what_it_was_said_to_be)
{
    static const struct {
        enum sweep_resize on_resize;
        uint64_t n_hits;
    } rows[] = {{SWEEP_KEEP, 3}, {SWEEP_REPLACE, 0}, {SWEEP_NEW_OBJECT, 2}};

    for (size_t i = 0; i < 3; i++) {
        struct sweep_spec spec = swept_plain();
        struct trace trace;
        struct sweep sweep;

        trace_of_letters("2A3A2A3A", &trace);
        spec.policies = SPAN("lru");
        spec.sizes = SPAN("100");
        spec.on_resize = rows[i].on_resize;
        swept_run(&sweep, &spec, &trace);
        cr_expect_eq(sweep.cells[0].result.n_hits, rows[i].n_hits, "%zu", i);
        sweep_fini(&sweep);
        trace_fini(&trace);
    }
}

static const struct {
    const char *policies, *sizes, *keys, *wanted;
    enum sweep_unit unit;
} refused[] = {
    {"lru,lur", NULL, NULL, "there is no policy \"lur\"; there are ", 0},
    {",", NULL, NULL, "no policy is named", 0},
    {"lru:x=1", NULL, NULL, "x", 0},
    {"lru:max-size=1x", NULL, NULL, "1x", 0},
    {"lru:max-size=10", NULL, NULL, "objects are counted, not their sizes", 0},
    {"belady:x=1", NULL, NULL, "belady has no parameters", 0},
    {NULL, "10 %", NULL, "\"10 %\" is no size", 0},
    {NULL, "1%,1M", NULL, "objects are counted", 0},
    {NULL, NULL, "url,uri", "there is no key \"uri\"", 0},
    {NULL, NULL, "url,url", "the key url is given twice", 0},
    {NULL, NULL, "url+origin", "this trace does not say who asked", 0},
    {NULL, NULL, NULL, "this trace has no sizes", SWEEP_BYTES},
};

Test(sweep, what_cannot_be_is_refused_with_a_sentence)
{
    struct trace trace;

    trace_of_letters("ABC", &trace);
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        struct sweep_spec spec = swept_plain();
        struct sweep sweep;
        struct buf error;

        buf_init(&error, 4096);
        if (refused[i].policies)
            spec.policies = span_str(refused[i].policies);
        spec.sizes = refused[i].sizes ? span_str(refused[i].sizes) : SPAN("1");
        spec.keys = span_str(refused[i].keys);
        spec.unit = refused[i].unit;
        cr_expect_neq(sweep_init(&sweep, &spec, &trace, &error), 0, "%s",
                      refused[i].wanted);
        cr_expect_not_null(strstr(buf_span(&error).ptr, refused[i].wanted),
                           "%s: %s", refused[i].wanted, buf_span(&error).ptr);
        sweep_fini(&sweep);
        buf_fini(&error);
    }
    trace_fini(&trace);
}

Test(sweep, one_pass_has_what_lru_has_at_every_size)
{
    for (int bytes = 0; bytes < 2; bytes++) {
        struct sweep_spec spec = swept_plain();
        struct sweep slow, quick;
        struct trace trace;

        trace_by_dice(
            &(struct trace_dice){4, 9000, 300, bytes ? 90 : 1, false, false},
            &trace);
        spec.policies = SPAN("lru");
        spec.sizes = SPAN("50%,7%,100%,7%,20%");
        spec.warm_up = 0.1;
        swept_run(&slow, &spec, &trace);
        swept_run(&quick, &spec, &trace);
        sweep_run_lru(&quick);
        for (size_t i = 0; i < slow.n_cells; i++) {
            cr_expect_eq(slow.cells[i].result.n_hits,
                         quick.cells[i].result.n_hits);
            cr_expect_eq(slow.cells[i].result.bytes,
                         quick.cells[i].result.bytes);
            cr_expect_eq(slow.cells[i].result.hit_bytes,
                         quick.cells[i].result.hit_bytes);
        }
        sweep_fini(&slow);
        sweep_fini(&quick);
        trace_fini(&trace);
    }
}

Test(sweep, many_sizes_are_told_as_curves)
{
    struct sweep_spec spec = swept_plain();
    struct trace trace;
    struct sweep sweep;
    struct buf text;

    trace_of_letters("ABCDABCDABCD", &trace);
    spec.policies = SPAN("lru");
    spec.sizes = SPAN("1,2,3,4,5");
    swept_run(&sweep, &spec, &trace);
    buf_init(&text, 65536);
    sweep_text(&sweep, &text);
    cr_expect_not_null(
        strstr(buf_span(&text).ptr,
               "\nlru\n\ncache            object miss ratio               from "
               "origin\n1      1         1.000000 ████████████████████"
               "           12"),
        "%s", buf_span(&text).ptr);
    cr_expect_not_null(
        strstr(buf_span(&text).ptr, "\n4      4         0.333333 ██████▋"));
    buf_fini(&text);
    sweep_fini(&sweep);
    trace_fini(&trace);
}

/* Whoever reads XML accepts it: every element is closed, nothing unescaped. */
Test(sweep, pictures_have_every_line_its_name_and_escape_it)
{
    struct sweep_spec spec = swept_plain();
    struct trace trace;
    struct sweep sweep;
    struct buf text;

    trace_of_letters("2A3B2A4C2A3B3B", &trace);
    spec.sizes = SPAN("5,9");
    swept_run(&sweep, &spec, &trace);
    sweep.name = SPAN("<a&b\">");
    buf_init(&text, 1u << 20);
    sweep_html_begin(&text);
    sweep_html(&sweep, &text);
    sweep_html_end(&text);
    cr_expect_not_null(strstr(buf_span(&text).ptr, "&lt;a&amp;b&quot;&gt;"));
    cr_expect_null(strstr(buf_span(&text).ptr, "<a&b"));
    cr_expect_not_null(strstr(buf_span(&text).ptr, ">lru</text>"));
    cr_expect_not_null(strstr(buf_span(&text).ptr, ">belady</text>"));
    cr_expect_not_null(strstr(buf_span(&text).ptr, "bytes that miss"));
    cr_expect_null(strstr(buf_span(&text).ptr, "nan"));
    cr_expect_null(strstr(buf_span(&text).ptr, "href"), "no asset of others");
    buf_fini(&text);
    sweep_fini(&sweep);
    trace_fini(&trace);
}

/* ---- lifetimes ----------------------------------------------------------- */

Test(sweep, each_ttl_is_a_curve_of_its_own)
{
    struct sweep_spec spec = swept_plain();
    struct trace trace;
    struct sweep sweep;
    struct buf text;

    trace_by_dice(&(struct trace_dice){5, 3000, 40, 1, false, true}, &trace);
    spec.policies = SPAN("lru");
    spec.sizes = SPAN("10,20");
    spec.ttls = SPAN("none,1s,1d");
    swept_run(&sweep, &spec, &trace);
    cr_assert_eq(sweep.n_cells, 6);
    for (size_t i = 0; i < 2; i++) {
        const struct sim_result *never = &sweep.cells[i].result;
        const struct sim_result *soon = &sweep.cells[i + 2].result;
        const struct sim_result *late = &sweep.cells[i + 4].result;

        cr_expect_str_eq(sweep.cells[i + 2].ttl->label, "1s");
        cr_expect_eq(never->n_refreshes, 0);
        cr_expect_eq(memcmp(late, never, sizeof(*late)), 0);
        cr_expect_gt(soon->n_refreshes, 0);
        cr_expect_eq(soon->n_hits + soon->n_refreshes, never->n_hits);
        cr_expect_eq(soon->hit_bytes, never->hit_bytes);
    }
    buf_init(&text, 65536);
    sweep_csv(&sweep, false, &text);
    cr_expect_not_null(strstr(buf_span(&text).ptr, ",url,1s,20,20,objects,"));
    buf_reset(&text);
    sweep_text(&sweep, &text);
    cr_expect_not_null(
        strstr(buf_span(&text).ptr, "Cache of 10: 10 objects, TTL 1d\n"));
    buf_reset(&text);
    sweep_svg(&sweep, &text);
    cr_expect_not_null(strstr(buf_span(&text).ptr, "lru, 1s"));
    buf_fini(&text);
    sweep_fini(&sweep);
    trace_fini(&trace);
}

Test(sweep, a_lifetime_is_refused_with_a_sentence)
{
    static const char *const bad[] = {"60",   "s",      "0s",
                                      "-1s",  "1.5h",   "1 s",
                                      "1sec", "367d",   "99999999999999999999s",
                                      "1S",   "forever"};
    struct trace trace, timeless;
    struct sweep sweep;
    struct buf error;

    buf_init(&error, 4096);
    trace_by_dice(&(struct trace_dice){5, 30, 40, 1, false, true}, &trace);
    trace_of_letters("ABA", &timeless);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct sweep_spec spec = swept_plain();

        spec.policies = SPAN("lru");
        spec.ttls = span_str(bad[i]);
        buf_reset(&error);
        cr_expect_eq(sweep_init(&sweep, &spec, &trace, &error), ERR_SYNTAX,
                     "%s", bad[i]);
        cr_expect_not_null(strstr(buf_span(&error).ptr, "is no lifetime"));
        sweep_fini(&sweep);
    }
    for (int i = 0; i < 2; i++) {
        struct sweep_spec spec = swept_plain();

        spec.ttls = SPAN("5m");
        spec.policies = i ? SPAN("lru") : SPAN("lru,belady");
        buf_reset(&error);
        cr_expect_eq(sweep_init(&sweep, &spec, i ? &timeless : &trace, &error),
                     i ? ERR_MISSING : ERR_MISMATCH);
        cr_expect_not_null(strstr(buf_span(&error).ptr,
                                  i ? "does not say when" : "belady is no"));
        sweep_fini(&sweep);
    }
    buf_fini(&error);
    trace_fini(&trace);
    trace_fini(&timeless);
}

Test(sweep, parameters_may_have_commas_among_policies)
{
    struct sweep_spec spec = swept_plain();
    struct trace trace;
    struct sweep sweep;

    trace_of_letters("2A3B2A4C2A3B3B", &trace);
    spec.policies = SPAN("lru:max-size=2, s3-fifo:small=0.2,ghost=0.5,belady");
    spec.sizes = SPAN("5");
    swept_run(&sweep, &spec, &trace);
    cr_assert_eq(sweep.n_policies, 3);
    cr_expect_str_eq(sweep.policies[0].label, "lru:max-size=2");
    cr_expect_str_eq(sweep.policies[1].label, "s3-fifo:small=0.2,ghost=0.5");
    cr_expect_eq(sweep.cells[0].result.n_refused, 4, "B, C, B, B");
    sweep_fini(&sweep);
    trace_fini(&trace);
}
