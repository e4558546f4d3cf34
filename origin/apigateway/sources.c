/* sources.c - the values of mappings, from the messages at hand. */
#include "origin/apigateway/sources.h"

/* The raw value of the first parameter of that name. */
static struct span parameter(struct span query, struct span name)
{
    for (size_t at = 0; at < query.len;) {
        size_t end = span_find(query, '&', at);
        struct span pair = span_cut(query, at, end);
        size_t equals = span_find(pair, '=', 0);

        if (span_eq(span_cut(pair, 0, equals), name))
            return span_cut(pair, equals + 1, pair.len);
        at = end + 1;
    }
    return SPAN_ABSENT;
}

struct span source_variable(const struct sources *sources, struct span name)
{
    for (size_t i = 0; i < sources->variables->n; i++)
        if (span_eq(sources->variables->names[i], name))
            return sources->variables->values[i];
    return SPAN_ABSENT;
}

struct span source_value(const struct sources *sources,
                         const struct mapping *mapping)
{
    switch (mapping->from) {
    case MAPPING_STATIC:
        return mapping->value;
    case MAPPING_REQUEST_HEADER:
        return http_headers_get(&sources->request->headers, mapping->value);
    case MAPPING_REQUEST_QUERY:
        return parameter(sources->request->query, mapping->value);
    case MAPPING_REQUEST_PATH:
        return source_variable(sources, mapping->value);
    case MAPPING_INTEGRATION_HEADER:
        return sources->integration
                   ? http_headers_get(sources->integration, mapping->value)
                   : SPAN_ABSENT;
    case N_MAPPING_FROM:
        break;
    }
    return SPAN_ABSENT;
}
