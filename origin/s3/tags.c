/* tags.c - tags of objects and buckets: their rules, and how they are kept. */
#include "origin/s3/tags.h"

#include "cache/base/buf.h"
#include "origin/s3/encodings.h"

#define TEXT_MAX ((size_t)1 << 20)

/* ---- rules --------------------------------------------------------------- */

/* Letters and digits of any script, blanks, and + - = . _ : / @ */
static bool is_taken(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') ||
           (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
           (c != '\0' && strchr(" +-=._:/@", c));
}

static bool is_good(struct span text, size_t min, size_t max)
{
    size_t characters = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (!is_taken(text.ptr[i]))
            return false;
        characters += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    return characters >= min && characters <= max && utf8_is_valid(text);
}

enum tag_fault tags_add(struct tags *tags, size_t max, struct tag tag)
{
    size_t at = 0;

    if (!is_good(tag.key, 1, TAG_KEY_MAX))
        return TAG_BAD_KEY;
    if (!is_good(tag.value, 0, TAG_VALUE_MAX))
        return TAG_BAD_VALUE;
    if (span_ieq(span_cut(tag.key, 0, 4), SPAN("aws:")))
        return TAG_RESERVED;
    while (at < tags->n && span_cmp(tags->at[at].key, tag.key) < 0)
        at++;
    if (at < tags->n && span_eq(tags->at[at].key, tag.key))
        return TAG_TWICE;
    if (tags->n >= max)
        return TAG_TOO_MANY;
    memmove(&tags->at[at + 1], &tags->at[at],
            (tags->n - at) * sizeof(tags->at[0]));
    tags->at[at] = tag;
    tags->n++;
    return TAG_FINE;
}

/* ---- as text ------------------------------------------------------------- */

struct span tags_to_text(const struct tags *tags, struct arena *arena)
{
    struct span copy;
    struct buf text;

    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < tags->n; i++) {
        struct span key = percent_encode(arena, tags->at[i].key, true);
        struct span value = percent_encode(arena, tags->at[i].value, true);

        buf_addf(&text, "%s%.*s=%.*s", i > 0 ? "&" : "", SPAN_ARG(key),
                 SPAN_ARG(value));
        if (span_absent(key) || span_absent(value))
            text.overflow = true;
    }
    copy = text.overflow
               ? SPAN_ABSENT
               : arena_printf(arena, "%.*s", SPAN_ARG(buf_span(&text)));
    buf_fini(&text);
    return copy;
}

bool tags_next(struct span text, size_t *at, struct tag *tag)
{
    size_t end = span_find(text, '&', *at);
    size_t equals = span_find(text, '=', *at);

    if (*at >= text.len)
        return false;
    if (equals > end)
        equals = end;
    tag->key = span_cut(text, *at, equals);
    tag->value = equals < end ? span_cut(text, equals + 1, end) : SPAN("");
    *at = end + 1;
    return true;
}

bool tag_decode(struct tag *tag, struct arena *arena)
{
    return !percent_decode(arena, tag->key, true, &tag->key) &&
           !percent_decode(arena, tag->value, true, &tag->value);
}

size_t tags_count(struct span text)
{
    struct tag tag;
    size_t n = 0;

    for (size_t at = 0; tags_next(text, &at, &tag);)
        n++;
    return n;
}

struct span tags_value(struct span text, struct arena *arena, struct span key)
{
    struct tag tag;

    for (size_t at = 0; tags_next(text, &at, &tag);)
        if (tag_decode(&tag, arena) && span_eq(tag.key, key))
            return tag.value;
    return SPAN_ABSENT;
}
