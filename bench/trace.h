/*
 * trace.h - a trace in memory: objects are numbers from 0 on.
 *
 * Read and numbered once, played by every cell of a sweep: an index is then an
 * array. Sizes are kept by object, and the few requests that find another size
 * than the last one in a list beside.
 */
#ifndef POPBOX_BENCH_TRACE_H
#define POPBOX_BENCH_TRACE_H

#include "bench/tracefile.h"

#define TRACE_REQUESTS_MAX UINT32_MAX
#define TRACE_NO_SITE      UINT32_MAX
#define TRACE_AHEAD        16 /* requests past the end that may be looked at */

/* From request `at` on its object has another size. */
struct trace_resize {
    uint64_t at;
    uint64_t size;
};

struct trace {
    uint32_t *objects; /* n_requests, then TRACE_AHEAD of no meaning */
    uint32_t *sites;   /* who asked, or TRACE_NO_SITE; NULL: nobody knows */
    int64_t *times_ms; /* when, never running backwards; NULL: nobody asked for
                          them, or no request has one */
    uint64_t n_requests;
    uint32_t n_objects;
    uint32_t n_sites;
    uint64_t *sizes; /* of each object, the first one known; 0: unknown; all of
                        them 1 where no size is known */
    struct trace_resize *resizes;
    uint64_t n_resizes;
    uint64_t object_bytes;  /* the working set: first sizes of all objects */
    uint64_t request_bytes; /* of all requests, as large as they were then */
    uint64_t n_unsized;     /* objects whose size no line told */
    bool has_sizes;         /* some size is not 1 */
};

void trace_fini(struct trace *trace);
/* Of request i; 0 where there are no times. */
static inline int64_t trace_time(const struct trace *trace, uint64_t i)
{
    return trace->times_ms ? trace->times_ms[i] : 0;
}

struct trace_builder;

/* The caller owns it (trace_builder_free). */
struct trace_builder *trace_builder_new(void);
void trace_builder_free(struct trace_builder *builder);
/* Keeps the requests' times too, eight bytes each. Before the first one. */
void trace_builder_keep_times(struct trace_builder *builder);
/* ERR_FULL: more requests or objects than can be counted. */
MUST_USE int trace_builder_add(struct trace_builder *builder,
                               const struct trace_record *record);
/* All that was added; the builder is empty then, and to be freed. */
void trace_builder_take(struct trace_builder *builder, struct trace *trace);

/* What a cache keeps apart. */
enum trace_key {
    TRACE_KEY_URL,     /* the object alone */
    TRACE_KEY_PRESENT, /* and whether an Origin was sent */
    TRACE_KEY_CLASS,   /* and to which of some classes the Origin belongs */
    TRACE_KEY_ORIGIN,  /* and the Origin itself */
    N_TRACE_KEYS
};

/* The trace with objects kept apart so. n_classes: site modulo it is its
 * class. The caller owns keyed (trace_fini). ERR_FULL; ERR_MISSING: it needs
 * sites, and the trace has none. */
MUST_USE int trace_keyed(const struct trace *trace, enum trace_key key,
                         uint32_t n_classes, struct trace *keyed);
/* Every size of an object is an object of its own. */
MUST_USE int trace_by_size(const struct trace *trace, struct trace *keyed);

/* "url", "url+present", "url+class", "url+origin"; case does not matter. */
const char *trace_key_name(enum trace_key key);
MUST_USE int trace_key_named(struct span name, enum trace_key *key);

#endif
