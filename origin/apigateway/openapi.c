/*
 * openapi.c - an API out of an OpenAPI 3 or Swagger 2.0 document in JSON.
 *
 * What decides an answer is in AWS's extensions; each is read or refused. The
 * rest of such a document describes the API to people and is passed over.
 * Security that the document asks for as a whole is passed over too: AWS takes
 * it from the operations only.
 */
#include "origin/apigateway/openapi.h"

#include "origin/apigateway/guard.h"
#include "origin/apigateway/integration.h"
#include "origin/apigateway/routes.h"

#define EXTENSION SPAN("x-amazon-apigateway-")

/* Extensions that decide nothing here. */
static const char *const harmless[] = {
    "x-amazon-apigateway-importexport-version",
    "x-amazon-apigateway-api-key-source",
    "x-amazon-apigateway-documentation",
    "x-amazon-apigateway-endpoint-configuration",
    "x-amazon-apigateway-tag-value",
    "x-amazon-apigateway-request-validators"};

/* An extension that is in neither list is refused. */
static void check_extensions(const struct api_reading *in,
                             const struct json *object, const char *const *read,
                             size_t n)
{
    for (const struct json *v = json_first(object); v; v = json_next(v)) {
        bool known = !span_starts(json_name(v), EXTENSION);

        for (size_t i = 0; i < n; i++)
            known = known || span_eq(json_name(v), span_str(read[i]));
        for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
            known = known || span_eq(json_name(v), span_str(harmless[i]));
        if (!known) {
            json_fail(in->reader, v,
                      "is not modelled: take it out, and expect answers "
                      "without it");
            return;
        }
    }
}

/* ---- operations ---------------------------------------------------------- */

/* The integration, or the shared one that its "$ref" names. */
static const struct json *integration_of(const struct api_reading *in,
                                         const struct json *document,
                                         const struct json *operation)
{
    struct span prefix = SPAN("#/components/x-amazon-apigateway-integrations/");
    const struct json *object = json_need(
        in->reader, operation, "x-amazon-apigateway-integration", JSON_OBJECT);
    const struct json *ref = json_get(in->reader, object, "$ref", JSON_STRING);
    const struct json *shared;

    if (!ref)
        return object;
    shared = json_member(json_member(document, "components"),
                         "x-amazon-apigateway-integrations");
    for (const struct json *v = json_first(shared); v; v = json_next(v))
        if (span_starts(json_string(ref), prefix) &&
            json_type(v) == JSON_OBJECT &&
            span_eq(
                span_cut(json_string(ref), prefix.len, json_string(ref).len),
                json_name(v)))
            return v;
    json_fail(in->reader, ref,
              "names no integration of this document, "
              "\"#/components/x-amazon-apigateway-integrations/NAME\"");
    return NULL;
}

static void read_operation(const struct api_reading *in,
                           const struct json *document,
                           const struct json *operation,
                           struct api_method *method)
{
    static const char *const read[] = {"x-amazon-apigateway-integration",
                                       "x-amazon-apigateway-auth"};
    const struct json *integration;

    if (json_type(operation) != JSON_OBJECT) {
        json_fail(in->reader, operation, "must be an object, is %s",
                  json_type_text(operation));
        return;
    }
    check_extensions(in, operation, read, sizeof(read) / sizeof(read[0]));
    guard_read(in, document, operation, &method->guard);
    integration = integration_of(in, document, operation);
    if (integration)
        integration_read(
            in, integration,
            json_get(in->reader, operation, "responses", JSON_OBJECT),
            &method->integration);
}

/* ---- paths --------------------------------------------------------------- */

struct method_name {
    const char *member;
    struct span name;
};

static const struct method_name method_names[] = {
    {"get", {"GET", 3}},       {"head", {"HEAD", 4}},
    {"post", {"POST", 4}},     {"put", {"PUT", 3}},
    {"delete", {"DELETE", 6}}, {"options", {"OPTIONS", 7}},
    {"patch", {"PATCH", 5}},   {"x-amazon-apigateway-any-method", {"ANY", 3}}};
#define N_METHODS (sizeof(method_names) / sizeof(method_names[0]))

static void read_methods(const struct api_reading *in,
                         const struct json *document, const struct json *item,
                         struct api_route *route)
{
    route->methods = api_alloc(in, item, N_METHODS, sizeof(*route->methods));
    for (size_t i = 0; i < N_METHODS && !in->reader->failed; i++) {
        const struct json *operation =
            json_member(item, method_names[i].member);

        if (!operation)
            continue;
        route->methods[route->n_methods].name = method_names[i].name;
        read_operation(in, document, operation,
                       &route->methods[route->n_methods++]);
    }
}

/* A misspelt method would go unnoticed until nobody finds it. */
static void check_members(const struct api_reading *in, const struct json *item)
{
    static const char *const others[] = {"summary", "description", "servers",
                                         "parameters"};

    for (const struct json *v = json_first(item); v; v = json_next(v)) {
        bool known = span_starts(json_name(v), SPAN("x-"));

        for (size_t i = 0; i < N_METHODS; i++)
            known = known ||
                    span_eq(json_name(v), span_str(method_names[i].member));
        for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
            known = known || span_eq(json_name(v), span_str(others[i]));
        if (!known) {
            json_fail(in->reader, v,
                      "is no method that an API of API Gateway can have");
            return;
        }
    }
}

static void check_path(const struct api_reading *in, const struct json *item)
{
    const struct api *api = in->api;
    const char *fault = route_path_fault(json_name(item));

    if (fault)
        json_fail(in->reader, item, "%s", fault);
    for (size_t i = 0; i < api->n_routes; i++)
        if (!fault && route_same(api->routes[i].path, json_name(item)))
            json_fail(in->reader, item, "answers the same paths as %.*s",
                      SPAN_ARG(api->routes[i].path));
}

static void read_path(const struct api_reading *in, const struct json *document,
                      const struct json *item)
{
    static const char *const read[] = {"x-amazon-apigateway-any-method"};
    struct api *api = in->api;
    struct api_route *route = &api->routes[api->n_routes];

    if (json_type(item) != JSON_OBJECT || json_member(item, "$ref")) {
        json_fail(in->reader, item,
                  "must be an object with methods, written out here");
        return;
    }
    check_path(in, item);
    check_members(in, item);
    check_extensions(in, item, read, 1);
    if (arena_copy(&api->arena, json_name(item), &route->path) != 0)
        json_fail(in->reader, item, "is too long");
    api->n_routes++;
    read_methods(in, document, item, route);
}

static void read_paths(const struct api_reading *in,
                       const struct json *document)
{
    const struct json *paths =
        json_need(in->reader, document, "paths", JSON_OBJECT);

    if (json_count(paths) > API_ROUTES_MAX) {
        json_fail(in->reader, paths, "has more than %d paths", API_ROUTES_MAX);
        return;
    }
    /* One more: the description's "backend" may add a route. */
    in->api->routes =
        api_alloc(in, paths, json_count(paths) + 1, sizeof(*in->api->routes));
    for (const struct json *v = json_first(paths); v && !in->reader->failed;
         v = json_next(v))
        if (!span_starts(json_name(v), SPAN("x-")))
            read_path(in, document, v);
}

/* ---- the stage ----------------------------------------------------------- */

/* What "{basePath}" stands for. */
static struct span base_path(const struct json *server)
{
    const struct json *value = json_member(
        json_member(json_member(server, "variables"), "basePath"), "default");

    return value && json_type(value) == JSON_STRING ? json_string(value)
                                                    : SPAN("");
}

/* Of OpenAPI 3 the first server's path, of Swagger 2.0 the base path. */
static struct span stage_of(const struct json *document)
{
    const struct json *server = json_first(json_member(document, "servers"));
    const struct json *member =
        server ? json_member(server, "url") : json_member(document, "basePath");
    struct span text = member && json_type(member) == JSON_STRING
                           ? json_string(member)
                           : SPAN("");
    size_t scheme = span_find(text, ':', 0);

    if (server && scheme < text.len)
        text = span_cut(text, span_find(text, '/', scheme + 3), text.len);
    if (span_ends(text, SPAN("{basePath}")))
        text = base_path(server);
    while (span_starts(text, SPAN("/")))
        text = span_cut(text, 1, text.len);
    if (span_ends(text, SPAN("/")))
        text = span_cut(text, 0, text.len - 1);
    return text;
}

static void read_stage(const struct api_reading *in,
                       const struct json *document)
{
    struct span stage = stage_of(document);

    if (span_find(stage, '/', 0) < stage.len ||
        span_find(stage, '{', 0) < stage.len)
        json_fail(in->reader, document,
                  "names no stage that is understood (\"%.*s\"): say which "
                  "with \"stage\" beside \"openapi\"",
                  SPAN_ARG(stage));
    else if (arena_copy(&in->api->arena, stage, &in->api->stage) != 0)
        json_fail(in->reader, document, "names too long a stage");
}

/* ---- the document -------------------------------------------------------- */

static void check_version(const struct api_reading *in,
                          const struct json *document)
{
    const struct json *openapi =
        json_get(in->reader, document, "openapi", JSON_STRING);
    const struct json *swagger =
        json_get(in->reader, document, "swagger", JSON_STRING);

    if (openapi && span_starts(json_string(openapi), SPAN("3.")))
        return;
    if (!openapi && swagger && span_eq(json_string(swagger), SPAN("2.0")) &&
        in->api->kind == API_REST)
        return;
    json_fail(in->reader, document,
              in->api->kind == API_REST
                  ? "is neither OpenAPI 3 nor Swagger 2.0"
                  : "is not OpenAPI 3, which is what an HTTP API exports");
}

static void read_extensions(const struct api_reading *in,
                            const struct json *document)
{
    static const char *const of_rest[] = {
        "x-amazon-apigateway-gateway-responses"};
    static const char *const of_http[] = {"x-amazon-apigateway-cors"};
    bool rest = in->api->kind == API_REST;
    const struct json *errors, *cors;

    check_extensions(in, document, rest ? of_rest : of_http, 1);
    if (in->reader->failed)
        return;
    errors = json_get(in->reader, document, of_rest[0], JSON_OBJECT);
    cors = json_get(in->reader, document, of_http[0], JSON_OBJECT);
    if (errors)
        errors_read(in, errors);
    if (cors)
        cors_block_read(in, cors);
}

void openapi_read(const struct api_reading *in, const struct json *document)
{
    check_version(in, document);
    read_extensions(in, document);
    if (span_absent(in->api->stage))
        read_stage(in, document);
    if (!in->reader->failed)
        read_paths(in, document);
}
