/*
 * diagnose.h - a pasted error, headers or HAR file: which scenario it may be.
 *
 * Whatever people have at hand: lines of a browser's console (Chromium, Firefox
 * and Safari word them differently), response headers, what curl -v or -i
 * printed, the curl line itself, a HAR file, their own words. Facts are
 * recognised in it (diagnose_facts.h); a table, bench/diagnosis/clues.json,
 * says which facts speak for which scenario, how strongly and why. The answer
 * is an order, never a proof: each scenario comes with what to try next.
 */
#ifndef POPBOX_BENCH_DIAGNOSE_H
#define POPBOX_BENCH_DIAGNOSE_H

#include "bench/diagnose_facts.h"
#include "cache/base/arena.h"
#include "cache/base/json.h"
#include "cache/http/msg.h"

#define DIAGNOSE_TEXT_MAX      (1u << 20)  /* bytes of a paste */
#define DIAGNOSE_HAR_MAX       (64u << 20) /* bytes of a HAR file */
#define DIAGNOSE_EXCHANGES_MAX 4096
#define DIAGNOSE_LIKELY_MAX    5
#define DIAGNOSE_REASONS_MAX   4

/* One fact: whether it was recognised, and where. */
struct diagnose_sight {
    bool seen;
    size_t place;      /* line, or entry of a HAR file, from 1 */
    struct span quote; /* what of the input says so; absent: several things */
};

/* One request and its answer, as far as they are known. */
struct diagnose_exchange {
    size_t place;
    struct span method; /* absent: unknown */
    struct span url;    /* absolute, without fragment; absent: unknown */
    struct http_headers request;
    struct http_headers answer;
    int status;         /* 0: unknown, or none */
    bool knows_request; /* all of its headers, so that a missing one is one */
    bool has_answer;    /* at least one of its headers */
    bool complete;      /* all of them */
    bool from_browser;  /* the browser's own copy */
    bool from_worker;   /* a service worker */
};

struct diagnose_likely {
    struct span id;
    struct span title;
    int score;
    struct span reasons[DIAGNOSE_REASONS_MAX]; /* the strongest first */
    size_t n_reasons;
};

/* Embedded. Everything lives in the arena. */
struct diagnosis {
    struct arena arena;
    bool is_har;
    struct diagnose_sight sights[N_DIAGNOSE_FACTS];
    size_t n_seen;
    struct span url;            /* what was asked for; absent: unknown */
    struct span page;           /* the page's origin; absent: unknown */
    struct span allowed;        /* Access-Control-Allow-Origin's value */
    struct span request_header; /* that was refused */
    struct span method;         /* that was refused */
    struct diagnose_exchange *exchanges;
    size_t n_exchanges;
    struct diagnose_likely likely[DIAGNOSE_LIKELY_MAX]; /* the best first */
    size_t n_likely;
};

/* Reads and judges a paste. 0, also when nothing was recognised (n_seen); or
 * ERR_* with one sentence in error: too long, or a HAR file that is none. file
 * names it in errors. diagnose_fini is due in both cases. text is borrowed
 * until then. */
MUST_USE int diagnose_read(struct diagnosis *diagnosis, const char *file,
                           struct span text, struct buf *error);
void diagnose_fini(struct diagnosis *diagnosis);

/* As a page, 80 columns wide; as JSON. */
void diagnose_text(const struct diagnosis *diagnosis, struct buf *out);
void diagnose_json(const struct diagnosis *diagnosis, struct json_out *out);

const char *diagnose_fact_word(enum diagnose_fact fact);
const char *diagnose_fact_text(enum diagnose_fact fact);

#endif
