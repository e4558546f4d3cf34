/* reply.c - an answer of the gateway in the making, and the conversation. */
#include "origin/apigateway/reply.h"

#include "cache/http/date.h"

const char *const error_variables[N_ERROR_VARIABLES] = {
    "$context.error.messageString", "$context.error.message",
    "$context.error.responseType", "$context.requestId"};

void reply_begin(struct reply *reply, int status)
{
    struct http_response *head = &reply->ex->answer.head;
    char date[HTTP_DATE_LEN + 1];

    head->status = status;
    head->reason = span_str(http_reason(status));
    head->headers = (struct http_headers){0};
    http_date_format(reply->state->now_ms / 1000, date);
    reply_add(reply, SPAN("Date"), arena_printf(reply->ex->arena, "%s", date));
}

void reply_add(struct reply *reply, struct span name, struct span value)
{
    if (!reply->failed && !span_absent(value))
        reply->failed = http_headers_add(&reply->ex->answer.head.headers,
                                         reply->ex->arena, name, value);
}

void reply_set(struct reply *reply, struct span name, struct span value)
{
    if (!reply->failed && !span_absent(value))
        reply->failed = http_headers_set(&reply->ex->answer.head.headers,
                                         reply->ex->arena, name, value);
}

static bool may_have_body(const struct reply *reply)
{
    int status = reply->ex->answer.head.status;

    return http_method_of(reply->state->req.method) != HTTP_HEAD &&
           status != 204 && status != 304;
}

void reply_text(struct reply *reply, struct span body)
{
    struct origin_answer *out = &reply->ex->answer;

    if (reply->failed || span_absent(body)) {
        out->head = (struct http_response){
            .status = 500, .reason = span_str(http_reason(500))};
        body = SPAN("");
    }
    reply->state->passes = false;
    reply->state->body = body;
    out->length = (int64_t)body.len;
    out->has_body = may_have_body(reply);
}

void reply_pass(struct reply *reply)
{
    const struct origin_answer *inner = &reply->state->inner.answer;
    struct origin_answer *out = &reply->ex->answer;

    if (reply->failed) {
        reply_text(reply, SPAN(""));
        return;
    }
    reply->state->passes = true;
    out->length = inner->length;
    out->has_body = inner->has_body && may_have_body(reply);
}

static bool is_cut(const struct origin_answer *inner)
{
    return inner->fault.kind == FAULT_TRUNCATE && inner->has_body &&
           (inner->length < 0 ||
            inner->fault.at_bytes < (uint64_t)inner->length);
}

enum backend_end reply_backend_end(struct reply *reply, int64_t limit_ms)
{
    const struct origin_answer *inner = &reply->state->inner.answer;
    int64_t *delay_ms = &reply->ex->answer.fault.delay_ms;

    if (inner->fault.kind == FAULT_HANG || inner->fault.delay_ms > limit_ms) {
        *delay_ms += limit_ms;
        return BACKEND_TIMED_OUT;
    }
    *delay_ms += inner->fault.delay_ms;
    if (inner->fault.kind == FAULT_RESET ||
        inner->fault.kind == FAULT_GARBAGE || is_cut(inner))
        return BACKEND_BROKE;
    return BACKEND_ANSWERED;
}

enum api_guard_kind reply_guard(const struct reply *reply)
{
    const struct gateway_exchange *state = reply->state;
    const struct api_guard *guard = &state->found.method->guard;
    const struct http_headers *headers = &state->req.headers;
    bool brought = false;

    switch (guard->kind) {
    case API_OPEN:
        return API_OPEN;
    case API_KEY:
        brought = http_headers_count(headers, SPAN("x-api-key")) > 0;
        break;
    case API_AUTHORIZER:
        brought = http_headers_count(headers, guard->header) > 0;
        break;
    case API_SIGNED:
        brought = span_starts(http_headers_get(headers, SPAN("Authorization")),
                              SPAN("AWS4-HMAC-SHA256 "));
        break;
    }
    return brought ? API_OPEN : guard->kind;
}
