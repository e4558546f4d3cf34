/*
 * run.c - a whole check: every reading, every behavior.
 *
 * 1. The origins' answers are made once: no reading changes an origin.
 * 2. The config is checked as AWS's documents are read by default.
 * 3. Then with each knob that AWS leaves open turned the other way, as far as
 *    the configuration has anything to do with it.
 */
#include "bench/check/parts.h"
#include "cache/base/mem.h"

#define REPORT_MAX   ((size_t)64 << 20)
#define WORK_MAX     ((size_t)512 << 20)
#define SCRATCH_MAX  ((size_t)4 << 20)
#define PATH_MAX_LEN 512

/* ---- representative paths ---------------------------------------------------
 */

/* A path that the pattern matches: stars filled in, '?' replaced. */
static struct span path_for(struct arena *arena, struct span pattern)
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
            paths[n++] = path_for(
                arena, topology.edges[0].config.behaviors[i].path_pattern);
    topology_fini(&topology);
    return n;
}

/* ---- slices ----------------------------------------------------------------
 */

void check_note(struct check_run *run, struct span what, struct span sentence)
{
    struct check_report *report = run->report;
    struct check_note *to = &report->notes[report->n_notes];

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

/* A behavior made for the distribution's error pages: no other site's page is
 * meant to load them by their own path. */
static bool is_for_error_pages(const struct slice *slice)
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

    slice->path = path_for(run->arena, slice->behavior->path_pattern);
    if (!is_reached(slice)) {
        check_note(
            run, slice->behavior->path_pattern,
            SPAN("an earlier behavior takes what this one stands for: it is "
                 "never reached"));
        return 0;
    }
    slice->own_pages = is_for_error_pages(slice);
    if (slice->own_pages)
        check_note(
            run, slice->behavior->path_pattern,
            SPAN("it is there for error pages: whether pages of other sites "
                 "may load them by their own path is not judged"));
    check_classes_of(&slice->classes, run->arena, json_root(run->config),
                     slice->behavior);
    slice->drive.main_origin = slice->behavior->origin;
    err = slice_ask(slice);
    if (!err)
        err = slice_explore(slice);
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

/* Knobs that AWS's documents leave open (policies/README.md), and whether a
 * configuration has anything to do with them. */
static bool has_failover(const struct node_config *config)
{
    for (size_t i = 0; i < config->n_behaviors; i++)
        if (config->behaviors[i].failover)
            return true;
    return false;
}

static bool has_error_pages(const struct node_config *config)
{
    return config->n_error_pages > 0;
}

static bool always(const struct node_config *config)
{
    (void)config;
    return true;
}

static const struct {
    const char *knob;
    bool turned; /* its other value */
    bool (*matters)(const struct node_config *config);
} open_knobs[] = {
    {"errors_need_max_age", false, always},
    {"refresh_merges", true, always},
    {"failover_by_code", false, has_failover},
    {"error_page_own_reply", true, has_error_pages},
};
#define N_KNOBS (sizeof(open_knobs) / sizeof(open_knobs[0]))

/* The config with a knob turned, as a topology. */
static int read_reading(struct check_run *run, size_t knob)
{
    struct json_reader patch, merged;
    struct span edge = run->edge->name;
    struct buf text;
    struct json_out out;
    int err;

    buf_init(&text, 4096);
    json_out_init(&out, &text, false);
    json_out_open(&out, '{');
    json_out_key(&out, "edges");
    json_out_open(&out, '{');
    json_out_key(&out, edge.ptr);
    json_out_open(&out, '{');
    json_out_key(&out, "rules");
    json_out_open(&out, '{');
    json_out_key(&out, open_knobs[knob].knob);
    json_out_bool(&out, open_knobs[knob].turned);
    for (int i = 0; i < 4; i++)
        json_out_close(&out, '}');
    err = json_open(&patch, "reading", buf_span(&text));
    if (!err) {
        err = json_merge(&merged, run->config->file, json_root(run->config),
                         json_root(&patch));
        topology_fini(&run->topology);
        run->topology = (struct topology){0};
        if (!err)
            err = topology_read(&run->topology, &merged, json_root(&merged),
                                STAGE_START_MS);
        if (err)
            json_fail(run->config, NULL, "%s", merged.error);
        json_close(&merged);
    }
    json_close(&patch);
    buf_fini(&text);
    if (!err)
        run->edge = &run->topology.edges[0];
    return err;
}

static int check_readings(struct check_run *run)
{
    struct check_report *report = run->report;
    int err;

    check_note_origins(run);
    err = check_edge(run);
    for (size_t i = 0; i < N_KNOBS && !err; i++) {
        if (!open_knobs[i].matters(&run->edge->config))
            continue;
        arena_reset(run->arena);
        err = read_reading(run, i);
        run->reading = open_knobs[i].knob;
        if (!err)
            err = check_edge(run);
        report->readings[report->n_readings++] = span_str(open_knobs[i].knob);
    }
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
