/* cmd_diagnose.c - popbox diagnose: a pasted error, and what it may be. */
#include "edge/cmd.h"

#include "bench/diagnose.h"
#include "edge/files.h"
#include "edge/terminal.h"

#include <unistd.h>

#define TEXT_MAX  ((size_t)32 << 20)
#define ERROR_MAX 4096u

enum { JSON, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "the same for programs", 0, NULL},
};

static enum status tell(const struct options *options,
                        const struct diagnosis *diagnosis, struct buf *out)
{
    struct json_out json;

    if (options->values[JSON].given) {
        json_out_init(&json, out, true);
        diagnose_json(diagnosis, &json);
        buf_add_byte(out, '\n');
        return terminal_write(out) ? STATUS_RUNTIME : STATUS_OK;
    }
    if (diagnosis->n_seen > 0) {
        diagnose_text(diagnosis, out);
        return terminal_write_page(out) ? STATUS_RUNTIME : STATUS_OK;
    }
    terminal_say("nothing was recognised; paste the line of the browser's "
                 "console, or what curl -sD - -o /dev/null URL prints");
    return STATUS_FAILED;
}

static enum status diagnose_file(const struct options *options,
                                 const char *file, struct buf *text)
{
    struct diagnosis diagnosis;
    enum status status = STATUS_CONFIG;
    struct buf out, error;

    buf_init(&out, TEXT_MAX);
    buf_init(&error, ERROR_MAX);
    if (strcmp(file, "-") == 0 && isatty(STDIN_FILENO))
        terminal_say("paste a console line, headers or a curl transcript; "
                     "Ctrl-D ends it");
    if (files_read(file, text, &error)) {
        terminal_say("%s", buf_span(&error).ptr);
    } else {
        int err =
            diagnose_read(&diagnosis, files_name(file), buf_span(text), &error);

        if (err)
            terminal_say("%s", buf_span(&error).ptr);
        else
            status = tell(options, &diagnosis, &out);
        diagnose_fini(&diagnosis);
    }
    buf_fini(&out);
    buf_fini(&error);
    return status;
}

static enum status run(const struct options *options)
{
    const char *file = options->n_words ? options->words[0] : "-";
    enum status status;
    struct buf text;

    buf_init(&text, DIAGNOSE_HAR_MAX);
    status = diagnose_file(options, file, &text);
    buf_fini(&text);
    return status;
}

const struct command cmd_diagnose = {
    .name = "diagnose",
    .words = "[FILE]",
    .summary = "Tells which scenario a pasted error may be, and what to try",
    .text =
        "Reads a file, or standard input: lines of a browser's console "
        "(Chromium, Firefox,\nSafari), response headers, what curl -v or -i "
        "printed with the curl line above it,\nor a HAR file that the network "
        "panel has saved. All of it together is best, and\nown words help: "
        "\"sometimes\", \"works in Firefox\", \"after the invalidation\". "
        "Nothing\nis sent anywhere. Exit status 1: nothing was recognised.\n",
    .table = {options_of, N_OPTIONS, 0, 1},
    .run = run,
};
