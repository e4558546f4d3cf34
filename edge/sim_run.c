/*
 * sim_run.c - popbox sim from its options to what it prints.
 *
 * One trace after the other: read, planned, played on all processors, told.
 * JSON of several traces is one array.
 */
#include "edge/sim_run.h"

#include "cache/base/mem.h"
#include "edge/files.h"
#include "edge/jobs.h"
#include "edge/progress.h"
#include "edge/sim_cors.h"
#include "edge/sim_input.h"
#include "edge/sim_node.h"
#include "edge/terminal.h"

#define TEXT_MAX ((size_t)256 << 20)

struct sim_run {
    const struct options *options;
    struct sweep_spec sweep;
    struct tracefile_spec trace;
    struct synth_spec synth;
    struct sim_keys keys;
    struct sim_wish wish;
    struct buf out;
    struct json_out json;
    struct buf error;
    struct buf page;
    size_t n_told; /* traces */
    struct sweep_part part;
    uint64_t n_cells; /* of them */
};

/* ---- cells on threads ---------------------------------------------------- */

struct playing {
    struct sweep *sweep;
    struct progress progress;
};

static void play_cell(void *user, size_t i)
{
    struct playing *playing = user;

    if (sweep_part_has(&playing->sweep->part,
                       playing->sweep->n_cells_before + i))
        sweep_run_cell(playing->sweep, i);
}

static void tell_progress(void *user, size_t n_done)
{
    struct playing *playing = user;
    double each = (double)playing->sweep->trace->n_requests;

    progress_tell(&playing->progress, "playing requests", each * (double)n_done,
                  each * (double)playing->sweep->n_cells);
}

static void play(struct sim_run *run, struct sweep *sweep)
{
    const struct option_value *threads = &run->options->values[SIM_THREADS];
    struct playing playing = {.sweep = sweep};

    progress_start(&playing.progress);
    jobs_run(&(struct jobs){.n = sweep->n_cells,
                            .n_threads = (unsigned)threads->number,
                            .work = play_cell,
                            .progress = tell_progress,
                            .user = &playing});
    progress_stop(&playing.progress);
}

/* ---- files --------------------------------------------------------------- */

static enum status write_file(const char *path, struct buf *text)
{
    struct buf error;
    int err;

    buf_init(&error, 8192);
    err = files_write(path, buf_span(text), &error);
    if (err)
        terminal_say("%s", buf_span(&error).ptr);
    buf_fini(&error);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

/* ---- telling ------------------------------------------------------------- */

static enum status tell(struct sim_run *run, const struct sweep *sweep)
{
    if (run->options->values[SIM_JSON].given) {
        sweep_json(sweep, &run->json);
        run->n_told++;
        return STATUS_OK; /* at the end, all of it */
    }
    if (run->options->values[SIM_CSV].given) {
        sweep_csv(sweep, run->n_told == 0, &run->out);
    } else {
        if (run->n_told > 0)
            buf_add_byte(&run->out, '\n');
        sweep_text(sweep, &run->out);
    }
    run->n_told++;
    return terminal_write(&run->out) ? STATUS_RUNTIME : STATUS_OK;
}

/* Pictures go to their files beside what is printed. */
static enum status draw(struct sim_run *run, const struct sweep *sweep)
{
    const struct option_value *plot = &run->options->values[SIM_PLOT];
    enum status status = STATUS_OK;
    struct buf text;

    if (run->options->values[SIM_REPORT].given)
        sweep_html(sweep, &run->page);
    if (!plot->given)
        return STATUS_OK;
    buf_init(&text, TEXT_MAX);
    sweep_svg(sweep, &text);
    status = write_file(plot->text, &text);
    buf_fini(&text);
    return status;
}

static enum status say_error(struct sim_run *run, const char *about)
{
    terminal_say("sim: %s%s%s", about ? about : "", about ? ": " : "",
                 buf_span(&run->error).ptr);
    return STATUS_USAGE;
}

static enum status sweep_over(struct sim_run *run, const char *name,
                              const struct sim_input *input)
{
    struct sweep sweep;
    enum status status;

    if (sweep_init(&sweep, &run->sweep, &input->trace, &run->error) != 0) {
        status = say_error(run, name);
    } else {
        sweep.name = span_str(name);
        sweep.format = input->format == TRACE_AUTO
                           ? SPAN("made")
                           : span_str(trace_format_name(input->format));
        sweep.part = run->part;
        sweep.n_cells_before = run->n_cells;
        run->n_cells += sweep.n_cells;
        if (run->options->values[SIM_MRC].given)
            sweep_run_lru(&sweep);
        else
            play(run, &sweep);
        status = draw(run, &sweep);
        if (status == STATUS_OK)
            status = tell(run, &sweep);
    }
    sweep_fini(&sweep);
    return status;
}

/* ---- the whole ----------------------------------------------------------- */

static enum status run_made(struct sim_run *run)
{
    const struct option_value *write = &run->options->values[SIM_WRITE];
    struct sim_input input;
    enum status status;

    if (write->given)
        return sim_input_write(&run->synth, write->text);
    sim_input_make(&run->synth, &run->wish, &input);
    status = sweep_over(run, "made trace", &input);
    trace_fini(&input.trace);
    return status;
}

/* Without folders. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : files_name(path);
}

static enum status run_traces(struct sim_run *run)
{
    const struct options *options = run->options;
    enum status status = STATUS_OK;

    for (size_t i = 0; i < options->n_words && status == STATUS_OK; i++) {
        struct sim_input input;

        status =
            sim_input_read(options->words[i], &run->trace, &run->wish, &input);
        if (status == STATUS_OK)
            status = sweep_over(run, base_name(options->words[i]), &input);
        trace_fini(&input.trace);
    }
    return status;
}

static enum status tell_cors(struct sim_run *run, const struct sim_cors *cors)
{
    const struct option_value *plot = &run->options->values[SIM_PLOT];
    struct buf picture;
    enum status status = STATUS_OK;

    if (plot->given) {
        buf_init(&picture, TEXT_MAX);
        price_svg(&cors->report, &picture);
        status = write_file(plot->text, &picture);
        buf_fini(&picture);
    }
    if (run->options->values[SIM_JSON].given) {
        price_json(&cors->report, &run->json);
        buf_add_byte(&run->out, '\n');
    } else {
        price_text(&cors->report, &run->out);
    }
    if (status == STATUS_OK && terminal_write(&run->out) != 0)
        status = STATUS_RUNTIME;
    return status;
}

static enum status run_cors(struct sim_run *run)
{
    const struct options *options = run->options;
    struct sim_cors cors;
    struct sim_input input;
    enum status status;

    if (sim_options_price(options, &cors.spec, &run->error) != 0)
        return say_error(run, NULL);
    if (options->n_words == 0) {
        status =
            sim_cors_crowds(&cors, (uint32_t)options->values[SIM_SITES].number,
                            (unsigned)options->values[SIM_THREADS].number);
    } else {
        status =
            sim_input_read(options->words[0], &run->trace, &run->wish, &input);
        if (status == STATUS_OK)
            status = sim_cors_trace(&cors, &input.trace,
                                    span_str(base_name(options->words[0])));
        trace_fini(&input.trace);
    }
    return status == STATUS_OK ? tell_cors(run, &cors) : status;
}

static enum status run_node(struct sim_run *run, bool made)
{
    const char *path = made ? NULL : run->options->words[0];
    const struct sim_node_trace trace = {
        .path = path,
        .name = made ? SPAN("made trace") : span_str(base_name(path)),
        .file = run->trace,
        .made = run->synth};

    return sim_node_run(run->options, &trace, run->sweep.warm_up);
}

static enum status run_merge(struct sim_run *run)
{
    const struct options *options = run->options;
    struct buf *parts = mem_zalloc(options->n_words + 1, sizeof(*parts));
    struct span *texts = mem_zalloc(options->n_words + 1, sizeof(*texts));
    enum status status = STATUS_OK;

    for (size_t i = 0; i < options->n_words; i++) {
        buf_init(&parts[i], TEXT_MAX);
        if (status == STATUS_OK &&
            files_read(options->words[i], &parts[i], &run->error) != 0) {
            terminal_say("%s", buf_span(&run->error).ptr);
            status = STATUS_RUNTIME;
        }
        texts[i] = buf_span(&parts[i]);
    }
    if (status == STATUS_OK &&
        sweep_parts_join(texts, options->n_words, &run->out, &run->error) != 0)
        status = say_error(run, "--merge");
    if (status == STATUS_OK && terminal_write(&run->out) != 0)
        status = STATUS_RUNTIME;
    for (size_t i = 0; i < options->n_words; i++)
        buf_fini(&parts[i]);
    mem_free(parts);
    mem_free(texts);
    return status;
}

static enum status run_all(struct sim_run *run)
{
    const struct options *options = run->options;
    bool made = sim_options_make_trace(options);
    bool as_json = options->values[SIM_JSON].given;
    enum status status;

    if (sim_options_agree(options, &run->error) != 0 ||
        sim_options_sweep(options, &run->sweep, &run->error) != 0 ||
        sim_options_trace(options, &run->trace, &run->error) != 0 ||
        sim_options_synth(options, &run->synth, &run->error) != 0)
        return say_error(run, NULL);
    if (options->values[SIM_MERGE].given)
        return run_merge(run);
    status = sim_keys_read(&run->keys, run->sweep.keys);
    if (status != STATUS_OK)
        return status;
    run->sweep.given = run->keys.given;
    run->sweep.n_given = run->keys.n;
    run->wish = (struct sim_wish){options->values[SIM_TTLS].given, &run->keys};
    if (options->values[SIM_CELLS].given &&
        sweep_part_read(span_str(options->values[SIM_CELLS].text), &run->part,
                        &run->error) != 0)
        return say_error(run, "--cells");
    if (options->values[SIM_CORS].given && !(made && options->n_words > 0))
        return run_cors(run);
    if (made == (options->n_words > 0)) {
        terminal_say(made ? "sim: a trace, or one that is made: not both"
                          : "sim: name a trace, or say --zipf to make one");
        return STATUS_HELP;
    }
    if (options->values[SIM_NODE].given)
        return run_node(run, made);
    if (as_json)
        json_out_open(&run->json, '[');
    status = made ? run_made(run) : run_traces(run);
    if (as_json && status == STATUS_OK && run->n_told > 0) {
        json_out_close(&run->json, ']');
        buf_add_byte(&run->out, '\n');
        status = terminal_write(&run->out) ? STATUS_RUNTIME : STATUS_OK;
    }
    return status;
}

enum status sim_run_options(const struct options *options)
{
    struct sim_run run = {.options = options, .part = {0, 1}};
    enum status status;

    buf_init(&run.out, TEXT_MAX);
    buf_init(&run.error, 4096);
    json_out_init(&run.json, &run.out, true);
    buf_init(&run.page, TEXT_MAX);
    sweep_html_begin(&run.page);
    status = run_all(&run);
    sim_keys_fini(&run.keys);
    sweep_html_end(&run.page);
    if (status == STATUS_OK && options->values[SIM_REPORT].given)
        status = write_file(options->values[SIM_REPORT].text, &run.page);
    buf_fini(&run.page);
    buf_fini(&run.out);
    buf_fini(&run.error);
    return status;
}
