/* trace_made.c - traces in memory for tests: from letters, or from a seed. */
#include "tests/trace_made.h"

#include "cache/base/assert.h"
#include "cache/base/rng.h"

static void add(struct trace_builder *builder,
                const struct trace_record *record)
{
    int err = trace_builder_add(builder, record);

    ASSERT(!err);
}

void trace_of_letters(const char *letters, struct trace *trace)
{
    struct trace_builder *builder = trace_builder_new();
    uint64_t size = 0;

    for (; *letters; letters++) {
        if (*letters >= '0' && *letters <= '9') {
            size = size * 10 + (uint64_t)(*letters - '0');
            continue;
        }
        add(builder, &(struct trace_record){.number = (uint64_t)*letters,
                                            .size = size,
                                            .has_size = size > 0});
        size = 0;
    }
    trace_builder_take(builder, trace);
    trace_builder_free(builder);
}

void trace_by_dice(const struct trace_dice *dice, struct trace *trace)
{
    struct trace_builder *builder = trace_builder_new();
    struct rng rng, size_rng, time_rng;

    rng_init(&rng, dice->seed);
    rng_init(&time_rng, dice->seed);
    if (dice->has_times)
        trace_builder_keep_times(builder);
    for (uint32_t i = 0; i < dice->n_requests; i++) {
        uint64_t bound = 1 + rng_below(&rng, dice->n_objects);
        struct trace_record record = {
            .number = rng_below(&rng, bound),
            .time_ms = i * 1000 + (int64_t)rng_below(&time_rng, 3000),
            .has_time = dice->has_times && rng_below(&time_rng, 9) > 0};

        rng_init(&size_rng, record.number);
        if (dice->changes && rng_below(&rng, 10) == 0)
            rng_init(&size_rng, rng_u64(&rng));
        record.has_size = dice->max_size > 1;
        if (record.has_size)
            record.size = 1 + rng_below(&size_rng, dice->max_size);
        add(builder, &record);
    }
    trace_builder_take(builder, trace);
    trace_builder_free(builder);
}
