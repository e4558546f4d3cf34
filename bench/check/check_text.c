/* check_text.c - a check's report in words, 80 columns. */
#include "bench/check/check.h"
#include "bench/words.h"
#include "bench/wrap.h"

static const struct {
    const char *word;
    const char *source;
    const char *sentence;
} guilty_rows[N_GUILTY] = {
#define CHECK_GUILTY_ROW(name, word, source, sentence) {word, source, sentence},
    CHECK_GUILTY_LIST(CHECK_GUILTY_ROW)
#undef CHECK_GUILTY_ROW
};

static const char *const property_says[] = {
    [CHECK_P1] = "a page's luck depends on who asked before",
    [CHECK_P2] = "a page is refused always, though the origin would grant",
    [CHECK_P3] = "a page reads what the origin refuses it",
    [CHECK_P4] = "an error that a page might read is kept from it"};

static const struct words_columns columns = {2, 13};
static const struct words_columns inner = {5, 16};

const char *check_guilty_word(enum check_guilty guilty)
{
    return guilty_rows[guilty].word;
}

const char *check_guilty_sentence(enum check_guilty guilty)
{
    return guilty_rows[guilty].sentence;
}

const char *check_guilty_source(enum check_guilty guilty)
{
    return guilty_rows[guilty].source;
}

const char *check_property_name(enum check_property property)
{
    static const char *const names[] = {"P1", "P2", "P3", "P4"};

    return names[property];
}

/* ---- the verdict -----------------------------------------------------------
 */

static size_t n_by_default(const struct check_report *report)
{
    size_t n = 0;

    for (size_t i = 0; i < report->n_findings; i++)
        n += span_absent(report->findings[i]->reading);
    return n;
}

/* Where nothing is kept there is no history: pages were judged without one. */
static void add_clean(const struct check_report *report, struct buf *text)
{
    buf_add_str(text, "CLEAN: no finding; ");
    if (report->n_states > 0)
        buf_addf(text, "all %llu reachable states visited",
                 (unsigned long long)report->n_states);
    else
        buf_add_str(text, "the edge keeps no answer that a page could get, "
                          "and what it fetches for a page is right");
    buf_add_str(text, ", under each of these readings of AWS's "
                      "documentation.");
}

static void verdict(const struct check_report *report, struct buf *out)
{
    size_t n = n_by_default(report);
    struct buf text;

    buf_init(&text, 4096);
    if (n > 0)
        buf_addf(&text, "BROKEN: %zu finding%s.", n, n > 1 ? "s" : "");
    else if (report->n_findings > 0)
        buf_add_str(&text, "CLEAN ONLY BY ONE READING of what AWS's "
                           "documentation leaves open.");
    else if (!span_absent(report->bound))
        buf_add_str(&text, "NO FINDING SO FAR.");
    else
        add_clean(report, &text);
    if (!span_absent(report->bound))
        buf_addf(&text, " This is a bound, not a proof: %.*s.",
                 SPAN_ARG(report->bound));
    wrap_text(out, 0, buf_span(&text));
    buf_reset(&text);
    buf_addf(&text, "%llu keys, %llu states, %llu transitions",
             (unsigned long long)report->n_keys,
             (unsigned long long)report->n_states,
             (unsigned long long)report->n_transitions);
    words_row(out, &columns, "seen", buf_span(&text));
    buf_reset(&text);
    buf_add_str(&text, "the default, and one at a time turned:");
    for (size_t i = 0; i < report->n_readings; i++)
        buf_addf(&text, "%s %.*s", i ? "," : "", SPAN_ARG(report->readings[i]));
    words_row(out, &columns, "readings", buf_span(&text));
    buf_fini(&text);
}

/* ---- a finding -------------------------------------------------------------
 */

static void step_text(struct buf *out, size_t number,
                      const struct check_step *step)
{
    struct buf text;

    buf_init(&text, 8192);
    buf_addf(out, "  %zu  ", number);
    wrap_text(out, 5, step->line);
    if (step->status) {
        buf_addf(&text, "%d, %.*s; Access-Control-Allow-Origin: ", step->status,
                 SPAN_ARG(step->x_cache));
        if (span_absent(step->allow_origin))
            buf_add_str(&text, "none");
        else
            buf_add(&text, step->allow_origin);
        words_row(out, &inner, "answer", buf_span(&text));
        words_row(out, &inner, "edge", step->decision);
    }
    if (step->around.len > 0)
        words_row(out, &inner, "origin", step->around);
    buf_fini(&text);
}

static void guilty_text(const struct check_finding *finding, struct buf *out)
{
    struct buf text;

    buf_init(&text, 4096);
    buf_addf(&text, "%s: %s", guilty_rows[finding->guilty].word,
             guilty_rows[finding->guilty].sentence);
    if (finding->headers.len > 0)
        buf_addf(&text, ": %.*s", SPAN_ARG(finding->headers));
    buf_addf(&text, " (%s)", guilty_rows[finding->guilty].source);
    words_row(out, &columns, "guilty", buf_span(&text));
    buf_reset(&text);
    buf_addf(&text, "%.*s: popbox show %.*s", SPAN_ARG(finding->scenario),
             SPAN_ARG(finding->scenario));
    words_row(out, &columns, "scenario", buf_span(&text));
    buf_fini(&text);
}

static void finding_text(const struct check_finding *finding, size_t number,
                         struct buf *out)
{
    struct buf text;

    buf_init(&text, 4096);
    buf_addf(&text, "%zu  %s, behavior %.*s: %s", number,
             check_property_name(finding->property), SPAN_ARG(finding->pattern),
             property_says[finding->property]);
    buf_add_byte(out, '\n');
    wrap_text(out, 0, buf_span(&text));
    buf_reset(&text);
    if (!span_absent(finding->reading))
        words_row(out, &columns, "only if", finding->reading);
    for (size_t i = 0; i < finding->n_steps; i++)
        step_text(out, i + 1, &finding->steps[i]);
    if (finding->console.len > 0)
        words_row(out, &inner, "console", finding->console);
    else
        words_row(out, &inner, "browser", SPAN("hands it to the page"));
    if (!span_absent(finding->key))
        words_row(out, &columns, "key", finding->key);
    if (finding->kept_by > 0) {
        buf_addf(&text, "the one that step %zu left under this key",
                 finding->kept_by);
        words_row(out, &columns, "the copy", buf_span(&text));
    }
    guilty_text(finding, out);
    buf_fini(&text);
}

void check_text(const struct check_report *report, struct buf *out)
{
    verdict(report, out);
    for (size_t i = 0; i < report->n_findings; i++)
        finding_text(report->findings[i], i + 1, out);
    if (report->n_notes > 0)
        buf_add_str(out, "\nNot a fault, but worth knowing\n");
    for (size_t i = 0; i < report->n_notes; i++) {
        struct span what = report->notes[i].what;

        wrap_blanks(out, columns.label);
        wrap_text(out, columns.label, what);
        wrap_blanks(out, 4);
        wrap_text(out, 4, report->notes[i].sentence);
    }
}
