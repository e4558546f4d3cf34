/* explain_step.c - the steps of a script that is explained, from text. */
#include "bench/explain.h"

#include "bench/url.h"

#define WAIT_MAX_S INT64_C(315360000) /* ten years */

/* What stands after the word and a blank; absent: another word is first. */
static struct span after_word(struct span text, struct span word)
{
    if (!span_starts(text, word) || text.len == word.len ||
        (text.ptr[word.len] != ' ' && text.ptr[word.len] != '\t'))
        return SPAN_ABSENT;
    return span_trim(span_cut(text, word.len, text.len));
}

static int read_wait(struct explain_step *step, struct span text,
                     struct buf *error)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    struct span digits = text;
    int64_t unit = 1;
    uint64_t n;

    for (size_t i = 0; text.len > 0 && i < 4; i++)
        if (text.ptr[text.len - 1] == units[i].letter) {
            unit = units[i].seconds;
            digits = span_cut(text, 0, text.len - 1);
        }
    if (!span_u64(digits, &n) || n == 0 || n > (uint64_t)(WAIT_MAX_S / unit)) {
        buf_addf(error,
                 "wait %.*s: how long? Seconds, or 5m, 2h, 1d; at most ten "
                 "years",
                 SPAN_ARG(text));
        return ERR_RANGE;
    }
    step->kind = EXPLAIN_WAIT;
    step->wait_ms = (int64_t)n * unit * 1000;
    return 0;
}

/* As CloudFront takes paths (cloudfront.md 9). */
static int read_pattern(struct explain_step *step, struct arena *arena,
                        struct span text, struct buf *error)
{
    if (!span_starts(text, SPAN("/")) ||
        span_find(text, '*', 0) + 1 < text.len || text.len > 4000) {
        buf_addf(error,
                 "invalidate %.*s: a path begins with / and has a * at its "
                 "end only",
                 SPAN_ARG(text));
        return ERR_SYNTAX;
    }
    step->kind = EXPLAIN_INVALIDATE;
    return arena_copy(arena, text, &step->pattern);
}

int explain_step_read(struct explain_step *step, struct arena *arena,
                      struct span text, struct buf *error)
{
    struct span line = span_trim(text);
    struct span wait = after_word(line, SPAN("wait"));
    struct span pattern = after_word(line, SPAN("invalidate"));

    *step = (struct explain_step){.kind = EXPLAIN_ASK};
    if (!span_absent(wait))
        return read_wait(step, wait, error);
    if (!span_absent(pattern))
        return read_pattern(step, arena, pattern, error);
    return curl_line_read(&step->ask, arena, line, error);
}

/* ---- what a config needs for it -------------------------------------------
 */

static struct span path_of(struct span url)
{
    size_t from = 0;
    struct url parts;

    if (!span_starts(url, SPAN("/")))
        return url_split(url, &parts) == 0 ? parts.path : SPAN_ABSENT;
    return span_cut(url, from, span_find(url, '?', 0));
}

size_t explain_paths(const struct explain_script *script, struct span *paths)
{
    size_t n = 0;

    for (size_t i = 0; i < script->n; i++)
        if (script->steps[i].kind == EXPLAIN_ASK)
            paths[n++] = path_of(script->steps[i].ask.url);
    return n;
}

static bool same_page(const struct curl_line *a, const struct curl_line *b)
{
    return span_eq(a->page, b->page) && span_eq(a->browser, b->browser);
}

static bool is_first(const struct explain_script *script, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (script->steps[k].kind == EXPLAIN_ASK &&
            same_page(&script->steps[k].ask, &script->steps[i].ask))
            return false;
    return true;
}

/* A page's name: its origin, and whose browser shows it. */
static void add_page_name(struct buf *name, const struct curl_line *ask)
{
    buf_add(name, ask->page);
    if (!span_absent(ask->browser))
        buf_addf(name, " in %.*s", SPAN_ARG(ask->browser));
}

static void write_page(struct json_out *out, const struct curl_line *ask)
{
    struct buf name;

    buf_init(&name, 65536);
    add_page_name(&name, ask);
    json_out_key(out, buf_span(&name).ptr);
    json_out_open(out, '{');
    json_out_key(out, "origin");
    json_out_string(out, ask->page);
    json_out_key(out, "browser");
    json_out_string(out, span_absent(ask->browser) ? ask->page : ask->browser);
    json_out_close(out, '}');
    buf_fini(&name);
}

void explain_patch(const struct explain_script *script, struct buf *json)
{
    struct json_out out;

    json_out_init(&out, json, false);
    json_out_open(&out, '{');
    json_out_key(&out, "pages");
    json_out_open(&out, '{');
    for (size_t i = 0; i < script->n; i++)
        if (script->steps[i].kind == EXPLAIN_ASK &&
            !span_absent(script->steps[i].ask.page) && is_first(script, i))
            write_page(&out, &script->steps[i].ask);
    json_out_close(&out, '}');
    json_out_close(&out, '}');
}
