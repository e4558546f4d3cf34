/*
 * fuzz_s3_policy.c - any bytes as a bucket policy: refused, or judged.
 *
 * What is taken gives a verdict on every question and is given back as it was.
 */
#include "origin/s3/bucket_policy.h"

#include "cache/base/assert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    const struct account account = {.name = SPAN("main"), .id = SPAN("1")};
    struct http_header lines[] = {{SPAN("Referer"), SPAN("https://a.test/")}};
    const struct http_headers headers = {.at = lines, .n = 1};
    const struct query query = {
        .at = {{.name = SPAN("prefix"), .value = SPAN("")}}, .n = 1};
    const struct policy_question questions[] = {
        {.action = SPAN("s3:GetObject"),
         .resource = SPAN("arn:aws:s3:::bkt/k"),
         .source_ip = SPAN("127.0.0.1"),
         .headers = &headers},
        {.caller = &account,
         .action = SPAN("s3:ListBucket"),
         .resource = SPAN("arn:aws:s3:::bkt"),
         .source_ip = SPAN("::1"),
         .now_ms = INT64_C(1764036000000),
         .signed_ms = INT64_C(1764035999000),
         .auth_type = SPAN("REST-HEADER"),
         .algorithm = SPAN("AWS4-HMAC-SHA256"),
         .arena = &arena,
         .query = &query}};
    struct span text = span_of((const char *)data, size);
    struct s3_problem problem = {0};
    struct bucket_policy *policy;

    arena_init(&arena, 1 << 20);
    problem.arena = &arena;
    policy = bucket_policy_new(text, SPAN("bkt"), &problem);
    ASSERT(!policy == (problem.error != S3_OK));
    if (policy) {
        ASSERT(span_eq(bucket_policy_text(policy), text));
        for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
            ASSERT(bucket_policy_judge(policy, &questions[i]) <= POLICY_DENIES);
        (void)bucket_policy_is_public(policy); /* must only not crash */
    }
    bucket_policy_free(policy);
    arena_fini(&arena);
    return 0;
}
