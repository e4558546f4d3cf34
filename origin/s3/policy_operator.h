/* policy_operator.h - the operators of a policy's conditions. */
#ifndef POPBOX_ORIGIN_S3_POLICY_OPERATOR_H
#define POPBOX_ORIGIN_S3_POLICY_OPERATOR_H

#include "cache/base/json.h"

enum policy_operator_kind {
    OP_EQUALS,
    OP_EQUALS_ANY_CASE,
    OP_LIKE,
    OP_ADDRESS,
    OP_NUMBER,
    OP_DATE,
    OP_NULL
};

/* Which order of the request's value and the policy's fits: bits. */
enum policy_operator_order { LESS = 1, SAME = 2, MORE = 4 };

struct policy_operator {
    const char *name;
    enum policy_operator_kind kind;
    bool negated;
    unsigned order; /* of numbers and dates */
};

/* *if_exists: the name ends in that. NULL when unknown. */
const struct policy_operator *policy_operator_of(struct span name,
                                                 bool *if_exists);
/* What is wrong with a value of the policy's: a sentence, or NULL. */
const char *policy_operator_fault(const struct policy_operator *op,
                                  const struct json *wanted);
/* Does the request's value fit the policy's? Negation is the caller's. */
bool policy_operator_fits(const struct policy_operator *op,
                          const struct json *wanted, struct span value);
/* A string, a bool or a number as text. */
struct span policy_operator_text(const struct json *wanted);

#endif
