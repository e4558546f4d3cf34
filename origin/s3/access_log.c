/*
 * access_log.c - one line of S3's server access log.
 *
 *     owner bucket [time] address requester request-id operation key
 *     "request" status error bytes-sent object-size total-ms turn-around-ms
 *     "referer" "user-agent" version host-id signature cipher authentication
 *     host tls access-point acl
 *
 * What is not known is a dash. Times are those of the conversation's clock.
 */
#include "origin/s3/access_log.h"

#include "cache/http/date.h"
#include "origin/s3/encodings.h"
#include "origin/s3/operations.h"

static void add_word(struct buf *line, struct span word)
{
    if (line->len > 0)
        buf_add_byte(line, ' ');
    buf_add(line, word.len > 0 ? word : SPAN("-"));
}

/* In quotes; a quote or a control character in it cannot end the field. */
static void add_quoted(struct buf *line, struct span text)
{
    buf_add_str(line, " \"");
    if (text.len == 0)
        buf_add_byte(line, '-');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c == '"' || c < ' ' || c == 0x7f)
            buf_addf(line, "%%%02X", c);
        else
            buf_add_byte(line, text.ptr[i]);
    }
    buf_add_byte(line, '"');
}

static void add_number(struct buf *line, uint64_t number, bool known)
{
    buf_add_byte(line, ' ');
    if (known)
        buf_add_u64(line, number);
    else
        buf_add_byte(line, '-');
}

/* "[25/Nov/2025:02:00:00 +0000]", out of "Tue, 25 Nov 2025 02:00:00 GMT". */
static void add_time(struct buf *line, int64_t ms)
{
    char text[HTTP_DATE_LEN + 1];

    http_date_format(ms > 0 ? ms / 1000 : 0, text);
    buf_addf(line, " [%.2s/%.3s/%.4s:%.8s +0000]", text + 5, text + 8,
             text + 12, text + 17);
}

/* "REST.GET.OBJECT", "WEBSITE.GET.OBJECT", "REST.OPTIONS.PREFLIGHT". */
static void add_operation(const struct s3_request *r, struct buf *line)
{
    const char *resource =
        r->target.level == TARGET_OBJECT ? "OBJECT" : "BUCKET";

    if (r->method == HTTP_OPTIONS)
        resource = "PREFLIGHT";
    else if (r->op)
        resource = r->op->resource;
    buf_addf(line, " %s.%.*s.%s", r->target.website ? "WEBSITE" : "REST",
             SPAN_ARG(r->req.method), resource);
}

static void add_request(const struct s3_request *r, struct buf *line)
{
    struct span text = arena_printf(
        r->arena, "%.*s %.*s%s%.*s HTTP/1.1", SPAN_ARG(r->req.method),
        SPAN_ARG(r->req.path), span_absent(r->req.query) ? "" : "?",
        SPAN_ARG(r->req.query));

    add_quoted(line, text);
}

static struct span signature_version(const struct s3_request *r)
{
    struct span header = s3_request_header(r, "Authorization");

    if (span_starts(header, SPAN("AWS4-")) ||
        query_has(&r->query, "X-Amz-Signature"))
        return SPAN("SigV4");
    if (span_starts(header, SPAN("AWS ")) ||
        query_has(&r->query, "AWSAccessKeyId"))
        return SPAN("SigV2");
    return SPAN("-");
}

static struct span authentication(const struct s3_request *r)
{
    if (!span_absent(s3_request_header(r, "Authorization")))
        return SPAN("AuthHeader");
    if (query_has(&r->query, "X-Amz-Signature") ||
        query_has(&r->query, "AWSAccessKeyId"))
        return SPAN("QueryString");
    return SPAN("-");
}

void access_log_line(const struct s3_request *r, struct buf *line)
{
    const struct bucket *bucket;

    if (span_absent(r->target.bucket))
        return;
    bucket = buckets_find(&r->s3->buckets, r->target.bucket);
    add_word(line, bucket ? bucket->owner : SPAN("-"));
    add_word(line, r->target.bucket);
    add_time(line, r->begin_ms);
    add_word(line, r->address);
    add_word(line,
             r->caller && r->s3->accounts.checked ? r->caller->id : SPAN("-"));
    add_word(line, r->request_id);
    add_operation(r, line);
    add_word(line, percent_encode(r->arena, r->target.key, true));
    add_request(r, line);
    add_number(line, (uint64_t)r->status, true);
    add_word(line, r->problem.error ? span_str(s3_error_code(r->problem.error))
                                    : SPAN("-"));
    add_number(line, r->sent, r->sent > 0);
    add_number(line, r->object ? r->object->size : 0, r->object != NULL);
    add_number(line, (uint64_t)(r->now_ms - r->begin_ms), true);
    add_number(line, 0, false);
    add_quoted(line, s3_request_header(r, "Referer"));
    add_quoted(line, s3_request_header(r, "User-Agent"));
    add_word(line, SPAN("-"));
    add_word(line, r->host_id);
    add_word(line, signature_version(r));
    add_word(line, SPAN("-"));
    add_word(line, authentication(r));
    add_word(line, r->req.authority);
    buf_add_str(line, " - - -");
}
