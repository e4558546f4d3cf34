/* test_s3_tagging.c - tags of objects and buckets, and policies that ask. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define OPEN "{'type': 's3', 'buckets': {'bkt': {'objects': {'k': 'value'}}}}"
/* A bucket of somebody else, whose policy lets in by tags. */
#define GUARDED                                                           \
    "{'type': 's3', 'accounts': {'main': {'access_key': 'AKM', "          \
    "'secret_key': 'main'}}, 'block_public_access': false, 'buckets': "   \
    "{'bkt': {'policy': {'Statement': [{'Effect': 'Allow', 'Principal': " \
    "'*', 'Action': 's3:PutObject', 'Resource': 'arn:aws:s3:::bkt/*', "   \
    "'Condition': {'StringLike': {'s3:RequestObjectTag/for whom': "       \
    "'p*'}}}, {'Effect': 'Allow', 'Principal': '*', 'Action': "           \
    "['s3:GetObject', 's3:PutObjectTagging'], 'Resource': "               \
    "'arn:aws:s3:::bkt/*', 'Condition': {'StringEquals': "                \
    "{'s3:ExistingObjectTag/for whom': 'public domain'}}}, {'Effect': "   \
    "'Allow', 'Principal': '*', 'Action': ['s3:GetObjectTagging', "       \
    "'s3:DeleteObjectTagging'], 'Resource': 'arn:aws:s3:::bkt/*', "       \
    "'Condition': {'StringNotEquals': {'s3:ExistingObjectTag/tags': "     \
    "'hidden'}}}, {'Effect': 'Allow', 'Principal': '*', 'Action': "       \
    "'s3:ListBucket', 'Resource': 'arn:aws:s3:::bkt'}]}}}}"
#define TAG(key, value) "<Tag><Key>" key "</Key><Value>" value "</Value></Tag>"
#define SET(tags)       "<Tagging><TagSet>" tags "</TagSet></Tagging>"

static bool tells(struct origin_talk *talk, const char *part)
{
    return strstr(talk_body(talk), part) != NULL;
}

static bool header_is(struct origin_talk *talk, const char *name,
                      const char *value)
{
    const char *told = talk_header(talk, name);

    return value ? told && strcmp(told, value) == 0 : !told;
}

/* ---- ?tagging ------------------------------------------------------------ */

struct place {
    const char *resource;
    int put;
    int none; /* what GET says when there are no tags */
    size_t max;
};

static const struct place places[] = {
    {"/bkt?tagging", 204, 404, 50},
    {"/bkt/k?tagging", 200, 200, 10},
};

static int ask(struct origin_talk *talk, const char *method,
               const struct place *place, struct span body)
{
    char text[80];

    snprintf(text, sizeof(text), "%s %s", method, place->resource);
    return talk_ask_with(talk, text, body);
}

Test(s3_tagging, tags_are_put_given_back_and_deleted)
{
    struct origin_talk talk;

    talk_init(&talk, OPEN);
    for (size_t i = 0; i < 2; i++) {
        const struct place *place = &places[i];

        cr_expect_eq(ask(&talk, "GET", place, SPAN_ABSENT), place->none);
        cr_expect(tells(&talk, place->none == 200
                                   ? "<TagSet></TagSet>"
                                   : "<Code>NoSuchTagSet</Code>"));
        cr_expect_eq(ask(&talk, "PUT", place,
                         SPAN(SET(TAG("b", "x = y/z") TAG("a", "")))),
                     place->put, "%s", talk_body(&talk));
        cr_expect_eq(ask(&talk, "GET", place, SPAN_ABSENT), 200);
        cr_expect(tells(&talk, "<TagSet>" TAG("a", "")
                                   TAG("b", "x = y/z") "</TagSet>"),
                  "%s", talk_body(&talk));
        cr_expect_eq(ask(&talk, "PUT", place, SPAN(SET(TAG("c", "1")))),
                     place->put);
        cr_expect_eq(ask(&talk, "GET", place, SPAN_ABSENT), 200);
        cr_expect(tells(&talk, "<TagSet>" TAG("c", "1") "</TagSet>"));
        for (int twice = 0; twice < 2; twice++) {
            cr_expect_eq(ask(&talk, "DELETE", place, SPAN_ABSENT), 204);
            cr_expect_eq(ask(&talk, "GET", place, SPAN_ABSENT), place->none);
        }
        cr_expect_eq(ask(&talk, "PUT", place, SPAN(SET(""))), place->put);
        cr_expect_eq(ask(&talk, "GET", place, SPAN_ABSENT), place->none);
    }
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k"), 200);
    cr_expect_str_eq(talk_body(&talk), "value");
    talk_fini(&talk);
}

/* A set of n tags with keys of key_len and values of value_len characters, the
 * last one of each being a number. */
static struct span many(struct buf *text, size_t n, size_t key_len,
                        size_t value_len)
{
    buf_reset(text);
    buf_add_str(text, "<Tagging><TagSet>");
    for (size_t i = 0; i < n; i++) {
        buf_add_str(text, "<Tag><Key>");
        for (size_t j = 2; j < key_len; j++)
            buf_add_str(text, "\xc3\xa9");
        buf_addf(text, "%02zu</Key><Value>", i);
        for (size_t j = 0; j < value_len; j++)
            buf_add_byte(text, 'v');
        buf_add_str(text, "</Value></Tag>");
    }
    buf_add_str(text, "</TagSet></Tagging>");
    return buf_span(text);
}

Test(s3_tagging, sets_have_their_limits)
{
    struct origin_talk talk;
    struct buf text;

    talk_init(&talk, OPEN);
    buf_init(&text, 65536);
    for (size_t i = 0; i < 2; i++) {
        const struct place *place = &places[i];
        size_t max = place->max;

        cr_expect_eq(ask(&talk, "PUT", place, many(&text, max + 1, 2, 0)), 400);
        cr_expect(tells(&talk, "<Code>InvalidTag</Code>"));
        cr_expect_eq(ask(&talk, "PUT", place, many(&text, 1, 129, 0)), 400);
        cr_expect(tells(&talk, "The TagKey you have provided is invalid"));
        cr_expect_eq(ask(&talk, "PUT", place, many(&text, 1, 2, 257)), 400);
        cr_expect(tells(&talk, "The TagValue you have provided is invalid"));
        cr_expect_eq(ask(&talk, "GET", place, SPAN_ABSENT), place->none);
        cr_expect_eq(ask(&talk, "PUT", place, many(&text, max, 128, 256)),
                     place->put, "%s", talk_body(&talk));
        cr_expect_eq(ask(&talk, "GET", place, SPAN_ABSENT), 200);
        cr_expect(tells(&talk, buf_span(&text).ptr + strlen("<Tagging>")),
                  "what was put is not given back");
    }
    buf_fini(&text);
    talk_fini(&talk);
}

struct bad_set {
    const char *body;
    const char *code;
};

static const struct bad_set bad_sets[] = {
    {SET(TAG("a", "1") TAG("a", "2")), "InvalidTag"},
    {SET(TAG("", "1")), "InvalidTag"},
    {SET(TAG("a&amp;b", "1")), "InvalidTag"},
    {SET(TAG("a", "1;2")), "InvalidTag"},
    {SET(TAG("aws:a", "1")), "InvalidTag"},
    {SET("<Tag><Key>a</Key></Tag>"), "MalformedXML"},
    {SET("<Tag><Value>a</Value></Tag>"), "MalformedXML"},
    {SET("<Pair><Key>a</Key><Value>1</Value></Pair>"), "MalformedXML"},
    {"<Tagging></Tagging>", "MalformedXML"},
    {"<TagSet>" TAG("a", "1") "</TagSet>", "MalformedXML"},
    {"a=1", "MalformedXML"},
    {"", "MalformedXML"},
};

Test(s3_tagging, what_is_no_set_of_tags_changes_nothing)
{
    struct origin_talk talk;

    talk_init(&talk, OPEN);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(ask(&talk, "PUT", &places[i], SPAN(SET(TAG("x", "1")))),
                     places[i].put);
        for (size_t j = 0; j < sizeof(bad_sets) / sizeof(bad_sets[0]); j++) {
            cr_expect_eq(
                ask(&talk, "PUT", &places[i], span_str(bad_sets[j].body)), 400,
                "row %zu", j);
            cr_expect_str_eq(talk_element(&talk, "Code"), bad_sets[j].code,
                             "row %zu: %s", j, talk_body(&talk));
        }
        cr_expect_eq(ask(&talk, "GET", &places[i], SPAN_ABSENT), 200);
        cr_expect(tells(&talk, "<TagSet>" TAG("x", "1") "</TagSet>"));
    }
    cr_expect_eq(talk_ask(&talk, "GET /bkt/none?tagging"), 404);
    cr_expect_eq(talk_ask(&talk, "DELETE /bkt/none?tagging"), 404);
    cr_expect_eq(
        talk_ask_with(&talk, "PUT /bkt/none?tagging", SPAN(SET(TAG("x", "1")))),
        404);
    talk_fini(&talk);
}

/* ---- with the object ----------------------------------------------------- */

struct header_row {
    const char *value; /* of x-amz-tagging */
    int status;
    const char *told;  /* the set then; NULL: there is no object */
    const char *count; /* as GET tells it */
};

static const struct header_row header_rows[] = {
    {"foo=bar&bar", 200, "<TagSet>" TAG("bar", "") TAG("foo", "bar"), "2"},
    {"a%20b+c=d%2Fe", 200, "<TagSet>" TAG("a b c", "d/e") "</TagSet>", "1"},
    {"", 200, "<TagSet></TagSet>", NULL},
    {"a=1&a=2", 400, NULL, NULL},
    {"a=%4", 400, NULL, NULL},
    {"=1", 400, NULL, NULL},
    {"0&1&2&3&4&5&6&7&8&9&10", 400, NULL, NULL},
};

Test(s3_tagging, a_header_brings_tags_along)
{
    static const char *const reads[] = {"GET /bkt/new", "HEAD /bkt/new"};
    struct origin_talk talk;
    char text[200];

    talk_init(&talk, OPEN);
    for (size_t i = 0; i < sizeof(header_rows) / sizeof(header_rows[0]); i++) {
        const struct header_row *row = &header_rows[i];

        snprintf(text, sizeof(text), "PUT /bkt/new\nx-amz-tagging: %s",
                 row->value);
        cr_expect_eq(talk_ask_with(&talk, text, SPAN("x")), row->status,
                     "row %zu: %s", i, talk_body(&talk));
        for (size_t j = 0; j < 2; j++) {
            cr_expect_eq(talk_ask(&talk, reads[j]), row->told ? 200 : 404);
            cr_expect(header_is(&talk, "x-amz-tagging-count", row->count));
            cr_expect(header_is(&talk, "x-popbox-tags", NULL));
        }
        cr_expect_eq(talk_ask(&talk, "GET /bkt/new?tagging"),
                     row->told ? 200 : 404);
        cr_expect(!row->told || tells(&talk, row->told), "row %zu: %s", i,
                  talk_body(&talk));
        cr_expect_eq(talk_ask(&talk, "DELETE /bkt/new"), 204);
    }
    talk_fini(&talk);
}

Test(s3_tagging, tags_leave_the_object_as_it_was)
{
    static const char *const told[] = {"ETag", "Last-Modified", "Content-Type",
                                       "x-amz-", NULL};
    static const char request[] = "HEAD /bkt/new\nx-amz-checksum-mode: ENABLED";
    struct origin_talk talk;
    char before[600];

    talk_init(&talk, OPEN);
    cr_expect_eq(talk_ask_with(&talk,
                               "PUT /bkt/new\nContent-Type: text/x\n"
                               "x-amz-meta-a: b\nx-amz-tagging: a=b",
                               SPAN("x")),
                 200);
    cr_expect_eq(talk_ask(&talk, request), 200);
    /* The ids of a request are its own. */
    snprintf(before, sizeof(before), "%s",
             strstr(talk_told(&talk, told), "Last-Modified"));
    talk.now_ms += 60000;
    cr_expect_eq(
        talk_ask_with(&talk, "PUT /bkt/new?tagging", SPAN(SET(TAG("c", "d")))),
        200);
    cr_expect_eq(talk_ask(&talk, request), 200);
    cr_expect_str_eq(strstr(talk_told(&talk, told), "Last-Modified"), before);
    talk_fini(&talk);
}

struct copy_row {
    const char *headers;
    int status;
    const char *told;
};

static const struct copy_row copy_rows[] = {
    {"", 200, TAG("a", "1")},
    {"\nx-amz-tagging: b=2", 200, "<TagSet>" TAG("a", "1") "</TagSet>"},
    {"\nx-amz-tagging-directive: COPY", 200, TAG("a", "1")},
    {"\nx-amz-metadata-directive: REPLACE", 200, TAG("a", "1")},
    {"\nx-amz-tagging-directive: REPLACE\nx-amz-tagging: b=2", 200,
     "<TagSet>" TAG("b", "2") "</TagSet>"},
    {"\nx-amz-tagging-directive: REPLACE", 200, "<TagSet></TagSet>"},
    {"\nx-amz-tagging-directive: MIX", 400, NULL},
    {"\nx-amz-tagging-directive: REPLACE\nx-amz-tagging: b=2&b", 400, NULL},
};

Test(s3_tagging, copies_take_tags_along_unless_told_others)
{
    struct origin_talk talk;
    char text[200];

    talk_init(&talk, OPEN);
    cr_expect_eq(
        talk_ask_with(&talk, "PUT /bkt/k?tagging", SPAN(SET(TAG("a", "1")))),
        200);
    for (size_t i = 0; i < sizeof(copy_rows) / sizeof(copy_rows[0]); i++) {
        const struct copy_row *row = &copy_rows[i];

        snprintf(text, sizeof(text), "PUT /bkt/new\nx-amz-copy-source: bkt/k%s",
                 row->headers);
        cr_expect_eq(talk_ask(&talk, text), row->status, "row %zu: %s", i,
                     talk_body(&talk));
        cr_expect_eq(talk_ask(&talk, "GET /bkt/new?tagging"),
                     row->told ? 200 : 404);
        cr_expect(!row->told || tells(&talk, row->told), "row %zu: %s", i,
                  talk_body(&talk));
        cr_expect_eq(talk_ask(&talk, "DELETE /bkt/new"), 204);
    }
    talk_fini(&talk);
}

Test(s3_tagging, uploads_in_parts_keep_the_tags_they_began_with)
{
    struct origin_talk talk;
    char text[300];
    char request[160];
    char id[80];
    char etag[80];

    talk_init(&talk, OPEN);
    cr_expect_eq(talk_ask(&talk, "POST /bkt/new?uploads\nx-amz-tagging: a&a"),
                 400);
    cr_expect_eq(talk_ask(&talk, "POST /bkt/new?uploads\nx-amz-tagging: a=1"),
                 200);
    snprintf(id, sizeof(id), "%s", talk_element(&talk, "UploadId"));
    snprintf(text, sizeof(text), "PUT /bkt/new?partNumber=1&uploadId=%s", id);
    cr_expect_eq(talk_ask_with(&talk, text, SPAN("x")), 200);
    snprintf(etag, sizeof(etag), "%s", talk_header(&talk, "ETag"));
    snprintf(text, sizeof(text),
             "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>"
             "<ETag>%s</ETag></Part></CompleteMultipartUpload>",
             etag);
    snprintf(request, sizeof(request), "POST /bkt/new?uploadId=%s", id);
    cr_expect_eq(talk_ask_with(&talk, request, span_str(text)), 200, "%s",
                 talk_body(&talk));
    cr_expect_eq(talk_ask(&talk, "GET /bkt/new?tagging"), 200);
    cr_expect(tells(&talk, TAG("a", "1")));
    talk_fini(&talk);
}

/* ---- policies ------------------------------------------------------------ */

struct policy_row {
    const char *tags;  /* the object is put with these, by a stranger */
    int put, get;      /* of it */
    const char *count; /* that GET tells */
    int get_tags, put_tags, copy;
};

static const struct policy_row policy_rows[] = {
    {"for%20whom=public%20domain", 200, 200, "1", 200, 200, 200},
    {"for+whom=public+domain&x=y", 200, 200, "2", 200, 200, 200},
    {"for+whom=public+domain&tags=hidden", 200, 200, NULL, 403, 200, 403},
    {"for+whom=people", 200, 403, NULL, 200, 403, 403},
    {"for+whom=me", 403, 404, NULL, 404, 403, 403},
    {"for%2520whom=public", 403, 404, NULL, 404, 403, 403},
};

Test(s3_tagging, policies_ask_for_tags)
{
    struct origin_talk talk;
    char text[200];

    for (size_t i = 0; i < sizeof(policy_rows) / sizeof(policy_rows[0]); i++) {
        const struct policy_row *row = &policy_rows[i];

        talk_init(&talk, GUARDED);
        snprintf(text, sizeof(text), "PUT /bkt/new\nx-amz-tagging: %s",
                 row->tags);
        cr_expect_eq(talk_ask_with(&talk, text, SPAN("x")), row->put,
                     "row %zu: %s", i, talk_body(&talk));
        cr_expect_eq(talk_ask(&talk, "GET /bkt/new"), row->get, "row %zu", i);
        cr_expect(header_is(&talk, "x-amz-tagging-count", row->count),
                  "row %zu", i);
        cr_expect_eq(talk_ask(&talk, "GET /bkt/new?tagging"), row->get_tags,
                     "row %zu", i);
        snprintf(text, sizeof(text),
                 "PUT /bkt/copy\nx-amz-copy-source: bkt/new\nx-amz-tagging: "
                 "for+whom=p");
        cr_expect_eq(talk_ask(&talk, text), row->copy, "row %zu: %s", i,
                     talk_body(&talk));
        cr_expect_eq(talk_ask_with(&talk, "PUT /bkt/new?tagging",
                                   SPAN(SET(TAG("for whom", "me")))),
                     row->put_tags, "row %zu", i);
        if (row->put_tags == 200)
            cr_expect_eq(talk_ask(&talk, "GET /bkt/new"), 403, "row %zu", i);
        talk_fini(&talk);
    }
}

Test(s3_tagging, tags_of_a_bucket_are_for_its_owner)
{
    static const char *const methods[] = {"GET", "PUT", "DELETE"};
    struct origin_talk talk;

    talk_init(&talk, GUARDED);
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(
            ask(&talk, methods[i], &places[0], SPAN(SET(TAG("a", "1")))), 403);
    talk_fini(&talk);
}
