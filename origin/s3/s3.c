/*
 * s3.c - the fake S3: an origin over an object store.
 *
 * A request's way: 1 ids and target, 2 faults, 3 preflight or operation, 4 the
 * bucket, 5 its body if the operation takes one, 6 the operation, 7 the answer.
 * What refuses early refuses before the body is asked for, so that a client
 * that expects 100 hears the final status first.
 */
#include "origin/s3/s3.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "origin/s3/access.h"
#include "origin/s3/access_log.h"
#include "origin/s3/handlers.h"
#include "origin/s3/operations.h"
#include "origin/s3/read.h"
#include "origin/s3/signature.h"

#define OUT_BYTES_MAX    ((size_t)16 << 20)
#define OBJECT_BYTES_MAX (UINT64_C(5) << 30) /* of one PUT, as S3 has it */

static struct s3 *s3_of(struct origin *origin)
{
    struct s3 *s3 = (struct s3 *)(void *)origin;

    ASSERT(s3->magic == S3_MAGIC);
    return s3;
}

/* NULL when the arena was too small for the request. */
static struct s3_request *request_of(struct origin_exchange *ex)
{
    struct s3_request *r = ex->state;

    ASSERT(!r || r->magic == S3_MAGIC);
    return r;
}

/* ---- 1 ids and target ---------------------------------------------------- */

static struct span draw_id(struct s3 *s3, struct arena *arena,
                           const char *digits, size_t len)
{
    size_t n_digits = strlen(digits);
    char text[80];
    struct span id;

    ASSERT(len <= sizeof(text));
    for (size_t i = 0; i < len; i++)
        text[i] = digits[rng_below(&s3->ids, n_digits)];
    return arena_copy(arena, span_of(text, len), &id) == 0 ? id : SPAN_ABSENT;
}

static struct s3_request *new_request(struct s3 *s3, struct origin_exchange *ex,
                                      int64_t now_ms,
                                      const struct http_request *req)
{
    struct s3_request *r = arena_zalloc(ex->arena, 1, sizeof(*r));

    if (!r || http_request_copy(&r->req, ex->arena, req))
        return NULL;
    r->magic = S3_MAGIC;
    r->s3 = s3;
    r->ex = ex;
    r->arena = ex->arena;
    r->begin_ms = now_ms;
    r->now_ms = now_ms;
    r->method = http_method_of(r->req.method);
    r->problem.arena = ex->arena;
    r->request_id =
        draw_id(s3, ex->arena, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 16);
    r->host_id = draw_id(s3, ex->arena,
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                         "0123456789+/",
                         75);
    r->host_id = arena_printf(ex->arena, "%.*s=", SPAN_ARG(r->host_id));
    buf_init(&r->out, OUT_BYTES_MAX);
    return r;
}

/* A bucket may be named like the host that asks for it (a CNAME). */
static void judge_cname(const struct s3 *s3, struct target_authority *authority)
{
    if (authority->kind != TARGET_HOST_OTHER ||
        !buckets_find(&s3->buckets, authority->host))
        return;
    authority->kind = TARGET_HOST_BUCKET;
    authority->bucket = authority->host;
}

static enum s3_error read_target(struct s3_request *r)
{
    struct target_authority authority;
    int failed = target_read_authority(&authority, r->arena, r->req.authority);

    if (!failed && span_starts(r->req.path, SPAN("/"))) {
        judge_cname(r->s3, &authority);
        r->virtual_host = authority.kind == TARGET_HOST_BUCKET ||
                          authority.kind == TARGET_HOST_WEBSITE;
        failed = target_read(&r->target, r->arena, &authority, r->req.path);
    } else {
        failed = ERR_SYNTAX; /* OPTIONS * is for no bucket */
    }
    if (failed == ERR_TOO_LONG)
        return s3_refuse(r, S3_KEY_TOO_LONG);
    if (!failed)
        failed = query_read(&r->query, r->arena, r->req.query);
    if (!failed)
        return S3_OK;
    (void)s3_refuse(r, S3_INVALID_URI); /* returned below */
    s3_problem_add(&r->problem, "URI", r->req.path);
    return S3_INVALID_URI;
}

/* ---- 2 faults ------------------------------------------------------------ */

static enum s3_error meet_fault(struct s3_request *r)
{
    struct fault_choice choice = faults_choose(&r->s3->faults, &r->req);

    r->ex->answer.fault = choice.fault;
    switch (choice.status) {
    case 0:
        return S3_OK;
    case 403:
        return s3_refuse(r, S3_ACCESS_DENIED);
    case 404:
        return s3_refuse_key(r, S3_NO_SUCH_KEY);
    case 503:
        return s3_refuse(r, S3_SLOW_DOWN);
    default:
        return s3_refuse(r, S3_INTERNAL_ERROR);
    }
}

/* ---- 3 operation, 4 bucket, 5 body, 6 doing it --------------------------- */

/* Sets *bucket, NULL where the operation needs none. */
static enum s3_error find_bucket(struct s3_request *r, struct bucket **bucket)
{
    *bucket = NULL;
    if (r->target.level == TARGET_SERVICE)
        return S3_OK;
    *bucket = buckets_find(&r->s3->buckets, r->target.bucket);
    if (*bucket || r->op->makes_bucket)
        return S3_OK;
    return s3_refuse_bucket(r, S3_NO_SUCH_BUCKET);
}

/* A client may name the account that it takes the bucket's owner for. */
static enum s3_error check_expected_owner(struct s3_request *r,
                                          const struct bucket *bucket)
{
    struct span expected = s3_request_header(r, "x-amz-expected-bucket-owner");

    if (!bucket || span_absent(expected) || !r->s3->accounts.checked ||
        span_eq(expected, bucket->owner))
        return S3_OK;
    return s3_refuse(r, S3_ACCESS_DENIED);
}

static enum s3_error begin_upload(struct s3_request *r)
{
    const struct operation *op = r->op;
    bool bytes = op->body == OPERATION_BODY_BYTES;
    struct upload_plan plan = {
        .store = bytes ? r->s3->store : NULL,
        .text_max = op->text_max,
        .bytes_max = bytes ? OBJECT_BYTES_MAX : UINT64_MAX,
        .must_have_digest = op->must_have_digest,
        .default_kind = bytes ? checksum_named(SPAN("CRC64NVME")) : NULL,
        .signer = r->signer};

    if (bytes && r->unframed)
        return s3_refuse(r, S3_MISSING_CONTENT_LENGTH);
    if (op->prepare && op->prepare(r, &plan))
        return r->problem.error;
    r->has_upload = true;
    return upload_begin(&r->upload, &plan, &r->problem, &r->req.headers,
                        r->body_length);
}

/* Whether the request's body is needed before it can be answered. */
static bool start(struct s3_request *r, const struct origin_viewer *viewer)
{
    struct bucket *bucket;

    r->body_length = viewer->body_length;
    r->unframed = viewer->unframed;
    if (arena_copy(r->arena, viewer->address, &r->address))
        return s3_refuse(r, S3_INTERNAL_ERROR) == S3_OK;
    if (read_target(r) || meet_fault(r))
        return false;
    if (r->method == HTTP_OPTIONS) {
        (void)s3_preflight(r); /* the answer tells */
        return false;
    }
    if (r->target.website) {
        (void)s3_website(r); /* the answer tells */
        return false;
    }
    r->op = operation_find(r);
    if (!r->op || signature_check(r) || find_bucket(r, &bucket) ||
        check_expected_owner(r, bucket) ||
        access_check(r, r->op->makes_bucket ? NULL : bucket, r->op->action))
        return false;
    if (r->op->body != OPERATION_BODY_NONE)
        return begin_upload(r) == S3_OK;
    (void)r->op->handle(r, bucket); /* the answer tells */
    return false;
}

static void finish(struct s3_request *r, bool complete)
{
    struct bucket *bucket;

    if (!complete) {
        (void)s3_refuse(r, S3_INCOMPLETE_BODY); /* the answer tells */
        r->ex->answer.close = true;
        return;
    }
    /* The bucket may have gone while the body came. */
    if (upload_end(&r->upload) || find_bucket(r, &bucket))
        return;
    (void)r->op->handle(r, bucket); /* the answer tells */
}

/* ---- the conversation ---------------------------------------------------- */

static void answer_nothing(struct origin_exchange *ex)
{
    ex->answer = (struct origin_answer){
        .head = {.status = 500, .reason = span_str(http_reason(500))},
        .has_body = true,
        .close = true};
}

static enum origin_next begin(struct origin *origin, struct origin_exchange *ex,
                              int64_t now_ms, const struct http_request *req,
                              const struct origin_viewer *viewer)
{
    struct s3_request *r = new_request(s3_of(origin), ex, now_ms, req);

    ex->answer = (struct origin_answer){0};
    ex->state = r;
    if (!r) {
        answer_nothing(ex);
        return ORIGIN_ANSWER;
    }
    if (start(r, viewer))
        return ORIGIN_ACCEPT_BODY;
    s3_answer(r);
    return ORIGIN_ANSWER;
}

static void body(struct origin *origin, struct origin_exchange *ex,
                 struct span bytes)
{
    struct s3_request *r = request_of(ex);

    (void)origin; /* the request knows it */
    if (r && r->has_upload)
        upload_add(&r->upload, bytes);
}

static void commit(struct origin *origin, struct origin_exchange *ex,
                   int64_t now_ms, bool complete)
{
    struct s3_request *r = request_of(ex);

    (void)origin; /* the request knows it */
    ASSERT(r);
    r->now_ms = now_ms;
    finish(r, complete);
    s3_answer(r);
}

static struct span next_piece(struct origin *origin, struct origin_exchange *ex,
                              size_t max)
{
    struct s3_request *r = request_of(ex);
    struct store *store = s3_of(origin)->store;
    struct span piece = SPAN("");

    if (!r || r->body == S3_BODY_NONE)
        return piece;
    if (max > r->left)
        max = (size_t)r->left;
    if (r->body == S3_BODY_TEXT)
        piece = span_cut(buf_span(&r->out), (size_t)r->offset,
                         (size_t)r->offset + max);
    else if (max > 0)
        piece = store->ops->read(store, r->object, r->offset, max);
    r->offset += piece.len;
    r->left -= piece.len;
    r->sent += piece.len;
    return piece;
}

static void log_access(struct s3_request *r)
{
    struct buf line;

    buf_init(&line, ACCESS_LOG_LINE_MAX);
    access_log_line(r, &line);
    if (line.len > 0)
        r->s3->on_access(r->s3->access_user, buf_span(&line));
    buf_fini(&line);
}

void s3_log_access(struct origin *origin,
                   void (*record)(void *user, struct span line), void *user)
{
    struct s3 *s3 = s3_of(origin);

    s3->on_access = record;
    s3->access_user = user;
}

static void end(struct origin *origin, struct origin_exchange *ex)
{
    struct s3_request *r = request_of(ex);
    struct store *store = s3_of(origin)->store;

    if (!r)
        return;
    if (r->s3->on_access)
        log_access(r);
    if (r->has_upload)
        upload_fini(&r->upload);
    if (r->object)
        store->ops->release(store, r->object);
    buf_fini(&r->out);
    ex->state = NULL;
}

static void free_s3(struct origin *origin)
{
    s3_free(s3_of(origin));
}

const struct origin_ops s3_ops = {
    .type = "s3",
    .free = free_s3,
    .begin = begin,
    .body = body,
    .commit = commit,
    .read = next_piece,
    .end = end,
};
