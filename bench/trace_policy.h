/*
 * trace_policy.h - the object that a cache policy would look a request up as.
 *
 * A record's id is the path that was asked for, with its query; its origin is
 * the request's Origin. The key is spelled by the edge's own code
 * (cache/key.h), so that a policy keeps apart here what it keeps apart there.
 * Of other headers and of cookies a trace knows nothing: they count as not
 * sent.
 */
#ifndef POPBOX_BENCH_TRACE_POLICY_H
#define POPBOX_BENCH_TRACE_POLICY_H

#include "bench/trace.h"
#include "cache/base/arena.h"
#include "cache/base/buf.h"
#include "cache/recipe.h"

struct trace_policy {
    struct span name; /* for people */
    const struct key_recipe *recipe;
};

/* What keying needs, and keeps from one record to the next. */
struct trace_keyer {
    struct buf key;
    struct buf path;
    struct arena arena;
};

/* Sets path and query, in the buffer's bytes, from the record's id:
 * "https://host/path?query", "/path?query", "name", or its number. */
void trace_target(const struct trace_record *record, struct buf *path,
                  struct http_request *request);

void trace_keyer_init(struct trace_keyer *keyer);
void trace_keyer_fini(struct trace_keyer *keyer);
/* The record with the key for its id, in *keyed; it lives until the next call.
 * ERR_TOO_LONG: no such key would be stored. */
MUST_USE int trace_policy_apply(const struct trace_policy *policy,
                                const struct trace_record *record,
                                struct trace_keyer *keyer,
                                struct trace_record *keyed);
/* Appends what of the policy's key a trace cannot tell, as a list of words; or
 * nothing. */
void trace_policy_unknown(const struct trace_policy *policy, struct buf *text);

#endif
