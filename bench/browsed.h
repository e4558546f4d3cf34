/*
 * browsed.h - what a page's loads sent and got, kept and told.
 *
 * A driver of the model browser (edge/drive_page.c) writes down what goes over
 * the wire; the teller adds what the page may know of it.
 */
#ifndef POPBOX_BENCH_BROWSED_H
#define POPBOX_BENCH_BROWSED_H

#include "bench/browser.h"
#include "cache/base/json.h"

#define BROWSED_LOADS_MAX     16
#define BROWSED_EXCHANGES_MAX 64 /* of one load: redirects, preflights */

/* One request and what came of it. */
struct browsed_exchange {
    bool preflight;
    struct span url;
    struct http_request request;
    bool answered;
    struct http_response answer;
    uint64_t body_bytes;
    struct span trouble; /* why there is no whole answer; absent: there is */
};

struct browsed_load {
    struct load_spec spec; /* borrowed */
    struct browsed_exchange exchanges[BROWSED_EXCHANGES_MAX];
    size_t n_exchanges;
    struct load_verdict verdict;
};

/* Embedded. Its copies live in the arena. */
struct browsed {
    struct arena arena;
    struct browsed_load *loads[BROWSED_LOADS_MAX];
    size_t n_loads;
};

void browsed_init(struct browsed *browsed);
void browsed_fini(struct browsed *browsed);

/* A load begins; NULL past a limit. spec is borrowed until fini. */
struct browsed_load *browsed_begin(struct browsed *browsed,
                                   const struct load_spec *spec);
/* It sends a request; NULL past a limit. */
struct browsed_exchange *browsed_ask(struct browsed *browsed,
                                     struct browsed_load *load,
                                     const struct browser_request *request);
MUST_USE int browsed_answer(struct browsed *browsed,
                            struct browsed_exchange *exchange,
                            const struct http_response *answer);
MUST_USE int browsed_end(struct browsed *browsed, struct browsed_load *load,
                         const struct load_verdict *verdict);

/* As a page, 80 columns wide but for values; as JSON. */
void browsed_text(const struct browsed *browsed, struct buf *out);
void browsed_json(const struct browsed *browsed, struct json_out *out);

#endif
