/*
 * cast.h - a stage's browsers and the loads of their pages under way.
 *
 * What both worlds share: loads begin here, requests come out, answers go back
 * to whoever asked, verdicts are told to the stage's watcher.
 */
#ifndef POPBOX_BENCH_CAST_H
#define POPBOX_BENCH_CAST_H

#include "bench/stage.h"
#include "cache/base/list.h"

/* Embedded in a stage. */
struct cast {
    const struct stage *stage;
    struct browser **browsers; /* as in the topology */
    struct list loads;
};

/* Who asks. A plain client has no browser. */
struct asker {
    uint64_t number;  /* the player's */
    size_t edge;      /* preferred, or TOPOLOGY_NONE */
    size_t browser;   /* TOPOLOGY_NONE: a plain client */
    uint64_t request; /* the browser's id */
    bool preflight;
};

/* stage is borrowed; its topology is set. */
void cast_init(struct cast *cast, const struct stage *stage);
void cast_fini(struct cast *cast);

/* A page starts a load in its browser; cast_next is due. Returns the browser.
 */
size_t cast_load(struct cast *cast, uint64_t number, size_t page,
                 const struct load_spec *spec);
/* The browser's next request, in order; false when there is none. Verdicts on
 * the way are told to the watcher. The request lives as an action does. */
bool cast_next(struct cast *cast, size_t browser, struct asker *asker,
               struct browser_request *request);
/* Tells the watcher of a request that is sent, and of the answer to it. */
void cast_tell_request(const struct cast *cast, const struct asker *asker,
                       struct topology_host host,
                       const struct http_request *head, struct span url);
/* answer->head is ignored with STAGE_NO_ANSWER. Also tells the browser, if any:
 * then cast_next is due. */
struct cast_answer {
    const struct http_response *head;
    uint64_t body_bytes;
    enum stage_wire wire;
};
void cast_answer(struct cast *cast, const struct asker *asker,
                 const struct cast_answer *answer);

/* Asserts the browsers' invariants. For tests. */
void cast_check(const struct cast *cast);

#endif
