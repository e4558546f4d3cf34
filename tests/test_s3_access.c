/* test_s3_access.c - who may what: policies, blocks, ownership, ACLs. */
#include "origin/s3/bucket_policy.h"
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* Everybody but the owner is anonymous here: nobody signs. */
#define CHECKED(bucket)                                                   \
    "{'type': 's3', 'accounts': {'main': {'access_key': 'AK', "           \
    "'secret_key': 'SK'}}, 'buckets': {'bkt': {" bucket                   \
    "'cors': {'CORSRules': [{'AllowedOrigins': ['*'], 'AllowedMethods': " \
    "['GET', 'PUT']}]}, 'objects': {'k': 'value', 'dir/k': 'deep'}}}}"
#define POLICY(statements) \
    "'policy': {'Version': '2012-10-17', 'Statement': [" statements "]},"
#define ALLOW(action, resource)                               \
    "{'Effect': 'Allow', 'Principal': '*', 'Action': " action \
    ", 'Resource': " resource "}"
#define DENY(action, resource)                                        \
    "{'Effect': 'Deny', 'Principal': {'AWS': '*'}, 'Action': " action \
    ", 'Resource': " resource "}"
#define IF(condition)                                                  \
    "{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', " \
    "'Resource': 'arn:aws:s3:::bkt/*', 'Condition': " condition "}"
#define OBJECTS "'arn:aws:s3:::bkt/*'"
#define BUCKET  "'arn:aws:s3:::bkt'"

struct row {
    const char *description;
    const char *request;
    int status;
    const char *reason;
};

static const struct row rows[] = {
    {CHECKED(""), "GET /bkt/k", 403, "private is the beginning"},
    {CHECKED(""), "GET /bkt/none", 403, "a missing key is no secret to tell"},
    {CHECKED(""), "GET /bkt", 403, "nor is the list"},
    {CHECKED(""), "GET /", 403, "nor are the buckets"},
    {CHECKED(""), "PUT /new-bucket", 403, "anonymous has no buckets"},
    {CHECKED(""), "PUT /bkt", 403, "not even one that is there"},
    {CHECKED(""), "GET /none/k", 404, "a bucket that is not there is told"},
    {CHECKED(""), "DELETE /bkt?cors", 403, "settings are the owner's"},

    {CHECKED(POLICY(ALLOW("'s3:GetObject'", OBJECTS))), "GET /bkt/k", 200,
     "a public object"},
    {CHECKED(POLICY(ALLOW("'s3:GetObject'", OBJECTS))), "HEAD /bkt/k", 200,
     "HEAD is a Get"},
    {CHECKED(POLICY(ALLOW("'s3:GetObject'", OBJECTS))), "GET /bkt/none", 403,
     "a missing key, for who may not list"},
    {CHECKED(POLICY(ALLOW("'s3:GetObject'", OBJECTS))), "PUT /bkt/k", 403,
     "another action"},
    {CHECKED(POLICY(ALLOW("['s3:GetObject', 's3:ListBucket']",
                          "[" OBJECTS ", " BUCKET "]"))),
     "GET /bkt/none", 404, "a missing key, for who may list"},
    {CHECKED(POLICY(ALLOW("'s3:*'", "[" OBJECTS ", " BUCKET "]"))), "GET /bkt",
     200, "a star for every action"},
    {CHECKED(POLICY(ALLOW("'S3:getobject'", OBJECTS))), "GET /bkt/k", 200,
     "actions are without case"},
    {CHECKED(POLICY(ALLOW("'s3:GetObject'", "'arn:aws:s3:::bkt/dir/*'"))),
     "GET /bkt/k", 403, "another resource"},
    {CHECKED(POLICY(ALLOW("'s3:GetObject'", "'arn:aws:s3:::bkt/dir/*'"))),
     "GET /bkt/dir/k", 200, "that resource"},
    {CHECKED(POLICY(ALLOW("'s3:GetObject'", OBJECTS) ", " DENY(
         "'s3:GetObject'", "'arn:aws:s3:::bkt/dir/*'"))),
     "GET /bkt/dir/k", 403, "Deny wins after Allow"},
    {CHECKED(POLICY(DENY("'s3:*'", "'arn:aws:s3:::bkt/dir/*'") ", " ALLOW(
         "'s3:GetObject'", OBJECTS))),
     "GET /bkt/dir/k", 403, "Deny wins before Allow"},
    {CHECKED(POLICY("{'Effect': 'Allow', 'Principal': {'AWS': "
                    "'arn:aws:iam::main:root'}, 'Action': 's3:GetObject', "
                    "'Resource': " OBJECTS "}")),
     "GET /bkt/k", 403, "somebody else's grant"},

    {CHECKED(POLICY(IF("{'StringLike': {'aws:Referer': 'https://a.test/*'}}"))),
     "GET /bkt/k\nReferer: https://a.test/x", 200, "the right referer"},
    {CHECKED(POLICY(IF("{'StringLike': {'aws:Referer': 'https://a.test/*'}}"))),
     "GET /bkt/k\nReferer: https://b.test/x", 403, "another referer"},
    {CHECKED(POLICY(IF("{'StringLike': {'aws:Referer': 'https://a.test/*'}}"))),
     "GET /bkt/k", 403, "no referer"},
    {CHECKED(POLICY(IF("{'StringNotEquals': {'aws:Referer': 'x'}}"))),
     "GET /bkt/k", 200, "a negated condition holds without a value"},
    {CHECKED(POLICY(IF("{'StringNotEquals': {'aws:Referer': 'x'}}"))),
     "GET /bkt/k\nReferer: x", 403, "and fails with that value"},
    {CHECKED(POLICY(IF("{'StringEquals': {'aws:SourceIp': ['192.0.2.1', "
                       "'192.0.2.9']}}"))),
     "GET /bkt/k", 200, "one of several values"},
    {CHECKED(POLICY(IF("{'StringEquals': {'AWS:SourceArn': 'arn:aws:x'}}"))),
     "GET /bkt/k", 403, "a key that an anonymous request never has"},
};

Test(s3_access, anonymous_may_what_a_policy_grants)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct origin_talk talk;

        talk_init(&talk, rows[i].description);
        cr_expect_eq(talk_ask(&talk, rows[i].request), rows[i].status, "%s: %d",
                     rows[i].reason, talk.ex.answer.head.status);
        if (rows[i].status == 403 && talk.ex.answer.has_body)
            cr_expect_str_eq(talk_element(&talk, "Code"), "AccessDenied");
        talk_fini(&talk);
    }
}

Test(s3_access, cors_and_permission_know_nothing_of_each_other)
{
    struct origin_talk talk;

    talk_init(&talk, CHECKED(""));
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k\nOrigin: https://a.test"), 403);
    cr_expect_str_eq(talk_header(&talk, "Access-Control-Allow-Origin"), "*");
    cr_expect_not_null(talk_header(&talk, "Vary"));
    cr_expect_eq(talk_ask(&talk, "OPTIONS /bkt/k\nOrigin: https://a.test\n"
                                 "Access-Control-Request-Method: GET"),
                 200);
    talk_fini(&talk);
}

Test(s3_access, refused_upload_is_refused_before_its_body)
{
    struct origin_talk talk;

    talk_init(&talk, CHECKED(""));
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt/k", SPAN("new")), 403);
    cr_expect_not(talk.accepted);
    talk_fini(&talk);
}

Test(s3_access, nobody_is_checked_without_accounts)
{
    struct origin_talk talk;

    talk_init(&talk,
              "{'type': 's3', 'buckets': {'bkt': {'objects': {'k': ''}}}}");
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k\nAuthorization: nonsense"), 200);
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k?X-Amz-Signature=0"), 200);
    cr_expect_eq(talk_ask(&talk, "PUT /bkt?acl\nx-amz-acl: public-read"), 200);
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k?response-expires=0"), 200);
    talk_fini(&talk);
}

Test(s3_access, anonymous_may_not_choose_the_answers_headers)
{
    struct origin_talk talk;

    talk_init(&talk, CHECKED(POLICY(ALLOW("'s3:GetObject'", OBJECTS))));
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k?response-expires=0"), 400);
    cr_expect_str_eq(talk_element(&talk, "Code"), "InvalidRequest");
    talk_fini(&talk);
}

/* ---- documents ----------------------------------------------------------- */

struct policy_row {
    const char *text;
    const char *message; /* NULL: taken */
    bool is_public;
};

#define STATEMENT(members) "{'Statement': [{" members "}]}"
#define WHO                "'Principal': '*', "
#define WHAT               "'Action': 's3:GetObject', "
#define WHERE              "'Resource': 'arn:aws:s3:::bkt/*'"
#define NOT_JSON                                      \
    "Policies must be valid JSON and the first byte " \
    "must be '{'"

static const struct policy_row policies[] = {
    {STATEMENT("'Effect': 'Allow', " WHO WHAT WHERE), NULL, true},
    {"{'Statement': {'Effect': 'Allow', " WHO WHAT WHERE "}}", NULL, true},
    {STATEMENT("'Effect': 'Deny', " WHO WHAT WHERE), NULL, false},
    {STATEMENT(
         "'Effect': 'Allow', 'Principal': {'AWS': ['1', '*']}, " WHAT WHERE),
     NULL, true},
    {STATEMENT("'Effect': 'Allow', 'Principal': {'AWS': '1'}, " WHAT WHERE),
     NULL, false},
    {STATEMENT("'Effect': 'Allow', 'Principal': {'Service': "
               "'cloudfront.amazonaws.com'}, " WHAT WHERE),
     NULL, false},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'StringEquals': "
               "{'AWS:SourceArn': 'x'}}, " WHO WHAT WHERE),
     NULL, false},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'StringLike': "
               "{'aws:Referer': 'x'}}, " WHO WHAT WHERE),
     NULL, true},
    {"", NOT_JSON, false},
    {"[]", NOT_JSON, false},
    {" {}", NOT_JSON, false},
    {"{'Statement': [}", NOT_JSON, false},
    {"{}", "Missing required field Statement", false},
    {"{'Statement': 1}", "Missing required field Statement", false},
    {"{'Statement': []}", "Could not parse the policy: Statement is empty!",
     false},
    {STATEMENT("'Effect': 'allow', " WHO WHAT WHERE), "Invalid effect", false},
    {STATEMENT("'Effect': 'Allow', " WHAT WHERE), "Invalid principal in policy",
     false},
    {STATEMENT("'Effect': 'Allow', 'Principal': 'me', " WHAT WHERE),
     "Invalid principal in policy", false},
    {STATEMENT("'Effect': 'Allow', " WHO WHERE),
     "Missing required field Action", false},
    {STATEMENT("'Effect': 'Allow', " WHO "'Action': [1], " WHERE),
     "Missing required field Action", false},
    {STATEMENT("'Effect': 'Allow', " WHO WHAT "'Resource': []"),
     "Missing required field Resource", false},
    {STATEMENT("'Effect': 'Allow', " WHO WHAT
               "'Resource': 'arn:aws:s3:::bkt2/*'"),
     "Policy has invalid resource", false},
    {STATEMENT("'Effect': 'Allow', " WHO WHAT "'Resource': '*'"),
     "Policy has invalid resource", false},
    {STATEMENT("'Effect': 'Allow', 'NotAction': 'x', " WHO WHERE), NULL, true},
    {STATEMENT("'Effect': 'Allow', 'NotAction': 'x', " WHO WHAT WHERE),
     "Missing required field Action", false},
    {STATEMENT("'Effect': 'Allow', " WHO WHAT
               "'NotResource': 'arn:aws:s3:::bkt/x'"),
     NULL, true},
    {STATEMENT("'Effect': 'Deny', 'NotPrincipal': {'AWS': '1'}, " WHAT WHERE),
     NULL, false},
    {STATEMENT("'Effect': 'Allow', 'NotPrincipal': {'AWS': '1'}, " WHAT WHERE),
     "Allow with NotPrincipal is not allowed", false},
    {STATEMENT("'Effect': 'Allow', 'Because': 'x', " WHO WHAT WHERE),
     "Unknown field in a statement", false},
    {STATEMENT("'Effect': 'Allow', " WHO WHAT
               "'Resource': ['arn:aws:s3:::*', 'arn:aws:s3::*:bkt/*']"),
     NULL, true},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'NullIfExists': "
               "{'aws:Referer': 'true'}}, " WHO WHAT WHERE),
     "Invalid Condition type", false},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'IpAddress': "
               "{'aws:SourceIp': '10.0.0.0/33'}}, " WHO WHAT WHERE),
     "Invalid IP range in Condition", false},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'IpAddress': "
               "{'aws:SourceIp': '10.0.0.0/8'}}, " WHO WHAT WHERE),
     NULL, false},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'IpAddress': "
               "{'aws:SourceIp': ['10.0.0.0/8', '::/0']}}, " WHO WHAT WHERE),
     NULL, true},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'NotIpAddress': "
               "{'aws:SourceIp': '10.0.0.0/8'}}, " WHO WHAT WHERE),
     NULL, true},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'Bool': "
               "{'aws:SecureTransport': true}}, " WHO WHAT WHERE),
     NULL, true},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'Bool': "
               "{'aws:SecureTransport': 1}}, " WHO WHAT WHERE),
     "Policy has an invalid condition key", false},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'StringEquals': "
               "{'s3:ExistingObjectTag/': '1'}}, " WHO WHAT WHERE),
     "Policy has an invalid condition key", false},
    {STATEMENT(
         "'Effect': 'Allow', 'Condition': {'DateLess': {}}, " WHO WHAT WHERE),
     "Invalid Condition type", false},
    {STATEMENT("'Effect': 'Allow', 'Condition': {'StringEquals': "
               "{'aws:Unknown': 'x'}}, " WHO WHAT WHERE),
     "Policy has an invalid condition key", false},
};

static void double_quotes(char *text)
{
    for (; *text; text++)
        if (*text == '\'')
            *text = '"';
}

Test(s3_access, policies_are_taken_only_when_all_of_them_is_understood)
{
    for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
        struct s3_problem problem = {0};
        struct bucket_policy *policy;
        struct arena arena;
        char text[500];

        arena_init(&arena, 65536);
        problem.arena = &arena;
        snprintf(text, sizeof(text), "%s", policies[i].text);
        double_quotes(text);
        policy = bucket_policy_new(span_str(text), SPAN("bkt"), &problem);
        cr_expect_eq(policy != NULL, policies[i].message == NULL, "%s", text);
        cr_expect_eq(bucket_policy_is_public(policy), policies[i].is_public,
                     "%s", text);
        if (policies[i].message && strcmp(policies[i].message, NOT_JSON) != 0)
            cr_expect(span_eq(problem.message, span_str(policies[i].message)),
                      "%s: %.*s", text, SPAN_ARG(problem.message));
        if (policies[i].message)
            cr_expect_eq(problem.error, S3_MALFORMED_POLICY);
        bucket_policy_free(policy);
        arena_fini(&arena);
    }
}

Test(s3_access, policy_is_put_given_back_and_deleted)
{
    struct span text =
        SPAN("{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", "
             "\"Action\": \"s3:GetObject\", \"Resource\": "
             "\"arn:aws:s3:::bkt/*\"}]}");
    struct origin_talk talk;

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    cr_expect_eq(talk_ask(&talk, "GET /bkt?policy"), 404);
    cr_expect_str_eq(talk_element(&talk, "Code"), "NoSuchBucketPolicy");
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt?policy", text), 204);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?policy"), 200);
    cr_expect(span_eq(buf_span(&talk.body), text));
    cr_expect_eq(talk_ask(&talk, "GET /bkt?policyStatus"), 200);
    cr_expect_str_eq(talk_element(&talk, "IsPublic"), "true");
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt?policy"), 204);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?policyStatus"), 200);
    cr_expect_str_eq(talk_element(&talk, "IsPublic"), "false");
    talk_fini(&talk);
}

/* ---- blocks, ownership, ACLs ----------------------------------------------
 */

Test(s3_access, blocks_and_ownership_are_settings_like_others)
{
    struct origin_talk talk;
    struct span blocks =
        SPAN("<PublicAccessBlockConfiguration><BlockPublicAcls>true"
             "</BlockPublicAcls></PublicAccessBlockConfiguration>");
    struct span owner = SPAN("<OwnershipControls><Rule><ObjectOwnership>"
                             "ObjectWriter</ObjectOwnership></Rule>"
                             "</OwnershipControls>");

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    cr_expect_eq(talk_ask(&talk, "GET /bkt?publicAccessBlock"), 200);
    cr_expect_str_eq(talk_element(&talk, "RestrictPublicBuckets"), "true");
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt?publicAccessBlock", blocks),
                 200);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?publicAccessBlock"), 200);
    cr_expect_str_eq(talk_element(&talk, "BlockPublicAcls"), "true");
    cr_expect_str_eq(talk_element(&talk, "RestrictPublicBuckets"), "false");
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt?publicAccessBlock"), 204);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?publicAccessBlock"), 404);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?ownershipControls"), 200);
    cr_expect_str_eq(talk_element(&talk, "ObjectOwnership"),
                     "BucketOwnerEnforced");
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt?ownershipControls", owner),
                 200);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?ownershipControls"), 200);
    cr_expect_str_eq(talk_element(&talk, "ObjectOwnership"), "ObjectWriter");
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt?ownershipControls"), 204);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?ownershipControls"), 404);
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt?ownershipControls",
                               SPAN("<OwnershipControls/>")),
                 400);
    talk_fini(&talk);
}

Test(s3_access, acl_of_grants_is_the_canned_one_it_says)
{
    struct origin_talk talk;
    struct span grants =
        SPAN("<AccessControlPolicy><AccessControlList><Grant><Grantee><ID>x"
             "</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>"
             "<Grant><Grantee><URI>http://acs.amazonaws.com/groups/global/"
             "AllUsers</URI></Grantee><Permission>READ</Permission></Grant>"
             "</AccessControlList></AccessControlPolicy>");

    talk_init(&talk,
              "{'type': 's3', 'buckets': {'bkt': {'objects': {'k': 'v'}}}}");
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k?acl"), 200);
    cr_expect_null(strstr(talk_body(&talk), "AllUsers"));
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt/k?acl", grants), 200);
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k?acl"), 200);
    cr_expect_str_eq(talk_element(&talk, "Permission"), "READ",
                     "groups come first");
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k"), 200);
    cr_expect_str_eq(talk_body(&talk), "v");
    cr_expect_null(talk_header(&talk, "x-popbox-acl"));
    cr_expect_eq(talk_ask_with(&talk, "PUT /bkt?acl", SPAN("<x/>")), 400);
    cr_expect_str_eq(talk_element(&talk, "Code"), "MalformedACLError");
    cr_expect_eq(talk_ask(&talk, "PUT /bkt?acl\nx-amz-acl: everything"), 400);
    cr_expect_eq(talk_ask(&talk, "PUT /bkt?acl\nx-amz-acl: public-read"), 200);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?acl"), 200);
    cr_expect_not_null(strstr(talk_body(&talk), "AllUsers"));
    talk_fini(&talk);
}
