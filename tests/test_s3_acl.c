/* test_s3_acl.c - ACLs: what an account may by them, and how they are told. */
#include "origin/s3/digest.h"
#include "origin/s3/encodings.h"
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TWO                                                              \
    "{'type': 's3', 'accounts': {'main': {'access_key': 'AKM', "         \
    "'secret_key': 'main'}, 'alt': {'access_key': 'AKA', 'secret_key': " \
    "'alt', 'id': 'alt-id'}}, 'block_public_access': false, 'buckets': " \
    "{'bkt': {'objects': {'k': 'value'}}}}"
#define GRANT(who, permission)                                     \
    "<AccessControlPolicy><AccessControlList><Grant><Grantee>" who \
    "</Grantee><Permission>" permission                            \
    "</Permission></Grant></AccessControlList></AccessControlPolicy>"
#define ALT      "<ID>alt-id</ID>"
#define GROUP(g) "<URI>http://acs.amazonaws.com/groups/global/" g "</URI>"

/* Asks as main or alt, signed as a version 2 query is. */
static int ask_as(struct origin_talk *talk, const char *who, const char *method,
                  const char *resource, struct span body)
{
    struct digest_value mac;
    struct span signature;
    struct arena arena;
    char text[400];

    arena_init(&arena, 65536);
    snprintf(text, sizeof(text), "%s\n\n\n1900000000\n%s", method, resource);
    digest_hmac(DIGEST_SHA1, span_str(who), span_str(text), &mac);
    signature =
        percent_encode(&arena, base64_of(&arena, digest_span(&mac)), false);
    snprintf(text, sizeof(text),
             "%s %s%cAWSAccessKeyId=%s&Expires=1900000000&Signature=%s", method,
             resource, strchr(resource, '?') ? '&' : '?',
             strcmp(who, "main") == 0 ? "AKM" : "AKA", signature.ptr);
    arena_fini(&arena);
    return talk_ask_with(talk, text, body);
}

struct grant_row {
    const char *resource; /* whose ACL is put */
    const char *acl;
    int put;             /* the answer to that */
    const char *request; /* then asked by alt */
    const char *at;
    int status;
};

static const struct grant_row grants[] = {
    {"/bkt/k?acl", GRANT(ALT, "READ"), 200, "GET", "/bkt/k", 200},
    {"/bkt/k?acl", GRANT(ALT, "FULL_CONTROL"), 200, "GET", "/bkt/k", 200},
    {"/bkt/k?acl", GRANT(ALT, "FULL_CONTROL"), 200, "GET", "/bkt/k?acl", 200},
    {"/bkt/k?acl", GRANT(ALT, "WRITE_ACP"), 200, "GET", "/bkt/k", 403},
    {"/bkt/k?acl", GRANT("<ID>other</ID>", "READ"), 200, "GET", "/bkt/k", 403},
    {"/bkt/k?acl", GRANT(GROUP("AuthenticatedUsers"), "READ"), 200, "GET",
     "/bkt/k", 200},
    {"/bkt/k?acl", GRANT(GROUP("AllUsers"), "READ"), 200, "GET", "/bkt/k", 200},
    {"/bkt?acl", GRANT(ALT, "READ"), 200, "GET", "/bkt", 200},
    {"/bkt?acl", GRANT(ALT, "READ"), 200, "GET", "/bkt/k", 403},
    {"/bkt?acl", GRANT(ALT, "READ"), 200, "PUT", "/bkt/new", 403},
    {"/bkt?acl", GRANT(ALT, "WRITE"), 200, "PUT", "/bkt/new", 200},
    {"/bkt?acl", GRANT(ALT, "WRITE"), 200, "DELETE", "/bkt/k", 204},
    {"/bkt?acl", GRANT(ALT, "WRITE"), 200, "GET", "/bkt?acl", 403},
    {"/bkt?acl", GRANT(ALT, "READ_ACP"), 200, "GET", "/bkt?acl", 200},
    {"/bkt?acl", GRANT(ALT, "FULL_CONTROL"), 200, "DELETE", "/bkt?cors", 403},
    {"/bkt?acl", GRANT(ALT, "EVERYTHING"), 501, "GET", "/bkt", 403},
    {"/bkt?acl", GRANT(GROUP("LogDelivery"), "WRITE"), 501, "GET", "/bkt", 403},
    {"/bkt?acl", GRANT("<ID>a b</ID>", "READ"), 501, "GET", "/bkt", 403},
};

Test(s3_acl, accounts_may_what_acls_grant_them)
{
    for (size_t i = 0; i < sizeof(grants) / sizeof(grants[0]); i++) {
        const struct grant_row *row = &grants[i];
        struct origin_talk talk;

        talk_init(&talk, TWO);
        cr_expect_eq(ask_as(&talk, "alt", row->request, row->at, SPAN("")), 403,
                     "row %zu before", i);
        cr_expect_eq(
            ask_as(&talk, "main", "PUT", row->resource, span_str(row->acl)),
            row->put, "row %zu: %s", i, talk_body(&talk));
        cr_expect_eq(ask_as(&talk, "alt", row->request, row->at, SPAN("")),
                     row->status, "row %zu: %s", i, talk_body(&talk));
        talk_fini(&talk);
    }
}

Test(s3_acl, grants_are_given_back)
{
    static const char *const resources[] = {"/bkt?acl", "/bkt/k?acl"};
    struct origin_talk talk;

    talk_init(&talk, TWO);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(ask_as(&talk, "main", "PUT", resources[i],
                            SPAN(GRANT(ALT, "READ"))),
                     200);
        cr_expect_eq(ask_as(&talk, "main", "GET", resources[i], SPAN("")), 200);
        cr_expect_not_null(
            strstr(talk_body(&talk),
                   "<ID>alt-id</ID><DisplayName>alt</DisplayName></Grantee>"
                   "<Permission>READ</Permission>"));
    }
    talk_fini(&talk);
}
