/* plays.h - scenarios that are no lessons, compiled into the tests. */
#ifndef POPBOX_TESTS_PLAYS_H
#define POPBOX_TESTS_PLAYS_H

#include "bench/embedded.h"

/* tests/plays/, sorted by name; generated into the build folder. */
extern const struct embedded_file embedded_plays[];
extern const size_t embedded_plays_n;

#endif
