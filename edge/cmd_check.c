/* cmd_check.c - popbox check: can anyone's requests break a page? */
#include "bench/check/certificate.h"
#include "cache/base/mem.h"
#include "edge/aws_input.h"
#include "edge/check_certificate.h"
#include "edge/check_cures.h"
#include "edge/files.h"
#include "edge/progress.h"
#include "edge/terminal.h"

#define TEXT_MAX  ((size_t)16 << 20)
#define ARENA_MAX ((size_t)1 << 20)
#define ERROR_MAX 8192u
#define PATHS_MAX 128

enum {
    CORS,
    CONFIG,
    FIX,
    OUT,
    FORCE,
    JSON,
    STATES,
    TRANSITIONS,
    SECONDS,
    CERTIFICATE,
    VERIFY,
    N_OPTIONS
};

/* What was asked, and the paths that stand for the behaviors. */
struct asked {
    const struct options *options;
    struct arena arena;
    struct span paths[PATHS_MAX];
    size_t n_paths;
};

static const struct option options_of[N_OPTIONS] = {
    [CORS] = AWS_INPUT_CORS_OPTION,
    [CONFIG] = {"config", 0, OPTION_TEXT, "FILE",
                "a config of popbox instead of AWS's files", 0, NULL},
    [FIX] = {"fix", 0, OPTION_NUMBER, "N",
             "write the JSON of cure N, and say what to type then", 99, NULL},
    [OUT] = {"out", 0, OPTION_TEXT, "DIR", "where --fix writes; default: here",
             0, NULL},
    [FORCE] = {"force", 0, OPTION_FLAG, NULL,
               "let --fix write over files that are there", 0, NULL},
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "the same for programs", 0, NULL},
    [STATES] = {"states", 0, OPTION_NUMBER, "N",
                "give up at a key with more states; default: 4096", UINT32_MAX,
                NULL},
    [TRANSITIONS] = {"transitions", 0, OPTION_NUMBER, "N",
                     "give up after so many; default: 50 million", INT64_MAX,
                     NULL},
    [SECONDS] = {"seconds", 0, OPTION_NUMBER, "N",
                 "give up after so long; default: never", 1000000, NULL},
    [CERTIFICATE] = {"certificate", 0, OPTION_TEXT, "OUT",
                     "write a clean answer down, to be verified", 0, NULL},
    [VERIFY] = {"verify", 0, OPTION_TEXT, "CERTIFICATE",
                "verify one, of these FILEs if there are any", 0, NULL},
};

static struct aws_input input_of(const struct asked *asked)
{
    return (struct aws_input){.files = asked->options->words,
                              .n_files = asked->options->n_words,
                              .options = asked->options,
                              .origin = AWS_INPUT_NO_OPTION,
                              .cors = CORS,
                              .paths = asked->paths,
                              .n_paths = asked->n_paths};
}

/* A config of popbox's own, or AWS's files with these paths in the buckets. */
static enum status read_config(const struct asked *asked, struct buf *config)
{
    const struct aws_input input = input_of(asked);
    const char *file = asked->options->values[CONFIG].text;
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
                        const struct check_report *report,
                        const struct cures *cures)
{
    struct json_out json;
    struct buf out;
    int err;

    buf_init(&out, TEXT_MAX);
    if (options->values[JSON].given) {
        json_out_init(&json, &out, true);
        check_json_cures(report, cures, &json);
        buf_add_byte(&out, '\n');
        err = terminal_write(&out);
    } else {
        check_text(report, &out);
        if (cures)
            cures_text(cures, &out);
        err = terminal_write_page(&out);
    }
    buf_fini(&out);
    if (err)
        return STATUS_RUNTIME;
    return report->n_findings > 0 || !span_absent(report->bound) ? STATUS_FAILED
                                                                 : STATUS_OK;
}

/* A config of popbox's own has no documents to change. */
static enum status tell_cures(const struct asked *asked,
                              const struct check_report *report)
{
    const struct option_value *values = asked->options->values;
    const struct aws_input input = input_of(asked);
    const struct check_cures_out out = {values[OUT].text, values[FORCE].given};
    struct cures *cures;
    enum status status;

    if (values[CONFIG].given)
        return tell(asked->options, report, NULL);
    cures = mem_zalloc(1, sizeof(*cures));
    status = check_cures_find(cures, &input, report);
    if (status == STATUS_OK && values[FIX].given)
        status = check_cures_fix(cures, values[FIX].number, &out);
    else if (status == STATUS_OK)
        status = tell(asked->options, report, cures);
    cures_fini(cures);
    mem_free(cures);
    return status;
}

struct watched {
    struct progress progress;
    int64_t max_ms; /* 0: as long as it takes */
};

static bool go_on(void *user, uint64_t states, uint64_t transitions)
{
    struct watched *watched = user;

    (void)states;
    progress_tell(&watched->progress, "transitions", (double)transitions, 0);
    return !watched->max_ms ||
           progress_ms(&watched->progress) < watched->max_ms;
}

static enum status worse(enum status a, enum status b)
{
    return a == STATUS_OK ? b : a;
}

static enum status check_it(const struct asked *asked, struct buf *config)
{
    const struct option_value *values = asked->options->values;
    const char *file = values[CONFIG].text;
    const char *out = values[CERTIFICATE].text;
    struct watched watched = {.max_ms = values[SECONDS].number * 1000};
    struct buf certificate;
    const struct check_options how = {
        .states_max = (uint32_t)values[STATES].number,
        .transitions_max = (uint64_t)values[TRANSITIONS].number,
        .progress = go_on,
        .user = &watched,
        .certificate = out ? &certificate : NULL};
    struct check_report *report = mem_zalloc(1, sizeof(*report));
    struct json_reader reader;
    enum status status = STATUS_CONFIG;
    int err = json_open(&reader, file ? files_name(file) : "the config",
                        buf_span(config));

    buf_init(&certificate, CERTIFICATE_MAX);
    if (!err) {
        progress_start(&watched.progress);
        err = check_run(report, &reader, &how);
        progress_stop(&watched.progress);
        if (!err)
            status = tell_cures(asked, report);
        if (!err && out)
            status = worse(status,
                           check_certificate_write(out, &certificate, report));
        check_fini(report);
    }
    if (err)
        terminal_say("%s", reader.error);
    buf_fini(&certificate);
    json_close(&reader);
    mem_free(report);
    return status;
}

/* Twice: the first time tells which paths the behaviors stand for. */
static enum status read_twice(struct asked *asked, struct buf *config)
{
    struct json_reader reader;
    enum status status = read_config(asked, config);

    if (status != STATUS_OK || asked->options->values[CONFIG].given)
        return status;
    if (json_open(&reader, "the config", buf_span(config)) == 0)
        asked->n_paths =
            check_paths(&asked->arena, &reader, asked->paths, PATHS_MAX);
    json_close(&reader);
    buf_reset(config);
    return read_config(asked, config);
}

static enum status run(const struct options *options)
{
    const char *certificate = options->values[VERIFY].text;
    struct asked asked = {.options = options};
    struct buf config;
    enum status status;

    if (certificate && options->n_words == 0 && !options->values[CONFIG].given)
        return check_certificate_verify(certificate, NULL);
    if (options->values[CONFIG].given == (options->n_words > 0)) {
        terminal_say("check: give AWS's files, or --config FILE");
        return STATUS_HELP;
    }
    if (options->values[FIX].given && options->values[CONFIG].given) {
        terminal_say("check: --fix changes AWS's files, not --config");
        return STATUS_HELP;
    }
    arena_init(&asked.arena, ARENA_MAX);
    buf_init(&config, JSON_TEXT_MAX);
    status = read_twice(&asked, &config);
    if (status == STATUS_OK)
        status = certificate ? check_certificate_verify(certificate, &config)
                             : check_it(&asked, &config);
    buf_fini(&config);
    arena_fini(&asked.arena);
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
        "With findings come cures: changes of the documents, each of which was "
        "itself\nrun through the checker. --fix N writes one as files for "
        "aws cloudfront\nupdate-distribution and its kin, prints the "
        "commands, and changes nothing else;\npolicies of yours stay as they "
        "are, since other distributions may share them.\n\n"
        "A check that gave up before the end found what it found, and is no "
        "proof.\n\n"
        "--certificate OUT: of a clean answer, every state and what leads to "
        "which, with\nwhat each page makes of it. --verify makes the states "
        "anew and plays every\nrequest in each; it shares nothing with what "
        "found the answer. The format stands\nin bench/check/certificate.h."
        "\n\n"
        "Exit status 0: proven clean, verified, or --fix has written; 1: "
        "findings, no\nfinding but no proof, or not verified; 3: the files are "
        "wrong, or --fix would\nwrite over one.\n",
    .table = {options_of, N_OPTIONS, 0, OPTIONS_WORDS_MAX},
    .run = run,
};
