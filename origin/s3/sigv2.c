/*
 * sigv2.c - AWS signature version 2: what `aws s3 presign` makes by default.
 *
 *     METHOD \n Content-MD5 \n Content-Type \n Date or Expires \n
 *     x-amz-* headers, sorted, a line each
 *     /bucket/key?sub-resources, sorted
 */
#include "origin/s3/signature.h"

#include "cache/http/date.h"
#include "origin/s3/encodings.h"

#define TEXT_MAX    ((size_t)64 << 10)
#define HEADERS_MAX HTTP_HEADERS_MAX

static const char *const signed_parameters[] = {"accelerate",
                                                "acl",
                                                "cors",
                                                "defaultObjectAcl",
                                                "delete",
                                                "lifecycle",
                                                "location",
                                                "logging",
                                                "notification",
                                                "partNumber",
                                                "policy",
                                                "replication",
                                                "requestPayment",
                                                "response-cache-control",
                                                "response-content-disposition",
                                                "response-content-encoding",
                                                "response-content-language",
                                                "response-content-type",
                                                "response-expires",
                                                "restore",
                                                "tagging",
                                                "torrent",
                                                "uploadId",
                                                "uploads",
                                                "versionId",
                                                "versioning",
                                                "versions",
                                                "website"};

static void add_line(struct buf *out, struct span value)
{
    buf_add(out, value);
    buf_add_byte(out, '\n');
}

/* Order by bytes of the lower-case names. */
static int compare_names(struct span a, struct span b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++)
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
            return ascii_lower(a.ptr[i]) < ascii_lower(b.ptr[i]) ? -1 : 1;
    return (a.len > b.len) - (a.len < b.len);
}

/* Lower-case order of names, by insertion; the first line of each name. */
static size_t sort_headers(const struct http_headers *headers,
                           const struct http_header **sorted)
{
    size_t n = 0;

    for (size_t i = 0; i < headers->n; i++) {
        const struct http_header *line = &headers->at[i];
        size_t at = n;

        if (!span_ieq(span_cut(line->name, 0, 6), SPAN("x-amz-")))
            continue;
        while (at > 0 && compare_names(line->name, sorted[at - 1]->name) < 0)
            at--;
        if (at > 0 && span_ieq(line->name, sorted[at - 1]->name))
            continue;
        memmove(sorted + at + 1, sorted + at, (n - at) * sizeof(sorted[0]));
        sorted[at] = line;
        n++;
    }
    return n;
}

static void add_headers(const struct s3_request *r, struct buf *out)
{
    const struct http_header *sorted[HEADERS_MAX];
    size_t n = sort_headers(&r->req.headers, sorted);

    for (size_t i = 0; i < n; i++) {
        struct span joined =
            http_headers_joined(&r->req.headers, sorted[i]->name, r->arena);

        for (size_t j = 0; j < sorted[i]->name.len; j++)
            buf_add_byte(out, ascii_lower(sorted[i]->name.ptr[j]));
        buf_add_byte(out, ':');
        add_line(out, joined);
    }
}

/* slash: with one after a bucket's name that the path ends with. */
static void add_resource(const struct s3_request *r, bool slash,
                         struct buf *out)
{
    char separator = '?';

    if (r->virtual_host) {
        buf_add_byte(out, '/');
        buf_add(out, r->target.bucket);
    }
    buf_add(out, r->req.path);
    if (slash)
        buf_add_byte(out, '/');
    for (size_t i = 0;
         i < sizeof(signed_parameters) / sizeof(signed_parameters[0]); i++) {
        struct span value = query_get(&r->query, signed_parameters[i]);

        if (span_absent(value))
            continue;
        buf_add_byte(out, separator);
        buf_add_str(out, signed_parameters[i]);
        if (value.len > 0) {
            buf_add_byte(out, '=');
            buf_add(out, value);
        }
        separator = '&';
    }
}

/* date: the Date line, or the Expires parameter. */
static struct span text_to_sign(struct s3_request *r, struct span date,
                                bool slash)
{
    struct span result;
    struct buf text;

    buf_init(&text, TEXT_MAX);
    add_line(&text, r->req.method);
    add_line(&text, s3_request_header(r, "Content-MD5"));
    add_line(&text, s3_request_header(r, "Content-Type"));
    add_line(&text, date);
    add_headers(r, &text);
    add_resource(r, slash, &text);
    result = arena_printf(r->arena, "%s", buf_span(&text).ptr);
    buf_fini(&text);
    return result;
}

static struct span sign(struct s3_request *r, const struct account *account,
                        struct span text)
{
    struct digest_value mac;

    digest_hmac(DIGEST_SHA1, account->secret_key, text, &mac);
    return base64_of(r->arena, digest_span(&mac));
}

/* "/bucket" is signed as it is or, by botocore, as "/bucket/". */
static enum s3_error check(struct s3_request *r, struct span access_key,
                           struct span signature, struct span date)
{
    const struct account *account = signature_account(r, access_key);
    struct span text;

    if (!account)
        return r->problem.error;
    r->caller = account;
    if (r->target.level == TARGET_BUCKET &&
        !span_ends(r->req.path, SPAN("/")) &&
        span_eq(sign(r, account, text_to_sign(r, date, true)), signature))
        return S3_OK;
    text = text_to_sign(r, date, false);
    return signature_compare(r, sign(r, account, text), signature, text);
}

enum s3_error sigv2_check_header(struct s3_request *r)
{
    struct span text = s3_request_header(r, "Authorization");
    struct span amz_date = s3_request_header(r, "x-amz-date");
    struct span date = s3_request_header(r, "Date");
    struct span pair = span_trim(span_cut(text, 4, text.len));
    size_t colon = span_find(pair, ':', 0);
    int64_t date_s;

    if (colon == pair.len)
        return s3_refuse_argument(r, "Authorization", text,
                                  "AWS authorization header is invalid. "
                                  "Expected AwsAccessKeyId:signature");
    if (!http_date_parse(span_absent(amz_date) ? date : amz_date,
                         r->now_ms / 1000, &date_s))
        return s3_problem_say(
            &r->problem, S3_ACCESS_DENIED,
            SPAN("AWS authentication requires a valid Date or "
                 "x-amz-date header"));
    if (date_s * 1000 > r->now_ms + SIGNATURE_SKEW_MS ||
        date_s * 1000 < r->now_ms - SIGNATURE_SKEW_MS)
        return s3_refuse(r, S3_REQUEST_TIME_SKEWED);
    return check(r, span_cut(pair, 0, colon),
                 span_cut(pair, colon + 1, pair.len),
                 span_absent(amz_date) ? date : SPAN(""));
}

enum s3_error sigv2_check_query(struct s3_request *r)
{
    struct span signature = query_get(&r->query, "Signature");
    struct span expires = query_get(&r->query, "Expires");
    uint64_t expires_s;

    if (span_absent(signature) || span_absent(expires))
        return s3_problem_say(&r->problem, S3_ACCESS_DENIED,
                              SPAN("Query-string authentication requires the "
                                   "Signature, Expires and AWSAccessKeyId "
                                   "parameters"));
    if (!span_u64(expires, &expires_s) || expires_s > INT32_MAX)
        return s3_problem_say(
            &r->problem, S3_ACCESS_DENIED,
            arena_printf(r->arena,
                         "Invalid date (should be seconds since epoch): %.*s",
                         SPAN_ARG(expires)));
    if (r->now_ms >= (int64_t)expires_s * 1000)
        return signature_expired(r, SPAN_ABSENT, (int64_t)expires_s * 1000);
    return check(r, query_get(&r->query, "AWSAccessKeyId"), signature, expires);
}
