/* test_apigateway_rest.c - REST APIs: mocks, proxies, errors without CORS. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>

#define S(text) "\\u0027" text "\\u0027" /* a static value, in its quotes */
#define A       "\nOrigin: https://a.test"

static const char *const seen[] = {"Access-Control-", "Vary",       "X-",
                                   "x-amzn-E",        "x-amzn-Rem", NULL};

/* /pets: GET proxied, OPTIONS mocked. /pets/{id}: mapped one by one. /shop
 * lets nobody in, and /keys only with a key. */
static const char description[] =
    "{'type': 'apigateway-rest', 'backends': { 'https://b.test': {'type': "
    "'plain', 'body': 'pet', 'headers': { 'Server': 'nginx', 'X-Pet': 'cat', "
    "'Content-Type': 'text/plain'}, 'allow_origin': 'reflect', 'routes': [ "
    "{'path': '/v1/pets/missing', 'status': 404, 'body': 'none'}, {'path': "
    "'/v1/pets/teapot', 'status': 418}], 'faults': [{'path': '/slow', "
    "'fault': 'hang'}, {'path': '/late', 'fault': 'none', 'delay_ms': 250}, "
    "{'path': '/reset', 'fault': 'reset'}, {'path': '/cut', 'fault': "
    "'truncate', 'at_bytes': 2}]}}, 'stage': 'prod', 'openapi': {'openapi': "
    "'3.0.1', 'paths': { '/pets': {'get': {'x-amazon-apigateway-integration':"
    " { 'type': 'http_proxy', 'uri': 'https://b.test/v1/pets', 'httpMethod': "
    "'GET'}}, 'options': {'responses': {'200': {'headers': { "
    "'Access-Control-Allow-Origin': {}, 'Access-Control-Allow-Methods': "
    "{}}}}, 'x-amazon-apigateway-integration': {'type': 'mock', "
    "'passthroughBehavior': 'when_no_match', 'requestTemplates': "
    "{'application/json': '{\\'statusCode\\': 200}'}, 'responses': "
    "{'default': {'statusCode': '200', 'responseParameters': { "
    "'method.response.header.Access-Control-Allow-Methods': "
    "'\\u0027GET,OPTIONS\\u0027', "
    "'method.response.header.Access-Control-Allow-Origin': "
    "'\\u0027*\\u0027'}}}}}}, '/pets/{id}': {'get': {'responses': { '200': "
    "{'headers': {'X-Kind': {}, 'X-From': {}, 'X-Acao': {}}}, '404': {}}, "
    "'x-amazon-apigateway-integration': {'type': 'http', 'uri': "
    "'https://b.test/v1/pets/{name}', 'httpMethod': 'GET', "
    "'requestParameters': { 'integration.request.path.name': "
    "'method.request.path.id'}, 'responses': {'2\\\\d{2}': {'statusCode': "
    "'200', 'responseParameters': {'method.response.header.X-Kind': "
    "'integration.response.header.X-Pet', 'method.response.header.X-Acao': "
    "'integration.response.header.Access-Control-Allow-Origin', "
    "'method.response.header.X-From': '\\u0027gateway\\u0027'}}, '404': "
    "{'statusCode': 404, 'responseTemplates': { 'application/json': "
    "'{}'}}}}}}, '/any/{proxy+}': {'x-amazon-apigateway-any-method': { "
    "'x-amazon-apigateway-integration': {'type': 'HTTP_PROXY', 'uri': "
    "'https://b.test/{proxy}', 'httpMethod': 'ANY', 'requestParameters': "
    "{'integration.request.path.proxy': 'method.request.path.proxy'}}}}, "
    "'/shop': {'options': {'security': [{'jwt': []}], "
    "'x-amazon-apigateway-integration': {'type': 'mock'}}}, '/keys': {'get': "
    "{'security': [{'key': []}], 'x-amazon-apigateway-integration': {'type': "
    "'mock'}}}, '/iam': {'get': {'x-amazon-apigateway-auth': {'type': "
    "'AWS_IAM'}, 'x-amazon-apigateway-integration': {'type': 'mock'}}}, "
    "'/never': {'options': {'x-amazon-apigateway-integration': { 'type': "
    "'mock', 'passthroughBehavior': 'never', 'requestTemplates': { "
    "'application/json': '{\\'statusCode\\': 204}'}, 'responses': {'204': "
    "{'statusCode': '204'}}}}}}, 'components': {'securitySchemes': { 'jwt': "
    "{'type': 'apiKey', 'name': 'Authorization', 'in': 'header', "
    "'x-amazon-apigateway-authtype': 'cognito_user_pools'}, 'key': {'type': "
    "'apiKey', 'name': 'x-api-key', 'in': 'header'}}}}, 'faults': [{'path': "
    "'/prod/busy', 'status': 429}, {'path': '/prod/odd', 'status': 409}, "
    "{'path': '/prod/no', 'status': 403}]%s}";

struct row {
    const char *request;
    const char *told;
    const char *body;
};

#define MESSAGE(text) "{\"message\":\"" text "\"}"
#define TOKEN                                                      \
    "403 | x-amzn-ErrorType: MissingAuthenticationTokenException", \
        MESSAGE("Missing Authentication Token")
#define BROKEN                                              \
    "500 | x-amzn-ErrorType: InternalServerErrorException", \
        MESSAGE("Internal server error")
#define LATE                                                \
    "504 | x-amzn-ErrorType: InternalServerErrorException", \
        MESSAGE("Endpoint request timed out")
#define LOST                                                \
    "504 | x-amzn-ErrorType: InternalServerErrorException", \
        MESSAGE("Network error communicating with endpoint")
#define PREFLIGHT                                        \
    "200 | Access-Control-Allow-Methods: GET,OPTIONS | " \
    "Access-Control-Allow-Origin: *",                    \
        ""
#define PROXIED                                                    \
    "200 | x-amzn-Remapped-Date: Tue, 25 Nov 2025 02:00:00 GMT | " \
    "x-amzn-Remapped-Server: popbox-origin"

static const struct row rows[] = {
    /* A mock answers everybody alike, whatever is asked, even nothing. */
    {"OPTIONS /prod/pets" A "\nAccess-Control-Request-Method: GET", PREFLIGHT},
    {"OPTIONS /prod/pets\nOrigin: https://evil.test\n"
     "Access-Control-Request-Method: DELETE",
     PREFLIGHT},
    {"OPTIONS /prod/pets", PREFLIGHT},
    {"OPTIONS /prod/pets\nContent-Type: application/json; charset=utf-8",
     PREFLIGHT},
    {"OPTIONS /prod/pets\nContent-Type: text/plain", BROKEN},
    {"OPTIONS /prod/never\nContent-Type: text/plain",
     "415 | x-amzn-ErrorType: BadRequestException",
     MESSAGE("Unsupported Media Type")},
    {"OPTIONS /prod/never", "204", ""},

    /* What nobody configured is there for nobody, preflights included. */
    {"OPTIONS /prod/pets/1" A "\nAccess-Control-Request-Method: GET", TOKEN},
    {"DELETE /prod/pets" A, TOKEN},
    {"GET /prod/nothing" A, TOKEN},
    {"GET /prod" A, TOKEN},
    {"GET /prod/pets/" A, TOKEN},
    {"GET /prod/any/" A, TOKEN},
    {"GET /other/pets" A, "403 | x-amzn-ErrorType: ForbiddenException",
     MESSAGE("Forbidden")},
    {"GET /production/pets", "403 | x-amzn-ErrorType: ForbiddenException",
     MESSAGE("Forbidden")},

    /* A proxy passes the backend's CORS headers, its Origin too. */
    {"GET /prod/pets" A,
     "200 | x-amzn-Remapped-Date: Tue, 25 Nov 2025 02:00:00 GMT | "
     "x-amzn-Remapped-Server: popbox-origin | "
     "Access-Control-Allow-Origin: https://a.test | "
     "x-amzn-Remapped-Server: nginx | X-Pet: cat",
     "pet"},
    {"POST /prod/any/x/y",
     PROXIED " | x-amzn-Remapped-Server: nginx | X-Pet: cat", "pet"},

    /* Without a proxy the backend never sees Origin; headers are mapped. */
    {"GET /prod/pets/1" A, "200 | X-Kind: cat | X-From: gateway", "pet"},
    {"GET /prod/pets/missing", "404", "{}"},
    {"GET /prod/pets/teapot", BROKEN},

    /* A preflight brings no credentials, so the guard turns it away. */
    {"OPTIONS /prod/shop" A "\nAccess-Control-Request-Method: GET",
     "401 | x-amzn-ErrorType: UnauthorizedException", MESSAGE("Unauthorized")},
    {"OPTIONS /prod/shop\nAuthorization: x", BROKEN},
    {"GET /prod/keys", "403 | x-amzn-ErrorType: ForbiddenException",
     MESSAGE("Forbidden")},
    {"GET /prod/keys\nX-Api-Key: k", BROKEN},
    {"GET /prod/iam", TOKEN},
    {"GET /prod/iam\nAuthorization: Bearer x", TOKEN},
    {"GET /prod/iam\nAuthorization: AWS4-HMAC-SHA256 Credential=x", BROKEN},

    {"GET /prod/any/slow", LATE},
    {"GET /prod/any/reset", LOST},
    {"GET /prod/any/cut", LOST},
    {"GET /prod/busy", "429 | x-amzn-ErrorType: TooManyRequestsException",
     MESSAGE("Too Many Requests")},
    {"GET /prod/no", "403 | x-amzn-ErrorType: AccessDeniedException",
     MESSAGE("User is not authorized to access this resource")},
    {"GET /prod/odd", "409", MESSAGE("Conflict")},
};

static void start(struct origin_talk *talk, const char *more)
{
    struct buf text;

    buf_init(&text, 65536);
    buf_addf(&text, description, more);
    talk_init(talk, buf_span(&text).ptr);
    buf_fini(&text);
}

Test(apigateway_rest, answers_as_it_was_told_and_knows_no_cors)
{
    struct origin_talk talk;

    start(&talk, "");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        (void)talk_ask(&talk, rows[i].request); /* the status is in told */
        cr_expect_str_eq(talk_told(&talk, seen), rows[i].told, "%s",
                         rows[i].request);
        cr_expect_str_eq(talk_body(&talk), rows[i].body, "%s", rows[i].request);
    }
    talk_fini(&talk);
}

Test(apigateway_rest, every_answer_has_its_ids_and_they_are_seeded)
{
    struct origin_talk talk;
    char first[64];

    start(&talk, "");
    (void)talk_ask(&talk, "GET /prod/nothing"); /* 403 */
    cr_expect_str_eq(talk_header(&talk, "Content-Type"), "application/json");
    cr_expect_eq(talk.ex.answer.length, 42);
    cr_expect_eq(strlen(talk_header(&talk, "x-amz-apigw-id")), 16);
    cr_expect_eq(strlen(talk_header(&talk, "x-amzn-RequestId")), 36);
    strcpy(first, talk_header(&talk, "x-amzn-RequestId"));
    cr_expect_eq(first[14], '4');
    (void)talk_ask(&talk, "GET /prod/nothing"); /* 403 */
    cr_expect_str_neq(talk_header(&talk, "x-amzn-RequestId"), first);
    talk_fini(&talk);
    start(&talk, "");
    (void)talk_ask(&talk, "GET /prod/nothing"); /* 403 */
    cr_expect_str_eq(talk_header(&talk, "x-amzn-RequestId"), first);
    talk_fini(&talk);
    start(&talk, ", 'id_seed': 2");
    (void)talk_ask(&talk, "GET /prod/nothing"); /* 403 */
    cr_expect_str_neq(talk_header(&talk, "x-amzn-RequestId"), first);
    talk_fini(&talk);
}

Test(apigateway_rest, delay_of_a_backend_passes_up_to_29_seconds)
{
    struct origin_talk talk;

    start(&talk, "");
    cr_expect_eq(talk_ask(&talk, "GET /prod/any/late"), 200);
    cr_expect_eq(talk.ex.answer.fault.delay_ms, 250);
    cr_expect_eq(talk_ask(&talk, "GET /prod/any/slow"), 504);
    cr_expect_eq(talk.ex.answer.fault.delay_ms, 29000);
    cr_expect_eq(talk.ex.answer.fault.kind, FAULT_NONE);
    talk_fini(&talk);
}

Test(apigateway_rest, request_body_reaches_the_backend_or_nobody)
{
    struct origin_talk talk;

    start(&talk, "");
    talk.piece = 1;
    cr_expect_eq(talk_ask_with(&talk, "POST /prod/any/x", SPAN("body")), 200);
    cr_expect(talk.accepted);
    cr_expect_eq(talk_ask_with(&talk, "OPTIONS /prod/pets", SPAN("body")), 200);
    cr_expect_not(talk.accepted);
    talk.cut_short = true;
    cr_expect_eq(talk_ask_with(&talk, "POST /prod/any/x", SPAN("body")), 400);
    cr_expect(talk.ex.answer.close);
    talk_fini(&talk);
}

/* ---- gateway responses --------------------------------------------------- */

static const char worded[] =
    "{'type': 'apigateway-rest', 'openapi': {'swagger': '2.0', 'basePath': "
    "'/dev', 'paths': {'/a': {'get': {'security': [{'k': []}], "
    "'x-amazon-apigateway-integration': {'type': 'mock'}}}}, "
    "'securityDefinitions': {'k': {'type': 'apiKey', 'name': 'x-api-key', "
    "'in': 'header'}}, 'x-amazon-apigateway-gateway-responses': {%s}}}";

struct worded_row {
    const char *responses;
    const char *request;
    const char *told;
    const char *body;
};

#define ANYBODY                                                      \
    "'responseParameters': {'gatewayresponse.header.Access-Control-" \
    "Allow-Origin': '" S("*") "'}"

static const struct worded_row worded_rows[] = {
    {"'DEFAULT_4XX': {" ANYBODY "}", "GET /dev/x" A,
     "403 | x-amzn-ErrorType: MissingAuthenticationTokenException | "
     "Access-Control-Allow-Origin: *",
     MESSAGE("Missing Authentication Token")},
    {"'DEFAULT_5XX': {" ANYBODY "}", "GET /dev/x" A, TOKEN},
    {"'DEFAULT_5XX': {" ANYBODY "}", "GET /dev/a\nX-Api-Key: k",
     "500 | x-amzn-ErrorType: InternalServerErrorException | "
     "Access-Control-Allow-Origin: *",
     MESSAGE("Internal server error")},
    {"'DEFAULT_4XX': {" ANYBODY "}", "GET /other/x" A,
     "403 | x-amzn-ErrorType: ForbiddenException", MESSAGE("Forbidden")},
    {"'DEFAULT_4XX': {" ANYBODY "}, 'INVALID_API_KEY': {'statusCode': '429', "
     "'responseTemplates': {'application/json': '{\\'m\\': "
     "$context.error.messageString, \\'t\\': "
     "\\'$context.error.responseType\\'}'}}",
     "GET /dev/a", "429 | x-amzn-ErrorType: ForbiddenException",
     "{\"m\": \"Forbidden\", \"t\": \"INVALID_API_KEY\"}"},
    {"'DEFAULT_4XX': {'statusCode': 404, 'responseTemplates': "
     "{'application/json': '$context.error.message!'}, 'responseParameters': "
     "{'gatewayresponse.header.Access-Control-Allow-Origin': "
     "'method.request.header.Origin'}}",
     "GET /dev/x" A,
     "404 | x-amzn-ErrorType: MissingAuthenticationTokenException | "
     "Access-Control-Allow-Origin: https://a.test",
     "Missing Authentication Token!"},
};

Test(apigateway_rest, errors_have_cors_only_where_somebody_set_it)
{
    for (size_t i = 0; i < sizeof(worded_rows) / sizeof(worded_rows[0]); i++) {
        const struct worded_row *row = &worded_rows[i];
        struct origin_talk talk;
        struct buf text;

        buf_init(&text, 65536);
        buf_addf(&text, worded, row->responses);
        talk_init(&talk, buf_span(&text).ptr);
        (void)talk_ask(&talk, row->request); /* the status is in told */
        cr_expect_str_eq(talk_told(&talk, seen), row->told, "%s",
                         row->responses);
        cr_expect_str_eq(talk_body(&talk), row->body, "%s", row->responses);
        talk_fini(&talk);
        buf_fini(&text);
    }
}
