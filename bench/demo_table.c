/*
 * demo_table.c - the table at the demo's end: what each configuration costs.
 *
 * Everything in it is computed from what the crowds met.
 */
#include "bench/demo_parts.h"
#include "bench/wrap.h"

#define LINE_MAX_BYTES ((size_t)64 << 10)

#define NAME_COLUMNS   32
#define NUMBER_COLUMNS 9

/* Hits that a cure may lose and still be called free: 5 of 100. */
#define FREE_PERMILLE 50

static int hits_permille(const struct demo_row *row)
{
    return demo_permille(row->plain.hits, row->plain.visits);
}

const char *demo_verdict(const struct demo *demo, size_t row)
{
    const struct demo_row *it = &demo->rows[row];
    bool is_free =
        hits_permille(&demo->rows[0]) - hits_permille(it) <= FREE_PERMILLE;

    if (it->plain.broken > 0)
        return row == 0 ? "the bug" : "broken";
    if (it->attacked.broken > 0)
        return is_free ? "a hole" : "a hole, costs hits";
    return is_free ? "cured, for free" : "cured, costs hits";
}

static const char *verdict_colour(const struct demo_row *row)
{
    if (row->plain.broken > 0)
        return DEMO_RED;
    return row->attacked.broken > 0 ? DEMO_YELLOW : DEMO_GREEN;
}

/* To the right of the number's column. */
static void put_right(struct buf *text, struct buf *cell)
{
    wrap_blanks(text,
                cell->len < NUMBER_COLUMNS ? NUMBER_COLUMNS - cell->len : 0);
    buf_add(text, buf_span(cell));
    buf_reset(cell);
}

static void put_numbers(struct buf *text, const struct demo_row *row)
{
    int hits = hits_permille(row);
    struct buf cell;

    buf_init(&cell, 64);
    buf_add_u64(&cell, row->plain.broken);
    put_right(text, &cell);
    buf_add_u64(&cell, row->attacked.broken);
    put_right(text, &cell);
    buf_addf(&cell, "%d.%d %%", hits / 10, hits % 10);
    put_right(text, &cell);
    buf_fini(&cell);
}

static void put_price(const struct demo *demo, struct buf *text, size_t row)
{
    const struct demo_row *it = &demo->rows[row];

    buf_add_str(text, "  ");
    wrap_cell(text, NAME_COLUMNS - 2,
              row == 0 ? SPAN("Origin not in the key")
                       : demo->story.plays[row].name);
    if (!it->sent) {
        buf_add_str(text, "  the crowd could not be sent\n");
        return;
    }
    put_numbers(text, it);
    buf_add_str(text, "  ");
    demo_paint(demo, text, verdict_colour(it), demo_verdict(demo, row));
    buf_add_byte(text, '\n');
}

static void put_crowd(const struct demo *demo, struct buf *text)
{
    const struct crowd_spec spec = demo_crowd(true);
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    buf_addf(&line,
             "%llu visits to %u files: %llu by pages of %u sites, the rest "
             "without Origin. The same visits for every configuration, in "
             "virtual time: the same code without sockets. Attacked: %d in 100 "
             "visits is the request of cure 1, in the name of one site.",
             (unsigned long long)spec.n_visits,
             (unsigned)spec.visitors.n_objects,
             (unsigned long long)demo->rows[0].plain.pages,
             (unsigned)spec.visitors.n_sites,
             (int)(spec.visitors.probes * 100 + 0.5));
    buf_add_str(text, "  ");
    wrap_text(text, 2, buf_span(&line));
    buf_fini(&line);
}

void demo_text_table(const struct demo *demo, struct buf *text)
{
    demo_heading(demo, text, "THE PRICE  a crowd of many sites");
    put_crowd(demo, text);
    buf_add_byte(text, '\n');
    wrap_blanks(text, NAME_COLUMNS);
    demo_paint(demo, text, DEMO_DIM, "     pages broken\n");
    buf_add_str(text, "  ");
    demo_paint_cell(demo, text, DEMO_DIM, "configuration", NAME_COLUMNS - 2);
    demo_paint(demo, text, DEMO_DIM, "    plain attacked     hits  verdict\n");
    for (size_t i = 0; i < DEMO_ROWS; i++)
        put_price(demo, text, i);
    buf_add_byte(text, '\n');
    buf_add_str(text,
                "The rule: what changes the answer is in the key, or is added "
                "after the cache.\n\n");
    if (demo_as_told(demo))
        buf_add_str(text,
                    "The bug appeared where it must, and nowhere else.\n");
    else
        demo_paint(demo, text, DEMO_RED, "The story did not go as it must.\n");
    buf_add_str(text, "Step by step: popbox play s01 s57 s05. "
                      "All lessons: popbox list.\n");
}
