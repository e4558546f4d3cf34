/* import_json.c - an imported world as JSON, for programs. */
#include "bench/import_parts.h"
#include "bench/outlook.h"

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void integer(struct json_out *out, const char *key, int64_t value)
{
    json_out_key(out, key);
    json_out_int(out, value);
}

static void boolean(struct json_out *out, const char *key, bool value)
{
    json_out_key(out, key);
    json_out_bool(out, value);
}

static void strings(struct json_out *out, const char *key,
                    const struct span *at, size_t n)
{
    json_out_key(out, key);
    json_out_open(out, '[');
    for (size_t i = 0; i < n; i++)
        json_out_string(out, at[i]);
    json_out_close(out, ']');
}

/* ---- origins ---------------------------------------------------------------
 */

static void write_rule(struct json_out *out, const struct cors_rule *rule)
{
    json_out_open(out, '{');
    string(out, "id", rule->id);
    strings(out, "allowed_origins", rule->origins.at, rule->origins.n);
    strings(out, "allowed_methods", rule->methods.at, rule->methods.n);
    strings(out, "allowed_headers", rule->headers.at, rule->headers.n);
    strings(out, "expose_headers", rule->expose.at, rule->expose.n);
    json_out_key(out, "max_age_s");
    if (rule->max_age_s >= 0)
        json_out_int(out, rule->max_age_s);
    else
        json_out_null(out);
    json_out_close(out, '}');
}

static void write_bucket(struct json_out *out, const struct import *import,
                         const struct topology_origin *server)
{
    struct span bucket;
    struct cors_config *cors = import_cors(import, server, &bucket);

    string(out, "bucket", bucket);
    json_out_key(out, "cors_rules");
    if (cors) {
        json_out_open(out, '[');
        for (size_t i = 0; i < cors->n_rules; i++)
            write_rule(out, &cors->rules[i]);
        json_out_close(out, ']');
    } else {
        json_out_null(out);
    }
    cors_config_free(cors);
}

/* As whom it is asked, and whether its bucket says who may. */
static void write_access(struct json_out *out, const struct import *import,
                         const struct distribution_origin *origin)
{
    struct http_headers identity = origin->identity;
    struct span bucket;

    string(out, "asked_as",
           http_headers_get(&identity, SPAN("x-popbox-principal")));
    string(out, "asked_for",
           http_headers_get(&identity, SPAN("x-popbox-source-arn")));
    boolean(out, "has_policy",
            import_has_policy(import, import_server(import, origin), &bucket));
}

static void write_origin(struct json_out *out, const struct import *import,
                         const struct distribution_origin *origin)
{
    static const char *const kinds[] = {[IMPORT_BUCKET] = "s3",
                                        [IMPORT_PLAIN] = "plain",
                                        [IMPORT_EXTERNAL] = "external"};
    const struct topology_origin *server = import_server(import, origin);
    enum import_kind kind = import_kind(server);

    json_out_open(out, '{');
    string(out, "id", origin->id);
    string(out, "domain", origin->domain);
    string(out, "path", origin->path);
    string(out, "here", span_str(kinds[kind]));
    string(out, "address", server->address);
    if (kind == IMPORT_BUCKET) {
        write_access(out, import, origin);
        write_bucket(out, import, server);
    }
    json_out_close(out, '}');
}

/* ---- behaviors -------------------------------------------------------------
 */

static void write_methods(struct json_out *out, const char *key,
                          unsigned methods)
{
    static const struct {
        enum http_method method;
        const char *word;
    } rows[] = {{HTTP_GET, "GET"},         {HTTP_HEAD, "HEAD"},
                {HTTP_OPTIONS, "OPTIONS"}, {HTTP_PUT, "PUT"},
                {HTTP_POST, "POST"},       {HTTP_PATCH, "PATCH"},
                {HTTP_DELETE, "DELETE"}};

    json_out_key(out, key);
    json_out_open(out, '[');
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (methods >> rows[i].method & 1)
            json_out_string(out, span_str(rows[i].word));
    json_out_close(out, ']');
}

static void write_set(struct json_out *out, const char *key,
                      const struct name_set *set)
{
    static const char *const rules[] = {[NAMES_NONE] = "none",
                                        [NAMES_LISTED] = "listed",
                                        [NAMES_ALL_EXCEPT] = "all but",
                                        [NAMES_ALL] = "all"};

    json_out_key(out, key);
    json_out_open(out, '{');
    string(out, "rule", span_str(rules[set->rule]));
    strings(out, "names", set->names, set->n_names);
    json_out_close(out, '}');
}

static void write_key(struct json_out *out, const struct key_recipe *key)
{
    json_out_key(out, "key");
    json_out_open(out, '{');
    write_set(out, "headers", &key->headers);
    write_set(out, "cookies", &key->cookies);
    write_set(out, "query", &key->query);
    boolean(out, "gzip", key->gzip);
    boolean(out, "br", key->brotli);
    json_out_close(out, '}');
}

static void write_headers(struct json_out *out, const char *key,
                          const struct http_header *at, size_t n)
{
    json_out_key(out, key);
    json_out_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        json_out_open(out, '[');
        json_out_string(out, at[i].name);
        json_out_string(out, at[i].value);
        json_out_close(out, ']');
    }
    json_out_close(out, ']');
}

static void write_forward(struct json_out *out, const struct behavior *behavior)
{
    const struct forward_recipe *forward = &behavior->forward;

    json_out_key(out, "forward");
    json_out_open(out, '{');
    write_set(out, "headers", &forward->headers);
    write_set(out, "unasked", &forward->unasked);
    write_set(out, "cookies", &forward->cookies);
    write_set(out, "query", &forward->query);
    write_headers(out, "custom", forward->custom, forward->n_custom);
    boolean(out, "sends_origin", behavior_sends(behavior, SPAN("origin")));
    boolean(out, "sends_access_control_request_method",
            behavior_sends(behavior, SPAN("access-control-request-method")));
    boolean(out, "sends_access_control_request_headers",
            behavior_sends(behavior, SPAN("access-control-request-headers")));
    json_out_close(out, '}');
}

static void write_kept(struct json_out *out, const struct behavior *behavior)
{
    json_out_key(out, "ttl");
    json_out_open(out, '{');
    integer(out, "min_s", behavior->ttl.min_s);
    integer(out, "default_s", behavior->ttl.default_s);
    integer(out, "max_s", behavior->ttl.max_s);
    integer(out, "error_s", behavior->rules.error_ttl_s);
    json_out_close(out, '}');
    json_out_key(out, "error_ttls");
    json_out_open(out, '[');
    for (size_t i = 0; i < behavior->n_error_ttls; i++) {
        json_out_open(out, '{');
        integer(out, "status", behavior->error_ttls[i].status);
        integer(out, "ttl_s", behavior->error_ttls[i].ttl_s);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_reply(struct json_out *out, const struct reply_recipe *reply)
{
    json_out_key(out, "reply");
    json_out_open(out, '{');
    boolean(out, "cors", reply->cors.enabled);
    boolean(out, "cors_override", reply->cors.override);
    boolean(out, "cors_credentials", reply->cors.credentials);
    strings(out, "cors_allow_origins", reply->cors.allow_origins,
            reply->cors.n_allow_origins);
    json_out_key(out, "set");
    json_out_open(out, '[');
    for (size_t i = 0; i < reply->n_set; i++) {
        json_out_open(out, '{');
        string(out, "name", reply->set[i].name);
        string(out, "value", reply->set[i].value);
        boolean(out, "override", reply->set[i].override);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
    strings(out, "remove", reply->remove, reply->n_remove);
    boolean(out, "server_timing", reply->timing.enabled);
    integer(out, "server_timing_per_million", (int64_t)reply->timing.rate);
    json_out_close(out, '}');
}

static void write_switches(struct json_out *out,
                           const struct behavior *behavior)
{
    struct switches is = switches_of(behavior);
    enum outlook outlook = outlook_of(behavior);

    json_out_key(out, "switches");
    json_out_open(out, '{');
    boolean(out, "forwards_origin", is.forwards_origin);
    boolean(out, "keys_on_origin", is.keys_on_origin);
    boolean(out, "sets_cors", is.sets_cors);
    boolean(out, "overrides", is.overrides);
    json_out_close(out, '}');
    string(out, "outlook", span_str(outlook_word(outlook)));
    string(out, "outlook_text", span_str(outlook_sentence(outlook)));
}

static void write_failover(struct json_out *out, const struct import *import,
                           const struct behavior *behavior)
{
    json_out_key(out, "failover");
    if (!behavior->failover) {
        json_out_null(out);
        return;
    }
    json_out_open(out, '{');
    string(out, "origin",
           import->topology->origins[behavior->failover->origin].name);
    json_out_key(out, "statuses");
    json_out_open(out, '[');
    for (size_t i = 0; i < behavior->n_failover_statuses; i++)
        json_out_int(out, behavior->failover_statuses[i]);
    json_out_close(out, ']');
    json_out_close(out, '}');
}

static void write_behavior(struct json_out *out, const struct import *import,
                           size_t i)
{
    const struct topology_edge *edge = import_edge(import);
    const struct behavior *behavior = &edge->config.behaviors[i];
    const struct behavior_about *about = &edge->about[i];

    json_out_open(out, '{');
    string(out, "path_pattern", behavior->path_pattern);
    boolean(out, "default", i + 1 == edge->config.n_behaviors);
    string(out, "origin", about->target);
    write_failover(out, import, behavior);
    string(out, "cache_policy", about->cache_policy);
    string(out, "origin_request_policy", about->origin_request_policy);
    string(out, "response_headers_policy", about->response_headers_policy);
    string(out, "viewer_protocol", about->viewer_protocol);
    boolean(out, "has_functions", about->has_functions);
    boolean(out, "signed", about->is_signed);
    write_methods(out, "allowed_methods", behavior->allowed_methods);
    write_methods(out, "cached_methods", behavior->cached_methods);
    write_key(out, &behavior->key);
    write_forward(out, behavior);
    write_kept(out, behavior);
    boolean(out, "compress", behavior->compress);
    write_reply(out, &behavior->reply);
    write_switches(out, behavior);
    json_out_close(out, '}');
}

/* ---- the whole -------------------------------------------------------------
 */

static void write_notes(struct json_out *out, const struct aws_notes *notes)
{
    json_out_key(out, "not_modelled");
    json_out_open(out, '[');
    for (size_t i = 0; i < notes->n; i++) {
        json_out_open(out, '{');
        string(out, "what", notes->at[i].what);
        string(out, "meaning", notes->at[i].meaning);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
    integer(out, "not_modelled_more", (int64_t)notes->n_more);
}

void import_json(const struct import *import, struct json_out *out)
{
    const struct topology_edge *edge = import_edge(import);
    const struct distribution *of = edge->distribution;

    json_out_open(out, '{');
    string(out, "id", of->id);
    string(out, "domain", edge->domain);
    strings(out, "aliases", of->aliases, of->n_aliases);
    boolean(out, "enabled", of->enabled);
    string(out, "default_root_object", of->default_root_object);
    json_out_key(out, "origins");
    json_out_open(out, '[');
    for (size_t i = 0; i < of->n_origins; i++)
        write_origin(out, import, &of->origins[i]);
    json_out_close(out, ']');
    json_out_key(out, "behaviors");
    json_out_open(out, '[');
    for (size_t i = 0; i < edge->config.n_behaviors; i++)
        write_behavior(out, import, i);
    json_out_close(out, ']');
    write_notes(out, edge->notes);
    json_out_close(out, '}');
}
