/* account.h - who may sign requests, and who owns what. */
#ifndef POPBOX_ORIGIN_S3_ACCOUNT_H
#define POPBOX_ORIGIN_S3_ACCOUNT_H

#include "cache/base/arena.h"
#include "cache/base/json.h"

#define ACCOUNTS_MAX 64

/* Who sends requests without a signature, as S3 calls it. */
#define ACCOUNT_ANONYMOUS_ID "65a011a29cdf8ec533ec3d1ccaae921c"

struct account {
    struct span name;
    struct span id;      /* canonical user id, without blanks */
    struct span display; /* shown as DisplayName */
    struct span email;   /* which grants may name; absent: none */
    struct span access_key;
    struct span secret_key;
};

/* Zero-initialised: none, and nothing is checked. */
struct accounts {
    bool checked;       /* signatures and permissions count */
    struct span region; /* of buckets; signatures of version 4 must name the
                           bucket's then. Absent: they may name any */
    struct account *at;
    size_t n;
    struct account owner; /* of what the description makes */
};

/* "accounts": {"main": {"access_key": "AKIA…", "secret_key": "…", "id": "…",
 *                       "display_name": "…", "email": "…"}}
 * The first one owns the buckets of the description; id is by default a hash of
 * the name, display_name the name. Without the member nobody is checked and
 * everybody is the owner. "region": "us-east-1" or "any", which is the same as
 * none. Notes errors in the reader. */
void accounts_read(struct accounts *accounts, struct arena *arena,
                   struct json_reader *reader, const struct json *value);
/* NULL when there is none. */
const struct account *accounts_by_key(const struct accounts *accounts,
                                      struct span access_key);
const struct account *accounts_by_id(const struct accounts *accounts,
                                     struct span id);
const struct account *accounts_by_email(const struct accounts *accounts,
                                        struct span email);
/* As accounts_by_id; for an id that nobody has, one with nothing but that. */
struct account accounts_called(const struct accounts *accounts, struct span id);

/* <ID/><DisplayName/> */
void account_to_xml_members(struct buf *out, const struct account *account);
/* <name><ID/><DisplayName/></name> */
void account_to_xml(struct buf *out, const char *name,
                    const struct account *account);

#endif
