/* server_timing.h - the Server-Timing line that the edge adds on delivery. */
#ifndef POPBOX_CACHE_SERVER_TIMING_H
#define POPBOX_CACHE_SERVER_TIMING_H

#include "cache/node_parts.h"

/* Adds the line to txn->added where the behavior's recipe and this request want
 * one; txn->added then holds all lines of the answer, the origin's too. */
void server_timing_add(struct node *node, struct txn *txn, int64_t now_ms);

#endif
