/* node_script_print.c - what a node wants, as the lines of a script. */
#include "tests/node_script_print.h"

#include "cache/http/msg.h"

#include <stdio.h>
#include <stdlib.h>

#define SHOWN_BYTES 40

/* BODY effects in a row for one viewer make one line. */
struct printing {
    struct script *script;
    struct script_viewer *viewer; /* whose bytes are not printed yet */
    uint64_t n;
    char text[SHOWN_BYTES];
};

static void flush(struct printing *out)
{
    struct buf *said = &out->script->said;

    if (!out->viewer)
        return;
    if (out->n == out->viewer->page_bytes)
        buf_addf(said, "%s <- page\n", out->viewer->name);
    else if (out->n <= SHOWN_BYTES)
        buf_addf(said, "%s <- %.*s\n", out->viewer->name, (int)out->n,
                 out->text);
    else
        buf_addf(said, "%s <- *%llu\n", out->viewer->name,
                 (unsigned long long)out->n);
    out->viewer = NULL;
    out->n = 0;
}

static void add_bytes(struct printing *out, struct script_viewer *viewer,
                      struct span bytes)
{
    if (out->viewer != viewer)
        flush(out);
    out->viewer = viewer;
    if (out->n + bytes.len <= SHOWN_BYTES)
        memcpy(out->text + out->n, bytes.ptr, bytes.len);
    out->n += bytes.len;
    viewer->handed += bytes.len;
}

static void fault(struct script *script, const char *text)
{
    buf_addf(&script->fault, "%s. ", text);
}

/* ---- heads ------------------------------------------------------------------
 */

static bool is_one_of(struct span name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_ieq(name, span_str(names[i])))
            return true;
    return false;
}

static void add_header(struct buf *said, const struct http_header *line)
{
    buf_addf(said, " | %.*s: %.*s", SPAN_ARG(line->name),
             SPAN_ARG(line->value));
}

/* What every answer has, or what another word of the line says. */
static void add_answer_headers(struct buf *said,
                               const struct http_headers *headers)
{
    static const char *const quiet[] = {
        "age",  "cache-control", "content-type",  "date",
        "etag", "expires",       "last-modified", "server",
        "via",  "x-amz-cf-id",   "x-amz-cf-pop",  "x-cache"};

    for (size_t i = 0; i < headers->n; i++)
        if (!is_one_of(headers->at[i].name, quiet,
                       sizeof(quiet) / sizeof(quiet[0])))
            add_header(said, &headers->at[i]);
}

static void print_reply(struct script *script, struct script_viewer *viewer,
                        const struct reply *reply)
{
    const char *name = viewer->name;
    struct buf *said = &script->said;
    struct span x_cache = reply_header(reply, SPAN("x-cache"));
    struct span age = reply_header(reply, SPAN("age"));

    buf_addf(said, "%s <- %d %.*s", name, reply->status,
             (int)span_find(x_cache, ' ', 0), x_cache.ptr);
    if (!span_absent(age))
        buf_addf(said, " age=%.*s", SPAN_ARG(age));
    if (span_eq(reply_header(reply, SPAN("server")), SPAN("CloudFront")))
        viewer->page_bytes = (uint64_t)reply->length;
    if (viewer->page_bytes)
        buf_add_str(said, " page");
    else if (reply->length == NODE_LENGTH_UNKNOWN)
        buf_add_str(said, " len=?");
    else
        buf_addf(said, " len=%lld", (long long)reply->length);
    if (!reply->has_body)
        buf_add_str(said, " no body");
    if (reply->close)
        buf_add_str(said, " close");
    add_answer_headers(said, reply->stored);
    add_answer_headers(said, reply->added);
    buf_add_byte(said, '\n');
    if (span_absent(reply_header(reply, SPAN("date"))))
        fault(script, "an answer without Date");
}

static void print_fetch(struct script *script, size_t number,
                        const struct effect *effect)
{
    static const char *const quiet[] = {"user-agent", "x-amz-cf-id", "via",
                                        "x-forwarded-for"};
    const struct http_request *request = effect->u.fetch.request;
    struct buf *said = &script->said;

    buf_addf(said, "f%zu -> %.*s %.*s", number, SPAN_ARG(request->method),
             SPAN_ARG(request->path));
    if (!span_absent(request->query))
        buf_addf(said, "?%.*s", SPAN_ARG(request->query));
    if (!span_eq(request->authority, script->origin.domain))
        buf_addf(said, " host=%.*s", SPAN_ARG(request->authority));
    if (effect->u.fetch.attempt > 1)
        buf_addf(said, " attempt=%d", effect->u.fetch.attempt);
    if (effect->u.fetch.body_length < 0)
        buf_add_str(said, " body=?");
    else if (effect->u.fetch.body_length > 0)
        buf_addf(said, " body=%lld", (long long)effect->u.fetch.body_length);
    for (size_t i = 0; i < request->headers.n; i++)
        if (!is_one_of(request->headers.at[i].name, quiet,
                       sizeof(quiet) / sizeof(quiet[0])))
            add_header(said, &request->headers.at[i]);
    buf_add_byte(said, '\n');
}

/* ---- effects of viewers
 * ------------------------------------------------------ */

static void note_journal(struct script_viewer *viewer,
                         const struct journal *journal)
{
    struct buf text;

    buf_init(&text, sizeof(viewer->reasons));
    for (size_t i = 0; i < journal->n_steps; i++) {
        enum reason reason = (enum reason)journal->steps[i].reason;

        if (reason == RECEIVE_OK || reason == BEHAVIOR_DEFAULT ||
            reason == METHOD_CACHED || reason == LOG_DONE)
            continue;
        buf_addf(&text, "%s%s", text.len ? " " : "", reason_code(reason));
        if (journal->steps[i].value)
            buf_addf(&text, "(%lld)", (long long)journal->steps[i].value);
    }
    snprintf(viewer->reasons, sizeof(viewer->reasons), "%s",
             buf_span(&text).ptr);
    buf_fini(&text);
    viewer->journal = *journal;
}

static void finish(struct script *script, struct script_viewer *viewer,
                   const struct journal *journal)
{
    enum reason how = journal_reason(journal, STEP_LOG);

    if (viewer->finished)
        fault(script, "a second FINISH");
    viewer->finished = true;
    note_journal(viewer, journal);
    if (how != LOG_DONE)
        buf_addf(&script->said, "%s finished %s\n", viewer->name,
                 reason_code(how));
    if (journal->body_bytes != viewer->taken)
        fault(script, "the journal counts other bytes than were taken");
}

static void viewer_effect(struct printing *out, const struct effect *effect)
{
    struct script_viewer *viewer = effect->user;
    struct script *script = out->script;
    struct buf *said = &script->said;

    if (effect->kind == EFFECT_BODY) {
        add_bytes(out, viewer, effect->u.bytes);
        return;
    }
    flush(out);
    if (viewer->finished || (viewer->ended && effect->kind != EFFECT_ABORT &&
                             effect->kind != EFFECT_FINISH))
        fault(script, "an effect for a viewer that has had its end");
    if (effect->kind == EFFECT_RESPOND)
        print_reply(script, viewer, effect->u.reply);
    else if (effect->kind == EFFECT_CONTINUE)
        buf_addf(said, "%s <- 100\n", viewer->name);
    else if (effect->kind == EFFECT_WANT_BODY)
        buf_addf(said, "%s <- wants %llu\n", viewer->name,
                 (unsigned long long)effect->u.credit);
    else if (effect->kind == EFFECT_FINISH)
        finish(script, viewer, effect->u.journal);
    else
        buf_addf(said, "%s <- %s\n", viewer->name,
                 effect->kind == EFFECT_END ? "end" : "ABORT");
    viewer->ended |= effect->kind == EFFECT_END || effect->kind == EFFECT_ABORT;
}

/* ---- effects of fetches
 * ------------------------------------------------------- */

static size_t number_of(struct script *script, const struct effect *effect)
{
    for (size_t i = 0; i < script->n_fetches; i++)
        if (script->fetches[i].id == effect->id)
            return i + 1;
    if (script->n_fetches == SCRIPT_FETCHES_MAX || effect->kind != EFFECT_FETCH)
        abort();
    script->fetches[script->n_fetches].id = effect->id;
    return ++script->n_fetches;
}

static void begin_fetch(struct script *script, size_t number,
                        const struct effect *effect)
{
    struct script_fetch *fetch = &script->fetches[number - 1];

    if ((fetch->attempt > effect->u.fetch.attempt &&
         fetch->origin == effect->u.fetch.origin) ||
        (fetch->attempt > 0 && !fetch->over))
        fault(script, "a FETCH of a fetch that is under way");
    fetch->attempt = effect->u.fetch.attempt;
    fetch->origin = effect->u.fetch.origin;
    fetch->over = false;
    node_fetch_user(script->node, effect->id, fetch);
    print_fetch(script, number, effect);
}

static void fetch_effect(struct printing *out, const struct effect *effect)
{
    struct script *script = out->script;
    struct buf *said = &script->said;
    size_t number = number_of(script, effect);
    struct script_fetch *fetch = &script->fetches[number - 1];

    flush(out);
    if (effect->kind == EFFECT_FETCH) {
        begin_fetch(script, number, effect);
        return;
    }
    if (fetch->over || effect->user != fetch)
        fault(script, "an effect for a fetch that is over");
    if (effect->kind == EFFECT_FETCH_BODY)
        buf_addf(said, "f%zu -> %.*s\n", number, SPAN_ARG(effect->u.bytes));
    else if (effect->kind == EFFECT_FETCH_END)
        buf_addf(said, "f%zu -> end\n", number);
    else if (effect->kind == EFFECT_FETCH_PAUSE)
        buf_addf(said, "f%zu -> PAUSE\n", number);
    else if (effect->kind == EFFECT_FETCH_RESUME)
        buf_addf(said, "f%zu -> RESUME\n", number);
    else
        buf_addf(said, "f%zu -> CANCEL\n", number);
    fetch->over |= effect->kind == EFFECT_FETCH_CANCEL;
}

/* ---- until there is nothing left to do
 * ---------------------------------------- */

static void drain(struct printing *out)
{
    struct effect effect;

    while (node_poll(out->script->node, &effect)) {
        if (effect.kind <= EFFECT_FINISH)
            viewer_effect(out, &effect);
        else
            fetch_effect(out, &effect);
    }
}

/* Whether the viewer had anything to report. */
static bool oblige(struct script *script, struct script_viewer *viewer)
{
    uint64_t n = viewer->handed - viewer->taken;

    if (viewer->slow || viewer->finished)
        return false;
    if (n > 0) {
        viewer->taken += n;
        node_client_sent(script->node, script->now_ms, viewer->txn, n);
        return true;
    }
    if (!viewer->ended)
        return false;
    node_client_done(script->node, script->now_ms, viewer->txn);
    return true;
}

void script_settle(struct script *script)
{
    struct printing out = {.script = script};
    size_t i = 0;

    drain(&out);
    while (i < script->n_viewers) {
        if (oblige(script, &script->viewers[i])) {
            drain(&out);
            i = 0;
        } else {
            i++;
        }
    }
    flush(&out);
}
