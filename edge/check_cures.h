/* check_cures.h - the cures that popbox check shows, and their files. */
#ifndef POPBOX_EDGE_CHECK_CURES_H
#define POPBOX_EDGE_CHECK_CURES_H

#include "bench/check/cure.h"
#include "edge/aws_input.h"

/* Of the documents that the input names; says what is wrong. cures_fini is due
 * in any case. */
enum status check_cures_find(struct cures *cures, const struct aws_input *input,
                             const struct check_report *report);

/* Where a cure's files go. */
struct check_cures_out {
    const char *folder; /* NULL: here */
    bool force;         /* over files that are there */
};
/* Writes cure number n, from 1, and says what to type then. */
enum status check_cures_fix(const struct cures *cures, int64_t n,
                            const struct check_cures_out *out);

#endif
