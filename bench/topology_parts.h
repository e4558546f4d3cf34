/* topology_parts.h - what the files that read topologies share. */
#ifndef POPBOX_BENCH_TOPOLOGY_PARTS_H
#define POPBOX_BENCH_TOPOLOGY_PARTS_H

#include "bench/topology.h"
#include "policies/cloudfront/behavior.h"
#include "policies/cloudfront/behavior_about.h"
#include "policies/cloudfront/origin_custom.h"

/* The topology's origins as nodes and behaviors see them, in its order. */
struct topology_targets {
    struct node_origin *nodes;
    struct behavior_origin *behaviors;
    size_t n;
};

/* Errors are noted in the reader; then what comes back is incomplete. */

struct topology_targets *topology_targets_read(struct topology *topology,
                                               struct json_reader *reader,
                                               const struct json *world);
/* The pages of a world whose edges have been read. */
void topology_pages_read(struct topology *topology, struct json_reader *reader,
                         const struct json *world);
/* How many members that object of the world has, at most max; the first one to
 * *first. */
size_t topology_members(struct json_reader *reader, const struct json *world,
                        const char *name, size_t max,
                        const struct json **first);
/* Adds the edge that value describes. */
void topology_edge_read(struct topology *topology, struct json_reader *reader,
                        const struct json *value,
                        const struct topology_targets *targets);

/* Fills what "aws" of an edge's value says: behaviors with these rules, hosts,
 * origins, notes. */
void topology_aws_read(struct topology *topology, struct json_reader *reader,
                       struct topology_edge *edge, const struct json *value,
                       const struct rules *rules);

/* A host name in lower case, with or without a port. */
bool topology_is_host(struct span host);
/* "*.s3.example" answers for s3.example and every host below it. */
bool topology_answers(struct span domain, struct span host);

/* A reader's result that needs no look: the error is noted, and sticky. */
static inline void topology_noted(int err)
{
    (void)err;
}

bool topology_expect_object(struct json_reader *reader,
                            const struct json *value);
/* The member "domain"; any: "*." may stand in front. */
struct span topology_read_domain(struct topology *topology,
                                 struct json_reader *reader,
                                 const struct json *object, bool any);
/* A member HOST:PORT; absent if the member is. */
struct span topology_read_address(struct topology *topology,
                                  struct json_reader *reader,
                                  const struct json *object, const char *name);
struct span topology_copy(struct topology *topology, struct json_reader *reader,
                          struct span bytes);
/* Zeroed; NULL with an error noted. */
void *topology_alloc(struct topology *topology, struct json_reader *reader,
                     size_t n, size_t size);

#endif
