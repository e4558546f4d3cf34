/*
 * cmd.h - the subcommands: one table, one exit status for all of them.
 *
 * Each command is a file cmd_NAME.c that says what it takes and does it; what
 * it does is somebody else's business.
 */
#ifndef POPBOX_EDGE_CMD_H
#define POPBOX_EDGE_CMD_H

#include "edge/options.h"

enum status {
    STATUS_OK = 0,
    STATUS_FAILED = 1,    /* an expectation failed, or a bug was found */
    STATUS_USAGE = 2,     /* the command line is wrong */
    STATUS_CONFIG = 3,    /* a configuration or scenario is wrong */
    STATUS_RUNTIME = 4,   /* a taken port, a full disk, a closed pipe */
    STATUS_INTERNAL = 70, /* a bug of popbox itself */
    STATUS_HELP = -1      /* of a run: its words were wrong, show its usage */
};

struct command {
    const char *name;
    const char *words;   /* beside its options: "[NAME|FILE...]" */
    const char *summary; /* one line */
    const char *text;    /* what else there is to say: paragraphs */
    struct option_table table;
    enum status (*run)(const struct options *options);
};

/* In the order of the help; n_commands of them. */
extern const struct command *const commands[];
extern const size_t n_commands;

/* Of that name, or NULL. */
const struct command *command_named(const char *name);
/* Reads the command line and runs what it names; argv[0] is the program. */
enum status command_main(int argc, char *const *argv);
/* Its help. */
void command_help(const struct command *command, struct buf *text);

extern const struct command cmd_browse;
extern const struct command cmd_check;
extern const struct command cmd_demo;
extern const struct command cmd_diagnose;
extern const struct command cmd_explain;
extern const struct command cmd_help;
extern const struct command cmd_import;
extern const struct command cmd_lab;
extern const struct command cmd_list;
extern const struct command cmd_origin;
extern const struct command cmd_play;
extern const struct command cmd_serve;
extern const struct command cmd_show;
extern const struct command cmd_sim;
extern const struct command cmd_version;

#endif
