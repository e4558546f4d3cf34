/* cmd_list.c - popbox list: the scenario library. */
#include "edge/cmd.h"

#include "bench/embedded.h"
#include "edge/library.h"
#include "edge/terminal.h"

#define LIST_MAX ((size_t)1 << 20)

enum { JSON, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "as a JSON array", 0, NULL},
};

static void write_text(struct buf *text, const struct scenario *scenario)
{
    buf_addf(text, "%-6.*s %.*s\n", SPAN_ARG(scenario->id),
             SPAN_ARG(scenario->title));
}

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void write_json(struct json_out *out, const struct scenario *scenario)
{
    json_out_open(out, '{');
    string(out, "id", scenario->id);
    string(out, "title", scenario->title);
    string(out, "symptom", scenario->symptom);
    json_out_key(out, "plays");
    json_out_open(out, '[');
    for (size_t i = 0; i < scenario->n_plays; i++)
        json_out_string(out, scenario->plays[i].name);
    json_out_close(out, ']');
    json_out_close(out, '}');
}

static void write_all(struct buf *text, bool as_json)
{
    struct json_out out;

    json_out_init(&out, text, true);
    if (as_json)
        json_out_open(&out, '[');
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        struct scenario scenario;

        library_read(&embedded_scenarios[i], &scenario);
        if (as_json)
            write_json(&out, &scenario);
        else
            write_text(text, &scenario);
        scenario_fini(&scenario);
    }
    if (as_json) {
        json_out_close(&out, ']');
        buf_add_byte(text, '\n');
    }
}

static enum status run(const struct options *options)
{
    struct buf text;
    int err;

    buf_init(&text, LIST_MAX);
    write_all(&text, options->values[JSON].given);
    err = terminal_write(&text);
    buf_fini(&text);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

const struct command cmd_list = {
    .name = "list",
    .summary = "Lists the scenarios that come with popbox",
    .table = {options_of, N_OPTIONS, 0, 0},
    .run = run,
};
