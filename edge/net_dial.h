/* net_dial.h - one attempt to connect to a host, by all of its addresses. */
#ifndef POPBOX_EDGE_NET_DIAL_H
#define POPBOX_EDGE_NET_DIAL_H

#include "edge/net_conn.h"

struct net_dial;

enum net_fail { NET_FAIL_REFUSED, NET_FAIL_DNS };

/* Called once, from the loop: conn is connected, or NULL and how says why. */
typedef void net_dialled_f(void *user, struct net_conn *conn,
                           enum net_fail how);

/* host: an address or a name, NUL-terminated, borrowed until dialled. The dial
 * is gone when dialled is called. NULL: there is no way there (and no call). */
struct net_dial *net_dial_new(struct net_loop *loop, const char *host,
                              uint16_t port, net_dialled_f *dialled,
                              void *user);
/* Gives up; no call follows. */
void net_dial_cancel(struct net_dial *dial);

#endif
