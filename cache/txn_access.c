/*
 * txn_access.c - may this viewer have it? Asked of whoever knows the keys.
 *
 * What the ticket was made of is for the edge alone: it goes on neither into
 * the key nor to the origin, so that viewers with different tickets share one
 * copy.
 */
#include "cache/node_parts.h"

#include "cache/selection.h"

static bool opens(enum reason reason)
{
    return reason == ACCESS_SIGNED_URL || reason == ACCESS_SIGNED_COOKIES ||
           reason == ACCESS_BELIEVED;
}

/* From here on it is about the URL without its ticket. */
static enum reason drop_ticket(struct txn *txn)
{
    const struct viewer_access *access = &txn->behavior->access;
    struct span query;

    if (select_query(&query, &txn->arena, txn->wanted->query, &access->kept,
                     NULL) < 0)
        return RECEIVE_TOO_LARGE;
    txn->turned = *txn->wanted;
    txn->turned.query = query;
    txn->wanted = &txn->turned;
    return REASON_NONE;
}

enum reason txn_check_access(struct node *node, struct txn *txn, int64_t now_ms)
{
    const struct viewer_access *access = &txn->behavior->access;
    const struct access_question question = {.request = &txn->request,
                                             .domain = node->config->domain,
                                             .client = txn->viewer.client,
                                             .assume_https =
                                                 node->config->assume_https,
                                             .now_ms = now_ms,
                                             .arena = &txn->arena};
    enum reason reason;

    if (!access->decide || txn->page)
        return REASON_NONE;
    reason = access->decide(access->self, &question);
    journal_add(&txn->journal, STEP_ACCESS, reason, now_ms);
    return opens(reason) ? drop_ticket(txn) : reason;
}
