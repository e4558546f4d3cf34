/* origin_talk.h - conversations with an origin, written and told as text. */
#ifndef POPBOX_TESTS_ORIGIN_TALK_H
#define POPBOX_TESTS_ORIGIN_TALK_H

#include "cache/base/buf.h"
#include "origin/origin.h"

#define TALK_NOW_MS INT64_C(1764036000000) /* Tue, 25 Nov 2025 02:00:00 GMT */

struct origin_talk {
    struct origin *origin;
    struct arena arena;
    struct origin_exchange ex;
    int64_t now_ms;
    struct span address; /* of the client */
    size_t piece;        /* request bodies in pieces of so many bytes; 0: whole
                          */
    bool unframed;       /* the head does not say how long the body is */
    bool cut_short;      /* the body ends before it is whole */
    bool accepted;       /* the last request's body was asked for */
    struct buf body;     /* of the last answer */
    struct buf told;
};

/* description: the origin's JSON, written with ' in place of ". Asserts that it
 * is good. */
void talk_init(struct origin_talk *talk, const char *description);
/* The message of a description that is refused: without the file's name. */
void talk_refused(const char *description, struct buf *message);
void talk_fini(struct origin_talk *talk);

/* request: "METHOD /path?query\nName: value\n..."; a Host line is the
 * authority ("s3.localhost" without one). body may be absent. Returns the
 * status; head and body are in ex.answer and body. */
int talk_ask_with(struct origin_talk *talk, const char *request,
                  struct span body);
int talk_ask(struct origin_talk *talk, const char *request);

/* Of the last answer: a header's value, or NULL; the body; how one of its XML
 * elements reads, or NULL. Valid until the next call. */
const char *talk_header(struct origin_talk *talk, const char *name);
const char *talk_body(struct origin_talk *talk);
const char *talk_element(struct origin_talk *talk, const char *name);
/* "STATUS | Name: value | ..." with the lines whose name starts with one of the
 * prefixes, a NULL at their end. */
const char *talk_told(struct origin_talk *talk, const char *const *prefixes);
/* Content-MD5 of body, in base64. */
const char *talk_md5(struct origin_talk *talk, struct span body);

#endif
