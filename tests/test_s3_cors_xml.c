/* test_s3_cors_xml.c - ?cors: XML in, XML out, and S3's words for what is not.
 */
#include "origin/s3/cors_config.h"

#include "origin/s3/xml.h"
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define MALFORMED                                                           \
    "The XML you provided was not well-formed or did not validate against " \
    "our published schema"
#define METHOD                                       \
    "Found unsupported HTTP method in CORS config. " \
    "Unsupported method is "
#define WILDCARD "can not have more than one wildcard."

#define ORIGIN(o)     "<AllowedOrigin>" o "</AllowedOrigin>"
#define ALLOW(m)      "<AllowedMethod>" m "</AllowedMethod>"
#define RULE(inner)   "<CORSRule>" inner "</CORSRule>"
#define OK_RULE       ORIGIN("*") ALLOW("GET")
#define CONFIG(inner) "<CORSConfiguration>" inner "</CORSConfiguration>"

struct row {
    const char *xml;
    const char *code; /* NULL: taken */
    const char *message;
};

static const struct row rows[] = {
    {CONFIG(RULE(OK_RULE)), NULL, NULL},
    {"<CORSConfiguration xmlns=\"" XML_S3_NAMESPACE
     "\">" RULE(OK_RULE) "</CORSConfiguration>",
     NULL, NULL},
    {"<?xml version='1.0' encoding='UTF-8'?>\n<s:CORSConfiguration "
     "xmlns:s=\"" XML_S3_NAMESPACE "\"><s:CORSRule>\n <s:AllowedMethod>PUT"
     "</s:AllowedMethod><s:AllowedOrigin>http://t:80</s:AllowedOrigin>"
     "</s:CORSRule></s:CORSConfiguration>\n",
     NULL, NULL},
    {CONFIG(RULE(ORIGIN("") ALLOW("GET"))), NULL, NULL},
    {CONFIG(RULE("<MaxAgeSeconds>0</MaxAgeSeconds>" OK_RULE
                 "<ID>x</ID><ExposeHeader>ETag</ExposeHeader>"
                 "<AllowedHeader>x-*</AllowedHeader>")),
     NULL, NULL},

    {"", "MalformedXML", MALFORMED},
    {"{}", "MalformedXML", MALFORMED},
    {CONFIG(""), "MalformedXML", MALFORMED},
    {"<Other>" RULE(OK_RULE) "</Other>", "MalformedXML", MALFORMED},
    {CONFIG("<Rule>" OK_RULE "</Rule>"), "MalformedXML", MALFORMED},
    {CONFIG(RULE(ORIGIN("*"))), "MalformedXML", MALFORMED},
    {CONFIG(RULE(ALLOW("GET"))), "MalformedXML", MALFORMED},
    {CONFIG(RULE(OK_RULE "<Extra/>")), "MalformedXML", MALFORMED},
    {CONFIG(RULE(OK_RULE "<ID>a</ID><ID>b</ID>")), "MalformedXML", MALFORMED},
    {CONFIG(RULE(OK_RULE "<MaxAgeSeconds>ten</MaxAgeSeconds>")), "MalformedXML",
     MALFORMED},
    {CONFIG(RULE(OK_RULE "<MaxAgeSeconds>-1</MaxAgeSeconds>")), "MalformedXML",
     MALFORMED},
    {CONFIG(RULE(OK_RULE "<MaxAgeSeconds>2147483648</MaxAgeSeconds>")),
     "MalformedXML", MALFORMED},
    {CONFIG(RULE("<AllowedOrigin><b/></AllowedOrigin>" ALLOW("GET"))),
     "MalformedXML", MALFORMED},
    {"<CORSConfiguration xmlns='urn:other'>" RULE(
         OK_RULE) "</CORSConfiguration>",
     "MalformedXML", MALFORMED},
    {"<!DOCTYPE x [<!ENTITY a 'GET'>]>" CONFIG(RULE(ORIGIN("*") ALLOW("&a;"))),
     "MalformedXML", MALFORMED},
    {"<!DOCTYPE x>" CONFIG(RULE(OK_RULE)), "MalformedXML", MALFORMED},
    {CONFIG(RULE(ORIGIN("*") ALLOW("&undeclared;"))), "MalformedXML",
     MALFORMED},
    {CONFIG(RULE(OK_RULE)) CONFIG(RULE(OK_RULE)), "MalformedXML", MALFORMED},

    {CONFIG(RULE(ORIGIN("*") ALLOW("MYMETHOD"))), "InvalidRequest",
     METHOD "MYMETHOD"},
    {CONFIG(RULE(ORIGIN("*") ALLOW("get"))), "InvalidRequest", METHOD "get"},
    {CONFIG(RULE(OK_RULE ALLOW("OPTIONS"))), "InvalidRequest",
     METHOD "OPTIONS"},
    {CONFIG(RULE(ORIGIN("*") ALLOW(""))), "InvalidRequest", METHOD},
    {CONFIG(RULE(ORIGIN("*example*.com") ALLOW("GET"))), "InvalidRequest",
     "AllowedOrigin \"*example*.com\" " WILDCARD},
    {CONFIG(RULE(OK_RULE "<AllowedHeader>*-*</AllowedHeader>")),
     "InvalidRequest", "AllowedHeader \"*-*\" " WILDCARD},
    {CONFIG(RULE(OK_RULE "<ExposeHeader>x-amz-meta-*</ExposeHeader>")),
     "InvalidRequest",
     "ExposeHeader \"x-amz-meta-*\" contains wildcard. We currently do not "
     "support wildcard for ExposeHeader."},
    {CONFIG(RULE(OK_RULE "<ExposeHeader>a b</ExposeHeader>")), "InvalidRequest",
     "ExposeHeader \"a b\" contains invalid character."},
    {CONFIG(RULE(OK_RULE) RULE(ORIGIN("*") ALLOW("PATCH"))), "InvalidRequest",
     METHOD "PATCH"},
};

/* One reading, in an arena of its own. */
struct reading {
    struct arena arena;
    struct s3_problem problem;
    struct cors_config *config;
};

static void reading_begin(struct reading *reading, struct span text)
{
    arena_init(&reading->arena, 1 << 20);
    reading->problem = (struct s3_problem){.arena = &reading->arena};
    reading->config = cors_config_from_xml(text, &reading->problem);
}

static void reading_end(struct reading *reading)
{
    cors_config_free(reading->config);
    arena_fini(&reading->arena);
}

static struct span message_of(const struct s3_problem *problem)
{
    return span_absent(problem->message)
               ? span_str(s3_error_message(problem->error))
               : problem->message;
}

Test(s3_cors_xml, configurations_are_taken_or_refused_in_s3s_words)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct reading reading;

        reading_begin(&reading, span_str(rows[i].xml));
        cr_expect_eq(reading.config != NULL, rows[i].code == NULL, "%s",
                     rows[i].xml);
        if (rows[i].code) {
            cr_expect_str_eq(s3_error_code(reading.problem.error), rows[i].code,
                             "%s", rows[i].xml);
            cr_expect(span_eq(message_of(&reading.problem),
                              span_str(rows[i].message)),
                      "%s: %.*s", rows[i].xml,
                      SPAN_ARG(message_of(&reading.problem)));
        }
        reading_end(&reading);
    }
}

static void add_rules(struct buf *text, size_t n)
{
    buf_reset(text);
    buf_add_str(text, "<CORSConfiguration>");
    for (size_t i = 0; i < n; i++)
        buf_add_str(text, RULE(OK_RULE));
    buf_add_str(text, "</CORSConfiguration>");
}

Test(s3_cors_xml, hundred_rules_are_taken_and_one_more_is_not)
{
    struct reading reading;
    struct buf text;

    buf_init(&text, 1 << 20);
    add_rules(&text, 100);
    reading_begin(&reading, buf_span(&text));
    cr_expect(reading.config && reading.config->n_rules == 100);
    reading_end(&reading);
    add_rules(&text, 101);
    reading_begin(&reading, buf_span(&text));
    cr_expect_null(reading.config);
    cr_expect_eq(reading.problem.error, S3_INVALID_REQUEST);
    reading_end(&reading);
    buf_fini(&text);
}

Test(s3_cors_xml, id_has_at_most_255_bytes)
{
    char id[257];
    char xml[600];

    memset(id, 'i', sizeof(id));
    for (int len = 255; len <= 256; len++) {
        struct reading reading;

        snprintf(xml, sizeof(xml), CONFIG(RULE(OK_RULE "<ID>%.*s</ID>")), len,
                 id);
        reading_begin(&reading, span_str(xml));
        cr_expect_eq(reading.config != NULL, len == 255);
        reading_end(&reading);
    }
}

/* Everything that a rule can have, with characters that XML must escape. */
#define FULL                                                                  \
    CONFIG(RULE(                                                              \
        "<ID>a&amp;&lt;b&gt;&#13;</ID><AllowedHeader>X-Amz-*</AllowedHeader>" \
        "<AllowedHeader>content-type</AllowedHeader>" ALLOW("PUT") ALLOW(     \
            "GET") ORIGIN("http://test.com:80") ORIGIN("https://*.ex.com")    \
            ORIGIN("") "<ExposeHeader>ETag</"                                 \
                       "ExposeHeader>"                                        \
                       "<MaxAgeSeconds>5</"                                   \
                       "MaxAgeSeconds>") RULE(OK_RULE))

Test(s3_cors_xml, what_was_put_is_given_back)
{
    struct reading first;
    struct reading again;
    struct buf texts[2];
    const struct cors_rule *rule;

    buf_init(&texts[0], 1 << 20);
    buf_init(&texts[1], 1 << 20);
    reading_begin(&first, SPAN(FULL));
    cr_assert_not_null(first.config);
    rule = &first.config->rules[0];
    cr_expect(span_eq(rule->id, SPAN("a&<b>\r")));
    cr_expect_eq(rule->max_age_s, 5);
    cr_expect_eq(rule->origins.n, 3);
    cr_expect(span_eq(rule->origins.at[0], SPAN("http://test.com:80")));
    cr_expect(span_eq(rule->headers.at[0], SPAN("X-Amz-*")));
    cors_config_to_xml(first.config, &texts[0]);
    reading_begin(&again, buf_span(&texts[0]));
    cr_assert_not_null(again.config);
    cors_config_to_xml(again.config, &texts[1]);
    cr_expect(span_eq(buf_span(&texts[0]), buf_span(&texts[1])));
    cr_expect_eq(again.config->rules[1].max_age_s, -1);
    cr_expect(span_absent(again.config->rules[1].id));
    reading_end(&first);
    reading_end(&again);
    buf_fini(&texts[0]);
    buf_fini(&texts[1]);
}

Test(s3_cors_xml, every_truncation_is_malformed)
{
    struct span whole = SPAN(FULL);

    for (size_t len = 0; len < whole.len; len++) {
        struct reading reading;

        reading_begin(&reading, span_cut(whole, 0, len));
        cr_expect_null(reading.config, "%zu bytes", len);
        cr_expect_eq(reading.problem.error, S3_MALFORMED_XML);
        reading_end(&reading);
    }
}

Test(s3_cors_xml, nesting_and_elements_have_a_ceiling)
{
    struct xml_element *root;
    struct arena arena;
    struct buf text;

    arena_init(&arena, 64 << 20);
    buf_init(&text, 8 << 20);
    for (int depth = XML_DEPTH_MAX; depth <= XML_DEPTH_MAX + 1; depth++) {
        buf_reset(&text);
        for (int i = 0; i < depth; i++)
            buf_add_str(&text, "<a>");
        for (int i = 0; i < depth; i++)
            buf_add_str(&text, "</a>");
        cr_expect_eq(xml_read(&root, &arena, buf_span(&text)),
                     depth == XML_DEPTH_MAX ? 0 : ERR_DEPTH);
    }
    buf_reset(&text);
    buf_add_str(&text, "<a>");
    for (int i = 0; i < XML_ELEMENTS_MAX; i++)
        buf_add_str(&text, "<a/>");
    buf_add_str(&text, "</a>");
    cr_expect_eq(xml_read(&root, &arena, buf_span(&text)), ERR_FULL);
    arena_fini(&arena);
    arena_init(&arena, 64);
    cr_expect_eq(xml_read(&root, &arena, SPAN("<a>text</a>")), ERR_TOO_LONG);
    arena_fini(&arena);
    buf_fini(&text);
}

/* ---- as an operation ----------------------------------------------------- */

#define SMALL CONFIG(RULE(OK_RULE))

struct put {
    const char *headers;
    int status;
    const char *code;
    const char *message; /* NULL: not looked at */
};

static const struct put puts_of_small[] = {
    {"", 400, "InvalidRequest",
     "Missing required header for this request: Content-MD5"},
    {"\nContent-MD5: nonsense", 400, "InvalidDigest",
     "The Content-MD5 you specified was invalid."},
    {"\nContent-MD5: AAAAAAAAAAAAAAAAAAAAAA==", 400, "BadDigest",
     "The Content-MD5 you specified did not match what we received."},
    {"\nx-amz-checksum-crc32: AAAAAA==", 400, "BadDigest",
     "The CRC32 you specified did not match the calculated checksum."},
    {"\nx-amz-checksum-crc32: AAAA", 400, "InvalidRequest",
     "Value for x-amz-checksum-crc32 header is invalid."},
    {"\nx-amz-checksum-crc32: 7Zz8mA==", 200, NULL, NULL},
};

Test(s3_cors_xml, body_needs_a_digest_that_is_right)
{
    struct origin_talk talk;
    char request[200];

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    for (size_t i = 0; i < sizeof(puts_of_small) / sizeof(puts_of_small[0]);
         i++) {
        const struct put *row = &puts_of_small[i];

        snprintf(request, sizeof(request), "PUT /bkt?cors%s", row->headers);
        cr_expect_eq(talk_ask_with(&talk, request, SPAN(SMALL)), row->status,
                     "%s: %s", row->headers, talk_body(&talk));
        if (row->code)
            cr_expect_str_eq(talk_element(&talk, "Code"), row->code);
        if (row->message)
            cr_expect_str_eq(talk_element(&talk, "Message"), row->message);
    }
    talk_fini(&talk);
}

Test(s3_cors_xml, configuration_that_is_not_there_is_404)
{
    struct origin_talk talk;

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    cr_expect_eq(talk_ask(&talk, "GET /bkt?cors"), 404);
    cr_expect_str_eq(talk_element(&talk, "Code"), "NoSuchCORSConfiguration");
    cr_expect_str_eq(talk_element(&talk, "Message"),
                     "The CORS configuration does not exist");
    cr_expect_str_eq(talk_element(&talk, "BucketName"), "bkt");
    cr_expect_eq(talk_ask(&talk, "GET /none?cors"), 404);
    cr_expect_str_eq(talk_element(&talk, "Code"), "NoSuchBucket");
    talk_fini(&talk);
}

Test(s3_cors_xml, document_over_64_kib_is_refused)
{
    struct origin_talk talk;
    struct buf text;

    buf_init(&text, 1 << 20);
    while (text.len <= CORS_DOCUMENT_MAX)
        buf_add_byte(&text, ' ');
    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    cr_expect_eq(talk_ask_with(&talk,
                               "PUT /bkt?cors\nx-amz-checksum-crc32: AAAAAA==",
                               buf_span(&text)),
                 400);
    cr_expect_str_eq(talk_element(&talk, "Code"), "MaxMessageLengthExceeded");
    talk_fini(&talk);
    buf_fini(&text);
}
