/* test_claims.c - what people say about CORS: each claim judged and proven. */
#include "bench/claims.h"

#include "bench/embedded.h"
#include "tests/bench_reading.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TEXT_MAX ((size_t)16 << 20)

static void read_text(struct scenario *it, const char *name, struct span text)
{
    cr_assert_eq(scenario_read(it, name, text), 0, "%s", it->reader.error);
}

static void read_file(struct scenario *it, const struct embedded_file *file)
{
    read_text(it, file->name, span_of((const char *)file->bytes, file->len));
}

static bool play(const struct scenario *it, struct buf *failures)
{
    struct player player;
    bool passed;

    cr_assert_eq(player_run(&player, it, 0, &player_virtual), 0);
    passed = player_passed(&player);
    buf_init(failures, TEXT_MAX);
    LIST_EACH (link, &player.transcript.failures, keep)
        buf_addf(failures, "%s\n",
                 LIST_ITEM(link, struct seen_failure, link)->text.ptr);
    player_fini(&player);
    return passed;
}

Test(claims, every_one_is_proven)
{
    cr_assert_gt(embedded_claims_n, 0);
    for (size_t i = 0; i < embedded_claims_n; i++) {
        struct scenario it;
        struct buf failures;

        read_file(&it, &embedded_claims[i]);
        cr_expect(play(&it, &failures), "%s: %s", it.id.ptr,
                  buf_span(&failures).ptr);
        buf_fini(&failures);
        scenario_fini(&it);
    }
}

/* How many sentences: full stops, question and exclamation marks at an end. */
static size_t sentences(struct span text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += strchr(".?!", text.ptr[i]) &&
             (i + 1 == text.len || text.ptr[i + 1] == ' ');
    return n;
}

static size_t count_judged_acts(const struct scenario_play *it)
{
    size_t n = 0;

    for (size_t i = 0; i < it->n_steps; i++)
        for (size_t k = 0; k < it->steps[i].n_acts; k++)
            n += json_count(it->steps[i].acts[k].expect) > 0;
    return n;
}

Test(claims, each_is_a_line_a_verdict_and_a_sentence_with_requests_behind_it)
{
    for (size_t i = 0; i < embedded_claims_n; i++) {
        struct scenario it;
        char id[32];

        read_file(&it, &embedded_claims[i]);
        snprintf(id, sizeof(id), "C%02zu", i + 1); /* no gap between them */
        cr_expect_str_eq(it.id.ptr, id, "%s", embedded_claims[i].name);
        cr_expect_eq(scenario_named(it.id), &embedded_claims[i], "%s", id);
        cr_expect_neq(it.verdict, CLAIM_NONE, "%s", it.id.ptr);
        cr_expect_leq(it.title.len, 73, "%s: one line of popbox list",
                      it.id.ptr);
        cr_expect_eq(sentences(it.title), 1, "%s: %s", it.id.ptr, it.title.ptr);
        cr_expect_eq(sentences(it.truth), 1, "%s: %s", it.id.ptr, it.truth.ptr);
        cr_expect_leq(it.truth.len, 220, "%s: %s", it.id.ptr, it.truth.ptr);
        cr_expect_geq(count_judged_acts(&it.plays[0]), 2, "%s", it.id.ptr);
        cr_expect_eq(it.n_plays, 1, "%s", it.id.ptr);
        scenario_fini(&it);
    }
}

/* ---- a claim of our own -------------------------------------------------- */

#define WORLD                                                           \
    "'world': {'origins': {'o': {'type': 'plain', 'domain': 'o.test', " \
    "'body': 'x', 'allow_origin': '*'}}, 'pages': {'A': "               \
    "'https://a.test'}}, 'steps': [{'load': {'page': 'A', 'url': "      \
    "'https://o.test/x'}, 'expect': {'acao': %s}}]"
#define CLAIM(claim) "{'id': 'X1', 'title': 'A claim.', 'claim': " claim "}"

static void quoted(struct buf *out, const char *format, const char *acao)
{
    char text[1024];

    snprintf(text, sizeof(text), format, acao);
    buf_init(out, TEXT_MAX);
    for (const char *c = text; *c; c++)
        buf_add_byte(out, *c == '\'' ? '"' : *c);
}

#define HALF                                                          \
    "{'id': 'X1', 'title': 'A claim.', 'claim': {'verdict': 'half', " \
    "'truth': 'Only so far.'}, " WORLD "}"

Test(claims, what_requests_contradict_is_not_proven)
{
    struct claims_count count = {0};
    struct buf texts[2], failures[2], table;
    struct scenario claims[2];

    buf_init(&table, TEXT_MAX);
    claims_begin(&table);
    for (int i = 0; i < 2; i++) {
        quoted(&texts[i], HALF, i == 0 ? "'*'" : "null");
        read_text(&claims[i], "x", buf_span(&texts[i]));
        claims_add(&table, &count, &claims[i], play(&claims[i], &failures[i]));
    }
    claims_end(&table, &count);
    cr_expect_str_eq(buf_span(&table).ptr,
                     "     Is it so Proven  What people say about CORS, and "
                     "what is so\n\n"
                     "X1   half     yes     A claim.\n"
                     "                        Only so far.\n\n"
                     "X1   half     NO      A claim.\n"
                     "                        Only so far.\n\n"
                     "2 claims: 0 true, 2 half true, 0 false; 1 of 2 verdicts "
                     "proven\n");
    cr_expect_str_eq(buf_span(&failures[1]).ptr,
                     "$.steps[0].expect.acao: expected null, got \"*\"\n");
    for (int i = 0; i < 2; i++) {
        scenario_fini(&claims[i]);
        buf_fini(&texts[i]);
        buf_fini(&failures[i]);
    }
    buf_fini(&table);
}

Test(claims, json_has_the_verdict_and_the_play)
{
    struct player player;
    struct scenario claim;
    struct json_out out;
    struct buf text, json;
    struct json_reader reader;

    quoted(&text, HALF, "'*'");
    read_text(&claim, "x", buf_span(&text));
    cr_assert_eq(player_run(&player, &claim, 0, &player_virtual), 0);
    buf_init(&json, TEXT_MAX);
    json_out_init(&out, &json, false);
    claim_json(&out, &claim, &player);
    cr_assert_eq(json_open(&reader, "out", buf_span(&json)), 0);
    cr_expect_str_eq(
        json_string(json_member(json_root(&reader), "verdict")).ptr, "half");
    cr_expect(json_bool(json_member(json_root(&reader), "proven")));
    cr_expect_eq(json_type(json_member(json_root(&reader), "play")),
                 JSON_OBJECT);
    json_close(&reader);
    buf_fini(&json);
    player_fini(&player);
    scenario_fini(&claim);
    buf_fini(&text);
}

struct refusal {
    const char *text;
    const char *message;
};

static const struct refusal refusals[] = {
    {CLAIM("{'verdict': 'half'}"), "$.claim: \"truth\" is missing"},
    {CLAIM("{'truth': 't'}"), "$.claim: needs a verdict"},
    {CLAIM("{'verdict': '', 'truth': 't'}"), "$.claim: needs a verdict"},
    {CLAIM("{'verdict': 'maybe', 'truth': 't'}"), "$.claim.verdict: "},
    {CLAIM("{'verdict': 'true', 'truth': ''}"), "$.claim.truth: must not be"},
    {CLAIM("{'verdict': 'true', 'truth': 't', 'why': ''}"), "$.claim.why: "},
    {CLAIM("{'verdict': 'true', 'truth': 't'}, 'cures': []"), "$.cures: "},
    {CLAIM("{'verdict': 'true', 'truth': 't'}, 'story': 's'"), "$.story: "},
    {CLAIM("1"), "$.claim: "},
};

Test(claims, refusal_names_the_place_and_what_is_wrong)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct scenario it;
        struct buf text;
        const char *place;

        quoted(&text, refusals[i].text, "");
        cr_assert_neq(scenario_read(&it, "x", buf_span(&text)), 0, "%s",
                      refusals[i].text);
        place = strchr(it.reader.error, '$');
        cr_assert_not_null(place, "%s", it.reader.error);
        cr_expect(span_starts(span_str(place), span_str(refusals[i].message)),
                  "%s: %s", refusals[i].text, place);
        scenario_fini(&it);
        buf_fini(&text);
    }
}
