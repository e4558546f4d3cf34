/* http1_told.h - what a reader of HTTP/1 messages saw, told as text. */
#ifndef POPBOX_TESTS_HTTP1_TOLD_H
#define POPBOX_TESTS_HTTP1_TOLD_H

#include "cache/base/buf.h"
#include "edge/http1_in.h"

/* Reads messages from a text that arrives in the given piece sizes. */
struct http1_told {
    struct http1_in *in;
    enum http1_kind kind;
    bool to_head;
    struct span text;
    size_t at;   /* bytes used up */
    size_t seen; /* bytes that have arrived */
    struct buf *out;
};

/* All messages of the text; ends with '!' (bad), '~' (unfinished body), '-'
 * (unfinished head) or nothing. first, then the rest in pieces of step. */
void http1_told_read(struct http1_told *r, size_t first, size_t step);

#endif
