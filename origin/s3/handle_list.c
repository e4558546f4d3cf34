/*
 * handle_list.c - ListObjects, both versions, and ListObjectVersions.
 *
 * One walk serves all: from a place, in order of bytes, keys that share the
 * part up to the delimiter rolled up into one common prefix, over which the
 * walk then jumps. A page ends after max-keys items; the last one is where the
 * next page goes on, in V2 as a token that clients need not understand.
 */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
#include "origin/s3/encodings.h"
#include "origin/s3/xml.h"

#define KEYS_MAX          1000
#define SCRATCH_BYTES_MAX ((size_t)16 << 20) /* for the longest keys */
#define BEYOND            "\xff" /* after all that UTF-8 may go on with */

enum list_version { LIST_V1, LIST_V2, LIST_VERSIONS };

struct listing {
    struct s3_request *r;
    struct arena scratch; /* of the items; gone with the walk */
    struct bucket *bucket;
    enum list_version version;
    struct span prefix;
    struct span delimiter;
    struct span marker; /* V1's marker, V2's start-after, or a token */
    bool url;           /* encoding-type=url */
    bool owner;
    uint64_t max_keys;
    uint64_t n;
    bool truncated;
    struct span last;    /* item, a key or a common prefix */
    struct buf prefixes; /* XML of the common prefixes */
};

/* ---- what is asked for --------------------------------------------------- */

static enum s3_error read_max_keys(struct listing *list)
{
    struct span text = query_get(&list->r->query, "max-keys");

    list->max_keys = KEYS_MAX;
    if (text.len == 0)
        return S3_OK;
    if (!span_u64(text, &list->max_keys) || list->max_keys > INT32_MAX)
        return s3_refuse_argument(
            list->r, "max-keys", text,
            span_starts(text, SPAN("-"))
                ? "Argument maxKeys must be an integer between 0 and 2147483647"
                : "Provided max-keys not an integer or within integer range");
    if (list->max_keys > KEYS_MAX)
        list->max_keys = KEYS_MAX;
    return S3_OK;
}

static enum s3_error read_token(struct listing *list)
{
    struct span token = query_get(&list->r->query, "continuation-token");
    unsigned char *text;
    size_t len;

    if (token.len == 0)
        return S3_OK;
    text = arena_alloc(list->r->arena, token.len + 1);
    if (!text || base64_read(token, text, token.len, &len))
        return s3_refuse_argument(list->r, "continuation-token", token,
                                  "The continuation token provided is "
                                  "incorrect");
    list->marker = span_of((const char *)text, len);
    return S3_OK;
}

static enum s3_error read_query(struct listing *list)
{
    const struct query *query = &list->r->query;
    struct span encoding = query_get(query, "encoding-type");
    enum s3_error error;

    list->prefix = query_get(query, "prefix");
    if (span_absent(list->prefix))
        list->prefix = SPAN("");
    list->delimiter = query_get(query, "delimiter");
    list->url = span_eq(encoding, SPAN("url"));
    list->owner = list->version != LIST_V2 ||
                  span_eq(query_get(query, "fetch-owner"), SPAN("true"));
    if (encoding.len > 0 && !list->url)
        return s3_refuse_argument(list->r, "encoding-type", encoding,
                                  "Invalid Encoding Method specified in "
                                  "Request");
    if (list->version == LIST_V2)
        list->marker = query_get(query, "start-after");
    else
        list->marker = query_get(
            query, list->version == LIST_V1 ? "marker" : "key-marker");
    error = read_max_keys(list);
    if (!error && list->version == LIST_V2)
        error = read_token(list);
    return error;
}

/* ---- one item ------------------------------------------------------------ */

static struct span shown(struct listing *list, struct span name)
{
    if (!list->url || span_absent(name))
        return name;
    return percent_encode(&list->scratch, name, true);
}

static void write_owner(struct listing *list, const struct store_object *object)
{
    struct account owner =
        access_owner_account(list->r, list->bucket, &object->headers);

    account_to_xml(&list->r->out, "Owner", &owner);
}

static void write_object(struct listing *list,
                         const struct store_object *object)
{
    struct buf *out = &list->r->out;
    const char *name = list->version == LIST_VERSIONS ? "Version" : "Contents";

    xml_out_open(out, name);
    xml_out_text(out, "Key", shown(list, object->key));
    if (list->version == LIST_VERSIONS) {
        xml_out_text(out, "VersionId", SPAN("null"));
        xml_out_bool(out, "IsLatest", true);
    }
    xml_out_text(out, "LastModified",
                 s3_time_iso(&list->scratch, object->modified_ms));
    xml_out_text(out, "ETag", object->etag);
    xml_out_u64(out, "Size", object->size);
    if (list->owner)
        write_owner(list, object);
    xml_out_text(out, "StorageClass", SPAN("STANDARD"));
    xml_out_close(out, name);
}

/* The part of key up to the delimiter after the prefix; absent: none there. */
static struct span common_prefix(const struct listing *list, struct span key)
{
    struct span delimiter = list->delimiter;

    if (delimiter.len == 0)
        return SPAN_ABSENT;
    for (size_t at = list->prefix.len; at + delimiter.len <= key.len; at++)
        if (memcmp(key.ptr + at, delimiter.ptr, delimiter.len) == 0)
            return span_cut(key, 0, at + delimiter.len);
    return SPAN_ABSENT;
}

/* ---- the walk ------------------------------------------------------------ */

static struct span beyond(struct listing *list, struct span prefix)
{
    return arena_printf(&list->scratch, "%.*s" BEYOND, SPAN_ARG(prefix));
}

/* Where the walk begins, and whether that place itself counts. */
static struct span start(struct listing *list, bool *inclusive)
{
    struct span marker = list->marker;

    *inclusive = marker.len == 0 || span_cmp(marker, list->prefix) < 0;
    if (*inclusive)
        return list->prefix;
    if (span_starts(marker, list->prefix) &&
        span_eq(common_prefix(list, marker), marker))
        return beyond(list, marker);
    return marker;
}

static bool take(struct listing *list, struct span item)
{
    if (list->n == list->max_keys) {
        list->truncated = list->max_keys > 0;
        return false;
    }
    list->n++;
    return arena_copy(&list->scratch, item, &list->last) == 0;
}

static void walk(struct listing *list)
{
    struct store *store = list->r->s3->store;
    bool inclusive;
    struct span from = start(list, &inclusive);
    const struct store_object *object;

    while ((object =
                store->ops->next(store, list->bucket->name, from, inclusive))) {
        struct span common;

        if (!span_starts(object->key, list->prefix))
            return;
        common = common_prefix(list, object->key);
        if (!take(list, span_absent(common) ? object->key : common))
            return;
        if (span_absent(common)) {
            write_object(list, object);
            from = list->last;
        } else {
            xml_out_open(&list->prefixes, "CommonPrefixes");
            xml_out_text(&list->prefixes, "Prefix", shown(list, list->last));
            xml_out_close(&list->prefixes, "CommonPrefixes");
            from = beyond(list, list->last);
        }
        inclusive = false;
    }
}

/* ---- the document -------------------------------------------------------- */

static void write_head_v1(struct listing *list)
{
    struct buf *out = &list->r->out;
    bool versions = list->version == LIST_VERSIONS;
    struct span marker = span_absent(list->marker) ? SPAN("") : list->marker;

    xml_out_text(out, versions ? "KeyMarker" : "Marker", shown(list, marker));
    if (versions)
        xml_out_text(out, "VersionIdMarker", SPAN(""));
    if (!list->truncated)
        return;
    if (versions) {
        xml_out_text(out, "NextKeyMarker", shown(list, list->last));
        xml_out_text(out, "NextVersionIdMarker", SPAN("null"));
    } else if (list->delimiter.len > 0) {
        xml_out_text(out, "NextMarker", shown(list, list->last));
    }
}

static void write_head_v2(struct listing *list)
{
    const struct query *query = &list->r->query;
    struct buf *out = &list->r->out;

    xml_out_u64(out, "KeyCount", list->n);
    xml_out_text(out, "ContinuationToken",
                 query_get(query, "continuation-token"));
    xml_out_text(out, "StartAfter",
                 shown(list, query_get(query, "start-after")));
    if (list->truncated)
        xml_out_text(out, "NextContinuationToken",
                     base64_of(&list->scratch, list->last));
}

static enum s3_error answer(struct listing *list, struct buf *items)
{
    const char *root = list->version == LIST_VERSIONS ? "ListVersionsResult"
                                                      : "ListBucketResult";
    struct buf *out = &list->r->out;

    buf_add_str(out, XML_DECLARATION);
    xml_out_root(out, root);
    xml_out_text(out, "Name", list->bucket->name);
    xml_out_text(out, "Prefix", shown(list, list->prefix));
    if (list->version == LIST_V2)
        write_head_v2(list);
    else
        write_head_v1(list);
    xml_out_u64(out, "MaxKeys", list->max_keys);
    if (list->delimiter.len > 0)
        xml_out_text(out, "Delimiter", shown(list, list->delimiter));
    if (list->url)
        xml_out_text(out, "EncodingType", SPAN("url"));
    xml_out_bool(out, "IsTruncated", list->truncated);
    buf_add(out, buf_span(items));
    buf_add(out, buf_span(&list->prefixes));
    xml_out_close(out, root);
    if (items->overflow || list->prefixes.overflow)
        return s3_refuse(list->r, S3_INTERNAL_ERROR);
    return s3_answer_xml(list->r);
}

static enum s3_error list_as(struct s3_request *r, struct bucket *bucket,
                             enum list_version version)
{
    struct listing list = {.r = r, .bucket = bucket, .version = version};
    enum s3_error error = read_query(&list);
    struct buf items;

    if (error)
        return error;
    arena_init(&list.scratch, SCRATCH_BYTES_MAX);
    buf_init(&list.prefixes, r->out.max);
    walk(&list);
    /* The head says how the walk ended, so the items step aside for it. */
    items = r->out;
    buf_init(&r->out, items.max);
    error = answer(&list, &items);
    buf_fini(&items);
    buf_fini(&list.prefixes);
    arena_fini(&list.scratch);
    return error;
}

enum s3_error s3_list_objects(struct s3_request *r, struct bucket *bucket)
{
    struct span type = query_get(&r->query, "list-type");

    return list_as(r, bucket, span_eq(type, SPAN("2")) ? LIST_V2 : LIST_V1);
}

enum s3_error s3_list_versions(struct s3_request *r, struct bucket *bucket)
{
    return list_as(r, bucket, LIST_VERSIONS);
}
