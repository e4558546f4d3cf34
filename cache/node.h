/*
 * node.h - the edge's brain: events in, effects out, time a parameter.
 *
 * A driver (the virtual world, the live loop) reports what happened with the
 * calls below and then takes effects from node_poll() until there are none. No
 * callback, so no re-entrance; the order of effects is the order of decisions.
 *
 * Ids. A transaction is one viewer request, a fetch is one request to an
 * origin; a fetch may outlive the transaction that began it. Ids are never 0
 * and never reused; an event that names an id that has ended is ignored.
 *
 * Spans. What an event passes in is borrowed for the call. What an effect hands
 * out lives until the next event call on the node, except the bytes of BODY and
 * the head of RESPOND: those live until the transaction's FINISH. FETCH_BODY's
 * bytes are the very ones that node_request_body was given.
 *
 * Endings. Every transaction gets exactly one END or ABORT (an ABORT may still
 * follow an END whose bytes the viewer does not take), then - after
 * node_client_done or node_client_gone - exactly one FINISH. Every fetch ends
 * once: by node_origin_end, or by FETCH_CANCEL - unless a FETCH with the same
 * id follows at once: then it goes on, as a new connection, and its attempt is
 * higher unless the last one met an idle connection that was closed, or unless
 * another origin is asked now.
 *
 * Times are Unix milliseconds and never run backwards. The node owns every
 * timeout towards origins and towards slow readers: call node_tick() when
 * node_deadline() is due.
 */
#ifndef POPBOX_CACHE_NODE_H
#define POPBOX_CACHE_NODE_H

#include "cache/base/buf.h"
#include "cache/evict.h"
#include "cache/journal.h"
#include "cache/recipe.h"

#define NODE_LENGTH_UNKNOWN (-1)
#define NODE_NEVER          INT64_MAX

struct node;

/* One origin as the node knows it; the address is the driver's business. */
struct node_origin {
    struct span domain;         /* sent as Host, unless Host is forwarded */
    int connect_attempts;       /* 1 to 3 */
    int64_t connect_timeout_ms; /* 1000 to 10000 */
    int64_t read_timeout_ms;    /* a gap without a byte, 1000 to 120000 */
};

/* Borrowed for the node's whole life, with everything it points to. */
struct node_config {
    struct span name;   /* logical: "edge" */
    struct span domain; /* the distribution's own, part of every key */
    struct span pop;    /* X-Amz-Cf-Pop; absent: "POP1-C1" */
    const struct behavior *behaviors; /* the last one has pattern "*" */
    size_t n_behaviors;
    const struct node_origin *origins;
    size_t n_origins;
    const struct error_page *error_pages;
    size_t n_error_pages;
    bool assume_https;     /* every viewer counts as one that came by https */
    struct span root_path; /* asked for in place of "/"; absent: "/" itself */
    struct evict_choice evict;
    uint64_t capacity_bytes; /* of the store */
    uint64_t
        entry_max_bytes; /* of one entry; larger bodies are passed through */
    uint64_t inflight_max_bytes; /* of all bodies being fetched for the store */
    uint32_t txns_max;     /* transactions at once; beyond: 503. Below 2^20 */
    uint32_t variants_max; /* Vary variants of one key */
    int64_t write_timeout_ms; /* of a reader that takes no byte */
    uint64_t seed;            /* of X-Amz-Cf-Id and Via */
    struct span hash_seed;    /* of the index; empty: the fixed one */
};

/* Sets every limit to its default; the rest to zero. */
void node_config_init(struct node_config *config);

/* config is valid by construction (its readers checked it); asserted. The
 * caller owns the node (node_free). */
struct node *node_new(const struct node_config *config);
void node_free(struct node *node);

/* ---- events from the viewer's side ---------------------------------- */

struct node_viewer {
    struct span client;    /* IP address, textual */
    int64_t body_length;   /* of the request's body: 0 none, -1 chunked */
    bool expects_continue; /* Expect: 100-continue */
    bool http_1_0;
    void *user; /* handed back in the transaction's effects */
};

/* Why a request could not even be read. */
enum node_bad {
    NODE_BAD_MALFORMED, /* 400 */
    NODE_BAD_HEAD_SIZE, /* 413, as CloudFront */
    NODE_BAD_URL_SIZE,  /* 413, as CloudFront */
    NODE_BAD_TIMEOUT    /* 408 */
};

/* A request head. Returns the transaction's id, or 0 when a million are under
 * way already: then there is no effect, and the connection is to be closed. */
uint64_t node_request(struct node *node, int64_t now_ms,
                      const struct node_viewer *viewer,
                      const struct http_request *request);
/* A request that must be answered with an error and a close. */
uint64_t node_bad_request(struct node *node, int64_t now_ms,
                          const struct node_viewer *viewer, enum node_bad why);
/* Bytes of the request body, never more than WANT_BODY gave credit for. */
void node_request_body(struct node *node, int64_t now_ms, uint64_t txn,
                       struct span bytes);
/* The request body is over: whole, or never to be. */
void node_request_end(struct node *node, int64_t now_ms, uint64_t txn,
                      bool whole);
/* bytes of BODY have been handed to the viewer's connection. */
void node_client_sent(struct node *node, int64_t now_ms, uint64_t txn,
                      uint64_t bytes);
/* Everything up to END or ABORT has been flushed (or was given up). */
void node_client_done(struct node *node, int64_t now_ms, uint64_t txn);
/* The viewer is gone; no END follows, FINISH does. */
void node_client_gone(struct node *node, int64_t now_ms, uint64_t txn);

/* ---- events from the origin's side ---------------------------------- */

enum fetch_end {
    FETCH_END_COMPLETE,
    FETCH_END_TRUNCATED,     /* fewer bytes than promised, or a bad chunk */
    FETCH_END_REUSED_CLOSED, /* an idle connection turned out to be closed */
    FETCH_END_CLOSED,        /* closed before a head came */
    FETCH_END_REFUSED,
    FETCH_END_DNS,
    FETCH_END_TLS,
    FETCH_END_TIMEOUT, /* only the node itself decides this */
    FETCH_END_GARBAGE,
    FETCH_END_TOO_BIG
};

/* What the driver keeps for a fetch; handed back in the fetch's effects. */
void node_fetch_user(struct node *node, uint64_t fetch, void *user);
/* Connected, and able to take credit more bytes of the request body. */
void node_origin_ready(struct node *node, int64_t now_ms, uint64_t fetch,
                       uint64_t credit);
/* The final response head. length: of the body, or NODE_LENGTH_UNKNOWN. */
void node_origin_head(struct node *node, int64_t now_ms, uint64_t fetch,
                      const struct http_response *head, int64_t length);
void node_origin_body(struct node *node, int64_t now_ms, uint64_t fetch,
                      struct span bytes);
void node_origin_end(struct node *node, int64_t now_ms, uint64_t fetch,
                     enum fetch_end how);

/* ---- the rest -------------------------------------------------------- */

void node_tick(struct node *node, int64_t now_ms);
/* When node_tick is due next, or NODE_NEVER. */
int64_t node_deadline(const struct node *node);
/* Drops every entry whose path matches (a trailing '*' stands for anything, as
 * CloudFront's invalidations do; a query is part of the path when the pattern
 * has a '?'), all header variants together; how many. */
size_t node_invalidate(struct node *node, struct span pattern);

/* Requests are judged by another config from now on; what is stored stays. It
 * has the origins of the old one, in their order (asserted), and its store's
 * limits do not count. Nothing may be under way (node_is_idle, asserted). */
void node_configure(struct node *node, const struct node_config *config);
bool node_is_idle(const struct node *node);

/* A look at what is stored; valid until the next call on the node. */
struct entry;
/* The entry that was stored next after `after` (NULL: the first one), or NULL.
 * Costs a walk over the store. */
const struct entry *node_entry_next(const struct node *node,
                                    const struct entry *after);

struct node_stats {
    uint64_t requests, hits, misses, refresh_hits, errors;
    uint64_t fetches;
    uint64_t evictions;
    uint64_t used_bytes, capacity_bytes, entries;
    uint64_t inflight_bytes;
    uint32_t txns, fetches_now;
};
void node_stats(const struct node *node, struct node_stats *stats);

/* ---- states, for whoever explores them (bench/check) ------------------- */

struct entry;

/* What is kept under key (the newest, Vary or not): a reference of the
 * caller's, or NULL. */
struct entry *node_snapshot(const struct node *node, struct span key);
/* From now on exactly that entry is kept (NULL: nothing); the node takes a
 * reference. Nothing may be under way (asserted). Time may step back here, and
 * only here. */
void node_restore(struct node *node, struct entry *entry);
/* Appends an entry as far as it decides what comes: status, headers, what is
 * left of its lifetimes. No Date, no age, no ids; which version of an object it
 * is does not matter, only that it can be asked about. */
void node_state_bytes(struct buf *bytes, const struct entry *entry,
                      int64_t now_ms);
/* The next moment after now_ms at which the entry is worth less, or NODE_NEVER.
 */
int64_t node_state_until(const struct entry *entry, int64_t now_ms);

/* Asserts every invariant of store, index and policy. For tests. */
void node_check(const struct node *node);

/* ---- effects --------------------------------------------------------- */

enum effect_kind {
    EFFECT_RESPOND,      /* send a response head */
    EFFECT_BODY,         /* send these bytes of its body */
    EFFECT_END,          /* the response is over; report node_client_done */
    EFFECT_ABORT,        /* break the connection off visibly; then the same */
    EFFECT_CONTINUE,     /* send 100 Continue */
    EFFECT_WANT_BODY,    /* take up to credit more bytes of the request body */
    EFFECT_FINISH,       /* the transaction is over: its journal */
    EFFECT_FETCH,        /* ask an origin */
    EFFECT_FETCH_BODY,   /* more of the request body */
    EFFECT_FETCH_END,    /* the request body is whole */
    EFFECT_FETCH_PAUSE,  /* stop reading the answer */
    EFFECT_FETCH_RESUME, /* go on */
    EFFECT_FETCH_CANCEL  /* drop it; the id is gone */
};

/* A response head in two parts, so that a hit copies nothing: the stored lines
 * as they are, and the lines of this delivery. When delivery changes a stored
 * line, stored is empty and everything is in added. No framing lines in either:
 * the driver frames by `length` (and Date is always there). */
struct reply {
    int status;
    const struct http_headers *stored; /* never NULL */
    struct span stored_text; /* the same lines as "Name: value CRLF ..." */
    const struct http_headers *added;
    int64_t length; /* what GET's body would be; NODE_LENGTH_UNKNOWN */
    bool has_body;  /* false: HEAD, 204, 304 - no BODY follows */
    bool close;     /* the connection cannot be used again */
};

/* Value of the first line of that name in either part, added first; or absent.
 */
struct span reply_header(const struct reply *reply, struct span name);

struct effect {
    enum effect_kind kind;
    uint64_t id; /* of the transaction, or of the fetch in EFFECT_FETCH... */
    void *user;  /* node_viewer.user, or what node_fetch_user set */
    union {
        const struct reply *reply;     /* RESPOND */
        struct span bytes;             /* BODY, FETCH_BODY */
        uint64_t credit;               /* WANT_BODY */
        const struct journal *journal; /* FINISH */
        struct {
            int origin;  /* index in node_config.origins */
            int attempt; /* from 1 */
            const struct http_request
                *request;        /* authority: the Host to send */
            int64_t body_length; /* 0 none; -1 chunked */
        } fetch;
    } u;
};

/* The next effect, in order; false when there is none. */
bool node_poll(struct node *node, struct effect *effect);

#endif
