/*
 * cors_block.c - the one CORS block of an HTTP API, and what it grants.
 *
 * An origin is compared whole, byte by byte; a scheme with a star after it
 * takes everybody of that scheme, a star alone everybody, and is sent as it is.
 * There is nothing in between: AWS has no pattern for the sub-domains of one
 * domain.
 */
#include "origin/apigateway/cors_block.h"

#include "origin/apigateway/api.h"

/* The same properties in the two spellings. */
struct names {
    const char *origins, *credentials, *expose, *max_age, *methods, *headers;
};

static const struct names of_openapi = {"allowOrigins",  "allowCredentials",
                                        "exposeHeaders", "maxAge",
                                        "allowMethods",  "allowHeaders"};
static const struct names of_cli = {"AllowOrigins",  "AllowCredentials",
                                    "ExposeHeaders", "MaxAge",
                                    "AllowMethods",  "AllowHeaders"};

/* ---- reading ------------------------------------------------------------- */

/* scheme://host, perhaps with a port; nothing after it. */
static bool is_origin(struct span text)
{
    size_t colon = span_find(text, ':', 0);
    struct span rest = span_cut(text, colon, text.len);

    if (colon == 0 || !span_starts(rest, SPAN("://")) || rest.len == 3)
        return false;
    for (size_t i = colon + 3; i < text.len; i++)
        if (text.ptr[i] <= ' ' || text.ptr[i] == '/' || text.ptr[i] == '*' ||
            text.ptr[i] == ',' || text.ptr[i] == 0x7f)
            return false;
    return true;
}

static void read_origin(const struct api_reading *in, const struct json *value)
{
    struct cors_block *cors = &in->api->cors;
    struct span text =
        json_type(value) == JSON_STRING ? json_string(value) : SPAN_ABSENT;

    if (span_eq(text, SPAN("*")))
        cors->any = true;
    else if (span_eq(text, SPAN("https://*")))
        cors->any_https = true;
    else if (span_eq(text, SPAN("http://*")))
        cors->any_http = true;
    else if (is_origin(text))
        cors->exact[cors->n_exact++] = api_keep(in, value);
    else
        json_fail(in->reader, value,
                  "is no origin that an HTTP API takes: one origin in full, "
                  "like \"https://www.example.com\", or \"*\", \"https://*\" "
                  "or \"http://*\"; sub-domains are listed one by one");
}

/* The member, when it is there and has at most CORS_BLOCK_LIST_MAX elements. */
static const struct json *list_of(const struct api_reading *in,
                                  const struct json *object, const char *name)
{
    const struct json *list = json_get(in->reader, object, name, JSON_ARRAY);

    if (json_count(list) <= CORS_BLOCK_LIST_MAX)
        return list;
    json_fail(in->reader, list, "has more than %d elements",
              CORS_BLOCK_LIST_MAX);
    return NULL;
}

static void read_origins(const struct api_reading *in,
                         const struct json *object, const char *name)
{
    const struct json *list = list_of(in, object, name);

    if (json_count(list) == 0)
        return;
    in->api->cors.exact =
        api_alloc(in, list, json_count(list), sizeof(*in->api->cors.exact));
    for (const struct json *v = json_first(list); v && !in->reader->failed;
         v = json_next(v))
        read_origin(in, v);
}

/* Tokens, joined as they are sent; absent: none. */
static struct span read_tokens(const struct api_reading *in,
                               const struct json *object, const char *name)
{
    struct span joined = SPAN_ABSENT;

    for (const struct json *v = json_first(list_of(in, object, name));
         v && !in->reader->failed; v = json_next(v)) {
        if (json_type(v) != JSON_STRING || !span_is_token(json_string(v))) {
            json_fail(in->reader, v, "must be one method or header name");
            break;
        }
        joined = arena_printf(&in->api->arena, "%.*s%s%.*s", SPAN_ARG(joined),
                              span_absent(joined) ? "" : ",",
                              SPAN_ARG(json_string(v)));
        if (span_absent(joined))
            json_fail(in->reader, v, "makes too long a list");
    }
    return joined;
}

static void read_block(const struct api_reading *in, const struct json *object,
                       const struct names *names)
{
    static const int64_t ages[2] = {-1, 86400};
    const char *const known[] = {names->origins, names->credentials,
                                 names->expose,  names->max_age,
                                 names->methods, names->headers};
    struct cors_block *cors = &in->api->cors;

    json_only(in->reader, object, known, sizeof(known) / sizeof(known[0]));
    cors->configured = true;
    read_origins(in, object, names->origins);
    cors->credentials =
        json_get_bool(in->reader, object, names->credentials, false);
    cors->expose = read_tokens(in, object, names->expose);
    cors->methods = read_tokens(in, object, names->methods);
    cors->headers = read_tokens(in, object, names->headers);
    cors->max_age_s =
        json_get_int(in->reader, object, names->max_age, ages, -1);
    if (cors->credentials && cors->any)
        json_fail(in->reader, object,
                  "allow-credentials is not supported if 'allow-origin' is * "
                  "(so says AWS): list the origins");
}

void cors_block_read(const struct api_reading *in, const struct json *object)
{
    read_block(in, object, &of_openapi);
}

void cors_block_read_api(const struct api_reading *in,
                         const struct json *object)
{
    static const char *const protocols[] = {"HTTP"};
    static const char *const known[] = {"CorsConfiguration",
                                        "ProtocolType",
                                        "Name",
                                        "ApiId",
                                        "ApiEndpoint",
                                        "ApiGatewayManaged",
                                        "ApiKeySelectionExpression",
                                        "CreatedDate",
                                        "Description",
                                        "DisableExecuteApiEndpoint",
                                        "DisableSchemaValidation",
                                        "ImportInfo",
                                        "IpAddressType",
                                        "RouteSelectionExpression",
                                        "Tags",
                                        "Version",
                                        "Warnings"};
    const struct json *items =
        json_get(in->reader, object, "Items", JSON_ARRAY);
    const struct json *cors;

    if (items && json_count(items) != 1) {
        json_fail(in->reader, items,
                  "holds %zu APIs: keep the one that is meant",
                  json_count(items));
        return;
    }
    if (items)
        object = json_first(items);
    if (json_type(object) == JSON_OBJECT)
        json_only(in->reader, object, known, sizeof(known) / sizeof(known[0]));
    if (json_need(in->reader, object, "ProtocolType", JSON_STRING))
        (void)json_get_enum(in->reader, object, "ProtocolType",
                            JSON_WORDS(protocols), 0); /* for its error only */
    cors = json_get(in->reader, object, "CorsConfiguration", JSON_OBJECT);
    if (cors)
        read_block(in, cors, &of_cli);
}

/* ---- judging ------------------------------------------------------------- */

struct span cors_block_grants(const struct cors_block *cors,
                              struct span page_origin)
{
    if (!cors->configured || span_absent(page_origin))
        return SPAN_ABSENT;
    if (cors->any)
        return SPAN("*");
    if ((cors->any_https && span_starts(page_origin, SPAN("https://"))) ||
        (cors->any_http && span_starts(page_origin, SPAN("http://"))))
        return page_origin;
    for (size_t i = 0; i < cors->n_exact; i++)
        if (span_eq(cors->exact[i], page_origin))
            return page_origin;
    return SPAN_ABSENT;
}

bool cors_block_is_preflight(const struct cors_block *cors,
                             const struct http_request *req)
{
    return cors->configured && http_method_of(req->method) == HTTP_OPTIONS &&
           !span_absent(http_headers_get(&req->headers, SPAN("Origin"))) &&
           !span_absent(http_headers_get(
               &req->headers, SPAN("Access-Control-Request-Method")));
}
