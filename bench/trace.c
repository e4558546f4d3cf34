/*
 * trace.c - a trace in memory: objects are numbers from 0 on.
 *
 * A look into a table of a million names misses the cache. So a record waits
 * in a short ring after its entry was prefetched, until others have come.
 */
#include "bench/trace.h"

#include "bench/numbering.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define RING 16u /* a power of two */

struct waiting {
    uint64_t number;
    uint64_t size;
    uint32_t object; /* NUMBERING_NONE: by number, not yet looked up */
    uint32_t site;
    bool has_size;
    int64_t time_ms;
    bool has_time;
};

struct trace_builder {
    struct trace trace;
    struct numbering *objects;
    struct numbering *sites;
    uint64_t *size_now; /* by object */
    uint64_t objects_cap;
    uint64_t requests_cap;
    uint64_t resizes_cap;
    struct waiting ring[RING];
    uint64_t n_in, n_out; /* of the ring */
    bool keeps_times;
    bool has_times; /* some record had one */
    int64_t now_ms; /* the latest so far */
    bool full;
};

void trace_fini(struct trace *trace)
{
    mem_free(trace->objects);
    mem_free(trace->sites);
    mem_free(trace->times_ms);
    mem_free(trace->sizes);
    mem_free(trace->resizes);
    memset(trace, 0, sizeof(*trace));
}

struct trace_builder *trace_builder_new(void)
{
    struct trace_builder *builder = mem_zalloc(1, sizeof(*builder));

    builder->objects = numbering_new(NUMBERING_MAX);
    builder->sites = numbering_new(NUMBERING_MAX);
    return builder;
}

void trace_builder_keep_times(struct trace_builder *builder)
{
    ASSERT(builder->requests_cap == 0);
    builder->keeps_times = true;
}

void trace_builder_free(struct trace_builder *builder)
{
    if (!builder)
        return;
    trace_fini(&builder->trace);
    numbering_free(builder->objects);
    numbering_free(builder->sites);
    mem_free(builder->size_now);
    mem_free(builder);
}

/* ---- growing ------------------------------------------------------------- */

static void *grown(void *array, uint64_t n, size_t size)
{
    ASSERT(n <= SIZE_MAX / size);
    return mem_realloc(array, n * size);
}

static void grow_requests(struct trace_builder *builder)
{
    struct trace *trace = &builder->trace;

    if (trace->n_requests < builder->requests_cap)
        return;
    builder->requests_cap = builder->requests_cap * 2 + 1024;
    trace->objects = grown(trace->objects, builder->requests_cap + TRACE_AHEAD,
                           sizeof(*trace->objects));
    if (trace->sites)
        trace->sites =
            grown(trace->sites, builder->requests_cap, sizeof(*trace->sites));
    if (builder->keeps_times)
        trace->times_ms = grown(trace->times_ms, builder->requests_cap,
                                sizeof(*trace->times_ms));
}

static void grow_objects(struct trace_builder *builder)
{
    struct trace *trace = &builder->trace;

    if (trace->n_objects < builder->objects_cap)
        return;
    builder->objects_cap = builder->objects_cap * 2 + 1024;
    trace->sizes =
        grown(trace->sizes, builder->objects_cap, sizeof(*trace->sizes));
    builder->size_now = grown(builder->size_now, builder->objects_cap,
                              sizeof(*builder->size_now));
}

static void add_resize(struct trace_builder *builder, uint64_t size)
{
    struct trace *trace = &builder->trace;

    if (trace->n_resizes == builder->resizes_cap) {
        builder->resizes_cap = builder->resizes_cap * 2 + 64;
        trace->resizes = grown(trace->resizes, builder->resizes_cap,
                               sizeof(*trace->resizes));
    }
    trace->resizes[trace->n_resizes++] =
        (struct trace_resize){trace->n_requests, size};
}

/* ---- requests ------------------------------------------------------------ */

/* The first site that is seen: none of the requests before had one. */
static void begin_sites(struct trace_builder *builder)
{
    struct trace *trace = &builder->trace;

    trace->sites = grown(NULL, builder->requests_cap, sizeof(*trace->sites));
    for (uint64_t i = 0; i < trace->n_requests; i++)
        trace->sites[i] = TRACE_NO_SITE;
}

static void set_size(struct trace_builder *builder, uint32_t object,
                     uint64_t size)
{
    struct trace *trace = &builder->trace;

    if (size == 0 || builder->size_now[object] == size)
        return;
    if (trace->sizes[object] == 0)
        trace->sizes[object] = size;
    else
        add_resize(builder, size);
    builder->size_now[object] = size;
}

/* A request without a time, or with an earlier one than the last, comes with
 * the last. */
static void set_time(struct trace_builder *builder,
                     const struct waiting *waiting)
{
    struct trace *trace = &builder->trace;

    if (waiting->has_time &&
        (!builder->has_times || waiting->time_ms > builder->now_ms))
        builder->now_ms = waiting->time_ms;
    builder->has_times |= waiting->has_time;
    trace->times_ms[trace->n_requests] = builder->now_ms;
}

static int append(struct trace_builder *builder, const struct waiting *waiting,
                  uint32_t object)
{
    struct trace *trace = &builder->trace;

    if (object == NUMBERING_NONE || trace->n_requests == TRACE_REQUESTS_MAX)
        return ERR_FULL;
    grow_requests(builder);
    if (object == trace->n_objects) {
        grow_objects(builder);
        trace->sizes[object] = 0;
        builder->size_now[object] = 0;
        trace->n_objects++;
    }
    if (waiting->has_size)
        set_size(builder, object, waiting->size);
    if (builder->keeps_times)
        set_time(builder, waiting);
    if (waiting->site != TRACE_NO_SITE && !trace->sites)
        begin_sites(builder);
    if (trace->sites)
        trace->sites[trace->n_requests] = waiting->site;
    trace->objects[trace->n_requests++] = object;
    return 0;
}

static int take_oldest(struct trace_builder *builder)
{
    const struct waiting *waiting = &builder->ring[builder->n_out++ % RING];
    uint32_t object = waiting->object;

    if (object == NUMBERING_NONE)
        object = numbering_of_u64(builder->objects, waiting->number);
    return append(builder, waiting, object);
}

static int drain(struct trace_builder *builder)
{
    int err = 0;

    while (!err && builder->n_out < builder->n_in)
        err = take_oldest(builder);
    return err;
}

int trace_builder_add(struct trace_builder *builder,
                      const struct trace_record *record)
{
    struct waiting waiting = {.number = record->number,
                              .size = record->size,
                              .object = NUMBERING_NONE,
                              .site = TRACE_NO_SITE,
                              .has_size = record->has_size,
                              .time_ms = record->time_ms,
                              .has_time = record->has_time};
    int err = 0;

    if (!span_absent(record->origin)) {
        waiting.site = numbering_of_text(builder->sites, record->origin);
        if (waiting.site == NUMBERING_NONE)
            return ERR_FULL;
    }
    if (!span_absent(record->id)) {
        err = drain(builder); /* numbers are given in order */
        if (err)
            return err;
        waiting.object = numbering_of_text(builder->objects, record->id);
        return append(builder, &waiting, waiting.object);
    }
    numbering_prefetch(builder->objects, waiting.number);
    if (builder->n_in - builder->n_out == RING)
        err = take_oldest(builder);
    builder->ring[builder->n_in++ % RING] = waiting;
    return err;
}

/* ---- the whole ----------------------------------------------------------- */

/* Requests are as large as their objects are at that time. */
static void sum_up(struct trace *trace, uint64_t *size_now)
{
    uint64_t resize = 0, n_unsized = 0;

    for (uint32_t i = 0; i < trace->n_objects; i++)
        n_unsized += trace->sizes[i] == 0;
    for (uint32_t i = 0; i < trace->n_objects; i++) {
        if (n_unsized == trace->n_objects)
            trace->sizes[i] = 1;
        size_now[i] = trace->sizes[i];
        trace->object_bytes += trace->sizes[i];
        trace->n_unsized += trace->sizes[i] == 0;
        trace->has_sizes |= trace->sizes[i] > 1;
    }
    trace->has_sizes |= trace->n_resizes > 0;
    for (uint64_t i = 0; i < trace->n_requests; i++) {
        if (resize < trace->n_resizes && trace->resizes[resize].at == i)
            size_now[trace->objects[i]] = trace->resizes[resize++].size;
        trace->request_bytes += size_now[trace->objects[i]];
    }
}

void trace_builder_take(struct trace_builder *builder, struct trace *trace)
{
    int err = drain(builder);

    ASSERT(!err || builder->trace.n_requests == TRACE_REQUESTS_MAX ||
           numbering_count(builder->objects) == NUMBERING_MAX);
    grow_requests(builder); /* so that there is what may be looked at */
    memset(builder->trace.objects + builder->trace.n_requests, 0,
           TRACE_AHEAD * sizeof(uint32_t));
    builder->trace.n_sites = numbering_count(builder->sites);
    if (!builder->has_times) {
        mem_free(builder->trace.times_ms);
        builder->trace.times_ms = NULL;
    }
    sum_up(&builder->trace, builder->size_now);
    *trace = builder->trace;
    memset(&builder->trace, 0, sizeof(builder->trace));
}
