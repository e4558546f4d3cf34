/* cmd_demo.c - popbox demo: the stale-CORS story over real HTTP. */
#include "bench/demo.h"
#include "edge/cmd.h"
#include "edge/live_stage.h"
#include "edge/terminal.h"

#define TEXT_MAX ((size_t)16 << 20)

enum { JSON, VIRTUAL, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    [JSON] = {"json", 0, OPTION_FLAG, NULL,
              "everything that was seen, as one JSON object", 0, NULL},
    [VIRTUAL] = {"virtual", 0, OPTION_FLAG, NULL,
                 "without sockets: the same, in virtual time", 0, NULL},
};

static void write_json(const struct demo *demo, struct buf *text)
{
    struct json_out out;

    buf_reset(text);
    json_out_init(&out, text, true);
    demo_json(demo, &out);
    buf_add_byte(text, '\n');
}

/* Tells it section by section, or with as_json all at once at its end. */
static enum status tell(struct demo *demo, bool as_json, struct buf *text)
{
    int err = 0;

    while (!err && demo_next(demo, text))
        if (!as_json)
            err = terminal_write(text);
    if (err || demo_broke_off(demo))
        return STATUS_RUNTIME;
    if (as_json)
        write_json(demo, text);
    if (terminal_write(text) != 0)
        return STATUS_RUNTIME;
    return demo_as_told(demo) ? STATUS_OK : STATUS_FAILED;
}

static enum status run(const struct options *options)
{
    bool as_json = options->values[JSON].given;
    struct stage_factory factory = player_virtual;
    struct demo *demo;
    struct buf text;
    struct buf error;
    enum status status;

    buf_init(&text, TEXT_MAX);
    buf_init(&error, 4096);
    if (!options->values[VIRTUAL].given)
        factory = live_stage_factory(&error);
    demo = demo_new(&factory, !as_json && terminal_has_colour());
    status = tell(demo, as_json, &text);
    if (demo_broke_off(demo))
        terminal_say("%s", buf_span(&error).ptr);
    else if (status == STATUS_FAILED)
        terminal_say("the story did not go as it should have: this is a bug");
    demo_free(demo);
    buf_fini(&text);
    buf_fini(&error);
    return status;
}

const struct command cmd_demo = {
    .name = "demo",
    .summary = "Shows the stale-CORS bug and its cures, in a minute",
    .text = "Starts a fake S3 and an edge on free loopback ports and plays the "
            "story over\nHTTP. Exit status 0: the bug appeared where it must "
            "and nowhere else.\n",
    .table = {options_of, N_OPTIONS, 0, 0},
    .run = run,
};
