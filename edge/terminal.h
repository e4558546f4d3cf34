/* terminal.h - data on stdout, talk on stderr, and whether there is colour. */
#ifndef POPBOX_EDGE_TERMINAL_H
#define POPBOX_EDGE_TERMINAL_H

#include "cache/base/buf.h"
#include "cache/base/err.h"

/* A terminal that can, and nobody has set NO_COLOR. */
bool terminal_has_colour(void);
/* All of it to standard output, at once; then text is empty. ERR_IO: it could
 * not be written (a full disk, a closed pipe), or had overflowed; what had to
 * be said about that has been said. */
MUST_USE int terminal_write(struct buf *text);
/* As terminal_write, painted where there is colour. */
MUST_USE int terminal_write_page(struct buf *text);
/* "popbox: ..." and a line's end, to standard error. */
void terminal_say(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
