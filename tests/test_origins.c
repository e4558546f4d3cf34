/* test_origins.c - descriptions of origins: what is refused, where, and how. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>

struct row {
    const char *description;
    const char *message;
};

#define S3(members)     "{'type': 's3', " members "}"
#define BUCKET(members) S3("'buckets': {'bkt': {" members "}}")
#define RULES(rules)    BUCKET("'cors': {'CORSRules': [" rules "]}")
#define PLAIN(members)  "{'type': 'plain', " members "}"

static const struct row rows[] = {
    {"[]", "$: an origin is an object like {\"type\": \"s3\"}"},
    {"{}", "$: "},
    {"{'type': 'gcs'}", "$.type: "},
    {S3("'bukket': {}"), "$.bukket: "},
    {S3("'buckets': []"), "$.buckets: "},
    {S3("'memory_mb': 0"), "$.memory_mb: "},
    {S3("'buckets': {'B': {}}"), "$.buckets.B: is no bucket name"},
    {S3("'buckets': {'bkt': 1}"), "$.buckets.bkt: a bucket is an object"},
    {BUCKET("'object': {}"), "$.buckets.bkt.object: "},
    {BUCKET("'objects': {'k': 1}"),
     "$.buckets.bkt.objects.k: must be the body (a string), or an object"},
    {BUCKET("'objects': {'k': {}}"),
     "$.buckets.bkt.objects.k: needs either \"body\""},
    {BUCKET("'objects': {'k': {'body': '', 'size': 1}}"),
     "$.buckets.bkt.objects.k: needs either \"body\""},
    {BUCKET("'objects': {'k': {'base64': 'Zm9'}}"),
     "$.buckets.bkt.objects.k.base64: is not base64"},
    {BUCKET("'objects': {'k': {'base64': 'Zm9v', 'body': 'foo'}}"),
     "$.buckets.bkt.objects.k.base64: stands in place of \"body\""},
    {BUCKET("'objects': {'k': {'base64': 'Zm9v', 'size': 3}}"),
     "$.buckets.bkt.objects.k: needs either \"body\""},
    {BUCKET("'objects': {'k': {'size': -1}}"),
     "$.buckets.bkt.objects.k.size: "},
    {BUCKET("'objects': {'k': {'body': '', 'headers': {'a b': 'c'}}}"),
     "$.buckets.bkt.objects.k.headers[\"a b\"]: is not a header's name"},
    {BUCKET("'objects': {'': 'x'}"), ": a key has 1 to 1024 bytes"},
    {BUCKET("'cors': []"), "$.buckets.bkt.cors: "},
    {BUCKET("'cors': {}"), "$.buckets.bkt.cors"},
    {BUCKET("'cors': {'CORSRules': []}"),
     "$.buckets.bkt.cors.CORSRules: needs 1 to 100 rules"},
    {RULES("1"), "$.buckets.bkt.cors.CORSRules[0]: must be an object"},
    {RULES("{'AllowedMethods': ['GET']}"), "AllowedOrigins"},
    {RULES("{'AllowedOrigins': ['*'], 'AllowedMethods': []}"),
     "$.buckets.bkt.cors.CORSRules[0]: S3 would refuse it: a rule needs at "
     "least one origin and one method"},
    {RULES("{'AllowedOrigins': ['*'], 'AllowedMethods': ['get']}"),
     "$.buckets.bkt.cors.CORSRules[0]: S3 would refuse it: Found unsupported "
     "HTTP method in CORS config. Unsupported method is get"},
    {RULES("{'AllowedOrigins': [1], 'AllowedMethods': ['GET']}"),
     "$.buckets.bkt.cors.CORSRules[0].AllowedOrigins[0]: is a number"},
    {RULES("{'AllowedOrigin': ['*'], 'AllowedMethods': ['GET']}"),
     "$.buckets.bkt.cors.CORSRules[0].AllowedOrigin: "},
    {S3("'faults': [{'fault': 'explode'}]"), "$.faults[0].fault: "},
    {S3("'faults': [{}]"), "$.faults[0]: does nothing"},
    {S3("'faults': [1]"), "$.faults[0]: must be an object"},
    {S3("'faults': [{'fault': 'hang', 'requests': [0]}]"),
     "$.faults[0].requests[0]: is not a request's number"},
    {S3("'faults': [{'fault': 'hang', 'requests': []}]"),
     "$.faults[0].requests: needs 1 to 64 numbers"},
    {S3("'faults': [{'fault': 'hang', 'percent': 101}]"),
     "$.faults[0].percent: must be from 0 to 100"},
    {S3("'faults': [{'fault': 'hang', 'at_bytes': 1}]"),
     "$.faults[0].at_bytes: is for \"fault\": \"truncate\" only"},
    {S3("'faults': [{'status': 418}]"),
     "$.faults: S3 fails with 403, 404, 500 or 503, not with 418"},
    {PLAIN("'bodies': ''"), "$.bodies: "},
    {PLAIN("'body': '', 'size': 1"), "$: has several bodies"},
    {PLAIN("'status': 99"), "$.status: "},
    {PLAIN("'headers': {'Content-Length': '1'}"),
     "is no header that can be set here"},
    {PLAIN("'headers': {'Connection': 'x'}"),
     "$.headers.Connection: is no header that can be set here"},
    {PLAIN("'headers': {'X-A': 1}"), "$.headers"},
    {PLAIN("'headers': {'X-A': 'a\\nb'}"), "has a control character"},
    {PLAIN("'allow_origin': 1"), "$.allow_origin: must be \"none\""},
    {PLAIN("'allow_origin': [1]"), "$.allow_origin[0]: must be a string"},
    {PLAIN("'vary': 'sometimes'"), "$.vary: "},
    {PLAIN("'preflight': {'methods': ''}"), "$.preflight.methods: "},
    {PLAIN("'routes': [1]"), "$.routes[0]: a route is an object"},
    {PLAIN("'routes': [{}]"), "$.routes[0]"},
    {PLAIN("'routes': [{'path': '*', 'routes': []}]"), "$.routes[0].routes: "},
};

Test(origins, refusal_names_the_place_and_what_is_wrong)
{
    struct buf message;

    buf_init(&message, 65536);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        talk_refused(rows[i].description, &message);
        cr_expect(strstr(buf_span(&message).ptr, rows[i].message), "%s: %s",
                  rows[i].description, buf_span(&message).ptr);
        cr_expect_eq(strncmp(buf_span(&message).ptr, "test:1:", 7), 0);
    }
    buf_fini(&message);
}

Test(origins, members_of_an_origins_user_are_left_alone)
{
    static const char *const types[] = {"plain", "s3"};
    struct buf text;

    buf_init(&text, 4096);
    for (size_t i = 0; i < 2; i++) {
        struct origin_talk talk;

        buf_reset(&text);
        buf_addf(&text,
                 "{'type': '%s', 'domain': 'a.test', 'listen': "
                 "'127.0.0.1:1', 'connect_attempts': 2}",
                 types[i]);
        talk_init(&talk, buf_span(&text).ptr);
        cr_expect_str_eq(talk.origin->ops->type, types[i]);
        talk_fini(&talk);
    }
    buf_fini(&text);
}

Test(origins, same_conversation_gives_the_same_bytes)
{
    static const char *const all[] = {"", NULL};
    struct buf told[2];

    for (int i = 0; i < 2; i++) {
        struct origin_talk talk;

        buf_init(&told[i], 65536);
        talk_init(&talk, BUCKET("'objects': {'k': 'x'}"));
        for (int j = 0; j < 3; j++) {
            (void)talk_ask(&talk, "GET /bkt/none"); /* told below */
            buf_add_str(&told[i], talk_told(&talk, all));
            buf_add_str(&told[i], talk_body(&talk));
        }
        talk_fini(&talk);
    }
    cr_expect_str_eq(buf_span(&told[0]).ptr, buf_span(&told[1]).ptr);
    buf_fini(&told[0]);
    buf_fini(&told[1]);
}

Test(origins, s3_fails_as_its_faults_say_with_s3s_errors)
{
    static const struct {
        int status;
        const char *code;
    } errors[] = {{403, "AccessDenied"},
                  {404, "NoSuchKey"},
                  {500, "InternalError"},
                  {503, "SlowDown"}};
    struct buf text;

    buf_init(&text, 4096);
    for (size_t i = 0; i < 4; i++) {
        struct origin_talk talk;

        buf_reset(&text);
        buf_addf(&text, S3("'faults': [{'path': '/bkt/*', 'status': %d}]"),
                 errors[i].status);
        talk_init(&talk, buf_span(&text).ptr);
        cr_expect_eq(talk_ask(&talk, "GET /bkt/k"), errors[i].status);
        cr_expect_str_eq(talk_element(&talk, "Code"), errors[i].code);
        talk_fini(&talk);
    }
    buf_fini(&text);
}
