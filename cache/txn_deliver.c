/*
 * txn_deliver.c - handing a response's body to its viewer, up to END or ABORT.
 *
 * The body is pulled: at most a window of it is on its way to one viewer, and
 * what the viewer's connection has taken makes room for more.
 */
#include "cache/node_parts.h"

#include "cache/base/assert.h"

/* The viewer now owes a sign of progress: node_tick looks at this list, oldest
 * first. */
static void expect_progress(struct node *node, struct txn *txn, int64_t now_ms)
{
    txn->progress_ms = now_ms;
    list_remove(&txn->responding);
    list_add_tail(&node->responding, &txn->responding);
}

void txn_sent(struct node *node, struct txn *txn, int64_t now_ms,
              uint64_t bytes)
{
    ASSERT(txn->sent + bytes <= txn->cursor.offset);
    txn->sent += bytes;
    list_remove(&txn->responding);
    if (txn->fetch)
        fetch_progress(node, txn->fetch, now_ms);
    if (!txn->ended)
        txn_pump(node, txn, now_ms);
    if (!txn->aborted && (txn->ended || txn->sent < txn->cursor.offset))
        expect_progress(node, txn, now_ms);
}

static void end(struct node *node, struct txn *txn, enum effect_kind kind)
{
    ASSERT(!txn->ended || kind == EFFECT_ABORT);
    ASSERT(!txn->aborted);
    txn->ended = true;
    txn->aborted = kind == EFFECT_ABORT;
    node_effect(node, &(struct effect){.kind = kind,
                                       .id = txn->id,
                                       .user = txn->viewer.user});
}

void txn_abort(struct node *node, struct txn *txn, int64_t now_ms,
               enum reason why)
{
    txn->log = why;
    list_remove(&txn->responding);
    fetch_leave(node, txn, now_ms, false);
    end(node, txn, EFFECT_ABORT);
}

/* How much more may be on its way to the viewer. */
static uint64_t room(const struct txn *txn)
{
    uint64_t window = WINDOW_VIEWER - (txn->cursor.offset - txn->sent);
    uint64_t rest = txn->end - txn->cursor.offset;

    return rest < window ? rest : window;
}

static void hand_out(struct node *node, struct txn *txn, int64_t now_ms)
{
    struct effect effect = {
        .kind = EFFECT_BODY, .id = txn->id, .user = txn->viewer.user};

    while (txn->cursor.offset - txn->sent < WINDOW_VIEWER) {
        effect.u.bytes = body_next(txn->entry->body, &txn->cursor, room(txn));
        if (span_absent(effect.u.bytes))
            return;
        if (txn->cursor.offset - txn->sent == effect.u.bytes.len)
            expect_progress(node, txn, now_ms);
        node_effect(node, &effect);
    }
}

void txn_pump(struct node *node, struct txn *txn, int64_t now_ms)
{
    const struct body *body = txn->entry->body;

    if (txn->ended)
        return;
    if (txn->reply.has_body)
        hand_out(node, txn, now_ms);
    if (txn->reply.has_body && txn->cursor.offset < txn->end) {
        if (txn->cursor.offset < body->total || body->state == BODY_OPEN)
            return;
        if (body->state == BODY_BROKEN) {
            txn_abort(node, txn, now_ms, LOG_BROKEN);
            return;
        }
    }
    fetch_leave(node, txn, now_ms, true);
    expect_progress(node, txn, now_ms);
    end(node, txn, EFFECT_END);
}
