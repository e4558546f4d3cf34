/*
 * fuzz_main.c - runs a fuzz target without libFuzzer: files, then mutations.
 *
 *   fuzz_x [--seed N] [--inputs N] [--ms N] [FILE...]
 *
 * Every build can so exercise every target, with any compiler, for about a
 * second. Input number i depends on the seed, i and the files alone: first the
 * files as they are, then what tests/mutate.c makes.
 *
 * The target runs in a child. Whatever ends it (a sanitizer, an ASSERT, a
 * signal, a hang), the parent reads from shared memory which input it was,
 * makes that input again and leaves it in crash-NAME in the working folder.
 */
#include "tests/mutate.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HANG_S 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct options {
    uint64_t seed;
    uint64_t inputs; /* at most so many */
    int64_t ms;      /* at most so long */
    struct mutate_files files;
};

/* In memory of exactly its size, so that one byte too far is seen. */
static void feed(const struct input *in)
{
    uint8_t *exact = malloc(in->len ? in->len : 1);
    if (!exact)
        abort();
    memcpy(exact, in->bytes, in->len);
    alarm(HANG_S);
    (void)LLVMFuzzerTestOneInput(exact, in->len); /* always 0, by contract */
    free(exact);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The child's life; at is where the parent sees how far it came. */
static void run_inputs(const struct options *options, uint64_t *at,
                       struct input *in)
{
    int64_t end_ms = now_ms() + options->ms;
    for (*at = 0; *at < options->inputs; (*at)++) {
        if (*at >= options->files.n && now_ms() >= end_ms)
            return;
        mutate_make(options->seed, *at, &options->files, in);
        feed(in);
    }
}

static bool write_file(const char *path, const struct input *in)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    bool ok = fwrite(in->bytes, 1, in->len, file) == in->len;
    return fclose(file) == 0 && ok;
}

static bool read_file(const char *path, struct input *in)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    in->len = fread(in->bytes, 1, INPUT_MAX, file);
    bool ok = ferror(file) == 0;
    return fclose(file) == 0 && ok;
}

static void report_death(const struct options *options, const char *name,
                         uint64_t at, struct input *in)
{
    char path[256];
    snprintf(path, sizeof(path), "crash-%s", name);
    mutate_make(options->seed, at, &options->files, in);
    fprintf(stderr, "%s: died at input %llu of seed %llu (%zu bytes): %s\n",
            name, (unsigned long long)at, (unsigned long long)options->seed,
            in->len, write_file(path, in) ? path : "cannot be written");
}

/* Fills options; false on a wrong word or an unreadable file. */
static bool read_options(int argc, char **argv, struct options *options)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--seed") == 0) {
            options->seed = strtoull(value, NULL, 10);
            i++;
        } else if (strcmp(argv[i], "--inputs") == 0) {
            options->inputs = strtoull(value, NULL, 10);
            i++;
        } else if (strcmp(argv[i], "--ms") == 0) {
            options->ms = strtoll(value, NULL, 10);
            i++;
        } else if (!read_file(argv[i],
                              &options->files.inputs[options->files.n++])) {
            fprintf(stderr, "%s: cannot read %s\n", argv[0], argv[i]);
            return false;
        }
    }
    return true;
}

/* True if the target survived every input. */
static bool run_child(const struct options *options, const char *name,
                      struct input *in)
{
    uint64_t *at = mmap(NULL, sizeof(*at), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return false;
    pid_t child = fork();
    if (child == 0) {
        run_inputs(options, at, in);
        return true;
    }
    int status = -1;
    bool ok = child > 0 && waitpid(child, &status, 0) == child && status == 0;
    if (ok)
        printf("%s: %llu inputs\n", name, (unsigned long long)*at);
    else
        report_death(options, name, *at, in);
    return munmap(at, sizeof(*at)) == 0 && ok;
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    struct options options = {.seed = 1, .inputs = 200000, .ms = 1000};
    options.files.inputs = calloc((size_t)argc, sizeof(struct input));
    struct input *in = calloc(1, sizeof(*in));

    bool ok = options.files.inputs && in &&
              read_options(argc, argv, &options) &&
              run_child(&options, slash ? slash + 1 : argv[0], in);
    free(in);
    free(options.files.inputs);
    return ok ? 0 : 1;
}
