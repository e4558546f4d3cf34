/*
 * explain_facts.h - what of one request at an edge the journal leaves open.
 *
 * Which parts the key has, what becomes of each header on the way to the
 * origin and why, and which earlier step made the copy that was used. The rules
 * are asked of cache/ (key, origin_request), never written again.
 */
#ifndef POPBOX_BENCH_EXPLAIN_FACTS_H
#define POPBOX_BENCH_EXPLAIN_FACTS_H

#include "bench/transcript.h"
#include "cache/origin_request.h"
#include "policies/cloudfront/behavior_about.h"

#define EXPLAINED_HEADERS_MAX (2 * HTTP_HEADERS_MAX + 4)
#define EXPLAINED_PARTS_MAX   64

/* A header of the viewer's, or one that the edge adds. */
struct explained_header {
    struct span name;
    struct span sent; /* by the viewer; absent: not at all */
    struct span goes; /* to the origin; absent: not at all */
    struct span why;
};

/* A part of the key. */
struct explained_part {
    struct span what;  /* "path", "header Origin" */
    struct span value; /* absent: the request has none */
};

struct explained {
    const struct seen_request *seen;
    const struct journal *journal;
    const struct topology_edge *edge;
    const struct behavior *behavior;    /* NULL: refused before */
    const struct behavior_about *about; /* with behavior */
    bool reaches;   /* allowed to ask the origin, if need be */
    bool looked_up; /* the answer is shared */
    struct explained_header headers[EXPLAINED_HEADERS_MAX];
    size_t n_headers;
    struct explained_part parts[EXPLAINED_PARTS_MAX];
    size_t n_parts;
    size_t made_by; /* number of the step, from 1, whose answer was used from
                       the cache; 0: none */
};

/* A key taken apart, at most EXPLAINED_PARTS_MAX parts; how many. */
size_t explain_key_parts(struct arena *arena, struct span key,
                         struct explained_part *parts);

/* Of a request that has a journal, in a step of the transcript. Lives in the
 * arena; NULL past its ceiling. */
const struct explained *explain_facts(struct arena *arena,
                                      const struct transcript *transcript,
                                      const struct seen_step *step,
                                      const struct seen_request *seen);

#endif
