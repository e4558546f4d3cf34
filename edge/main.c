/*
 * main.c - the program: one process-wide setting, then the command.
 *
 * A broken ASSERT aborts. Who runs popbox in a script should be able to tell
 * that from every other end, so it becomes the status of internal errors, with
 * the way there for whoever mends it.
 */
#include "edge/cmd.h"

#include <execinfo.h>
#include <signal.h>
#include <unistd.h>

#define FRAMES_MAX 64

static void on_abort(int number)
{
    static const char text[] = "popbox: an internal error; this is a bug:\n";
    void *frames[FRAMES_MAX];
    ssize_t n = write(STDERR_FILENO, text, sizeof(text) - 1);

    (void)number;
    (void)n; /* there is nobody else to be told */
    backtrace_symbols_fd(frames, backtrace(frames, FRAMES_MAX), STDERR_FILENO);
    _exit(STATUS_INTERNAL);
}

int main(int argc, char **argv)
{
    (void)signal(SIGABRT, on_abort); /* fails for no valid signal */
    (void)signal(SIGPIPE, SIG_IGN);  /* writes tell */
    return (int)command_main(argc, argv);
}
