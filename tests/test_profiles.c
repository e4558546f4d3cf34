/* test_profiles.c - rows of knobs by name, and changes to single knobs. */
#include "policies/profiles.h"

#include "tests/aws_reading.h"

#include <criterion/criterion.h>

static struct rules rules_of(const char *name)
{
    struct rules rules;

    cr_assert(profile_rules(span_str(name), &rules));
    return rules;
}

Test(profiles, are_listed_in_order_and_found_by_name)
{
    struct rules rules = {.error_ttl_s = 77};

    cr_assert(span_eq(profile_name(0), SPAN("cloudfront")));
    cr_assert(span_eq(profile_name(1), SPAN("rfc9111")));
    cr_assert(span_absent(profile_name(2)));
    for (size_t i = 0; !span_absent(profile_name(i)); i++) {
        cr_assert(profile_rules(profile_name(i), &rules));
        cr_assert(span_eq(rules.profile, profile_name(i)));
    }
    rules.error_ttl_s = 77;
    cr_assert(!profile_rules(SPAN("CloudFront"), &rules));
    cr_assert(!profile_rules(SPAN(""), &rules));
    cr_assert(!profile_rules(SPAN_ABSENT, &rules));
    cr_assert_eq(rules.error_ttl_s, 77, "untouched");
}

/* cloudfront.md 4.1, 4.2, 4.3, 4.4, 4.5, 5.1. */
Test(profiles, cloudfront_is_as_documented)
{
    struct rules rules = rules_of("cloudfront");

    cr_expect(!rules.honour_vary, "surprise 1");
    cr_expect(!rules.obey_no_store_at_min, "surprise 5");
    cr_expect(rules.private_is_storable, "surprise 5");
    cr_expect(!rules.refresh_merges, "surprise 10");
    cr_expect(rules.errors_need_max_age, "surprise 15: 403");
    cr_expect_eq(rules.error_ttl_s, 10, "surprise 15");
    cr_expect(rules.stale_on_error, "surprise 16");
    cr_expect(rules.strip_set_cookie, "surprise 17");
    cr_expect(!rules.viewer_no_cache, "surprise 18");
    cr_expect(rules.filter_vary && rules.refuse_body_on_get);
    cr_expect(rules.authorized_is_storable && rules.set_cookie_is_storable);
    cr_expect(!rules.heuristic_freshness && !rules.count_origin_age);
    cr_expect(rules.error_obeys_no_store && !rules.finish_abandoned);
}

Test(profiles, rfc9111_is_a_shared_cache_by_the_book)
{
    struct rules rules = rules_of("rfc9111");

    cr_expect(rules.honour_vary && !rules.filter_vary, "section 4.1");
    cr_expect(rules.obey_no_store_at_min, "section 5.2.2.5");
    cr_expect(!rules.private_is_storable, "section 5.2.2.7");
    cr_expect(!rules.authorized_is_storable, "section 3.5");
    cr_expect(rules.refresh_merges, "section 3.2");
    cr_expect(rules.count_origin_age, "section 4.2.3");
    cr_expect(rules.viewer_no_cache, "section 5.2.1.4");
    cr_expect(rules.heuristic_freshness, "section 4.2.2");
    cr_expect(!rules.strip_set_cookie && rules.error_ttl_s == 0);
}

static int override(struct aws_reading *reading)
{
    struct rules rules = rules_of("cloudfront");

    return profile_override(&rules, &reading->reader, reading->root);
}

Test(profiles, single_rules_are_changed_and_the_others_kept)
{
    struct aws_reading reading;
    struct rules was = rules_of("cloudfront"), rules = was;

    aws_open(&reading, "{'honour_vary': true, 'stale_on_error': false, "
                       "'refresh_merges': null, 'error_ttl_s': 0}");
    cr_assert_eq(profile_override(&rules, &reading.reader, reading.root), 0);
    cr_expect(rules.honour_vary && !rules.stale_on_error);
    cr_expect(!rules.refresh_merges);
    cr_expect_eq(rules.error_ttl_s, 0);
    cr_expect(span_eq(rules.profile, SPAN("cloudfront")));
    rules.honour_vary = was.honour_vary;
    rules.stale_on_error = was.stale_on_error;
    rules.error_ttl_s = was.error_ttl_s;
    cr_expect_eq(memcmp(&rules, &was, sizeof(rules)), 0, "nothing else");
    aws_close(&reading);
}

/* Every field of struct rules can be turned over by its own name. */
Test(profiles, each_switch_moves_its_own_field)
{
    static const char *const names[] = {"honour_vary",
                                        "any_vary_is_unstorable",
                                        "viewer_no_cache",
                                        "obey_no_store_at_min",
                                        "private_is_storable",
                                        "authorized_is_storable",
                                        "set_cookie_is_storable",
                                        "heuristic_freshness",
                                        "errors_need_max_age",
                                        "error_obeys_no_store",
                                        "refuse_body_on_get",
                                        "finish_abandoned",
                                        "refresh_merges",
                                        "count_origin_age",
                                        "stale_on_error",
                                        "filter_vary",
                                        "strip_set_cookie"};
    const size_t n = sizeof(names) / sizeof(names[0]);

    cr_assert_eq(n,
                 offsetof(struct rules, strip_set_cookie) + 1 -
                     offsetof(struct rules, honour_vary),
                 "a field of struct rules is not listed here");
    for (size_t i = 0; i < n; i++) {
        struct rules was = rules_of("cloudfront"), rules = was;
        bool *field = &rules.honour_vary + i;
        bool old = *field;
        struct aws_reading reading;
        struct arena arena;

        arena_init(&arena, 4096);
        aws_open(&reading, arena_printf(&arena, "{'%s': %s}", names[i],
                                        old ? "false" : "true")
                               .ptr);
        cr_assert_eq(profile_override(&rules, &reading.reader, reading.root),
                     0);
        cr_expect_eq(*field, !old, "%s", names[i]);
        *field = old;
        cr_expect_eq(memcmp(&rules, &was, sizeof(rules)), 0, "%s", names[i]);
        aws_close(&reading);
        arena_fini(&arena);
    }
}

Test(profiles, wrong_overrides_are_refused_with_their_place)
{
    static const struct aws_refusal rows[] = {
        {"{'honor_vary': true}", "honour_vary"},
        {"{'profile': 'rfc9111'}", "profile"},
        {"{'honour_vary': 1}", "$.honour_vary"},
        {"{'honour_vary': 'yes'}", "$.honour_vary"},
        {"{'error_ttl_s': -1}", "$.error_ttl_s"},
        {"{'error_ttl_s': 31536001}", "$.error_ttl_s"},
        {"[]", "rules are an object, not an array"},
    };

    aws_refuses(override, rows, sizeof(rows) / sizeof(rows[0]));
}

Test(profiles, refused_overrides_change_nothing)
{
    struct rules was = rules_of("cloudfront"), rules = was;
    struct aws_reading reading;

    aws_open(&reading, "{'honour_vary': true, 'nonsense': 1}");
    cr_assert_lt(profile_override(&rules, &reading.reader, reading.root), 0);
    cr_assert_eq(memcmp(&rules, &was, sizeof(rules)), 0);
    aws_close(&reading);
}

Test(profiles, overrides_survive_truncation_and_loss)
{
    aws_survives(override, "{'honour_vary': true, 'error_ttl_s': 5}");
}
