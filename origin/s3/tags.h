/* tags.h - tags of objects and buckets: their rules, and how they are kept. */
#ifndef POPBOX_ORIGIN_S3_TAGS_H
#define POPBOX_ORIGIN_S3_TAGS_H

#include "cache/base/arena.h"

/* Kept, and sent in x-amz-tagging, as text: "key=value&key=value",
 * percent-encoded. A stored line for our own use has that of an object. */
#define STORED_TAGS "x-popbox-tags"

#define TAGS_OF_OBJECT_MAX 10
#define TAGS_OF_BUCKET_MAX 50
#define TAG_KEY_MAX        128 /* characters */
#define TAG_VALUE_MAX      256

/* Decoded. */
struct tag {
    struct span key;
    struct span value;
};

/* In the order of their keys' bytes; zero-initialised means empty. */
struct tags {
    struct tag at[TAGS_OF_BUCKET_MAX];
    size_t n;
};

enum tag_fault {
    TAG_FINE,
    TAG_BAD_KEY,   /* empty, too long, or characters that S3 does not take */
    TAG_BAD_VALUE, /* likewise, but may be empty */
    TAG_RESERVED,  /* "aws:" is for AWS itself */
    TAG_TWICE,
    TAG_TOO_MANY
};

/* Puts a tag at its place, unless something is wrong with it; its bytes are
 * borrowed. max: at most TAGS_OF_BUCKET_MAX. */
enum tag_fault tags_add(struct tags *tags, size_t max, struct tag tag);
/* Absent past the arena's ceiling. */
struct span tags_to_text(const struct tags *tags, struct arena *arena);

/* Steps through text (absent: no tags) from *at 0; false after the last one. A
 * key without "=" has the value "". *tag is as it is encoded. */
bool tags_next(struct span text, size_t *at, struct tag *tag);
/* *tag in its place, decoded; false when that cannot be done. */
bool tag_decode(struct tag *tag, struct arena *arena);
size_t tags_count(struct span text);
/* The value, decoded, of the tag in text whose key reads like that when it is
 * decoded; absent when there is none. */
struct span tags_value(struct span text, struct arena *arena, struct span key);

#endif
