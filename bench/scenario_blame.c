/*
 * scenario_blame.c - errors of a changed world, at their place in the file.
 *
 * A changed world has paths and no lines: it is in no file. What is wrong with
 * it was written in the cure's change, so the path is followed there as far as
 * it goes; what is left of it stays in the message.
 */
#include "bench/scenario_parts.h"

/* ".name" and what may follow a name; how long it is, or 0. */
static size_t name_len(struct span path, struct span name)
{
    size_t end = name.len + 1;

    if (path.len < end || path.ptr[0] != '.' ||
        !span_eq(span_cut(path, 1, end), name))
        return 0;
    return path.len == end || path.ptr[end] == '.' || path.ptr[end] == '[' ? end
                                                                           : 0;
}

/* One step down; NULL: the change does not go there. */
static const struct json *follow(const struct json *at, struct span *path)
{
    for (const struct json *member = json_first(at); member;
         member = json_next(member)) {
        size_t len = name_len(*path, json_name(member));

        if (len > 0) {
            *path = span_cut(*path, len, path->len);
            return member;
        }
    }
    return NULL;
}

/* "FILE: $.path: message" without the file. */
static struct span message_of(const struct json_reader *changed)
{
    struct span error = span_str(changed->error);
    size_t skip = strlen(changed->file) + 2;

    return span_cut(error, skip, error.len);
}

/* The path ends at ": ", or where the text does. */
static size_t path_end(struct span text)
{
    size_t end = 0;

    while (end < text.len &&
           !span_starts(span_cut(text, end, text.len), SPAN(": ")))
        end++;
    return end;
}

void scenario_blame(struct scenario *scenario, const struct json *change,
                    const struct json_reader *changed)
{
    const struct json *next = change;
    struct span text, path;

    if (!changed->failed || scenario->reader.failed)
        return;
    text = message_of(changed);
    path = span_cut(text, 1, path_end(text));
    while (next) {
        change = next;
        next = json_type(change) == JSON_OBJECT ? follow(change, &path) : NULL;
    }
    if (path.len == 0)
        json_fail(&scenario->reader, change, "%.*s",
                  SPAN_ARG(span_cut(text, path_end(text) + 2, text.len)));
    else
        json_fail(&scenario->reader, change, "in the changed world %.*s",
                  SPAN_ARG(text));
}
