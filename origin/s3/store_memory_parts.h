/* store_memory_parts.h - what the files of the memory store share. */
#ifndef POPBOX_ORIGIN_S3_STORE_MEMORY_PARTS_H
#define POPBOX_ORIGIN_S3_STORE_MEMORY_PARTS_H

#include "cache/base/list.h"
#include "origin/s3/store.h"

#define MEMORY_DOCUMENTS_MAX 16

struct named {
    struct span name;
};

/* Pointers in order of their names. */
struct names {
    struct named **at;
    size_t n;
    size_t cap;
};

/* Bytes in pieces of their own; end is the offset after the piece. */
struct memory_piece {
    char *ptr;
    uint64_t end;
};

struct memory_pieces {
    struct memory_piece *at;
    size_t n;
    size_t cap;
    uint64_t size;
};

struct memory_object {
    struct named named; /* by its key */
    struct store_object public;
    unsigned refs;
    struct arena arena; /* of the head */
    uint64_t head_bytes;
    struct memory_pieces pieces;
};

struct memory_document {
    const char *name; /* a literal of the caller's */
    char *text;       /* NULL: forgotten */
    size_t len;
};

struct memory_bucket {
    struct named named;
    char *text; /* the name's bytes */
    struct names objects;
    struct memory_document documents[MEMORY_DOCUMENTS_MAX];
    size_t n_documents;
};

struct memory {
    struct store base;
    struct names buckets;
    uint64_t used; /* bytes of all pieces and heads */
    uint64_t bytes_max;
};

void memory_pieces_free(struct memory *memory, struct memory_pieces *pieces);
struct span memory_pieces_read(const struct memory_pieces *pieces,
                               uint64_t offset, size_t max);

/* Three of struct store_ops. */
struct store_blob *memory_blob_new(struct store *store);
int memory_blob_write(struct store *store, struct store_blob *blob,
                      struct span bytes);
void memory_blob_free(struct store *store, struct store_blob *blob);
/* Moves the blob's bytes to the end of pieces; the blob is used up. */
void memory_blob_take(struct store_blob *blob, struct memory_pieces *pieces);

#endif
