/*
 * explain_text.c - an explained request as a page to read, 80 columns wide.
 *
 * The way of the request from left to right, a section for each station: what
 * was sent, what the edge decided, its key, what would reach the origin of it,
 * what the origin said, what is kept, what comes back, what a browser makes of
 * it. Steps before it are told in a line or two each.
 */
#include "bench/explain_facts.h"
#include "bench/explain_parts.h"
#include "bench/explain_reply.h"
#include "bench/words.h"
#include "bench/wrap.h"

#define LINE_MAX ((size_t)64 << 10)

static const struct words_columns narrow = {2, 14};
static const struct words_columns wide = {2, 20};

static void heading(struct buf *out, const char *text)
{
    buf_addf(out, "\n%s\n", text);
}

static void put(struct buf *out, const struct words_columns *columns,
                struct span label, struct span text)
{
    struct buf word;

    buf_init(&word, LINE_MAX);
    buf_add(&word, label);
    words_row(out, columns, buf_span(&word).ptr, text);
    buf_fini(&word);
}

static void put_indented(struct buf *out, size_t column, struct span text)
{
    wrap_blanks(out, column);
    wrap_text(out, column, text);
}

/* ---- messages --------------------------------------------------------------
 */

static void put_headers(struct buf *out, const struct http_headers *headers)
{
    struct buf line;

    buf_init(&line, LINE_MAX);
    for (size_t i = 0; i < headers->n; i++) {
        buf_addf(&line, "%.*s: %.*s", SPAN_ARG(headers->at[i].name),
                 SPAN_ARG(headers->at[i].value));
        put_indented(out, 4, buf_span(&line));
        buf_reset(&line);
    }
    buf_fini(&line);
}

static void put_request(struct buf *out, const struct http_request *head)
{
    struct buf line;

    buf_init(&line, LINE_MAX);
    buf_addf(&line, "%.*s %.*s%s%.*s", SPAN_ARG(head->method),
             SPAN_ARG(head->path), span_absent(head->query) ? "" : "?",
             SPAN_ARG(head->query));
    put_indented(out, 2, buf_span(&line));
    buf_reset(&line);
    buf_addf(&line, "Host: %.*s", SPAN_ARG(head->authority));
    put_indented(out, 4, buf_span(&line));
    buf_fini(&line);
    put_headers(out, &head->headers);
}

static void put_response(struct buf *out, const struct http_response *head)
{
    buf_addf(out, "  %d %s\n", head->status, http_reason(head->status));
    put_headers(out, &head->headers);
}

/* ---- what the edge decided -------------------------------------------------
 */

/* An RFC or a page of AWS's, as against the edge's own doing. */
static bool names_a_text(const char *source)
{
    return *source && strcmp(source, "store") != 0;
}

static void put_decisions(struct buf *out, const struct explained *it)
{
    struct buf line;

    buf_init(&line, LINE_MAX);
    for (size_t i = 0; i < it->journal->n_steps; i++) {
        const struct journal_step *step = &it->journal->steps[i];
        enum reason reason = (enum reason)step->reason;

        if (step->step == STEP_LOG)
            continue;
        if (step->step == STEP_BEHAVIOR)
            buf_addf(
                &line, "%.*s -> %.*s: ",
                SPAN_ARG(it->edge->config.behaviors[step->value].path_pattern),
                SPAN_ARG(explain_target(it->edge, (size_t)step->value)));
        buf_add_str(&line, reason_sentence(reason));
        if (step->step == STEP_JUDGE && step->value > 0) {
            buf_add_str(&line, ": ");
            words_duration(&line, step->value);
        }
        if (names_a_text(reason_source(reason)))
            buf_addf(&line, " (%s)", reason_source(reason));
        words_row(out, &narrow, step_word((enum step)step->step),
                  buf_span(&line));
        buf_reset(&line);
    }
    buf_fini(&line);
}

static void put_key(struct buf *out, const struct explained *it)
{
    if (span_absent(it->journal->key))
        return;
    heading(out, "The key");
    put_indented(out, 2, it->journal->key);
    for (size_t i = 0; i < it->n_parts; i++)
        put(out, &wide, it->parts[i].what,
            span_absent(it->parts[i].value) ? SPAN("none in this request")
                                            : it->parts[i].value);
}

static void put_way(struct buf *out, const struct explained *it)
{
    struct buf line;

    if (!it->reaches)
        return;
    heading(out, explain_was_asked(it)
                     ? "What becomes of each header on the way to the origin"
                     : "What would reach the origin, which was not asked");
    buf_init(&line, LINE_MAX);
    for (size_t i = 0; i < it->n_headers; i++) {
        const struct explained_header *header = &it->headers[i];
        bool differs =
            !span_absent(header->goes) && !span_eq(header->sent, header->goes);

        if (differs)
            buf_addf(&line, "\"%.*s\": ", SPAN_ARG(header->goes));
        buf_add(&line, header->why);
        put(out, &wide, header->name, buf_span(&line));
        buf_reset(&line);
    }
    buf_fini(&line);
}

/* ---- origins ---------------------------------------------------------------
 */

static void put_origins(struct buf *out, const struct explain *explain,
                        const struct seen_step *step,
                        const struct seen_request *request)
{
    LIST_EACH (link, &step->origins, next) {
        const struct seen_origin *seen =
            LIST_ITEM(link, struct seen_origin, link);

        if (!explain_belongs(seen, request))
            continue;
        buf_addf(out, "\n%.*s is asked\n",
                 SPAN_ARG(explain->topology.origins[seen->origin].name));
        put_request(out, &seen->request);
        heading(out, seen->answer.status ? "and answers" : "and never answers");
        if (seen->answer.status)
            put_response(out, &seen->answer);
    }
}

/* ---- on delivery -----------------------------------------------------------
 */

static void put_line(struct buf *out, const struct explained_line *line)
{
    struct buf text;

    buf_init(&text, LINE_MAX);
    if (span_absent(line->becomes))
        buf_add_str(&text, "removed");
    else
        buf_addf(&text, "\"%.*s\", %s", SPAN_ARG(line->becomes),
                 span_absent(line->was) ? "added" : "in place of the origin's");
    put(out, &wide, line->name, buf_span(&text));
    buf_fini(&text);
}

static void put_policy(struct buf *out, struct arena *arena,
                       const struct explain *explain,
                       const struct seen_step *step, const struct explained *it)
{
    const struct explained_reply *reply =
        explain_reply(arena, explain, step, it);

    if (!reply)
        return;
    buf_addf(out, "\nThe response headers policy %.*s, on delivery\n",
             SPAN_ARG(it->about->response_headers_policy));
    for (size_t i = 0; i < reply->n; i++)
        put_line(out, &reply->lines[i]);
    if (reply->yields)
        put_indented(out, 2,
                     SPAN("gives way as to CORS: the answer has such headers "
                          "already, and OriginOverride is off"));
    else if (reply->n == 0)
        put_indented(out, 2, SPAN("changes nothing"));
}

/* ---- one request -----------------------------------------------------------
 */

/* Who asked for the copy that was used, and with which Origin. */
static void put_copy(struct buf *out, const struct explain *explain,
                     const struct explained *it)
{
    const struct seen_step *maker = explain_step_numbered(explain, it->made_by);
    struct buf line;

    if (!maker)
        return;
    buf_init(&line, LINE_MAX);
    buf_addf(&line, "made by step %zu", it->made_by);
    explain_asker(maker, &line);
    words_row(out, &narrow, "the copy", buf_span(&line));
    buf_fini(&line);
}

/* What the configuration has and this page cannot tell about. */
static void put_notes(struct buf *out, const struct explained *it)
{
    const struct aws_notes *notes = it->edge->notes;
    struct buf line;

    if (!notes || notes->n == 0)
        return;
    buf_init(&line, LINE_MAX);
    buf_add_str(&line, "Not modelled (popbox import says what it means): ");
    for (size_t i = 0; i < notes->n; i++) {
        words_joint(&line, i, notes->n);
        buf_add(&line, notes->at[i].what);
    }
    buf_add_byte(out, '\n');
    put_indented(out, 0, buf_span(&line));
    buf_fini(&line);
}

static void put_functions(struct buf *out, const struct explained *it)
{
    if (!it->about || !it->about->has_functions)
        return;
    buf_add_byte(out, '\n');
    put_indented(out, 0,
                 SPAN("FUNCTIONS ARE NOT RUN: this behavior has one on "
                      "CloudFront, which may change the request, the key's "
                      "headers and the answer. All of this may be otherwise "
                      "there."));
}

static void put_at_edge(struct buf *out, const struct explain *explain,
                        const struct seen_step *step,
                        const struct seen_request *seen)
{
    struct arena arena;
    const struct explained *it;

    arena_init(&arena, EXPLAIN_FACTS_MAX);
    it = explain_facts(&arena, &explain->transcript, step, seen);
    if (it) {
        heading(out, "The edge");
        put_decisions(out, it);
        put_copy(out, explain, it);
        put_key(out, it);
        put_way(out, it);
        put_origins(out, explain, step, seen);
        put_policy(out, &arena, explain, step, it);
    }
    arena_fini(&arena);
}

static void put_asked(struct buf *out, const struct explain *explain,
                      const struct seen_step *step, const struct seen_act *act,
                      const struct seen_request *seen)
{
    buf_addf(out, "\n%s %s %.*s\n", act->judged ? "The browser" : "The client",
             seen->preflight ? "sends a preflight to" : "asks",
             SPAN_ARG(seen_host_name(explain->transcript.topology, seen)));
    put_request(out, &seen->head);
    if (seen->journal)
        put_at_edge(out, explain, step, seen);
    heading(out, act->judged ? "The browser gets" : "The client gets");
    if (seen->answer.status)
        put_response(out, &seen->answer);
    else
        put_indented(out, 2, SPAN("no answer"));
    if (seen->wire == STAGE_CUT)
        put_indented(out, 2, SPAN("and the body stops short"));
}

/* ---- steps -----------------------------------------------------------------
 */

static void put_title(struct buf *out, const struct seen_step *step,
                      size_t number)
{
    struct buf line;

    buf_init(&line, LINE_MAX);
    buf_addf(&line, "[%lld s] ", (long long)(step->at_ms / 1000));
    LIST_EACH (link, &step->acts, next) {
        const struct seen_act *act = LIST_ITEM(link, struct seen_act, link);

        buf_addf(&line, "%.*s: %.*s", SPAN_ARG(act->who), SPAN_ARG(act->what));
    }
    buf_add(&line, step->note);
    buf_addf(out, "%2zu  ", number);
    wrap_text(out, 4, buf_span(&line));
    buf_fini(&line);
}

static void put_short(struct buf *out, const struct seen_step *step)
{
    struct buf line;

    buf_init(&line, LINE_MAX);
    LIST_EACH (link, &step->acts, next) {
        explain_short(LIST_ITEM(link, struct seen_act, link), &line);
        put_indented(out, 4, buf_span(&line));
        buf_reset(&line);
    }
    buf_fini(&line);
}

/* Once, however many requests the act had. */
static void put_limits(struct buf *out, const struct explain *explain,
                       const struct seen_step *step, const struct seen_act *act)
{
    const struct seen_request *last = seen_last_request(act);
    struct arena arena;
    const struct explained *it;

    if (!last || !last->journal)
        return;
    arena_init(&arena, EXPLAIN_FACTS_MAX);
    it = explain_facts(&arena, &explain->transcript, step, last);
    if (it) {
        put_functions(out, it);
        put_notes(out, it);
    }
    arena_fini(&arena);
}

static void put_act(struct buf *out, const struct explain *explain,
                    const struct seen_step *step, const struct seen_act *act)
{
    struct buf line;

    LIST_EACH (link, &act->requests, next)
        put_asked(out, explain, step, act,
                  LIST_ITEM(link, struct seen_request, link));
    buf_init(&line, LINE_MAX);
    explain_verdict(act, &line);
    if (line.len > 0) {
        heading(out, "The page");
        put_indented(out, 2, buf_span(&line));
        buf_reset(&line);
        explain_console(act, &line);
        if (line.len > 0)
            put_indented(out, 2, buf_span(&line));
    }
    buf_fini(&line);
    put_limits(out, explain, step, act);
}

void explain_text(const struct explain *explain, struct buf *out)
{
    const struct list *steps = &explain->transcript.steps;
    size_t number = 0;

    LIST_EACH (link, steps, next) {
        const struct seen_step *step = LIST_ITEM(link, struct seen_step, link);
        bool is_last = link->next == steps;

        put_title(out, step, ++number);
        put_short(out, step);
        if (is_last && !list_empty(&step->acts))
            put_act(out, explain, step,
                    LIST_ITEM(step->acts.next, struct seen_act, link));
    }
}
