/*
 * replay.h - a trace through the whole node, in virtual time.
 *
 * Level 2 of the simulator: each record is a request at an edge as `serve` runs
 * it, with its keys, TTLs, revalidation, collapsing and CORS, in front of its
 * origins. In an S3 every key has an object, as large as the record says. No
 * record is kept, so a trace may be longer than memory. Same records, same
 * result.
 */
#ifndef POPBOX_BENCH_REPLAY_REPLAY_H
#define POPBOX_BENCH_REPLAY_REPLAY_H

#include "bench/tracefile.h"
#include "cache/base/json.h"
#include "cache/evict.h"

#define REPLAY_DELAY_MAX_MS INT64_C(60000)

struct replay_spec {
    struct evict_choice evict; /* ops NULL: as the config says */
    uint64_t capacity_bytes;   /* of the store; 0: as the config says */
    int64_t delay_ms;          /* from a fetch to its answer */
    struct span control;       /* Cache-Control of all objects; absent: none */
    uint64_t n_warm_up;        /* the first so many requests are not counted */
};

/* Counted after the warm-up. */
struct replay_result {
    uint64_t n_requests;
    uint64_t n_hits;        /* X-Cache: Hit */
    uint64_t n_refreshes;   /* RefreshHit: the origin was asked, and said 304 */
    uint64_t n_errors;      /* answers of 400 and above */
    uint64_t n_collapsed;   /* joined a fetch that was under way */
    uint64_t bytes;         /* of bodies to viewers */
    uint64_t n_fetches;     /* requests at origins */
    uint64_t n_304;         /* of these: answered so */
    uint64_t fetched_bytes; /* of bodies from origins */
    double age_mean_s;      /* of what was served, 0 where it came fresh */
    int64_t age_p50_s, age_p99_s;
    uint64_t n_pages;  /* requests with an Origin */
    uint64_t n_broken; /* of these: the CORS check failed, and would have passed
                          at an edge that keeps nothing */
    uint64_t n_denied; /* of these: failed, and would have there too */
    uint64_t n_evicted; /* the warm-up's too */
    uint64_t n_entries; /* at the end */
    uint64_t used_bytes, capacity_bytes;
};

struct replay;

/* Of the config's first edge, which outlives it. NULL with an error in the
 * reader. The caller owns it (replay_free). */
struct replay *replay_new(struct json_reader *config,
                          const struct replay_spec *spec);
void replay_free(struct replay *replay);
/* The next request. A record without a time, or with an earlier one than the
 * last, comes with the last. ERR_TOO_LONG: its target or Origin is; it is not
 * counted. */
MUST_USE int replay_request(struct replay *replay,
                            const struct trace_record *record);
/* Lets what is under way end. */
void replay_end(struct replay *replay, struct replay_result *result);

/* What the store charges for an object beside its body, when it came for
 * /object and without Origin; 0: the edge would not store it. An error is in
 * the reader. */
MUST_USE int replay_overhead(struct json_reader *config,
                             const struct replay_spec *spec, uint64_t *bytes);

/* One row of a table of results. */
struct replay_row {
    struct span policy, size; /* as written */
    struct replay_result result;
};

/* replay_tell.c: a page to read; elements of an array; rows with a head. */
void replay_text(const struct replay_row *rows, size_t n, struct span trace,
                 struct buf *text);
void replay_json(const struct replay_row *rows, size_t n, struct span trace,
                 struct json_out *json);
void replay_csv(const struct replay_row *rows, size_t n, struct span trace,
                struct buf *text);

#endif
