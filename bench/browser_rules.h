/* browser_rules.h - what a load's kind and attributes mean for its request. */
#ifndef POPBOX_BENCH_BROWSER_RULES_H
#define POPBOX_BENCH_BROWSER_RULES_H

#include "bench/browser.h"
#include "bench/url.h"

/* Everything that follows from a spec before any byte is sent. Borrows from the
 * spec and the arena. */
struct load_rules {
    bool cross;       /* the URL is not of the page's own origin */
    bool cors;        /* mode cors: the answer is checked when cross */
    bool credentials; /* credentials mode include */
    bool preflight;   /* must be asked for first, unless remembered */
    bool forbidden;   /* a no-cors load with a method that CORS would check */
    bool alone;       /* a request that no copy may answer, whatever method */
    bool pass_cache;  /* so, or not GET: the HTTP cache takes no part */
    struct span method;
    struct http_headers headers; /* as sent, but for If-... of revalidation */
    struct span acrh;            /* absent: no unsafe header */
};

/* ERR_TOO_LONG past a limit of the arena or of header lines. */
MUST_USE int load_rules_make(struct load_rules *rules, struct arena *arena,
                             const struct load_spec *spec,
                             const struct url *url);
/* The headers of the preflight that goes before it (Fetch, "CORS-preflight
 * fetch"). */
MUST_USE int load_rules_preflight(struct http_headers *headers,
                                  struct arena *arena,
                                  const struct load_rules *rules,
                                  struct span page_origin);
/* Whether the load's credentials mode is include. */
bool load_is_credentialed(const struct load_spec *spec);
/* "image" and its like, as the console names the load. */
struct span load_kind_text(enum load_as as);

#endif
