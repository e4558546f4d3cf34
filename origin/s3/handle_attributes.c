/* handle_attributes.c - GetObjectAttributes: an object without its bytes. */
#include "origin/s3/handlers.h"

#include "origin/s3/access.h"
#include "origin/s3/copy.h"
#include "origin/s3/stored.h"
#include "origin/s3/xml.h"

#define PARTS_MAX 1000 /* in one answer */

enum attribute { ETAG, CHECKSUM, PARTS, STORAGE_CLASS, SIZE, N_ATTRIBUTES };

static const char *const names[N_ATTRIBUTES] = {
    [ETAG] = "ETag",         [CHECKSUM] = "Checksum",
    [PARTS] = "ObjectParts", [STORAGE_CLASS] = "StorageClass",
    [SIZE] = "ObjectSize",
};

struct page {
    uint64_t marker; /* parts up to this number are left out */
    uint64_t max;
};

/* ---- what is asked for --------------------------------------------------- */

static bool ask(bool asked[N_ATTRIBUTES], struct span name)
{
    for (size_t i = 0; i < N_ATTRIBUTES; i++) {
        if (!span_eq(name, span_str(names[i])))
            continue;
        asked[i] = true;
        return true;
    }
    return false;
}

/* The header may come several times, with several names each. */
static enum s3_error read_names(struct s3_request *r, bool asked[N_ATTRIBUTES])
{
    static const struct span header = {"x-amz-object-attributes", 23};
    const struct http_headers *headers = &r->req.headers;
    struct span name;
    bool any = false;

    for (size_t i = 0; i < headers->n; i++) {
        size_t at = 0;

        if (!span_ieq(headers->at[i].name, header))
            continue;
        while (span_list_next(headers->at[i].value, &at, &name)) {
            any = true;
            if (!ask(asked, name))
                return s3_refuse_argument(r, "x-amz-object-attributes", name,
                                          "Invalid attribute name specified.");
        }
    }
    if (any)
        return S3_OK;
    return s3_problem_say(
        &r->problem, S3_INVALID_REQUEST,
        SPAN("The x-amz-object-attributes header specifying the attributes to "
             "be retrieved is either missing or empty"));
}

static enum s3_error read_number(struct s3_request *r, const char *name,
                                 uint64_t fallback, uint64_t *number)
{
    struct span text = s3_request_header(r, name);

    *number = fallback;
    if (span_absent(text) || (span_u64(text, number) && *number <= INT32_MAX))
        return S3_OK;
    return s3_refuse_argument(r, name, text,
                              "Provided value not an integer or within "
                              "integer range");
}

static enum s3_error read_page(struct s3_request *r, struct page *page)
{
    if (read_number(r, "x-amz-max-parts", PARTS_MAX, &page->max) ||
        read_number(r, "x-amz-part-number-marker", 0, &page->marker))
        return r->problem.error;
    if (page->max > PARTS_MAX)
        page->max = PARTS_MAX;
    return S3_OK;
}

/* ---- the document -------------------------------------------------------- */

static void write_checksum(struct s3_request *r)
{
    const struct http_headers *stored = &r->object->headers;
    const struct checksum_kind *kind = copy_kind(r);
    struct span value = http_headers_get(stored, kind->header);

    if (span_absent(value))
        return;
    xml_out_open(&r->out, "Checksum");
    xml_out_text(&r->out, kind->xml, value);
    xml_out_text(&r->out, "ChecksumType",
                 http_headers_get(stored, SPAN("x-amz-checksum-type")));
    xml_out_close(&r->out, "Checksum");
}

static void write_part(struct s3_request *r, uint64_t number, struct span size,
                       struct span sum)
{
    struct buf *out = &r->out;

    xml_out_open(out, "Part");
    xml_out_text(out, copy_kind(r)->xml, sum);
    xml_out_u64(out, "PartNumber", number);
    xml_out_text(out, "Size", size);
    xml_out_close(out, "Part");
}

/* Of an object that was uploaded in parts. */
static void write_parts(struct s3_request *r, const struct page *page)
{
    const struct http_headers *stored = &r->object->headers;
    struct span sizes = http_headers_get(stored, SPAN(STORED_PART_SIZES));
    struct span sums = http_headers_get(stored, SPAN(STORED_PART_SUMS));
    struct buf *out = &r->out;
    struct span size;
    uint64_t n = 0;
    uint64_t last = page->marker;
    size_t size_at = 0;
    size_t sum_at = 0;

    if (span_absent(sizes))
        return;
    xml_out_open(out, "ObjectParts");
    while (span_list_next(sizes, &size_at, &size)) {
        struct span sum = SPAN_ABSENT;

        if (!span_list_next(sums, &sum_at, &sum))
            sum = SPAN_ABSENT;
        n++;
        if (n <= page->marker || n - page->marker > page->max)
            continue;
        write_part(r, n, size, sum);
        last = n;
    }
    xml_out_bool(out, "IsTruncated", last < n);
    xml_out_u64(out, "MaxParts", page->max);
    xml_out_u64(out, "NextPartNumberMarker", last);
    xml_out_u64(out, "PartNumberMarker", page->marker);
    xml_out_u64(out, "PartsCount", n);
    xml_out_close(out, "ObjectParts");
}

static enum s3_error answer(struct s3_request *r,
                            const bool asked[N_ATTRIBUTES],
                            const struct page *page)
{
    struct span etag = r->object->etag;
    struct buf *out = &r->out;

    s3_header(r, "Last-Modified",
              s3_time_http(r->arena, r->object->modified_ms));
    buf_add_str(out, XML_DECLARATION);
    xml_out_root(out, "GetObjectAttributesResponse");
    if (asked[ETAG]) /* without its quotes, here only */
        xml_out_text(out, "ETag", span_cut(etag, 1, etag.len - 1));
    if (asked[CHECKSUM])
        write_checksum(r);
    if (asked[PARTS])
        write_parts(r, page);
    if (asked[STORAGE_CLASS])
        xml_out_text(out, "StorageClass", SPAN("STANDARD"));
    if (asked[SIZE])
        xml_out_u64(out, "ObjectSize", r->object->size);
    xml_out_close(out, "GetObjectAttributesResponse");
    return s3_answer_xml(r);
}

/* Who asks needs s3:GetObject besides the operation's own action. */
enum s3_error s3_get_attributes(struct s3_request *r, struct bucket *bucket)
{
    bool asked[N_ATTRIBUTES] = {false};
    struct page page;

    if (read_names(r, asked) || read_page(r, &page) ||
        s3_find_object(r, bucket))
        return r->problem.error;
    if (!access_allows(r, bucket, "s3:GetObject", r->object->key, r->object))
        return s3_refuse(r, S3_ACCESS_DENIED);
    return answer(r, asked, &page);
}
