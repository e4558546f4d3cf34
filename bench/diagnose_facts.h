/* diagnose_facts.h - what can be recognised in a pasted message or headers. */
#ifndef POPBOX_BENCH_DIAGNOSE_FACTS_H
#define POPBOX_BENCH_DIAGNOSE_FACTS_H

/* X(name, word in bench/diagnosis/clues.json, what was recognised) */
#define DIAGNOSE_CONSOLE_LIST(X)                                               \
    X(SEEN_BLOCKED, "blocked", "a browser refused an answer because of CORS")  \
    X(SEEN_MISSING, "missing", "Access-Control-Allow-Origin was missing")      \
    X(SEEN_MISMATCH, "mismatch",                                               \
      "Access-Control-Allow-Origin named another origin than the page's")      \
    X(SEEN_INVALID, "invalid", "Access-Control-Allow-Origin was no origin")    \
    X(SEEN_MULTIPLE, "multiple",                                               \
      "Access-Control-Allow-Origin was there more than once")                  \
    X(SEEN_WILDCARD, "wildcard", "* for a request with credentials")           \
    X(SEEN_NO_CREDENTIALS, "no_credentials",                                   \
      "Access-Control-Allow-Credentials was not true")                         \
    X(SEEN_MISSING_OR_MISMATCH, "missing_or_mismatch",                         \
      "Access-Control-Allow-Origin was missing, or not the page's (Safari "    \
      "does not say which)")                                                   \
    X(SEEN_PREFLIGHT, "preflight", "it was the preflight (OPTIONS)")           \
    X(SEEN_PREFLIGHT_STATUS, "preflight_status",                               \
      "the preflight's status was not ok")                                     \
    X(SEEN_PREFLIGHT_REDIRECT, "preflight_redirect",                           \
      "the preflight was redirected")                                          \
    X(SEEN_HEADER, "header_refused", "a request header was not allowed")       \
    X(SEEN_METHOD, "method_refused", "the method was not allowed")             \
    X(SEEN_NULL_ORIGIN, "null_origin", "the page's origin was \"null\"")       \
    X(SEEN_REDIRECTED, "redirected", "the request was redirected")             \
    X(SEEN_IMAGE, "image", "an image was asked for")                           \
    X(SEEN_FONT, "font", "a font was asked for")                               \
    X(SEEN_SCRIPT, "script", "a script was asked for")                         \
    X(SEEN_STYLE, "style", "a style sheet was asked for")                      \
    X(SEEN_MEDIA, "media", "a film or sound was asked for")                    \
    X(SEEN_MODULE, "module", "a module was asked for")                         \
    X(SEEN_TAINTED, "tainted", "a canvas was tainted by another site's data")  \
    X(SEEN_WEBGL, "webgl", "WebGL refused a texture of another site")          \
    X(SEEN_INTEGRITY, "integrity", "an integrity attribute could not be used") \
    X(SEEN_PRELOAD, "preload", "a preload was found, but not used")            \
    X(SEEN_OPAQUE, "opaque", "an opaque answer was used where CORS is needed") \
    X(SEEN_HTML, "html", "a page of HTML came where something else was due")   \
    X(SEEN_BARE, "bare", "the script saw a bare failure, without a reason")

#define DIAGNOSE_VALUE_LIST(X)                                            \
    X(SEEN_SLASH, "slash", "the allowed origin ends with a slash")        \
    X(SEEN_PATTERN, "pattern", "the allowed origin is a literal pattern") \
    X(SEEN_ALLOWS_NULL, "allows_null", "the allowed origin is \"null\"")  \
    X(SEEN_NEAR, "near", "the allowed origin has another scheme or port") \
    X(SEEN_SAME_SITE, "same_site",                                        \
      "the allowed origin is another one of the page's own site")         \
    X(SEEN_STRANGER, "stranger", "the allowed origin is another site's")

#define DIAGNOSE_BODY_LIST(X)                                                \
    X(SEEN_S3_REFUSAL, "s3_refusal", "S3 says that no CORS rule matches")    \
    X(SEEN_EDGE_METHOD, "edge_method",                                       \
      "CloudFront says that it does not allow this method")                  \
    X(SEEN_MISSING_KEY, "missing_key", "CloudFront misses a signature")      \
    X(SEEN_EXPIRED, "expired", "a signature has expired, or does not match") \
    X(SEEN_ACCESS_DENIED, "access_denied", "S3 or CloudFront denies access") \
    X(SEEN_OTHER_REGION, "other_region", "S3 points to another region")      \
    X(SEEN_NO_TOKEN, "no_token", "API Gateway misses a token, or a route")

#define DIAGNOSE_PROSE_LIST(X)                                                 \
    X(SEEN_SOMETIMES, "sometimes", "it happens sometimes only")                \
    X(SEEN_FIREFOX_OK, "firefox_ok", "it works in Firefox")                    \
    X(SEEN_NO_CACHE_OK, "no_cache_ok",                                         \
      "it works without the browser's cache (hard reload, Disable cache, a "   \
      "private window)")                                                       \
    X(SEEN_CURL_OK, "curl_ok", "curl does not show it")                        \
    X(SEEN_INVALIDATED, "invalidated", "the CDN has been invalidated, purged") \
    X(SEEN_PLACES, "places", "it depends on the place")                        \
    X(SEEN_TAB_OK, "tab_ok", "the file opens in a tab")                        \
    X(SEEN_SLOW, "slow", "it is slow, or costs more, rather than fails")       \
    X(SEEN_TILES, "tiles", "tiles of a map are asked for")

#define DIAGNOSE_ANSWER_LIST(X)                                              \
    X(SEEN_HIT, "hit", "the answer came out of a shared cache")              \
    X(SEEN_MISS, "miss", "the answer came from the origin")                  \
    X(SEEN_REFRESHED, "refreshed", "the cache asked the origin, a 304 came") \
    X(SEEN_EDGE_ERROR, "edge_error", "x-cache says Error")                   \
    X(SEEN_AGE, "age", "the answer has been in a cache (Age)")               \
    X(SEEN_AGE_DAYS, "age_days", "it has been there for more than a day")    \
    X(SEEN_CLOUDFRONT, "cloudfront", "CloudFront answered")                  \
    X(SEEN_CLOUDFLARE, "cloudflare", "Cloudflare answered")                  \
    X(SEEN_FASTLY, "fastly", "Fastly or Varnish answered")                   \
    X(SEEN_AKAMAI, "akamai", "Akamai answered")                              \
    X(SEEN_S3, "s3", "S3 is behind it")                                      \
    X(SEEN_API_GATEWAY, "api_gateway", "API Gateway is behind it")           \
    X(SEEN_NO_ACAO, "no_acao",                                               \
      "an answer without Access-Control-Allow-Origin")                       \
    X(SEEN_STAR, "star", "Access-Control-Allow-Origin: *")                   \
    X(SEEN_NAMED, "named", "Access-Control-Allow-Origin names one origin")   \
    X(SEEN_VARY, "vary", "Vary has Origin")                                  \
    X(SEEN_NO_VARY, "no_vary", "Vary does not have Origin")                  \
    X(SEEN_CREDENTIALS, "credentials",                                       \
      "Access-Control-Allow-Credentials: true")                              \
    X(SEEN_403, "403", "status 403")                                         \
    X(SEEN_404, "404", "status 404")                                         \
    X(SEEN_5XX, "5xx", "an error of a server, status 5xx")                   \
    X(SEEN_304, "304", "status 304")                                         \
    X(SEEN_206, "206", "status 206, a part of a file")                       \
    X(SEEN_3XX, "3xx", "a redirect")                                         \
    X(SEEN_NO_STORE, "no_store", "Cache-Control says no-store, or private")  \
    X(SEEN_KEPT, "kept", "browsers may keep the answer")                     \
    X(SEEN_NO_MAX_AGE, "no_max_age",                                         \
      "a preflight's answer without Access-Control-Max-Age")

#define DIAGNOSE_REQUEST_LIST(X)                                         \
    X(SEEN_WITHOUT_ORIGIN, "without_origin", "a request without Origin") \
    X(SEEN_WITH_ORIGIN, "with_origin", "a request with Origin")          \
    X(SEEN_ACRM_ON_GET, "acrm_on_get",                                   \
      "a GET with Access-Control-Request-Method")                        \
    X(SEEN_RANGE, "range", "a part of a file was asked for (Range)")     \
    X(SEEN_CONDITIONAL, "conditional", "a conditional request")          \
    X(SEEN_COOKIE, "cookie", "a request with cookies")                   \
    X(SEEN_SIGNED, "signed", "a signed URL")                             \
    X(SEEN_BUSTER, "buster", "a query that makes each URL new")

#define DIAGNOSE_ACROSS_LIST(X)                                              \
    X(SEEN_BROWSER_COPY, "browser_copy", "the browser's own copy was used")  \
    X(SEEN_WORKER, "worker", "a service worker answered")                    \
    X(SEEN_POPS, "pops", "several points of presence answered")              \
    X(SEEN_TWO_CDNS, "two_cdns", "two different CDNs answered")              \
    X(SEEN_FIRST_WITHOUT, "first_without",                                   \
      "the same URL was asked for without Origin before")                    \
    X(SEEN_TWO_ORIGINS, "two_origins", "two origins asked for the same URL") \
    X(SEEN_TURNS, "turns",                                                   \
      "the same request was answered with and without the header")           \
    X(SEEN_ENCODINGS, "encodings", "answers differ with Accept-Encoding")    \
    X(SEEN_PREFLIGHTS, "preflights", "the same preflight was sent again")

#define DIAGNOSE_FACT_LIST(X) \
    DIAGNOSE_CONSOLE_LIST(X)  \
    DIAGNOSE_VALUE_LIST(X)    \
    DIAGNOSE_BODY_LIST(X)     \
    DIAGNOSE_PROSE_LIST(X)    \
    DIAGNOSE_ANSWER_LIST(X)   \
    DIAGNOSE_REQUEST_LIST(X)  \
    DIAGNOSE_ACROSS_LIST(X)

enum diagnose_fact {
#define DIAGNOSE_ROW(name, word, text) name,
    DIAGNOSE_FACT_LIST(DIAGNOSE_ROW)
#undef DIAGNOSE_ROW
        N_DIAGNOSE_FACTS
};

#endif
