/*
 * classes.h - the values that a configuration tells apart.
 *
 * Every list, rule and policy of the input is a predicate over Origin, over a
 * method or over a header name. Of each set that the predicates cut out there
 * are two members where it has two (one value cannot show that a copy is shared
 * by two), and values that miss a predicate by a little.
 */
#ifndef POPBOX_BENCH_CHECK_CLASSES_H
#define POPBOX_BENCH_CHECK_CLASSES_H

#include "bench/topology.h"
#include "origin/s3/cors_config.h"

#define CLASS_VALUES_MAX 64

struct class_values {
    struct span at[CLASS_VALUES_MAX];
    size_t n;
    bool full; /* there were more */
};

struct check_classes {
    struct class_values origins; /* of pages: serialised origins and "null" */
    struct class_values strange; /* what no browser sends */
    struct class_values methods;
    struct class_values headers; /* names, in lower case */
    bool http_only;              /* the rules say http:// and no https:// */
};

/* Of a config and one of its edges' behaviors. All in the arena. */
void check_classes_of(struct check_classes *classes, struct arena *arena,
                      const struct json *config,
                      const struct behavior *behavior);

#endif
