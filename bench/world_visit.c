/*
 * world_visit.c - requests of browsers and plain clients, in virtual time.
 *
 * A visit goes to an edge (a transaction of its node) or straight to an origin
 * (a conversation of its own). What its turn has to do is collected while
 * effects are carried out: bytes to be called sent, credit to be used up, the
 * end. The answer is handed over in a turn too, because the browser that gets
 * it may ask again at once.
 */
#include "bench/world_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define VISIT_BYTES_MAX ((size_t)4 << 20)
#define VISIT_MAGIC     0x76697369u

struct visit {
    struct list link; /* in world.visits */
    struct turn turn;
    uint32_t magic;
    struct world *world;
    struct asker asker;
    struct edge *edge; /* NULL: an origin, or nobody */
    uint64_t txn;
    struct arena arena;
    struct span body; /* of the request, what has not been sent of it */
    bool body_open;
    uint64_t credit;
    uint64_t taken; /* bytes of the answer to be called sent */
    bool over;      /* END or ABORT came */
    bool finished;  /* FINISH came, or the origin is through */
    struct http_response answer;
    bool has_head;
    uint64_t body_bytes;
    enum stage_wire wire;
};

/* ---- the answer --------------------------------------------------------- */

static void give_back(struct visit *visit)
{
    struct world *world = visit->world;

    heap_remove(&world->turns, &visit->turn.item);
    list_remove(&visit->link);
    arena_reset(&visit->arena);
    list_add_tail(&world->spare_visits, &visit->link);
}

static void hand_over(struct visit *visit)
{
    struct world *world = visit->world;
    const struct asker asker = visit->asker;
    const struct cast_answer answer = {&visit->answer, visit->body_bytes,
                                       visit->wire};

    cast_answer(&world->cast, &asker, &answer);
    give_back(visit);
    if (asker.browser != TOPOLOGY_NONE)
        browser_drain(world, asker.browser);
}

/* ---- turns -------------------------------------------------------------- */

static void send_body(struct visit *visit)
{
    struct edge *edge = visit->edge;
    int64_t now_ms = visit->world->now_ms;
    struct span piece = span_cut(visit->body, 0, (size_t)visit->credit);

    visit->credit -= piece.len;
    visit->body = span_cut(visit->body, piece.len, visit->body.len);
    if (piece.len) {
        node_request_body(edge->node, now_ms, visit->txn, piece);
        world_drain(edge);
    }
    if (visit->body.len == 0) {
        visit->body_open = false;
        node_request_end(edge->node, now_ms, visit->txn, true);
        world_drain(edge);
    }
}

static void visit_turn(struct turn *turn)
{
    struct visit *visit = LIST_ITEM(turn, struct visit, turn);
    struct edge *edge = visit->edge;
    uint64_t taken = visit->taken;

    ASSERT(visit->magic == VISIT_MAGIC);
    if (visit->finished) {
        hand_over(visit);
        return;
    }
    visit->taken = 0;
    if (taken) {
        node_client_sent(edge->node, visit->world->now_ms, visit->txn, taken);
        world_drain(edge);
    }
    if (visit->body_open && visit->credit && !visit->over)
        send_body(visit);
    if (visit->over && !visit->finished && !visit->taken) {
        node_client_done(edge->node, visit->world->now_ms, visit->txn);
        world_drain(edge);
    }
}

static void soon(struct visit *visit)
{
    turn_set(visit->world, &visit->turn, visit->world->now_ms);
}

/* ---- what a node says ---------------------------------------------------- */

static int copy_reply(struct visit *visit, const struct reply *reply)
{
    struct http_headers added = {0};
    int err =
        http_headers_copy(&visit->answer.headers, &visit->arena, reply->stored);

    if (!err)
        err = http_headers_copy(&added, &visit->arena, reply->added);
    for (size_t i = 0; i < added.n && !err; i++)
        err = http_headers_add(&visit->answer.headers, &visit->arena,
                               added.at[i].name, added.at[i].value);
    return err;
}

static void tell_journal(const struct edge *edge, const struct effect *effect)
{
    const struct stage_event event = {
        .saw = STAGE_JOURNAL,
        .at_ms = edge->world->now_ms,
        .u.journal = {.edge = edge->index, .journal = effect->u.journal}};

    stage_tell(&edge->world->stage, &event);
}

static void respond(struct visit *visit, const struct reply *reply)
{
    visit->answer.status = reply->status;
    visit->has_head = true;
    if (copy_reply(visit, reply) != 0)
        visit->world->trouble = SPAN("a response head is too large");
}

void visit_effect(struct edge *edge, const struct effect *effect)
{
    struct visit *visit = effect->user;

    ASSERT(visit->magic == VISIT_MAGIC);
    switch (effect->kind) {
    case EFFECT_RESPOND:
        respond(visit, effect->u.reply);
        return;
    case EFFECT_BODY:
        visit->body_bytes += effect->u.bytes.len;
        visit->taken += effect->u.bytes.len;
        break;
    case EFFECT_ABORT:
        visit->wire = visit->has_head ? STAGE_CUT : STAGE_NO_ANSWER;
        visit->over = true;
        break;
    case EFFECT_END:
        visit->over = true;
        break;
    case EFFECT_WANT_BODY:
        visit->credit += effect->u.credit;
        break;
    case EFFECT_FINISH:
        tell_journal(edge, effect);
        visit->finished = true;
        break;
    case EFFECT_CONTINUE: /* nobody here waits for it */
        return;
    case EFFECT_FETCH:
    case EFFECT_FETCH_BODY:
    case EFFECT_FETCH_END:
    case EFFECT_FETCH_PAUSE:
    case EFFECT_FETCH_RESUME:
    case EFFECT_FETCH_CANCEL:
        ASSERT(false && "an effect for a viewer");
    }
    soon(visit);
}

/* ---- what an origin says --------------------------------------------------
 */

void visit_head(struct visit *visit, const struct http_response *head)
{
    visit->answer.status = head->status;
    visit->has_head = true;
    if (http_headers_copy(&visit->answer.headers, &visit->arena,
                          &head->headers) != 0)
        visit->world->trouble = SPAN("a response head is too large");
}

void visit_body(struct visit *visit, uint64_t bytes)
{
    visit->body_bytes += bytes;
}

void visit_end(struct visit *visit, enum stage_wire wire)
{
    visit->wire = wire;
    visit->finished = true;
    soon(visit);
}

/* ---- from beginning to end ------------------------------------------------
 */

static struct visit *visit_new(struct world *world)
{
    struct visit *visit;
    struct arena arena;

    if (list_empty(&world->spare_visits)) {
        visit = mem_zalloc(1, sizeof(*visit));
        arena_init(&arena, VISIT_BYTES_MAX);
    } else {
        visit = LIST_ITEM(world->spare_visits.next, struct visit, link);
        list_remove(&visit->link);
        arena = visit->arena;
    }
    *visit = (struct visit){.magic = VISIT_MAGIC,
                            .world = world,
                            .arena = arena,
                            .turn.run = visit_turn};
    list_add_tail(&world->visits, &visit->link);
    return visit;
}

static void ask_edge(struct visit *visit, const struct http_request *head)
{
    const struct node_viewer viewer = {.client = WORLD_CLIENT,
                                       .body_length = (int64_t)visit->body.len,
                                       .user = visit};
    struct edge *edge = visit->edge;

    visit->body_open = visit->body.len > 0;
    visit->txn = node_request(edge->node, visit->world->now_ms, &viewer, head);
    if (visit->txn == 0)
        visit_end(visit, STAGE_NO_ANSWER);
    world_drain(edge);
}

void visit_begin(struct world *world, const struct asker *asker,
                 const struct http_request *head, struct span url,
                 struct span body)
{
    struct topology_host host =
        topology_route(world->stage.topology, head->authority, asker->edge);
    struct visit *visit = visit_new(world);

    visit->asker = *asker;
    if (arena_copy(&visit->arena, body, &visit->body) != 0)
        world->trouble = SPAN("a request body is too large");
    cast_tell_request(&world->cast, asker, host, head, url);
    switch (host.kind) {
    case TOPOLOGY_EDGE:
        visit->edge = &world->edges[host.index];
        ask_edge(visit, head);
        return;
    case TOPOLOGY_ORIGIN:
        talk_visit(visit, world, host.index, head, visit->body);
        return;
    case TOPOLOGY_NOBODY:
        visit_end(visit, STAGE_NO_ANSWER);
        return;
    }
}

static void free_all(struct list *visits)
{
    LIST_EACH (link, visits, keep) {
        struct visit *visit = LIST_ITEM(link, struct visit, link);

        arena_fini(&visit->arena);
        mem_free(visit);
    }
    list_init(visits);
}

void visits_free(struct world *world)
{
    free_all(&world->visits);
    free_all(&world->spare_visits);
}
