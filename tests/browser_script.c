/* browser_script.c - a conversation with the model browser, checked. */
#include "tests/browser_script.h"

#include "tests/node_script_line.h"

#include <stdio.h>
#include <stdlib.h>

#define START_MS INT64_C(1767225600000) /* 1 Jan 2026 */

static void init(struct browser_script *script, enum browser_engine engine)
{
    *script = (struct browser_script){.now_ms = START_MS};
    script->browser = browser_new(engine);
    buf_init(&script->said, 1u << 20);
    buf_init(&script->fault, 1u << 20);
    buf_init(&script->blocked, 1u << 16);
}

void browser_script_init(struct browser_script *script)
{
    init(script, BROWSER_CHROMIUM);
}

void browser_script_init_firefox(struct browser_script *script)
{
    init(script, BROWSER_FIREFOX);
}

const char *browser_script_fault(struct browser_script *script)
{
    return buf_span(&script->fault).ptr;
}

bool browser_script_stop(struct browser_script *script)
{
    bool whole = script->n_verdicts == script->n_loads;

    browser_free(script->browser);
    buf_fini(&script->said);
    buf_fini(&script->fault);
    buf_fini(&script->blocked);
    return whole;
}

/* ---- what the browser wants ------------------------------------------------
 */

static const char *name_of(const struct browser_script *script, uint64_t load)
{
    for (size_t i = script->n_loads; i > 0; i--)
        if (script->loads[i - 1] == load)
            return script->names[i - 1];
    return script->names[script->n_loads]; /* being begun */
}

static void print_request(struct browser_script *script,
                          const struct browser_request *request)
{
    const struct http_headers *headers = &request->head.headers;

    script->requests[script->n_requests++] = request->id;
    buf_addf(&script->said, "r%zu %.*s %.*s", script->n_requests,
             SPAN_ARG(request->head.method), SPAN_ARG(request->url));
    for (size_t i = 0; i < headers->n; i++)
        if (!span_ieq(headers->at[i].name, SPAN("accept")) &&
            !span_ieq(headers->at[i].name, SPAN("accept-encoding")))
            buf_addf(&script->said, " | %.*s: %.*s",
                     SPAN_ARG(headers->at[i].name),
                     SPAN_ARG(headers->at[i].value));
    buf_add_byte(&script->said, '\n');
}

static void print_verdict(struct browser_script *script, const char *name,
                          const struct load_verdict *verdict)
{
    struct buf *said = &script->said;

    script->n_verdicts++;
    snprintf(script->console, sizeof(script->console), "%.*s",
             SPAN_ARG(verdict->console));
    buf_addf(said, "%s %s", name, load_outcome_word(verdict->outcome));
    if (verdict->outcome == LOAD_BLOCKED) {
        const char *why = cors_verdict_name(verdict->cors.verdict);

        buf_addf(&script->blocked, "%s\n", why);
        buf_addf(said, " %s", why);
        if (verdict->cors.value.len > 0)
            buf_addf(said, " %.*s", SPAN_ARG(verdict->cors.value));
    } else if (verdict->outcome != LOAD_NETWORK_ERROR) {
        buf_addf(said, " %d", verdict->status);
    }
    if (verdict->from_cache)
        buf_add_str(said, " cached");
    if (verdict->revalidated)
        buf_add_str(said, " revalidated");
    buf_add_byte(said, '\n');
}

static void drain(struct browser_script *script)
{
    struct browser_action action;

    while (browser_poll(script->browser, &action)) {
        if (action.kind == BROWSER_REQUEST)
            print_request(script, &action.u.request);
        else
            print_verdict(script, name_of(script, action.load),
                          &action.u.verdict);
    }
    browser_check(script->browser);
}

/* ---- events
 * ------------------------------------------------------------------ */

/* The place of the value of "name=value" among words; 0 without. */
static int choice_of(const struct script_line *line, const char *name,
                     const char *const *words)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < line->n_words; i++)
        if (strncmp(line->words[i], name, len) == 0)
            for (int k = 1; words[k]; k++)
                if (strcmp(line->words[i] + len, words[k]) == 0)
                    return k;
    return 0;
}

/* The value of "name=value" among words; absent without. */
static struct span value_of(const struct script_line *line, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < line->n_words; i++)
        if (strncmp(line->words[i], name, len) == 0)
            return span_str(line->words[i] + len);
    return SPAN_ABSENT;
}

static enum load_as kind_of(const char *word)
{
    for (int i = 0; i < N_LOAD_AS; i++)
        if (strcmp(load_as_word((enum load_as)i), word) == 0)
            return (enum load_as)i;
    abort();
}

static void load(struct browser_script *script, const struct script_line *line)
{
    static const char *const crossorigins[] = {"", "anonymous",
                                               "use-credentials", NULL};
    static const char *const modes[] = {"", "cors", "no-cors", NULL};
    static const char *const credentials[] = {"", "omit", "include", NULL};
    static const char *const caches[] = {"", "reload", "no-store", NULL};
    struct load_spec spec = {
        .page_origin = span_str(line_word(line, 4)),
        .url = span_str(line_word(line, 2)),
        .as = kind_of(line_word(line, 1)),
        .crossorigin = (enum load_crossorigin)choice_of(
            line, "crossorigin=", crossorigins),
        .mode = (enum load_mode)choice_of(line, "mode=", modes),
        .credentials =
            (enum load_credentials)choice_of(line, "credentials=", credentials),
        .cache = (enum load_cache)choice_of(line, "cache=", caches),
        .method = value_of(line, "method="),
        .cookies = value_of(line, "cookies="),
        .headers = line->headers,
        .n_headers = line->n_headers};

    if (!line_is(line, 3, "from") || script->n_loads == BROWSER_SCRIPT_MAX)
        abort();
    snprintf(script->names[script->n_loads], 8, "%.*s",
             (int)strlen(line_word(line, 0)) - 1, line_word(line, 0));
    script->loads[script->n_loads] =
        browser_load(script->browser, script->now_ms, &spec);
    script->n_loads++;
}

static void answer(struct browser_script *script, struct script_line *line)
{
    size_t number = strtoul(line_word(line, 0) + 1, NULL, 10);
    struct http_response head = {
        .status = atoi(line_word(line, 1)),
        .headers = {line->headers, line->n_headers, SCRIPT_HEADERS_MAX}};
    uint64_t id;

    if (number == 0 || number > script->n_requests)
        abort();
    id = script->requests[number - 1];
    if (line_is(line, 1, "nothing"))
        browser_no_response(script->browser, id);
    else
        browser_response(script->browser, script->now_ms, id, &head, 5);
}

static void carry_out(struct browser_script *script, struct script_line *line)
{
    const char *first = line_word(line, 0);

    if (first[strlen(first) - 1] == ':') {
        load(script, line);
    } else if (line_is(line, 0, "wait")) {
        char *unit;
        int64_t n = strtoll(line_word(line, 1), &unit, 10);

        script->now_ms += strcmp(unit, "ms") == 0 ? n : n * 1000;
    } else {
        answer(script, line);
    }
    drain(script);
}

static bool compare(struct browser_script *script, const char **text,
                    struct span event)
{
    struct buf expected;
    bool same;

    buf_init(&expected, 1u << 20);
    while (**text == ' ') {
        size_t blanks = strspn(*text, " ");
        size_t len = strcspn(*text, "\n");

        buf_add(&expected, span_of(*text + blanks, len - blanks));
        buf_add_byte(&expected, '\n');
        *text += len + ((*text)[len] == '\n');
    }
    same = span_eq(buf_span(&expected), buf_span(&script->said));
    if (!same)
        buf_addf(&script->fault, "\nafter: %.*s\nexpected:\n%s\ngot:\n%s",
                 SPAN_ARG(event), buf_span(&expected).ptr,
                 buf_span(&script->said).ptr);
    buf_fini(&expected);
    return same;
}

bool browser_script_play(struct browser_script *script, const char *text)
{
    buf_reset(&script->fault);
    while (*text) {
        size_t len = strcspn(text, "\n");
        struct span event = span_of(text, len);
        struct script_line line;

        line_read(&line, text, len);
        text += len + (text[len] == '\n');
        if (line.n_words == 0)
            continue;
        buf_reset(&script->said);
        carry_out(script, &line);
        if (!compare(script, &text, event))
            return false;
    }
    return true;
}
