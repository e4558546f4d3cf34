/*
 * topology.c - edges, origins and pages as a JSON document describes them.
 *
 * Three passes, because later ones name what earlier ones hold: origins, then
 * edges whose behaviors name origins, then pages that may name an edge. Limits
 * of an edge are node_config_init's unless the document gives them.
 */
#include "bench/topology.h"

#include "bench/topology_parts.h"
#include "origin/origins.h"

#define TOPOLOGY_BYTES_MAX ((size_t)16 << 20)

/* ---- what all three share ------------------------------------------------ */

/* A member's object; how many members it has, at most max. Fills *first. */
size_t topology_members(struct json_reader *reader, const struct json *world,
                        const char *name, size_t max, const struct json **first)
{
    const struct json *object = json_get(reader, world, name, JSON_OBJECT);

    *first = object ? json_first(object) : NULL;
    if (!object)
        return 0;
    if (json_count(object) > max) {
        json_fail(reader, object, "at most %zu of them", max);
        return 0;
    }
    return json_count(object);
}

struct span topology_copy(struct topology *topology, struct json_reader *reader,
                          struct span bytes)
{
    struct span copy;

    if (arena_copy(&topology->arena, bytes, &copy) != 0)
        json_fail(reader, NULL, "describes more than %zu MiB",
                  TOPOLOGY_BYTES_MAX >> 20);
    return copy;
}

void *topology_alloc(struct topology *topology, struct json_reader *reader,
                     size_t n, size_t size)
{
    void *made = arena_zalloc(&topology->arena, n, size);

    if (!made)
        json_fail(reader, NULL, "describes more than %zu MiB",
                  TOPOLOGY_BYTES_MAX >> 20);
    return made;
}

bool topology_expect_object(struct json_reader *reader,
                            const struct json *value)
{
    if (json_type(value) == JSON_OBJECT)
        return true;
    json_fail(reader, value, "must be an object, is %s", json_type_text(value));
    return false;
}

static bool is_host_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == ':' || c == '_' || c == '[' || c == ']';
}

bool topology_is_host(struct span host)
{
    if (host.len == 0 || host.len > 255)
        return false;
    for (size_t i = 0; i < host.len; i++)
        if (!is_host_byte(host.ptr[i]))
            return false;
    return true;
}

struct span topology_read_domain(struct topology *topology,
                                 struct json_reader *reader,
                                 const struct json *object, bool any)
{
    const struct json *member =
        json_need(reader, object, "domain", JSON_STRING);
    struct span domain = member ? json_string(member) : SPAN_ABSENT;
    struct span host = domain;

    if (!member)
        return SPAN_ABSENT;
    if (any && span_starts(domain, SPAN("*.")))
        host = span_cut(domain, 2, domain.len);
    if (!topology_is_host(host))
        json_fail(reader, member,
                  "must be a host name in lower case, like "
                  "\"cdn.example\"");
    return topology_copy(topology, reader, domain);
}

struct span topology_read_address(struct topology *topology,
                                  struct json_reader *reader,
                                  const struct json *object, const char *name)
{
    const struct json *member = json_get(reader, object, name, JSON_STRING);
    struct span address = member ? json_string(member) : SPAN_ABSENT;
    size_t colon = address.len;
    uint64_t port;

    if (!member)
        return SPAN_ABSENT;
    while (colon > 0 && address.ptr[colon - 1] != ':')
        colon--;
    if (colon < 2 || !topology_is_host(span_cut(address, 0, colon - 1)) ||
        !span_u64(span_cut(address, colon, address.len), &port) || port > 65535)
        json_fail(reader, member, "must be HOST:PORT, like \"127.0.0.1:8080\"");
    return topology_copy(topology, reader, address);
}

/* ---- origins --------------------------------------------------------------
 */

static const char *const origin_members[] = {
    "domain",         "listen",           "address",
    "CustomHeaders",  "connect_attempts", "connect_timeout_ms",
    "read_timeout_ms"};

static void read_external(struct topology *topology, struct json_reader *reader,
                          struct topology_origin *origin,
                          const struct json *value)
{
    origin->address = topology_read_address(topology, reader, value, "address");
    json_only(reader, value, origin_members,
              sizeof(origin_members) / sizeof(*origin_members));
    if (json_member(value, "listen"))
        json_fail(reader, json_member(value, "listen"),
                  "an external server listens at its \"address\" already");
}

static void read_origin(struct topology *topology, struct json_reader *reader,
                        const struct json *value, int64_t now_ms)
{
    struct topology_origin *origin = &topology->origins[topology->n_origins];

    origin->name = topology_copy(topology, reader, json_name(value));
    if (!topology_expect_object(reader, value))
        return;
    topology->n_origins++;
    origin->domain = topology_read_domain(topology, reader, value, true);
    if (json_member(value, "address")) {
        read_external(topology, reader, origin, value);
        return;
    }
    origin->listen = topology_read_address(topology, reader, value, "listen");
    topology_noted(origins_read(&origin->origin, reader, value, now_ms));
}

static void read_origins(struct topology *topology, struct json_reader *reader,
                         const struct json *world, int64_t now_ms)
{
    const struct json *value;
    size_t n = topology_members(reader, world, "origins", TOPOLOGY_ORIGINS_MAX,
                                &value);

    topology->origins =
        topology_alloc(topology, reader, n, sizeof(*topology->origins));
    for (size_t i = 0; i < n && !reader->failed; i++) {
        read_origin(topology, reader, value, now_ms);
        value = json_next(value);
    }
}

/* ---- edges ----------------------------------------------------------------
 */

static void read_edges(struct topology *topology, struct json_reader *reader,
                       const struct json *world)
{
    const struct json *value;
    size_t n =
        topology_members(reader, world, "edges", TOPOLOGY_EDGES_MAX, &value);
    const struct topology_targets *targets =
        topology_targets_read(topology, reader, world);

    topology->edges =
        topology_alloc(topology, reader, n, sizeof(*topology->edges));
    for (size_t i = 0; i < n && !reader->failed; i++) {
        if (topology->n_origins == 0)
            json_fail(reader, value, "needs an origin: \"origins\" is empty");
        else
            topology_edge_read(topology, reader, value, targets);
        value = json_next(value);
    }
}

/* ---- as a whole -----------------------------------------------------------
 */

/* Edges may share a domain (points of presence); origins may not. */
static void check_domains(const struct topology *topology,
                          struct json_reader *reader, const struct json *world)
{
    const struct json *at = json_member(world, "origins");

    at = at ? json_first(at) : NULL;
    for (size_t i = 0; i < topology->n_origins; i++, at = json_next(at)) {
        struct span domain = topology->origins[i].domain;

        for (size_t k = 0; k < i; k++)
            if (span_eq(domain, topology->origins[k].domain))
                json_fail(reader, at, "\"%.*s\" has the same domain",
                          SPAN_ARG(topology->origins[k].name));
        for (size_t k = 0; k < topology->n_edges; k++)
            if (span_eq(domain, topology->edges[k].domain))
                json_fail(reader, at, "the edge \"%.*s\" has the same domain",
                          SPAN_ARG(topology->edges[k].name));
    }
}

int topology_read(struct topology *topology, struct json_reader *reader,
                  const struct json *world, int64_t now_ms)
{
    *topology = (struct topology){0};
    arena_init(&topology->arena, TOPOLOGY_BYTES_MAX);
    read_origins(topology, reader, world, now_ms);
    if (!reader->failed)
        read_edges(topology, reader, world);
    if (!reader->failed)
        topology_pages_read(topology, reader, world);
    if (!reader->failed)
        check_domains(topology, reader, world);
    return reader->failed ? ERR_SYNTAX : 0;
}

void topology_fini(struct topology *topology)
{
    for (size_t i = 0; i < topology->n_origins; i++)
        origin_free(topology->origins[i].origin);
    arena_fini(&topology->arena);
}

/* ---- asking ---------------------------------------------------------------
 */

size_t topology_edge_named(const struct topology *topology, struct span name)
{
    for (size_t i = 0; i < topology->n_edges; i++)
        if (span_eq(topology->edges[i].name, name))
            return i;
    return TOPOLOGY_NONE;
}

size_t topology_origin_named(const struct topology *topology, struct span name)
{
    for (size_t i = 0; i < topology->n_origins; i++)
        if (span_eq(topology->origins[i].name, name))
            return i;
    return TOPOLOGY_NONE;
}

size_t topology_page_named(const struct topology *topology, struct span name)
{
    for (size_t i = 0; i < topology->n_pages; i++)
        if (span_eq(topology->pages[i].name, name))
            return i;
    return TOPOLOGY_NONE;
}

/* "*.s3.example" answers for s3.example and every host below it. */
bool topology_answers(struct span domain, struct span host)
{
    struct span below;

    if (!span_starts(domain, SPAN("*.")))
        return span_ieq(domain, host);
    below = span_cut(domain, 1, domain.len);
    if (host.len < below.len)
        return span_ieq(span_cut(domain, 2, domain.len), host);
    return span_ieq(span_cut(host, host.len - below.len, host.len), below);
}

static bool is_edge_of(const struct topology *topology, size_t edge,
                       struct span host)
{
    const struct topology_edge *at;

    if (edge == TOPOLOGY_NONE)
        return false;
    at = &topology->edges[edge];
    for (size_t i = 0; i < at->n_aliases; i++)
        if (topology_answers(at->aliases[i], host))
            return true;
    return topology_answers(at->domain, host);
}

struct topology_host topology_route(const struct topology *topology,
                                    struct span host, size_t edge)
{
    if (is_edge_of(topology, edge, host))
        return (struct topology_host){TOPOLOGY_EDGE, edge};
    for (size_t i = 0; i < topology->n_edges; i++)
        if (is_edge_of(topology, i, host))
            return (struct topology_host){TOPOLOGY_EDGE, i};
    for (size_t i = 0; i < topology->n_origins; i++)
        if (topology_answers(topology->origins[i].domain, host))
            return (struct topology_host){TOPOLOGY_ORIGIN, i};
    return (struct topology_host){TOPOLOGY_NOBODY, 0};
}
