/*
 * policy_operator.c - the operators of a policy's conditions.
 *
 * Numbers and dates have six each; the others match text, an address or
 * absence.
 */
#include "origin/s3/policy_operator.h"

#include "cache/base/ip_range.h"
#include "origin/s3/policy_value.h"

#define IF_EXISTS "IfExists"

/* Their six operators. */
#define ORDERED(word, kind)                                                   \
    {word "Equals", kind, false, SAME}, {word "NotEquals", kind, true, SAME}, \
        {word "LessThan", kind, false, LESS},                                 \
        {word "LessThanEquals", kind, false, LESS | SAME},                    \
        {word "GreaterThan", kind, false, MORE},                              \
    {                                                                         \
        word "GreaterThanEquals", kind, false, MORE | SAME                    \
    }

static const struct policy_operator operators[] = {
    {"StringEquals", OP_EQUALS, false, 0},
    {"StringNotEquals", OP_EQUALS, true, 0},
    {"StringEqualsIgnoreCase", OP_EQUALS_ANY_CASE, false, 0},
    {"StringNotEqualsIgnoreCase", OP_EQUALS_ANY_CASE, true, 0},
    {"StringLike", OP_LIKE, false, 0},
    {"StringNotLike", OP_LIKE, true, 0},
    {"ArnEquals", OP_LIKE, false, 0},
    {"ArnNotEquals", OP_LIKE, true, 0},
    {"ArnLike", OP_LIKE, false, 0},
    {"ArnNotLike", OP_LIKE, true, 0},
    {"Bool", OP_EQUALS_ANY_CASE, false, 0},
    {"IpAddress", OP_ADDRESS, false, 0},
    {"NotIpAddress", OP_ADDRESS, true, 0},
    ORDERED("Numeric", OP_NUMBER),
    ORDERED("Date", OP_DATE),
    {"Null", OP_NULL, false, 0},
};

const struct policy_operator *policy_operator_of(struct span name,
                                                 bool *if_exists)
{
    *if_exists = span_ends(name, SPAN(IF_EXISTS));
    if (*if_exists)
        name = span_cut(name, 0, name.len - (sizeof(IF_EXISTS) - 1));
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
        if (span_eq(name, span_str(operators[i].name)) &&
            !(*if_exists && operators[i].kind == OP_NULL))
            return &operators[i];
    return NULL;
}

struct span policy_operator_text(const struct json *value)
{
    if (json_type(value) == JSON_BOOL)
        return json_bool(value) ? SPAN("true") : SPAN("false");
    if (json_type(value) == JSON_NUMBER)
        return json_number_text(value);
    return json_string(value);
}

static bool is_within(struct span wanted, struct span value)
{
    struct ip_range address;
    struct ip_range range;

    return ip_range_read(wanted, &range) && ip_range_read(value, &address) &&
           ip_range_has(&range, &address);
}

static bool read_ordered(enum policy_operator_kind kind, struct span text,
                         int64_t *value)
{
    return kind == OP_DATE ? policy_date(text, value)
                           : policy_number(text, value);
}

static bool is_ordered(const struct policy_operator *op, struct span wanted,
                       struct span value)
{
    int64_t theirs;
    int64_t ours;

    if (!read_ordered(op->kind, wanted, &theirs) ||
        !read_ordered(op->kind, value, &ours))
        return false;
    return op->order & (ours < theirs ? LESS : ours > theirs ? MORE : SAME);
}

bool policy_operator_fits(const struct policy_operator *op,
                          const struct json *theirs, struct span value)
{
    struct span wanted = policy_operator_text(theirs);

    switch (op->kind) {
    case OP_EQUALS:
        return span_eq(wanted, value);
    case OP_EQUALS_ANY_CASE:
        return span_ieq(wanted, value);
    case OP_LIKE:
        return span_glob(wanted, value);
    case OP_ADDRESS:
        return is_within(wanted, value);
    case OP_NUMBER:
    case OP_DATE:
        return is_ordered(op, wanted, value);
    case OP_NULL: /* "true": the key is absent */
        return span_ieq(wanted,
                        span_absent(value) ? SPAN("true") : SPAN("false"));
    }
    return false;
}

const char *policy_operator_fault(const struct policy_operator *op,
                                  const struct json *wanted)
{
    enum json_type type = json_type(wanted);
    bool ordered = op->kind == OP_NUMBER || op->kind == OP_DATE;
    struct ip_range range;
    int64_t value;

    if (type != JSON_STRING && type != JSON_BOOL &&
        !(ordered && type == JSON_NUMBER))
        return "Policy has an invalid condition key";
    if (op->kind == OP_ADDRESS &&
        !ip_range_read(policy_operator_text(wanted), &range))
        return "Invalid IP range in Condition";
    if (!ordered ||
        read_ordered(op->kind, policy_operator_text(wanted), &value))
        return NULL;
    return op->kind == OP_DATE ? "Invalid date in Condition"
                               : "Invalid number in Condition";
}
