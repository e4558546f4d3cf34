/* wrap.h - text in columns of a terminal: blanks, wrapping, printable bytes. */
#ifndef POPBOX_BENCH_WRAP_H
#define POPBOX_BENCH_WRAP_H

#include "cache/base/buf.h"

#define WRAP_COLUMNS 80

void wrap_blanks(struct buf *out, size_t n);
/* What is not printable ASCII becomes '?': a log cannot steer a terminal. */
void wrap_printable(struct buf *out, struct span bytes);
/* Text from the given column on, where the cursor stands, wrapped at blanks and
 * indented to that column; ends with a line break. */
void wrap_text(struct buf *out, size_t column, struct span text);
/* Text cut or filled up with blanks to exactly n columns. */
void wrap_cell(struct buf *out, size_t n, struct span text);

#endif
