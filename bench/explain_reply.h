/*
 * explain_reply.h - what a response headers policy did to an answer.
 *
 * The journal says nothing of it. The policy is applied once more, by cache/'s
 * own reply_recipe_apply, to what the origin said: in this step, or in the step
 * that made the copy.
 */
#ifndef POPBOX_BENCH_EXPLAIN_REPLY_H
#define POPBOX_BENCH_EXPLAIN_REPLY_H

#include "bench/explain_parts.h"

/* A header line that the policy adds, replaces or removes. */
struct explained_line {
    struct span name;
    struct span was;     /* absent: there was none */
    struct span becomes; /* absent: it is removed */
};

struct explained_reply {
    struct explained_line lines[HTTP_HEADERS_MAX];
    size_t n;
    bool yields; /* the policy has CORS headers, but the origin's stay */
};

/* In the arena. NULL: there is no such policy, or the edge made the answer. */
const struct explained_reply *explain_reply(struct arena *arena,
                                            const struct explain *explain,
                                            const struct seen_step *step,
                                            const struct explained *it);

#endif
