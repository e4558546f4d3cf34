/* test_s3_edge_access.c - a private bucket that only CloudFront may read. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>

#define PRIVATE(principal, condition)                                         \
    "{'type': 's3', 'accounts': {'main': {'access_key': 'AK', 'secret_key': " \
    "'SK'}}, 'buckets': {'bkt': {'policy': {'Version': '2012-10-17', "        \
    "'Statement': [{'Sid': 'AllowCloudFront', 'Effect': 'Allow', "            \
    "'Principal': {" principal "}, 'Action': 's3:GetObject', 'Resource': "    \
    "'arn:aws:s3:::bkt/*'" condition "}]}, 'objects': {'k': 'value'}}}}"

#define ARN     "arn:aws:cloudfront::111122223333:distribution/"
#define SERVICE "cloudfront.amazonaws.com"
#define USER                        \
    "arn:aws:iam::cloudfront:user/" \
    "CloudFront Origin Access Identity "

/* As CloudFront's console words them. */
#define CONTROL                         \
    PRIVATE("'Service': '" SERVICE "'", \
            ", 'Condition': {'StringEquals': {'AWS:SourceArn': '" ARN "E1'}}")
#define IDENTITY PRIVATE("'AWS': '" USER "E9'", "")

#define AS(principal) "\nX-Popbox-Principal: " principal
#define OF(arn)       "\nX-Popbox-Source-Arn: " arn

/* Issue 4: origin access control and identity, as the fake S3 sees them. */
Test(s3_edge_access, a_bucket_policy_knows_the_distribution_or_identity)
{
    static const struct {
        const char *description;
        const char *request;
        int status;
        const char *reason;
    } rows[] = {
        {CONTROL, "GET /bkt/k" AS(SERVICE) OF(ARN "E1"), 200, "the named one"},
        {CONTROL, "HEAD /bkt/k" AS(SERVICE) OF(ARN "E1"), 200, "HEAD reads"},
        {CONTROL, "GET /bkt/k" AS(SERVICE) OF(ARN "E2"), 403, "another one"},
        {CONTROL, "GET /bkt/k" AS(SERVICE), 403, "it does not say which"},
        {CONTROL, "GET /bkt/k" AS("a.example") OF(ARN "E1"), 403, "a service"},
        {CONTROL, "GET /bkt/k" OF(ARN "E1"), 403, "nobody in particular"},
        {CONTROL, "GET /bkt/k", 403, "a viewer of the bucket itself"},
        {CONTROL, "PUT /bkt/k" AS(SERVICE) OF(ARN "E1"), 403, "reads only"},
        {IDENTITY, "GET /bkt/k" AS(USER "E9"), 200, "the named identity"},
        {IDENTITY, "GET /bkt/k" AS(USER "E8"), 403, "another identity"},
        {IDENTITY, "GET /bkt/k" AS(SERVICE) OF(ARN "E1"), 403, "no identity"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct origin_talk talk;

        talk_init(&talk, rows[i].description);
        cr_expect_eq(talk_ask(&talk, rows[i].request), rows[i].status, "%s: %d",
                     rows[i].reason, talk.ex.answer.head.status);
        talk_fini(&talk);
    }
}
