/* live_host.h - an origin by hand, and a caller of it whose story is text. */
#ifndef POPBOX_TESTS_LIVE_HOST_H
#define POPBOX_TESTS_LIVE_HOST_H

#include "edge/http1_call.h"
#include "edge/net_listen.h"

#define LIVE_PEERS_MAX 8

/* An origin by hand: the test says what each connection answers. */
struct live_peer {
    struct live_host *host;
    struct net_conn *conn;
    struct buf got;
    bool ended;
};

struct live_host {
    struct clock clock;
    struct net_loop *loop;
    struct net_listener *listener;
    struct net_upstream *upstream;
    struct live_peer peers[LIVE_PEERS_MAX];
    unsigned n_peers;
    struct buf error;
};

void live_host_init(struct live_host *host, unsigned conns_max,
                    unsigned queue_max);
void live_host_fini(struct live_host *host);
/* Another pool, to that port of this machine; the caller closes it. */
struct net_upstream *live_host_pool(struct live_host *host, uint16_t port,
                                    unsigned conns_max, unsigned queue_max);
/* Sends text, and forgets what the peer has got. */
void live_host_say(struct live_peer *peer, const char *text);
void live_host_hang_up(struct live_peer *peer);
/* For live_until: a peer has got a whole head. */
bool live_peer_is_asked(void *peer);
/* Waits until peer i is asked, then sends text. */
void live_host_answer(struct live_host *host, unsigned i, const char *text);

/* What became of one call: "STATUS LENGTH <BODY> how it ended". */
struct live_asker {
    struct live_host *host;
    struct http1_call *call;
    struct http1_caller caller;
    struct buf told;
    uint64_t credit;
    bool over;
    unsigned n_settled;
};

/* Calls for /x; body_length as in http1_asked. told is the caller's. */
void live_asker_ask(struct live_asker *asker, struct live_host *host,
                    const char *method, int64_t body_length);
/* For live_until: the call has ended. */
bool live_asker_is_over(void *asker);

#endif
