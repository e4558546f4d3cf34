/* cmd.c - the subcommands: one table, one exit status for all of them. */
#include "edge/cmd.h"

#include "edge/terminal.h"

#define ERROR_MAX 4096u
#define HELP_MAX  65536u

const struct command *const commands[] = {
    &cmd_demo,     &cmd_lab,    &cmd_import, &cmd_explain, &cmd_check,
    &cmd_serve,    &cmd_origin, &cmd_play,   &cmd_list,    &cmd_show,
    &cmd_diagnose, &cmd_browse, &cmd_sim,    &cmd_help,    &cmd_version,
};
const size_t n_commands = sizeof(commands) / sizeof(*commands);

const struct command *command_named(const char *name)
{
    for (size_t i = 0; i < n_commands; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

void command_help(const struct command *command, struct buf *text)
{
    buf_addf(text, "popbox %s", command->name);
    if (command->table.n > 0)
        buf_add_str(text, " [OPTIONS]");
    if (command->words)
        buf_addf(text, " %s", command->words);
    buf_addf(text, "\n\n%s.\n", command->summary);
    if (command->text)
        buf_addf(text, "\n%s", command->text);
    if (command->table.n > 0) {
        buf_add_str(text, "\nOptions:\n");
        options_help(&command->table, text);
    }
}

static enum status print_help(const struct command *command)
{
    struct buf text;
    int err;

    buf_init(&text, HELP_MAX);
    command_help(command, &text);
    err = terminal_write(&text);
    buf_fini(&text);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

static enum status wrong_usage(const struct command *command)
{
    terminal_say("see popbox help %s", command->name);
    return STATUS_USAGE;
}

static enum status run(const struct command *command, int n, char *const *args)
{
    struct options options;
    struct buf error;
    enum status status;

    buf_init(&error, ERROR_MAX);
    if (options_read(&command->table, n, args, &options, &error) != 0) {
        terminal_say("%s: %s", command->name, buf_span(&error).ptr);
        status = wrong_usage(command);
    } else if (options.help) {
        status = print_help(command);
    } else {
        status = command->run(&options);
        if (status == STATUS_HELP)
            status = wrong_usage(command);
    }
    buf_fini(&error);
    return status;
}

static enum status unknown_command(const char *name)
{
    const char *names[sizeof(commands) / sizeof(*commands)];
    const char *meant;

    for (size_t i = 0; i < n_commands; i++)
        names[i] = commands[i]->name;
    meant = options_meant(name, names, n_commands);
    if (meant)
        terminal_say("unknown command \"%s\"; did you mean %s?", name, meant);
    else
        terminal_say("unknown command \"%s\"; see popbox help", name);
    return STATUS_USAGE;
}

enum status command_main(int argc, char *const *argv)
{
    const struct command *command;
    const char *name = argc > 1 ? argv[1] : "";

    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    if (strcmp(name, "--version") == 0)
        name = "version";
    if (*name == '\0') {
        terminal_say("say what to do: popbox demo, or popbox help");
        return STATUS_USAGE;
    }
    command = command_named(name);
    return command ? run(command, argc - 2, argv + 2) : unknown_command(name);
}
