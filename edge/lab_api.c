/* lab_api.c - the lab's admin API: what the page asks and changes, as JSON. */
#include "edge/lab_api.h"

#include "bench/embedded.h"
#include "bench/scenario.h"
#include "edge/lab_api_parts.h"
#include "edge/version.h"

#define ERROR_MAX 4096u

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

void lab_api_fail(struct lab_answer *answer, int status, struct span why)
{
    struct json_out out;

    buf_reset(&answer->text);
    answer->status = status;
    json_out_init(&out, &answer->text, false);
    json_out_open(&out, '{');
    string(&out, "error", why);
    json_out_close(&out, '}');
}

void lab_api_fail_reader(struct lab_answer *answer,
                         const struct json_reader *reader)
{
    lab_api_fail(answer, 422, span_str(reader->error));
}

/* ---- GET /api/lab --------------------------------------------------------
 */

static void write_library(struct json_out *out, const char *key,
                          const struct embedded_file *files, size_t n)
{
    json_out_key(out, key);
    json_out_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        struct scenario scenario;
        int err =
            scenario_read(&scenario, files[i].name,
                          span_of((const char *)files[i].bytes, files[i].len));

        if (err == 0) {
            json_out_open(out, '{');
            string(out, "id", scenario.id);
            string(out, "title", scenario.title);
            json_out_key(out, "plays");
            json_out_open(out, '[');
            for (size_t k = 0; k < scenario.n_plays; k++)
                json_out_string(out, scenario.plays[k].name);
            json_out_close(out, ']');
            json_out_close(out, '}');
        }
        scenario_fini(&scenario);
    }
    json_out_close(out, ']');
}

static void write_url(struct json_out *out, const char *key, const char *host,
                      uint16_t port)
{
    struct buf url;

    buf_init(&url, 128);
    buf_addf(&url, "http://%s:%u", host, (unsigned)port);
    string(out, key, buf_span(&url));
    buf_fini(&url);
}

static void get_lab(const struct calling *call)
{
    const struct lab_places *places = call->api->places;
    struct lab_knobs knobs;
    struct json_reader none = {.file = "knobs"};
    struct json_out out;

    lab_knobs_read(&knobs, &none, NULL);
    json_out_init(&out, &call->answer->text, false);
    json_out_open(&out, '{');
    string(&out, "version", SPAN(POPBOX_VERSION));
    json_out_key(&out, "places");
    json_out_open(&out, '{');
    write_url(&out, "lab", "localhost", call->api->port);
    write_url(&out, "A", "a.localhost", places->pages);
    write_url(&out, "B", "b.localhost", places->pages);
    write_url(&out, "edge", "cdn.localhost", places->edge);
    write_url(&out, "bucket", "assets.s3.localhost", places->bucket);
    json_out_close(&out, '}');
    json_out_key(&out, "knobs");
    lab_knobs_json(&knobs, &out);
    write_library(&out, "scenarios", embedded_scenarios, embedded_scenarios_n);
    write_library(&out, "claims", embedded_claims, embedded_claims_n);
    json_out_close(&out, '}');
}

/* ---- GET /api/scenarios/ID ------------------------------------------------
 */

static void get_scenario(const struct calling *call, struct span name)
{
    const struct embedded_file *file = scenario_named(name);

    if (file)
        call->answer->bytes = span_of((const char *)file->bytes, file->len);
    else
        lab_api_fail(call->answer, 404, SPAN("there is no such scenario"));
}

/* ---- POST /api/live/...
 * ------------------------------------------------------
 */

static void write_ok(struct lab_answer *answer, const char *key, int64_t value)
{
    struct json_out out;

    json_out_init(&out, &answer->text, false);
    json_out_open(&out, '{');
    integer(&out, key, value);
    json_out_close(&out, '}');
}

static void post_configure(const struct calling *call)
{
    struct lab_knobs knobs;
    struct buf error;
    int err;

    lab_knobs_read(&knobs, call->reader,
                   json_get(call->reader, call->root, "knobs", JSON_OBJECT));
    if (call->reader->failed) {
        lab_api_fail_reader(call->answer, call->reader);
        return;
    }
    buf_init(&error, ERROR_MAX);
    err = lab_live_configure(call->api->live, &knobs, &error);
    if (err)
        lab_api_fail(call->answer, err == ERR_FULL ? 409 : 422,
                     buf_span(&error));
    else
        write_ok(call->answer, "configured", 1);
    buf_fini(&error);
}

static void post_invalidate(const struct calling *call)
{
    struct span paths =
        json_get_string(call->reader, call->root, "paths", SPAN("/*"));

    if (call->reader->failed)
        lab_api_fail_reader(call->answer, call->reader);
    else
        write_ok(call->answer, "removed",
                 (int64_t)lab_live_invalidate(call->api->live, paths));
}

/* ---- routes
 * ------------------------------------------------------------------
 */

static void get_events(const struct calling *call)
{
    call->answer->stream = true;
    buf_add_str(&call->answer->text, "retry: 1000\n\n");
}

static const struct {
    const char *path;
    void (*get)(const struct calling *call);
    void (*post)(const struct calling *call);
} routes[] = {
    {"/api/lab", get_lab, NULL},
    {"/api/events", get_events, NULL},
    {"/api/play", NULL, lab_api_play},
    {"/api/cors", NULL, lab_api_cors},
    {"/api/crowd", NULL, lab_api_crowd},
    {"/api/check", NULL, lab_api_check},
    {"/api/live/configure", NULL, post_configure},
    {"/api/live/invalidate", NULL, post_invalidate},
};

static void post(struct calling *call, void (*to)(const struct calling *call),
                 struct span body)
{
    struct json_reader reader;

    call->reader = &reader;
    if (json_open(&reader, "request", body) == 0) {
        call->root = json_root(&reader);
        to(call);
    } else {
        lab_api_fail_reader(call->answer, &reader);
    }
    json_close(&reader);
}

static void route(struct calling *call, const struct http_request *head,
                  struct span body)
{
    const struct span scenarios = SPAN("/api/scenarios/");
    bool is_post = span_eq(head->method, SPAN("POST"));

    for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
        if (!span_eq(head->path, span_str(routes[i].path)))
            continue;
        if (is_post && routes[i].post)
            post(call, routes[i].post, body);
        else if (!is_post && routes[i].get)
            routes[i].get(call);
        else
            lab_api_fail(call->answer, 405, SPAN("not by this method"));
        return;
    }
    if (!is_post && span_starts(head->path, scenarios))
        get_scenario(call, span_cut(head->path, scenarios.len, head->path.len));
    else
        lab_api_fail(call->answer, 404, SPAN("there is no such thing here"));
}

void lab_api_answer(const struct lab_api *api, const struct http_request *head,
                    struct span body, struct lab_answer *answer)
{
    struct calling call = {.api = api, .answer = answer};

    answer->status = 200;
    answer->type = SPAN("application/json");
    route(&call, head, body);
}
