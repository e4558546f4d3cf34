/* json.h - strict JSON in, with the place of every error; JSON out. */
#ifndef POPBOX_CACHE_BASE_JSON_H
#define POPBOX_CACHE_BASE_JSON_H

#include "cache/base/buf.h"
#include "cache/base/err.h"

#define JSON_TEXT_MAX    (4u << 20) /* bytes of a document */
#define JSON_DEPTH_MAX   64
#define JSON_MEMBERS_MAX 4096 /* of one object or array */
#define JSON_ERROR_MAX   512

struct json;     /* a value, borrowed from its reader */
struct json_doc; /* private */

enum json_type {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

/* A parsed document and the first error met in it. The error is sticky: read
 * everything, then look once. Its text is
 *   FILE:LINE:COLUMN: $.path[2].Member: what is wrong and what to do
 * Embedded; init by json_open, given back by json_close. */
struct json_reader {
    struct json_doc *doc;
    const char *file; /* borrowed, for messages */
    bool failed;
    char error[JSON_ERROR_MAX];
};

/* Parses RFC 8259 strictly: UTF-8, no duplicate member names, no leading zeros,
 * no trailing text, no NUL in strings, caps above. Copies text. Returns 0 or
 * ERR_*, with reader->error set; json_close is due in both cases. */
MUST_USE int json_open(struct json_reader *reader, const char *file,
                       struct span text);
void json_close(struct json_reader *reader);
/* The whole document; NULL if, and only if, json_open failed. */
const struct json *json_root(const struct json_reader *reader);

/* RFC 7396: changes a copy of base by patch into a reader of its own (places in
 * later errors then name the path only, no line). Same contract as json_open.
 */
MUST_USE int json_merge(struct json_reader *reader, const char *file,
                        const struct json *base, const struct json *patch);

enum json_type json_type(const struct json *value);
/* "a string", "an object" ... */
const char *json_type_text(const struct json *value);
/* Members of an object or elements of an array, in document order; none for any
 * other value, or for NULL. */
size_t json_count(const struct json *value);
const struct json *json_first(const struct json *value);
const struct json *json_next(const struct json *value);
/* A member's own name; absent for elements. */
struct span json_name(const struct json *value);
/* Exact case. NULL if absent, or if object is NULL or no object. */
const struct json *json_member(const struct json *object, const char *name);
/* The value's bytes; the type is asserted. NUL-terminated. */
struct span json_string(const struct json *value);
bool json_bool(const struct json *value);
double json_number(const struct json *value);
/* As it is written in the document. */
struct span json_number_text(const struct json *value);

/* Checked access. All of them note the first error with its place and return
 * the fallback (NULL for json_need). A null member counts as absent. An object
 * that is NULL has no members; one that is no object is an error. */
const struct json *json_need(struct json_reader *reader,
                             const struct json *object, const char *name,
                             enum json_type type);
/* As json_need, but absence is no error: NULL. */
const struct json *json_get(struct json_reader *reader,
                            const struct json *object, const char *name,
                            enum json_type type);
struct span json_get_string(struct json_reader *reader,
                            const struct json *object, const char *name,
                            struct span fallback);
bool json_get_bool(struct json_reader *reader, const struct json *object,
                   const char *name, bool fallback);
/* An exact integer in range[0] to range[1]; 1.5 and 1e3 are refused, and so is
 * what lies beyond 2^53 - 1 (RFC 7493 section 2.2), whatever the range. */
int64_t json_get_int(struct json_reader *reader, const struct json *object,
                     const char *name, const int64_t range[2],
                     int64_t fallback);
/* Known words; a word's index is its meaning. */
struct json_words {
    const char *const *at;
    int n;
};
#define JSON_WORDS(array) \
    ((struct json_words){(array), (int)(sizeof(array) / sizeof((array)[0]))})
/* Index of the member's string among words, exact case. */
int json_get_enum(struct json_reader *reader, const struct json *object,
                  const char *name, struct json_words words, int fallback);
/* The same of a string that is at hand; -1 with an error noted. */
int json_word(struct json_reader *reader, const struct json *value,
              struct json_words words);
/* Notes an error on the first member whose name is not among names; the message
 * lists what is known, the likely meaning first. */
void json_only(struct json_reader *reader, const struct json *object,
               const char *const *names, size_t n);
/* Notes what json_only notes, of that member. */
void json_unknown(struct json_reader *reader, const struct json *member,
                  const char *const *names, size_t n);
/* Notes an error at value (NULL: at the document's start). */
void json_fail(struct json_reader *reader, const struct json *at,
               const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Writing. A small stack of brackets; keys and values in call order, which is
 * asserted to make JSON. */
#define JSON_OUT_DEPTH                                    \
    (JSON_DEPTH_MAX + 32) /* a value read, 32 levels down \
                           */
struct json_out {
    struct buf *buf; /* borrowed */
    int depth;
    bool pretty; /* two blanks a level, else one line */
    char brackets[JSON_OUT_DEPTH];
    bool has_member[JSON_OUT_DEPTH];
    bool after_key;
};

void json_out_init(struct json_out *out, struct buf *buf, bool pretty);
void json_out_open(struct json_out *out, char bracket);  /* '{' or '[' */
void json_out_close(struct json_out *out, char bracket); /* '}' or ']' */
void json_out_key(struct json_out *out, const char *key);
/* Each byte that is not UTF-8 becomes U+FFFD; control characters are escaped.
 * An absent span is written as null. */
void json_out_string(struct json_out *out, struct span value);
void json_out_int(struct json_out *out, int64_t value);
/* That many decimals, at most 17; from 1e21 on with an exponent. What is no
 * number is written as null. */
void json_out_double(struct json_out *out, double value, int decimals);
void json_out_bool(struct json_out *out, bool value);
void json_out_null(struct json_out *out);
/* A value of a document that was read, as it is. */
void json_out_value(struct json_out *out, const struct json *value);

#endif
