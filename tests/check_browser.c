/*
 * check_browser.c - random loads by the model browser, for Chromium to repeat
 *
 *   check_browser [N [FIRST_SEED]]
 *
 * Writes a JSON object for each case, a line each: the answers that the servers
 * are to give, the loads in their order, and for each of them what the model
 * browser sends and says. e2e/chromium_cases.py lets Chromium do the same.
 */
#include "cache/base/json.h"
#include "tests/browser_cases.h"

#include <stdio.h>
#include <stdlib.h>

#define CASE_BYTES_MAX ((size_t)1 << 20)
#define NOW_MS         INT64_C(1767225600000)

static const char *const crossorigins[] = {"", "anonymous", "use-credentials"};
static const char *const modes[] = {"", "cors", "no-cors"};
static const char *const credentials[] = {"same-origin", "omit", "include"};
static const char *const caches[] = {"default", "reload", "no-store"};

static void text(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void list(struct json_out *out, const char *key)
{
    json_out_key(out, key);
    json_out_open(out, '[');
}

static void tell_headers(struct json_out *out, const struct http_header *at,
                         size_t n)
{
    list(out, "headers");
    for (size_t i = 0; i < n; i++) {
        json_out_open(out, '[');
        json_out_string(out, at[i].name);
        json_out_string(out, at[i].value);
        json_out_close(out, ']');
    }
    json_out_close(out, ']');
}

static void tell_answers(struct json_out *out, const struct browser_case *drawn)
{
    json_out_key(out, "answers");
    json_out_open(out, '{');
    for (int i = 0; i < N_CASE_ANSWERS; i++) {
        const struct http_response *answer = &drawn->answers[i];

        json_out_key(out, browser_case_answer_word((enum case_answer)i));
        json_out_open(out, '{');
        json_out_key(out, "status");
        json_out_int(out, answer->status);
        tell_headers(out, answer->headers.at, answer->headers.n);
        json_out_close(out, '}');
    }
    json_out_close(out, '}');
}

static void tell_request(struct json_out *out,
                         const struct browser_request *request)
{
    static const char *const told[] = {
        "Origin",        "Access-Control-Request-Method",
        "If-None-Match", "Access-Control-Request-Headers",
        "Authorization", "Content-Type"};

    json_out_open(out, '{');
    text(out, "method", request->head.method);
    text(out, "url", request->url);
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
        text(out, told[i],
             http_headers_get(&request->head.headers, span_str(told[i])));
    json_out_close(out, '}');
}

static void tell_verdict(struct json_out *out,
                         const struct load_verdict *verdict)
{
    bool blocked = verdict->outcome == LOAD_BLOCKED;

    text(out, "outcome", span_str(load_outcome_word(verdict->outcome)));
    json_out_key(out, "status");
    json_out_int(out, verdict->status);
    text(out, "error",
         blocked ? span_str(cors_verdict_name(verdict->cors.verdict))
                 : SPAN_ABSENT);
    text(out, "console", blocked ? verdict->console : SPAN_ABSENT);
}

static void tell_spec(struct json_out *out, const struct load_spec *spec)
{
    text(out, "page", spec->page_origin);
    text(out, "url", spec->url);
    text(out, "as", span_str(load_as_word(spec->as)));
    text(out, "crossorigin", span_str(crossorigins[spec->crossorigin]));
    text(out, "mode", span_str(modes[spec->mode]));
    text(out, "credentials", span_str(credentials[spec->credentials]));
    text(out, "cache", span_str(caches[spec->cache]));
    text(out, "method", spec->method);
    tell_headers(out, spec->headers, spec->n_headers);
}

static void tell_load(struct json_out *out, struct browser *browser,
                      const struct browser_case *drawn, size_t at)
{
    struct browser_action action = {.kind = BROWSER_REQUEST};

    json_out_open(out, '{');
    tell_spec(out, &drawn->loads[at]);
    list(out, "requests");
    (void)browser_load(browser, NOW_MS, &drawn->loads[at]);
    while (browser_poll(browser, &action) && action.kind == BROWSER_REQUEST) {
        tell_request(out, &action.u.request);
        browser_response(browser, NOW_MS, action.u.request.id,
                         browser_case_answer(drawn, &action.u.request), 1);
    }
    json_out_close(out, ']');
    tell_verdict(out, &action.u.verdict);
    json_out_close(out, '}');
}

static void tell_case(const struct browser_case *drawn)
{
    struct browser *browser = browser_new(BROWSER_CHROMIUM);
    struct json_out out;
    struct buf line;

    buf_init(&line, CASE_BYTES_MAX);
    json_out_init(&out, &line, false);
    json_out_open(&out, '{');
    json_out_key(&out, "case");
    json_out_int(&out, (int64_t)drawn->seed);
    tell_answers(&out, drawn);
    list(&out, "loads");
    for (size_t i = 0; i < drawn->n_loads; i++)
        tell_load(&out, browser, drawn, i);
    json_out_close(&out, ']');
    json_out_close(&out, '}');
    printf("%s\n", buf_span(&line).ptr);
    buf_fini(&line);
    browser_free(browser);
}

int main(int argc, char **argv)
{
    unsigned long n = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000;
    unsigned long first = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;

    for (unsigned long seed = first; seed < first + n; seed++) {
        struct browser_case drawn;
        struct arena arena;

        arena_init(&arena, CASE_BYTES_MAX);
        browser_case_draw(&drawn, seed, &arena);
        tell_case(&drawn);
        arena_fini(&arena);
    }
    return 0;
}
