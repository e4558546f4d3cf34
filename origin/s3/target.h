/* target.h - which bucket and key a request is for: path or virtual-host style.
 */
#ifndef POPBOX_ORIGIN_S3_TARGET_H
#define POPBOX_ORIGIN_S3_TARGET_H

#include "cache/base/arena.h"
#include "cache/base/err.h"

#define TARGET_KEY_MAX 1024

enum target_level { TARGET_SERVICE, TARGET_BUCKET, TARGET_OBJECT };

enum target_host {
    TARGET_HOST_OTHER,   /* no host of S3: path style */
    TARGET_HOST_SERVICE, /* s3.localhost, s3.REGION.amazonaws.com: path style */
    TARGET_HOST_BUCKET,  /* bucket.s3.…: virtual-host style */
    TARGET_HOST_WEBSITE  /* bucket.s3-website….: a page server */
};

/* What the Host header alone says. */
struct target_authority {
    enum target_host kind;
    struct span host;   /* without its port, lower case */
    struct span bucket; /* of the latter two kinds, lower case */
};

struct target {
    enum target_level level;
    bool website;
    struct span bucket; /* absent on TARGET_SERVICE */
    struct span key;    /* decoded; absent unless TARGET_OBJECT */
};

/* ERR_TOO_LONG past the arena's ceiling. An absent authority is another host.
 */
MUST_USE int target_read_authority(struct target_authority *to,
                                   struct arena *arena, struct span authority);

/* path: raw, from '/'. ERR_SYNTAX: it does not decode to UTF-8 without NUL;
 * ERR_TOO_LONG: the key is over TARGET_KEY_MAX bytes. */
MUST_USE int target_read(struct target *target, struct arena *arena,
                         const struct target_authority *authority,
                         struct span path);

/* Whether a new bucket may have that name (S3 user guide, "General purpose
 * bucket naming rules"). */
bool target_bucket_name_is_valid(struct span name);
/* Of a-z, 0-9 and '-', at most 32. */
bool target_region_is_valid(struct span region);

#endif
