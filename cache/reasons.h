/*
 * reasons.h - every decision of the edge: its code, its source, its sentence.
 *
 * The journal, the access log, the scenarios, `explain` and the lab all print
 * from this table; no other file words a decision.
 */
#ifndef POPBOX_CACHE_REASONS_H
#define POPBOX_CACHE_REASONS_H

/* The stations of a request, in order (txn.c runs them). X(name, word, what) */
#define STEP_LIST(X)                                                         \
    X(STEP_RECEIVE, "receive", "take the request, refuse what is malformed") \
    X(STEP_BEHAVIOR, "behavior", "choose the cache behavior by path")        \
    X(STEP_VIEWER, "viewer", "may the viewer ask for it, and by http")       \
    X(STEP_ACCESS, "access", "is the URL signed, or a cookie")               \
    X(STEP_METHOD, "method", "is the method allowed, is it cached")          \
    X(STEP_KEY, "key", "spell out the cache key")                            \
    X(STEP_LOOKUP, "lookup", "look the key up")                              \
    X(STEP_COLLAPSE, "collapse", "join an identical fetch, or lead one")     \
    X(STEP_FETCH, "fetch", "ask the origin")                                 \
    X(STEP_JUDGE, "judge", "may the answer be stored, and for how long")     \
    X(STEP_STORE, "store", "keep it, evicting if there is no room")          \
    X(STEP_RESPOND, "respond", "put the answer together")                    \
    X(STEP_LOG, "log", "the last byte has gone, or the viewer has")

/* X(code, source, sentence) */
#define REASON_LIST(X)                                                         \
    X(REASON_NONE, "", "")                                                     \
    X(RECEIVE_OK, "RFC 9112 3", "the request is well-formed")                  \
    X(RECEIVE_ROOT, "CloudFront default root object",                          \
      "a request for / asks for the default root object")                      \
    X(RECEIVE_MALFORMED, "RFC 9112 2.2",                                       \
      "the request is malformed: 400 and close")                               \
    X(RECEIVE_TOO_LARGE, "CloudFront quotas",                                  \
      "the request head is larger than 20,480 bytes")                          \
    X(RECEIVE_URL_TOO_LONG, "CloudFront quotas",                               \
      "the URL is longer than 8,192 bytes")                                    \
    X(RECEIVE_TIMEOUT, "RFC 9110 15.5.9",                                      \
      "the request head did not arrive in time")                               \
    X(RECEIVE_BODY_ON_GET, "CloudFront custom origins",                        \
      "a GET or HEAD with a body is refused with 403")                         \
    X(RECEIVE_BUSY, "limit", "more requests at once than this node takes")     \
    X(BEHAVIOR_DEFAULT, "CloudFront path patterns",                            \
      "no path pattern matches: the default behavior")                         \
    X(BEHAVIOR_PATTERN, "CloudFront path patterns",                            \
      "the first path pattern that matches")                                   \
    X(VIEWER_REDIRECTED, "CloudFront viewer protocol policy",                  \
      "by http, which is redirected to https")                                 \
    X(VIEWER_NOT_HTTPS, "CloudFront viewer protocol policy",                   \
      "by http, which this behavior refuses: 403 from the edge")               \
    X(ACCESS_SIGNED_URL, "CloudFront signed URLs",                             \
      "the URL is signed by a trusted key, and its policy holds")              \
    X(ACCESS_SIGNED_COOKIES, "CloudFront signed cookies",                      \
      "the cookies are signed by a trusted key, and their policy holds")       \
    X(ACCESS_BELIEVED, "CloudFront trusted key groups",                        \
      "signed, and the policy holds; the key was not given, so the signature " \
      "is believed")                                                           \
    X(ACCESS_NO_KEY, "CloudFront trusted key groups",                          \
      "neither the URL nor a cookie is signed: 403 from the edge, without "    \
      "CORS headers")                                                          \
    X(ACCESS_UNKNOWN_KEY, "CloudFront trusted key groups",                     \
      "signed by a key that is not trusted here: 403 from the edge")           \
    X(ACCESS_BAD_SIGNATURE, "CloudFront signed URLs",                          \
      "the signature is no base64 as CloudFront writes it: 403 from the edge") \
    X(ACCESS_BAD_POLICY, "CloudFront signed URLs",                             \
      "there is no policy that can be read: 403 from the edge")                \
    X(ACCESS_WRONG_SIGNATURE, "CloudFront signed URLs",                        \
      "the signature does not fit this URL, time and key: 403 from the edge")  \
    X(ACCESS_EXPIRED, "CloudFront signed URLs",                                \
      "what was signed has expired: 403 from the edge")                        \
    X(ACCESS_TOO_EARLY, "CloudFront signed URLs",                              \
      "what was signed does not hold yet: 403 from the edge")                  \
    X(ACCESS_OTHER_URL, "CloudFront signed URLs",                              \
      "what was signed is for another URL: 403 from the edge")                 \
    X(ACCESS_OTHER_ADDRESS, "CloudFront signed URLs",                          \
      "what was signed is for another address: 403 from the edge")             \
    X(METHOD_CACHED, "CloudFront CachedMethods",                               \
      "answers to this method are cached")                                     \
    X(METHOD_PASSED, "CloudFront CachedMethods",                               \
      "the method is allowed but not cached: straight to the origin")          \
    X(METHOD_REFUSED, "CloudFront AllowedMethods",                             \
      "this distribution does not allow the method: 403 from the edge")        \
    X(KEY_WITHOUT_ORIGIN, "CloudFront cache key",                              \
      "the key leaves Origin out: every site shares one answer")               \
    X(KEY_WITH_ORIGIN, "CloudFront cache key",                                 \
      "the Origin header is part of the key")                                  \
    X(KEY_WITH_ORIGIN_PRESENT, "viewer-request function",                      \
      "the key holds only whether there is an Origin")                         \
    X(KEY_WITH_ORIGIN_CLASS, "viewer-request function",                        \
      "the key holds the Origin if it is allow-listed")                        \
    X(KEY_TOO_LONG, "limit",                                                   \
      "the cache key is longer than its limit: not cached")                    \
    X(LOOKUP_MISS, "RFC 9111 4", "nothing is stored under this key")           \
    X(LOOKUP_HIT, "RFC 9111 4.2", "a fresh answer is stored under this key")   \
    X(LOOKUP_STALE, "RFC 9111 4.3",                                            \
      "what is stored has expired: ask the origin whether it still holds")     \
    X(LOOKUP_STALE_NO_VALIDATOR, "RFC 9111 4.3.1",                             \
      "what is stored has expired and has no validator: fetch anew")           \
    X(LOOKUP_MUST_REVALIDATE, "RFC 9111 5.2.2.4",                              \
      "what is stored may be used only after asking the origin")               \
    X(LOOKUP_STALE_WHILE, "RFC 5861 3",                                        \
      "what is stored has expired a moment ago: used all the same")            \
    X(LOOKUP_VARY_MISS, "RFC 9111 4.1",                                        \
      "what is stored was for another value of a header named in Vary")        \
    X(LOOKUP_VIEWER_NO_CACHE, "RFC 9111 5.2.1.4",                              \
      "the viewer asked for an answer from the origin")                        \
    X(LOOKUP_PASS, "CloudFront CachedMethods",                                 \
      "not looked up: the answer is not shared")                               \
    X(LOOKUP_UNCACHED_TTL, "CloudFront CachingDisabled",                       \
      "min, default and max TTL are 0: nothing is cached")                     \
    X(COLLAPSE_LEAD, "CloudFront request collapsing",                          \
      "first to ask: leads the fetch")                                         \
    X(COLLAPSE_JOIN, "CloudFront request collapsing",                          \
      "an identical fetch is under way: waits for its answer")                 \
    X(COLLAPSE_ALONE, "CloudFront request collapsing",                         \
      "fetches for itself alone")                                              \
    X(COLLAPSE_INHERIT, "CloudFront request collapsing",                       \
      "who led the fetch has left: leads it from now on")                      \
    X(COLLAPSE_UNSHARED, "RFC 9111 4",                                         \
      "the awaited answer may not be shared: fetches for itself")              \
    X(COLLAPSE_VARY, "RFC 9111 4.1",                                           \
      "the awaited answer varies on a header that differs: fetches for "       \
      "itself")                                                                \
    X(FETCH_SENT, "CloudFront origin requests",                                \
      "the request goes to the origin")                                        \
    X(FETCH_CONDITIONAL, "RFC 9111 4.3.1",                                     \
      "the origin is asked whether the stored answer still holds")             \
    X(FETCH_BACKGROUND, "RFC 5861 3",                                          \
      "the origin is asked in the background: nobody waits for it")            \
    X(FETCH_RETRY, "CloudFront connection attempts",                           \
      "the attempt failed: tried again")                                       \
    X(FETCH_FAILOVER, "CloudFront origin failover",                            \
      "the second origin of the group is asked in place of the first")         \
    X(FETCH_ANSWERED, "RFC 9110 15", "the origin answered")                    \
    X(FETCH_COMPRESSED, "CloudFront compressed files",                         \
      "the edge compresses the answer on its way")                             \
    X(FETCH_NOT_MODIFIED, "RFC 9111 4.3.4",                                    \
      "304: the stored answer is fresh again and keeps its own headers, CORS " \
      "ones too")                                                              \
    X(FETCH_REFUSED, "CloudFront 502", "the origin refuses the connection")    \
    X(FETCH_DNS, "CloudFront 502", "the origin's name cannot be resolved")     \
    X(FETCH_TLS, "CloudFront 502", "no TLS session with the origin")           \
    X(FETCH_TIMEOUT, "CloudFront 504", "the origin did not answer in time")    \
    X(FETCH_GARBAGE, "CloudFront 502", "the origin's answer is not HTTP")      \
    X(FETCH_UNASKED, "RFC 9110 15.3.7",                                        \
      "the origin's 206 or 304 answers nothing that was asked")                \
    X(FETCH_TOO_BIG, "CloudFront 502",                                         \
      "the origin's response head is too large")                               \
    X(FETCH_CLOSED, "CloudFront 502",                                          \
      "the origin closed the connection before it answered")                   \
    X(FETCH_TRUNCATED, "RFC 9112 8",                                           \
      "the origin's body stopped short: passed on broken, not stored")         \
    X(FETCH_ABANDONED, "CloudFront viewer aborts",                             \
      "nobody waits for it any more: cancelled")                               \
    X(FETCH_BODY_ABORTED, "RFC 9112 8",                                        \
      "the viewer's request body stopped short")                               \
    X(JUDGE_S_MAXAGE, "RFC 9111 5.2.2.10",                                     \
      "stored for s-maxage, within the TTL bounds")                            \
    X(JUDGE_MAX_AGE, "RFC 9111 5.2.2.1",                                       \
      "stored for max-age, within the TTL bounds")                             \
    X(JUDGE_EXPIRES, "RFC 9111 5.3",                                           \
      "stored until Expires, within the TTL bounds")                           \
    X(JUDGE_DEFAULT_TTL, "CloudFront TTL",                                     \
      "no directive: stored for the default TTL")                              \
    X(JUDGE_HEURISTIC, "RFC 9111 4.2.2",                                       \
      "no directive: stored for a tenth of its age")                           \
    X(JUDGE_MIN_TTL, "CloudFront TTL",                                         \
      "no-cache, no-store or private, but the min TTL is above 0: stored for " \
      "the min TTL")                                                           \
    X(JUDGE_NO_CACHE, "RFC 9111 5.2.2.4",                                      \
      "no-cache: stored, asked for again each time")                           \
    X(JUDGE_ERROR_TTL, "CloudFront error caching",                             \
      "an error: stored for the error caching TTL")                            \
    X(JUDGE_NO_STORE, "RFC 9111 5.2.2.5", "no-store: not stored")              \
    X(JUDGE_PRIVATE, "RFC 9111 5.2.2.7",                                       \
      "private: not stored in a shared cache")                                 \
    X(JUDGE_AUTHORIZED, "RFC 9111 3.5",                                        \
      "the request had Authorization: not stored")                             \
    X(JUDGE_STATUS, "CloudFront error caching",                                \
      "answers with this status are not stored")                               \
    X(JUDGE_NO_TTL, "CloudFront TTL", "nothing says how long: not stored")     \
    X(JUDGE_VARY_ANY, "RFC 9111 4.1",                                          \
      "Vary: * never matches again: not stored")                               \
    X(JUDGE_VARY_NAMED, "rule any_vary_is_unstorable",                         \
      "Vary names more than Accept-Encoding, which this CDN does not store")   \
    X(JUDGE_SET_COOKIE, "RFC 9111 7.3", "sets a cookie: not stored")           \
    X(JUDGE_PASSED, "CloudFront CachedMethods", "not cached: passed through")  \
    X(STORE_KEPT, "store", "stored")                                           \
    X(STORE_REPLACED, "store", "stored, in place of the older answer")         \
    X(STORE_REFRESHED, "RFC 9111 4.3.4",                                       \
      "the stored answer's lifetime starts again")                             \
    X(STORE_EVICTED, "store", "stored; others had to make room")               \
    X(STORE_INVALIDATED, "CloudFront invalidation",                            \
      "invalidated while it was being fetched: not stored")                    \
    X(STORE_TOO_LARGE, "limit",                                                \
      "larger than an entry may be: passed through, not stored")               \
    X(STORE_NOT_ADMITTED, "eviction policy",                                   \
      "the policy prefers what is stored already: not stored")                 \
    X(STORE_NO_ROOM, "limit",                                                  \
      "too much is being fetched at once: passed through, not stored")         \
    X(RESPOND_HIT, "CloudFront X-Cache", "answered from the cache")            \
    X(RESPOND_MISS, "CloudFront X-Cache", "answered by the origin")            \
    X(RESPOND_REFRESH_HIT, "CloudFront X-Cache",                               \
      "answered from the cache after asking the origin")                       \
    X(RESPOND_NOT_MODIFIED, "RFC 9110 15.4.5",                                 \
      "the viewer's copy still holds: 304")                                    \
    X(RESPOND_PRECONDITION, "RFC 9110 15.5.13",                                \
      "the viewer's precondition fails: 412")                                  \
    X(RESPOND_PART, "RFC 9110 15.3.7",                                         \
      "one range is asked for: 206 with this part of the answer")              \
    X(RESPOND_WHOLE, "CloudFront range requests",                              \
      "several ranges, none that can be read, or of another version: 200 "     \
      "with "                                                                  \
      "the whole")                                                             \
    X(RESPOND_NO_SUCH_PART, "RFC 9110 15.5.17",                                \
      "the range begins behind the end: 416")                                  \
    X(RESPOND_STALE_ON_ERROR, "CloudFront stale content",                      \
      "the origin failed: the expired answer is served")                       \
    X(RESPOND_ERROR_PAGE, "CloudFront custom error responses",                 \
      "the distribution has a page for this status: asked for like a request " \
      "of its own")                                                            \
    X(RESPOND_REDIRECT, "CloudFront X-Cache",                                  \
      "the edge answers with a redirect of its own")                           \
    X(RESPOND_ERROR, "CloudFront error pages",                                 \
      "the edge answers with an error of its own")                             \
    X(LOG_DONE, "", "delivered whole")                                         \
    X(LOG_VIEWER_GONE, "CloudFront 000", "the viewer left first")              \
    X(LOG_TOO_SLOW, "limit", "the viewer read too slowly: cut off")            \
    X(LOG_BROKEN, "RFC 9112 8",                                                \
      "cut off, so that the viewer sees that it is incomplete")

enum step {
#define STEP_ROW(name, word, what) name,
    STEP_LIST(STEP_ROW)
#undef STEP_ROW
        N_STEPS
};

enum reason {
#define REASON_ROW(name, source, sentence) name,
    REASON_LIST(REASON_ROW)
#undef REASON_ROW
        N_REASONS
};

const char *step_word(enum step step);
const char *step_what(enum step step);
/* "LOOKUP_HIT" */
const char *reason_code(enum reason reason);
/* RFC section or AWS page. */
const char *reason_source(enum reason reason);
/* One sentence, lower case, no full stop. */
const char *reason_sentence(enum reason reason);

#endif
