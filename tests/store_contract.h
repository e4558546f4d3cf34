/* store_contract.h - what every object store must do, for each to be held to.
 */
#ifndef POPBOX_TESTS_STORE_CONTRACT_H
#define POPBOX_TESTS_STORE_CONTRACT_H

#include "cache/base/buf.h"
#include "origin/s3/store.h"

/* Each runs over an empty store of its own. */
struct store_case {
    const char *name;
    void (*run)(struct store *store);
};
extern const struct store_case store_cases[];
extern const size_t n_store_cases;

/* Makes an object of the text with one stored header; what commit returns. */
int store_put(struct store *store, const char *bucket, struct span key,
              struct span text);
/* The object's bytes in out, read in small pieces; false: there is none. */
bool store_get(struct store *store, const char *bucket, struct span key,
               struct buf *out);
/* Whether the object is there with just that text. */
bool store_has(struct store *store, const char *bucket, struct span key,
               struct span text);
/* "a|b/c|": all keys in order. */
void store_keys(struct store *store, const char *bucket, struct buf *out);

#endif
