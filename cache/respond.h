/* respond.h - putting the response head together. */
#ifndef POPBOX_CACHE_RESPOND_H
#define POPBOX_CACHE_RESPOND_H

#include "cache/node_parts.h"

/* Fills txn->reply from txn->entry and txn->journal.x_cache: the viewer's
 * condition, the response headers recipe, Age, X-Cache, Via, the edge's ids. */
void respond_build(struct node *node, struct txn *txn, int64_t now_ms);

/* Whether the viewer's own Cache-Control or Pragma asks for a fresh answer. */
bool respond_no_cache_asked(const struct txn *txn);

#endif
