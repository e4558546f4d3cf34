/* import_parts.c - what the files that tell an imported world share. */
#include "bench/import_parts.h"

#include "cache/base/assert.h"

const struct topology_edge *import_edge(const struct import *import)
{
    const struct topology_edge *edge = &import->topology->edges[0];

    ASSERT(import->topology->n_edges == 1);
    ASSERT(edge->distribution);
    return edge;
}

const struct topology_origin *
import_server(const struct import *import,
              const struct distribution_origin *origin)
{
    struct topology_host host =
        topology_route(import->topology, origin->domain, TOPOLOGY_NONE);

    ASSERT(host.kind == TOPOLOGY_ORIGIN);
    return &import->topology->origins[host.index];
}

enum import_kind import_kind(const struct topology_origin *server)
{
    if (!server->origin)
        return IMPORT_EXTERNAL;
    return span_eq(span_str(server->origin->ops->type), SPAN("s3"))
               ? IMPORT_BUCKET
               : IMPORT_PLAIN;
}

/* The description of a server in the config. */
static const struct json *described(const struct import *import,
                                    struct span name)
{
    const struct json *value =
        json_member(json_root(import->reader), "origins");

    for (value = json_first(value); value; value = json_next(value))
        if (span_eq(json_name(value), name))
            return value;
    return NULL;
}

bool import_has_policy(const struct import *import,
                       const struct topology_origin *server,
                       struct span *bucket)
{
    const struct json *first =
        json_first(json_member(described(import, server->name), "buckets"));

    *bucket = first ? json_name(first) : SPAN_ABSENT;
    return json_member(first, "policy") != NULL;
}

struct cors_config *import_cors(const struct import *import,
                                const struct topology_origin *server,
                                struct span *bucket)
{
    const struct json *first =
        json_first(json_member(described(import, server->name), "buckets"));
    const struct json *cors = json_member(first, "cors");

    *bucket = first ? json_name(first) : SPAN_ABSENT;
    return cors ? cors_config_from_json(import->reader, cors) : NULL;
}
