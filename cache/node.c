/*
 * node.c - the edge's brain: events in, effects out.
 *
 * This file is the seam only. Each event finds its transaction or fetch (or
 * ignores a late one), recycles what the last events finished, and hands over
 * to txn.c and fetch.c. Effects wait in a queue that keeps the order of
 * decisions.
 */
#include "cache/node.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/key.h"
#include "cache/node_parts.h"

#define SPARE_TXNS_MAX 1024

/* ---- effects ------------------------------------------------------------ */

void node_effect(struct node *node, const struct effect *effect)
{
    if (node->effect_end == node->effect_cap) {
        node->effect_cap = node->effect_cap ? node->effect_cap * 2 : 64;
        node->effects = mem_realloc(node->effects,
                                    node->effect_cap * sizeof(*node->effects));
    }
    node->effects[node->effect_end++] = *effect;
}

bool node_poll(struct node *node, struct effect *effect)
{
    if (node->effect_first == node->effect_end) {
        node->effect_first = 0;
        node->effect_end = 0;
        return false;
    }
    *effect = node->effects[node->effect_first++];
    return true;
}

void node_request_id(struct node *node, char text[REQUEST_ID_LEN + 1])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                 "tuvwxyz0123456789-_";

    for (size_t word = 0; word < 6; word++) {
        uint64_t bits = rng_u64(&node->rng);

        for (size_t i = 0; i < 9; i++, bits >>= 6)
            *text++ = digits[bits & 63];
    }
    memcpy(text, "==", 3);
}

/* ---- events ---------------------------------------------------------------
 */

/* Transactions that have had their FINISH are given back at the next event, so
 * that the journal of the FINISH could be read until now. */
static void recycle(struct node *node)
{
    LIST_EACH (link, &node->done_txns, keep) {
        struct txn *txn = LIST_ITEM(link, struct txn, waiting);

        list_remove(link);
        if (node->n_spare_txns == SPARE_TXNS_MAX) {
            txn_free(txn);
            continue;
        }
        entry_unref(txn->stale);
        entry_unref(txn->entry);
        txn->stale = NULL;
        txn->entry = NULL;
        arena_reset(&txn->arena);
        list_add_tail(&node->spare_txns, &txn->waiting);
        node->n_spare_txns++;
    }
}

static struct txn *txn_of(struct node *node, uint64_t id)
{
    recycle(node);
    return ids_find(&node->txns, id);
}

static struct fetch *fetch_of(struct node *node, uint64_t id)
{
    recycle(node);
    return ids_find(&node->fetches, id);
}

uint64_t node_request(struct node *node, int64_t now_ms,
                      const struct node_viewer *viewer,
                      const struct http_request *request)
{
    struct txn *txn;

    recycle(node);
    txn = txn_new(node, now_ms, viewer);
    if (!txn)
        return 0;
    node->counters.requests++;
    if (http_request_copy(&txn->request, &txn->arena, request) < 0) {
        journal_add(&txn->journal, STEP_RECEIVE, RECEIVE_TOO_LARGE, now_ms);
        txn->request = (struct http_request){0};
        txn->reply.close = true;
        txn_fail(node, txn, now_ms, 413, RECEIVE_TOO_LARGE);
    } else {
        if (viewer->http_1_0) /* as CloudFront: HTTP/1.0 gets no coding */
            (void)http_headers_remove(&txn->request.headers,
                                      SPAN("accept-encoding"));
        txn_run(node, txn, now_ms);
    }
    return txn->id;
}

uint64_t node_bad_request(struct node *node, int64_t now_ms,
                          const struct node_viewer *viewer, enum node_bad why)
{
    static const struct {
        int status;
        enum reason reason;
    } answers[] = {
        [NODE_BAD_MALFORMED] = {400, RECEIVE_MALFORMED},
        [NODE_BAD_HEAD_SIZE] = {413, RECEIVE_TOO_LARGE},
        [NODE_BAD_URL_SIZE] = {413, RECEIVE_URL_TOO_LONG},
        [NODE_BAD_TIMEOUT] = {408, RECEIVE_TIMEOUT},
    };
    struct txn *txn;

    recycle(node);
    txn = txn_new(node, now_ms, viewer);
    if (!txn)
        return 0;
    node->counters.requests++;
    txn->reply.close = true;
    journal_add(&txn->journal, STEP_RECEIVE, answers[why].reason, now_ms);
    txn_fail(node, txn, now_ms, answers[why].status, answers[why].reason);
    return txn->id;
}

/* Whether the request body is still for the origin. */
static bool feeds(const struct txn *txn)
{
    return txn->fetch && !txn->entry && !txn->page;
}

void node_request_body(struct node *node, int64_t now_ms, uint64_t txn_id,
                       struct span bytes)
{
    struct txn *txn = txn_of(node, txn_id);
    struct effect effect = {.kind = EFFECT_FETCH_BODY};

    if (!txn || !feeds(txn))
        return; /* answered already: the rest is not wanted */
    fetch_expect_bytes(node, txn->fetch, now_ms);
    effect.id = txn->fetch->id;
    effect.user = txn->fetch->user;
    effect.u.bytes = bytes;
    node_effect(node, &effect);
}

void node_request_end(struct node *node, int64_t now_ms, uint64_t txn_id,
                      bool whole)
{
    struct txn *txn = txn_of(node, txn_id);
    struct effect effect = {.kind = EFFECT_FETCH_END};

    if (!txn || txn->request_whole)
        return;
    txn->request_whole = whole;
    if (!feeds(txn))
        return;
    if (!whole) {
        journal_add(&txn->journal, STEP_FETCH, FETCH_BODY_ABORTED, now_ms);
        txn_abort(node, txn, now_ms, LOG_VIEWER_GONE);
        return;
    }
    effect.id = txn->fetch->id;
    effect.user = txn->fetch->user;
    node_effect(node, &effect);
}

void node_client_sent(struct node *node, int64_t now_ms, uint64_t txn_id,
                      uint64_t bytes)
{
    struct txn *txn = txn_of(node, txn_id);

    if (txn && txn->entry)
        txn_sent(node, txn, now_ms, bytes);
}

void node_client_done(struct node *node, int64_t now_ms, uint64_t txn_id)
{
    struct txn *txn = txn_of(node, txn_id);

    if (!txn)
        return;
    ASSERT(txn->ended);
    txn_finish(node, txn, now_ms);
}

void node_client_gone(struct node *node, int64_t now_ms, uint64_t txn_id)
{
    struct txn *txn = txn_of(node, txn_id);

    if (!txn)
        return;
    if (txn->log == LOG_DONE)
        txn->log = LOG_VIEWER_GONE;
    txn_finish(node, txn, now_ms);
}

void node_fetch_user(struct node *node, uint64_t fetch_id, void *user)
{
    struct fetch *fetch = ids_find(&node->fetches, fetch_id);

    if (fetch)
        fetch->user = user;
}

void node_origin_ready(struct node *node, int64_t now_ms, uint64_t fetch_id,
                       uint64_t credit)
{
    struct fetch *fetch = fetch_of(node, fetch_id);
    struct effect effect = {.kind = EFFECT_WANT_BODY};
    struct txn *leader;

    if (!fetch)
        return;
    fetch_connected(node, fetch, now_ms);
    leader = fetch_leader(node, fetch);
    if (!leader || leader->request_whole || !feeds(leader) || credit == 0)
        return;
    effect.id = leader->id;
    effect.user = leader->viewer.user;
    if (leader->viewer.expects_continue && !leader->continued) {
        leader->continued = true;
        effect.kind = EFFECT_CONTINUE;
        node_effect(node, &effect);
        effect.kind = EFFECT_WANT_BODY;
    }
    effect.u.credit = credit;
    node_effect(node, &effect);
}

void node_origin_head(struct node *node, int64_t now_ms, uint64_t fetch_id,
                      const struct http_response *head, int64_t length)
{
    struct fetch *fetch = fetch_of(node, fetch_id);

    if (fetch)
        fetch_head(node, fetch, now_ms, head, length);
}

void node_origin_body(struct node *node, int64_t now_ms, uint64_t fetch_id,
                      struct span bytes)
{
    struct fetch *fetch = fetch_of(node, fetch_id);

    if (fetch)
        fetch_body(node, fetch, now_ms, bytes);
}

void node_origin_end(struct node *node, int64_t now_ms, uint64_t fetch_id,
                     enum fetch_end how)
{
    struct fetch *fetch = fetch_of(node, fetch_id);

    if (fetch)
        fetch_ended(node, fetch, now_ms, how);
}

/* ---- time and the rest ------------------------------------------------------
 */

static struct txn *slowest_txn(const struct node *node)
{
    if (list_empty(&node->responding))
        return NULL;
    return LIST_ITEM(node->responding.next, struct txn, responding);
}

void node_tick(struct node *node, int64_t now_ms)
{
    struct heap_item *item;
    struct txn *txn;

    recycle(node);
    while ((item = heap_first(&node->fetch_deadlines)) && item->at_ms <= now_ms)
        fetch_timed_out(node, HEAP_ITEM(item, struct fetch, deadline), now_ms);
    while ((txn = slowest_txn(node)) &&
           txn->progress_ms + node->config->write_timeout_ms <= now_ms)
        txn_abort(node, txn, now_ms, LOG_TOO_SLOW);
}

int64_t node_deadline(const struct node *node)
{
    const struct heap_item *item = heap_first(&node->fetch_deadlines);
    const struct txn *txn = slowest_txn(node);
    int64_t at_ms = item ? item->at_ms : NODE_NEVER;

    if (txn && txn->progress_ms + node->config->write_timeout_ms < at_ms)
        at_ms = txn->progress_ms + node->config->write_timeout_ms;
    return at_ms;
}

size_t node_invalidate(struct node *node, struct span pattern)
{
    recycle(node);
    for (uint32_t i = 0; i < node->fetches.n; i++) {
        struct fetch *fetch = ids_at(&node->fetches, i);

        if (fetch && !span_absent(fetch->flight.key) &&
            key_invalidated(fetch->flight.key, pattern))
            fetch_doom(node, fetch);
    }
    return store_invalidate(&node->store, pattern);
}

const struct entry *node_entry_next(const struct node *node,
                                    const struct entry *after)
{
    return store_next(&node->store, after);
}

void node_stats(const struct node *node, struct node_stats *stats)
{
    *stats = node->counters;
    stats->evictions = node->store.n_evictions;
    stats->used_bytes = node->store.used_bytes;
    stats->capacity_bytes = node->store.capacity_bytes;
    stats->entries = node->store.index.n_items;
    stats->inflight_bytes = node->inflight_bytes;
    stats->txns = node->txns.n_used;
    stats->fetches_now = node->fetches.n_used;
}

void node_check(const struct node *node)
{
    uint64_t inflight = 0;
    size_t n_shared = 0;

    store_check(&node->store);
    for (uint32_t i = 0; i < node->fetches.n; i++) {
        const struct fetch *fetch = ids_at(&node->fetches, i);

        if (!fetch)
            continue;
        n_shared += fetch->shared;
        if (fetch->storing)
            inflight += fetch->entry->body->total;
    }
    ASSERT(inflight == node->inflight_bytes);
    ASSERT(n_shared == node->flights.n_items);
}
