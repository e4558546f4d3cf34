/*
 * verify_run.c - a certificate, verified as a whole.
 *
 * The config is the documents', every reading of AWS's documentation is there,
 * every behavior, and every key that pages are served from.
 */
#include "bench/check/certificate.h"
#include "bench/check/readings.h"
#include "bench/check/verify_parts.h"
#include "cache/base/mem.h"

#define ARENA_MAX ((size_t)1 << 30)

static int fail(struct verifying *v, const char *what)
{
    return lines_fail(&v->lines, what);
}

/* ---- without a history -----------------------------------------------------
 */

static int judge_fresh(struct verify_asks *in, struct view *view,
                       enum check_env env)
{
    const struct drive_state empty = {NULL, CHECK_START_MS, env};
    const struct http_request *head = &in->slice.asks[view->ask].head;
    struct drive_seen seen;

    drive_run(&in->slice.drive, &empty, &head, 1, &seen);
    view->fresh[env].ok =
        view_judge(view, &seen.reply, in->slice.scratch).verdict == CORS_OK;
    arena_reset(in->slice.scratch);
    return view_granted(&in->slice, view, env, &view->fresh[env].granted)
               ? lines_fail(in->lines, "there is more than can be verified")
               : 0;
}

/* P2, P3 and P4 without a history: no part of a load fares otherwise than the
 * origin grants, unless the other part ends the load anyway. */
static bool is_right(const struct verify_asks *in, const struct view *view,
                     enum check_env env)
{
    const struct view *partner = &in->slice.views[view->partner];
    bool ok = view->fresh[env].ok;

    return ok == view->fresh[env].granted ||
           !(ok ? partner->fresh[env].ok : partner->fresh[env].granted);
}

static int verify_fresh(struct verify_asks *in)
{
    int err = 0;

    for (size_t i = 0; i < in->slice.n_views && !err; i++)
        for (int env = 0; env < N_ENVS && !err; env++)
            err = judge_fresh(in, &in->slice.views[i], (enum check_env)env);
    for (size_t i = 0; i < in->slice.n_views && !in->slice.own_pages; i++)
        for (int env = 0; env < ENV_BUSY && !err; env++)
            if (!is_right(in, &in->slice.views[i], (enum check_env)env))
                err = lines_fail(
                    in->lines, "a page fares otherwise than the origin grants");
    return err;
}

/* ---- a behavior, a reading --------------------------------------------------
 */

static int verify_behavior(struct verifying *v, size_t at)
{
    struct slice *slice = &v->asks.slice;
    bool reached;
    int err;

    arena_reset(&v->arena);
    err = verify_asks_read(&v->asks, at, &reached);
    if (err || !reached)
        return err;
    err = verify_fresh(&v->asks);
    v->mine = arena_zalloc(&v->arena, slice->n_asks, sizeof(*v->mine));
    v->to = arena_alloc(&v->arena, slice->n_asks * sizeof(*v->to));
    if (!v->mine || !v->to)
        return fail(v, "there is more than can be verified");
    while (!err && lines_are_at(&v->lines, "key"))
        err = verify_key(v);
    for (size_t i = 0; i < slice->n_views && !err; i++)
        if (!span_absent(v->asks.keys[slice->views[i].ask]) &&
            !v->asks.verified[slice->views[i].ask])
            err = fail(v, "before this, a key that pages share is missing");
    return err;
}

static int verify_reading(struct verifying *v, const char *knob)
{
    struct node_config config = v->run.edge->config;
    struct arena scratch;
    int err = lines_need(&v->lines, "reading");

    if (err || !span_eq(lines_field(&v->lines), span_str(knob)))
        return fail(v, "another reading of AWS's documentation is due here");
    config.assume_https = false; /* requests say how they come */
    arena_init(&scratch, (size_t)4 << 20);
    v->asks = (struct verify_asks){.lines = &v->lines, .arena = &v->arena};
    v->asks.slice = (struct slice){.run = &v->run, .scratch = &scratch};
    v->asks.slice.drive = (struct drive){.node = node_new(&config),
                                         .config = &config,
                                         .answers = v->run.answers};
    err = lines_end(&v->lines);
    for (size_t i = 0; i < config.n_behaviors && !err; i++)
        err = verify_behavior(v, i);
    v->report->n_behaviors = (uint32_t)config.n_behaviors;
    node_free(v->asks.slice.drive.node);
    arena_fini(&scratch);
    v->report->n_readings++;
    return err;
}

/* ---- the whole --------------------------------------------------------------
 */

/* The config that the line holds, in v->run.config. */
static int read_config(struct verifying *v, const struct json *documents)
{
    struct span text;
    struct json_out out;
    struct buf own;
    bool same;

    if (lines_need(&v->lines, "config") != 0)
        return ERR_SYNTAX;
    v->lines.arena = &v->document;
    text = lines_bytes(&v->lines);
    v->lines.arena = &v->arena;
    if (span_absent(text) || lines_end(&v->lines) != 0)
        return ERR_SYNTAX;
    buf_init(&own, JSON_TEXT_MAX);
    json_out_init(&out, &own, false);
    if (documents)
        json_out_value(&out, documents);
    same = !documents || span_eq(buf_span(&own), text);
    buf_fini(&own);
    if (!same)
        return fail(v, "it is about another configuration than these files");
    if (json_open(v->run.config, "the certificate's config", text) == 0)
        return 0;
    return fail(v, v->run.config->error);
}

/* The edge, as it is with the knob turned; NULL: as it is. */
static int read_edge(struct verifying *v, const char *knob)
{
    struct topology topology = {0};
    struct json_reader *config = v->run.config;
    int err = knob
                  ? reading_topology(&topology, config, v->run.edge->name, knob)
                  : topology_read(&topology, config, json_root(config),
                                  STAGE_START_MS);

    if (err || topology.n_edges == 0) {
        topology_fini(&topology);
        return fail(v, err ? config->error : "the config has no edge");
    }
    topology_fini(&v->run.topology);
    v->run.topology = topology;
    v->run.edge = &v->run.topology.edges[0];
    v->run.reading = knob ? knob : "-";
    return 0;
}

static int verify_readings(struct verifying *v)
{
    const char *knobs[READINGS_MAX];
    size_t n;
    int err = read_edge(v, NULL);

    if (err)
        return err;
    v->run.answers = answers_new(v->run.config);
    if (!v->run.answers)
        return fail(v, v->run.config->error);
    n = readings_of(&v->run.edge->config, knobs);
    err = verify_reading(v, "-");
    for (size_t i = 0; i < n && !err; i++) {
        err = read_edge(v, knobs[i]);
        if (!err)
            err = verify_reading(v, knobs[i]);
    }
    if (!err && v->lines.at < v->lines.text.len)
        err = fail(v, "after this line there is more than there should be");
    return err;
}

int verify_run(struct verify_report *report, const char *file, struct span text,
               const struct json *documents, struct buf *error)
{
    struct json_reader config = {0};
    struct verifying *v = mem_zalloc(1, sizeof(*v));
    int err;

    *report = (struct verify_report){0};
    v->report = report;
    v->run.config = &config;
    v->run.arena = &v->arena;
    v->lines = (struct certificate_lines){
        .file = file, .arena = &v->arena, .error = error};
    arena_init(&v->arena, ARENA_MAX);
    arena_init(&v->document, (size_t)JSON_TEXT_MAX * 4);
    buf_init(&v->bytes, (size_t)64 << 10);
    err = lines_open(&v->lines, text);
    if (!err)
        err = read_config(v, documents);
    if (!err)
        err = verify_readings(v);
    answers_free(v->run.answers);
    topology_fini(&v->run.topology);
    if (config.doc)
        json_close(&config);
    buf_fini(&v->bytes);
    arena_fini(&v->document);
    arena_fini(&v->arena);
    mem_free(v);
    return err;
}
