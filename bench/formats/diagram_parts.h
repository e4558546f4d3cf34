/* diagram_parts.h - what the files that draw a sequence diagram share. */
#ifndef POPBOX_BENCH_FORMATS_DIAGRAM_PARTS_H
#define POPBOX_BENCH_FORMATS_DIAGRAM_PARTS_H

#include "bench/formats/diagram.h"

#define DIAGRAM_LANES_MAX 16
#define DIAGRAM_LEFT      50 /* the first lane */
#define DIAGRAM_LINE      15 /* of text */

/* A lane that is not the first: an edge or an origin. */
struct lane {
    struct topology_host host;
    struct span name;
};

struct diagram {
    const struct transcript *transcript;
    struct buf body;
    struct lane lanes[DIAGRAM_LANES_MAX];
    size_t n_lanes;
    int gap;
    int width;
    int y;
    size_t n_acts;
    size_t n_left; /* not drawn */
};

/* Where a lane is; 0: who asks. */
static inline int diagram_x(const struct diagram *diagram, size_t lane)
{
    return DIAGRAM_LEFT + (int)lane * diagram->gap;
}

/* How many letters have room in a width. */
size_t diagram_letters(int width);
/* The place at or before at that is not within a letter of UTF-8. */
size_t diagram_whole(struct span text, size_t at);

/* A line of text at diagram->y. */
void diagram_text(struct diagram *diagram, int x, const char *classes,
                  struct span text);
/* Text over the whole width, wrapped, on a band that covers the lanes; y moves
 * below it. */
void diagram_lines(struct diagram *diagram, const char *classes,
                   struct span text);
/* A word in a round box at diagram->y. middle: x is its middle. */
void diagram_pill(struct diagram *diagram, int x, bool middle,
                  const char *class, struct span text);
/* An arrow with what is asked; one with what is answered (status 0: nothing).
 * why: what else there is to say of it. */
void diagram_ask(struct diagram *diagram, size_t from, size_t to,
                 const struct http_request *head);
void diagram_reply(struct diagram *diagram, size_t from, size_t to,
                   const struct http_response *head, const char *why);

#endif
