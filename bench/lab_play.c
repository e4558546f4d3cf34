/*
 * lab_play.c - a play with everything that the lab's stage shows, as JSON.
 *
 * Each step is written right after it was played, while the stage still holds
 * what it led to.
 */
#include "bench/lab_play.h"

#include "bench/cors_lines.h"
#include "bench/explain.h"
#include "bench/lab_state.h"
#include "bench/transcript_json.h"
#include "bench/world.h"

/* A play under way. */
struct lab_play {
    struct explain
        seen; /* transcript, topology and stage, as explain has them */
    struct playing playing;
    const struct scenario_play *play;
    struct json_out *out;
};

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

/* ---- the places ------------------------------------------------------------
 */

static void write_named(struct json_out *out, struct span name, const char *key,
                        struct span value)
{
    json_out_open(out, '{');
    string(out, "name", name);
    string(out, key, value);
    json_out_close(out, '}');
}

static void write_page(struct json_out *out, const struct topology_page *page)
{
    json_out_open(out, '{');
    string(out, "name", page->name);
    string(out, "origin", page->origin);
    json_out_key(out, "browser");
    json_out_int(out, (int64_t)page->browser);
    json_out_close(out, '}');
}

static void write_places(struct json_out *out, const struct topology *topology)
{
    json_out_key(out, "pages");
    json_out_open(out, '[');
    for (size_t i = 0; i < topology->n_pages; i++)
        write_page(out, &topology->pages[i]);
    json_out_close(out, ']');
    json_out_key(out, "edges");
    json_out_open(out, '[');
    for (size_t i = 0; i < topology->n_edges; i++)
        write_named(out, topology->edges[i].name, "domain",
                    topology->edges[i].domain);
    json_out_close(out, ']');
    json_out_key(out, "origins");
    json_out_open(out, '[');
    for (size_t i = 0; i < topology->n_origins; i++)
        write_named(out, topology->origins[i].name, "domain",
                    topology->origins[i].domain);
    json_out_close(out, ']');
}

/* ---- why -------------------------------------------------------------------
 */

static void write_why(const struct lab_play *in, const struct seen_step *step,
                      const struct seen_act *act)
{
    json_out_key(in->out, "requests");
    json_out_open(in->out, '[');
    LIST_EACH (link, &act->requests, next) {
        const struct seen_request *seen =
            LIST_ITEM(link, struct seen_request, link);

        if (seen->journal)
            explain_request_json(&in->seen, step, seen, in->out);
        else
            json_out_null(in->out);
    }
    json_out_close(in->out, ']');
}

/* What the scenario asks for, as the commands to copy need it. */
static void write_asked(struct json_out *out, const struct scenario_act *act)
{
    string(out, "kind", act->is_load ? SPAN("load") : SPAN("request"));
    string(out, "who", act->who);
    string(out, "url", act->is_load ? act->load.url : act->request.url);
    if (!act->is_load)
        return;
    string(out, "as", span_str(load_as_word(act->load.as)));
    string(out, "page_origin", act->load.page_origin);
    json_out_key(out, "credentials");
    json_out_bool(out, act->load.credentials == LOAD_CREDENTIALS_INCLUDE);
}

static void write_act(const struct lab_play *in, const struct seen_step *step,
                      const struct scenario_act *asked,
                      const struct seen_act *act)
{
    struct json_out *out = in->out;

    json_out_open(out, '{');
    write_asked(out, asked);
    write_why(in, step, act);
    json_out_key(out, "check");
    if (asked->is_load && act->judged)
        cors_lines_json(&asked->load, act, out);
    else
        json_out_null(out);
    json_out_close(out, '}');
}

static void write_acts(const struct lab_play *in,
                       const struct scenario_step *asked,
                       const struct seen_step *step)
{
    size_t i = 0;

    json_out_key(in->out, "why");
    json_out_open(in->out, '[');
    LIST_EACH (link, &step->acts, next)
        write_act(in, step, &asked->acts[i++],
                  LIST_ITEM(link, struct seen_act, link));
    json_out_close(in->out, ']');
}

/* ---- steps -----------------------------------------------------------------
 */

static struct span kind_word(enum scenario_do kind)
{
    switch (kind) {
    case SCENARIO_ACTS:
        return SPAN("acts");
    case SCENARIO_ADVANCE:
        return SPAN("advance");
    case SCENARIO_INVALIDATE:
        return SPAN("invalidate");
    case SCENARIO_CONFIGURE:
        return SPAN("configure");
    case SCENARIO_COUNT:
        return SPAN("count");
    }
    return SPAN_ABSENT;
}

static const struct seen_step *last_seen(const struct lab_play *in)
{
    const struct list *steps = &in->seen.transcript.steps;

    return list_empty(steps) ? NULL
                             : LIST_ITEM(steps->prev, struct seen_step, link);
}

static void write_after(const struct lab_play *in)
{
    json_out_key(in->out, "after");
    lab_state_json(in->seen.stage, &in->seen.transcript, in->playing.start_ms,
                   in->out);
}

static void write_step(const struct lab_play *in,
                       const struct scenario_step *asked,
                       const struct seen_step *step)
{
    json_out_open(in->out, '{');
    string(in->out, "kind", kind_word(asked->kind));
    json_out_key(in->out, "seen");
    transcript_step_json(&in->seen.transcript, step, in->out);
    write_acts(in, asked, step);
    write_after(in);
    json_out_close(in->out, '}');
}

static void play_once(struct lab_play *in, const struct scenario_step *step)
{
    const struct seen_step *before = last_seen(in);
    const struct seen_step *after;

    player_step(&in->playing, step);
    if (step->change)
        in->seen.transcript.topology = &step->change->topology;
    after = last_seen(in);
    if (after != before)
        write_step(in, step, after);
}

static void write_steps(struct lab_play *in)
{
    const struct scenario_play *play = in->play;

    json_out_key(in->out, "steps");
    json_out_open(in->out, '[');
    for (size_t i = 0; i < play->n_steps; i++)
        for (unsigned k = 0; k < play->steps[i].repeat && !in->playing.broken;
             k++)
            play_once(in, &play->steps[i]);
    json_out_close(in->out, ']');
}

static void write_failures(const struct lab_play *in)
{
    json_out_key(in->out, "failures");
    json_out_open(in->out, '[');
    LIST_EACH (link, &in->seen.transcript.failures, next)
        json_out_string(in->out,
                        LIST_ITEM(link, struct seen_failure, link)->text);
    json_out_close(in->out, ']');
}

bool lab_play_fits(const struct scenario *scenario, size_t play)
{
    const struct scenario_play *of = &scenario->plays[play];
    size_t n = 0;

    for (size_t i = 0; i < of->n_steps; i++)
        n += of->steps[i].repeat;
    return n <= LAB_STEPS_MAX;
}

void lab_play_json(const struct scenario *scenario, size_t play,
                   struct json_out *out)
{
    const struct transcript_title title = {scenario->id, scenario->title,
                                           scenario->plays[play].name};
    struct lab_play in = {.play = &scenario->plays[play], .out = out};
    struct explain *seen = &in.seen;

    scenario_topology(&seen->topology, in.play);
    transcript_init(&seen->transcript, &seen->topology, &title);
    seen->stage = world_new(&seen->topology);
    player_begin(&in.playing, seen->stage, &seen->transcript);
    json_out_open(out, '{');
    string(out, "id", title.id);
    string(out, "title", title.title);
    string(out, "play", title.play);
    write_places(out, &seen->topology);
    json_out_key(out, "before");
    lab_state_json(seen->stage, &seen->transcript, in.playing.start_ms, out);
    write_steps(&in);
    write_failures(&in);
    json_out_close(out, '}');
    stage_free(seen->stage);
    transcript_fini(&seen->transcript);
    topology_fini(&seen->topology);
}
