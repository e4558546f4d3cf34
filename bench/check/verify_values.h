/* verify_values.h - whether values are enough for a behavior's predicates. */
#ifndef POPBOX_BENCH_CHECK_VERIFY_VALUES_H
#define POPBOX_BENCH_CHECK_VERIFY_VALUES_H

#include "bench/check/classes.h"

/* NULL, or what is missing. Fills http_only. Members are looked for with
 * span_glob, from the documents alone: how classes.c makes them is not asked.
 */
const char *verify_values(struct check_classes *classes,
                          const struct json *config,
                          const struct behavior *behavior);

#endif
