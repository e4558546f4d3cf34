/*
 * perf_check.c - how fast the checker puts requests to the node.
 *
 *     perf_check CONFIG...     configs of popbox's own (popbox import --config)
 *
 * For each: milliseconds of the whole check, the median of five, states, and
 * transactions per second at the node.
 */
#include "bench/check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 5

static double seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static int read_file(const char *name, struct buf *text)
{
    FILE *file = fopen(name, "rb");
    char part[4096];
    size_t n;

    if (!file)
        return ERR_IO;
    while ((n = fread(part, 1, sizeof(part), file)) > 0)
        buf_add(text, span_of(part, n));
    return fclose(file) == 0 && !text->overflow ? 0 : ERR_IO;
}

static int measure(const char *name, struct json_reader *reader)
{
    const struct check_options options = {0};
    struct check_report report;
    double took[ROUNDS];
    uint64_t states = 0, transactions = 0;

    for (int i = 0; i < ROUNDS; i++) {
        double from = seconds();
        int err = check_run(&report, reader, &options);

        took[i] = seconds() - from;
        states = report.n_states;
        transactions = report.n_transactions;
        check_fini(&report);
        if (err) {
            (void)fprintf(stderr, "%s\n", reader->error);
            return err;
        }
    }
    qsort(took, ROUNDS, sizeof(took[0]), by_value);
    (void)printf("%-32s %8.1f ms %9llu states %10.0f transactions/s\n", name,
                 took[ROUNDS / 2] * 1e3, (unsigned long long)states,
                 (double)transactions / took[ROUNDS / 2]);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 1; i < argc; i++) {
        struct json_reader reader;
        struct buf text;

        buf_init(&text, JSON_TEXT_MAX);
        if (read_file(argv[i], &text) != 0) {
            (void)fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return EXIT_FAILURE;
        }
        failed |= json_open(&reader, argv[i], buf_span(&text)) ||
                  measure(argv[i], &reader);
        json_close(&reader);
        buf_fini(&text);
    }
    return failed || argc < 2 ? EXIT_FAILURE : EXIT_SUCCESS;
}
