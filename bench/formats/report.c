/* report.c - played scenarios as one HTML file with pictures, for people. */
#include "bench/formats/report.h"

#include "bench/claims.h"
#include "bench/formats/diagram.h"
#include "bench/plot.h"

static const char style[] =
    ":root{--fg:#1a1a1a;--bg:#fff;--line:#9a9a9a;--soft:#f2f4f7;--ok:#00714e;"
    "--bad:#b3261e;--warn:#8a5300;--link:#0b57d0;color-scheme:light dark}"
    "@media(prefers-color-scheme:dark){:root{--fg:#e8e8e8;--bg:#16181c;"
    "--line:#6b7280;--soft:#22262d;--ok:#4fd3a3;--bad:#ff8a80;--warn:#f2b25c;"
    "--link:#8ab4f8}}"
    "@media print{:root{--fg:#000;--bg:#fff;--line:#777;--soft:#f2f2f2;"
    "--ok:#00563b;--bad:#9a0b04;--warn:#6b4100;--link:#000;"
    "color-scheme:light}nav{display:none}section{break-before:page}"
    "h2,h3{break-after:avoid}svg.seq{max-width:12cm}}"
    "*{box-sizing:border-box}body{font:16px/1.5 system-ui,sans-serif;"
    "max-width:44rem;margin:1.5rem auto;padding:0 .75rem;background:var(--bg);"
    "color:var(--fg);overflow-wrap:anywhere}"
    "h1{font-size:1.5rem}h2{font-size:1.25rem;margin:3rem 0 .5rem}"
    "h3{font-size:1.05rem;margin:1.75rem 0 .25rem}a{color:var(--link)}"
    "nav ul{padding-left:0;list-style:none}dt{font-weight:600;margin-top:.6rem}"
    "dd{margin:0}.how{overflow-x:auto;margin:.5rem 0 1rem}"
    ".passed{color:var(--ok);font-weight:600}"
    ".failed{color:var(--bad);font-weight:600}pre{white-space:pre-wrap}";

/* ---- pieces ---------------------------------------------------------------
 */

static void put(struct buf *out, const char *before, struct span text,
                const char *after)
{
    buf_add_str(out, before);
    plot_escape(out, text);
    buf_add_str(out, after);
}

static void put_fact(struct buf *out, const char *name, struct span text)
{
    if (span_absent(text))
        return;
    buf_addf(out, "<dt>%s</dt>", name);
    put(out, "<dd>", text, "</dd>\n");
}

void report_begin(struct buf *out, const struct scenario *scenarios, size_t n)
{
    buf_add_str(out, "<!doctype html>\n<html lang=\"en\"><head>"
                     "<meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width,"
                     "initial-scale=1\">"
                     "<title>popbox: scenarios, played</title><style>");
    buf_add_str(out, style);
    buf_add_str(out, diagram_style);
    buf_add_str(out, "</style></head><body>\n<h1>Scenarios, played</h1>\n"
                     "<p>ACAO is the answer's Access-Control-Allow-Origin. "
                     "Full arrows ask, dashed ones answer.</p>\n<nav><ul>\n");
    for (size_t i = 0; i < n; i++) {
        put(out, "<li><a href=\"#", scenarios[i].id, "\">");
        put(out, "", scenarios[i].id, " ");
        put(out, "", scenarios[i].title, "</a></li>\n");
    }
    buf_add_str(out, "</ul></nav>\n");
}

static void put_links(struct buf *out, const struct scenario *scenario)
{
    if (scenario->n_links == 0)
        return;
    buf_add_str(out, "<dt>Links</dt><dd>");
    for (size_t i = 0; i < scenario->n_links; i++) {
        put(out, "<a href=\"", scenario->links[i], "\">");
        put(out, "", scenario->links[i], "</a><br>\n");
    }
    buf_add_str(out, "</dd>\n");
}

void report_scenario(struct buf *out, const struct scenario *scenario)
{
    put(out, "<section><h2 id=\"", scenario->id, "\">");
    put(out, "", scenario->id, " ");
    put(out, "", scenario->title, "</h2>\n<dl>\n");
    put_fact(out, "What people see", scenario->symptom);
    put_fact(out, "The story", scenario->story);
    put_fact(out, "The cause", scenario->cause);
    if (scenario->verdict != CLAIM_NONE)
        put_fact(out, "Is it so?",
                 span_str(claim_verdict_text(scenario->verdict)));
    put_fact(out, "The truth", scenario->truth);
    put_links(out, scenario);
    buf_add_str(out, "</dl></section>\n");
}

void report_play(struct buf *out, const struct scenario_play *play,
                 const struct transcript *transcript)
{
    bool passed = list_empty(&transcript->failures) && !transcript->overflow;

    put(out, "<h3>", play->name, "</h3>\n");
    if (!span_absent(play->text))
        put(out, "<p>", play->text, "</p>\n");
    buf_add_str(out, "<div class=\"how\">");
    diagram_svg(out, transcript);
    buf_add_str(out, passed ? "</div><p class=\"passed\">As expected.</p>\n"
                            : "</div><p class=\"failed\">Not as expected:</p>"
                              "<pre>");
    LIST_EACH (link, &transcript->failures, next)
        put(out, "", LIST_ITEM(link, struct seen_failure, link)->text, "\n");
    if (!passed)
        buf_add_str(out, "</pre>\n");
}

void report_end(struct buf *out, size_t n_plays, size_t n_failed)
{
    buf_addf(out,
             "<hr><p class=\"%s\">%zu plays, %zu of them not as expected."
             "</p>\n<p>Made by popbox play --report.</p>\n</body></html>\n",
             n_failed ? "failed" : "passed", n_plays, n_failed);
}
