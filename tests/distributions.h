/* distributions.h - distributions in the shapes of public templates. */
#ifndef POPBOX_TESTS_DISTRIBUTIONS_H
#define POPBOX_TESTS_DISTRIBUTIONS_H

#include <stddef.h>

struct test_distribution {
    const char *name;
    const char *text; /* as the AWS CLI prints it, ' in place of " */
    /* What it comes to: a line for each behavior, see test_distribution.c. */
    const char *behaviors;
    const char *notes; /* what is noted as not modelled, blank-separated */
};

extern const struct test_distribution test_distributions[];
extern const size_t n_test_distributions;

#endif
