/*
 * outlook.h - what a behavior's three switches come to for pages.
 *
 * Forward Origin, key on it, set CORS headers on delivery: `import` tells a
 * behavior by them. It is what the settings mean at first sight; `explain`
 * plays requests, and only what was played is proven.
 */
#ifndef POPBOX_BENCH_OUTLOOK_H
#define POPBOX_BENCH_OUTLOOK_H

#include "cache/recipe.h"

/* X(name, word, sentence) */
#define OUTLOOK_LIST(X)                                                        \
    X(OUTLOOK_UNCACHED, "uncached",                                            \
      "Nothing is stored, so nothing stored can be wrong.")                    \
    X(OUTLOOK_REPLACED, "replaced",                                            \
      "The policy sets the CORS headers anew on each answer: a wrong stored "  \
      "copy does no harm.")                                                    \
    X(OUTLOOK_FILLED, "filled",                                                \
      "The origin never sees an Origin; the policy adds CORS headers to each " \
      "answer for a page.")                                                    \
    X(OUTLOOK_YIELDS, "yields",                                                \
      "Origin is forwarded but not keyed, and the policy gives way to CORS "   \
      "headers that are stored: a copy that was made for one site goes to "    \
      "all of them.")                                                          \
    X(OUTLOOK_CONSTANT, "constant",                                            \
      "Every copy is an answer to one and the same Origin: right for all "     \
      "pages if the origin allows \"*\", else for one site.")                  \
    X(OUTLOOK_KEYED, "keyed", "Each site has copies of its own.")              \
    X(OUTLOOK_KEYED_BUT, "keyed, with a hole",                                 \
      "Each site has copies of its own. But Access-Control-Request-* reach "   \
      "the origin and are not in the key: one request with such a header can " \
      "still spoil a site's copy (popbox show S57).")                          \
    X(OUTLOOK_STALE, "stale",                                                  \
      "The stale-CORS bug: Origin decides what the origin answers, but not "   \
      "which copy is used. Whoever asks first decides for everybody.")         \
    X(OUTLOOK_NEVER, "never",                                                  \
      "The origin never sees an Origin. Unless it sends CORS headers unasked " \
      "(S3 does not), pages of other sites are refused, always.")

enum outlook {
#define OUTLOOK_ROW(name, word, sentence) name,
    OUTLOOK_LIST(OUTLOOK_ROW)
#undef OUTLOOK_ROW
        N_OUTLOOKS
};

/* The three switches. */
struct switches {
    bool forwards_origin; /* the viewer's reaches the origin */
    bool keys_on_origin;
    bool sets_cors; /* a response headers policy */
    bool overrides; /* and that one replaces what the origin sent */
};

struct switches switches_of(const struct behavior *behavior);
enum outlook outlook_of(const struct behavior *behavior);
const char *outlook_word(enum outlook outlook);
const char *outlook_sentence(enum outlook outlook);

/* Whether a viewer's header of that name reaches the origin as it is. */
bool behavior_sends(const struct behavior *behavior, struct span name);

#endif
