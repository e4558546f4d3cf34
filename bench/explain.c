/*
 * explain.c - one request, and a history before it, played to be explained.
 *
 * The script becomes a play of the kind that scenarios have; the player plays
 * it and the transcript sees what happens.
 */
#include "bench/explain.h"

#include "bench/url.h"
#include "bench/world.h"

#define ARENA_MAX ((size_t)8 << 20)

/* A script that becomes a play. */
struct making {
    struct explain *explain;
    const struct explain_script *script;
    size_t edge; /* that paths without a host are asked of */
    struct scenario_step *steps;
    size_t n;
    struct buf *error;
};

static int too_large(struct making *in)
{
    buf_add_str(in->error, "the requests are too large");
    return ERR_TOO_LONG;
}

static void *make(struct making *in, size_t size)
{
    return arena_zalloc(&in->explain->arena, 1, size);
}

/* ---- requests --------------------------------------------------------------
 */

static int nobody(struct making *in, struct span host)
{
    const struct topology *topology = &in->explain->topology;

    buf_addf(in->error,
             "nobody here answers for %.*s; there are:", SPAN_ARG(host));
    for (size_t i = 0; i < topology->n_edges; i++) {
        const struct topology_edge *edge = &topology->edges[i];

        buf_addf(in->error, " %.*s", SPAN_ARG(edge->domain));
        for (size_t k = 0; k < edge->n_aliases; k++)
            if (!span_eq(edge->aliases[k], edge->domain))
                buf_addf(in->error, " %.*s", SPAN_ARG(edge->aliases[k]));
    }
    buf_add_str(in->error, ", and the origins behind; or give the path alone");
    return ERR_UNKNOWN;
}

/* The URL with a host, and taken apart. */
static int complete_url(struct making *in, const struct curl_line *ask,
                        struct span *text, struct url *url)
{
    const struct topology *topology = &in->explain->topology;

    *text = ask->url;
    if (span_starts(ask->url, SPAN("/")))
        *text = arena_printf(&in->explain->arena, "https://%.*s%.*s",
                             SPAN_ARG(topology->edges[in->edge].domain),
                             SPAN_ARG(ask->url));
    if (span_absent(*text))
        return too_large(in);
    if (url_split(*text, url) != 0) {
        buf_addf(in->error, "%.*s: is no URL", SPAN_ARG(*text));
        return ERR_SYNTAX;
    }
    if (topology_route(topology, url->host, in->edge).kind == TOPOLOGY_NOBODY)
        return nobody(in, url->host);
    return 0;
}

static int make_load(struct making *in, struct scenario_act *act,
                     const struct curl_line *ask, struct span url)
{
    const struct topology *topology = &in->explain->topology;
    struct span name = ask->page;

    if (!span_absent(ask->browser))
        name = arena_printf(&in->explain->arena, "%.*s in %.*s",
                            SPAN_ARG(ask->page), SPAN_ARG(ask->browser));
    act->is_load = true;
    act->who = name;
    act->page = topology_page_named(topology, name);
    if (act->page == TOPOLOGY_NONE)
        return too_large(in); /* the patch names every page */
    act->load = ask->load;
    act->load.page_origin = topology->pages[act->page].origin;
    act->load.url = url;
    act->load.method = ask->method;
    act->load.headers = ask->headers.at;
    act->load.n_headers = ask->headers.n;
    act->what = arena_printf(&in->explain->arena, "%s%s%.*s %.*s",
                             load_as_word(ask->load.as),
                             span_absent(ask->method) ? "" : " ",
                             SPAN_ARG(ask->method), SPAN_ARG(url));
    return span_absent(act->what) ? too_large(in) : 0;
}

static int make_request(struct making *in, struct scenario_act *act,
                        const struct curl_line *ask, const struct url *url)
{
    struct stage_request *request = &act->request;

    act->who = SPAN("curl");
    act->what = arena_printf(&in->explain->arena, "%.*s %.*s",
                             SPAN_ARG(ask->method), SPAN_ARG(act->what));
    request->edge = in->edge;
    request->head = (struct http_request){
        .method = ask->method,
        .scheme = url->scheme,
        .authority = span_absent(ask->host) ? url->authority : ask->host,
        .path = url->path,
        .query = url->query,
        .headers = ask->headers};
    request->body = ask->body;
    return span_absent(act->what) ? too_large(in) : 0;
}

static int make_act(struct making *in, struct scenario_step *step,
                    const struct curl_line *ask)
{
    struct scenario_act *act = make(in, sizeof(*act));
    struct span text;
    struct url url;
    int err;

    if (!act)
        return too_large(in);
    err = complete_url(in, ask, &text, &url);
    if (err)
        return err;
    step->kind = SCENARIO_ACTS;
    step->acts = act;
    step->n_acts = 1;
    act->place = step->place;
    act->what = text;
    act->request.url = text;
    return span_absent(ask->page) ? make_request(in, act, ask, &url)
                                  : make_load(in, act, ask, text);
}

/* ---- the play --------------------------------------------------------------
 */

static int make_step(struct making *in, const struct explain_step *from)
{
    struct scenario_step *step = &in->steps[in->n++];

    step->repeat = 1;
    step->place = arena_printf(&in->explain->arena, "$.steps[%zu]", in->n - 1);
    if (span_absent(step->place))
        return too_large(in);
    switch (from->kind) {
    case EXPLAIN_ASK:
        return make_act(in, step, &from->ask);
    case EXPLAIN_WAIT:
        step->kind = SCENARIO_ADVANCE;
        step->advance_ms = from->wait_ms;
        return 0;
    case EXPLAIN_INVALIDATE:
        step->kind = SCENARIO_INVALIDATE;
        step->edge = in->edge;
        step->pattern = from->pattern;
        return 0;
    }
    return 0;
}

static int find_edge(struct making *in)
{
    const struct topology *topology = &in->explain->topology;
    struct span name = in->script->edge;

    if (topology->n_edges == 0) {
        buf_add_str(in->error, "the config has no edge to ask");
        return ERR_MISSING;
    }
    in->edge = span_absent(name) ? 0 : topology_edge_named(topology, name);
    if (in->edge != TOPOLOGY_NONE)
        return 0;
    buf_addf(in->error,
             "there is no edge \"%.*s\"; there are:", SPAN_ARG(name));
    for (size_t i = 0; i < topology->n_edges; i++)
        buf_addf(in->error, " %.*s", SPAN_ARG(topology->edges[i].name));
    return ERR_UNKNOWN;
}

static int make_play(struct making *in)
{
    int err = find_edge(in);

    in->steps =
        arena_zalloc(&in->explain->arena, in->script->n, sizeof(*in->steps));
    if (!err && !in->steps)
        err = too_large(in);
    for (size_t i = 0; i < in->script->n && !err; i++)
        err = make_step(in, &in->script->steps[i]);
    return err;
}

/* The player's failures are that it broke off: nothing is expected here. */
static int play(struct making *in)
{
    const struct scenario_play played = {
        .name = SPAN("explain"), .steps = in->steps, .n_steps = in->n};
    struct explain *explain = in->explain;

    explain->stage = world_new(&explain->topology);
    player_play(&played, explain->stage, &explain->transcript);
    if (list_empty(&explain->transcript.failures))
        return 0;
    buf_add(in->error, LIST_ITEM(explain->transcript.failures.next,
                                 struct seen_failure, link)
                           ->text);
    buf_add_str(in->error, "; explain asks no real server: describe the origin "
                           "by a \"type\" in place of its \"address\"");
    return ERR_IO;
}

int explain_run(struct explain *explain, const struct explain_script *script,
                struct json_reader *config, struct buf *error)
{
    const struct transcript_title title = {
        SPAN("explain"), SPAN("One request explained"), SPAN("as it is")};
    struct making in = {.explain = explain, .script = script, .error = error};
    int err;

    *explain = (struct explain){.stage = NULL};
    arena_init(&explain->arena, ARENA_MAX);
    err = topology_read(&explain->topology, config, json_root(config),
                        STAGE_START_MS);
    transcript_init(&explain->transcript, &explain->topology, &title);
    if (err) {
        buf_add_str(error, config->error);
        return err;
    }
    err = make_play(&in);
    return err ? err : play(&in);
}

void explain_fini(struct explain *explain)
{
    stage_free(explain->stage);
    transcript_fini(&explain->transcript);
    topology_fini(&explain->topology);
    arena_fini(&explain->arena);
}
