/* test_trace_policy.c - requests of a trace, looked up as AWS's policies do */
#include "bench/trace_policy.h"

#include "policies/cloudfront/managed.h"

#include <criterion/criterion.h>

static struct trace_policy managed(const char *name)
{
    const struct cache_policy *policy = managed_cache_policy(span_str(name));

    cr_assert_not_null(policy, "%s", name);
    return (struct trace_policy){policy->name, &policy->key};
}

static struct trace_record record_of(const char *id, const char *origin)
{
    return (struct trace_record){
        .id = span_str(id), .origin = origin ? span_str(origin) : SPAN_ABSENT};
}

/* Whether the policy would take the second for the first. */
static bool are_one(const struct trace_policy *policy,
                    const struct trace_record *first,
                    const struct trace_record *second)
{
    struct trace_keyer one, other;
    struct trace_record a, b;
    bool same;

    trace_keyer_init(&one);
    trace_keyer_init(&other);
    cr_assert_eq(trace_policy_apply(policy, first, &one, &a), 0);
    cr_assert_eq(trace_policy_apply(policy, second, &other, &b), 0);
    cr_expect_eq(a.size, first->size);
    same = span_eq(a.id, b.id);
    trace_keyer_fini(&one);
    trace_keyer_fini(&other);
    return same;
}

Test(trace_policy, a_policy_keeps_apart_what_it_keeps_apart_at_the_edge)
{
    static const struct {
        const char *policy;
        const char *id[2], *origin[2];
        bool one;
    } rows[] = {
        {"CachingOptimized", {"/a?v=1", "/a?v=2"}, {0}, true},
        {"CachingOptimized", {"/a", "/b"}, {0}, false},
        {"CachingOptimized", {"/a", "/a"}, {NULL, "https://a.example"}, true},
        {"CachingOptimized", {"https://x.example/a?q", "/a"}, {0}, true},
        {"CachingOptimized", {"a/b", "/a/b"}, {0}, true},
        {"UseOriginCacheControlHeaders-QueryStrings",
         {"/a?v=1", "/a?v=2"},
         {0},
         false},
        {"UseOriginCacheControlHeaders",
         {"/a?v=1", "/a?v=2"},
         {"https://a.example", "https://a.example"},
         true},
        {"UseOriginCacheControlHeaders",
         {"/a", "/a"},
         {"https://a.example", "https://b.example"},
         false},
        {"UseOriginCacheControlHeaders",
         {"/a", "/a"},
         {NULL, "https://b.example"},
         false},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct trace_policy policy = managed(rows[i].policy);
        struct trace_record a = record_of(rows[i].id[0], rows[i].origin[0]);
        struct trace_record b = record_of(rows[i].id[1], rows[i].origin[1]);

        cr_expect_eq(are_one(&policy, &a, &b), rows[i].one, "row %zu", i);
    }
}

Test(trace_policy, a_number_is_a_path)
{
    struct trace_policy policy = managed("CachingOptimized");
    struct trace_record number = {.id = SPAN_ABSENT,
                                  .number = 7,
                                  .origin = SPAN_ABSENT,
                                  .size = 3,
                                  .has_size = true};
    struct trace_record path = record_of("/7", NULL);

    path.size = 3;
    cr_expect(are_one(&policy, &number, &path));
    path.id = SPAN("/8");
    cr_expect_not(are_one(&policy, &number, &path));
}

Test(trace_policy, what_a_trace_cannot_tell_is_named)
{
    struct trace_policy policy = managed("UseOriginCacheControlHeaders");
    struct buf text;

    buf_init(&text, 4096);
    trace_policy_unknown(&policy, &text);
    cr_expect_not_null(strstr(buf_span(&text).ptr, "Accept-Encoding"));
    cr_expect_not_null(strstr(buf_span(&text).ptr, "cookies"));
    cr_expect_null(strstr(buf_span(&text).ptr, "Origin"));
    buf_fini(&text);
}

Test(trace_policy, a_path_too_long_for_a_key_is_an_error)
{
    struct trace_policy policy = managed("CachingOptimized");
    char path[40000];
    struct trace_keyer keyer;
    struct trace_record record = {.origin = SPAN_ABSENT}, keyed;

    memset(path, 'a', sizeof(path));
    record.id = span_of(path, sizeof(path));
    trace_keyer_init(&keyer);
    cr_expect_eq(trace_policy_apply(&policy, &record, &keyer, &keyed),
                 ERR_TOO_LONG);
    trace_keyer_fini(&keyer);
}
