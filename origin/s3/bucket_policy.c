/*
 * bucket_policy.c - a bucket's policy document, and what it says of a request.
 *
 * The parsed document itself is kept and asked; a check when it is put makes
 * sure that everything in it is understood. What is not understood is refused:
 * a condition passed over would grant what its author withheld.
 */
#include "origin/s3/bucket_policy.h"

#include "cache/base/mem.h"

struct bucket_policy {
    struct json_reader reader; /* keeps the document */
    char *text;
    size_t len;
};

/* ---- one or many --------------------------------------------------------- */

/* Strings are one value, arrays several: step through either. */
static const struct json *first_of(const struct json *value)
{
    if (value && json_type(value) == JSON_ARRAY)
        return json_first(value);
    return value;
}

static const struct json *next_of(const struct json *whole,
                                  const struct json *value)
{
    return json_type(whole) == JSON_ARRAY ? json_next(value) : NULL;
}

static bool are_strings(const struct json *whole)
{
    if (!whole)
        return false;
    for (const struct json *v = first_of(whole); v; v = next_of(whole, v))
        if (json_type(v) != JSON_STRING)
            return false;
    return first_of(whole) != NULL;
}

static bool some_glob(const struct json *whole, struct span text, bool fold)
{
    for (const struct json *v = whole ? first_of(whole) : NULL; v;
         v = next_of(whole, v)) {
        struct span pattern = json_string(v);

        if (span_glob(pattern, text) || (fold && span_ieq(pattern, text)))
            return true;
    }
    return false;
}

/* ---- conditions ---------------------------------------------------------- */

enum operator_kind { OP_EQUALS, OP_LIKE };

struct operator_row {
    const char *name;
    enum operator_kind kind;
    bool negated;
};

static const struct operator_row operators[] = {
    {"StringEquals", OP_EQUALS, false},
    {"StringNotEquals", OP_EQUALS, true},
    {"StringLike", OP_LIKE, false},
    {"StringNotLike", OP_LIKE, true},
};

static const struct operator_row *operator_of(struct span name)
{
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
        if (span_eq(name, span_str(operators[i].name)))
            return &operators[i];
    return NULL;
}

struct key_row {
    const char *name; /* without case */
    size_t offset;    /* in struct policy_question; 0: never present */
    bool narrows;     /* to so few that the grant is not public */
};

static const struct key_row keys[] = {
    {"aws:Referer", offsetof(struct policy_question, referer), false},
    {"aws:UserAgent", offsetof(struct policy_question, user_agent), false},
    {"aws:SourceIp", offsetof(struct policy_question, source_ip), true},
    {"aws:SourceArn", 0, true},
    {"aws:SourceAccount", 0, true},
    {"s3:prefix", offsetof(struct policy_question, prefix), false},
    {"s3:delimiter", offsetof(struct policy_question, delimiter), false},
    {"s3:x-amz-acl", offsetof(struct policy_question, acl), false},
};

static const struct key_row *key_of(struct span name)
{
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (span_ieq(name, span_str(keys[i].name)))
            return &keys[i];
    return NULL;
}

static struct span value_of(const struct policy_question *question,
                            const struct key_row *key)
{
    if (key->offset == 0)
        return SPAN_ABSENT;
    return *(const struct span *)(const void *)((const char *)question +
                                                key->offset);
}

/* An absent value fails every operator but the negated ones (IAM's rule). */
static bool holds(const struct operator_row *op, const struct json *wanted,
                  struct span value)
{
    bool found = false;

    if (span_absent(value))
        return op->negated;
    for (const struct json *v = first_of(wanted); v && !found;
         v = next_of(wanted, v))
        found = op->kind == OP_LIKE ? span_glob(json_string(v), value)
                                    : span_eq(json_string(v), value);
    return found != op->negated;
}

static bool conditions_hold(const struct json *statement,
                            const struct policy_question *question)
{
    const struct json *all = json_member(statement, "Condition");

    for (const struct json *op = all ? json_first(all) : NULL; op;
         op = json_next(op))
        for (const struct json *key = json_first(op); key; key = json_next(key))
            if (!holds(operator_of(json_name(op)), key,
                       value_of(question, key_of(json_name(key)))))
                return false;
    return true;
}

/* ---- principals ---------------------------------------------------------- */

/* An id, an ARN of the account with that id or of a user of that name or id. */
static bool names_account(struct span principal, const struct account *account)
{
    size_t at = principal.len;
    struct span last;
    struct span field;

    if (span_eq(principal, account->id))
        return true;
    if (!span_starts(principal, SPAN("arn:aws:iam::")))
        return false;
    while (at > 0 && principal.ptr[at - 1] != '/')
        at--;
    last = span_cut(principal, at, principal.len);
    if (at > 0 && (span_eq(last, account->id) || span_eq(last, account->name)))
        return true;
    principal = span_cut(principal, sizeof("arn:aws:iam::") - 1, principal.len);
    field = span_cut(principal, 0, span_find(principal, ':', 0));
    return field.len > 0 &&
           (span_eq(field, account->id) || span_eq(field, account->name));
}

static bool is_everybody(const struct json *principal)
{
    const struct json *aws = json_member(principal, "AWS");

    if (json_type(principal) == JSON_STRING)
        return span_eq(json_string(principal), SPAN("*"));
    for (const struct json *v = aws ? first_of(aws) : NULL; v;
         v = next_of(aws, v))
        if (span_eq(json_string(v), SPAN("*")))
            return true;
    return false;
}

static bool is_principal(const struct json *statement,
                         const struct policy_question *question)
{
    const struct json *principal = json_member(statement, "Principal");
    const struct json *aws = json_member(principal, "AWS");

    if (is_everybody(principal))
        return true;
    for (const struct json *v = aws && question->caller ? first_of(aws) : NULL;
         v; v = next_of(aws, v))
        if (names_account(json_string(v), question->caller))
            return true;
    return false;
}

/* ---- judging ------------------------------------------------------------- */

static bool applies(const struct json *statement,
                    const struct policy_question *question)
{
    return is_principal(statement, question) &&
           some_glob(json_member(statement, "Action"), question->action,
                     true) &&
           some_glob(json_member(statement, "Resource"), question->resource,
                     false) &&
           conditions_hold(statement, question);
}

static const struct json *statements(const struct bucket_policy *policy)
{
    return json_member(json_root(&policy->reader), "Statement");
}

static bool is_allow(const struct json *statement)
{
    return span_eq(json_string(json_member(statement, "Effect")),
                   SPAN("Allow"));
}

enum policy_verdict bucket_policy_judge(const struct bucket_policy *policy,
                                        const struct policy_question *question)
{
    const struct json *all = policy ? statements(policy) : NULL;
    enum policy_verdict verdict = POLICY_SILENT;

    for (const struct json *s = first_of(all); s; s = next_of(all, s)) {
        if (!applies(s, question))
            continue;
        if (!is_allow(s))
            return POLICY_DENIES;
        verdict = POLICY_ALLOWS;
    }
    return verdict;
}

static bool is_narrowed(const struct json *statement)
{
    const struct json *all = json_member(statement, "Condition");

    for (const struct json *op = all ? json_first(all) : NULL; op;
         op = json_next(op))
        for (const struct json *key = json_first(op); key; key = json_next(key))
            if (key_of(json_name(key))->narrows &&
                !operator_of(json_name(op))->negated)
                return true;
    return false;
}

bool bucket_policy_is_public(const struct bucket_policy *policy)
{
    const struct json *all = policy ? statements(policy) : NULL;

    for (const struct json *s = first_of(all); s; s = next_of(all, s))
        if (is_allow(s) && is_everybody(json_member(s, "Principal")) &&
            !is_narrowed(s))
            return true;
    return false;
}

/* ---- reading ------------------------------------------------------------- */

static bool principal_is_known(const struct json *principal)
{
    if (!principal)
        return false;
    if (json_type(principal) == JSON_STRING)
        return span_eq(json_string(principal), SPAN("*"));
    if (json_type(principal) != JSON_OBJECT || json_count(principal) == 0)
        return false;
    for (const struct json *v = json_first(principal); v; v = json_next(v))
        if (!are_strings(v))
            return false;
    return true;
}

static bool resource_is_ours(const struct json *whole, struct span bucket)
{
    struct span arn = SPAN("arn:aws:s3:::");

    for (const struct json *v = first_of(whole); v; v = next_of(whole, v)) {
        struct span text = json_string(v);
        struct span name = span_cut(text, arn.len, text.len);

        if (!span_starts(text, arn) || !span_starts(name, bucket) ||
            (name.len > bucket.len && name.ptr[bucket.len] != '/'))
            return false;
    }
    return true;
}

static const char *fault_of_conditions(const struct json *all)
{
    if (all && json_type(all) != JSON_OBJECT)
        return "Invalid policy syntax.";
    for (const struct json *op = all ? json_first(all) : NULL; op;
         op = json_next(op)) {
        if (!operator_of(json_name(op)))
            return "Invalid Condition type";
        if (json_type(op) != JSON_OBJECT)
            return "Invalid policy syntax.";
        for (const struct json *key = json_first(op); key; key = json_next(key))
            if (!key_of(json_name(key)) || !are_strings(key))
                return "Policy has an invalid condition key";
    }
    return NULL;
}

static const char *fault_of_statement(const struct json *s, struct span bucket)
{
    static const char *const known[] = {"Sid",    "Effect",   "Principal",
                                        "Action", "Resource", "Condition"};
    const struct json *effect = json_member(s, "Effect");

    if (json_type(s) != JSON_OBJECT)
        return "Invalid policy syntax.";
    for (const struct json *v = json_first(s); v; v = json_next(v)) {
        bool found = false;

        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
            found = found || span_eq(json_name(v), span_str(known[i]));
        if (!found)
            return "Unknown field in a statement";
    }
    if (!effect || json_type(effect) != JSON_STRING ||
        (!span_eq(json_string(effect), SPAN("Allow")) &&
         !span_eq(json_string(effect), SPAN("Deny"))))
        return "Invalid effect";
    if (!principal_is_known(json_member(s, "Principal")))
        return "Invalid principal in policy";
    if (!are_strings(json_member(s, "Action")))
        return "Missing required field Action";
    if (!are_strings(json_member(s, "Resource")))
        return "Missing required field Resource";
    if (!resource_is_ours(json_member(s, "Resource"), bucket))
        return "Policy has invalid resource";
    return fault_of_conditions(json_member(s, "Condition"));
}

static const char *fault_of(const struct bucket_policy *policy,
                            struct span bucket)
{
    const struct json *all = statements(policy);
    const char *fault = NULL;

    if (!all || (json_type(all) != JSON_ARRAY && json_type(all) != JSON_OBJECT))
        return "Missing required field Statement";
    if (!first_of(all))
        return "Could not parse the policy: Statement is empty!";
    for (const struct json *s = first_of(all); s && !fault; s = next_of(all, s))
        fault = fault_of_statement(s, bucket);
    return fault;
}

struct bucket_policy *bucket_policy_new(struct span text, struct span bucket,
                                        struct s3_problem *problem)
{
    struct bucket_policy *policy;
    const char *fault;

    if (!span_starts(text, SPAN("{")) || text.len > BUCKET_POLICY_MAX) {
        (void)s3_problem_set(problem, S3_MALFORMED_POLICY); /* NULL says it */
        return NULL;
    }
    policy = mem_zalloc(1, sizeof(*policy));
    if (json_open(&policy->reader, "policy", text)) {
        (void)s3_problem_set(problem, S3_MALFORMED_POLICY); /* NULL says it */
        bucket_policy_free(policy);
        return NULL;
    }
    fault = fault_of(policy, bucket);
    if (fault) {
        (void)s3_problem_say(problem, S3_MALFORMED_POLICY, span_str(fault));
        bucket_policy_free(policy);
        return NULL;
    }
    policy->text = mem_alloc(text.len + 1);
    memcpy(policy->text, text.ptr, text.len);
    policy->len = text.len;
    return policy;
}

void bucket_policy_free(struct bucket_policy *policy)
{
    if (!policy)
        return;
    json_close(&policy->reader);
    mem_free(policy->text);
    mem_free(policy);
}

struct span bucket_policy_text(const struct bucket_policy *policy)
{
    return span_of(policy->text, policy->len);
}
