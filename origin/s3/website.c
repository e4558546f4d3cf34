/*
 * website.c - the website endpoint: pages, not an API.
 *
 * A request's way: 1 a redirect that needs no look, 2 the page, the index of a
 * folder included, 3 a folder without its slash, 4 a redirect for the error,
 * 5 the error document, 6 S3's own error page. CORS headers are the answer's
 * business (answer.c), whatever became of the page.
 */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
#include "origin/s3/encodings.h"

/* ---- redirects ----------------------------------------------------------- */

static enum s3_error redirect_to(struct s3_request *r, int status,
                                 struct span location)
{
    s3_header(r, "Location", location);
    return s3_answer_empty(r, status);
}

/* prefix: the part of the key that the rule named. */
static enum s3_error redirect(struct s3_request *r,
                              const struct website_redirect *to,
                              struct span prefix)
{
    struct span key = span_absent(r->target.key) ? SPAN("") : r->target.key;
    struct span host = span_absent(to->host) ? r->req.authority : to->host;
    struct span protocol =
        span_absent(to->protocol) ? r->req.scheme : to->protocol;

    if (!span_absent(to->key))
        key = to->key;
    else if (!span_absent(to->prefix))
        key = arena_printf(r->arena, "%.*s%.*s", SPAN_ARG(to->prefix),
                           SPAN_ARG(span_cut(key, prefix.len, key.len)));
    return redirect_to(
        r, to->status,
        arena_printf(r->arena, "%.*s://%.*s/%.*s", SPAN_ARG(protocol),
                     SPAN_ARG(host),
                     SPAN_ARG(percent_encode(r->arena, key, true))));
}

/* The first rule for the key and that error (0: before any). */
static const struct website_rule *rule_for(const struct s3_request *r,
                                           const struct website_config *config,
                                           int error)
{
    struct span key = span_absent(r->target.key) ? SPAN("") : r->target.key;

    for (size_t i = 0; i < config->n_rules; i++) {
        const struct website_rule *rule = &config->rules[i];

        if (rule->error == error && (span_absent(rule->key_prefix) ||
                                     span_starts(key, rule->key_prefix)))
            return rule;
    }
    return NULL;
}

/* ---- pages --------------------------------------------------------------- */

static bool may_read(const struct s3_request *r, const struct bucket *bucket,
                     struct span key, const struct store_object *object)
{
    return access_allows(r, bucket, "s3:GetObject", key, object);
}

/* Is that page there, and may it be seen? */
static bool is_there(const struct s3_request *r, const struct bucket *bucket,
                     struct span key)
{
    struct store *store = r->s3->store;
    const struct store_object *object =
        store->ops->find(store, bucket->name, key);
    bool there = object && may_read(r, bucket, key, object);

    if (object)
        store->ops->release(store, object);
    return there;
}

/* The key that stands for the request's: a folder's is its index. */
static struct span page_key(struct s3_request *r,
                            const struct website_config *config)
{
    struct span key = span_absent(r->target.key) ? SPAN("") : r->target.key;

    if (key.len > 0 && key.ptr[key.len - 1] != '/')
        return key;
    return arena_printf(r->arena, "%.*s%.*s", SPAN_ARG(key),
                        SPAN_ARG(config->index_suffix));
}

static enum s3_error send_page(struct s3_request *r, struct bucket *bucket,
                               struct span key)
{
    struct span location;
    enum s3_error error;

    r->target.level = TARGET_OBJECT;
    r->target.key = key;
    error = s3_get_object(r, bucket);
    if (error || !r->object)
        return error;
    location = http_headers_get(&r->object->headers,
                                SPAN("x-amz-website-redirect-location"));
    if (span_absent(location))
        return S3_OK;
    r->headers = (struct http_headers){0};
    return redirect_to(r, 301, location);
}

/* ---- errors -------------------------------------------------------------- */

/* 4, 5, 6: what is sent in place of the page. */
static enum s3_error send_error(struct s3_request *r, struct bucket *bucket,
                                enum s3_error error)
{
    const struct website_config *config = bucket->website;
    const struct website_rule *rule =
        rule_for(r, config, s3_error_status(error));
    struct store *store = r->s3->store;

    if (rule)
        return redirect(r, &rule->to, rule->key_prefix);
    if (!span_absent(config->error_key) &&
        is_there(r, bucket, config->error_key)) {
        r->object = store->ops->find(store, bucket->name, config->error_key);
        return s3_send_object(r, s3_error_status(error));
    }
    r->lost_page = config->error_key;
    if (error == S3_NO_SUCH_KEY)
        return s3_refuse_key(r, error);
    return s3_refuse(r, error);
}

static enum s3_error serve(struct s3_request *r, struct bucket *bucket)
{
    const struct website_config *config = bucket->website;
    const struct website_rule *rule = rule_for(r, config, 0);
    struct span asked = r->target.key;
    struct span key = page_key(r, config);
    struct span folder;

    if (config->redirects_all)
        return redirect(r, &config->all, SPAN(""));
    if (rule)
        return redirect(r, &rule->to, rule->key_prefix);
    if (is_there(r, bucket, key))
        return send_page(r, bucket, key);
    folder = arena_printf(r->arena, "%.*s/%.*s", SPAN_ARG(asked),
                          SPAN_ARG(config->index_suffix));
    if (asked.len > 0 && asked.ptr[asked.len - 1] != '/' &&
        is_there(r, bucket, folder))
        return redirect_to(
            r, 302,
            arena_printf(r->arena, "/%.*s/",
                         SPAN_ARG(percent_encode(r->arena, asked, true))));
    r->target.key = key;
    return send_error(
        r, bucket,
        access_allows(r, bucket, "s3:ListBucket", SPAN_ABSENT, NULL) &&
                may_read(r, bucket, key, NULL)
            ? S3_NO_SUCH_KEY
            : S3_ACCESS_DENIED);
}

enum s3_error s3_website(struct s3_request *r)
{
    struct bucket *bucket = buckets_find(&r->s3->buckets, r->target.bucket);

    r->html = true;
    if (r->method != HTTP_GET && r->method != HTTP_HEAD) {
        (void)s3_refuse(r, S3_METHOD_NOT_ALLOWED); /* returned below */
        s3_problem_add(&r->problem, "Method", r->req.method);
        s3_problem_add(&r->problem, "ResourceType", SPAN("OBJECT"));
        return S3_METHOD_NOT_ALLOWED;
    }
    if (!bucket)
        return s3_refuse_bucket(r, S3_NO_SUCH_BUCKET);
    if (!bucket->website)
        return s3_refuse_bucket(r, S3_NO_SUCH_WEBSITE);
    r->caller = r->s3->accounts.checked ? NULL : &r->s3->accounts.owner;
    return serve(r, bucket);
}
