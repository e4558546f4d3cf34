/*
 * store_memory_blob.c - bodies of the memory store, piece by piece.
 *
 * A piece never moves once it is full, so that a reader may hold on to it. The
 * last one of a blob grows by doubling up to PIECE_MAX and is cut to its length
 * when the blob becomes part of an object.
 */
#include "origin/s3/store_memory_parts.h"

#include "cache/base/mem.h"

#define PIECE_MIN ((size_t)256)
#define PIECE_MAX ((size_t)64 << 10)

struct store_blob {
    struct memory_pieces pieces;
    size_t last_len; /* of the last piece */
    size_t last_cap;
};

static void add_piece(struct memory_pieces *pieces, char *ptr, uint64_t len)
{
    if (pieces->n == pieces->cap) {
        pieces->cap = pieces->cap ? pieces->cap * 2 : 1;
        pieces->at =
            mem_realloc(pieces->at, pieces->cap * sizeof(pieces->at[0]));
    }
    pieces->size += len;
    pieces->at[pieces->n++] = (struct memory_piece){ptr, pieces->size};
}

void memory_pieces_free(struct memory *memory, struct memory_pieces *pieces)
{
    memory->used -= pieces->size;
    for (size_t i = 0; i < pieces->n; i++)
        mem_free(pieces->at[i].ptr);
    mem_free(pieces->at);
    *pieces = (struct memory_pieces){0};
}

struct span memory_pieces_read(const struct memory_pieces *pieces,
                               uint64_t offset, size_t max)
{
    size_t low = 0;
    size_t high = pieces->n;
    uint64_t start;
    uint64_t len;

    if (offset >= pieces->size)
        return SPAN("");
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (pieces->at[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    start = low > 0 ? pieces->at[low - 1].end : 0;
    len = pieces->at[low].end - offset;
    return span_of(pieces->at[low].ptr + (offset - start),
                   len < max ? (size_t)len : max);
}

struct store_blob *memory_blob_new(struct store *store)
{
    (void)store; /* counted when bytes come */
    return mem_zalloc(1, sizeof(struct store_blob));
}

/* Makes room in the last piece, or a new one; how many bytes fit. */
static size_t make_room(struct store_blob *blob, size_t wanted)
{
    struct memory_pieces *pieces = &blob->pieces;
    size_t cap = blob->last_cap;

    if (pieces->n == 0 || blob->last_len == PIECE_MAX) {
        add_piece(pieces, NULL, 0);
        blob->last_len = 0;
        cap = 0;
    }
    if (blob->last_len == cap) {
        cap = cap ? cap * 2 : PIECE_MIN;
        while (cap < PIECE_MAX && cap - blob->last_len < wanted)
            cap *= 2;
        pieces->at[pieces->n - 1].ptr =
            mem_realloc(pieces->at[pieces->n - 1].ptr, cap);
    }
    blob->last_cap = cap;
    return cap - blob->last_len < wanted ? cap - blob->last_len : wanted;
}

int memory_blob_write(struct store *store, struct store_blob *blob,
                      struct span bytes)
{
    struct memory *memory = (struct memory *)(void *)store;
    struct memory_pieces *pieces = &blob->pieces;

    if (bytes.len > memory->bytes_max ||
        memory->used > memory->bytes_max - bytes.len)
        return ERR_FULL;
    for (size_t done = 0; done < bytes.len;) {
        size_t step = make_room(blob, bytes.len - done);
        struct memory_piece *last = &pieces->at[pieces->n - 1];

        memcpy(last->ptr + blob->last_len, bytes.ptr + done, step);
        blob->last_len += step;
        last->end += step;
        pieces->size += step;
        memory->used += step;
        done += step;
    }
    return 0;
}

void memory_blob_free(struct store *store, struct store_blob *blob)
{
    memory_pieces_free((struct memory *)(void *)store, &blob->pieces);
    mem_free(blob);
}

void memory_blob_take(struct store_blob *blob, struct memory_pieces *pieces)
{
    uint64_t start = 0;

    for (size_t i = 0; i < blob->pieces.n; i++) {
        struct memory_piece *piece = &blob->pieces.at[i];
        uint64_t len = piece->end - start;

        start = piece->end;
        if (i + 1 == blob->pieces.n && len < blob->last_cap)
            piece->ptr = mem_realloc(piece->ptr, (size_t)len);
        add_piece(pieces, piece->ptr, len);
    }
    mem_free(blob->pieces.at);
    mem_free(blob);
}
