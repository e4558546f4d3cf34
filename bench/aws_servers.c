/*
 * aws_servers.c - the servers behind a distribution, and what belongs to each.
 *
 * One server per domain name: origins that differ in their path only are the
 * same bucket. CORS rules do not name their bucket, so it is told by the user,
 * by the file's name, or there is only one.
 */
#include "bench/aws_parts.h"
#include "bench/topology_parts.h"
#include "bench/url.h"
#include "origin/s3/cors_config.h"
#include "origin/s3/target.h"

/* ---- from origins ---------------------------------------------------------
 */

static struct aws_server *server_named(struct aws_heap *heap, struct span name)
{
    for (size_t i = 0; i < heap->distribution.n_origins; i++) {
        const struct distribution_origin *origin =
            &heap->distribution.origins[i];

        if (!span_eq(origin->id, name) && !span_ieq(origin->domain, name))
            continue;
        for (size_t k = 0; k < heap->n_servers; k++)
            if (span_ieq(heap->servers[k].domain, origin->domain))
                return &heap->servers[k];
    }
    return NULL;
}

/* "eu-west-1" of "assets.s3.eu-west-1.amazonaws.com"; absent: not said. */
static struct span region_of(struct span domain)
{
    struct span mark = SPAN(".s3."), end = SPAN(".amazonaws.com");
    struct span rest;

    if (!span_ends(domain, end))
        return SPAN_ABSENT;
    rest = span_cut(domain, 0, domain.len - end.len);
    for (size_t i = 0; i + mark.len < rest.len; i++)
        if (span_starts(span_cut(rest, i, rest.len), mark) &&
            span_find(rest, '.', i + mark.len) == rest.len)
            return span_cut(rest, i + mark.len, rest.len);
    return SPAN_ABSENT;
}

static int add_server(struct aws_heap *heap,
                      const struct distribution_origin *origin)
{
    struct aws_server *server = &heap->servers[heap->n_servers];
    struct target_authority host;

    if (heap->n_servers == AWS_SERVERS_MAX) {
        buf_addf(heap->error, "more than %d origins with a domain each",
                 AWS_SERVERS_MAX);
        return ERR_FULL;
    }
    if (target_read_authority(&host, &heap->arena, origin->domain) != 0)
        return ERR_TOO_LONG;
    if (!topology_is_host(host.host) ||
        !span_ieq(host.host, origin->domain)) { /* a port, a final dot */
        buf_addf(heap->error,
                 "%s: the DomainName of the origin %.*s is no host name: %.*s",
                 heap->main->reader.file, SPAN_ARG(origin->id),
                 SPAN_ARG(origin->domain));
        return ERR_SYNTAX;
    }
    *server = (struct aws_server){.name = origin->id, .domain = host.host};
    if ((host.kind == TARGET_HOST_BUCKET || host.kind == TARGET_HOST_WEBSITE) &&
        target_bucket_name_is_valid(host.bucket)) {
        server->bucket = host.bucket;
        server->website = host.kind == TARGET_HOST_WEBSITE;
        server->region = region_of(host.host);
    }
    heap->n_servers++;
    return 0;
}

static int add_servers(struct aws_heap *heap)
{
    const struct distribution *distribution = &heap->distribution;
    int err = 0;

    for (size_t i = 0; i < distribution->n_origins && !err; i++)
        if (!server_named(heap, distribution->origins[i].domain))
            err = add_server(heap, &distribution->origins[i]);
    return err;
}

/* ---- what the user maps ---------------------------------------------------
 */

static void list_servers(struct aws_heap *heap)
{
    for (size_t i = 0; i < heap->distribution.n_origins; i++)
        buf_addf(heap->error, "%s%.*s", i ? ", " : "",
                 SPAN_ARG(heap->distribution.origins[i].id));
}

/* HOST:PORT of "http://HOST[:PORT][/]". */
static int read_address(struct aws_heap *heap, const struct aws_pair *pair,
                        struct span *address)
{
    struct url url;

    if (url_split(pair->right, &url) != 0 || !span_absent(url.query) ||
        !span_eq(url.path, SPAN("/")) || !span_eq(url.scheme, SPAN("http"))) {
        buf_addf(heap->error,
                 "--origin %.*s=%.*s: an origin is asked by http, at "
                 "http://HOST:PORT without a path",
                 SPAN_ARG(pair->left), SPAN_ARG(pair->right));
        return ERR_SYNTAX;
    }
    *address = arena_printf(&heap->arena, "%.*s%s", SPAN_ARG(url.authority),
                            span_absent(url.port) ? ":80" : "");
    return span_absent(*address) ? ERR_TOO_LONG : 0;
}

static int map_servers(struct aws_heap *heap)
{
    for (size_t i = 0; i < heap->world->n_origins; i++) {
        const struct aws_pair *pair = &heap->world->origins[i];
        struct aws_server *server = server_named(heap, pair->left);
        int err;

        if (!server) {
            buf_addf(heap->error,
                     "--origin %.*s: the distribution has no such origin; it "
                     "has: ",
                     SPAN_ARG(pair->left));
            list_servers(heap);
            return ERR_UNKNOWN;
        }
        err = read_address(heap, pair, &server->address);
        if (err)
            return err;
    }
    return 0;
}

/* ---- buckets --------------------------------------------------------------
 */

static struct aws_server *bucket_named(struct aws_heap *heap, struct span name)
{
    for (size_t i = 0; i < heap->n_servers; i++)
        if (!span_absent(heap->servers[i].bucket) &&
            span_eq(heap->servers[i].bucket, name))
            return &heap->servers[i];
    return NULL;
}

/* The only one there is, or NULL. */
static struct aws_server *only_bucket(struct aws_heap *heap)
{
    struct aws_server *only = NULL;

    for (size_t i = 0; i < heap->n_servers; i++) {
        if (span_absent(heap->servers[i].bucket))
            continue;
        if (only && !span_eq(only->bucket, heap->servers[i].bucket))
            return NULL;
        only = only ? only : &heap->servers[i];
    }
    return only;
}

static bool contains(struct span text, struct span part)
{
    for (size_t i = 0; i + part.len <= text.len; i++)
        if (span_starts(span_cut(text, i, text.len), part))
            return true;
    return false;
}

static struct span base_name(const char *file)
{
    struct span path = span_str(file);
    size_t from = path.len;

    while (from > 0 && path.ptr[from - 1] != '/')
        from--;
    return span_cut(path, from, path.len);
}

/* The bucket whose name stands in text; of several the longest one. */
static struct aws_server *bucket_in(struct aws_heap *heap, struct span text)
{
    struct aws_server *best = NULL;

    for (size_t i = 0; i < heap->n_servers; i++) {
        struct aws_server *server = &heap->servers[i];

        if (!span_absent(server->bucket) && contains(text, server->bucket) &&
            (!best || server->bucket.len > best->bucket.len))
            best = server;
    }
    return best;
}

static int no_bucket(struct aws_heap *heap, const struct aws_document *document)
{
    buf_addf(heap->error, "%s: whose is this? ", document->reader.file);
    buf_addf(heap->error,
             "Say --cors BUCKET=%s, or name the file after its bucket; the "
             "distribution's buckets are:",
             document->reader.file);
    for (size_t i = 0; i < heap->n_servers; i++)
        buf_addf(heap->error, " %.*s", SPAN_ARG(heap->servers[i].bucket));
    return ERR_UNKNOWN;
}

/* The bucket that --cors says, NULL if it says nothing of this file. */
static int told_bucket(struct aws_heap *heap,
                       const struct aws_document *document,
                       struct aws_server **server)
{
    const struct aws_world *world = heap->world;

    *server = NULL;
    for (size_t i = 0; i < world->n_cors; i++) {
        if (!span_eq(world->cors[i].right, span_str(document->reader.file)))
            continue;
        *server = bucket_named(heap, world->cors[i].left);
        return *server ? 0 : no_bucket(heap, document);
    }
    return 0;
}

static int place_cors(struct aws_heap *heap, struct aws_document *document)
{
    struct aws_server *server;
    struct cors_config *config;
    int err = told_bucket(heap, document, &server);

    if (err)
        return err;
    if (!server)
        server = bucket_in(heap, base_name(document->reader.file));
    if (!server)
        server = only_bucket(heap);
    if (!server)
        return no_bucket(heap, document);
    if (server->cors) {
        buf_addf(heap->error, "%s and %s are both the CORS rules of %.*s",
                 server->cors->reader.file, document->reader.file,
                 SPAN_ARG(server->bucket));
        return ERR_DUPLICATE;
    }
    config = cors_config_from_json(&document->reader, document->root);
    if (!config) {
        buf_add_str(heap->error, document->reader.error);
        return ERR_SYNTAX;
    }
    cors_config_free(config); /* the config's reader makes its own */
    server->cors = document;
    return 0;
}

int aws_servers_read(struct aws_heap *heap)
{
    int err = add_servers(heap);

    if (!err)
        err = map_servers(heap);
    for (size_t i = 0; i < heap->n_documents && !err; i++)
        if (heap->documents[i].kind == AWS_BUCKET_CORS)
            err = place_cors(heap, &heap->documents[i]);
    return err;
}
