/*
 * store_dir_scan.c - the files below a folder in the order of their keys.
 *
 * Keys are in order when the names of each folder are, provided that a folder
 * sorts as "name/": then "a-b" < "a/b" < "a0". A walk goes down into folders
 * and up again with nothing but the key so far, so that its depth costs no
 * stack and no descriptor. A folder whose time of change is too near to now may
 * change again within the same tick of the file system's clock: its listing is
 * used once and then read anew.
 */
#include "edge/store_dir_scan.h"

#include "cache/base/mem.h"
#include "edge/store_dir_names.h"
#include "edge/store_dir_walk.h"
#include "origin/s3/encodings.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>

#define LISTINGS  32
#define NAMES_MAX ((size_t)64 << 20) /* bytes of one folder's names */
#define RACY_MS   100
#define NS_IN_MS  INT64_C(1000000)

struct listing {
    struct buf path; /* from the root */
    uint64_t inode;
    int64_t changed_ns;
    bool racy;
    uint64_t used_at;
    struct buf text;    /* the names */
    struct span *names; /* folders with '/' at their end; sorted */
    size_t n;
};

struct dir_scan {
    struct listing listings[LISTINGS];
    uint64_t n_uses;
    struct buf path;
    struct buf left; /* the folder that a walk came up from */
};

struct dir_scan *dir_scan_new(void)
{
    struct dir_scan *scan = mem_zalloc(1, sizeof(*scan));

    for (size_t i = 0; i < LISTINGS; i++) {
        buf_init(&scan->listings[i].path, DIR_PATH_LEN_MAX);
        buf_init(&scan->listings[i].text, NAMES_MAX);
    }
    buf_init(&scan->path, DIR_PATH_LEN_MAX);
    buf_init(&scan->left, DIR_PATH_LEN_MAX);
    return scan;
}

void dir_scan_free(struct dir_scan *scan)
{
    for (size_t i = 0; i < LISTINGS; i++) {
        buf_fini(&scan->listings[i].path);
        buf_fini(&scan->listings[i].text);
        mem_free(scan->listings[i].names);
    }
    buf_fini(&scan->path);
    buf_fini(&scan->left);
    mem_free(scan);
}

/* ---- reading a folder ---------------------------------------------------- */

struct reading {
    struct listing *listing;
    int folder;
    bool top; /* of a bucket */
};

static bool is_folder(const struct reading *in, const char *name,
                      unsigned char type, bool *is_file)
{
    struct stat facts;

    *is_file = type == DT_REG;
    if (type != DT_UNKNOWN)
        return type == DT_DIR;
    if (fstatat(in->folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    *is_file = S_ISREG(facts.st_mode);
    return S_ISDIR(facts.st_mode);
}

static void add_name(void *user, const char *name, unsigned char type)
{
    struct reading *in = user;
    struct buf *text = &in->listing->text;
    struct span bytes = span_str(name);
    size_t before = text->len;
    bool is_file;
    bool folder = is_folder(in, name, type, &is_file);

    if ((!folder && !is_file) || (in->top && dir_is_state(bytes)) ||
        !utf8_is_valid(bytes))
        return;
    if (text->max - before < bytes.len + 2)
        return; /* no more names than fit */
    buf_add(text, bytes);
    if (folder)
        buf_add_byte(text, '/');
    buf_add_byte(text, '\0');
    in->listing->n++;
}

static int by_bytes(const void *a, const void *b)
{
    return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static void sort_names(struct listing *listing)
{
    const char *at = buf_span(&listing->text).ptr;

    mem_free(listing->names);
    listing->names = mem_zalloc(listing->n, sizeof(listing->names[0]));
    for (size_t i = 0; i < listing->n; i++) {
        listing->names[i] = span_str(at);
        at += listing->names[i].len + 1;
    }
    if (listing->n > 0)
        qsort(listing->names, listing->n, sizeof(listing->names[0]), by_bytes);
}

static int64_t changed_ns(const struct stat *facts)
{
    return (int64_t)facts->st_mtim.tv_sec * 1000 * NS_IN_MS +
           facts->st_mtim.tv_nsec;
}

static void fill(struct listing *listing, int folder, const struct stat *facts,
                 const struct dir_walk *walk, bool top)
{
    struct reading in = {listing, folder, top};

    buf_reset(&listing->text);
    listing->n = 0;
    listing->inode = (uint64_t)facts->st_ino;
    listing->changed_ns = changed_ns(facts);
    listing->racy = walk->now_ms - listing->changed_ns / NS_IN_MS < RACY_MS;
    if (!dir_each(folder, add_name, &in))
        listing->racy = true; /* what could be read of it */
    sort_names(listing);
}

/* The listing of that path, or the one that was used longest ago. */
static struct listing *slot_of(struct dir_scan *scan, struct span path)
{
    struct listing *oldest = &scan->listings[0];

    for (size_t i = 0; i < LISTINGS; i++) {
        struct listing *listing = &scan->listings[i];

        if (listing->used_at > 0 && span_eq(buf_span(&listing->path), path))
            return listing;
        if (listing->used_at < oldest->used_at)
            oldest = listing;
    }
    oldest->used_at = 0;
    return oldest;
}

/* What is in the folder of keys that begin with prefix; NULL: nothing. */
static const struct listing *listing_of(struct dir_scan *scan,
                                        const struct dir_walk *walk,
                                        struct span prefix)
{
    struct span below = span_cut(prefix, 0, prefix.len ? prefix.len - 1 : 0);
    struct listing *listing;
    struct stat facts;
    int folder;

    buf_reset(&scan->path);
    dir_path(&scan->path, walk->folder, below);
    folder = scan->path.overflow
                 ? ERR_TOO_LONG
                 : dir_open_folder(walk->root, buf_span(&scan->path), false);
    if (folder < 0)
        return NULL;
    listing = slot_of(scan, buf_span(&scan->path));
    if (fstat(folder, &facts) != 0) {
        dir_close(folder);
        return NULL;
    }
    if (listing->used_at == 0 || listing->racy ||
        listing->inode != (uint64_t)facts.st_ino ||
        listing->changed_ns != changed_ns(&facts)) {
        buf_reset(&listing->path);
        buf_add(&listing->path, buf_span(&scan->path));
        fill(listing, folder, &facts, walk, prefix.len == 0);
    }
    listing->used_at = ++scan->n_uses;
    dir_close(folder);
    return listing;
}

/* ---- walking ------------------------------------------------------------- */

enum start {
    AT,   /* the first name at rest or after it, or the folder around it */
    AFTER /* the first one behind rest and all that is in it */
};

static size_t place_of(const struct listing *listing, struct span rest,
                       enum start start, bool inclusive)
{
    size_t low = 0;
    size_t high = listing->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (span_cmp(listing->names[middle], rest) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < listing->n && span_eq(listing->names[low], rest) &&
        (start == AFTER || (!inclusive && !span_ends(rest, SPAN("/")))))
        return low + 1;
    if (start == AT && low > 0 &&
        span_ends(listing->names[low - 1], SPAN("/")) &&
        span_starts(rest, listing->names[low - 1]))
        return low - 1;
    return low;
}

/* Cuts the last folder off key and keeps its name in left. */
static void go_up(struct buf *key, struct buf *left)
{
    struct span folder = span_cut(buf_span(key), 0, key->len - 1);
    size_t at = folder.len - dir_leaf(folder).len;

    buf_reset(left);
    buf_add(left, span_cut(buf_span(key), at, key->len));
    key->len = at;
}

/* The key from `from` on that is below the folder of the key so far. */
static struct span rest_below(struct span from, struct span name,
                              enum start start)
{
    return start == AT && span_starts(from, name)
               ? span_cut(from, name.len, from.len)
               : SPAN("");
}

bool dir_scan_next(struct dir_scan *scan, const struct dir_walk *walk,
                   struct buf *key)
{
    struct span rest = span_absent(walk->from) ? SPAN("") : walk->from;
    enum start start = AT;

    buf_reset(key);
    for (;;) {
        const struct listing *listing = listing_of(scan, walk, buf_span(key));
        size_t i =
            listing ? place_of(listing, rest, start, walk->inclusive) : 0;
        struct span name;

        if (!listing || i == listing->n) {
            if (key->len == 0)
                return false;
            go_up(key, &scan->left);
            rest = buf_span(&scan->left);
            start = AFTER;
            continue;
        }
        name = listing->names[i];
        if (key->len + name.len > DIR_KEY_MAX) {
            buf_reset(&scan->left);
            buf_add(&scan->left, name);
            rest = buf_span(&scan->left);
            start = AFTER;
            continue;
        }
        buf_add(key, name);
        if (!span_ends(name, SPAN("/")))
            return true;
        rest = rest_below(rest, name, start);
        start = AT;
    }
}
