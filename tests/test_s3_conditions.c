/* test_s3_conditions.c - a policy's conditions on numbers, times, signatures.
 */
#include "origin/s3/bucket_policy.h"
#include "origin/s3/policy_value.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define NOW_MS INT64_C(1764036000500) /* 2025-11-25T02:00:00.5Z */

struct row {
    const char *condition;
    bool holds;
    const char *reason;
};

/* The question: max-keys=10, presigned a minute ago. */
static const struct row rows[] = {
    {"{'NumericEquals': {'s3:max-keys': '10'}}", true, "the same"},
    {"{'NumericEquals': {'s3:max-keys': '10.0'}}", true, "the same number"},
    {"{'NumericEquals': {'s3:max-keys': 10}}", true, "written as a number"},
    {"{'NumericEquals': {'s3:max-keys': ['9', 10]}}", true, "one of them"},
    {"{'NumericEquals': {'s3:max-keys': '9'}}", false, "another"},
    {"{'NumericNotEquals': {'s3:max-keys': '9'}}", true, "not that one"},
    {"{'NumericNotEquals': {'s3:max-keys': ['9', '10']}}", false, "one is it"},
    {"{'NumericLessThan': {'s3:max-keys': '10'}}", false, "not less"},
    {"{'NumericLessThan': {'s3:max-keys': '10.5'}}", true, "less"},
    {"{'NumericLessThan': {'s3:max-keys': '9'}}", false, "as text it is less"},
    {"{'NumericLessThanEquals': {'s3:max-keys': '10'}}", true, "the bound"},
    {"{'NumericLessThanEquals': {'s3:max-keys': '9'}}", false, "past it"},
    {"{'NumericGreaterThan': {'s3:max-keys': '10'}}", false, "not more"},
    {"{'NumericGreaterThan': {'s3:max-keys': '-1'}}", true, "more"},
    {"{'NumericGreaterThanEquals': {'s3:max-keys': '10'}}", true, "the bound"},
    {"{'NumericGreaterThanEquals': {'s3:max-keys': '11'}}", false, "short"},
    {"{'NumericLessThan': {'s3:TlsVersion': 1.2}}", false, "there is no TLS"},
    {"{'NumericLessThanIfExists': {'s3:TlsVersion': 1.2}}", true, "likewise"},
    {"{'NumericNotEquals': {'s3:TlsVersion': 1.2}}", true, "negated"},
    {"{'NumericEquals': {'s3:prefix': 1}}", false, "the request's is none"},

    {"{'DateLessThan': {'aws:CurrentTime': '2025-11-25T02:00:01Z'}}", true,
     "before that"},
    {"{'DateLessThan': {'aws:CurrentTime': '2025-11-25T02:00:00Z'}}", false,
     "this second"},
    {"{'DateEquals': {'aws:CurrentTime': '2025-11-25T03:00:00+01:00'}}", true,
     "in another zone"},
    {"{'DateNotEquals': {'aws:CurrentTime': '2025-11-25T02:00:00Z'}}", false,
     "that second"},
    {"{'DateGreaterThan': {'aws:CurrentTime': '2025'}}", true, "this year"},
    {"{'DateGreaterThan': {'aws:CurrentTime': '2026'}}", false, "next year"},
    {"{'DateGreaterThanEquals': {'aws:CurrentTime': '2025-11'}}", true,
     "this month"},
    {"{'DateLessThanEquals': {'aws:CurrentTime': '2025-11-25'}}", false,
     "its first moment"},
    {"{'DateGreaterThan': {'aws:CurrentTime': '1764035999'}}", true,
     "in seconds"},
    {"{'DateEquals': {'aws:EpochTime': '2025-11-25T02:00:00Z'}}", true,
     "seconds, against a date"},
    {"{'NumericEquals': {'aws:EpochTime': '1764036000'}}", true, "as numbers"},
    {"{'NumericLessThan': {'aws:EpochTime': 1764036000}}", false, "not less"},

    {"{'NumericGreaterThan': {'s3:signatureAge': '59999'}}", true, "older"},
    {"{'NumericGreaterThan': {'s3:signatureAge': 60000}}", false, "as old"},
    {"{'StringEquals': {'s3:authType': 'REST-QUERY-STRING'}}", true,
     "presigned"},
    {"{'StringNotEquals': {'s3:authType': 'REST-HEADER'}}", true, "likewise"},
    {"{'StringEquals': {'s3:signatureversion': 'AWS4-HMAC-SHA256'}}", true,
     "version 4"},
    {"{'StringEquals': {'s3:signatureversion': 'AWS'}}", false, "version 2"},
};

/* The document's policy; message: what is wrong with it. */
static struct bucket_policy *policy_with(const char *condition,
                                         struct s3_problem *problem)
{
    char text[500];

    snprintf(text, sizeof(text),
             "{'Statement': [{'Effect': 'Allow', 'Principal': '*', 'Action': "
             "'s3:ListBucket', 'Resource': 'arn:aws:s3:::bkt', 'Condition': "
             "%s}]}",
             condition);
    for (char *at = text; (at = strchr(at, '\'')); at++)
        *at = '"';
    return bucket_policy_new(span_str(text), SPAN("bkt"), problem);
}

static bool allows(const struct bucket_policy *policy, struct arena *arena)
{
    const struct query query = {
        .at = {{.name = SPAN("max-keys"), .value = SPAN("10")},
               {.name = SPAN("prefix"), .value = SPAN("a")}},
        .n = 2};
    const struct policy_question question = {
        .action = SPAN("s3:ListBucket"),
        .resource = SPAN("arn:aws:s3:::bkt"),
        .query = &query,
        .now_ms = NOW_MS,
        .signed_ms = NOW_MS - 60000,
        .auth_type = SPAN("REST-QUERY-STRING"),
        .algorithm = SPAN("AWS4-HMAC-SHA256"),
        .arena = arena};

    return bucket_policy_judge(policy, &question) == POLICY_ALLOWS;
}

Test(s3_conditions, numbers_times_and_signatures_are_compared)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct s3_problem problem = {0};
        struct bucket_policy *policy;
        struct arena arena;

        arena_init(&arena, 65536);
        problem.arena = &arena;
        policy = policy_with(rows[i].condition, &problem);
        cr_assert_not_null(policy, "%s", rows[i].condition);
        cr_expect_eq(allows(policy, &arena), rows[i].holds, "%s: %s",
                     rows[i].condition, rows[i].reason);
        bucket_policy_free(policy);
        arena_fini(&arena);
    }
}

static const char *const wrong[] = {
    "{'NumericEquals': {'s3:max-keys': 'ten'}}",
    "{'NumericEquals': {'s3:max-keys': ''}}",
    "{'NumericEquals': {'s3:max-keys': '1.'}}",
    "{'NumericEquals': {'s3:max-keys': '1e3'}}",
    "{'NumericEquals': {'s3:max-keys': true}}",
    "{'NumericEquals': {'s3:max-keys': '1234567890123'}}",
    "{'NumericLike': {'s3:max-keys': '1'}}",
    "{'StringEquals': {'s3:max-keys': 1}}",
    "{'DateEquals': {'aws:CurrentTime': 'now'}}",
    "{'DateEquals': {'aws:CurrentTime': '2025-13-01'}}",
    "{'DateEquals': {'aws:CurrentTime': '2025-11-25T02:00:00'}}",
    "{'DateEquals': {'aws:CurrentTime': '2025-11-25T02:00:00+24:00'}}",
    "{'DateEquals': {'aws:CurrentTime': '9999999999999'}}",
};

Test(s3_conditions, values_that_are_none_refuse_the_policy)
{
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct s3_problem problem = {0};
        struct bucket_policy *policy;
        struct arena arena;

        arena_init(&arena, 65536);
        problem.arena = &arena;
        policy = policy_with(wrong[i], &problem);
        cr_expect_null(policy, "%s", wrong[i]);
        cr_expect_eq(problem.error, S3_MALFORMED_POLICY);
        bucket_policy_free(policy);
        arena_fini(&arena);
    }
}

/* Those that are a date of their own, by their length. */
Test(s3_conditions, dates_that_are_cut_off_are_dates_only_at_a_field)
{
    static const char whole[] = "2025-11-25T02:00:01.25+01:00";
    static const size_t good[] = {1, 2, 3, 4, 7, 10, sizeof(whole) - 1};

    for (size_t len = 0; len < sizeof(whole); len++) {
        bool expected = false;
        int64_t ms;

        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
            expected |= good[i] == len;
        cr_expect_eq(policy_date(span_of(whole, len), &ms), expected, "%.*s",
                     (int)len, whole);
    }
}
