/*
 * net_loop.c - the event loop: the clock's timers, a coarse sweep, running.
 *
 * One libuv timer stands for all timers of the clock: it is armed for the
 * earliest in the heap. Under a manual clock it is armed only for what is due
 * already; the rest waits for net_loop_wake. The sweep does not keep the loop
 * alive.
 */
#include "edge/net_loop.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <signal.h>
#include <uv.h>

struct net_loop {
    uv_loop_t uv;
    uv_timer_t alarm; /* for the first of timers */
    uv_timer_t sweep_timer;
    struct clock *clock;
    uint64_t read_at_ms; /* libuv's time when the clock was read last ... */
    int64_t now_ms;      /* ... and what it said */
    struct heap timers;
    struct list sweeps;
    char read_buffer[NET_READ_MAX];
};

static void on_alarm(uv_timer_t *alarm);

static int64_t read_clock(struct net_loop *loop)
{
    loop->read_at_ms = uv_now(&loop->uv);
    loop->now_ms = clock_now_ms(loop->clock);
    return loop->now_ms;
}

static void arm(struct net_loop *loop)
{
    int64_t now_ms = clock_now_ms(loop->clock);
    int64_t next_ms = net_loop_next_ms(loop);
    int failed;

    if (next_ms == NET_NEVER || (loop->clock->manual && next_ms > now_ms)) {
        failed = uv_timer_stop(&loop->alarm);
    } else {
        uint64_t wait_ms = next_ms > now_ms ? (uint64_t)(next_ms - now_ms) : 0;

        uv_update_time(&loop->uv);
        failed = uv_timer_start(&loop->alarm, on_alarm, wait_ms, 0);
    }
    ASSERT(failed == 0);
}

/* A timer that sets itself anew while firing waits for the next round, so that
 * one which is always due cannot hold the loop. */
static void fire_due(struct net_loop *loop)
{
    int64_t now_ms = read_clock(loop);
    uint64_t round = loop->timers.next_order;
    struct heap_item *first = heap_first(&loop->timers);

    while (first && first->at_ms <= now_ms && first->order < round) {
        struct net_timer *timer = HEAP_ITEM(first, struct net_timer, item);

        heap_remove(&loop->timers, first);
        timer->fire(timer->user);
        first = heap_first(&loop->timers);
    }
    arm(loop);
}

static void on_alarm(uv_timer_t *alarm)
{
    fire_due(alarm->data);
}

static void on_sweep(uv_timer_t *sweep_timer)
{
    struct net_loop *loop = sweep_timer->data;

    LIST_EACH (link, &loop->sweeps, keep) {
        struct net_sweep *sweep = LIST_ITEM(link, struct net_sweep, link);

        sweep->fire(sweep->user);
    }
}

static void init_timer(struct net_loop *loop, uv_timer_t *timer)
{
    int failed = uv_timer_init(&loop->uv, timer);

    ASSERT(failed == 0);
    timer->data = loop;
}

struct net_loop *net_loop_new(struct clock *clock, unsigned sweep_ms)
{
    struct net_loop *loop = mem_alloc(sizeof(*loop));
    int failed = uv_loop_init(&loop->uv);

    ASSERT(failed == 0);
    (void)signal(SIGPIPE, SIG_IGN); /* fails for no valid signal */
    loop->clock = clock;
    (void)read_clock(loop); /* kept for the first turn */
    heap_init(&loop->timers);
    list_init(&loop->sweeps);
    init_timer(loop, &loop->alarm);
    init_timer(loop, &loop->sweep_timer);
    failed = uv_timer_start(&loop->sweep_timer, on_sweep, sweep_ms, sweep_ms);
    ASSERT(failed == 0);
    uv_unref((uv_handle_t *)&loop->sweep_timer);
    return loop;
}

void net_loop_free(struct net_loop *loop)
{
    int busy;

    if (!loop)
        return;
    ASSERT(list_empty(&loop->sweeps));
    ASSERT(heap_first(&loop->timers) == NULL);
    uv_close((uv_handle_t *)&loop->alarm, NULL);
    uv_close((uv_handle_t *)&loop->sweep_timer, NULL);
    (void)uv_run(&loop->uv, UV_RUN_DEFAULT); /* uv_loop_close tells */
    busy = uv_loop_close(&loop->uv);
    ASSERT(busy == 0);
    heap_fini(&loop->timers);
    mem_free(loop);
}

void net_loop_run(struct net_loop *loop)
{
    (void)uv_run(&loop->uv, UV_RUN_DEFAULT); /* nonzero: it was stopped */
}

bool net_loop_turn(struct net_loop *loop, bool wait)
{
    return uv_run(&loop->uv, wait ? UV_RUN_ONCE : UV_RUN_NOWAIT) != 0;
}

void net_loop_stop(struct net_loop *loop)
{
    uv_stop(&loop->uv);
}

/* libuv reads its time once per turn, so this reads the wall's at most once per
 * turn and millisecond, however many requests come in it. */
int64_t net_loop_now_ms(struct net_loop *loop)
{
    uint64_t turn_ms = uv_now(&loop->uv);

    if (loop->clock->manual || turn_ms != loop->read_at_ms)
        read_clock(loop);
    return loop->now_ms;
}

bool net_loop_manual(const struct net_loop *loop)
{
    return loop->clock->manual;
}

int64_t net_loop_real_ms(const struct net_loop *loop)
{
    return (int64_t)uv_now(&loop->uv);
}

void net_timer_set(struct net_loop *loop, struct net_timer *timer,
                   int64_t at_ms)
{
    heap_set(&loop->timers, &timer->item, at_ms);
    arm(loop);
}

void net_timer_cancel(struct net_loop *loop, struct net_timer *timer)
{
    heap_remove(&loop->timers, &timer->item);
    arm(loop);
}

int64_t net_loop_next_ms(const struct net_loop *loop)
{
    struct heap_item *first = heap_first(&loop->timers);

    return first ? first->at_ms : NET_NEVER;
}

void net_loop_wake(struct net_loop *loop)
{
    fire_due(loop);
}

void net_sweep_add(struct net_loop *loop, struct net_sweep *sweep)
{
    list_add_tail(&loop->sweeps, &sweep->link);
}

void net_sweep_remove(struct net_sweep *sweep)
{
    list_remove(&sweep->link);
}

struct uv_loop_s *net_loop_uv(struct net_loop *loop)
{
    return &loop->uv;
}

char *net_loop_read_buffer(struct net_loop *loop)
{
    return loop->read_buffer;
}
