/* request.h - one request at S3, from its head to its answer. */
#ifndef POPBOX_ORIGIN_S3_REQUEST_H
#define POPBOX_ORIGIN_S3_REQUEST_H

#include "origin/faults.h"
#include "origin/s3/account.h"
#include "origin/s3/bucket.h"
#include "origin/s3/multipart.h"
#include "origin/s3/query.h"
#include "origin/s3/target.h"
#include "origin/s3/upload.h"

#define S3_MAGIC 0x73330001u

/* The origin itself. */
struct s3 {
    struct origin base;
    unsigned magic;
    struct store *store; /* owned */
    struct arena arena;  /* of the description */
    struct buckets buckets;
    struct multiparts multiparts;
    struct span region;
    struct accounts accounts;
    struct bucket_access birth; /* of new buckets */
    struct faults faults;
    struct rng ids;
    void (*on_access)(void *user, struct span line); /* or NULL */
    void *access_user;
};

struct operation;

enum s3_body {
    S3_BODY_NONE,
    S3_BODY_TEXT,  /* what is in `out` */
    S3_BODY_OBJECT /* [offset, offset + left) of `object` */
};

/* In the exchange's arena, until origin_end. */
struct s3_request {
    unsigned magic;
    struct s3 *s3;
    struct origin_exchange *ex;
    struct arena *arena;
    int64_t begin_ms;
    int64_t now_ms;
    struct http_request req; /* a copy */
    enum http_method method;
    int64_t body_length; /* as in origin_viewer */
    bool unframed;       /* likewise */
    struct span address; /* of the client, a copy */
    bool virtual_host;   /* the bucket is in the host, not in the path */
    struct target target;
    struct query query;
    const struct account *caller; /* NULL: anonymous */
    struct span auth_type;        /* as policies have it; absent: not signed */
    struct span algorithm;        /* likewise */
    int64_t signed_ms;            /* 0: the signature does not say */
    struct chunk_signer signer;   /* when the body's chunks are signed */
    const struct operation *op;
    bool has_upload;
    struct upload upload;
    struct s3_problem problem;

    /* The answer in the making. */
    struct span request_id;
    struct span host_id;
    int status;
    struct http_headers headers; /* after those that every answer has */
    bool html;                   /* a refusal is a web page */
    struct span lost_page;       /* a website's error document, if missing */
    int failed;                  /* a header that did not fit */
    struct buf out;
    enum s3_body body;
    const struct store_object *object; /* a reference */
    uint64_t offset;
    uint64_t left;
    uint64_t sent; /* bytes of the body */
};

/* Refusals: as s3_problem_set, with the details that S3 sends along. */
enum s3_error s3_refuse(struct s3_request *r, enum s3_error error);
enum s3_error s3_refuse_bucket(struct s3_request *r, enum s3_error error);
enum s3_error s3_refuse_key(struct s3_request *r, enum s3_error error);
enum s3_error s3_refuse_argument(struct s3_request *r, const char *name,
                                 struct span value, const char *message);
/* What a store's ERR_* means to a client. */
enum s3_error s3_refuse_store(struct s3_request *r, int err);

/* The account that the bucket belongs to. */
const struct account *s3_owner(const struct s3_request *r,
                               const struct bucket *bucket);
struct span s3_request_header(const struct s3_request *r, const char *name);
/* An absent value adds nothing. */
void s3_header(struct s3_request *r, const char *name, struct span value);
/* The answer is what is in `out`, as XML. */
enum s3_error s3_answer_xml(struct s3_request *r);
/* The answer has no body. */
enum s3_error s3_answer_empty(struct s3_request *r, int status);

/* "2026-11-25T02:00:00.000Z", or "Wed, 25 Nov …", in the arena. */
struct span s3_time_iso(struct arena *arena, int64_t ms);
struct span s3_time_http(struct arena *arena, int64_t ms);

/* Makes the exchange's answer of the request's state, CORS included. */
void s3_answer(struct s3_request *r);

#endif
