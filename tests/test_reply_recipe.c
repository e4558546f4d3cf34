/* test_reply_recipe.c - response headers policies, against cloudfront.md 7. */
#include "cache/reply_recipe.h"

#include "tests/http_values.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define A "https://a.example"

struct bench {
    struct arena arena;
    struct reply_recipe recipe;
    struct span origins[4];
    struct reply_header set[4];
    struct span removed[4];
};

static void setup(struct bench *b)
{
    *b = (struct bench){0};
    arena_init(&b->arena, 1u << 20);
    b->recipe.cors.allow_origins = b->origins;
    b->recipe.cors.max_age_s = -1;
    b->recipe.set = b->set;
    b->recipe.remove = b->removed;
}

static void allow(struct bench *b, const char *origin)
{
    b->recipe.cors.enabled = true;
    b->origins[b->recipe.cors.n_allow_origins++] = span_str(origin);
}

static void set(struct bench *b, const char *name, const char *value,
                bool override)
{
    b->set[b->recipe.n_set++] =
        (struct reply_header){span_str(name), span_str(value), override};
}

/* The lines that leave for a request with that Origin (NULL: without). */
static const char *sent_for(struct bench *b, const char *method,
                            const char *origin, const char *stored)
{
    struct http_headers in = headers_of(&b->arena, stored), out = {0};
    struct http_request viewer = request_of(&b->arena, method);

    if (origin)
        cr_assert_eq(http_headers_add(&viewer.headers, &b->arena,
                                      SPAN("Origin"), span_str(origin)),
                     0);
    cr_assert_eq(reply_recipe_apply(&out, &b->arena, &b->recipe, &in, &viewer),
                 0);
    return headers_text(&b->arena, &out);
}

#define EXPECT(b, origin, stored, text) \
    cr_assert_str_eq(sent_for(b, "GET /", origin, stored), text)

Test(reply_recipe, one_without_parts_is_empty)
{
    struct bench b;

    setup(&b);
    cr_assert(reply_recipe_is_empty(&b.recipe));
    EXPECT(&b, A, "X: 1 | X: 2", "X: 1 | X: 2");
    b.recipe.n_set = 1;
    cr_assert_not(reply_recipe_is_empty(&b.recipe));
    b.recipe.n_set = 0;
    b.recipe.n_remove = 1;
    cr_assert_not(reply_recipe_is_empty(&b.recipe));
    b.recipe.n_remove = 0;
    b.recipe.cors.enabled = true;
    cr_assert_not(reply_recipe_is_empty(&b.recipe));
    arena_fini(&b.arena);
}

Test(reply_recipe, any_origin_is_allowed_and_vary_is_the_odd_recorded_one)
{
    struct bench b;

    setup(&b);
    allow(&b, "*");
    EXPECT(&b, A, "X: 1", "X: 1 | Access-Control-Allow-Origin: *");
    EXPECT(&b, NULL, "X: 1", "X: 1 | Vary: Origin");
    EXPECT(&b, A, "Vary: Origin", "Access-Control-Allow-Origin: *");
    EXPECT(&b, "null", "", "Access-Control-Allow-Origin: *");
    arena_fini(&b.arena);
}

Test(reply_recipe, a_listed_origin_is_echoed_and_another_one_gets_nothing)
{
    struct bench b;

    setup(&b);
    allow(&b, A);
    allow(&b, "https://b.example:8443");
    EXPECT(&b, A, "", "Vary: Origin | Access-Control-Allow-Origin: " A);
    EXPECT(&b, "https://b.example:8443", "",
           "Vary: Origin | Access-Control-Allow-Origin: "
           "https://b.example:8443");
    EXPECT(&b, "https://b.example", "", "Vary: Origin");
    EXPECT(&b, "https://A.example", "", "Vary: Origin");
    EXPECT(&b, A "/", "", "Vary: Origin");
    EXPECT(&b, "", "", "Vary: Origin");
    EXPECT(&b, NULL, "", "Vary: Origin");
    arena_fini(&b.arena);
}

Test(reply_recipe, a_star_stands_for_the_leftmost_label)
{
    static const struct {
        const char *pattern, *origin;
        bool match;
    } rows[] = {
        {"*.example.org", "https://a.example.org", true},
        {"*.example.org", "http://a.b.example.org", true},
        {"*.example.org", "https://example.org", false},
        {"*.example.org", "https://aexample.org", false},
        {"*.example.org", "https://a.example.org:8443", false},
        {"*.example.org", "https://a.example.org.evil.example", false},
        {"*.example.org", "null", false},
        {"*.example.org", "x:", false},
        {"*.example.org", "", false},
        {"https://*.example.org", "https://a.example.org", true},
        {"https://*.example.org", "http://a.example.org", false},
        {"https://*.example.org", "https://example.org", false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct bench b;
        char with[128];

        setup(&b);
        allow(&b, rows[i].pattern);
        snprintf(with, sizeof(with),
                 "Vary: Origin | Access-Control-Allow-Origin: %s",
                 rows[i].origin);
        EXPECT(&b, rows[i].origin, "", rows[i].match ? with : "Vary: Origin");
        arena_fini(&b.arena);
    }
}

Test(reply_recipe, a_poisoned_line_beats_the_policy_unless_it_overrides)
{
    static const char poison[] =
        "Access-Control-Allow-Origin: https://b.example | Vary: Origin";
    struct bench b;

    setup(&b);
    allow(&b, A);
    b.recipe.cors.expose_headers = SPAN("ETag");
    EXPECT(&b, A, poison, poison);
    b.recipe.cors.override = true;
    EXPECT(&b, A, poison,
           "Vary: Origin | Access-Control-Allow-Origin: " A
           " | Access-Control-Expose-Headers: ETag");
    EXPECT(&b, "https://c.example", poison, "Vary: Origin");
    EXPECT(&b, A,
           "Access-Control-Allow-Origin: x | access-control-max-age: 5 "
           "| Access-Control-: y | X: 1",
           "Access-Control-: y | X: 1 | Vary: Origin "
           "| Access-Control-Allow-Origin: " A
           " | Access-Control-Expose-Headers: ETag");
    arena_fini(&b.arena);
}

/* The 2023 text: header by header. */
Test(reply_recipe, an_older_reading_fills_in_what_is_missing)
{
    struct bench b;

    setup(&b);
    allow(&b, A);
    b.recipe.cors.fill_each = true;
    b.recipe.cors.expose_headers = SPAN("ETag");
    EXPECT(&b, A, "Access-Control-Allow-Origin: https://b.example",
           "Access-Control-Allow-Origin: https://b.example | Vary: Origin "
           "| Access-Control-Expose-Headers: ETag");
    arena_fini(&b.arena);
}

Test(reply_recipe, methods_headers_and_age_decorate_preflights_only)
{
    struct bench b;

    setup(&b);
    allow(&b, A);
    b.recipe.cors.credentials = true;
    b.recipe.cors.allow_methods = SPAN("GET, PUT");
    b.recipe.cors.allow_headers = SPAN("X-Test");
    b.recipe.cors.max_age_s = 600;
    EXPECT(&b, A, "",
           "Vary: Origin | Access-Control-Allow-Origin: " A
           " | Access-Control-Allow-Credentials: true");
    cr_assert_str_eq(sent_for(&b, "OPTIONS /", A, ""),
                     "Vary: Origin | Access-Control-Allow-Origin: " A
                     " | Access-Control-Allow-Credentials: true"
                     " | Access-Control-Allow-Headers: X-Test"
                     " | Access-Control-Allow-Methods: GET, PUT"
                     " | Access-Control-Max-Age: 600");
    cr_assert_str_eq(sent_for(&b, "OPTIONS /", "https://b.example", ""),
                     "Vary: Origin");
    b.recipe.cors.max_age_s = 0;
    cr_assert_not_null(strstr(sent_for(&b, "OPTIONS /", A, ""), "Max-Age: 0"));
    arena_fini(&b.arena);
}

Test(reply_recipe, lines_are_removed_first_and_added_last)
{
    struct bench b;

    setup(&b);
    b.removed[b.recipe.n_remove++] = SPAN("x-amz-meta");
    b.removed[b.recipe.n_remove++] = SPAN("Vary");
    set(&b, "X-Frame-Options", "SAMEORIGIN", false);
    set(&b, "X-Content-Type-Options", "nosniff", true);
    set(&b, "X-Amz-Meta", "ours", false);
    EXPECT(&b, NULL,
           "X-Amz-Meta: theirs | Vary: A | x-frame-options: DENY "
           "| X-Content-Type-Options: x | X-Content-Type-Options: y",
           "x-frame-options: DENY | X-Content-Type-Options: nosniff "
           "| X-Amz-Meta: ours");
    arena_fini(&b.arena);
}

/* cloudfront.md 7.1: the policy manages Vary, a custom one loses. */
Test(reply_recipe, a_custom_vary_loses_to_the_cors_section)
{
    struct bench b;

    setup(&b);
    set(&b, "Vary", "X-Custom", true);
    EXPECT(&b, A, "", "Vary: X-Custom");
    allow(&b, "*");
    EXPECT(&b, A, "", "Access-Control-Allow-Origin: *");
    EXPECT(&b, NULL, "", "Vary: Origin");
    arena_fini(&b.arena);
}

Test(reply_recipe, a_ceiling_is_an_error)
{
    struct bench b;
    struct http_headers in;
    struct http_request viewer;
    int err = ERR_TOO_LONG;
    size_t max = 0;

    setup(&b);
    allow(&b, A);
    b.recipe.cors.max_age_s = 600;
    set(&b, "X", "1", true);
    in = headers_of(&b.arena, "Y: 1");
    viewer = request_of(&b.arena, "OPTIONS / | Origin: " A);
    for (; err && max < 8192; max += 16) {
        struct http_headers out = {0};
        struct arena small;

        arena_init(&small, max);
        err = reply_recipe_apply(&out, &small, &b.recipe, &in, &viewer);
        cr_assert(err || out.n == 5);
        arena_fini(&small);
    }
    cr_assert_eq(err, 0);
    arena_fini(&b.arena);
}
