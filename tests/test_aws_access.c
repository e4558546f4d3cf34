/* test_aws_access.c - a private bucket behind AWS's files: who may read it */
#include "policies/cloudfront/aws.h"
#include "tests/played.h"

#include <criterion/criterion.h>

/* One test runs at a time, in a process of its own. */
static struct played played;

#define ARN "arn:aws:cloudfront::111122223333:distribution/"
#define CONFIG(access)                                                        \
    "'DistributionConfig': {'Enabled': true, 'Origins': {'Quantity': 1, "     \
    "'Items': [{'Id': 'b', 'DomainName': "                                    \
    "'assets.s3.eu-west-1.amazonaws.com', " access                            \
    "}]}, 'DefaultCacheBehavior': {'TargetOriginId': 'b', 'CachePolicyId': "  \
    "'CachingDisabled', 'OriginRequestPolicyId': 'AllViewerExceptHostHeader'" \
    "}}"
#define WHOLE(access)                                                \
    "{'ETag': 'E', 'Distribution': {'Id': 'E1', 'ARN': '" ARN "E1'," \
    "'DomainName': 'd1.cloudfront.net', " CONFIG(access) "}}"
#define BARE(access) "{'ETag': 'E', " CONFIG(access) "}"
#define OAC                                                                   \
    "'S3OriginConfig': {'OriginAccessIdentity': ''}, 'OriginAccessControlId'" \
    ": 'EOAC'"
#define OAI                                       \
    "'S3OriginConfig': {'OriginAccessIdentity': " \
    "'origin-access-identity/cloudfront/EOAI'}"

#define CONTROL(signing)                                             \
    "{'ETag': 'E', 'OriginAccessControl': {'Id': 'EOAC', "           \
    "'OriginAccessControlConfig': {'Name': 'n', 'SigningProtocol': " \
    "'sigv4', 'SigningBehavior': '" signing                          \
    "', 'OriginAccessControlOriginType': 's3'}}}"
#define CONTROLS                                                             \
    "{'OriginAccessControlList': {'Quantity': 1, 'Items': [{'Id': 'EOAC', "  \
    "'Name': 'n', 'SigningProtocol': 'sigv4', 'SigningBehavior': 'always', " \
    "'OriginAccessControlOriginType': 's3'}]}}"
#define IDENTITY                                                            \
    "{'ETag': 'E', 'CloudFrontOriginAccessIdentity': {'Id': 'EOAI', "       \
    "'S3CanonicalUserId': 'c0ffee', 'CloudFrontOriginAccessIdentityConfig'" \
    ": {'CallerReference': 'r', 'Comment': ''}}}"

/* As get-bucket-policy prints it: a string with quotes in it. */
#define ADMITS(principal, condition)                                  \
    "{'Policy': '{\\'Version\\': \\'2012-10-17\\', \\'Statement\\': " \
    "[{\\'Effect\\': \\'Allow\\', \\'Principal\\': {" principal "}, " \
    "\\'Action\\': \\'s3:GetObject\\', \\'Resource\\': "              \
    "\\'arn:aws:s3:::assets/*\\'" condition "}]}'}"
#define BY_ARN(id)                                                        \
    ADMITS("\\'Service\\': \\'cloudfront.amazonaws.com\\'",               \
           ", \\'Condition\\': {\\'StringEquals\\': {\\'AWS:SourceArn\\'" \
           ": \\'" ARN id "\\'}}")
#define BY_USER                                                            \
    ADMITS("\\'AWS\\': \\'arn:aws:iam::cloudfront:user/CloudFront Origin " \
           "Access Identity EOAI\\'",                                      \
           "")
#define BY_CANONICAL ADMITS("\\'CanonicalUser\\': \\'c0ffee\\'", "")

#define EDGE "/logo.svg --page https://a.example"
#define SIGNED \
    "curl -H 'Authorization: Basic x' https://d1.cloudfront.net/logo.svg"
#define DIRECT                                                   \
    "https://assets.s3.eu-west-1.amazonaws.com/logo.svg --page " \
    "https://a.example"

/* Issue 4, access on the way: origin access control and identity. */
Test(aws_access, a_private_bucket_is_read_through_its_distribution_alone)
{
    static const struct {
        const char *distribution;
        const char *access; /* NULL: none given */
        const char *policy;
        const char *step;
        int status;
        const char *reason;
    } rows[] = {
        {WHOLE(OAC), CONTROL("always"), BY_ARN("E1"), EDGE, 200, "the one"},
        {WHOLE(OAC), CONTROLS, BY_ARN("E1"), EDGE, 200, "out of a list"},
        {WHOLE(OAC), NULL, BY_ARN("E1"), EDGE, 200, "taken for always"},
        {WHOLE(OAC), CONTROL("always"), BY_ARN("E2"), EDGE, 403, "another's"},
        {WHOLE(OAC), CONTROL("always"), BY_ARN("E1"), DIRECT, 403, "no edge"},
        {WHOLE(OAC), CONTROL("always"), NULL, DIRECT, 200, "no policy given"},
        {WHOLE(OAC), CONTROL("never"), BY_ARN("E1"), EDGE, 403, "unsigned"},
        {WHOLE(OAC), CONTROL("always"), BY_ARN("E1"), SIGNED, 200, "replaces"},
        {WHOLE(OAC), CONTROL("no-override"), BY_ARN("E1"), EDGE, 200, "none"},
        {WHOLE(OAC), CONTROL("no-override"), BY_ARN("E1"), SIGNED, 400,
         "the viewer's Authorization is none of S3's"},
        {BARE(OAC), CONTROL("always"), BY_ARN("E1"), EDGE, 200, "assumed"},
        {WHOLE(OAI), NULL, BY_USER, EDGE, 200, "the identity"},
        {WHOLE(OAI), NULL, BY_USER, DIRECT, 403, "not the identity"},
        {WHOLE(OAI), NULL, BY_ARN("E1"), EDGE, 403,
         "an identity is no service"},
        {WHOLE(OAI), IDENTITY, BY_CANONICAL, EDGE, 200, "its canonical user"},
        {WHOLE(OAI), NULL, BY_CANONICAL, EDGE, 403, "nobody told whose it is"},
        {WHOLE("'S3OriginConfig': {}"), NULL, BY_ARN("E1"), EDGE, 403,
         "no access control at all"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct aws_file files[4] = {{"d.json", rows[i].distribution}};
        size_t n = 1;

        if (rows[i].access)
            files[n++] = (struct aws_file){"access.json", rows[i].access};
        if (rows[i].policy)
            files[n++] = (struct aws_file){"policy.json", rows[i].policy};
        played_open(&played, files, STEPS(rows[i].step));
        cr_expect_eq(played_request(&played, 1)->answer.status, rows[i].status,
                     "%zu, %s: %d", i, rows[i].reason,
                     played_request(&played, 1)->answer.status);
        if (rows[i].status == 403)
            cr_expect_eq(played_verdict(&played, 1)->outcome, LOAD_BLOCKED,
                         "%zu: S3's XML has no CORS headers", i);
        played_close(&played);
    }
}

static bool is_noted(const struct aws_files *files, const char *what,
                     const char *part)
{
    const struct aws_notes *notes = files->topology.edges[0].notes;

    for (size_t i = 0; i < notes->n; i++)
        if (span_eq(notes->at[i].what, span_str(what)))
            return strstr(notes->at[i].meaning.ptr, part) != NULL;
    return false;
}

Test(aws_access, what_is_not_known_is_told_with_the_command_that_tells_it)
{
    const struct aws_file rows[] = {
        {"d.json", BARE(OAC)}, {"p.json", BY_ARN("E7")}, {NULL, NULL}};
    const struct aws_file without[] = {{"d.json", BARE(OAC)}, {NULL, NULL}};
    struct aws_files files;

    aws_files_init(&files, rows);
    aws_files_open(&files);
    cr_expect(is_noted(&files, "Origin.OriginAccessControlId",
                       "aws cloudfront get-origin-access-control --id EOAC"));
    cr_expect(is_noted(&files, "Distribution.ARN", ARN "E7"));
    aws_files_close(&files);

    aws_files_init(&files, without);
    aws_files_open(&files);
    cr_expect(is_noted(&files, "Distribution.ARN",
                       "aws cloudfront get-distribution prints"));
    aws_files_close(&files);
}

/* A policy that cannot be placed or read is no reason to guess. */
Test(aws_access, a_policy_finds_its_bucket_or_is_an_error)
{
    static const struct {
        const char *policy;
        const char *part;
    } rows[] = {
        {"{'Policy': '{\\'Statement\\': [{\\'Effect\\': \\'Allow\\', "
         "\\'Principal\\': \\'*\\', \\'Action\\': \\'s3:GetObject\\', "
         "\\'Resource\\': \\'arn:aws:s3:::other/*\\'}]}'}",
         "the policy of the bucket other"},
        {"{'Policy': '{\\'Statement\\': ['}", "in its Policy"},
        {"{'Policy': 7}", "the policy of the bucket"},
        {ADMITS("\\'Service\\': \\'cloudfront.amazonaws.com\\'",
                ", \\'Condition\\': {\\'StringSortOf\\': {\\'a\\': \\'b\\'}}"),
         "does not take this policy"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct aws_file all[] = {{"d.json", WHOLE(OAC)},
                                       {"policy.json", rows[i].policy},
                                       {NULL, NULL}};
        struct aws_files files;

        aws_files_init(&files, all);
        cr_expect_lt(aws_files_write(&files), 0, "%zu", i);
        cr_expect(strstr(buf_span(&files.error).ptr, rows[i].part), "%zu: %s",
                  i, buf_span(&files.error).ptr);
        aws_files_close(&files);
    }
}
