/* cmd_browse.c - popbox browse: a URL as a page at an origin would load it. */
#include "edge/cmd.h"

#include "bench/curl_line.h"
#include "bench/url.h"
#include "edge/address.h"
#include "edge/drive_page.h"
#include "edge/terminal.h"

#define ARENA_MAX     ((size_t)4 << 20)
#define TEXT_MAX      ((size_t)32 << 20)
#define ERROR_MAX     4096u
#define MAX_TIME_S    30
#define LONGEST_S     3600
#define LINE_WORDS    (12 + 2 * OPTIONS_LISTS_MAX)
#define URL_WORDS_MAX BROWSED_LOADS_MAX

enum {
    PAGE,
    AS,
    CROSSORIGIN,
    MODE,
    CREDENTIALS,
    CACHE,
    REQUEST,
    HEADER,
    CONNECT,
    ENGINE,
    MAX_TIME,
    JSON,
    N_OPTIONS
};

static const char *const engines[] = {
    [BROWSER_CHROMIUM] = "chromium", [BROWSER_FIREFOX] = "firefox", NULL};

static const struct option options_of[N_OPTIONS] = {
    [PAGE] = {"page", 0, OPTION_TEXT, "ORIGIN",
              "whose page it is: https://a.example, or null", 0, NULL},
    [AS] = {"as", 0, OPTION_TEXT, "KIND",
            "fetch (as default), xhr, img, script, stylesheet, font, media or "
            "module; "
            "img,fetch: one after the other, in one browser",
            0, NULL},
    [CROSSORIGIN] = {"crossorigin", 0, OPTION_TEXT, "HOW",
                     "of a tag: anonymous or use-credentials", 0, NULL},
    [MODE] = {"mode", 0, OPTION_TEXT, "MODE", "of fetch: cors or no-cors", 0,
              NULL},
    [CREDENTIALS] = {"credentials", 0, OPTION_TEXT, "MODE",
                     "of fetch: same-origin, omit or include", 0, NULL},
    [CACHE] = {"cache", 0, OPTION_TEXT, "MODE",
               "of fetch: default, reload or no-store", 0, NULL},
    [REQUEST] = {"request", 'X', OPTION_TEXT, "METHOD", "as script sets it", 0,
                 NULL},
    [HEADER] = {"header", 'H', OPTION_LIST, "LINE",
                "as script sets it; any number", 0, NULL},
    [CONNECT] = {"connect", 0, OPTION_TEXT, "HOST:PORT",
                 "where to send it, whatever the URL says", 0, NULL},
    [ENGINE] = {"engine", 0, OPTION_CHOICE, "NAME",
                "whose rules: chromium or firefox", 0, engines},
    [MAX_TIME] = {"max-time", 'm', OPTION_NUMBER, "SECONDS",
                  "for one answer (30)", LONGEST_S, NULL},
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "the same for programs", 0, NULL},
};

/* A run of the command. */
struct browse_run {
    const struct options *options;
    struct arena arena;
    struct buf error;
    struct drive_page_config config;
    struct curl_line lines[BROWSED_LOADS_MAX];
    struct load_spec loads[BROWSED_LOADS_MAX];
    size_t n;
};

/* ---- what is to be loaded -------------------------------------------------
 */

static size_t add_option(struct browse_run *run, size_t option,
                         struct span *words, size_t n)
{
    const struct option_value *value = &run->options->values[option];

    if (!value->given)
        return n;
    words[n++] = arena_printf(&run->arena, "--%s", options_of[option].name);
    words[n++] = span_str(value->text);
    return n;
}

/* The words that curl_line reads. */
static size_t make_words(struct browse_run *run, const char *url,
                         struct span as, struct span *words)
{
    const char *header;
    size_t n = 0;

    words[n++] = span_str(url);
    n = add_option(run, PAGE, words, n);
    n = add_option(run, CROSSORIGIN, words, n);
    n = add_option(run, MODE, words, n);
    n = add_option(run, CREDENTIALS, words, n);
    n = add_option(run, CACHE, words, n);
    n = add_option(run, REQUEST, words, n);
    words[n++] = SPAN("--as");
    words[n++] = as;
    for (size_t i = 0;
         (header = options_listed(run->options, HEADER, i)) != NULL; i++) {
        words[n++] = SPAN("-H");
        words[n++] = span_str(header);
    }
    return n;
}

static int check_scheme(struct browse_run *run, struct span text)
{
    struct url url;

    if (url_split(text, &url)) {
        buf_addf(&run->error, "%.*s: is no URL with a host", SPAN_ARG(text));
        return ERR_SYNTAX;
    }
    if (span_eq(url.scheme, SPAN("http")) ||
        !span_absent(run->config.connect.host))
        return 0;
    buf_addf(&run->error,
             "%.*s: popbox browse speaks no TLS, so http only; --connect "
             "HOST:PORT sends it to a server that speaks plain HTTP",
             SPAN_ARG(text));
    return ERR_UNKNOWN;
}

static int add_load(struct browse_run *run, const char *url, struct span as)
{
    struct curl_line *line = &run->lines[run->n];
    struct load_spec *load = &run->loads[run->n];
    struct span words[LINE_WORDS];
    size_t n = make_words(run, url, as, words);
    int err;

    if (run->n == BROWSED_LOADS_MAX) {
        buf_addf(&run->error, "at most %d loads", BROWSED_LOADS_MAX);
        return ERR_FULL;
    }
    err = curl_line_words(line, &run->arena, words, n, &run->error);
    if (!err)
        err = check_scheme(run, line->url);
    if (err)
        return err;
    *load = line->load;
    load->page_origin = line->page;
    load->url = line->url;
    load->method = line->method;
    load->headers = line->headers.at;
    load->n_headers = line->headers.n;
    run->n++;
    return 0;
}

static int add_loads(struct browse_run *run)
{
    const struct option_value *as = &run->options->values[AS];
    struct span kinds = as->given ? span_str(as->text) : SPAN("fetch");
    int err = 0;

    for (size_t i = 0; i < run->options->n_words && !err; i++) {
        struct span kind;
        size_t at = 0;

        while (!err && span_list_next(kinds, &at, &kind))
            err = add_load(run, run->options->words[i], kind);
    }
    return err;
}

static int read_options(struct browse_run *run)
{
    const struct option_value *values = run->options->values;

    run->config.patience_ms =
        1000 * (values[MAX_TIME].given ? values[MAX_TIME].number : MAX_TIME_S);
    run->config.engine = (enum browser_engine)values[ENGINE].choice;
    if (!values[PAGE].given) {
        buf_add_str(&run->error, "--page ORIGIN is needed: whose page loads "
                                 "it, such as https://a.example");
        return ERR_MISSING;
    }
    if (values[CONNECT].given &&
        (address_read(span_str(values[CONNECT].text), &run->config.connect) ||
         span_absent(run->config.connect.host) || !run->config.connect.port)) {
        buf_addf(&run->error, "--connect %s: must be HOST:PORT",
                 values[CONNECT].text);
        return ERR_SYNTAX;
    }
    return add_loads(run);
}

/* ---- telling --------------------------------------------------------------
 */

/* The worst of the loads. */
static enum status status_of(const struct browsed *browsed)
{
    enum status status = STATUS_OK;

    for (size_t i = 0; i < browsed->n_loads; i++) {
        enum load_outcome outcome = browsed->loads[i]->verdict.outcome;

        if (outcome == LOAD_NETWORK_ERROR)
            return STATUS_RUNTIME;
        if (outcome == LOAD_BLOCKED)
            status = STATUS_FAILED;
    }
    return status;
}

static int tell(const struct options *options, const struct browsed *browsed)
{
    struct json_out json;
    struct buf out;
    int err;

    buf_init(&out, TEXT_MAX);
    if (options->values[JSON].given) {
        json_out_init(&json, &out, true);
        browsed_json(browsed, &json);
        buf_add_byte(&out, '\n');
        err = terminal_write(&out);
    } else {
        browsed_text(browsed, &out);
        err = terminal_write_page(&out);
    }
    buf_fini(&out);
    return err;
}

static enum status browse(struct browse_run *run)
{
    struct browsed browsed;
    enum status status = STATUS_RUNTIME;
    int err;

    if (read_options(run)) {
        terminal_say("%s", buf_span(&run->error).ptr);
        return STATUS_USAGE;
    }
    browsed_init(&browsed);
    err = drive_page(&run->config, run->loads, run->n, &browsed);
    if (err)
        terminal_say("more redirects or headers than popbox browse keeps");
    else if (!tell(run->options, &browsed))
        status = status_of(&browsed);
    browsed_fini(&browsed);
    return status;
}

static enum status run(const struct options *options)
{
    struct browse_run run = {.options = options};
    enum status status;

    arena_init(&run.arena, ARENA_MAX);
    buf_init(&run.error, ERROR_MAX);
    status = browse(&run);
    arena_fini(&run.arena);
    buf_fini(&run.error);
    return status;
}

const struct command cmd_browse = {
    .name = "browse",
    .words = "--page ORIGIN URL...",
    .summary = "Loads a URL as a page would: preflight, CORS check, console",
    .text =
        "Like curl, but with a browser's rules: whether Origin is sent, "
        "whether "
        "a preflight\ncomes first, what of the answer script may read, and "
        "what "
        "Chromium's console says\nwhen it may not. The URLs, and each of them "
        "for every KIND, share one browser with\nan empty cache, so that "
        "\"--as img,fetch\" shows what an <img> leaves behind.\n\n"
        "Plain HTTP only. --connect HOST:PORT sends a URL of https to such a "
        "server, too:\n"
        "  popbox browse --page https://a.example --connect localhost:8080 "
        "\\\n    https://cdn.example/logo.svg\n\n"
        "Exit status 1: a load was blocked; 4: there was no whole answer.\n",
    .table = {options_of, N_OPTIONS, 1, URL_WORDS_MAX},
    .run = run,
};
