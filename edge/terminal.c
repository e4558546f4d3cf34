/*
 * terminal.c - data on stdout, talk on stderr, and whether there is colour.
 *
 * A reader that has seen enough closes its pipe (`popbox list | head -1`): that
 * ends the command, without a word.
 */
#include "edge/terminal.h"

#include "bench/paint.h"
#include "edge/files.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool terminal_has_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (no_color && *no_color)
        return false;
    return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

int terminal_write(struct buf *text)
{
    int err = 0;

    if (text->overflow) {
        terminal_say("more than %zu bytes to be printed at once", text->max);
        err = ERR_TOO_LONG;
    } else if (files_write_all(STDOUT_FILENO, buf_span(text)) != 0) {
        if (errno != EPIPE)
            terminal_say("cannot write to standard output: %s",
                         strerror(errno));
        err = ERR_IO;
    }
    buf_reset(text);
    return err;
}

int terminal_write_page(struct buf *text)
{
    struct buf painted;
    int err;

    if (text->overflow || !terminal_has_colour())
        return terminal_write(text);
    buf_init(&painted, 8 * text->max);
    paint_page(&painted, buf_span(text));
    err = terminal_write(&painted);
    buf_fini(&painted);
    buf_reset(text);
    return err;
}

void terminal_say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)fputs("popbox: ", stderr); /* nobody is left to be told */
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
}
