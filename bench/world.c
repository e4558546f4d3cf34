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

void edge_drain(struct edge *edge)
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

static struct going *going_of(struct world *world, size_t browser,
                              uint64_t load)
{
    LIST_EACH (link, &world->goings, keep) {
        struct going *going = LIST_ITEM(link, struct going, link);
        const struct topology_page *page =
            &world->stage.topology->pages[going->page];

        if (going->load == load && page->browser == browser)
            return going;
    }
    ASSERT(false && "an action belongs to a load under way");
    return NULL;
}

static void tell_verdict(struct world *world, struct going *going,
                         const struct load_verdict *verdict)
{
    const struct stage_event event = {.saw = STAGE_VERDICT,
                                      .at_ms = world->now_ms,
                                      .number = going->number,
                                      .u.verdict = verdict};

    list_remove(&going->link);
    mem_free(going);
    stage_tell(&world->stage, &event);
}

void browser_drain(struct world *world, size_t browser)
{
    struct browser_action action;

    while (browser_poll(world->browsers[browser], &action)) {
        struct going *going = going_of(world, browser, action.load);
        const struct browser_request *request = &action.u.request;
        const struct asker asker = {
            .number = going->number,
            .edge = world->stage.topology->pages[going->page].edge,
            .browser = world->browsers[browser],
            .browser_index = browser,
            .request = request->id,
            .preflight = request->preflight};

        if (action.kind == BROWSER_VERDICT)
            tell_verdict(world, going, &action.u.verdict);
        else
            visit_begin(world, &asker, &request->head, request->url,
                        SPAN_ABSENT);
    }
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
        edge_drain(edge);
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
    size_t browser = stage->topology->pages[page].browser;
    struct going *going = mem_zalloc(1, sizeof(*going));

    going->number = number;
    going->page = page;
    list_add_tail(&world->goings, &going->link);
    going->load = browser_load(world->browsers[browser], world->now_ms, spec);
    ASSERT(going->load != 0);
    browser_drain(world, browser);
}

static void request(struct stage *stage, uint64_t number,
                    const struct stage_request *what)
{
    struct world *world = world_of(stage);
    const struct asker asker = {.number = number, .edge = what->edge};

    visit_begin(world, &asker, &what->head, what->url, what->body);
}

static size_t invalidate(struct stage *stage, size_t edge, struct span pattern)
{
    struct world *world = world_of(stage);
    size_t n = node_invalidate(world->edges[edge].node, pattern);

    edge_drain(&world->edges[edge]);
    return n;
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
    LIST_EACH (link, &world->goings, keep)
        mem_free(LIST_ITEM(link, struct going, link));
    for (size_t i = 0; i < stage->topology->n_edges; i++)
        node_free(world->edges[i].node);
    for (size_t i = 0; i < stage->topology->n_browsers; i++)
        browser_free(world->browsers[i]);
    heap_fini(&world->turns);
    mem_free(world->edges);
    mem_free(world->browsers);
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
    list_init(&world->goings);
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
    world->browsers =
        mem_zalloc(topology->n_browsers, sizeof(struct browser *));
    for (size_t i = 0; i < topology->n_browsers; i++)
        world->browsers[i] = browser_new();
    return &world->stage;
}

const struct node *world_node(const struct stage *stage, size_t edge)
{
    return world_of(stage)->edges[edge].node;
}

void world_check(const struct stage *stage)
{
    const struct world *world = world_of(stage);

    for (size_t i = 0; i < stage->topology->n_edges; i++)
        node_check(world->edges[i].node);
    for (size_t i = 0; i < stage->topology->n_browsers; i++)
        browser_check(world->browsers[i]);
}
