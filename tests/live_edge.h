/* live_edge.h - for tests: an edge on a free port before a live_origin. */
#ifndef POPBOX_TESTS_LIVE_EDGE_H
#define POPBOX_TESTS_LIVE_EDGE_H

#include "edge/server.h"
#include "tests/live_client.h"
#include "tests/live_origin.h"

/* Everything is forwarded, nothing but the path and query is keyed, answers are
 * stored as their Cache-Control says. The clock is manual and stands at 1000.
 */
struct live_edge {
    struct clock clock;
    struct net_loop *loop;
    struct live_origin origin;
    struct behavior behavior;
    struct node_origin node_origin;
    struct node_config node;
    struct edge_limits limits;
    struct server *server;
    struct buf error;
    unsigned n_journals;
    struct journal last; /* its spans are gone */
};

/* Sets everything, starts nothing: change what the test is about, then start.
 */
void live_edge_init(struct live_edge *edge);
void live_edge_start(struct live_edge *edge);
/* Stops gracefully; asserts that nothing is left, anywhere. */
void live_edge_fini(struct live_edge *edge);

void live_edge_connect(struct live_edge *edge, struct live_client *client);
/* Opens, sends. */
void live_edge_ask(struct live_edge *edge, struct live_client *client,
                   const char *text);
/* Sends a whole exchange over a connection of its own that it closes with
 * "Connection: close"; what came back, to be given back with buf_fini. */
struct buf live_edge_get(struct live_edge *edge, const char *request);
/* Moves the clock. */
void live_edge_pass(struct live_edge *edge, int64_t ms);
struct node_stats live_edge_stats(const struct live_edge *edge);
/* For live_until: nothing is in flight but what waits at the origin. */
bool live_edge_is_quiet(void *edge);

#endif
