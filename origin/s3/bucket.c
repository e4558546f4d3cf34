/*
 * bucket.c - the buckets and their settings, as parsed documents.
 *
 * The store keeps each setting as the text that S3's API would give back; here
 * is what was read from it. A setting is changed in the store first, so that
 * what has been acknowledged is found again by a later start.
 */
#include "origin/s3/bucket.h"

#include "cache/base/mem.h"

#define CREATED "created" /* "REGION MILLISECONDS" */
#define CORS    "cors"

static struct bucket *new_bucket(struct span name, struct span region,
                                 int64_t created_ms)
{
    struct bucket *bucket = mem_zalloc(1, sizeof(*bucket));

    bucket->text = mem_zalloc(name.len + region.len + 1, 1);
    memcpy(bucket->text, name.ptr, name.len);
    memcpy(bucket->text + name.len, region.ptr, region.len);
    bucket->name = span_of(bucket->text, name.len);
    bucket->region = span_of(bucket->text + name.len, region.len);
    bucket->created_ms = created_ms;
    list_init(&bucket->link);
    return bucket;
}

static void free_bucket(struct bucket *bucket)
{
    list_remove(&bucket->link);
    cors_config_free(bucket->cors);
    mem_free(bucket->text);
    mem_free(bucket);
}

/* Links it in at its place in the order of names. */
static void put_in(struct buckets *buckets, struct bucket *bucket)
{
    struct list *at = &buckets->all;

    LIST_EACH (link, &buckets->all, keep) {
        if (span_cmp(LIST_ITEM(link, struct bucket, link)->name, bucket->name) >
            0) {
            at = link;
            break;
        }
    }
    list_add_tail(at, &bucket->link);
    buckets->n++;
}

struct bucket *buckets_find(const struct buckets *buckets, struct span name)
{
    LIST_EACH (link, &buckets->all, keep) {
        struct bucket *bucket = LIST_ITEM(link, struct bucket, link);

        if (span_eq(bucket->name, name))
            return bucket;
    }
    return NULL;
}

/* ---- from the store ------------------------------------------------------ */

static struct bucket *load_created(struct span text, struct span name,
                                   struct span region)
{
    size_t blank = span_find(text, ' ', 0);
    uint64_t created_ms = 0;

    if (span_absent(text)) /* a folder that was there before us */
        return new_bucket(name, region, 0);
    if (!span_u64(span_cut(text, blank + 1, text.len), &created_ms) ||
        created_ms > INT64_MAX)
        return NULL;
    return new_bucket(name, span_cut(text, 0, blank), (int64_t)created_ms);
}

static int load_settings(struct buckets *buckets, struct bucket *bucket)
{
    struct store *store = buckets->store;
    struct span cors = store->ops->document(store, bucket->name, CORS);
    struct s3_problem problem = {0};
    struct arena arena;

    if (span_absent(cors))
        return 0;
    arena_init(&arena, BUCKET_DOCUMENT_MAX);
    problem.arena = &arena;
    bucket->cors = cors_config_from_xml(cors, &problem);
    arena_fini(&arena);
    return bucket->cors ? 0 : ERR_SYNTAX;
}

int buckets_init(struct buckets *buckets, struct store *store,
                 struct span region, struct span *bad_bucket)
{
    struct span name = SPAN_ABSENT;

    *buckets = (struct buckets){.store = store};
    list_init(&buckets->all);
    *bad_bucket = SPAN_ABSENT;
    while (store->ops->next_bucket(store, name, &name)) {
        struct bucket *bucket = load_created(
            store->ops->document(store, name, CREATED), name, region);

        if (!bucket) {
            *bad_bucket = name;
            return ERR_SYNTAX;
        }
        put_in(buckets, bucket);
        name = bucket->name;
        if (load_settings(buckets, bucket)) {
            *bad_bucket = name;
            return ERR_SYNTAX;
        }
    }
    return 0;
}

void buckets_fini(struct buckets *buckets)
{
    LIST_EACH (link, &buckets->all, keep)
        free_bucket(LIST_ITEM(link, struct bucket, link));
    buckets->n = 0;
}

/* ---- changes ------------------------------------------------------------- */

int buckets_add(struct buckets *buckets, struct span name, struct span region,
                int64_t now_ms, struct bucket **made)
{
    struct store *store = buckets->store;
    struct buf text;
    int failed = store->ops->add_bucket(store, name);

    *made = NULL;
    if (failed)
        return failed;
    buf_init(&text, BUCKET_DOCUMENT_MAX);
    buf_addf(&text, "%.*s %lld", SPAN_ARG(region), (long long)now_ms);
    failed = store->ops->put_document(store, name, CREATED, buf_span(&text));
    buf_fini(&text);
    if (failed) {
        (void)store->ops->remove_bucket(store, name); /* told already */
        return failed;
    }
    *made = new_bucket(name, region, now_ms);
    put_in(buckets, *made);
    return 0;
}

int buckets_remove(struct buckets *buckets, struct bucket *bucket)
{
    struct store *store = buckets->store;
    int failed = store->ops->remove_bucket(store, bucket->name);

    if (failed)
        return failed;
    free_bucket(bucket);
    buckets->n--;
    return 0;
}

int bucket_set_cors(struct buckets *buckets, struct bucket *bucket,
                    struct cors_config *cors)
{
    struct store *store = buckets->store;
    struct buf text;
    int failed;

    buf_init(&text, 16 * CORS_DOCUMENT_MAX);
    if (cors)
        cors_config_to_xml(cors, &text);
    failed = text.overflow ? ERR_TOO_LONG
                           : store->ops->put_document(store, bucket->name, CORS,
                                                      cors ? buf_span(&text)
                                                           : SPAN_ABSENT);
    buf_fini(&text);
    if (failed)
        return failed;
    cors_config_free(bucket->cors);
    bucket->cors = cors;
    return 0;
}
