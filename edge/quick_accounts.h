/* quick_accounts.h - accounts of a command line: as words, or in a file. */
#ifndef POPBOX_EDGE_QUICK_ACCOUNTS_H
#define POPBOX_EDGE_QUICK_ACCOUNTS_H

#include "cache/base/json.h"

/* All borrowed. Neither words nor a file: nobody is checked. */
struct quick_accounts {
    const char *const *words; /* NAME:ACCESS_KEY:SECRET_KEY[:ID[:DISPLAY
                                 [:EMAIL]]] */
    size_t n;
    const char *file; /* {"accounts": {…}}, as a config has it; NULL: none */
};

/* Writes the member "accounts" of an S3's description, nothing when there are
 * none. ERR_* with one sentence in error, the file's place in it. */
MUST_USE int quick_accounts_write(struct json_out *out,
                                  const struct quick_accounts *accounts,
                                  struct buf *error);

#endif
