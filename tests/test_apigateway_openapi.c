/* test_apigateway_openapi.c - reading APIs: what is taken, refused, and where.
 */
#include "tests/origin_talk.h"

#include "cache/base/json.h"
#include "origin/origins.h"

#include <criterion/criterion.h>

#define S(text) "\\u0027" text "\\u0027" /* a static value, in its quotes */

struct row {
    const char *description;
    const char *message; /* how the refusal begins, after the file */
};

#define REST(paths) \
    "{'type': 'apigateway-rest', 'openapi': {'openapi': '3.0.1', " paths "}}"
#define GET(integration)                                                \
    REST("'paths': {'/a': {'get': {'x-amazon-apigateway-integration': " \
         "{" integration "}}}}")
#define IN_GET "$.openapi.paths[\"/a\"].get.x-amazon-apigateway-integration"
#define MOCK   "'type': 'mock'"
#define RESPONSE(members) \
    GET(MOCK ", 'responses': {'default': {'statusCode': '200', " members "}}")
#define IN_RESPONSE IN_GET ".responses.default"
#define HTTP(members)                                                    \
    "{'type': 'apigateway-http', 'backend': {'type': 'plain'}, 'api': {" \
    "'ProtocolType': 'HTTP', 'CorsConfiguration': {" members "}}}"
#define IN_CORS "$.api.CorsConfiguration"
#define EMPTY   "{'get': {'x-amazon-apigateway-integration': {" MOCK "}}}"

static const struct row rows[] = {
    /* the document */
    {"{'type': 'apigateway-rest'}", "$: needs \"openapi\""},
    {"{'type': 'apigateway-http'}", "$: needs \"openapi\", or \"api\""},
    {"{'type': 'apigateway-rest', 'openapi': {'openapi': '2.0'}}",
     "$.openapi: is neither OpenAPI 3 nor Swagger 2.0"},
    {"{'type': 'apigateway-http', 'openapi': {'swagger': '2.0'}}",
     "$.openapi: is not OpenAPI 3"},
    {REST("'info': {}"), "$.openapi: \"paths\" is missing"},
    {REST("'paths': []"), "$.openapi.paths: an array; it must be an object"},
    {"{'type': 'apigateway-rest', 'backend': {}}", "$.backend: "},
    {"{'type': 'apigateway-rest', 'stage': 'a/b'}", "$.stage: is one part"},
    {REST("'servers': [{'url': 'https://h/a/b'}], 'paths': {}"),
     "$.openapi: names no stage"},
    {REST("'x-amazon-apigateway-policy': {}, 'paths': {}"),
     "$.openapi.x-amazon-apigateway-policy: is not modelled"},
    {REST("'x-amazon-apigateway-cors': {}, 'paths': {}"),
     "$.openapi.x-amazon-apigateway-cors: is not modelled"},

    /* paths */
    {REST("'paths': {'a': {}}"), "$.openapi.paths.a: a path begins with '/'"},
    {REST("'paths': {'/a{b}': {}}"), "$.openapi.paths[\"/a{b}\"]: a variable"},
    {REST("'paths': {'/{}': {}}"),
     "$.openapi.paths[\"/{}\"]: a variable needs"},
    {REST("'paths': {'/{a+}/b': {}}"),
     "$.openapi.paths[\"/{a+}/b\"]: {name+} takes the rest"},
    {REST("'paths': {'/{a}': {}, '/{b}': {}}"),
     "$.openapi.paths[\"/{b}\"]: answers the same paths as /{a}"},
    {REST("'paths': {'/a': {'$ref': 'x'}}"),
     "$.openapi.paths[\"/a\"]: must be an object with methods"},
    {REST("'paths': {'/a': {'otpions': {}}}"),
     "$.openapi.paths[\"/a\"].otpions: is no method"},
    {REST("'paths': {'/a': {'get': 1}}"),
     "$.openapi.paths[\"/a\"].get: must be an object"},
    {REST("'paths': {'/a': {'get': {}}}"),
     "$.openapi.paths[\"/a\"].get: \"x-amazon-apigateway-integration\" is "
     "missing"},
    {REST("'paths': {'/a': {'get': {'x-amazon-apigateway-request-validator': "
          "'all'}}}"),
     "$.openapi.paths[\"/a\"].get.x-amazon-apigateway-request-validator: is "
     "not modelled"},
    {REST("'paths': {'/a': {'get': {'security': [{'k': []}]}}}"),
     "$.openapi.paths[\"/a\"].get.security[0].k: is no security scheme"},
    {REST("'paths': {'/a': {'get': {'x-amazon-apigateway-integration': "
          "{'$ref': '#/x'}}}}"),
     IN_GET "[\"$ref\"]: names no integration"},

    /* integrations */
    {GET("'type': 'aws'"), IN_GET ".type: "},
    {GET("'typ': 'mock'"), IN_GET ".typ: "},
    {GET("'type': 'http_proxy'"), IN_GET ": \"uri\" is missing"},
    {GET("'type': 'http_proxy', 'uri': 'https://x.test'"),
     IN_GET ".uri: nobody stands for this address"},
    {GET(MOCK ", 'tlsConfig': {}"), IN_GET ".tlsConfig: "},
    {GET(MOCK ", 'requestTemplates': {'application/json': '#set($a = 1)'}"),
     IN_GET ".requestTemplates[\"application/json\"]: needs Velocity"},
    {GET(MOCK ", 'responses': {'.*': {}}"),
     IN_GET ".responses[\".*\"]: is no pattern"},
    {GET(MOCK ", 'responses': {'40': {}}"),
     IN_GET ".responses[\"40\"]: is no pattern"},
    {GET(MOCK ", 'responses': {'default': {'statusCode': '42'}}"),
     IN_RESPONSE ".statusCode: must be a status"},
    {GET(MOCK ", 'responses': {'default': {}}"),
     IN_RESPONSE ": \"statusCode\" is missing"},
    {RESPONSE("'responseParameters': {'method.response.header.X-A': '*'}"),
     IN_RESPONSE ".responseParameters[\"method.response.header.X-A\"]: is no "
                 "mapping that is modelled here: a static value"},
    {RESPONSE(
         "'responseParameters': {'method.response.header.X-A': '" S("*") "'}"),
     IN_RESPONSE ".responseParameters: sets X-A, which the method does not "
                 "declare: add it to responses.200.headers"},
    {RESPONSE("'responseParameters': {'X-A': '" S("*") "'}"),
     IN_RESPONSE ".responseParameters.X-A: is nothing that a mapping can "
                 "set here"},
    {RESPONSE("'responseParameters': {'method.response.header.Content-Length': "
              "'" S("1") "'}"),
     IN_RESPONSE
     ".responseParameters[\"method.response.header.Content-Length\"]"
     ": is nothing"},
    {RESPONSE("'responseTemplates': {'application/json': '$input.body'}"),
     IN_RESPONSE ".responseTemplates[\"application/json\"]: needs Velocity"},
    {RESPONSE("'responseTemplates': {'text/html': ''}"),
     IN_RESPONSE ".responseTemplates[\"text/html\"]: is not modelled"},

    /* gateway responses */
    {REST("'x-amazon-apigateway-gateway-responses': {'DEFAULT_3XX': {}}"),
     "$.openapi.x-amazon-apigateway-gateway-responses.DEFAULT_3XX: "},
    {REST("'x-amazon-apigateway-gateway-responses': {'THROTTLED': "
          "{'statusCode': 'x'}}"),
     "$.openapi.x-amazon-apigateway-gateway-responses.THROTTLED.statusCode"
     ": must be a status"},
    {REST("'x-amazon-apigateway-gateway-responses': {'THROTTLED': "
          "{'responseTemplates': {'application/json': "
          "'$context.error.messages'}}}"),
     "$.openapi.x-amazon-apigateway-gateway-responses.THROTTLED."
     "responseTemplates[\"application/json\"]: needs Velocity"},

    /* CORS blocks */
    {HTTP("'AllowOrigins': ['*.example.com']"),
     IN_CORS ".AllowOrigins[0]: is no origin"},
    {HTTP("'AllowOrigins': ['https://a.test', 'https://*.example.com']"),
     IN_CORS ".AllowOrigins[1]: is no origin"},
    {HTTP("'AllowOrigins': ['https://a.test/']"),
     IN_CORS ".AllowOrigins[0]: is no origin"},
    {HTTP("'AllowOrigins': ['a.test']"),
     IN_CORS ".AllowOrigins[0]: is no origin"},
    {HTTP("'AllowOrigins': ['https://']"),
     IN_CORS ".AllowOrigins[0]: is no origin"},
    {HTTP("'AllowOrigins': ['*'], 'AllowCredentials': true"),
     IN_CORS ": allow-credentials is not supported if 'allow-origin' is *"},
    {HTTP("'MaxAge': 86401"), IN_CORS ".MaxAge: "},
    {HTTP("'AllowMethods': ['GET POST']"),
     IN_CORS ".AllowMethods[0]: must be one method or header name"},
    {HTTP("'AllowOrigin': ['*']"), IN_CORS ".AllowOrigin: "},
    {"{'type': 'apigateway-http', 'api': {'ProtocolType': 'WEBSOCKET'}}",
     "$.api.ProtocolType: "},
    {"{'type': 'apigateway-http', 'api': {'ProtocolType': 'HTTP', "
     "'CorsConfigurations': {}}}",
     "$.api.CorsConfigurations: unknown; did you mean \"CorsConfiguration\"?"},
    {"{'type': 'apigateway-http', 'api': {'Items': [{}, {}]}}",
     "$.api.Items: holds 2 APIs"},
    {"{'type': 'apigateway-http', 'api': {'ProtocolType': 'HTTP'}, 'openapi': "
     "{'openapi': '3.0.1', 'x-amazon-apigateway-cors': {}, 'paths': {}}}",
     "$.api: has a CORS block, and so has \"openapi\""},
    {"{'type': 'apigateway-http', 'openapi': {'openapi': '3.0.1', 'paths': "
     "{'/a': " EMPTY "}}}",
     IN_GET ".type: an HTTP API has proxy integrations only"},
    {"{'type': 'apigateway-http', 'api': {'ProtocolType': 'HTTP'}, 'backend': "
     "{'type': 'plain', 'x': 1}}",
     "$.backend.x: "},
    {"{'type': 'apigateway-http', 'api': {'ProtocolType': 'HTTP'}, 'backends':"
     " {'': {'type': 'plain'}}}",
     "$.backends[\"\"]: needs an address"},
};

Test(apigateway_openapi, refusal_names_the_place_and_what_is_wrong)
{
    struct buf message;

    buf_init(&message, 65536);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *text;

        talk_refused(rows[i].description, &message);
        text = strstr(buf_span(&message).ptr, "$");
        cr_assert_not_null(text, "%s: %s", rows[i].description,
                           buf_span(&message).ptr);
        cr_expect(span_starts(span_str(text), span_str(rows[i].message)),
                  "%s: %s", rows[i].description, text);
    }
    buf_fini(&message);
}

/* As `aws apigateway get-export --parameters extensions=integrations` prints a
 * REST API whose console was asked to "Enable CORS". */
static const char exported[] =
    "{'type': 'apigateway-rest', 'openapi': {'openapi': '3.0.1', 'info': "
    "{'title': 'PetStore', 'version': '2026-01-01T00:00:00Z'}, 'servers': "
    "[{'url': "
    "'https://abc123.execute-api.us-east-1.amazonaws.com/{basePath}', "
    "'variables': {'basePath': {'default': 'prod'}}}], 'paths': {'/pets': "
    "{'parameters': [], 'options': {'summary': 's', 'tags': ['t'], "
    "'responses': {'200': {'description': '200 response', 'headers': "
    "{'Access-Control-Allow-Origin': {'schema': {'type': 'string'}}, "
    "'Access-Control-Allow-Methods': {'schema': {'type': 'string'}}, "
    "'Access-Control-Allow-Headers': {'schema': {'type': 'string'}}}, "
    "'content': {'application/json': {'schema': {'$ref': "
    "'#/components/schemas/Empty'}}}}}, 'x-amazon-apigateway-integration': "
    "{'type': 'mock', 'responses': {'default': {'statusCode': '200', "
    "'responseParameters': "
    "{'method.response.header.Access-Control-Allow-Methods': "
    "'\\u0027GET,OPTIONS\\u0027', "
    "'method.response.header.Access-Control-Allow-Headers': "
    "'\\u0027Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-"
    "Token\\u0027',"
    " 'method.response.header.Access-Control-Allow-Origin': "
    "'\\u0027*\\u0027'}}}, 'requestTemplates': {'application/json': "
    "'{\\'statusCode\\': 200}'}, 'passthroughBehavior': 'when_no_match'}}}}, "
    "'components': {'schemas': {'Empty': {'title': 'Empty Schema', 'type': "
    "'object'}}}}}";

Test(apigateway_openapi, console_export_is_understood)
{
    static const char *const seen[] = {"Access-Control-", NULL};
    struct origin_talk talk;

    talk_init(&talk, exported);
    (void)talk_ask(&talk, "OPTIONS /prod/pets"); /* the status is in told */
    cr_expect_str_eq(
        talk_told(&talk, seen),
        "200 | Access-Control-Allow-Methods: GET,OPTIONS | "
        "Access-Control-Allow-Headers: Content-Type,X-Amz-Date,Authorization,"
        "X-Api-Key,X-Amz-Security-Token | Access-Control-Allow-Origin: *");
    talk_fini(&talk);
}

/* Cuts the text of a description at every byte, and at every value: removes
 * one member at a time. Nothing may be half understood. */
Test(apigateway_openapi, every_truncation_is_refused_with_a_place)
{
    struct buf text;

    buf_init(&text, 1 << 20);
    for (const char *c = exported; *c; c++)
        buf_add_byte(&text, *c == '\'' ? '"' : *c);
    for (size_t n = 0; n < text.len; n++) {
        struct json_reader reader;
        struct origin *origin = NULL;
        int err = json_open(&reader, "cut", span_cut(buf_span(&text), 0, n));

        if (err == 0)
            err =
                origins_read(&origin, &reader, json_root(&reader), TALK_NOW_MS);
        cr_assert_neq(err, 0, "%zu", n);
        cr_assert_null(origin);
        cr_assert_eq(strncmp(reader.error, "cut:1:", 6), 0, "%s", reader.error);
        json_close(&reader);
    }
    buf_fini(&text);
}

struct pattern_row {
    const char *pattern;
    int status;
    bool chosen;
};

static const struct pattern_row patterns[] = {
    {"404", 404, true},        {"404", 403, false},    {"4\\\\d{2}", 404, true},
    {"4\\\\d{2}", 500, false}, {"5..", 503, true},     {"5..", 404, false},
    {"\\\\d{3}", 200, true},   {"4\\\\d4", 414, true}, {"4\\\\d4", 415, false},
    {".{2}9", 409, true},      {".{2}9", 410, false},
};

Test(apigateway_openapi, patterns_choose_by_the_digits_of_a_status)
{
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        struct origin_talk talk;
        struct buf text;
        int status;

        buf_init(&text, 65536);
        buf_addf(&text,
                 GET("'type': 'mock', 'requestTemplates': {'application/json': "
                     "'{\\'statusCode\\': %d}'}, 'responses': {'%s': "
                     "{'statusCode': '299'}}"),
                 patterns[i].status, patterns[i].pattern);
        talk_init(&talk, buf_span(&text).ptr);
        status = talk_ask(&talk, "GET /a");
        cr_expect_eq(status, patterns[i].chosen ? 299 : 500, "%s: %d",
                     patterns[i].pattern, patterns[i].status);
        talk_fini(&talk);
        buf_fini(&text);
    }
}
