/*
 * bucket.c - the buckets and their settings, as parsed documents.
 *
 * The store keeps each setting as the text that S3's API would give back; here
 * is what was read from it. A setting is changed in the store first, so that
 * what has been acknowledged is found again by a later start.
 */
#include "origin/s3/bucket.h"

#include "cache/base/mem.h"

#define CREATED "created" /* "REGION MILLISECONDS OWNER" */
#define ACCESS  "access"  /* "BLOCKS OWNERSHIP ACL[ GRANTS]" */
#define CORS    "cors"
#define POLICY  "policy"
#define TAGS    "tagging" /* as tags.h has it */
#define WEBSITE "website"

static char *add_text(char *at, struct span text, struct span *copy)
{
    memcpy(at, text.ptr, text.len);
    *copy = span_of(at, text.len);
    return at + text.len;
}

/* The bucket keeps grants of its own. */
static void keep_access(struct bucket *bucket,
                        const struct bucket_access *access)
{
    char *text = mem_zalloc(access->acl.grants.len + 1, 1);

    if (access->acl.grants.len > 0)
        memcpy(text, access->acl.grants.ptr, access->acl.grants.len);
    bucket->access = *access;
    bucket->access.acl.grants = span_of(text, access->acl.grants.len);
    mem_free(bucket->grants_text);
    bucket->grants_text = text;
}

static struct bucket *new_bucket(struct span name,
                                 const struct bucket_birth *birth)
{
    struct bucket *bucket = mem_zalloc(1, sizeof(*bucket));
    char *at;

    bucket->text =
        mem_zalloc(name.len + birth->region.len + birth->owner.len + 1, 1);
    at = add_text(bucket->text, name, &bucket->name);
    at = add_text(at, birth->region, &bucket->region);
    (void)add_text(at, birth->owner, &bucket->owner); /* the last one */
    bucket->created_ms = birth->created_ms;
    keep_access(bucket, &birth->access);
    list_init(&bucket->link);
    return bucket;
}

static void free_bucket(struct bucket *bucket)
{
    list_remove(&bucket->link);
    cors_config_free(bucket->cors);
    bucket_policy_free(bucket->policy);
    website_config_free(bucket->website);
    mem_free(bucket->text);
    mem_free(bucket->grants_text);
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

/* The next word, taken off *rest. */
static struct span next_word(struct span *rest)
{
    size_t end = span_find(*rest, ' ', 0);
    struct span word = span_cut(*rest, 0, end);

    *rest = span_cut(*rest, end + 1, rest->len);
    return word;
}

/* Changes birth by what the store says; false when that cannot be read. */
static bool read_created(struct span text, struct bucket_birth *birth)
{
    uint64_t created_ms;

    if (span_absent(text)) /* a folder that was there before us */
        return true;
    birth->region = next_word(&text);
    if (!span_u64(next_word(&text), &created_ms) || created_ms > INT64_MAX)
        return false;
    birth->created_ms = (int64_t)created_ms;
    birth->owner = text;
    return true;
}

static bool read_access(struct span text, struct bucket_access *access)
{
    struct span blocks = next_word(&text);
    uint64_t ownership;
    uint64_t acl;

    if (span_absent(blocks))
        return true;
    if ((blocks.len != N_BLOCKS && !span_eq(blocks, SPAN("-"))) ||
        !span_u64(next_word(&text), &ownership) ||
        !span_u64(next_word(&text), &acl) ||
        ownership > OWNERSHIP_OBJECT_WRITER || acl > ACL_LISTED)
        return false;
    *access = (struct bucket_access){.has_blocks = blocks.len == N_BLOCKS,
                                     .ownership = (enum ownership)ownership,
                                     .acl = {(enum acl_kind)acl, text}};
    for (size_t i = 0; access->has_blocks && i < N_BLOCKS; i++)
        access->blocks[i] = blocks.ptr[i] == '1';
    return true;
}

static bool load_settings(struct buckets *buckets, struct bucket *bucket)
{
    struct store *store = buckets->store;
    struct bucket_access access = bucket->access;
    struct s3_problem problem = {0};
    struct arena arena;
    struct span text;
    bool ok = true;

    arena_init(&arena, BUCKET_DOCUMENT_MAX);
    problem.arena = &arena;
    text = store->ops->document(store, bucket->name, CORS);
    if (!span_absent(text)) {
        bucket->cors = cors_config_from_xml(text, &problem);
        ok = bucket->cors != NULL;
    }
    text = store->ops->document(store, bucket->name, POLICY);
    if (!span_absent(text)) {
        bucket->policy = bucket_policy_new(text, bucket->name, &problem);
        ok = ok && bucket->policy;
    }
    text = store->ops->document(store, bucket->name, WEBSITE);
    if (!span_absent(text)) {
        bucket->website = website_config_from_xml(text, &problem);
        ok = ok && bucket->website;
    }
    arena_fini(&arena);
    text = store->ops->document(store, bucket->name, ACCESS);
    ok = ok && read_access(text, &access);
    if (ok)
        keep_access(bucket, &access);
    return ok;
}

int buckets_init(struct buckets *buckets, struct store *store,
                 const struct bucket_birth *birth, struct span *bad_bucket)
{
    struct span name = SPAN_ABSENT;

    *buckets = (struct buckets){.store = store};
    list_init(&buckets->all);
    *bad_bucket = SPAN_ABSENT;
    while (store->ops->next_bucket(store, name, &name)) {
        struct bucket_birth own = *birth;
        struct bucket *bucket;

        *bad_bucket = name;
        if (!read_created(store->ops->document(store, name, CREATED), &own))
            return ERR_SYNTAX;
        bucket = new_bucket(name, &own);
        put_in(buckets, bucket);
        name = *bad_bucket = bucket->name;
        if (!load_settings(buckets, bucket))
            return ERR_SYNTAX;
    }
    *bad_bucket = SPAN_ABSENT;
    return 0;
}

void buckets_fini(struct buckets *buckets)
{
    LIST_EACH (link, &buckets->all, keep)
        free_bucket(LIST_ITEM(link, struct bucket, link));
    buckets->n = 0;
}

/* ---- changes ------------------------------------------------------------- */

static int put_text(struct buckets *buckets, struct bucket *bucket,
                    const char *name, struct buf *text)
{
    struct store *store = buckets->store;
    int failed = text->overflow
                     ? ERR_TOO_LONG
                     : store->ops->put_document(store, bucket->name, name,
                                                buf_span(text));

    buf_fini(text);
    return failed;
}

static int forget(struct buckets *buckets, struct bucket *bucket,
                  const char *name)
{
    return buckets->store->ops->put_document(buckets->store, bucket->name, name,
                                             SPAN_ABSENT);
}

static int store_created(struct buckets *buckets, struct bucket *bucket)
{
    struct buf text;

    buf_init(&text, BUCKET_DOCUMENT_MAX);
    buf_addf(&text, "%.*s %lld %.*s", SPAN_ARG(bucket->region),
             (long long)bucket->created_ms, SPAN_ARG(bucket->owner));
    return put_text(buckets, bucket, CREATED, &text);
}

int buckets_add(struct buckets *buckets, struct span name,
                const struct bucket_birth *birth, struct bucket **made)
{
    struct store *store = buckets->store;
    struct bucket_access access = birth->access;
    int failed = store->ops->add_bucket(store, name);

    *made = NULL;
    if (failed)
        return failed;
    *made = new_bucket(name, birth);
    put_in(buckets, *made);
    failed = store_created(buckets, *made);
    if (!failed)
        failed = bucket_set_access(buckets, *made, &access);
    if (!failed)
        return 0;
    /* What cannot be removed either is found, half-made, by a later start. */
    if (buckets_remove(buckets, *made))
        failed = ERR_IO;
    *made = NULL;
    return failed;
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
    struct buf text;
    int failed;

    buf_init(&text, BUCKET_DOCUMENT_MAX);
    if (cors)
        cors_config_to_xml(cors, &text);
    failed = cors ? put_text(buckets, bucket, CORS, &text)
                  : forget(buckets, bucket, CORS);
    if (failed)
        return failed;
    cors_config_free(bucket->cors);
    bucket->cors = cors;
    return 0;
}

int bucket_set_policy(struct buckets *buckets, struct bucket *bucket,
                      struct bucket_policy *policy)
{
    struct store *store = buckets->store;
    int failed = store->ops->put_document(store, bucket->name, POLICY,
                                          policy ? bucket_policy_text(policy)
                                                 : SPAN_ABSENT);

    if (failed)
        return failed;
    bucket_policy_free(bucket->policy);
    bucket->policy = policy;
    return 0;
}

int bucket_set_website(struct buckets *buckets, struct bucket *bucket,
                       struct website_config *website)
{
    struct buf text;
    int failed;

    buf_init(&text, BUCKET_DOCUMENT_MAX);
    if (website)
        website_config_to_xml(website, &text);
    failed = website ? put_text(buckets, bucket, WEBSITE, &text)
                     : forget(buckets, bucket, WEBSITE);
    if (failed)
        return failed;
    website_config_free(bucket->website);
    bucket->website = website;
    return 0;
}

int bucket_set_tags(struct buckets *buckets, struct bucket *bucket,
                    struct span text)
{
    return buckets->store->ops->put_document(buckets->store, bucket->name, TAGS,
                                             text);
}

struct span bucket_tags(const struct buckets *buckets,
                        const struct bucket *bucket)
{
    return buckets->store->ops->document(buckets->store, bucket->name, TAGS);
}

int bucket_set_access(struct buckets *buckets, struct bucket *bucket,
                      const struct bucket_access *access)
{
    struct buf text;
    int failed;

    buf_init(&text, BUCKET_DOCUMENT_MAX);
    for (size_t i = 0; access->has_blocks && i < N_BLOCKS; i++)
        buf_add_byte(&text, access->blocks[i] ? '1' : '0');
    buf_addf(&text, "%s %d %d", access->has_blocks ? "" : "-",
             (int)access->ownership, (int)access->acl.kind);
    if (access->acl.grants.len > 0)
        buf_addf(&text, " %.*s", SPAN_ARG(access->acl.grants));
    failed = put_text(buckets, bucket, ACCESS, &text);
    if (!failed)
        keep_access(bucket, access);
    return failed;
}
