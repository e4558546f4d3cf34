/*
 * run.c - a whole check: every reading, every behavior.
 *
 * 1. The origins' answers are made once: no reading changes an origin.
 * 2. The config is checked as AWS's documents are read by default.
 * 3. Then with each knob that AWS leaves open turned the other way, as far as
 *    the configuration has anything to do with it.
 */
#include "bench/check/certificate.h"
#include "bench/check/parts.h"
#include "bench/check/readings.h"
#include "cache/base/mem.h"

#define REPORT_MAX   ((size_t)64 << 20)
#define WORK_MAX     ((size_t)512 << 20)
#define SCRATCH_MAX  ((size_t)4 << 20)
#define PATH_MAX_LEN 512

/* ---- representative paths ---------------------------------------------------
 */

struct span check_path_for(struct arena *arena, struct span pattern)
{
    struct buf text;
    struct span path;

    buf_init(&text, PATH_MAX_LEN);
    if (pattern.len == 0 || (pattern.ptr[0] != '/' && pattern.ptr[0] != '*'))
        buf_add_byte(&text, '/');
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.ptr[i] == '*')
            buf_add_str(&text, text.len ? "popbox" : "/popbox");
        else
            buf_add_byte(&text, pattern.ptr[i] == '?' ? 'x' : pattern.ptr[i]);
    }
    if (arena_copy(arena, buf_span(&text), &path) != 0)
        path = SPAN("/popbox");
    buf_fini(&text);
    return path;
}

size_t check_paths(struct arena *arena, struct json_reader *config,
                   struct span *paths, size_t max)
{
    struct topology topology = {0};
    size_t n = 0;

    if (topology_read(&topology, config, json_root(config), STAGE_START_MS) ==
            0 &&
        topology.n_edges > 0)
        for (size_t i = 0; i < topology.edges[0].config.n_behaviors && n < max;
             i++)
            paths[n++] = check_path_for(
                arena, topology.edges[0].config.behaviors[i].path_pattern);
    topology_fini(&topology);
    return n;
}

/* ---- slices ----------------------------------------------------------------
 */

void check_note(struct check_run *run, struct span what, struct span sentence)
{
    struct check_report *report = run->report;
    struct check_note *to;

    if (!report)
        return; /* a verifier's run */
    to = &report->notes[report->n_notes];
    for (size_t i = 0; i < report->n_notes; i++)
        if (span_eq(report->notes[i].what, what) &&
            span_eq(report->notes[i].sentence, sentence))
            return;
    if (report->n_notes == CHECK_NOTES_MAX || run->reading)
        return;
    if (arena_copy(&report->arena, what, &to->what) == 0 &&
        arena_copy(&report->arena, sentence, &to->sentence) == 0)
        report->n_notes++;
}

/* Whether the path really comes to the behavior; another one may stand first.
 */
static bool is_reached(const struct slice *slice)
{
    const struct node_config *config = slice->drive.config;

    for (size_t i = 0; i < slice->behavior_at; i++) {
        struct span pattern = config->behaviors[i].path_pattern;
        struct span path = slice->path;

        if (pattern.len > 0 && pattern.ptr[0] != '/' && pattern.ptr[0] != '*')
            path = span_cut(path, 1, path.len);
        if (span_glob(pattern, path))
            return false;
    }
    return true;
}

bool check_is_for_error_pages(const struct slice *slice)
{
    const struct node_config *config = slice->drive.config;

    if (slice->behavior_at + 1 == config->n_behaviors)
        return false;
    for (size_t i = 0; i < config->n_error_pages; i++)
        if (span_glob(slice->behavior->path_pattern,
                      config->error_pages[i].path))
            return true;
    return false;
}

static int check_slice(struct slice *slice)
{
    struct check_run *run = slice->run;
    int err;

    slice->path = check_path_for(run->arena, slice->behavior->path_pattern);
    if (!is_reached(slice)) {
        check_note(
            run, slice->behavior->path_pattern,
            SPAN("an earlier behavior takes what this one stands for: it is "
                 "never reached"));
        certificate_unreached(slice);
        return 0;
    }
    slice->own_pages = check_is_for_error_pages(slice);
    if (slice->own_pages)
        check_note(
            run, slice->behavior->path_pattern,
            SPAN("it is there for error pages: whether pages of other sites "
                 "may load them by their own path is not judged"));
    check_classes_of(&slice->classes, run->arena, json_root(run->config),
                     slice->behavior);
    slice->drive.main_origin = slice->behavior->origin;
    err = slice_ask(slice);
    if (!err) {
        certificate_slice(slice);
        err = slice_explore(slice);
    }
    if (slice->classes.origins.full || slice->classes.headers.full)
        run->report->bound = SPAN("more values are told apart than are tried");
    run->report->n_transactions += slice->drive.n_txns;
    mem_free(slice->asks);
    mem_free(slice->views);
    mem_free(slice->keys);
    mem_free(slice->key_hashes);
    return err;
}

static int check_edge(struct check_run *run)
{
    struct node_config config = run->edge->config;
    struct node *node;
    struct arena scratch;
    int err = 0;

    certificate_reading(run);
    config.assume_https = false; /* asks say how they come */
    node = node_new(&config);
    arena_init(&scratch, SCRATCH_MAX);
    for (size_t i = 0; i < config.n_behaviors && !err; i++) {
        struct slice *slice = mem_zalloc(1, sizeof(*slice));

        slice->run = run;
        hash_secret_init(&slice->secret, SPAN(""));
        slice->scratch = &scratch;
        slice->behavior_at = i;
        slice->behavior = &config.behaviors[i];
        slice->drive.node = node;
        slice->drive.config = &config;
        slice->drive.answers = run->answers;
        err = check_slice(slice);
        mem_free(slice);
    }
    arena_fini(&scratch);
    node_free(node);
    return err;
}

/* ---- readings --------------------------------------------------------------
 */

/* The edge as AWS's documents are read with that knob turned. */
static int take_reading(struct check_run *run, const char *knob)
{
    struct topology turned;
    int err = reading_topology(&turned, run->config, run->edge->name, knob);

    if (err) {
        topology_fini(&turned);
        return err;
    }
    topology_fini(&run->topology);
    run->topology = turned;
    run->edge = &run->topology.edges[0];
    run->reading = knob;
    return 0;
}

static int check_readings(struct check_run *run)
{
    struct check_report *report = run->report;
    const char *knobs[READINGS_MAX];
    size_t n = readings_of(&run->edge->config, knobs);
    int err;

    check_note_origins(run);
    certificate_open(run);
    err = check_edge(run);
    for (size_t i = 0; i < n && !err; i++) {
        arena_reset(run->arena);
        err = take_reading(run, knobs[i]);
        if (!err)
            err = check_edge(run);
        report->readings[report->n_readings++] = span_str(knobs[i]);
    }
    certificate_close(run);
    return err;
}

/* ---- as a whole -----------------------------------------------------------
 */

int check_run(struct check_report *report, struct json_reader *config,
              const struct check_options *options)
{
    struct arena work;
    struct check_run run = {
        .report = report, .arena = &work, .options = options, .config = config};
    int err;

    *report = (struct check_report){0};
    arena_init(&report->arena, REPORT_MAX);
    arena_init(&work, WORK_MAX);
    err =
        topology_read(&run.topology, config, json_root(config), STAGE_START_MS);
    if (!err && run.topology.n_edges == 0) {
        json_fail(config, json_root(config), "there is no edge to check");
        err = ERR_MISSING;
    }
    if (!err) {
        run.edge = &run.topology.edges[0];
        run.answers = answers_new(config);
        err = run.answers ? check_readings(&run) : ERR_SYNTAX;
        if (err && !config->failed)
            json_fail(config, json_root(config), "is too large to be checked");
    }
    findings_prune(report);
    answers_free(run.answers);
    topology_fini(&run.topology);
    arena_fini(&work);
    return err;
}

void check_fini(struct check_report *report)
{
    arena_fini(&report->arena);
}
