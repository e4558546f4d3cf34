/* lab_files.c - the files of the lab's page, built in or from a folder. */
#include "edge/lab_files.h"

#include "edge/files.h"
#include "edge/lab_embedded.h"

#define PATH_LEN_MAX 1024

static const struct {
    struct span ending;
    struct span type;
} types[] = {
    {SPAN_STATIC(".html"), SPAN_STATIC("text/html; charset=utf-8")},
    {SPAN_STATIC(".js"), SPAN_STATIC("text/javascript; charset=utf-8")},
    {SPAN_STATIC(".css"), SPAN_STATIC("text/css; charset=utf-8")},
    {SPAN_STATIC(".json"), SPAN_STATIC("application/json")},
    {SPAN_STATIC(".svg"), SPAN_STATIC("image/svg+xml")},
};

struct span lab_file_type(struct span name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
        if (span_ends(name, types[i].ending))
            return types[i].type;
    return SPAN("application/octet-stream");
}

static const struct embedded_file *embedded_named(struct span name)
{
    for (size_t i = 0; i < embedded_lab_n; i++)
        if (span_eq(span_str(embedded_lab[i].name), name))
            return &embedded_lab[i];
    return NULL;
}

/* A name that is built in is a plain one: no path leads out of the folder. */
static bool read_file(const char *dir, const struct embedded_file *file,
                      struct buf *text)
{
    struct buf path, error;
    int err;

    buf_init(&path, PATH_LEN_MAX);
    buf_init(&error, PATH_LEN_MAX);
    buf_addf(&path, "%s/%s", dir, file->name);
    err = path.overflow ? ERR_TOO_LONG
                        : files_read(buf_span(&path).ptr, text, &error);
    buf_fini(&path);
    buf_fini(&error);
    return err == 0;
}

bool lab_file(const char *dir, struct span path, struct span *bytes,
              struct buf *text)
{
    const struct embedded_file *file;

    if (span_eq(path, SPAN("/")))
        path = SPAN("/index.html");
    file = embedded_named(span_cut(path, 1, path.len));
    if (!file)
        return false;
    if (dir && read_file(dir, file, text))
        return true;
    *bytes = span_of((const char *)file->bytes, file->len);
    return true;
}
