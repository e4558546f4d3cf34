/*
 * env.c - what an origin may be like at the moment when it is asked.
 *
 * A bucket's objects are given another Cache-Control, another body, or are
 * taken away; a plain origin's answers likewise. ENV_DEAD needs no origin.
 */
#include "bench/check/env.h"

static const struct {
    const char *word;
    const char *control;
    const char *sentence;
} rows[N_ENVS] = {
#define CHECK_ENV_ROW(name, word, control, sentence) {word, control, sentence},
    CHECK_ENV_LIST(CHECK_ENV_ROW)
#undef CHECK_ENV_ROW
};

const char *check_env_word(enum check_env env)
{
    return rows[env].word;
}

const char *check_env_sentence(enum check_env env)
{
    return rows[env].sentence;
}

static void open_member(struct json_out *out, const struct json *member)
{
    json_out_key(out, json_name(member).ptr);
    json_out_open(out, '{');
}

static void word(struct json_out *out, const char *key, const char *value)
{
    json_out_key(out, key);
    json_out_string(out, span_str(value));
}

static void put_control(struct json_out *out, enum check_env env)
{
    if (!rows[env].control)
        return;
    json_out_key(out, "headers");
    json_out_open(out, '{');
    word(out, "Cache-Control", rows[env].control);
    json_out_close(out, '}');
}

/* Whether a distribution names the object as a page for errors: it stays. */
static bool is_error_page(const struct json *value, struct span key)
{
    struct span name = json_name(value);

    if (json_type(value) == JSON_STRING)
        return span_eq(name, SPAN("ResponsePagePath")) &&
               span_eq(span_cut(json_string(value), 1, SIZE_MAX), key);
    for (const struct json *inner = json_first(value); inner;
         inner = json_next(inner))
        if (is_error_page(inner, key))
            return true;
    return false;
}

static void put_object(struct json_out *out, enum check_env env,
                       const struct json *object, const struct json *edges)
{
    if (env == ENV_MISSING && !is_error_page(edges, json_name(object))) {
        json_out_key(out, json_name(object).ptr);
        json_out_null(out);
        return;
    }
    open_member(out, object);
    json_out_key(out, "base64"); /* other ways to give a body */
    json_out_null(out);
    json_out_key(out, "size");
    json_out_null(out);
    word(out, "body", env == ENV_CHANGED ? "another body" : "a body");
    put_control(out, env);
    json_out_close(out, '}');
}

static void put_bucket(struct json_out *out, enum check_env env,
                       const struct json *bucket, const struct json *edges)
{
    open_member(out, bucket);
    json_out_key(out, "objects");
    json_out_open(out, '{');
    for (const struct json *object = json_first(json_member(bucket, "objects"));
         object; object = json_next(object))
        put_object(out, env, object, edges);
    json_out_close(out, '}');
    json_out_close(out, '}');
}

static void put_plain(struct json_out *out, enum check_env env)
{
    put_control(out, env);
    if (env == ENV_CHANGED)
        word(out, "etag", "\"changed\"");
    if (env != ENV_MISSING)
        return;
    json_out_key(out, "status");
    json_out_int(out, 404);
}

static void put_fault(struct json_out *out)
{
    json_out_key(out, "faults");
    json_out_open(out, '[');
    json_out_open(out, '{');
    json_out_key(out, "status");
    json_out_int(out, 503);
    json_out_close(out, '}');
    json_out_close(out, ']');
}

static void put_origin(struct json_out *out, enum check_env env,
                       const struct json *origin, const struct json *edges)
{
    const struct json *buckets = json_member(origin, "buckets");

    open_member(out, origin);
    if (env == ENV_BUSY)
        put_fault(out);
    if (buckets) {
        json_out_key(out, "buckets");
        json_out_open(out, '{');
        for (const struct json *bucket = json_first(buckets); bucket;
             bucket = json_next(bucket))
            put_bucket(out, env, bucket, edges);
        json_out_close(out, '}');
    } else if (json_member(origin, "type")) {
        put_plain(out, env);
    }
    json_out_close(out, '}');
}

void check_env_patch(struct buf *json, enum check_env env,
                     const struct json *config)
{
    struct json_out out;

    json_out_init(&out, json, false);
    json_out_open(&out, '{');
    json_out_key(&out, "origins");
    json_out_open(&out, '{');
    for (const struct json *origin = json_first(json_member(config, "origins"));
         origin; origin = json_next(origin))
        put_origin(&out, env, origin, json_member(config, "edges"));
    json_out_close(&out, '}');
    json_out_close(&out, '}');
}
