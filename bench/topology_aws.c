/*
 * topology_aws.c - an edge of a topology that AWS's own documents describe.
 *
 * The documents stand in the member "aws", in any order. What an origin of the
 * distribution is on this machine is found by its domain name: several origins
 * of one domain (a bucket's folders) are one server.
 */
#include "bench/topology_parts.h"
#include "policies/cloudfront/distribution.h"

/* ---- the documents --------------------------------------------------------
 */

/* Reads the policies; the distribution, of which there must be one. */
static const struct json *read_documents(const struct aws_in *in,
                                         const struct json *list,
                                         struct policy_set *policies)
{
    const struct json *found = NULL;

    for (const struct json *value = json_first(list); value;
         value = json_next(value)) {
        if (distribution_takes(value) && found)
            json_fail(in->reader, value,
                      "a second distribution: an edge is "
                      "one; make another edge of it");
        else if (distribution_takes(value))
            found = value;
        else if (policy_set_takes(value))
            topology_noted(policy_set_read(policies, in, value));
        else if (access_set_takes_bucket_policy(value))
            access_set_read_bucket_policy(&policies->access, in, value);
        else
            json_fail(in->reader, value,
                      "is neither a distribution nor a policy of CloudFront");
    }
    if (!found)
        json_fail(in->reader, list,
                  "has no distribution: add what aws cloudfront "
                  "get-distribution-config prints");
    return in->reader->failed ? NULL : found;
}

/* ---- its origins ----------------------------------------------------------
 */

static size_t server_of(const struct topology *topology, struct span domain)
{
    for (size_t i = 0; i < topology->n_origins; i++)
        if (topology_answers(topology->origins[i].domain, domain))
            return i;
    return TOPOLOGY_NONE;
}

/* The node's origins are the topology's, so behaviors are told those numbers;
 * how patiently they are asked is the distribution's to say. */
static void map_origins(struct topology *topology, const struct aws_in *in,
                        struct topology_edge *edge,
                        const struct distribution *distribution,
                        const struct json *at)
{
    struct node_origin *nodes = topology_alloc(
        topology, in->reader, topology->n_origins, sizeof(*nodes));
    size_t *map = topology_alloc(topology, in->reader, distribution->n_origins,
                                 sizeof(*map));

    if (!nodes || !map)
        return;
    memcpy(nodes, edge->config.origins, topology->n_origins * sizeof(*nodes));
    edge->config.origins = nodes;
    for (size_t i = 0; i < distribution->n_origins; i++) {
        struct span domain = distribution->origins[i].domain;

        map[i] = server_of(topology, domain);
        if (map[i] == TOPOLOGY_NONE) {
            json_fail(in->reader, at,
                      "no server in \"origins\" has the domain %.*s of the "
                      "distribution's origin %.*s",
                      SPAN_ARG(domain), SPAN_ARG(distribution->origins[i].id));
            return;
        }
        nodes[map[i]] = distribution->targets[i];
    }
    for (size_t i = 0; i < distribution->n_behaviors; i++)
        distribution->behaviors[i].origin =
            (int)map[distribution->behaviors[i].origin];
    for (size_t i = 0; i < distribution->n_failovers; i++)
        distribution->failovers[i].origin =
            (int)map[distribution->failovers[i].origin];
}

/* ---- as a whole -----------------------------------------------------------
 */

static void refuse_both(struct json_reader *reader, const struct json *value)
{
    static const char *const names[] = {"DefaultCacheBehavior",
                                        "CacheBehaviors"};

    for (size_t i = 0; i < 2; i++)
        if (json_member(value, names[i]))
            json_fail(reader, json_member(value, names[i]),
                      "the distribution in \"aws\" has its own");
}

void topology_aws_read(struct topology *topology, struct json_reader *reader,
                       struct topology_edge *edge, const struct json *value,
                       const struct rules *rules)
{
    const struct json *list = json_need(reader, value, "aws", JSON_ARRAY);
    struct policy_set *policies =
        topology_alloc(topology, reader, 1, sizeof(*policies));
    struct aws_notes *notes =
        topology_alloc(topology, reader, 1, sizeof(*notes));
    struct distribution *distribution =
        topology_alloc(topology, reader, 1, sizeof(*distribution));
    const struct aws_in in = {&topology->arena, reader, notes, false};
    const struct json *document;

    refuse_both(reader, value);
    if (!list || !policies || !notes || !distribution)
        return;
    document = read_documents(&in, list, policies);
    if (!document)
        return;
    topology_noted(
        distribution_read(distribution, &in, document, rules, policies));
    if (reader->failed)
        return;
    map_origins(topology, &in, edge, distribution, list);
    distribution_configure(distribution, &edge->config);
    edge->aliases = distribution->aliases;
    edge->n_aliases = distribution->n_aliases;
    edge->about = distribution->about;
    edge->distribution = distribution;
    edge->notes = notes;
}
