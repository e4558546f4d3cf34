/*
 * clock.c - the only clock reader: wall time or a time set by hand.
 *
 * Everything below edge/ takes `now` as a parameter; here is where it comes
 * from. Wall time is read once, at the start, and carried on by the monotonic
 * clock, so that the node's promise (times never run backwards) holds while
 * somebody corrects the system's clock.
 */
#include "edge/clock.h"

#include "cache/base/assert.h"

#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec at;
    int failed = clock_gettime(id, &at);

    ASSERT(failed == 0);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

void clock_init_wall(struct clock *clock)
{
    clock->manual = false;
    clock->now_ms = read_ms(CLOCK_REALTIME);
    clock->start_ms = read_ms(CLOCK_MONOTONIC);
}

void clock_init_manual(struct clock *clock, int64_t now_ms)
{
    clock->manual = true;
    clock->now_ms = now_ms;
    clock->start_ms = 0;
}

int64_t clock_now_ms(const struct clock *clock)
{
    if (clock->manual)
        return clock->now_ms;
    return clock->now_ms + (read_ms(CLOCK_MONOTONIC) - clock->start_ms);
}

void clock_advance(struct clock *clock, int64_t delta_ms)
{
    ASSERT(clock->manual);
    ASSERT(delta_ms >= 0);
    clock->now_ms += delta_ms;
}

void clock_set(struct clock *clock, int64_t now_ms)
{
    ASSERT(clock->manual);
    if (now_ms > clock->now_ms)
        clock->now_ms = now_ms;
}
