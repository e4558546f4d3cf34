/* explain_json.c - an explained request as JSON: the play, and its facts. */
#include "bench/explain_parts.h"
#include "bench/explain_reply.h"
#include "bench/transcript_json.h"

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void boolean(struct json_out *out, const char *key, bool value)
{
    json_out_key(out, key);
    json_out_bool(out, value);
}

static void write_key(struct json_out *out, const struct explained *it)
{
    string(out, "key", it->journal->key);
    json_out_key(out, "key_parts");
    json_out_open(out, '[');
    for (size_t i = 0; i < it->n_parts; i++) {
        json_out_open(out, '{');
        string(out, "part", it->parts[i].what);
        string(out, "value", it->parts[i].value);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_headers(struct json_out *out, const struct explained *it)
{
    json_out_key(out, "headers");
    json_out_open(out, '[');
    for (size_t i = 0; i < it->n_headers; i++) {
        json_out_open(out, '{');
        string(out, "name", it->headers[i].name);
        string(out, "sent", it->headers[i].sent);
        string(out, "goes", it->headers[i].goes);
        string(out, "why", it->headers[i].why);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_behavior(struct json_out *out, const struct explained *it)
{
    json_out_key(out, "behavior");
    if (!it->behavior) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    string(out, "path_pattern", it->behavior->path_pattern);
    string(out, "origin",
           explain_target(it->edge,
                          (size_t)(it->behavior - it->edge->config.behaviors)));
    string(out, "cache_policy", it->about->cache_policy);
    string(out, "origin_request_policy", it->about->origin_request_policy);
    string(out, "response_headers_policy", it->about->response_headers_policy);
    boolean(out, "has_functions", it->about->has_functions);
    json_out_close(out, '}');
}

/* What the response headers policy did; null: there is none. */
static void write_reply(struct json_out *out,
                        const struct explained_reply *reply)
{
    json_out_key(out, "response_headers_policy_lines");
    if (!reply) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '[');
    for (size_t i = 0; i < reply->n; i++) {
        json_out_open(out, '{');
        string(out, "name", reply->lines[i].name);
        string(out, "was", reply->lines[i].was);
        string(out, "becomes", reply->lines[i].becomes);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

void explain_request_json(const struct explain *explain,
                          const struct seen_step *step,
                          const struct seen_request *seen, struct json_out *out)
{
    struct arena arena;
    const struct explained *it;

    arena_init(&arena, EXPLAIN_FACTS_MAX);
    it = explain_facts(&arena, &explain->transcript, step, seen);
    if (it) {
        json_out_open(out, '{');
        boolean(out, "preflight", seen->preflight);
        write_behavior(out, it);
        write_key(out, it);
        boolean(out, "origin_asked", explain_was_asked(it));
        write_headers(out, it);
        write_reply(out, explain_reply(&arena, explain, step, it));
        json_out_key(out, "copy_made_by_step");
        if (it->made_by)
            json_out_int(out, (int64_t)it->made_by);
        else
            json_out_null(out);
        json_out_close(out, '}');
    }
    arena_fini(&arena);
}

static void write_act(struct json_out *out, const struct explain *explain,
                      const struct seen_step *step, const struct seen_act *act)
{
    struct buf line;

    json_out_key(out, "requests");
    json_out_open(out, '[');
    LIST_EACH (link, &act->requests, next) {
        const struct seen_request *seen =
            LIST_ITEM(link, struct seen_request, link);

        if (seen->journal)
            explain_request_json(explain, step, seen, out);
    }
    json_out_close(out, ']');
    buf_init(&line, 65536);
    explain_verdict(act, &line);
    string(out, "verdict", line.len > 0 ? buf_span(&line) : SPAN_ABSENT);
    buf_reset(&line);
    explain_console(act, &line);
    string(out, "console", line.len > 0 ? buf_span(&line) : SPAN_ABSENT);
    buf_fini(&line);
}

void explain_json(const struct explain *explain, struct json_out *out)
{
    const struct list *steps = &explain->transcript.steps;

    json_out_open(out, '{');
    if (!list_empty(steps)) {
        const struct seen_step *last =
            LIST_ITEM(steps->prev, struct seen_step, link);

        if (!list_empty(&last->acts))
            write_act(out, explain, last,
                      LIST_ITEM(last->acts.next, struct seen_act, link));
    }
    json_out_key(out, "play");
    transcript_json(&explain->transcript, out);
    json_out_close(out, '}');
}
