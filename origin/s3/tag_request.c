/*
 * tag_request.c - the tags that a request brings: in a header, in a document.
 *
 * Too many tags are InvalidTag, as suites of S3 servers want it.
 */
#include "origin/s3/tag_request.h"

#include "origin/s3/xml.h"

static const char *const faults[] = {
    [TAG_FINE] = "",
    [TAG_BAD_KEY] = "The TagKey you have provided is invalid",
    [TAG_BAD_VALUE] = "The TagValue you have provided is invalid",
    [TAG_RESERVED] = "System tags cannot be added/updated by requester",
    [TAG_TWICE] = "Cannot provide multiple Tags with the same key",
    [TAG_TOO_MANY] = "",
};

static enum s3_error refuse_tag(struct s3_request *r, enum tag_fault fault,
                                size_t max, struct tag tag)
{
    struct span says = span_str(faults[fault]);

    if (fault == TAG_TOO_MANY)
        says =
            arena_printf(r->arena, "%s tags cannot be greater than %zu",
                         max == TAGS_OF_OBJECT_MAX ? "Object" : "Bucket", max);
    (void)s3_problem_say(&r->problem, S3_INVALID_TAG, says); /* below */
    s3_problem_add(&r->problem, "TagKey", tag.key);
    if (fault == TAG_BAD_VALUE)
        s3_problem_add(&r->problem, "TagValue", tag.value);
    return S3_INVALID_TAG;
}

static enum s3_error take(struct s3_request *r, const struct tags *tags,
                          struct span *text)
{
    *text = tags_to_text(tags, r->arena);
    return span_absent(*text) ? s3_refuse(r, S3_METADATA_TOO_LARGE) : S3_OK;
}

/* ---- a document ---------------------------------------------------------- */

enum s3_error tag_request_read(struct s3_request *r, size_t max,
                               struct span *text)
{
    const struct xml_element *set;
    struct xml_element *root;
    struct tags tags = {.n = 0};

    if (xml_read(&root, r->arena, buf_span(&r->upload.text)) ||
        !xml_is(root, "Tagging"))
        return s3_refuse(r, S3_MALFORMED_XML);
    set = xml_child(root, "TagSet");
    if (!set)
        return s3_refuse(r, S3_MALFORMED_XML);
    for (const struct xml_element *e = set->first; e; e = e->next) {
        struct tag tag = {xml_child_text(e, "Key"), xml_child_text(e, "Value")};
        enum tag_fault fault;

        if (!xml_is(e, "Tag") || span_absent(tag.key) || span_absent(tag.value))
            return s3_refuse(r, S3_MALFORMED_XML);
        fault = tags_add(&tags, max, tag);
        if (fault)
            return refuse_tag(r, fault, max, tag);
    }
    return take(r, &tags, text);
}

/* ---- the header ---------------------------------------------------------- */

static enum s3_error read_header(struct s3_request *r, struct span told,
                                 struct span *text)
{
    struct tags tags = {.n = 0};
    struct tag tag;

    for (size_t at = 0; tags_next(told, &at, &tag);) {
        bool decoded = tag_decode(&tag, r->arena);
        enum tag_fault fault =
            decoded ? tags_add(&tags, TAGS_OF_OBJECT_MAX, tag) : TAG_BAD_KEY;

        if (!decoded || fault == TAG_TWICE)
            return s3_refuse_argument(
                r, "x-amz-tagging", told,
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then "
                "URLEncoded URL query parameters without tag name duplicates.");
        if (fault)
            return refuse_tag(r, fault, TAGS_OF_OBJECT_MAX, tag);
    }
    return take(r, &tags, text);
}

enum s3_error tag_request_store(struct s3_request *r,
                                struct http_headers *stored)
{
    struct span told = s3_request_header(r, "x-amz-tagging");
    struct span text;

    if (told.len == 0)
        return S3_OK;
    if (read_header(r, told, &text))
        return r->problem.error;
    if (http_headers_add(stored, r->arena, SPAN(STORED_TAGS), text))
        return s3_refuse(r, S3_METADATA_TOO_LARGE);
    return S3_OK;
}
