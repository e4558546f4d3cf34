/* certificate_lines.h - a certificate's lines and fields, one at a time. */
#ifndef POPBOX_BENCH_CHECK_CERTIFICATE_LINES_H
#define POPBOX_BENCH_CHECK_CERTIFICATE_LINES_H

#include "cache/base/arena.h"
#include "cache/base/buf.h"
#include "cache/base/err.h"

#define LINES_NO_NUMBER UINT32_MAX

/* Embedded. The first error is kept, with its line; from then on every line is
 * without fields, and the end is reached. */
struct certificate_lines {
    const char *file; /* for messages */
    struct span text;
    size_t at;        /* where the next line begins */
    uint32_t number;  /* of the line that is being read, from 1 */
    struct span left; /* of it; absent: nothing */
    struct arena *arena;
    struct buf *error;
};

/* Checks that the text is whole: a first line that says what it is, a last one
 * that counts the lines and has the digest of what stands before it. The text
 * is then left with the lines between. */
MUST_USE int lines_open(struct certificate_lines *lines, struct span text);
/* Notes what is wrong with the line. Always ERR_SYNTAX. */
int lines_fail(struct certificate_lines *lines, const char *what);
/* Whether the next line begins with that word; it is looked at only. */
bool lines_are_at(const struct certificate_lines *lines, const char *word);
/* Goes to the next line, which has to begin with that word. */
MUST_USE int lines_need(struct certificate_lines *lines, const char *word);
/* The next field as it stands; absent: there is no more. */
struct span lines_field(struct certificate_lines *lines);
/* The next field's bytes, in the arena; absent with an error. */
struct span lines_bytes(struct certificate_lines *lines);
/* The next field's number, below max, or of "-" LINES_NO_NUMBER. */
MUST_USE int lines_number(struct certificate_lines *lines, uint32_t max,
                          uint32_t *number);
/* The same of a field, or of a part of it. */
MUST_USE int lines_read_number(struct certificate_lines *lines,
                               struct span field, uint32_t max,
                               uint32_t *number);
/* That the line is over. */
MUST_USE int lines_end(struct certificate_lines *lines);

#endif
