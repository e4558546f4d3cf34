/*
 * test_hit_path.c - a hit allocates nothing and copies no byte of a body.
 *
 * This program is linked with --wrap for the three functions of cache/base/mem
 * that give memory (see tests.cmake): every call of theirs is counted here.
 */
#include "cache/base/mem.h"
#include "policies/eviction/registry.h"
#include "tests/http_values.h"
#include "tests/node_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

void *__real_mem_alloc(size_t size);
void *__real_mem_zalloc(size_t n, size_t size);
void *__real_mem_realloc(void *ptr, size_t size);

static size_t n_allocations;

void *__wrap_mem_alloc(size_t size);
void *__wrap_mem_zalloc(size_t n, size_t size);
void *__wrap_mem_realloc(void *ptr, size_t size);

void *__wrap_mem_alloc(size_t size)
{
    n_allocations++;
    return __real_mem_alloc(size);
}

void *__wrap_mem_zalloc(size_t n, size_t size)
{
    n_allocations++;
    return __real_mem_zalloc(n, size);
}

void *__wrap_mem_realloc(void *ptr, size_t size)
{
    n_allocations++;
    return __real_mem_realloc(ptr, size);
}

struct bench {
    struct script script;
    struct arena arena;
    struct http_request request;
    const char *body; /* where the last BODY's bytes were */
    int status;
};

/* One request from its head to its FINISH. */
static void ask(struct bench *b)
{
    struct node_viewer viewer = {.client = SPAN("198.51.100.7")};
    struct node *node = b->script.node;
    int64_t now_ms = ++b->script.now_ms;
    uint64_t txn = node_request(node, now_ms, &viewer, &b->request);
    uint64_t sent = 0;
    struct effect effect;

    while (node_poll(node, &effect)) {
        cr_assert_leq(effect.kind, EFFECT_FINISH);
        if (effect.kind == EFFECT_RESPOND) {
            b->status = effect.u.reply->status;
        } else if (effect.kind == EFFECT_BODY) {
            b->body = effect.u.bytes.ptr;
            sent += effect.u.bytes.len;
        }
    }
    if (sent > 0)
        node_client_sent(node, now_ms, txn, sent);
    node_client_done(node, now_ms, txn);
    while (node_poll(node, &effect))
        cr_assert_eq(effect.kind, EFFECT_FINISH);
}

/* Puts a kilobyte under /x; the viewer's head says no more than `seen`. */
static void store(struct bench *b, const char *seen)
{
    char head[512];

    script_start(&b->script);
    snprintf(head, sizeof(head),
             "f1 head 200 len=1024 | ETag: \"v1\" | Content-Type: a/b "
             "| Cache-Control: max-age=600 "
             "| Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\n"
             "  A <- 200 Miss len=1024%s\n",
             seen);
    PLAY(&b->script, "A: GET /x | Origin: https://a.example\n"
                     "  f1 -> GET /x | Origin: https://a.example\n");
    PLAY(&b->script, head);
    PLAY(&b->script, "f1 body *1024\n"
                     "  A <- *1024\n"
                     "f1 ends\n"
                     "  A <- end\n");
}

/* Asks for it again and again. */
static void check(struct bench *b, const char *request, int status)
{
    const char *body;

    arena_init(&b->arena, 1u << 20);
    b->request = request_of(&b->arena, request);
    for (int i = 0; i < 8; i++)
        ask(b); /* warms up */
    cr_assert_eq(b->status, status);
    body = b->body;
    n_allocations = 0;
    for (int i = 0; i < 1000; i++)
        ask(b);
    cr_assert_eq(n_allocations, 0u, "%zu allocations in 1000 hits: %s",
                 n_allocations, request);
    cr_assert_eq(b->body, body); /* the very bytes, each time */
    STOP(&b->script);
    arena_fini(&b->arena);
}

static void setup(struct bench *b)
{
    static const struct span origin[] = {{"Origin", 6}};

    *b = (struct bench){0};
    script_init(&b->script);
    b->script.behavior.key.headers.rule = NAMES_LISTED;
    b->script.behavior.key.headers.names = origin;
    b->script.behavior.key.headers.n_names = 1;
    b->script.behavior.key.gzip = true;
}

#define BROWSER                                                              \
    " | Origin: https://a.example | User-Agent: Mozilla/5.0 (X11; Linux "    \
    "x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 "       \
    "Safari/537.36 | Accept: image/avif,image/webp,image/apng,*/*;q=0.8 "    \
    "| Sec-Fetch-Site: cross-site | Sec-Fetch-Mode: cors "                   \
    "| Sec-Fetch-Dest: image | Referer: https://a.example/page "             \
    "| Accept-Language: en-GB,en;q=0.9 | Cookie: session=0123456789abcdef; " \
    "theme=dark; consent=yes; last=2026-01-01T00:00:00Z"

Test(hit_path, allocates_nothing_whatever_the_policy_or_method)
{
    static const char *const methods[] = {"GET /x" BROWSER, "HEAD /x" BROWSER};

    for (size_t p = 0; p < n_evict_all; p++)
        for (size_t m = 0; m < 2; m++) {
            struct bench b;

            setup(&b);
            b.script.config.evict = evict_default(evict_all[p]);
            store(&b, "");
            check(&b, methods[m], 200);
        }
}

Test(hit_path, allocates_nothing_for_304_and_by_the_book)
{
    struct bench b;

    setup(&b);
    store(&b, "");
    check(&b, "GET /x | If-None-Match: \"v1\"" BROWSER, 304);
    setup(&b);
    b.script.behavior.rules.honour_vary = true;
    b.script.behavior.rules.viewer_no_cache = true;
    store(&b, "");
    check(&b, "GET /x" BROWSER, 200);
}

Test(hit_path, allocates_nothing_with_a_response_headers_policy)
{
    static const struct span any[] = {{"*", 1}};
    static const struct reply_header lines[] = {
        {{"Strict-Transport-Security", 25}, {"max-age=31536000", 16}, true},
        {{"X-Content-Type-Options", 22}, {"nosniff", 7}, true},
        {{"X-Frame-Options", 15}, {"SAMEORIGIN", 10}, false}};
    struct bench b;

    setup(&b);
    b.script.behavior.reply.cors.enabled = true;
    b.script.behavior.reply.cors.allow_origins = any;
    b.script.behavior.reply.cors.n_allow_origins = 1;
    b.script.behavior.reply.set = lines;
    b.script.behavior.reply.n_set = 3;
    store(&b, " | Access-Control-Allow-Origin: * "
              "| Strict-Transport-Security: max-age=31536000 "
              "| X-Content-Type-Options: nosniff "
              "| X-Frame-Options: SAMEORIGIN");
    check(&b, "GET /x" BROWSER, 200);
}

Test(hit_path, allocates_nothing_for_a_request_of_many_kilobytes)
{
    struct bench b;
    struct arena text;
    char *request;
    size_t len;

    setup(&b);
    arena_init(&text, 1u << 20);
    request = arena_alloc(&text, 20000);
    len = (size_t)sprintf(request, "GET /x" BROWSER " | Cookie: ");
    memset(request + len, 'c', 15000);
    request[len + 15000] = '\0';
    store(&b, "");
    check(&b, request, 200);
    arena_fini(&text);
}
