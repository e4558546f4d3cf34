/*
 * import_behavior.c - one cache behavior in words.
 *
 * Everything is told from the recipes that the edge itself runs on, the names
 * of policies from behavior_about; so what is read here is what is done.
 */
#include "bench/import_parts.h"
#include "bench/outlook.h"
#include "bench/words.h"
#include "bench/wrap.h"

#define LINE_MAX ((size_t)64 << 10)

static const struct words_columns columns = {2, 12};

/* What the lines of one behavior are made of. */
struct telling {
    const struct behavior *behavior;
    const struct behavior_about *about;
    struct buf *out;
    struct buf *line;
};

static void row(struct telling *tell, const char *label)
{
    words_row(tell->out, &columns, label, buf_span(tell->line));
    buf_reset(tell->line);
}

/* " (NAME)", or the legacy settings that stand for it. */
static void add_source(struct telling *tell, struct span name)
{
    if (span_absent(name))
        buf_add_str(tell->line, " (ForwardedValues)");
    else
        buf_addf(tell->line, " (%.*s)", SPAN_ARG(name));
}

/* ---- methods and key -------------------------------------------------------
 */

static void put_methods(struct telling *tell)
{
    const struct behavior *behavior = tell->behavior;

    words_methods(tell->line, behavior->allowed_methods);
    buf_add_str(tell->line, "; ");
    if (outlook_of(behavior) == OUTLOOK_UNCACHED) {
        buf_add_str(tell->line, "no answer is cached");
    } else {
        buf_add_str(tell->line, "answers to ");
        words_methods(tell->line, behavior->cached_methods);
        buf_add_str(tell->line, " are cached");
    }
    row(tell, "methods");
}

static void add_set(struct buf *line, const char *what,
                    const struct name_set *set)
{
    if (set->rule == NAMES_NONE)
        return;
    buf_addf(line, "; %s: ", what);
    words_names(line, set);
}

static void add_encodings(struct buf *line, const struct key_recipe *key)
{
    if (key->gzip || key->brotli)
        buf_addf(line, "; Accept-Encoding, as far as it has %s",
                 key->gzip && key->brotli ? "gzip or br"
                 : key->gzip              ? "gzip"
                                          : "br");
}

static void add_key_origin(struct buf *line, enum key_origin origin)
{
    switch (origin) {
    case KEY_ORIGIN_OFF:
        return;
    case KEY_ORIGIN_PRESENT:
        buf_add_str(line, "; whether there is an Origin");
        return;
    case KEY_ORIGIN_CLASS:
        buf_add_str(line, "; which of the allowed Origins it is");
        return;
    }
}

static void put_key(struct telling *tell)
{
    const struct key_recipe *key = &tell->behavior->key;

    buf_add_str(tell->line, "path");
    add_set(tell->line, "query strings", &key->query);
    add_set(tell->line, "headers", &key->headers);
    add_key_origin(tell->line, key->origin);
    add_set(tell->line, "cookies", &key->cookies);
    add_encodings(tell->line, key);
    add_source(tell, tell->about->cache_policy);
    row(tell, "key");
}

/* ---- towards the origin ----------------------------------------------------
 */

static const struct span asked_of_s3[] = {
    SPAN_STATIC("Origin"),
    SPAN_STATIC("Access-Control-Request-Method"),
    SPAN_STATIC("Access-Control-Request-Headers"),
};

/* Which of the headers that CORS depends on reach the origin. */
static void put_asked(struct telling *tell)
{
    struct span reach[3], dropped[3];
    size_t n_reach = 0, n_dropped = 0;

    for (size_t i = 0; i < 3; i++)
        if (behavior_sends(tell->behavior, asked_of_s3[i]))
            reach[n_reach++] = asked_of_s3[i];
        else
            dropped[n_dropped++] = asked_of_s3[i];
    buf_add_str(tell->line, "of what CORS depends on, ");
    if (n_dropped == 0) {
        buf_add_str(tell->line, "all three headers reach the origin");
    } else if (n_reach == 0) {
        buf_add_str(tell->line, "nothing reaches the origin");
    } else {
        words_spans(tell->line, reach, n_reach);
        buf_add_str(tell->line, " alone reaches the origin; not ");
        words_spans(tell->line, dropped, n_dropped);
    }
    row(tell, "");
}

static void put_forward(struct telling *tell)
{
    const struct forward_recipe *forward = &tell->behavior->forward;
    struct buf *line = tell->line;

    buf_add_str(line, "what is in the key");
    add_set(line, "headers", &forward->headers);
    add_set(line, "cookies", &forward->cookies);
    add_set(line, "query strings", &forward->query);
    if (forward->unasked.rule != NAMES_NONE)
        buf_add_str(line, "; any header that legacy settings do not remove");
    if (!span_absent(tell->about->origin_request_policy))
        add_source(tell, tell->about->origin_request_policy);
    else if (span_absent(tell->about->cache_policy))
        add_source(tell, SPAN_ABSENT);
    else
        buf_add_str(line, "; there is no origin request policy");
    row(tell, "forwards");
    put_asked(tell);
    for (size_t i = 0; i < forward->n_custom; i++)
        if (span_ieq(forward->custom[i].name, SPAN("origin"))) {
            buf_addf(line,
                     "instead of the viewer's, the origin always gets "
                     "Origin: %.*s",
                     SPAN_ARG(forward->custom[i].value));
            row(tell, "");
        }
}

/* ---- lifetimes -------------------------------------------------------------
 */

static void put_ttl(struct telling *tell)
{
    const struct ttl_bounds *ttl = &tell->behavior->ttl;
    struct buf *line = tell->line;

    if (outlook_of(tell->behavior) == OUTLOOK_UNCACHED) {
        buf_add_str(line, "not at all: every TTL is 0");
        add_source(tell, tell->about->cache_policy);
        row(tell, "kept");
        return;
    }
    buf_add_str(line, "as long as the origin says, ");
    if (ttl->min_s > 0) {
        buf_add_str(line, "at least ");
        words_duration(line, ttl->min_s);
        buf_add_str(line, " (even if that is no-store or private), ");
    }
    buf_add_str(line, "at most ");
    words_duration(line, ttl->max_s);
    buf_add_str(line, "; ");
    words_duration(line,
                   ttl->default_s > ttl->min_s ? ttl->default_s : ttl->min_s);
    buf_add_str(line, " if it says nothing");
    add_source(tell, tell->about->cache_policy);
    row(tell, "kept");
}

/* ---- on delivery -----------------------------------------------------------
 */

static void add_cors(struct buf *line, const struct reply_cors *cors)
{
    buf_add_str(line, "CORS headers for ");
    words_spans(line, cors->allow_origins, cors->n_allow_origins);
    if (cors->credentials)
        buf_add_str(line, " with credentials");
    buf_add_str(line, cors->override
                          ? ", in place of what the origin sent"
                          : ", unless the origin (or the stored copy) has any");
}

/* Only where somebody set it: most behaviors say nothing of it. */
static void put_compress(struct telling *tell)
{
    const struct behavior *behavior = tell->behavior;

    if (!behavior->compress)
        return;
    if (outlook_of(behavior) == OUTLOOK_UNCACHED)
        buf_add_str(tell->line, "nothing, because nothing is cached");
    else if (!behavior->key.gzip && !behavior->key.brotli)
        buf_add_str(tell->line, "nothing, because Accept-Encoding is not "
                                "normalised into the key");
    else
        buf_addf(tell->line,
                 "text and fonts of 1,000 to 10,000,000 bytes, with %s",
                 !behavior->key.brotli ? "gzip"
                 : behavior->key.gzip  ? "br, or else gzip"
                                       : "br");
    row(tell, "encodes");
}

static void put_timing(struct telling *tell, const struct reply_timing *timing)
{
    if (!timing->enabled)
        return;
    buf_addf(tell->line, "%sServer-Timing (%u.%04u %% of requests)",
             tell->line->len > 0 ? "; " : "",
             timing->rate / (REPLY_TIMING_ALWAYS / 100),
             timing->rate % (REPLY_TIMING_ALWAYS / 100));
}

static void put_reply(struct telling *tell)
{
    const struct reply_recipe *reply = &tell->behavior->reply;
    struct buf *line = tell->line;

    if (span_absent(tell->about->response_headers_policy))
        return;
    if (reply->cors.enabled)
        add_cors(line, &reply->cors);
    for (size_t i = 0; i < reply->n_set; i++) {
        buf_addf(line, "%s%.*s%s", line->len > 0 ? "; " : "",
                 SPAN_ARG(reply->set[i].name),
                 reply->set[i].override ? " (overrides)" : "");
    }
    put_timing(tell, &reply->timing);
    for (size_t i = 0; i < reply->n_remove; i++)
        buf_addf(line, "%sremoves %.*s", line->len > 0 ? "; " : "",
                 SPAN_ARG(reply->remove[i]));
    add_source(tell, tell->about->response_headers_policy);
    row(tell, "adds");
}

/* ---- the three switches ----------------------------------------------------
 */

static void put_switches(struct telling *tell)
{
    struct switches is = switches_of(tell->behavior);
    struct span policy = tell->about->response_headers_policy;

    buf_addf(
        tell->line,
        "forwards Origin: %s; keys on it: %s; response headers policy: %.*s",
        is.forwards_origin ? "yes" : "no", is.keys_on_origin ? "yes" : "no",
        SPAN_ARG(span_absent(policy) ? SPAN("none") : policy));
    row(tell, "in short");
    buf_add_str(tell->line, outlook_sentence(outlook_of(tell->behavior)));
    row(tell, "");
    if (tell->about->has_functions) {
        buf_add_str(tell->line,
                    "FUNCTIONS ARE NOT RUN: this behavior has one, so anything "
                    "above may be otherwise on CloudFront.");
        row(tell, "");
    }
}

/* " -> ORIGIN", or " -> GROUP: FIRST, then SECOND after 500 and 503". */
static void add_target(struct buf *line, const struct import *import,
                       const struct behavior *behavior, struct span target)
{
    const struct topology_origin *servers = import->topology->origins;

    buf_addf(line, " -> %.*s", SPAN_ARG(target));
    if (!behavior->failover) {
        buf_add(line, behavior->forward.path_prefix);
        return;
    }
    buf_addf(line, ": %.*s%.*s, then %.*s%.*s after ",
             SPAN_ARG(servers[behavior->origin].name),
             SPAN_ARG(behavior->forward.path_prefix),
             SPAN_ARG(servers[behavior->failover->origin].name),
             SPAN_ARG(behavior->failover->forward.path_prefix));
    for (size_t i = 0; i < behavior->n_failover_statuses; i++) {
        words_joint(line, i, behavior->n_failover_statuses);
        buf_addf(line, "%d", behavior->failover_statuses[i]);
    }
}

/* What a page's preflight can never have. */
static void put_signed(struct telling *tell)
{
    if (!tell->behavior->access.decide)
        return;
    buf_add_str(tell->line,
                "URLs or cookies must be signed by a trusted key; what is not "
                "gets 403 without CORS headers. A preflight carries no "
                "cookies: where cookies are signed, it is refused");
    row(tell, "signed");
}

/* A redirect to https that nobody serves would help no one, so that this is
 * what happens here. */
static void put_viewers(struct telling *tell)
{
    if (tell->behavior->viewer_protocol == VIEWER_ALLOW_ALL)
        return;
    buf_add_str(tell->line, tell->behavior->viewer_protocol == VIEWER_REDIRECT
                                ? "who comes by http is redirected to https"
                                : "who comes by http gets 403");
    buf_add_str(tell->line, "; popbox serve takes everybody for one that came "
                            "by https, unless --no-assume-https");
    row(tell, "viewers");
}

void import_behavior_text(const struct import *import, size_t i,
                          struct buf *out)
{
    const struct topology_edge *edge = import_edge(import);
    const struct behavior *behavior = &edge->config.behaviors[i];
    struct buf line;
    struct telling tell = {behavior, &edge->about[i], out, &line};
    bool is_last = i + 1 == edge->config.n_behaviors;

    buf_init(&line, LINE_MAX);
    buf_addf(out, "%s%2zu  ", i > 0 ? "\n" : "", i + 1);
    buf_addf(&line, "%.*s%s", SPAN_ARG(behavior->path_pattern),
             is_last ? " (the default)" : "");
    add_target(&line, import, behavior, tell.about->target);
    if (!span_absent(tell.about->viewer_protocol))
        buf_addf(&line, ", %.*s", SPAN_ARG(tell.about->viewer_protocol));
    wrap_text(out, 4, buf_span(&line));
    buf_reset(&line);
    put_viewers(&tell);
    put_signed(&tell);
    put_methods(&tell);
    put_key(&tell);
    put_forward(&tell);
    put_ttl(&tell);
    put_compress(&tell);
    put_reply(&tell);
    put_switches(&tell);
    buf_fini(&line);
}
