/* test_url.c - URLs: what is taken, parts, origins, sites. */
#include "bench/url.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static const char *parts(const char *text, char *out, size_t size)
{
    struct url url;
    int err = url_split(span_str(text), &url);

    if (err)
        snprintf(out, size, "%s", err == ERR_UNKNOWN ? "unknown" : "syntax");
    else
        snprintf(out, size, "%.*s|%.*s|%.*s|%.*s|%.*s|%s%.*s",
                 SPAN_ARG(url.scheme), SPAN_ARG(url.authority),
                 SPAN_ARG(url.host),
                 SPAN_ARG(span_absent(url.port) ? SPAN("-") : url.port),
                 SPAN_ARG(url.path), span_absent(url.query) ? "-" : "?",
                 SPAN_ARG(url.query));
    return out;
}

Test(url, splits_what_it_takes_and_refuses_the_rest)
{
    static const struct {
        const char *text, *parts;
    } rows[] = {
        {"http://a", "http|a|a|-|/|-"},
        {"https://a.example/x/y?q=1&r",
         "https|a.example|a.example|-|/x/y|?q=1&r"},
        {"http://a:8080/?", "http|a:8080|a|8080|/|?"},
        {"http://a?q/r", "http|a|a|-|/|?q/r"},
        {"http://[::1]:81/x", "http|[::1]:81|::1|81|/x|-"},
        {"http://127.0.0.1", "http|127.0.0.1|127.0.0.1|-|/|-"},
        {"http://a:80/x", "http|a:80|a|80|/x|-"},
        {"https://a:443/x", "https|a:443|a|443|/x|-"},
        {"https://a:80/x", "https|a:80|a|80|/x|-"},
        {"http://a/%2F/../x", "http|a|a|-|/%2F/../x|-"},
        {"ftp://a/", "unknown"},
        {"HTTP://a/", "unknown"},
        {"http:/a/", "unknown"},
        {"", "unknown"},
        {"http://", "syntax"},
        {"http:///x", "syntax"},
        {"http://A/", "syntax"},
        {"http://a/#f", "syntax"},
        {"http://a/ b", "syntax"},
        {"http://a/\x7f", "syntax"},
        {"http://a/\xc3\xa4", "syntax"},
        {"http://u@a/", "syntax"},
        {"http://a:/", "syntax"},
        {"http://a:0/", "syntax"},
        {"http://a:080/", "syntax"},
        {"http://a:65536/", "syntax"},
        {"http://a:99999999999999999999/", "syntax"},
        {"http://a:1x/", "syntax"},
        {"http://[::1/", "syntax"},
        {"http://[]/", "syntax"},
        {"http://[::1]x/", "syntax"},
        {"http://[g!]/", "syntax"},
    };
    char out[256];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        cr_assert_str_eq(parts(rows[i].text, out, sizeof(out)), rows[i].parts,
                         "%s", rows[i].text);
}

Test(url, any_bytes_and_any_truncation_are_judged)
{
    static const char text[] = "https://[2001:db8::1]:8443/a/b?c=d&e=f";
    struct url url;
    char copy[sizeof(text)];

    for (size_t len = 0; len <= sizeof(text) - 1; len++) {
        char *exact = malloc(len + 1);

        memcpy(exact, text, len);
        cr_assert(url_split(span_of(exact, len), &url) != 0 ||
                  !span_absent(url.host));
        cr_assert(!url_is_origin(span_of(exact, len)) || len == 21 ||
                  (len >= 23 && len <= 26));
        free(exact);
    }
    for (size_t at = 0; at < sizeof(text) - 1; at++)
        for (int byte = 0; byte < 256; byte++) {
            memcpy(copy, text, sizeof(text));
            copy[at] = (char)byte;
            cr_assert(url_split(span_of(copy, sizeof(text) - 1), &url) != 0 ||
                      url.path.ptr[0] == '/');
        }
}

Test(url, an_origin_is_a_url_without_path_or_default_port)
{
    cr_assert(url_is_origin(SPAN("https://a.example")));
    cr_assert(url_is_origin(SPAN("http://a:81")));
    cr_assert_not(url_is_origin(SPAN("https://a.example/")));
    cr_assert_not(url_is_origin(SPAN("https://a.example?")));
    cr_assert_not(url_is_origin(SPAN("http://a:80")));
    cr_assert_not(url_is_origin(SPAN("null")));
}

Test(url, origins_compare_scheme_host_and_port)
{
    struct url url;

    cr_assert_eq(url_split(SPAN("https://a.example:443/x"), &url), 0);
    cr_assert(url_same_origin(&url, SPAN("https://a.example")));
    cr_assert_not(url_same_origin(&url, SPAN("http://a.example")));
    cr_assert_not(url_same_origin(&url, SPAN("https://a.example:8443")));
    cr_assert_not(url_same_origin(&url, SPAN("https://b.example")));
    cr_assert_not(url_same_origin(&url, SPAN("null")));
}

/* browser.md 3: scheme and registrable domain, no port. */
Test(url, a_site_leaves_out_subdomains_and_ports)
{
    static const struct {
        const char *url, *site;
    } rows[] = {
        {"https://app.one.test:8443/x", "https://one.test"},
        {"https://shop.one.test/", "https://one.test"},
        {"https://one.test/", "https://one.test"},
        {"http://one.test/", "http://one.test"},
        {"http://localhost:1/", "http://localhost"},
        {"http://a.localhost/", "http://a.localhost"},
        {"http://127.0.0.1:5/", "http://127.0.0.1"},
        {"http://[::1]:5/", "http://::1"},
    };
    struct arena arena;

    arena_init(&arena, 1u << 16);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct url url;

        cr_assert_eq(url_split(span_str(rows[i].url), &url), 0);
        cr_assert(span_eq(url_site(&url, &arena), span_str(rows[i].site)), "%s",
                  rows[i].url);
    }
    arena_fini(&arena);
}

/* RFC 3986 5.4.1 and 5.4.2, and what else stands in Location headers. */
static const struct {
    const char *location, *url; /* NULL: refused */
} locations[] = {
    {"http:g", NULL},
    {"g", "http://a/b/c/g"},
    {"./g", "http://a/b/c/g"},
    {"g/", "http://a/b/c/g/"},
    {"/g", "http://a/g"},
    {"//g", "http://g"},
    {"?y", "http://a/b/c/d;p?y"},
    {"g?y", "http://a/b/c/g?y"},
    {"#s", "http://a/b/c/d;p?q"},
    {"g#s", "http://a/b/c/g"},
    {"", "http://a/b/c/d;p?q"},
    {".", "http://a/b/c/"},
    {"./", "http://a/b/c/"},
    {"..", "http://a/b/"},
    {"../g", "http://a/b/g"},
    {"../..", "http://a/"},
    {"../../../g", "http://a/g"},
    {"/./g", "http://a/g"},
    {"/../g", "http://a/g"},
    {"g.", "http://a/b/c/g."},
    {"..g", "http://a/b/c/..g"},
    {"./g/.", "http://a/b/c/g/"},
    {"g/./h", "http://a/b/c/g/h"},
    {"g/../h", "http://a/b/c/h"},
    {"g?y/../x", "http://a/b/c/g?y/../x"},
    {"HTTPS://Some.Example:8443/X", "https://some.example:8443/X"},
    {"https://e?q", "https://e?q"},
    {"https://e/a/../b?c/../d#e", "https://e/b?c/../d"},
    {"//E:1", "http://e:1"},
    {"ftp://e/", NULL},
    {"data:,x", NULL},
    {"http:", NULL},
    {"http:/", NULL},
    {"http://", NULL},
    {"//", NULL},
    {"a b", NULL},
    {"//u@e/", NULL},
};

Test(url, a_location_is_resolved_against_the_url_that_was_asked_for)
{
    struct url base;

    cr_assert_eq(url_split(SPAN("http://a/b/c/d;p?q"), &base), 0);
    for (size_t i = 0; i < sizeof(locations) / sizeof(locations[0]); i++) {
        struct span to = span_str(locations[i].location);
        struct span out = SPAN_ABSENT;
        struct arena arena;
        int err;

        arena_init(&arena, 4096);
        err = url_resolve(&base, to, &arena, &out);
        cr_expect_eq(err == 0, locations[i].url != NULL, "%s: %d, %.*s",
                     locations[i].location, err, SPAN_ARG(out));
        if (!err && locations[i].url)
            cr_expect(span_eq(out, span_str(locations[i].url)), "%s: %.*s",
                      locations[i].location, SPAN_ARG(out));
        arena_fini(&arena);
        for (size_t max = 0; max < 64; max++) { /* no room */
            arena_init(&arena, max);
            err = url_resolve(&base, to, &arena, &out);
            cr_expect(err || locations[i].url, "%s", locations[i].location);
            arena_fini(&arena);
        }
    }
}
