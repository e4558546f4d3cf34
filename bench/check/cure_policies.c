/*
 * cure_policies.c - the policies that a cure brings.
 *
 * Each is made of the one that the behavior has, under a name of its own: the
 * same key with more in it, the same response headers with other CORS lines.
 */
#include "bench/check/cure_parts.h"

#define POLICY_MAX 65536u
#define NAME_MAX   128 /* AWS's limit */
#define VALUES_MAX 64

static const struct span cors_headers[] = {
    SPAN_STATIC("Origin"), SPAN_STATIC("Access-Control-Request-Method"),
    SPAN_STATIC("Access-Control-Request-Headers")};
#define N_CORS_HEADERS 3

/* A name that AWS takes: letters, digits, '-' and '_'; not AWS's own. */
static struct span name_of(struct arena *arena, const char *what,
                           struct span base)
{
    struct buf text;
    struct span name;

    if (span_starts(base, SPAN("Managed-")))
        base = span_cut(base, 8, base.len);
    buf_init(&text, 4096);
    buf_add_str(&text, what);
    for (size_t i = 0; i < base.len && text.len < NAME_MAX; i++) {
        char c = base.ptr[i];
        bool fits = (c >= '0' && c <= '9') || c == '_' ||
                    (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');

        buf_add_byte(&text, fits ? c : '-');
    }
    if (arena_copy(arena, buf_span(&text), &name) != 0)
        name = span_str(what);
    buf_fini(&text);
    return name;
}

static void put(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void put_bool(struct json_out *out, const char *key, bool value)
{
    json_out_key(out, key);
    json_out_bool(out, value);
}

static int add_file(struct cure_writing *writing, enum cure_file_kind kind,
                    struct span name, struct buf *text)
{
    const struct cure_file file = {
        .kind = kind,
        .of = name,
        .name =
            arena_printf(writing->arena, "%s-%.*s.json",
                         kind == CURE_CACHE_POLICY ? "cache-policy"
                                                   : "response-headers-policy",
                         SPAN_ARG(name))};

    return cure_file_add(writing, &file, text);
}

/* ---- cache policies --------------------------------------------------------
 */

static void put_names(struct json_out *out, const char *const words[3],
                      const struct name_set *set)
{
    static const char *const rules[] = {[NAMES_NONE] = "none",
                                        [NAMES_LISTED] = "whitelist",
                                        [NAMES_ALL_EXCEPT] = "allExcept",
                                        [NAMES_ALL] = "all"};

    json_out_key(out, words[0]);
    json_out_open(out, '{');
    put(out, words[1], span_str(rules[set->rule]));
    if (set->rule == NAMES_LISTED || set->rule == NAMES_ALL_EXCEPT)
        cure_list(out, words[2], set->names, set->n_names);
    json_out_close(out, '}');
}

static void put_key(struct json_out *out, const struct key_recipe *key)
{
    static const char *const headers[] = {"HeadersConfig", "HeaderBehavior",
                                          "Headers"};
    static const char *const cookies[] = {"CookiesConfig", "CookieBehavior",
                                          "Cookies"};
    static const char *const query[] = {"QueryStringsConfig",
                                        "QueryStringBehavior", "QueryStrings"};
    struct span names[VALUES_MAX];
    struct name_set more = {.rule = NAMES_LISTED, .names = names};

    for (size_t i = 0; i < key->headers.n_names && i < VALUES_MAX - 3; i++)
        names[more.n_names++] = key->headers.names[i];
    for (size_t i = 0; i < N_CORS_HEADERS; i++)
        if (!name_set_has(&key->headers, cors_headers[i], true))
            names[more.n_names++] = cors_headers[i];
    json_out_key(out, "ParametersInCacheKeyAndForwardedToOrigin");
    json_out_open(out, '{');
    put_bool(out, "EnableAcceptEncodingGzip", key->gzip);
    put_bool(out, "EnableAcceptEncodingBrotli", key->brotli);
    put_names(out, headers, &more);
    put_names(out, cookies, &key->cookies);
    put_names(out, query, &key->query);
    json_out_close(out, '}');
}

static struct span cache_policy_name(const struct cure_writing *writing,
                                     struct span id)
{
    const struct policy_set *set = writing->input->heap->policies;
    const struct cache_policy *managed = managed_cache_policy(id);

    if (managed)
        return managed->name;
    for (size_t i = 0; i < set->n_cache; i++)
        if (span_eq(set->cache[i].id, id) && !span_absent(set->cache[i].name))
            return set->cache[i].name;
    return id;
}

int cure_cache_policy(struct cure_writing *writing, size_t at,
                      struct span *name)
{
    const struct behavior *behavior =
        &writing->input->heap->distribution.behaviors[at];
    const struct json *id =
        json_member(cure_behavior(writing->input->heap, at), "CachePolicyId");
    struct json_out out;
    struct buf text;

    if (!id || behavior->ttl.max_s == 0)
        return ERR_UNKNOWN;
    *name = name_of(writing->arena, "CORS-keyed-",
                    cache_policy_name(writing, json_string(id)));
    buf_init(&text, POLICY_MAX);
    json_out_init(&out, &text, true);
    json_out_open(&out, '{');
    json_out_key(&out, "CachePolicyConfig");
    json_out_open(&out, '{');
    put(&out, "Name", *name);
    put(&out, "Comment", SPAN("The origin's CORS answer depends on the key"));
    json_out_key(&out, "MinTTL");
    json_out_int(&out, behavior->ttl.min_s);
    json_out_key(&out, "DefaultTTL");
    json_out_int(&out, behavior->ttl.default_s);
    json_out_key(&out, "MaxTTL");
    json_out_int(&out, behavior->ttl.max_s);
    put_key(&out, &behavior->key);
    json_out_close(&out, '}');
    json_out_close(&out, '}');
    return add_file(writing, CURE_CACHE_POLICY, *name, &text);
}

/* ---- response headers policies ---------------------------------------------
 */

/* What AWS's own policies with security headers set; the JSON of one's own. */
static const char security_headers[] =
    "{\"StrictTransportSecurity\":{\"Override\":false,"
    "\"AccessControlMaxAgeSec\":31536000},"
    "\"ContentTypeOptions\":{\"Override\":true},"
    "\"FrameOptions\":{\"Override\":false,\"FrameOption\":\"SAMEORIGIN\"},"
    "\"ReferrerPolicy\":{\"Override\":false,"
    "\"ReferrerPolicy\":\"strict-origin-when-cross-origin\"},"
    "\"XSSProtection\":{\"Override\":false,\"Protection\":true,"
    "\"ModeBlock\":true}}";

static bool has_star(const struct span *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_find(values[i], '*', 0) < values[i].len)
            return true;
    return false;
}

static bool is_any(const struct span *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_eq(values[i], SPAN("*")))
            return true;
    return false;
}

static void put_values(struct json_out *out, const char *name,
                       const struct json *rules, const char *member,
                       struct span otherwise)
{
    struct span values[VALUES_MAX];
    size_t n = rules ? cure_rule_values(rules, member, values, VALUES_MAX) : 0;

    if (n == 0)
        values[n++] = otherwise;
    cure_list(out, name, values, n);
}

/* AWS wants a header to be named; Accept needs no permission (Fetch). */
static void put_cors(struct json_out *out, const struct json *rules,
                     const struct span *origins, size_t n_origins,
                     bool credentials)
{
    struct span exposed[VALUES_MAX];
    size_t n =
        rules ? cure_rule_values(rules, "ExposeHeaders", exposed, VALUES_MAX)
              : 0;

    json_out_key(out, "CorsConfig");
    json_out_open(out, '{');
    cure_list(out, "AccessControlAllowOrigins", origins, n_origins);
    put_values(out, "AccessControlAllowHeaders", rules, "AllowedHeaders",
               SPAN("Accept"));
    put_values(out, "AccessControlAllowMethods", rules, "AllowedMethods",
               SPAN("GET"));
    if (n > 0)
        cure_list(out, "AccessControlExposeHeaders", exposed, n);
    put_bool(out, "AccessControlAllowCredentials", credentials);
    put_bool(out, "OriginOverride", true);
    json_out_close(out, '}');
}

/* Whose origins and headers a policy can list: CloudFront takes no '*' within a
 * label, and no header * with credentials; the checker's reading tells the
 * first. */
static int write_cors(struct json_out *out, struct cure_writing *writing,
                      const struct behavior *behavior)
{
    static const struct span any[] = {SPAN_STATIC("*")};
    const struct aws_document *document =
        cure_rules(writing->input->heap, behavior->origin);
    const struct json *rules = document ? document->root : NULL;
    bool credentials =
        CURE_HAS(writing->cure->acts, CURE_REPLY_LIST_CREDENTIALS);
    struct span origins[VALUES_MAX], headers[VALUES_MAX];
    size_t n, n_headers;

    if (CURE_HAS(writing->cure->acts, CURE_REPLY_ANY)) {
        put_cors(out, rules, any, 1, false);
        return 0;
    }
    if (!rules)
        return ERR_UNKNOWN;
    n = cure_rule_values(rules, "AllowedOrigins", origins, VALUES_MAX);
    n_headers = cure_rule_values(rules, "AllowedHeaders", headers, VALUES_MAX);
    if (n == 0 || n == VALUES_MAX || is_any(origins, n) ||
        (credentials && has_star(headers, n_headers)))
        return ERR_UNKNOWN;
    put_cors(out, rules, origins, n, credentials);
    return 0;
}

static int write_patch(struct buf *text, struct cure_writing *writing,
                       const struct behavior *behavior, struct span name)
{
    struct json_out out;
    int err = 0;

    json_out_init(&out, text, false);
    json_out_open(&out, '{');
    put(&out, "Name", name);
    if (CURE_HAS(writing->cure->acts, CURE_REPLY_OVERRIDE)) {
        json_out_key(&out, "CorsConfig");
        json_out_open(&out, '{');
        put_bool(&out, "OriginOverride", true);
        json_out_close(&out, '}');
    } else {
        err = write_cors(&out, writing, behavior);
    }
    json_out_close(&out, '}');
    return err;
}

/* The config that the policy is a change of: the behavior's own one. */
static int write_policy(struct json_out *out, struct cure_writing *writing,
                        struct span id, struct span patch)
{
    const struct json *given = cure_reply_config(writing->input->heap, id);
    const struct response_headers_policy *managed =
        span_absent(id) ? NULL : managed_response_headers_policy(id);
    struct json_reader base;
    struct buf text;
    int err;

    if (CURE_HAS(writing->cure->acts, CURE_REPLY_OVERRIDE) && !given)
        return ERR_UNKNOWN;
    if (given)
        return cure_merge(out, given, patch);
    buf_init(&text, POLICY_MAX);
    buf_add_str(&text, "{\"Comment\": \"CORS headers on delivery\"");
    if (managed && managed->reply.n_set > 0)
        buf_addf(&text, ", \"SecurityHeadersConfig\": %s", security_headers);
    buf_add_str(&text, "}");
    err = json_open(&base, "a cure", buf_span(&text));
    if (!err)
        err = cure_merge(out, json_root(&base), patch);
    json_close(&base);
    buf_fini(&text);
    return err;
}

static struct span reply_name(struct cure_writing *writing, size_t at,
                              struct span id)
{
    const struct aws_heap *heap = writing->input->heap;
    const struct response_headers_policy *managed =
        span_absent(id) ? NULL : managed_response_headers_policy(id);
    const struct json *given = cure_reply_config(heap, id);
    const struct json *name = json_member(given, "Name");
    int origin = heap->distribution.behaviors[at].origin;
    bool any = CURE_HAS(writing->cure->acts, CURE_REPLY_ANY);

    if (name)
        return name_of(writing->arena, "CORS-override-", json_string(name));
    if (managed && managed->reply.n_set > 0)
        return name_of(writing->arena, any ? "CORS-any-" : "CORS-listed-",
                       managed->name);
    if (any)
        return SPAN("CORS-any-origin");
    return name_of(writing->arena, "CORS-listed-", cure_bucket(heap, origin));
}

int cure_reply_policy(struct cure_writing *writing, size_t at,
                      struct span *name)
{
    const struct aws_heap *heap = writing->input->heap;
    const struct json *id =
        json_member(cure_behavior(heap, at), "ResponseHeadersPolicyId");
    struct span of = id ? json_string(id) : SPAN_ABSENT;
    struct buf patch, text;
    struct json_out out;
    int err;

    *name = reply_name(writing, at, of);
    buf_init(&patch, POLICY_MAX);
    buf_init(&text, POLICY_MAX);
    err =
        write_patch(&patch, writing, &heap->distribution.behaviors[at], *name);
    json_out_init(&out, &text, true);
    json_out_open(&out, '{');
    json_out_key(&out, "ResponseHeadersPolicyConfig");
    if (!err)
        err = write_policy(&out, writing, of, buf_span(&patch));
    if (err) {
        buf_fini(&text);
    } else {
        json_out_close(&out, '}');
        err = add_file(writing, CURE_RESPONSE_HEADERS_POLICY, *name, &text);
    }
    buf_fini(&patch);
    return err;
}
