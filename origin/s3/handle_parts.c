/* handle_parts.c - ListParts and ListMultipartUploads. */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
#include "origin/s3/encodings.h"
#include "origin/s3/xml.h"

#define PAGE_MAX 1000

/* A number in the query; fallback when it has none or nonsense. */
static uint64_t number_of(const struct s3_request *r, const char *name,
                          uint64_t fallback)
{
    uint64_t value;

    return span_u64(query_get(&r->query, name), &value) ? value : fallback;
}

/* Who began it, and who will own what it becomes. */
static void write_people(struct s3_request *r, const struct bucket *bucket,
                         const struct multipart *multipart)
{
    struct account initiator =
        accounts_called(&r->s3->accounts, multipart->initiator);
    struct account owner = access_owner_account(r, bucket, &multipart->headers);

    account_to_xml(&r->out, "Initiator", &initiator);
    account_to_xml(&r->out, "Owner", &owner);
}

static void write_part(struct s3_request *r, const struct multipart_part *part)
{
    struct buf *out = &r->out;

    xml_out_open(out, "Part");
    xml_out_u64(out, "PartNumber", part->number);
    xml_out_text(out, "LastModified", s3_time_iso(r->arena, part->modified_ms));
    xml_out_text(out, "ETag", span_str(part->etag));
    xml_out_u64(out, "Size", part->size);
    xml_out_text(out, part->kind->xml, span_str(part->checksum));
    xml_out_close(out, "Part");
}

enum s3_error s3_list_parts(struct s3_request *r, struct bucket *bucket)
{
    struct multipart *multipart = s3_multipart_of(r);
    uint64_t marker = number_of(r, "part-number-marker", 0);
    uint64_t max = number_of(r, "max-parts", PAGE_MAX);
    struct buf *out = &r->out;
    size_t first = 0;
    size_t n;

    if (!multipart)
        return r->problem.error;
    while (first < multipart->n_parts &&
           multipart->parts[first].number <= marker)
        first++;
    if (max > PAGE_MAX)
        max = PAGE_MAX;
    n = multipart->n_parts - first;
    if (n > max)
        n = (size_t)max;
    buf_add_str(out, XML_DECLARATION);
    xml_out_root(out, "ListPartsResult");
    xml_out_text(out, "Bucket", bucket->name);
    xml_out_text(out, "Key", multipart->key);
    xml_out_text(out, "UploadId", multipart->id);
    write_people(r, bucket, multipart);
    xml_out_text(out, "StorageClass", SPAN("STANDARD"));
    xml_out_u64(out, "PartNumberMarker", marker);
    xml_out_u64(out, "NextPartNumberMarker",
                n ? multipart->parts[first + n - 1].number : 0);
    xml_out_u64(out, "MaxParts", max);
    xml_out_bool(out, "IsTruncated", first + n < multipart->n_parts);
    for (size_t i = first; i < first + n; i++)
        write_part(r, &multipart->parts[i]);
    xml_out_close(out, "ListPartsResult");
    return s3_answer_xml(r);
}

static void write_upload(struct s3_request *r, const struct bucket *bucket,
                         const struct multipart *multipart, struct span key)
{
    struct buf *out = &r->out;

    xml_out_open(out, "Upload");
    xml_out_text(out, "Key", key);
    xml_out_text(out, "UploadId", multipart->id);
    write_people(r, bucket, multipart);
    xml_out_text(out, "StorageClass", SPAN("STANDARD"));
    xml_out_text(out, "Initiated",
                 s3_time_iso(r->arena, multipart->started_ms));
    xml_out_close(out, "Upload");
}

/* The bucket's next upload in order of key, then of its beginning. */
static const struct multipart *next_upload(const struct multiparts *all,
                                           struct span bucket,
                                           const struct multipart *after)
{
    const struct multipart *best = NULL;
    bool passed = false;

    LIST_EACH (link, &all->all, keep) {
        const struct multipart *each = LIST_ITEM(link, struct multipart, link);
        int order = after ? span_cmp(each->key, after->key) : 1;

        if (span_eq(each->bucket, bucket) &&
            (order > 0 || (order == 0 && passed)) &&
            (!best || span_cmp(each->key, best->key) < 0))
            best = each;
        passed = passed || each == after;
    }
    return best;
}

struct upload_page {
    struct span prefix;
    struct span key_marker;
    struct span id_marker; /* of an upload of that key; absent: all its are */
    uint64_t max;
    bool url; /* encoding-type=url */
};

static enum s3_error read_upload_page(struct s3_request *r,
                                      struct upload_page *page)
{
    const struct query *query = &r->query;
    struct span max = query_get(query, "max-uploads");
    struct span encoding = query_get(query, "encoding-type");

    *page =
        (struct upload_page){.prefix = query_get(query, "prefix"),
                             .key_marker = query_get(query, "key-marker"),
                             .id_marker = query_get(query, "upload-id-marker"),
                             .max = PAGE_MAX,
                             .url = span_eq(encoding, SPAN("url"))};
    if (span_absent(page->prefix))
        page->prefix = SPAN("");
    if (encoding.len > 0 && !page->url)
        return s3_refuse_argument(r, "encoding-type", encoding,
                                  "Invalid Encoding Method specified in "
                                  "Request");
    if (!span_absent(max) &&
        (!span_u64(max, &page->max) || page->max < 1 || page->max > INT32_MAX))
        return s3_refuse_argument(r, "max-uploads", max,
                                  "Argument max-uploads must be an integer "
                                  "between 1 and 2147483647");
    if (page->max > PAGE_MAX)
        page->max = PAGE_MAX;
    return S3_OK;
}

/* Whether an upload comes after the page's markers; *passed: the one that they
 * name came by. */
static bool is_on_page(const struct upload_page *page,
                       const struct multipart *upload, bool *passed)
{
    int order =
        page->key_marker.len > 0 ? span_cmp(upload->key, page->key_marker) : 1;
    bool after = order > 0 || (order == 0 && *passed);

    if (order == 0 && span_eq(upload->id, page->id_marker))
        *passed = true;
    return after && span_starts(upload->key, page->prefix);
}

static struct span shown(struct s3_request *r, const struct upload_page *page,
                         struct span key)
{
    if (!page->url || span_absent(key))
        return key;
    return percent_encode(r->arena, key, true);
}

static void write_upload_head(struct s3_request *r, const struct bucket *bucket,
                              const struct upload_page *page,
                              const struct multipart *last, bool truncated)
{
    struct buf *out = &r->out;
    struct span key = shown(r, page, page->key_marker);

    xml_out_text(out, "Bucket", bucket->name);
    xml_out_text(out, "KeyMarker", span_absent(key) ? SPAN("") : key);
    xml_out_text(out, "UploadIdMarker",
                 span_absent(page->id_marker) ? SPAN("") : page->id_marker);
    if (truncated) {
        xml_out_text(out, "NextKeyMarker", shown(r, page, last->key));
        xml_out_text(out, "NextUploadIdMarker", last->id);
    }
    xml_out_text(out, "Prefix", shown(r, page, page->prefix));
    if (page->url)
        xml_out_text(out, "EncodingType", SPAN("url"));
    xml_out_u64(out, "MaxUploads", page->max);
    xml_out_bool(out, "IsTruncated", truncated);
}

enum s3_error s3_list_multiparts(struct s3_request *r, struct bucket *bucket)
{
    const struct multipart *shown_ones[PAGE_MAX];
    const struct multipart *each = NULL;
    struct upload_page page;
    bool truncated = false;
    bool passed = false;
    size_t n = 0;

    if (read_upload_page(r, &page))
        return r->problem.error;
    while (!truncated &&
           (each = next_upload(&r->s3->multiparts, bucket->name, each))) {
        if (!is_on_page(&page, each, &passed))
            continue;
        truncated = n == page.max;
        if (!truncated)
            shown_ones[n++] = each;
    }
    buf_add_str(&r->out, XML_DECLARATION);
    xml_out_root(&r->out, "ListMultipartUploadsResult");
    write_upload_head(r, bucket, &page, n ? shown_ones[n - 1] : NULL,
                      truncated);
    for (size_t i = 0; i < n; i++)
        write_upload(r, bucket, shown_ones[i],
                     shown(r, &page, shown_ones[i]->key));
    xml_out_close(&r->out, "ListMultipartUploadsResult");
    return s3_answer_xml(r);
}
