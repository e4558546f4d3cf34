/* cmd_check.c - popbox check: can anyone's requests break a page? */
#include "bench/check/check.h"
#include "cache/base/mem.h"
#include "edge/aws_input.h"
#include "edge/files.h"
#include "edge/progress.h"
#include "edge/terminal.h"

#define TEXT_MAX  ((size_t)16 << 20)
#define ARENA_MAX ((size_t)1 << 20)
#define ERROR_MAX 8192u
#define PATHS_MAX 128

enum { CORS, CONFIG, JSON, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    [CORS] = AWS_INPUT_CORS_OPTION,
    [CONFIG] = {"config", 0, OPTION_TEXT, "FILE",
                "a config of popbox instead of AWS's files", 0, NULL},
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "the same for programs", 0, NULL},
};

/* A config of popbox's own, or AWS's files with these paths in the buckets. */
static enum status read_config(const struct options *options,
                               const struct span *paths, size_t n_paths,
                               struct buf *config)
{
    const struct aws_input input = {.files = options->words,
                                    .n_files = options->n_words,
                                    .options = options,
                                    .origin = AWS_INPUT_NO_OPTION,
                                    .cors = CORS,
                                    .paths = paths,
                                    .n_paths = n_paths};
    const char *file = options->values[CONFIG].text;
    struct buf error;
    int err;

    if (!file)
        return aws_input_config(&input, config);
    buf_init(&error, ERROR_MAX);
    err = files_read(file, config, &error);
    if (err)
        terminal_say("%s", buf_span(&error).ptr);
    buf_fini(&error);
    return err ? STATUS_CONFIG : STATUS_OK;
}

static enum status tell(const struct options *options,
                        const struct check_report *report)
{
    struct json_out json;
    struct buf out;
    int err;

    buf_init(&out, TEXT_MAX);
    if (options->values[JSON].given) {
        json_out_init(&json, &out, true);
        check_json(report, &json);
        buf_add_byte(&out, '\n');
        err = terminal_write(&out);
    } else {
        check_text(report, &out);
        err = terminal_write_page(&out);
    }
    buf_fini(&out);
    if (err)
        return STATUS_RUNTIME;
    return report->n_findings > 0 ? STATUS_FAILED : STATUS_OK;
}

static bool go_on(void *user, uint64_t states, uint64_t transitions)
{
    (void)states;
    progress_tell(user, "transitions", (double)transitions, 0);
    return true;
}

static enum status check_it(const struct options *options, struct buf *config)
{
    const char *file = options->values[CONFIG].text;
    struct progress progress;
    const struct check_options how = {.progress = go_on, .user = &progress};
    struct check_report *report = mem_zalloc(1, sizeof(*report));
    struct json_reader reader;
    enum status status = STATUS_CONFIG;
    int err = json_open(&reader, file ? files_name(file) : "the config",
                        buf_span(config));

    if (!err) {
        progress_start(&progress);
        err = check_run(report, &reader, &how);
        progress_stop(&progress);
        if (!err)
            status = tell(options, report);
        check_fini(report);
    }
    if (err)
        terminal_say("%s", reader.error);
    json_close(&reader);
    mem_free(report);
    return status;
}

/* Twice: the first time tells which paths the behaviors stand for. */
static enum status read_twice(const struct options *options, struct buf *config)
{
    struct span paths[PATHS_MAX];
    struct arena arena;
    struct json_reader reader;
    size_t n_paths = 0;
    enum status status = read_config(options, NULL, 0, config);

    if (status != STATUS_OK || options->values[CONFIG].given)
        return status;
    arena_init(&arena, ARENA_MAX);
    if (json_open(&reader, "the config", buf_span(config)) == 0)
        n_paths = check_paths(&arena, &reader, paths, PATHS_MAX);
    json_close(&reader);
    buf_reset(config);
    status = read_config(options, paths, n_paths, config);
    arena_fini(&arena);
    return status;
}

static enum status run(const struct options *options)
{
    struct buf config;
    enum status status;

    if (options->values[CONFIG].given == (options->n_words > 0)) {
        terminal_say("check: give AWS's files, or --config FILE");
        return STATUS_HELP;
    }
    buf_init(&config, JSON_TEXT_MAX);
    status = read_twice(options, &config);
    if (status == STATUS_OK)
        status = check_it(options, &config);
    buf_fini(&config);
    return status;
}

const struct command cmd_check = {
    .name = "check",
    .words = "FILE...",
    .summary = "Proves that a configuration is broken, or that it is not",
    .text =
        "FILE...: what the AWS CLI prints, see popbox help import. Every "
        "request that\nanyone can send, in every order, with time between "
        "them, evictions and\nwhatever an object may be like: can they break "
        "a page that the origin would\nserve, or hand it what the origin "
        "refuses? The answer is the shortest history\nof each fault, or that "
        "all reachable states were visited and none is wrong.\n\n"
        "Exit status 0: clean; 1: findings; 3: the files are wrong.\n",
    .table = {options_of, N_OPTIONS, 0, OPTIONS_WORDS_MAX},
    .run = run,
};
