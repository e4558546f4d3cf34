/* cmd_help.c - popbox help: the commands, one of them, or a topic. */
#include "edge/cmd.h"

#include "edge/help_topics.h"
#include "edge/terminal.h"

#define HELP_MAX 65536u

static void write_overview(struct buf *text)
{
    buf_add_str(text, "popbox: a CDN edge in a box, to be broken on purpose\n"
                      "\n"
                      "popbox COMMAND [OPTIONS] [WORDS]\n"
                      "\n"
                      "Commands:\n");
    for (size_t i = 0; i < n_commands; i++)
        buf_addf(text, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    buf_add_str(text, "\nTopics:\n");
    for (size_t i = 0; i < n_help_topics; i++)
        buf_addf(text, "  %-9s %s\n", help_topics[i].name,
                 help_topics[i].summary);
    buf_add_str(text,
                "\npopbox help COMMAND or popbox help TOPIC says more.\n");
}

static const struct help_topic *topic_named(const char *name)
{
    for (size_t i = 0; i < n_help_topics; i++)
        if (strcmp(help_topics[i].name, name) == 0)
            return &help_topics[i];
    return NULL;
}

static enum status write_about(const char *word, struct buf *text)
{
    const struct command *command = command_named(word);
    const struct help_topic *topic = topic_named(word);

    if (command) {
        command_help(command, text);
    } else if (topic) {
        buf_add_str(text, topic->text);
    } else {
        terminal_say("there is no command and no topic \"%s\"", word);
        return STATUS_HELP;
    }
    return STATUS_OK;
}

static enum status run(const struct options *options)
{
    enum status status = STATUS_OK;
    struct buf text;

    buf_init(&text, HELP_MAX);
    if (options->n_words == 0)
        write_overview(&text);
    else
        status = write_about(options->words[0], &text);
    if (status == STATUS_OK && terminal_write(&text) != 0)
        status = STATUS_RUNTIME;
    buf_fini(&text);
    return status;
}

const struct command cmd_help = {
    .name = "help",
    .words = "[COMMAND|TOPIC]",
    .summary = "Says what there is, or more about one of it",
    .table = {NULL, 0, 0, 1},
    .run = run,
};
