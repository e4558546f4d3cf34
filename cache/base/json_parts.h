/*
 * json_parts.h - what the files of the JSON reader share.
 *
 * cJSON parses, after our own scan has accepted every byte. Its nodes then get
 * what they lack: `valueint` is the value's offset in the text, and a number's
 * `valuestring` borrows the number as it is written. Errors so find their line
 * and integers stay exact, without a second tree.
 */
#ifndef POPBOX_CACHE_BASE_JSON_PARTS_H
#define POPBOX_CACHE_BASE_JSON_PARTS_H

#include "cache/base/json.h"

#include <stdarg.h>

#define JSON_NUMBER_MAX 63 /* characters: more than that, cJSON cuts off */

struct cJSON;

/* Owned by its reader; owns both. */
struct json_doc {
    char *text; /* a NUL after it */
    size_t len;
    struct cJSON *root; /* NULL until it is parsed */
    bool merged;        /* the text is nobody's file: no line to name */
};

/* json_scan.c: RFC 8259, byte by byte, and our caps. */
MUST_USE int json_scan(struct json_reader *reader);

/* json_tie.c: gives the parsed nodes their places; refuses what only a tree
 * shows: a name given twice, a number that no double can hold. */
MUST_USE int json_tie(struct json_reader *reader);

/* json.c: takes text over, which was allocated with mem_alloc. */
MUST_USE int json_load(struct json_reader *reader, char *text, size_t len);

/* json_names.c: an object's members sorted by name, those of one name in
 * document order. *members is given back with mem_free. */
size_t json_sorted(const struct cJSON *object, const struct cJSON ***members);
/* The one with that name, or NULL. */
const struct cJSON *json_find(const struct cJSON *const *members, size_t n,
                              const char *name);

/* json_near.c: how many slips lie between two names, case, '-' and '_' not
 * counted; JSON_FAR when too many for a misspelling. */
#define JSON_FAR SIZE_MAX
size_t json_distance(struct span a, struct span b);

/* json_utf8.c: bytes of the UTF-8 sequence that text begins with; 0 if none. */
size_t json_utf8_len(struct span text);
/* The first bytes of text, whole characters, at most max. */
struct span json_clip(struct span text, size_t max);

/* json_place.c: the first error of a reader, at an offset of its text. */
void json_vnote(struct json_reader *reader, size_t offset, struct span path,
                const char *format, va_list args);
/* As json_fail, at the name of a member instead of its value. */
void json_fail_name(struct json_reader *reader, const struct json *member,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Parts of a path. Of a name that is `raw` the escapes are still in it. */
void json_path_name(struct buf *path, struct span name, bool raw);
void json_path_index(struct buf *path, size_t index);
/* Room for the longest path. */
#define JSON_PATH_MAX (JSON_DEPTH_MAX * 512u)

#endif
