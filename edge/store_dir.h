/*
 * store_dir.h - buckets and objects in folders that the user sees.
 *
 * In DIR each object is a file: what is put there by hand is an object from
 * then on, with a Content-Type by its extension. DIR is one bucket, or (bucket
 * absent) each folder in it is one. What no file can say (stored headers, CORS
 * rules, policies, keys that are no paths) is in DIR/.popbox, which is no
 * object; so are symbolic links, devices and names that are not UTF-8.
 *
 * A change is acknowledged when it is on the disk: bytes, name and description
 * in one step, so that a kill at any moment loses nothing that was acknowledged
 * and shows nothing by half. Uploads in parts go on after the next start.
 */
#ifndef POPBOX_EDGE_STORE_DIR_H
#define POPBOX_EDGE_STORE_DIR_H

#include "cache/base/buf.h"
#include "cache/base/err.h"

struct store;

/* Opens path and removes what an interrupted process left there. bucket: the
 * name that the folder itself has as a bucket; others that clients make are
 * then in DIR/.popbox/buckets. Absent: its folders are the buckets. ERR_* with
 * a sentence in error. */
MUST_USE int store_dir_open(const char *path, struct span bucket,
                            struct buf *error, struct store **store);

#endif
