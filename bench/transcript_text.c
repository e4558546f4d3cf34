/*
 * transcript_text.c - a transcript as text, 80 columns wide.
 *
 * A step is told from left to right: what was asked with which Origin, what the
 * edge decided and why, what the origin saw and said, what came back, and what
 * the browser makes of it. Decisions that are always the same are left out; the
 * JSON form has them all.
 */
#include "bench/transcript_text.h"

#include "bench/wrap.h"

#define LABEL_COLUMN 4
#define TEXT_COLUMN  18

/* ---- lines ----------------------------------------------------------------
 */

/* "    label         text", wrapped in the text's column. */
static void put(struct buf *out, struct span label, struct span text)
{
    size_t room = TEXT_COLUMN - LABEL_COLUMN - 1;

    label = span_cut(label, 0, room);
    wrap_blanks(out, LABEL_COLUMN);
    wrap_printable(out, label);
    wrap_blanks(out, room + 1 - label.len);
    wrap_text(out, TEXT_COLUMN, text);
}

/* ---- phrases ---------------------------------------------------------------
 */

static void add_header(struct buf *line, const struct http_headers *headers,
                       const char *name)
{
    struct span value = http_headers_get(headers, span_str(name));

    if (!span_absent(value))
        buf_addf(line, ", %s: %.*s", name, SPAN_ARG(value));
}

static void add_request(struct buf *line, const struct http_request *head)
{
    buf_addf(line, "%.*s %.*s", SPAN_ARG(head->method), SPAN_ARG(head->path));
    if (!span_absent(head->query))
        buf_addf(line, "?%.*s", SPAN_ARG(head->query));
    if (http_headers_count(&head->headers, SPAN("Origin")))
        add_header(line, &head->headers, "Origin");
    else
        buf_add_str(line, ", no Origin");
    add_header(line, &head->headers, "Access-Control-Request-Method");
    add_header(line, &head->headers, "Access-Control-Request-Headers");
    add_header(line, &head->headers, "If-None-Match");
}

static void add_answer(struct buf *line, const struct http_response *head)
{
    buf_addf(line, "%d", head->status);
    add_header(line, &head->headers, "X-Cache");
    add_header(line, &head->headers, "Age");
    if (http_headers_count(&head->headers, SPAN("Access-Control-Allow-Origin")))
        add_header(line, &head->headers, "Access-Control-Allow-Origin");
    else
        buf_add_str(line, ", no Access-Control-Allow-Origin");
    add_header(line, &head->headers, "Vary");
}

static const char *fault_text(enum fault_kind fault)
{
    switch (fault) {
    case FAULT_NONE:
        return "";
    case FAULT_HANG:
        return "never answers";
    case FAULT_RESET:
        return "closes the connection";
    case FAULT_TRUNCATE:
        return ", and breaks off within the body";
    case FAULT_GARBAGE:
        return "sends what is not HTTP";
    }
    return "";
}

static void add_verdict(struct buf *line, const struct load_verdict *verdict)
{
    if (verdict->from_cache)
        buf_add_str(line, "from the browser's own cache: ");
    else if (verdict->revalidated)
        buf_add_str(line, "from the browser's own copy, confirmed: ");
    switch (verdict->outcome) {
    case LOAD_OK:
        buf_addf(line, "ok, the page may read it (%d)", verdict->status);
        return;
    case LOAD_OPAQUE:
        buf_addf(line, "opaque: usable, not readable (%d)", verdict->status);
        return;
    case LOAD_BLOCKED:
        buf_addf(line, "BLOCKED, %s", cors_verdict_name(verdict->cors.verdict));
        return;
    case LOAD_NETWORK_ERROR:
        buf_add_str(line, "NETWORK ERROR");
        return;
    }
}

/* ---- the edge --------------------------------------------------------------
 */

/* What every request passes in the same way. */
static bool is_quiet(enum reason reason)
{
    switch ((int)reason) {
    case REASON_NONE:
    case RECEIVE_OK:
    case BEHAVIOR_DEFAULT:
    case METHOD_CACHED:
    case COLLAPSE_LEAD:
    case COLLAPSE_ALONE:
    case LOG_DONE:
        return true;
    default:
        return false;
    }
}

static void put_decision(struct buf *out, const struct journal_step *step)
{
    struct buf line;

    if (is_quiet((enum reason)step->reason))
        return;
    buf_init(&line, 1024);
    buf_add_str(&line, reason_sentence((enum reason)step->reason));
    if (step->step == STEP_JUDGE && step->value > 0)
        buf_addf(&line, " (%lld s)", (long long)step->value);
    put(out, span_str(step_word((enum step)step->step)), buf_span(&line));
    buf_fini(&line);
}

static void put_journal(struct buf *out, const struct journal *journal)
{
    for (size_t i = 0; i < journal->n_steps; i++) {
        put_decision(out, &journal->steps[i]);
        if (journal->steps[i].step == STEP_KEY && !span_absent(journal->key))
            put(out, SPAN(""), journal->key);
    }
}

/* ---- a step ----------------------------------------------------------------
 */

/* "A -> edge" or "A <- edge". */
static void add_way(struct buf *line, const struct transcript *transcript,
                    const struct seen_act *act,
                    const struct seen_request *request, const char *arrow)
{
    struct span host = seen_host_name(transcript->topology, request);

    buf_addf(line, "%.*s %s %.*s", SPAN_ARG(act->who), arrow, SPAN_ARG(host));
}

static void put_asked(struct buf *out, const struct transcript *transcript,
                      const struct seen_act *act)
{
    LIST_EACH (link, &act->requests, next) {
        const struct seen_request *request =
            LIST_ITEM(link, struct seen_request, link);
        struct buf way, line;

        buf_init(&way, 1024);
        buf_init(&line, 32768);
        add_way(&way, transcript, act, request, "->");
        add_request(&line, &request->head);
        put(out, buf_span(&way), buf_span(&line));
        if (request->journal)
            put_journal(out, &request->journal->journal);
        buf_fini(&way);
        buf_fini(&line);
    }
}

static void put_origin(struct buf *out, const struct transcript *transcript,
                       const struct seen_origin *seen)
{
    struct buf line;

    buf_init(&line, 65536);
    add_request(&line, &seen->request);
    buf_add_str(&line, " -> ");
    if (seen->answer.status)
        add_answer(&line, &seen->answer);
    buf_add_str(&line, fault_text(seen->fault));
    put(out, transcript->topology->origins[seen->origin].name, buf_span(&line));
    buf_fini(&line);
}

static void put_origins(struct buf *out, const struct transcript *transcript,
                        const struct seen_step *step)
{
    if (list_empty(&step->origins) && !list_empty(&step->journals))
        put(out, SPAN("origin"), SPAN("not asked"));
    LIST_EACH (link, &step->origins, next)
        put_origin(out, transcript, LIST_ITEM(link, struct seen_origin, link));
}

static void put_answer(struct buf *out, const struct transcript *transcript,
                       const struct seen_act *act,
                       const struct seen_request *request)
{
    struct buf way, line;

    buf_init(&way, 1024);
    buf_init(&line, 32768);
    add_way(&way, transcript, act, request, "<-");
    if (request->answer.status)
        add_answer(&line, &request->answer);
    else
        buf_add_str(&line, "no answer");
    if (request->wire == STAGE_CUT)
        buf_add_str(&line, ", and the body stopped short");
    put(out, buf_span(&way), buf_span(&line));
    buf_fini(&way);
    buf_fini(&line);
}

static void put_ended(struct buf *out, const struct transcript *transcript,
                      const struct seen_act *act)
{
    struct buf line;

    LIST_EACH (link, &act->requests, next)
        put_answer(out, transcript, act,
                   LIST_ITEM(link, struct seen_request, link));
    if (!act->judged)
        return;
    buf_init(&line, 1024);
    add_verdict(&line, &act->verdict);
    put(out, act->who, buf_span(&line));
    buf_fini(&line);
    if (!span_absent(act->verdict.console))
        put(out, SPAN(""), act->verdict.console);
}

static void add_time(struct buf *line, int64_t at_ms)
{
    buf_addf(line, "[%lld", (long long)(at_ms / 1000));
    if (at_ms % 1000)
        buf_addf(line, ".%03d", (int)(at_ms % 1000));
    buf_add_str(line, " s] ");
}

static void put_step(struct buf *out, const struct transcript *transcript,
                     const struct seen_step *step, size_t number)
{
    struct buf head;

    buf_init(&head, 32768);
    add_time(&head, step->at_ms);
    LIST_EACH (link, &step->acts, next) {
        const struct seen_act *act = LIST_ITEM(link, struct seen_act, link);

        if (link != step->acts.next)
            buf_add_str(&head, ", and at the same time ");
        buf_addf(&head, "%.*s: %.*s", SPAN_ARG(act->who), SPAN_ARG(act->what));
    }
    buf_add(&head, step->note);
    buf_addf(out, "\n%2zu  ", number);
    wrap_text(out, LABEL_COLUMN, buf_span(&head));
    buf_fini(&head);
    if (!span_absent(step->says)) {
        wrap_blanks(out, LABEL_COLUMN);
        wrap_text(out, LABEL_COLUMN, step->says);
    }
    LIST_EACH (link, &step->acts, next)
        put_asked(out, transcript, LIST_ITEM(link, struct seen_act, link));
    put_origins(out, transcript, step);
    LIST_EACH (link, &step->acts, next)
        put_ended(out, transcript, LIST_ITEM(link, struct seen_act, link));
}

void transcript_print(const struct transcript *transcript, struct buf *text)
{
    const struct transcript_title *title = &transcript->title;
    size_t number = 0;

    wrap_text(text, 0, title->title);
    buf_addf(text, "%.*s, ", SPAN_ARG(title->id));
    wrap_text(text, title->id.len + 2, title->play);
    LIST_EACH (link, &transcript->steps, next)
        put_step(text, transcript, LIST_ITEM(link, struct seen_step, link),
                 ++number);
    buf_add_str(text, list_empty(&transcript->failures)
                          ? "\nAs expected.\n"
                          : "\nNot as expected:\n");
    LIST_EACH (link, &transcript->failures, next) {
        buf_add_str(text, "  ");
        wrap_text(text, 2, LIST_ITEM(link, struct seen_failure, link)->text);
    }
}
