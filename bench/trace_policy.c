/* trace_policy.c - the object that a cache policy would look a request up as */
#include "bench/trace_policy.h"

#include "cache/key.h"

#define ARENA_MAX ((size_t)1 << 20)

void trace_keyer_init(struct trace_keyer *keyer)
{
    buf_init(&keyer->key, KEY_BYTES_MAX);
    buf_init(&keyer->path, TRACE_LINE_MAX);
    arena_init(&keyer->arena, ARENA_MAX);
}

void trace_keyer_fini(struct trace_keyer *keyer)
{
    buf_fini(&keyer->key);
    buf_fini(&keyer->path);
    arena_fini(&keyer->arena);
}

void trace_target(const struct trace_record *record, struct buf *path,
                  struct http_request *request)
{
    struct span id = record->id;
    size_t slash = span_find(id, '/', 0), mark;

    buf_reset(path);
    if (slash > 0 && span_starts(span_cut(id, slash - 1, id.len), SPAN("://")))
        id = span_cut(id, span_find(id, '/', slash + 2), id.len);
    if (span_absent(record->id)) {
        buf_add_byte(path, '/');
        buf_add_u64(path, record->number);
    } else {
        if (!span_starts(id, SPAN("/")))
            buf_add_byte(path, '/');
        buf_add(path, id);
    }
    id = buf_span(path);
    mark = span_find(id, '?', 0);
    request->path = span_cut(id, 0, mark);
    if (mark < id.len)
        request->query = span_cut(id, mark + 1, id.len);
}

int trace_policy_apply(const struct trace_policy *policy,
                       const struct trace_record *record,
                       struct trace_keyer *keyer, struct trace_record *keyed)
{
    struct http_request request = {.method = SPAN("GET"),
                                   .scheme = SPAN("https")};
    struct key_place place = {policy->recipe, SPAN("")};
    int err = 0;

    arena_reset(&keyer->arena);
    trace_target(record, &keyer->path, &request);
    if (!span_absent(record->origin))
        err = http_headers_add(&request.headers, &keyer->arena, SPAN("origin"),
                               record->origin);
    if (!err)
        err = key_build(&keyer->key, &place, &request, &keyer->arena);
    *keyed = *record;
    keyed->id = buf_span(&keyer->key);
    return err;
}

static void add_word(struct buf *text, struct span word)
{
    if (text->len > 0)
        buf_add_str(text, ", ");
    buf_add(text, word);
}

void trace_policy_unknown(const struct trace_policy *policy, struct buf *text)
{
    const struct key_recipe *recipe = policy->recipe;

    for (size_t i = 0; i < recipe->headers.n_names; i++)
        if (!span_ieq(recipe->headers.names[i], SPAN("origin")))
            add_word(text, recipe->headers.names[i]);
    if (recipe->gzip || recipe->brotli)
        add_word(text, SPAN("Accept-Encoding"));
    if (recipe->cookies.rule != NAMES_NONE)
        add_word(text, SPAN("cookies"));
}
