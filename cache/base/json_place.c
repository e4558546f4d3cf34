/*
 * json_place.c - where an error is: file, line, column, path; and its text.
 *
 * The line is counted and the path is found when there is an error, never
 * before. Columns count characters. A message comes from a file that anyone may
 * have written, so what could steer a terminal is taken out of it, and each of
 * its parts has a share of the room: neither a long path nor a long name drives
 * out what is wrong.
 */
#include "cache/base/json_parts.h"

#include "cache/base/assert.h"

#include <cjson/cJSON.h>
#include <stdio.h>

#define FILE_SHOWN_MAX 120
#define PATH_SHOWN_MAX 160
#define NAME_SHOWN_MAX 64

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* ---- paths --------------------------------------------------------------- */

static bool is_plain(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char lower = ascii_lower(name.ptr[i]);
        bool digit = lower >= '0' && lower <= '9';
        if ((lower < 'a' || lower > 'z') && lower != '_' && lower != '-' &&
            !(digit && i > 0))
            return false;
    }
    return name.len > 0;
}

void json_path_name(struct buf *path, struct span name, bool raw)
{
    struct span shown = json_clip(name, NAME_SHOWN_MAX);
    if (is_plain(name) && shown.len == name.len) {
        buf_add_byte(path, '.');
        buf_add(path, name);
        return;
    }
    buf_add_str(path, "[");
    if (raw) {
        buf_addf(path, "\"%.*s\"", SPAN_ARG(shown));
    } else {
        struct json_out out;
        json_out_init(&out, path, false);
        json_out_string(&out, shown);
    }
    buf_add_str(path, shown.len < name.len ? "...]" : "]");
}

void json_path_index(struct buf *path, size_t index)
{
    buf_addf(path, "[%zu]", index);
}

/* Values begin in document order, so the way down to a value is, on each level,
 * the last one that begins no later. */
static void add_path(struct buf *path, const struct json_doc *doc,
                     const cJSON *target)
{
    buf_add_byte(path, '$');
    const cJSON *at = doc->root;
    while (at && at != target) {
        const cJSON *step = NULL;
        size_t index = 0;
        for (const cJSON *child = at->child;
             child && child->valueint <= target->valueint;
             child = child->next) {
            index += step != NULL;
            step = child;
        }
        ASSERT(step != NULL); /* target is a value of this document */
        if (step->string)
            json_path_name(path, span_str(step->string), false);
        else
            json_path_index(path, index);
        at = step;
    }
}

/* ---- the text ------------------------------------------------------------ */

/* The end of text matters most: file names and paths are cut in front. */
static void add_end(struct buf *to, struct span text, size_t max)
{
    if (text.len > max) {
        size_t from = text.len - max;
        while (from < text.len && is_tail(text.ptr[from]))
            from++;
        buf_add_str(to, "...");
        text = span_cut(text, from, text.len);
    }
    buf_add(to, text);
}

static void add_line(struct buf *to, const struct json_doc *doc, size_t offset)
{
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (doc->text[i] == '\n') {
            line++;
            column = 1;
        } else if (!is_tail(doc->text[i])) {
            column++;
        }
    }
    buf_addf(to, "%zu:%zu: ", line, column);
}

/* Neither C0 and C1 controls nor DEL reach a terminal. */
static void clean(char *text)
{
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        unsigned char next = (unsigned char)text[1];
        if (byte < 0x20 || byte == 0x7F)
            *text = '?';
        else if (byte == 0xC2 && next >= 0x80 && next <= 0x9F)
            text[0] = text[1] = '?';
    }
}

/* A text that filled its room ends in dots, between two characters. */
static void end_in_dots(char *text)
{
    size_t len = json_clip(span_str(text), JSON_ERROR_MAX - 4).len;
    memcpy(text + len, "...", 4);
}

void json_vnote(struct json_reader *reader, size_t offset, struct span path,
                const char *format, va_list args)
{
    if (reader->failed)
        return;
    reader->failed = true;

    struct buf place;
    buf_init(&place, JSON_ERROR_MAX);
    add_end(&place, span_str(reader->file), FILE_SHOWN_MAX);
    buf_add_str(&place, ":");
    if (reader->doc->merged)
        buf_add_str(&place, " ");
    else
        add_line(&place, reader->doc, offset);
    add_end(&place, path, PATH_SHOWN_MAX);
    buf_add_str(&place, ": ");
    struct span head = buf_span(&place);
    ASSERT(head.len < JSON_ERROR_MAX / 2 + 128);
    memcpy(reader->error, head.ptr, head.len);
    buf_fini(&place);

    size_t room = JSON_ERROR_MAX - head.len;
    int len = vsnprintf(reader->error + head.len, room, format, args);
    ASSERT(len >= 0);
    if ((size_t)len >= room)
        end_in_dots(reader->error);
    clean(reader->error);
}

/* ---- errors at values ---------------------------------------------------- */

/* Notes an error at a value, at `offset` of the text. */
static void note_at(struct json_reader *reader, const cJSON *value,
                    size_t offset, const char *format, va_list args)
{
    struct buf path;
    buf_init(&path, JSON_PATH_MAX);
    add_path(&path, reader->doc, value);
    json_vnote(reader, offset, buf_span(&path), format, args);
    buf_fini(&path);
}

void json_fail(struct json_reader *reader, const struct json *at,
               const char *format, ...)
{
    const cJSON *value = (const cJSON *)(const void *)at;
    if (!value)
        value = reader->doc->root;
    va_list args;
    va_start(args, format);
    if (value)
        note_at(reader, value, (size_t)value->valueint, format, args);
    else
        json_vnote(reader, 0, SPAN("$"), format, args);
    va_end(args);
}

/* The offset of the opening quote of the name before a member's value. */
static size_t name_offset(const char *text, size_t value_offset)
{
    size_t at = value_offset - 1;
    while (text[at] != '"')
        at--;
    for (;;) {
        size_t n_backslashes = 0;
        at--;
        if (text[at] != '"')
            continue;
        while (text[at - n_backslashes - 1] == '\\')
            n_backslashes++;
        if (n_backslashes % 2 == 0)
            return at;
    }
}

void json_fail_name(struct json_reader *reader, const struct json *member,
                    const char *format, ...)
{
    const cJSON *value = (const cJSON *)(const void *)member;
    va_list args;
    va_start(args, format);
    note_at(reader, value,
            name_offset(reader->doc->text, (size_t)value->valueint), format,
            args);
    va_end(args);
}
