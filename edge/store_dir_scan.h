/*
 * store_dir_scan.h - the files below a folder in the order of their keys.
 *
 * A folder's names are remembered, sorted, as long as the folder was not
 * changed; each step of a walk looks again, so that what is done by hand is
 * seen at once.
 */
#ifndef POPBOX_EDGE_STORE_DIR_SCAN_H
#define POPBOX_EDGE_STORE_DIR_SCAN_H

#include "cache/base/buf.h"

struct dir_scan;

struct dir_scan *dir_scan_new(void);
void dir_scan_free(struct dir_scan *scan);

/* Where a walk goes on: the first key at (if inclusive) or after `from`. */
struct dir_walk {
    int root;
    struct span folder; /* the bucket's, from the root */
    struct span from;
    bool inclusive;
    int64_t now_ms; /* to doubt what changed just now */
};

/* The key of the next regular file in key, false at the end. Links, devices,
 * names that are no UTF-8, keys past 1024 bytes and the state folder are passed
 * over. from may be absent. */
bool dir_scan_next(struct dir_scan *scan, const struct dir_walk *walk,
                   struct buf *key);

#endif
