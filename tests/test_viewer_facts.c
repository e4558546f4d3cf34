/* test_viewer_facts.c - CloudFront-... headers: their values, key, origin */
#include "cache/viewer_facts.h"

#include "policies/profiles.h"
#include "tests/aws_documents.h"
#include "tests/facts.h"
#include "tests/http_values.h"

#include <criterion/criterion.h>

#define PHONE \
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E1"
#define ANDROID_TABLET "Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/130"
#define DESKTOP        "Mozilla/5.0 (X11; Linux x86_64) Chrome/130"
#define TELEVISION     "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) TV"

/* What the edge tells an origin under that name, for that User-Agent. */
static void tells(const char *agent, const char *name, const char *value)
{
    const struct span names[] = {span_str(name)};
    struct behavior behavior = {
        .forward.headers = {NAMES_LISTED, names, 1, false}};
    struct viewer_facts facts = {&behavior, SPAN("192.0.2.7"), false};
    struct http_request request = {.scheme = SPAN("https")}, out;
    struct arena arena;
    struct span got;

    arena_init(&arena, 65536);
    cr_assert_eq(http_headers_add(&request.headers, &arena, SPAN("User-Agent"),
                                  span_str(agent)),
                 0);
    cr_assert(viewer_facts_needed(&facts));
    cr_assert_eq(viewer_facts_add(&out, &arena, &request, &facts), 0);
    got = http_headers_get(&out.headers, span_str(name));
    if (value)
        cr_expect(span_eq(got, span_str(value)), "%s of %s: %.*s", name, agent,
                  SPAN_ARG(got));
    else
        cr_expect(span_absent(got), "%s", name);
    arena_fini(&arena);
}

Test(viewer_facts, a_device_is_known_by_its_user_agent)
{
    static const struct {
        const char *name;
        const char *values[4]; /* phone, Android tablet, desktop, TV */
    } rows[] = {
        {"CloudFront-Is-Mobile-Viewer", {"true", "false", "false", "false"}},
        {"CloudFront-Is-Tablet-Viewer", {"false", "true", "false", "false"}},
        {"CloudFront-Is-Desktop-Viewer", {"false", "false", "true", "false"}},
        {"CloudFront-Is-SmartTV-Viewer", {"false", "false", "false", "true"}},
        {"CloudFront-Is-IOS-Viewer", {"true", "false", "false", "false"}},
        {"CloudFront-Is-Android-Viewer", {"false", "true", "false", "false"}},
    };
    static const char *const agents[] = {PHONE, ANDROID_TABLET, DESKTOP,
                                         TELEVISION};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (size_t j = 0; j < 4; j++)
            tells(agents[j], rows[i].name, rows[i].values[j]);
}

Test(viewer_facts, the_rest_is_from_the_request_or_assumed)
{
    tells(DESKTOP, "CloudFront-Forwarded-Proto", "https");
    tells(DESKTOP, "CloudFront-Viewer-Http-Version", "1.1");
    tells(DESKTOP, "CloudFront-Viewer-Address", "192.0.2.7:0");
    tells(DESKTOP, "CloudFront-Viewer-Header-Order", "Host:User-Agent");
    tells(DESKTOP, "CloudFront-Viewer-Header-Count", "2");
    tells(DESKTOP, "CloudFront-Viewer-Country", "US");
    tells(DESKTOP, "CloudFront-Viewer-TLS", NULL);
    tells(DESKTOP, "CloudFront-Viewer-Nonsense", NULL);
}

#define BY_COUNTRY                                                          \
    FACTS_POLICY("'MinTTL': 1",                                             \
                 "{'HeaderBehavior': 'whitelist', 'Headers': {'Quantity': " \
                 "1, 'Items': ['CloudFront-Viewer-Country']}}",             \
                 "{'CookieBehavior': 'none'}",                              \
                 "{'QueryStringBehavior': "                                 \
                 "'none'}")

Test(viewer_facts, f2_what_a_cache_policy_names_is_keyed_and_sent)
{
    struct facts facts = {0};

    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_MINE, .policy = BY_COUNTRY},
        STEPS("/a", "/a -H 'CloudFront-Viewer-Country: DE'",
              "/a -H 'CloudFront-Viewer-Country: US'"));
    cr_expect(strstr(played_key(&facts.played, 1),
                     "h25:CloudFront-Viewer-Country=2:US"));
    cr_expect(span_eq(
        played_sent(&facts.played, 1, SPAN("CloudFront-Viewer-Country")),
        SPAN("US")));
    cr_expect_str_eq(played_cache(&facts.played, 2), "Miss");
    cr_expect_str_eq(played_cache(&facts.played, 3), "Hit");
    facts_close(&facts);
}

Test(viewer_facts, with_the_knob_off_nobody_states_where_he_is)
{
    struct facts facts = {0};

    facts_open(&facts,
               &(struct facts_case){
                   .behavior = FACTS_MINE,
                   .more = "'popbox': {'rules': {'viewer_states_facts': "
                           "false}}, ",
                   .policy = BY_COUNTRY},
               STEPS("/a", "/a -H 'CloudFront-Viewer-Country: DE'"));
    cr_expect_str_eq(played_cache(&facts.played, 2), "Hit");
    facts_close(&facts);
}

Test(viewer_facts, f1_2_all_viewer_and_cloudfront_headers_adds_its_own)
{
    struct facts facts = {0};

    facts_open(&facts,
               &(struct facts_case){.behavior = FACTS_OPTIMIZED
                                    ", 'OriginRequestPolicyId': "
                                    "'33f36d7e-f396-46d9-90e0-52428a34d9dc'"},
               STEPS("/a -H 'X-Mine: 1'"));
    cr_expect(
        span_eq(played_sent(&facts.played, 1, SPAN("X-Mine")), SPAN("1")));
    cr_expect(
        span_eq(played_sent(&facts.played, 1, SPAN("CloudFront-Viewer-City")),
                SPAN("Seattle")));
    cr_expect(!strstr(played_key(&facts.played, 1), "Seattle"));
    facts_close(&facts);
}
