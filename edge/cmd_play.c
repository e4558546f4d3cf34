/* cmd_play.c - popbox play: scenarios, in virtual time or over sockets. */
#include "edge/cmd.h"
#include "edge/live_stage.h"
#include "edge/play.h"
#include "edge/play_claims.h"
#include "edge/terminal.h"

#include <string.h>

enum { LIVE, FORMAT, JSON, CHECK, REPORT, N_OPTIONS };

static const char *const formats[] = {[PLAY_TEXT] = "text",
                                      [PLAY_JSON] = "json",
                                      [PLAY_TAP] = "tap",
                                      [PLAY_JUNIT] = "junit",
                                      [N_PLAY_FORMATS] = NULL};

static const struct option options_of[N_OPTIONS] = {
    [LIVE] = {"live", 0, OPTION_FLAG, NULL,
              "over loopback sockets instead of in virtual time", 0, NULL},
    [FORMAT] = {"format", 0, OPTION_CHOICE, "NAME", "text, json, tap or junit",
                0, formats},
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "as --format json", 0, NULL},
    [CHECK] = {"check", 0, OPTION_FLAG, NULL,
               "only whether each file can be played, and if not, why", 0,
               NULL},
    [REPORT] = {"report", 0, OPTION_TEXT, "FILE",
                "an HTML page, too, with a diagram of each play", 0, NULL},
};

static enum status run(const struct options *options)
{
    struct play_config config = {
        .names = options->words,
        .n_names = options->n_words,
        .live = options->values[LIVE].given,
        .report = options->values[REPORT].text,
        .format = (enum play_format)options->values[FORMAT].choice};

    if (options->values[JSON].given)
        config.format = PLAY_JSON;
    if (options->values[CHECK].given && config.n_names == 0) {
        terminal_say("--check needs a scenario's file");
        return STATUS_HELP;
    }
    if (options->values[CHECK].given)
        return play_check(&config);
    if (config.report && config.n_names == 1 &&
        strcmp(config.names[0], PLAY_CLAIMS) == 0) {
        terminal_say("--report takes claims by their names, such as C01");
        return STATUS_USAGE;
    }
    if (config.n_names == 1 && strcmp(config.names[0], PLAY_CLAIMS) == 0)
        return play_claims(&config);
    return play_all(&config);
}

const struct command cmd_play = {
    .name = "play",
    .words = "[claims|NAME|FILE...]",
    .summary = "Plays scenarios as they are and with each of their cures",
    .text = "Without a word it plays the whole library. \"claims\" plays what "
            "people say about\nCORS and prints a table of verdicts. \"-\" "
            "reads standard input. Exit status 1:\nsomething was not as the "
            "scenario expects.\n",
    .table = {options_of, N_OPTIONS, 0, OPTIONS_WORDS_MAX},
    .run = run,
};
