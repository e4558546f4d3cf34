/* stored.h - which headers of a PUT are kept with the object. */
#ifndef POPBOX_ORIGIN_S3_STORED_H
#define POPBOX_ORIGIN_S3_STORED_H

#include "cache/http/msg.h"

#define STORED_METADATA_MAX 2048 /* names and values of x-amz-meta-* */

/* Stored lines for our own use: the sizes of an object's parts, "17,4", and
 * their checksums, of the kind that the object has; absent: not kept. */
#define STORED_PART_SIZES "x-popbox-part-sizes"
#define STORED_PART_SUMS  "x-popbox-part-sums"

/* Whether a stored line is for our own use, never to be sent. */
bool stored_is_ours(struct span name);
/* Adds to kept what S3 keeps of a request's headers: Content-Type (by default
 * binary/octet-stream), Cache-Control, Content-*, Expires, x-amz-meta-*,
 * x-amz-website-redirect-location, x-amz-storage-class. Values are borrowed.
 * ERR_RANGE: too much metadata; ERR_TOO_LONG: past a limit of headers. */
MUST_USE int stored_from_request(struct http_headers *kept, struct arena *arena,
                                 const struct http_headers *headers);

/* Whether a stored line is shown to a reader who did not ask for checksums. */
bool stored_is_checksum(struct span name);

#endif
