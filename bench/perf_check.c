/*
 * perf_check.c - how fast the checker puts requests to the node.
 *
 *     perf_check CONFIG...     configs of popbox's own (popbox import --config)
 *
 * For each: milliseconds of the whole check, the median of five, states, and
 * transactions per second at the node, set-up included; then the node alone: a
 * miss and a hit in turns, each from a state that is put back before.
 */
#include "bench/check/check.h"
#include "bench/check/drive.h"
#include "bench/stage.h"
#include "cache/entry.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 5
#define DRIVES 200000

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

/* Transactions per second of a GET, from nothing and from what it left. */
static double drive_node(struct drive *drive, const struct http_request *head)
{
    struct drive_state state = {NULL, STAGE_START_MS, ENV_PLAIN};
    struct entry *kept;
    struct drive_seen seen;
    double from;

    drive_run(drive, &state, &head, 1, &seen);
    kept = seen.journal->key.len ? node_snapshot(drive->node, seen.journal->key)
                                 : NULL;
    from = seconds();
    for (int i = 0; i < DRIVES; i++) {
        state.entry = i % 2 ? kept : NULL;
        drive_run(drive, &state, &head, 1, &seen);
    }
    from = seconds() - from;
    node_restore(drive->node, NULL);
    entry_unref(kept);
    return DRIVES / from;
}

static void measure_node(struct json_reader *reader)
{
    struct topology topology;
    int err =
        topology_read(&topology, reader, json_root(reader), STAGE_START_MS);
    struct answers *answers = err ? NULL : answers_new(reader);

    if (answers && topology.n_edges > 0) {
        const struct node_config *config = &topology.edges[0].config;
        struct http_header line = {SPAN("Origin"), SPAN("https://a.example")};
        const struct http_request head = {.method = SPAN("GET"),
                                          .scheme = SPAN("https"),
                                          .authority = topology.edges[0].domain,
                                          .path = SPAN("/popbox"),
                                          .headers = {&line, 1, 1}};
        struct drive drive = {
            .node = node_new(config), .config = config, .answers = answers};

        (void)printf("%-32s %10.0f transactions/s\n", "  the node alone",
                     drive_node(&drive, &head));
        node_free(drive.node);
    }
    answers_free(answers);
    topology_fini(&topology);
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
    measure_node(reader);
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
