/* cure_parts.h - what the files that find cures share. */
#ifndef POPBOX_BENCH_CHECK_CURE_PARTS_H
#define POPBOX_BENCH_CHECK_CURE_PARTS_H

#include "bench/aws_parts.h"
#include "bench/check/cure.h"

enum cure_slot {
    SLOT_CACHE,
    SLOT_FORWARD,
    SLOT_REPLY,
    SLOT_METHODS,
    SLOT_ERRORS,
    SLOT_VIEWERS,
    SLOT_CUSTOM,
    SLOT_BUCKET
};

#define CURE_HAS(acts, act) (((acts) >> (act)) & 1u)

/* cure_rows.c: whether no two of the acts exclude each other. */
bool cure_acts_agree(unsigned acts);
/* The candidates for these decisions (a bit each), the likeliest first. */
size_t cure_candidates(unsigned guilty, unsigned *acts, size_t max);

/* The user's documents, and which behaviors are to be changed. */
struct cure_input {
    struct aws_heap *heap;
    bool behaviors[DISTRIBUTION_BEHAVIORS_MAX];
};

/* A cure that is being written. */
struct cure_writing {
    const struct cure_input *input;
    struct arena *arena; /* of the cures */
    struct cure *cure;
};

/* cure_write.c: the documents with the cure's acts done. ERR_UNKNOWN: an act
 * has nothing to change here; else ERR_*. */
MUST_USE int cure_write(struct cure_writing *writing);
/* cure_buckets.c: notes a file and takes its text; whoever comes first keeps
 * the name. */
MUST_USE int cure_file_add(struct cure_writing *writing,
                           const struct cure_file *file, struct buf *text);

/* cure_rest.c: members of the patch of the distribution. */
void cure_write_errors(struct json_out *out,
                       const struct cure_writing *writing);
MUST_USE int cure_write_origins(struct json_out *out,
                                const struct cure_writing *writing);
/* cure_buckets.c: the rules of buckets, and what stays as it is. */
MUST_USE int cure_write_buckets(struct cure_writing *writing);
MUST_USE int cure_write_unchanged(struct cure_writing *writing);

/* cure_documents.c: where things stand. NULL: nowhere. */
const struct json *cure_config(const struct aws_heap *heap);
const struct json *cure_behavior(const struct aws_heap *heap, size_t at);
const struct aws_document *cure_rules(const struct aws_heap *heap, int origin);
struct span cure_bucket(const struct aws_heap *heap, int origin);
/* The config of a response headers policy that was given. */
const struct json *cure_reply_config(const struct aws_heap *heap,
                                     struct span id);
/* Appends the merger of a value and a patch. */
MUST_USE int cure_merge(struct json_out *out, const struct json *base,
                        struct span patch);
/* "name": {"Quantity": n, "Items": [...]} */
void cure_list(struct json_out *out, const char *name, const struct span *items,
               size_t n);
/* The AllowedOrigins, AllowedMethods, AllowedHeaders, ExposeHeaders of all
 * rules, each value once. */
size_t cure_rule_values(const struct json *rules, const char *member,
                        struct span *values, size_t max);

/* cure_policies.c: the policy that a behavior is to have; its name in *name.
 */
MUST_USE int cure_cache_policy(struct cure_writing *writing, size_t behavior,
                               struct span *name);
MUST_USE int cure_reply_policy(struct cure_writing *writing, size_t behavior,
                               struct span *name);

/* cure_measure.c: a seeded crowd at a behavior. */
MUST_USE int cure_measure(struct cure_measure *measure,
                          const struct aws_world *world,
                          const struct json *rules, struct span pattern,
                          struct buf *error);

#endif
