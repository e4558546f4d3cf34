/* demo_parts.h - what the files of the demo share. */
#ifndef POPBOX_BENCH_DEMO_PARTS_H
#define POPBOX_BENCH_DEMO_PARTS_H

#include "bench/crowd.h"
#include "bench/demo.h"

#define DEMO_ROWS 8

/* What a configuration must do. */
struct demo_promise {
    struct span play; /* its name in the story */
    bool broken;      /* pages of the crowd break */
    bool attacked;    /* pages break when somebody sends S57's request */
};

/* One configuration: a play of the story, and its crowds. */
struct demo_row {
    const struct demo_promise *promise;
    struct player player;
    bool played;
    struct crowd_result plain;
    struct crowd_result attacked;
    bool sent; /* both crowds have been */
};

struct demo {
    const struct stage_factory *factory;
    bool colour;
    struct scenario story;
    struct demo_row rows[DEMO_ROWS];
    size_t next; /* section */
    bool broke_off;
};

/* The crowd of the table; probes: with S57's request among its visits. */
struct crowd_spec demo_crowd(bool probes);

/* As promised: the play went as the story says, and so did the crowds. */
bool demo_play_as_told(const struct demo_row *row);
bool demo_crowd_as_told(const struct demo_row *row);
/* In tenths of a percent, rounded; part <= whole. */
int demo_permille(uint64_t part, uint64_t whole);

/* ---- demo_paint.c ---------------------------------------------------------
 */

#define DEMO_BOLD   "1"
#define DEMO_DIM    "2"
#define DEMO_RED    "1;31"
#define DEMO_GREEN  "32"
#define DEMO_YELLOW "33"

/* Words of our own in a colour, if the demo has colours. */
void demo_paint(const struct demo *demo, struct buf *text, const char *code,
                const char *words);
/* The same, filled up with blanks to n columns. */
void demo_paint_cell(const struct demo *demo, struct buf *text,
                     const char *code, const char *words, size_t n);
/* A line break, and words in bold as a line. */
void demo_heading(const struct demo *demo, struct buf *text, const char *words);

/* ---- demo_text.c, demo_table.c: one section each
 * --------------------------------------- */

void demo_text_intro(const struct demo *demo, struct buf *text);
void demo_text_play(const struct demo *demo, size_t row, struct buf *text);
void demo_text_table(const struct demo *demo, struct buf *text);

/* What the table says of a row: "cured, for free". */
const char *demo_verdict(const struct demo *demo, size_t row);

#endif
