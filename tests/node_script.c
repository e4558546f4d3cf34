/*
 * node_script.c - a conversation with a node, written down and checked.
 *
 * Each event line is carried out by the row of the table below that its words
 * fit; what the node then wants is printed by node_script_print.c.
 */
#include "tests/node_script.h"

#include "policies/eviction/registry.h"
#include "policies/profiles.h"
#include "tests/node_script_line.h"
#include "tests/node_script_print.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- from beginning to end ---------------------------------------------- */

void script_init_profile(struct script *script, const char *profile)
{
    struct behavior *behavior = &script->behavior;

    *script = (struct script){.now_ms = SCRIPT_START_MS};
    memset(script->wide, 'x', sizeof(script->wide));
    behavior->path_pattern = SPAN("*");
    behavior->allowed_methods = BEHAVIOR_METHODS_ALL;
    behavior->cached_methods = 1u << HTTP_GET | 1u << HTTP_HEAD;
    behavior->ttl = (struct ttl_bounds){0, 86400, 31536000};
    behavior->reply.cors.max_age_s = -1;
    if (!profile_rules(span_str(profile), &behavior->rules))
        abort();
    script->origin = (struct node_origin){.domain = SPAN("origin.example"),
                                          .connect_attempts = 3,
                                          .connect_timeout_ms = 10000,
                                          .read_timeout_ms = 30000};
    node_config_init(&script->config);
    script->config.name = SPAN("edge");
    script->config.domain = SPAN("d1.example.net");
    script->config.behaviors = behavior;
    script->config.n_behaviors = 1;
    script->config.origins = &script->origin;
    script->config.n_origins = 1;
    script->config.evict = evict_default(evict_named(SPAN("lru")));
    buf_init(&script->said, 1u << 20);
    buf_init(&script->fault, 1u << 16);
}

void script_init(struct script *script)
{
    script_init_profile(script, "cloudfront");
}

void script_start(struct script *script)
{
    script->node = node_new(&script->config);
}

const char *script_fault(struct script *script)
{
    return buf_span(&script->fault).ptr;
}

bool script_stop(struct script *script)
{
    bool whole;

    buf_reset(&script->fault);
    for (size_t i = 0; i < script->n_viewers; i++)
        if (!script->viewers[i].finished)
            buf_addf(&script->fault, "%s never finished. ",
                     script->viewers[i].name);
    for (size_t i = 0; i < script->n_fetches; i++)
        if (!script->fetches[i].over)
            buf_addf(&script->fault, "f%zu never ended. ", i + 1);
    whole = script->fault.len == 0;
    node_free(script->node);
    buf_fini(&script->said);
    if (whole)
        buf_fini(&script->fault);
    return whole;
}

struct script_viewer *script_viewer(struct script *script, const char *name)
{
    for (size_t i = script->n_viewers; i > 0; i--)
        if (strcmp(script->viewers[i - 1].name, name) == 0)
            return &script->viewers[i - 1];
    fprintf(stderr, "no viewer is called %s\n", name);
    abort();
}

/* ---- events of viewers ----------------------------------------------------
 */

static struct span bytes_of(const struct script *script, const char *text)
{
    size_t n;

    if (text[0] != '*')
        return span_str(text);
    n = strtoull(text + 1, NULL, 10);
    if (n > sizeof(script->wide))
        abort();
    return span_of(script->wide, n);
}

static struct script_viewer *add_viewer(struct script *script,
                                        const struct script_line *line)
{
    struct script_viewer *viewer = &script->viewers[script->n_viewers++];

    if (script->n_viewers > SCRIPT_VIEWERS_MAX)
        abort();
    snprintf(viewer->name, sizeof(viewer->name), "%.*s",
             (int)strlen(line->words[0]) - 1, line->words[0]);
    viewer->slow = line_has(line, "slow");
    return viewer;
}

static void ask(struct script *script, const struct script_line *line)
{
    struct script_viewer *viewer = add_viewer(script, line);
    struct span target = span_str(line_word(line, 2));
    size_t mark = span_find(target, '?', 0);
    struct http_header headers[64];
    struct http_request request = {
        .method = span_str(line_word(line, 1)),
        .scheme = SPAN("http"),
        .authority = SPAN("www.example.net"),
        .path = span_cut(target, 0, mark),
        .query = mark < target.len ? span_cut(target, mark + 1, target.len)
                                   : SPAN_ABSENT,
        .headers = {headers, line->n_headers, 64}};
    struct node_viewer facts = {.client = SPAN("198.51.100.7"),
                                .body_length = line_number(line, "body", 0),
                                .expects_continue = line_has(line, "expects"),
                                .http_1_0 = line_has(line, "1.0"),
                                .user = viewer};

    memcpy(headers, line->headers, sizeof(headers));
    viewer->txn = node_request(script->node, script->now_ms, &facts, &request);
    if (viewer->txn == 0) {
        viewer->finished = true;
        buf_addf(&script->said, "%s refused\n", viewer->name);
    }
}

static void ask_badly(struct script *script, const struct script_line *line)
{
    static const char *const words[] = {"malformed", "head", "url", "timeout"};
    struct script_viewer *viewer = add_viewer(script, line);
    struct node_viewer facts = {.client = SPAN("198.51.100.7"), .user = viewer};

    for (int i = 0; i < 4; i++)
        if (line_is(line, 2, words[i]))
            viewer->txn = node_bad_request(script->node, script->now_ms, &facts,
                                           (enum node_bad)i);
}

static void viewer_event(struct script *script, const struct script_line *line)
{
    struct script_viewer *viewer = script_viewer(script, line_word(line, 0));
    int64_t now_ms = script->now_ms;
    uint64_t n;

    if (line_is(line, 1, "sends")) {
        node_request_body(script->node, now_ms, viewer->txn,
                          bytes_of(script, line_word(line, 2)));
    } else if (line_is(line, 1, "is")) {
        node_request_end(script->node, now_ms, viewer->txn, true);
    } else if (line_is(line, 1, "stops")) {
        node_request_end(script->node, now_ms, viewer->txn, false);
    } else if (line_is(line, 1, "takes")) {
        n = line_is(line, 2, "all") ? viewer->handed - viewer->taken
                                    : strtoull(line_word(line, 2), NULL, 10);
        viewer->taken += n;
        node_client_sent(script->node, now_ms, viewer->txn, n);
    } else if (line_is(line, 1, "done")) {
        node_client_done(script->node, now_ms, viewer->txn);
    } else if (line_is(line, 1, "gone")) {
        node_client_gone(script->node, now_ms, viewer->txn);
    } else if (line_is(line, 1, "journal")) {
        buf_addf(&script->said, "%s\n", viewer->reasons);
    } else {
        abort();
    }
}

/* ---- events of origins -----------------------------------------------------
 */

static void origin_head(struct script *script, const struct script_line *line,
                        uint64_t id)
{
    struct http_header headers[64];
    struct http_response head = {.status = atoi(line_word(line, 2)),
                                 .headers = {headers, line->n_headers, 64}};

    memcpy(headers, line->headers, sizeof(headers));
    node_origin_head(script->node, script->now_ms, id, &head,
                     line_number(line, "len", NODE_LENGTH_UNKNOWN));
}

static enum fetch_end end_of(const char *text)
{
    static const char *const words[] = {
        "",    "truncated", "reused",  "closed",  "refused",
        "dns", "tls",       "timeout", "garbage", "toobig"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(words[i], text) == 0)
            return (enum fetch_end)i;
    abort();
}

static void origin_event(struct script *script, const struct script_line *line)
{
    size_t number = strtoul(line_word(line, 0) + 1, NULL, 10);
    struct script_fetch *fetch = &script->fetches[number - 1];
    int64_t now_ms = script->now_ms;

    if (number == 0 || number > script->n_fetches)
        abort();
    if (line_is(line, 1, "ready")) {
        node_origin_ready(script->node, now_ms, fetch->id,
                          strtoull(line_word(line, 2), NULL, 10));
    } else if (line_is(line, 1, "head")) {
        origin_head(script, line, fetch->id);
    } else if (line_is(line, 1, "body")) {
        node_origin_body(script->node, now_ms, fetch->id,
                         bytes_of(script, line_word(line, 2)));
    } else if (line_is(line, 1, "ends")) {
        fetch->over = true;
        node_origin_end(script->node, now_ms, fetch->id,
                        end_of(line_word(line, 2)));
    } else {
        abort();
    }
}

/* ---- the whole --------------------------------------------------------------
 */

static void wait_for(struct script *script, const char *text)
{
    char *unit;
    int64_t ms = strtoll(text, &unit, 10);
    int64_t until_ms = script->now_ms + (strcmp(unit, "ms") ? ms * 1000 : ms);

    while (node_deadline(script->node) <= until_ms) {
        if (node_deadline(script->node) > script->now_ms)
            script->now_ms = node_deadline(script->node);
        node_tick(script->node, script->now_ms);
        script_settle(script);
    }
    script->now_ms = until_ms;
}

static void carry_out(struct script *script, const struct script_line *line)
{
    const char *first = line_word(line, 0);

    if (first[strlen(first) - 1] == ':' && line_is(line, 1, "bad"))
        ask_badly(script, line);
    else if (first[strlen(first) - 1] == ':')
        ask(script, line);
    else if (line_is(line, 0, "wait"))
        wait_for(script, line_word(line, 1));
    else if (line_is(line, 0, "invalidate"))
        buf_addf(&script->said, "dropped %zu\n",
                 node_invalidate(script->node, span_str(line_word(line, 1))));
    else if (first[0] == 'f' && first[1] >= '0' && first[1] <= '9')
        origin_event(script, line);
    else
        viewer_event(script, line);
    script_settle(script);
    node_check(script->node);
}

/* Steps over the indented lines at *text; whether they are what was said. */
static bool compare(struct script *script, const char **text, const char *event,
                    size_t event_len)
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
    same = script->fault.len == 0 &&
           span_eq(buf_span(&expected), buf_span(&script->said));
    if (!same)
        buf_addf(&script->fault, "\nafter: %.*s\nexpected:\n%s\ngot:\n%s",
                 (int)event_len, event, buf_span(&expected).ptr,
                 buf_span(&script->said).ptr);
    buf_fini(&expected);
    return same;
}

bool script_play(struct script *script, const char *text)
{
    buf_reset(&script->fault);
    while (*text) {
        size_t len = strcspn(text, "\n");
        const char *event = text;
        struct script_line line;

        line_read(&line, text, len);
        text += len + (text[len] == '\n');
        if (line.n_words == 0)
            continue;
        buf_reset(&script->said);
        carry_out(script, &line);
        if (!compare(script, &text, event, len))
            return false;
    }
    return true;
}
