/*
 * read.c - an API out of its origin's description.
 *
 * Backends first, since integrations look for theirs while they are read.
 */
#include "origin/apigateway/read.h"

#include "origin/apigateway/openapi.h"
#include "origin/origins.h"

#define API_BYTES_MAX ((size_t)16 << 20)

/* ---- backends ------------------------------------------------------------ */

static void add_backend(const struct api_reading *in, struct span address,
                        const struct json *value, int64_t now_ms)
{
    struct api *api = in->api;
    struct api_backend *backend = &api->backends[api->n_backends];

    if (arena_copy(&api->arena, address, &backend->address) != 0)
        json_fail(in->reader, value, "has too long an address");
    else if (origins_read(&backend->origin, in->reader, value, now_ms) == 0)
        api->n_backends++;
}

static void read_backends(const struct api_reading *in,
                          const struct json *value, int64_t now_ms)
{
    const struct json *all =
        json_get(in->reader, value, "backends", JSON_OBJECT);

    if (json_count(all) > API_BACKENDS_MAX) {
        json_fail(in->reader, all, "has more than %d backends",
                  API_BACKENDS_MAX);
        return;
    }
    /* One more for "backend". */
    in->api->backends =
        api_alloc(in, value, json_count(all) + 1, sizeof(*in->api->backends));
    for (const struct json *v = json_first(all); v && !in->reader->failed;
         v = json_next(v)) {
        if (json_name(v).len == 0)
            json_fail(in->reader, v, "needs an address as its name");
        else
            add_backend(in, json_name(v), v, now_ms);
    }
}

/* ---- the route of everything else ---------------------------------------- */

static bool has_default(const struct api *api)
{
    for (size_t i = 0; i < api->n_routes; i++)
        if (span_eq(api->routes[i].path, SPAN("/$default")))
            return true;
    return false;
}

/* "backend": ANY /$default. */
static void read_default(const struct api_reading *in, const struct json *value,
                         int64_t now_ms)
{
    const struct json *backend =
        json_get(in->reader, value, "backend", JSON_OBJECT);
    struct api *api = in->api;
    struct api_route *route;

    if (!backend || in->reader->failed)
        return;
    if (has_default(api)) {
        json_fail(in->reader, backend,
                  "would answer what /$default of \"openapi\" answers");
        return;
    }
    add_backend(in, SPAN(""), backend, now_ms);
    if (in->reader->failed)
        return;
    if (!api->routes)
        api->routes = api_alloc(in, backend, 1, sizeof(*api->routes));
    route = &api->routes[api->n_routes];
    route->methods = api_alloc(in, backend, 1, sizeof(*route->methods));
    if (in->reader->failed)
        return;
    route->path = SPAN("/$default");
    route->methods[0].name = SPAN("ANY");
    route->methods[0].integration.kind = API_PROXY;
    route->methods[0].integration.backend =
        api->backends[api->n_backends - 1].origin;
    route->n_methods = 1;
    api->n_routes++;
}

/* ---- the description ----------------------------------------------------- */

static void check_members(const struct api_reading *in,
                          const struct json *value)
{
    static const char *const of_rest[] = {
        ORIGINS_USER_MEMBERS, "type",   "openapi",
        "backends",           "stage",  "faults",
        "fault_seed",         "id_seed"};
    static const char *const of_http[] = {
        ORIGINS_USER_MEMBERS, "type",  "openapi", "api",        "backend",
        "backends",           "stage", "faults",  "fault_seed", "id_seed",
        "preflight_status"};

    if (in->api->kind == API_REST)
        json_only(in->reader, value, of_rest,
                  sizeof(of_rest) / sizeof(of_rest[0]));
    else
        json_only(in->reader, value, of_http,
                  sizeof(of_http) / sizeof(of_http[0]));
}

static void read_stage(const struct api_reading *in, const struct json *value)
{
    const struct json *stage =
        json_get(in->reader, value, "stage", JSON_STRING);

    if (!stage)
        return;
    if (span_find(json_string(stage), '/', 0) < json_string(stage).len)
        json_fail(in->reader, stage, "is one part of a path, without a slash");
    in->api->stage = api_keep(in, stage);
}

static void read_numbers(const struct api_reading *in, const struct json *value)
{
    static const int64_t seeds[2] = {0, INT64_C(9007199254740991)};
    static const int64_t statuses[2] = {200, 299};

    rng_init(&in->api->ids,
             (uint64_t)json_get_int(in->reader, value, "id_seed", seeds, 1));
    in->api->preflight_status =
        (int)json_get_int(in->reader, value, "preflight_status", statuses, 204);
}

/* Where the routes and the CORS block come from. */
static void read_documents(const struct api_reading *in,
                           const struct json *value)
{
    const struct json *openapi =
        json_get(in->reader, value, "openapi", JSON_OBJECT);
    const struct json *api = json_get(in->reader, value, "api", JSON_OBJECT);

    if (!openapi && (in->api->kind == API_REST || !api))
        json_fail(in->reader, value,
                  in->api->kind == API_REST
                      ? "needs \"openapi\": the API as it is exported"
                      : "needs \"openapi\", or \"api\" as `aws apigatewayv2 "
                        "get-api` prints it");
    if (openapi)
        openapi_read(in, openapi);
    if (api && in->api->cors.configured)
        json_fail(in->reader, api,
                  "has a CORS block, and so has \"openapi\": keep one of them");
    else if (api)
        cors_block_read_api(in, api);
}

int gateway_read(struct api *api, struct json_reader *reader,
                 const struct json *value, int64_t now_ms)
{
    const struct api_reading in = {api, reader};

    arena_init(&api->arena, API_BYTES_MAX);
    check_members(&in, value);
    read_stage(&in, value);
    read_numbers(&in, value);
    read_backends(&in, value, now_ms);
    if (!reader->failed)
        read_documents(&in, value);
    read_default(&in, value, now_ms);
    if (!reader->failed && span_eq(api->stage, SPAN("$default")))
        api->stage = SPAN("");
    if (faults_read(&api->faults, &api->arena, reader, value) != 0 ||
        reader->failed)
        return ERR_SYNTAX;
    return 0;
}
