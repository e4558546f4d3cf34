/* signals.h - SIGINT and SIGTERM as an event of the loop. */
#ifndef POPBOX_EDGE_SIGNALS_H
#define POPBOX_EDGE_SIGNALS_H

#include "edge/net_loop.h"

struct signals;

/* stop is called for the first of the two signals; a second one ends the
 * process as usual. Does not keep the loop alive. */
struct signals *signals_new(struct net_loop *loop, void (*stop)(void *user),
                            void *user);
/* The memory goes when the loop has closed the handles. */
void signals_free(struct signals *signals);

#endif
