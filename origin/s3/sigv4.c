/*
 * sigv4.c - AWS signature version 4, in the header and in the query.
 *
 * The payload's hash is what the request says; that the payload has this hash
 * is the upload's to check.
 */
#include "origin/s3/signature.h"

#include "origin/s3/encodings.h"
#include "origin/s3/sigv4_canonical.h"

#define CANONICAL_MAX ((size_t)256 << 10)
#define EXPIRES_S_MAX 604800

static struct span header_of(const struct sigv4 *sig, const char *name)
{
    return s3_request_header(sig->r, name);
}

/* ---- reading ------------------------------------------------------------- */

/* "KEY/20251125/us-east-1/s3/aws4_request"; a key may hold slashes. */
static bool read_credential(struct sigv4 *sig, struct span text)
{
    size_t slashes = 0;
    size_t at = text.len;

    while (at > 0 && slashes < 4)
        slashes += text.ptr[--at] == '/';
    if (slashes < 4)
        return false;
    sig->access_key = span_cut(text, 0, at);
    text = span_cut(text, at + 1, text.len);
    sig->date = sigv4_next_part(&text, '/');
    sig->region = sigv4_next_part(&text, '/');
    sig->service = sigv4_next_part(&text, '/');
    return span_eq(text, SPAN("aws4_request")) &&
           span_eq(sig->service, SPAN("s3")) && sig->date.len == 8;
}

static bool read_header(struct sigv4 *sig, struct span text)
{
    struct span rest = span_cut(text, sizeof("AWS4-HMAC-SHA256") - 1, text.len);
    struct span credential = SPAN_ABSENT;

    while (rest.len > 0) {
        struct span value = span_trim(sigv4_next_part(&rest, ','));
        struct span name = sigv4_next_part(&value, '=');

        if (span_eq(name, SPAN("Credential")))
            credential = value;
        else if (span_eq(name, SPAN("SignedHeaders")))
            sig->signed_headers = value;
        else if (span_eq(name, SPAN("Signature")))
            sig->signature = value;
    }
    return read_credential(sig, credential) && sig->signed_headers.len > 0 &&
           sig->signature.len > 0;
}

/* ---- the signature ------------------------------------------------------- */

static void make_key(const struct sigv4 *sig, struct digest_value *key)
{
    struct span parts[] = {sig->date, sig->region, sig->service,
                           SPAN("aws4_request")};
    struct span secret = arena_printf(sig->r->arena, "AWS4%.*s",
                                      SPAN_ARG(sig->r->caller->secret_key));
    struct digest_value next;

    digest_hmac(DIGEST_SHA256, secret, parts[0], key);
    for (size_t i = 1; i < sizeof(parts) / sizeof(parts[0]); i++) {
        digest_hmac(DIGEST_SHA256, digest_span(key), parts[i], &next);
        *key = next;
    }
}

/* Chunks of the body that are signed as well go on from here. */
static void follow_chunks(const struct sigv4 *sig,
                          const struct digest_value *key, struct span scope)
{
    if (!span_starts(sig->payload, SPAN("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")))
        return;
    sig->r->signer = (struct chunk_signer){
        .active = true,
        .with_trailer = span_ends(sig->payload, SPAN("-TRAILER")),
        .arena = sig->r->arena,
        .key = *key,
        .date = sig->amz_date,
        .scope = scope,
        .previous = sig->signature};
}

static enum s3_error compare(const struct sigv4 *sig)
{
    struct s3_request *r = sig->r;
    struct span scope = arena_printf(r->arena, "%.*s/%.*s/%.*s/aws4_request",
                                     SPAN_ARG(sig->date), SPAN_ARG(sig->region),
                                     SPAN_ARG(sig->service));
    struct digest_value hash;
    struct digest_value key;
    struct digest_value mac;
    struct span to_sign;
    struct buf canonical;
    enum s3_error error;

    buf_init(&canonical, CANONICAL_MAX);
    sigv4_add_canonical(sig, &canonical);
    digest_of(DIGEST_SHA256, buf_span(&canonical), &hash);
    to_sign = arena_printf(r->arena, "AWS4-HMAC-SHA256\n%.*s\n%.*s\n%.*s",
                           SPAN_ARG(sig->amz_date), SPAN_ARG(scope),
                           SPAN_ARG(hex_of(r->arena, digest_span(&hash))));
    make_key(sig, &key);
    digest_hmac(DIGEST_SHA256, digest_span(&key), to_sign, &mac);
    error = signature_compare(r, hex_of(r->arena, digest_span(&mac)),
                              sig->signature, to_sign);
    if (!error)
        follow_chunks(sig, &key, scope);
    if (error) {
        struct span copy =
            arena_printf(r->arena, "%s", buf_span(&canonical).ptr);

        s3_problem_add(&r->problem, "CanonicalRequest", copy);
    }
    buf_fini(&canonical);
    return error;
}

/* Is name among the signed headers? */
static bool is_signed(const struct sigv4 *sig, struct span name)
{
    struct span rest = sig->signed_headers;

    while (rest.len > 0)
        if (span_ieq(sigv4_next_part(&rest, ';'), name))
            return true;
    return false;
}

static enum s3_error check_all_signed(const struct sigv4 *sig)
{
    struct s3_request *r = sig->r;
    const struct http_headers *headers = &r->req.headers;

    for (size_t i = 0; i < headers->n; i++) {
        struct span name = headers->at[i].name;

        if (!span_ieq(span_cut(name, 0, 6), SPAN("x-amz-")) ||
            is_signed(sig, name))
            continue;
        (void)s3_problem_say(&r->problem, S3_ACCESS_DENIED,
                             SPAN("There were headers present in the request "
                                  "which were not signed"));
        s3_problem_add(&r->problem, "HeadersNotSigned", name);
        return S3_ACCESS_DENIED;
    }
    return S3_OK;
}

/* The bucket's region, or ours where there is none yet, when that counts. */
static enum s3_error check_region(const struct sigv4 *sig)
{
    struct s3_request *r = sig->r;
    const struct bucket *bucket =
        buckets_find(&r->s3->buckets, r->target.bucket);
    struct span expected = bucket ? bucket->region : r->s3->region;
    const char *what = sig->presigned
                           ? "Error parsing the X-Amz-Credential parameter"
                           : "The authorization header is malformed";
    enum s3_error error = sig->presigned ? S3_AUTHORIZATION_QUERY_ERROR
                                         : S3_AUTHORIZATION_HEADER_MALFORMED;

    if (span_absent(r->s3->accounts.region) || span_eq(sig->region, expected))
        return S3_OK;
    (void)s3_problem_say(
        &r->problem, error,
        arena_printf(r->arena,
                     "%s; the region '%.*s' is wrong; expecting '%.*s'", what,
                     SPAN_ARG(sig->region), SPAN_ARG(expected)));
    s3_problem_add(&r->problem, "Region", expected);
    return error;
}

static enum s3_error finish(struct sigv4 *sig)
{
    struct s3_request *r = sig->r;
    enum s3_error error = check_region(sig);
    const struct account *account;

    if (error)
        return error;
    account = signature_account(r, sig->access_key);
    if (!account)
        return r->problem.error;
    error = check_all_signed(sig);
    if (error)
        return error;
    r->caller = account;
    return compare(sig);
}

/* ---- in the header ------------------------------------------------------- */

static enum s3_error check_skew(const struct sigv4 *sig, int64_t signed_ms)
{
    struct s3_request *r = sig->r;
    int64_t skew_ms = r->now_ms - signed_ms;

    if (skew_ms <= SIGNATURE_SKEW_MS && skew_ms >= -SIGNATURE_SKEW_MS)
        return S3_OK;
    (void)s3_refuse(r, S3_REQUEST_TIME_SKEWED); /* returned below */
    s3_problem_add(&r->problem, "RequestTime", sig->amz_date);
    s3_problem_add(&r->problem, "ServerTime", s3_time_iso(r->arena, r->now_ms));
    s3_problem_add(&r->problem, "MaxAllowedSkewMilliseconds", SPAN("900000"));
    return S3_REQUEST_TIME_SKEWED;
}

enum s3_error sigv4_check_header(struct s3_request *r)
{
    struct sigv4 sig = {.r = r};
    int64_t signed_ms;
    enum s3_error error;

    if (!read_header(&sig, s3_request_header(r, "Authorization")))
        return s3_refuse(r, S3_AUTHORIZATION_HEADER_MALFORMED);
    sig.amz_date = header_of(&sig, "x-amz-date");
    sig.payload = header_of(&sig, "x-amz-content-sha256");
    if (span_absent(sig.payload))
        return s3_problem_say(&r->problem, S3_INVALID_REQUEST,
                              SPAN("Missing required header for this request: "
                                   "x-amz-content-sha256"));
    if (!signature_date(sig.amz_date, &signed_ms) ||
        !span_starts(sig.amz_date, sig.date))
        return s3_problem_say(
            &r->problem, S3_ACCESS_DENIED,
            SPAN("AWS authentication requires a valid Date or "
                 "x-amz-date header"));
    r->signed_ms = signed_ms;
    error = check_skew(&sig, signed_ms);
    return error ? error : finish(&sig);
}

/* ---- in the query -------------------------------------------------------- */

static enum s3_error refuse_query(struct s3_request *r, const char *message)
{
    return s3_problem_say(&r->problem, S3_AUTHORIZATION_QUERY_ERROR,
                          span_str(message));
}

/* A time that cannot be allowed is no permission: 403, as s3-tests has it. */
static enum s3_error refuse_range(struct s3_request *r, const char *message)
{
    return s3_problem_say(&r->problem, S3_ACCESS_DENIED, span_str(message));
}

/* Sets *expires_s. */
static enum s3_error read_expires(struct s3_request *r, uint64_t *expires_s)
{
    struct span text = query_get(&r->query, "X-Amz-Expires");

    if (span_starts(text, SPAN("-")))
        return refuse_range(r, "X-Amz-Expires must be non-negative");
    if (!span_u64(text, expires_s))
        return refuse_query(r, "X-Amz-Expires should be a number");
    if (*expires_s > EXPIRES_S_MAX)
        return refuse_range(
            r, "X-Amz-Expires must be less than a week (in seconds); that is, "
               "the given X-Amz-Expires must be less than 604800 seconds");
    return S3_OK;
}

static bool read_query(struct sigv4 *sig)
{
    const struct query *query = &sig->r->query;

    sig->signed_headers = query_get(query, "X-Amz-SignedHeaders");
    sig->signature = query_get(query, "X-Amz-Signature");
    sig->amz_date = query_get(query, "X-Amz-Date");
    sig->payload = header_of(sig, "x-amz-content-sha256");
    if (span_absent(sig->payload))
        sig->payload = SPAN("UNSIGNED-PAYLOAD");
    return query_has(query, "X-Amz-Credential") &&
           query_has(query, "X-Amz-Algorithm") &&
           query_has(query, "X-Amz-Expires") &&
           !span_absent(sig->signed_headers) && !span_absent(sig->signature) &&
           !span_absent(sig->amz_date);
}

enum s3_error sigv4_check_query(struct s3_request *r)
{
    struct sigv4 sig = {.r = r, .presigned = true};
    uint64_t expires_s = 0;
    int64_t signed_ms;
    enum s3_error error;

    if (!read_query(&sig))
        return s3_refuse(r, S3_AUTHORIZATION_QUERY_ERROR);
    if (!span_eq(query_get(&r->query, "X-Amz-Algorithm"),
                 SPAN("AWS4-HMAC-SHA256")))
        return refuse_query(r, "X-Amz-Algorithm only supports "
                               "\"AWS4-HMAC-SHA256 and "
                               "AWS4-ECDSA-P256-SHA256\"");
    if (!read_credential(&sig, query_get(&r->query, "X-Amz-Credential")))
        return refuse_query(
            r, "Error parsing the X-Amz-Credential parameter; the Credential "
               "is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/"
               "aws4_request\".");
    if (!signature_date(sig.amz_date, &signed_ms))
        return refuse_query(r, "X-Amz-Date must be in the ISO8601 Long Format "
                               "\"yyyyMMdd'T'HHmmss'Z'\"");
    r->signed_ms = signed_ms;
    error = read_expires(r, &expires_s);
    if (error)
        return error;
    if (r->now_ms >= signed_ms + (int64_t)expires_s * 1000)
        return signature_expired(r, query_get(&r->query, "X-Amz-Expires"),
                                 signed_ms + (int64_t)expires_s * 1000);
    if (signed_ms > r->now_ms + SIGNATURE_SKEW_MS)
        return s3_problem_say(&r->problem, S3_ACCESS_DENIED,
                              SPAN("Request is not yet valid"));
    return finish(&sig);
}
