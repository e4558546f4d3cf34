/*
 * fuzz_eviction.c - any policy, any parameters, any stream of requests.
 *
 * The input's first line is a choice as people write it, the rest are steps of
 * two bytes: what is done, and to which slot. tests/evict_bench.c checks the
 * contract after each.
 */
#include "policies/eviction/choice.h"
#include "tests/evict_bench.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was understood reads the same again. */
static void check_print(const struct evict_choice *choice)
{
    struct evict_choice again;
    struct buf text, error;

    buf_init(&text, 1024);
    buf_init(&error, 1024);
    evict_print(&text, choice);
    if (evict_choose(&again, buf_span(&text), &error) ||
        again.ops != choice->ops || again.admit_max != choice->admit_max)
        abort();
    buf_fini(&text);
    buf_fini(&error);
}

static void step(struct evict_bench *bench, unsigned what, unsigned which)
{
    uint32_t slot = which % EVICT_BENCH_SLOTS;

    if (what < 8 && bench->resident[slot])
        evict_bench_remove(bench, slot);
    else if (what < 16 && bench->ghost[slot])
        evict_bench_forget(bench, slot);
    else if (what < 20)
        (void)evict_bench_evict(bench);
    else if (what % bench->evict.capacity > 0)
        (void)evict_bench_ask(bench, slot, what % bench->evict.capacity);
    else
        (void)evict_bench_ask(bench, slot, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = span_of((const char *)data, size);
    size_t line = span_find(input, '\n', 0);
    struct evict_choice choice;
    struct evict_bench bench;
    struct buf error;
    int err;

    buf_init(&error, 4096);
    err = evict_choose(&choice, span_cut(input, 0, line), &error);
    if (err && error.len == 0 && !error.overflow)
        abort();
    buf_fini(&error);
    if (err || size - line < 3)
        return 0;
    check_print(&choice);
    evict_bench_start(&bench, &choice, 1 + data[line + 1]);
    for (size_t i = line + 2; i + 1 < size; i += 2)
        step(&bench, data[i], data[i + 1]);
    evict_bench_stop(&bench);
    return 0;
}
