/*
 * browser.h - the model browser: who sends Origin, what is blocked, and why.
 *
 * It has a seam like the node's: loads and responses in, actions out, time a
 * parameter, no callback. Two drivers move its requests: the virtual world and
 * the live one. It stands for Chromium 156, or for
 * Firefox 153, as far as CORS, the preflight cache,
 * the HTTP cache and redirects go. Each hop of a redirected load is a request
 * of its own; the verdict is about the last one.
 *
 * Ids are never 0 and never reused. Every load gets exactly one verdict. Spans
 * passed in are borrowed for the call; those of an action live until the next
 * call on the browser that is not browser_poll.
 */
#ifndef POPBOX_BENCH_BROWSER_H
#define POPBOX_BENCH_BROWSER_H

#include "cache/http/cors.h"
#include "cache/http/msg.h"

/* X(name, as written in a scenario, Chromium's word in the console) */
#define LOAD_AS_LIST(X)                           \
    X(LOAD_FETCH, "fetch", "fetch")               \
    X(LOAD_XHR, "xhr", "XMLHttpRequest")          \
    X(LOAD_IMG, "img", "image")                   \
    X(LOAD_SCRIPT, "script", "script")            \
    X(LOAD_STYLE, "stylesheet", "CSS stylesheet") \
    X(LOAD_FONT, "font", "font")                  \
    X(LOAD_MEDIA, "media", "video")               \
    X(LOAD_MODULE, "module", "script")

enum load_as {
#define LOAD_AS_ROW(name, word, kind) name,
    LOAD_AS_LIST(LOAD_AS_ROW)
#undef LOAD_AS_ROW
        N_LOAD_AS
};

/* The crossorigin attribute of a tag; for a fetch, XHR or font without effect,
 * for a module only with USE_CREDENTIALS.
 */
enum load_crossorigin {
    CROSSORIGIN_NONE,
    CROSSORIGIN_ANONYMOUS,
    CROSSORIGIN_USE_CREDENTIALS
};

/* fetch's mode, and what every load has in the end. */
enum load_mode { LOAD_MODE_DEFAULT, LOAD_MODE_CORS, LOAD_MODE_NO_CORS };

/* fetch's credentials; an XHR's withCredentials is INCLUDE. */
enum load_credentials {
    LOAD_CREDENTIALS_SAME_ORIGIN,
    LOAD_CREDENTIALS_OMIT,
    LOAD_CREDENTIALS_INCLUDE
};

/* fetch's cache mode. */
enum load_cache {
    LOAD_CACHE_DEFAULT,
    LOAD_CACHE_RELOAD,  /* not from the browser's cache, but into it */
    LOAD_CACHE_NO_STORE /* neither */
};

/* What a page wants. Zero-initialised: a plain fetch with GET. */
struct load_spec {
    struct span page_origin; /* serialised, or "null" */
    struct span url;
    enum load_as as;
    enum load_crossorigin crossorigin;
    enum load_mode mode;
    enum load_credentials credentials;
    struct span cookies; /* the browser's for this host; they go where
                            credentials do, never with a preflight */
    enum load_cache cache;
    struct span method;                /* absent: GET */
    const struct http_header *headers; /* set by script */
    size_t n_headers;
};

enum load_outcome {
    LOAD_OK,           /* the page may read it */
    LOAD_OPAQUE,       /* usable, not readable: no-cors */
    LOAD_BLOCKED,      /* by CORS; see cors */
    LOAD_NETWORK_ERROR /* see console */
};

struct load_verdict {
    enum load_outcome outcome;
    struct cors_result cors;
    struct span console; /* the console's line; absent when there is none */
    int status;       /* of the answer used, also of a blocked one; 0: none */
    bool from_cache;  /* the browser's own copy, without any request */
    bool revalidated; /* that copy, after a 304 */
    uint64_t body_bytes;
    struct span allow_origin; /* as the page's check saw it, or absent */
};

/* A request to be sent. head.authority names the host. No framing lines, no
 * User-Agent; the body, if any, is empty. */
struct browser_request {
    uint64_t id;
    struct span url;
    bool preflight;
    struct http_request head;
};

struct browser_action {
    enum { BROWSER_REQUEST, BROWSER_VERDICT } kind;
    uint64_t load;
    union {
        struct browser_request request;
        struct load_verdict verdict;
    } u;
};

struct browser;

/* Where the two differ: Firefox keeps copies of credentialed and of anonymous
 * requests apart, remembers a preflight for a day at most instead of two hours,
 * and words its console lines in another way. */
enum browser_engine { BROWSER_CHROMIUM, BROWSER_FIREFOX };

/* A new profile: both caches empty. The caller owns it (browser_free). */
struct browser *browser_new(enum browser_engine engine);
void browser_free(struct browser *browser);

/* A page starts a load; its id. */
uint64_t browser_load(struct browser *browser, int64_t now_ms,
                      const struct load_spec *spec);
/* A whole response came for that request. An unknown id is ignored. */
void browser_response(struct browser *browser, int64_t now_ms, uint64_t request,
                      const struct http_response *response,
                      uint64_t body_bytes);
/* No response, or not a whole one. */
void browser_no_response(struct browser *browser, uint64_t request);
/* The next action, in order; false when there is none. */
bool browser_poll(struct browser *browser, struct browser_action *action);

/* Its HTTP cache, to look at; see bench/browser_cache.h. */
struct browser_cache;
const struct browser_cache *browser_copies(const struct browser *browser);

/* Asserts the invariants of both caches. For tests. */
void browser_check(const struct browser *browser);

const char *load_as_word(enum load_as as);
/* "ok", "opaque", "blocked", "network error" */
const char *load_outcome_word(enum load_outcome outcome);

#endif
