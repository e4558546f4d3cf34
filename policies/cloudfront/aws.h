/*
 * aws.h - what every reader of an AWS document shares: lists, strings, notes.
 *
 * Readers copy what they keep into the arena. Errors go to the JSON reader with
 * their place, the first one stays; a reader reads on with harmless values and
 * tells at its end. What is legal on AWS but has no model here is no error: it
 * is noted once.
 */
#ifndef POPBOX_POLICIES_CLOUDFRONT_AWS_H
#define POPBOX_POLICIES_CLOUDFRONT_AWS_H

#include "cache/base/arena.h"
#include "cache/base/json.h"
#include "cache/http/msg.h"

#define AWS_NOTES_MAX   64
#define AWS_COMMENT_MAX 128
#define AWS_LIST_MAX    256 /* elements of any list of an AWS document */

/* One thing that was accepted though nothing here behaves accordingly. */
struct aws_note {
    struct span what;    /* "CacheBehavior.Compress" */
    struct span meaning; /* what that does to results: a sentence */
};

/* In the order met, each `what` once. Zero-initialised means empty. Borrows
 * from the arena of whoever read. */
struct aws_notes {
    struct aws_note at[AWS_NOTES_MAX];
    size_t n;
    size_t n_more; /* past the ceiling */
};

/* What reading needs; all borrowed. */
struct aws_in {
    struct arena *arena;
    struct json_reader *reader;
    struct aws_notes *notes; /* NULL: not wanted */
    bool strict;             /* unknown members are errors, not notes */
};

/* what, meaning: from literals or from the arena. */
void aws_note(const struct aws_in *in, struct span what, struct span meaning);
/* Notes every member of object that is not among the n known ones as
 * "PLACE.Member", place being what the object is called; an error if strict. */
void aws_note_unknown(const struct aws_in *in, const struct json *object,
                      const char *place, const char *const *known, size_t n);

/* The elements of the member `name`, which AWS's API writes as {"Quantity": n,
 * "Items": [...]} and CloudFormation as a plain array. An absent member, absent
 * or null Items mean none. An error: another type, a Quantity that is not the
 * number of items, more than max of them. */
struct aws_list {
    const struct json *first; /* json_next leads on */
    const struct json *at;    /* the member itself, for errors; NULL: absent */
    size_t n;
};
struct aws_list aws_list_get(const struct aws_in *in, const struct json *object,
                             const char *name, size_t max);

/* Copies of strings, in order. */
struct aws_strings {
    struct span *at; /* in the arena */
    size_t n;
};
/* As aws_list_get; every element must be a non-empty string without control
 * characters. */
struct aws_strings aws_strings_get(const struct aws_in *in,
                                   const struct json *object, const char *name,
                                   size_t max);

/* A copy of a string member; absent if the member is. */
struct span aws_string_get(const struct aws_in *in, const struct json *object,
                           const char *name);
/* A copy of a header's value, which must be there: visible characters, blanks
 * and tabs, at most max bytes; may be empty. "" after an error. */
struct span aws_header_value_get(const struct aws_in *in,
                                 const struct json *object, const char *name,
                                 size_t max);
/* Notes an error when the member Comment is longer than AWS allows. */
void aws_comment_check(const struct aws_in *in, const struct json *object);
/* Joined with ", ", in the arena; absent when there are none. */
struct span aws_join(const struct aws_in *in, struct aws_strings strings);

/* 0, or ERR_SYNTAX once the reader has failed. */
MUST_USE int aws_done(const struct aws_in *in);
/* Zeroed memory, or NULL with an error noted. */
void *aws_alloc(const struct aws_in *in, size_t n, size_t size);

#endif
