/* multipart_kept.h - uploads in parts as a store keeps them: heads and names.
 */
#ifndef POPBOX_ORIGIN_S3_MULTIPART_KEPT_H
#define POPBOX_ORIGIN_S3_MULTIPART_KEPT_H

#include "origin/s3/multipart.h"

#define MULTIPART_KEPT_MAX 200 /* of a name, NUL included */

/* What the store keeps of the upload itself: its object to be, and lines that
 * no client can have put there. ERR_TOO_LONG. */
MUST_USE int multipart_kept_head(const struct multipart *multipart,
                                 struct arena *arena,
                                 struct store_object *what);
/* All that is to be known of a part is in its name, so that its bytes and what
 * they are appear in one step. */
void multipart_kept_part(const struct multipart_part *part,
                         char name[MULTIPART_KEPT_MAX]);
/* The name of a part without bytes, which says: this is being completed. */
void multipart_kept_note(struct span etag, int64_t modified_ms,
                         char name[MULTIPART_KEPT_MAX]);

/* Finds what the store kept; its buckets and objects can be found already. */
void multiparts_load(struct multiparts *multiparts);
/* Puts the part in its place in memory only. One of the same number gives way.
 */
void multipart_place(struct multiparts *multiparts, struct multipart *multipart,
                     const struct multipart_part *part);

#endif
