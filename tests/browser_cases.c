/*
 * browser_cases.c - random answers and loads for a browser, by their seeds
 *
 * Values are drawn from those that people write, right ones and wrong ones,
 * and some are then damaged by a byte. Right ones are frequent: a load must
 * often pass one check to come to the next. Only a case's first load may be a
 * tag: a document keeps pictures and modules of its own, before any HTTP cache.
 */
#include "tests/browser_cases.h"

#include "cache/base/assert.h"
#include "cache/base/rng.h"

#define ETAG "\"v1\""

struct draw {
    struct rng rng;
    struct arena *arena;
    struct browser_case *out;
    struct span page; /* of the first load */
};

#define ONE_OF(draw, words) \
    one_of(draw, words, sizeof(words) / sizeof((words)[0]))

static bool chance(struct draw *draw, unsigned percent)
{
    return rng_below(&draw->rng, 100) < percent;
}

static struct span one_of(struct draw *draw, const char *const *words, size_t n)
{
    return span_str(words[rng_below(&draw->rng, n)]);
}

/* ---- answers -------------------------------------------------------------
 */

/* A byte less, another one, or one more. */
static struct span damaged(struct draw *draw, struct span value)
{
    static const char bytes[] = " ,*/:.@#?[%A";
    size_t at = (size_t)rng_below(&draw->rng, value.len + 1);
    size_t gone = chance(draw, 50) && at < value.len;
    char byte = bytes[rng_below(&draw->rng, sizeof(bytes) - 1)];

    return span_trim(arena_printf(draw->arena, "%.*s%.*s%.*s", (int)at,
                                  value.ptr, gone && chance(draw, 50) ? 0 : 1,
                                  &byte, (int)(value.len - at - gone),
                                  value.ptr + at + gone));
}

static void add(struct draw *draw, struct http_response *to, const char *name,
                struct span value)
{
    if (chance(draw, 4))
        value = damaged(draw, value);
    if (http_headers_add(&to->headers, draw->arena, span_str(name), value))
        ASSERT(false); /* a case fits into its arena */
}

static void add_allow_origin(struct draw *draw, struct http_response *to)
{
    static const char *const others[] = {
        "null",
        "",
        "page.test",
        "http://page.test",
        "http://page.test:81",
        "http://page.test/",
        "HTTP://page.test",
        "https://page.test",
        "http://page.test, http://else.test",
        "*, *",
        "http://*.test",
        "*.test",
        "http://page.test http://else.test",
        "localhost:3000",
        "http://",
        "http://[::1]",
        "file://",
        "true",
        "/",
        "*:*",
    };
    uint64_t kind = rng_below(&draw->rng, 20);

    if (kind < 3)
        return;
    if (kind < 9)
        add(draw, to, "Access-Control-Allow-Origin", draw->page);
    else if (kind < 13)
        add(draw, to, "Access-Control-Allow-Origin", SPAN("*"));
    else
        add(draw, to, "Access-Control-Allow-Origin", ONE_OF(draw, others));
    if (kind == 19)
        add(draw, to, "access-control-allow-origin", draw->page);
}

static void add_cors(struct draw *draw, struct http_response *to)
{
    static const char *const credentials[] = {
        "true", "true", "true", "TRUE", "false", "true, true", "", "1"};

    add_allow_origin(draw, to);
    if (chance(draw, 60))
        add(draw, to, "Access-Control-Allow-Credentials",
            ONE_OF(draw, credentials));
}

static void draw_preflight(struct draw *draw, struct http_response *to)
{
    static const short statuses[] = {200, 200, 204, 204, 204, 204,
                                     204, 301, 403, 404, 500, 299};
    static const char *const methods[] = {"PUT",
                                          "*",
                                          "GET, PUT, DELETE, PATCH",
                                          "GET,POST,PUT,DELETE,PATCH",
                                          "put",
                                          "",
                                          "PUT DELETE",
                                          "GET",
                                          "PATCH",
                                          ",",
                                          "PUT,,DELETE"};
    static const char *const headers[] = {
        "*",
        "x-test",
        "X-Test, Content-Type, Authorization, If-None-Match, Range",
        "authorization,content-type,x-test,range,x-other,if-none-match",
        "content-type",
        "authorization",
        "",
        "x test",
        "*, Authorization",
        "Content-Type: x-test"};

    to->status = statuses[rng_below(&draw->rng, 12)];
    add_cors(draw, to);
    if (chance(draw, 80))
        add(draw, to, "Access-Control-Allow-Methods", ONE_OF(draw, methods));
    if (chance(draw, 80))
        add(draw, to, "Access-Control-Allow-Headers", ONE_OF(draw, headers));
    if (to->status == 301)
        add(draw, to, "Location", SPAN("/elsewhere"));
    /* Never the five seconds of a browser that is told nothing. */
    if (http_headers_add(&to->headers, draw->arena,
                         SPAN("Access-Control-Max-Age"),
                         chance(draw, 50) ? SPAN("600") : SPAN("0")))
        ASSERT(false); /* a case fits into its arena */
}

static struct span type_of(enum load_as as)
{
    switch (as) {
    case LOAD_IMG:
        return SPAN("image/png");
    case LOAD_STYLE:
        return SPAN("text/css");
    case LOAD_FONT:
        return SPAN("font/woff2");
    case LOAD_MEDIA:
        return SPAN("video/mp4");
    case LOAD_SCRIPT:
    case LOAD_MODULE:
        return SPAN("text/javascript");
    default:
        return SPAN("text/plain");
    }
}

static void draw_storing(struct draw *draw, struct http_response *to)
{
    static const char *const lives[] = {"max-age=600", "max-age=600",
                                        "no-cache", "no-store"};
    static const char *const varies[] = {"Origin", "Accept-Encoding", "*",
                                         "X-Test, Origin"};
    int err = http_headers_add(&to->headers, draw->arena, SPAN("Cache-Control"),
                               ONE_OF(draw, lives));

    if (!err && chance(draw, 30))
        err = http_headers_add(&to->headers, draw->arena, SPAN("Vary"),
                               ONE_OF(draw, varies));
    if (!err && chance(draw, 40))
        err = http_headers_add(&to->headers, draw->arena, SPAN("ETag"),
                               SPAN(ETAG));
    ASSERT(err == 0);
}

static void draw_answer(struct draw *draw, struct http_response *to)
{
    static const short statuses[] = {200, 200, 200, 200, 200, 200, 404, 403,
                                     500, 204, 301, 302, 303, 307, 308, 302};
    static const char *const targets[] = {"/%llu/b", "http://api.test/%llu/b",
                                          "http://third.test/%llu/b",
                                          "http://page.test/%llu/b"};
    bool first = to == &draw->out->answers[CASE_FIRST];

    to->status = statuses[rng_below(&draw->rng, first ? 16 : 10)];
    add_cors(draw, to);
    draw_storing(draw, to);
    if (to->status >= 300 && to->status < 400 &&
        http_headers_add(&to->headers, draw->arena, SPAN("Location"),
                         arena_printf(draw->arena,
                                      targets[rng_below(&draw->rng, 4)],
                                      (unsigned long long)draw->out->seed)))
        ASSERT(false); /* a case fits into its arena */
}

static void draw_answers(struct draw *draw)
{
    struct http_response *answers = draw->out->answers;
    struct span type = type_of(draw->out->loads[0].as);

    draw_preflight(draw, &answers[CASE_PREFLIGHT]);
    draw_answer(draw, &answers[CASE_FIRST]);
    draw_answer(draw, &answers[CASE_NEXT]);
    answers[CASE_NOT_MODIFIED].status = 304;
    add_cors(draw, &answers[CASE_NOT_MODIFIED]);
    for (int i = CASE_FIRST; i <= CASE_NEXT; i++)
        if (http_headers_add(&answers[i].headers, draw->arena,
                             SPAN("Content-Type"), type))
            ASSERT(false); /* a case fits into its arena */
}

/* ---- loads ---------------------------------------------------------------
 */

static void draw_script_headers(struct draw *draw, struct load_spec *spec)
{
    static const char *const lines[][2] = {
        {"X-Test", "1"},
        {"X-Other", "1"},
        {"Content-Type", "application/json"},
        {"Content-Type", "text/plain;charset=utf-8"},
        {"Authorization", "Bearer a"},
        {"Accept-Language", "de"},
        {"Accept-Language", "de{}"},
        {"Accept", "image/*"},
        {"If-None-Match", "\"v2\""},
        {"Range", "bytes=0-1"}, /* alone: of parts of a file the model's */
        {"Range", "bytes=-2"},  /* cache knows nothing */
    };
    size_t n_lines = draw->out->n_loads == 1 ? 11 : 9;
    size_t at = (size_t)rng_below(&draw->rng, n_lines);
    size_t n = chance(draw, 45) ? 1 + rng_below(&draw->rng, 2) : 0;
    struct http_header *headers =
        arena_alloc(draw->arena, 2 * sizeof(*headers));

    ASSERT(headers);
    for (size_t i = 0; i < n; i++, at = (at + 3) % n_lines)
        headers[i] = (struct http_header){span_str(lines[at][0]),
                                          span_str(lines[at][1])};
    spec->headers = headers;
    spec->n_headers = n;
}

static void draw_script_load(struct draw *draw, struct load_spec *spec)
{
    static const char *const methods[] = {"GET",   "GET",   "GET",    "GET",
                                          "POST",  "HEAD",  "PUT",    "DELETE",
                                          "PATCH", "patch", "delete", "get"};

    spec->method = ONE_OF(draw, methods);
    draw_script_headers(draw, spec);
    if (chance(draw, 40))
        spec->credentials = LOAD_CREDENTIALS_INCLUDE;
    if (spec->as == LOAD_XHR)
        return;
    if (chance(draw, 10))
        spec->credentials = LOAD_CREDENTIALS_OMIT;
    if (chance(draw, 15))
        spec->mode = LOAD_MODE_NO_CORS;
    if (chance(draw, 20))
        spec->cache =
            chance(draw, 50) ? LOAD_CACHE_RELOAD : LOAD_CACHE_NO_STORE;
}

static struct span draw_page(struct draw *draw)
{
    static const char *const pages[] = {"http://page.test", "http://page.test",
                                        "http://page.test:81",
                                        "http://else.test", "null"};

    return ONE_OF(draw, pages);
}

static void draw_load(struct draw *draw, size_t i)
{
    struct load_spec *spec = &draw->out->loads[i];

    *spec = (struct load_spec){
        .page_origin = i && chance(draw, 60) ? draw->page : draw_page(draw),
        .url = arena_printf(draw->arena, "http://api.test/%llu/a",
                            (unsigned long long)draw->out->seed),
        .as = chance(draw, 25) ? LOAD_XHR : LOAD_FETCH};
    if (i == 0 && chance(draw, 50))
        spec->as =
            (enum load_as)(LOAD_XHR + 1 + rng_below(&draw->rng, N_LOAD_AS - 2));
    if (spec->as == LOAD_FETCH || spec->as == LOAD_XHR)
        draw_script_load(draw, spec);
    else if (spec->as != LOAD_FONT)
        spec->crossorigin = (enum load_crossorigin)rng_below(&draw->rng, 3);
    if (i == 0)
        draw->page = spec->page_origin;
}

void browser_case_draw(struct browser_case *drawn, uint64_t seed,
                       struct arena *arena)
{
    struct draw draw = {.arena = arena, .out = drawn};

    rng_init(&draw.rng, seed);
    *drawn = (struct browser_case){.seed = seed};
    drawn->n_loads = 1 + (size_t)rng_below(&draw.rng, CASE_LOADS_MAX);
    for (size_t i = 0; i < drawn->n_loads; i++)
        draw_load(&draw, i);
    draw_answers(&draw);
}

/* ---- servers -------------------------------------------------------------
 */

const struct http_response *
browser_case_answer(const struct browser_case *drawn,
                    const struct browser_request *request)
{
    const struct http_headers *headers = &request->head.headers;
    const struct http_response *answer;

    if (request->preflight)
        return &drawn->answers[CASE_PREFLIGHT];
    answer = span_ends(request->url, SPAN("/b")) ? &drawn->answers[CASE_NEXT]
                                                 : &drawn->answers[CASE_FIRST];
    return span_eq(http_headers_get(headers, SPAN("If-None-Match")), SPAN(ETAG))
               ? &drawn->answers[CASE_NOT_MODIFIED]
               : answer;
}

const char *browser_case_answer_word(enum case_answer answer)
{
    static const char *const words[] = {"preflight", "a", "b", "304"};

    return words[answer];
}
