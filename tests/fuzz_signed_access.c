/*
 * fuzz_signed_access.c - any bytes as a ticket: refused, and read in bounds
 *
 * The bytes are the query and the cookies of a request, and the policy itself.
 * No key is trusted whose other half the bytes could have, so that nothing is
 * ever let in by a signature; with keys that nobody gave a ticket is believed
 * only if it names one.
 */
#include "cache/base/assert.h"
#include "policies/cloudfront/signed_access.h"
#include "policies/cloudfront/signed_policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum reason ask(struct arena *arena, const struct signed_access *keys,
                       struct span query, struct span cookies)
{
    struct http_header lines[] = {{SPAN("Cookie"), cookies}};
    const struct http_request request = {.method = SPAN("GET"),
                                         .scheme = SPAN("http"),
                                         .authority = SPAN("localhost:8080"),
                                         .path = SPAN("/a"),
                                         .query = query,
                                         .headers = {lines, 1, 1}};
    const struct access_question question = {.request = &request,
                                             .domain = SPAN("d.example"),
                                             .client = SPAN("127.0.0.1"),
                                             .assume_https = true,
                                             .arena = arena};
    struct viewer_access access;

    signed_access_fill(&access, keys);
    return access.decide(access.self, &question);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct signed_access none = {.is_complete = true};
    static const struct signed_access unknown = {.is_complete = false};
    struct span text = span_of((const char *)data, size);
    struct signed_policy policy;
    struct arena arena;
    enum reason why;

    arena_init(&arena, 256u << 10);
    if (signed_policy_read(&policy, &arena, text) == 0)
        ASSERT(policy.until_s >= 0);
    why = ask(&arena, &none, text, SPAN(""));
    ASSERT(why == ACCESS_NO_KEY || why == ACCESS_UNKNOWN_KEY);
    why = ask(&arena, &none, SPAN_ABSENT, text);
    ASSERT(why == ACCESS_NO_KEY || why == ACCESS_UNKNOWN_KEY);
    why = ask(&arena, &unknown, text, SPAN(""));
    ASSERT(why != ACCESS_SIGNED_URL && why != ACCESS_SIGNED_COOKIES);
    why = ask(&arena, &unknown, SPAN_ABSENT, text);
    ASSERT(why != ACCESS_SIGNED_URL && why != ACCESS_SIGNED_COOKIES);
    arena_fini(&arena);
    return 0;
}
