/* test_behavior_popbox.c - what a behavior bears beside AWS's own members. */
#include "policies/cloudfront/behavior.h"

#include "tests/behavior_reading.h"

#include <criterion/criterion.h>

#define N(rows) (sizeof(rows) / sizeof(rows[0]))
#define POPBOX(text)                                                     \
    "{'TargetOriginId': 'bucket', 'CachePolicyId': 'CachingOptimized', " \
    "'popbox': {" text "}}"
#define CUSTOM(target, items)                                                \
    "{'TargetOriginId': '" target "', 'CachePolicyId': 'CachingOptimized', " \
    "'OriginCustomHeaders': {'Items': [" items "]}}"
#define LINE(name, value) \
    "{'HeaderName': '" name "', 'HeaderValue': '" value "'}"

Test(behavior_popbox, keys_on_origin_as_a_function_would)
{
    struct behavior_reading reading;
    struct key_recipe *key = &reading.behavior.key;

    cr_assert_eq(behavior_open(&reading, POPBOX("'key_origin': 'present'")), 0);
    cr_expect_eq(key->origin, KEY_ORIGIN_PRESENT);
    cr_expect(key->gzip, "the managed policy still holds");
    cr_expect_eq(key->headers.rule, NAMES_NONE);
    behavior_close(&reading);

    cr_assert_eq(
        behavior_open(&reading, POPBOX("'key_origin': 'class', "
                                       "'allowed_origins': "
                                       "['https://a.example', 'null']")),
        0);
    cr_expect_eq(key->origin, KEY_ORIGIN_CLASS);
    cr_assert_eq(key->n_allowed_origins, 2);
    cr_expect(span_eq(key->allowed_origins[0], SPAN("https://a.example")));
    behavior_close(&reading);

    cr_assert_eq(behavior_open(&reading, POPBOX("'key_origin': 'off'")), 0);
    cr_expect_eq(key->origin, KEY_ORIGIN_OFF);
    cr_expect_eq(managed_cache_policies[0].key.origin, KEY_ORIGIN_OFF,
                 "the table is not written to");
    behavior_close(&reading);
}

Test(behavior_popbox, rules_change_this_behavior_alone)
{
    struct behavior_reading reading;

    cr_assert_eq(
        behavior_open(&reading, POPBOX("'rules': {'honour_vary': true, "
                                       "'error_ttl_s': 300}, "
                                       "'cors_fill_each': true")),
        0, "%s", reading.aws.reader.error);
    cr_expect(reading.behavior.rules.honour_vary);
    cr_expect_eq(reading.behavior.rules.error_ttl_s, 300);
    cr_expect(!reading.rules.honour_vary, "the profile's row is a copy");
    cr_expect(reading.behavior.reply.cors.fill_each);
    behavior_close(&reading);
}

Test(behavior_popbox, survives_truncation_and_loss_of_any_part)
{
    aws_survives(behavior_read_strict,
                 POPBOX("'key_origin': 'class', 'allowed_origins': "
                        "['https://a.example'], 'cors_fill_each': false, "
                        "'rules': {'honour_vary': true}"));
    aws_survives(behavior_read_strict,
                 CUSTOM("app", LINE("Origin", "https://a.example")));
}

Test(behavior_popbox, wrong_settings_are_refused)
{
    static const struct aws_refusal rows[] = {
        {POPBOX("'key_origin': 'exact'"), "$.popbox.key_origin"},
        {POPBOX("'key_origin': 'class'"), "allowed_origins goes with"},
        {POPBOX("'allowed_origins': ['https://a.example']"),
         "allowed_origins goes with"},
        {POPBOX("'key_origin': 'class', 'allowed_origins': ['a.example']"),
         "is no origin; it looks like https://a.example"},
        {POPBOX("'keyorigin': 'off'"), "key_origin"},
        {POPBOX("'rules': {'honor_vary': true}"), "honour_vary"},
        {POPBOX("'rules': []"), "$.popbox.rules"},
        {"{'TargetOriginId': 'app', 'CachePolicyId': 'CachingOptimized', "
         "'popbox': true}",
         "$.popbox"},
    };

    aws_refuses(behavior_read_default, rows, N(rows));
}

static const char *custom_text(struct behavior_reading *reading)
{
    const struct forward_recipe *forward = &reading->behavior.forward;
    struct span text = SPAN("");

    for (size_t i = 0; i < forward->n_custom; i++)
        text = arena_printf(&reading->aws.arena, "%.*s%.*s: %.*s | ",
                            SPAN_ARG(text), SPAN_ARG(forward->custom[i].name),
                            SPAN_ARG(forward->custom[i].value));
    return text.ptr;
}

/* cloudfront.md 3.1: Origin may be among them, which is one of the cures. */
Test(behavior_popbox, custom_headers_add_to_the_origins_own)
{
    static const struct {
        const char *text;
        const char *custom;
    } rows[] = {
        {CUSTOM("bucket", ""), ""},
        {CUSTOM("app", ""), "X-From: app | "},
        {CUSTOM("bucket", LINE("Origin", "https://a.example")),
         "Origin: https://a.example | "},
        {CUSTOM("app", LINE("X-B", "")), "X-B:  | X-From: app | "},
        {CUSTOM("app", LINE("x-from", "me")), "x-from: me | "},
    };

    for (size_t i = 0; i < N(rows); i++) {
        struct behavior_reading reading;

        cr_assert_eq(behavior_open(&reading, rows[i].text), 0, "%s",
                     reading.aws.reader.error);
        cr_expect_str_eq(custom_text(&reading), rows[i].custom, "%s",
                         rows[i].text);
        behavior_close(&reading);
    }
}

Test(behavior_popbox, custom_headers_that_aws_bans_are_refused)
{
    static const struct aws_refusal rows[] = {
        {CUSTOM("app", LINE("Host", "x")), "Host cannot be a custom header"},
        {CUSTOM("app", LINE("If-None-Match", "x")), "cannot be a custom"},
        {CUSTOM("app", LINE("x-amz-acl", "x")), "cannot be a custom"},
        {CUSTOM("app", LINE("Cookie", "x")), "cannot be a custom"},
        {CUSTOM("app", LINE("a b", "x")), "is not a header name"},
        {CUSTOM("app", LINE("X-A", "1\\nX-B: 2")), "control characters"},
        {CUSTOM("app", LINE("X-A", "1") ", " LINE("x-a", "2")), "twice"},
        {CUSTOM("app", "{'HeaderName': 'X-A'}"), "HeaderValue"},
        {CUSTOM("app", "{'HeaderValue': 'X-A'}"), "HeaderName"},
        {CUSTOM("app", "'X-A: 1'"), "object"},
    };

    aws_refuses(behavior_read_default, rows, N(rows));
}

Test(behavior_popbox, ten_custom_headers_are_taken_and_no_more)
{
    for (int n = 10; n <= 11; n++) {
        struct behavior_reading reading;
        struct span items = SPAN("");
        struct arena arena;

        arena_init(&arena, 1 << 16);
        for (int i = 0; i < n; i++)
            items = arena_printf(
                &arena, "%.*s%s{'HeaderName': 'X-%d', 'HeaderValue': ''}",
                SPAN_ARG(items), i > 0 ? ", " : "", i);
        cr_expect_eq(
            behavior_open(
                &reading,
                arena_printf(&arena, CUSTOM("bucket", "%s"), items.ptr).ptr) ==
                0,
            n == 10, "%s", reading.aws.reader.error);
        behavior_close(&reading);
        arena_fini(&arena);
    }
}
