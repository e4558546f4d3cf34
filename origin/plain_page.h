/* plain_page.h - what a plain origin answers on some paths, and its reading. */
#ifndef POPBOX_ORIGIN_PLAIN_PAGE_H
#define POPBOX_ORIGIN_PLAIN_PAGE_H

#include "cache/base/json.h"
#include "cache/http/msg.h"

enum plain_body { PLAIN_TEXT, PLAIN_SIZE, PLAIN_SIZE_FROM_PATH };
enum plain_allow { PLAIN_ALLOW_NONE, PLAIN_ALLOW_REFLECT, PLAIN_ALLOW_VALUES };
enum plain_vary { PLAIN_VARY_NEVER, PLAIN_VARY_ALWAYS, PLAIN_VARY_CORS };

struct plain_spans {
    struct span *at;
    size_t n;
};

struct plain_preflight {
    bool answered;
    int status;
    struct span allow_methods; /* each absent: no such line */
    struct span allow_headers;
    int64_t max_age_s; /* -1: none */
};

struct plain_page {
    struct span path; /* a glob; absent: any */
    int status;
    enum plain_body body;
    struct span text;
    uint64_t size;
    bool chunked;
    struct http_headers headers;
    enum plain_allow allow;
    struct plain_spans values; /* PLAIN_ALLOW_VALUES */
    struct plain_spans only;   /* PLAIN_ALLOW_REFLECT; none: any */
    bool allow_credentials;
    struct span expose; /* absent: none */
    enum plain_vary vary;
    bool bare_errors; /* nothing of CORS from 400 on */
    struct plain_preflight preflight;
    struct span etag;         /* absent: none */
    int64_t last_modified_ms; /* -1: none */
};

/* What an empty description describes. */
void plain_page_init(struct plain_page *page);
/* The members of object change page; what they hold is copied into the arena.
 * Notes errors in the reader. */
void plain_page_read(struct plain_page *page, struct arena *arena,
                     struct json_reader *reader, const struct json *object,
                     int64_t now_ms);

#endif
