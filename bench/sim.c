/*
 * sim.c - one cell of a sweep: a policy, a capacity, a whole trace.
 *
 * Memory is what a simulation waits for. Ids are dense, so the index is the
 * array of slots; the slot, and the size, of a request some places ahead are
 * fetched in advance. The loop is written once and compiled five times, so
 * that a run without sizes, or without a TTL, does not pay for them.
 */
#include "bench/sim.h"

#include "bench/opt.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define INLINE static inline __attribute__((always_inline))

struct run {
    const struct trace *trace;
    const struct sim_cell *cell;
    struct evict evict;
    const uint64_t *sizes; /* by object, as they are now */
    uint64_t *own_sizes;   /* the same, where they change */
    uint64_t next_resize;
    int64_t *confirmed_ms; /* by object, with a TTL: stored or refreshed */
    uint64_t used;
    struct sim_result result;
};

/* How much the loop has to look after. */
enum care { UNIT_SIZES, COUNT_BYTES, BYTE_CAPACITY };
enum ageing { NEVER_OLD, OLD_AFTER_TTL };

/* The request's object has another size from now on. True: what is stored of
 * it is of no use any more. */
static bool resize(struct run *run, uint32_t object)
{
    run->own_sizes[object] = run->trace->resizes[run->next_resize++].size;
    return run->cell->on_resize == SIM_REPLACE &&
           evict_is_resident(&run->evict.slots[object]);
}

static void drop(struct run *run, uint32_t object)
{
    run->used -= evict_charge(&run->evict.slots[object]);
    run->evict.ops->remove(&run->evict, object);
}

/* Room for charge. False: the policy would rather not have the object. */
INLINE bool make_room(struct run *run, uint32_t object, uint64_t charge)
{
    struct evict *evict = &run->evict;

    while (run->used + charge > evict->capacity) {
        uint32_t victim = evict->ops->evict(evict, object);

        if (victim == object)
            return false;
        ASSERT(victim != EVICT_NONE);
        run->used -= evict_charge(&evict->slots[victim]);
        run->result.n_evicted++;
    }
    return true;
}

INLINE void on_miss(struct run *run, uint32_t object, uint64_t charge)
{
    struct evict *evict = &run->evict;

    if (charge > evict->capacity || !evict_miss(evict, object, charge) ||
        !make_room(run, object, charge)) {
        run->result.n_refused++;
        return;
    }
    evict->ops->insert(evict, object);
    run->used += charge;
    run->result.n_inserted++;
}

/* What is stored of the object is too old, and confirmed now. */
INLINE bool refresh(struct run *run, uint32_t object, int64_t now_ms)
{
    if (now_ms - run->confirmed_ms[object] < run->cell->ttl_ms)
        return false;
    run->confirmed_ms[object] = now_ms;
    run->result.n_refreshes++;
    return true;
}

INLINE void play_with(struct run *run, uint64_t from, uint64_t to,
                      enum care care, enum ageing ageing)
{
    const struct trace *trace = run->trace;
    const uint32_t *objects = trace->objects;
    struct evict *evict = &run->evict;
    struct evict_slot *slots = evict->slots;
    uint64_t n_hits = 0, bytes = 0, hit_bytes = 0;
    uint64_t resize_at = run->next_resize < trace->n_resizes
                             ? trace->resizes[run->next_resize].at
                             : UINT64_MAX;

    for (uint64_t i = from; i < to; i++) {
        uint32_t object = objects[i];
        uint64_t size = 1;

        __builtin_prefetch(&slots[objects[i + TRACE_AHEAD]], 1);
        if (care != UNIT_SIZES) {
            __builtin_prefetch(&run->sizes[objects[i + TRACE_AHEAD]]);
            if (ageing == OLD_AFTER_TTL)
                __builtin_prefetch(&run->confirmed_ms[objects[i + TRACE_AHEAD]],
                                   1);
            if (i == resize_at) {
                if (resize(run, object))
                    drop(run, object);
                resize_at = run->next_resize < trace->n_resizes
                                ? trace->resizes[run->next_resize].at
                                : UINT64_MAX;
            }
            size = run->sizes[object];
            bytes += size;
        }
        if (evict_is_resident(&slots[object])) {
            evict->ops->hit(evict, object);
            n_hits += ageing == NEVER_OLD ||
                      !refresh(run, object, trace->times_ms[i]);
            hit_bytes += size;
        } else {
            on_miss(run, object, care == BYTE_CAPACITY ? size : 1);
            if (ageing == OLD_AFTER_TTL)
                run->confirmed_ms[object] = trace->times_ms[i];
        }
    }
    run->result.n_requests += to - from;
    run->result.n_hits += n_hits;
    run->result.bytes += care == UNIT_SIZES ? to - from : bytes;
    run->result.hit_bytes += hit_bytes;
}

static void play(struct run *run, uint64_t from, uint64_t to)
{
    if (run->cell->ttl_ms > 0 && run->cell->in_bytes)
        play_with(run, from, to, BYTE_CAPACITY, OLD_AFTER_TTL);
    else if (run->cell->ttl_ms > 0)
        play_with(run, from, to, COUNT_BYTES, OLD_AFTER_TTL);
    else if (run->cell->in_bytes)
        play_with(run, from, to, BYTE_CAPACITY, NEVER_OLD);
    else if (run->trace->has_sizes || run->trace->n_unsized > 0)
        play_with(run, from, to, COUNT_BYTES, NEVER_OLD);
    else
        play_with(run, from, to, UNIT_SIZES, NEVER_OLD);
}

static void start(struct run *run)
{
    const struct trace *trace = run->trace;

    run->sizes = trace->sizes;
    if (trace->n_resizes > 0) {
        run->own_sizes = mem_alloc(trace->n_objects * sizeof(*run->own_sizes));
        memcpy(run->own_sizes, trace->sizes,
               trace->n_objects * sizeof(*run->own_sizes));
        run->sizes = run->own_sizes;
    }
    if (run->cell->ttl_ms > 0)
        run->confirmed_ms =
            mem_alloc(((size_t)trace->n_objects + 1) * sizeof(int64_t));
    evict_init(&run->evict, &run->cell->choice, run->cell->capacity,
               run->cell->seed);
    run->evict.slots =
        mem_zalloc((size_t)trace->n_objects + 1, sizeof(struct evict_slot));
    run->evict.cap_slots = trace->n_objects;
}

static void finish(struct run *run)
{
    run->result.n_resident = run->evict.n_resident;
    run->result.n_ghosts = run->evict.n_ghosts;
    run->result.used = run->used;
    evict_fini(&run->evict);
    mem_free(run->evict.slots);
    mem_free(run->own_sizes);
    mem_free(run->confirmed_ms);
}

int sim_run(const struct trace *trace, const struct sim_cell *cell,
            struct sim_result *result)
{
    struct run run = {.trace = trace, .cell = cell};
    uint64_t warm_up = cell->n_warm_up < trace->n_requests ? cell->n_warm_up
                                                           : trace->n_requests;

    ASSERT(cell->capacity > 0);
    ASSERT(cell->ttl_ms == 0 ||
           (cell->offline == SIM_ONLINE && trace->times_ms));
    if (cell->offline != SIM_ONLINE)
        return opt_run(trace, cell, result);
    start(&run);
    play(&run, 0, warm_up);
    memset(&run.result, 0, sizeof(run.result));
    play(&run, warm_up, trace->n_requests);
    finish(&run);
    *result = run.result;
    return 0;
}

static double ratio(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

double sim_miss_ratio(const struct sim_result *result)
{
    return ratio(result->n_requests - result->n_hits, result->n_requests);
}

double sim_byte_miss_ratio(const struct sim_result *result)
{
    return ratio(result->bytes - result->hit_bytes, result->bytes);
}
