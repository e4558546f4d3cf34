/* freshness.h - may an answer be stored, and for how long. */
#ifndef POPBOX_CACHE_FRESHNESS_H
#define POPBOX_CACHE_FRESHNESS_H

#include "cache/reasons.h"
#include "cache/recipe.h"

#define STALE_FOR_EVER INT64_MAX

/* What the judgement looks at. */
struct judged {
    const struct behavior *behavior;
    const struct http_request *request; /* as sent to the origin */
    int status;
    const struct http_headers *headers;
    int64_t now_ms; /* when the head came */
};

struct judgement {
    enum reason reason; /* JUDGE_... */
    bool storable;
    bool revalidate_always;   /* no-cache */
    bool set_cookie_once;     /* Set-Cookie is for the first viewer only:
                                 no-cache="Set-Cookie" */
    int64_t stale_while_s;    /* how long after that it may be served while the
                                 origin is asked: stale-while-revalidate */
    int64_t stale_on_error_s; /* how long after that it may be served when the
                                 origin fails; STALE_FOR_EVER: no limit */
    int64_t ttl_s;            /* of a storable one; 0: stale at once */
    int64_t initial_age_s;
};

/* The least lifetime of a stored answer with that status: ErrorCachingMinTTL.
 */
int64_t error_ttl_s(const struct behavior *behavior, int status);

/* cloudfront.md sections 4.1 and 5.1, with the behavior's rules as knobs; RFC
 * 9111 sections 3 and 4.2 where they say so. */
struct judgement judge(const struct judged *it);

#endif
