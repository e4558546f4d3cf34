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

static bool are_strings(const struct json *whole)
{
    if (!whole)
        return false;
    for (const struct json *v = policy_first(whole); v;
         v = policy_next(whole, v))
        if (json_type(v) != JSON_STRING)
            return false;
    return policy_first(whole) != NULL;
}

static bool some_glob(const struct json *whole, struct span text, bool fold)
{
    for (const struct json *v = whole ? policy_first(whole) : NULL; v;
         v = policy_next(whole, v)) {
        struct span pattern = json_string(v);

        if (span_glob(pattern, text) || (fold && span_ieq(pattern, text)))
            return true;
    }
    return false;
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
    for (const struct json *v = aws ? policy_first(aws) : NULL; v;
         v = policy_next(aws, v))
        if (span_eq(json_string(v), SPAN("*")))
            return true;
    return false;
}

/* CloudFront asks as a service or as an identity of its own; its edge says so
 * in a line that no viewer of it can send, in place of a signature. */
static bool names_service(const struct json *principal,
                          const struct policy_question *question)
{
    static const struct {
        const char *kind;
        const char *line;
    } rows[] = {{"Service", "x-popbox-principal"},
                {"AWS", "x-popbox-principal"},
                {"CanonicalUser", "x-popbox-canonical-user"}};

    for (size_t i = 0; i < 3 && question->headers; i++) {
        const struct json *whole = json_member(principal, rows[i].kind);
        struct span asker =
            http_headers_get(question->headers, span_str(rows[i].line));

        for (const struct json *v = whole && asker.len > 0 ? policy_first(whole)
                                                           : NULL;
             v; v = policy_next(whole, v))
            if (span_eq(json_string(v), asker))
                return true;
    }
    return false;
}

static bool names_caller(const struct json *principal,
                         const struct policy_question *question)
{
    const struct json *aws = json_member(principal, "AWS");

    if (is_everybody(principal) || names_service(principal, question))
        return true;
    for (const struct json *v = aws && question->caller ? policy_first(aws)
                                                        : NULL;
         v; v = policy_next(aws, v))
        if (names_account(json_string(v), question->caller))
            return true;
    return false;
}

static bool is_principal(const struct json *statement,
                         const struct policy_question *question)
{
    const struct json *others = json_member(statement, "NotPrincipal");

    if (others)
        return !names_caller(others, question);
    return names_caller(json_member(statement, "Principal"), question);
}

/* ---- judging ------------------------------------------------------------- */

/* Whether text fits the member called name, or none of the one called
 * other. */
static bool is_meant(const struct json *statement, const char *name,
                     const char *other, struct span text)
{
    bool fold = strcmp(name, "Action") == 0;
    const struct json *others = json_member(statement, other);

    if (others)
        return !some_glob(others, text, fold);
    return some_glob(json_member(statement, name), text, fold);
}

static bool applies(const struct json *statement,
                    const struct policy_question *question)
{
    return is_principal(statement, question) &&
           is_meant(statement, "Action", "NotAction", question->action) &&
           is_meant(statement, "Resource", "NotResource", question->resource) &&
           policy_condition_holds(json_member(statement, "Condition"),
                                  question);
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

    for (const struct json *s = policy_first(all); s; s = policy_next(all, s)) {
        if (!applies(s, question))
            continue;
        if (!is_allow(s))
            return POLICY_DENIES;
        verdict = POLICY_ALLOWS;
    }
    return verdict;
}

bool bucket_policy_is_public(const struct bucket_policy *policy)
{
    const struct json *all = policy ? statements(policy) : NULL;

    for (const struct json *s = policy_first(all); s; s = policy_next(all, s))
        if (is_allow(s) && is_everybody(json_member(s, "Principal")) &&
            !policy_condition_narrows(json_member(s, "Condition")))
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

/* "arn:aws:s3:REGION:ACCOUNT:", before the bucket's name. */
#define ARN_FIELDS 5

/* Could the pattern mean the bucket, or something in it? */
static bool means_bucket(struct span pattern, struct span bucket)
{
    struct span name = pattern;

    if (!span_starts(pattern, SPAN("arn:aws:s3:")))
        return false;
    for (int i = 0; i < ARN_FIELDS; i++)
        name = span_cut(name, span_find(name, ':', 0) + 1, name.len);
    return span_glob(span_cut(name, 0, span_find(name, '/', 0)), bucket);
}

static bool resource_is_ours(const struct json *whole, struct span bucket)
{
    for (const struct json *v = policy_first(whole); v;
         v = policy_next(whole, v))
        if (!means_bucket(json_string(v), bucket))
            return false;
    return true;
}

static bool has_unknown(const struct json *s)
{
    static const char *const known[] = {
        "Sid",       "Effect",   "Principal",   "NotPrincipal", "Action",
        "NotAction", "Resource", "NotResource", "Condition"};

    for (const struct json *v = json_first(s); v; v = json_next(v)) {
        bool found = false;

        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
            found = found || span_eq(json_name(v), span_str(known[i]));
        if (!found)
            return true;
    }
    return false;
}

/* The member called name or its opposite, whichever there is; NULL for none and
 * for both. */
static const struct json *one_of(const struct json *s, const char *name,
                                 const char *other)
{
    const struct json *value = json_member(s, name);
    const struct json *others = json_member(s, other);

    if (value && others)
        return NULL;
    return value ? value : others;
}

static const char *fault_of_principal(const struct json *s)
{
    const struct json *effect = json_member(s, "Effect");

    if (!effect || json_type(effect) != JSON_STRING ||
        (!span_eq(json_string(effect), SPAN("Allow")) &&
         !span_eq(json_string(effect), SPAN("Deny"))))
        return "Invalid effect";
    if (!principal_is_known(one_of(s, "Principal", "NotPrincipal")))
        return "Invalid principal in policy";
    if (json_member(s, "NotPrincipal") && is_allow(s))
        return "Allow with NotPrincipal is not allowed";
    return NULL;
}

static const char *fault_of_statement(const struct json *s, struct span bucket)
{
    const struct json *resource;
    const char *fault;

    if (json_type(s) != JSON_OBJECT)
        return "Invalid policy syntax.";
    if (has_unknown(s))
        return "Unknown field in a statement";
    fault = fault_of_principal(s);
    if (fault)
        return fault;
    if (!are_strings(one_of(s, "Action", "NotAction")))
        return "Missing required field Action";
    resource = one_of(s, "Resource", "NotResource");
    if (!are_strings(resource))
        return "Missing required field Resource";
    if (!resource_is_ours(resource, bucket))
        return "Policy has invalid resource";
    return policy_condition_fault(json_member(s, "Condition"));
}

static const char *fault_of(const struct bucket_policy *policy,
                            struct span bucket)
{
    const struct json *all = statements(policy);
    const char *fault = NULL;

    if (!all || (json_type(all) != JSON_ARRAY && json_type(all) != JSON_OBJECT))
        return "Missing required field Statement";
    if (!policy_first(all))
        return "Could not parse the policy: Statement is empty!";
    for (const struct json *s = policy_first(all); s && !fault;
         s = policy_next(all, s))
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
