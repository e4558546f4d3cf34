/*
 * fetch.c - one request to an origin: its beginning, its attempts, its end.
 *
 * The life of a fetch:
 *
 *     begin -> CONNECTING -> WAITING (for a head) -> READING -> ended
 *                  ^  a failed attempt of a GET  |
 *                  +-----------------------------+
 *
 * While it is shared it stands in node->flights under its key and others join
 * (fetch_readers.c). The head decides whether they may share the answer and
 * whether it is to be stored (fetch_judge.c). While it is to be stored, the
 * body is the buffer for readers of any speed; past the entry limit, or when it
 * is not to be stored, the body is a window and the slowest reader holds the
 * origin back.
 */
#include "cache/node_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/origin_request.h"

#define FETCH_ARENA_MAX (512u << 10)

static void emit(struct node *node, const struct fetch *fetch,
                 enum effect_kind kind)
{
    node_effect(node, &(struct effect){
                          .kind = kind, .id = fetch->id, .user = fetch->user});
}

const struct node_origin *fetch_origin(const struct node *node,
                                       const struct fetch *fetch)
{
    return &node->config->origins[fetch->target->origin];
}

struct txn *fetch_leader(const struct node *node, const struct fetch *fetch)
{
    struct txn *txn = ids_find(&node->txns, fetch->leader);

    return txn && txn->fetch == fetch ? txn : NULL;
}

void fetch_note(const struct node *node, const struct fetch *fetch,
                struct journal_step step)
{
    struct txn *leader = fetch_leader(node, fetch);

    if (leader)
        journal_add_value(&leader->journal, (enum step)step.step,
                          (enum reason)step.reason, step.at_ms, step.value);
}

/* ---- beginning --------------------------------------------------------- */

void fetch_send(struct node *node, struct fetch *fetch, int64_t now_ms)
{
    struct effect effect = {.kind = EFFECT_FETCH, .id = fetch->id};

    fetch->state = FETCH_CONNECTING;
    fetch->user = NULL;
    fetch->over = false;
    fetch->attempt++;
    fetch->sent_ms = now_ms;
    fetch->connected_ms = now_ms;
    effect.u.fetch.origin = fetch->target->origin;
    effect.u.fetch.attempt = fetch->attempt;
    effect.u.fetch.request = &fetch->request;
    effect.u.fetch.body_length = fetch->body_length;
    node_effect(node, &effect);
    heap_set(&node->fetch_deadlines, &fetch->deadline,
             now_ms + fetch_origin(node, fetch)->connect_timeout_ms);
}

static struct fetch *fetch_new(struct node *node, const struct txn *txn)
{
    struct fetch *fetch = mem_zalloc(1, sizeof(*fetch));

    arena_init(&fetch->arena, FETCH_ARENA_MAX);
    list_init(&fetch->waiters);
    fetch->behavior = txn->behavior;
    fetch->target = txn->behavior;
    fetch->leader = txn->id;
    fetch->body_length = txn_body_length(txn);
    fetch->id = ids_add(&node->fetches, fetch);
    return fetch;
}

bool fetch_can_ask(const struct behavior *behavior, const struct entry *stale)
{
    if (behavior->rules.cookies_are_personal &&
        behavior_forwards_cookies(behavior))
        return false;
    return stale &&
           (!span_absent(stale->etag) || !span_absent(stale->last_modified));
}

/* The request as that behavior's origin is to get it. */
static int build(struct http_request *out, struct node *node,
                 struct fetch *fetch, struct txn *txn,
                 const struct behavior *target)
{
    bool asks = fetch_can_ask(fetch->behavior, fetch->stale);
    struct origin_request_parts parts = {
        .behavior = target,
        .viewer = txn->wanted,
        .client = txn->viewer.client,
        .domain = node->config->origins[target->origin].domain,
        .via = node->via,
        .request_id = span_of(txn->request_id, REQUEST_ID_LEN),
        .cached = txn->cached,
        .stale = asks ? fetch->stale : NULL,
    };
    struct http_request built;

    if (origin_request_build(&built, &txn->arena, &parts) < 0)
        return ERR_TOO_LONG;
    return http_request_copy(out, &fetch->arena, &built);
}

/* Fills the requests and the key. ERR_TOO_LONG past a ceiling. */
static int prepare(struct node *node, struct fetch *fetch, struct txn *txn)
{
    struct span key = txn->cached ? txn->key : SPAN_ABSENT;
    const struct behavior *second = txn->behavior->failover;

    if (arena_copy(&fetch->arena, key, &fetch->flight.key) < 0 ||
        build(&fetch->request, node, fetch, txn, txn->behavior) < 0)
        return ERR_TOO_LONG;
    if (second && build(&fetch->second, node, fetch, txn, second) < 0)
        return ERR_TOO_LONG;
    if (txn->behavior->rules.honour_vary && txn->cached &&
        http_headers_copy(&fetch->asked, &fetch->arena, &txn->request.headers) <
            0)
        return ERR_TOO_LONG;
    fetch->flight.digest = txn->digest;
    fetch->no_body = http_method_of(fetch->request.method) == HTTP_HEAD;
    return 0;
}

static void launch(struct node *node, struct fetch *fetch, int64_t now_ms,
                   bool shared)
{
    fetch->shared = shared;
    if (shared)
        index_add(&node->flights, &fetch->flight);
    node->counters.fetches++;
    fetch_send(node, fetch, now_ms);
}

void fetch_begin(struct node *node, struct txn *txn, int64_t now_ms,
                 bool shared)
{
    struct fetch *fetch = fetch_new(node, txn);

    fetch->stale = txn->stale; /* moves the reference */
    txn->stale = NULL;
    if (fetch->id == 0 || prepare(node, fetch, txn) < 0) {
        fetch_free(node, fetch);
        txn_fail(node, txn, now_ms, 413, RECEIVE_TOO_LARGE);
        return;
    }
    fetch_attach(fetch, txn);
    journal_add(&txn->journal, STEP_FETCH,
                fetch_can_ask(fetch->behavior, fetch->stale) ? FETCH_CONDITIONAL
                                                             : FETCH_SENT,
                now_ms);
    launch(node, fetch, now_ms, shared);
}

void fetch_begin_behind(struct node *node, struct txn *txn, int64_t now_ms,
                        struct entry *stale)
{
    struct fetch *fetch;

    if (index_find(&node->flights, txn->digest, txn->key))
        return;
    fetch = fetch_new(node, txn);
    fetch->stale = entry_ref(stale);
    if (fetch->id == 0 || prepare(node, fetch, txn) < 0) {
        fetch_free(node, fetch); /* the next request will ask */
        return;
    }
    journal_add(&txn->journal, STEP_FETCH, FETCH_BACKGROUND, now_ms);
    launch(node, fetch, now_ms, true);
}

void fetch_stop_sharing(struct node *node, struct fetch *fetch)
{
    if (!fetch->shared)
        return;
    index_remove(&node->flights, &fetch->flight);
    fetch->shared = false;
}

/* ---- body and end ------------------------------------------------------ */

void fetch_expect_bytes(struct node *node, struct fetch *fetch, int64_t now_ms)
{
    heap_set(&node->fetch_deadlines, &fetch->deadline,
             now_ms + fetch_origin(node, fetch)->read_timeout_ms);
}

void fetch_connected(struct node *node, struct fetch *fetch, int64_t now_ms)
{
    if (fetch->state != FETCH_CONNECTING)
        return;
    fetch->state = FETCH_WAITING;
    fetch->connected_ms = now_ms;
    fetch_expect_bytes(node, fetch, now_ms);
}

/* Past a limit the body can no longer be kept for the store. */
static void check_limits(struct node *node, struct fetch *fetch, int64_t now_ms)
{
    const struct node_config *config = node->config;
    struct journal_step why = {STEP_STORE, STORE_TOO_LARGE, now_ms, 0};

    if (node->inflight_bytes > config->inflight_max_bytes)
        why.reason = STORE_NO_ROOM;
    else if (fetch->entry->body->total <= config->entry_max_bytes)
        return;
    fetch_give_up_storing(node, fetch, why);
}

/* Bytes of the origin's into the entry's body, as they are or compressed. */
static void add_body(struct node *node, struct fetch *fetch, int64_t now_ms,
                     struct span bytes, bool last)
{
    struct body *body = fetch->entry->body;
    uint64_t before = body->total;

    if (fetch->compressor)
        compressor_add(fetch->compressor, bytes, last, body);
    else
        body_add(body, bytes);
    if (!fetch->storing)
        return;
    node->inflight_bytes += body->total - before;
    check_limits(node, fetch, now_ms);
}

void fetch_body(struct node *node, struct fetch *fetch, int64_t now_ms,
                struct span bytes)
{
    if (!fetch->entry || fetch->no_body)
        return;
    fetch_expect_bytes(node, fetch, now_ms);
    fetch->received += bytes.len;
    add_body(node, fetch, now_ms, bytes, false);
    fetch_pump_all(node, fetch, now_ms);
    if (fetch_settle(node, fetch))
        fetch_hold_back(node, fetch);
}

static bool is_whole(const struct fetch *fetch, enum fetch_end how)
{
    return how == FETCH_END_COMPLETE &&
           (fetch->no_body || fetch->expected < 0 ||
            (uint64_t)fetch->expected == fetch->received);
}

static void complete(struct node *node, struct fetch *fetch, int64_t now_ms)
{
    struct entry *entry = fetch->entry;

    if (fetch->compressor)
        add_body(node, fetch, now_ms, SPAN(""), true);
    entry->body->state = BODY_COMPLETE;
    if (!fetch->no_body)
        entry->length = (int64_t)entry->body->total;
    if (fetch->storing)
        fetch_keep_answer(node, fetch, now_ms);
}

void fetch_ended(struct node *node, struct fetch *fetch, int64_t now_ms,
                 enum fetch_end how)
{
    fetch->over = true;
    heap_remove(&node->fetch_deadlines, &fetch->deadline);
    if (!fetch->entry) {
        fetch_failed(node, fetch, now_ms, how);
        return;
    }
    if (is_whole(fetch, how)) {
        complete(node, fetch, now_ms);
    } else {
        fetch->entry->body->state = BODY_BROKEN;
        fetch_note(
            node, fetch,
            (struct journal_step){STEP_FETCH, FETCH_TRUNCATED, now_ms, 0});
    }
    fetch_stop_sharing(node, fetch);
    fetch_pump_all(node, fetch, now_ms);
    fetch_release_all(fetch); /* slow readers go on from the body alone */
    fetch_cancel(node, fetch);
}

void fetch_timed_out(struct node *node, struct fetch *fetch, int64_t now_ms)
{
    emit(node, fetch, EFFECT_FETCH_CANCEL);
    fetch_ended(node, fetch, now_ms, FETCH_END_TIMEOUT);
}

void fetch_doom(struct node *node, struct fetch *fetch)
{
    fetch->doomed = true;
    fetch_stop_sharing(node, fetch);
}

void fetch_free(struct node *node, struct fetch *fetch)
{
    ASSERT(list_empty(&fetch->waiters));
    fetch_stop_sharing(node, fetch);
    heap_remove(&node->fetch_deadlines, &fetch->deadline);
    if (fetch->storing)
        node->inflight_bytes -= fetch->entry->body->total;
    if (fetch->id != 0)
        ids_remove(&node->fetches, fetch->id);
    compressor_free(fetch->compressor);
    entry_unref(fetch->entry);
    entry_unref(fetch->stale);
    arena_fini(&fetch->arena);
    mem_free(fetch);
}

void fetch_cancel(struct node *node, struct fetch *fetch)
{
    if (!fetch->over)
        emit(node, fetch, EFFECT_FETCH_CANCEL);
    fetch_free(node, fetch);
}
