/*
 * trace_keys.c - a trace with its objects kept apart as a cache would.
 *
 * Another key is another numbering: what a cache tells apart becomes objects of
 * their own, and everything that plays traces plays this one too.
 */
#include "bench/trace.h"

#include "bench/numbering.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"

/* How the variant of an object follows from a request. */
struct apart {
    enum trace_key key;
    uint32_t n_classes;
    struct numbering *sizes; /* not NULL: by size, and nothing else */
};

static uint64_t variant_of(const struct trace *trace, uint64_t i,
                           const struct apart *apart, uint64_t size)
{
    uint32_t site = trace->sites ? trace->sites[i] : TRACE_NO_SITE;

    if (apart->sizes)
        return numbering_of_u64(apart->sizes, size);
    switch (apart->key) {
    case TRACE_KEY_URL:
    case N_TRACE_KEYS:
        break;
    case TRACE_KEY_PRESENT:
        return site != TRACE_NO_SITE;
    case TRACE_KEY_CLASS:
        return site == TRACE_NO_SITE ? 0 : 1 + site % apart->n_classes;
    case TRACE_KEY_ORIGIN:
        return site == TRACE_NO_SITE ? 0 : 1 + (uint64_t)site;
    }
    return 0;
}

static int keep_apart(const struct trace *trace, const struct apart *apart,
                      struct trace *keyed)
{
    struct trace_builder *builder = trace_builder_new();
    uint64_t *size_now = mem_alloc(((size_t)trace->n_objects + 1) * 8);
    uint64_t resize = 0;
    int err = 0;

    if (trace->times_ms)
        trace_builder_keep_times(builder);
    memcpy(size_now, trace->sizes, (size_t)trace->n_objects * 8);
    for (uint64_t i = 0; i < trace->n_requests && !err; i++) {
        uint32_t object = trace->objects[i];
        uint64_t variant;

        if (resize < trace->n_resizes && trace->resizes[resize].at == i)
            size_now[object] = trace->resizes[resize++].size;
        variant = variant_of(trace, i, apart, size_now[object]);
        err = trace_builder_add(
            builder, &(struct trace_record){.number = variant << 32 | object,
                                            .size = size_now[object],
                                            .has_size = true,
                                            .time_ms = trace_time(trace, i),
                                            .has_time = trace->times_ms});
    }
    if (!err)
        trace_builder_take(builder, keyed);
    trace_builder_free(builder);
    mem_free(size_now);
    return err;
}

int trace_keyed(const struct trace *trace, enum trace_key key,
                uint32_t n_classes, struct trace *keyed)
{
    ASSERT(n_classes > 0);
    if (key != TRACE_KEY_URL && !trace->sites)
        return ERR_MISSING;
    return keep_apart(trace, &(struct apart){key, n_classes, NULL}, keyed);
}

int trace_by_size(const struct trace *trace, struct trace *keyed)
{
    struct apart apart = {TRACE_KEY_URL, 1, numbering_new(NUMBERING_MAX)};
    int err = keep_apart(trace, &apart, keyed);

    numbering_free(apart.sizes);
    return err;
}

static const char *const names[] = {
    [TRACE_KEY_URL] = "url",
    [TRACE_KEY_PRESENT] = "url+present",
    [TRACE_KEY_CLASS] = "url+class",
    [TRACE_KEY_ORIGIN] = "url+origin",
};

const char *trace_key_name(enum trace_key key)
{
    return names[key];
}

int trace_key_named(struct span name, enum trace_key *key)
{
    for (int i = 0; i < N_TRACE_KEYS; i++)
        if (span_ieq(span_str(names[i]), name)) {
            *key = (enum trace_key)i;
            return 0;
        }
    return ERR_UNKNOWN;
}
