/*
 * test_twin.c - live equals virtual: every scenario, with each of its cures.
 *
 * The transcript of a play over sockets is that of the play in virtual time,
 * byte for byte, in both of its forms; and both are as the scenario expects.
 */
#include "bench/embedded.h"
#include "bench/player.h"
#include "bench/transcript_json.h"
#include "bench/transcript_text.h"
#include "edge/live_stage.h"
#include "tests/plays.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TEXT_MAX ((size_t)64 << 20)

static void write_both(const struct transcript *transcript, struct buf *text)
{
    struct json_out out;

    transcript_print(transcript, text);
    json_out_init(&out, text, true);
    transcript_json(transcript, &out);
    cr_assert_not(text->overflow);
}

static void play(const struct scenario *scenario, size_t which,
                 const struct stage_factory *factory, struct buf *text)
{
    struct player player;
    int err = player_run(&player, scenario, which, factory);

    cr_assert_eq(err, 0);
    buf_init(text, TEXT_MAX);
    write_both(&player.transcript, text);
    cr_expect(player_passed(&player), "%.*s, %.*s:\n%s", SPAN_ARG(scenario->id),
              SPAN_ARG(scenario->plays[which].name), buf_span(text).ptr);
    player_fini(&player);
}

/* Where two texts part: the line of each. */
static void show_difference(const char *virtual_text, const char *live_text)
{
    size_t at = 0;
    size_t line = 0;

    for (; virtual_text[at] && virtual_text[at] == live_text[at]; at++)
        if (virtual_text[at] == '\n')
            line = at + 1;
    fprintf(stderr, "virtual: %.*s\nlive:    %.*s\n",
            (int)strcspn(virtual_text + line, "\n"), virtual_text + line,
            (int)strcspn(live_text + line, "\n"), live_text + line);
}

static void compare(const struct scenario *scenario, size_t which)
{
    struct buf error;
    struct buf texts[2];
    struct stage_factory live = live_stage_factory(&error);
    bool same;

    buf_init(&error, 4096);
    play(scenario, which, &player_virtual, &texts[0]);
    play(scenario, which, &live, &texts[1]);
    same = span_eq(buf_span(&texts[0]), buf_span(&texts[1]));
    if (!same)
        show_difference(texts[0].ptr, texts[1].ptr);
    cr_expect(same, "%.*s, %.*s", SPAN_ARG(scenario->id),
              SPAN_ARG(scenario->plays[which].name));
    buf_fini(&texts[0]);
    buf_fini(&texts[1]);
    buf_fini(&error);
}

static void compare_file(const char *name, struct span text)
{
    struct scenario scenario;
    int err = scenario_read(&scenario, name, text);

    cr_assert_eq(err, 0, "%s", scenario.reader.error);
    for (size_t i = 0; i < scenario.n_plays; i++)
        compare(&scenario, i);
    scenario_fini(&scenario);
}

static void compare_all(const struct embedded_file *files, size_t n)
{
    cr_assert_gt(n, 0);
    for (size_t i = 0; i < n; i++)
        compare_file(files[i].name,
                     span_of((const char *)files[i].bytes, files[i].len));
}

Test(twin, every_lesson_is_the_same_live_and_in_virtual_time)
{
    compare_all(embedded_scenarios, embedded_scenarios_n);
}

Test(twin, every_claim_is_the_same_live_and_in_virtual_time)
{
    compare_all(embedded_claims, embedded_claims_n);
}

Test(twin, so_is_whatever_could_make_them_part)
{
    compare_all(embedded_plays, embedded_plays_n);
}
