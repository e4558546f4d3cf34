/* test_s3_acl.c - ACLs: what an account may by them, and how they are told. */
#include "origin/s3/digest.h"
#include "origin/s3/encodings.h"
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TWO                                                                   \
    "{'type': 's3', 'accounts': {'main': {'access_key': 'AKM', "              \
    "'secret_key': 'main'}, 'alt': {'access_key': 'AKA', 'secret_key': "      \
    "'alt', 'id': 'alt-id', 'email': 'alt@a.test'}}, 'block_public_access': " \
    "false, 'buckets': "                                                      \
    "{'bkt': {'objects': {'k': 'value'}}}}"
/* A bucket whose policy lets everybody in. */
#define OPEN                                                         \
    "{'type': 's3', 'accounts': {'alt': {'access_key': 'AKA', "      \
    "'secret_key': 'alt', 'id': 'alt-id', 'email': 'alt@a.test'}}, " \
    "'block_public_access': false, 'buckets': {'bkt': {'policy': "   \
    "{'Statement': {'Effect': 'Allow', 'Principal': '*', 'Action': " \
    "'*', 'Resource': 'arn:aws:s3:::bkt/*'}}}}}"
#define GRANT(who, permission)                                     \
    "<AccessControlPolicy><AccessControlList><Grant><Grantee>" who \
    "</Grantee><Permission>" permission                            \
    "</Permission></Grant></AccessControlList></AccessControlPolicy>"
#define ALT      "<ID>alt-id</ID>"
#define MAIL(m)  "<EmailAddress>" m "</EmailAddress>"
#define GROUP(g) "<URI>http://acs.amazonaws.com/groups/global/" g "</URI>"
#define LOGS     "<URI>http://acs.amazonaws.com/groups/s3/LogDelivery</URI>"

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
    {"/bkt/k?acl", GRANT("<ID>other</ID>", "READ"), 400, "GET", "/bkt/k", 403},
    {"/bkt/k?acl", GRANT(MAIL("alt@a.test"), "READ"), 200, "GET", "/bkt/k",
     200},
    {"/bkt/k?acl", GRANT(MAIL("x@a.test"), "READ"), 400, "GET", "/bkt/k", 403},
    {"/bkt/k?acl", GRANT("<Name>alt</Name>", "READ"), 400, "GET", "/bkt/k",
     403},
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
    {"/bkt?acl", GRANT(ALT, "EVERYTHING"), 400, "GET", "/bkt", 403},
    {"/bkt?acl", GRANT(GROUP("Others"), "WRITE"), 400, "GET", "/bkt", 403},
    {"/bkt?acl", GRANT(LOGS, "WRITE"), 200, "GET", "/bkt", 403},
    {"/bkt?acl", GRANT("<ID>a b</ID>", "READ"), 400, "GET", "/bkt", 403},
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

/* ---- headers, and who owns what ------------------------------------------ */

static bool tells(struct origin_talk *talk, const char *part)
{
    return strstr(talk_body(talk), part) != NULL;
}

struct header_row {
    const char *headers; /* of a PUT, after its request line */
    int status;
    const char *told; /* in the ACL then */
};

static const struct header_row header_rows[] = {
    {"\nx-amz-grant-read: id=alt-id", 200,
     "<AccessControlList><Grant><Grantee xmlns:xsi=\""
     "http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\">"
     "<ID>alt-id</ID><DisplayName>alt</DisplayName></Grantee>"
     "<Permission>READ</Permission></Grant></AccessControlList>"},
    {"\nx-amz-grant-full-control: emailAddress=\"alt@a.test\"", 200,
     "<ID>alt-id</ID>"},
    {"\nx-amz-grant-write-acp: id=alt-id, "
     "uri=http://acs.amazonaws.com/groups/global/AllUsers",
     200, "AllUsers</URI></Grantee><Permission>WRITE_ACP</Permission>"},
    {"\nx-amz-acl: public-read", 200,
     "<AccessControlList><Grant><Grantee xmlns:xsi=\""
     "http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\">"},
    {"\nx-amz-acl: listed", 400, NULL},
    {"\nx-amz-acl: private\nx-amz-grant-read: id=alt-id", 400, NULL},
    {"\nx-amz-grant-read: id=nobody", 400, NULL},
    {"\nx-amz-grant-read: alt-id", 400, NULL},
    {"\nx-amz-grant-read: uri=http://a.test/", 400, NULL},
    {"\nx-amz-grant-read: emailAddress=x@a.test", 400, NULL},
};

Test(s3_acl, headers_of_a_put_grant)
{
    for (size_t i = 0; i < sizeof(header_rows) / sizeof(header_rows[0]); i++) {
        const struct header_row *row = &header_rows[i];
        struct origin_talk talk;
        char text[500];

        talk_init(&talk, OPEN);
        snprintf(text, sizeof(text), "PUT /bkt/new%s", row->headers);
        cr_expect_eq(talk_ask_with(&talk, text, SPAN("x")), row->status,
                     "row %zu: %s", i, talk_body(&talk));
        cr_expect_eq(talk_ask(&talk, "GET /bkt/new?acl"),
                     row->told ? 200 : 404);
        if (row->told)
            cr_expect(tells(&talk, row->told), "row %zu: %s", i,
                      talk_body(&talk));
        talk_fini(&talk);
    }
}

Test(s3_acl, writers_own_what_they_put_into_open_buckets)
{
    struct origin_talk talk;

    talk_init(&talk, TWO);
    cr_expect_eq(ask_as(&talk, "main", "PUT", "/bkt?acl",
                        SPAN(GRANT(ALT, "FULL_CONTROL"))),
                 200);
    cr_expect_eq(ask_as(&talk, "main", "PUT", "/bkt/new", SPAN("x")), 403,
                 "the list does not name the owner");
    cr_expect_eq(ask_as(&talk, "alt", "PUT", "/bkt/new", SPAN("x")), 200);
    cr_expect_eq(ask_as(&talk, "alt", "GET", "/bkt/new?acl", SPAN("")), 200);
    cr_expect(tells(&talk, "<Owner><ID>alt-id</ID>"));
    cr_expect_eq(ask_as(&talk, "alt", "GET", "/bkt", SPAN("")), 200);
    cr_expect(tells(&talk, "<Owner><ID>alt-id</ID>"));
    cr_expect_eq(ask_as(&talk, "main", "GET", "/bkt/new", SPAN("")), 403);
    cr_expect_eq(ask_as(&talk, "main", "GET", "/bkt/new?acl", SPAN("")), 403);
    cr_expect_eq(ask_as(&talk, "main", "DELETE", "/bkt/new", SPAN("")), 403,
                 "deleting is writing into the bucket");
    cr_expect_eq(ask_as(&talk, "alt", "DELETE", "/bkt/new", SPAN("")), 204);
    talk_fini(&talk);
}
