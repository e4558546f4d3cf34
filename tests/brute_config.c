/* brute_config.c - small random configurations as AWS's documents, for tests */
#include "tests/brute_config.h"

#include "bench/stage.h"
#include "cache/base/assert.h"
#include "cache/base/json.h"
#include "cache/base/rng.h"

#define FILE_MAX   16384u
#define CONFIG_MAX ((size_t)1 << 20)

const char *const brute_pages[] = {"https://a.example", "https://b.example",
                                   "https://other.test", NULL};

/* The three headers that CORS depends on, as bits. */
enum { ORIGIN = 1, ACRM = 2, ACRH = 4, ALL_THREE = 7 };

/* What is drawn, in this order. */
struct drawn {
    bool legacy;
    unsigned keyed, forwarded; /* bits */
    unsigned lifetime;         /* OFF, ASK, LONG */
    unsigned options;          /* refused, passed, cached */
    unsigned constant;         /* Origin towards the bucket: none, A, other */
    unsigned class;            /* off, present, class */
    bool policy, override, credentials;
    unsigned policy_origins;
    unsigned n_rules; /* 0: no CORS configuration */
    unsigned origins[2], methods[2], headers[2];
    bool missing;
};

enum { OFF, ASK, LONG };

static const char *const rule_origins[] = {
    "\"*\"",
    "\"https://a.example\"",
    "\"https://b.example\"",
    "\"https://a.example\", \"https://b.example\"",
    "\"https://*.example\"",
    "\"http*\""};
static const char *const rule_methods[] = {
    "\"GET\"", "\"HEAD\"", "\"GET\", \"HEAD\"",
    "\"GET\", \"HEAD\", \"PUT\", \"POST\", \"DELETE\""};
static const char *const rule_headers[] = {NULL, "\"*\"", "\"x-a\"", "\"x-*\""};
static const char *const policy_origins[] = {
    "{\"Quantity\": 1, \"Items\": [\"*\"]}",
    "{\"Quantity\": 1, \"Items\": [\"https://a.example\"]}",
    ("{\"Quantity\": 2, \"Items\": [\"https://a.example\", "
     "\"https://b.example\"]}")};
#define N(array) (sizeof(array) / sizeof(*(array)))

/* ---- drawing ---------------------------------------------------------------
 */

static unsigned below(struct rng *rng, size_t n)
{
    return (unsigned)rng_below(rng, n);
}

/* Most often nothing: so that what is rare stays rare together, too. */
static bool one_in(struct rng *rng, unsigned n)
{
    return rng_below(rng, n) == 0;
}

static void draw_edge(struct drawn *it, struct rng *rng)
{
    it->legacy = one_in(rng, 4);
    it->lifetime = one_in(rng, 6) ? OFF : one_in(rng, 5) ? ASK : LONG;
    it->keyed = one_in(rng, 3) ? 0 : below(rng, 8);
    it->forwarded = one_in(rng, 4)   ? 0
                    : one_in(rng, 2) ? ALL_THREE
                                     : below(rng, 8);
    it->options = below(rng, 3);
    it->constant = one_in(rng, 6) ? 1 + below(rng, 2) : 0;
    it->class = one_in(rng, 8) ? 1 + below(rng, 2) : 0;
    if (it->lifetime == OFF && !it->legacy)
        it->keyed = 0; /* AWS refuses it */
}

static void draw(struct drawn *it, uint64_t seed)
{
    struct rng rng;

    *it = (struct drawn){.legacy = false};
    rng_init(&rng, seed);
    draw_edge(it, &rng);
    it->policy = one_in(&rng, 4);
    it->override = one_in(&rng, 2);
    it->policy_origins = below(&rng, N(policy_origins));
    it->credentials = it->policy_origins > 0 && one_in(&rng, 2);
    it->n_rules = one_in(&rng, 10) ? 0 : 1 + below(&rng, 2);
    for (unsigned i = 0; i < 2; i++) {
        it->origins[i] = below(&rng, N(rule_origins));
        it->methods[i] = below(&rng, N(rule_methods));
        it->headers[i] = one_in(&rng, 2) ? 0 : below(&rng, N(rule_headers));
    }
    it->missing = one_in(&rng, 8);
}

/* The lifetime stays: where nothing may be stored a HEAD is sent as it is, else
 * as a GET. */
static void grant(struct drawn *it)
{
    it->legacy = false;
    it->keyed = it->lifetime == OFF ? 0 : ALL_THREE;
    it->forwarded = ALL_THREE;
    it->options = 1;
    it->constant = 0;
    it->class = 0;
}

/* ---- writing ---------------------------------------------------------------
 */

static struct buf *open_file(struct brute_config *config, const char *name)
{
    struct buf *file = &config->files[config->n_texts];

    ASSERT(config->n_texts < BRUTE_FILES_MAX);
    buf_init(file, FILE_MAX);
    config->texts[config->n_texts++].file = name;
    return file;
}

static void add_headers(struct buf *text, unsigned bits)
{
    static const char *const names[] = {"Origin",
                                        "Access-Control-Request-Method",
                                        "Access-Control-Request-Headers"};
    unsigned n = 0;

    for (unsigned i = 0; i < 3; i++)
        n += bits >> i & 1;
    buf_addf(text, "{\"Quantity\": %u, \"Items\": [", n);
    n = 0;
    for (unsigned i = 0; i < 3; i++)
        if (bits >> i & 1)
            buf_addf(text, "%s\"%s\"", n++ ? ", " : "", names[i]);
    buf_add_str(text, "]}");
}

/* CookiesConfig and QueryStringsConfig, the same in both kinds of policy. */
#define NO_COOKIES_NO_QUERIES                  \
    "\"CookiesConfig\": {\"CookieBehavior\": " \
    "\"none\"}, \"QueryStringsConfig\": {"     \
    "\"QueryStringBehavior\": \"none\"}"

static void add_header_choice(struct buf *text, unsigned bits)
{
    buf_add_str(text, "\"HeadersConfig\": {\"HeaderBehavior\": ");
    if (bits == 0) {
        buf_add_str(text, "\"none\"}, ");
        return;
    }
    buf_add_str(text, "\"whitelist\", \"Headers\": ");
    add_headers(text, bits);
    buf_add_str(text, "}, ");
}

static void add_lifetime(struct buf *text, unsigned lifetime)
{
    static const char *const ttls[] = {
        "\"MinTTL\": 0, \"DefaultTTL\": 0, \"MaxTTL\": 0",
        "\"MinTTL\": 0, \"DefaultTTL\": 0, \"MaxTTL\": 31536000",
        "\"MinTTL\": 1, \"DefaultTTL\": 86400, \"MaxTTL\": 31536000"};

    buf_add_str(text, ttls[lifetime]);
}

static void write_policies(struct brute_config *config, const struct drawn *it)
{
    struct buf *text;

    if (!it->legacy) {
        text = open_file(config, "cache-policy.json");
        buf_add_str(text, "{\"CachePolicy\": {\"Id\": \"c\", "
                          "\"CachePolicyConfig\": {\"Name\": \"Drawn\", ");
        add_lifetime(text, it->lifetime);
        buf_add_str(text, ", \"ParametersInCacheKeyAndForwardedToOrigin\": {"
                          "\"EnableAcceptEncodingGzip\": false, "
                          "\"EnableAcceptEncodingBrotli\": false, ");
        add_header_choice(text, it->keyed);
        buf_add_str(text, NO_COOKIES_NO_QUERIES "}}}}");
        text = open_file(config, "origin-request-policy.json");
        buf_add_str(text, "{\"OriginRequestPolicy\": {\"Id\": \"o\", "
                          "\"OriginRequestPolicyConfig\": {"
                          "\"Name\": \"Drawn\", ");
        add_header_choice(text, it->forwarded);
        buf_add_str(text, NO_COOKIES_NO_QUERIES "}}}");
    }
    if (!it->policy)
        return;
    text = open_file(config, "response-headers-policy.json");
    buf_addf(text,
             "{\"ResponseHeadersPolicy\": {\"Id\": \"r\", "
             "\"ResponseHeadersPolicyConfig\": {\"Name\": \"Drawn\", "
             "\"CorsConfig\": {\"AccessControlAllowOrigins\": %s, "
             "\"AccessControlAllowHeaders\": {\"Quantity\": 1, \"Items\": "
             "[\"x-a\"]}, \"AccessControlAllowMethods\": {\"Quantity\": 1, "
             "\"Items\": [\"GET\"]}, \"AccessControlAllowCredentials\": %s, "
             "\"OriginOverride\": %s}}}}",
             policy_origins[it->policy_origins],
             it->credentials ? "true" : "false",
             it->override ? "true" : "false");
}

static void add_behavior(struct buf *text, const struct drawn *it)
{
    static const char *const methods[] = {
        "{\"Quantity\": 2, \"Items\": [\"HEAD\", \"GET\"], \"CachedMethods\": "
        "{\"Quantity\": 2, \"Items\": [\"HEAD\", \"GET\"]}}",
        "{\"Quantity\": 3, \"Items\": [\"HEAD\", \"GET\", \"OPTIONS\"], "
        "\"CachedMethods\": {\"Quantity\": 2, \"Items\": [\"HEAD\", \"GET\"]}}",
        "{\"Quantity\": 3, \"Items\": [\"HEAD\", \"GET\", \"OPTIONS\"], "
        "\"CachedMethods\": {\"Quantity\": 3, \"Items\": [\"HEAD\", \"GET\", "
        "\"OPTIONS\"]}}"};
    static const char *const classes[] = {
        "", ", \"popbox\": {\"key_origin\": \"present\"}",
        (", \"popbox\": {\"key_origin\": \"class\", \"allowed_origins\": "
         "[\"https://a.example\"]}")};

    buf_addf(text, "{\"TargetOriginId\": \"one\", \"AllowedMethods\": %s",
             methods[it->options]);
    if (it->policy)
        buf_add_str(text, ", \"ResponseHeadersPolicyId\": \"r\"");
    buf_add_str(text, classes[it->class]);
    if (it->legacy) {
        buf_add_str(text, ", \"ForwardedValues\": {\"QueryString\": false, "
                          "\"Cookies\": {\"Forward\": \"none\"}, "
                          "\"Headers\": ");
        add_headers(text, it->keyed);
        buf_add_str(text, "}, ");
        add_lifetime(text, it->lifetime);
        buf_add_str(text, "}");
        return;
    }
    buf_add_str(text, ", \"CachePolicyId\": \"c\", "
                      "\"OriginRequestPolicyId\": \"o\"}");
}

static void write_distribution(struct brute_config *config,
                               const struct drawn *it)
{
    static const char *const constants[] = {
        "{\"Quantity\": 0}",
        "{\"Quantity\": 1, \"Items\": [{\"HeaderName\": \"Origin\", "
        "\"HeaderValue\": \"https://a.example\"}]}",
        "{\"Quantity\": 1, \"Items\": [{\"HeaderName\": \"Origin\", "
        "\"HeaderValue\": \"https://other.test\"}]}"};
    struct buf *text = open_file(config, "distribution.json");

    buf_addf(text,
             "{\"DistributionConfig\": {\"Enabled\": true, \"Aliases\": "
             "{\"Quantity\": 1, \"Items\": [\"cdn.example\"]}, \"Origins\": "
             "{\"Quantity\": 1, \"Items\": [{\"Id\": \"one\", \"DomainName\": "
             "\"one.s3.eu-west-1.amazonaws.com\", \"OriginPath\": \"\", "
             "\"CustomHeaders\": %s, \"S3OriginConfig\": "
             "{\"OriginAccessIdentity\": \"\"}}]}, \"DefaultCacheBehavior\": ",
             constants[it->constant]);
    add_behavior(text, it);
    buf_add_str(text, "}}");
}

static void write_cors(struct brute_config *config, const struct drawn *it)
{
    struct buf *text;

    if (it->n_rules == 0)
        return;
    text = open_file(config, "cors.json");
    buf_add_str(text, "{\"CORSRules\": [");
    for (unsigned i = 0; i < it->n_rules; i++) {
        buf_addf(text, "%s{", i ? ", " : "");
        if (rule_headers[it->headers[i]])
            buf_addf(text, "\"AllowedHeaders\": [%s], ",
                     rule_headers[it->headers[i]]);
        buf_addf(text, "\"AllowedMethods\": [%s], \"AllowedOrigins\": [%s]}",
                 rule_methods[it->methods[i]], rule_origins[it->origins[i]]);
    }
    buf_add_str(text, "]}");
}

void brute_config_draw(struct brute_config *config, uint64_t seed,
                       bool granting)
{
    struct drawn it;

    *config = (struct brute_config){.n_texts = 0};
    draw(&it, seed);
    if (granting)
        grant(&it);
    config->missing = it.missing;
    write_policies(config, &it);
    write_distribution(config, &it);
    write_cors(config, &it);
    for (size_t i = 0; i < config->n_texts; i++) {
        ASSERT(!config->files[i].overflow);
        config->texts[i].text = buf_span(&config->files[i]);
    }
}

void brute_config_fini(struct brute_config *config)
{
    for (size_t i = 0; i < config->n_texts; i++)
        buf_fini(&config->files[i]);
}

/* ---- reading ---------------------------------------------------------------
 */

/* The config is one object, {"origins": ..., "edges": ...}. */
static void add_pages(struct buf *config)
{
    while (config->len > 0 && config->ptr[config->len - 1] != '}')
        config->len--;
    ASSERT(config->len > 1);
    config->len--;
    buf_add_str(config, ", \"pages\": {");
    for (size_t i = 0; brute_pages[i]; i++)
        buf_addf(config, "%s\"%s\": \"%s\"", i ? ", " : "", brute_pages[i],
                 brute_pages[i]);
    buf_add_str(config, "}}");
}

void brute_config_write(const struct brute_config *config,
                        const struct span *paths, size_t n_paths,
                        struct buf *text)
{
    struct aws_world world = {.texts = config->texts,
                              .n_texts = config->n_texts,
                              .paths = paths,
                              .n_paths = config->missing ? 0 : n_paths};
    struct buf error;

    buf_init(text, CONFIG_MAX);
    buf_init(&error, FILE_MAX);
    ASSERT(aws_world_write(text, &world, &error) == 0);
    add_pages(text);
    buf_fini(&error);
}

void brute_config_read(const struct brute_config *config,
                       struct topology *topology)
{
    const struct span path = SPAN("/x");
    struct json_reader reader;
    struct buf text;

    brute_config_write(config, &path, 1, &text);
    ASSERT(json_open(&reader, "config", buf_span(&text)) == 0);
    ASSERT(topology_read(topology, &reader, json_root(&reader),
                         STAGE_START_MS) == 0);
    brute_shrink(topology);
    json_close(&reader);
    buf_fini(&text);
}

void brute_config_force(uint64_t seed, unsigned depth,
                        struct brute_found *found)
{
    struct brute_universe universe = {
        .url = BRUTE_URL, .brotli = true, .preflights = true};
    struct brute_config config, grants;
    struct topology topology, granting;

    for (size_t i = 0; brute_pages[i]; i++)
        universe.origins[i] = brute_pages[i];
    brute_config_draw(&config, seed, false);
    brute_config_draw(&grants, seed, true);
    brute_config_read(&config, &topology);
    brute_config_read(&grants, &granting);
    brute_run(found, &topology, &granting, &universe, depth);
    topology_fini(&topology);
    topology_fini(&granting);
    brute_config_fini(&config);
    brute_config_fini(&grants);
}
