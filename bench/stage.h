/*
 * stage.h - what a scenario is played on: one interface, two worlds.
 *
 * bench/world.c plays it in virtual time, the live stage over sockets. The
 * player calls what the steps say, lets the stage run until nothing is under
 * way, and is told what was seen through one watch function. Everything that it
 * is told names logical hosts, never ports.
 *
 * Order. Requests are watched as they are sent: loads and plain requests that
 * begin together are sent in the order of their calls, and a node takes each
 * one before the next is sent. Journals come in any order (their txn numbers
 * count); what an origin saw comes in order of arrival.
 */
#ifndef POPBOX_BENCH_STAGE_H
#define POPBOX_BENCH_STAGE_H

#include "bench/browser.h"
#include "bench/topology.h"

/* When every play begins: 1 Jan 2026 00:00:00 UTC. The live stage sets its
 * manual clock to it. */
#define STAGE_START_MS INT64_C(1767225600000)

enum stage_saw {
    STAGE_REQUEST, /* a browser or a plain client sent a request */
    STAGE_ANSWER,  /* and got an answer, or none */
    STAGE_VERDICT, /* a browser ended a load */
    STAGE_JOURNAL, /* an edge ended a transaction */
    STAGE_ORIGIN   /* an origin took a request and answered, or did not */
};

/* How an answer ended on the wire. */
enum stage_wire {
    STAGE_WHOLE,
    STAGE_CUT,      /* the body stopped short */
    STAGE_NO_ANSWER /* closed or refused before a head, or never answered */
};

/* Spans live for the call. */
struct stage_event {
    enum stage_saw saw;
    int64_t at_ms;
    uint64_t number; /* REQUEST, ANSWER, VERDICT: the player's own, from load
                        or request */
    union {
        struct {
            struct topology_host host;
            const struct http_request *head;
            struct span url;
            bool preflight;
        } request;
        struct {
            const struct http_response *head; /* NULL with STAGE_NO_ANSWER */
            uint64_t body_bytes;
            enum stage_wire wire;
        } answer;
        const struct load_verdict *verdict;
        struct {
            size_t edge;
            const struct journal *journal;
        } journal;
        struct {
            size_t origin;
            const struct http_request *request;
            const struct http_response *answer; /* NULL: none was sent */
            enum fault_kind fault;
        } origin;
    } u;
};

typedef void stage_watch_f(void *watcher, const struct stage_event *event);

/* A request without a browser, as curl sends it. */
struct stage_request {
    size_t edge;              /* as topology_page.edge, or TOPOLOGY_NONE */
    struct span url;          /* as written, for the watcher */
    struct http_request head; /* the same taken apart */
    struct span body;         /* absent: none */
};

struct stage;

struct stage_ops {
    const char *name; /* "virtual", "live" */
    void (*free)(struct stage *stage);
    /* A page starts a load in its browser. spec->page_origin is the page's. */
    void (*load)(struct stage *stage, uint64_t number, size_t page,
                 const struct load_spec *spec);
    void (*request)(struct stage *stage, uint64_t number,
                    const struct stage_request *request);
    /* Until nothing is under way; time moves only while everything waits for
     * it. 0, or ERR_* with the reason in stage_trouble. */
    int (*run)(struct stage *stage);
    /* Moves the clock; to be called when nothing is under way. */
    void (*advance)(struct stage *stage, int64_t ms);
    int64_t (*now_ms)(const struct stage *stage);
    size_t (*invalidate)(struct stage *stage, size_t edge, struct span pattern);
    /* Another config for an edge, whose cache stays as it is; as
     * node_configure, when nothing is under way. */
    void (*configure)(struct stage *stage, size_t edge,
                      const struct node_config *config);
    /* Why run failed: one sentence without a full stop. */
    struct span (*trouble)(const struct stage *stage);
};

/* First member of every stage; ops and topology are set by its constructor,
 * watch and watcher by stage_watch (NULL: nobody watches). */
struct stage {
    const struct stage_ops *ops;
    const struct topology *topology; /* borrowed */
    stage_watch_f *watch;
    void *watcher;
};

static inline void stage_free(struct stage *stage)
{
    if (stage)
        stage->ops->free(stage);
}

static inline void stage_watch(struct stage *stage, stage_watch_f *watch,
                               void *watcher)
{
    stage->watch = watch;
    stage->watcher = watcher;
}

static inline void stage_tell(const struct stage *stage,
                              const struct stage_event *event)
{
    if (stage->watch)
        stage->watch(stage->watcher, event);
}

static inline void stage_load(struct stage *stage, uint64_t number, size_t page,
                              const struct load_spec *spec)
{
    stage->ops->load(stage, number, page, spec);
}

static inline void stage_request(struct stage *stage, uint64_t number,
                                 const struct stage_request *request)
{
    stage->ops->request(stage, number, request);
}

MUST_USE static inline int stage_run(struct stage *stage)
{
    return stage->ops->run(stage);
}

static inline void stage_advance(struct stage *stage, int64_t ms)
{
    stage->ops->advance(stage, ms);
}

static inline int64_t stage_now_ms(const struct stage *stage)
{
    return stage->ops->now_ms(stage);
}

static inline size_t stage_invalidate(struct stage *stage, size_t edge,
                                      struct span pattern)
{
    return stage->ops->invalidate(stage, edge, pattern);
}

static inline void stage_configure(struct stage *stage, size_t edge,
                                   const struct node_config *config)
{
    stage->ops->configure(stage, edge, config);
}

static inline struct span stage_trouble(const struct stage *stage)
{
    return stage->ops->trouble(stage);
}

#endif
