/*
 * config_quick.c - the JSON of a config for those who have no file.
 *
 * Options become the same document that a file would hold, so that there is one
 * reader, one set of defaults and one set of checks.
 */
#include "edge/config.h"

#include "bench/url.h"

#define EDGE_DOMAIN SPAN("edge.localhost")

static void string(struct json_out *out, const char *key, struct span value)
{
    if (span_absent(value))
        return;
    json_out_key(out, key);
    json_out_string(out, value);
}

static void integer(struct json_out *out, const char *key, int64_t value)
{
    if (value == 0)
        return;
    json_out_key(out, key);
    json_out_int(out, value);
}

static void open(struct json_out *out, const char *key)
{
    json_out_key(out, key);
    json_out_open(out, '{');
}

/* ---- an edge ------------------------------------------------------------- */

static int bad_origin(struct span text, struct buf *error)
{
    buf_addf(error,
             "\"%.*s\" is no origin: write http://HOST or http://HOST:PORT",
             SPAN_ARG(text));
    return ERR_SYNTAX;
}

static int split_origin(struct span text, struct url *url, struct buf *error)
{
    int err = url_split(text, url);

    if (err || !span_eq(url->path, SPAN("/")) || !span_absent(url->query))
        return bad_origin(text, error);
    if (span_eq(url->scheme, SPAN("http")))
        return 0;
    buf_addf(error, "\"%.*s\": origins are asked over http only so far",
             SPAN_ARG(text));
    return ERR_UNKNOWN;
}

static void write_origin(struct json_out *out, const struct url *url,
                         int64_t read_timeout_ms)
{
    struct buf address;

    buf_init(&address, 1024);
    buf_add(&address, url->authority);
    if (span_absent(url->port))
        buf_add_str(&address, ":80");
    open(out, "origins");
    open(out, "origin");
    string(out, "domain", url->authority);
    string(out, "address", buf_span(&address));
    integer(out, "read_timeout_ms", read_timeout_ms);
    json_out_close(out, '}');
    json_out_close(out, '}');
    buf_fini(&address);
}

static void write_edge(struct json_out *out, const struct config_edge *edge)
{
    open(out, "edges");
    open(out, "edge");
    string(out, "domain", EDGE_DOMAIN);
    string(out, "listen", edge->listen);
    string(out, "profile", edge->profile);
    string(out, "eviction", edge->evict);
    integer(out, "capacity_bytes", edge->capacity_bytes);
    if (edge->honour_vary) {
        open(out, "rules");
        json_out_key(out, "honour_vary");
        json_out_bool(out, true);
        json_out_close(out, '}');
    }
    open(out, "DefaultCacheBehavior");
    string(out, "CachePolicyId",
           span_absent(edge->cache_policy) ? SPAN("CachingOptimized")
                                           : edge->cache_policy);
    string(out, "OriginRequestPolicyId", edge->origin_request_policy);
    string(out, "ResponseHeadersPolicyId", edge->response_headers_policy);
    json_out_close(out, '}');
    json_out_close(out, '}');
    json_out_close(out, '}');
}

int config_of_edge(struct buf *json, const struct config_edge *edge,
                   struct buf *error)
{
    struct json_out out;
    struct url url;
    int err = split_origin(edge->origin, &url, error);

    if (err)
        return err;
    json_out_init(&out, json, true);
    json_out_open(&out, '{');
    write_origin(&out, &url, edge->read_timeout_ms);
    write_edge(&out, edge);
    json_out_close(&out, '}');
    return 0;
}
