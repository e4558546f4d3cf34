/* signed_policy.c - what a signed URL or cookie allows, from its JSON. */
#include "policies/cloudfront/signed_policy.h"

#include "cache/base/json.h"

/* The whole number at condition.name.key; the fallback if it is not there. */
static int64_t read_date(struct json_reader *reader,
                         const struct json *condition, const char *name,
                         int64_t fallback)
{
    static const int64_t range[2] = {0, INT64_MAX};
    const struct json *date = json_get(reader, condition, name, JSON_OBJECT);

    if (!date)
        return fallback;
    return json_get_int(reader, date, "AWS:EpochTime", range, fallback);
}

static void read_addresses(struct signed_policy *out,
                           struct json_reader *reader,
                           const struct json *condition)
{
    const struct json *object =
        json_get(reader, condition, "IpAddress", JSON_OBJECT);
    const struct json *value =
        object ? json_need(reader, object, "AWS:SourceIp", JSON_STRING) : NULL;

    if (!value)
        return;
    out->has_addresses = true;
    if (!ip_range_read(json_string(value), &out->addresses))
        json_fail(reader, value, "is no address");
}

static const struct json *only_statement(struct json_reader *reader)
{
    const struct json *list = NULL;

    if (json_type(json_root(reader)) == JSON_OBJECT)
        list = json_get(reader, json_root(reader), "Statement", JSON_ARRAY);
    if (!list || json_count(list) != 1 ||
        json_type(json_first(list)) != JSON_OBJECT)
        return NULL;
    return json_first(list);
}

static int read_statement(struct signed_policy *out, struct arena *arena,
                          struct json_reader *reader)
{
    const struct json *statement = only_statement(reader);
    const struct json *condition =
        statement ? json_need(reader, statement, "Condition", JSON_OBJECT)
                  : NULL;

    if (!condition)
        return ERR_SYNTAX;
    out->until_s = read_date(reader, condition, "DateLessThan", -1);
    out->after_s = read_date(reader, condition, "DateGreaterThan", -1);
    read_addresses(out, reader, condition);
    if (arena_copy(arena,
                   json_get_string(reader, statement, "Resource", SPAN("*")),
                   &out->resource) < 0)
        return ERR_TOO_LONG;
    return reader->failed || out->until_s < 0 ? ERR_SYNTAX : 0;
}

int signed_policy_read(struct signed_policy *out, struct arena *arena,
                       struct span text)
{
    struct json_reader reader;
    int err;

    *out = (struct signed_policy){0};
    err = json_open(&reader, "policy", text);
    if (!err)
        err = read_statement(out, arena, &reader);
    json_close(&reader);
    return err;
}
