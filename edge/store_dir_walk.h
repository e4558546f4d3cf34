/*
 * store_dir_walk.h - folders and files beneath a root, never outside it.
 *
 * Every path is walked segment by segment and no symbolic link is followed, so
 * that no name leads out of the root, whatever lies in the folders. Paths are
 * relative, without empty, "." and ".." segments (asserted); "" is the root.
 */
#ifndef POPBOX_EDGE_STORE_DIR_WALK_H
#define POPBOX_EDGE_STORE_DIR_WALK_H

#include "cache/base/err.h"
#include "cache/base/span.h"

#include <sys/stat.h>

#define DIR_SEGMENT_MAX 255 /* bytes of one name */

/* What errno means to a store: ERR_MISSING, ERR_MISMATCH (something else is
 * there, or the file system cannot have that name), ERR_FULL, ERR_IO. */
int dir_err(void);

/* A descriptor of the folder, or ERR_*. make: folders that are missing are
 * made, and safe on the disk. */
MUST_USE int dir_open_folder(int root, struct span path, bool make);
/* Of a regular file for reading, or ERR_*; its facts in *facts. */
MUST_USE int dir_open_file(int folder, const char *name, struct stat *facts);
/* A new file that is written to, or ERR_*. */
MUST_USE int dir_make_file(int folder, const char *name);
void dir_close(int fd);

/* Renames and makes that safe: both files' folders are on the disk after it. */
MUST_USE int dir_move(int from, const char *name, int to, const char *new_name);
/* Removes a file; harmless when there is none. */
MUST_USE int dir_remove(int folder, const char *name);
/* From the current place of one to that of the other, to the end. */
MUST_USE int dir_copy(int from, int to);

/* Calls each for every name in the folder but "." and "..", with its type as
 * readdir() tells it; false when the folder cannot be read. */
bool dir_each(int folder,
              void (*each)(void *user, const char *name, unsigned char type),
              void *user);
/* Removes the files in it, as far as that goes. */
void dir_empty(int folder);

#endif
