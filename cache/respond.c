/*
 * respond.c - putting the response head together.
 *
 * The stored lines go out as they are, in one piece, unless a response headers
 * recipe changes one of them; what is special to this delivery is added after
 * them. Nothing here writes to the entry.
 */
#include "cache/respond.h"

#include "cache/http/date.h"
#include "cache/http/directives.h"
#include "cache/http/validators.h"
#include "cache/reply_recipe.h"

static const struct http_headers no_headers;

static void add(struct txn *txn, struct span name, struct span value)
{
    if (http_headers_add(&txn->added, &txn->arena, name, value) < 0)
        txn->reply.close = true; /* over the ceiling: better short than wrong */
}

/* Only where the viewer may see that it was kept (cloudfront.md 4.5). */
static void add_age(struct txn *txn, int64_t now_ms)
{
    struct buf text;

    if (!txn->from_cache)
        return;
    txn->journal.age_s = entry_age_s(txn->entry, now_ms);
    text = (struct buf){.ptr = txn->age_text,
                        .cap = sizeof(txn->age_text),
                        .max = sizeof(txn->age_text) - 1};
    buf_add_u64(&text, (uint64_t)txn->journal.age_s);
    add(txn, SPAN("Age"), span_of(txn->age_text, text.len));
}

static void add_own(struct node *node, struct txn *txn, int64_t now_ms)
{
    struct span pop = node->config->pop;

    add_age(txn, now_ms);
    add(txn, SPAN("X-Cache"), span_str(x_cache_text(txn->journal.x_cache)));
    add(txn, SPAN("Via"), node->via);
    add(txn, SPAN("X-Amz-Cf-Pop"), pop);
    add(txn, SPAN("X-Amz-Cf-Id"), span_of(txn->request_id, REQUEST_ID_LEN));
}

static const struct reply_recipe *recipe_of(const struct txn *txn)
{
    if (!txn->decorator || reply_recipe_is_empty(&txn->decorator->reply))
        return NULL;
    return &txn->decorator->reply;
}

static bool removes(const struct reply_recipe *recipe, struct span name)
{
    for (size_t i = 0; i < recipe->n_remove; i++)
        if (span_ieq(recipe->remove[i], name))
            return true;
    return false;
}

/* In place of these two the edge says its own (cloudfront.md 7.2). */
static void replace_removed(struct txn *txn, const struct reply_recipe *recipe,
                            int64_t now_ms)
{
    char date[HTTP_DATE_LEN + 1];
    struct span copy;

    if (!http_headers_count(&txn->added, SPAN("date"))) {
        http_date_format(now_ms / 1000, date);
        if (arena_copy(&txn->arena, span_str(date), &copy) == 0)
            add(txn, SPAN("Date"), copy);
    }
    if (removes(recipe, SPAN("server")) &&
        !http_headers_count(&txn->added, SPAN("server")))
        add(txn, SPAN("Server"), SPAN("CloudFront"));
}

/* A recipe may change stored lines, so with one the lines are put together anew
 * in the transaction's arena. */
static void choose_lines(struct txn *txn, int64_t now_ms)
{
    const struct reply_recipe *recipe = recipe_of(txn);

    txn->added = (struct http_headers){txn->added_lines, 0, TXN_ADDED_MAX};
    txn->reply.added = &txn->added;
    txn->reply.stored = &txn->entry->headers;
    txn->reply.stored_text = txn->entry->text;
    if (!recipe)
        return;
    txn->reply.stored = &no_headers;
    txn->reply.stored_text = SPAN("");
    if (reply_recipe_apply(&txn->added, &txn->arena, recipe,
                           &txn->entry->headers, &txn->request) < 0)
        txn->reply.close = true;
    replace_removed(txn, recipe, now_ms);
}

/* 304 and 412 speak of a stored 200 only (RFC 9110 13.2.1). */
static void judge_condition(struct txn *txn, int64_t now_ms)
{
    enum http_method method = http_method_of(txn->request.method);
    struct reply *reply = &txn->reply;

    if (reply->status != 200 || !txn->cached || txn->page ||
        (method != HTTP_GET && method != HTTP_HEAD))
        return;
    switch (condition_judge(&txn->request.headers, txn->entry->etag,
                            txn->entry->last_modified, now_ms / 1000)) {
    case CONDITION_NONE:
    case CONDITION_PROCEED:
        return;
    case CONDITION_NOT_MODIFIED:
        reply->status = 304;
        journal_add(&txn->journal, STEP_RESPOND, RESPOND_NOT_MODIFIED, now_ms);
        break;
    case CONDITION_FAILED:
        reply->status = 412;
        reply->length = 0;
        journal_add(&txn->journal, STEP_RESPOND, RESPOND_PRECONDITION, now_ms);
        break;
    }
    reply->has_body = false;
}

static bool has_body(const struct txn *txn)
{
    int status = txn->entry->status;

    return http_method_of(txn->request.method) != HTTP_HEAD && status != 204 &&
           status != 304;
}

/* A page that came well goes out with the status it was asked for. */
static int status_of(const struct txn *txn)
{
    int status = txn->entry->status;

    return txn->page && status < 400 ? txn->page->page_status : status;
}

void respond_build(struct node *node, struct txn *txn, int64_t now_ms)
{
    struct reply *reply = &txn->reply;

    reply->status = status_of(txn);
    reply->length = txn->entry->length;
    reply->has_body = has_body(txn);
    reply->close = reply->close || !txn->request_whole;
    judge_condition(txn, now_ms);
    choose_lines(txn, now_ms);
    add_own(node, txn, now_ms);
    txn->journal.status = reply->status;
    txn->journal.allow_origin =
        reply_header(reply, SPAN("access-control-allow-origin"));
}

struct span reply_header(const struct reply *reply, struct span name)
{
    struct span value = http_headers_get(reply->added, name);

    return span_absent(value) ? http_headers_get(reply->stored, name) : value;
}

bool respond_no_cache_asked(const struct txn *txn)
{
    const struct http_headers *headers = &txn->request.headers;
    struct cache_control cc;

    cache_control_read(&cc, headers);
    if (cc.present)
        return cc.no_cache || cc.no_store || cc.max_age_s == 0;
    return span_ieq(http_headers_get(headers, SPAN("pragma")),
                    SPAN("no-cache"));
}
