/*
 * world_talk.c - conversations with origins, in virtual time.
 *
 * One talk is one request to one origin, for a fetch or a visit, in turns:
 *   1 ready   the node learns that it may send the request's body
 *   2 taking  the body flows; nothing to do by itself
 *   3 head    after the origin's delay: the head, or the fault in its place
 *   4 body    piece by piece, up to the end or the fault; a hang has no turn
 */
#include "bench/world_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define TALK_BYTES_MAX ((size_t)16 << 20)
#define PIECE_BYTES    ((size_t)64 << 10)
#define BODY_CREDIT    ((uint64_t)64 << 10)
#define PATIENCE_MS    INT64_C(300000) /* of a client at a hung origin */

enum talk_state { TALK_READY, TALK_TAKING, TALK_HEAD, TALK_BODY };

struct talk {
    struct list link; /* in its edge's or the world's talks */
    struct turn turn;
    struct world *world;
    size_t origin;
    struct edge *edge; /* on behalf of this fetch of this edge ... */
    uint64_t fetch;
    struct visit *visit; /* ... or of this visit */
    struct arena arena;
    struct http_request request;
    struct origin_exchange ex;
    enum talk_state state;
    bool takes_body; /* it is what the origin waits for */
    bool waits_body; /* the edge has not ended it yet */
    bool paused;
    uint64_t owed; /* credit for the request's body */
    uint64_t sent; /* of the answer's body */
};

static struct origin *origin_of(const struct talk *talk)
{
    return talk->world->stage.topology->origins[talk->origin].origin;
}

/* ---- the end ------------------------------------------------------------ */

static void is_over(struct talk *talk)
{
    heap_remove(&talk->world->turns, &talk->turn.item);
    list_remove(&talk->link);
    list_add_tail(&talk->world->dead_talks, &talk->link);
}

static enum stage_wire wire_of(const struct talk *talk, enum fetch_end how)
{
    if (how == FETCH_END_COMPLETE)
        return STAGE_WHOLE;
    return talk->state == TALK_BODY ? STAGE_CUT : STAGE_NO_ANSWER;
}

static void end(struct talk *talk, enum fetch_end how)
{
    enum stage_wire wire = wire_of(talk, how);

    is_over(talk);
    if (talk->visit) {
        visit_end(talk->visit, wire);
        return;
    }
    node_origin_end(talk->edge->node, talk->world->now_ms, talk->fetch, how);
    world_drain(talk->edge);
}

void talks_bury(struct world *world)
{
    LIST_EACH (link, &world->dead_talks, keep) {
        struct talk *talk = LIST_ITEM(link, struct talk, link);

        if (origin_of(talk))
            origin_end(origin_of(talk), &talk->ex);
        arena_reset(&talk->arena);
        list_remove(&talk->link);
        list_add_tail(&world->spare_talks, &talk->link);
    }
}

void talks_free(struct world *world)
{
    for (size_t i = 0; i < world->stage.topology->n_edges; i++)
        LIST_EACH (link, &world->edges[i].talks, keep)
            is_over(LIST_ITEM(link, struct talk, link));
    LIST_EACH (link, &world->talks, keep)
        is_over(LIST_ITEM(link, struct talk, link));
    talks_bury(world);
    LIST_EACH (link, &world->spare_talks, keep) {
        struct talk *talk = LIST_ITEM(link, struct talk, link);

        arena_fini(&talk->arena);
        mem_free(talk);
    }
}

/* ---- 3 head, 4 body ----------------------------------------------------- */

static void hear_head(struct talk *talk)
{
    const struct origin_answer *answer = &talk->ex.answer;

    talk->state = TALK_BODY;
    if (!talk->paused)
        turn_set(talk->world, &talk->turn, talk->world->now_ms);
    if (talk->visit) {
        visit_head(talk->visit, &answer->head);
        return;
    }
    node_origin_head(talk->edge->node, talk->world->now_ms, talk->fetch,
                     &answer->head, answer->length);
    world_drain(talk->edge);
}

static void head_turn(struct talk *talk)
{
    switch (talk->ex.answer.fault.kind) {
    case FAULT_NONE:
    case FAULT_TRUNCATE:
        hear_head(talk);
        return;
    case FAULT_HANG:
        if (talk->visit)
            end(talk, FETCH_END_CLOSED);
        return;
    case FAULT_RESET:
        end(talk, FETCH_END_CLOSED);
        return;
    case FAULT_GARBAGE:
        end(talk, FETCH_END_GARBAGE);
        return;
    }
}

static struct span next_piece(struct talk *talk)
{
    const struct origin_answer *answer = &talk->ex.answer;
    uint64_t left = UINT64_MAX;

    if (!answer->has_body)
        return SPAN("");
    if (answer->fault.kind == FAULT_TRUNCATE)
        left = answer->fault.at_bytes - talk->sent;
    if (left == 0)
        return SPAN("");
    return origin_read(origin_of(talk), &talk->ex,
                       left < PIECE_BYTES ? (size_t)left : PIECE_BYTES);
}

static void body_turn(struct talk *talk)
{
    struct span piece = next_piece(talk);
    bool cut = talk->ex.answer.fault.kind == FAULT_TRUNCATE &&
               talk->ex.answer.has_body;

    if (piece.len == 0) {
        end(talk, cut ? FETCH_END_TRUNCATED : FETCH_END_COMPLETE);
        return;
    }
    talk->sent += piece.len;
    turn_set(talk->world, &talk->turn, talk->world->now_ms);
    if (talk->visit) {
        visit_body(talk->visit, piece.len);
        return;
    }
    node_origin_body(talk->edge->node, talk->world->now_ms, talk->fetch, piece);
    world_drain(talk->edge);
}

/* ---- 1 ready, 2 taking -------------------------------------------------- */

static void tell_origin(const struct talk *talk)
{
    const struct origin_answer *answer = &talk->ex.answer;
    enum fault_kind fault = answer->fault.kind;
    bool speaks = fault == FAULT_NONE || fault == FAULT_TRUNCATE;
    const struct stage_event event = {
        .saw = STAGE_ORIGIN,
        .at_ms = talk->world->now_ms,
        .u.origin = {.origin = talk->origin,
                     .request = &talk->request,
                     .answer = speaks ? &answer->head : NULL,
                     .fault = fault}};

    stage_tell(&talk->world->stage, &event);
}

/* The origin has its answer ready; it comes after its delay. */
static void has_answer(struct talk *talk)
{
    int64_t delay_ms = talk->ex.answer.fault.delay_ms;

    if (talk->ex.answer.fault.kind == FAULT_HANG && talk->visit)
        delay_ms += PATIENCE_MS;
    tell_origin(talk);
    talk->takes_body = false;
    talk->state = TALK_HEAD;
    turn_set(talk->world, &talk->turn, talk->world->now_ms + delay_ms);
}

static void commit(struct talk *talk)
{
    origin_commit(origin_of(talk), &talk->ex, talk->world->now_ms, true);
    has_answer(talk);
}

static void grant(struct talk *talk)
{
    uint64_t credit = talk->owed;

    talk->owed = 0;
    node_origin_ready(talk->edge->node, talk->world->now_ms, talk->fetch,
                      credit);
    world_drain(talk->edge);
}

static void ready_turn(struct talk *talk)
{
    talk->state = TALK_TAKING;
    if (!talk->takes_body)
        has_answer(talk);
    else if (!talk->waits_body)
        commit(talk);
    if (talk->edge)
        grant(talk);
}

static void talk_turn(struct turn *turn)
{
    struct talk *talk = LIST_ITEM(turn, struct talk, turn);

    switch (talk->state) {
    case TALK_READY:
        ready_turn(talk);
        return;
    case TALK_TAKING:
        grant(talk);
        return;
    case TALK_HEAD:
        head_turn(talk);
        return;
    case TALK_BODY:
        body_turn(talk);
        return;
    }
}

/* ---- the beginning ------------------------------------------------------ */

static struct talk *talk_new(struct world *world, size_t origin,
                             const struct http_request *request)
{
    struct talk *talk;
    struct arena arena;

    if (list_empty(&world->spare_talks)) {
        talk = mem_zalloc(1, sizeof(*talk));
        arena_init(&arena, TALK_BYTES_MAX);
    } else {
        talk = LIST_ITEM(world->spare_talks.next, struct talk, link);
        list_remove(&talk->link);
        arena = talk->arena;
    }
    *talk = (struct talk){.world = world,
                          .origin = origin,
                          .arena = arena,
                          .turn.run = talk_turn,
                          .owed = BODY_CREDIT};
    if (http_request_copy(&talk->request, &talk->arena, request) != 0)
        world->trouble = SPAN("a request head is too large");
    return talk;
}

static void begin(struct talk *talk, int64_t body_length)
{
    const struct origin_viewer viewer = {.address = WORLD_CLIENT,
                                         .body_length = body_length};
    struct world *world = talk->world;
    list_add_tail(talk->edge ? &talk->edge->talks : &world->talks, &talk->link);
    if (!origin_of(talk)) {
        world->trouble = SPAN("an external origin exists only live");
        talk->ex.answer.fault.kind = FAULT_RESET;
        talk->state = TALK_HEAD;
        turn_set(world, &talk->turn, world->now_ms);
        return;
    }
    talk->ex.arena = &talk->arena;
    talk->waits_body = body_length != 0;
    talk->takes_body =
        origin_begin(origin_of(talk), &talk->ex, world->now_ms, &talk->request,
                     &viewer) == ORIGIN_ACCEPT_BODY;
    turn_set(world, &talk->turn, world->now_ms);
}

void talk_visit(struct visit *visit, struct world *world, size_t origin,
                const struct http_request *request, struct span body)
{
    struct talk *talk = talk_new(world, origin, request);

    talk->visit = visit;
    begin(talk, (int64_t)body.len);
    talk->waits_body = false;
    if (talk->takes_body && body.len)
        origin_body(origin_of(talk), &talk->ex, body);
}

/* ---- what a node says ---------------------------------------------------- */

/* The living talk of that fetch, or NULL: an earlier attempt is dead. */
static struct talk *find(struct edge *edge, uint64_t fetch)
{
    LIST_EACH (link, &edge->talks, keep) {
        struct talk *talk = LIST_ITEM(link, struct talk, link);

        if (talk->fetch == fetch)
            return talk;
    }
    return NULL;
}

static void take_body(struct talk *talk, struct span bytes)
{
    if (!talk->takes_body)
        return;
    origin_body(origin_of(talk), &talk->ex, bytes);
    talk->owed += bytes.len;
    turn_set(talk->world, &talk->turn, talk->world->now_ms);
}

static void end_body(struct talk *talk)
{
    talk->waits_body = false;
    if (talk->takes_body && talk->state == TALK_TAKING)
        commit(talk);
}

static void pause(struct talk *talk, bool paused)
{
    talk->paused = paused;
    if (talk->state != TALK_BODY)
        return;
    if (paused)
        heap_remove(&talk->world->turns, &talk->turn.item);
    else
        turn_set(talk->world, &talk->turn, talk->world->now_ms);
}

static void carry_out(struct talk *talk, const struct effect *effect)
{
    switch (effect->kind) {
    case EFFECT_FETCH_BODY:
        take_body(talk, effect->u.bytes);
        return;
    case EFFECT_FETCH_END:
        end_body(talk);
        return;
    case EFFECT_FETCH_PAUSE:
        pause(talk, true);
        return;
    case EFFECT_FETCH_RESUME:
        pause(talk, false);
        return;
    case EFFECT_FETCH_CANCEL:
        is_over(talk);
        return;
    case EFFECT_FETCH:
    case EFFECT_RESPOND:
    case EFFECT_BODY:
    case EFFECT_END:
    case EFFECT_ABORT:
    case EFFECT_CONTINUE:
    case EFFECT_WANT_BODY:
    case EFFECT_FINISH:
        ASSERT(false && "an effect on a fetch");
    }
}

void talk_effect(struct edge *edge, const struct effect *effect)
{
    struct talk *talk;

    if (effect->kind == EFFECT_FETCH) {
        talk = talk_new(edge->world, (size_t)effect->u.fetch.origin,
                        effect->u.fetch.request);
        talk->edge = edge;
        talk->fetch = effect->id;
        begin(talk, effect->u.fetch.body_length);
        return;
    }
    talk = find(edge, effect->id);
    if (talk)
        carry_out(talk, effect);
}
