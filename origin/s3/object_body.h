/* object_body.h - an object's bytes as JSON has them: text, or base64. */
#ifndef POPBOX_ORIGIN_S3_OBJECT_BODY_H
#define POPBOX_ORIGIN_S3_OBJECT_BODY_H

#include "cache/base/arena.h"
#include "cache/base/json.h"

/* Of its member "body" or "base64"; absent if it has neither. Errors are noted
 * in the reader. The bytes are the document's or the arena's. */
struct span object_body_read(struct json_reader *reader,
                             const struct json *object, struct arena *arena);

#endif
