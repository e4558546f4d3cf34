/*
 * opt.c - offline bounds: what a cache that knows the future would do.
 *
 * Belady, "A study of replacement algorithms for a virtual-storage computer"
 * (IBM Systems Journal 1966): the object whose next use is farthest leaves.
 * For objects of one size that is optimal among all that must take every
 * object in. With sizes nothing fast is; the usual greedy rule takes size times
 * distance, which is what Belady-size means here and in libCacheSim (there by
 * samples, here by all objects).
 *
 * A next use is the number of a request, and no two objects have the same one.
 * So a set of next uses is a set of numbers below n, and the object of a number
 * is trace->objects[number]. Belady keeps the set as a bitmap with bitmaps of
 * its words above (six bits a level): the largest member is found in five
 * steps. Objects that are never used again wait in a list beside and leave
 * first, the latest first.
 *
 * Size times distance changes its order as time passes, but among objects of
 * nearly one size the farthest stays the farthest. So Belady-size keeps a heap
 * of next uses for each class of sizes, a sixteenth of an octave wide, and
 * compares the tops of all classes, with their true sizes. Entries whose object
 * was used or evicted meanwhile are recognised when they come up.
 */
#include "bench/opt.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define NEVER      UINT32_MAX
#define LEVELS     6 /* 64 to the 6th: all of 32 bits */
#define CLASS_BITS 4 /* a sixteenth of an octave */
#define N_CLASSES  ((40 + 1) << CLASS_BITS)

struct heap_of_uses {
    uint32_t *uses;
    uint64_t n, cap;
};

struct opt {
    const struct trace *trace;
    const struct sim_cell *cell;
    uint32_t *next;     /* by request: the next one for the same object */
    uint32_t *next_use; /* by object, while it is resident */
    bool *resident;
    uint64_t *charges;
    uint32_t *never; /* residents that are never used again */
    uint32_t n_never;
    uint64_t *bits[LEVELS];
    struct heap_of_uses *classes;
    uint64_t used;
    struct sim_result result;
};

/* From the end backwards. */
static uint32_t *next_uses(const struct trace *trace)
{
    uint32_t *next = mem_alloc((trace->n_requests + 1) * sizeof(*next));
    uint32_t *seen = mem_alloc(((size_t)trace->n_objects + 1) * sizeof(*seen));

    memset(seen, 0xff, ((size_t)trace->n_objects + 1) * sizeof(*seen));
    for (uint64_t i = trace->n_requests; i-- > 0;) {
        next[i] = seen[trace->objects[i]];
        seen[trace->objects[i]] = (uint32_t)i;
    }
    mem_free(seen);
    return next;
}

/* ---- a set of numbers ---------------------------------------------------- */

static void set_init(struct opt *opt)
{
    uint64_t n = opt->trace->n_requests;

    for (int level = 0; level < LEVELS; level++) {
        n = n / 64 + 1;
        opt->bits[level] = mem_zalloc(n, sizeof(uint64_t));
    }
}

static void set_add(struct opt *opt, uint32_t number)
{
    uint64_t at = number;

    for (int level = 0; level < LEVELS; level++, at >>= 6)
        opt->bits[level][at >> 6] |= 1ull << (at & 63);
}

static void set_remove(struct opt *opt, uint32_t number)
{
    uint64_t at = number;

    for (int level = 0; level < LEVELS; level++, at >>= 6) {
        opt->bits[level][at >> 6] &= ~(1ull << (at & 63));
        if (opt->bits[level][at >> 6] != 0)
            return;
    }
}

/* The set is not empty. */
static uint32_t set_largest(const struct opt *opt)
{
    uint64_t at = 0;

    for (int level = LEVELS; level-- > 0;) {
        uint64_t word = opt->bits[level][at];

        ASSERT(word != 0);
        at = at << 6 | (uint64_t)(63 - __builtin_clzll(word));
    }
    return (uint32_t)at;
}

/* ---- classes of sizes ---------------------------------------------------- */

static unsigned class_of(uint64_t charge)
{
    unsigned octave;

    if (charge < 1u << CLASS_BITS)
        return (unsigned)charge;
    octave = 63u - (unsigned)__builtin_clzll(charge);
    return (octave - CLASS_BITS + 1) << CLASS_BITS |
           (unsigned)(charge >> (octave - CLASS_BITS) &
                      ((1u << CLASS_BITS) - 1));
}

static void sift_down(struct heap_of_uses *heap, uint64_t at, uint32_t use)
{
    for (;;) {
        uint64_t child = at * 2 + 1;

        if (child + 1 < heap->n && heap->uses[child + 1] > heap->uses[child])
            child++;
        if (child >= heap->n || heap->uses[child] <= use)
            break;
        heap->uses[at] = heap->uses[child];
        at = child;
    }
    heap->uses[at] = use;
}

static void heap_pop(struct heap_of_uses *heap)
{
    heap->n--;
    if (heap->n > 0)
        sift_down(heap, 0, heap->uses[heap->n]);
}

/* No resident waits for this request any more. */
static bool is_stale(const struct opt *opt, uint32_t use)
{
    uint32_t object = opt->trace->objects[use];

    return !opt->resident[object] || opt->next_use[object] != use;
}

/* Drops what is stale, instead of growing, where that is half of it. */
static void heap_make_room(const struct opt *opt, struct heap_of_uses *heap)
{
    uint64_t kept = 0;

    if (heap->n < heap->cap)
        return;
    for (uint64_t i = 0; i < heap->n; i++)
        if (!is_stale(opt, heap->uses[i]))
            heap->uses[kept++] = heap->uses[i];
    heap->n = kept;
    for (uint64_t i = kept / 2; i-- > 0;)
        sift_down(heap, i, heap->uses[i]);
    if (kept > heap->cap / 2 || heap->cap == 0) {
        heap->cap = heap->cap * 2 + 16;
        heap->uses = mem_realloc(heap->uses, heap->cap * sizeof(*heap->uses));
    }
}

static void heap_push(const struct opt *opt, struct heap_of_uses *heap,
                      uint32_t use)
{
    uint64_t at;

    heap_make_room(opt, heap);
    at = heap->n++;
    while (at > 0 && heap->uses[(at - 1) / 2] < use) {
        heap->uses[at] = heap->uses[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->uses[at] = use;
}

/* ---- what is kept of a resident ------------------------------------------ */

static void note_use(struct opt *opt, uint32_t object, uint32_t use)
{
    opt->next_use[object] = use;
    if (use == NEVER)
        opt->never[opt->n_never++] = object;
    else if (opt->classes)
        heap_push(opt, &opt->classes[class_of(opt->charges[object])], use);
    else
        set_add(opt, use);
}

static uint32_t farthest(struct opt *opt)
{
    uint32_t use = set_largest(opt);

    set_remove(opt, use);
    return opt->trace->objects[use];
}

/* now: the number of this request. Ties: the smaller class. */
static uint32_t largest_product(struct opt *opt, uint64_t now)
{
    struct heap_of_uses *best = NULL;
    double most = 0;
    uint32_t victim;

    for (unsigned i = 0; i < N_CLASSES; i++) {
        struct heap_of_uses *heap = &opt->classes[i];
        double product;

        while (heap->n > 0 && is_stale(opt, heap->uses[0]))
            heap_pop(heap);
        if (heap->n == 0)
            continue;
        product = (double)opt->charges[opt->trace->objects[heap->uses[0]]] *
                  (double)(heap->uses[0] - now);
        if (!best || product > most) {
            best = heap;
            most = product;
        }
    }
    ASSERT(best);
    victim = opt->trace->objects[best->uses[0]];
    heap_pop(best);
    return victim;
}

static void evict_one(struct opt *opt, uint64_t now)
{
    uint32_t victim;

    if (opt->n_never > 0)
        victim = opt->never[--opt->n_never];
    else if (opt->classes)
        victim = largest_product(opt, now);
    else
        victim = farthest(opt);
    opt->resident[victim] = false;
    opt->used -= opt->charges[victim];
    opt->result.n_evicted++;
    opt->result.n_resident--;
}

/* ---- requests ------------------------------------------------------------ */

static void on_request(struct opt *opt, uint64_t i, uint64_t size)
{
    uint32_t object = opt->trace->objects[i];
    uint64_t charge = opt->cell->in_bytes ? size : 1;

    opt->result.n_requests++;
    opt->result.bytes += size;
    if (opt->resident[object]) {
        opt->result.n_hits++;
        opt->result.hit_bytes += size;
        if (!opt->classes)
            set_remove(opt, (uint32_t)i);
        note_use(opt, object, opt->next[i]);
        return;
    }
    if (charge > opt->cell->capacity) {
        opt->result.n_refused++;
        return;
    }
    while (opt->used + charge > opt->cell->capacity)
        evict_one(opt, i);
    opt->charges[object] = charge;
    opt->resident[object] = true;
    opt->used += charge;
    opt->result.n_inserted++;
    opt->result.n_resident++;
    note_use(opt, object, opt->next[i]);
}

static void play(struct opt *opt)
{
    const struct trace *trace = opt->trace;
    size_t bytes = ((size_t)trace->n_objects + 1) * sizeof(uint64_t);
    uint64_t *sizes = mem_alloc(bytes), resize = 0;

    memcpy(sizes, trace->sizes, trace->n_objects * sizeof(*sizes));
    for (uint64_t i = 0; i < trace->n_requests; i++) {
        if (i == opt->cell->n_warm_up) {
            uint64_t n_resident = opt->result.n_resident;

            opt->result = (struct sim_result){.n_resident = n_resident};
        }
        if (resize < trace->n_resizes && trace->resizes[resize].at == i)
            sizes[trace->objects[i]] = trace->resizes[resize++].size;
        on_request(opt, i, sizes[trace->objects[i]]);
    }
    mem_free(sizes);
}

int opt_run(const struct trace *trace, const struct sim_cell *cell,
            struct sim_result *result)
{
    struct opt opt = {.trace = trace, .cell = cell};
    size_t n = (size_t)trace->n_objects + 1;

    ASSERT(cell->offline != SIM_ONLINE);
    if (trace->n_resizes > 0 && cell->on_resize == SIM_REPLACE)
        return ERR_RANGE;
    opt.next = next_uses(trace);
    opt.next_use = mem_zalloc(n, sizeof(*opt.next_use));
    opt.resident = mem_zalloc(n, sizeof(*opt.resident));
    opt.charges = mem_zalloc(n, sizeof(*opt.charges));
    opt.never = mem_zalloc(n, sizeof(*opt.never));
    if (cell->offline == SIM_BELADY_SIZE)
        opt.classes = mem_zalloc(N_CLASSES, sizeof(*opt.classes));
    else
        set_init(&opt);
    play(&opt);
    opt.result.used = opt.used;
    *result = opt.result;

    for (int level = 0; level < LEVELS; level++)
        mem_free(opt.bits[level]);
    for (unsigned i = 0; opt.classes && i < N_CLASSES; i++)
        mem_free(opt.classes[i].uses);
    mem_free(opt.classes);
    mem_free(opt.never);
    mem_free(opt.charges);
    mem_free(opt.resident);
    mem_free(opt.next_use);
    mem_free(opt.next);
    return 0;
}
