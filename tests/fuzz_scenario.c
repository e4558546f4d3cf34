/*
 * fuzz_scenario.c - any bytes: refused with a place, or readable and playable.
 *
 * What was read is printed, and played twice in virtual time: both plays see
 * the same. Bodies of a generated size are left out, they may be as large as
 * the disk; so are long repetitions.
 */
#include "bench/player.h"
#include "bench/transcript_json.h"
#include "bench/world.h"
#include "cache/base/assert.h"

#define TEXT_MAX  ((size_t)32 << 20)
#define STEPS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has(struct span text, struct span word)
{
    for (size_t i = 0; i + word.len <= text.len; i++)
        if (memcmp(text.ptr + i, word.ptr, word.len) == 0)
            return true;
    return false;
}

static size_t steps_of(const struct scenario_play *play)
{
    size_t n = 0;

    for (size_t i = 0; i < play->n_steps; i++)
        n += play->steps[i].repeat;
    return n;
}

static void play(const struct scenario *scenario, size_t which,
                 struct buf *json)
{
    struct player player;
    struct json_out out;
    int err = player_run(&player, scenario, which, &player_virtual);

    ASSERT(err == 0);
    buf_init(json, TEXT_MAX);
    json_out_init(&out, json, false);
    transcript_json(&player.transcript, &out);
    world_check(player.stage);
    player_fini(&player);
}

static void play_twice(const struct scenario *scenario, size_t which)
{
    struct buf first, second;

    if (steps_of(&scenario->plays[which]) > STEPS_MAX)
        return;
    play(scenario, which, &first);
    play(scenario, which, &second);
    ASSERT(span_eq(buf_span(&first), buf_span(&second)));
    buf_fini(&first);
    buf_fini(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of((const char *)data, size);
    struct scenario scenario;
    struct buf page;

    if (scenario_read(&scenario, "fuzz", text) != 0) {
        ASSERT(scenario.reader.error[0] != '\0');
        scenario_fini(&scenario);
        return 0;
    }
    buf_init(&page, TEXT_MAX);
    scenario_print(&scenario, &page);
    ASSERT(page.len > 0);
    buf_fini(&page);
    for (size_t i = 0; i < scenario.n_plays && !has(text, SPAN("size")); i++)
        play_twice(&scenario, i);
    scenario_fini(&scenario);
    return 0;
}
