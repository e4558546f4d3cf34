/* cure_rest.c - what a cure changes of a distribution beside its behaviors. */
#include "bench/check/cure_parts.h"

#define PATCH_MAX ((size_t)1 << 20)

static bool has(const struct cure_writing *writing, enum cure_act act)
{
    return CURE_HAS(writing->cure->acts, act);
}

static void put(struct json_out *out, const char *key, const char *value)
{
    json_out_key(out, key);
    json_out_string(out, span_str(value));
}

void cure_write_errors(struct json_out *out, const struct cure_writing *writing)
{
    /* Those that AWS keeps and that have an ErrorCachingMinTTL. */
    static const int codes[] = {400, 403, 404, 405, 414, 416,
                                500, 501, 502, 503, 504};
    static const size_t n = sizeof(codes) / sizeof(codes[0]);

    if (has(writing, CURE_ERROR_PAGES_NONE)) {
        json_out_key(out, "CustomErrorResponses");
        json_out_open(out, '{');
        json_out_key(out, "Quantity");
        json_out_int(out, 0);
        json_out_key(out, "Items");
        json_out_null(out);
        json_out_close(out, '}');
    } else if (has(writing, CURE_ERRORS_UNKEPT)) {
        json_out_key(out, "CustomErrorResponses");
        json_out_open(out, '{');
        json_out_key(out, "Quantity");
        json_out_int(out, (int64_t)n);
        json_out_key(out, "Items");
        json_out_open(out, '[');
        for (size_t i = 0; i < n; i++) {
            json_out_open(out, '{');
            json_out_key(out, "ErrorCode");
            json_out_int(out, codes[i]);
            put(out, "ResponsePagePath", "");
            put(out, "ResponseCode", "");
            json_out_key(out, "ErrorCachingMinTTL");
            json_out_int(out, 0);
            json_out_close(out, '}');
        }
        json_out_close(out, ']');
        json_out_close(out, '}');
    }
}

/* The custom headers of an origin, with Origin taken out, or put in. */
static void write_custom(struct json_out *out, const struct json *origin,
                         bool constant)
{
    const struct json *old = json_member(origin, "CustomHeaders");
    int64_t n = constant;
    const struct json *at = json_first(json_member(old, "Items"));

    for (const struct json *i = at; i; i = json_next(i))
        n += !span_ieq(json_string(json_member(i, "HeaderName")),
                       SPAN("Origin"));
    json_out_open(out, '{');
    json_out_key(out, "CustomHeaders");
    json_out_open(out, '{');
    json_out_key(out, "Quantity");
    json_out_int(out, n);
    json_out_key(out, "Items");
    json_out_open(out, '[');
    for (; at; at = json_next(at))
        if (!span_ieq(json_string(json_member(at, "HeaderName")),
                      SPAN("Origin")))
            json_out_value(out, at);
    if (constant) {
        json_out_open(out, '{');
        put(out, "HeaderName", "Origin");
        put(out, "HeaderValue", "https://cloudfront.example");
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
    json_out_close(out, '}');
    json_out_close(out, '}');
}

/* Of every origin: one that no changed behavior asks may have its own, so the
 * act is for those alone that one does ask. */
static bool is_asked(const struct cure_input *input, size_t origin)
{
    const struct distribution *of = &input->heap->distribution;

    for (size_t i = 0; i < of->n_behaviors; i++)
        if (input->behaviors[i] && (size_t)of->behaviors[i].origin == origin)
            return true;
    return false;
}

int cure_write_origins(struct json_out *out, const struct cure_writing *writing)
{
    const struct json *origins =
        json_member(cure_config(writing->input->heap), "Origins");
    bool constant = has(writing, CURE_ORIGIN_LINE_CONSTANT);
    size_t at = 0;
    int err = 0;

    if (!constant && !has(writing, CURE_ORIGIN_LINE_NONE))
        return 0;
    json_out_key(out, "Origins");
    json_out_open(out, '{');
    json_out_key(out, "Items");
    json_out_open(out, '[');
    for (const struct json *i = json_first(json_member(origins, "Items"));
         i && !err; i = json_next(i)) {
        struct json_out custom;
        struct buf text;

        buf_init(&text, PATCH_MAX);
        json_out_init(&custom, &text, false);
        if (is_asked(writing->input, at++)) {
            write_custom(&custom, i, constant);
            err = cure_merge(out, i, buf_span(&text));
        } else {
            json_out_value(out, i);
        }
        buf_fini(&text);
    }
    if (!err) {
        json_out_close(out, ']');
        json_out_close(out, '}');
    }
    return err;
}
