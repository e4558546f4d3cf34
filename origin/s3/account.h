/* account.h - who may sign requests, and who owns what. */
#ifndef POPBOX_ORIGIN_S3_ACCOUNT_H
#define POPBOX_ORIGIN_S3_ACCOUNT_H

#include "cache/base/arena.h"
#include "cache/base/json.h"

#define ACCOUNTS_MAX 64

struct account {
    struct span name; /* shown as DisplayName */
    struct span id;   /* canonical user id */
    struct span access_key;
    struct span secret_key;
};

/* Zero-initialised: none, and nothing is checked. */
struct accounts {
    bool checked; /* signatures and permissions count */
    struct account *at;
    size_t n;
    struct account owner; /* of what the description makes */
};

/* "accounts": {"main": {"access_key": "AKIA…", "secret_key": "…", "id": "…"}}
 * The first one owns the buckets of the description; id is by default a hash of
 * the name. Without the member nobody is checked and everybody is the owner.
 * Notes errors in the reader. */
void accounts_read(struct accounts *accounts, struct arena *arena,
                   struct json_reader *reader, const struct json *value);
/* NULL when there is none. */
const struct account *accounts_by_key(const struct accounts *accounts,
                                      struct span access_key);
const struct account *accounts_by_id(const struct accounts *accounts,
                                     struct span id);

/* <name><ID/><DisplayName/></name> */
void account_to_xml(struct buf *out, const char *name,
                    const struct account *account);

#endif
