/*
 * topology.h - edges, origins and pages as a JSON document describes them.
 *
 * The part that `serve` and the scenarios share:
 *
 *     {"origins": {NAME: {"domain": "x.s3.amazonaws.com", "type": "s3", ...}},
 *      "edges": {NAME: {"domain": "cdn.example", "DefaultCacheBehavior": ...}},
 *      "pages": {NAME: "https://a.example"}}
 *
 * An origin has a "domain", maybe "listen" (HOST:PORT, live), AWS's
 * "CustomHeaders", "connect_attempts", "connect_timeout_ms", "read_timeout_ms",
 * and the members of its type (origin/); with "address": HOST:PORT it is an
 * external server instead. An edge has a "domain", maybe "listen", "profile"
 * (policies/profiles.h; "cloudfront"), "rules" that change it, "eviction"
 * ("lru"; policies/eviction/choice.h), "pop", "seed", the limits of struct
 * node_config by their names, and AWS's "DefaultCacheBehavior" and
 * "CacheBehaviors"; or, in place of those two, "aws": [what the AWS CLI prints
 * for the distribution and for the policies that it names], whose origins are
 * the topology's of the same domains. A page is its origin, or {"origin",
 * "edge", "browser", "engine"}: pages that name the same browser share it, and
 * its engine, "chromium" or "firefox".
 *
 * Other members of the document are its reader's business. Everything is read
 * into memory of the topology's own; what is in it is valid by construction.
 */
#ifndef POPBOX_BENCH_TOPOLOGY_H
#define POPBOX_BENCH_TOPOLOGY_H

#include "bench/browser.h"
#include "cache/base/json.h"
#include "cache/node.h"
#include "origin/origin.h"

#define TOPOLOGY_EDGES_MAX     16
#define TOPOLOGY_ORIGINS_MAX   32
#define TOPOLOGY_PAGES_MAX     64
#define TOPOLOGY_BEHAVIORS_MAX 25 /* of one edge, the default one included */

#define TOPOLOGY_NONE SIZE_MAX

struct topology_origin {
    struct span name;
    struct span domain;    /* the host it answers for, "*." in front: also any
                              below it */
    struct span listen;    /* where a live one listens; absent: anywhere */
    struct origin *origin; /* owned; NULL: an external server */
    struct span address;   /* of an external server: host:port */
};

struct behavior_about;
struct distribution;
struct aws_notes;

struct topology_edge {
    struct span name;
    struct span domain;
    const struct span *aliases; /* other hosts it answers for, "*." in front:
                                   also any below */
    size_t n_aliases;
    struct span listen;        /* where a live one listens; absent: anywhere */
    struct node_config config; /* its origins are the topology's, in order */
    const struct behavior_about *about;      /* of each of its behaviors */
    const struct distribution *distribution; /* of "aws"; NULL: no such one */
    const struct aws_notes *notes;           /* with distribution */
};

struct topology_page {
    struct span name;
    struct span origin; /* serialised: "https://a.example" */
    size_t edge; /* which of several edges of one domain serves it, or NONE */
    size_t browser; /* pages with the same number share one browser */
    enum browser_engine engine; /* of that browser */
};

/* Embedded. Init by topology_read, given back by topology_fini. */
struct topology {
    struct arena arena;
    struct topology_origin *origins;
    size_t n_origins;
    struct topology_edge *edges;
    size_t n_edges;
    struct topology_page *pages;
    size_t n_pages;
    size_t n_browsers;
};

/* Reads world's "origins", "edges" and "pages"; now_ms dates what the origins
 * hold from the start. 0, or ERR_* with the place in reader->error;
 * topology_fini is due in both cases. */
MUST_USE int topology_read(struct topology *topology,
                           struct json_reader *reader, const struct json *world,
                           int64_t now_ms);
void topology_fini(struct topology *topology);

/* By name; TOPOLOGY_NONE when there is none. */
size_t topology_edge_named(const struct topology *topology, struct span name);
size_t topology_origin_named(const struct topology *topology, struct span name);
size_t topology_page_named(const struct topology *topology, struct span name);

/* Who answers for the host of a URL (its authority). edge: the one that comes
 * first among several edges of one domain, or NONE. */
struct topology_host {
    enum { TOPOLOGY_NOBODY, TOPOLOGY_EDGE, TOPOLOGY_ORIGIN } kind;
    size_t index;
};
struct topology_host topology_route(const struct topology *topology,
                                    struct span host, size_t edge);

#endif
