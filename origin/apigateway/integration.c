/*
 * integration.c - "x-amazon-apigateway-integration": who answers a method.
 *
 * A "mock" answers without any backend: the status comes from its request
 * template, the headers are static. "http" asks a backend and passes on what
 * is mapped. "http_proxy" and "aws_proxy" pass everything; of the latter a
 * backend stands in for the function.
 */
#include "origin/apigateway/integration.h"

#include "origin/apigateway/status_pattern.h"

#define RESPONSES_MAX 32
#define TEMPLATES_MAX 16

/* ---- responses ----------------------------------------------------------- */

const struct api_response *
integration_response(const struct api_integration *integration, int status)
{
    const struct api_response *other = NULL;

    for (size_t i = 0; i < integration->n_responses; i++) {
        const struct api_response *response = &integration->responses[i];

        if (span_eq(response->pattern, SPAN("default")))
            other = response;
        else if (status_pattern_matches(response->pattern, status))
            return response;
    }
    return other;
}

static void read_status(const struct api_reading *in, const struct json *object,
                        int *status)
{
    static const int64_t statuses[2] = {200, 599};
    const struct json *member = json_member(object, "statusCode");
    uint64_t number = 0;

    if (member && json_type(member) == JSON_NUMBER) {
        *status =
            (int)json_get_int(in->reader, object, "statusCode", statuses, 200);
        return;
    }
    if (!json_need(in->reader, object, "statusCode", JSON_STRING))
        return;
    if (!span_u64(json_string(member), &number) || number < 200 || number > 599)
        json_fail(in->reader, member, "must be a status, 200 to 599");
    *status = (int)number;
}

/* What the operation declares for that status. */
static const struct json *declared_headers(const struct json *declared,
                                           int status)
{
    for (const struct json *v = json_first(declared); v; v = json_next(v)) {
        uint64_t number = 0;

        if (span_u64(json_name(v), &number) && number == (uint64_t)status)
            return json_member(v, "headers");
    }
    return NULL;
}

static bool declares(const struct json *headers, struct span name)
{
    for (const struct json *v = json_first(headers); v; v = json_next(v))
        if (span_ieq(json_name(v), name))
            return true;
    return false;
}

/* AWS refuses a mapping onto a header that the method does not declare. */
static void check_declared(const struct api_reading *in,
                           const struct json *object,
                           const struct json *declared,
                           const struct api_response *response)
{
    const struct json *headers = declared_headers(declared, response->status);
    const struct json *at = json_member(object, "responseParameters");

    for (size_t i = 0; i < response->headers.n; i++)
        if (!declares(headers, response->headers.at[i].name)) {
            json_fail(in->reader, at,
                      "sets %.*s, which the method does not declare: add it "
                      "to responses.%d.headers of the operation",
                      SPAN_ARG(response->headers.at[i].name), response->status);
            return;
        }
}

static void read_body(const struct api_reading *in, const struct json *object,
                      struct api_response *response)
{
    const struct json *templates =
        json_get(in->reader, object, "responseTemplates", JSON_OBJECT);

    for (const struct json *v = templates ? json_first(templates) : NULL; v;
         v = json_next(v)) {
        if (!span_eq(json_name(v), SPAN("application/json"))) {
            json_fail(in->reader, v,
                      "is not modelled: a template is for application/json");
            return;
        }
        response->body = template_read(in, v, NULL, 0);
    }
}

static void read_response(const struct api_reading *in,
                          const struct json *object,
                          const struct json *declared,
                          struct api_response *response)
{
    static const char *const known[] = {"statusCode", "responseParameters",
                                        "responseTemplates", "contentHandling"};
    static const struct mapping_target target = {"method.response.header.",
                                                 MAPPING_HEADER};
    static const struct mapping_rules rules = {
        &target, 1, 1u << MAPPING_STATIC | 1u << MAPPING_INTEGRATION_HEADER};

    if (json_type(object) != JSON_OBJECT) {
        json_fail(in->reader, object, "must be an object, is %s",
                  json_type_text(object));
        return;
    }
    json_only(in->reader, object, known, sizeof(known) / sizeof(known[0]));
    if (arena_copy(&in->api->arena, json_name(object), &response->pattern) != 0)
        json_fail(in->reader, object, "is too long");
    else if (!span_eq(response->pattern, SPAN("default")) &&
             !status_pattern_ok(response->pattern))
        json_fail(in->reader, object,
                  "is no pattern of a status that is modelled here: "
                  "\"default\", \"404\", \"4\\\\d{2}\" or \"5..\"");
    read_status(in, object, &response->status);
    read_body(in, object, response);
    mappings_read(
        in, json_get(in->reader, object, "responseParameters", JSON_OBJECT),
        &rules, &response->headers);
    if (!in->reader->failed)
        check_declared(in, object, declared, response);
}

static void read_responses(const struct api_reading *in,
                           const struct json *object,
                           const struct json *declared,
                           struct api_integration *integration)
{
    const struct json *all =
        json_get(in->reader, object, "responses", JSON_OBJECT);

    if (json_count(all) == 0)
        return;
    if (json_count(all) > RESPONSES_MAX) {
        json_fail(in->reader, all, "has more than %d responses", RESPONSES_MAX);
        return;
    }
    integration->responses =
        api_alloc(in, all, json_count(all), sizeof(*integration->responses));
    for (const struct json *v = json_first(all); v && !in->reader->failed;
         v = json_next(v))
        read_response(in, v, declared,
                      &integration->responses[integration->n_responses++]);
}

/* ---- request templates --------------------------------------------------- */

/* A mock's template is JSON with a "statusCode"; anything else has none. */
static int mock_status(struct span text)
{
    static const int64_t statuses[2] = {100, 599};
    struct json_reader inner;
    int status = 0;

    if (json_open(&inner, "template", text) == 0 &&
        json_type(json_root(&inner)) == JSON_OBJECT)
        status = (int)json_get_int(&inner, json_root(&inner), "statusCode",
                                   statuses, 0);
    json_close(&inner);
    return status;
}

static void read_templates(const struct api_reading *in,
                           const struct json *object,
                           struct api_integration *integration)
{
    const struct json *all =
        json_get(in->reader, object, "requestTemplates", JSON_OBJECT);

    if (json_count(all) == 0)
        return;
    if (integration->kind == API_CUSTOM)
        json_fail(in->reader, all,
                  "is not modelled for \"http\": the body passes as it is");
    if (json_count(all) > TEMPLATES_MAX) {
        json_fail(in->reader, all, "has more than %d templates", TEMPLATES_MAX);
        return;
    }
    integration->templates =
        api_alloc(in, all, json_count(all), sizeof(*integration->templates));
    for (const struct json *v = json_first(all); v && !in->reader->failed;
         v = json_next(v)) {
        struct api_template *made =
            &integration->templates[integration->n_templates++];

        if (arena_copy(&in->api->arena, json_name(v), &made->content_type) != 0)
            json_fail(in->reader, v, "is too long");
        made->text = template_read(in, v, NULL, 0);
        if (integration->kind == API_MOCK && !in->reader->failed)
            made->status = mock_status(made->text);
    }
}

const struct api_template *
integration_template(const struct api_integration *integration,
                     struct span content_type)
{
    size_t semicolon = span_find(content_type, ';', 0);
    struct span type = span_absent(content_type)
                           ? SPAN("application/json")
                           : span_trim(span_cut(content_type, 0, semicolon));

    for (size_t i = 0; i < integration->n_templates; i++)
        if (span_ieq(integration->templates[i].content_type, type))
            return &integration->templates[i];
    return NULL;
}

/* ---- the integration ----------------------------------------------------- */

static const struct mapping_target request_targets[] = {
    {"integration.request.header.", MAPPING_HEADER},
    {"integration.request.querystring.", MAPPING_QUERY},
    {"integration.request.path.", MAPPING_PATH}};

static const struct mapping_rules request_rules = {
    request_targets, sizeof(request_targets) / sizeof(request_targets[0]),
    1u << MAPPING_STATIC | 1u << MAPPING_REQUEST_HEADER |
        1u << MAPPING_REQUEST_QUERY | 1u << MAPPING_REQUEST_PATH};

/* "https://host/path" taken apart; another address has no such parts. */
static void split_uri(struct span uri, struct api_integration *integration)
{
    size_t from = span_find(uri, ':', 0) + 3;
    size_t slash = span_find(uri, '/', from);

    if (!span_starts(uri, SPAN("http://")) &&
        !span_starts(uri, SPAN("https://")))
        return;
    integration->authority = span_cut(uri, from, slash);
    integration->path =
        slash == uri.len ? SPAN("/") : span_cut(uri, slash, uri.len);
}

static void read_backend(const struct api_reading *in,
                         const struct json *object,
                         struct api_integration *integration)
{
    const struct json *uri = json_need(in->reader, object, "uri", JSON_STRING);
    size_t longest = 0;

    if (!uri)
        return;
    for (size_t i = 0; i < in->api->n_backends; i++) {
        const struct api_backend *backend = &in->api->backends[i];

        if (backend->address.len <= longest ||
            !span_starts(json_string(uri), backend->address))
            continue;
        longest = backend->address.len;
        integration->backend = backend->origin;
    }
    if (!integration->backend)
        json_fail(in->reader, uri,
                  "nobody stands for this address: name it, or its beginning, "
                  "in the origin's \"backends\"");
    split_uri(api_keep(in, uri), integration);
    if (span_find(integration->path, '?', 0) < integration->path.len)
        json_fail(in->reader, uri, "a query in it is not modelled");
}

static void read_kind(const struct api_reading *in, const struct json *object,
                      struct api_integration *integration)
{
    static const char *const kinds[] = {"mock",       "http",     "http_proxy",
                                        "aws_proxy",  "MOCK",     "HTTP",
                                        "HTTP_PROXY", "AWS_PROXY"};
    static const enum api_integration_kind of[] = {API_MOCK, API_CUSTOM,
                                                   API_PROXY, API_PROXY};
    int kind;

    if (!json_need(in->reader, object, "type", JSON_STRING))
        return;
    kind = json_get_enum(in->reader, object, "type", JSON_WORDS(kinds), 0) % 4;
    integration->kind = of[kind];
    if (in->api->kind == API_HTTP && integration->kind != API_PROXY)
        json_fail(in->reader, json_member(object, "type"),
                  "an HTTP API has proxy integrations only");
}

static void read_method(const struct api_reading *in, const struct json *object,
                        struct api_integration *integration)
{
    const struct json *method =
        json_get(in->reader, object, "httpMethod", JSON_STRING);

    if (!method || span_eq(json_string(method), SPAN("ANY")) ||
        integration->kind == API_MOCK ||
        span_starts(json_string(json_member(object, "uri")), SPAN("arn:")))
        return;
    if (!span_is_token(json_string(method)))
        json_fail(in->reader, method, "is not an HTTP method");
    integration->method = api_keep(in, method);
}

void integration_read(const struct api_reading *in, const struct json *object,
                      const struct json *declared,
                      struct api_integration *integration)
{
    static const char *const known[] = {"type",
                                        "uri",
                                        "httpMethod",
                                        "passthroughBehavior",
                                        "requestParameters",
                                        "requestTemplates",
                                        "responses",
                                        "payloadFormatVersion",
                                        "timeoutInMillis",
                                        "connectionType",
                                        "cacheNamespace",
                                        "cacheKeyParameters",
                                        "contentHandling",
                                        "credentials"};
    static const char *const passthroughs[] = {
        "when_no_match", "when_no_templates", "never",
        "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"};

    json_only(in->reader, object, known, sizeof(known) / sizeof(known[0]));
    read_kind(in, object, integration);
    integration->passthrough = (enum api_passthrough)(
        json_get_enum(in->reader, object, "passthroughBehavior",
                      JSON_WORDS(passthroughs), 0) %
        3);
    if (!in->reader->failed && integration->kind != API_MOCK)
        read_backend(in, object, integration);
    if (in->reader->failed)
        return;
    read_method(in, object, integration);
    read_templates(in, object, integration);
    read_responses(in, object, declared, integration);
    mappings_read(
        in, json_get(in->reader, object, "requestParameters", JSON_OBJECT),
        &request_rules, &integration->request);
}
