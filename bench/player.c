/*
 * player.c - plays a scenario on a stage, virtual or live.
 *
 * A step is begun in the transcript, its acts are announced and started in
 * their order, the stage runs until nothing is under way, the step is ended,
 * and only then is anything compared: what was seen is complete by then.
 */
#include "bench/player.h"

#include "bench/expect.h"
#include "bench/world.h"
#include "cache/base/assert.h"

#define NOTE_MAX 1024

/* ---- what a step does -----------------------------------------------------
 */

static void start_act(struct playing *playing, const struct scenario_act *act)
{
    uint64_t number = ++playing->last_number;

    transcript_act(playing->transcript, number, act->who, act->what);
    if (act->is_load)
        stage_load(playing->stage, number, act->page, &act->load);
    else
        stage_request(playing->stage, number, &act->request);
}

static void break_off(struct playing *playing, struct span place)
{
    struct buf text;

    buf_init(&text, NOTE_MAX);
    buf_addf(&text, "%.*s: the play broke off: %.*s", SPAN_ARG(place),
             SPAN_ARG(stage_trouble(playing->stage)));
    transcript_fail(playing->transcript, buf_span(&text));
    buf_fini(&text);
    playing->broken = true;
}

static void compare_acts(struct playing *playing,
                         const struct scenario_step *step,
                         const struct seen_step *seen)
{
    const struct list *at = &seen->acts;

    for (size_t i = 0; i < step->n_acts; i++) {
        at = at->next;
        ASSERT(at != &seen->acts);
        if (step->acts[i].expect)
            expect_act(playing->transcript, seen,
                       LIST_ITEM(at, struct seen_act, link), &step->acts[i]);
    }
}

static void play_acts(struct playing *playing, const struct scenario_step *step,
                      const struct seen_step *seen)
{
    int err;

    for (size_t i = 0; i < step->n_acts; i++)
        start_act(playing, &step->acts[i]);
    err = stage_run(playing->stage);
    transcript_end(playing->transcript);
    if (err != 0)
        break_off(playing, step->place);
    else if (!playing->transcript->overflow)
        compare_acts(playing, step, seen);
}

/* A unit that people use: "1 day", "90 s". */
static struct span duration_text(struct transcript *transcript, int64_t ms)
{
    static const struct {
        int64_t ms;
        const char *one, *many;
    } units[] = {{86400000, "day", "days"},
                 {3600000, "hour", "hours"},
                 {60000, "minute", "minutes"},
                 {1000, "second", "seconds"}};
    size_t unit = 0;

    while (ms % units[unit].ms != 0)
        unit++;
    ms /= units[unit].ms;
    return arena_printf(&transcript->arena, "%lld %s pass%s", (long long)ms,
                        ms == 1 ? units[unit].one : units[unit].many,
                        ms == 1 ? "es" : "");
}

static void play_advance(struct playing *playing,
                         const struct scenario_step *step,
                         struct seen_step *seen)
{
    stage_advance(playing->stage, step->advance_ms);
    seen->note = duration_text(playing->transcript, step->advance_ms);
}

static void play_invalidate(struct playing *playing,
                            const struct scenario_step *step,
                            struct seen_step *seen)
{
    const struct topology *topology = playing->stage->topology;
    struct transcript *transcript = playing->transcript;
    size_t removed =
        stage_invalidate(playing->stage, step->edge, step->pattern);

    seen->note =
        arena_printf(&transcript->arena, "%.*s: invalidation of %.*s drops %zu",
                     SPAN_ARG(topology->edges[step->edge].name),
                     SPAN_ARG(step->pattern), removed);
    if (step->expect)
        expect_removed(transcript, removed, step->place, step->expect);
}

static void play_configure(struct playing *playing,
                           const struct scenario_step *step,
                           struct seen_step *seen)
{
    const struct topology *changed = &step->change->topology;

    for (size_t i = 0; i < changed->n_edges; i++)
        stage_configure(playing->stage, i, &changed->edges[i].config);
    seen->note = SPAN("configured anew; what is stored stays");
}

/* ---- steps ----------------------------------------------------------------
 */

void player_begin(struct playing *playing, struct stage *stage,
                  struct transcript *transcript)
{
    *playing = (struct playing){.stage = stage,
                                .transcript = transcript,
                                .start_ms = stage_now_ms(stage)};
    stage_watch(stage, transcript_watch, transcript);
}

void player_step(struct playing *playing, const struct scenario_step *step)
{
    struct transcript *transcript = playing->transcript;
    struct seen_step *seen;

    if (step->kind == SCENARIO_COUNT) {
        expect_count(transcript, step->place, step->expect);
        return;
    }
    seen = transcript_begin(transcript, step->place,
                            stage_now_ms(playing->stage) - playing->start_ms);
    if (!seen) {
        playing->broken = true;
        return;
    }
    seen->says = step->says;
    switch (step->kind) {
    case SCENARIO_ACTS:
        play_acts(playing, step, seen);
        return;
    case SCENARIO_ADVANCE:
        play_advance(playing, step, seen);
        return;
    case SCENARIO_INVALIDATE:
        play_invalidate(playing, step, seen);
        return;
    case SCENARIO_CONFIGURE:
        play_configure(playing, step, seen);
        return;
    case SCENARIO_COUNT:
        return;
    }
}

void player_play(const struct scenario_play *play, struct stage *stage,
                 struct transcript *transcript)
{
    struct playing playing;

    player_begin(&playing, stage, transcript);
    for (size_t i = 0; i < play->n_steps; i++)
        for (unsigned k = 0; k < play->steps[i].repeat && !playing.broken; k++)
            player_step(&playing, &play->steps[i]);
    if (transcript->overflow)
        transcript_fail(transcript,
                        SPAN("$: more was seen than a transcript holds"));
}

/* ---- everything that a play needs -----------------------------------------
 */

static struct stage *make_virtual(void *user, const struct topology *topology)
{
    (void)user; /* a world needs nothing else */
    return world_new(topology);
}

const struct stage_factory player_virtual = {make_virtual, NULL};

int player_run(struct player *player, const struct scenario *scenario,
               size_t play, const struct stage_factory *factory)
{
    const struct transcript_title title = {scenario->id, scenario->title,
                                           scenario->plays[play].name};

    ASSERT(play < scenario->n_plays);
    scenario_topology(&player->topology, &scenario->plays[play]);
    transcript_init(&player->transcript, &player->topology, &title);
    player->stage = factory->make(factory->user, &player->topology);
    if (!player->stage)
        return ERR_IO;
    player_play(&scenario->plays[play], player->stage, &player->transcript);
    return 0;
}

void player_fini(struct player *player)
{
    stage_free(player->stage);
    transcript_fini(&player->transcript);
    topology_fini(&player->topology);
}

bool player_passed(const struct player *player)
{
    return !player->transcript.overflow &&
           list_empty(&player->transcript.failures);
}
