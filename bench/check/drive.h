/*
 * drive.h - one request, or two at once, at a node in a given state.
 *
 * The node is the one of cache/, with the origins' answers at hand: a request
 * is over when this returns.
 */
#ifndef POPBOX_BENCH_CHECK_DRIVE_H
#define POPBOX_BENCH_CHECK_DRIVE_H

#include "bench/check/answers.h"
#include "cache/node.h"

#define DRIVE_AT_ONCE 2

struct drive {
    struct node *node;
    const struct node_config *config;
    struct answers *answers;
    uint64_t n_txns;
    enum check_env env; /* of the first origin of a group; a second one is well
                         */
    int main_origin;
    struct arena *keep; /* where what was fetched is copied; NULL: it is not */
    struct drive_seen *seen;
    struct http_header lines[DRIVE_AT_ONCE][HTTP_HEADERS_MAX];
    struct {
        uint64_t id;
        int origin;
        int attempt;
        struct http_request request;
    } waiting[4];
    size_t n_waiting;
};

/* Where the node stands before. */
struct drive_state {
    struct entry *entry; /* borrowed; NULL: nothing is kept */
    int64_t now_ms;
    enum check_env env; /* what the origin is like */
};

/* What came of one request. Valid until the next call. */
struct drive_seen {
    struct http_response reply; /* status and all lines */
    const struct journal *journal;
    struct http_request fetched; /* what the origin was asked, in drive.keep */
    const struct answer *answer; /* what it said, NULL: nothing */
    int origin;                  /* which one spoke last */
    bool asked;                  /* an origin was asked for it */
};

/* n requests, each sent before any is answered; seen has as many places. */
void drive_run(struct drive *drive, const struct drive_state *state,
               const struct http_request *const *asks, size_t n,
               struct drive_seen *seen);

#endif
