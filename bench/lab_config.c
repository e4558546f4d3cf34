/* lab_config.c - the lab's knobs as AWS's JSON, and the world around them. */
#include "bench/lab_config.h"

#define NAME_MAX 4096

static const char *const key_words[] = {
#define LAB_ROW(constant, word) word,
    LAB_KEY_LIST(LAB_ROW)
#undef LAB_ROW
};

static const char *const reply_words[] = {
#define LAB_ROW(constant, word) word,
    LAB_REPLY_LIST(LAB_ROW)
#undef LAB_ROW
};

/* ---- reading ---------------------------------------------------------------
 */

void lab_knobs_read(struct lab_knobs *knobs, struct json_reader *reader,
                    const struct json *object)
{
    static const char *const known[] = {
        "forward_origin",          "forward_preflight", "key", "honour_vary",
        "response_headers_policy", "cache_options",     "cors"};

    json_only(reader, object, known, sizeof(known) / sizeof(*known));
    knobs->forward_origin =
        json_get_bool(reader, object, "forward_origin", true);
    knobs->forward_preflight =
        json_get_bool(reader, object, "forward_preflight", true);
    knobs->key = (enum lab_key)json_get_enum(
        reader, object, "key", JSON_WORDS(key_words), LAB_KEY_OFF);
    knobs->honour_vary = json_get_bool(reader, object, "honour_vary", false);
    knobs->reply =
        (enum lab_reply)json_get_enum(reader, object, "response_headers_policy",
                                      JSON_WORDS(reply_words), LAB_REPLY_NONE);
    knobs->cache_options =
        json_get_bool(reader, object, "cache_options", false);
    knobs->cors = json_get(reader, object, "cors", JSON_ARRAY);
}

/* ---- names -----------------------------------------------------------------
 */

struct span lab_name(const struct lab_places *places, struct span logical,
                     struct buf *scratch)
{
    const struct span head = SPAN("https://"), tail = SPAN(".example");

    if (!places->live || !span_starts(logical, head) ||
        !span_ends(logical, tail) || logical.len < head.len + tail.len)
        return logical;
    buf_reset(scratch);
    buf_add_str(scratch, "http://");
    buf_add(scratch, span_cut(logical, head.len, logical.len - tail.len));
    buf_addf(scratch, ".localhost:%u", (unsigned)places->pages);
    return buf_span(scratch);
}

static void string(struct json_out *out, const char *key, const char *value)
{
    json_out_key(out, key);
    json_out_string(out, span_str(value));
}

static void boolean(struct json_out *out, const char *key, bool value)
{
    json_out_key(out, key);
    json_out_bool(out, value);
}

static void integer(struct json_out *out, const char *key, int64_t value)
{
    json_out_key(out, key);
    json_out_int(out, value);
}

static void null(struct json_out *out, const char *key)
{
    json_out_key(out, key);
    json_out_null(out);
}

/* A list of words of our own; ends with NULL. */
static void words(struct json_out *out, const char *key,
                  const char *const *list)
{
    json_out_key(out, key);
    json_out_open(out, '[');
    for (; *list; list++)
        json_out_string(out, span_str(*list));
    json_out_close(out, ']');
}

static void put_name(struct json_out *out, const struct lab_places *places,
                     struct span logical)
{
    struct buf scratch;

    buf_init(&scratch, NAME_MAX);
    json_out_string(out, lab_name(places, logical, &scratch));
    buf_fini(&scratch);
}

/* Both pages, where AWS wants a list of origins. */
static void both_pages(struct json_out *out, const char *key,
                       const struct lab_places *places)
{
    json_out_key(out, key);
    json_out_open(out, '[');
    put_name(out, places, SPAN("https://a.example"));
    put_name(out, places, SPAN("https://b.example"));
    json_out_close(out, ']');
}

/* ---- the bucket's rules ----------------------------------------------------
 */

static void usual_rules(struct json_out *out, const struct lab_places *places)
{
    static const char *const methods[] = {"GET", "PUT", NULL};
    static const char *const any[] = {"*", NULL};

    json_out_open(out, '[');
    json_out_open(out, '{');
    json_out_key(out, "AllowedOrigins");
    json_out_open(out, '[');
    put_name(out, places, SPAN("https://*.example"));
    json_out_close(out, ']');
    words(out, "AllowedMethods", methods);
    words(out, "AllowedHeaders", any);
    json_out_close(out, '}');
    json_out_close(out, ']');
}

static void put_origins(struct json_out *out, const struct lab_places *places,
                        const struct json *list)
{
    json_out_open(out, '[');
    for (const struct json *at = json_first(list); at; at = json_next(at)) {
        if (json_type(at) == JSON_STRING)
            put_name(out, places, json_string(at));
        else
            json_out_value(out, at); /* whoever reads the rules complains */
    }
    json_out_close(out, ']');
}

static void put_rule(struct json_out *out, const struct lab_places *places,
                     const struct json *rule)
{
    if (json_type(rule) != JSON_OBJECT) {
        json_out_value(out, rule);
        return;
    }
    json_out_open(out, '{');
    for (const struct json *at = json_first(rule); at; at = json_next(at)) {
        struct span of = json_name(at);

        json_out_key(out, of.ptr);
        if (span_eq(of, SPAN("AllowedOrigins")) && json_type(at) == JSON_ARRAY)
            put_origins(out, places, at);
        else
            json_out_value(out, at);
    }
    json_out_close(out, '}');
}

static void put_rules(struct json_out *out, const struct lab_places *places,
                      const struct json *rules)
{
    json_out_open(out, '[');
    for (const struct json *at = json_first(rules); at; at = json_next(at))
        put_rule(out, places, at);
    json_out_close(out, ']');
}

void lab_rules_json(const struct lab_knobs *knobs,
                    const struct lab_places *places, struct json_out *out)
{
    if (knobs->cors)
        put_rules(out, places, knobs->cors);
    else
        usual_rules(out, places);
}

void lab_knobs_json(const struct lab_knobs *knobs, struct json_out *out)
{
    const struct lab_places logical = {.live = false};

    json_out_open(out, '{');
    boolean(out, "forward_origin", knobs->forward_origin);
    boolean(out, "forward_preflight", knobs->forward_preflight);
    string(out, "key", key_words[knobs->key]);
    boolean(out, "honour_vary", knobs->honour_vary);
    string(out, "response_headers_policy", reply_words[knobs->reply]);
    boolean(out, "cache_options", knobs->cache_options);
    json_out_key(out, "cors");
    lab_rules_json(knobs, &logical, out);
    json_out_close(out, '}');
}

/* ---- the behavior ----------------------------------------------------------
 */

static const char *const three[] = {"Origin", "Access-Control-Request-Method",
                                    "Access-Control-Request-Headers", NULL};

/* HeadersConfig of those of the three that are wanted; none of them: "none". */
static void headers_config(struct json_out *out, bool origin, bool preflight)
{
    const char *list[4];
    size_t n = 0;

    if (origin)
        list[n++] = three[0];
    if (preflight) {
        list[n++] = three[1];
        list[n++] = three[2];
    }
    list[n] = NULL;
    json_out_key(out, "HeadersConfig");
    json_out_open(out, '{');
    string(out, "HeaderBehavior", n > 0 ? "whitelist" : "none");
    words(out, "Headers", list);
    json_out_close(out, '}');
}

static void cache_policy(const struct lab_knobs *knobs, struct json_out *out)
{
    bool exact = knobs->key == LAB_KEY_EXACT || knobs->key == LAB_KEY_ALL;

    json_out_key(out, "CachePolicyConfig");
    json_out_open(out, '{');
    string(out, "Name", "LabCachePolicy");
    integer(out, "MinTTL", 1);
    integer(out, "DefaultTTL", 86400);
    integer(out, "MaxTTL", 31536000);
    json_out_key(out, "ParametersInCacheKeyAndForwardedToOrigin");
    json_out_open(out, '{');
    boolean(out, "EnableAcceptEncodingGzip", false);
    boolean(out, "EnableAcceptEncodingBrotli", false);
    headers_config(out, exact, knobs->key == LAB_KEY_ALL);
    json_out_close(out, '}');
    json_out_close(out, '}');
}

static void origin_request_policy(const struct lab_knobs *knobs,
                                  struct json_out *out)
{
    if (!knobs->forward_origin && !knobs->forward_preflight) {
        null(out, "OriginRequestPolicyConfig");
        return;
    }
    json_out_key(out, "OriginRequestPolicyConfig");
    json_out_open(out, '{');
    string(out, "Name", "LabOriginRequestPolicy");
    headers_config(out, knobs->forward_origin, knobs->forward_preflight);
    json_out_close(out, '}');
}

static void cors_config(const struct lab_knobs *knobs,
                        const struct lab_places *places, struct json_out *out)
{
    static const char *const any[] = {"*", NULL};
    static const char *const named[] = {"content-type", NULL};
    static const char *const methods[] = {"GET", "HEAD", "PUT", NULL};
    bool echo = knobs->reply == LAB_REPLY_ECHO;

    json_out_key(out, "CorsConfig");
    json_out_open(out, '{');
    if (echo)
        both_pages(out, "AccessControlAllowOrigins", places);
    else
        words(out, "AccessControlAllowOrigins", any);
    words(out, "AccessControlAllowHeaders", echo ? named : any);
    words(out, "AccessControlAllowMethods", methods);
    boolean(out, "AccessControlAllowCredentials", echo);
    boolean(out, "OriginOverride", true);
    json_out_close(out, '}');
}

static void response_headers_policy(const struct lab_knobs *knobs,
                                    const struct lab_places *places,
                                    struct json_out *out)
{
    if (knobs->reply == LAB_REPLY_SIMPLE)
        string(out, "ResponseHeadersPolicyId", "SimpleCORS");
    else
        null(out, "ResponseHeadersPolicyId");
    if (knobs->reply == LAB_REPLY_SIMPLE || knobs->reply == LAB_REPLY_NONE) {
        null(out, "ResponseHeadersPolicyConfig");
        return;
    }
    json_out_key(out, "ResponseHeadersPolicyConfig");
    json_out_open(out, '{');
    string(out, "Name",
           knobs->reply == LAB_REPLY_ECHO ? "LabEchoCORS" : "LabOverrideCORS");
    cors_config(knobs, places, out);
    json_out_close(out, '}');
}

/* What takes a viewer-request function on CloudFront, and Vary. */
static void popbox_members(const struct lab_knobs *knobs,
                           const struct lab_places *places,
                           struct json_out *out)
{
    json_out_key(out, "popbox");
    json_out_open(out, '{');
    if (knobs->key == LAB_KEY_PRESENT)
        string(out, "key_origin", "present");
    else if (knobs->key == LAB_KEY_CLASS)
        string(out, "key_origin", "class");
    else
        null(out, "key_origin");
    if (knobs->key == LAB_KEY_CLASS)
        both_pages(out, "allowed_origins", places);
    else
        null(out, "allowed_origins");
    json_out_key(out, "rules");
    json_out_open(out, '{');
    boolean(out, "honour_vary", knobs->honour_vary);
    json_out_close(out, '}');
    json_out_close(out, '}');
}

void lab_behavior_json(const struct lab_knobs *knobs,
                       const struct lab_places *places, struct json_out *out)
{
    static const char *const allowed[] = {"GET",  "HEAD",  "OPTIONS", "PUT",
                                          "POST", "PATCH", "DELETE",  NULL};
    static const char *const cached[] = {"GET", "HEAD", NULL};
    static const char *const options_too[] = {"GET", "HEAD", "OPTIONS", NULL};

    json_out_open(out, '{');
    string(out, "TargetOriginId", "S3");
    words(out, "AllowedMethods", allowed);
    words(out, "CachedMethods", knobs->cache_options ? options_too : cached);
    cache_policy(knobs, out);
    origin_request_policy(knobs, out);
    response_headers_policy(knobs, places, out);
    popbox_members(knobs, places, out);
    json_out_close(out, '}');
}
