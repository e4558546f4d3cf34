/* explain_reply.c - what a response headers policy did to an answer. */
#include "bench/explain_reply.h"

#include "cache/reply_recipe.h"

/* The last whole answer of an origin in a step, for that request. */
static const struct http_response *answer_in(const struct seen_step *step,
                                             const struct seen_request *request)
{
    const struct http_response *found = NULL;

    LIST_EACH (link, &step->origins, next) {
        const struct seen_origin *seen =
            LIST_ITEM(link, struct seen_origin, link);

        if (explain_belongs(seen, request) && seen->answer.status != 0 &&
            seen->answer.status != 304)
            found = &seen->answer;
    }
    return found;
}

static const struct http_response *source_of(const struct explain *explain,
                                             const struct seen_step *step,
                                             const struct explained *it)
{
    const struct seen_step *maker = explain_step_numbered(explain, it->made_by);

    return answer_in(maker ? maker : step, it->seen);
}

static void add(struct explained_reply *out, const struct explained_line *line)
{
    if (out->n < HTTP_HEADERS_MAX)
        out->lines[out->n++] = *line;
}

static void compare(struct explained_reply *out, struct arena *arena,
                    const struct http_headers *before,
                    const struct http_headers *after)
{
    for (size_t i = 0; i < after->n; i++) {
        struct span name = after->at[i].name;
        const struct explained_line line = {
            name, http_headers_joined(before, name, arena),
            http_headers_joined(after, name, arena)};

        if (!span_eq(line.was, line.becomes))
            add(out, &line);
    }
    for (size_t i = 0; i < before->n; i++) {
        struct span name = before->at[i].name;
        const struct explained_line line = {
            name, http_headers_joined(before, name, arena), SPAN_ABSENT};

        if (http_headers_count(after, name) == 0)
            add(out, &line);
    }
}

static bool changes_cors(const struct explained_reply *reply)
{
    for (size_t i = 0; i < reply->n; i++)
        if (span_ieq(reply->lines[i].name, SPAN("vary")) ||
            span_ieq(span_cut(reply->lines[i].name, 0, 15),
                     SPAN("access-control-")))
            return true;
    return false;
}

const struct explained_reply *explain_reply(struct arena *arena,
                                            const struct explain *explain,
                                            const struct seen_step *step,
                                            const struct explained *it)
{
    const struct http_response *source =
        it->behavior ? source_of(explain, step, it) : NULL;
    struct explained_reply *out = arena_zalloc(arena, 1, sizeof(*out));
    struct http_headers after = {0};
    const struct reply_recipe *recipe;

    if (!source || !out || !it->about ||
        span_absent(it->about->response_headers_policy))
        return NULL;
    recipe = &it->behavior->reply;
    if (reply_recipe_apply(&after, arena, recipe, &source->headers,
                           &it->journal->request) < 0)
        return NULL;
    compare(out, arena, &source->headers, &after);
    out->yields =
        recipe->cors.enabled && !recipe->cors.override && !changes_cors(out);
    return out;
}
