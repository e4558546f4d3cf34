/* lab_files.h - the files of the lab's page, built in or from a folder. */
#ifndef POPBOX_EDGE_LAB_FILES_H
#define POPBOX_EDGE_LAB_FILES_H

#include "cache/base/buf.h"

/* By the path of a URL ("/", "/stage.js"). dir: a folder to read from; NULL:
 * what is built in. The bytes are lasting ones, or were read into text. False:
 * there is no such file. */
bool lab_file(const char *dir, struct span path, struct span *bytes,
              struct buf *text);
/* The Content-Type of a name, by its ending. */
struct span lab_file_type(struct span name);

#endif
