/*
 * mrc.c - miss-ratio curves of LRU, exact, in one pass over a trace.
 *
 * Mattson et al. (IBM Systems Journal 1970): LRU holds an object if, and only
 * if, all objects asked for since, and the object itself, fit. So the weight of
 * the objects whose last request came after an object's own last one tells all
 * capacities at once.
 *
 * Each object has one mark, at the time of its last request; a Fenwick tree
 * sums marks. Times are renumbered when they reach twice the number of objects,
 * so that the tree stays as small as the objects are few: that is what fits
 * into the processor's cache. For unit weights the tree counts bits of 64-bit
 * words, which makes it smaller still by 64.
 */
#include "bench/mrc.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define NO_TIME UINT32_MAX

struct stack {
    bool weighted;
    uint32_t n_times; /* marks can stand at 0 to n_times - 1 */
    uint32_t now;     /* the next time to be given */
    uint32_t *last;   /* by object: the time of its mark */
    uint32_t *owner;  /* by time: whose mark may stand there */
    uint64_t *words;  /* a bit a mark; unit weights */
    uint64_t *sums;   /* Fenwick, from 1, of words or of weights */
    uint32_t n_sums;
    const uint64_t *weights;
    uint64_t total;
};

/* ---- the tree ------------------------------------------------------------ */

static void tree_add(struct stack *stack, uint32_t at, uint64_t weight)
{
    for (uint32_t i = at + 1; i <= stack->n_sums; i += i & -i)
        stack->sums[i] += weight; /* wraps to subtract */
}

/* Of all before at. */
static uint64_t tree_sum(const struct stack *stack, uint32_t at)
{
    uint64_t sum = 0;

    for (uint32_t i = at; i > 0; i -= i & -i)
        sum += stack->sums[i];
    return sum;
}

static void mark(struct stack *stack, uint32_t object, uint32_t time, bool set)
{
    uint64_t weight = stack->weighted ? stack->weights[object] : 1;

    stack->total += set ? weight : -weight;
    if (stack->weighted) {
        tree_add(stack, time, set ? weight : -weight);
        return;
    }
    stack->words[time / 64] ^= 1ull << (time % 64);
    tree_add(stack, time / 64, set ? 1 : UINT64_MAX);
}

/* Sums of ever wider fields, side by side; the product adds the bytes up. */
static uint64_t count_bits(uint64_t x)
{
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return x * 0x0101010101010101u >> 56;
}

/* The weight of the marks from time on. */
static uint64_t weight_from(const struct stack *stack, uint32_t time)
{
    uint64_t before;

    if (stack->weighted) {
        before = tree_sum(stack, time);
    } else {
        uint64_t below = (1ull << (time % 64)) - 1;

        before = tree_sum(stack, time / 64) +
                 count_bits(stack->words[time / 64] & below);
    }
    return stack->total - before;
}

/* ---- the stack ----------------------------------------------------------- */

static void stack_init(struct stack *stack, const struct trace *trace,
                       bool weighted)
{
    size_t n = trace->n_objects;

    ASSERT(n < UINT32_MAX / 2 - 64);
    *stack = (struct stack){.weighted = weighted, .weights = trace->sizes};
    stack->n_times = (uint32_t)n * 2 + 64;
    stack->n_sums = weighted ? stack->n_times : stack->n_times / 64 + 1;
    stack->last = mem_alloc((n + 1) * sizeof(*stack->last));
    memset(stack->last, 0xff, (n + 1) * sizeof(*stack->last));
    stack->owner = mem_alloc(stack->n_times * sizeof(*stack->owner));
    stack->words = mem_zalloc((size_t)stack->n_times / 64 + 1, 8);
    stack->sums = mem_zalloc((size_t)stack->n_sums + 1, 8);
}

static void stack_fini(struct stack *stack)
{
    mem_free(stack->last);
    mem_free(stack->owner);
    mem_free(stack->words);
    mem_free(stack->sums);
}

/* Marks move together, in their order. */
static void renumber(struct stack *stack)
{
    uint32_t to = 0;

    memset(stack->words, 0, ((size_t)stack->n_times / 64 + 1) * 8);
    memset(stack->sums, 0, ((size_t)stack->n_sums + 1) * 8);
    stack->total = 0;
    for (uint32_t from = 0; from < stack->now; from++) {
        uint32_t object = stack->owner[from];

        if (stack->last[object] != from)
            continue;
        stack->owner[to] = object;
        stack->last[object] = to;
        mark(stack, object, to++, true);
    }
    stack->now = to;
}

/* The capacity from which on this request is a hit; UINT64_MAX: none. */
static uint64_t ask(struct stack *stack, uint32_t object)
{
    uint64_t distance = UINT64_MAX;
    uint32_t before;

    if (stack->now == stack->n_times)
        renumber(stack);
    before = stack->last[object];
    if (before != NO_TIME) {
        distance = weight_from(stack, before);
        mark(stack, object, before, false);
    }
    stack->last[object] = stack->now;
    stack->owner[stack->now] = object;
    mark(stack, object, stack->now++, true);
    return distance;
}

/* The first point that is large enough; n_points: none. */
static size_t point_of(const struct mrc_point *points, size_t n_points,
                       uint64_t distance)
{
    size_t low = 0, high = n_points;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (points[middle].capacity >= distance)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void mrc_lru(const struct trace *trace, bool in_bytes, uint64_t n_warm_up,
             struct mrc_point *points, size_t n_points)
{
    struct stack stack;

    ASSERT(n_points <= MRC_POINTS_MAX);
    for (size_t i = 0; i < n_points; i++) {
        ASSERT(i == 0 || points[i - 1].capacity < points[i].capacity);
        points[i].n_hits = 0;
        points[i].hit_bytes = 0;
    }
    stack_init(&stack, trace, in_bytes);
    for (uint64_t i = 0; i < trace->n_requests; i++) {
        uint64_t distance;
        size_t point;

        __builtin_prefetch(&stack.last[trace->objects[i + TRACE_AHEAD]]);
        distance = ask(&stack, trace->objects[i]);
        if (distance == UINT64_MAX || i < n_warm_up)
            continue;
        point = point_of(points, n_points, distance);
        if (point == n_points)
            continue;
        points[point].n_hits++;
        points[point].hit_bytes += trace->sizes[trace->objects[i]];
    }
    stack_fini(&stack);
    for (size_t i = 1; i < n_points; i++) {
        points[i].n_hits += points[i - 1].n_hits;
        points[i].hit_bytes += points[i - 1].hit_bytes;
    }
}
