/*
 * demo.c - the main job: the stale-CORS story, its cures, and what they cost.
 *
 * The story is a scenario; what this file adds is the promise about each of its
 * configurations and the crowd that puts a price on it. A promise is kept or
 * broken by what was measured: nothing that is printed is written down before.
 */
#include "bench/demo.h"

#include "bench/demo_parts.h"
#include "bench/embedded.h"
#include "bench/world.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"

/* In a constant a span is written out. */
#define NAME(literal)                \
    {                                \
        literal, sizeof(literal) - 1 \
    }

static const struct demo_promise promises[DEMO_ROWS] = {
    {NAME("as it is"), true, true},
    {NAME("the bucket allows *"), true, true},
    {NAME("Origin in the key"), false, true},
    {NAME("all CORS headers in the key"), false, false},
    {NAME("Origin yes or no in the key"), false, false},
    {NAME("response headers policy"), false, false},
    {NAME("a constant Origin towards S3"), false, false},
    {NAME("a cache that honours Vary"), true, true},
};

/* ---- the crowd ------------------------------------------------------------
 */

struct crowd_spec demo_crowd(bool probes)
{
    const struct crowd_spec spec = {
        .visitors = {.seed = 2026,
                     .n_objects = 1000,
                     .n_sites = 100,
                     .zipf = 0.9,
                     .no_origin = 0.4,
                     .probes = probes ? 0.01 : 0},
        .n_visits = 20000,
        .gap_ms = 50,
        .object_bytes = 1000,
        .at = SPAN("https://cdn.example/crowd/"),
        .put = SPAN("https://assets.s3.amazonaws.com/crowd/")};

    return spec;
}

static bool send_crowd(const struct scenario_play *play, bool probes,
                       struct crowd_result *result)
{
    const struct crowd_spec spec = demo_crowd(probes);
    struct topology topology;
    struct stage *stage;
    int err;

    scenario_topology(&topology, play);
    stage = world_new(&topology);
    err = crowd_run(stage, &spec, result);
    stage_free(stage);
    topology_fini(&topology);
    return err == 0 && result->failed == 0;
}

static void send_crowds(struct demo *demo)
{
    for (size_t i = 0; i < DEMO_ROWS; i++) {
        struct demo_row *row = &demo->rows[i];
        const struct scenario_play *play = &demo->story.plays[i];

        row->sent = send_crowd(play, false, &row->plain) &&
                    send_crowd(play, true, &row->attacked);
    }
}

int demo_permille(uint64_t part, uint64_t whole)
{
    return whole ? (int)((part * 1000 + whole / 2) / whole) : 0;
}

/* ---- promises -------------------------------------------------------------
 */

bool demo_play_as_told(const struct demo_row *row)
{
    return row->played && player_passed(&row->player);
}

bool demo_crowd_as_told(const struct demo_row *row)
{
    return row->sent && row->promise->broken == (row->plain.broken > 0) &&
           row->promise->attacked == (row->attacked.broken > 0);
}

bool demo_as_told(const struct demo *demo)
{
    for (size_t i = 0; i < DEMO_ROWS; i++)
        if (!demo_play_as_told(&demo->rows[i]) ||
            !demo_crowd_as_told(&demo->rows[i]))
            return false;
    return true;
}

bool demo_broke_off(const struct demo *demo)
{
    return demo->broke_off;
}

/* ---- telling --------------------------------------------------------------
 */

static void read_story(struct scenario *story)
{
    int err;

    ASSERT(embedded_demo_n == 1);
    err = scenario_read(
        story, embedded_demo[0].name,
        span_of((const char *)embedded_demo[0].bytes, embedded_demo[0].len));
    ASSERT(err == 0);
    ASSERT(story->n_plays == DEMO_ROWS);
}

struct demo *demo_new(const struct stage_factory *factory, bool colour)
{
    struct demo *demo = mem_zalloc(1, sizeof(*demo));

    demo->factory = factory;
    demo->colour = colour;
    read_story(&demo->story);
    for (size_t i = 0; i < DEMO_ROWS; i++) {
        demo->rows[i].promise = &promises[i];
        ASSERT(span_eq(promises[i].play, demo->story.plays[i].name));
    }
    return demo;
}

void demo_free(struct demo *demo)
{
    if (!demo)
        return;
    for (size_t i = 0; i < DEMO_ROWS; i++)
        if (demo->rows[i].played)
            player_fini(&demo->rows[i].player);
    scenario_fini(&demo->story);
    mem_free(demo);
}

/* The stage is given back at once: a live one holds ports. */
static bool play(struct demo *demo, size_t i)
{
    struct demo_row *row = &demo->rows[i];

    if (player_run(&row->player, &demo->story, i, demo->factory) != 0) {
        player_fini(&row->player);
        demo->broke_off = true;
        return false;
    }
    stage_free(row->player.stage);
    row->player.stage = NULL;
    row->played = true;
    return true;
}

bool demo_next(struct demo *demo, struct buf *text)
{
    size_t section = demo->next;

    if (demo->broke_off || section > DEMO_ROWS + 1)
        return false;
    demo->next++;
    if (section == 0) {
        demo_text_intro(demo, text);
        return true;
    }
    if (section <= DEMO_ROWS) {
        if (!play(demo, section - 1))
            return false;
        demo_text_play(demo, section - 1, text);
        return true;
    }
    send_crowds(demo);
    demo_text_table(demo, text);
    return true;
}
