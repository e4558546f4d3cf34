/*
 * json_merge.c - RFC 7396: a document changed by a patch.
 *
 * The result is written as text and read again. Numbers so stay as they are
 * written, and every cap holds for the result as for any document; a second
 * way to build trees would have to prove both.
 */
#include "cache/base/assert.h"
#include "cache/base/json_parts.h"
#include "cache/base/mem.h"

#include <cjson/cJSON.h>

static const cJSON *node(const struct json *value)
{
    return (const cJSON *)(const void *)value;
}

static void write_value(struct json_out *out, const cJSON *item)
{
    json_out_value(out, (const struct json *)(const void *)item);
}

static void merge(struct json_out *out, const cJSON *base, const cJSON *patch);

/* The base's members, changed by those of the patch. */
static void merge_old(struct json_out *out, const cJSON *base,
                      const cJSON *patch)
{
    const cJSON **changes;
    size_t n = json_sorted(patch, &changes);
    const cJSON *member = base ? base->child : NULL;
    for (; member; member = member->next) {
        const cJSON *change = json_find(changes, n, member->string);
        if (cJSON_IsNull(change))
            continue;
        json_out_key(out, member->string);
        if (change)
            merge(out, member, change);
        else
            write_value(out, member);
    }
    mem_free(changes);
}

/* The patch's members that the base lacks. */
static void merge_new(struct json_out *out, const cJSON *base,
                      const cJSON *patch)
{
    const cJSON **members;
    size_t n = json_sorted(base, &members);
    const cJSON *change = patch->child;
    for (; change; change = change->next) {
        if (cJSON_IsNull(change) || json_find(members, n, change->string))
            continue;
        json_out_key(out, change->string);
        merge(out, NULL, change);
    }
    mem_free(members);
}

/* MergePatch of section 2; base NULL: there is nothing yet. */
static void merge(struct json_out *out, const cJSON *base, const cJSON *patch)
{
    if (!cJSON_IsObject(patch)) {
        write_value(out, patch);
        return;
    }
    if (base && !cJSON_IsObject(base))
        base = NULL;
    json_out_open(out, '{');
    merge_old(out, base, patch);
    merge_new(out, base, patch);
    json_out_close(out, '}');
}

int json_merge(struct json_reader *reader, const char *file,
               const struct json *base, const struct json *patch)
{
    ASSERT(file != NULL);
    ASSERT(patch != NULL);
    *reader = (struct json_reader){.file = file};
    reader->doc = mem_zalloc(1, sizeof(*reader->doc));
    reader->doc->merged = true;

    struct buf text;
    struct json_out out;
    buf_init(&text, JSON_TEXT_MAX);
    json_out_init(&out, &text, false);
    merge(&out, node(base), node(patch));
    if (text.overflow) {
        buf_fini(&text);
        json_fail(reader, NULL, "longer than %u bytes after the change",
                  JSON_TEXT_MAX);
        return ERR_TOO_LONG;
    }
    struct span whole = buf_span(&text);
    return json_load(reader, text.ptr, whole.len); /* takes the bytes over */
}
