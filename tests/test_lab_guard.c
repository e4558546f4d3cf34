/* test_lab_guard.c - who may ask the lab's server: hosts, origins, methods */
#include "edge/lab_guard.h"

#include <criterion/criterion.h>

static const struct span names[] = {
    SPAN_STATIC("localhost"), SPAN_STATIC("127.0.0.1"), SPAN_STATIC("[::1]")};

static const struct {
    const char *method, *host, *origin, *type;
    enum lab_guard is;
    const char *why;
} rows[] = {
    {"GET", "localhost:8000", NULL, NULL, LAB_GUARD_OK, "a browser's page"},
    {"GET", "LocalHost:8000", NULL, NULL, LAB_GUARD_OK, "hosts have no case"},
    {"HEAD", "127.0.0.1:8000", NULL, NULL, LAB_GUARD_OK, "curl -I"},
    {"GET", "[::1]:8000", NULL, NULL, LAB_GUARD_OK, "IPv6"},
    {"POST", "localhost:8000", "http://localhost:8000", "application/json",
     LAB_GUARD_OK, "the lab's own page"},
    {"POST", "localhost:8000", NULL, "application/json", LAB_GUARD_OK,
     "curl: no page at all"},
    {"GET", NULL, NULL, NULL, LAB_GUARD_HOST, "no Host"},
    {"GET", "localhost", NULL, NULL, LAB_GUARD_HOST, "another port"},
    {"GET", "localhost:80000", NULL, NULL, LAB_GUARD_HOST, "a longer port"},
    {"GET", "evil.example:8000", NULL, NULL, LAB_GUARD_HOST, "rebound DNS"},
    {"GET", "a.localhost:8000", NULL, NULL, LAB_GUARD_HOST, "page A's name"},
    {"GET", "localhost.evil.example:8000", NULL, NULL, LAB_GUARD_HOST,
     "a name that begins alike"},
    {"GET", "localhost:8000", "http://a.localhost:8000", NULL, LAB_GUARD_ORIGIN,
     "page A by fetch or EventSource"},
    {"POST", "localhost:8000", "http://localhost:8001", "application/json",
     LAB_GUARD_ORIGIN, "the same site, another port"},
    {"POST", "localhost:8000", "https://localhost:8000", "application/json",
     LAB_GUARD_ORIGIN, "another scheme"},
    {"POST", "localhost:8000", "http://127.0.0.1:8000", "application/json",
     LAB_GUARD_ORIGIN, "a twin name is another origin"},
    {"POST", "localhost:8000", "null", "application/json", LAB_GUARD_ORIGIN,
     "a sandboxed frame"},
    {"POST", "localhost:8000", "", "application/json", LAB_GUARD_ORIGIN,
     "an empty Origin is one"},
    {"OPTIONS", "localhost:8000", NULL, NULL, LAB_GUARD_METHOD,
     "a preflight gets nothing"},
    {"PUT", "localhost:8000", NULL, "application/json", LAB_GUARD_METHOD,
     "not known here"},
    {"POST", "localhost:8000", NULL, "text/plain", LAB_GUARD_TYPE,
     "a form can send this"},
    {"POST", "localhost:8000", NULL, NULL, LAB_GUARD_TYPE, "no type"},
};

Test(lab_guard, strangers_are_refused_with_a_sentence)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct arena arena;
        struct http_request head = {.method = span_str(rows[i].method),
                                    .authority = span_str(rows[i].host)};
        enum lab_guard is;

        arena_init(&arena, 4096);
        if (rows[i].origin)
            cr_assert_eq(http_headers_add(&head.headers, &arena, SPAN("Origin"),
                                          span_str(rows[i].origin)),
                         0);
        if (rows[i].type)
            cr_assert_eq(http_headers_add(&head.headers, &arena,
                                          SPAN("Content-Type"),
                                          span_str(rows[i].type)),
                         0);
        is = lab_guard(&head, 8000, names, sizeof(names) / sizeof(*names));
        cr_expect_eq(is, rows[i].is, "%s: %d", rows[i].why, is);
        cr_expect_eq(*lab_guard_text(is) == '\0', is == LAB_GUARD_OK, "%s",
                     rows[i].why);
        arena_fini(&arena);
    }
}

Test(lab_guard, port_80_may_go_unsaid)
{
    const struct http_request head = {.method = SPAN("GET"),
                                      .authority = SPAN("localhost")};

    cr_expect_eq(lab_guard(&head, 80, names, 3), LAB_GUARD_OK);
}
