/* test_sim.c - cells of a sweep, against models that are slow and plain */
#include "bench/sim.h"

#include "policies/eviction/registry.h"
#include "tests/trace_made.h"

#include <criterion/criterion.h>

#define OBJECTS_MAX 256

static struct sim_cell cell_of(const char *policy, uint64_t capacity,
                               bool in_bytes)
{
    const struct evict_ops *ops = evict_named(span_str(policy));

    cr_assert_not_null(ops, "%s", policy);
    return (struct sim_cell){.choice = evict_default(ops),
                             .capacity = capacity,
                             .in_bytes = in_bytes,
                             .seed = 1};
}

static struct sim_result run(const struct trace *trace,
                             const struct sim_cell *cell)
{
    struct sim_result result;

    cr_assert_eq(sim_run(trace, cell, &result), 0);
    return result;
}

/* ---- LRU as a list of objects -------------------------------------------- */

/* The newest first. */
struct list {
    uint32_t objects[OBJECTS_MAX];
    uint64_t charges[OBJECTS_MAX];
    uint32_t n;
    uint64_t used;
};

static uint32_t find(const struct list *list, uint32_t object)
{
    uint32_t at = 0;

    while (at < list->n && list->objects[at] != object)
        at++;
    return at;
}

static uint64_t take_out(struct list *list, uint32_t at)
{
    uint64_t charge = list->charges[at];

    list->used -= charge;
    list->n--;
    for (; at < list->n; at++) {
        list->objects[at] = list->objects[at + 1];
        list->charges[at] = list->charges[at + 1];
    }
    return charge;
}

static void put_first(struct list *list, uint32_t object, uint64_t charge)
{
    for (uint32_t at = list->n++; at > 0; at--) {
        list->objects[at] = list->objects[at - 1];
        list->charges[at] = list->charges[at - 1];
    }
    list->objects[0] = object;
    list->charges[0] = charge;
    list->used += charge;
}

static struct sim_result model_lru(const struct trace *trace,
                                   const struct sim_cell *cell)
{
    struct sim_result result = {0};
    struct list list = {.n = 0};
    uint64_t sizes[OBJECTS_MAX], resize = 0;
    int64_t confirmed_ms[OBJECTS_MAX] = {0};

    memcpy(sizes, trace->sizes, trace->n_objects * sizeof(*sizes));
    for (uint64_t i = 0; i < trace->n_requests; i++) {
        uint32_t object = trace->objects[i], at = find(&list, object);
        bool counted = i >= cell->n_warm_up;
        int64_t now_ms = trace_time(trace, i);
        bool is_old =
            cell->ttl_ms > 0 && now_ms >= confirmed_ms[object] + cell->ttl_ms;
        uint64_t charge;

        if (resize < trace->n_resizes && trace->resizes[resize].at == i) {
            sizes[object] = trace->resizes[resize++].size;
            if (cell->on_resize == SIM_REPLACE && at < list.n) {
                (void)take_out(&list, at);
                at = list.n;
            }
        }
        charge = cell->in_bytes ? sizes[object] : 1;
        result.n_requests += counted;
        result.bytes += counted ? sizes[object] : 0;
        if (at < list.n) {
            result.n_hits += counted && !is_old;
            result.n_refreshes += counted && is_old;
            result.hit_bytes += counted ? sizes[object] : 0;
            put_first(&list, object, take_out(&list, at));
        } else if (charge > cell->capacity) {
            result.n_refused += counted;
        } else {
            while (list.used + charge > cell->capacity) {
                (void)take_out(&list, list.n - 1);
                result.n_evicted += counted;
            }
            put_first(&list, object, charge);
            result.n_inserted += counted;
            is_old = true;
        }
        if (is_old)
            confirmed_ms[object] = now_ms;
    }
    result.n_resident = list.n;
    result.used = list.used;
    return result;
}

static void expect_same(const struct sim_result *got,
                        const struct sim_result *wanted, const char *why)
{
    cr_expect_eq(memcmp(got, wanted, sizeof(*got)), 0,
                 "%s: %llu hits and %llu bytes of them, not %llu and %llu", why,
                 (unsigned long long)got->n_hits,
                 (unsigned long long)got->hit_bytes,
                 (unsigned long long)wanted->n_hits,
                 (unsigned long long)wanted->hit_bytes);
}

Test(sim, lru_is_the_list_in_objects_and_bytes_whatever_changes_or_expires)
{
    static const struct trace_dice dice[] = {{1, 4000, 60, 1, false, true},
                                             {2, 4000, 60, 50, false, true},
                                             {3, 4000, 60, 50, true, true}};
    static const int64_t ttls_ms[] = {0, 1, 2500, 60000, 4000000};

    for (size_t i = 0; i < sizeof(dice) / sizeof(*dice); i++) {
        struct trace trace;

        trace_by_dice(&dice[i], &trace);
        for (uint64_t capacity = 1; capacity < 1500;
             capacity += capacity / 2 + 1)
            for (int flags = 0; flags < 40; flags++) {
                struct sim_cell cell = cell_of("lru", capacity, flags & 1);
                struct sim_result got, wanted;

                cell.on_resize = flags & 2 ? SIM_REPLACE : SIM_KEEP;
                cell.n_warm_up = flags & 4 ? 1000 : 0;
                cell.ttl_ms = ttls_ms[flags >> 3];
                got = run(&trace, &cell);
                wanted = model_lru(&trace, &cell);
                expect_same(&got, &wanted, "lru");
            }
        trace_fini(&trace);
    }
}

Test(sim, every_policy_keeps_its_books)
{
    struct trace trace;

    trace_by_dice(&(struct trace_dice){9, 6000, 200, 90, true, false}, &trace);
    for (size_t i = 0; i < n_evict_all; i++)
        for (uint64_t capacity = 1; capacity < 8000; capacity *= 3)
            for (int flags = 0; flags < 4; flags++) {
                struct sim_cell cell =
                    cell_of(evict_all[i]->name, capacity, flags & 1);
                struct sim_result got, again;

                cell.on_resize = flags & 2 ? SIM_REPLACE : SIM_KEEP;
                got = run(&trace, &cell);
                again = run(&trace, &cell);
                expect_same(&again, &got, "played again");
                cr_expect_leq(got.used, capacity, "%s", evict_all[i]->name);
                cr_expect_eq(got.n_requests, 6000);
                cr_expect_eq(got.bytes, trace.request_bytes);
                cr_expect_eq(got.n_hits + got.n_inserted + got.n_refused, 6000);
            }
    trace_fini(&trace);
}

Test(sim, a_cache_of_everything_misses_each_object_once)
{
    struct trace trace;

    trace_by_dice(&(struct trace_dice){4, 3000, 100, 30, false, false}, &trace);
    for (size_t i = 0; i < n_evict_all; i++) {
        struct sim_cell cell =
            cell_of(evict_all[i]->name, trace.object_bytes, true);
        struct sim_result result = run(&trace, &cell);

        if (result.n_refused == 0)
            cr_expect_eq(result.n_requests - result.n_hits, trace.n_objects,
                         "%s", evict_all[i]->name);
    }
    trace_fini(&trace);
}

Test(sim, an_empty_trace_has_no_ratio_to_divide_by)
{
    struct sim_cell cell = cell_of("lru", 1, false);
    struct sim_result result;
    struct trace trace;

    trace_of_letters("", &trace);
    result = run(&trace, &cell);
    cr_expect_eq(result.n_requests, 0);
    cr_expect_eq(sim_miss_ratio(&result), 0);
    cr_expect_eq(sim_byte_miss_ratio(&result), 0);
    trace_fini(&trace);
}

/* ---- offline ------------------------------------------------------------- */

/* The next request for the object after `now`, or never. */
static uint64_t next_use(const struct trace *trace, uint32_t object,
                         uint64_t now)
{
    for (uint64_t i = now + 1; i < trace->n_requests; i++)
        if (trace->objects[i] == object)
            return i;
    return UINT64_MAX;
}

static struct sim_result model_belady(const struct trace *trace,
                                      uint64_t capacity)
{
    struct sim_result result = {.n_requests = trace->n_requests};
    struct list list = {.n = 0};

    for (uint64_t i = 0; i < trace->n_requests; i++) {
        uint32_t object = trace->objects[i], at = find(&list, object);

        if (at < list.n) {
            result.n_hits++;
            continue;
        }
        if (list.n == capacity) {
            uint32_t victim = 0;

            for (uint32_t k = 1; k < list.n; k++)
                if (next_use(trace, list.objects[k], i) >
                    next_use(trace, list.objects[victim], i))
                    victim = k;
            (void)take_out(&list, victim);
        }
        put_first(&list, object, 1);
    }
    return result;
}

Test(sim, belady_is_the_farthest_next_use)
{
    struct trace trace;

    trace_by_dice(&(struct trace_dice){8, 1500, 70, 1, false, false}, &trace);
    for (uint64_t capacity = 1; capacity < 80; capacity += 3) {
        const struct sim_cell cell = {.offline = SIM_BELADY,
                                      .capacity = capacity};
        struct sim_result got = run(&trace, &cell);

        cr_expect_eq(got.n_hits, model_belady(&trace, capacity).n_hits,
                     "capacity %llu", (unsigned long long)capacity);
        cr_expect_eq(got.n_resident, got.n_inserted - got.n_evicted);
    }
    trace_fini(&trace);
}

/* Belady's own example, in every textbook: 9 faults with 3 frames. */
Test(sim, belady_on_the_textbook_string)
{
    struct sim_cell cell = {.offline = SIM_BELADY, .capacity = 3};
    struct trace trace;

    trace_of_letters("HABCADAECDADCBCABHAB", &trace);
    cr_expect_eq(run(&trace, &cell).n_requests - run(&trace, &cell).n_hits, 9);
    cell = cell_of("lru", 3, false);
    cr_expect_eq(run(&trace, &cell).n_requests - run(&trace, &cell).n_hits, 12);
    trace_fini(&trace);
}

Test(sim, no_policy_that_takes_everything_beats_belady)
{
    struct trace trace;

    trace_by_dice(&(struct trace_dice){6, 5000, 200, 1, false, false}, &trace);
    for (uint64_t capacity = 2; capacity < 200; capacity *= 2) {
        const struct sim_cell best = {.offline = SIM_BELADY,
                                      .capacity = capacity};

        for (size_t i = 0; i < n_evict_all; i++) {
            struct sim_cell cell = cell_of(evict_all[i]->name, capacity, false);
            struct sim_result result = run(&trace, &cell);

            if (result.n_refused == 0)
                cr_expect_leq(result.n_hits, run(&trace, &best).n_hits, "%s",
                              evict_all[i]->name);
        }
    }
    trace_fini(&trace);
}

/* 9A 1B 1C, room for 10: at C, 9 * 2 is more than 1 * 4, so A leaves; by
 * distance alone B would. */
Test(sim, belady_size_weighs_distance_by_size)
{
    struct sim_cell cell = {
        .offline = SIM_BELADY_SIZE, .capacity = 10, .in_bytes = true};
    struct trace trace;

    trace_of_letters("9A1B1C1C9A1C1B", &trace);
    cr_expect_eq(run(&trace, &cell).n_hits, 2, "C and C");
    cell.offline = SIM_BELADY;
    cr_expect_eq(run(&trace, &cell).n_hits, 3, "C, A and C");
    cr_expect_eq(run(&trace, &cell).hit_bytes, 11);
    trace_fini(&trace);
}

Test(sim, belady_size_of_one_size_is_belady)
{
    struct trace trace;

    trace_by_dice(&(struct trace_dice){5, 4000, 150, 1, false, false}, &trace);
    for (uint64_t capacity = 1; capacity < 160; capacity += 20) {
        struct sim_cell cell = {.offline = SIM_BELADY, .capacity = capacity};
        struct sim_result belady = run(&trace, &cell), by_size;

        cell.offline = SIM_BELADY_SIZE;
        by_size = run(&trace, &cell);
        cr_expect_eq(by_size.n_hits, belady.n_hits);
    }
    trace_fini(&trace);
}

Test(sim, offline_policies_refuse_to_replace_what_changes)
{
    struct sim_cell cell = {.offline = SIM_BELADY,
                            .capacity = 100,
                            .in_bytes = true,
                            .on_resize = SIM_REPLACE};
    struct sim_result result;
    struct trace trace;

    trace_by_dice(&(struct trace_dice){5, 100, 10, 9, true, false}, &trace);
    cr_expect_eq(sim_run(&trace, &cell, &result), ERR_RANGE);
    trace_fini(&trace);
}
