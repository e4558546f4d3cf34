/*
 * http1_head.h - finds the end of a message head and checks its raw bytes.
 *
 * The first of two readers of every head. It accepts only bytes about which no
 * two parsers can disagree; llhttp reads them afterwards (security.md section
 * 0).
 */
#ifndef POPBOX_EDGE_HTTP1_HEAD_H
#define POPBOX_EDGE_HTTP1_HEAD_H

#include "cache/base/span.h"

/* What a reader says about the bytes so far. */
enum http1_verdict {
    HTTP1_MORE, /* so far so good, and not whole */
    HTTP1_OK,   /* whole */
    HTTP1_BAD,
    HTTP1_URL_TOO_LONG,
    HTTP1_HEAD_TOO_BIG
};

enum http1_kind { HTTP1_REQUEST, HTTP1_RESPONSE };

/* CloudFront's quotas for requests; ours for the rest. */
#define HTTP1_REQUEST_HEAD_MAX  20480u
#define HTTP1_REQUEST_LINES_MAX 100u
#define HTTP1_URL_MAX           8192u
#define HTTP1_RESPONSE_HEAD_MAX 65536u

/* How far the search has come; zero-initialised for every message. */
struct http1_head {
    size_t begin;   /* of the start line: one empty line may precede it */
    size_t line;    /* begin of the line whose end is looked for */
    size_t seen;    /* bytes of it that hold no LF */
    size_t n_lines; /* header lines */
    bool started;   /* the start line has been read */
};

/* bytes: the message from its first byte on, each time with more at the end.
 * HTTP1_OK: head->line is the head's length, the empty line included. */
enum http1_verdict http1_head_scan(struct http1_head *head,
                                   enum http1_kind kind, struct span bytes);

#endif
