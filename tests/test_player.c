/* test_player.c - playing: what is told, and every mismatch with its place. */
#include "bench/player.h"

#include "bench/formats/junit.h"
#include "bench/formats/tap.h"
#include "bench/transcript_text.h"
#include "tests/bench_reading.h"

#include <criterion/criterion.h>

#define WORLD                                                                 \
    "'id': 'X', 'title': 't <&> #1', 'symptom': 'y', 'story': 'o', 'cause': " \
    "'c', 'cures': [], 'world': {'origins': {'s3': {'type': 's3', 'domain': " \
    "'bucket.s3.localhost', 'buckets': {'bucket': {'cors': {'CORSRules': "    \
    "[{'AllowedOrigins': ['*'], 'AllowedMethods': ['GET']}]}, 'objects': "    \
    "{'x': '12345', 'y': '1'}}}}, 'gone': {'domain': 'gone.example', "        \
    "'address': '127.0.0.1:1'}}, 'edges': {'e': {'domain': 'cdn.example', "   \
    "'DefaultCacheBehavior': {'TargetOriginId': 's3', 'CachePolicyId': "      \
    "'CachingOptimizedForUncompressedObjects', 'OriginRequestPolicyId': "     \
    "'CORS-S3Origin'}, 'CacheBehaviors': [{'PathPattern': '/gone', "          \
    "'TargetOriginId': 'gone', 'CachePolicyId': 'CachingDisabled'}]}}, "      \
    "'pages': {'A': 'https://a.example', 'B': 'https://b.example'}}"
#define SCRIPT(steps) "{" WORLD ", 'steps': [" steps "]}"
#define A_LOADS       "{'load': {'page': 'A', 'url': 'https://cdn.example/x'}"
#define CURL_ASKS     "{'request': {'url': 'https://cdn.example/x'}"

struct played {
    struct scenario scenario;
    struct player player;
};

static void play(struct played *it, const char *text)
{
    cr_assert_eq(scenario_from(&it->scenario, text), 0, "%s",
                 it->scenario.reader.error);
    cr_assert_eq(player_run(&it->player, &it->scenario, 0, &player_virtual), 0);
}

static void done(struct played *it)
{
    player_fini(&it->player);
    scenario_fini(&it->scenario);
}

/* All failures, one a line. */
static void failures(const struct played *it, struct buf *text)
{
    buf_init(text, 1 << 20);
    LIST_EACH (link, &it->player.transcript.failures, keep) {
        buf_add(text, LIST_ITEM(link, struct seen_failure, link)->text);
        buf_add_byte(text, '\n');
    }
}

struct row {
    const char *steps;
    const char *failures; /* quotes as ' */
};

static const struct row rows[] = {
    {A_LOADS ", 'expect': {'verdict': 'ok', 'console': null, 'from_cache': "
             "false, 'revalidated': false, 'status': 200, 'acao': '*', 'age': "
             "null, 'x_cache': 'Miss', 'body_bytes': 5, 'requests': 1, "
             "'preflight': null, 'key': 'd11:cdn.example p2:/x', 'headers': "
             "{'Content-Length': null, 'x-cache': 'Miss from cloudfront'}, "
             "'reasons': {'key': 'KEY_WITHOUT_ORIGIN', 'lookup': "
             "'LOOKUP_MISS'}, 'origin_saw': [{'name': 's3', 'method': 'GET', "
             "'path': '/x', 'query': null, 'origin': 'https://a.example', "
             "'status': 200, 'acao': '*', 'headers': {'Cookie': null}}]}}",
     ""},
    {A_LOADS ", 'expect': {'verdict': 'blocked'}}",
     "$.steps[0].expect.verdict: expected 'blocked', got 'ok'\n"},
    {CURL_ASKS "}, " A_LOADS ", 'expect': {'verdict': 'blocked', 'acao': "
               "null}}",
     ""},
    {CURL_ASKS "}, " A_LOADS ", 'expect': {'verdict': 'ok', 'acao': '*', "
               "'x_cache': 'Miss', 'age': null, 'origin_saw': [{}]}}",
     "$.steps[1].expect.verdict: expected 'ok', got "
     "'MissingAllowOriginHeader'\n"
     "$.steps[1].expect.acao: expected '*', got null\n"
     "$.steps[1].expect.x_cache: expected 'Miss', got 'Hit'\n"
     "$.steps[1].expect.age: expected null, got 0\n"
     "$.steps[1].expect.origin_saw: expected 1, got 0\n"},
    {A_LOADS ", 'expect': {'status': 404, 'from_cache': true, 'requests': 2, "
             "'key': null, 'body_bytes': 4, 'headers': {'X-Cache': null, "
             "'No': 'no'}, 'reasons': {'lookup': 'LOOKUP_HIT', 'collapse': "
             "null}, 'preflight': {'status': 200}}}",
     "$.steps[0].expect.status: expected 404, got 200\n"
     "$.steps[0].expect.from_cache: expected true, got false\n"
     "$.steps[0].expect.requests: expected 2, got 1\n"
     "$.steps[0].expect.key: expected null, got 'd11:cdn.example p2:/x'\n"
     "$.steps[0].expect.body_bytes: expected 4, got 5\n"
     "$.steps[0].expect.headers.X-Cache: expected null, got 'Miss from "
     "cloudfront'\n"
     "$.steps[0].expect.headers.No: expected 'no', got null\n"
     "$.steps[0].expect.reasons.lookup: expected 'LOOKUP_HIT', got "
     "'LOOKUP_MISS'\n"
     "$.steps[0].expect.reasons.collapse: expected null, got "
     "'COLLAPSE_LEAD'\n"
     "$.steps[0].expect.preflight: expected {'status':200}, got null\n"},
    {CURL_ASKS ", 'expect': {'origin_saw': [{'origin': 'x', 'status': 1, "
               "'headers': {'Cookie': 'y'}}]}}",
     "$.steps[0].expect.origin_saw[0].origin: expected 'x', got null\n"
     "$.steps[0].expect.origin_saw[0].status: expected 1, got 200\n"
     "$.steps[0].expect.origin_saw[0].headers.Cookie: expected 'y', got "
     "null\n"},
    {"{'repeat': 3, 'load': {'page': 'A', 'url': 'https://cdn.example/x'}, "
     "'expect': {'from_cache': false}}, {'count': {'misses': 3, 'hits': 0, "
     "'blocked': 0, 'origin_requests': 1}}",
     "$.steps[1].count.misses: expected 3, got 1\n"
     "$.steps[1].count.hits: expected 0, got 2\n"},
    {CURL_ASKS "}, {'invalidate': {'edge': 'e', 'paths': '/*'}, 'expect': "
               "{'removed': 7}}",
     "$.steps[1].expect.removed: expected 7, got 1\n"},
    {"{'together': [" CURL_ASKS ", 'expect': {'acao': null}}, " A_LOADS
     ", 'expect': {'verdict': 'ok', 'reasons': {'collapse': "
     "'COLLAPSE_JOIN'}}}]}, {'count': {'origin_requests': 1}}",
     "$.steps[0].together[1].expect.verdict: expected 'ok', got "
     "'MissingAllowOriginHeader'\n"},
    {"{'load': {'page': 'A', 'url': 'https://cdn.example/x', 'method': "
     "'PUT'}, 'expect': {'verdict': 'PreflightMissingAllowOriginHeader', "
     "'preflight': null, 'status': null}}",
     "$.steps[0].expect.status: expected null, got 403\n"
     "$.steps[0].expect.preflight: expected null, got true\n"},
    {"{'put_cors': {'url': 'https://bucket.s3.localhost', 'rules': []}, "
     "'expect': {'status': 200}}",
     "$.steps[0].expect.status: expected 200, got 400\n"},
};

Test(player, a_mismatch_is_told_with_its_place_and_nothing_else_is)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct played it;
        struct buf script, got;

        buf_init(&script, 1 << 16);
        buf_addf(&script, "{%s, 'steps': [%s]}", WORLD, rows[i].steps);
        play(&it, buf_span(&script).ptr);
        failures(&it, &got);
        for (size_t k = 0; k < got.len; k++)
            if (got.ptr[k] == '"')
                got.ptr[k] = '\'';
        cr_expect_str_eq(buf_span(&got).ptr, rows[i].failures);
        cr_expect_eq(player_passed(&it.player), rows[i].failures[0] == '\0');
        buf_fini(&script);
        buf_fini(&got);
        done(&it);
    }
}

Test(player, time_and_invalidations_are_told_in_words)
{
    static const char *const due[] = {
        " 1  [0 s] 1 day passes\n", " 2  [86400 s] 90 minutes pass\n",
        " 3  [91800 s] 1 second passes\n",
        " 4  [91801 s] e: invalidation of /x drops 0\n", "As expected.\n"};
    struct played it;
    struct buf text;

    play(&it, SCRIPT("{'advance_s': 86400}, {'advance_s': 5400}, "
                     "{'advance_s': 1}, {'invalidate': {'edge': 'e', 'paths': "
                     "'/x'}}"));
    buf_init(&text, 1 << 20);
    transcript_print(&it.player.transcript, &text);
    for (size_t i = 0; i < sizeof(due) / sizeof(*due); i++)
        cr_expect_not_null(strstr(buf_span(&text).ptr, due[i]), "%s\n%s",
                           due[i], text.ptr);
    buf_fini(&text);
    done(&it);
}

Test(player, a_stage_that_fails_breaks_the_play_off)
{
    struct played it;
    struct buf got;

    play(&it, SCRIPT("{'request': {'url': 'https://cdn.example/gone'}}, "
                     "{'count': {'misses': 99}}"));
    failures(&it, &got);
    cr_expect_not(player_passed(&it.player));
    cr_expect_eq(
        strncmp(buf_span(&got).ptr, "$.steps[0]: the play broke off: ", 32), 0,
        "%s", got.ptr);
    cr_expect_null(strstr(got.ptr, "count"), "nothing is played after that");
    buf_fini(&got);
    done(&it);
}

static struct stage *make_none(void *user, const struct topology *topology)
{
    (void)user;
    (void)topology;
    return NULL;
}

Test(player, without_a_stage_there_is_no_play)
{
    const struct stage_factory factory = {make_none, NULL};
    struct played it;

    cr_assert_eq(scenario_from(&it.scenario, SCRIPT("{'advance_s': 1}")), 0);
    cr_expect_eq(player_run(&it.player, &it.scenario, 0, &factory), ERR_IO);
    done(&it);
}

Test(formats, tap_and_junit_tell_what_passed_and_what_did_not)
{
    struct played good, bad;
    struct buf tap, cases, junit;

    play(&good, SCRIPT("{'advance_s': 1}"));
    play(&bad, SCRIPT(A_LOADS ", 'expect': {'acao': 'a<b'}}"));
    buf_init(&tap, 1 << 16);
    buf_init(&cases, 1 << 16);
    buf_init(&junit, 1 << 16);
    tap_begin(&tap, 2);
    tap_play(&tap, 1, &good.player.transcript);
    tap_play(&tap, 2, &bad.player.transcript);
    cr_expect_str_eq(buf_span(&tap).ptr,
                     "TAP version 14\n1..2\n"
                     "ok 1 - X, as it is: t <&> \\#1\n"
                     "not ok 2 - X, as it is: t <&> \\#1\n"
                     "  ---\n  failures:\n"
                     "    - \"$.steps[0].expect.acao: expected \\\"a<b\\\", "
                     "got \\\"*\\\"\"\n  ...\n");
    junit_play(&cases, &good.player.transcript);
    junit_play(&cases, &bad.player.transcript);
    junit_suite(&junit, buf_span(&cases), 2, 1);
    cr_expect_str_eq(
        buf_span(&junit).ptr,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuite name=\"popbox play\" tests=\"2\" failures=\"1\">\n"
        "  <testcase classname=\"X\" name=\"t &lt;&amp;&gt; #1: as it is\"/>\n"
        "  <testcase classname=\"X\" name=\"t &lt;&amp;&gt; #1: as it is\">\n"
        "    <failure message=\"not as expected\">$.steps[0].expect.acao: "
        "expected &quot;a&lt;b&quot;, got &quot;*&quot;</failure>\n"
        "  </testcase>\n</testsuite>\n");
    buf_fini(&tap);
    buf_fini(&cases);
    buf_fini(&junit);
    done(&good);
    done(&bad);
}
