/* cmd_explain.c - popbox explain: what one request would do, and why. */
#include "bench/explain.h"
#include "cache/base/mem.h"
#include "edge/aws_input.h"
#include "edge/files.h"
#include "edge/terminal.h"

#define TEXT_MAX  ((size_t)16 << 20)
#define ARENA_MAX ((size_t)16 << 20)
#define ERROR_MAX 8192u
#define LINE_MAX  65536u

enum {
    AFTER,
    CURL,
    REQUEST,
    HEADER,
    HEAD,
    PAGE,
    AS,
    CROSSORIGIN,
    MODE,
    CREDENTIALS,
    CACHE,
    BROWSER,
    CONFIG,
    EDGE,
    CORS,
    MISSING,
    JSON,
    N_OPTIONS
};

static const struct option options_of[N_OPTIONS] = {
    [AFTER] = {"after", 0, OPTION_LIST, "STEP",
               "what happened before, in order: a request, as one line", 0,
               NULL},
    [CURL] = {"curl", 0, OPTION_TEXT, "LINE",
              "the request as a pasted curl command line; -: on stdin", 0,
              NULL},
    [REQUEST] = {"request", 'X', OPTION_TEXT, "METHOD", "instead of GET", 0,
                 NULL},
    [HEADER] = {"header", 'H', OPTION_LIST, "LINE", "\"Name: value\"", 0, NULL},
    [HEAD] = {"head", 'I', OPTION_FLAG, NULL, "ask HEAD", 0, NULL},
    [PAGE] = {"page", 0, OPTION_TEXT, "ORIGIN",
              "as a browser would, for a page at https://a.example", 0, NULL},
    [AS] = {"as", 0, OPTION_TEXT, "KIND",
            "fetch (the default), xhr, img, script, font ...", 0, NULL},
    [CROSSORIGIN] = {"crossorigin", 0, OPTION_TEXT, "VALUE",
                     "the tag's attribute: anonymous, use-credentials", 0,
                     NULL},
    [MODE] = {"mode", 0, OPTION_TEXT, "MODE", "of fetch: cors, no-cors", 0,
              NULL},
    [CREDENTIALS] = {"credentials", 0, OPTION_TEXT, "MODE",
                     "of fetch: same-origin, omit, include", 0, NULL},
    [CACHE] = {"cache", 0, OPTION_TEXT, "MODE",
               "of fetch: default, reload, no-store", 0, NULL},
    [BROWSER] = {"browser", 0, OPTION_TEXT, "NAME",
                 "pages with one name share a browser", 0, NULL},
    [CONFIG] = {"config", 0, OPTION_TEXT, "FILE",
                "a config of popbox instead of AWS's files", 0, NULL},
    [EDGE] = {"edge", 0, OPTION_TEXT, "NAME", "which edge of the config", 0,
              NULL},
    [CORS] = AWS_INPUT_CORS_OPTION,
    [MISSING] = {"missing", 0, OPTION_FLAG, NULL,
                 "what is asked is not in the buckets", 0, NULL},
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "the same for programs", 0, NULL},
};

/* A run of the command. */
struct run {
    const struct options *options;
    struct arena arena;
    struct explain_step steps[EXPLAIN_STEPS_MAX];
    struct explain_script script;
    size_t n_files; /* the first so many words */
    struct buf error;
    struct buf out;
};

/* ---- the script ------------------------------------------------------------
 */

static int read_after(struct run *run)
{
    const char *text;
    int err = 0;

    while (!err && (text = options_listed(run->options, AFTER,
                                          run->script.n)) != NULL) {
        if (run->script.n + 1 == EXPLAIN_STEPS_MAX) {
            buf_addf(&run->error, "more than %d steps", EXPLAIN_STEPS_MAX);
            return ERR_FULL;
        }
        err = explain_step_read(&run->steps[run->script.n], &run->arena,
                                span_str(text), &run->error);
        if (err)
            buf_addf(&run->error, " (in --after '%s')", text);
        run->script.n++;
    }
    return err;
}

static int read_pasted(struct run *run, struct explain_step *step)
{
    const char *pasted = run->options->values[CURL].text;
    struct buf line;
    int err = 0;

    buf_init(&line, LINE_MAX);
    if (strcmp(pasted, "-") == 0)
        err = files_read("-", &line, &run->error);
    else
        buf_add_str(&line, pasted);
    if (!err)
        err = curl_line_read(&step->ask, &run->arena, buf_span(&line),
                             &run->error);
    buf_fini(&line);
    return err;
}

/* The options that make the request, as words of a curl line. */
static int read_options(struct run *run, struct explain_step *step,
                        const char *url)
{
    const struct options *options = run->options;
    struct span *words =
        arena_zalloc(&run->arena, 2 * OPTIONS_LISTS_MAX + 64, sizeof(*words));
    const char *header;
    size_t n = 0;

    if (!words)
        return ERR_TOO_LONG;
    for (size_t i = REQUEST; i <= BROWSER; i++) {
        if (!options->values[i].given || i == HEADER)
            continue;
        words[n++] = arena_printf(&run->arena, "--%s", options_of[i].name);
        if (options_of[i].kind == OPTION_TEXT)
            words[n++] = span_str(options->values[i].text);
    }
    for (size_t i = 0; (header = options_listed(options, HEADER, i)); i++) {
        words[n++] = SPAN("-H");
        words[n++] = span_str(header);
    }
    words[n++] = span_str(url);
    return curl_line_words(&step->ask, &run->arena, words, n, &run->error);
}

static int read_script(struct run *run)
{
    const struct options *options = run->options;
    bool pasted = options->values[CURL].given;
    struct explain_step *step;
    int err = read_after(run);

    if (err)
        return err;
    step = &run->steps[run->script.n++];
    step->kind = EXPLAIN_ASK;
    run->script.steps = run->steps;
    run->script.edge = span_str(options->values[EDGE].text);
    if (pasted)
        return read_pasted(run, step);
    return read_options(run, step, options->words[options->n_words - 1]);
}

/* ---- the config ------------------------------------------------------------
 */

static enum status write_config(struct run *run, struct buf *config)
{
    const struct options *options = run->options;
    struct span paths[EXPLAIN_STEPS_MAX];
    struct aws_input input = {.files = options->words,
                              .n_files = run->n_files,
                              .options = options,
                              .origin = AWS_INPUT_NO_OPTION,
                              .cors = CORS,
                              .paths = paths};
    const char *file = options->values[CONFIG].text;

    if (!file) {
        if (!options->values[MISSING].given)
            input.n_paths = explain_paths(&run->script, paths);
        return aws_input_config(&input, config);
    }
    if (files_read(file, config, &run->error) == 0)
        return STATUS_OK;
    terminal_say("%s", buf_span(&run->error).ptr);
    return STATUS_CONFIG;
}

static int play(struct run *run, struct explain *explain,
                const struct json *base, const char *file)
{
    struct json_reader patch, config;
    struct buf text;
    int err;

    buf_init(&text, JSON_TEXT_MAX);
    explain_patch(&run->script, &text);
    err = json_open(&patch, "pages", buf_span(&text));
    if (!err) {
        err = json_merge(&config, file, base, json_root(&patch));
        if (!err)
            err = explain_run(explain, &run->script, &config, &run->error);
        else
            buf_add_str(&run->error, config.error);
        json_close(&config);
    } else {
        buf_add_str(&run->error, patch.error);
    }
    json_close(&patch);
    buf_fini(&text);
    return err;
}

static void tell(struct run *run, const struct explain *explain)
{
    struct json_out json;

    if (!run->options->values[JSON].given) {
        explain_text(explain, &run->out);
        return;
    }
    json_out_init(&json, &run->out, true);
    explain_json(explain, &json);
    buf_add_byte(&run->out, '\n');
}

static enum status explain_it(struct run *run, struct buf *config)
{
    const char *file = run->options->values[CONFIG].text;
    struct explain *explain = mem_zalloc(1, sizeof(*explain));
    struct json_reader reader;
    int err;

    file = file ? files_name(file) : "the config";
    err = json_open(&reader, file, buf_span(config));
    if (err) {
        buf_add_str(&run->error, reader.error);
    } else {
        err = play(run, explain, json_root(&reader), file);
        if (!err)
            tell(run, explain);
        explain_fini(explain);
    }
    json_close(&reader);
    mem_free(explain);
    if (!err && run->options->values[JSON].given)
        return terminal_write(&run->out) ? STATUS_RUNTIME : STATUS_OK;
    if (!err)
        return terminal_write_page(&run->out) ? STATUS_RUNTIME : STATUS_OK;
    terminal_say("%s", buf_span(&run->error).ptr);
    return STATUS_CONFIG;
}

/* ---- the command -----------------------------------------------------------
 */

/* What is asked comes last; before it stand files, or --config says one. */
static bool words_are_wrong(struct run *run)
{
    const struct options *options = run->options;
    bool pasted = options->values[CURL].given;
    bool config = options->values[CONFIG].given;

    if (!pasted && options->n_words == 0) {
        terminal_say("explain: say which request: a URL or a path, or --curl");
        return true;
    }
    run->n_files = options->n_words - (pasted ? 0 : 1);
    if (config && run->n_files > 0)
        terminal_say("explain: --config, or AWS's files, not both");
    else if (!config && run->n_files == 0)
        terminal_say("explain: say of which configuration: AWS's files before "
                     "the URL, or --config FILE");
    for (size_t i = REQUEST; pasted && i <= BROWSER; i++)
        if (options->values[i].given) {
            terminal_say("explain: --%s goes into the line of --curl",
                         options_of[i].name);
            return true;
        }
    return config == (run->n_files > 0);
}

static enum status run_it(struct run *run)
{
    enum status status;
    struct buf config;

    if (words_are_wrong(run))
        return STATUS_HELP;
    if (read_script(run) != 0) {
        terminal_say("%s", buf_span(&run->error).ptr);
        return STATUS_USAGE;
    }
    buf_init(&config, JSON_TEXT_MAX);
    status = write_config(run, &config);
    if (status == STATUS_OK)
        status = explain_it(run, &config);
    buf_fini(&config);
    return status;
}

static enum status run(const struct options *options)
{
    struct run *run = mem_zalloc(1, sizeof(*run));
    enum status status;

    run->options = options;
    arena_init(&run->arena, ARENA_MAX);
    buf_init(&run->error, ERROR_MAX);
    buf_init(&run->out, TEXT_MAX);
    status = run_it(run);
    buf_fini(&run->out);
    buf_fini(&run->error);
    arena_fini(&run->arena);
    mem_free(run);
    return status;
}

const struct command cmd_explain = {
    .name = "explain",
    .words = "FILE... URL",
    .summary = "Tells what one request would do at an edge, and why",
    .text =
        "FILE...: what the AWS CLI prints, see popbox help import. URL: of "
        "the\n"
        "distribution, or the path alone. Each step has its reason and source, "
        "the\nkey is spelled out, and of each header it is said what becomes "
        "of it. Nothing\nis sent anywhere: it is played in a world of its own, "
        "where every path that is\nasked exists.\n\n"
        "--after says what happened before, as often as wanted: a request as "
        "a line of\ncurl, or of a page; or time, or an invalidation:\n\n"
        "  --after '/logo.svg --page https://blog.example --as img'\n"
        "  --after \"curl -H 'Origin: https://a.example' "
        "https://cdn.example/logo.svg\"\n"
        "  --after 'wait 1d'  --after 'invalidate /*'\n",
    .table = {options_of, N_OPTIONS, 0, OPTIONS_WORDS_MAX},
    .run = run,
};
