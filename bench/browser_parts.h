/*
 * browser_parts.h - what the files of the model browser share.
 *
 * Private to browser.c (the seam), browser_load.c (a load's stations) and
 * browser_redirect.c (from one URL to the next).
 */
#ifndef POPBOX_BENCH_BROWSER_PARTS_H
#define POPBOX_BENCH_BROWSER_PARTS_H

#include "bench/browser_cache.h"
#include "bench/browser_preflight.h"
#include "bench/browser_rules.h"

enum station { AT_PREFLIGHT, AT_ASKING, AT_END };

struct load {
    struct list link;   /* in browser.loads */
    struct list queued; /* in browser.queue while its action is to be told */
    struct arena arena;
    enum station station;
    uint64_t id;
    uint64_t request; /* awaited, or 0 */
    struct span page_origin;
    struct load_spec spec; /* of the hop: its page_origin is "null" once the
                              load was led on by somebody else */
    struct http_headers script; /* what spec.headers points to */
    struct span text;           /* the hop's URL */
    struct span first;          /* the one asked for at first */
    unsigned n_redirects;
    struct span site; /* absent: an opaque page, which shares no cache */
    struct url url;
    struct load_rules rules;
    struct http_headers sent; /* of the request under way */
    bool conditional;         /* it asks whether our copy still holds */
    struct browser_action action;
};

struct browser {
    enum browser_engine engine;
    struct list loads;
    struct list queue;
    size_t n_loads;
    uint64_t last_id;
    struct browser_cache cache;
    struct preflight_cache preflights;
};

/* Puts the load on the next hop, whose answer this redirect is. NULL, or why
 * there is none. */
MUST_USE const char *load_redirect(struct load *load,
                                   const struct http_response *head);

/* Every call below leaves the load with one action to be told. */

/* The first station of a load whose spec has been read. */
void load_start(struct browser *browser, struct load *load, int64_t now_ms);
/* The preflight's answer; the request's own answer. */
void load_take_preflight(struct browser *browser, struct load *load,
                         int64_t now_ms, const struct http_response *head);
void load_take_answer(struct browser *browser, struct load *load,
                      int64_t now_ms, const struct http_response *head,
                      uint64_t body_bytes);
/* No answer came, or not a whole one. */
void load_take_nothing(struct browser *browser, struct load *load);
/* No answer can be had; why is a literal. */
void load_end_broken(struct browser *browser, struct load *load,
                     const char *why);

#endif
