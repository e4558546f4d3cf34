/* test_key.c - keys: what they hold, and that nothing imitates a separator. */
#include "cache/key.h"

#include "tests/http_values.h"

#include <criterion/criterion.h>
#include <stdio.h>

struct bench {
    struct arena arena;
    struct buf text;
    struct key_recipe recipe;
};

static void setup(struct bench *b)
{
    *b = (struct bench){0};
    arena_init(&b->arena, 1u << 20);
    buf_init(&b->text, KEY_BYTES_MAX);
}

static void teardown(struct bench *b)
{
    arena_fini(&b->arena);
    buf_fini(&b->text);
}

static struct span key_of(struct bench *b, const char *request)
{
    struct key_place place = {&b->recipe, SPAN("d1.example.net")};
    struct http_request head = request_of(&b->arena, request);
    struct span copy;

    cr_assert_eq(key_build(&b->text, &place, &head, &b->arena), 0);
    cr_assert_eq(arena_copy(&b->arena, buf_span(&b->text), &copy), 0);
    return copy;
}

static void expect(struct bench *b, const char *request, const char *key)
{
    struct span is = key_of(b, request);

    cr_assert(span_eq(is, span_str(key)), "%s:\nis        %.*s\nshould be %s",
              request, SPAN_ARG(is), key);
}

static bool same(struct bench *b, const char *one, const char *other)
{
    struct span key = key_of(b, one);

    return span_eq(key, key_of(b, other));
}

Test(key, spells_out_domain_and_path_with_their_lengths)
{
    struct bench b;

    setup(&b);
    expect(&b, "GET /cat.png", "d14:d1.example.net p8:/cat.png");
    expect(&b, "GET /a%2Fb%00", "d14:d1.example.net p9:/a%2Fb%00");
    teardown(&b);
}

Test(key, holds_everything_that_a_recipe_selects_in_fixed_order)
{
    struct bench b;

    setup(&b);
    b.recipe.headers = names_of(&b.arena, "only Origin,Host,X-None");
    b.recipe.cookies = names_of(&b.arena, "all");
    b.recipe.query = names_of(&b.arena, "all");
    b.recipe.gzip = b.recipe.brotli = true;
    expect(&b,
           "OPTIONS /p?x=1 | Cookie: b=2; a=1 | Origin: https://a.example "
           "| Accept-Encoding: br, gzip, deflate",
           "d14:d1.example.net m7:OPTIONS p2:/p q3:x=1 e7:br,gzip "
           "h6:Origin=17:https://a.example h4:Host=15:www.example.net "
           "h6:X-None=- c8:a=1; b=2");
    teardown(&b);
}

Test(key, get_and_head_share_options_is_apart_host_and_scheme_are_nothing)
{
    struct bench b;

    setup(&b);
    cr_assert(same(&b, "GET /x", "HEAD /x"));
    cr_assert_not(same(&b, "GET /x", "OPTIONS /x"));
    cr_assert(same(&b, "GET /x", "GET /x | Host: evil.example"));
    cr_assert_not(same(&b, "GET /x", "GET /X"));
    cr_assert(same(&b, "GET /x", "GET /x?a=1"));
    cr_assert(same(&b, "GET /x", "GET /x | Cookie: a=1"));
    cr_assert(same(&b, "GET /x", "GET /x | Origin: https://a.example"));
    cr_assert(same(&b, "GET /x | Accept-Encoding: gzip", "GET /x"));
    teardown(&b);
}

Test(key, an_absent_header_differs_from_an_empty_one_and_from_its_spelling)
{
    static const char *const requests[] = {
        "GET /x",
        "GET /x | Origin: ",
        "GET /x | Origin: -",
        "GET /x | Origin: null",
        "GET /x | Origin: 0:",
        "GET /x | Origin: https://a.example",
        "GET /x | Origin: https://A.example",
        "GET /x | Origin: https://a.example | Origin: https://b.example",
    };
    size_t n = sizeof(requests) / sizeof(requests[0]);
    struct bench b;

    setup(&b);
    b.recipe.headers = names_of(&b.arena, "only origin");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            cr_assert_eq(same(&b, requests[i], requests[k]), i == k, "%s, %s",
                         requests[i], requests[k]);
    cr_assert(same(&b, "GET /x | ORIGIN: a", "GET /x | origin: a"));
    teardown(&b);
}

Test(key, no_value_imitates_a_part_of_its_own)
{
    static const char *const requests[] = {
        "GET /x?q",
        "GET /x q1:q",
        "GET /x | A: v h1:B=1:w | B: ",
        "GET /x | A: v | B: w",
        "GET /x | A: v h1:B=1:w",
        "GET /x | A: v | B: w c3:a=1",
        "GET /x | A: v | B: w | Cookie: a=1",
        "GET /x?q h1:A=1:v",
    };
    size_t n = sizeof(requests) / sizeof(requests[0]);
    struct bench b;

    setup(&b);
    b.recipe.headers = names_of(&b.arena, "only A,B");
    b.recipe.cookies = names_of(&b.arena, "all");
    b.recipe.query = names_of(&b.arena, "all");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            cr_assert_eq(same(&b, requests[i], requests[k]), i == k, "%s, %s",
                         requests[i], requests[k]);
    teardown(&b);
}

Test(key, query_strings_count_by_name_in_the_viewers_order)
{
    static const struct {
        const char *names, *one, *other;
        bool same;
    } rows[] = {
        {"all", "/x?a=1&b=2", "/x?b=2&a=1", false},
        {"all", "/x", "/x?", false},
        {"all", "/x?a", "/x?a=", false},
        {"only a", "/x?a=1&b=2", "/x?b=3&a=1", true},
        {"only a", "/x?a=1", "/x?A=1", false},
        {"only a", "/x?A=1", "/x", true},
        {"only a", "/x?a=1&a=2", "/x?a=2&a=1", false},
        {"only a", "/x?ab=1", "/x", true},
        {"but utm", "/x?a=1&utm=2", "/x?a=1", true},
        {"but utm", "/x?a=1&utm=2", "/x?utm=3&a=1", true},
        {"but utm", "/x?a=1", "/x?a=2", false},
        {"none", "/x?a=1", "/x", true},
    };
    struct bench b;

    setup(&b);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char one[64], other[64];

        snprintf(one, sizeof(one), "GET %s", rows[i].one);
        snprintf(other, sizeof(other), "GET %s", rows[i].other);
        b.recipe.query = names_of(&b.arena, rows[i].names);
        cr_assert_eq(same(&b, one, other), rows[i].same, "%s: %s %s",
                     rows[i].names, one, other);
    }
    teardown(&b);
}

Test(key, cookies_are_sorted_by_name_and_keep_their_values)
{
    struct bench b;

    setup(&b);
    b.recipe.cookies = names_of(&b.arena, "only a,b");
    cr_assert(
        same(&b, "GET /x | Cookie: a=1; b=2", "GET /x | Cookie: b=2;a=1"));
    cr_assert(same(&b, "GET /x | Cookie: a=1; z=9", "GET /x | Cookie: a=1"));
    cr_assert(same(&b, "GET /x | Cookie: a=1; b=2",
                   "GET /x | Cookie: b=2 | Cookie: a=1"));
    cr_assert_not(same(&b, "GET /x | Cookie: a=1", "GET /x | Cookie: A=1"));
    cr_assert_not(same(&b, "GET /x | Cookie: a=1", "GET /x | Cookie: a="));
    cr_assert_not(same(&b, "GET /x | Cookie: a=1", "GET /x"));
    teardown(&b);
}

/* cloudfront.md 2.1 */
Test(key, accept_encoding_is_normalised_by_the_flags)
{
    static const struct {
        bool gzip, brotli;
        const char *sent, *part;
    } rows[] = {
        {true, true, "gzip, deflate, br", " e7:br,gzip"},
        {true, true, "br;q=1.0, gzip;q=0.8", " e7:br,gzip"},
        {true, true, "GZIP", " e4:gzip"},
        {true, true, "br", " e2:br"},
        {true, true, "deflate", ""},
        {true, true, "gzip;q=0, br", " e2:br"},
        {true, true, "gzip; q=0.000", ""},
        {true, true, "gzipped, brx", ""},
        {true, true, "", ""},
        {true, false, "gzip, br", " e4:gzip"},
        {false, true, "gzip, br", " e2:br"},
        {false, true, "gzip", ""},
        {false, false, "gzip, br", ""},
    };
    struct bench b;

    setup(&b);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char request[128], key[128];

        b.recipe.gzip = rows[i].gzip;
        b.recipe.brotli = rows[i].brotli;
        snprintf(request, sizeof(request), "GET /x | Accept-Encoding: %s",
                 rows[i].sent);
        snprintf(key, sizeof(key), "d14:d1.example.net p2:/x%s", rows[i].part);
        expect(&b, request, key);
    }
    b.recipe.gzip = b.recipe.brotli = true;
    expect(&b, "GET /x", "d14:d1.example.net p2:/x");
    expect(&b, "GET /x | Accept-Encoding: gzip | Accept-Encoding: br",
           "d14:d1.example.net p2:/x e7:br,gzip");
    b.recipe.gzip = b.recipe.brotli = false;
    b.recipe.headers = names_of(&b.arena, "only Accept-Encoding");
    expect(&b, "GET /x | Accept-Encoding: gzip",
           "d14:d1.example.net p2:/x h15:Accept-Encoding=4:gzip");
    teardown(&b);
}

Test(key, origin_can_be_keyed_by_presence_or_by_class)
{
    const struct span allowed[] = {SPAN("https://a.example"), SPAN("none")};
    struct bench b;

    setup(&b);
    b.recipe.origin = KEY_ORIGIN_PRESENT;
    expect(&b, "GET /x", "d14:d1.example.net p2:/x o2:no");
    expect(&b, "GET /x | Origin: https://a.example",
           "d14:d1.example.net p2:/x o3:yes");
    cr_assert(same(&b, "GET /x | Origin: a", "GET /x | Origin: b"));

    b.recipe.origin = KEY_ORIGIN_CLASS;
    b.recipe.allowed_origins = allowed;
    b.recipe.n_allowed_origins = 2;
    expect(&b, "GET /x", "d14:d1.example.net p2:/x g4:none");
    expect(&b, "GET /x | Origin: https://evil.example",
           "d14:d1.example.net p2:/x g5:other");
    expect(&b, "GET /x | Origin: https://a.example",
           "d14:d1.example.net p2:/x o17:https://a.example");
    cr_assert_not(same(&b, "GET /x", "GET /x | Origin: none"));
    cr_assert_not(same(&b, "GET /x | Origin: other", "GET /x | Origin: none"));
    cr_assert(same(&b, "GET /x | Origin: b", "GET /x | Origin: "));
    cr_assert(same(&b, "GET /x | Origin: b",
                   "GET /x | Origin: https://a.example | Origin: b"));
    teardown(&b);
}

/* Two behaviors of one node share a store: a cookie is no class of origins. */
Test(key, the_parts_of_different_recipes_cannot_be_taken_for_each_other)
{
    struct bench b;
    struct span by_class;

    setup(&b);
    b.recipe.origin = KEY_ORIGIN_CLASS;
    by_class = key_of(&b, "GET /x");
    b.recipe.origin = KEY_ORIGIN_OFF;
    b.recipe.cookies = names_of(&b.arena, "all");
    cr_assert_not(span_eq(by_class, key_of(&b, "GET /x | Cookie: none")));
    teardown(&b);
}

Test(key, a_key_past_its_limit_is_an_error_and_not_a_shorter_key)
{
    struct key_place place = {0};
    struct http_request head;
    struct bench b;
    struct arena small;
    struct buf text;

    setup(&b);
    b.recipe.headers = names_of(&b.arena, "only A");
    b.recipe.query = names_of(&b.arena, "only a,b");
    b.recipe.cookies = names_of(&b.arena, "only a,b");
    place = (struct key_place){&b.recipe, SPAN("d")};
    head = request_of(&b.arena, "GET /x?a=1&b=2&c=3 | A: 1 | A: 2 "
                                "| Cookie: a=1; b=2; c=3");
    cr_assert_eq(key_build(&b.text, &place, &head, &b.arena), 0);
    for (size_t max = 1; max <= b.text.len; max++) {
        buf_init(&text, max);
        cr_assert_eq(key_build(&text, &place, &head, &b.arena),
                     max < b.text.len ? ERR_TOO_LONG : 0, "%zu", max);
        buf_fini(&text);
    }
    /* A selection that does not fit must not count as nothing selected. */
    for (size_t max = 0; max < 48; max += 16) {
        arena_init(&small, max);
        cr_assert_eq(key_build(&b.text, &place, &head, &small), ERR_TOO_LONG,
                     "%zu", max);
        arena_fini(&small);
    }
    teardown(&b);
}

Test(key, more_cookies_than_can_be_sorted_are_an_error_and_not_left_out)
{
    struct key_place place = {0};
    struct http_request head;
    struct http_header line = {SPAN("Cookie"), SPAN("a=1")};
    struct bench b;
    char *cookies;
    size_t len = 0;

    setup(&b);
    b.recipe.cookies = names_of(&b.arena, "all");
    place = (struct key_place){&b.recipe, SPAN("d")};
    head = request_of(&b.arena, "GET /x");
    cookies = arena_alloc(&b.arena, 20000);
    while (len < 19990)
        len += (size_t)sprintf(cookies + len, "a%zu=1;", len);
    line.value = span_of(cookies, len);
    head.headers = (struct http_headers){&line, 1, 1};
    cr_assert_eq(key_build(&b.text, &place, &head, &b.arena), ERR_TOO_LONG);
    teardown(&b);
}

/* cloudfront.md 9: paths start with '/', '*' only at the end; without '?' an
 * exact path means the entry without a query. */
Test(key, invalidations_name_paths_and_leave_out_no_header_variant)
{
    static const struct {
        const char *request, *pattern;
        bool hit;
    } rows[] = {
        {"GET /x.jpg", "/x.jpg", true},
        {"HEAD /x.jpg", "/x.jpg", true},
        {"OPTIONS /x.jpg", "/x.jpg", true},
        {"GET /x.jpg | Origin: https://a.example", "/x.jpg", true},
        {"GET /x.jpg", "/X.jpg", false},
        {"GET /x.jpg", "/x.jp", false},
        {"GET /x.jpg", "/x.jp*", true},
        {"GET /x.jpg", "/*", true},
        {"GET /x.jpg", "*", true},
        {"GET /x.jpg", "/y*", false},
        {"GET /x.jpg?a=1", "/x.jpg", false},
        {"GET /x.jpg?a=1", "/x.jpg*", true},
        {"GET /x.jpg?a=1", "/x.jpg?a=1", true},
        {"GET /x.jpg?a=1", "/x.jpg?a=2", false},
        {"GET /x.jpg?a=12", "/x.jpg?a=1", false},
        {"GET /x.jpg?a=12", "/x.jpg?a=1*", true},
        {"GET /x.jpg?a=1", "/x.jpg?*", true},
        {"GET /x.jpg", "/x.jpg?*", false},
        {"GET /x.jpg?", "/x.jpg?", true},
        {"GET /a/b", "/a/*", true},
        {"GET /a", "/a/*", false},
        {"GET /p2:/y", "/y", false},
        {"GET /x", "", false},
    };
    struct bench b;

    setup(&b);
    b.recipe.headers = names_of(&b.arena, "only Origin");
    b.recipe.query = names_of(&b.arena, "all");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cr_assert_eq(key_invalidated(key_of(&b, rows[i].request),
                                     span_str(rows[i].pattern)),
                     rows[i].hit, "%s by %s", rows[i].request, rows[i].pattern);
    teardown(&b);
}
