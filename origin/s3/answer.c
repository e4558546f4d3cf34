/*
 * answer.c - a request's answer: the headers of every one, errors, CORS.
 *
 * The order of the lines is S3's: ids and Date, then what CORS adds, then what
 * the operation said, then Server.
 */
#include "origin/s3/request.h"

#include "origin/s3/cors_rules.h"
#include "origin/s3/error_page.h"

struct lines {
    struct http_headers *headers;
    struct arena *arena;
    int failed;
};

static void add(struct lines *lines, struct span name, struct span value)
{
    if (!lines->failed)
        lines->failed =
            span_absent(value)
                ? ERR_TOO_LONG
                : http_headers_add(lines->headers, lines->arena, name, value);
}

static void add_cors(struct s3_request *r, struct lines *lines)
{
    struct bucket *bucket = NULL;
    struct cors_question question;
    const struct cors_rule *rule;

    if (r->method == HTTP_OPTIONS && r->problem.error)
        return;
    if (!span_absent(r->target.bucket))
        bucket = buckets_find(&r->s3->buckets, r->target.bucket);
    if (!bucket || !bucket->cors)
        return;
    cors_question_of(&question, &r->req, r->arena);
    rule = cors_rule_match(bucket->cors, &question);
    if (rule && !lines->failed)
        lines->failed =
            cors_rule_headers(rule, &question, lines->headers, lines->arena);
}

/* The handler's half-made answer gives way to the refusal. */
static void become_error(struct s3_request *r)
{
    bool keeps_headers = r->problem.error == S3_INVALID_RANGE;

    r->status = s3_error_status(r->problem.error);
    r->body = S3_BODY_TEXT;
    if (!keeps_headers)
        r->headers = (struct http_headers){0};
    if (r->html) {
        s3_header(r, "Content-Type", SPAN("text/html; charset=utf-8"));
        error_page_html(r);
        return;
    }
    s3_header(r, "Content-Type", SPAN("application/xml"));
    error_page_xml(r);
}

static void add_all(struct s3_request *r, struct lines *lines)
{
    add(lines, SPAN("x-amz-id-2"), r->host_id);
    add(lines, SPAN("x-amz-request-id"), r->request_id);
    add(lines, SPAN("Date"), s3_time_http(r->arena, r->now_ms));
    add_cors(r, lines);
    for (size_t i = 0; i < r->headers.n; i++)
        add(lines, r->headers.at[i].name, r->headers.at[i].value);
    add(lines, SPAN("Server"), SPAN("AmazonS3"));
}

/* How long the body is; S3 sends its errors chunked. */
static int64_t length_of(const struct s3_request *r)
{
    switch (r->body) {
    case S3_BODY_NONE:
        return 0;
    case S3_BODY_TEXT:
        return r->problem.error ? ORIGIN_LENGTH_UNKNOWN : (int64_t)r->out.len;
    case S3_BODY_OBJECT:
        return (int64_t)r->left;
    }
    return 0;
}

void s3_answer(struct s3_request *r)
{
    struct origin_answer *answer = &r->ex->answer;
    struct lines lines = {&answer->head.headers, r->arena, r->failed};

    answer->head.headers = (struct http_headers){0};
    if (r->problem.error)
        become_error(r);
    add_all(r, &lines);
    if (lines.failed && !r->problem.error) {
        (void)s3_refuse(r, S3_INTERNAL_ERROR);
        answer->head.headers = (struct http_headers){0};
        lines.failed = 0;
        become_error(r);
        add_all(r, &lines);
    }
    answer->head.status = r->status;
    answer->head.reason = span_str(http_reason(r->status));
    answer->length = length_of(r);
    answer->has_body =
        r->method != HTTP_HEAD && r->status != 304 && r->status != 204;
    answer->close = answer->close || r->problem.error == S3_BAD_REQUEST;
    if (r->out.len > 0 && r->body == S3_BODY_TEXT) {
        r->offset = 0;
        r->left = r->out.len;
    }
}
