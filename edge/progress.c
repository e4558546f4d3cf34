/* progress.c - one line on a terminal that says how far something is. */
#include "edge/progress.h"

#include <stdio.h>
#include <unistd.h>

#define EVERY_MS 200

void progress_start(struct progress *progress)
{
    *progress = (struct progress){.wanted = isatty(STDERR_FILENO) == 1};
    clock_init_wall(&progress->clock);
    progress->begun_ms = clock_now_ms(&progress->clock);
    progress->told_ms = progress->begun_ms;
}

int64_t progress_ms(const struct progress *progress)
{
    return clock_now_ms(&progress->clock) - progress->begun_ms;
}

void progress_tell(struct progress *progress, const char *what, double done,
                   double whole)
{
    int64_t now_ms = clock_now_ms(&progress->clock);
    double passed_s = (double)(now_ms - progress->begun_ms) / 1000;

    if (!progress->wanted || now_ms - progress->told_ms < EVERY_MS)
        return;
    progress->told_ms = now_ms;
    progress->shown = true;
    /* Nobody is left to be told when standard error fails. */
    (void)fprintf(stderr, "\r\033[K%s: %.1f M", what, done / 1e6);
    if (whole > 0)
        (void)fprintf(stderr, " of %.1f M", whole / 1e6);
    if (passed_s > 0 && done > 0)
        (void)fprintf(stderr, ", %.1f M/s", done / passed_s / 1e6);
    if (whole > 0 && done > 0)
        (void)fprintf(stderr, ", %.0f s left",
                      passed_s * (whole - done) / done);
    (void)fflush(stderr);
}

void progress_stop(struct progress *progress)
{
    if (progress->shown)
        (void)fprintf(stderr, "\r\033[K");
    progress->shown = false;
}
