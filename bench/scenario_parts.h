/* scenario_parts.h - what the files that read scenarios share. */
#ifndef POPBOX_BENCH_SCENARIO_PARTS_H
#define POPBOX_BENCH_SCENARIO_PARTS_H

#include "bench/scenario.h"

/* Reads the "steps" of a play, whose world was read into topology. Errors are
 * noted in the scenario's reader. */
void scenario_steps_read(struct scenario *scenario, struct scenario_play *play,
                         const struct topology *topology);

/* A cure's changed world has an error: notes it in the scenario's reader, with
 * the place in the file where the change is to blame. */
void scenario_blame(struct scenario *scenario, const struct json *change,
                    const struct json_reader *changed);

/* What reading steps needs; all borrowed. */
struct steps_in {
    struct scenario *scenario;
    struct json_reader *reader; /* the scenario's */
    const struct topology *topology;
    const struct json **world; /* as the steps so far have configured it */
};

/* The one kind of act that a step or one of "together" names, or NULL; and that
 * act, with its "expect". act->place is set already. */
struct act_kind;
const struct act_kind *scenario_act_kind(const struct json *object);
void scenario_act_read(const struct steps_in *in, struct scenario_act *act,
                       const struct act_kind *kind, const struct json *object);

/* The edge of that name, which may be NULL (TOPOLOGY_NONE). */
size_t scenario_edge_named(const struct steps_in *in, const struct json *name);

/* The member's URL taken apart into a request's head and, as written, into
 * *text. */
void scenario_url_read(struct json_reader *reader, const struct json *object,
                       struct http_request *head, struct span *text);

/* "configure": the world from this step on. */
void scenario_configure_read(const struct steps_in *in,
                             struct scenario_step *step,
                             const struct json *object);
void scenario_changes_fini(struct scenario *scenario);

/* "put_cors": the request that a bucket's owner sends. */
void scenario_put_cors_read(struct scenario *scenario, struct scenario_act *act,
                            const struct json *value);

/* Zeroed memory of the scenario's; NULL with an error noted. */
void *scenario_alloc(struct scenario *scenario, size_t n, size_t size);
/* What arena_printf made; an absent one is noted as an error. */
struct span scenario_made(struct scenario *scenario, struct span text);

#endif
