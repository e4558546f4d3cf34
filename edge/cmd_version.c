/* cmd_version.c - popbox version: which one this is. */
#include "edge/cmd.h"

#include "cache/base/json.h"
#include "edge/terminal.h"
#include "edge/version.h"

enum { JSON, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "as one JSON object", 0, NULL},
};

static void write_json(struct buf *text)
{
    struct json_out out;

    json_out_init(&out, text, false);
    json_out_open(&out, '{');
    json_out_key(&out, "version");
    json_out_string(&out, SPAN(POPBOX_VERSION));
    json_out_close(&out, '}');
    buf_add_byte(text, '\n');
}

static enum status run(const struct options *options)
{
    struct buf text;
    int err;

    buf_init(&text, 4096);
    if (options->values[JSON].given)
        write_json(&text);
    else
        buf_add_str(&text, "popbox " POPBOX_VERSION "\n");
    err = terminal_write(&text);
    buf_fini(&text);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

const struct command cmd_version = {
    .name = "version",
    .summary = "Says which version this is",
    .table = {options_of, N_OPTIONS, 0, 0},
    .run = run,
};
