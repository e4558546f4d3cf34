/* aws_chunked.h - the aws-chunked body coding, decoded as it comes. */
#ifndef POPBOX_ORIGIN_S3_AWS_CHUNKED_H
#define POPBOX_ORIGIN_S3_AWS_CHUNKED_H

#include "cache/http/msg.h"

#define AWS_CHUNKED_LINE_MAX     1024
#define AWS_CHUNKED_TRAILERS_MAX 8
#define AWS_CHUNKED_SIGNATURE    64 /* hexadecimal digits */

/* What the next bytes are part of. */
enum aws_chunked_state {
    AWS_CHUNKED_SIZE, /* "hex[;chunk-signature=…]" CRLF */
    AWS_CHUNKED_DATA,
    AWS_CHUNKED_DATA_END, /* CRLF after a chunk's bytes */
    AWS_CHUNKED_TRAILER,  /* "name:value" CRLF, or the empty last line */
    AWS_CHUNKED_DONE,
    AWS_CHUNKED_BROKEN
};

/* Embedded. A line may end in CRLF or LF; the final empty line may be missing,
 * as some writers leave it out. */
struct aws_chunked {
    struct arena *arena; /* borrowed: of the trailers */
    enum aws_chunked_state state;
    uint64_t left; /* of the chunk */
    bool last;     /* the chunk is the empty one */
    struct http_headers trailers;
    char signature[AWS_CHUNKED_SIGNATURE + 1]; /* of the chunk, or "" */
    size_t line_len;
    char line[AWS_CHUNKED_LINE_MAX];
};

void aws_chunked_init(struct aws_chunked *in, struct arena *arena);
/* Takes the front of *input and sets *data to decoded bytes in it, which may be
 * none. Call until *input is empty. ERR_SYNTAX, ERR_TOO_LONG or ERR_FULL; it
 * stays broken then. */
MUST_USE int aws_chunked_take(struct aws_chunked *in, struct span *input,
                              struct span *data);
/* Whether the input may end here. */
bool aws_chunked_may_end(const struct aws_chunked *in);

#endif
