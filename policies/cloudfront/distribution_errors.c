/* distribution_errors.c - AWS's CustomErrorResponses. */
#include "policies/cloudfront/distribution_errors.h"

#define ERROR_TTL_MAX_S INT64_C(31536000)

/* For which CloudFront takes pages and lifetimes (cloudfront.md 5.1). */
static bool is_taken(int64_t status)
{
    static const int taken[] = {400, 403, 404, 405, 414, 416,
                                500, 501, 502, 503, 504};

    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
        if (taken[i] == status)
            return true;
    return false;
}
#define TAKEN "400, 403, 404, 405, 414, 416 and 500 to 504"

static int read_status(const struct aws_in *in, const struct json *item)
{
    const struct json *at =
        json_get(in->reader, item, "ResponseCode", JSON_STRING);
    uint64_t status = 0;

    if (!at || json_string(at).len == 0)
        return 0;
    if (!span_u64(json_string(at), &status) || status > 599 ||
        (status != 200 && !is_taken((int64_t)status)))
        json_fail(in->reader, at,
                  "ResponseCode is a status as a string: \"200\"; besides, "
                  "CloudFront takes " TAKEN);
    return (int)(status % 1000);
}

static void read_error(struct distribution_error *out, const struct aws_in *in,
                       const struct json *item)
{
    static const char *const known[] = {"ErrorCode", "ResponsePagePath",
                                        "ResponseCode", "ErrorCachingMinTTL"};
    const int64_t statuses[2] = {0, 999}, ttl[2] = {0, ERROR_TTL_MAX_S};

    if (!json_need(in->reader, item, known[0], JSON_NUMBER))
        return;
    out->status = (int)json_get_int(in->reader, item, known[0], statuses, 400);
    if (!is_taken(out->status))
        json_fail(in->reader, json_member(item, known[0]),
                  "ErrorCode %d: CloudFront takes " TAKEN, out->status);
    out->page = aws_string_get(in, item, known[1]);
    if (out->page.len == 0)
        out->page = SPAN_ABSENT;
    out->page_status = read_status(in, item);
    out->min_ttl_s = json_get_int(in->reader, item, known[3], ttl, -1);
    if (span_absent(out->page) != (out->page_status == 0))
        json_fail(in->reader, item,
                  "ResponsePagePath and ResponseCode go together");
    else if (!span_absent(out->page) && !span_starts(out->page, SPAN("/")))
        json_fail(in->reader, json_member(item, known[1]),
                  "ResponsePagePath begins with /");
    aws_note_unknown(in, item, "CustomErrorResponses", known, 4);
}

static void list_pages(struct distribution *out, const struct aws_in *in)
{
    out->pages = aws_alloc(in, out->n_errors, sizeof(*out->pages));
    for (size_t i = 0; out->pages && i < out->n_errors; i++)
        if (!span_absent(out->errors[i].page))
            out->pages[out->n_pages++] =
                (struct error_page){out->errors[i].status, out->errors[i].page,
                                    out->errors[i].page_status};
}

void distribution_errors_read(struct distribution *out, const struct aws_in *in,
                              const struct json *config)
{
    struct aws_list list = aws_list_get(in, config, "CustomErrorResponses",
                                        DISTRIBUTION_ERRORS_MAX);

    if (list.n == 0)
        return;
    out->errors = aws_alloc(in, list.n, sizeof(*out->errors));
    for (const struct json *item = list.first; out->errors && item;
         item = json_next(item))
        read_error(&out->errors[out->n_errors++], in, item);
    list_pages(out, in);
}

void distribution_errors_spread(struct distribution *out,
                                const struct aws_in *in)
{
    struct error_ttl *ttls = aws_alloc(in, out->n_errors + 1, sizeof(*ttls));
    size_t n = 0;

    if (!ttls)
        return;
    for (size_t i = 0; i < out->n_errors; i++)
        if (out->errors[i].min_ttl_s >= 0)
            ttls[n++] = (struct error_ttl){out->errors[i].status,
                                           out->errors[i].min_ttl_s};
    for (size_t i = 0; i < out->n_behaviors; i++) {
        out->behaviors[i].error_ttls = ttls;
        out->behaviors[i].n_error_ttls = n;
    }
}
