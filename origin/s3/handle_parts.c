/* handle_parts.c - ListParts and ListMultipartUploads. */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
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
                         const struct multipart *multipart)
{
    struct buf *out = &r->out;

    xml_out_open(out, "Upload");
    xml_out_text(out, "Key", multipart->key);
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

enum s3_error s3_list_multiparts(struct s3_request *r, struct bucket *bucket)
{
    struct span prefix = query_get(&r->query, "prefix");
    const struct multipart *each = NULL;
    struct buf *out = &r->out;

    if (span_absent(prefix))
        prefix = SPAN("");
    buf_add_str(out, XML_DECLARATION);
    xml_out_root(out, "ListMultipartUploadsResult");
    xml_out_text(out, "Bucket", bucket->name);
    xml_out_text(out, "KeyMarker", SPAN(""));
    xml_out_text(out, "UploadIdMarker", SPAN(""));
    xml_out_text(out, "Prefix", prefix);
    xml_out_u64(out, "MaxUploads", MULTIPART_UPLOADS_MAX);
    xml_out_bool(out, "IsTruncated", false);
    while ((each = next_upload(&r->s3->multiparts, bucket->name, each)))
        if (span_starts(each->key, prefix))
            write_upload(r, bucket, each);
    xml_out_close(out, "ListMultipartUploadsResult");
    return s3_answer_xml(r);
}
