/*
 * world.c - the virtual world: edges, origins and browsers without sockets.
 *
 * The second driver of the two seams. Nothing takes time but what is told to:
 * an origin's delay, a node's timeout. The clock jumps to the next turn or the
 * next deadline of a node, and only while something is under way; so a run ends
 * in the moment in which the last answer was given.
 */
#include "bench/world.h"

#include "bench/world_parts.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define WORLD_MAGIC 0x776f726cu

static struct world *world_of(const struct stage *stage)
{
    struct world *world = (struct world *)(void *)stage;

    ASSERT(world->magic == WORLD_MAGIC);
    return world;
}

void turn_set(struct world *world, struct turn *turn, int64_t at_ms)
{
    ASSERT(turn->run);
    heap_set(&world->turns, &turn->item, at_ms);
}

/* ---- carrying out ------------------------------------------------------- */

void world_drain(struct edge *edge)
{
    struct effect effect;

    while (node_poll(edge->node, &effect)) {
        switch (effect.kind) {
        case EFFECT_RESPOND:
        case EFFECT_BODY:
        case EFFECT_END:
        case EFFECT_ABORT:
        case EFFECT_CONTINUE:
        case EFFECT_WANT_BODY:
        case EFFECT_FINISH:
            visit_effect(edge, &effect);
            break;
        case EFFECT_FETCH:
        case EFFECT_FETCH_BODY:
        case EFFECT_FETCH_END:
        case EFFECT_FETCH_PAUSE:
        case EFFECT_FETCH_RESUME:
        case EFFECT_FETCH_CANCEL:
            talk_effect(edge, &effect);
            break;
        }
    }
}

void browser_drain(struct world *world, size_t browser)
{
    struct asker asker;
    struct browser_request request;

    while (cast_next(&world->cast, browser, &asker, &request))
        visit_begin(world, &asker, &request.head, request.url, SPAN_ABSENT);
}

/* ---- the clock ---------------------------------------------------------- */

static bool is_quiet(const struct world *world)
{
    if (!list_empty(&world->visits) || !list_empty(&world->talks))
        return false;
    for (size_t i = 0; i < world->stage.topology->n_edges; i++)
        if (!list_empty(&world->edges[i].talks))
            return false;
    return true;
}

/* The edge whose deadline comes first, the first of them among equals. */
static struct edge *next_edge(const struct world *world, int64_t *at_ms)
{
    struct edge *next = NULL;

    *at_ms = NODE_NEVER;
    for (size_t i = 0; i < world->stage.topology->n_edges; i++) {
        int64_t deadline_ms = node_deadline(world->edges[i].node);

        if (deadline_ms < *at_ms) {
            *at_ms = deadline_ms;
            next = &world->edges[i];
        }
    }
    return next;
}

static void move_clock(struct world *world, int64_t at_ms)
{
    if (at_ms > world->now_ms)
        world->now_ms = at_ms;
}

/* The next thing that happens; false: nothing will. What is due in the same
 * moment as a deadline comes before it. */
static bool happen(struct world *world)
{
    struct heap_item *first = heap_first(&world->turns);
    int64_t deadline_ms;
    struct edge *edge = next_edge(world, &deadline_ms);

    if (first && first->at_ms <= deadline_ms) {
        struct turn *turn = HEAP_ITEM(first, struct turn, item);

        move_clock(world, first->at_ms);
        heap_remove(&world->turns, first);
        turn->run(turn);
    } else if (edge) {
        move_clock(world, deadline_ms);
        node_tick(edge->node, world->now_ms);
        world_drain(edge);
    } else {
        return false;
    }
    talks_bury(world);
    return true;
}

static int run(struct stage *stage)
{
    struct world *world = world_of(stage);

    while (!is_quiet(world))
        if (!happen(world)) {
            world->trouble = SPAN("a request waits for what never comes");
            return ERR_MISMATCH;
        }
    return span_absent(world->trouble) ? 0 : ERR_IO;
}

static void advance(struct stage *stage, int64_t ms)
{
    struct world *world = world_of(stage);

    ASSERT(ms >= 0);
    ASSERT(is_quiet(world));
    world->now_ms += ms;
}

static int64_t now_ms(const struct stage *stage)
{
    return world_of(stage)->now_ms;
}

/* ---- what a step does --------------------------------------------------- */

static void load(struct stage *stage, uint64_t number, size_t page,
                 const struct load_spec *spec)
{
    struct world *world = world_of(stage);

    browser_drain(world, cast_load(&world->cast, number, page, spec));
}

static void request(struct stage *stage, uint64_t number,
                    const struct stage_request *what)
{
    struct world *world = world_of(stage);
    const struct asker asker = {
        .number = number, .edge = what->edge, .browser = TOPOLOGY_NONE};

    visit_begin(world, &asker, &what->head, what->url, what->body);
}

static size_t invalidate(struct stage *stage, size_t edge, struct span pattern)
{
    struct world *world = world_of(stage);
    size_t n = node_invalidate(world->edges[edge].node, pattern);

    world_drain(&world->edges[edge]);
    return n;
}

static void configure(struct stage *stage, size_t edge,
                      const struct node_config *config)
{
    node_configure(world_of(stage)->edges[edge].node, config);
}

static struct span trouble(const struct stage *stage)
{
    return world_of(stage)->trouble;
}

/* ---- from beginning to end ---------------------------------------------- */

static void world_free(struct stage *stage)
{
    struct world *world = world_of(stage);

    talks_free(world);
    visits_free(world);
    for (size_t i = 0; i < stage->topology->n_edges; i++)
        node_free(world->edges[i].node);
    cast_fini(&world->cast);
    heap_fini(&world->turns);
    mem_free(world->edges);
    mem_free(world);
}

static const struct stage_ops virtual_stage = {
    .name = "virtual",
    .free = world_free,
    .load = load,
    .request = request,
    .run = run,
    .advance = advance,
    .now_ms = now_ms,
    .invalidate = invalidate,
    .configure = configure,
    .trouble = trouble,
};

struct stage *world_new(const struct topology *topology)
{
    struct world *world = mem_zalloc(1, sizeof(*world));

    world->stage.ops = &virtual_stage;
    world->stage.topology = topology;
    world->magic = WORLD_MAGIC;
    world->now_ms = STAGE_START_MS;
    heap_init(&world->turns);
    list_init(&world->visits);
    list_init(&world->spare_visits);
    list_init(&world->talks);
    list_init(&world->dead_talks);
    list_init(&world->spare_talks);
    world->edges = mem_zalloc(topology->n_edges, sizeof(*world->edges));
    for (size_t i = 0; i < topology->n_edges; i++) {
        world->edges[i].world = world;
        world->edges[i].index = i;
        world->edges[i].node = node_new(&topology->edges[i].config);
        list_init(&world->edges[i].talks);
    }
    cast_init(&world->cast, &world->stage);
    return &world->stage;
}

const struct node *world_node(const struct stage *stage, size_t edge)
{
    return world_of(stage)->edges[edge].node;
}

const struct browser *world_browser(const struct stage *stage, size_t browser)
{
    return world_of(stage)->cast.browsers[browser];
}

void world_check(const struct stage *stage)
{
    const struct world *world = world_of(stage);

    for (size_t i = 0; i < stage->topology->n_edges; i++)
        node_check(world->edges[i].node);
    cast_check(&world->cast);
}
