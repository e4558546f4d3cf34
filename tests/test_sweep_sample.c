/* test_sweep_sample.c - sweeps by samples, repeated, beside the whole */
#include "tests/swept.h"
#include "tests/trace_made.h"

#include <criterion/criterion.h>
#include <math.h>

/* One sample may be off by its luck; five of them are not. */
Test(sweep_sample, a_sample_stands_for_the_whole)
{
    struct sweep_spec spec = swept_plain();
    double sums[4] = {0};
    struct sweep whole, part;
    struct trace trace;

    trace_by_dice(&(struct trace_dice){1, 100000, 20000, 1, false, false},
                  &trace);
    swept_run(&whole, &spec, &trace);
    cr_assert_eq(whole.n_cells, 4);
    spec.sample = 0.2;
    for (spec.seed = 1; spec.seed <= 5; spec.seed++) {
        swept_run(&part, &spec, &trace);
        for (size_t i = 0; i < 4; i++) {
            sums[i] += sweep_miss_ratio(&part, &part.cells[i]);
            cr_expect_eq(part.cells[i].capacity, whole.cells[i].capacity);
            cr_expect_lt(sweep_cell_in(&part.cells[i], &part,
                                       part.cells[i].keyed->samples)
                             .capacity,
                         whole.cells[i].capacity);
        }
        sweep_fini(&part);
    }
    for (size_t i = 0; i < 4; i++)
        cr_expect_float_eq(sums[i] / 5,
                           sweep_miss_ratio(&whole, &whole.cells[i]), 0.02);
    sweep_fini(&whole);
    trace_fini(&trace);
}

/* Repeats are the sweeps of following seeds, in one. */
Test(sweep_sample, repeats_tell_the_mean_of_samples_and_its_interval)
{
    struct sweep_spec spec = swept_plain();
    double sums[4] = {0}, squares[4] = {0};
    struct sweep one, all;
    struct trace trace;

    trace_by_dice(&(struct trace_dice){1, 30000, 6000, 9, false, false},
                  &trace);
    spec.sample = 0.2;
    for (spec.seed = 7; spec.seed < 12; spec.seed++) {
        swept_run(&one, &spec, &trace);
        for (size_t i = 0; i < 4; i++) {
            double ratio = sweep_miss_ratio(&one, &one.cells[i]);

            sums[i] += ratio;
            squares[i] += ratio * ratio;
            cr_expect_eq(sweep_spread_half(&one.cells[i].misses), 0);
        }
        sweep_fini(&one);
    }
    spec.seed = 7;
    spec.n_repeats = 5;
    swept_run(&all, &spec, &trace);
    for (size_t i = 0; i < 4; i++) {
        const struct sweep_cell *cell = &all.cells[i];
        double mean = sums[i] / 5;
        double variance = (squares[i] - 5 * mean * mean) / 4;

        cr_expect_float_eq(sweep_miss_ratio(&all, cell), mean, 1e-12);
        cr_expect_float_eq(sweep_spread_half(&cell->misses),
                           2.776 * sqrt(variance / 5), 1e-9);
        cr_expect_gt(sweep_spread_half(&cell->byte_misses), 0);
    }
    sweep_fini(&all);
    trace_fini(&trace);
}

/* 95 of 100 ought to; 2 of 40 fail, more than 5 by bad luck once in 100. */
Test(sweep_sample, the_interval_has_the_truth_in_it_as_often_as_it_says)
{
    struct sweep_spec spec = swept_plain();
    struct sweep sweep;
    struct trace trace;
    int n_hold = 0;

    trace_by_dice(&(struct trace_dice){5, 20000, 4000, 1, false, false},
                  &trace);
    spec.policies = SPAN("lru");
    spec.sizes = SPAN("20%");
    spec.sample = 0.1;
    spec.n_repeats = 6;
    spec.exact = true;
    for (int i = 0; i < 40; i++) {
        const struct sweep_cell *cell;

        spec.seed = 100u * (unsigned)i + 1;
        swept_run(&sweep, &spec, &trace);
        cell = &sweep.cells[0];
        n_hold += fabs(sweep_miss_ratio(&sweep, cell) - cell->exact) <=
                  sweep_spread_half(&cell->misses);
        sweep_fini(&sweep);
    }
    cr_expect_geq(n_hold, 34, "%d of 40", n_hold);
    cr_expect_lt(n_hold, 40);
    trace_fini(&trace);
}

Test(sweep_sample,
     a_sample_is_held_against_the_whole_in_one_pass_or_cell_by_cell)
{
    struct sweep_spec spec = swept_plain();
    struct sweep whole, slow, quick;
    struct trace trace;
    struct buf text;
    double error = 0;

    trace_by_dice(&(struct trace_dice){4, 20000, 3000, 1, false, false},
                  &trace);
    spec.policies = SPAN("lru");
    spec.sizes = SPAN("5%,20%,50%");
    swept_run(&whole, &spec, &trace);
    spec.sample_objects = 500;
    spec.n_repeats = 3;
    spec.exact = true;
    swept_run(&slow, &spec, &trace);
    swept_run(&quick, &spec, &trace);
    sweep_run_lru(&quick);
    for (size_t i = 0; i < whole.n_cells; i++) {
        const struct sweep_cell *cell = &slow.cells[i];

        cr_expect_eq(cell->keyed->samples[2].trace.n_objects, 500);
        cr_expect_eq(cell->exact, sweep_miss_ratio(&whole, &whole.cells[i]));
        cr_expect_eq(quick.cells[i].exact, cell->exact);
        cr_expect_float_eq(sweep_miss_ratio(&quick, &quick.cells[i]),
                           sweep_miss_ratio(&slow, cell), 1e-12);
        error += fabs(sweep_miss_ratio(&slow, cell) - cell->exact) / 3;
    }
    cr_expect_float_eq(sweep_error(&slow, 0), error, 1e-12);
    cr_expect_gt(error, 0);
    buf_init(&text, 65536);
    sweep_text(&slow, &text);
    cr_expect(span_glob(SPAN("*the mean of 3 samples, each of 500 objects*95 "
                             "% ±*Mean absolute error*lru  *"),
                        buf_span(&text)),
              "%s", buf_span(&text).ptr);
    buf_reset(&text);
    sweep_csv(&slow, true, &text);
    cr_expect(span_glob(SPAN("*_bytes,miss_ratio_ci95,byte_miss_ratio_ci95,"
                             "exact_miss_ratio,exact_byte_miss_ratio\n*"),
                        buf_span(&text)));
    buf_fini(&text);
    sweep_fini(&whole);
    sweep_fini(&slow);
    sweep_fini(&quick);
    trace_fini(&trace);
}
