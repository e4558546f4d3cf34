/* quick_s3.h - a fake S3 by a few options: its config, its folder, its rules.
 */
#ifndef POPBOX_EDGE_QUICK_S3_H
#define POPBOX_EDGE_QUICK_S3_H

#include "edge/config.h"
#include "edge/quick_accounts.h"

#define QUICK_S3_NAME_MAX 64

/* All borrowed; NULL and absent: not given. */
struct quick_s3 {
    struct span listen;     /* HOST:PORT */
    const char *bucket;     /* there from the start */
    const char *dir;        /* this folder is the bucket */
    const char *buckets;    /* the folders in it are the buckets */
    const char *cors;       /* a file with the bucket's rules */
    const char *access_log; /* a file for S3's server access log */
    const char *region;     /* that signatures must name */
    struct quick_accounts accounts;
    bool open_buckets; /* new ones begin as before April 2023 */
};

/* What is running, for its greeting. Embedded; given back by quick_s3_fini. */
struct quick_s3_run {
    struct config config;
    char bucket[QUICK_S3_NAME_MAX]; /* that of dir or bucket; "": none */
    const char *kept_in;            /* the folder; NULL: memory */
    const char *rules_from; /* the file of the bucket's rules; NULL: none */
    struct buf rules;       /* in words, a line each */
    bool has_accounts;
    struct buf names; /* of buckets, each ends with a newline */
};

/* ERR_IO: a folder or file cannot be used; ERR_*: it says something wrong; both
 * with a sentence in error. quick_s3_fini is due with 0 only. */
MUST_USE int quick_s3_start(struct quick_s3_run *run, const struct quick_s3 *s3,
                            struct buf *error);
void quick_s3_fini(struct quick_s3_run *run);
/* Lines for a person: where the buckets are, by URLs to click. */
void quick_s3_greet(void *run, struct span host, uint16_t port);

#endif
