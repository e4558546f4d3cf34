/* aws_input.c - AWS's documents from files, as the text of a config. */
#include "edge/aws_input.h"

#include "cache/base/json.h"
#include "cache/base/mem.h"
#include "edge/files.h"
#include "edge/terminal.h"

#define ERROR_MAX 8192u

/* The files, read. */
struct reading {
    const struct aws_input *input;
    struct aws_text texts[AWS_WORLD_TEXTS_MAX];
    struct buf bytes[AWS_WORLD_TEXTS_MAX];
    size_t n;
    struct aws_pair origins[OPTIONS_LISTS_MAX];
    struct aws_pair cors[OPTIONS_LISTS_MAX];
    struct buf error;
};

static bool is_read(const struct reading *reading, const char *file)
{
    for (size_t i = 0; i < reading->n; i++)
        if (strcmp(reading->texts[i].file, files_name(file)) == 0)
            return true;
    return false;
}

/* A copy: each text has bytes of its own. */
static void take_read(struct reading *reading, const struct aws_text *text)
{
    struct buf *bytes = &reading->bytes[reading->n];

    buf_init(bytes, JSON_TEXT_MAX);
    buf_add(bytes, text->text);
    reading->texts[reading->n++] =
        (struct aws_text){text->file, buf_span(bytes)};
}

static int read_file(struct reading *reading, const char *file)
{
    struct buf *bytes = &reading->bytes[reading->n];
    int err;

    if (is_read(reading, file))
        return 0;
    if (reading->n == AWS_WORLD_TEXTS_MAX) {
        buf_addf(&reading->error, "more than %d files", AWS_WORLD_TEXTS_MAX);
        return ERR_FULL;
    }
    buf_init(bytes, JSON_TEXT_MAX);
    err = files_read(file, bytes, &reading->error);
    reading->texts[reading->n].file = files_name(file);
    reading->texts[reading->n].text = buf_span(bytes);
    reading->n++;
    return err;
}

/* The pairs of a list option; how many, or ERR_*. */
static int read_pairs(struct reading *reading, size_t option, const char *name,
                      struct aws_pair *pairs)
{
    const char *text;
    int n = 0;

    if (option == AWS_INPUT_NO_OPTION)
        return 0;
    while ((text = options_listed(reading->input->options, option,
                                  (size_t)n)) != NULL) {
        if (!aws_pair_split(span_str(text), &pairs[n])) {
            buf_addf(&reading->error, "--%s: \"%s\" has no two sides, NAME=%s",
                     name, text,
                     option == reading->input->cors ? "FILE" : "URL");
            return ERR_SYNTAX;
        }
        n++;
    }
    return n;
}

/* Files that only --cors names are read like the others. */
static int read_cors_files(struct reading *reading, int n)
{
    int err = 0;

    for (int i = 0; i < n && !err; i++)
        err = read_file(reading, reading->cors[i].right.ptr);
    return err;
}

static int use(struct reading *reading, aws_input_use_f *take, void *user)
{
    const struct aws_input *input = reading->input;
    struct aws_world world = {.texts = reading->texts,
                              .origins = reading->origins,
                              .cors = reading->cors,
                              .paths = input->paths,
                              .n_paths = input->n_paths,
                              .listen = input->listen,
                              .as_they_come = input->as_they_come};
    int n_origins =
        read_pairs(reading, input->origin, "origin", reading->origins);
    int n_cors = read_pairs(reading, input->cors, "cors", reading->cors);
    int err = n_origins < 0 ? n_origins : n_cors < 0 ? n_cors : 0;

    if (input->read)
        take_read(reading, input->read);
    for (size_t i = 0; i < input->n_files && !err; i++)
        err = read_file(reading, input->files[i]);
    if (!err)
        err = read_cors_files(reading, n_cors);
    if (err)
        return err;
    world.n_texts = reading->n;
    world.n_origins = (size_t)n_origins;
    world.n_cors = (size_t)n_cors;
    return take(user, &world, &reading->error);
}

enum status aws_input_use(const struct aws_input *input, aws_input_use_f *take,
                          void *user)
{
    struct reading *reading = mem_zalloc(1, sizeof(*reading));
    int err;

    reading->input = input;
    buf_init(&reading->error, ERROR_MAX);
    err = use(reading, take, user);
    if (err)
        terminal_say("%s", buf_span(&reading->error).ptr);
    for (size_t i = 0; i < reading->n; i++)
        buf_fini(&reading->bytes[i]);
    buf_fini(&reading->error);
    mem_free(reading);
    return err ? STATUS_CONFIG : STATUS_OK;
}

static int write_config(void *user, const struct aws_world *world,
                        struct buf *error)
{
    return aws_world_write(user, world, error);
}

enum status aws_input_config(const struct aws_input *input, struct buf *json)
{
    return aws_input_use(input, write_config, json);
}
