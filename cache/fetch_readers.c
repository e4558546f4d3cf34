/*
 * fetch_readers.c - who waits for a fetch, who reads along.
 *
 * Answering a waiter may end it at once and take it off the list, so a fetch is
 * *held* while its waiters are gone through, and looked at once more afterwards
 * (fetch_settle): nobody cancels it under the loop.
 */
#include "cache/node_parts.h"

#include "cache/base/assert.h"
#include "cache/error_page.h"
#include "cache/http/vary.h"

static void emit(struct node *node, const struct fetch *fetch,
                 enum effect_kind kind)
{
    node_effect(node, &(struct effect){
                          .kind = kind, .id = fetch->id, .user = fetch->user});
}

void fetch_attach(struct fetch *fetch, struct txn *txn)
{
    ASSERT(!txn->fetch);
    txn->fetch = fetch;
    txn->journal.fetch = ids_serial(fetch->id);
    list_add_tail(&fetch->waiters, &txn->waiting);
}

static bool varies(const struct entry *entry, const struct txn *txn)
{
    return txn->behavior->rules.honour_vary &&
           !vary_match(&entry->vary, &txn->request.headers);
}

void fetch_join(struct node *node, struct txn *txn, struct fetch *fetch,
                int64_t now_ms)
{
    if (fetch->entry && varies(fetch->entry, txn)) {
        txn_go_alone(node, txn, now_ms, COLLAPSE_VARY);
        return;
    }
    fetch_attach(fetch, txn);
    if (!fetch->entry)
        return;
    txn_answer(node, txn, now_ms,
               &(struct verdict){fetch->entry, X_CACHE_HIT, RESPOND_HIT});
}

/* What every reader has; everything there is, when nobody reads. */
static uint64_t slowest(const struct fetch *fetch)
{
    uint64_t least = fetch->entry->body->total;

    LIST_EACH (link, &fetch->waiters, keep) {
        const struct txn *txn = LIST_ITEM(link, struct txn, waiting);

        if (txn->sent < least)
            least = txn->sent;
    }
    return least;
}

void fetch_progress(struct node *node, struct fetch *fetch, int64_t now_ms)
{
    struct body *body;
    uint64_t least;

    if (!fetch->entry || fetch->storing)
        return;
    body = fetch->entry->body;
    least = slowest(fetch);
    body_drop(body, least);
    if (fetch->paused && body->total - least <= WINDOW_BODY / 2) {
        fetch->paused = false;
        fetch_expect_bytes(node, fetch, now_ms);
        emit(node, fetch, EFFECT_FETCH_RESUME);
    }
}

/* Whether anybody but the store wants the rest. */
static bool is_wanted(const struct fetch *fetch, bool satisfied)
{
    if (!list_empty(&fetch->waiters))
        return true;
    if (fetch->entry && !fetch->storing)
        return false;
    return satisfied || fetch->behavior->rules.finish_abandoned;
}

static void detach(struct txn *txn)
{
    txn->fetch = NULL;
    list_remove(&txn->waiting);
}

/* Whoever has waited longest takes the place of a leader that has left: the
 * answer's Miss and what is noted of it are now that one's. */
static void inherit(struct fetch *fetch, int64_t now_ms)
{
    struct txn *heir;

    if (fetch->entry || list_empty(&fetch->waiters))
        return;
    heir = LIST_ITEM(fetch->waiters.next, struct txn, waiting);
    fetch->leader = heir->id;
    fetch->inherited = true;
    journal_add(&heir->journal, STEP_COLLAPSE, COLLAPSE_INHERIT, now_ms);
}

void fetch_leave(struct node *node, struct txn *txn, int64_t now_ms,
                 bool satisfied)
{
    struct fetch *fetch = txn->fetch;

    if (!fetch)
        return;
    detach(txn);
    if (fetch->held)
        return;
    if (txn->id == fetch->leader)
        inherit(fetch, now_ms);
    if (is_wanted(fetch, satisfied))
        fetch_progress(node, fetch, now_ms);
    else
        fetch_cancel(node, fetch);
}

bool fetch_settle(struct node *node, struct fetch *fetch)
{
    if (is_wanted(fetch, true))
        return true;
    fetch_cancel(node, fetch);
    return false;
}

/* A reader that is gone has everything, so nobody is the slowest. */
void fetch_release_all(struct fetch *fetch)
{
    LIST_EACH (link, &fetch->waiters, keep) {
        detach(LIST_ITEM(link, struct txn, waiting));
    }
}

void fetch_answer_all(struct node *node, struct fetch *fetch, int64_t now_ms,
                      struct verdict verdict)
{
    struct verdict joined = {verdict.entry, X_CACHE_HIT, RESPOND_HIT};

    fetch->held = true;
    LIST_EACH (link, &fetch->waiters, keep) {
        struct txn *txn = LIST_ITEM(link, struct txn, waiting);
        bool leads = txn->id == fetch->leader;

        txn_answer(node, txn, now_ms, leads ? &verdict : &joined);
    }
    fetch->held = false;
}

int fetch_failure_status(enum reason why)
{
    return why == FETCH_TIMEOUT ? 504 : 502;
}

/* The edge's own error, for those who come next (cloudfront.md 5.1). It bears
 * the request id of who was the first to get it. */
static void keep_failure(struct node *node, struct fetch *fetch, int64_t now_ms,
                         enum reason why)
{
    int status = fetch_failure_status(why);
    int64_t ttl_s = error_ttl_s(fetch->behavior, status);
    const struct txn *first;
    struct entry *page;

    if (span_absent(fetch->flight.key) || list_empty(&fetch->waiters) ||
        ttl_s == 0 || !fetch->behavior->rules.edge_errors_are_stored)
        return;
    first = LIST_ITEM(fetch->waiters.next, struct txn, waiting);
    page = error_page_new(
        &(struct error_page_parts){
            .status = status,
            .reason = why,
            .request_id = span_of(first->request_id, REQUEST_ID_LEN),
            .key = fetch->flight.key,
            .digest = fetch->flight.digest},
        now_ms);
    page->fresh_until_ms = now_ms + ttl_s * 1000;
    fetch_note(
        node, fetch,
        (struct journal_step){STEP_JUDGE, JUDGE_ERROR_TTL, now_ms, ttl_s});
    fetch_keep(node, fetch, page, now_ms);
    entry_unref(page);
}

void fetch_fail_all(struct node *node, struct fetch *fetch, int64_t now_ms,
                    enum reason why)
{
    int status = fetch_failure_status(why);

    keep_failure(node, fetch, now_ms, why);
    LIST_EACH (link, &fetch->waiters, keep) {
        struct txn *txn = LIST_ITEM(link, struct txn, waiting);

        detach(txn);
        txn_fail(node, txn, now_ms, status, why);
    }
}

void fetch_send_away(struct node *node, struct fetch *fetch, int64_t now_ms,
                     const struct entry *entry, bool shareable)
{
    LIST_EACH (link, &fetch->waiters, keep) {
        struct txn *txn = LIST_ITEM(link, struct txn, waiting);

        if (txn->id == fetch->leader && !fetch->inherited)
            continue;
        if (shareable && !varies(entry, txn))
            continue;
        detach(txn);
        txn_go_alone(node, txn, now_ms,
                     shareable ? COLLAPSE_VARY : COLLAPSE_UNSHARED);
    }
}

void fetch_pump_all(struct node *node, struct fetch *fetch, int64_t now_ms)
{
    fetch->held = true;
    LIST_EACH (link, &fetch->waiters, keep) {
        txn_pump(node, LIST_ITEM(link, struct txn, waiting), now_ms);
    }
    fetch->held = false;
}

void fetch_hold_back(struct node *node, struct fetch *fetch)
{
    if (fetch->storing || fetch->paused)
        return;
    if (fetch->entry->body->total - slowest(fetch) <= WINDOW_BODY)
        return;
    fetch->paused = true;
    heap_remove(&node->fetch_deadlines, &fetch->deadline);
    emit(node, fetch, EFFECT_FETCH_PAUSE);
}
