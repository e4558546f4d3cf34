/* test_trace.c - traces in memory: numbers, sizes that change, keys */
#include "bench/trace.h"

#include "bench/numbering.h"
#include "cache/base/mem.h"
#include "cache/base/rng.h"

#include <criterion/criterion.h>

struct asked {
    const char *id; /* NULL: number */
    uint64_t number, size;
    const char *origin;
};

static void build(struct trace *trace, const struct asked *asked, size_t n)
{
    struct trace_builder *builder = trace_builder_new();

    for (size_t i = 0; i < n; i++)
        cr_assert_eq(
            trace_builder_add(
                builder,
                &(struct trace_record){.id = span_str(asked[i].id),
                                       .number = asked[i].number,
                                       .size = asked[i].size,
                                       .has_size = asked[i].size > 0,
                                       .origin = span_str(asked[i].origin)}),
            0);
    trace_builder_take(builder, trace);
    trace_builder_free(builder);
}

static void expect_objects(const struct trace *trace, const char *wanted,
                           const char *why)
{
    char text[128] = "";

    for (uint64_t i = 0; i < trace->n_requests; i++)
        text[i] = (char)('0' + trace->objects[i]);
    cr_expect_str_eq(text, wanted, "%s", why);
}

Test(trace, objects_are_numbered_by_first_appearance)
{
    static const struct asked asked[] = {
        {NULL, 7, 1, NULL},  {"7", 0, 1, NULL},    {NULL, 900, 1, NULL},
        {"a/b", 0, 1, NULL}, {NULL, 900, 1, NULL}, {"7", 0, 1, NULL},
        {"a/bc", 0, 1, NULL}};
    struct trace trace;

    build(&trace, asked, sizeof(asked) / sizeof(*asked));
    expect_objects(&trace, "0123214", "a text is no number");
    cr_expect_eq(trace.n_objects, 5);
    cr_expect_eq(trace.object_bytes, 5);
    cr_expect_not(trace.has_sizes);
    cr_expect_null(trace.sites);
    trace_fini(&trace);
}

Test(trace, sizes_are_first_ones_and_changes)
{
    static const struct asked asked[] = {
        {NULL, 1, 10, NULL}, {NULL, 2, 0, NULL}, {NULL, 1, 0, NULL},
        {NULL, 1, 12, NULL}, {NULL, 2, 5, NULL}, {NULL, 1, 12, NULL},
        {NULL, 1, 10, NULL}, {NULL, 3, 0, NULL}};
    struct trace trace;

    build(&trace, asked, sizeof(asked) / sizeof(*asked));
    cr_expect_eq(trace.sizes[0], 10);
    cr_expect_eq(trace.sizes[1], 5, "told late");
    cr_expect_eq(trace.n_resizes, 2);
    cr_expect_eq(trace.resizes[0].at, 3);
    cr_expect_eq(trace.resizes[0].size, 12);
    cr_expect_eq(trace.resizes[1].at, 6);
    cr_expect_eq(trace.object_bytes, 15);
    cr_expect_eq(trace.request_bytes, 10 + 5 + 10 + 12 + 5 + 12 + 10 + 0);
    cr_expect_eq(trace.n_unsized, 1);
    cr_expect(trace.has_sizes);
    trace_fini(&trace);
}

Test(trace, keys_keep_apart_what_they_should)
{
    static const struct asked asked[] = {
        {"x", 0, 4, NULL},        {"x", 0, 4, "https://a"},
        {"x", 0, 4, "https://b"}, {"x", 0, 6, "https://c"},
        {"y", 0, 1, "https://a"}, {"x", 0, 6, NULL},
        {"x", 0, 6, "https://a"}};
    static const struct {
        enum trace_key key;
        const char *wanted;
        uint64_t bytes;
    } rows[] = {{TRACE_KEY_URL, "0000100", 5},
                {TRACE_KEY_PRESENT, "0111201", 9},
                {TRACE_KEY_CLASS, "0121301", 13},
                {TRACE_KEY_ORIGIN, "0123401", 19}};
    struct trace trace, keyed;

    build(&trace, asked, sizeof(asked) / sizeof(*asked));
    cr_expect_eq(trace.n_sites, 3);
    for (size_t i = 0; i < 4; i++) {
        cr_assert_eq(trace_keyed(&trace, rows[i].key, 2, &keyed), 0);
        expect_objects(&keyed, rows[i].wanted, "keyed");
        cr_expect_eq(keyed.request_bytes, trace.request_bytes);
        cr_expect_eq(keyed.object_bytes, rows[i].bytes, "%zu: %llu", i,
                     (unsigned long long)keyed.object_bytes);
        trace_fini(&keyed);
    }
    mem_free(trace.sites);
    trace.sites = NULL;
    cr_expect_eq(trace_keyed(&trace, TRACE_KEY_ORIGIN, 1, &keyed), ERR_MISSING);
    trace_fini(&trace);
}

Test(trace, numbering_agrees_with_a_plain_list)
{
    struct numbering *numbering = numbering_new(3000);
    uint64_t *names = mem_zalloc(3000, sizeof(*names));
    uint32_t n = 0;
    struct rng rng;

    rng_init(&rng, 5);
    for (int i = 0; i < 20000; i++) {
        uint64_t name = rng_below(&rng, 4000) * 4096;
        uint32_t known = 0;

        while (known < n && names[known] != name)
            known++;
        if (known == n && n < 3000)
            names[n++] = name;
        else if (known == n)
            known = NUMBERING_NONE;
        cr_assert_eq(numbering_of_u64(numbering, name), known);
        cr_assert_eq(numbering_count(numbering), n);
    }
    cr_expect_eq(n, 3000, "the ceiling was met");
    cr_expect_eq(numbering_of_text(numbering, SPAN("x")), NUMBERING_NONE);
    mem_free(names);
    numbering_free(numbering);
}
