/*
 * play.c - plays scenarios one after the other and prints what was seen.
 *
 * Text and TAP come play by play; JSON is one array, JUnit one document with
 * its counts at the top, so that they are collected first.
 */
#include "edge/play.h"

#include "bench/formats/junit.h"
#include "bench/formats/report.h"
#include "bench/formats/tap.h"
#include "bench/functions_note.h"
#include "bench/player.h"
#include "bench/transcript_json.h"
#include "bench/transcript_text.h"
#include "cache/base/mem.h"
#include "edge/files.h"
#include "edge/library.h"
#include "edge/live_stage.h"
#include "edge/terminal.h"

#define TEXT_MAX ((size_t)64 << 20)

/* A run of the command. */
struct run {
    enum play_format format;
    struct stage_factory factory;
    struct scenario *scenarios;
    struct buf *texts; /* of the files, as long as their scenarios */
    size_t n;
    struct buf error;
    struct buf out;
    struct json_out json;    /* writes into out */
    const char *report_file; /* or NULL: no report */
    struct buf report;
    size_t n_plays; /* so far */
    size_t n_failed;
};

/* ---- reading ------------------------------------------------------------- */

static size_t count_wanted(const struct play_config *config)
{
    return config->n_names ? config->n_names : embedded_scenarios_n;
}

static enum status read_all(struct run *run, const struct play_config *config)
{
    size_t n = count_wanted(config);

    run->scenarios = mem_zalloc(n, sizeof(*run->scenarios));
    run->texts = mem_zalloc(n, sizeof(*run->texts));
    for (size_t i = 0; i < n; i++) {
        const char *name =
            config->n_names ? config->names[i] : embedded_scenarios[i].name;
        int err;

        buf_init(&run->texts[i], JSON_TEXT_MAX);
        err =
            library_find(name, &run->texts[i], &run->scenarios[i], &run->error);
        if (err) {
            buf_fini(&run->texts[i]);
            terminal_say("%s", buf_span(&run->error).ptr);
            return err == ERR_UNKNOWN ? STATUS_USAGE : STATUS_CONFIG;
        }
        run->n++;
    }
    return STATUS_OK;
}

static size_t count_plays(const struct run *run)
{
    size_t n = 0;

    for (size_t i = 0; i < run->n; i++)
        n += run->scenarios[i].n_plays;
    return n;
}

/* ---- printing ------------------------------------------------------------ */

static void begin(struct run *run)
{
    json_out_init(&run->json, &run->out, true);
    switch (run->format) {
    case PLAY_JSON:
        json_out_open(&run->json, '[');
        return;
    case PLAY_TAP:
        tap_begin(&run->out, count_plays(run));
        return;
    case PLAY_TEXT:
    case PLAY_JUNIT:
    case N_PLAY_FORMATS:
        return;
    }
}

static void add(struct run *run, const struct transcript *transcript)
{
    switch (run->format) {
    case PLAY_TEXT:
        if (run->n_plays > 1)
            buf_add_byte(&run->out, '\n');
        transcript_print(transcript, &run->out);
        return;
    case PLAY_JSON:
        transcript_json(transcript, &run->json);
        return;
    case PLAY_TAP:
        tap_play(&run->out, run->n_plays, transcript);
        return;
    case PLAY_JUNIT:
        junit_play(&run->out, transcript);
        return;
    case N_PLAY_FORMATS:
        return;
    }
}

static void write_suite(struct run *run)
{
    struct buf whole;

    buf_init(&whole, TEXT_MAX);
    junit_suite(&whole, buf_span(&run->out), run->n_plays, run->n_failed);
    buf_reset(&run->out);
    buf_add(&run->out, buf_span(&whole));
    buf_fini(&whole);
}

static void end(struct run *run)
{
    switch (run->format) {
    case PLAY_JSON:
        json_out_close(&run->json, ']');
        buf_add_byte(&run->out, '\n');
        return;
    case PLAY_JUNIT:
        write_suite(run);
        return;
    case PLAY_TEXT:
    case PLAY_TAP:
    case N_PLAY_FORMATS:
        return;
    }
}

/* What is complete may go out. */
static int print_some(struct run *run)
{
    if (run->format != PLAY_TEXT && run->format != PLAY_TAP)
        return 0;
    return terminal_write(&run->out);
}

static size_t count_steps(const struct scenario *scenario)
{
    size_t n = 0;

    for (size_t i = 0; i < scenario->n_plays; i++)
        n += scenario->plays[i].n_steps;
    return n;
}

/* ---- playing ------------------------------------------------------------- */

static void warn(const struct topology *topology)
{
    struct buf text;

    buf_init(&text, 65536);
    for (size_t i = 0; i < topology->n_edges; i++) {
        buf_reset(&text);
        functions_note(&text, &topology->edges[i]);
        if (text.len > 0)
            terminal_say("%s", buf_span(&text).ptr);
    }
    buf_fini(&text);
}

static enum status play_one(struct run *run, const struct scenario *scenario,
                            size_t play)
{
    enum status status = STATUS_OK;
    struct player player;

    if (player_run(&player, scenario, play, &run->factory) != 0) {
        terminal_say("%s", buf_span(&run->error).ptr);
        status = STATUS_RUNTIME;
    } else {
        run->n_plays++;
        if (play == 0)
            warn(&player.topology);
        if (!player_passed(&player))
            run->n_failed++;
        add(run, &player.transcript);
        if (run->report_file)
            report_play(&run->report, &scenario->plays[play],
                        &player.transcript);
        if (print_some(run) != 0)
            status = STATUS_RUNTIME;
    }
    player_fini(&player);
    return status;
}

static enum status play_scenario(struct run *run,
                                 const struct scenario *scenario)
{
    enum status status = STATUS_OK;

    if (run->report_file)
        report_scenario(&run->report, scenario);
    for (size_t k = 0; k < scenario->n_plays && status == STATUS_OK; k++)
        status = play_one(run, scenario, k);
    return status;
}

static int write_report(struct run *run)
{
    int err = 0;

    if (!run->report_file)
        return 0;
    report_end(&run->report, run->n_plays, run->n_failed);
    if (run->report.overflow) {
        buf_addf(&run->error, "%s: the report would be longer than %zu MiB",
                 run->report_file, TEXT_MAX >> 20);
        err = ERR_TOO_LONG;
    } else {
        err =
            files_write(run->report_file, buf_span(&run->report), &run->error);
    }
    if (err)
        terminal_say("%s", buf_span(&run->error).ptr);
    return err;
}

static enum status play_each(struct run *run)
{
    enum status status = STATUS_OK;

    begin(run);
    if (run->report_file)
        report_begin(&run->report, run->scenarios, run->n);
    for (size_t i = 0; i < run->n && status == STATUS_OK; i++)
        status = play_scenario(run, &run->scenarios[i]);
    if (status != STATUS_OK)
        return status;
    end(run);
    if (terminal_write(&run->out) != 0 || write_report(run) != 0)
        return STATUS_RUNTIME;
    return run->n_failed ? STATUS_FAILED : STATUS_OK;
}

/* Each file by itself, so that one run tells what is wrong with any. */
enum status play_check(const struct play_config *config)
{
    enum status status = STATUS_OK;
    struct buf text, error, out;

    buf_init(&text, JSON_TEXT_MAX);
    buf_init(&error, 4096);
    buf_init(&out, TEXT_MAX);
    for (size_t i = 0; i < config->n_names; i++) {
        struct scenario scenario;
        int err = library_find(config->names[i], &text, &scenario, &error);

        if (err) {
            terminal_say("%s", buf_span(&error).ptr);
            buf_reset(&error);
            status = STATUS_CONFIG;
            continue;
        }
        buf_addf(&out, "%s: %.*s, %zu plays, %zu steps: can be played\n",
                 config->names[i], SPAN_ARG(scenario.id), scenario.n_plays,
                 count_steps(&scenario));
        scenario_fini(&scenario);
    }
    if (terminal_write(&out))
        status = STATUS_RUNTIME;
    buf_fini(&text);
    buf_fini(&error);
    buf_fini(&out);
    return status;
}

enum status play_all(const struct play_config *config)
{
    struct run run = {.format = config->format, .report_file = config->report};
    enum status status;

    buf_init(&run.error, 4096);
    buf_init(&run.out, TEXT_MAX);
    buf_init(&run.report, TEXT_MAX);
    run.factory =
        config->live ? live_stage_factory(&run.error) : player_virtual;
    status = read_all(&run, config);
    if (status == STATUS_OK)
        status = play_each(&run);
    for (size_t i = 0; i < run.n; i++) {
        scenario_fini(&run.scenarios[i]);
        buf_fini(&run.texts[i]);
    }
    mem_free(run.scenarios);
    mem_free(run.texts);
    buf_fini(&run.error);
    buf_fini(&run.out);
    buf_fini(&run.report);
    return status;
}
