/*
 * certificate.h - a clean answer, written down so that it can be verified.
 *
 * Lines of fields between tabs; in a field, a byte that is not printable ASCII
 * and '\' is "\" and two hexadecimal digits. In this order, and again for each
 * reading, each of its behaviors, each key that pages are served from:
 *
 *     popbox-certificate 1
 *     config JSON                  in one line
 *     reading KNOB                 the one that is turned, or "-"
 *     behavior NUMBER PATH         the path that stands for it
 *     unreached NUMBER PATH        or: an earlier behavior takes the path
 *     pages VALUE...               of Origin, as a page has it
 *     strange VALUE...             of Origin, as no browser sends it
 *     methods VALUE...             of Access-Control-Request-Method
 *     headers VALUE...             of Access-Control-Request-Headers
 *     same ASK...                  for each ask, the one whose transitions it
 *                                  shares, or "-": nothing is kept
 *     key BYTES N                  and how many states it has
 *     state FROM ACT ENV BYTES     the first one is "state - - -"; ACT is an
 *                                  ask or "wait"
 *     from WAIT TO...              for each state, where time leads, and each
 *                                  ask that is its own "same"
 *     sees V...                    for each state, what each view makes of it
 *     end LINES DIGEST
 *
 * TO is one state, or one for each environment (env.h) between commas if the
 * origin is asked; V likewise letters, "y" for what the page may read. Asks and
 * views are in the order of asks.c. The digest tells damage; what a forger
 * would have to change is what is verified.
 */
#ifndef POPBOX_BENCH_CHECK_CERTIFICATE_H
#define POPBOX_BENCH_CHECK_CERTIFICATE_H

#include "bench/check/parts.h"

#define CERTIFICATE_VERSION "popbox-certificate\t1\n"
#define CERTIFICATE_MAX     ((size_t)256 << 20)

/* Nothing is written where options.certificate is NULL, nor once there is a
 * finding or a bound. */
void certificate_open(struct check_run *run);
void certificate_reading(struct check_run *run);
void certificate_slice(struct slice *slice);
void certificate_unreached(struct slice *slice);
/* The key's states are in the slice. */
void certificate_key(struct slice *slice, uint32_t key);
void certificate_close(struct check_run *run);

/* The sixteen digits at the end of what stands before them. */
void certificate_digest(struct buf *out, struct span text);

#endif
