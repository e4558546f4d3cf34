/* test_apigateway_http.c - HTTP APIs: one CORS block, routes, errors. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>

#define A    "\nOrigin: https://a.test"
#define B    "\nOrigin: https://b.test"
#define ACRM "\nAccess-Control-Request-Method: PUT"
#define ACAO " | access-control-allow-origin: "

static const char *const seen[] = {
    "Access-Control-", "access-control-", "Vary", "X-", "www-", NULL};

/* The backend has CORS headers of its own, which nobody is to see. */
static const char description[] =
    "{'type': 'apigateway-http', 'api': {'ApiId': 'a1', 'ProtocolType': 'HTTP',"
    " 'Name': 'n', 'CorsConfiguration': {%s}}, 'backend': {'type': 'plain',"
    " 'body': 'ok', 'allow_origin': 'https://backend.test',"
    " 'headers': {'Access-Control-Max-Age': '9', 'X-B': '1'}}%s}";

struct row {
    const char *cors;
    const char *request;
    const char *told;
};

#define EXACT "'AllowOrigins': ['https://a.test', 'http://c.test:81']"
#define LISTS                                                             \
    ", 'AllowMethods': ['GET', 'POST'], 'AllowHeaders': ['x-a', 'x-b'], " \
    "'ExposeHeaders': ['etag', 'date'], 'MaxAge': 300"

static const struct row rows[] = {
    {EXACT, "GET /x", "200 | X-B: 1"},
    {EXACT, "GET /x" A, "200 | X-B: 1" ACAO "https://a.test"},
    {EXACT, "GET /x" B, "200 | X-B: 1"},
    {EXACT, "GET /x\nOrigin: http://c.test:81",
     "200 | X-B: 1" ACAO "http://c.test:81"},
    {EXACT, "GET /x\nOrigin: https://A.test", "200 | X-B: 1"},
    {EXACT, "GET /x\nOrigin: https://x.a.test", "200 | X-B: 1"},
    {EXACT, "GET /x\nOrigin: null", "200 | X-B: 1"},
    {"'AllowOrigins': ['*']", "GET /x" B, "200 | X-B: 1" ACAO "*"},
    {"'AllowOrigins': ['*']", "GET /x", "200 | X-B: 1"},
    {"'AllowOrigins': ['https://*']", "GET /x" B,
     "200 | X-B: 1" ACAO "https://b.test"},
    {"'AllowOrigins': ['https://*']", "GET /x\nOrigin: http://b.test",
     "200 | X-B: 1"},
    {"'AllowOrigins': ['http://*']", "GET /x\nOrigin: http://b.test",
     "200 | X-B: 1" ACAO "http://b.test"},
    {"'AllowOrigins': ['http://*']", "GET /x" B, "200 | X-B: 1"},
    {"", "GET /x" A, "200 | X-B: 1"},
    {EXACT ", 'AllowCredentials': true", "GET /x" A,
     "200 | X-B: 1" ACAO
     "https://a.test | access-control-allow-credentials: true"},
    {EXACT LISTS, "GET /x" A,
     "200 | X-B: 1" ACAO
     "https://a.test | access-control-expose-headers: etag,date"},

    /* Preflights: only the origin is judged, and a no is a silence. */
    {EXACT LISTS, "OPTIONS /x" A ACRM,
     "204" ACAO "https://a.test | access-control-allow-methods: GET,POST | "
     "access-control-allow-headers: x-a,x-b | access-control-max-age: 300"},
    {EXACT LISTS, "OPTIONS /x" B ACRM, "204"},
    {EXACT ", 'MaxAge': 0, 'AllowCredentials': true", "OPTIONS /x" A ACRM,
     "204" ACAO "https://a.test | access-control-allow-credentials: true | "
     "access-control-max-age: 0"},
    /* What is no preflight is the backend's: it has no OPTIONS of its own. */
    {EXACT, "OPTIONS /x" A, "405 | X-B: 1" ACAO "https://a.test"},
    {EXACT, "OPTIONS /x" ACRM, "405 | X-B: 1"},
};

static void start(struct origin_talk *talk, const char *cors, const char *more)
{
    struct buf text;

    buf_init(&text, 65536);
    buf_addf(&text, description, cors, more);
    talk_init(talk, buf_span(&text).ptr);
    buf_fini(&text);
}

Test(apigateway_http, cors_block_is_the_only_voice)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct origin_talk talk;

        start(&talk, rows[i].cors, "");
        (void)talk_ask(&talk, rows[i].request); /* the status is in told */
        cr_expect_str_eq(talk_told(&talk, seen), rows[i].told, "%s: %s",
                         rows[i].cors, rows[i].request);
        cr_expect_eq(strlen(talk_header(&talk, "apigw-requestid")), 16);
        talk_fini(&talk);
    }
}

Test(apigateway_http, status_of_the_preflight_is_a_knob)
{
    struct origin_talk talk;

    start(&talk, EXACT, ", 'preflight_status': 200");
    cr_expect_eq(talk_ask(&talk, "OPTIONS /x" A ACRM), 200);
    cr_expect_eq(talk_ask(&talk, "OPTIONS /x" B ACRM), 200);
    talk_fini(&talk);
}

Test(apigateway_http, without_a_cors_block_the_backend_speaks)
{
    struct origin_talk talk;

    talk_init(&talk, "{'type': 'apigateway-http', 'api': {'Items': [{"
                     "'ProtocolType': 'HTTP'}]}, 'backend': {'type': 'plain', "
                     "'allow_origin': 'reflect', 'vary': 'always'}}");
    (void)talk_ask(&talk, "GET /x" A); /* the status is in told */
    cr_expect_str_eq(talk_told(&talk, seen),
                     "200 | Access-Control-Allow-Origin: https://a.test | "
                     "Vary: Origin");
    cr_expect_eq(talk_ask(&talk, "OPTIONS /x" A ACRM), 405);
    talk_fini(&talk);
}

/* ---- routes -------------------------------------------------------------- */

/* Every route has its own backend, which says the route's name. */
static const char routed[] =
    "{'type': 'apigateway-http', 'backends': {'https://one.test': {'type': "
    "'plain', 'body': 'one'}, 'https://var.test': {'type': 'plain', 'body': "
    "'var'}, 'https://post.test': {'type': 'plain', 'body': 'post'}, "
    "'https://deep.test': {'type': 'plain', 'body': 'deep'}, "
    "'https://rest.test': {'type': 'plain', 'body': 'rest'}, "
    "'https://auth.test': {'type': 'plain', 'body': 'auth'}, "
    "'https://bad.test': {'type': 'plain', 'faults': [{'path': '/', "
    "'requests': [1], 'fault': 'reset'}, {'path': '/', 'fault': 'hang'}]}}, "
    "'openapi': {'openapi': '3.0.1', 'servers': [{'url': "
    "'https://a1.execute-api.us-east-1.amazonaws.com/{basePath}', "
    "'variables': {'basePath': {'default': '/live'}}}], "
    "'x-amazon-apigateway-cors': {'allowOrigins': ['https://a.test']}, "
    "'components': {'securitySchemes': {'j': {'type': 'oauth2'}}, "
    "'x-amazon-apigateway-integrations': {'shared': {'type': 'http_proxy', "
    "'uri': 'https://deep.test/{b}', 'httpMethod': 'GET'}}}, 'paths': "
    "{'/{proxy+}': {'get': {'x-amazon-apigateway-integration': {'type': "
    "'http_proxy', 'uri': 'https://rest.test/', 'httpMethod': 'ANY', "
    "'payloadFormatVersion': '1.0'}}}, '/a/one': {'get': "
    "{'x-amazon-apigateway-integration': {'type': 'http_proxy', 'uri': "
    "'https://one.test/', 'httpMethod': 'ANY', 'payloadFormatVersion': "
    "'1.0'}}}, '/a/{v}': {'get': {'x-amazon-apigateway-integration': {'type':"
    " 'http_proxy', 'uri': 'https://var.test/', 'httpMethod': 'ANY', "
    "'payloadFormatVersion': '1.0'}}, 'post': "
    "{'x-amazon-apigateway-integration': {'type': 'http_proxy', 'uri': "
    "'https://post.test/', 'httpMethod': 'ANY', 'payloadFormatVersion': "
    "'1.0'}}}, '/a/{v}/{b}': {'x-amazon-apigateway-any-method': "
    "{'x-amazon-apigateway-integration': {'$ref': "
    "'#/components/x-amazon-apigateway-integrations/shared'}}}, '/auth': "
    "{'get': {'security': [{'j': []}], 'x-amazon-apigateway-integration': "
    "{'type': 'http_proxy', 'uri': 'https://auth.test'}}}, '/bad': {'get': "
    "{'x-amazon-apigateway-integration': {'type': 'http_proxy', 'uri': "
    "'https://bad.test/', 'httpMethod': 'ANY', 'payloadFormatVersion': "
    "'1.0'}}}}}}";

struct route_row {
    const char *request;
    int status;
    const char *body;
};

static const struct route_row route_rows[] = {
    {"GET /live/a/one", 200, "one"},
    {"GET /live/a/two", 200, "var"},
    {"POST /live/a/one", 200, "post"}, /* the method counts, too */
    {"POST /live/a/two", 200, "post"},
    {"DELETE /live/a/one", 404, "{\"message\":\"Not Found\"}"},
    {"DELETE /live/a/one/x", 200, "deep"},
    {"GET /live/a/one/x", 200, "deep"},
    {"GET /live/a", 200, "rest"},
    {"GET /live/a/b/c/d", 200, "rest"},
    {"GET /live/", 404, "{\"message\":\"Not Found\"}"},
    {"GET /live", 404, "{\"message\":\"Not Found\"}"},
    {"GET /a/one", 404, "{\"message\":\"Not Found\"}"},
    {"GET /live/auth", 401, "{\"message\":\"Unauthorized\"}"},
    {"GET /live/auth\nAuthorization: Bearer x", 200, "auth"},
    {"OPTIONS /live/auth" A ACRM, 204, ""},
    {"OPTIONS /other/auth" A ACRM, 404, "{\"message\":\"Not Found\"}"},
    {"GET /live/bad", 500, "{\"message\":\"Internal Server Error\"}"},
    {"GET /live/bad", 503, "{\"message\":\"Service Unavailable\"}"},
};

Test(apigateway_http, most_specific_route_with_the_method_answers)
{
    struct origin_talk talk;

    talk_init(&talk, routed);
    for (size_t i = 0; i < sizeof(route_rows) / sizeof(route_rows[0]); i++) {
        cr_expect_eq(talk_ask(&talk, route_rows[i].request),
                     route_rows[i].status, "%s", route_rows[i].request);
        cr_expect_str_eq(talk_body(&talk), route_rows[i].body, "%s",
                         route_rows[i].request);
    }
    talk_fini(&talk);
}

Test(apigateway_http, errors_of_the_gateway_are_readable_for_allowed_origins)
{
    struct origin_talk talk;

    talk_init(&talk, routed);
    (void)talk_ask(&talk, "GET /live/auth" A); /* the status is in told */
    cr_expect_str_eq(talk_told(&talk, seen),
                     "401 | www-authenticate: Bearer" ACAO "https://a.test");
    (void)talk_ask(&talk, "GET /live/auth" B); /* the status is in told */
    cr_expect_str_eq(talk_told(&talk, seen), "401 | www-authenticate: Bearer");
    (void)talk_ask(&talk, "PUT /live/x" A); /* the status is in told */
    cr_expect_str_eq(talk_told(&talk, seen), "404" ACAO "https://a.test");
    talk_fini(&talk);
}
