/*
 * plain_answer.c - a plain origin's answer: status, headers, which bytes.
 *
 * The page says what is sent; a fault's status, a preflight, a condition that
 * holds and a range each take its place, in this order.
 */
#include "origin/plain_answer.h"

#include "cache/http/date.h"
#include "cache/http/validators.h"
#include "cache/http/range.h"

/* ---- the head ------------------------------------------------------------ */

struct head {
    struct origin_exchange *ex;
    int failed;
};

/* An absent value adds nothing. */
static void add(struct head *head, struct span name, struct span value)
{
    if (!head->failed && !span_absent(value))
        head->failed = http_headers_add(&head->ex->answer.head.headers,
                                        head->ex->arena, name, value);
}

static struct span date_text(struct arena *arena, int64_t ms)
{
    char text[HTTP_DATE_LEN + 1];

    if (ms < 0)
        return SPAN_ABSENT;
    http_date_format(ms / 1000, text);
    return arena_printf(arena, "%s", text);
}

static bool reflects(const struct plain_page *page, struct span page_origin)
{
    for (size_t i = 0; i < page->only.n; i++)
        if (span_eq(page->only.at[i], page_origin))
            return true;
    return page->only.n == 0;
}

static void add_cors(struct head *head, const struct plain_exchange *state)
{
    const struct plain_page *page = state->page;
    struct span page_origin =
        http_headers_get(&state->req.headers, SPAN("Origin"));
    bool allowed = page->allow == PLAIN_ALLOW_VALUES;

    if (page->allow == PLAIN_ALLOW_REFLECT && !span_absent(page_origin) &&
        reflects(page, page_origin)) {
        add(head, SPAN("Access-Control-Allow-Origin"), page_origin);
        allowed = true;
    }
    if (page->allow == PLAIN_ALLOW_VALUES)
        for (size_t i = 0; i < page->values.n; i++)
            add(head, SPAN("Access-Control-Allow-Origin"), page->values.at[i]);
    if (allowed && page->allow_credentials)
        add(head, SPAN("Access-Control-Allow-Credentials"), SPAN("true"));
    if (allowed)
        add(head, SPAN("Access-Control-Expose-Headers"), page->expose);
    if (page->vary == PLAIN_VARY_ALWAYS ||
        (page->vary == PLAIN_VARY_CORS && !span_absent(page_origin)))
        add(head, SPAN("Vary"), SPAN("Origin"));
}

static void begin_head(struct head *head, const struct plain_exchange *state,
                       int64_t now_ms, int status)
{
    const struct plain_page *page = state->page;
    struct http_response *response = &head->ex->answer.head;

    response->status = status;
    response->reason = span_str(http_reason(status));
    add(head, SPAN("Date"), date_text(head->ex->arena, now_ms));
    add(head, SPAN("Server"), SPAN("popbox-origin"));
    if (status < 400 || !page->bare_errors)
        add_cors(head, state);
    add(head, SPAN("ETag"), page->etag);
    add(head, SPAN("Last-Modified"),
        date_text(head->ex->arena, page->last_modified_ms));
    for (size_t i = 0; i < page->headers.n; i++)
        add(head, page->headers.at[i].name, page->headers.at[i].value);
}

/* ---- the body ------------------------------------------------------------ */

/* Sets the whole body; false: the path names no size. */
static bool set_body(struct plain_exchange *state)
{
    const struct plain_page *page = state->page;
    struct span path = state->req.path;
    size_t slash = path.len;

    state->text = SPAN_ABSENT;
    state->offset = 0;
    switch (page->body) {
    case PLAIN_TEXT:
        state->text = page->text;
        state->left = page->text.len;
        return true;
    case PLAIN_SIZE:
        state->left = page->size;
        return true;
    case PLAIN_SIZE_FROM_PATH:
        while (slash > 0 && path.ptr[slash - 1] != '/')
            slash--;
        return span_u64(span_cut(path, slash, path.len), &state->left) &&
               state->left <= INT64_MAX;
    }
    return false;
}

static void set_text(struct plain_exchange *state, const char *text)
{
    state->text = span_str(text);
    state->offset = 0;
    state->left = state->text.len;
}

/* ---- the answers --------------------------------------------------------- */

static void answer_preflight(struct head *head, struct plain_exchange *state,
                             int64_t now_ms)
{
    const struct plain_preflight *preflight = &state->page->preflight;

    set_text(state, "");
    begin_head(head, state, now_ms,
               preflight->answered ? preflight->status : 405);
    if (!preflight->answered)
        return;
    add(head, SPAN("Access-Control-Allow-Methods"), preflight->allow_methods);
    add(head, SPAN("Access-Control-Allow-Headers"), preflight->allow_headers);
    if (preflight->max_age_s >= 0)
        add(head, SPAN("Access-Control-Max-Age"),
            arena_printf(head->ex->arena, "%lld",
                         (long long)preflight->max_age_s));
}

/* A range of a body whose length is told. */
static void cut_range(struct head *head, struct plain_exchange *state,
                      int64_t now_ms)
{
    struct span value = http_headers_get(&state->req.headers, SPAN("Range"));
    uint64_t size = state->left;
    uint64_t first = 0;
    uint64_t len = 0;

    switch (range_read(value, size, &first, &len)) {
    case RANGE_WHOLE:
        begin_head(head, state, now_ms, 200);
        add(head, SPAN("Accept-Ranges"), SPAN("bytes"));
        return;
    case RANGE_PART:
        begin_head(head, state, now_ms, 206);
        state->offset = first;
        state->left = len;
        add(head, SPAN("Content-Range"),
            arena_printf(head->ex->arena, "bytes %llu-%llu/%llu",
                         (unsigned long long)first,
                         (unsigned long long)(first + len - 1),
                         (unsigned long long)size));
        return;
    case RANGE_UNSATISFIABLE:
        begin_head(head, state, now_ms, 416);
        set_text(state, "");
        add(head, SPAN("Content-Range"),
            arena_printf(head->ex->arena, "bytes */%llu",
                         (unsigned long long)size));
        return;
    }
}

static void answer_get(struct head *head, struct plain_exchange *state,
                       int64_t now_ms)
{
    const struct plain_page *page = state->page;
    int64_t modified_ms = page->last_modified_ms;
    enum condition condition =
        condition_judge(&state->req.headers, page->etag,
                        date_text(head->ex->arena, modified_ms), now_ms / 1000);

    if (condition == CONDITION_NOT_MODIFIED || condition == CONDITION_FAILED) {
        set_text(state, "");
        begin_head(head, state, now_ms,
                   condition == CONDITION_FAILED ? 412 : 304);
    } else if (page->chunked) {
        begin_head(head, state, now_ms, 200);
    } else {
        cut_range(head, state, now_ms);
    }
}

static void choose(struct head *head, struct plain_exchange *state,
                   int64_t now_ms)
{
    enum http_method method = http_method_of(state->req.method);
    bool reads = method == HTTP_GET || method == HTTP_HEAD;
    int status = state->status ? state->status : state->page->status;

    if (state->status) {
        set_text(state, http_reason(state->status));
        begin_head(head, state, now_ms, status);
    } else if (method == HTTP_OPTIONS) {
        answer_preflight(head, state, now_ms);
    } else if (!set_body(state)) {
        set_text(state, "the path does not end in a number of bytes\n");
        begin_head(head, state, now_ms, 404);
    } else if (reads && status == 200) {
        answer_get(head, state, now_ms);
    } else {
        begin_head(head, state, now_ms, status);
    }
}

void plain_answer(struct origin_exchange *ex, struct plain_exchange *state,
                  int64_t now_ms)
{
    struct origin_answer *to = &ex->answer;
    struct head head = {ex, 0};

    choose(&head, state, now_ms);
    to->length = state->page->chunked && to->head.status == 200
                     ? ORIGIN_LENGTH_UNKNOWN
                     : (int64_t)state->left;
    to->has_body = http_method_of(state->req.method) != HTTP_HEAD &&
                   to->head.status != 204 && to->head.status != 304;
    if (!head.failed)
        return;
    set_text(state, "");
    to->head = (struct http_response){.status = 500,
                                      .reason = span_str(http_reason(500))};
    to->length = 0;
}
