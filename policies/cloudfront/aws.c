/* aws.c - what every reader of an AWS document shares: lists, strings, notes.
 */
#include "policies/cloudfront/aws.h"

#define OUT_OF_ROOM "too much to remember: shorten the document"

void aws_note(const struct aws_in *in, struct span what, struct span meaning)
{
    struct aws_notes *notes = in->notes;

    if (!notes || span_absent(what))
        return;
    for (size_t i = 0; i < notes->n; i++)
        if (span_eq(notes->at[i].what, what))
            return;
    if (notes->n == AWS_NOTES_MAX) {
        notes->n_more++;
        return;
    }
    notes->at[notes->n++] = (struct aws_note){what, meaning};
}

static bool is_among(const char *const *known, size_t n, struct span name)
{
    for (size_t i = 0; i < n; i++)
        if (span_eq(span_str(known[i]), name))
            return true;
    return false;
}

void aws_note_unknown(const struct aws_in *in, const struct json *object,
                      const char *place, const char *const *known, size_t n)
{
    if (in->strict)
        json_only(in->reader, object, known, n);
    for (const struct json *member = json_first(object); member;
         member = json_next(member)) {
        struct span name = json_name(member);

        if (in->notes && !is_among(known, n, name))
            aws_note(in,
                     arena_printf(in->arena, "%s.%.*s", place, SPAN_ARG(name)),
                     SPAN("not known to popbox: it changes nothing here"));
    }
}

static struct aws_list list_of(const struct aws_in *in, const struct json *list,
                               const struct json *items, size_t max)
{
    struct aws_list out = {.at = list, .n = json_count(items)};

    if (out.n > max) {
        json_fail(in->reader, items, "%zu items; at most %zu are allowed",
                  out.n, max);
        out.n = 0;
    }
    if (out.n > 0)
        out.first = json_first(items);
    return out;
}

struct aws_list aws_list_get(const struct aws_in *in, const struct json *object,
                             const char *name, size_t max)
{
    const int64_t quantity_range[2] = {0, INT32_MAX};
    const struct json *list = json_member(object, name), *items;
    int64_t quantity;

    if (!list || json_type(list) == JSON_NULL)
        return (struct aws_list){0};
    if (json_type(list) == JSON_ARRAY)
        return list_of(in, list, list, max);
    if (json_type(list) != JSON_OBJECT) {
        json_fail(in->reader, list,
                  "a list is {\"Quantity\": n, \"Items\": [...]} or an array, "
                  "not %s",
                  json_type_text(list));
        return (struct aws_list){.at = list};
    }
    items = json_get(in->reader, list, "Items", JSON_ARRAY);
    quantity = json_get_int(in->reader, list, "Quantity", quantity_range,
                            items ? (int64_t)json_count(items) : 0);
    if ((items ? json_count(items) : 0) != (size_t)quantity)
        json_fail(in->reader, list,
                  "Quantity says %lld, but there are %zu Items",
                  (long long)quantity, items ? json_count(items) : 0);
    return items ? list_of(in, list, items, max)
                 : (struct aws_list){.at = list};
}

static bool is_text(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (((unsigned char)text.ptr[i] < 0x20 && text.ptr[i] != '\t') ||
            text.ptr[i] == 0x7f)
            return false;
    return text.len > 0;
}

static struct span copy_text(const struct aws_in *in, const struct json *value)
{
    struct span copy = SPAN_ABSENT;

    if (json_type(value) != JSON_STRING)
        json_fail(in->reader, value, "must be a string, not %s",
                  json_type_text(value));
    else if (!is_text(json_string(value)))
        json_fail(in->reader, value,
                  "must not be empty nor bear control characters");
    else if (arena_copy(in->arena, json_string(value), &copy) < 0)
        json_fail(in->reader, value, OUT_OF_ROOM);
    return span_absent(copy) ? SPAN("") : copy;
}

struct aws_strings aws_strings_get(const struct aws_in *in,
                                   const struct json *object, const char *name,
                                   size_t max)
{
    struct aws_list list = aws_list_get(in, object, name, max);
    struct aws_strings out = {0};
    const struct json *item = list.first;

    if (list.n == 0)
        return out;
    out.at = aws_alloc(in, list.n, sizeof(*out.at));
    if (!out.at)
        return out;
    for (; item; item = json_next(item))
        out.at[out.n++] = copy_text(in, item);
    return out;
}

struct span aws_string_get(const struct aws_in *in, const struct json *object,
                           const char *name)
{
    const struct json *value = json_get(in->reader, object, name, JSON_STRING);
    struct span copy;

    if (!value)
        return SPAN_ABSENT;
    if (arena_copy(in->arena, json_string(value), &copy) < 0)
        json_fail(in->reader, value, OUT_OF_ROOM);
    return copy;
}

struct span aws_header_value_get(const struct aws_in *in,
                                 const struct json *object, const char *name,
                                 size_t max)
{
    const struct json *value = json_need(in->reader, object, name, JSON_STRING);
    struct span text = value ? json_string(value) : SPAN(""), copy;

    if (text.len > max)
        json_fail(in->reader, value,
                  "a header value of %zu bytes; CloudFront allows %zu",
                  text.len, max);
    else if (!is_text(text) && text.len > 0)
        json_fail(in->reader, value,
                  "a header value cannot bear control characters");
    else if (arena_copy(in->arena, span_trim(text), &copy) == 0)
        return copy;
    else
        json_fail(in->reader, value, OUT_OF_ROOM);
    return SPAN("");
}

void aws_comment_check(const struct aws_in *in, const struct json *object)
{
    const struct json *comment =
        json_get(in->reader, object, "Comment", JSON_STRING);

    if (comment && json_string(comment).len > AWS_COMMENT_MAX)
        json_fail(in->reader, comment,
                  "a comment of %zu characters; CloudFront allows %d",
                  json_string(comment).len, AWS_COMMENT_MAX);
}

struct span aws_join(const struct aws_in *in, struct aws_strings strings)
{
    size_t len = 0;
    char *text;

    if (strings.n == 0)
        return SPAN_ABSENT;
    for (size_t i = 0; i < strings.n; i++)
        len += strings.at[i].len + 2;
    text = aws_alloc(in, len, 1);
    if (!text)
        return SPAN_ABSENT;
    len = 0;
    for (size_t i = 0; i < strings.n; i++) {
        if (i > 0) {
            memcpy(text + len, ", ", 2);
            len += 2;
        }
        if (strings.at[i].len > 0)
            memcpy(text + len, strings.at[i].ptr, strings.at[i].len);
        len += strings.at[i].len;
    }
    return span_of(text, len);
}

int aws_done(const struct aws_in *in)
{
    return in->reader->failed ? ERR_SYNTAX : 0;
}

void *aws_alloc(const struct aws_in *in, size_t n, size_t size)
{
    void *memory = arena_zalloc(in->arena, n, size);

    if (!memory)
        json_fail(in->reader, NULL, OUT_OF_ROOM);
    return memory;
}
