/* library.h - scenarios by name, from the library or from files. */
#ifndef POPBOX_EDGE_LIBRARY_H
#define POPBOX_EDGE_LIBRARY_H

#include "bench/embedded.h"
#include "bench/scenario.h"

/* One of the library's. 0, or ERR_* after saying so: a bug of popbox's own.
 * scenario_fini is due in both cases. */
MUST_USE int library_read(const struct embedded_file *file,
                          struct scenario *scenario);

/* A scenario by its name in the library, or from a file ("-": standard input).
 * text keeps the file's bytes. ERR_UNKNOWN: there is neither; ERR_IO: the file
 * cannot be read; else the file is no scenario. Then error has a sentence. With
 * 0 scenario_fini is due. */
MUST_USE int library_find(const char *name, struct buf *text,
                          struct scenario *scenario, struct buf *error);

#endif
