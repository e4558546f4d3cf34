/*
 * node_parts.h - what node.c, txn.c and fetch.c share; private to cache/.
 *
 * A transaction (one viewer request) and a fetch (one origin request) refer to
 * each other: a fetch has waiters, a waiter has its fetch. Either may go first.
 */
#ifndef POPBOX_CACHE_NODE_PARTS_H
#define POPBOX_CACHE_NODE_PARTS_H

#include "cache/base/buf.h"
#include "cache/base/hash.h"
#include "cache/base/heap.h"
#include "cache/base/list.h"
#include "cache/base/rng.h"
#include "cache/compressor.h"
#include "cache/freshness.h"
#include "cache/ids.h"
#include "cache/node.h"
#include "cache/store.h"

#define REQUEST_ID_LEN 56 /* six times nine digits, and "==" */
#define TXN_ADDED_MAX  8

/* Bytes of BODY that may be on their way to one viewer. */
#define WINDOW_VIEWER (256u << 10)
/* Bytes of a body that is not to be stored, ahead of its slowest reader. */
#define WINDOW_BODY (1u << 20)

struct fetch;

/* One viewer request. Owned by the node; ends with FINISH. */
struct txn {
    uint64_t id;
    struct node_viewer viewer; /* client is copied */
    struct arena arena;
    struct http_request request; /* copied; absent parts if malformed */
    char request_id[REQUEST_ID_LEN + 1];

    const struct http_request *wanted; /* request, or turned */
    struct http_request turned;    /* to the root path, to an error page, to the
                                      URL without its ticket */
    const struct error_page *page; /* what it is turned to; NULL: none */
    const struct behavior *behavior;
    const struct behavior *decorator; /* whose reply recipe it gets */
    bool cached;                      /* looked up and shared; else passed */
    struct span key;                  /* of what is wanted */
    uint64_t digest;
    struct entry *stale; /* what the lookup found expired; a reference */
    struct fetch *fetch; /* what it waits for or reads from */
    struct list waiting; /* among the fetch's waiters */
    bool from_cache;     /* the answer was kept: Age is told */

    struct entry *entry; /* what it answers with; a reference */
    struct reply reply;
    struct http_headers added;
    struct http_header added_lines[TXN_ADDED_MAX];
    char age_text[24];
    uint64_t first;            /* the body is handed out from here... */
    uint64_t end;              /* ... up to there, at most */
    struct body_cursor cursor; /* what has been handed out as BODY */
    uint64_t sent;       /* up to where the viewer's connection has taken it */
    int64_t progress_ms; /* when it last took some */
    struct list responding; /* among the node's, by progress */
    bool request_whole;     /* nothing more of the request body will come */
    bool continued;         /* 100 has been sent */
    bool ended;             /* END or ABORT is out */
    bool aborted;           /* ABORT is out */
    enum reason log;        /* how it ended */
    struct journal journal; /* last: its steps are not cleared, but counted */
};

enum fetch_state { FETCH_CONNECTING, FETCH_WAITING, FETCH_READING };

/* One origin request. Owned by the node; ends once. */
struct fetch {
    uint64_t id;
    void *user;
    struct index_item flight; /* bears the key; in node->flights if shared */
    bool shared;              /* in node->flights: others may join */
    bool doomed;              /* invalidated meanwhile: never stored */
    bool storing;             /* the body is kept for the store */
    bool paused;
    bool over;    /* the driver has no part in it any more */
    bool held;    /* its waiters are being gone through */
    bool no_body; /* HEAD, 204, 304 */
    enum fetch_state state;
    int attempt;
    struct arena arena;
    struct http_request request;
    struct http_request second; /* the same for a second origin, if any */
    struct http_headers asked;  /* the viewer's own, where Vary is honoured */
    const struct behavior *behavior;
    const struct behavior *target; /* the same, or its failover: who is asked */
    struct list waiters;           /* transactions, in order of arrival */
    uint64_t leader;               /* transaction id; may have ended */
    bool inherited;                /* the leader is not the one that began it */
    bool set_cookie_once;          /* Set-Cookie is not for the store */
    struct entry *stale;           /* being revalidated; a reference */
    struct entry *entry;           /* from the head on; a reference */
    int64_t body_length;           /* of the request's body */
    int64_t sent_ms;               /* when this attempt began */
    int64_t connected_ms;          /* when it had its connection */
    int64_t expected;  /* bytes of the answer's body; < 0: unknown */
    uint64_t received; /* of them, before any compression */
    struct compressor *compressor; /* between origin and entry; NULL: none */
    struct heap_item deadline;
};

struct node {
    const struct node_config *config;
    struct hash_secret secret;
    struct rng rng;
    struct store store;
    struct index flights;
    struct ids txns;
    struct ids fetches;
    struct heap fetch_deadlines;
    struct list responding;
    struct list spare_txns; /* linked by `waiting` */
    uint32_t n_spare_txns;
    struct list done_txns;  /* finished; recycled at the next event */
    struct effect *effects; /* a queue: [effect_first, effect_end) */
    size_t effect_first;
    size_t effect_end;
    size_t effect_cap;
    struct buf key_text;
    uint64_t inflight_bytes;
    struct node_stats counters;
    char via_text[80];
    struct span via;
};

/* ---- node.c ---------------------------------------------------------- */

void node_effect(struct node *node, const struct effect *effect);
/* Fresh X-Amz-Cf-Id text. */
void node_request_id(struct node *node, char text[REQUEST_ID_LEN + 1]);

/* ---- txn.c ----------------------------------------------------------- */

/* How a transaction is to be answered. */
struct verdict {
    struct entry *entry; /* borrowed; the transaction takes a reference */
    enum x_cache x_cache;
    enum reason reason; /* RESPOND_... */
};

/* Bytes of the request body that are for the origin; -1: chunked. */
static inline int64_t txn_body_length(const struct txn *txn)
{
    return txn->page ? 0 : txn->viewer.body_length;
}

/* NULL at the hard ceiling. */
struct txn *txn_new(struct node *node, int64_t now_ms,
                    const struct node_viewer *viewer);
/* Gives everything back; for node_free. */
void txn_free(struct txn *txn);
/* Runs the table of steps from RECEIVE on. */
void txn_run(struct node *node, struct txn *txn, int64_t now_ms);
/* Goes on with the table at that step. */
void txn_run_from(struct node *node, struct txn *txn, int64_t now_ms,
                  enum step step);
/* FINISH. */
void txn_finish(struct node *node, struct txn *txn, int64_t now_ms);

/* ---- txn_access.c ------------------------------------------------------ */

/* Why the viewer may not have it, REASON_NONE if he may: then the transaction
 * goes on without what the ticket was made of. */
enum reason txn_check_access(struct node *node, struct txn *txn,
                             int64_t now_ms);

/* ---- txn_answer.c ------------------------------------------------------ */

/* Goes on at RESPOND; at BEHAVIOR when a page of the distribution's is to stand
 * in for the answer, once. The transaction may have left its fetch then. */
void txn_answer(struct node *node, struct txn *txn, int64_t now_ms,
                const struct verdict *verdict);
/* The same with an error page of the edge's own. */
void txn_fail(struct node *node, struct txn *txn, int64_t now_ms, int status,
              enum reason reason);
/* The same with a redirect to https: 301, and 307 where a repetition must have
 * the same method and body. */
void txn_redirect(struct node *node, struct txn *txn, int64_t now_ms);
/* The awaited answer is not for it: goes back to FETCH for itself alone. */
void txn_go_alone(struct node *node, struct txn *txn, int64_t now_ms,
                  enum reason why);

/* ---- txn_deliver.c ----------------------------------------------------- */

/* Hands out what there is of the body, END or ABORT at its end. */
void txn_pump(struct node *node, struct txn *txn, int64_t now_ms);
void txn_abort(struct node *node, struct txn *txn, int64_t now_ms,
               enum reason why);
/* The viewer's connection took bytes of BODY. */
void txn_sent(struct node *node, struct txn *txn, int64_t now_ms,
              uint64_t bytes);

/* ---- fetch.c: beginning and end ---------------------------------------- */

/* Begins a fetch led by txn, revalidating txn->stale if it has validators.
 * Answers txn with an error when the request cannot be built. */
void fetch_begin(struct node *node, struct txn *txn, int64_t now_ms,
                 bool shared);
/* Begins a fetch that renews stale and that nobody waits for, unless one with
 * txn's key is under way. */
void fetch_begin_behind(struct node *node, struct txn *txn, int64_t now_ms,
                        struct entry *stale);
/* Connected: the origin's silence is measured from here. */
void fetch_connected(struct node *node, struct fetch *fetch, int64_t now_ms);
void fetch_body(struct node *node, struct fetch *fetch, int64_t now_ms,
                struct span bytes);
void fetch_ended(struct node *node, struct fetch *fetch, int64_t now_ms,
                 enum fetch_end how);
/* Its deadline has passed: cancelled, then tried again or given up. */
void fetch_timed_out(struct node *node, struct fetch *fetch, int64_t now_ms);
/* Never stored, never joined again. */
void fetch_doom(struct node *node, struct fetch *fetch);
/* Gives everything back without any effect; no waiter is left (asserted). */
void fetch_free(struct node *node, struct fetch *fetch);
/* Tells the driver, unless it is over for him already, and frees it. */
void fetch_cancel(struct node *node, struct fetch *fetch);
void fetch_stop_sharing(struct node *node, struct fetch *fetch);
void fetch_expect_bytes(struct node *node, struct fetch *fetch, int64_t now_ms);
/* Notes a step in the leader's journal, if the leader still waits. */
void fetch_note(const struct node *node, const struct fetch *fetch,
                struct journal_step step);
/* The transaction that began it, or its heir; NULL when it waits no more. */
struct txn *fetch_leader(const struct node *node, const struct fetch *fetch);
/* Whether there is a stale entry that may be asked about, and how. */
bool fetch_can_ask(const struct behavior *behavior, const struct entry *stale);

/* The attempt that is next. */
void fetch_send(struct node *node, struct fetch *fetch, int64_t now_ms);
const struct node_origin *fetch_origin(const struct node *node,
                                       const struct fetch *fetch);

/* ---- fetch_attempts.c: again, elsewhere, or not at all ------------------ */

/* The attempt ended before there was a head. */
void fetch_failed(struct node *node, struct fetch *fetch, int64_t now_ms,
                  enum fetch_end how);
/* Asks the second origin instead, if a failure with that status (0: whatever)
 * is a reason to; whether it does. */
bool fetch_fail_over(struct node *node, struct fetch *fetch, int64_t now_ms,
                     int status);

/* ---- fetch_readers.c: who waits, who reads along ------------------------ */

void fetch_attach(struct fetch *fetch, struct txn *txn);
/* txn waits for (or reads along with) a shared fetch. */
void fetch_join(struct node *node, struct txn *txn, struct fetch *fetch,
                int64_t now_ms);
/* txn no longer reads from its fetch. satisfied: it has all it wants. */
void fetch_leave(struct node *node, struct txn *txn, int64_t now_ms,
                 bool satisfied);
/* After txn->sent grew: drops what all readers have, resumes the origin. */
void fetch_progress(struct node *node, struct fetch *fetch, int64_t now_ms);
/* Pauses the origin when a window is full. */
void fetch_hold_back(struct node *node, struct fetch *fetch);
/* Answers the leader with the verdict, all others as hits. */
void fetch_answer_all(struct node *node, struct fetch *fetch, int64_t now_ms,
                      struct verdict verdict);
/* The status that tells viewers of such a failure. */
int fetch_failure_status(enum reason why);
void fetch_fail_all(struct node *node, struct fetch *fetch, int64_t now_ms,
                    enum reason why);
/* Those who may not have this answer fetch for themselves. */
void fetch_send_away(struct node *node, struct fetch *fetch, int64_t now_ms,
                     const struct entry *entry, bool shareable);
void fetch_pump_all(struct node *node, struct fetch *fetch, int64_t now_ms);
/* Its readers go on without it. */
void fetch_release_all(struct fetch *fetch);
/* Cancels a fetch that nobody wants any more; whether it is still there. */
bool fetch_settle(struct node *node, struct fetch *fetch);

/* ---- fetch_judge.c: JUDGE and STORE -------------------------------------- */

void fetch_head(struct node *node, struct fetch *fetch, int64_t now_ms,
                const struct http_response *head, int64_t length);
/* Whether what has expired may be served in place of an error. */
bool fetch_may_serve_stale(const struct fetch *fetch, int64_t now_ms);
/* The origin failed with that status: what has expired is served, and kept for
 * as long as such an error would be. */
void fetch_serve_stale(struct node *node, struct fetch *fetch, int64_t now_ms,
                       int status);
/* Puts an entry into the store and notes what became of it. */
void fetch_keep(struct node *node, struct fetch *fetch, struct entry *entry,
                int64_t now_ms);
/* The same with the answer that has come, as far as it is for others. */
void fetch_keep_answer(struct node *node, struct fetch *fetch, int64_t now_ms);
/* From a body that is kept to a window. */
void fetch_give_up_storing(struct node *node, struct fetch *fetch,
                           struct journal_step why);

#endif
