/* test_s3_list.c - lists of objects and buckets: pages, prefixes, markers. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define KEYS                                                                \
    "{'type': 's3', 'buckets': {'zzz': {}, 'bkt': {'objects': {'a': '', "   \
    "'b/1': '', 'b/2': '', 'b/c/3': '', 'd e+f': '', '\xc3\xa9': '', 'z': " \
    "''}}}}"

/* "a b/1 [b/] | next" of a list's answer. */
static const char *items(struct origin_talk *talk, struct buf *told)
{
    const char *at = talk_body(talk);
    const char *next;

    buf_reset(told);
    while ((at = strchr(at, '<'))) {
        bool key = strncmp(at, "<Contents><Key>", 15) == 0 ||
                   strncmp(at, "<Version><Key>", 14) == 0;
        bool prefix = strncmp(at, "<CommonPrefixes><Prefix>", 24) == 0;

        at++;
        if (!key && !prefix)
            continue;
        at = strchr(strchr(at, '>') + 1, '>') + 1;
        buf_addf(told, prefix ? "[%.*s] " : "%.*s ", (int)strcspn(at, "<"), at);
    }
    next = talk_element(talk, "NextMarker");
    if (!next)
        next = talk_element(talk, "NextContinuationToken");
    if (!next)
        next = talk_element(talk, "NextKeyMarker");
    if (next)
        buf_addf(told, "| %s", next);
    return buf_span(told).ptr;
}

struct row {
    const char *query;
    const char *told;
};

static const struct row rows[] = {
    {"", "a b/1 b/2 b/c/3 d e+f z \xc3\xa9 "},
    {"list-type=2", "a b/1 b/2 b/c/3 d e+f z \xc3\xa9 "},
    {"versions", "a b/1 b/2 b/c/3 d e+f z \xc3\xa9 "},
    {"encoding-type=url", "a b/1 b/2 b/c/3 d%20e%2Bf z %C3%A9 "},
    {"prefix=b/", "b/1 b/2 b/c/3 "},
    {"prefix=b", "b/1 b/2 b/c/3 "},
    {"prefix=zz", ""},
    {"prefix=a", "a "},
    {"delimiter=/", "a d e+f z \xc3\xa9 [b/] "},
    {"delimiter=/&prefix=b/", "b/1 b/2 [b/c/] "},
    {"delimiter=/&prefix=b", "[b/] "},
    {"delimiter=%2F1", "a b/2 b/c/3 d e+f z \xc3\xa9 [b/1] "},
    {"delimiter=", "a b/1 b/2 b/c/3 d e+f z \xc3\xa9 "},
    {"max-keys=2", "a b/1 "},
    {"max-keys=0", ""},
    {"max-keys=7", "a b/1 b/2 b/c/3 d e+f z \xc3\xa9 "},
    {"max-keys=2000000", "a b/1 b/2 b/c/3 d e+f z \xc3\xa9 "},
    {"max-keys=2&delimiter=/", "a [b/] | b/"},
    {"max-keys=2&delimiter=/&marker=b/", "d e+f z | z"},
    {"max-keys=1&delimiter=/&marker=a", "[b/] | b/"},
    {"max-keys=1&delimiter=/&marker=b/1", "[b/] | b/"},
    {"marker=b/2", "b/c/3 d e+f z \xc3\xa9 "},
    {"marker=b/2x", "b/c/3 d e+f z \xc3\xa9 "},
    {"marker=a&prefix=b/", "b/1 b/2 b/c/3 "},
    {"marker=z&prefix=b/", ""},
    {"list-type=2&start-after=d", "d e+f z \xc3\xa9 "},
    {"list-type=2&max-keys=2", "a b/1 | Yi8x"},
    {"list-type=2&max-keys=2&continuation-token=Yi8x", "b/2 b/c/3 | Yi9jLzM="},
    {"list-type=2&continuation-token=Yi9jLzM=&start-after=a",
     "d e+f z \xc3\xa9 "},
    {"versions&max-keys=2", "a b/1 | b/1"},
    {"versions&key-marker=d%20e%2Bf", "z \xc3\xa9 "},
};

Test(s3_list, pages_prefixes_and_markers_are_as_s3_has_them)
{
    struct origin_talk talk;
    struct buf told;
    char request[200];

    talk_init(&talk, KEYS);
    buf_init(&told, 65536);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(request, sizeof(request), "GET /bkt?%s", rows[i].query);
        cr_expect_eq(talk_ask(&talk, request), 200);
        cr_expect_str_eq(items(&talk, &told), rows[i].told, "%s: %s", request,
                         buf_span(&told).ptr);
    }
    buf_fini(&told);
    talk_fini(&talk);
}

/* However small its pages are, a walk meets each item once. */
Test(s3_list, pages_of_any_size_add_up_to_the_whole)
{
    struct origin_talk talk;
    struct buf seen;

    talk_init(&talk, KEYS);
    buf_init(&seen, 65536);
    for (int size = 1; size <= 8; size++) {
        char token[100] = "";
        char request[300];
        int pages = 0;

        buf_reset(&seen);
        do {
            const char *key;
            const char *next;

            snprintf(request, sizeof(request),
                     "GET /bkt?list-type=2&delimiter=/&max-keys=%d%s%s", size,
                     token[0] ? "&continuation-token=" : "", token);
            cr_assert_eq(talk_ask(&talk, request), 200);
            key = talk_element(&talk, "KeyCount");
            buf_addf(&seen, "%s ", key);
            next = talk_element(&talk, "NextContinuationToken");
            snprintf(token, sizeof(token), "%s", next ? next : "");
            pages++;
        } while (token[0] && pages < 10);
        cr_expect_eq(pages, (5 + size - 1) / size, "size %d: %s", size,
                     buf_span(&seen).ptr);
    }
    buf_fini(&seen);
    talk_fini(&talk);
}

static const struct row refused[] = {
    {"max-keys=-1", "InvalidArgument"},
    {"max-keys=x", "InvalidArgument"},
    {"encoding-type=base64", "InvalidArgument"},
    {"list-type=2&continuation-token=!", "InvalidArgument"},
};

Test(s3_list, nonsense_is_an_invalid_argument)
{
    struct origin_talk talk;
    char request[200];

    talk_init(&talk, KEYS);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        snprintf(request, sizeof(request), "GET /bkt?%s", refused[i].query);
        cr_expect_eq(talk_ask(&talk, request), 400, "%s", request);
        cr_expect_str_eq(talk_element(&talk, "Code"), refused[i].told);
    }
    talk_fini(&talk);
}

/* ListObjects: Delimiter, Marker, Prefix, NextMarker and Key. */
Test(s3_list, names_of_the_head_are_encoded_when_asked_for)
{
    struct origin_talk talk;

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {'objects': {"
                     "'a b/1+1': 'x', 'a b/2+1': 'x', 'a b/3+1': 'x'}}}}");
    cr_expect_eq(talk_ask(&talk, "GET /bkt?encoding-type=url&prefix=a%20b/&"
                                 "delimiter=%2B&marker=a%20b/1%2B&max-keys=1"),
                 200);
    cr_expect_str_eq(talk_element(&talk, "Prefix"), "a%20b/");
    cr_expect_str_eq(talk_element(&talk, "Marker"), "a%20b/1%2B");
    cr_expect_str_eq(talk_element(&talk, "Delimiter"), "%2B");
    cr_expect_str_eq(talk_element(&talk, "NextMarker"), "a%20b/2%2B");
    cr_expect_eq(talk_ask(&talk, "GET /bkt?prefix=a%20b/&delimiter=%2B"), 200);
    cr_expect_str_eq(talk_element(&talk, "Prefix"), "a b/");
    cr_expect_str_eq(talk_element(&talk, "Delimiter"), "+");
    talk_fini(&talk);
}

/* As long as keys get, and each of their bytes three when encoded. */
Test(s3_list, page_of_the_longest_keys_is_whole)
{
    struct origin_talk talk;
    char request[1100] = "PUT /bkt/";

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    memset(request + 9, '+', 1024);
    for (int i = 0; i < 1000; i++) {
        char number[16];

        snprintf(number, sizeof(number), "%04d", i);
        memcpy(request + 9, number, 4);
        cr_assert_eq(talk_ask(&talk, request), 200);
    }
    cr_expect_eq(talk_ask(&talk, "GET /bkt?list-type=2&encoding-type=url"),
                 200);
    cr_expect_str_eq(talk_element(&talk, "KeyCount"), "1000");
    cr_expect_str_eq(talk_element(&talk, "IsTruncated"), "false");
    cr_expect_not_null(strstr(talk_body(&talk), "<Key>0999%2B"));
    talk_fini(&talk);
}

/* ---- buckets ------------------------------------------------------------- */

Test(s3_list, buckets_come_sorted_and_with_their_dates)
{
    struct origin_talk talk;
    const char *first;
    const char *second;

    talk_init(&talk, KEYS);
    cr_expect_eq(talk_ask(&talk, "GET /"), 200);
    first = strstr(talk_body(&talk), "<Name>bkt</Name><CreationDate>"
                                     "2025-11-25T02:00:00.000Z");
    cr_assert_not_null(first);
    second = strstr(first, "<Name>zzz</Name>");
    cr_expect_not_null(second);
    talk_fini(&talk);
}

Test(s3_list, buckets_are_made_found_and_removed)
{
    static const struct {
        const char *request;
        int status;
        const char *code;
    } steps[] = {
        {"PUT /new-one", 200, NULL},
        {"PUT /new-one", 200, NULL}, /* us-east-1 says yes again */
        {"HEAD /new-one", 200, NULL},
        {"PUT /New", 400, "InvalidBucketName"},
        {"GET /new-one", 200, NULL},
        {"DELETE /bkt", 409, "BucketNotEmpty"},
        {"DELETE /new-one", 204, NULL},
        {"DELETE /new-one", 404, "NoSuchBucket"},
        {"HEAD /new-one", 404, NULL},
        {"GET /new-one?location", 404, "NoSuchBucket"},
        {"PUT /new-one/k", 404, "NoSuchBucket"},
    };
    struct origin_talk talk;

    talk_init(&talk, KEYS);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        cr_expect_eq(talk_ask(&talk, steps[i].request), steps[i].status,
                     "%zu %s", i, steps[i].request);
        if (steps[i].code)
            cr_expect_str_eq(talk_element(&talk, "Code"), steps[i].code);
    }
    talk_fini(&talk);
}

Test(s3_list, bucket_tells_the_region_that_it_was_made_for)
{
    struct origin_talk talk;
    struct span xml =
        SPAN("<CreateBucketConfiguration><LocationConstraint>eu-central-1"
             "</LocationConstraint></CreateBucketConfiguration>");

    talk_init(&talk, KEYS);
    cr_expect_eq(talk_ask(&talk, "GET /bkt?location"), 200);
    cr_expect_not_null(strstr(talk_body(&talk), "2006-03-01/\"/>"));
    cr_expect_eq(talk_ask_with(&talk, "PUT /far", xml), 200);
    cr_expect_str_eq(talk_header(&talk, "Location"), "/far");
    cr_expect_eq(talk_ask_with(&talk, "PUT /far", xml), 409);
    cr_expect_str_eq(talk_element(&talk, "Code"), "BucketAlreadyOwnedByYou");
    cr_expect_eq(talk_ask(&talk, "GET /far?location"), 200);
    cr_expect_not_null(strstr(talk_body(&talk), ">eu-central-1<"));
    cr_expect_eq(talk_ask(&talk, "HEAD /far"), 200);
    cr_expect_str_eq(talk_header(&talk, "x-amz-bucket-region"), "eu-central-1");
    cr_expect_eq(talk_ask_with(&talk, "PUT /far2", SPAN("<x/>")), 400);
    cr_expect_str_eq(talk_element(&talk, "Code"), "MalformedXML");
    talk_fini(&talk);
}
