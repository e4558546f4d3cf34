/*
 * recipe.h - what a behavior decides, as plain values without any policy name.
 *
 * The mechanism reads these structs; policies/ fills them from AWS's JSON or
 * from code. Everything here is borrowed from whoever owns the behavior (a
 * configuration's arena) and outlives the node that uses it.
 *
 * Three switches stay apart: what is *forwarded* (forward_recipe), what is
 * *keyed* (key_recipe), and whether Vary is *honoured* (rules.honour_vary).
 */
#ifndef POPBOX_CACHE_RECIPE_H
#define POPBOX_CACHE_RECIPE_H

#include "cache/http/msg.h"
#include "cache/reasons.h"

/* Which names of a set (headers, cookies, query strings) are meant. */
enum name_rule {
    NAMES_NONE,
    NAMES_LISTED,     /* AWS "whitelist" */
    NAMES_ALL_EXCEPT, /* AWS "allExcept" */
    NAMES_ALL         /* AWS "all", "allViewer" */
};

struct name_set {
    enum name_rule rule;
    const struct span *names;
    size_t n_names;
    bool globs; /* names may bear '*' and '?' (headers: only a '*' at the end),
                   as the cookies of AWS's legacy settings do */
};

/* Whether the set means this name. Headers are compared without case, query
 * strings and cookies with it (cloudfront.md section 2). */
bool name_set_has(const struct name_set *set, struct span name, bool any_case);

/* How the Origin header enters the key beside the header list: the choices that
 * on CloudFront take a viewer-request function. */
enum key_origin {
    KEY_ORIGIN_OFF,     /* only as the header list says */
    KEY_ORIGIN_PRESENT, /* was there one at all? */
    KEY_ORIGIN_CLASS    /* allow-listed (its value), other, or none */
};

struct key_recipe {
    struct name_set headers; /* rule NONE or LISTED */
    struct name_set cookies;
    struct name_set query;
    bool gzip;   /* EnableAcceptEncodingGzip */
    bool brotli; /* EnableAcceptEncodingBrotli */
    enum key_origin origin;
    const struct span *allowed_origins; /* KEY_ORIGIN_CLASS; exact values */
    size_t n_allowed_origins;
};

/* What reaches the origin beside what is keyed (everything keyed is forwarded:
 * AWS origin request policies add to the cache policy). */
struct forward_recipe {
    struct name_set headers; /* as configured; Vary towards the viewer may name
                                them (rules.filter_vary) */
    struct name_set unasked; /* headers that go though nothing names them: AWS's
                                legacy settings send Origin so */
    bool keep_authorization; /* unasked, but only where nothing is looked up */
    struct name_set cookies;
    struct name_set query;
    const struct http_header *custom; /* replace the viewer's of that name */
    size_t n_custom;
    const struct http_header *identity; /* as whom the edge asks: lines that no
                                           viewer can send */
    size_t n_identity;
    bool
        no_request_id; /* S3 is not told X-Amz-Cf-Id: it would have to be signed
                        */
    bool yields_to_viewer;   /* not where the viewer's own Authorization goes;
                                else that one is dropped */
    struct span path_prefix; /* goes before the path; absent: nothing does */
};

/* Seconds; 0 <= min <= default and max as AWS validates. */
struct ttl_bounds {
    int64_t min_s;
    int64_t default_s;
    int64_t max_s;
};

/* A header that is set on delivery. */
struct reply_header {
    struct span name;
    struct span value;
    bool override; /* replace the stored one; else only fill in */
};

/* CORS headers that are computed on delivery, from the viewer's own Origin. */
struct reply_cors {
    bool enabled;
    bool override;    /* OriginOverride */
    bool credentials; /* Access-Control-Allow-Credentials: true */
    bool fill_each;   /* override off: fill in header by header (the 2023
                         text) instead of stepping aside whole */
    const struct span *allow_origins; /* "*", an origin, or one leftmost '*' */
    size_t n_allow_origins;
    struct span allow_headers;  /* joined; preflights only; absent: none */
    struct span allow_methods;  /* joined; preflights only; absent: none */
    struct span expose_headers; /* joined; absent: none */
    int64_t max_age_s;          /* preflights only; < 0: none */
};

/* Server-Timing: for what share of requests the edge tells its metrics. */
#define REPLY_TIMING_ALWAYS 1000000u
struct reply_timing {
    bool enabled;
    uint32_t rate; /* of REPLY_TIMING_ALWAYS */
};

/* Response headers policy: applied at delivery, never stored. */
struct reply_recipe {
    struct reply_cors cors;
    struct reply_timing timing;
    const struct span *remove;
    size_t n_remove;
    const struct reply_header *set;
    size_t n_set;
};

/* A profile: knobs of the edge itself, with the documented defaults of
 * CloudFront in the profile "cloudfront" (cloudfront.md sections 4 and 5). */
struct rules {
    struct span profile;         /* "cloudfront", "rfc9111" */
    bool honour_vary;            /* CloudFront: false */
    bool any_vary_is_unstorable; /* a Vary beside Accept-Encoding is as good as
                                    "Vary: *" (Akamai's default); AWS: false */
    bool viewer_no_cache;        /* viewer Cache-Control counts; AWS: false */
    bool obey_no_store_at_min; /* no-store, no-cache and private win over a min
                                  TTL above 0; AWS: false */
    bool private_is_storable;  /* AWS: private is cached for min; RFC: never */
    bool authorized_is_storable; /* answers to requests with Authorization */
    bool set_cookie_is_storable;
    bool heuristic_freshness; /* RFC 9111 4.2.2 where no default TTL is set */
    bool errors_need_max_age; /* 400, 403, 405, 412, 415 are stored only with
                                 max-age; AWS: true (many posts: false) */
    bool
        error_obeys_no_store; /* 404, 410, 414, 501 with no-store: not stored */
    bool refuse_body_on_get;  /* 403, as CloudFront */
    bool finish_abandoned;    /* go on fetching when nobody waits any more */
    bool refresh_merges;      /* a 304 updates every stored header it carries
                                 (RFC 9111 3.2); AWS: only Date, Cache-Control
                                 and Expires, so stale CORS headers stay */
    bool count_origin_age;    /* the origin's Age shortens the lifetime */
    bool stale_on_error;      /* an expired answer is served when the origin
                                 fails with 5xx or not at all; AWS: true */
    bool filter_vary;         /* Vary towards the viewer names only forwarded
                                 headers; AWS: true */
    bool strip_set_cookie;    /* unless cookies are forwarded; AWS: true */
    bool cookies_are_personal;   /* where cookies are forwarded, requests are
                                    neither collapsed nor made conditional;
                                    AWS: true */
    bool edge_errors_are_stored; /* a 502 or 504 of the edge's own is kept for
                                    the error TTL; AWS: true */
    bool pass_conditions; /* where nothing is looked up, the viewer's If-... and
                             Range go to the origin unnamed; AWS: true (its
                             table is of the legacy settings) */
    bool failover_by_code; /* a connection that fails counts as 503, silence as
                              504, what is no answer as 502, and fails over only
                              where that status is listed; AWS: true. false: it
                              always does */
    bool error_page_own_reply; /* the behavior of a distribution's error page
                                  decorates it, not the request's; AWS silent:
                                  false */
    bool viewer_states_facts;  /* a viewer's own CloudFront-... line stands in
                                  for what the edge would find out; AWS
                                  overwrites it */
    int64_t error_ttl_s;       /* ErrorCachingMinTTL: 10 */
};

/* The least lifetime of one status, in place of rules.error_ttl_s. */
struct error_ttl {
    int status;
    int64_t ttl_s;
};

/* What viewers get in place of an answer with that status: a page, asked for
 * like a request of its own, under another status. Of all behaviors. */
struct error_page {
    int status;
    struct span path; /* starts with '/' */
    int page_status;
};

/* What becomes of viewers that do not come by https. */
enum viewer_protocol {
    VIEWER_ALLOW_ALL,
    VIEWER_HTTPS_ONLY, /* 403 */
    VIEWER_REDIRECT    /* to the same URL with https */
};

/* May this viewer have it? All borrowed for the call. */
struct access_question {
    const struct http_request *request;
    struct span domain; /* the distribution's own */
    struct span client; /* the viewer's address */
    bool assume_https;
    int64_t now_ms;
    struct arena *arena; /* the request's */
};

/* Who may have what a behavior serves. Filled by those who know keys and what
 * a signature is. */
struct viewer_access {
    enum reason (*decide)(const void *self,
                          const struct access_question *question); /* ACCESS_…;
                                             NULL: everybody may */
    const void *self;
    struct name_set kept; /* parameters of the query that are not the ticket's
                             own: only they are keyed and forwarded */
};

#define BEHAVIOR_METHODS_ALL 0x7fu

/* One cache behavior. A bit per enum http_method in the method sets. */
struct behavior {
    struct span path_pattern; /* "*": the default behavior, always the last */
    enum viewer_protocol viewer_protocol;
    unsigned allowed_methods;
    unsigned cached_methods;
    int origin; /* index of the target among the node's origins */
    const struct behavior *failover; /* the same at a second origin, which GET,
                                        HEAD and OPTIONS go to when the first
                                        one fails so; NULL: there is none */
    const int *failover_statuses;
    size_t n_failover_statuses;
    struct viewer_access access;
    struct key_recipe key;
    struct forward_recipe forward;
    struct reply_recipe reply;
    bool compress; /* the edge compresses what it fetches (compress.h) */
    struct ttl_bounds ttl;
    const struct error_ttl *error_ttls;
    size_t n_error_ttls;
    struct rules rules;
};

/* Whether the behavior is made to forward cookies, keyed or not; what a request
 * has of them does not count (cloudfront.md 4.3, 4.5, 5.4). */
bool behavior_forwards_cookies(const struct behavior *behavior);
/* Whether all of its TTL bounds are 0 (CachingDisabled). */
bool behavior_caches_nothing(const struct behavior *behavior);

#endif
