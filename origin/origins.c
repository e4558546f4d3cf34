/* origins.c - an origin from its JSON description. */
#include "origin/origins.h"

#include "origin/apigateway/apigateway.h"
#include "origin/plain.h"
#include "origin/s3/s3.h"

typedef int (*read_f)(struct origin **out, struct json_reader *reader,
                      const struct json *value, int64_t now_ms);

static const char *const types[] = {"plain", "s3", "apigateway-rest",
                                    "apigateway-http"};
static const read_f readers[] = {plain_read, s3_read, apigateway_rest_read,
                                 apigateway_http_read};

int origins_read(struct origin **out, struct json_reader *reader,
                 const struct json *value, int64_t now_ms)
{
    int type = -1;

    *out = NULL;
    if (json_type(value) != JSON_OBJECT)
        json_fail(reader, value,
                  "an origin is an object like {\"type\": \"s3\"}");
    else if (json_need(reader, value, "type", JSON_STRING))
        type = json_get_enum(reader, value, "type", JSON_WORDS(types), -1);
    if (type < 0)
        return ERR_UNKNOWN;
    return readers[type](out, reader, value, now_ms);
}
