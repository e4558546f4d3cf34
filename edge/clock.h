/* clock.h - the only clock reader: wall time or a time set by hand. */
#ifndef POPBOX_EDGE_CLOCK_H
#define POPBOX_EDGE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* One per process or test; everything that asks for the time borrows it. */
struct clock {
    bool manual;
    int64_t now_ms;   /* manual: the time; wall: at the start */
    int64_t start_ms; /* wall: the monotonic clock at the start */
};

/* Unix time at this moment plus the monotonic time since: a corrected system
 * clock never makes it jump. */
void clock_init_wall(struct clock *clock);
/* Stands still at now_ms until it is moved. */
void clock_init_manual(struct clock *clock, int64_t now_ms);
/* Unix milliseconds; never smaller than an earlier answer. */
int64_t clock_now_ms(const struct clock *clock);
/* Manual only (asserted); delta_ms >= 0. Timers fire at net_loop_wake. */
void clock_advance(struct clock *clock, int64_t delta_ms);
/* Manual only (asserted). A time that has passed changes nothing. */
void clock_set(struct clock *clock, int64_t now_ms);

#endif
