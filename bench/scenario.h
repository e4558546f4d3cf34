/*
 * scenario.h - a lesson as a file: a world, steps, a cause, proven cures.
 *
 *     {"id": "S01", "title": "...", "tags": ["s3"], "symptom": "...",
 *      "story": "...", "links": ["https://..."],
 *      "world": {"origins": ..., "edges": ..., "pages": ...},
 *      "steps": [STEP ...],
 *      "cause": "...",
 *      "cures": [{"name": "...", "text": "...", "change": PATCH,
 *                 "steps": [STEP ...]}]}
 *
 * or, for a claim that people repeat about CORS, judged and proven,
 *
 *     {"id": "C01", "title": "the claim", "links": [...],
 *      "claim": {"verdict": "true", "false" or "half",
 *                "truth": "what is so, in one sentence"},
 *      "world": ..., "steps": [STEP ...]}
 *
 * A cure's change is a JSON merge patch (RFC 7396) on the world; its steps
 * prove what it cures and what it does not. A step is an object with one of
 *
 *     "load"        a page loads a URL in its browser; "cookies" are those
 *                   that the browser has for the URL's host
 *     "request"     a plain client asks, as curl does
 *     "put_cors"    the bucket's owner changes its CORS rules, by a PUT
 *     "together"    loads and requests that begin in the same moment
 *     "advance_s"   time passes
 *     "invalidate"  entries of an edge are dropped
 *     "configure"   a merge patch on the edges of the world: the caches stay
 *     "count"       nothing happens: looks at the play so far
 *
 * and with "says" (a sentence for the reader), "repeat" (how often) and
 * "expect" (see expect.h). Everything is checked while it is read: a scenario
 * that was read can be played.
 */
#ifndef POPBOX_BENCH_SCENARIO_H
#define POPBOX_BENCH_SCENARIO_H

#include "bench/stage.h"
#include "cache/base/list.h"

#define SCENARIO_STEPS_MAX    200
#define SCENARIO_TOGETHER_MAX 16
#define SCENARIO_CURES_MAX    16
#define SCENARIO_LINKS_MAX    16
#define SCENARIO_REPEAT_MAX   1000
#define SCENARIO_TAGS_MAX     8

/* X(tag, what it stands for) */
#define SCENARIO_TAG_LIST(X)                                       \
    X("shared-cache", "a CDN or proxy hands out the wrong answer") \
    X("browser-cache", "the browser's own cache does")             \
    X("preflight", "OPTIONS is refused, stored or sent too often") \
    X("wrong-value", "the header is there, and wrong")             \
    X("vary", "Vary is missing, late or not looked at")            \
    X("errors", "an error hides behind CORS")                      \
    X("redirect", "a redirect is in the way")                      \
    X("revalidation", "a 304 changes what is stored")              \
    X("range", "parts of files")                                   \
    X("invalidation", "purged, and still there")                   \
    X("credentials", "cookies and *")                              \
    X("signed", "signed URLs and cookies")                         \
    X("security", "somebody can break it, or read too much")       \
    X("cost", "it works, and costs")                               \
    X("s3", "S3 is the origin")                                    \
    X("cloudfront", "CloudFront's own rules matter")               \
    X("api-gateway", "API Gateway is the origin")                  \
    X("other-cdn", "Fastly, Cloudflare, Akamai, Varnish, nginx")   \
    X("image", "<img>")                                            \
    X("canvas", "pixels are read: canvas, WebGL")                  \
    X("font", "web fonts")                                         \
    X("script", "<script>, modules, integrity")                    \
    X("style", "style sheets")                                     \
    X("media", "film and sound")                                   \
    X("service-worker", "a service worker answers")

enum scenario_do {
    SCENARIO_ACTS, /* loads and requests */
    SCENARIO_ADVANCE,
    SCENARIO_INVALIDATE,
    SCENARIO_CONFIGURE,
    SCENARIO_COUNT
};

/* A world whose edges were configured anew. Its origins and pages are those of
 * the beginning and stand for nothing. */
struct scenario_change {
    struct list link; /* in scenario.changes */
    struct json_reader reader;
    struct topology topology;
};

/* One load or one request. */
struct scenario_act {
    bool is_load;
    struct span place; /* "$.steps[2]", "$.steps[2].together[0]" */
    struct span who;   /* the page's name, "curl" */
    struct span what;  /* "fetch https://..." */
    size_t page;       /* of a load */
    struct load_spec load;
    struct stage_request request;
    const struct json *expect; /* or NULL */
};

struct scenario_step {
    enum scenario_do kind;
    struct span place;
    struct span says; /* or absent */
    unsigned repeat;  /* how often; 1 mostly */
    struct scenario_act *acts;
    size_t n_acts;
    int64_t advance_ms;
    size_t edge; /* of an invalidation */
    struct span pattern;
    const struct scenario_change *change; /* of a configuration */
    const struct json *expect;            /* of a step without acts, or NULL */
};

/* The scenario as it is, or one of its cures. */
struct scenario_play {
    struct span name;           /* "as it is", "judged true", a cure's name */
    struct span text;           /* what the cure does; absent as it is */
    const struct json *source;  /* the object that holds the steps */
    const struct json *world;   /* with the cure's change in it */
    struct json_reader changed; /* what world belongs to, of a cure */
    struct scenario_step *steps;
    size_t n_steps;
};

#define CLAIM_VERDICT_LIST(X)              \
    X(CLAIM_NONE, "") /* it is a lesson */ \
    X(CLAIM_TRUE, "true")                  \
    X(CLAIM_FALSE, "false")                \
    X(CLAIM_HALF, "half")

enum claim_verdict {
#define CLAIM_ROW(name, word) name,
    CLAIM_VERDICT_LIST(CLAIM_ROW)
#undef CLAIM_ROW
        N_CLAIM_VERDICTS
};

/* Embedded. Init by scenario_read, given back by scenario_fini. */
struct scenario {
    struct json_reader reader;
    struct arena arena;
    struct span id;
    struct span title;
    struct span symptom;
    struct span story;
    struct span cause;
    enum claim_verdict verdict; /* of a claim, which has no symptom, story, */
    struct span truth;          /* cause or cure, but this */
    struct span *links;
    size_t n_links;
    struct span tags[SCENARIO_TAGS_MAX];
    size_t n_tags;
    struct list changes;         /* of all plays; they outlive the stage */
    struct scenario_play *plays; /* the first one: as it is */
    size_t n_plays;
};

/* Reads a file's text. 0, or ERR_* with the place in scenario->reader.error;
 * scenario_fini is due in both cases. file is borrowed. */
MUST_USE int scenario_read(struct scenario *scenario, const char *file,
                           struct span text);
void scenario_fini(struct scenario *scenario);

/* A fresh world for a play: origins with what they hold from the start. The
 * caller owns it (topology_fini). Never fails on a play that was read. */
void scenario_topology(struct topology *topology,
                       const struct scenario_play *play);

/* A lesson or claim of the library by its id or file name, in any case, or
 * NULL. */
struct embedded_file;
const struct embedded_file *scenario_named(struct span name);

/* What `popbox show` prints: symptom, story, cause, cures, links; 80 columns.
 */
void scenario_print(const struct scenario *scenario, struct buf *text);

#endif
