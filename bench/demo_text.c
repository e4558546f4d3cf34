/*
 * demo_text.c - the demo as text, 80 columns wide.
 *
 * The bug is told slowly, request by request; the cures are tables, one line
 * per request, because by then the reader knows what to look for: the last
 * column.
 */
#include "bench/demo_parts.h"
#include "bench/wrap.h"

#define LINE_MAX_BYTES ((size_t)64 << 10)

/* ---- what was seen --------------------------------------------------------
 */

#define ACAO SPAN("Access-Control-Allow-Origin")

static const struct seen_request *request_of(const struct seen_act *act)
{
    return seen_last_request(act);
}

static struct span page_origin(const struct seen_request *request)
{
    return http_headers_get(&request->head.headers, SPAN("Origin"));
}

static struct span asked_method(const struct seen_request *request)
{
    return http_headers_get(&request->head.headers,
                            SPAN("Access-Control-Request-Method"));
}

static const struct journal *journal_of(const struct seen_request *request)
{
    return request->journal ? &request->journal->journal : NULL;
}

/* "Hit", "Miss" ... */
static struct span edge_word(const struct seen_request *request)
{
    struct span line =
        http_headers_get(&request->answer.headers, SPAN("X-Cache"));

    return span_cut(line, 0, span_find(line, ' ', 0));
}

static struct span or_none(struct span value)
{
    return span_absent(value) ? SPAN("none") : value;
}

/* ---- the bug, slowly ------------------------------------------------------
 */

#define LABEL_COLUMN 7
#define TEXT_COLUMN  16

static void put_label(const struct demo *demo, struct buf *text,
                      const char *label)
{
    wrap_blanks(text, LABEL_COLUMN);
    demo_paint_cell(demo, text, DEMO_DIM, label, TEXT_COLUMN - LABEL_COLUMN);
}

static void put_asks(const struct demo *demo, struct buf *text,
                     const struct seen_act *act, size_t number)
{
    const struct seen_request *request = request_of(act);
    struct span origin = page_origin(request);
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    buf_addf(&line, "%.*s asks for %.*s, ", SPAN_ARG(act->who),
             SPAN_ARG(request->head.path));
    if (span_absent(origin))
        buf_add_str(&line, "without an Origin");
    else
        buf_addf(&line, "Origin: %.*s", SPAN_ARG(origin));
    buf_addf(text, "\n  %zu  ", number);
    demo_paint(demo, text, DEMO_BOLD, buf_span(&line).ptr);
    buf_add_byte(text, '\n');
    buf_fini(&line);
}

static void put_edge(const struct demo *demo, struct buf *text,
                     const struct seen_request *request)
{
    const struct journal *journal = journal_of(request);
    struct buf line;

    if (!journal)
        return;
    buf_init(&line, LINE_MAX_BYTES);
    buf_addf(&line, "%.*s: %s", SPAN_ARG(edge_word(request)),
             reason_sentence(journal_reason(journal, STEP_LOOKUP)));
    put_label(demo, text, "edge");
    wrap_text(text, TEXT_COLUMN, buf_span(&line));
    put_label(demo, text, "key");
    wrap_text(text, TEXT_COLUMN, journal->key);
    buf_fini(&line);
}

static void put_origin(const struct demo *demo, struct buf *text,
                       const struct seen_step *step)
{
    LIST_EACH (link, &step->origins, keep) {
        const struct seen_origin *seen =
            LIST_ITEM(link, struct seen_origin, link);
        struct span origin =
            http_headers_get(&seen->request.headers, SPAN("Origin"));
        struct buf line;

        buf_init(&line, LINE_MAX_BYTES);
        buf_addf(
            &line, "asked %s Origin, answers with ACAO: %.*s",
            span_absent(origin) ? "without" : "with that",
            SPAN_ARG(or_none(http_headers_get(&seen->answer.headers, ACAO))));
        put_label(demo, text, "S3");
        wrap_text(text, TEXT_COLUMN, buf_span(&line));
        buf_fini(&line);
    }
}

static void put_answer(const struct demo *demo, struct buf *text,
                       const struct seen_request *request)
{
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    buf_addf(
        &line, "ACAO: %.*s",
        SPAN_ARG(or_none(http_headers_get(&request->answer.headers, ACAO))));
    put_label(demo, text, "answer");
    wrap_text(text, TEXT_COLUMN, buf_span(&line));
    buf_fini(&line);
}

static void put_browser(const struct demo *demo, struct buf *text,
                        const struct seen_act *act)
{
    if (!act->judged)
        return;
    put_label(demo, text, "browser");
    if (act->verdict.outcome == LOAD_OK) {
        demo_paint(demo, text, DEMO_GREEN, "ok");
        buf_add_str(text, ", the page may read it\n");
        return;
    }
    demo_paint(demo, text, DEMO_RED, "BLOCKED");
    buf_add_str(text, ", and its console says:\n");
    wrap_blanks(text, TEXT_COLUMN);
    wrap_text(text, TEXT_COLUMN, act->verdict.console);
}

static void put_slowly(const struct demo *demo, struct buf *text,
                       const struct transcript *transcript)
{
    size_t number = 0;

    LIST_EACH (link, &transcript->steps, keep) {
        const struct seen_step *step = LIST_ITEM(link, struct seen_step, link);
        const struct seen_act *act =
            LIST_ITEM(step->acts.next, struct seen_act, link);
        const struct seen_request *request = request_of(act);

        if (!span_absent(step->says)) {
            buf_add_str(text, "\n  ");
            wrap_text(text, 2, step->says);
        }
        put_asks(demo, text, act, ++number);
        put_edge(demo, text, request);
        put_origin(demo, text, step);
        put_answer(demo, text, request);
        put_browser(demo, text, act);
    }
}

/* ---- the cures, as tables --------------------------------------------------
 */

#define WHO_COLUMNS    6
#define FILE_COLUMNS   13
#define ORIGIN_COLUMNS 20
#define EDGE_COLUMNS   7
#define ACAO_COLUMNS   20

static void put_table_head(const struct demo *demo, struct buf *text)
{
    buf_add_str(text, "\n  ");
    demo_paint_cell(demo, text, DEMO_DIM, "who", WHO_COLUMNS);
    demo_paint_cell(demo, text, DEMO_DIM, "asks for", FILE_COLUMNS);
    demo_paint_cell(demo, text, DEMO_DIM, "with Origin", ORIGIN_COLUMNS);
    demo_paint_cell(demo, text, DEMO_DIM, "edge", EDGE_COLUMNS);
    demo_paint_cell(demo, text, DEMO_DIM, "ACAO", ACAO_COLUMNS);
    demo_paint(demo, text, DEMO_DIM, "browser");
    buf_add_byte(text, '\n');
}

static void put_verdict(const struct demo *demo, struct buf *text,
                        const struct seen_act *act)
{
    if (!act->judged)
        buf_add_str(text, "-");
    else if (act->verdict.outcome == LOAD_OK)
        demo_paint(demo, text, DEMO_GREEN, "ok");
    else
        demo_paint(demo, text, DEMO_RED, "BLOCKED");
    buf_add_byte(text, '\n');
}

static void put_row(const struct demo *demo, struct buf *text,
                    const struct seen_act *act)
{
    const struct seen_request *request = request_of(act);
    struct span asked = asked_method(request);

    buf_add_str(text, "  ");
    wrap_cell(text, WHO_COLUMNS, act->who);
    wrap_cell(text, FILE_COLUMNS, request->head.path);
    wrap_cell(text, ORIGIN_COLUMNS, or_none(page_origin(request)));
    wrap_cell(text, EDGE_COLUMNS, edge_word(request));
    wrap_cell(text, ACAO_COLUMNS,
              or_none(http_headers_get(&request->answer.headers, ACAO)));
    put_verdict(demo, text, act);
    if (span_absent(asked))
        return;
    wrap_blanks(text, 2 + WHO_COLUMNS);
    buf_addf(text, "and Access-Control-Request-Method: %.*s\n",
             SPAN_ARG(asked));
}

static void put_table(const struct demo *demo, struct buf *text,
                      const struct transcript *transcript)
{
    struct span key = SPAN_ABSENT;

    put_table_head(demo, text);
    LIST_EACH (link, &transcript->steps, keep) {
        const struct seen_step *step = LIST_ITEM(link, struct seen_step, link);
        const struct seen_act *act =
            LIST_ITEM(step->acts.next, struct seen_act, link);
        const struct journal *journal = journal_of(request_of(act));

        put_row(demo, text, act);
        if (journal)
            key = journal->key;
    }
    buf_add_str(text, "  ");
    demo_paint_cell(demo, text, DEMO_DIM, "key", WHO_COLUMNS);
    wrap_text(text, 2 + WHO_COLUMNS, key);
}

/* ---- sections -------------------------------------------------------------
 */

static void put_failures(const struct demo *demo, struct buf *text,
                         const struct transcript *transcript)
{
    LIST_EACH (link, &transcript->failures, keep) {
        buf_add_str(text, "  ");
        demo_paint(demo, text, DEMO_RED, "NOT AS TOLD: ");
        wrap_text(text, 15, LIST_ITEM(link, struct seen_failure, link)->text);
    }
}

static void put_why(const struct demo *demo, struct buf *text)
{
    buf_add_str(text, "\n  ");
    demo_paint_cell(demo, text, DEMO_BOLD, "Why", 5);
    wrap_text(text, 7, demo->story.cause);
}

/* How many cures there are up to this row. */
static size_t cure_number(const struct demo *demo, size_t row)
{
    size_t n = 0;

    for (size_t i = 0; i <= row; i++)
        n += !demo->rows[i].promise->broken;
    return n;
}

static void put_play_heading(const struct demo *demo, struct buf *text,
                             size_t row)
{
    const struct scenario_play *play = &demo->story.plays[row];
    const struct demo_promise *promise = demo->rows[row].promise;
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    if (promise->broken)
        buf_add_str(&line, "NO CURE");
    else
        buf_addf(&line, "CURE %zu ", cure_number(demo, row));
    buf_addf(&line, "  %.*s", SPAN_ARG(play->name));
    demo_heading(demo, text, buf_span(&line).ptr);
    buf_add_str(text, "  ");
    wrap_text(text, 2, play->text);
    buf_fini(&line);
}

void demo_text_play(const struct demo *demo, size_t row, struct buf *text)
{
    const struct transcript *transcript = &demo->rows[row].player.transcript;

    if (row == 0) {
        demo_heading(demo, text,
                     "THE BUG  Origin is forwarded to S3, but it is not in the "
                     "cache key");
        put_slowly(demo, text, transcript);
        put_why(demo, text);
    } else {
        put_play_heading(demo, text, row);
        put_table(demo, text, transcript);
    }
    put_failures(demo, text, transcript);
}

void demo_text_intro(const struct demo *demo, struct buf *text)
{
    demo_paint(demo, text, DEMO_BOLD,
               "popbox demo: how a cache breaks CORS, and what cures it");
    buf_add_str(
        text,
        "\n\n"
        "A web page may read a file of another site only if the answer says "
        "so, in the\n"
        "header Access-Control-Allow-Origin (ACAO). S3 sends it only to "
        "requests that\n"
        "have an Origin. A cache keeps one answer and gives it to everybody "
        "who asks.\n"
        "\n"
        "  A, B  pages at https://a.example and https://b.example: browsers "
        "send Origin\n"
        "  curl  whatever sends no Origin: a script, a crawler, a plain <img> "
        "tag\n"
        "  edge  a cache with CloudFront's rules, at https://cdn.example\n"
        "  key   what the edge files an answer under: d domain, p path, h "
        "header\n"
        "  S3    the bucket; its CORS rule allows GET from "
        "https://*.example\n");
}
