/*
 * journal.h - what happened to one request: one typed record per step.
 *
 * The only source of the access log, the transcripts and `explain`.
 */
#ifndef POPBOX_CACHE_JOURNAL_H
#define POPBOX_CACHE_JOURNAL_H

#include "cache/http/msg.h"
#include "cache/reasons.h"

#define JOURNAL_STEPS_MAX 40

struct journal_step {
    uint8_t step;   /* enum step */
    uint8_t reason; /* enum reason */
    int64_t at_ms;
    int64_t value; /* seconds of TTL, HTTP status, evictions, the behavior's
                      index: as the reason says; 0 where it says nothing */
};

/* X-Cache, by its first word. */
enum x_cache {
    X_CACHE_HIT,
    X_CACHE_MISS,
    X_CACHE_REFRESH_HIT,
    X_CACHE_ERROR,
    X_CACHE_REDIRECT
};

/* Handed out with FINISH; every span is valid until the next call. */
struct journal {
    uint64_t txn;
    struct span node; /* the node's name */
    struct span client;
    struct http_request request; /* absent parts when it was malformed */
    struct span key;             /* spelled out; absent: none was built */
    int status;                  /* 0: nothing was sent */
    enum x_cache x_cache;
    struct span allow_origin; /* Access-Control-Allow-Origin as delivered */
    int64_t age_s;            /* < 0: no Age was sent */
    int64_t began_ms;
    int64_t ended_ms;
    uint64_t body_bytes; /* flushed to the viewer */
    uint64_t fetch;      /* the fetch that answered, 0: none */
    size_t n_steps;
    struct journal_step steps[JOURNAL_STEPS_MAX];
};

/* Past JOURNAL_STEPS_MAX the last place is overwritten: the end is never lost.
 */
void journal_add(struct journal *journal, enum step step, enum reason reason,
                 int64_t at_ms);
/* The same with a value. */
void journal_add_value(struct journal *journal, enum step step,
                       enum reason reason, int64_t at_ms, int64_t value);
/* The last reason noted for step, or REASON_NONE. */
enum reason journal_reason(const struct journal *journal, enum step step);
/* "Hit from cloudfront" ... */
const char *x_cache_text(enum x_cache x_cache);

#endif
