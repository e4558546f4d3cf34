/*
 * choice.h - an eviction policy with its parameters, as people write it.
 *
 *     s3-fifo
 *     s3-fifo:small=0.2,ghost=50%
 *     lru:max-size=64K
 *
 * A parameter that is not given keeps the default of the policy. A share may be
 * written with %, a size with K, M, G or T (powers of 1024). Every policy also
 * has max-size: what is larger is not admitted.
 */
#ifndef POPBOX_POLICIES_EVICTION_CHOICE_H
#define POPBOX_POLICIES_EVICTION_CHOICE_H

#include "cache/base/buf.h"
#include "cache/base/err.h"
#include "cache/base/json.h"
#include "cache/evict.h"

/* 0, or ERR_* with a sentence about what is wrong and what is known. */
MUST_USE int evict_choose(struct evict_choice *choice, struct span text,
                          struct buf *error);
/* The same from JSON: a string as above, or {"policy": NAME, PARAM: number or
 * string, ...}. Errors are noted by the reader; then the choice is not valid.
 */
void evict_choose_json(struct evict_choice *choice, struct json_reader *reader,
                       const struct json *value);
/* "fifo, lru, ...": for errors and help. */
void evict_list(struct buf *names);
/* As it may be written: the name, and the parameters that are not at their
 * defaults. */
void evict_print(struct buf *text, const struct evict_choice *choice);

#endif
