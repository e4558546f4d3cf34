/* api.c - memory of an API that is being read. */
#include "origin/apigateway/api.h"

static void too_large(const struct api_reading *in, const struct json *at)
{
    json_fail(in->reader, at, "describes more than an API may hold");
}

void *api_alloc(const struct api_reading *in, const struct json *at, size_t n,
                size_t size)
{
    void *made = arena_zalloc(&in->api->arena, n, size);

    if (!made)
        too_large(in, at);
    return made;
}

struct span api_keep(const struct api_reading *in, const struct json *value)
{
    struct span kept;

    if (arena_copy(&in->api->arena, json_string(value), &kept) != 0)
        too_large(in, value);
    return kept;
}
