/*
 * lab_live.c - the lab's live half: a bucket and an edge on ports of their own.
 *
 * Each set of knobs becomes a scenario of one step, which puts the bucket's
 * rules: so the world and that PUT are read by the code that reads all others.
 * The first world holds the bucket itself and lives as long as the servers; a
 * later one lends the edge its behavior only.
 */
#include "edge/lab_live.h"

#include "bench/scenario.h"
#include "bench/transcript_json.h"
#include "cache/base/mem.h"
#include "edge/fleet.h"

#define TEXT_MAX  ((size_t)1 << 20)
#define EVENT_MAX ((size_t)256 << 10)

/* A world that some knobs make. */
struct era {
    struct buf text;
    struct scenario scenario;
    struct topology topology;
};

struct lab_live {
    struct net_loop *loop;
    struct lab_live_config config;
    struct lab_places places;
    struct era *first;
    struct era *now; /* may be the first */
    struct fleet *fleet;
};

/* ---- worlds -------------------------------------------------------------- */

static void string(struct json_out *out, const char *key, const char *value)
{
    json_out_key(out, key);
    json_out_string(out, span_str(value));
}

static void write_put_cors(const struct lab_knobs *knobs,
                           const struct lab_places *places,
                           struct json_out *out)
{
    json_out_open(out, '{');
    json_out_key(out, "put_cors");
    json_out_open(out, '{');
    string(out, "url", "https://assets.s3.amazonaws.com");
    json_out_key(out, "rules");
    lab_rules_json(knobs, places, out);
    json_out_close(out, '}');
    json_out_close(out, '}');
}

static void write_era(const struct lab_knobs *knobs,
                      const struct lab_places *places, struct buf *text)
{
    struct json_out out;

    json_out_init(&out, text, false);
    json_out_open(&out, '{');
    string(&out, "id", "LAB");
    string(&out, "title", "The lab");
    string(&out, "symptom", "live");
    string(&out, "story", "live");
    json_out_key(&out, "world");
    lab_world_json(knobs, places, &out);
    json_out_key(&out, "steps");
    json_out_open(&out, '[');
    write_put_cors(knobs, places, &out);
    json_out_close(&out, ']');
    string(&out, "cause", "live");
    json_out_key(&out, "cures");
    json_out_open(&out, '[');
    json_out_close(&out, ']');
    json_out_close(&out, '}');
}

static void era_free(struct era *era)
{
    if (!era)
        return;
    topology_fini(&era->topology);
    scenario_fini(&era->scenario);
    buf_fini(&era->text);
    mem_free(era);
}

/* NULL: the rules cannot be read, with a sentence in error. */
static struct era *era_new(const struct lab_knobs *knobs,
                           const struct lab_places *places, struct buf *error)
{
    struct era *era = mem_zalloc(1, sizeof(*era));

    buf_init(&era->text, TEXT_MAX);
    write_era(knobs, places, &era->text);
    if (scenario_read(&era->scenario, "lab", buf_span(&era->text)) != 0) {
        buf_add_str(error, era->scenario.reader.error);
        era_free(era);
        return NULL;
    }
    scenario_topology(&era->topology, &era->scenario.plays[0]);
    return era;
}

/* ---- telling ------------------------------------------------------------- */

static void tell(const struct lab_live *live, const char *event,
                 struct buf *json)
{
    if (!json->overflow)
        live->config.told(live->config.user, event, buf_span(json));
    buf_fini(json);
}

static void on_finish(void *user, size_t edge, const struct journal *journal)
{
    const struct lab_live *live = user;
    struct json_out out;
    struct buf json;

    buf_init(&json, EVENT_MAX);
    json_out_init(&out, &json, false);
    journal_json(journal, live->first->topology.edges[edge].name, &out);
    tell(live, "edge", &json);
}

static void on_seen(void *user, size_t origin, const struct origin_seen *seen)
{
    static const struct http_response none = {0};
    const struct lab_live *live = user;
    struct json_out out;
    struct buf json;

    buf_init(&json, EVENT_MAX);
    json_out_init(&out, &json, false);
    origin_json(live->first->topology.origins[origin].name, seen->request,
                seen->answer ? seen->answer : &none, &out);
    tell(live, "bucket", &json);
}

/* ---- changing ------------------------------------------------------------ */

/* The owner's PUT, as S3 takes it; true: it took it. */
static bool put_rules(const struct lab_live *live, const struct era *era)
{
    const struct stage_request *put =
        &era->scenario.plays[0].steps[0].acts[0].request;
    struct origin *bucket = live->first->topology.origins[0].origin;
    const struct origin_viewer viewer = {.address = SPAN("127.0.0.1"),
                                         .body_length = (int64_t)put->body.len};
    int64_t now_ms = net_loop_now_ms(live->loop);
    struct arena arena;
    struct origin_exchange ex = {.arena = &arena};
    bool taken;

    arena_init(&arena, TEXT_MAX);
    if (origin_begin(bucket, &ex, now_ms, &put->head, &viewer) ==
        ORIGIN_ACCEPT_BODY) {
        origin_body(bucket, &ex, put->body);
        origin_commit(bucket, &ex, now_ms, true);
    }
    taken = ex.answer.head.status == 200;
    origin_end(bucket, &ex);
    arena_fini(&arena);
    return taken;
}

int lab_live_configure(struct lab_live *live, const struct lab_knobs *knobs,
                       struct buf *error)
{
    struct edge_server *edge = fleet_edge(live->fleet, 0);
    struct era *era;

    if (!node_is_idle(edge_server_node(edge))) {
        buf_add_str(error, "a request is under way: try again");
        return ERR_FULL;
    }
    era = era_new(knobs, &live->places, error);
    if (!era)
        return ERR_SYNTAX;
    if (!put_rules(live, era)) {
        buf_add_str(error, "S3 does not take these rules");
        era_free(era);
        return ERR_SYNTAX;
    }
    edge_server_configure(edge, &era->topology.edges[0].config);
    if (live->now != live->first)
        era_free(live->now);
    live->now = era;
    return 0;
}

size_t lab_live_invalidate(struct lab_live *live, struct span pattern)
{
    return edge_server_invalidate(fleet_edge(live->fleet, 0), pattern);
}

/* ---- life ---------------------------------------------------------------- */

static int start(struct lab_live *live, struct buf *error)
{
    struct fleet_config config = {.topology = &live->first->topology,
                                  .finish = on_finish,
                                  .seen = on_seen,
                                  .user = live};

    edge_limits_init(&config.limits);
    return fleet_start(live->loop, &config, error, &live->fleet);
}

int lab_live_start(struct net_loop *loop, const struct lab_live_config *config,
                   struct buf *error, struct lab_live **live)
{
    static const struct lab_knobs usual = {.forward_origin = true,
                                           .forward_preflight = true};
    struct lab_live *made = mem_zalloc(1, sizeof(*made));
    int err = ERR_SYNTAX;

    made->loop = loop;
    made->config = *config;
    made->places = config->places;
    made->places.live = true;
    made->first = era_new(&usual, &made->places, error);
    made->now = made->first;
    if (made->first)
        err = start(made, error);
    *live = NULL;
    if (err) {
        lab_live_free(made);
        return err;
    }
    made->places.edge = fleet_edge_address(made->fleet, 0).port;
    made->places.bucket = fleet_origin_address(made->fleet, 0).port;
    *live = made;
    return 0;
}

const struct lab_places *lab_live_places(const struct lab_live *live)
{
    return &live->places;
}

void lab_live_stop(struct lab_live *live)
{
    fleet_stop(live->fleet);
}

void lab_live_free(struct lab_live *live)
{
    if (!live)
        return;
    fleet_free(live->fleet);
    if (live->now != live->first)
        era_free(live->now);
    era_free(live->first);
    mem_free(live);
}
