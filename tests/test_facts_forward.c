/*
 * test_facts_forward.c - facts about what reaches an origin
 *
 * cloudfront.md, section 3: what no other test cites (tests/facts.txt has them
 * all). Names begin with the section.
 */
#include "tests/aws_documents.h"
#include "tests/facts.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define NO_HEADERS "{'HeaderBehavior': 'none'}"
#define NO_COOKIES "{'CookieBehavior': 'none'}"
#define NO_QUERY   "{'QueryStringBehavior': 'none'}"
#define ALL_QUERY  "{'QueryStringBehavior': 'all'}"
#define QUERY(word, names)                       \
    "{'QueryStringBehavior': '" word "', 'Query" \
    "Strings': {'Quantity': 1, 'Items': [" names "]}}"
/* One test runs at a time, in a process of its own. */
static struct facts facts;

/* value NULL: it must not have reached the origin. */
static void sent(size_t n, const char *name, const char *value)
{
    struct span got = played_sent(&facts.played, n, span_str(name));

    if (value)
        cr_expect(span_eq(got, span_str(value)), "%s: %.*s", name,
                  SPAN_ARG(got));
    else
        cr_expect(span_absent(got), "%s: %.*s", name, SPAN_ARG(got));
}

Test(facts, f3_1_with_policies_only_what_they_name_is_sent)
{
    facts_open(
        &facts, &(struct facts_case){.behavior = FACTS_OPTIMIZED},
        STEPS("/a?q=1 -H 'Origin: https://a.example' -H 'X-Mine: 1' -H "
              "'Cookie: c=1' -H 'Accept: text/html' -H 'Authorization: x' -H "
              "'Referer: https://r.example/' -H 'Content-Type: a/b'"));
    sent(1, "Origin", NULL);
    sent(1, "X-Mine", NULL);
    sent(1, "Cookie", NULL);
    sent(1, "Accept", NULL);
    sent(1, "Authorization", NULL);
    sent(1, "Referer", NULL);
    sent(1, "User-Agent", "Amazon CloudFront");
    cr_expect(played_sent(&facts.played, 1, SPAN("X-Amz-Cf-Id")).len > 20);
    cr_expect_eq(strlen(played_query(&facts.played, 1)), 0);
    facts_close(&facts);
}

/* The combinations of a cache policy's query strings with those of an origin
 * request policy: NULL, no origin request policy. */
Test(facts, f3_1_what_is_sent_is_keyed_or_in_the_origin_request_policy)
{
    static const struct {
        const char *keyed;
        const char *forwarded;
        const char *sent; /* of a=1&b=2&c=3 */
    } rows[] = {
        {NO_QUERY, NULL, ""},
        {NO_QUERY, ALL_QUERY, "a=1&b=2&c=3"},
        {NO_QUERY, QUERY("whitelist", "'b'"), "b=2"},
        {NO_QUERY, QUERY("allExcept", "'b'"), "a=1&c=3"},
        {ALL_QUERY, NULL, "a=1&b=2&c=3"},
        {ALL_QUERY, NO_QUERY, "a=1&b=2&c=3"},
        {ALL_QUERY, QUERY("whitelist", "'b'"), "a=1&b=2&c=3"},
        {ALL_QUERY, QUERY("allExcept", "'b'"), "a=1&b=2&c=3"},
        {QUERY("whitelist", "'a'"), NULL, "a=1"},
        {QUERY("whitelist", "'a'"), ALL_QUERY, "a=1&b=2&c=3"},
        {QUERY("whitelist", "'a'"), QUERY("whitelist", "'b'"), "a=1&b=2"},
        {QUERY("whitelist", "'b'"), QUERY("allExcept", "'b'"), "a=1&b=2&c=3"},
        {QUERY("allExcept", "'a'"), NULL, "b=2&c=3"},
        {QUERY("allExcept", "'a'"), QUERY("whitelist", "'a'"), "a=1&b=2&c=3"},
        {QUERY("allExcept", "'a'"), QUERY("allExcept", "'a'"), "b=2&c=3"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char policy[2048], behavior[2048];

        (void)snprintf(
            policy, sizeof(policy),
            FACTS_POLICY("'MinTTL': 1", NO_HEADERS, NO_COOKIES, "%s"),
            rows[i].keyed);
        (void)snprintf(behavior, sizeof(behavior),
                       rows[i].forwarded ? FACTS_MINE
                           ", 'OriginRequestPolicyConfig': {'Name': 'f', "
                           "'HeadersConfig': {'HeaderBehavior': 'none'}, "
                           "'CookiesConfig': {'CookieBehavior': 'none'}, "
                           "'QueryStringsConfig': %s}"
                                         : FACTS_MINE "%s",
                       rows[i].forwarded ? rows[i].forwarded : "");
        facts_open(&facts,
                   &(struct facts_case){.behavior = behavior, .policy = policy},
                   STEPS("/x?a=1&b=2&c=3"));
        cr_expect_str_eq(played_query(&facts.played, 1), rows[i].sent,
                         "row %zu: %s", i, played_query(&facts.played, 1));
        facts_close(&facts);
    }
}

#define ORP(headers)                                                     \
    FACTS_OPTIMIZED ", 'OriginRequestPolicyConfig': {'Name': 'f', "      \
                    "'HeadersConfig': " headers ", 'CookiesConfig': "    \
                    "{'CookieBehavior': 'none'}, 'QueryStringsConfig': " \
                    "{'QueryStringBehavior': 'none'}}"
#define ORP_OF(names)                                                          \
    ORP("{'HeaderBehavior': 'whitelist', 'Headers': {'Quantity': 1, 'Items': " \
        "[" names "]}}")

Test(facts, f3_1_authorization_is_not_named_in_an_origin_request_policy)
{
    facts_refused(&facts,
                  &(struct facts_case){.behavior = ORP_OF("'Authorization'")},
                  "Authorization goes in a cache policy");
    facts_open(&facts,
               &(struct facts_case){.behavior = ORP("{'HeaderBehavior': "
                                                    "'allViewer'}")},
               STEPS("/a -H 'Authorization: x'"));
    sent(1, "Authorization", "x");
    facts_close(&facts);
}

Test(facts, f3_1_accept_encoding_in_an_origin_request_policy_does_nothing)
{
    facts_open(&facts,
               &(struct facts_case){.behavior = ORP_OF("'Accept-Encoding'")},
               STEPS("/a -H 'Accept-Encoding: deflate, gzip'"));
    sent(1, "Accept-Encoding", "gzip");
    facts_close(&facts);
}

Test(facts, f3_1_custom_headers_may_be_origin_but_not_every_header)
{
    static const char *const names[] = {"Cache-Control",
                                        "Connection",
                                        "Content-Length",
                                        "Cookie",
                                        "Host",
                                        "If-Match",
                                        "If-Modified-Since",
                                        "Max-Forwards",
                                        "Pragma",
                                        "Proxy-Thing",
                                        "Range",
                                        "TE",
                                        "Trailer",
                                        "Upgrade",
                                        "Transfer-Encoding",
                                        "Via",
                                        "X-Amz-Acl",
                                        "X-Edge-Id",
                                        "X-Real-Ip"};
    /* The viewer's own is not sent, or forwarded, or keyed. */
    static const char *const may_be[] = {
        FACTS_OPTIMIZED,
        FACTS_OPTIMIZED ", 'OriginRequestPolicyId': "
                        "'59781a5b-3903-41f3-afcb-af62929ccde1'",
        FACTS_LEGACY("1", "'Origin'")};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char more[256];

        (void)snprintf(more, sizeof(more),
                       "'OriginCustomHeaders': {'Quantity': 1, 'Items': "
                       "[{'HeaderName': '%s', 'HeaderValue': 'x'}]}, ",
                       names[i]);
        facts_refused(
            &facts,
            &(struct facts_case){.behavior = FACTS_OPTIMIZED, .more = more},
            "cannot be a custom header");
    }
    for (size_t i = 0; i < sizeof(may_be) / sizeof(may_be[0]); i++) {
        facts_open(&facts,
                   &(struct facts_case){
                       .behavior = may_be[i],
                       .more = "'OriginCustomHeaders': {'Quantity': 1, "
                               "'Items': [{'HeaderName': 'Origin', "
                               "'HeaderValue': 'https://x.example'}]}, "},
                   STEPS("/a -H 'Origin: https://a.example'"));
        sent(1, "Origin", "https://x.example");
        facts_close(&facts);
    }
}

/* The table of the custom-origin page, for legacy settings that name nothing.
 */
Test(facts, f3_2_legacy_settings_forward_remove_or_replace_by_name)
{
    static const struct {
        const char *name;
        const char *value;
        const char *sent; /* NULL: removed */
    } rows[] = {
        {"X-Any", "1", "1"},
        {"Accept", "text/html", NULL},
        {"Accept-Charset", "utf-8", NULL},
        {"Accept-Language", "de", NULL},
        {"Referer", "https://r.example/", NULL},
        {"X-HTTP-Method-Override", "PUT", NULL},
        {"Accept-Encoding", "deflate, gzip", "gzip"},
        {"Authorization", "x", NULL},
        {"Cache-Control", "no-cache", "no-cache"},
        {"Pragma", "no-cache", "no-cache"},
        {"Max-Forwards", "3", "3"},
        {"Request-Range", "bytes=0-1", "bytes=0-1"},
        {"Content-MD5", "abc", "abc"},
        {"Content-Type", "a/b", "a/b"},
        {"Date", "Thu, 01 Jan 2026 00:00:00 GMT",
         "Thu, 01 Jan 2026 00:00:00 GMT"},
        {"From", "a@b.example", "a@b.example"},
        {"Warning", "110 - x", "110 - x"},
        {"Cookie", "a=1", NULL},
        {"Origin", "https://a.example", "https://a.example"},
        {"Proxy-Authorization", "x", NULL},
        {"TE", "trailers", NULL},
        {"Trailer", "X-End", NULL},
        {"X-Forwarded-Proto", "https", NULL},
        {"X-Real-IP", "192.0.2.1", NULL},
        {"X-Edge-Thing", "1", NULL},
        {"User-Agent", "mine", "Amazon CloudFront"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        facts_open(&facts,
                   &(struct facts_case){.behavior = FACTS_LEGACY("0", "")},
                   STEPS(facts_line(&facts, "/a -H '%s: %s'", rows[i].name,
                                    rows[i].value)));
        sent(1, rows[i].name, rows[i].sent);
        facts_close(&facts);
    }
}

Test(facts, f3_2_the_viewers_address_is_added_to_x_forwarded_for)
{
    facts_open(&facts, &(struct facts_case){.behavior = FACTS_OPTIMIZED},
               STEPS("/a", "/b -H 'X-Forwarded-For: 203.0.113.9'"));
    cr_expect(played_sent(&facts.played, 1, SPAN("X-Forwarded-For")).len > 0);
    cr_expect(
        span_starts(played_sent(&facts.played, 2, SPAN("X-Forwarded-For")),
                    SPAN("203.0.113.9, ")));
    facts_close(&facts);
}

Test(facts, f3_2_authorization_of_other_methods_stays)
{
    facts_open(&facts, &(struct facts_case){.behavior = FACTS_LEGACY("0", "")},
               STEPS("-X PUT -d x /a -H 'Authorization: x'",
                     "-X OPTIONS /a -H 'Authorization: x'"));
    sent(1, "Authorization", "x");
    sent(2, "Authorization", "x");
    facts_close(&facts);
}
