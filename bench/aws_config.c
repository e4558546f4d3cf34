/* aws_config.c - the config that AWS's documents come to, as JSON. */
#include "bench/aws_parts.h"
#include "bench/topology_parts.h"
#include "origin/s3/encodings.h"
#include "origin/s3/target.h"

#define KEYS_MAX 1024

/* What AWS's guide calls a distribution whose name nobody knows. */
#define NAMELESS "d111111abcdef8.cloudfront.net"

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

/* A key that is no literal: JSON has no NUL in names, and neither has it. */
static void open_named(struct json_out *out, struct aws_heap *heap,
                       struct span name)
{
    struct span key;

    if (arena_copy(&heap->arena, name, &key) == 0)
        json_out_key(out, key.ptr);
    else
        json_out_key(out, "?");
    json_out_open(out, '{');
}

/* ---- objects --------------------------------------------------------------
 */

struct keys {
    struct span at[KEYS_MAX];
    size_t n;
};

/* The object that a raw path means, unless no object can have that key. */
static void add_key(struct keys *keys, struct aws_heap *heap,
                    struct span prefix, struct span path)
{
    struct span raw = arena_printf(&heap->arena, "%.*s%.*s", SPAN_ARG(prefix),
                                   SPAN_ARG(path));
    struct span key;

    if (span_absent(raw) || keys->n == KEYS_MAX ||
        percent_decode(&heap->arena, span_cut(raw, 1, raw.len), false, &key) !=
            0)
        return;
    if (key.len == 0 || key.len > TARGET_KEY_MAX || !utf8_is_valid(key) ||
        span_find(key, '\0', 0) < key.len)
        return;
    for (size_t i = 0; i < keys->n; i++)
        if (span_eq(keys->at[i], key))
            return;
    keys->at[keys->n++] = key;
}

/* What viewers ask, below the path of each of the server's origins, and what
 * CloudFront itself asks for. */
static void collect_keys(struct keys *keys, struct aws_heap *heap,
                         const struct aws_server *server)
{
    const struct distribution *of = &heap->distribution;

    for (size_t i = 0; i < of->n_origins; i++) {
        struct span prefix = of->origins[i].path;

        if (!span_ieq(of->origins[i].domain, server->domain))
            continue;
        for (size_t k = 0; k < heap->world->n_paths; k++)
            add_key(keys, heap, prefix, heap->world->paths[k]);
        if (!span_absent(of->default_root_object))
            add_key(keys, heap, prefix,
                    arena_printf(&heap->arena, "/%.*s",
                                 SPAN_ARG(of->default_root_object)));
        for (size_t k = 0; k < of->n_errors; k++)
            if (!span_absent(of->errors[k].page))
                add_key(keys, heap, prefix, of->errors[k].page);
    }
}

static void write_objects(struct json_out *out, struct aws_heap *heap,
                          const struct aws_server *server)
{
    struct keys *keys = arena_zalloc(&heap->arena, 1, sizeof(*keys));

    json_out_key(out, "objects");
    json_out_open(out, '{');
    if (keys)
        collect_keys(keys, heap, server);
    for (size_t i = 0; keys && i < keys->n; i++) {
        struct span key;

        if (arena_copy(&heap->arena, keys->at[i], &key) != 0)
            continue;
        json_out_key(out, key.ptr);
        json_out_string(
            out, arena_printf(&heap->arena, "%.*s of popbox\n", SPAN_ARG(key)));
    }
    json_out_close(out, '}');
}

/* ---- servers --------------------------------------------------------------
 */

/* A bucket's rules hold at each of its endpoints. */
static const struct aws_document *cors_of(const struct aws_heap *heap,
                                          const struct aws_server *server)
{
    for (size_t i = 0; i < heap->n_servers; i++)
        if (heap->servers[i].cors &&
            span_eq(heap->servers[i].bucket, server->bucket))
            return heap->servers[i].cors;
    return NULL;
}

/* No document says it, and a website endpoint without it is an error. */
static void write_website(struct json_out *out)
{
    json_out_key(out, "website");
    json_out_open(out, '{');
    json_out_key(out, "IndexDocument");
    json_out_open(out, '{');
    string(out, "Suffix", SPAN("index.html"));
    json_out_close(out, '}');
    json_out_close(out, '}');
}

/* Somebody owns the bucket, so that others may what its policy says. */
static void write_owner(struct json_out *out)
{
    json_out_key(out, "accounts");
    json_out_open(out, '{');
    json_out_key(out, "owner");
    json_out_open(out, '{');
    string(out, "access_key", SPAN("owner"));
    string(out, "secret_key", SPAN("secret"));
    json_out_close(out, '}');
    json_out_close(out, '}');
}

static void write_bucket(struct json_out *out, struct aws_heap *heap,
                         const struct aws_server *server)
{
    const struct aws_document *cors = cors_of(heap, server);

    string(out, "type", SPAN("s3"));
    if (server->policy)
        write_owner(out);
    if (!span_absent(server->region))
        string(out, "region", server->region);
    json_out_key(out, "buckets");
    json_out_open(out, '{');
    open_named(out, heap, server->bucket);
    if (cors) {
        json_out_key(out, "cors");
        json_out_value(out, cors->root);
    }
    if (server->policy) {
        json_out_key(out, "policy");
        json_out_value(out, server->policy->policy);
    }
    if (server->website)
        write_website(out);
    write_objects(out, heap, server);
    json_out_close(out, '}');
    json_out_close(out, '}');
}

/* Nothing is known of it, so it answers as a bucket would that allows every
 * page: the same difference between requests with and without Origin. */
static void write_plain(struct json_out *out)
{
    string(out, "type", SPAN("plain"));
    string(out, "body", SPAN("an answer of popbox\n"));
    string(out, "allow_origin", SPAN("reflect"));
    string(out, "vary", SPAN("cors"));
    string(out, "etag", SPAN("\"popbox\""));
    json_out_key(out, "preflight");
    json_out_open(out, '{');
    string(out, "allow_methods", SPAN("GET, HEAD, PUT, POST, PATCH, DELETE"));
    string(out, "allow_headers", SPAN("*"));
    json_out_close(out, '}');
}

static void write_servers(struct json_out *out, struct aws_heap *heap)
{
    json_out_key(out, "origins");
    json_out_open(out, '{');
    for (size_t i = 0; i < heap->n_servers; i++) {
        const struct aws_server *server = &heap->servers[i];

        open_named(out, heap, server->name);
        string(out, "domain", server->domain);
        if (!span_absent(server->address))
            string(out, "address", server->address);
        else if (!span_absent(server->bucket))
            write_bucket(out, heap, server);
        else
            write_plain(out);
        json_out_close(out, '}');
    }
    json_out_close(out, '}');
}

/* ---- the edge -------------------------------------------------------------
 */

/* The distribution's own name, or one that it is known by. */
static struct span edge_domain(struct aws_heap *heap)
{
    const struct distribution *of = &heap->distribution;
    struct target_authority host;
    struct span name = SPAN(NAMELESS);

    if (!span_absent(of->domain))
        name = of->domain;
    else if (of->n_aliases > 0)
        name = span_starts(of->aliases[0], SPAN("*."))
                   ? span_cut(of->aliases[0], 2, of->aliases[0].len)
                   : of->aliases[0];
    if (target_read_authority(&host, &heap->arena, name) != 0 ||
        !topology_is_host(host.host))
        return SPAN(NAMELESS);
    return host.host;
}

static void write_edge(struct json_out *out, struct aws_heap *heap)
{
    json_out_key(out, "edges");
    json_out_open(out, '{');
    json_out_key(out, AWS_WORLD_EDGE);
    json_out_open(out, '{');
    string(out, "domain", edge_domain(heap));
    if (!span_absent(heap->world->listen))
        string(out, "listen", heap->world->listen);
    if (heap->world->as_they_come) {
        json_out_key(out, "assume_https");
        json_out_bool(out, false);
    }
    json_out_key(out, "aws");
    json_out_open(out, '[');
    json_out_value(out, heap->main->root);
    for (size_t i = 0; i < heap->n_documents; i++)
        if (heap->documents[i].kind == AWS_POLICY ||
            heap->documents[i].kind == AWS_BUCKET_POLICY)
            json_out_value(out, heap->documents[i].root);
    json_out_close(out, ']');
    json_out_close(out, '}');
    json_out_close(out, '}');
}

int aws_config_write(struct buf *json, struct aws_heap *heap)
{
    struct json_out out;

    json_out_init(&out, json, true);
    json_out_open(&out, '{');
    write_servers(&out, heap);
    write_edge(&out, heap);
    json_out_close(&out, '}');
    if (!json->overflow)
        return 0;
    buf_add_str(heap->error, "the config would be too large");
    return ERR_TOO_LONG;
}
