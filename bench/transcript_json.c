/*
 * transcript_json.c - a transcript as JSON, every decision included.
 *
 * Framing lines are left out of heads: they belong to a connection, and there
 * is none in virtual time. Everything else is the same in both worlds, dates
 * and drawn ids too.
 */
#include "bench/transcript_json.h"

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void integer(struct json_out *out, const char *key, int64_t value)
{
    json_out_key(out, key);
    json_out_int(out, value);
}

/* Of the connection, not of the message. */
static bool is_framing(struct span name)
{
    return http_is_hop_by_hop(name) || span_ieq(name, SPAN("Content-Length"));
}

void headers_json(const struct http_headers *headers, struct json_out *out)
{
    json_out_open(out, '[');
    for (size_t i = 0; i < headers->n; i++) {
        if (is_framing(headers->at[i].name))
            continue;
        json_out_open(out, '[');
        json_out_string(out, headers->at[i].name);
        json_out_string(out, headers->at[i].value);
        json_out_close(out, ']');
    }
    json_out_close(out, ']');
}

static void write_request(struct json_out *out, const char *key,
                          const struct http_request *head)
{
    json_out_key(out, key);
    json_out_open(out, '{');
    string(out, "method", head->method);
    string(out, "path", head->path);
    string(out, "query", head->query);
    json_out_key(out, "headers");
    headers_json(&head->headers, out);
    json_out_close(out, '}');
}

static void write_response(struct json_out *out, const char *key,
                           const struct http_response *head)
{
    json_out_key(out, key);
    if (!head->status) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    integer(out, "status", head->status);
    json_out_key(out, "headers");
    headers_json(&head->headers, out);
    json_out_close(out, '}');
}

/* ---- acts ------------------------------------------------------------------
 */

static const char *wire_word(enum stage_wire wire)
{
    switch (wire) {
    case STAGE_WHOLE:
        return "whole";
    case STAGE_CUT:
        return "cut";
    case STAGE_NO_ANSWER:
        return "no answer";
    }
    return "";
}

static void write_asked(struct json_out *out,
                        const struct transcript *transcript,
                        const struct seen_request *seen)
{
    json_out_open(out, '{');
    string(out, "host", seen_host_name(transcript->topology, seen));
    json_out_key(out, "preflight");
    json_out_bool(out, seen->preflight);
    write_request(out, "request", &seen->head);
    string(out, "wire", span_str(wire_word(seen->wire)));
    write_response(out, "answer", &seen->answer);
    json_out_key(out, "txn");
    if (seen->journal)
        json_out_int(out, (int64_t)seen->journal->journal.txn);
    else
        json_out_null(out);
    json_out_close(out, '}');
}

static void write_verdict(struct json_out *out,
                          const struct load_verdict *verdict)
{
    json_out_open(out, '{');
    string(out, "outcome", span_str(load_outcome_word(verdict->outcome)));
    string(out, "cors", span_str(cors_verdict_name(verdict->cors.verdict)));
    integer(out, "status", verdict->status);
    json_out_key(out, "from_cache");
    json_out_bool(out, verdict->from_cache);
    json_out_key(out, "revalidated");
    json_out_bool(out, verdict->revalidated);
    string(out, "allow_origin", verdict->allow_origin);
    string(out, "console", verdict->console);
    json_out_close(out, '}');
}

static void write_act(struct json_out *out, const struct transcript *transcript,
                      const struct seen_act *act)
{
    json_out_open(out, '{');
    string(out, "who", act->who);
    string(out, "what", act->what);
    json_out_key(out, "requests");
    json_out_open(out, '[');
    LIST_EACH (link, &act->requests, next)
        write_asked(out, transcript,
                    LIST_ITEM(link, struct seen_request, link));
    json_out_close(out, ']');
    json_out_key(out, "verdict");
    if (act->judged)
        write_verdict(out, &act->verdict);
    else
        json_out_null(out);
    json_out_close(out, '}');
}

/* ---- edges and origins ------------------------------------------------------
 */

static void write_decisions(struct json_out *out, const struct journal *journal)
{
    json_out_key(out, "decisions");
    json_out_open(out, '[');
    for (size_t i = 0; i < journal->n_steps; i++) {
        const struct journal_step *step = &journal->steps[i];
        enum reason reason = (enum reason)step->reason;

        json_out_open(out, '{');
        string(out, "step", span_str(step_word((enum step)step->step)));
        string(out, "reason", span_str(reason_code(reason)));
        string(out, "sentence", span_str(reason_sentence(reason)));
        string(out, "source", span_str(reason_source(reason)));
        integer(out, "value", step->value);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

void journal_json(const struct journal *journal, struct span edge,
                  struct json_out *out)
{
    json_out_open(out, '{');
    string(out, "edge", edge);
    integer(out, "txn", (int64_t)journal->txn);
    integer(out, "status", journal->status);
    string(out, "x_cache", span_str(x_cache_text(journal->x_cache)));
    string(out, "key", journal->key);
    string(out, "allow_origin", journal->allow_origin);
    integer(out, "age_s", journal->age_s);
    integer(out, "body_bytes", (int64_t)journal->body_bytes);
    write_decisions(out, journal);
    json_out_close(out, '}');
}

void origin_json(struct span origin, const struct http_request *request,
                 const struct http_response *answer, struct json_out *out)
{
    json_out_open(out, '{');
    string(out, "origin", origin);
    write_request(out, "request", request);
    write_response(out, "answer", answer);
    json_out_close(out, '}');
}

static void write_journal(struct json_out *out,
                          const struct transcript *transcript,
                          const struct seen_journal *seen)
{
    journal_json(&seen->journal, transcript->topology->edges[seen->edge].name,
                 out);
}

static void write_origin(struct json_out *out,
                         const struct transcript *transcript,
                         const struct seen_origin *seen)
{
    origin_json(transcript->topology->origins[seen->origin].name,
                &seen->request, &seen->answer, out);
}

/* ---- the whole
 * --------------------------------------------------------------- */

void transcript_step_json(const struct transcript *transcript,
                          const struct seen_step *step, struct json_out *out)
{
    json_out_open(out, '{');
    string(out, "place", step->place);
    integer(out, "at_ms", step->at_ms);
    string(out, "says", step->says);
    string(out, "note", step->note);
    json_out_key(out, "acts");
    json_out_open(out, '[');
    LIST_EACH (link, &step->acts, next)
        write_act(out, transcript, LIST_ITEM(link, struct seen_act, link));
    json_out_close(out, ']');
    json_out_key(out, "edges");
    json_out_open(out, '[');
    LIST_EACH (link, &step->journals, next)
        write_journal(out, transcript,
                      LIST_ITEM(link, struct seen_journal, link));
    json_out_close(out, ']');
    json_out_key(out, "origins");
    json_out_open(out, '[');
    LIST_EACH (link, &step->origins, next)
        write_origin(out, transcript,
                     LIST_ITEM(link, struct seen_origin, link));
    json_out_close(out, ']');
    json_out_close(out, '}');
}

void transcript_json(const struct transcript *transcript, struct json_out *out)
{
    json_out_open(out, '{');
    string(out, "id", transcript->title.id);
    string(out, "title", transcript->title.title);
    string(out, "play", transcript->title.play);
    json_out_key(out, "steps");
    json_out_open(out, '[');
    LIST_EACH (link, &transcript->steps, next)
        transcript_step_json(transcript,
                             LIST_ITEM(link, struct seen_step, link), out);
    json_out_close(out, ']');
    json_out_key(out, "failures");
    json_out_open(out, '[');
    LIST_EACH (link, &transcript->failures, next)
        json_out_string(out, LIST_ITEM(link, struct seen_failure, link)->text);
    json_out_close(out, ']');
    json_out_close(out, '}');
}
