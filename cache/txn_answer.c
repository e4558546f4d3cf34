/*
 * txn_answer.c - answering: with an entry, a page of the distribution's, or not
 *
 * A status for which the distribution has a page turns the transaction to that
 * page: it goes through the table again from BEHAVIOR on, as if the page had
 * been asked for, and is answered with what comes of it under the page's
 * status. What it was about first stays in the journal.
 */
#include "cache/node_parts.h"

#include "cache/base/assert.h"
#include "cache/error_page.h"

static void count(struct node_stats *stats, enum x_cache x_cache)
{
    switch (x_cache) {
    case X_CACHE_HIT:
        stats->hits++;
        return;
    case X_CACHE_MISS:
        stats->misses++;
        return;
    case X_CACHE_REFRESH_HIT:
        stats->refresh_hits++;
        return;
    case X_CACHE_ERROR:
        stats->errors++;
        return;
    case X_CACHE_REDIRECT:
        return;
    }
}

/* The distribution's page for that status. A page that fails is passed on as it
 * is (cloudfront.md 5.1), one that is asked for by its own path, too. */
static const struct error_page *page_instead(const struct node_config *config,
                                             const struct txn *txn, int status)
{
    if (status < 400 || txn->page || !txn->behavior)
        return NULL;
    for (size_t i = 0; i < config->n_error_pages; i++) {
        const struct error_page *page = &config->error_pages[i];

        if (page->status == status && !span_eq(page->path, txn->wanted->path))
            return page;
    }
    return NULL;
}

/* From here on it is about the page: another path, behavior, key and fetch. */
static void turn_to(struct txn *txn, const struct error_page *page)
{
    entry_unref(txn->stale);
    txn->stale = NULL;
    txn->turned = *txn->wanted;
    txn->turned.method = SPAN("GET");
    txn->turned.path = page->path;
    txn->turned.query = SPAN_ABSENT;
    txn->wanted = &txn->turned;
    txn->page = page;
    txn->key = SPAN_ABSENT;
}

void txn_answer(struct node *node, struct txn *txn, int64_t now_ms,
                const struct verdict *verdict)
{
    const struct error_page *page =
        page_instead(node->config, txn, verdict->entry->status);

    ASSERT(!txn->entry);
    if (page) {
        journal_add_value(&txn->journal, STEP_RESPOND, RESPOND_ERROR_PAGE,
                          now_ms, verdict->entry->status);
        fetch_leave(node, txn, now_ms, true);
        turn_to(txn, page);
        txn_run_from(node, txn, now_ms, STEP_BEHAVIOR);
        return;
    }
    txn->entry = entry_ref(verdict->entry);
    txn->from_cache = verdict->x_cache == X_CACHE_HIT ||
                      verdict->x_cache == X_CACHE_REFRESH_HIT;
    txn->journal.x_cache = verdict->entry->status < 400 && !txn->page
                               ? verdict->x_cache
                               : X_CACHE_ERROR;
    count(&node->counters, verdict->x_cache);
    journal_add(&txn->journal, STEP_RESPOND, verdict->reason, now_ms);
    txn_run_from(node, txn, now_ms, STEP_RESPOND);
}

void txn_fail(struct node *node, struct txn *txn, int64_t now_ms, int status,
              enum reason reason)
{
    struct entry *page = error_page_new(
        &(struct error_page_parts){
            .status = status,
            .reason = reason,
            .request_id = span_of(txn->request_id, REQUEST_ID_LEN)},
        now_ms);

    txn_answer(node, txn, now_ms,
               &(struct verdict){page, X_CACHE_ERROR, RESPOND_ERROR});
    entry_unref(page);
}

/* https's own port is the default one: the viewer's is http's. */
static struct span https_url(struct txn *txn)
{
    const struct http_request *asked = &txn->request;
    struct span host =
        span_cut(asked->authority, 0, span_find(asked->authority, ':', 0));
    bool has_query = !span_absent(asked->query);

    return arena_printf(&txn->arena, "https://%.*s%.*s%s%.*s", SPAN_ARG(host),
                        SPAN_ARG(asked->path), has_query ? "?" : "",
                        SPAN_ARG(asked->query));
}

void txn_redirect(struct node *node, struct txn *txn, int64_t now_ms)
{
    enum http_method method = http_method_of(txn->request.method);
    bool reads = method == HTTP_GET || method == HTTP_HEAD;
    struct entry *page =
        redirect_page_new(reads ? 301 : 307, https_url(txn), now_ms);

    txn_answer(node, txn, now_ms,
               &(struct verdict){page, X_CACHE_REDIRECT, RESPOND_REDIRECT});
    entry_unref(page);
}

void txn_go_alone(struct node *node, struct txn *txn, int64_t now_ms,
                  enum reason why)
{
    journal_add(&txn->journal, STEP_COLLAPSE, why, now_ms);
    fetch_begin(node, txn, now_ms, false);
}
