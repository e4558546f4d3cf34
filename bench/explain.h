/*
 * explain.h - one request, and a history before it, played to be explained.
 *
 * A script is a few steps: requests of curl or of pages, time that passes,
 * invalidations. It is played by the player in the virtual world, so explaining
 * is looking: nothing here decides what an edge or a browser does.
 *
 *     wait 90          time passes: seconds, or 5m, 2h, 1d
 *     invalidate PATH  entries are dropped; a star at its end stands for all
 *     anything else    a request: a line of curl, see bench/curl_line.h
 */
#ifndef POPBOX_BENCH_EXPLAIN_H
#define POPBOX_BENCH_EXPLAIN_H

#include "bench/curl_line.h"
#include "bench/player.h"

#define EXPLAIN_STEPS_MAX 64

enum explain_do { EXPLAIN_ASK, EXPLAIN_WAIT, EXPLAIN_INVALIDATE };

struct explain_step {
    enum explain_do kind;
    struct curl_line ask;
    int64_t wait_ms;
    struct span pattern;
};

/* All in the arena. ERR_* with a sentence in error. */
MUST_USE int explain_step_read(struct explain_step *step, struct arena *arena,
                               struct span text, struct buf *error);

/* The steps; the last one is what is explained, and a request. */
struct explain_script {
    const struct explain_step *steps;
    size_t n;
    struct span edge; /* by name; absent: the first one */
};

/* The raw paths that are asked, for aws_world.paths; how many. */
size_t explain_paths(const struct explain_script *script, struct span *paths);
/* Appends the merge patch that gives a config the script's pages. */
void explain_patch(const struct explain_script *script, struct buf *json);

/* What was seen. Embedded; given back by explain_fini in any case. */
struct explain {
    struct arena arena;
    struct topology topology;
    struct stage *stage;
    struct transcript transcript;
};

/* Plays the script in the world that config (with the script's patch) holds.
 * ERR_* with a sentence in error. */
MUST_USE int explain_run(struct explain *explain,
                         const struct explain_script *script,
                         struct json_reader *config, struct buf *error);
void explain_fini(struct explain *explain);

/* The last step in full, those before it in short; 80 columns. */
void explain_text(const struct explain *explain, struct buf *out);
void explain_json(const struct explain *explain, struct json_out *out);
/* The facts of one request that has a journal, as an object. */
void explain_request_json(const struct explain *explain,
                          const struct seen_step *step,
                          const struct seen_request *seen,
                          struct json_out *out);

#endif
