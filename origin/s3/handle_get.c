/*
 * handle_get.c - GetObject and HeadObject: conditions, ranges, overrides.
 *
 * Conditions come before ranges (RFC 9110 13.2.2); the headers of the object go
 * along with a 304 and a 206 as with a 200.
 */
#include "origin/s3/handlers.h"

#include "cache/http/validators.h"
#include "cache/http/range.h"
#include "origin/s3/access.h"
#include "origin/s3/copy.h"
#include "origin/s3/encryption.h"
#include "origin/s3/stored.h"
#include "origin/s3/tags.h"

/* Stored line => parameter that replaces it for this answer. */
static const char *const overrides[][2] = {
    {"Cache-Control", "response-cache-control"},
    {"Content-Disposition", "response-content-disposition"},
    {"Content-Encoding", "response-content-encoding"},
    {"Content-Language", "response-content-language"},
    {"Content-Type", "response-content-type"},
    {"Expires", "response-expires"},
};

#define N_OVERRIDES (sizeof(overrides) / sizeof(overrides[0]))

static struct span override_of(const struct s3_request *r, struct span name)
{
    for (size_t i = 0; i < N_OVERRIDES; i++)
        if (span_ieq(name, span_str(overrides[i][0])))
            return query_get(&r->query, overrides[i][1]);
    return SPAN_ABSENT;
}

static void add_stored(struct s3_request *r, bool ranged)
{
    const struct http_headers *stored = &r->object->headers;
    bool sums = !ranged && span_ieq(s3_request_header(r, "x-amz-checksum-mode"),
                                    SPAN("ENABLED"));

    for (size_t i = 0; i < stored->n; i++) {
        const struct http_header *line = &stored->at[i];

        if (stored_is_ours(line->name) ||
            (stored_is_checksum(line->name) && !sums) ||
            !span_absent(override_of(r, line->name)))
            continue;
        if (http_headers_add(&r->headers, r->arena, line->name, line->value))
            r->failed = ERR_TOO_LONG;
    }
    for (size_t i = 0; i < N_OVERRIDES; i++)
        s3_header(r, overrides[i][0], query_get(&r->query, overrides[i][1]));
}

/* Told to those who may read the tags themselves. */
static void add_tag_count(struct s3_request *r)
{
    const struct bucket *bucket =
        buckets_find(&r->s3->buckets, r->target.bucket);
    size_t n =
        tags_count(http_headers_get(&r->object->headers, SPAN(STORED_TAGS)));

    if (n > 0 && bucket &&
        access_allows(r, bucket, "s3:GetObjectTagging", r->object->key,
                      r->object))
        s3_header(r, "x-amz-tagging-count", arena_printf(r->arena, "%zu", n));
}

static void add_headers(struct s3_request *r, bool ranged)
{
    s3_header(r, "Last-Modified",
              s3_time_http(r->arena, r->object->modified_ms));
    s3_header(r, "ETag", r->object->etag);
    encryption_tell(r, &r->object->headers);
    s3_header(r, "Accept-Ranges", SPAN("bytes"));
    add_stored(r, ranged);
    add_tag_count(r);
}

static enum s3_error precondition_failed(struct s3_request *r)
{
    bool match = !span_absent(s3_request_header(r, "If-Match"));

    (void)s3_refuse(r, S3_PRECONDITION_FAILED); /* returned below */
    s3_problem_add(&r->problem, "Condition",
                   match ? SPAN("If-Match") : SPAN("If-Unmodified-Since"));
    return S3_PRECONDITION_FAILED;
}

/* A range counts only while If-Range names what is stored (RFC 9110 13.1.5). */
static struct span range_of(const struct s3_request *r)
{
    struct span if_range = s3_request_header(r, "If-Range");

    if (!span_absent(if_range) &&
        !etag_match_strong(if_range, r->object->etag) &&
        !span_eq(if_range, s3_time_http(r->arena, r->object->modified_ms)))
        return SPAN_ABSENT;
    return s3_request_header(r, "Range");
}

static enum s3_error unsatisfiable(struct s3_request *r, struct span range)
{
    (void)s3_refuse(r, S3_INVALID_RANGE); /* returned below */
    s3_problem_add(&r->problem, "RangeRequested", range);
    s3_problem_add(
        &r->problem, "ActualObjectSize",
        arena_printf(r->arena, "%llu", (unsigned long long)r->object->size));
    return S3_INVALID_RANGE;
}

/* [offset, offset + left) of the object, as a part or as the whole. */
static enum s3_error send(struct s3_request *r, bool part)
{
    r->status = part ? 206 : 200;
    r->body = S3_BODY_OBJECT;
    add_headers(r, part);
    if (part)
        s3_header(r, "Content-Range",
                  arena_printf(r->arena, "bytes %llu-%llu/%llu",
                               (unsigned long long)r->offset,
                               (unsigned long long)(r->offset + r->left - 1),
                               (unsigned long long)r->object->size));
    return S3_OK;
}

/* Finds the place of a part of an object that was uploaded in parts; any other
 * object is its own first part. */
static bool find_part(struct s3_request *r, uint64_t number, uint64_t *n)
{
    struct span sizes =
        http_headers_get(&r->object->headers, SPAN(STORED_PART_SIZES));
    struct span text;
    uint64_t offset = 0;
    uint64_t size = 0;
    size_t at = 0;

    for (*n = 0; span_list_next(sizes, &at, &text); ++*n) {
        if (!span_u64(text, &size))
            return false;
        if (*n + 1 == number) {
            r->offset = offset;
            r->left = size;
        }
        offset += size;
    }
    return number >= 1 && number <= (*n ? *n : 1);
}

/* A part has the checksum that came with it, told to who asks. */
static void add_part_sum(struct s3_request *r, uint64_t number)
{
    const struct http_headers *stored = &r->object->headers;
    struct span sums = http_headers_get(stored, SPAN(STORED_PART_SUMS));
    struct span sum = SPAN_ABSENT;
    size_t at = 0;

    if (!span_ieq(s3_request_header(r, "x-amz-checksum-mode"), SPAN("ENABLED")))
        return;
    for (uint64_t n = 0; n < number; n++)
        if (!span_list_next(sums, &at, &sum))
            return;
    if (http_headers_add(&r->headers, r->arena, copy_kind(r)->header, sum))
        r->failed = ERR_TOO_LONG;
    s3_header(r, "x-amz-checksum-type",
              http_headers_get(stored, SPAN("x-amz-checksum-type")));
}

static enum s3_error answer_part(struct s3_request *r, struct span text)
{
    uint64_t number = 0;
    uint64_t n;

    if (!span_u64(text, &number) || number < 1 || number > MULTIPART_PARTS_MAX)
        return s3_refuse_argument(r, "partNumber", text,
                                  "Part number must be an integer between 1 "
                                  "and 10000, inclusive");
    if (!find_part(r, number, &n))
        return s3_refuse(r, S3_INVALID_PART);
    if (n > 0)
        s3_header(r, "x-amz-mp-parts-count",
                  arena_printf(r->arena, "%llu", (unsigned long long)n));
    add_part_sum(r, number);
    return send(r, r->left > 0);
}

static enum s3_error answer_object(struct s3_request *r)
{
    struct span number = query_get(&r->query, "partNumber");
    struct span range = range_of(r);

    r->offset = 0;
    r->left = r->object->size;
    if (!span_absent(number))
        return answer_part(r, number);
    switch (range_read(range, r->object->size, &r->offset, &r->left)) {
    case RANGE_PART:
        return send(r, true);
    case RANGE_UNSATISFIABLE:
        return unsatisfiable(r, range);
    case RANGE_WHOLE:
        break;
    }
    r->offset = 0;
    r->left = r->object->size;
    return send(r, false);
}

enum s3_error s3_send_object(struct s3_request *r, int status)
{
    r->offset = 0;
    r->left = r->object->size;
    (void)send(r, false); /* always S3_OK */
    r->status = status;
    return S3_OK;
}

/* Who may not list a bucket does not learn which keys it lacks. */
static enum s3_error refuse_missing(struct s3_request *r,
                                    const struct bucket *bucket)
{
    if (access_allows(r, bucket, "s3:ListBucket", SPAN_ABSENT, NULL))
        return s3_refuse_key(r, S3_NO_SUCH_KEY);
    return s3_refuse(r, S3_ACCESS_DENIED);
}

static bool overrides_something(const struct s3_request *r)
{
    for (size_t i = 0; i < N_OVERRIDES; i++)
        if (query_has(&r->query, overrides[i][1]))
            return true;
    return false;
}

enum s3_error s3_find_object(struct s3_request *r, struct bucket *bucket)
{
    struct store *store = r->s3->store;

    r->object = store->ops->find(store, bucket->name, r->target.key);
    return r->object ? S3_OK : refuse_missing(r, bucket);
}

enum s3_error s3_get_object(struct s3_request *r, struct bucket *bucket)
{
    enum condition condition;

    if (!r->caller && !r->html && overrides_something(r))
        return s3_problem_say(
            &r->problem, S3_INVALID_REQUEST,
            SPAN("Request specific response headers cannot be used for "
                 "anonymous GET requests."));
    if (s3_find_object(r, bucket))
        return r->problem.error;
    condition = condition_judge(&r->req.headers, r->object->etag,
                                s3_time_http(r->arena, r->object->modified_ms),
                                r->now_ms / 1000);
    switch (condition) {
    case CONDITION_NONE:
    case CONDITION_PROCEED:
        return answer_object(r);
    case CONDITION_NOT_MODIFIED:
        add_headers(r, true); /* no checksums: there is no body to check */
        return s3_answer_empty(r, 304);
    case CONDITION_FAILED:
        return precondition_failed(r);
    }
    return S3_OK;
}
