/*
 * store_dir_meta.c - what is kept of an object beside its bytes, as text.
 *
 * Lines, because a person may want to look; the key has its length in front,
 * since a key may hold line ends, which headers never do. The reader takes
 * nothing on trust: the folder is the user's.
 */
#include "edge/store_dir_meta.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "edge/store_dir_names.h"

#include <unistd.h>

#define HEAD      SPAN("popbox-object 1")
#define USUAL_MAX ((size_t)16 << 10) /* all but objects of many parts */

/* ---- shared descriptions ------------------------------------------------- */

int dir_meta_new(const struct store_object *object, struct dir_meta **meta)
{
    struct dir_meta *made = mem_zalloc(1, sizeof(*made));
    struct store_object *to = &made->object;

    arena_init(&made->arena, 2 * DIR_META_MAX);
    made->refs = 1;
    to->size = object->size;
    to->modified_ms = object->modified_ms;
    *meta = made;
    if (!arena_copy(&made->arena, object->key, &to->key) &&
        !arena_copy(&made->arena, object->etag, &to->etag) &&
        !http_headers_copy(&to->headers, &made->arena, &object->headers))
        return 0;
    *meta = NULL;
    dir_meta_unref(made);
    return ERR_TOO_LONG;
}

struct dir_meta *dir_meta_ref(struct dir_meta *meta)
{
    ASSERT(meta->refs > 0);
    meta->refs++;
    return meta;
}

void dir_meta_unref(struct dir_meta *meta)
{
    if (!meta)
        return;
    ASSERT(meta->refs > 0);
    if (--meta->refs > 0)
        return;
    arena_fini(&meta->arena);
    mem_free(meta);
}

/* ---- writing ------------------------------------------------------------- */

void dir_meta_write(struct buf *text, const struct store_object *object)
{
    buf_add(text, HEAD);
    buf_addf(text, "\nkey %zu\n", object->key.len);
    buf_add(text, object->key);
    buf_addf(text, "\nsize %llu\nmodified_ms %llu\netag ",
             (unsigned long long)object->size,
             (unsigned long long)(object->modified_ms > 0 ? object->modified_ms
                                                          : 0));
    buf_add(text, object->etag);
    for (size_t i = 0; i < object->headers.n; i++) {
        buf_add_str(text, "\nheader ");
        buf_add(text, object->headers.at[i].name);
        buf_add_byte(text, ' ');
        buf_add(text, object->headers.at[i].value);
    }
    buf_add_str(text, "\n\n");
}

/* ---- reading ------------------------------------------------------------- */

static bool take_line(struct span *rest, struct span *line)
{
    size_t end = span_find(*rest, '\n', 0);

    if (end == rest->len)
        return false;
    *line = span_cut(*rest, 0, end);
    *rest = span_cut(*rest, end + 1, rest->len);
    return true;
}

/* The value of a line "NAME VALUE". */
static bool take_field(struct span *rest, struct span name, struct span *value)
{
    struct span line;

    if (!take_line(rest, &line) || !span_starts(line, name))
        return false;
    *value = span_cut(line, name.len, line.len);
    return true;
}

static bool take_number(struct span *rest, struct span name, uint64_t *number)
{
    struct span value;

    return take_field(rest, name, &value) && span_u64(value, number) &&
           *number <= INT64_MAX;
}

static bool take_key(struct span *rest, struct span *key)
{
    uint64_t len;

    if (!take_number(rest, SPAN("key "), &len) || len == 0 ||
        len > DIR_KEY_MAX || rest->len < len + 1 || rest->ptr[len] != '\n')
        return false;
    *key = span_cut(*rest, 0, (size_t)len);
    *rest = span_cut(*rest, (size_t)len + 1, rest->len);
    return true;
}

static int take_headers(struct span *rest, struct store_object *object,
                        struct arena *arena)
{
    struct span line;

    while (take_line(rest, &line)) {
        struct span at = span_cut(line, 7, line.len);
        size_t blank = span_find(at, ' ', 0);

        if (line.len == 0)
            return 0;
        if (!span_starts(line, SPAN("header ")) ||
            !span_is_token(span_cut(at, 0, blank)) || blank == at.len)
            return ERR_SYNTAX;
        if (http_headers_add(&object->headers, arena, span_cut(at, 0, blank),
                             span_cut(at, blank + 1, at.len)))
            return ERR_TOO_LONG;
    }
    return ERR_SYNTAX;
}

int dir_meta_read(struct span text, struct dir_meta **meta)
{
    struct store_object object = {0};
    struct span rest = span_cut(text, 0, DIR_META_MAX);
    struct span line;
    uint64_t modified_ms;
    struct arena arena;
    int err = ERR_SYNTAX;

    *meta = NULL;
    arena_init(&arena, DIR_META_MAX);
    if (take_line(&rest, &line) && span_eq(line, HEAD) &&
        take_key(&rest, &object.key) &&
        take_number(&rest, SPAN("size "), &object.size) &&
        take_number(&rest, SPAN("modified_ms "), &modified_ms) &&
        take_field(&rest, SPAN("etag "), &object.etag)) {
        object.modified_ms = (int64_t)modified_ms;
        err = take_headers(&rest, &object, &arena);
    }
    if (!err)
        err = dir_meta_new(&object, meta);
    arena_fini(&arena);
    return err ? err : (int)(rest.ptr - text.ptr);
}

/* As far as max bytes hold it; *cut: there are more. */
static int load(int fd, size_t max, struct dir_meta **meta, bool *cut)
{
    char *text = mem_alloc(max);
    ssize_t n = pread(fd, text, max, 0);
    int used = n < 0 ? ERR_IO : dir_meta_read(span_of(text, (size_t)n), meta);

    if (n < 0)
        *meta = NULL;
    *cut = n == (ssize_t)max;
    mem_free(text);
    return used;
}

int dir_meta_load(int fd, struct dir_meta **meta)
{
    bool cut;
    int used = load(fd, USUAL_MAX, meta, &cut);

    return used < 0 && cut ? load(fd, DIR_META_MAX, meta, &cut) : used;
}
