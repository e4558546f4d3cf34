/*
 * server_timing.c - the Server-Timing line that the edge adds on delivery.
 *
 * CloudFront's metrics in CloudFront's order (cloudfront.md 6.4). On a miss
 * they stand before what the origin said under that name, on a hit in its
 * place. Which requests get the line is drawn from the node's seed, at the rate
 * of the policy; "Pragma: server-timing" gets it at any rate. Times are those
 * of the node's clock: a name is resolved by the driver, so its time counts as
 * part of the connection, and dns is 0 (as for a cached name).
 */
#include "cache/server_timing.h"

#include "cache/reply_recipe.h"

#define TIMING_MAX 2048 /* without the origin's own */

static bool is_wanted(struct node *node, const struct txn *txn)
{
    const struct reply_timing *timing = &txn->decorator->reply.timing;

    if (!timing->enabled)
        return false;
    if (span_ieq(http_headers_get(&txn->request.headers, SPAN("pragma")),
                 SPAN("server-timing")))
        return true;
    return timing->rate > 0 &&
           rng_below(&node->rng, REPLY_TIMING_ALWAYS) < timing->rate;
}

/* The fetch that this transaction leads and whose head has just come. */
static const struct fetch *own_fetch(const struct txn *txn)
{
    return txn->fetch && txn->fetch->leader == txn->id ? txn->fetch : NULL;
}

static void put_upstream(struct buf *text, const struct fetch *fetch,
                         int64_t now_ms)
{
    int64_t connected_ms = fetch->connected_ms;

    buf_addf(text,
             "cdn-upstream-layer;desc=\"EDGE\",cdn-upstream-dns;dur=0,"
             "cdn-upstream-connect;dur=%lld,cdn-upstream-fbl;dur=%lld,",
             (long long)(connected_ms - fetch->sent_ms),
             (long long)(now_ms - connected_ms));
}

/* What the cache did; empty where the edge answers by itself. */
static struct span cache_metric(const struct txn *txn)
{
    switch (txn->journal.x_cache) {
    case X_CACHE_HIT:
        return SPAN("cdn-cache-hit,");
    case X_CACHE_REFRESH_HIT:
        return SPAN("cdn-cache-refresh,");
    case X_CACHE_MISS:
        return SPAN("cdn-cache-miss,");
    case X_CACHE_ERROR:
        return txn->from_cache  ? SPAN("cdn-cache-hit,")
               : own_fetch(txn) ? SPAN("cdn-cache-miss,")
                                : SPAN("");
    case X_CACHE_REDIRECT:
        break;
    }
    return SPAN("");
}

static void put_metrics(struct buf *text, const struct node *node,
                        const struct txn *txn, int64_t now_ms)
{
    struct span metric = cache_metric(txn);

    if (span_eq(metric, SPAN("cdn-cache-miss,")) && own_fetch(txn))
        put_upstream(text, own_fetch(txn), now_ms);
    buf_add(text, metric);
    buf_addf(text, "cdn-pop;desc=\"%.*s\",cdn-rid;desc=\"%.*s\",",
             SPAN_ARG(node->config->pop), REQUEST_ID_LEN, txn->request_id);
    if (span_eq(metric, SPAN("cdn-cache-hit,")))
        buf_add_str(text, "cdn-hit-layer;desc=\"EDGE\",");
    buf_addf(text, "cdn-downstream-fbl;dur=%lld",
             (long long)(now_ms - txn->journal.began_ms));
}

void server_timing_add(struct node *node, struct txn *txn, int64_t now_ms)
{
    struct span name = SPAN("server-timing"), told, line;
    struct buf text;
    bool missed;
    int err;

    if (!txn->decorator || !is_wanted(node, txn))
        return;
    missed = txn->journal.x_cache == X_CACHE_MISS;
    told = http_headers_joined(&txn->added, name, &txn->arena);
    (void)http_headers_remove(&txn->added, name); /* none is fine */
    buf_init(&text, TIMING_MAX);
    put_metrics(&text, node, txn, now_ms);
    line = arena_printf(&txn->arena, "%.*s%s%.*s", SPAN_ARG(buf_span(&text)),
                        missed && !span_absent(told) ? "," : "",
                        SPAN_ARG(missed ? told : SPAN("")));
    err = text.overflow || span_absent(line);
    buf_fini(&text);
    if (err || http_headers_add(&txn->added, &txn->arena, SPAN("Server-Timing"),
                                line) < 0)
        txn->reply.close = true;
}
