/*
 * perf_sim.c - the simulator's speed, beside bare loops that do the same.
 *
 * Zipf 0.9, ten million requests for a million objects, room for a tenth; one
 * thread. Every policy plays it through sim_run, as popbox sim does. Where the
 * table below has one, a bare loop plays the same trace in the same minute, all
 * of it inlined, nothing asserted: the price of the interface is the ratio.
 * Then the other engines: LRU's exact curve, the offline bounds, reading the
 * trace as CSV. Runs are interleaved, the figures are medians. A bare loop must
 * have exactly the policy's hits, else nothing was compared and the status
 * is 1.
 *
 *   perf_sim [POLICY...]    these alone, and no other engine
 */
#include "bench/mrc.h"
#include "bench/sweep.h"
#include "bench/synth.h"
#include "cache/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define OBJECTS   1000000u
#define REQUESTS  10000000u
#define CAPACITY  (OBJECTS / 10)
#define ROUNDS    3
#define ERROR_MAX 4096

/* What one run through a trace came to. */
struct run {
    double seconds;
    uint64_t hits;
};

typedef uint64_t play_f(const struct trace *trace);

static void trace_init(struct trace *trace)
{
    struct trace_builder *builder = trace_builder_new();
    struct synth *synth = synth_new(&(struct synth_spec){.seed = 1,
                                                         .n_requests = REQUESTS,
                                                         .n_objects = OBJECTS,
                                                         .zipf = 0.9,
                                                         .scan_length = 1});
    struct trace_record record;

    while (synth_next(synth, &record))
        if (trace_builder_add(builder, &record) != 0)
            abort();
    trace_builder_take(builder, trace);
    trace_builder_free(builder);
    synth_free(synth);
}

/* ---- bare loops ---------------------------------------------------------- */

struct bare {
    uint32_t prev, next; /* towards the newest, towards the oldest */
    uint32_t state;      /* 0: absent */
    uint32_t unused;     /* as large as an evict_slot */
};

/* One circle of slots; the extra one after the last is both of its ends. */
static inline void unlink_bare(struct bare *slots, uint32_t slot)
{
    slots[slots[slot].prev].next = slots[slot].next;
    slots[slots[slot].next].prev = slots[slot].prev;
}

static inline void link_newest(struct bare *slots, uint32_t end, uint32_t slot)
{
    slots[slot].prev = end;
    slots[slot].next = slots[end].next;
    slots[slots[end].next].prev = slot;
    slots[end].next = slot;
}

static struct bare *bare_slots(const struct trace *trace)
{
    struct bare *slots = mem_zalloc(trace->n_objects + 1, sizeof(*slots));

    slots[trace->n_objects].prev = trace->n_objects;
    slots[trace->n_objects].next = trace->n_objects;
    return slots;
}

static uint64_t play_bare_lru(const struct trace *trace)
{
    struct bare *slots = bare_slots(trace);
    uint32_t end = trace->n_objects, n = 0;
    uint64_t hits = 0;

    for (uint32_t i = 0; i < REQUESTS; i++) {
        uint32_t slot = trace->objects[i];

        __builtin_prefetch(&slots[trace->objects[i + TRACE_AHEAD]], 1);
        if (slots[slot].state) {
            unlink_bare(slots, slot);
            hits++;
        } else if (n < CAPACITY) {
            n++;
        } else {
            uint32_t victim = slots[end].prev;

            unlink_bare(slots, victim);
            slots[victim].state = 0;
        }
        link_newest(slots, end, slot);
        slots[slot].state = 1;
    }
    mem_free(slots);
    return hits;
}

static uint64_t play_bare_fifo(const struct trace *trace)
{
    struct bare *slots = bare_slots(trace);
    uint32_t end = trace->n_objects, n = 0;
    uint64_t hits = 0;

    for (uint32_t i = 0; i < REQUESTS; i++) {
        uint32_t slot = trace->objects[i];

        __builtin_prefetch(&slots[trace->objects[i + TRACE_AHEAD]], 1);
        if (slots[slot].state) {
            hits++;
            continue;
        }
        if (n < CAPACITY) {
            n++;
        } else {
            uint32_t victim = slots[end].prev;

            unlink_bare(slots, victim);
            slots[victim].state = 0;
        }
        link_newest(slots, end, slot);
        slots[slot].state = 1;
    }
    mem_free(slots);
    return hits;
}

static uint64_t play_bare_sieve(const struct trace *trace)
{
    enum { ABSENT, UNVISITED, VISITED };
    struct bare *slots = bare_slots(trace);
    uint32_t end = trace->n_objects, hand = end, n = 0;
    uint64_t hits = 0;

    for (uint32_t i = 0; i < REQUESTS; i++) {
        uint32_t slot = trace->objects[i];

        __builtin_prefetch(&slots[trace->objects[i + TRACE_AHEAD]], 1);
        if (slots[slot].state != ABSENT) {
            slots[slot].state = VISITED;
            hits++;
            continue;
        }
        if (n < CAPACITY) {
            n++;
        } else {
            for (; hand == end || slots[hand].state == VISITED;
                 hand = slots[hand].prev)
                slots[hand].state = UNVISITED;
            slots[hand].state = ABSENT;
            unlink_bare(slots, hand);
            hand = slots[hand].prev;
        }
        link_newest(slots, end, slot);
        slots[slot].state = UNVISITED;
    }
    mem_free(slots);
    return hits;
}

static const struct {
    const char *policy;
    play_f *play;
} bare_loops[] = {
    {"fifo", play_bare_fifo},
    {"lru", play_bare_lru},
    {"sieve", play_bare_sieve},
};

static play_f *bare_loop_of(const char *policy)
{
    for (size_t i = 0; i < sizeof(bare_loops) / sizeof(*bare_loops); i++)
        if (strcmp(bare_loops[i].policy, policy) == 0)
            return bare_loops[i].play;
    return NULL;
}

/* ---- measuring ----------------------------------------------------------- */

static double now_s(void)
{
    struct timespec at;

    if (clock_gettime(CLOCK_MONOTONIC, &at) != 0)
        abort();
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static struct run run_policy(const struct trace *trace,
                             const struct sweep_policy *policy)
{
    const struct sim_cell cell = {.offline = policy->offline,
                                  .choice = policy->choice,
                                  .capacity = CAPACITY,
                                  .seed = 1};
    struct sim_result result;
    double began_s = now_s();

    if (sim_run(trace, &cell, &result) != 0)
        abort();
    return (struct run){now_s() - began_s, result.n_hits};
}

static struct run run_bare(const struct trace *trace, play_f *play)
{
    double began_s = now_s();
    uint64_t hits = play(trace);

    return (struct run){now_s() - began_s, hits};
}

static int by_time(const void *a, const void *b)
{
    const struct run *x = a, *y = b;

    return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

/* Million requests per second of the median run. */
static double speed(struct run runs[ROUNDS])
{
    qsort(runs, ROUNDS, sizeof(*runs), by_time);
    return REQUESTS / runs[ROUNDS / 2].seconds / 1e6;
}

/* One row; false: the bare loop did something else. */
static bool compare(const struct trace *trace,
                    const struct sweep_policy *policy)
{
    play_f *play = bare_loop_of(policy->label);
    struct run runs[ROUNDS], bare[ROUNDS];
    double rate;

    for (int round = 0; round < ROUNDS; round++) {
        runs[round] = run_policy(trace, policy);
        if (play)
            bare[round] = run_bare(trace, play);
    }
    rate = speed(runs);
    printf("%-14s %9.2f %% %10.2f", policy->label,
           100.0 * (double)runs[0].hits / REQUESTS, rate);
    if (play)
        printf(" %12.2f %8.2f", speed(bare), rate / speed(bare));
    printf("\n");
    (void)fflush(stdout); /* for whoever watches */
    return !play || runs[0].hits == bare[0].hits;
}

/* ---- other engines ------------------------------------------------------- */

static void time_curve(const struct trace *trace)
{
    struct mrc_point points[100];
    double began_s = now_s();

    for (size_t i = 0; i < 100; i++)
        points[i].capacity = (i + 1) * (OBJECTS / 100);
    mrc_lru(trace, false, 0, points, 100);
    printf("LRU's exact curve, objects: %.2f s\n", now_s() - began_s);
    began_s = now_s();
    mrc_lru(trace, true, 0, points, 100);
    printf("LRU's exact curve, bytes:   %.2f s\n", now_s() - began_s);
}

/* "time,id,size" for each request, in one piece of memory. */
static size_t write_csv(const struct trace *trace, char *text)
{
    char *at = text;

    for (uint64_t i = 0; i < trace->n_requests; i++)
        at += sprintf(at, "%llu,%u,%u\n", (unsigned long long)(i / 1000),
                      trace->objects[i] * 7, 1000 + trace->objects[i] % 977);
    return (size_t)(at - text);
}

static void time_reading(const struct trace *trace)
{
    char *text = mem_alloc((size_t)REQUESTS * 40);
    size_t len = write_csv(trace, text);
    struct tracefile *file = tracefile_new(&(struct tracefile_spec){0});
    struct trace_builder *builder = trace_builder_new();
    double began_s = now_s();
    struct trace_record record;
    enum trace_step step;
    struct trace read;

    tracefile_give(file, span_of(text, len));
    while ((step = tracefile_next(file, &record)) != TRACE_END) {
        if (step == TRACE_MORE)
            tracefile_end(file);
        else if (step == TRACE_FAILED ||
                 trace_builder_add(builder, &record) != 0)
            abort();
    }
    trace_builder_take(builder, &read);
    printf("CSV of %llu lines, read and numbered: %.2f s, %.0f MB/s\n",
           (unsigned long long)read.n_requests, now_s() - began_s,
           (double)len / (now_s() - began_s) / 1e6);
    trace_fini(&read);
    trace_builder_free(builder);
    tracefile_free(file);
    mem_free(text);
}

static bool compare_named(const struct trace *trace, struct span name)
{
    struct sweep_policy policy;
    struct buf error;
    int err;

    buf_init(&error, ERROR_MAX);
    err = sweep_policy_read(name, &policy, &error);
    if (err)
        fprintf(stderr, "perf_sim: %s\n", buf_span(&error).ptr);
    buf_fini(&error);
    return !err && compare(trace, &policy);
}

static bool compare_all(const struct trace *trace)
{
    bool same = true;
    struct span name;
    struct buf names;
    size_t at = 0;

    buf_init(&names, ERROR_MAX);
    sweep_policy_names(&names);
    while (span_list_next(buf_span(&names), &at, &name))
        same &= compare_named(trace, name);
    buf_fini(&names);
    time_curve(trace);
    time_reading(trace);
    return same;
}

int main(int argc, char **argv)
{
    struct trace trace;
    bool same = true;

    trace_init(&trace);
    printf("%u requests for %u objects (Zipf 0.9), room for %u; medians of %d "
           "runs,\nmillion requests per second, one thread\n\n"
           "policy             hits    popbox    bare loop    ratio\n",
           REQUESTS, trace.n_objects, CAPACITY, ROUNDS);
    for (int i = 1; i < argc; i++)
        same &= compare_named(&trace, span_str(argv[i]));
    if (argc == 1)
        same = compare_all(&trace);
    if (!same)
        fprintf(stderr, "perf_sim: a bare loop has not the policy's hits\n");
    trace_fini(&trace);
    return same ? 0 : 1;
}
