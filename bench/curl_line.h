/*
 * curl_line.h - a curl command line as the request that curl would send.
 *
 * What browsers copy "as cURL", what people paste into issues. Options that do
 * not change the request are passed over, those that do are done or refused by
 * name. Beside curl's own there are popbox's, for a request that a page makes:
 *
 *     https://cdn.example/logo.svg --page https://a.example --as img
 *
 * The word "curl" itself, and a prompt before it, may be left out.
 */
#ifndef POPBOX_BENCH_CURL_LINE_H
#define POPBOX_BENCH_CURL_LINE_H

#include "bench/browser.h"
#include "cache/base/json.h"

/* All in the arena that it was read into. */
struct curl_line {
    struct span url;    /* without fragment: "https://host/path", "/path" */
    struct span method; /* as sent; of a page: absent unless it was said */
    struct span host;   /* a Host header that was given; absent: none */
    struct http_headers headers; /* curl's own included, but not for a page */
    struct span body;            /* absent: none */
    struct span page;            /* its origin; absent: no page, a plain client
                                  */
    struct span browser;         /* whose; absent: the page's own */
    struct load_spec load;       /* as, crossorigin, mode, credentials, cache */
};

/* ERR_* with a sentence in error. */
MUST_USE int curl_line_read(struct curl_line *line, struct arena *arena,
                            struct span text, struct buf *error);
/* The same from words; they are borrowed. */
MUST_USE int curl_line_words(struct curl_line *line, struct arena *arena,
                             const struct span *words, size_t n,
                             struct buf *error);

#endif
