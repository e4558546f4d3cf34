/*
 * brute_check.h - the checker's word against that of brute force, for tests.
 */
#ifndef POPBOX_TESTS_BRUTE_CHECK_H
#define POPBOX_TESTS_BRUTE_CHECK_H

#include "tests/brute_config.h"

/* Checks the configuration of that seed and appends each disagreement with what
 * brute force found at that depth; whether there was none. What the checker
 * finds beyond brute force's universe (faults, other lifetimes, more steps) is
 * no disagreement; what it misses, or tells in more steps, is. */
bool brute_check(uint64_t seed, unsigned depth, const struct brute_found *found,
                 struct buf *disagreements);

#endif
