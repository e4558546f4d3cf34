/* problem.c - one refusal in the making: error, message and details. */
#include "origin/s3/problem.h"

#include "cache/base/assert.h"

enum s3_error s3_problem_set(struct s3_problem *problem, enum s3_error error)
{
    return s3_problem_say(problem, error, SPAN_ABSENT);
}

enum s3_error s3_problem_say(struct s3_problem *problem, enum s3_error error,
                             struct span message)
{
    ASSERT(error != S3_OK);
    problem->error = error;
    problem->message = message;
    problem->n_details = 0;
    return error;
}

void s3_problem_add(struct s3_problem *problem, const char *name,
                    struct span value)
{
    if (span_absent(value))
        return;
    ASSERT(problem->n_details < S3_DETAILS_MAX);
    problem->details[problem->n_details++] = (struct s3_detail){name, value};
}
