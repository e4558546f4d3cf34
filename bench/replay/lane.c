/*
 * lane.c - a node with its origins, in virtual time, one event after another.
 *
 * After every event of the node its effects are carried out, and what they ask
 * for is told as events of the same moment, until it asks for nothing more.
 * A viewer takes all bytes at once, and an origin gives all at once.
 */
#include "bench/replay/lane.h"

#include "bench/replay/lane_parts.h"

#include "cache/base/mem.h"
#include "cache/http/cors.h"

#define CLIENT       SPAN("198.51.100.7")
#define VISIT_BYTES  ((size_t)1 << 20)
#define CREDIT       ((uint64_t)64 << 10)
#define HEADER_LINES ((size_t)2 * HTTP_HEADERS_MAX)

/* ---- visits ---------------------------------------------------------------
 */

static struct visit *visit_take(struct lane *lane)
{
    struct visit *visit;

    if (list_empty(&lane->spare_visits)) {
        visit = mem_zalloc(1, sizeof(*visit));
        arena_init(&visit->arena, VISIT_BYTES);
    } else {
        visit = LIST_ITEM(lane->spare_visits.next, struct visit, link);
        list_remove(&visit->link);
        arena_reset(&visit->arena);
    }
    visit->failed = false;
    return visit;
}

static void visit_give(struct lane *lane, struct visit *visit)
{
    list_remove(&visit->link);
    list_add_tail(&lane->spare_visits, &visit->link);
}

static void judge(struct visit *visit, const struct reply *reply)
{
    struct http_header lines[HEADER_LINES];
    struct http_headers headers = {.at = lines};

    if (span_absent(visit->page_origin))
        return;
    for (size_t i = 0; i < reply->added->n; i++)
        lines[headers.n++] = reply->added->at[i];
    for (size_t i = 0; i < reply->stored->n; i++)
        lines[headers.n++] = reply->stored->at[i];
    visit->failed =
        cors_check(&headers, visit->page_origin, false, &visit->arena)
            .verdict != CORS_OK;
}

/* ---- effects --------------------------------------------------------------
 */

static void end_visit(struct lane *lane, struct visit *visit)
{
    list_remove(&visit->link);
    list_add_tail(&lane->over, &visit->link);
}

static void carry_out(struct lane *lane, const struct effect *effect)
{
    switch (effect->kind) {
    case EFFECT_RESPOND:
        judge(effect->user, effect->u.reply);
        return;
    case EFFECT_BODY:
        node_client_sent(lane->node, lane->now_ms, effect->id,
                         effect->u.bytes.len);
        return;
    case EFFECT_END:
    case EFFECT_ABORT:
        end_visit(lane, effect->user);
        return;
    case EFFECT_FINISH:
        if (lane->finish)
            lane->finish(lane->user, effect->user, effect->u.journal);
        visit_give(lane, effect->user);
        return;
    case EFFECT_FETCH:
        lane_begin(lane, effect);
        return;
    case EFFECT_FETCH_CANCEL:
        (void)lane_cancel(lane, effect->id);
        return;
    case EFFECT_CONTINUE:
    case EFFECT_WANT_BODY:
    case EFFECT_FETCH_BODY:
    case EFFECT_FETCH_END:
    case EFFECT_FETCH_PAUSE: /* its viewers take all at once: it will resume */
    case EFFECT_FETCH_RESUME:
        return;
    }
}

/* One thing that the effects ask for. False: nothing. */
static bool oblige(struct lane *lane)
{
    if (!list_empty(&lane->begun)) {
        struct wait *wait = LIST_ITEM(lane->begun.next, struct wait, link);

        lane_line_up(lane, wait);
        node_origin_ready(lane->node, lane->now_ms, wait->id, CREDIT);
        return true;
    }
    if (!list_empty(&lane->over)) {
        struct visit *visit = LIST_ITEM(lane->over.next, struct visit, link);

        list_remove(&visit->link);
        list_add_tail(&lane->visits, &visit->link);
        node_client_done(lane->node, lane->now_ms, visit->txn);
        return true;
    }
    return false;
}

void lane_settle(struct lane *lane)
{
    struct effect effect;

    do
        while (node_poll(lane->node, &effect))
            carry_out(lane, &effect);
    while (oblige(lane));
}

/* ---- time -----------------------------------------------------------------
 */

static struct wait *first_wait(struct lane *lane)
{
    return list_empty(&lane->waits)
               ? NULL
               : LIST_ITEM(lane->waits.next, struct wait, link);
}

/* What is due first, by that time. False: nothing. */
static bool step(struct lane *lane, int64_t ms)
{
    struct wait *wait = first_wait(lane);
    int64_t deadline_ms = node_deadline(lane->node);
    int64_t due_ms = wait ? wait->due_ms : INT64_MAX;

    if (deadline_ms < due_ms && deadline_ms <= ms) {
        if (deadline_ms > lane->now_ms)
            lane->now_ms = deadline_ms;
        node_tick(lane->node, lane->now_ms);
        lane_settle(lane);
        return true;
    }
    if (due_ms > ms || due_ms == INT64_MAX)
        return false;
    if (due_ms > lane->now_ms)
        lane->now_ms = due_ms;
    lane_answer(lane, wait);
    return true;
}

void lane_run_until(struct lane *lane, int64_t ms)
{
    while (step(lane, ms))
        continue;
    if (ms > lane->now_ms)
        lane->now_ms = ms;
}

void lane_run_out(struct lane *lane)
{
    while (!node_is_idle(lane->node) && step(lane, INT64_MAX))
        continue;
}

/* ---- the whole ------------------------------------------------------------
 */

void lane_init(struct lane *lane)
{
    list_init(&lane->visits);
    list_init(&lane->over);
    list_init(&lane->spare_visits);
    list_init(&lane->begun);
    list_init(&lane->waits);
    list_init(&lane->spare_waits);
}

void lane_fini(struct lane *lane)
{
    node_free(lane->node);
    LIST_EACH (link, &lane->begun, keep)
        lane_give(lane, LIST_ITEM(link, struct wait, link));
    LIST_EACH (link, &lane->waits, keep)
        lane_give(lane, LIST_ITEM(link, struct wait, link));
    LIST_EACH (link, &lane->visits, keep)
        visit_give(lane, LIST_ITEM(link, struct visit, link));
    LIST_EACH (link, &lane->spare_waits, keep) {
        struct wait *wait = LIST_ITEM(link, struct wait, link);

        arena_fini(&wait->arena);
        mem_free(wait);
    }
    LIST_EACH (link, &lane->spare_visits, keep) {
        struct visit *visit = LIST_ITEM(link, struct visit, link);

        arena_fini(&visit->arena);
        mem_free(visit);
    }
}

int lane_request(struct lane *lane, const struct http_request *request,
                 struct span page_origin, uint64_t bytes)
{
    struct visit *visit = visit_take(lane);
    const struct node_viewer viewer = {.client = CLIENT, .user = visit};
    int err = 0;

    visit->page_origin = SPAN_ABSENT;
    list_init(&visit->link);
    if (!span_absent(page_origin))
        err = arena_copy(&visit->arena, page_origin, &visit->page_origin);
    if (err) {
        visit_give(lane, visit);
        return err;
    }
    list_add_tail(&lane->visits, &visit->link);
    lane->bytes = bytes;
    visit->txn = node_request(lane->node, lane->now_ms, &viewer, request);
    if (visit->txn == 0) {
        visit_give(lane, visit);
        return ERR_FULL;
    }
    lane_settle(lane);
    return 0;
}
