/*
 * planted.h - the planted configurations of tests/check/, for tests.
 *
 * A folder each; its README.md says what is in it. A play is put together anew
 * each time it is asked for, so that steps can be left out of it.
 */
#ifndef POPBOX_TESTS_PLANTED_H
#define POPBOX_TESTS_PLANTED_H

#include "bench/aws_world.h"
#include "bench/browser.h"
#include "bench/topology.h"
#include "cache/base/json.h"

#define PLANTED_MAX      128
#define PLANTED_ALL      SIZE_MAX       /* leave no step out */
#define PLANTED_LAST     (SIZE_MAX - 1) /* leave all out but the last one */
#define PLANTED_FILE_MAX ((size_t)1 << 20)

/* The folders' names, sorted; how many. They live in the arena. */
size_t planted_names(struct arena *arena, const char *names[PLANTED_MAX]);

struct planted_json {
    struct buf text;
    struct json_reader reader;
    const struct json *root;
};

/* One folder, read. Given back by planted_close. */
struct planted {
    const char *name;
    struct arena arena;
    struct aws_text texts[16]; /* what the AWS CLI printed, by file name */
    size_t n_texts;
    struct buf bytes[16]; /* of texts */
    struct planted_json expect, play;
};

void planted_open(struct planted *planted, const char *name);
void planted_close(struct planted *planted);

/* A member of expect.json's "finding", or absent. */
struct span planted_finding(const struct planted *planted, const char *member);
int64_t planted_steps(const struct planted *planted);
size_t planted_n_plays(const struct planted *planted);
/* It has a "change". */
bool planted_changes(const struct planted *planted, size_t play);
size_t planted_n_steps(const struct planted *planted, size_t play);

/* Of play.json, for whoever puts a play together; asserted to be there. */
const struct json *planted_plays(const struct planted *planted);
const struct json *planted_item(const struct json *list, size_t at);
/* The load that the first play ends with. */
const struct json *planted_last_load(const struct planted *planted);

/* How the last load of a play ended. */
struct planted_end {
    bool judged;
    enum load_outcome outcome;
    int status;
    char why[64]; /* Chromium's name of the error, "ok" */
};

/* Plays in virtual time: play number `play`, without step `without`. A whole
 * play is held to its expectations, and only it has the play's "change": the
 * fault or the reading that its history needs. */
struct planted_end planted_play(const struct planted *planted, size_t play,
                                size_t without);
/* The config that popbox makes of its files alone; these paths are in every
 * bucket. */
void planted_config(const struct planted *planted, const struct span *paths,
                    size_t n_paths, struct buf *text);
/* The world of the first play's files, as popbox makes it of them, with the
 * page of its last load first and that load's URL; topology_fini is due. */
void planted_topology(const struct planted *planted, struct topology *topology,
                      struct span *url);
/* The load of "granted": the page at the bucket itself. */
struct planted_end planted_granted(const struct planted *planted);

#endif
