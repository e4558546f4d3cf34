/* test_scenarios.c - every lesson of the library, each cure, played twice. */
#include "bench/embedded.h"
#include "bench/player.h"
#include "bench/transcript_json.h"
#include "bench/transcript_text.h"
#include "bench/world.h"
#include "tests/bench_reading.h"

#include <criterion/criterion.h>

#define TEXT_MAX ((size_t)16 << 20)

static void read_lesson(struct scenario *it, const struct embedded_file *file)
{
    cr_assert_eq(scenario_read(it, file->name,
                               span_of((const char *)file->bytes, file->len)),
                 0, "%s", it->reader.error);
}

static void play(const struct scenario *it, size_t which, struct buf *json)
{
    struct player player;
    struct json_out out;

    cr_assert_eq(player_run(&player, it, which, &player_virtual), 0);
    buf_init(json, TEXT_MAX);
    json_out_init(&out, json, true);
    transcript_json(&player.transcript, &out);
    LIST_EACH (link, &player.transcript.failures, keep)
        cr_expect_fail("%s, %s: %s", it->id.ptr, it->plays[which].name.ptr,
                       LIST_ITEM(link, struct seen_failure, link)->text.ptr);
    cr_expect(player_passed(&player));
    world_check(player.stage);
    player_fini(&player);
}

Test(scenarios, every_play_passes_and_is_the_same_each_time)
{
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        struct scenario it;

        read_lesson(&it, &embedded_scenarios[i]);
        for (size_t k = 0; k < it.n_plays; k++) {
            struct buf first, second;

            play(&it, k, &first);
            play(&it, k, &second);
            cr_expect(span_eq(buf_span(&first), buf_span(&second)), "%s, %s",
                      it.id.ptr, it.plays[k].name.ptr);
            buf_fini(&first);
            buf_fini(&second);
        }
        scenario_fini(&it);
    }
}

Test(scenarios, a_lesson_is_named_by_its_file_and_has_cures_that_expect)
{
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        const struct embedded_file *file = &embedded_scenarios[i];
        struct scenario it;

        read_lesson(&it, file);
        cr_expect(span_ieq(it.id, span_of(file->name, strlen(file->name) - 5)),
                  "%s", file->name);
        cr_expect_eq(scenario_named(it.id), file);
        cr_expect_gt(it.n_plays, 1, "%s has no cure", file->name);
        for (size_t k = 0; k < it.n_plays; k++) {
            size_t n = 0;

            for (size_t s = 0; s < it.plays[k].n_steps; s++)
                for (size_t a = 0; a < it.plays[k].steps[s].n_acts; a++)
                    n += it.plays[k].steps[s].acts[a].expect != NULL;
            cr_expect_gt(n, 0, "%s, %s proves nothing", file->name,
                         it.plays[k].name.ptr);
        }
        scenario_fini(&it);
    }
}

Test(scenarios, the_library_has_the_lessons_that_the_first_release_needs)
{
    static const char *const due[] = {"s01", "s02", "s03", "s05", "s07", "s08",
                                      "s09", "s12", "s22", "s27", "s28", "s35",
                                      "s36", "s37", "s38", "s40", "s41", "s44",
                                      "s45", "s50", "s54", "s57"};

    for (size_t i = 0; i < sizeof(due) / sizeof(*due); i++)
        cr_expect_not_null(scenario_named(span_str(due[i])), "%s", due[i]);
}

/* A word that is longer than a line is cut, never more than 80 columns. */
Test(scenarios, every_transcript_fits_80_columns)
{
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        struct scenario it;
        struct player player;
        struct buf text;

        read_lesson(&it, &embedded_scenarios[i]);
        cr_assert_eq(player_run(&player, &it, 0, &player_virtual), 0);
        buf_init(&text, TEXT_MAX);
        transcript_print(&player.transcript, &text);
        cr_expect_leq(longest_line(buf_span(&text)), 80, "%s", it.id.ptr);
        buf_fini(&text);
        player_fini(&player);
        scenario_fini(&it);
    }
}
