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
#include "cache/http/range.h"
#include "cache/http/validators.h"
#include "cache/reply_recipe.h"
#include "cache/server_timing.h"

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

/* Content-Range: "bytes 0-9/100", or of no part "bytes *" "/100". */
static void add_range(struct txn *txn, uint64_t size)
{
    struct span text = txn->reply.status == 416
                           ? arena_printf(&txn->arena, "bytes */%llu",
                                          (unsigned long long)size)
                           : arena_printf(&txn->arena, "bytes %llu-%llu/%llu",
                                          (unsigned long long)txn->first,
                                          (unsigned long long)txn->end - 1,
                                          (unsigned long long)size);

    if (!span_absent(text))
        add(txn, SPAN("Content-Range"), text);
}

static bool may_be_partial(const struct txn *txn)
{
    const struct http_headers *asked = &txn->request.headers;

    return txn->reply.status == 200 && txn->cached && !txn->page &&
           http_method_of(txn->request.method) == HTTP_GET &&
           txn->entry->length >= 0 &&
           http_headers_count(asked, SPAN("range")) > 0;
}

/* One range, or the whole (cloudfront.md section 9). */
static enum range_verdict read_range(const struct txn *txn, uint64_t *first,
                                     uint64_t *len)
{
    const struct http_headers *asked = &txn->request.headers;

    if (http_headers_count(asked, SPAN("range")) > 1 ||
        !if_range_holds(http_headers_get(asked, SPAN("if-range")),
                        txn->entry->etag, txn->entry->last_modified))
        return RANGE_WHOLE;
    return range_read(http_headers_get(asked, SPAN("range")),
                      (uint64_t)txn->entry->length, first, len);
}

static void judge_range(struct txn *txn, int64_t now_ms)
{
    struct reply *reply = &txn->reply;
    uint64_t first = 0, len = 0;

    if (!may_be_partial(txn))
        return;
    switch (read_range(txn, &first, &len)) {
    case RANGE_WHOLE:
        journal_add(&txn->journal, STEP_RESPOND, RESPOND_WHOLE, now_ms);
        return;
    case RANGE_UNSATISFIABLE:
        journal_add(&txn->journal, STEP_RESPOND, RESPOND_NO_SUCH_PART, now_ms);
        reply->status = 416;
        reply->length = 0;
        reply->has_body = false;
        return;
    case RANGE_PART:
        journal_add(&txn->journal, STEP_RESPOND, RESPOND_PART, now_ms);
        reply->status = 206;
        reply->length = (int64_t)len;
        txn->first = first;
        txn->end = first + len;
        txn->sent = first;
        txn->cursor.offset = first;
        return;
    }
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
    judge_range(txn, now_ms);
    choose_lines(txn, now_ms);
    server_timing_add(node, txn, now_ms);
    add_own(node, txn, now_ms);
    if (reply->status == 416 || txn->end != UINT64_MAX)
        add_range(txn, (uint64_t)txn->entry->length);
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
