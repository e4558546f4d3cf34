/* test_s3_region.c - signatures for a region that counts, or for any. */
#include "tests/origin_talk.h"
#include "tests/s3_examples.h"

#include <criterion/criterion.h>
#include <stdio.h>

struct region_row {
    const char *region; /* a member of the description */
    const char *request;
    int status;
    const char *code;
    const char *message;
};

/* LIST_SIGNED and QUERY name us-east-1. */
static const struct region_row region_rows[] = {
    {"", LIST_SIGNED, 200, NULL, NULL},
    {"'region': 'any',", LIST_SIGNED, 200, NULL, NULL},
    {"'region': 'us-east-1',", LIST_SIGNED, 200, NULL, NULL},
    {"'region': 'us-east-1',", QUERY("86400"), 200, NULL, NULL},
    {"'region': 'eu-west-1',", LIST_SIGNED, 400, "AuthorizationHeaderMalformed",
     "The authorization header is malformed; the region 'us-east-1' is wrong; "
     "expecting 'eu-west-1'"},
    {"'region': 'eu-west-1',", QUERY("86400"), 400,
     "AuthorizationQueryParametersError",
     "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is "
     "wrong; expecting 'eu-west-1'"},
    {"'region': 'eu-west-1',",
     "GET /" AMZ "\nHost: s3.amazonaws.com\nAuthorization: " CRED
     "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=00",
     400, "AuthorizationHeaderMalformed", NULL},
};

/* boto3 and the CLI sign again with what Region says. */
Test(s3_region, region_counts_only_where_one_is_configured)
{
    for (size_t i = 0; i < sizeof(region_rows) / sizeof(region_rows[0]); i++) {
        const struct region_row *row = &region_rows[i];
        struct origin_talk talk;
        char text[2000];

        snprintf(text, sizeof(text), "{%s%s", row->region, &DESCRIPTION[1]);
        talk_init(&talk, text);
        talk.now_ms = MAY_24_MS;
        cr_expect_eq(talk_ask(&talk, row->request), row->status, "%zu: %s", i,
                     talk_body(&talk));
        if (row->code) {
            cr_expect_str_eq(talk_element(&talk, "Code"), row->code);
            cr_expect_str_eq(talk_element(&talk, "Region"), "eu-west-1");
        }
        if (row->message)
            cr_expect_str_eq(talk_element(&talk, "Message"), row->message);
        talk_fini(&talk);
    }
}

Test(s3_region, region_that_is_none_is_refused)
{
    static const char *const bad[] = {"", "eu west", "EU", "a/b",
                                      "a23456789012345678901234567890123"};
    struct buf message;

    buf_init(&message, 1000);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char text[200];

        snprintf(text, sizeof(text), "{'type': 's3', 'region': '%s'}", bad[i]);
        buf_reset(&message);
        talk_refused(text, &message);
        cr_expect_not_null(strstr(buf_span(&message).ptr, "is no region"), "%s",
                           bad[i]);
    }
    buf_fini(&message);
}
