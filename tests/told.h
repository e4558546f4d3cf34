/* told.h - texts that were read by a person and found right, to compare with */
#ifndef POPBOX_TESTS_TOLD_H
#define POPBOX_TESTS_TOLD_H

#include "bench/embedded.h"
#include "cache/base/span.h"

/* tests/told/, sorted by name (byte order), built by tests/tests.cmake. */
extern const struct embedded_file embedded_told[];
extern const size_t embedded_told_n;

/* The text must be that of the file of this name, and 80 columns wide but for
 * words that are longer. */
void told_check(const char *name, struct span text);

#endif
