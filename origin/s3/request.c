/* request.c - one request at S3: its refusals and the parts of its answer. */
#include "origin/s3/request.h"

#include "cache/base/assert.h"
#include "cache/http/date.h"
#include "origin/s3/xml.h"

enum s3_error s3_refuse(struct s3_request *r, enum s3_error error)
{
    return s3_problem_set(&r->problem, error);
}

enum s3_error s3_refuse_bucket(struct s3_request *r, enum s3_error error)
{
    (void)s3_problem_set(&r->problem, error);
    s3_problem_add(&r->problem, "BucketName", r->target.bucket);
    return error;
}

enum s3_error s3_refuse_key(struct s3_request *r, enum s3_error error)
{
    (void)s3_problem_set(&r->problem, error);
    s3_problem_add(&r->problem, "Key", r->target.key);
    return error;
}

enum s3_error s3_refuse_argument(struct s3_request *r, const char *name,
                                 struct span value, const char *message)
{
    (void)s3_problem_say(&r->problem, S3_INVALID_ARGUMENT, span_str(message));
    s3_problem_add(&r->problem, "ArgumentName", span_str(name));
    s3_problem_add(&r->problem, "ArgumentValue", value);
    return S3_INVALID_ARGUMENT;
}

enum s3_error s3_refuse_store(struct s3_request *r, int err)
{
    ASSERT(err);
    if (err == ERR_FULL)
        return s3_refuse(r, S3_SERVICE_UNAVAILABLE);
    if (err == ERR_TOO_LONG)
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    if (err == ERR_MISSING)
        return s3_refuse_bucket(r, S3_NO_SUCH_BUCKET);
    return s3_refuse(r, S3_INTERNAL_ERROR);
}

const struct account *s3_owner(const struct s3_request *r,
                               const struct bucket *bucket)
{
    const struct account *owner =
        accounts_by_id(&r->s3->accounts, bucket->owner);

    return owner ? owner : &r->s3->accounts.owner;
}

struct span s3_request_header(const struct s3_request *r, const char *name)
{
    return http_headers_get(&r->req.headers, span_str(name));
}

void s3_header(struct s3_request *r, const char *name, struct span value)
{
    if (span_absent(value))
        return;
    if (http_headers_add(&r->headers, r->arena, span_str(name), value))
        r->failed = ERR_TOO_LONG;
}

enum s3_error s3_answer_xml(struct s3_request *r)
{
    if (r->out.overflow)
        return s3_refuse(r, S3_INTERNAL_ERROR);
    r->status = 200;
    r->body = S3_BODY_TEXT;
    s3_header(r, "Content-Type", SPAN("application/xml"));
    return S3_OK;
}

enum s3_error s3_answer_empty(struct s3_request *r, int status)
{
    r->status = status;
    r->body = S3_BODY_NONE;
    return S3_OK;
}

/* Days since 1970 to year, month, day (H. Hinnant, "chrono-compatible low-level
 * date algorithms"). */
static void civil(int64_t days, int64_t date[3])
{
    int64_t z = days + 719468;
    int64_t era = z / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;

    date[2] = doy - (153 * mp + 2) / 5 + 1;
    date[1] = mp < 10 ? mp + 3 : mp - 9;
    date[0] = yoe + era * 400 + (date[1] <= 2);
}

struct span s3_time_iso(struct arena *arena, int64_t ms)
{
    int64_t s = ms > 0 ? ms / 1000 : 0;
    int64_t date[3];

    civil(s / 86400, date);
    return arena_printf(arena, "%04lld-%02lld-%02lldT%02lld:%02lld:%02lld.000Z",
                        (long long)date[0], (long long)date[1],
                        (long long)date[2], (long long)(s / 3600 % 24),
                        (long long)(s / 60 % 60), (long long)(s % 60));
}

struct span s3_time_http(struct arena *arena, int64_t ms)
{
    char text[HTTP_DATE_LEN + 1];

    http_date_format(ms > 0 ? ms / 1000 : 0, text);
    return arena_printf(arena, "%s", text);
}
