/*
 * player.h - plays a scenario on a stage, virtual or live.
 *
 * Whatever is not as the scenario expects becomes a failure of the transcript.
 */
#ifndef POPBOX_BENCH_PLAYER_H
#define POPBOX_BENCH_PLAYER_H

#include "bench/scenario.h"
#include "bench/transcript.h"

/* Makes stages; the player frees them. */
struct stage_factory {
    /* A stage of that topology, or NULL: its user knows why. */
    struct stage *(*make)(void *user, const struct topology *topology);
    void *user;
};

/* The factory of virtual time. */
extern const struct stage_factory player_virtual;

/* One play with everything it needs. Embedded; init by player_run, given back
 * by player_fini. */
struct player {
    struct topology topology;
    struct stage *stage;
    struct transcript transcript;
};

/* Plays scenario->plays[play] from beginning to end in a world of its own. 0:
 * it was played, see player_passed; ERR_IO: the factory had no stage.
 * player_fini is due in both cases. */
MUST_USE int player_run(struct player *player, const struct scenario *scenario,
                        size_t play, const struct stage_factory *factory);
void player_fini(struct player *player);

/* Everything was as expected. */
bool player_passed(const struct player *player);

/* One play under way, for who wants to look at the stage between steps. */
struct playing {
    struct stage *stage;
    struct transcript *transcript;
    int64_t start_ms;
    uint64_t last_number; /* of an act */
    bool broken;          /* the stage failed: nothing more can be played */
};

/* The transcript watches the stage, which stands already, from now on. */
void player_begin(struct playing *playing, struct stage *stage,
                  struct transcript *transcript);
/* The step once, whatever it says of repeating; not when it is broken. */
void player_step(struct playing *playing, const struct scenario_step *step);

/* Plays on a stage that stands already; the transcript watches it from now on.
 * A stage that breaks down is a failure of the transcript. */
void player_play(const struct scenario_play *play, struct stage *stage,
                 struct transcript *transcript);

#endif
