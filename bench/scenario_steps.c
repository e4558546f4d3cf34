/*
 * scenario_steps.c - the steps of a scenario, from JSON.
 *
 * A step's kind is the one member that names it.
 */
#include "bench/expect.h"
#include "bench/scenario_parts.h"

static const char *const kinds[] = {"load",      "request",   "put_cors",
                                    "together",  "advance_s", "invalidate",
                                    "configure", "count"};
#define N_KINDS (sizeof(kinds) / sizeof(*kinds))

/* ---- steps -----------------------------------------------------------------
 */

static void read_one_act(const struct steps_in *in, struct scenario_step *step,
                         const struct act_kind *kind, const struct json *object)
{
    step->acts = scenario_alloc(in->scenario, 1, sizeof(*step->acts));
    if (!step->acts)
        return;
    step->n_acts = 1;
    step->acts[0].place = step->place;
    scenario_act_read(in, &step->acts[0], kind, object);
}

static void read_together(const struct steps_in *in, struct scenario_step *step,
                          const struct json *object)
{
    static const char *const known[] = {"load", "request", "put_cors",
                                        "expect"};
    const struct json *list =
        json_need(in->reader, object, "together", JSON_ARRAY);
    const struct json *value = list ? json_first(list) : NULL;
    size_t n = list ? json_count(list) : 0;

    if (n < 2 || n > SCENARIO_TOGETHER_MAX) {
        json_fail(in->reader, list, "holds 2 to %d loads or requests",
                  SCENARIO_TOGETHER_MAX);
        return;
    }
    step->acts = scenario_alloc(in->scenario, n, sizeof(*step->acts));
    for (; value && !in->reader->failed; value = json_next(value)) {
        struct scenario_act *act = &step->acts[step->n_acts];
        const struct act_kind *kind = scenario_act_kind(value);

        json_only(in->reader, value, known, sizeof(known) / sizeof(*known));
        act->place = scenario_made(
            in->scenario,
            arena_printf(&in->scenario->arena, "%.*s.together[%zu]",
                         SPAN_ARG(step->place), step->n_acts++));
        if (kind)
            scenario_act_read(in, act, kind, value);
        else
            json_fail(in->reader, value,
                      "must be one load, one request or one put_cors");
    }
}

static void read_advance(const struct steps_in *in, struct scenario_step *step,
                         const struct json *object)
{
    static const int64_t range[2] = {1, 315360000}; /* ten years */

    step->kind = SCENARIO_ADVANCE;
    step->advance_ms =
        json_get_int(in->reader, object, "advance_s", range, 1) * 1000;
}

static void read_invalidate(const struct steps_in *in,
                            struct scenario_step *step,
                            const struct json *object)
{
    static const char *const known[] = {"edge", "paths"};
    const struct json *value =
        json_need(in->reader, object, "invalidate", JSON_OBJECT);
    const struct json *edge, *paths;

    step->kind = SCENARIO_INVALIDATE;
    if (!value)
        return;
    json_only(in->reader, value, known, sizeof(known) / sizeof(*known));
    edge = json_need(in->reader, value, "edge", JSON_STRING);
    paths = json_need(in->reader, value, "paths", JSON_STRING);
    if (!edge || !paths)
        return;
    step->edge = scenario_edge_named(in, edge);
    step->pattern = json_string(paths);
    if (!span_starts(step->pattern, SPAN("/")))
        json_fail(in->reader, paths, "must begin with '/'");
    step->expect = json_get(in->reader, object, "expect", JSON_OBJECT);
    if (step->expect)
        expect_read(in->reader, step->expect, EXPECT_INVALIDATE);
}

static void read_count(const struct steps_in *in, struct scenario_step *step,
                       const struct json *object)
{
    step->kind = SCENARIO_COUNT;
    step->expect = json_need(in->reader, object, "count", JSON_OBJECT);
    if (step->expect)
        expect_read(in->reader, step->expect, EXPECT_COUNT);
}

/* There must be exactly one. */
static bool has_one_kind(const struct json *object)
{
    size_t n = 0;

    for (size_t i = 0; i < N_KINDS; i++)
        n += json_member(object, kinds[i]) != NULL;
    return n == 1;
}

static void read_kind(const struct steps_in *in, struct scenario_step *step,
                      const struct json *object)
{
    const struct act_kind *kind = scenario_act_kind(object);

    if (!has_one_kind(object))
        json_fail(in->reader, object,
                  "a step is exactly one of load, request, put_cors, together, "
                  "advance_s, invalidate, configure, count");
    else if (kind)
        read_one_act(in, step, kind, object);
    else if (json_member(object, "together"))
        read_together(in, step, object);
    else if (json_member(object, "advance_s"))
        read_advance(in, step, object);
    else if (json_member(object, "invalidate"))
        read_invalidate(in, step, object);
    else if (json_member(object, "configure"))
        scenario_configure_read(in, step, object);
    else
        read_count(in, step, object);
}

/* Whatever a step may hold beside its kind. */
static void check_members(const struct steps_in *in,
                          const struct scenario_step *step,
                          const struct json *object)
{
    static const char *const known[] = {"load",      "request",   "put_cors",
                                        "together",  "advance_s", "invalidate",
                                        "configure", "count",     "says",
                                        "repeat",    "expect"};
    const struct json *expect = json_member(object, "expect");
    bool judged = step->kind == SCENARIO_INVALIDATE ||
                  (step->kind == SCENARIO_ACTS && step->n_acts == 1);

    json_only(in->reader, object, known, sizeof(known) / sizeof(*known));
    if (expect && !judged)
        json_fail(in->reader, expect,
                  "stands beside one load, request or invalidation only");
}

static void read_step(const struct steps_in *in, struct scenario_step *step,
                      const struct json *object)
{
    static const int64_t times[2] = {1, SCENARIO_REPEAT_MAX};

    if (json_type(object) != JSON_OBJECT) {
        json_fail(in->reader, object, "must be an object, is %s",
                  json_type_text(object));
        return;
    }
    step->says = json_get_string(in->reader, object, "says", SPAN_ABSENT);
    step->repeat =
        (unsigned)json_get_int(in->reader, object, "repeat", times, 1);
    read_kind(in, step, object);
    if (!in->reader->failed)
        check_members(in, step, object);
}

/* "$" or "$.cures[2]", from the play's place among the others. */
static struct span place_of(struct scenario *scenario,
                            const struct scenario_play *play, size_t step)
{
    size_t n = (size_t)(play - scenario->plays);

    if (n == 0)
        return scenario_made(
            scenario, arena_printf(&scenario->arena, "$.steps[%zu]", step));
    return scenario_made(
        scenario,
        arena_printf(&scenario->arena, "$.cures[%zu].steps[%zu]", n - 1, step));
}

void scenario_steps_read(struct scenario *scenario, struct scenario_play *play,
                         const struct topology *topology)
{
    const struct json *world = play->world;
    const struct steps_in in = {scenario, &scenario->reader, topology, &world};
    const struct json *list =
        json_need(in.reader, play->source, "steps", JSON_ARRAY);
    const struct json *object = list ? json_first(list) : NULL;
    size_t n = list ? json_count(list) : 0;

    if (!list)
        return;
    if (n == 0 || n > SCENARIO_STEPS_MAX) {
        json_fail(in.reader, list, "holds 1 to %d steps", SCENARIO_STEPS_MAX);
        return;
    }
    play->steps = scenario_alloc(scenario, n, sizeof(*play->steps));
    for (; object && !in.reader->failed; object = json_next(object)) {
        struct scenario_step *step = &play->steps[play->n_steps];

        step->place = place_of(scenario, play, play->n_steps++);
        read_step(&in, step, object);
    }
}
