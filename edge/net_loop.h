/*
 * net_loop.h - the event loop: the clock's timers, a coarse sweep, running.
 *
 * Two kinds of time. Timers follow the clock, so that under a manual clock a
 * TTL or a delay passes when somebody moves the clock and never by waiting.
 * Sweeps follow real time: a slow or idle peer costs a real connection.
 */
#ifndef POPBOX_EDGE_NET_LOOP_H
#define POPBOX_EDGE_NET_LOOP_H

#include "cache/base/heap.h"
#include "cache/base/list.h"
#include "edge/clock.h"

#define NET_SWEEP_MS 500
#define NET_NEVER    INT64_MAX

struct net_loop;
struct uv_loop_s;

/* Embedded in what waits for the clock. Zero-initialised but for fire, user. */
struct net_timer {
    struct heap_item item;
    void (*fire)(void *user);
    void *user;
};

/* Embedded in what wants to be looked at every sweep. */
struct net_sweep {
    struct list link;
    void (*fire)(void *user);
    void *user;
};

/* clock is borrowed. sweep_ms: real time between two sweeps. Broken pipes are
 * ignored from here on, process-wide. */
struct net_loop *net_loop_new(struct clock *clock, unsigned sweep_ms);
/* Everything that ran on it is closed (asserted). */
void net_loop_free(struct net_loop *loop);
/* Until nothing is left to wait for, or net_loop_stop. */
void net_loop_run(struct net_loop *loop);
/* One turn; wait: sleep until there is something. True while there is more. */
bool net_loop_turn(struct net_loop *loop, bool wait);
void net_loop_stop(struct net_loop *loop);

/* The clock's time: Unix milliseconds; a wall clock's, as of this turn. */
int64_t net_loop_now_ms(struct net_loop *loop);
/* Whether the clock is moved by hand. */
bool net_loop_manual(const struct net_loop *loop);
/* Real milliseconds since some start, cached per turn: costs nothing. */
int64_t net_loop_real_ms(const struct net_loop *loop);

/* Fires once, from the loop, when the clock has reached at_ms. */
void net_timer_set(struct net_loop *loop, struct net_timer *timer,
                   int64_t at_ms);
void net_timer_cancel(struct net_loop *loop, struct net_timer *timer);
/* When the earliest timer is due, or NET_NEVER. */
int64_t net_loop_next_ms(const struct net_loop *loop);
/* A manual clock was moved: fires what is due, in order of time. */
void net_loop_wake(struct net_loop *loop);

void net_sweep_add(struct net_loop *loop, struct net_sweep *sweep);
void net_sweep_remove(struct net_sweep *sweep);

/* For the other homes of uv.h. */
struct uv_loop_s *net_loop_uv(struct net_loop *loop);
/* One buffer for all reads of the loop, NET_READ_MAX bytes. */
#define NET_READ_MAX 65536u
char *net_loop_read_buffer(struct net_loop *loop);

#endif
