/*
 * read.c - the fake S3's making and end, out of its description.
 *
 * What the description puts into a bucket goes the way of a PUT: same checks,
 * same digests, same stored headers.
 */
#include "origin/s3/read.h"

#include "cache/base/mem.h"
#include "origin/origins.h"
#include "origin/s3/multipart_kept.h"
#include "origin/s3/object_body.h"
#include "origin/s3/s3.h"
#include "origin/s3/store_memory.h"
#include "origin/s3/stored.h"

#define DESCRIPTION_BYTES_MAX ((size_t)16 << 20)
#define MEMORY_MB_DEFAULT     1024
#define MEMORY_MB_MAX         (1 << 20)
#define OBJECT_SIZE_MAX       (INT64_C(1) << 30)
#define AGE_S_MAX             (INT64_C(50) * 366 * 86400)

/* What the reader's functions pass on. */
struct reading {
    struct s3 *s3;
    struct json_reader *reader;
    int64_t now_ms;
};

void s3_free(struct s3 *s3)
{
    multiparts_fini(&s3->multiparts);
    buckets_fini(&s3->buckets);
    s3->store->ops->free(s3->store);
    arena_fini(&s3->arena);
    mem_free(s3);
}

/* ---- an object ----------------------------------------------------------- */

static void read_headers(const struct reading *in, const struct json *object,
                         struct http_headers *headers, struct arena *arena)
{
    const struct json *value =
        json_get(in->reader, object, "headers", JSON_OBJECT);

    for (value = value ? json_first(value) : NULL; value;
         value = json_next(value)) {
        if (json_type(value) != JSON_STRING)
            json_fail(in->reader, value, "is %s, but must be a string",
                      json_type_text(value));
        else if (!span_is_token(json_name(value)))
            json_fail(in->reader, value, "is not a header's name");
        else if (http_headers_add(headers, arena, json_name(value),
                                  json_string(value)))
            json_fail(in->reader, value, "is one header too many");
    }
}

static void add_generated(struct upload *upload, int64_t size)
{
    char letters[26 * 256];

    for (size_t i = 0; i < sizeof(letters); i++)
        letters[i] = (char)('a' + i % 26);
    for (int64_t left = size; left > 0; left -= (int64_t)sizeof(letters))
        upload_add(upload, span_of(letters, left < (int64_t)sizeof(letters)
                                                ? (size_t)left
                                                : sizeof(letters)));
}

struct object_source {
    struct span body;
    int64_t size; /* of a generated one; -1: none */
    int64_t age_s;
    struct http_headers headers;
};

static int store_object(const struct reading *in, struct span bucket,
                        struct span key, const struct object_source *source,
                        struct arena *arena)
{
    struct store *store = in->s3->store;
    const struct upload_plan plan = {.store = store,
                                     .bytes_max = UINT64_MAX,
                                     .default_kind =
                                         checksum_named(SPAN("CRC64NVME"))};
    struct s3_problem problem = {.arena = arena};
    struct store_object what = {
        .key = key, .modified_ms = in->now_ms - source->age_s * 1000};
    struct upload upload;
    int failed = ERR_FULL;

    if (upload_begin(&upload, &plan, &problem, &what.headers, -1) == S3_OK) {
        if (source->size >= 0)
            add_generated(&upload, source->size);
        else
            upload_add(&upload, source->body);
    }
    if (upload_end(&upload) == S3_OK) {
        what.etag = upload.etag;
        failed = stored_from_request(&what.headers, arena, &source->headers);
        if (!failed)
            failed = checksum_to_headers(&what.headers, arena, upload.kind,
                                         upload.checksum);
        if (!failed)
            failed = store->ops->commit(store, bucket, &what, &upload.blob, 1);
        if (!failed)
            (void)upload_take_blob(&upload); /* it has become the object */
    }
    upload_fini(&upload);
    return failed;
}

static void read_source(const struct reading *in, const struct json *value,
                        struct object_source *source, struct arena *arena)
{
    static const char *const known[] = {"body", "base64", "size", "age_s",
                                        "headers"};
    static const int64_t sizes[2] = {0, OBJECT_SIZE_MAX};
    static const int64_t ages[2] = {0, AGE_S_MAX};

    source->size = -1;
    if (json_type(value) == JSON_STRING) {
        source->body = json_string(value);
        return;
    }
    if (json_type(value) != JSON_OBJECT) {
        json_fail(in->reader, value,
                  "must be the body (a string), or an object with \"body\" or "
                  "\"size\"");
        return;
    }
    json_only(in->reader, value, known, sizeof(known) / sizeof(known[0]));
    source->body = object_body_read(in->reader, value, arena);
    source->size = json_get_int(in->reader, value, "size", sizes, -1);
    source->age_s = json_get_int(in->reader, value, "age_s", ages, 0);
    if (span_absent(source->body) == (source->size < 0))
        json_fail(in->reader, value,
                  "needs either \"body\" (its text) or \"size\" (so many "
                  "generated bytes)");
    read_headers(in, value, &source->headers, arena);
}

static void read_object(const struct reading *in, struct span bucket,
                        const struct json *value)
{
    struct object_source source = {0};
    struct arena arena;
    int failed;

    arena_init(&arena, (size_t)1 << 20);
    if (json_name(value).len == 0 || json_name(value).len > TARGET_KEY_MAX)
        json_fail(in->reader, value, "a key has 1 to %d bytes", TARGET_KEY_MAX);
    read_source(in, value, &source, &arena);
    if (!in->reader->failed) {
        failed = store_object(in, bucket, json_name(value), &source, &arena);
        if (failed)
            json_fail(in->reader, value, "cannot be stored: it is %s",
                      err_text(failed));
    }
    arena_fini(&arena);
}

/* ---- a bucket ------------------------------------------------------------ */

static void read_cors(const struct reading *in, struct bucket *bucket,
                      const struct json *value)
{
    const struct json *cors = json_get(in->reader, value, "cors", JSON_OBJECT);
    struct cors_config *config;

    if (!cors)
        return;
    config = cors_config_from_json(in->reader, cors);
    if (config && bucket_set_cors(&in->s3->buckets, bucket, config)) {
        cors_config_free(config);
        json_fail(in->reader, cors, "cannot be stored");
    }
}

/* The description is its author's word: blocks do not stop it, but a public
 * policy needs them off to have an effect. */
static void read_policy(const struct reading *in, struct bucket *bucket,
                        const struct json *value)
{
    const struct json *object =
        json_get(in->reader, value, "policy", JSON_OBJECT);
    struct s3_problem problem = {.arena = &in->s3->arena};
    struct bucket_access open = bucket->access;
    struct bucket_policy *policy;
    struct json_out out;
    struct buf text;

    if (!object)
        return;
    buf_init(&text, BUCKET_DOCUMENT_MAX);
    json_out_init(&out, &text, false);
    json_out_value(&out, object);
    policy = bucket_policy_new(buf_span(&text), bucket->name, &problem);
    buf_fini(&text);
    if (!policy) {
        json_fail(in->reader, object, "S3 would refuse it: %.*s",
                  SPAN_ARG(span_absent(problem.message)
                               ? span_str(s3_error_message(problem.error))
                               : problem.message));
        return;
    }
    open.has_blocks = open.has_blocks && !bucket_policy_is_public(policy);
    if (bucket_set_policy(&in->s3->buckets, bucket, policy)) {
        bucket_policy_free(policy);
        json_fail(in->reader, object, "cannot be stored");
    } else if (bucket_set_access(&in->s3->buckets, bucket, &open)) {
        json_fail(in->reader, object, "cannot be stored");
    }
}

static void read_website(const struct reading *in, struct bucket *bucket,
                         const struct json *value)
{
    const struct json *object =
        json_get(in->reader, value, "website", JSON_OBJECT);
    struct website_config *website;

    if (!object)
        return;
    website = website_config_from_json(in->reader, object);
    if (website && bucket_set_website(&in->s3->buckets, bucket, website)) {
        website_config_free(website);
        json_fail(in->reader, object, "cannot be stored");
    }
}

static struct bucket_birth birth_of(const struct reading *in)
{
    return (struct bucket_birth){.region = in->s3->region,
                                 .owner = in->s3->accounts.owner.id,
                                 .created_ms = in->now_ms,
                                 .access = in->s3->birth};
}

static struct bucket *make_bucket(const struct reading *in,
                                  const struct json *value)
{
    struct buckets *buckets = &in->s3->buckets;
    struct bucket *bucket = buckets_find(buckets, json_name(value));
    const struct bucket_birth birth = birth_of(in);

    if (bucket)
        return bucket;
    if (!target_bucket_name_is_valid(json_name(value)))
        json_fail(in->reader, value,
                  "is no bucket name: 3 to 63 of a-z, 0-9, '-' and '.', a "
                  "letter or digit at both ends");
    else if (buckets_add(buckets, json_name(value), &birth, &bucket))
        json_fail(in->reader, value, "the bucket cannot be stored");
    return bucket;
}

static void read_bucket(const struct reading *in, const struct json *value)
{
    static const char *const known[] = {"cors", "policy", "website", "objects"};
    struct bucket *bucket = make_bucket(in, value);
    const struct json *objects;

    if (!bucket)
        return;
    if (json_type(value) != JSON_OBJECT) {
        json_fail(in->reader, value,
                  "a bucket is an object: {} is an empty "
                  "one");
        return;
    }
    json_only(in->reader, value, known, sizeof(known) / sizeof(known[0]));
    read_cors(in, bucket, value);
    read_policy(in, bucket, value);
    read_website(in, bucket, value);
    objects = json_get(in->reader, value, "objects", JSON_OBJECT);
    for (const struct json *v = objects ? json_first(objects) : NULL;
         v && !in->reader->failed; v = json_next(v))
        read_object(in, bucket->name, v);
}

/* ---- the whole ----------------------------------------------------------- */

static void read_buckets(const struct reading *in, const struct json *value)
{
    const struct json *buckets =
        json_get(in->reader, value, "buckets", JSON_OBJECT);

    for (const struct json *v = buckets ? json_first(buckets) : NULL;
         v && !in->reader->failed; v = json_next(v))
        read_bucket(in, v);
}

static void check_faults(const struct reading *in, const struct json *value)
{
    for (size_t i = 0; i < in->s3->faults.n_rules; i++) {
        int status = in->s3->faults.rules[i].status;

        if (status && status != 403 && status != 404 && status != 500 &&
            status != 503)
            json_fail(in->reader, json_member(value, "faults"),
                      "S3 fails with 403, 404, 500 or 503, not with %d",
                      status);
    }
}

/* Since April 2023 a new bucket is closed; "block_public_access": false is how
 * it was before. */
static void read_birth(const struct reading *in, const struct json *value)
{
    bool closed = json_get_bool(in->reader, value, "block_public_access", true);
    struct bucket_access *birth = &in->s3->birth;

    *birth = (struct bucket_access){.has_blocks = closed,
                                    .blocks = {closed, closed, closed, closed},
                                    .ownership = closed ? OWNERSHIP_ENFORCED
                                                        : OWNERSHIP_NONE};
}

static void fill(const struct reading *in, const struct json *value)
{
    static const char *const known[] = {"type",
                                        "region",
                                        "buckets",
                                        "memory_mb",
                                        "accounts",
                                        "block_public_access",
                                        "faults",
                                        "fault_seed",
                                        "dir",
                                        "bucket",
                                        "buckets_dir",
                                        "access_log",
                                        ORIGINS_USER_MEMBERS};
    struct span bad = SPAN_ABSENT;
    struct bucket_birth birth;
    struct s3 *s3 = in->s3;

    json_only(in->reader, value, known, sizeof(known) / sizeof(known[0]));
    accounts_read(&s3->accounts, &s3->arena, in->reader, value);
    s3->region = span_absent(s3->accounts.region) ? SPAN("us-east-1")
                                                  : s3->accounts.region;
    read_birth(in, value);
    birth = birth_of(in);
    if (buckets_init(&s3->buckets, s3->store, &birth, &bad))
        json_fail(in->reader, value,
                  "the settings kept for the bucket \"%.*s\" cannot be read",
                  SPAN_ARG(bad));
    if (faults_read(&s3->faults, &s3->arena, in->reader, value))
        return;
    check_faults(in, value);
    if (!in->reader->failed)
        read_buckets(in, value);
    if (!in->reader->failed)
        multiparts_load(&s3->multiparts);
}

int s3_read_over(struct origin **out, struct store *store,
                 struct json_reader *reader, const struct json *value,
                 int64_t now_ms)
{
    struct s3 *s3 = mem_zalloc(1, sizeof(*s3));
    const struct reading in = {s3, reader, now_ms};

    s3->base.ops = &s3_ops;
    s3->magic = S3_MAGIC;
    s3->store = store;
    arena_init(&s3->arena, DESCRIPTION_BYTES_MAX);
    rng_init(&s3->ids, 3);
    list_init(&s3->buckets.all);
    multiparts_init(&s3->multiparts, store);
    fill(&in, value);
    *out = reader->failed ? NULL : &s3->base;
    if (!reader->failed)
        return 0;
    s3_free(s3);
    return ERR_SYNTAX;
}

int s3_read(struct origin **out, struct json_reader *reader,
            const struct json *value, int64_t now_ms)
{
    static const int64_t range[2] = {1, MEMORY_MB_MAX};
    int64_t memory_mb =
        json_get_int(reader, value, "memory_mb", range, MEMORY_MB_DEFAULT);

    return s3_read_over(out, store_memory_new((uint64_t)memory_mb << 20),
                        reader, value, now_ms);
}
