/*
 * net_out.h - what waits to be written to a connection: text, and references.
 *
 * Text (heads, chunk lines, small pieces) is copied into one buffer; bodies are
 * only pointed at, and must stay until they are flushed. A response is then a
 * few pieces that go out with one writev.
 */
#ifndef POPBOX_EDGE_NET_OUT_H
#define POPBOX_EDGE_NET_OUT_H

#include "cache/base/buf.h"

#define NET_OUT_TEXT_MAX   ((size_t)4 << 20)
#define NET_OUT_PIECES_MAX 65536u

struct net_piece {
    const char *ptr; /* NULL: the next len bytes of the text */
    size_t len;
    size_t body; /* how many of them count as body */
};

/* Embedded in a connection. */
struct net_out {
    struct buf text;
    size_t text_sent;   /* bytes of it that are flushed */
    size_t text_queued; /* bytes of it that belong to a piece */
    struct net_piece *pieces;
    size_t first;
    size_t n; /* end of the pieces, from 0 */
    size_t cap;
    uint64_t pushed; /* bytes since the connection began ... */
    uint64_t flushed;
    uint64_t body_flushed;
    bool overflow; /* sticky: something could not be queued */
};

void net_out_init(struct net_out *out);
void net_out_fini(struct net_out *out);
/* Where text is appended to; net_out_push_text makes it count. */
struct buf *net_out_text(struct net_out *out);
void net_out_push_text(struct net_out *out);
/* Body bytes, by reference. */
void net_out_push(struct net_out *out, struct span bytes);
/* Body bytes, copied into the text. */
void net_out_push_copy(struct net_out *out, struct span bytes);
bool net_out_empty(const struct net_out *out);
/* The first pieces, at most max of them; how many. Valid until the next push.
 */
size_t net_out_gather(struct net_out *out, struct span *spans, size_t max);
/* n bytes from the front are flushed. */
void net_out_advance(struct net_out *out, size_t n);

#endif
