/* lab_api_play.c - the lab's admin API: plays, rules, crowds in virtual time.
 */
#include "edge/lab_api_parts.h"

#include "bench/crowd.h"
#include "bench/embedded.h"
#include "bench/lab_play.h"
#include "bench/lab_script.h"
#include "bench/world.h"
#include "origin/s3/cors_config.h"

#define SCRIPT_MAX ((size_t)4 << 20)

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void integer(struct json_out *out, const char *key, int64_t value)
{
    json_out_key(out, key);
    json_out_int(out, value);
}

/* ---- POST /api/play --------------------------------------------------------
 */

static void write_script(const struct lab_knobs *knobs, struct span text,
                         struct json_out *out)
{
    static const struct lab_places logical = {.live = false};

    json_out_key(out, "knobs");
    lab_knobs_json(knobs, out);
    json_out_key(out, "behavior");
    lab_behavior_json(knobs, &logical, out);
    string(out, "script", text);
}

/* knobs NULL: a scenario of the library. */
static void play(const struct calling *call, const struct scenario *scenario,
                 size_t which, const struct lab_knobs *knobs, struct span text)
{
    struct json_out out;

    if (!lab_play_fits(scenario, which)) {
        lab_api_fail(call->answer, 422, SPAN("too many steps for the stage"));
        return;
    }
    json_out_init(&out, &call->answer->text, false);
    json_out_open(&out, '{');
    if (knobs)
        write_script(knobs, text, &out);
    json_out_key(&out, "play");
    lab_play_json(scenario, which, &out);
    json_out_close(&out, '}');
    if (call->answer->text.overflow)
        lab_api_fail(call->answer, 422,
                     SPAN("the play is too long for the stage"));
}

static void play_library(const struct calling *call)
{
    static const char *const known[] = {"scenario", "play"};
    static const int64_t range[2] = {0, SCENARIO_CURES_MAX};
    const struct embedded_file *file = scenario_named(
        json_get_string(call->reader, call->root, "scenario", SPAN("")));
    size_t which =
        (size_t)json_get_int(call->reader, call->root, "play", range, 0);
    struct scenario scenario;
    int err;

    json_only(call->reader, call->root, known, 2);
    if (call->reader->failed) {
        lab_api_fail_reader(call->answer, call->reader);
        return;
    }
    if (!file) {
        lab_api_fail(call->answer, 404, SPAN("there is no such scenario"));
        return;
    }
    err = scenario_read(&scenario, file->name,
                        span_of((const char *)file->bytes, file->len));
    if (err != 0 || which >= scenario.n_plays)
        lab_api_fail(call->answer, 404, SPAN("this scenario has no such cure"));
    else
        play(call, &scenario, which, NULL, SPAN_ABSENT);
    scenario_fini(&scenario);
}

static void play_script(const struct calling *call)
{
    struct lab_knobs last = {0};
    struct scenario scenario;
    struct json_out out;
    struct buf text;

    buf_init(&text, SCRIPT_MAX);
    json_out_init(&out, &text, false);
    lab_script_write(call->reader, call->root, &last, &out);
    if (call->reader->failed) {
        lab_api_fail_reader(call->answer, call->reader);
    } else if (text.overflow) {
        lab_api_fail(call->answer, 422, SPAN("too long"));
    } else {
        if (scenario_read(&scenario, "lab", buf_span(&text)) == 0)
            play(call, &scenario, 0, &last, buf_span(&text));
        else
            lab_api_fail_reader(call->answer, &scenario.reader);
        scenario_fini(&scenario);
    }
    buf_fini(&text);
}

void lab_api_play(const struct calling *call)
{
    if (json_member(call->root, "scenario"))
        play_library(call);
    else
        play_script(call);
}

/* ---- POST /api/cors ---------------------------------------------------------
 */

/* {"text": "what was typed"}: is that what S3 takes for CORS rules? */
void lab_api_cors(const struct calling *call)
{
    struct span text =
        json_get_string(call->reader, call->root, "text", SPAN(""));
    struct json_reader rules;
    struct cors_config *config = NULL;
    struct json_out out;

    if (json_open(&rules, "rules", text) == 0)
        config = cors_config_from_json(&rules, json_root(&rules));
    json_out_init(&out, &call->answer->text, false);
    json_out_open(&out, '{');
    string(&out, "error", config ? SPAN_ABSENT : span_str(rules.error));
    json_out_key(&out, "rules");
    if (config && json_member(json_root(&rules), "CORSRules"))
        json_out_value(&out, json_member(json_root(&rules), "CORSRules"));
    else if (config)
        json_out_value(&out, json_root(&rules));
    else
        json_out_null(&out);
    json_out_close(&out, '}');
    cors_config_free(config);
    json_close(&rules);
}

/* ---- POST /api/crowd
 * ---------------------------------------------------------
 */

static void write_crowd(struct json_out *out, const struct crowd_result *crowd)
{
    json_out_open(out, '{');
    integer(out, "visits", (int64_t)crowd->visits);
    integer(out, "pages", (int64_t)crowd->pages);
    integer(out, "broken", (int64_t)crowd->broken);
    integer(out, "missing", (int64_t)crowd->missing);
    integer(out, "mismatch", (int64_t)crowd->mismatch);
    integer(out, "hits", (int64_t)crowd->hits);
    integer(out, "origin_requests", (int64_t)crowd->origin_requests);
    json_out_close(out, '}');
}

static void run_crowd(const struct calling *call,
                      const struct topology *topology,
                      const struct crowd_spec *spec)
{
    struct crowd_result result;
    struct stage *stage = world_new(topology);
    struct json_out out;

    json_out_init(&out, &call->answer->text, false);
    if (crowd_run(stage, spec, &result) == 0)
        write_crowd(&out, &result);
    else
        lab_api_fail(call->answer, 500, SPAN("the crowd broke off"));
    stage_free(stage);
}

/* In the world that the knobs make. */
static void send_crowd(const struct calling *call,
                       const struct lab_knobs *knobs,
                       const struct crowd_spec *spec)
{
    static const struct lab_places logical = {.live = false};
    struct json_reader world;
    struct topology topology;
    struct json_out out;
    struct buf text;
    int err;

    buf_init(&text, SCRIPT_MAX);
    json_out_init(&out, &text, false);
    lab_world_json(knobs, &logical, &out);
    err = json_open(&world, "knobs", buf_span(&text));
    if (!err) {
        err =
            topology_read(&topology, &world, json_root(&world), STAGE_START_MS);
        if (!err)
            run_crowd(call, &topology, spec);
        topology_fini(&topology);
    }
    if (err)
        lab_api_fail_reader(call->answer, &world);
    json_close(&world);
    buf_fini(&text);
}

static int64_t number(const struct calling *call, const char *name, int64_t max,
                      int64_t fallback)
{
    const int64_t range[2] = {1, max};

    return json_get_int(call->reader, call->root, name, range, fallback);
}

static void read_crowd(const struct calling *call, struct crowd_spec *spec)
{
    static const char *const known[] = {"knobs", "sites", "visits", "objects",
                                        "seed"};

    json_only(call->reader, call->root, known, sizeof(known) / sizeof(*known));
    spec->visitors.n_sites = (uint32_t)number(call, "sites", 1000, 10);
    spec->visitors.n_objects = (uint32_t)number(call, "objects", 2000, 200);
    spec->visitors.seed = (uint64_t)number(call, "seed", 1000000, 1);
    spec->n_visits = (uint64_t)number(call, "visits", 50000, 3000);
}

void lab_api_crowd(const struct calling *call)
{
    struct crowd_spec spec = {
        .visitors = {.zipf = 0.9, .no_origin = 0.4},
        .gap_ms = 100,
        .object_bytes = 1024,
        .at = SPAN("https://cdn.example/crowd/"),
        .put = SPAN("https://assets.s3.amazonaws.com/crowd/")};
    struct lab_knobs knobs;

    read_crowd(call, &spec);
    lab_knobs_read(&knobs, call->reader,
                   json_get(call->reader, call->root, "knobs", JSON_OBJECT));
    if (call->reader->failed)
        lab_api_fail_reader(call->answer, call->reader);
    else
        send_crowd(call, &knobs, &spec);
}
