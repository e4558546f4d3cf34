/* test_server_timing.c - the Server-Timing line: metrics, rates, whom it meets
 */
#include "tests/aws_documents.h"
#include "tests/facts.h"

#include <criterion/criterion.h>

#define TIMING(rate)                                                  \
    FACTS_OPTIMIZED ", 'ResponseHeadersPolicyConfig': {'Name': 'r', " \
                    "'ServerTimingHeadersConfig': {'Enabled': true, " \
                    "'SamplingRate': " rate "}}"
#define OWN "{'origins': {'api': {'headers': {'Server-Timing': 'db;dur=7'}}}}"

static const char *timing(const struct facts *facts, size_t n)
{
    return played_header(&facts->played, n, "Server-Timing");
}

/* text begins with the one and ends with the other. */
static void reads(const char *text, const char *begin, const char *end)
{
    size_t len = strlen(text);

    cr_expect_eq(strncmp(text, begin, strlen(begin)), 0, "%s", text);
    cr_expect(len >= strlen(end) && strcmp(text + len - strlen(end), end) == 0,
              "%s", text);
}

Test(server_timing, f6_4_a_miss_a_hit_and_a_refresh_are_told_apart)
{
    struct facts facts = {0};
    const char *rid;

    facts_open(&facts,
               &(struct facts_case){.behavior = TIMING("100"), .bucket = true},
               STEPS("/a", "/a", "wait 2d", "/a"));
    reads(timing(&facts, 1),
          "cdn-upstream-layer;desc=\"EDGE\",cdn-upstream-dns;dur=0,"
          "cdn-upstream-connect;dur=0,cdn-upstream-fbl;dur=0,cdn-cache-miss,"
          "cdn-pop;desc=\"POP1-C1\",cdn-rid;desc=\"",
          "==\",cdn-downstream-fbl;dur=0");
    rid = played_header(&facts.played, 1, "X-Amz-Cf-Id");
    cr_expect(strstr(timing(&facts, 1), rid));
    reads(timing(&facts, 2), "cdn-cache-hit,cdn-pop;desc=\"POP1-C1\",cdn-rid",
          "\",cdn-hit-layer;desc=\"EDGE\",cdn-downstream-fbl;dur=0");
    reads(timing(&facts, 4),
          "cdn-cache-refresh,cdn-pop;desc=", "\",cdn-downstream-fbl;dur=0");
    facts_close(&facts);
}

Test(server_timing, f6_4_the_origins_own_stays_on_a_miss_and_goes_on_a_hit)
{
    struct facts facts = {0};

    facts_open(&facts,
               &(struct facts_case){.behavior = TIMING("100"), .change = OWN},
               STEPS("/a", "/a"));
    reads(timing(&facts, 1), "cdn-upstream-layer", ",db;dur=7");
    cr_expect(!strstr(timing(&facts, 2), "db"), "%s", timing(&facts, 2));
    facts_close(&facts);
}

Test(server_timing, f6_4_a_pragma_gets_it_at_any_rate)
{
    struct facts facts = {0};

    facts_open(&facts,
               &(struct facts_case){.behavior = TIMING("0"), .change = OWN},
               STEPS("/a", "/a -H 'Pragma: server-timing'", "/a"));
    cr_expect_str_eq(timing(&facts, 1), "db;dur=7");
    reads(timing(&facts, 2), "cdn-cache-hit,", "dur=0");
    cr_expect_str_eq(timing(&facts, 3), "db;dur=7", "as stored");
    facts_close(&facts);
    facts_open(
        &facts,
        &(struct facts_case){.behavior = FACTS_OPTIMIZED, .bucket = true},
        STEPS("/a -H 'Pragma: server-timing'"));
    cr_expect_str_eq(timing(&facts, 1), "", "only where the policy has it");
    facts_close(&facts);
}

Test(server_timing, f6_4_the_rate_is_a_share_of_requests_from_a_seed)
{
    const char *steps[42] = {NULL};
    size_t n[2] = {0, 0};

    for (size_t i = 0; i < 40; i++)
        steps[i] = "/a";
    for (size_t round = 0; round < 2; round++) {
        struct facts facts = {0};

        facts_open(
            &facts,
            &(struct facts_case){.behavior = TIMING("50"), .bucket = true},
            steps);
        for (size_t i = 1; i <= 40; i++)
            n[round] += *timing(&facts, i) != '\0';
        facts_close(&facts);
    }
    cr_expect(n[0] > 8 && n[0] < 32, "%zu of 40", n[0]);
    cr_expect_eq(n[0], n[1], "the same seed, the same requests");
}

/* What stands for "no cache took part" on an answer of the edge's own. */
Test(server_timing, an_answer_of_the_edges_own_names_no_cache)
{
    struct facts facts = {0};

    facts_open(&facts,
               &(struct facts_case){
                   .behavior = TIMING("100"), .bucket = true, .missing = true},
               STEPS("-X TRACE /a", "/a", "/a"));
    reads(timing(&facts, 1), "cdn-pop;desc=", "dur=0");
    reads(timing(&facts, 2), "cdn-upstream-layer;", "dur=0");
    cr_expect(strstr(timing(&facts, 2), ",cdn-cache-miss,"));
    reads(timing(&facts, 3), "cdn-cache-hit,", "dur=0");
    facts_close(&facts);
}
