/* import_parts.h - what the files that tell an imported world share. */
#ifndef POPBOX_BENCH_IMPORT_PARTS_H
#define POPBOX_BENCH_IMPORT_PARTS_H

#include "bench/import.h"
#include "origin/s3/cors_config.h"
#include "policies/cloudfront/distribution.h"

/* The edge of an imported world. */
const struct topology_edge *import_edge(const struct import *import);

/* The server of an origin of the distribution. */
const struct topology_origin *
import_server(const struct import *import,
              const struct distribution_origin *origin);

enum import_kind { IMPORT_BUCKET, IMPORT_PLAIN, IMPORT_EXTERNAL };
enum import_kind import_kind(const struct topology_origin *server);

/* The name of a server's bucket, and its rules; the caller frees them
 * (cors_config_free). NULL: it has none. */
struct cors_config *import_cors(const struct import *import,
                                const struct topology_origin *server,
                                struct span *bucket);

/* Whether a server's bucket has a policy: without one everybody may read it
 * here. bucket: its name. */
bool import_has_policy(const struct import *import,
                       const struct topology_origin *server,
                       struct span *bucket);

/* Appends one behavior in words. */
void import_behavior_text(const struct import *import, size_t i,
                          struct buf *out);

#endif
