/* scenario_print.c - a scenario as a page to read: story, cause, cures. */
#include "bench/claims.h"
#include "bench/wrap.h"

#define INDENT 2

static void put_heading(struct buf *text, const char *heading)
{
    buf_addf(text, "\n%s\n", heading);
}

static void put_paragraph(struct buf *text, struct span words)
{
    wrap_blanks(text, INDENT);
    wrap_text(text, INDENT, words);
}

static void put_cures(const struct scenario *scenario, struct buf *text)
{
    if (scenario->n_plays < 2)
        return;
    put_heading(text, "Cures");
    for (size_t i = 1; i < scenario->n_plays; i++) {
        buf_addf(text, "%s%2zu ", i > 1 ? "\n" : "", i);
        wrap_text(text, INDENT + 1, scenario->plays[i].name);
        wrap_blanks(text, INDENT + 1);
        wrap_text(text, INDENT + 1, scenario->plays[i].text);
    }
}

static void put_links(const struct scenario *scenario, struct buf *text)
{
    if (scenario->n_links == 0)
        return;
    put_heading(text, "Links");
    for (size_t i = 0; i < scenario->n_links; i++) {
        wrap_blanks(text, INDENT);
        wrap_printable(text, scenario->links[i]);
        buf_add_byte(text, '\n');
    }
}

static void put_lesson(const struct scenario *scenario, struct buf *text)
{
    put_heading(text, "What people see");
    put_paragraph(text, scenario->symptom);
    put_heading(text, "The story");
    put_paragraph(text, scenario->story);
    put_heading(text, "The cause");
    put_paragraph(text, scenario->cause);
    put_cures(scenario, text);
}

static void put_claim(const struct scenario *scenario, struct buf *text)
{
    buf_addf(text, "\nIs it so? %s\n", claim_verdict_text(scenario->verdict));
    put_paragraph(text, scenario->truth);
}

void scenario_print(const struct scenario *scenario, struct buf *text)
{
    wrap_printable(text, scenario->id);
    buf_add_str(text, "  ");
    wrap_text(text, scenario->id.len + 2, scenario->title);
    if (scenario->verdict == CLAIM_NONE)
        put_lesson(scenario, text);
    else
        put_claim(scenario, text);
    put_links(scenario, text);
}
