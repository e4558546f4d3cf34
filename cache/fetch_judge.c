/*
 * fetch_judge.c - JUDGE and STORE: what an origin's head decides.
 */
#include "cache/node_parts.h"

#include "cache/compress.h"
#include "cache/http/validators.h"
#include "cache/http/vary.h"
#include "cache/stored_headers.h"

/* at_ms plus that many seconds, without running over. */
static int64_t later_ms(int64_t at_ms, int64_t seconds)
{
    return seconds < (INT64_MAX - at_ms) / 1000 ? at_ms + seconds * 1000
                                                : INT64_MAX;
}

static void set_times(struct entry *entry, const struct judgement *judgement,
                      int64_t now_ms)
{
    entry->date_ms = answer_date_ms(&entry->headers, now_ms);
    entry->received_ms = now_ms;
    entry->initial_age_s = judgement->initial_age_s;
    entry->fresh_until_ms =
        now_ms + (judgement->ttl_s - judgement->initial_age_s) * 1000;
    entry->revalidate_always = judgement->revalidate_always;
    entry->while_until_ms =
        later_ms(entry->fresh_until_ms, judgement->stale_while_s);
    if (judgement->stale_on_error_s > 0)
        entry->stale_until_ms =
            later_ms(entry->fresh_until_ms, judgement->stale_on_error_s);
}

void fetch_keep(struct node *node, struct fetch *fetch, struct entry *entry,
                int64_t now_ms)
{
    bool any_vary = !fetch->behavior->rules.honour_vary;
    struct journal_step step = {STEP_STORE, STORE_KEPT, now_ms, 0};
    struct store_change change;

    if (fetch->doomed) {
        step.reason = STORE_INVALIDATED;
    } else {
        change = store_insert(&node->store, entry, any_vary);
        step.value = change.n_evicted;
        if (change.refused)
            step.reason = STORE_NOT_ADMITTED;
        else if (!change.kept)
            step.reason = STORE_TOO_LARGE;
        else if (fetch->stale && fetch->stale->body == entry->body)
            step.reason = STORE_REFRESHED;
        else if (change.n_evicted > 0)
            step.reason = STORE_EVICTED;
        else if (change.replaced)
            step.reason = STORE_REPLACED;
    }
    fetch_note(node, fetch, step);
}

/* Whether waiters may share an answer (cloudfront.md 5.4). */
static bool is_shareable(const struct judgement *judgement)
{
    return judgement->storable && judgement->ttl_s > 0 &&
           !judgement->revalidate_always && !judgement->set_cookie_once;
}

/* Ends a fetch whose waiters have been answered from another entry. */
static void dismiss(struct node *node, struct fetch *fetch)
{
    fetch_release_all(fetch);
    fetch_cancel(node, fetch);
}

/* An entry with other headers and no times yet: a new head, the same body. */
static struct entry *renewed(const struct entry *old,
                             const struct http_headers *headers,
                             const struct http_headers *vary)
{
    struct entry_parts parts = {
        .key = old->item.key,
        .digest = old->item.digest,
        .status = old->status,
        .headers = headers,
        .vary = vary,
        .body = body_ref(old->body),
        .length = old->length,
    };

    return entry_new(&parts);
}

static void copy_times(struct entry *to, const struct entry *from)
{
    to->date_ms = from->date_ms;
    to->received_ms = from->received_ms;
    to->initial_age_s = from->initial_age_s;
    to->fresh_until_ms = from->fresh_until_ms;
    to->while_until_ms = from->while_until_ms;
    to->stale_until_ms = from->stale_until_ms;
    to->revalidate_always = from->revalidate_always;
}

/* What of a whole answer is for the store: a reference (cloudfront.md 4.5). */
static struct entry *for_store(struct fetch *fetch)
{
    struct http_headers kept = {0};
    struct entry *entry;

    if (!fetch->set_cookie_once)
        return entry_ref(fetch->entry);
    if (http_headers_copy(&kept, &fetch->arena, &fetch->entry->headers) < 0)
        return NULL;
    (void)http_headers_remove(&kept, SPAN("set-cookie")); /* there is one */
    entry = renewed(fetch->entry, &kept, &fetch->entry->vary);
    copy_times(entry, fetch->entry);
    return entry;
}

void fetch_keep_answer(struct node *node, struct fetch *fetch, int64_t now_ms)
{
    struct entry *entry = for_store(fetch);

    if (entry)
        fetch_keep(node, fetch, entry, now_ms);
    else
        fetch_note(
            node, fetch,
            (struct journal_step){STEP_STORE, STORE_TOO_LARGE, now_ms, 0});
    entry_unref(entry);
}

bool fetch_may_serve_stale(const struct fetch *fetch, int64_t now_ms)
{
    return fetch->stale && now_ms < fetch->stale->stale_until_ms;
}

void fetch_serve_stale(struct node *node, struct fetch *fetch, int64_t now_ms,
                       int status)
{
    int64_t ttl_ms = error_ttl_s(fetch->behavior, status) * 1000;
    struct entry *entry =
        renewed(fetch->stale, &fetch->stale->headers, &fetch->stale->vary);

    copy_times(entry, fetch->stale);
    entry->while_until_ms = 0;
    entry->revalidate_always = false;
    entry->fresh_until_ms = now_ms + ttl_ms;
    fetch_keep(node, fetch, entry, now_ms);
    fetch_send_away(node, fetch, now_ms, entry, true);
    fetch_answer_all(
        node, fetch, now_ms,
        (struct verdict){entry, X_CACHE_HIT, RESPOND_STALE_ON_ERROR});
    entry_unref(entry);
    dismiss(node, fetch);
}

/* What the stored answer depends on, after the headers that a 304 has brought:
 * that may be another Vary (RFC 9111 4.1). */
static int renewed_vary(struct http_headers *vary, struct fetch *fetch,
                        const struct http_headers *headers)
{
    *vary = fetch->stale->vary;
    if (!fetch->behavior->rules.honour_vary)
        return 0;
    return vary_select(vary, &fetch->arena, headers, &fetch->asked);
}

/* A 304 that speaks of another body than the stored one refreshes nothing (RFC
 * 9111 4.3.4): the new ETag would stand over the old bytes. */
static bool is_of_another_body(const struct fetch *fetch,
                               const struct http_headers *answer)
{
    struct span etag = http_headers_get(answer, SPAN("etag"));

    return fetch->behavior->rules.refresh_merges && !span_absent(etag) &&
           !span_absent(fetch->stale->etag) &&
           !etag_match_weak(etag, fetch->stale->etag);
}

static void drop_stale(struct node *node, const struct fetch *fetch)
{
    if (fetch->stale && fetch->stale->slot != EVICT_NONE)
        store_remove(&node->store, fetch->stale);
}

static void not_modified(struct node *node, struct fetch *fetch, int64_t now_ms,
                         const struct http_response *head)
{
    struct http_headers news, headers, vary;
    struct judgement judgement;
    struct entry *entry;

    if (stored_headers(&news, &fetch->arena, fetch->behavior, &head->headers,
                       now_ms) < 0 ||
        refreshed_headers(&headers, &fetch->arena, fetch->behavior,
                          &fetch->stale->headers, &news) < 0 ||
        renewed_vary(&vary, fetch, &headers) < 0) {
        fetch_fail_all(node, fetch, now_ms, FETCH_TOO_BIG);
        fetch_cancel(node, fetch);
        return;
    }
    judgement = judge(&(struct judged){fetch->behavior, &fetch->request,
                                       fetch->stale->status, &headers, now_ms});
    entry = renewed(fetch->stale, &headers, &vary);
    set_times(entry, &judgement, now_ms);
    fetch_note(
        node, fetch,
        (struct journal_step){STEP_FETCH, FETCH_NOT_MODIFIED, now_ms, 304});
    fetch_note(node, fetch,
               (struct journal_step){STEP_JUDGE, (uint8_t)judgement.reason,
                                     now_ms, judgement.ttl_s});
    drop_stale(node, fetch);
    if (judgement.storable)
        fetch_keep(node, fetch, entry, now_ms);
    fetch_stop_sharing(node, fetch);
    fetch_send_away(node, fetch, now_ms, entry, is_shareable(&judgement));
    fetch_answer_all(
        node, fetch, now_ms,
        (struct verdict){entry, X_CACHE_REFRESH_HIT, RESPOND_REFRESH_HIT});
    entry_unref(entry);
    dismiss(node, fetch);
}

/* Whether the body is kept for the store, and if not, why. */
static enum reason storing_reason(const struct node *node,
                                  const struct fetch *fetch, int64_t length)
{
    uint64_t size = length > 0 ? (uint64_t)length : 0;

    if (fetch->doomed)
        return STORE_INVALIDATED;
    if (size > node->config->entry_max_bytes)
        return STORE_TOO_LARGE;
    if (node->inflight_bytes + size > node->config->inflight_max_bytes)
        return STORE_NO_ROOM;
    return STORE_KEPT;
}

/* The entry of a full answer; what is compressed has no length yet. NULL past a
 * ceiling. */
static struct entry *build_entry(struct fetch *fetch,
                                 const struct http_response *head,
                                 int64_t length, int64_t now_ms)
{
    struct http_headers headers, vary = {0};
    enum compress_format format = compress_choose(
        &(struct compress_case){.behavior = fetch->behavior,
                                .asked = &fetch->request,
                                .head = head,
                                .length = length,
                                .cached = !span_absent(fetch->flight.key)});
    struct entry_parts parts = {.key = fetch->flight.key,
                                .digest = fetch->flight.digest,
                                .status = head->status,
                                .headers = &headers,
                                .vary = &vary,
                                .length = length};

    if (stored_headers(&headers, &fetch->arena, fetch->behavior, &head->headers,
                       now_ms) < 0 ||
        compress_head(&headers, &fetch->arena, format) < 0)
        return NULL;
    if (fetch->behavior->rules.honour_vary &&
        vary_select(&vary, &fetch->arena, &head->headers, &fetch->asked) < 0)
        return NULL;
    fetch->expected = length;
    if (format != COMPRESS_NONE) {
        fetch->compressor = compressor_new(format);
        parts.length = -1;
    }
    parts.body = body_new(parts.length > 0 ? (uint64_t)parts.length : 0);
    return entry_new(&parts);
}

static void full_answer(struct node *node, struct fetch *fetch, int64_t now_ms,
                        const struct http_response *head, int64_t length)
{
    bool cached = !span_absent(fetch->flight.key);
    struct judgement judgement = {.reason = JUDGE_PASSED};
    enum reason storing = REASON_NONE;

    if (cached)
        judgement =
            judge(&(struct judged){fetch->behavior, &fetch->request,
                                   head->status, &head->headers, now_ms});
    fetch_note(node, fetch,
               (struct journal_step){STEP_JUDGE, (uint8_t)judgement.reason,
                                     now_ms, judgement.ttl_s});
    fetch->entry = build_entry(fetch, head, length, now_ms);
    if (!fetch->entry) {
        fetch_fail_all(node, fetch, now_ms, FETCH_TOO_BIG);
        fetch_cancel(node, fetch);
        return;
    }
    if (fetch->compressor)
        fetch_note(
            node, fetch,
            (struct journal_step){STEP_FETCH, FETCH_COMPRESSED, now_ms, 0});
    fetch->state = FETCH_READING;
    fetch->no_body |= head->status == 204 || head->status == 304;
    set_times(fetch->entry, &judgement, now_ms);
    fetch->set_cookie_once = judgement.set_cookie_once;
    if (judgement.storable) {
        storing = storing_reason(node, fetch, length);
        fetch->storing = storing == STORE_KEPT;
        if (!fetch->storing)
            fetch_note(
                node, fetch,
                (struct journal_step){STEP_STORE, (uint8_t)storing, now_ms, 0});
    }
    if (!is_shareable(&judgement) || !fetch->storing)
        fetch_stop_sharing(node, fetch);
    fetch_send_away(node, fetch, now_ms, fetch->entry,
                    is_shareable(&judgement));
    fetch_answer_all(
        node, fetch, now_ms,
        (struct verdict){fetch->entry, X_CACHE_MISS, RESPOND_MISS});
    (void)fetch_settle(node, fetch); /* gone or not, this was the last use */
}

/* A part or a "not modified" that the request did not ask for, or one that does
 * not speak of what it asked about. */
static bool is_unasked(const struct fetch *fetch,
                       const struct http_response *head)
{
    const struct http_headers *sent = &fetch->request.headers;

    if (head->status == 206)
        return !http_headers_count(sent, SPAN("range"));
    if (head->status != 304)
        return false;
    if (!http_headers_count(sent, SPAN("if-none-match")) &&
        !http_headers_count(sent, SPAN("if-modified-since")))
        return true;
    return fetch_can_ask(fetch->behavior, fetch->stale);
}

void fetch_head(struct node *node, struct fetch *fetch, int64_t now_ms,
                const struct http_response *head, int64_t length)
{
    if (fetch->entry)
        return;
    fetch_expect_bytes(node, fetch, now_ms);
    if (head->status == 304 && fetch_can_ask(fetch->behavior, fetch->stale) &&
        !is_of_another_body(fetch, &head->headers)) {
        not_modified(node, fetch, now_ms, head);
        return;
    }
    fetch_note(node, fetch,
               (struct journal_step){STEP_FETCH, FETCH_ANSWERED, now_ms,
                                     head->status});
    if (fetch_fail_over(node, fetch, now_ms, head->status))
        return;
    if (head->status >= 500 && fetch_may_serve_stale(fetch, now_ms)) {
        fetch_serve_stale(node, fetch, now_ms, head->status);
        return;
    }
    if (is_unasked(fetch, head)) {
        if (head->status == 304)
            drop_stale(node, fetch);
        fetch_fail_all(node, fetch, now_ms, FETCH_UNASKED);
        fetch_cancel(node, fetch);
        return;
    }
    full_answer(node, fetch, now_ms, head, length);
}

/* From a body that is kept to a window. */
void fetch_give_up_storing(struct node *node, struct fetch *fetch,
                           struct journal_step why)
{
    fetch->storing = false;
    node->inflight_bytes -= fetch->entry->body->total;
    fetch_stop_sharing(node, fetch);
    fetch_note(node, fetch, why);
}
