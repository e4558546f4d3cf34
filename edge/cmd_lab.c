/* cmd_lab.c - popbox lab: the page that teaches the bug, in a browser. */
#include "edge/cmd.h"
#include "edge/lab.h"

/* Three more follow it. */
#define LAB_PORT_MAX (UINT16_MAX - 3)

enum { PORT, LAB_DIR, READY_FILE, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    [PORT] = {"port", 0, OPTION_NUMBER, "N",
              "the lab on port N, pages, edge and bucket on the next three",
              LAB_PORT_MAX, NULL},
    [LAB_DIR] = {"lab-dir", 0, OPTION_TEXT, "DIR",
                 "read the page's files from DIR, while editing them", 0, NULL},
    [READY_FILE] = {"ready-file", 0, OPTION_TEXT, "FILE",
                    "write the ports to FILE, as JSON, when listening", 0,
                    NULL},
};

static enum status run(const struct options *options)
{
    const struct lab_config config = {
        .port = (uint16_t)options->values[PORT].number,
        .dir = options->values[LAB_DIR].text,
        .ready_file = options->values[READY_FILE].text};

    return lab_run(&config);
}

const struct command cmd_lab = {
    .name = "lab",
    .summary = "Serves the page that teaches the bug, to a browser nearby",
    .text = "Prints one URL. Behind it are a stage on which requests are "
            "played step by step in\nvirtual time, and a real edge, bucket and "
            "two pages on loopback ports of their\nown. Nothing is "
            "fetched from elsewhere, and nothing listens beyond this "
            "machine.\n",
    .table = {options_of, N_OPTIONS, 0, 0},
    .run = run,
};
