/*
 * origin.h - the contract of every origin: a small conversation without
 * sockets.
 *
 *     origin_begin(request head)  ->  ANSWER        answer is filled in
 *                                     ACCEPT_BODY   feed origin_body, then call
 *                                                   origin_commit -> ANSWER
 *     origin_read ...                 the answer's body, pulled piece by piece
 *     origin_end                      gives everything back
 *
 * Drivers (the virtual world, the live server) move the bytes and perform the
 * answer's fault. An origin answers requests and cannot know that a cache
 * exists. Time is a parameter; ids are counted or seeded, so that the same
 * conversation gives the same bytes.
 */
#ifndef POPBOX_ORIGIN_ORIGIN_H
#define POPBOX_ORIGIN_ORIGIN_H

#include "cache/http/msg.h"

struct origin;

enum origin_next {
    ORIGIN_ANSWER,     /* exchange->answer is ready; a request body, if any, is
                          to be drained or the connection closed */
    ORIGIN_ACCEPT_BODY /* wants the request's body; send 100 if it was expected
                        */
};

/* What goes wrong on the wire, on purpose. */
enum fault_kind {
    FAULT_NONE,
    FAULT_HANG,     /* never answers */
    FAULT_RESET,    /* closes before any byte of an answer */
    FAULT_TRUNCATE, /* closes after at_bytes of the body; the head promised more
                     */
    FAULT_GARBAGE   /* sends bytes that are not HTTP, then closes */
};

struct fault {
    enum fault_kind kind;
    uint64_t at_bytes; /* FAULT_TRUNCATE */
    int64_t delay_ms;  /* before the head, with every kind; >= 0 */
};

#define ORIGIN_LENGTH_UNKNOWN (-1)

struct origin_answer {
    struct http_response head; /* Date and Server included; no framing lines */
    int64_t length; /* bytes that origin_read will give (for HEAD: that GET
                       would give), or ORIGIN_LENGTH_UNKNOWN: chunked */
    bool has_body;  /* false for HEAD, 204, 304: nothing is read */
    bool close;     /* close the connection afterwards */
    struct fault fault;
};

/* One request's conversation. The driver owns it and inits the arena; the
 * origin fills the rest. Spans in answer live until origin_end. */
struct origin_exchange {
    struct arena *arena; /* the driver's; outlives the exchange */
    struct origin_answer answer;
    void *state; /* the origin's own, until origin_end */
};

/* What the driver knows of a request beside its head. */
struct origin_viewer {
    struct span address; /* the client's IP, textual */
    int64_t body_length; /* 0: none; -1: chunked */
    bool unframed;       /* the head did not say so: 0 is concluded */
};

struct origin_ops {
    const char *type; /* as written in a configuration: "s3", "plain" */
    void (*free)(struct origin *origin);
    enum origin_next (*begin)(struct origin *origin, struct origin_exchange *ex,
                              int64_t now_ms, const struct http_request *req,
                              const struct origin_viewer *viewer);
    /* Bytes of the request body, borrowed for the call. Nothing becomes visible
     * before commit. */
    void (*body)(struct origin *origin, struct origin_exchange *ex,
                 struct span bytes);
    /* The body is whole (complete) or will not be; fills the answer. */
    void (*commit)(struct origin *origin, struct origin_exchange *ex,
                   int64_t now_ms, bool complete);
    /* The next piece of the answer's body, at most max bytes; empty at the end.
     * Valid until the next call on this exchange. */
    struct span (*read)(struct origin *origin, struct origin_exchange *ex,
                        size_t max);
    void (*end)(struct origin *origin, struct origin_exchange *ex);
};

/* First member of every kind of origin. */
struct origin {
    const struct origin_ops *ops;
};

static inline void origin_free(struct origin *origin)
{
    if (origin)
        origin->ops->free(origin);
}

/* req is borrowed for the call; what the origin needs later it copies into the
 * exchange's arena. */
static inline enum origin_next
origin_begin(struct origin *origin, struct origin_exchange *ex, int64_t now_ms,
             const struct http_request *req, const struct origin_viewer *viewer)
{
    return origin->ops->begin(origin, ex, now_ms, req, viewer);
}

static inline void origin_body(struct origin *origin,
                               struct origin_exchange *ex, struct span bytes)
{
    origin->ops->body(origin, ex, bytes);
}

static inline void origin_commit(struct origin *origin,
                                 struct origin_exchange *ex, int64_t now_ms,
                                 bool complete)
{
    origin->ops->commit(origin, ex, now_ms, complete);
}

static inline struct span origin_read(struct origin *origin,
                                      struct origin_exchange *ex, size_t max)
{
    return origin->ops->read(origin, ex, max);
}

static inline void origin_end(struct origin *origin, struct origin_exchange *ex)
{
    origin->ops->end(origin, ex);
}

#endif
