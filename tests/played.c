/* played.c - requests played at a distribution of AWS's, for tests */
#include "tests/played.h"

#include "cache/reasons.h"

#include <criterion/criterion.h>

static void read_steps(struct played *played, const char *const *steps,
                       struct buf *error)
{
    struct explain_script *script = &played->script;

    script->steps = played->steps;
    for (; *steps; steps++) {
        cr_assert_lt(script->n, EXPLAIN_STEPS_MAX);
        cr_assert_eq(explain_step_read(&played->steps[script->n++],
                                       &played->arena, span_str(*steps), error),
                     0, "%s: %s", *steps, buf_span(error).ptr);
    }
}

/* A merge patch on what was merged so far. */
static void change(struct played *played, struct span patch)
{
    struct json_reader before = played->merged;
    struct json_reader reader;

    cr_assert_eq(json_open(&reader, "patch", patch), 0, "%s", reader.error);
    cr_assert_eq(json_merge(&played->merged, "config", json_root(&before),
                            json_root(&reader)),
                 0, "%s", played->merged.error);
    json_close(&reader);
    json_close(&before);
}

static void play(struct played *played, const char *patch, struct buf *error)
{
    struct buf text;

    buf_init(&text, JSON_TEXT_MAX);
    cr_assert_eq(
        json_open(&played->merged, "config", buf_span(&played->files.config)),
        0);
    explain_patch(&played->script, &text);
    change(played, buf_span(&text));
    if (patch)
        change(played, aws_files_quoted(&played->arena, patch));
    cr_assert_eq(
        explain_run(&played->explain, &played->script, &played->merged, error),
        0, "%s", buf_span(error).ptr);
    buf_fini(&text);
}

void played_open(struct played *played, const struct aws_file *files,
                 const char *const *steps)
{
    struct span paths[EXPLAIN_STEPS_MAX];
    struct buf error;
    bool missing = played->missing;
    const char *patch = played->change;

    *played = (struct played){.missing = false};
    arena_init(&played->arena, 1 << 20);
    buf_init(&error, 65536);
    buf_init(&played->text, 1 << 20);
    read_steps(played, steps, &error);
    aws_files_init(&played->files, files);
    if (!missing) {
        played->files.world.n_paths = explain_paths(&played->script, paths);
        played->files.world.paths = paths;
    }
    aws_files_open(&played->files);
    play(played, patch, &error);
    explain_text(&played->explain, &played->text);
    buf_fini(&error);
}

void played_close(struct played *played)
{
    explain_fini(&played->explain);
    json_close(&played->merged);
    aws_files_close(&played->files);
    buf_fini(&played->text);
    arena_fini(&played->arena);
}

/* ---- asking ----------------------------------------------------------------
 */

static const struct seen_step *step_of(const struct played *played, size_t n)
{
    LIST_EACH (link, &played->explain.transcript.steps, next)
        if (--n == 0)
            return LIST_ITEM(link, struct seen_step, link);
    cr_assert(false, "there is no such step");
    return NULL;
}

static const struct seen_act *act_of(const struct played *played, size_t n)
{
    const struct seen_step *step = step_of(played, n);

    cr_assert(!list_empty(&step->acts), "step %zu has no request", n);
    return LIST_ITEM(step->acts.next, struct seen_act, link);
}

const struct seen_request *played_request(const struct played *played, size_t n)
{
    const struct seen_request *request = seen_last_request(act_of(played, n));

    cr_assert(request, "step %zu: nothing was sent", n);
    return request;
}

const struct load_verdict *played_verdict(const struct played *played, size_t n)
{
    const struct seen_act *act = act_of(played, n);

    cr_assert(act->judged);
    return &act->verdict;
}

/* NUL-terminated in the arena. */
static const char *text_of(const struct played *played, struct span text)
{
    struct span copy;

    if (span_absent(text))
        return "";
    cr_assert_eq(arena_copy((struct arena *)&played->arena, text, &copy), 0);
    return copy.ptr;
}

const char *played_header(const struct played *played, size_t n,
                          const char *name)
{
    return text_of(played,
                   http_headers_get(&played_request(played, n)->answer.headers,
                                    span_str(name)));
}

const char *played_cache(const struct played *played, size_t n)
{
    struct span x_cache = http_headers_get(
        &played_request(played, n)->answer.headers, SPAN("X-Cache"));

    return text_of(played, span_cut(x_cache, 0, span_find(x_cache, ' ', 0)));
}

size_t played_asked(const struct played *played, size_t n)
{
    size_t asked = 0;

    LIST_EACH (link, &step_of(played, n)->origins, next)
        asked++;
    return asked;
}

struct span played_sent(const struct played *played, size_t n, struct span name)
{
    const struct seen_step *step = step_of(played, n);

    cr_assert(!list_empty(&step->origins), "step %zu asked no origin", n);
    return http_headers_joined(
        &LIST_ITEM(step->origins.prev, struct seen_origin, link)
             ->request.headers,
        name, (struct arena *)&played->arena);
}

const char *played_query(const struct played *played, size_t n)
{
    const struct seen_step *step = step_of(played, n);

    cr_assert(!list_empty(&step->origins), "step %zu asked no origin", n);
    return text_of(
        played,
        LIST_ITEM(step->origins.prev, struct seen_origin, link)->request.query);
}

static const struct journal *journal_of(const struct played *played, size_t n)
{
    const struct seen_request *request = played_request(played, n);

    cr_assert(request->journal, "step %zu asked no edge", n);
    return &request->journal->journal;
}

enum reason played_reason(const struct played *played, size_t n, enum step step)
{
    return journal_reason(journal_of(played, n), step);
}

uint64_t played_body(const struct played *played, size_t n)
{
    return journal_of(played, n)->body_bytes;
}

const char *played_key(const struct played *played, size_t n)
{
    return text_of(played, journal_of(played, n)->key);
}
