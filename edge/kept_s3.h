/* kept_s3.h - a fake S3 that keeps its buckets in a folder, and its log. */
#ifndef POPBOX_EDGE_KEPT_S3_H
#define POPBOX_EDGE_KEPT_S3_H

#include "bench/topology.h"
#include "edge/log.h"

#define KEPT_S3_NAME_MAX 64 /* of a bucket, NUL included */

/* Members of an origin of type s3, in a config:
 *     {"dir": "./public", "bucket": "assets"}   that folder is that bucket;
 *                                               "bucket": by default its name
 *     {"buckets_dir": "./data"}                 each folder in it is a bucket
 *     {"access_log": "s3.log"}                  S3's server access log
 * Paths are as on a command line: from where popbox was started. */
struct kept_s3_members {
    const struct json *value; /* the whole description */
    struct span dir;          /* absent: not given; so each */
    struct span bucket;
    struct span buckets_dir;
    struct span access_log;
};

/* What is open of one. Embedded; given back by kept_s3_fini. */
struct kept_s3 {
    struct store *store; /* the origin's; NULL: in memory */
    struct log *log;     /* owned; NULL: none */
};

/* The name of the folder as a bucket. ERR_IO with a sentence in error, or
 * ERR_SYNTAX: name is what the folder has, but it is no bucket's. */
MUST_USE int kept_s3_name(struct span dir, struct buf *name, struct buf *error);

/* Puts an origin over the folder in the place of the one over memory, which is
 * there already. ERR_* with a sentence in error, or in the reader where the
 * description is wrong. */
MUST_USE int kept_s3_start(struct kept_s3 *kept, struct topology_origin *at,
                           const struct kept_s3_members *members,
                           struct json_reader *reader, struct buf *error);
/* The same as the description's members say; what is wrong is noted by the
 * reader, with its place. */
void kept_s3_read(struct kept_s3 *kept, struct topology_origin *at,
                  struct json_reader *reader, const struct json *value);
/* When the origin has ended. */
void kept_s3_fini(struct kept_s3 *kept);

#endif
