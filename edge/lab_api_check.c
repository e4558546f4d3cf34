/* lab_api_check.c - the lab's admin API: a configuration checked, or proven. */
#include "edge/lab_api_parts.h"

#include "bench/aws_world.h"
#include "bench/check/check.h"
#include "bench/lab_config.h"
#include "cache/base/mem.h"

#define TEXT_MAX        ((size_t)4 << 20)
#define ARENA_MAX       ((size_t)1 << 20)
#define ERROR_MAX       8192u
#define PATHS_MAX       128
#define TEXTS_MAX       16
#define TRANSITIONS_MAX 1000000u /* the page waits for it */

/* Documents as they were pasted, by their names. */
struct pasted {
    struct aws_text texts[TEXTS_MAX];
    size_t n;
};

static void read_pasted(const struct calling *call, struct pasted *pasted)
{
    static const char *const known[] = {"name", "text"};
    const struct json *list =
        json_need(call->reader, call->root, "texts", JSON_ARRAY);

    pasted->n = 0;
    for (const struct json *at = json_first(list); at && !call->reader->failed;
         at = json_next(at)) {
        if (pasted->n == TEXTS_MAX) {
            json_fail(call->reader, list, "at most %d documents", TEXTS_MAX);
            return;
        }
        json_only(call->reader, at, known, sizeof(known) / sizeof(*known));
        pasted->texts[pasted->n++] = (struct aws_text){
            json_get_string(call->reader, at, "name", SPAN("pasted")).ptr,
            json_get_string(call->reader, at, "text", SPAN(""))};
    }
}

/* Twice: the first time tells which paths the behaviors stand for. */
static int write_twice(const struct pasted *pasted, struct buf *config,
                       struct buf *error)
{
    struct span paths[PATHS_MAX];
    struct aws_world world = {
        .texts = pasted->texts, .n_texts = pasted->n, .paths = paths};
    struct json_reader reader;
    struct arena arena;
    int err = aws_world_write(config, &world, error);

    if (err)
        return err;
    arena_init(&arena, ARENA_MAX);
    if (json_open(&reader, "the config", buf_span(config)) == 0)
        world.n_paths = check_paths(&arena, &reader, paths, PATHS_MAX);
    json_close(&reader);
    buf_reset(config);
    err = aws_world_write(config, &world, error);
    arena_fini(&arena);
    return err;
}

static void check_it(const struct calling *call, struct buf *config)
{
    const struct check_options how = {.transitions_max = TRANSITIONS_MAX};
    struct check_report *report = mem_zalloc(1, sizeof(*report));
    struct json_reader reader;
    struct json_out out;
    int err = json_open(&reader, "the config", buf_span(config));

    if (!err) {
        err = check_run(report, &reader, &how);
        json_out_init(&out, &call->answer->text, false);
        if (!err)
            check_json(report, &out);
        check_fini(report);
    }
    if (err)
        lab_api_fail_reader(call->answer, &reader);
    json_close(&reader);
    mem_free(report);
}

static void check_pasted(const struct calling *call, struct buf *config)
{
    struct pasted pasted;
    struct buf error;

    read_pasted(call, &pasted);
    if (call->reader->failed) {
        lab_api_fail_reader(call->answer, call->reader);
        return;
    }
    buf_init(&error, ERROR_MAX);
    if (write_twice(&pasted, config, &error) != 0)
        lab_api_fail(call->answer, 422, buf_span(&error));
    else
        check_it(call, config);
    buf_fini(&error);
}

static void check_knobs(const struct calling *call, struct buf *config)
{
    static const struct lab_places logical = {.live = false};
    struct lab_knobs knobs;
    struct json_out out;

    lab_knobs_read(&knobs, call->reader,
                   json_need(call->reader, call->root, "knobs", JSON_OBJECT));
    if (call->reader->failed) {
        lab_api_fail_reader(call->answer, call->reader);
        return;
    }
    json_out_init(&out, config, false);
    lab_world_json(&knobs, &logical, &out);
    check_it(call, config);
}

void lab_api_check(const struct calling *call)
{
    static const char *const known[] = {"knobs", "texts"};
    struct buf config;

    json_only(call->reader, call->root, known, sizeof(known) / sizeof(*known));
    buf_init(&config, TEXT_MAX);
    if (json_member(call->root, "knobs"))
        check_knobs(call, &config);
    else
        check_pasted(call, &config);
    buf_fini(&config);
}
