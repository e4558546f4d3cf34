/* query.c - the parameters of a query string, decoded. */
#include "origin/s3/query.h"

#include "origin/s3/encodings.h"

static int read_one(struct query_parameter *to, struct arena *arena,
                    struct span raw)
{
    size_t equals = span_find(raw, '=', 0);
    int failed;

    *to = (struct query_parameter){.raw_name = span_cut(raw, 0, equals)};
    failed = percent_decode(arena, to->raw_name, true, &to->name);
    if (!failed && equals < raw.len) {
        to->raw_value = span_cut(raw, equals + 1, raw.len);
        failed = percent_decode(arena, to->raw_value, true, &to->value);
    }
    if (failed)
        return failed;
    return utf8_is_valid(to->name) && utf8_is_valid(to->value) ? 0 : ERR_SYNTAX;
}

int query_read(struct query *query, struct arena *arena, struct span raw)
{
    query->n = 0;
    for (size_t from = 0; from < raw.len;) {
        size_t end = span_find(raw, '&', from);
        int failed = 0;

        if (end > from && query->n == QUERY_PARAMETERS_MAX)
            return ERR_FULL;
        if (end > from)
            failed = read_one(&query->at[query->n++], arena,
                              span_cut(raw, from, end));
        if (failed)
            return failed;
        from = end + 1;
    }
    return 0;
}

static const struct query_parameter *find(const struct query *query,
                                          const char *name)
{
    for (size_t i = 0; i < query->n; i++)
        if (span_eq(query->at[i].name, span_str(name)))
            return &query->at[i];
    return NULL;
}

bool query_has(const struct query *query, const char *name)
{
    return find(query, name) != NULL;
}

struct span query_get(const struct query *query, const char *name)
{
    const struct query_parameter *found = find(query, name);

    if (!found)
        return SPAN_ABSENT;
    return span_absent(found->value) ? SPAN("") : found->value;
}
