/*
 * check_cures.c - the cures that popbox check shows, and their files.
 *
 * No file is written over another one unless that is asked for, and none is
 * written if one of them would be.
 */
#include "edge/check_cures.h"

#include "edge/files.h"
#include "edge/terminal.h"

#include <errno.h>
#include <sys/stat.h>

#define PATH_BYTES_MAX 4096u
#define ERROR_MAX      8192u
#define COMMANDS_MAX   65536u

struct finding_cures {
    struct cures *cures;
    const struct check_report *report;
};

static int find(void *user, const struct aws_world *world, struct buf *error)
{
    const struct finding_cures *finding = user;

    return cures_find(finding->cures, world, finding->report, error);
}

enum status check_cures_find(struct cures *cures, const struct aws_input *input,
                             const struct check_report *report)
{
    struct finding_cures finding = {cures, report};

    *cures = (struct cures){0};
    return aws_input_use(input, find, &finding);
}

/* The folder with a slash, "" for here. */
static struct span folder_of(struct buf *text,
                             const struct check_cures_out *out)
{
    size_t n = out->folder ? strlen(out->folder) : 0;

    if (n > 0)
        buf_addf(text, "%s%s", out->folder,
                 out->folder[n - 1] == '/' ? "" : "/");
    return buf_span(text);
}

static const char *path_of(struct buf *path, struct span folder,
                           const struct cure_file *file)
{
    buf_reset(path);
    buf_addf(path, "%.*s%.*s", SPAN_ARG(folder), SPAN_ARG(file->name));
    return buf_span(path).ptr;
}

static enum status refuse_existing(const struct cure *cure, struct span folder,
                                   struct buf *path)
{
    struct stat about;

    for (size_t i = 0; i < cure->n_files; i++) {
        const char *name = path_of(path, folder, &cure->files[i]);

        if (lstat(name, &about) != 0)
            continue;
        terminal_say("%s is there already: give --out an empty folder, or "
                     "--force to write over it",
                     name);
        return STATUS_CONFIG;
    }
    return STATUS_OK;
}

static enum status write_files(const struct cure *cure, struct span folder,
                               struct buf *path)
{
    struct buf error;
    int err = 0;

    buf_init(&error, ERROR_MAX);
    for (size_t i = 0; i < cure->n_files && !err; i++)
        err = files_write(path_of(path, folder, &cure->files[i]),
                          cure->files[i].text, &error);
    if (err)
        terminal_say("%s", buf_span(&error).ptr);
    buf_fini(&error);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

static enum status tell_commands(const struct cures *cures,
                                 const struct cure *cure, struct span folder)
{
    struct buf out;
    int err;

    buf_init(&out, COMMANDS_MAX);
    buf_addf(&out, "# popbox check");
    for (size_t i = 0; i < cure->n_files; i++)
        buf_addf(&out, " '%.*s%.*s'", SPAN_ARG(folder),
                 SPAN_ARG(cure->files[i].name));
    buf_add_byte(&out, '\n');
    cure_commands(cures, cure, folder, &out);
    err = terminal_write(&out);
    buf_fini(&out);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

enum status check_cures_fix(const struct cures *cures, int64_t n,
                            const struct check_cures_out *out)
{
    const struct cure *cure;
    struct buf folder_text, path;
    struct span folder;
    enum status status = STATUS_OK;

    if (n < 1 || (uint64_t)n > cures->n) {
        terminal_say("--fix %lld: there are %zu cures; popbox check without "
                     "--fix shows them",
                     (long long)n, cures->n);
        return STATUS_CONFIG;
    }
    cure = cures->at[n - 1];
    buf_init(&folder_text, PATH_BYTES_MAX);
    buf_init(&path, PATH_BYTES_MAX);
    folder = folder_of(&folder_text, out);
    if (folder.len > 0 && mkdir(out->folder, 0777) != 0 && errno != EEXIST) {
        terminal_say("%s: %s", out->folder, strerror(errno));
        status = STATUS_RUNTIME;
    }
    if (status == STATUS_OK && !out->force)
        status = refuse_existing(cure, folder, &path);
    if (status == STATUS_OK)
        status = write_files(cure, folder, &path);
    if (status == STATUS_OK)
        status = tell_commands(cures, cure, folder);
    buf_fini(&path);
    buf_fini(&folder_text);
    return status;
}
