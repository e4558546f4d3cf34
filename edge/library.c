/*
 * library.c - scenarios by name, from the library or from files.
 *
 * A word with a slash or a dot is a file; so is "-". Every other one is looked
 * up in the library first.
 */
#include "edge/library.h"

#include "edge/files.h"
#include "edge/options.h"
#include "edge/terminal.h"

#include <unistd.h>

#define NAMES_MAX 256u

static struct span bytes_of(const struct embedded_file *file)
{
    return span_of((const char *)file->bytes, file->len);
}

int library_read(const struct embedded_file *file, struct scenario *scenario)
{
    int err = scenario_read(scenario, file->name, bytes_of(file));

    if (err)
        terminal_say("the library's own file is wrong: %s",
                     scenario->reader.error);
    return err;
}

static bool is_file(const char *name)
{
    return strcmp(name, "-") == 0 || strpbrk(name, "/.") != NULL ||
           access(name, F_OK) == 0;
}

static size_t add_names(const char **names, size_t n,
                        const struct embedded_file *files, size_t n_files)
{
    for (size_t i = 0; i < n_files && n < NAMES_MAX; i++)
        names[n++] = files[i].name;
    return n;
}

static int is_unknown(const char *name, struct buf *error)
{
    const char *names[NAMES_MAX];
    const char *meant;
    size_t n = add_names(names, 0, embedded_scenarios, embedded_scenarios_n);

    n = add_names(names, n, embedded_claims, embedded_claims_n);
    meant = options_meant(name, names, n);
    buf_addf(error, "there is no scenario \"%s\"", name);
    if (meant)
        buf_addf(error, "; did you mean %s?", meant);
    else
        buf_add_str(error, "; popbox list has them all");
    return ERR_UNKNOWN;
}

int library_find(const char *name, struct buf *text, struct scenario *scenario,
                 struct buf *error)
{
    const struct embedded_file *file = scenario_named(span_str(name));
    int err = 0;

    buf_reset(text);
    if (file)
        buf_add(text, bytes_of(file));
    else if (is_file(name))
        err = files_read(name, text, error);
    else
        err = is_unknown(name, error);
    if (err)
        return err;
    err = scenario_read(scenario, file ? file->name : files_name(name),
                        buf_span(text));
    if (err) {
        buf_add_str(error, scenario->reader.error);
        scenario_fini(scenario);
    }
    return err;
}
