/*
 * lane_fetch.c - fetches of a lane's node, from request to answer.
 *
 * An origin takes the request at once and its answer is kept open until its
 * time has come. While an answer is heard the node may cancel the fetch, or
 * begin it anew under the same id: then the rest of this answer is not for it.
 */
#include "bench/replay/lane_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define CLIENT     SPAN("198.51.100.7")
#define TALK_BYTES ((size_t)1 << 20)
#define PIECE      ((size_t)1 << 20)

/* ---- fetches --------------------------------------------------------------
 */

static struct origin *origin_of(const struct lane *lane,
                                const struct wait *wait)
{
    return lane->topology->origins[wait->origin].origin;
}

void lane_give(struct lane *lane, struct wait *wait)
{
    if (origin_of(lane, wait))
        origin_end(origin_of(lane, wait), &wait->ex);
    list_remove(&wait->link);
    list_add_tail(&lane->spare_waits, &wait->link);
}

static struct wait *wait_of(struct list *waits, uint64_t id)
{
    LIST_EACH (link, waits, keep) {
        struct wait *wait = LIST_ITEM(link, struct wait, link);

        if (wait->id == id)
            return wait;
    }
    return NULL;
}

/* Gives back what there is of the fetch; for how large an object it was. */
uint64_t lane_cancel(struct lane *lane, uint64_t id)
{
    struct wait *wait = wait_of(&lane->waits, id);

    if (!wait)
        wait = wait_of(&lane->begun, id);
    if (!wait)
        return lane->bytes;
    lane_give(lane, wait);
    return wait->bytes;
}

static struct wait *wait_take(struct lane *lane)
{
    struct wait *wait;

    if (list_empty(&lane->spare_waits)) {
        wait = mem_zalloc(1, sizeof(*wait));
        arena_init(&wait->arena, TALK_BYTES);
    } else {
        wait = LIST_ITEM(lane->spare_waits.next, struct wait, link);
        list_remove(&wait->link);
        arena_reset(&wait->arena);
    }
    return wait;
}

/* The origin takes the request now; its answer is heard later. */
void lane_begin(struct lane *lane, const struct effect *effect)
{
    const struct origin_viewer viewer = {.address = CLIENT};
    uint64_t bytes = lane_cancel(lane, effect->id);
    struct wait *wait = wait_take(lane);
    int err = http_request_copy(&wait->request, &wait->arena,
                                effect->u.fetch.request);

    ASSERT(!err); /* a head that the node made has its limits */
    wait->id = effect->id;
    wait->origin = (size_t)effect->u.fetch.origin;
    wait->bytes = bytes;
    wait->heard = false;
    wait->ex = (struct origin_exchange){.arena = &wait->arena};
    lane->n_fetches++;
    list_add_tail(&lane->begun, &wait->link);
    if (lane->buckets[wait->origin])
        lane->buckets[wait->origin]->bytes = bytes;
    if (!origin_of(lane, wait))
        wait->ex.answer.fault.kind = FAULT_RESET; /* a server elsewhere */
    else if (origin_begin(origin_of(lane, wait), &wait->ex, lane->now_ms,
                          &wait->request, &viewer) == ORIGIN_ACCEPT_BODY)
        origin_commit(origin_of(lane, wait), &wait->ex, lane->now_ms, true);
    wait->due_ms =
        lane->now_ms + lane->delay_ms + wait->ex.answer.fault.delay_ms;
}

void lane_line_up(struct lane *lane, struct wait *wait)
{
    struct list *at = lane->waits.prev;

    while (at != &lane->waits &&
           LIST_ITEM(at, struct wait, link)->due_ms > wait->due_ms)
        at = at->prev;
    list_remove(&wait->link);
    list_add_tail(at->next, &wait->link);
}

/* ---- answers --------------------------------------------------------------
 */

/* The fetch has not been cancelled, nor begun anew, while it was heard. */
static bool is_heard(struct lane *lane, uint64_t id)
{
    const struct wait *wait = wait_of(&lane->waits, id);

    return wait && wait->heard;
}

static void end_fetch(struct lane *lane, struct wait *wait, enum fetch_end how)
{
    uint64_t id = wait->id;

    lane_give(lane, wait);
    node_origin_end(lane->node, lane->now_ms, id, how);
    lane_settle(lane);
}

static struct span next_piece(struct lane *lane, struct wait *wait,
                              uint64_t sent)
{
    const struct origin_answer *answer = &wait->ex.answer;
    uint64_t left = UINT64_MAX;

    if (answer->fault.kind == FAULT_TRUNCATE)
        left = answer->fault.at_bytes - sent;
    if (!answer->has_body || left == 0)
        return SPAN("");
    return origin_read(origin_of(lane, wait), &wait->ex,
                       left < PIECE ? (size_t)left : PIECE);
}

static void speak(struct lane *lane, struct wait *wait)
{
    const struct origin_answer *answer = &wait->ex.answer;
    bool cut = answer->has_body && answer->fault.kind == FAULT_TRUNCATE;
    uint64_t id = wait->id, sent = 0;
    struct span piece;

    wait->heard = true;
    lane->n_304 += answer->head.status == 304;
    node_origin_head(lane->node, lane->now_ms, id, &answer->head,
                     answer->length);
    lane_settle(lane);
    while (is_heard(lane, id)) {
        piece = next_piece(lane, wait, sent);
        if (piece.len == 0) {
            end_fetch(lane, wait,
                      cut ? FETCH_END_TRUNCATED : FETCH_END_COMPLETE);
            return;
        }
        sent += piece.len;
        lane->fetched_bytes += piece.len;
        node_origin_body(lane->node, lane->now_ms, id, piece);
        lane_settle(lane);
    }
}

void lane_answer(struct lane *lane, struct wait *wait)
{
    switch (wait->ex.answer.fault.kind) {
    case FAULT_NONE:
    case FAULT_TRUNCATE:
        speak(lane, wait);
        return;
    case FAULT_HANG: /* the node's patience ends it */
        wait->due_ms = INT64_MAX;
        list_remove(&wait->link);
        list_add_tail(&lane->waits, &wait->link);
        return;
    case FAULT_RESET:
        end_fetch(lane, wait, FETCH_END_CLOSED);
        return;
    case FAULT_GARBAGE:
        end_fetch(lane, wait, FETCH_END_GARBAGE);
        return;
    }
}
