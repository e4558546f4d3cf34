/* cmd_show.c - popbox show: one scenario's story, cause and cures. */
#include "edge/cmd.h"

#include "edge/library.h"
#include "edge/terminal.h"

#define TEXT_MAX ((size_t)JSON_TEXT_MAX + 1)

enum { JSON, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "the scenario's own file", 0, NULL},
};

static enum status print(const struct options *options, struct buf *text,
                         struct buf *error)
{
    struct scenario scenario;
    int err = library_find(options->words[0], text, &scenario, error);

    if (err) {
        terminal_say("%s", buf_span(error).ptr);
        return err == ERR_UNKNOWN ? STATUS_USAGE : STATUS_CONFIG;
    }
    if (!options->values[JSON].given) {
        buf_reset(text);
        scenario_print(&scenario, text);
    }
    scenario_fini(&scenario);
    return terminal_write(text) ? STATUS_RUNTIME : STATUS_OK;
}

static enum status run(const struct options *options)
{
    struct buf text;
    struct buf error;
    enum status status;

    buf_init(&text, TEXT_MAX);
    buf_init(&error, 4096);
    status = print(options, &text, &error);
    buf_fini(&text);
    buf_fini(&error);
    return status;
}

const struct command cmd_show = {
    .name = "show",
    .words = "NAME|FILE",
    .summary = "Tells a scenario's story, its cause and its cures",
    .table = {options_of, N_OPTIONS, 1, 1},
    .run = run,
};
