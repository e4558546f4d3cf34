/*
 * signature.c - is a request signed, by whom, and rightly so?
 *
 * Four ways: version 4 and version 2, in the Authorization header or in the
 * query. What a client gets to see when it signed wrongly is what S3 shows: the
 * text that should have been signed.
 */
#include "origin/s3/signature.h"

#include "origin/s3/encodings.h"

/* What policies may ask about it, of one that was right. */
static enum s3_error signed_by(struct s3_request *r, const char *auth_type,
                               const char *algorithm, enum s3_error error)
{
    if (!error) {
        r->auth_type = span_str(auth_type);
        r->algorithm = span_str(algorithm);
    }
    return error;
}

enum s3_error signature_check(struct s3_request *r)
{
    struct span header = s3_request_header(r, "Authorization");

    r->caller = &r->s3->accounts.owner;
    if (!r->s3->accounts.checked)
        return S3_OK;
    r->caller = NULL;
    if (span_starts(header, SPAN("AWS4-HMAC-SHA256")))
        return signed_by(r, "REST-HEADER", "AWS4-HMAC-SHA256",
                         sigv4_check_header(r));
    if (span_starts(header, SPAN("AWS ")))
        return signed_by(r, "REST-HEADER", "AWS", sigv2_check_header(r));
    if (header.len > 0)
        return s3_refuse_argument(r, "Authorization", header,
                                  "Unsupported Authorization Type");
    if (query_has(&r->query, "X-Amz-Algorithm") ||
        query_has(&r->query, "X-Amz-Signature"))
        return signed_by(r, "REST-QUERY-STRING", "AWS4-HMAC-SHA256",
                         sigv4_check_query(r));
    if (query_has(&r->query, "AWSAccessKeyId"))
        return signed_by(r, "REST-QUERY-STRING", "AWS", sigv2_check_query(r));
    return S3_OK;
}

const struct account *signature_account(struct s3_request *r,
                                        struct span access_key)
{
    const struct account *account =
        accounts_by_key(&r->s3->accounts, access_key);

    if (!account) {
        (void)s3_refuse(r, S3_INVALID_ACCESS_KEY); /* NULL says it */
        s3_problem_add(&r->problem, "AWSAccessKeyId", access_key);
    }
    return account;
}

/* In a time that does not tell where they differ. */
static bool same(struct span a, struct span b)
{
    unsigned char differ = 0;

    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        differ |= (unsigned char)(a.ptr[i] ^ b.ptr[i]);
    return differ == 0;
}

/* "41 57 53": the bytes as S3 shows them. */
static struct span bytes_text(struct arena *arena, struct span text)
{
    struct span hex = hex_of(arena, text);
    char *out = arena_alloc(arena, text.len * 3 + 1);

    if (!out || span_absent(hex))
        return SPAN_ABSENT;
    for (size_t i = 0; i < text.len; i++) {
        out[3 * i] = hex.ptr[2 * i];
        out[3 * i + 1] = hex.ptr[2 * i + 1];
        out[3 * i + 2] = ' ';
    }
    return span_of(out, text.len ? text.len * 3 - 1 : 0);
}

enum s3_error signature_compare(struct s3_request *r, struct span calculated,
                                struct span provided, struct span to_sign)
{
    if (same(calculated, provided))
        return S3_OK;
    (void)s3_refuse(r, S3_SIGNATURE_MISMATCH); /* returned below */
    s3_problem_add(&r->problem, "AWSAccessKeyId", r->caller->access_key);
    s3_problem_add(&r->problem, "StringToSign", to_sign);
    s3_problem_add(&r->problem, "SignatureProvided", provided);
    s3_problem_add(&r->problem, "StringToSignBytes",
                   bytes_text(r->arena, to_sign));
    r->caller = NULL;
    return S3_SIGNATURE_MISMATCH;
}

enum s3_error signature_expired(struct s3_request *r, struct span parameter,
                                int64_t expires_ms)
{
    struct span expires = s3_time_iso(r->arena, expires_ms);
    struct span now = s3_time_iso(r->arena, r->now_ms);

    (void)s3_problem_say(&r->problem, S3_ACCESS_DENIED,
                         SPAN("Request has expired")); /* returned below */
    s3_problem_add(&r->problem, "X-Amz-Expires", parameter);
    s3_problem_add(&r->problem, "Expires",
                   arena_printf(r->arena, "%.*sZ", (int)expires.len - 5,
                                expires.ptr ? expires.ptr : ""));
    s3_problem_add(&r->problem, "ServerTime",
                   arena_printf(r->arena, "%.*sZ", (int)now.len - 5,
                                now.ptr ? now.ptr : ""));
    r->caller = NULL;
    return S3_ACCESS_DENIED;
}

/* Days from 1970 of a civil date (H. Hinnant). */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

    return era * 146097 + doe - 719468;
}

bool signature_date(struct span text, int64_t *unix_ms)
{
    static const size_t ends[] = {4, 6, 8, 11, 13, 15};
    static const uint64_t most[] = {9999, 12, 31, 23, 59, 60};
    uint64_t part[6];

    if (text.len != 16 || text.ptr[8] != 'T' || text.ptr[15] != 'Z')
        return false;
    for (size_t i = 0, from = 0; i < 6; i++) {
        if (!span_u64(span_cut(text, from, ends[i]), &part[i]) ||
            part[i] > most[i])
            return false;
        from = ends[i] == 8 ? 9 : ends[i];
    }
    if (part[0] < 1970 || part[1] < 1 || part[2] < 1)
        return false;
    *unix_ms =
        (days_of((int64_t)part[0], (int64_t)part[1], (int64_t)part[2]) * 86400 +
         (int64_t)(part[3] * 3600 + part[4] * 60 + part[5])) *
        1000;
    return true;
}
