/*
 * mapping.c - what goes from one message into another, and body templates.
 *
 * API Gateway's templates are Velocity, a language of its own. Here a template
 * is literal text in which a few known variables may stand; everything that
 * would have to be computed is an error at its place, never half understood.
 */
#include "origin/apigateway/mapping.h"

#include "origin/apigateway/api.h"

static const char *const sources[N_MAPPING_FROM] = {
    [MAPPING_STATIC] = "'",
    [MAPPING_REQUEST_HEADER] = "method.request.header.",
    [MAPPING_REQUEST_QUERY] = "method.request.querystring.",
    [MAPPING_REQUEST_PATH] = "method.request.path.",
    [MAPPING_INTEGRATION_HEADER] = "integration.response.header."};

/* ---- mappings ------------------------------------------------------------ */

static bool is_line(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
            return false;
    return true;
}

/* 'a value': kept without its quotes. */
static void read_static(const struct api_reading *in, const struct json *value,
                        struct mapping *mapping)
{
    struct span text = api_keep(in, value);

    if (text.len < 2 || !span_ends(text, SPAN("'")) || !is_line(text)) {
        json_fail(in->reader, value,
                  "a static value stands in single quotes, like \"'*'\", and "
                  "has no control character");
        return;
    }
    mapping->from = MAPPING_STATIC;
    mapping->value = span_trim(span_cut(text, 1, text.len - 1));
}

static void read_source(const struct api_reading *in, const struct json *value,
                        unsigned allowed, struct mapping *mapping)
{
    struct span text;

    if (json_type(value) != JSON_STRING) {
        json_fail(in->reader, value, "must be a string, is %s",
                  json_type_text(value));
        return;
    }
    text = json_string(value);
    if (span_starts(text, SPAN("'"))) {
        read_static(in, value, mapping);
        return;
    }
    for (int from = MAPPING_STATIC + 1; from < N_MAPPING_FROM; from++) {
        struct span prefix = span_str(sources[from]);

        if (!(allowed & 1u << from) || !span_starts(text, prefix) ||
            text.len == prefix.len)
            continue;
        mapping->from = (enum mapping_from)from;
        mapping->value = span_cut(api_keep(in, value), prefix.len, text.len);
        return;
    }
    json_fail(in->reader, value,
              "is no mapping that is modelled here: a static value stands in "
              "single quotes, like \"'*'\"");
}

/* Host, framing and what belongs to a connection cannot be set. */
static bool may_set(enum mapping_part to, struct span name)
{
    if (to != MAPPING_HEADER)
        return name.len > 0;
    return span_is_token(name) && !http_is_hop_by_hop(name) &&
           !span_ieq(name, SPAN("Host")) &&
           !span_ieq(name, SPAN("Content-Length"));
}

static void read_mapping(const struct api_reading *in, const struct json *value,
                         const struct mapping_rules *rules,
                         struct mapping *mapping)
{
    struct span target = json_name(value);

    for (size_t i = 0; i < rules->n_targets; i++) {
        struct span prefix = span_str(rules->targets[i].prefix);
        struct span name = span_cut(target, prefix.len, target.len);

        if (!span_starts(target, prefix) ||
            !may_set(rules->targets[i].to, name))
            continue;
        mapping->to = rules->targets[i].to;
        if (arena_copy(&in->api->arena, name, &mapping->name) != 0)
            json_fail(in->reader, value, "is too long");
        read_source(in, value, rules->from, mapping);
        return;
    }
    json_fail(in->reader, value,
              "is nothing that a mapping can set here: it would begin with "
              "\"%s\"",
              rules->targets[0].prefix);
}

void mappings_read(const struct api_reading *in, const struct json *object,
                   const struct mapping_rules *rules, struct mappings *to)
{
    size_t n = json_count(object);

    *to = (struct mappings){0};
    if (n == 0)
        return;
    if (n > MAPPINGS_MAX) {
        json_fail(in->reader, object, "has more than %d mappings",
                  MAPPINGS_MAX);
        return;
    }
    to->at = api_alloc(in, object, n, sizeof(*to->at));
    if (!to->at)
        return;
    for (const struct json *v = json_first(object); v && !in->reader->failed;
         v = json_next(v))
        read_mapping(in, v, rules, &to->at[to->n++]);
}

/* ---- templates ----------------------------------------------------------- */

/* Which variable stands at text[at]; n: none. The longest one wins. */
static size_t variable_at(struct span text, size_t at,
                          const char *const *variables, size_t n)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++)
        if (span_starts(span_cut(text, at, text.len), span_str(variables[i])) &&
            (best == n || strlen(variables[i]) > strlen(variables[best])))
            best = i;
    return best;
}

static bool is_name_byte(char c)
{
    return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '.' ||
           (c >= '0' && c <= '9') || c == '_';
}

struct span template_read(const struct api_reading *in,
                          const struct json *value,
                          const char *const *variables, size_t n)
{
    struct span text;

    if (json_type(value) != JSON_STRING) {
        json_fail(in->reader, value, "must be a string, is %s",
                  json_type_text(value));
        return SPAN_ABSENT;
    }
    text = json_string(value);
    for (size_t i = 0; i < text.len; i++) {
        size_t which = n;
        size_t end = 0;

        if (text.ptr[i] == '$')
            which = variable_at(text, i, variables, n);
        if (which < n)
            end = i + strlen(variables[which]);
        if ((text.ptr[i] != '$' && text.ptr[i] != '#') ||
            (which < n && (end == text.len || !is_name_byte(text.ptr[end]))))
            continue;
        json_fail(in->reader, value,
                  "needs Velocity, which is not modelled: write the text that "
                  "the template would make");
        return SPAN_ABSENT;
    }
    return api_keep(in, value);
}

struct span template_fill(struct arena *arena, struct span text,
                          const char *const *variables,
                          const struct span *values, size_t n)
{
    struct span filled = SPAN("");
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        size_t which = n;

        if (text.ptr[i] == '$')
            which = variable_at(text, i, variables, n);
        if (which == n)
            continue;
        filled = arena_printf(arena, "%.*s%.*s%.*s", SPAN_ARG(filled),
                              SPAN_ARG(span_cut(text, from, i)),
                              SPAN_ARG(values[which]));
        from = i + strlen(variables[which]);
        i = from - 1;
        if (span_absent(filled))
            return SPAN_ABSENT;
    }
    if (from == 0)
        return text;
    return arena_printf(arena, "%.*s%.*s", SPAN_ARG(filled),
                        SPAN_ARG(span_cut(text, from, text.len)));
}
