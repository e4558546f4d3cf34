/*
 * fuzz_aws_world.c - any documents as a heap of AWS's: refused, or a world
 *
 * A NUL byte ends a document. What is taken comes to a config that can be read,
 * told and made into JSON again; what is refused has a sentence.
 */
#include "bench/aws_world.h"
#include "bench/import.h"
#include "bench/stage.h"
#include "cache/base/assert.h"

#define DOCUMENTS_MAX 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_told(const struct import *import)
{
    struct json_reader reader;
    struct json_out json;
    struct buf out;

    buf_init(&out, 64 << 20);
    import_text(import, &out);
    ASSERT(!out.overflow);
    buf_reset(&out);
    json_out_init(&json, &out, false);
    import_json(import, &json);
    ASSERT(out.overflow || out.len > JSON_TEXT_MAX ||
           json_open(&reader, "import", buf_span(&out)) == 0);
    if (!out.overflow && out.len <= JSON_TEXT_MAX)
        json_close(&reader);
    buf_fini(&out);
}

/* Two origins of a config may part only where a distribution has a name that
 * another host of it has, too: the reader says so. */
static bool is_excused(const char *error)
{
    return strstr(error, "has the same domain") != NULL;
}

static void check_config(struct buf *config)
{
    struct topology topology;
    struct json_reader reader;
    int err = json_open(&reader, "config", buf_span(config));

    ASSERT(err == 0);
    err = topology_read(&topology, &reader, json_root(&reader), STAGE_START_MS);
    ASSERT(err == 0 || is_excused(reader.error));
    if (!err)
        check_told(&(const struct import){&topology, &reader, SPAN("files")});
    topology_fini(&topology);
    json_close(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct span paths[] = {SPAN_STATIC("/a%20b"),
                                        SPAN_STATIC("/")};
    struct aws_text texts[DOCUMENTS_MAX];
    struct aws_world world = {.texts = texts, .paths = paths, .n_paths = 2};
    struct span rest = span_of((const char *)data, size);
    struct buf config, error;
    int err;

    while (world.n_texts < DOCUMENTS_MAX && rest.len > 0) {
        size_t end = span_find(rest, '\0', 0);

        texts[world.n_texts++] =
            (struct aws_text){"f.json", span_cut(rest, 0, end)};
        rest = span_cut(rest, end + 1, rest.len);
    }
    buf_init(&config, JSON_TEXT_MAX);
    buf_init(&error, 1 << 20);
    err = aws_world_write(&config, &world, &error);
    ASSERT((err == 0) == (error.len == 0));
    if (!err)
        check_config(&config);
    buf_fini(&config);
    buf_fini(&error);
    return 0;
}
