/*
 * net_out.c - what waits to be written to a connection: text, and references.
 *
 * Text pieces follow each other in one buffer, so a piece needs no offset: the
 * next text byte to send is always at text_sent. The buffer may move while it
 * grows; a write that libuv still holds therefore never points into it (see
 * net_conn.c).
 */
#include "edge/net_out.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

/* Sent text is given back once it is worth a move. */
#define COMPACT_BYTES 32768u

void net_out_init(struct net_out *out)
{
    *out = (struct net_out){0};
    buf_init(&out->text, NET_OUT_TEXT_MAX);
}

void net_out_fini(struct net_out *out)
{
    buf_fini(&out->text);
    mem_free(out->pieces);
    out->pieces = NULL;
}

struct buf *net_out_text(struct net_out *out)
{
    return &out->text;
}

static struct net_piece *last_piece(struct net_out *out)
{
    return out->n > out->first ? &out->pieces[out->n - 1] : NULL;
}

/* A new piece at the end, or NULL at the ceiling. */
static struct net_piece *add_piece(struct net_out *out)
{
    if (out->n == out->cap && out->first > 0) {
        out->n -= out->first;
        memmove(out->pieces, out->pieces + out->first,
                out->n * sizeof(*out->pieces));
        out->first = 0;
    }
    if (out->n == out->cap) {
        if (out->cap >= NET_OUT_PIECES_MAX) {
            out->overflow = true;
            return NULL;
        }
        out->cap = out->cap ? out->cap * 2 : 8;
        out->pieces = mem_realloc(out->pieces, out->cap * sizeof(*out->pieces));
    }
    return &out->pieces[out->n++];
}

/* The text that was appended becomes a piece, or part of the last one. */
static void queue_text(struct net_out *out, size_t body)
{
    size_t len = out->text.len - out->text_queued;
    struct net_piece *piece = last_piece(out);

    if (out->text.overflow)
        out->overflow = true;
    if (len == 0)
        return;
    if (!piece || piece->ptr) {
        piece = add_piece(out);
        if (!piece)
            return;
        *piece = (struct net_piece){NULL, 0, 0};
    }
    piece->len += len;
    piece->body += body;
    out->text_queued += len;
    out->pushed += len;
}

void net_out_push_text(struct net_out *out)
{
    queue_text(out, 0);
}

void net_out_push_copy(struct net_out *out, struct span bytes)
{
    net_out_push_text(out);
    buf_add(&out->text, bytes);
    queue_text(out, bytes.len);
}

void net_out_push(struct net_out *out, struct span bytes)
{
    struct net_piece *piece;

    net_out_push_text(out);
    if (bytes.len == 0)
        return;
    piece = last_piece(out);
    if (!piece || !piece->ptr || piece->ptr + piece->len != bytes.ptr) {
        piece = add_piece(out);
        if (!piece)
            return;
        *piece = (struct net_piece){bytes.ptr, 0, 0};
    }
    piece->len += bytes.len;
    piece->body += bytes.len;
    out->pushed += bytes.len;
}

bool net_out_empty(const struct net_out *out)
{
    return out->first == out->n;
}

size_t net_out_gather(struct net_out *out, struct span *spans, size_t max)
{
    size_t text_at = out->text_sent;
    size_t n = 0;

    for (size_t i = out->first; i < out->n && n < max; i++) {
        const struct net_piece *piece = &out->pieces[i];

        if (piece->ptr) {
            spans[n++] = span_of(piece->ptr, piece->len);
        } else {
            spans[n++] = span_of(out->text.ptr + text_at, piece->len);
            text_at += piece->len;
        }
    }
    return n;
}

/* Copied body bytes count when their text is through, referenced ones as they
 * go. */
static void advance_piece(struct net_out *out, struct net_piece *piece,
                          size_t n)
{
    size_t body = n;

    if (!piece->ptr) {
        body = n == piece->len ? piece->body : 0;
        out->text_sent += n;
    } else {
        piece->ptr += n;
    }
    piece->len -= n;
    piece->body -= body;
    out->body_flushed += body;
    out->flushed += n;
}

static void compact(struct net_out *out)
{
    if (net_out_empty(out)) {
        out->first = 0;
        out->n = 0;
    }
    if (net_out_empty(out) && out->text.len == out->text_queued) {
        buf_reset(&out->text);
        out->text_sent = 0;
        out->text_queued = 0;
    } else if (out->text_sent > COMPACT_BYTES) {
        buf_drop(&out->text, out->text_sent);
        out->text_queued -= out->text_sent;
        out->text_sent = 0;
    }
}

void net_out_advance(struct net_out *out, size_t n)
{
    ASSERT(n <= out->pushed - out->flushed);
    while (n > 0) {
        struct net_piece *piece = &out->pieces[out->first];
        size_t part = n < piece->len ? n : piece->len;

        advance_piece(out, piece, part);
        n -= part;
        if (piece->len == 0)
            out->first++;
    }
    compact(out);
}
