/* files.h - whole files in, with a limit, and out at one stroke. */
#ifndef POPBOX_EDGE_FILES_H
#define POPBOX_EDGE_FILES_H

#include "cache/base/buf.h"
#include "cache/base/err.h"

/* Appends what the file holds; "-" is standard input. Regular files, pipes and
 * character devices. ERR_IO, or ERR_TOO_LONG past out's ceiling, with a
 * sentence in error. */
MUST_USE int files_read(const char *path, struct buf *out, struct buf *error);
/* What messages call it. */
const char *files_name(const char *path);
/* Whoever looks sees the old file, or none, or the whole new one. ERR_IO with a
 * sentence in error. */
MUST_USE int files_write(const char *path, struct span bytes,
                         struct buf *error);
/* All of the bytes to a descriptor. ERR_IO; errno says why. */
MUST_USE int files_write_all(int fd, struct span bytes);

#endif
