/*
 * multipart.h - uploads in parts that have begun and are not complete.
 *
 * They are in memory, and besides in a store that outlives the process: what a
 * client was told to be there is there after the next start.
 */
#ifndef POPBOX_ORIGIN_S3_MULTIPART_H
#define POPBOX_ORIGIN_S3_MULTIPART_H

#include "cache/base/list.h"
#include "origin/s3/store.h"
#include "origin/s3/upload.h"

#define MULTIPART_UPLOADS_MAX 1000
#define MULTIPART_PARTS_MAX   10000
#define MULTIPART_DONE_MAX    100 /* completed ones that are remembered */
#define MULTIPART_TEXT_MAX    72  /* of an ETag or a checksum, NUL included */

struct multipart_part {
    unsigned number;
    uint64_t nth;            /* of all parts that came for this upload */
    struct store_blob *blob; /* owned */
    uint64_t size;
    int64_t modified_ms;
    const struct checksum_kind *kind;
    char etag[MULTIPART_TEXT_MAX];
    char checksum[MULTIPART_TEXT_MAX];
};

struct multipart {
    struct list link;
    struct arena arena; /* of what follows, parts excepted */
    struct span id;
    struct span initiator; /* an account's id */
    struct span bucket;
    struct span key;
    struct http_headers headers; /* of the object to be */
    const struct checksum_kind *kind;
    bool full; /* one checksum of all bytes, not one of the parts' */
    int64_t started_ms;
    struct multipart_part *parts; /* in order of their numbers */
    size_t n_parts;
    size_t parts_cap;
    uint64_t n_came;               /* parts, those that gave way included */
    bool kept;                     /* in the store, too */
    struct store_blob *note;       /* owned; NULL: no try to complete it */
    char etag[MULTIPART_TEXT_MAX]; /* of the object, once it is complete */
    char checksum[MULTIPART_TEXT_MAX];
};

struct multipart_ids {
    struct span id;
    struct span initiator; /* an account's id */
};

/* In the order in which they began. */
struct multiparts {
    struct store *store; /* borrowed */
    struct list all;
    size_t n;
    struct list done; /* completed, for clients that ask again */
    size_t n_done;
};

void multiparts_init(struct multiparts *multiparts, struct store *store);
void multiparts_fini(struct multiparts *multiparts);

/* Begins one for `what` (key and headers, copied). ERR_FULL or ERR_TOO_LONG. */
MUST_USE int multiparts_add(struct multiparts *multiparts, struct span bucket,
                            const struct store_object *what,
                            struct multipart_ids ids, struct multipart **made);
/* Has the store keep it, whose kind and full are set now. ERR_FULL, ERR_IO or
 * ERR_TOO_LONG: it is still to be removed. */
MUST_USE int multiparts_keep(struct multiparts *multiparts,
                             struct multipart *multipart);
/* Completed ones included. */
bool multiparts_has_id(const struct multiparts *multiparts, struct span id);
/* NULL when there is none of that id for that object. */
struct multipart *multiparts_find(const struct multiparts *multiparts,
                                  struct span bucket, struct span key,
                                  struct span id);
/* Before the commit of an object with these: a process that is killed after the
 * commit then tells the next one that it was. ERR_FULL or ERR_IO. */
MUST_USE int multiparts_note(struct multiparts *multiparts,
                             struct multipart *multipart, struct span etag,
                             int64_t modified_ms);
/* The commit failed. */
void multiparts_unnote(struct multiparts *multiparts,
                       struct multipart *multipart);
/* Moves one that is complete to those that are remembered, the oldest of which
 * are forgotten; texts of the object that it became, absent: none. */
void multiparts_complete(struct multiparts *multiparts,
                         struct multipart *multipart, struct span etag,
                         struct span checksum);
/* As multiparts_find, among the completed ones. */
struct multipart *multiparts_find_done(const struct multiparts *multiparts,
                                       struct span bucket, struct span key,
                                       struct span id);
/* With its parts' bytes; one that is not complete. */
void multiparts_remove(struct multiparts *multiparts,
                       struct multipart *multipart);
void multiparts_forget_bucket(struct multiparts *multiparts,
                              struct span bucket);

/* Takes part's blob over; one of the same number gives way. ERR_FULL or ERR_IO:
 * nothing changed. */
MUST_USE int multipart_put(struct multiparts *multiparts,
                           struct multipart *multipart,
                           struct multipart_part *part);
/* NULL when it has not come. */
struct multipart_part *multipart_part(const struct multipart *multipart,
                                      unsigned number);

#endif
