/*
 * cors_rules.c - which CORS rule a request matches, and what S3 then sends.
 *
 * S3's evaluation, as its users recorded it: values are compared as text, a
 * rule admits a request when an origin, the method and every requested header
 * match, the first such rule wins, and only then anything is sent at all -
 * Vary, too. The requested method and headers count on a GET or PUT as on a
 * preflight. That the answer without Origin says nothing about Origin is the
 * cause of the stale-CORS bug: it must not be improved here.
 */
#include "origin/s3/cors_rules.h"

#include "cache/base/buf.h"

#define LIST_BYTES_MAX ((size_t)16 << 10)

void cors_question_of(struct cors_question *question,
                      const struct http_request *req, struct arena *arena)
{
    const struct http_headers *headers = &req->headers;
    struct span method =
        http_headers_get(headers, SPAN("Access-Control-Request-Method"));

    *question = (struct cors_question){
        .page_origin = http_headers_get(headers, SPAN("Origin")),
        .method = span_absent(method) ? req->method : method,
        .headers = http_headers_joined(
            headers, SPAN("Access-Control-Request-Headers"), arena)};
}

/* Equal, or with the pattern's one '*' standing for any bytes, none included.
 */
static bool admits(struct span pattern, struct span text, bool fold)
{
    size_t star = span_find(pattern, '*', 0);
    struct span head = span_cut(pattern, 0, star);
    struct span tail = span_cut(pattern, star + 1, pattern.len);
    struct span text_head = span_cut(text, 0, head.len);
    struct span text_tail;

    if (star == pattern.len)
        return fold ? span_ieq(pattern, text) : span_eq(pattern, text);
    if (text.len < head.len + tail.len)
        return false;
    text_tail = span_cut(text, text.len - tail.len, text.len);
    return fold ? span_ieq(head, text_head) && span_ieq(tail, text_tail)
                : span_eq(head, text_head) && span_eq(tail, text_tail);
}

static bool some_admits(const struct cors_names *names, struct span text,
                        bool fold)
{
    for (size_t i = 0; i < names->n; i++)
        if (admits(names->at[i], text, fold))
            return true;
    return false;
}

/* The next name of a list that is split at commas only. */
static bool next_name(struct span list, size_t *at, struct span *name)
{
    while (*at < list.len) {
        size_t end = span_find(list, ',', *at);

        *name = span_trim(span_cut(list, *at, end));
        *at = end + 1;
        if (name->len > 0)
            return true;
    }
    return false;
}

static bool rule_admits(const struct cors_rule *rule,
                        const struct cors_question *question)
{
    struct span name;
    size_t at = 0;

    if (!some_admits(&rule->origins, question->page_origin, false))
        return false;
    for (size_t i = 0; i < rule->methods.n; i++) {
        if (!span_eq(rule->methods.at[i], question->method))
            continue;
        while (next_name(question->headers, &at, &name))
            if (!some_admits(&rule->headers, name, true))
                return false;
        return true;
    }
    return false;
}

const struct cors_rule *cors_rule_match(const struct cors_config *config,
                                        const struct cors_question *question)
{
    if (!config || span_absent(question->page_origin))
        return NULL;
    for (size_t i = 0; i < config->n_rules; i++)
        if (rule_admits(&config->rules[i], question))
            return &config->rules[i];
    return NULL;
}

/* ---- what is sent -------------------------------------------------------- */

/* Copies of text in the arena; absent when there is nothing to say. */
static struct span finish(struct buf *text, struct arena *arena, int *failed)
{
    struct span copy = SPAN_ABSENT;

    if (text->overflow)
        *failed = ERR_TOO_LONG;
    else if (text->len > 0 && arena_copy(arena, buf_span(text), &copy))
        *failed = ERR_TOO_LONG;
    buf_fini(text);
    return copy;
}

static struct span joined(const struct cors_names *names, struct arena *arena,
                          int *failed)
{
    struct buf text;

    buf_init(&text, LIST_BYTES_MAX);
    for (size_t i = 0; i < names->n; i++) {
        if (i > 0)
            buf_add(&text, SPAN(", "));
        buf_add(&text, names->at[i]);
    }
    return finish(&text, arena, failed);
}

static struct span requested(struct span list, struct arena *arena, int *failed)
{
    struct span name;
    struct buf text;
    size_t at = 0;

    buf_init(&text, LIST_BYTES_MAX);
    while (next_name(list, &at, &name)) {
        if (text.len > 0)
            buf_add(&text, SPAN(", "));
        for (size_t i = 0; i < name.len; i++)
            buf_add_byte(&text, ascii_lower(name.ptr[i]));
    }
    return finish(&text, arena, failed);
}

static bool lists_any(const struct cors_names *origins)
{
    for (size_t i = 0; i < origins->n; i++)
        if (span_eq(origins->at[i], SPAN("*")))
            return true;
    return false;
}

int cors_rule_headers(const struct cors_rule *rule,
                      const struct cors_question *question,
                      struct http_headers *headers, struct arena *arena)
{
    bool any = lists_any(&rule->origins);
    int failed = 0;
    const struct http_header lines[] = {
        {SPAN("Access-Control-Allow-Origin"),
         any ? SPAN("*") : question->page_origin},
        {SPAN("Access-Control-Allow-Methods"),
         joined(&rule->methods, arena, &failed)},
        {SPAN("Access-Control-Allow-Headers"),
         requested(question->headers, arena, &failed)},
        {SPAN("Access-Control-Expose-Headers"),
         joined(&rule->expose, arena, &failed)},
        {SPAN("Access-Control-Max-Age"),
         rule->max_age_s < 0
             ? SPAN_ABSENT
             : arena_printf(arena, "%lld", (long long)rule->max_age_s)},
        {SPAN("Access-Control-Allow-Credentials"),
         any ? SPAN_ABSENT : SPAN("true")},
        {SPAN("Vary"), SPAN("Origin, Access-Control-Request-Headers, "
                            "Access-Control-Request-Method")}};

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]) && !failed; i++)
        if (!span_absent(lines[i].value))
            failed =
                http_headers_add(headers, arena, lines[i].name, lines[i].value);
    return failed;
}
