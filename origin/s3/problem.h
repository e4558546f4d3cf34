/* problem.h - one refusal in the making: error, message and details. */
#ifndef POPBOX_ORIGIN_S3_PROBLEM_H
#define POPBOX_ORIGIN_S3_PROBLEM_H

#include "cache/base/arena.h"
#include "cache/base/err.h"
#include "origin/s3/errors.h"

#define S3_DETAILS_MAX 12

struct s3_detail {
    const char *name;
    struct span value;
};

/* What an error answer will say. Zero-initialised but for the arena, in which
 * messages and details live. */
struct s3_problem {
    struct arena *arena;
    enum s3_error error;
    struct span message; /* absent: the error's usual one */
    struct s3_detail details[S3_DETAILS_MAX]; /* in the order of the XML */
    size_t n_details;
};

/* Sets the error; the usual message and no details. Returns error. */
enum s3_error s3_problem_set(struct s3_problem *problem, enum s3_error error);
/* As s3_problem_set with a message of its own, borrowed until the answer is
 * made (arena_printf); absent: the usual one. */
enum s3_error s3_problem_say(struct s3_problem *problem, enum s3_error error,
                             struct span message);
/* An element after the message; value is borrowed until the answer is made. An
 * absent value adds nothing. */
void s3_problem_add(struct s3_problem *problem, const char *name,
                    struct span value);

#endif
