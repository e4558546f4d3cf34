/* cmd_list.c - popbox list: the scenario library. */
#include "edge/cmd.h"

#include "bench/claims.h"
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
    if (scenario->verdict == CLAIM_NONE)
        string(out, "symptom", scenario->symptom);
    else
        string(out, "verdict", span_str(claim_verdict_text(scenario->verdict)));
    json_out_key(out, "plays");
    json_out_open(out, '[');
    for (size_t i = 0; i < scenario->n_plays; i++)
        json_out_string(out, scenario->plays[i].name);
    json_out_close(out, ']');
    json_out_close(out, '}');
}

/* Lessons or claims. */
static void write_files(struct buf *text, struct json_out *out,
                        const struct embedded_file *files, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct scenario scenario;

        library_read(&files[i], &scenario);
        if (out)
            write_json(out, &scenario);
        else
            write_text(text, &scenario);
        scenario_fini(&scenario);
    }
}

static void write_all(struct buf *text, bool as_json)
{
    struct json_out out;

    json_out_init(&out, text, true);
    if (as_json)
        json_out_open(&out, '[');
    write_files(text, as_json ? &out : NULL, embedded_scenarios,
                embedded_scenarios_n);
    if (!as_json)
        buf_add_str(text, "\nWhat people say about CORS, all judged by "
                          "`popbox play claims`:\n");
    write_files(text, as_json ? &out : NULL, embedded_claims,
                embedded_claims_n);
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
    .summary = "Lists the scenarios and claims that come with popbox",
    .table = {options_of, N_OPTIONS, 0, 0},
    .run = run,
};
