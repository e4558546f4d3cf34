/*
 * store_dir_names.c - which file holds an object: keys become paths.
 *
 * A sidecar's name holds the state of the file that it describes. A PUT can
 * then write the new sidecar beside the old one, and the one rename that puts
 * the body in its place also switches from the old description to the new one.
 */
#include "edge/store_dir_names.h"

#include "origin/s3/digest.h"

#include "edge/store_dir_walk.h"

#include <stdio.h>

struct dir_stamp dir_stamp_of(const struct stat *facts)
{
    return (struct dir_stamp){.inode = (uint64_t)facts->st_ino,
                              .size = (uint64_t)facts->st_size,
                              .mtime_ns = (int64_t)facts->st_mtim.tv_sec *
                                              INT64_C(1000000000) +
                                          facts->st_mtim.tv_nsec};
}

bool dir_stamp_eq(struct dir_stamp a, struct dir_stamp b)
{
    return a.inode == b.inode && a.size == b.size && a.mtime_ns == b.mtime_ns;
}

/* ---- keys and paths ------------------------------------------------------ */

bool dir_is_state(struct span segment)
{
    return span_ieq(segment, SPAN(DIR_STATE));
}

static bool is_segment(struct span segment)
{
    return segment.len > 0 && segment.len <= DIR_SEGMENT_MAX &&
           !span_eq(segment, SPAN(".")) && !span_eq(segment, SPAN("..")) &&
           !memchr(segment.ptr, '\0', segment.len);
}

bool dir_key_is_path(struct span key)
{
    size_t at = 0;

    if (key.len > DIR_KEY_MAX ||
        dir_is_state(span_cut(key, 0, span_find(key, '/', 0))))
        return false;
    for (;;) {
        size_t end = span_find(key, '/', at);

        if (!is_segment(span_cut(key, at, end)))
            return false;
        if (end == key.len)
            return true;
        at = end + 1;
    }
}

void dir_path(struct buf *path, struct span folder, struct span rest)
{
    buf_add(path, folder);
    if (folder.len > 0 && rest.len > 0)
        buf_add_byte(path, '/');
    buf_add(path, rest);
}

static size_t leaf_at(struct span key)
{
    size_t at = key.len;

    while (at > 0 && key.ptr[at - 1] != '/')
        at--;
    return at;
}

struct span dir_parent(struct span key)
{
    size_t at = leaf_at(key);

    return span_cut(key, 0, at > 0 ? at - 1 : 0);
}

struct span dir_leaf(struct span key)
{
    return span_cut(key, leaf_at(key), key.len);
}

/* ---- names in the state folder ------------------------------------------- */

void dir_odd_name(struct span key, char name[DIR_DIGEST_LEN + 1])
{
    static const char digits[] = "0123456789abcdef";
    struct digest_value value;

    digest_of(DIGEST_SHA256, key, &value);
    for (size_t i = 0; i < value.len; i++) {
        name[2 * i] = digits[value.bytes[i] >> 4];
        name[2 * i + 1] = digits[value.bytes[i] & 15];
    }
    name[DIR_DIGEST_LEN] = '\0';
}

void dir_sidecar_name(struct span key, struct dir_stamp stamp,
                      char name[DIR_SIDECAR_MAX])
{
    char digest[DIR_DIGEST_LEN + 1];

    dir_odd_name(key, digest);
    (void)snprintf(name, DIR_SIDECAR_MAX, "%s-%llu-%llu-%lld", digest,
                   (unsigned long long)stamp.inode,
                   (unsigned long long)stamp.size, (long long)stamp.mtime_ns);
}

/* ---- types --------------------------------------------------------------- */

struct span dir_content_type(struct span key)
{
    static const struct {
        const char *extension;
        const char *type;
    } rows[] = {
        {"avif", "image/avif"},
        {"css", "text/css"},
        {"csv", "text/csv"},
        {"gif", "image/gif"},
        {"gz", "application/gzip"},
        {"htm", "text/html"},
        {"html", "text/html"},
        {"ico", "image/x-icon"},
        {"jpeg", "image/jpeg"},
        {"jpg", "image/jpeg"},
        {"js", "text/javascript"},
        {"json", "application/json"},
        {"map", "application/json"},
        {"md", "text/markdown"},
        {"mjs", "text/javascript"},
        {"mp3", "audio/mpeg"},
        {"mp4", "video/mp4"},
        {"ogg", "audio/ogg"},
        {"otf", "font/otf"},
        {"pdf", "application/pdf"},
        {"png", "image/png"},
        {"svg", "image/svg+xml"},
        {"ttf", "font/ttf"},
        {"txt", "text/plain"},
        {"wasm", "application/wasm"},
        {"webm", "video/webm"},
        {"webmanifest", "application/manifest+json"},
        {"webp", "image/webp"},
        {"woff", "font/woff"},
        {"woff2", "font/woff2"},
        {"xml", "application/xml"},
        {"zip", "application/zip"},
    };
    struct span leaf = dir_leaf(key);
    size_t dot = leaf.len;

    while (dot > 0 && leaf.ptr[dot - 1] != '.')
        dot--;
    for (size_t i = 0; dot > 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
        if (span_ieq(span_cut(leaf, dot, leaf.len),
                     span_str(rows[i].extension)))
            return span_str(rows[i].type);
    return SPAN("binary/octet-stream");
}
