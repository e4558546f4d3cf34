/*
 * perf_evict.c - eviction policies beside bare loops that do the same.
 *
 * Every policy of the registry plays one trace as the simulator does: dense ids
 * are slots, the slot of a request some places ahead is prefetched, the policy
 * is called through its function pointers. Where the table below has one, a
 * bare loop plays the same trace in the same minute, all of it inlined, nothing
 * asserted: the price of the interface is the ratio. Runs are interleaved, the
 * figures are medians. A bare loop must have exactly the policy's hits, else
 * nothing was compared and the status is 1.
 */
#include "bench/workload.h"
#include "cache/base/mem.h"
#include "policies/eviction/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define OBJECTS    1000000u
#define REQUESTS   10000000u
#define CAPACITY   (OBJECTS / 10)
#define ROUNDS     5
#define AHEAD      16 /* requests between a prefetch and its use */
#define POLICY_MAX 32

struct trace {
    uint32_t *ids; /* REQUESTS, then AHEAD more to prefetch */
    uint32_t n_ids;
};

/* What one run through a trace came to. */
struct run {
    double seconds;
    uint64_t hits;
};

typedef uint64_t play_f(const struct trace *trace);

/* ---- the trace ----------------------------------------------------------- */

/* Ids in order of first appearance, as a reader of traces gives them out. */
static void trace_init(struct trace *trace)
{
    struct workload *workload = workload_new(&(struct workload_spec){
        .seed = 1, .n_objects = OBJECTS, .n_sites = 1, .zipf = 1.0});
    uint32_t *id_of = mem_zalloc(OBJECTS, sizeof(*id_of)); /* 0: none yet */

    trace->ids = mem_zalloc(REQUESTS + AHEAD, sizeof(*trace->ids));
    trace->n_ids = 0;
    for (uint32_t i = 0; i < REQUESTS; i++) {
        uint32_t object = workload_next(workload).object;

        if (id_of[object] == 0)
            id_of[object] = ++trace->n_ids;
        trace->ids[i] = id_of[object] - 1;
    }
    mem_free(id_of);
    workload_free(workload);
}

/* ---- through the interface ----------------------------------------------- */

static uint64_t play(const struct evict_ops *ops, const struct trace *trace)
{
    struct evict_slot *slots = mem_zalloc(trace->n_ids, sizeof(*slots));
    struct evict_choice choice = evict_default(ops);
    struct evict evict;
    uint64_t hits = 0;

    evict_init(&evict, &choice, CAPACITY, 1);
    evict.slots = slots;
    evict.cap_slots = trace->n_ids;
    for (uint32_t i = 0; i < REQUESTS; i++) {
        uint32_t slot = trace->ids[i];

        __builtin_prefetch(&slots[trace->ids[i + AHEAD]], 1);
        if (evict_is_resident(&slots[slot])) {
            ops->hit(&evict, slot);
            hits++;
        } else if (evict_miss(&evict, slot, 1) &&
                   (evict.n_resident < CAPACITY ||
                    ops->evict(&evict, slot) != slot)) {
            ops->insert(&evict, slot);
        }
    }
    evict_fini(&evict);
    mem_free(slots);
    return hits;
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
    struct bare *slots = mem_zalloc(trace->n_ids + 1, sizeof(*slots));

    slots[trace->n_ids].prev = trace->n_ids;
    slots[trace->n_ids].next = trace->n_ids;
    return slots;
}

static uint64_t play_bare_lru(const struct trace *trace)
{
    struct bare *slots = bare_slots(trace);
    uint32_t end = trace->n_ids, n = 0;
    uint64_t hits = 0;

    for (uint32_t i = 0; i < REQUESTS; i++) {
        uint32_t slot = trace->ids[i];

        __builtin_prefetch(&slots[trace->ids[i + AHEAD]], 1);
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

static uint64_t play_bare_sieve(const struct trace *trace)
{
    enum { ABSENT, UNVISITED, VISITED };
    struct bare *slots = bare_slots(trace);
    uint32_t end = trace->n_ids, hand = end, n = 0;
    uint64_t hits = 0;

    for (uint32_t i = 0; i < REQUESTS; i++) {
        uint32_t slot = trace->ids[i];

        __builtin_prefetch(&slots[trace->ids[i + AHEAD]], 1);
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
    {"lru", play_bare_lru},
    {"sieve", play_bare_sieve},
};

static play_f *bare_loop_of(const struct evict_ops *ops)
{
    for (size_t i = 0; i < sizeof(bare_loops) / sizeof(*bare_loops); i++)
        if (strcmp(bare_loops[i].policy, ops->name) == 0)
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

static struct run timed(const struct evict_ops *ops, play_f *bare,
                        const struct trace *trace)
{
    double began_s = now_s();
    uint64_t hits = bare ? bare(trace) : play(ops, trace);

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
static bool report(const char *name, struct run policy[ROUNDS],
                   struct run bare[ROUNDS], bool compared)
{
    double through = speed(policy);

    printf("%-10s %9.2f%% %18.1f", name,
           100.0 * (double)policy[0].hits / REQUESTS, through);
    if (compared)
        printf(" %12.1f %8.2f", speed(bare), through / speed(bare));
    printf("\n");
    return !compared || policy[0].hits == bare[0].hits;
}

int main(void)
{
    struct run policy[POLICY_MAX][ROUNDS], bare[POLICY_MAX][ROUNDS];
    size_t n = n_evict_all < POLICY_MAX ? n_evict_all : POLICY_MAX;
    bool same = true;
    struct trace trace;

    trace_init(&trace);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < n; i++) {
            play_f *loop = bare_loop_of(evict_all[i]);

            policy[i][round] = timed(evict_all[i], NULL, &trace);
            if (loop)
                bare[i][round] = timed(evict_all[i], loop, &trace);
        }
    printf("%u requests for %u objects (Zipf 1.0), room for %u; medians of %d "
           "runs,\nmillion requests per second\n\n"
           "policy           hits  through interface    bare loop    ratio\n",
           REQUESTS, OBJECTS, CAPACITY, ROUNDS);
    for (size_t i = 0; i < n; i++)
        same &= report(evict_all[i]->name, policy[i], bare[i],
                       bare_loop_of(evict_all[i]) != NULL);
    if (!same)
        fprintf(stderr, "perf_evict: a bare loop has not the policy's hits\n");
    mem_free(trace.ids);
    return same ? 0 : 1;
}
