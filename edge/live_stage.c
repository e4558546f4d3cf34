/*
 * live_stage.c - a scenario's stage over real sockets, under a manual clock.
 *
 * Sockets come to rest in an order of their own, so the stage leaves them
 * nothing to choose. It goes in lockstep, and after every step it turns the
 * loop until everything in flight has arrived somewhere and waits:
 *
 *   1 a request that waits is sent; the nodes take it, origins hold it back
 *   2 none is left: the answers so far are handed over, in order; this may
 *     bring new requests, then 1
 *   3 the origins' answers that are held now are released, one by one; then 1
 *   4 nothing is held: the clock moves to the next moment that anything waits
 *     for
 *
 * Requests that begin together are so all taken before any origin answers one
 * of them, as in virtual time.
 */
#include "edge/live_stage.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/live_parts.h"

#define LIVE_MAGIC   0x6c697665u
#define CLIENT       SPAN("198.51.100.7") /* as in the virtual world */
#define SWEEP_MS     20
#define REST_MS      30000 /* real: sockets that do not come to rest */
#define HEAR_MS      200
#define STOP_MS      100 /* real: a play that broke off */
#define CALLS_MAX    64
#define ORIGIN_CONNS 1024

/* An origin holds an answer. */
struct held {
    struct list link;
    size_t origin;
};

static struct live *live_of(const struct stage *stage)
{
    struct live *live = (struct live *)(void *)stage;

    ASSERT(live->magic == LIVE_MAGIC);
    return live;
}

/* ---- coming to rest ------------------------------------------------------ */

/* Every request is at an edge or an origin, every fetch at an origin, and every
 * origin waits. A fetch to an external origin never rests. */
static bool is_at_rest(const struct live *live)
{
    struct server_load load;

    fleet_load(live->fleet, &load);
    return load.busy == load.waiting && load.txns == live->n_to_edges &&
           load.fetches + live->n_to_origins == load.waiting;
}

static bool is_over(const struct live *live)
{
    struct server_load load;

    fleet_load(live->fleet, &load);
    return list_empty(&live->waiting) && list_empty(&live->open) &&
           list_empty(&live->answered) && load.fetches == 0 && load.busy == 0;
}

/* No origin waits for an asker who has left: it would stand for the request
 * that comes in its place. An answer and a cancellation may cross, and then
 * nobody is ever missed; so this counts for a moment only. */
static bool has_heard(const struct live *live, int64_t since_ms)
{
    struct server_load load;

    fleet_load(live->fleet, &load);
    return load.abandoned >= load.cancelled + live->n_cancelled ||
           net_loop_real_ms(live->loop) > since_ms + HEAR_MS;
}

static void come_to_rest(struct live *live)
{
    int64_t since_ms = net_loop_real_ms(live->loop);

    while (!has_heard(live, since_ms) || !is_at_rest(live)) {
        (void)net_loop_turn(live->loop, true); /* is_at_rest tells */
        if (net_loop_real_ms(live->loop) > since_ms + REST_MS) {
            live->trouble = SPAN("the sockets do not come to rest");
            return;
        }
    }
}

/* ---- running ------------------------------------------------------------- */

static bool hand_over_all(struct live *live)
{
    bool any = false;

    while (!list_empty(&live->answered)) {
        live_call_hand_over(live);
        any = true;
    }
    return any;
}

static void release_first(struct live *live)
{
    struct held *held = LIST_ITEM(live->paced.next, struct held, link);
    size_t origin = held->origin;

    list_remove(&held->link);
    mem_free(held);
    (void)fleet_release(live->fleet, origin); /* its asker may have left */
    come_to_rest(live);
}

/* Those that are held now; others may come. */
static bool release_all(struct live *live)
{
    struct list *last = live->paced.prev;
    bool any = false;

    while (!list_empty(&live->paced) && span_absent(live->trouble)) {
        bool is_last = live->paced.next == last;

        release_first(live);
        any = true;
        if (is_last)
            break;
    }
    return any;
}

static bool move_clock(struct live *live)
{
    int64_t next_ms = net_loop_next_ms(live->loop);

    if (next_ms == NET_NEVER)
        return false;
    clock_set(&live->clock, next_ms);
    net_loop_wake(live->loop);
    come_to_rest(live);
    return true;
}

static int run(struct stage *stage)
{
    struct live *live = live_of(stage);

    while (span_absent(live->trouble)) {
        if (!list_empty(&live->waiting)) {
            live_call_send(live);
            come_to_rest(live);
        } else if (hand_over_all(live) || release_all(live)) {
            continue;
        } else if (is_over(live)) {
            return 0;
        } else if (!move_clock(live)) {
            live->trouble = SPAN("a request waits for what never comes");
        }
    }
    return ERR_IO;
}

static void advance(struct stage *stage, int64_t ms)
{
    struct live *live = live_of(stage);

    ASSERT(is_over(live));
    clock_advance(&live->clock, ms);
    net_loop_wake(live->loop);
}

static int64_t now_ms(const struct stage *stage)
{
    return clock_now_ms(&live_of(stage)->clock);
}

/* ---- what a step does ---------------------------------------------------- */

void live_drain(struct live *live, size_t browser)
{
    struct asker asker;
    struct browser_request request;

    while (cast_next(&live->cast, browser, &asker, &request))
        live_call_new(live, &asker, &request.head, request.url, SPAN_ABSENT);
}

static void load(struct stage *stage, uint64_t number, size_t page,
                 const struct load_spec *spec)
{
    struct live *live = live_of(stage);

    live_drain(live, cast_load(&live->cast, number, page, spec));
}

static void request(struct stage *stage, uint64_t number,
                    const struct stage_request *what)
{
    const struct asker asker = {
        .number = number, .edge = what->edge, .browser = TOPOLOGY_NONE};

    live_call_new(live_of(stage), &asker, &what->head, what->url, what->body);
}

static size_t invalidate(struct stage *stage, size_t edge, struct span pattern)
{
    struct live *live = live_of(stage);

    return edge_server_invalidate(fleet_edge(live->fleet, edge), pattern);
}

static void configure(struct stage *stage, size_t edge,
                      const struct node_config *config)
{
    struct live *live = live_of(stage);

    edge_server_configure(fleet_edge(live->fleet, edge), config);
}

static struct span trouble(const struct stage *stage)
{
    return live_of(stage)->trouble;
}

/* ---- what servers tell --------------------------------------------------- */

static void on_finish(void *user, size_t edge, const struct journal *journal)
{
    struct live *live = user;
    const struct stage_event event = {
        .saw = STAGE_JOURNAL,
        .at_ms = clock_now_ms(&live->clock),
        .u.journal = {.edge = edge, .journal = journal}};

    stage_tell(&live->stage, &event);
}

static void on_seen(void *user, size_t origin, const struct origin_seen *seen)
{
    struct live *live = user;
    struct held *held = mem_zalloc(1, sizeof(*held));
    const struct stage_event event = {.saw = STAGE_ORIGIN,
                                      .at_ms = clock_now_ms(&live->clock),
                                      .u.origin = {.origin = origin,
                                                   .request = seen->request,
                                                   .answer = seen->answer,
                                                   .fault = seen->fault->kind}};

    stage_tell(&live->stage, &event);
    held->origin = origin;
    list_add_tail(&live->paced, &held->link);
    if (live->sending && seen->fault->kind == FAULT_HANG)
        live_call_hangs(live->sending, seen->fault->delay_ms);
}

/* ---- life ---------------------------------------------------------------- */

static struct net_upstream *upstream_to(struct live *live,
                                        struct edge_address address)
{
    const struct net_upstream_config config = {.host = address.host,
                                               .port = address.port,
                                               .conns_max = CALLS_MAX,
                                               .queue_max = ORIGIN_CONNS};

    return net_upstream_new(live->loop, &config);
}

static void open_upstreams(struct live *live)
{
    const struct topology *topology = live->stage.topology;

    live->to_edges = mem_zalloc(topology->n_edges, sizeof(*live->to_edges));
    live->to_origins =
        mem_zalloc(topology->n_origins, sizeof(*live->to_origins));
    for (size_t i = 0; i < topology->n_edges; i++)
        live->to_edges[i] =
            upstream_to(live, fleet_edge_address(live->fleet, i));
    for (size_t i = 0; i < topology->n_origins; i++)
        live->to_origins[i] =
            upstream_to(live, fleet_origin_address(live->fleet, i));
}

static void close_upstreams(struct live *live)
{
    const struct topology *topology = live->stage.topology;

    for (size_t i = 0; i < topology->n_edges; i++)
        net_upstream_close(live->to_edges[i]);
    for (size_t i = 0; i < topology->n_origins; i++)
        net_upstream_close(live->to_origins[i]);
    mem_free(live->to_edges);
    mem_free(live->to_origins);
}

/* The loop runs out: nobody is served any more, so nothing keeps it. */
static void free_loop(struct live *live)
{
    net_loop_run(live->loop);
    fleet_free(live->fleet);
    net_loop_free(live->loop);
    LIST_EACH (link, &live->paced, keep)
        mem_free(LIST_ITEM(link, struct held, link));
    mem_free(live);
}

static void live_free(struct stage *stage)
{
    struct live *live = live_of(stage);

    live->stage.watch = NULL;
    live_calls_free(live);
    close_upstreams(live);
    fleet_stop(live->fleet);
    cast_fini(&live->cast);
    free_loop(live);
}

static const struct stage_ops live_stage = {
    .name = "live",
    .free = live_free,
    .load = load,
    .request = request,
    .run = run,
    .advance = advance,
    .now_ms = now_ms,
    .invalidate = invalidate,
    .configure = configure,
    .trouble = trouble,
};

static int start_fleet(struct live *live, struct buf *error)
{
    struct fleet_config config = {.topology = live->stage.topology,
                                  .client = CLIENT,
                                  .paced = true,
                                  .any_port = true,
                                  .finish = on_finish,
                                  .seen = on_seen,
                                  .user = live};

    edge_limits_init(&config.limits);
    config.limits.origin_idle_ms = 0;
    config.limits.origin_conns_max = ORIGIN_CONNS;
    config.limits.stop_timeout_ms = STOP_MS;
    return fleet_start(live->loop, &config, error, &live->fleet);
}

struct stage *live_stage_new(const struct topology *topology, struct buf *error)
{
    struct live *live = mem_zalloc(1, sizeof(*live));

    live->stage.ops = &live_stage;
    live->stage.topology = topology;
    live->magic = LIVE_MAGIC;
    list_init(&live->waiting);
    list_init(&live->open);
    list_init(&live->answered);
    list_init(&live->paced);
    clock_init_manual(&live->clock, STAGE_START_MS);
    live->loop = net_loop_new(&live->clock, SWEEP_MS);
    if (start_fleet(live, error) != 0) {
        free_loop(live);
        return NULL;
    }
    cast_init(&live->cast, &live->stage);
    open_upstreams(live);
    return &live->stage;
}

static struct stage *make(void *user, const struct topology *topology)
{
    return live_stage_new(topology, user);
}

struct stage_factory live_stage_factory(struct buf *error)
{
    return (struct stage_factory){make, error};
}
