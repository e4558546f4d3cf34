/* aws_files.c - AWS's documents as files, read into a world, for tests */
#include "tests/aws_files.h"

#include "bench/stage.h"

#include <criterion/criterion.h>

const char aws_file_cors_two_sites[] =
    "{'CORSRules': [{'AllowedHeaders': ['*'], 'AllowedMethods': ['GET', "
    "'HEAD'], 'AllowedOrigins': ['https://a.example', 'https://b.example'], "
    "'ExposeHeaders': ['ETag'], 'MaxAgeSeconds': 3000}]}";
const char aws_file_cors_any[] =
    "{'CORSRules': [{'AllowedMethods': ['GET'], 'AllowedOrigins': ['*']}]}";

struct span aws_files_quoted(struct arena *arena, const char *text)
{
    size_t len = strlen(text);
    char *copy = arena_alloc(arena, len + 1);

    cr_assert(copy);
    for (size_t i = 0; i <= len; i++)
        copy[i] = text[i] == '\'' ? '"' : text[i];
    return span_of(copy, len);
}

void aws_files_init(struct aws_files *files, const struct aws_file *rows)
{
    *files = (struct aws_files){.has_topology = false};
    arena_init(&files->arena, 16 << 20);
    buf_init(&files->config, JSON_TEXT_MAX);
    buf_init(&files->error, 65536);
    for (; rows->name; rows++) {
        cr_assert_lt(files->world.n_texts, AWS_FILES_MAX);
        files->texts[files->world.n_texts++] = (struct aws_text){
            rows->name, aws_files_quoted(&files->arena, rows->text)};
    }
    files->world.texts = files->texts;
}

int aws_files_write(struct aws_files *files)
{
    return aws_world_write(&files->config, &files->world, &files->error);
}

void aws_files_open(struct aws_files *files)
{
    cr_assert_eq(aws_files_write(files), 0, "%s", buf_span(&files->error).ptr);
    cr_assert_eq(json_open(&files->reader, "config", buf_span(&files->config)),
                 0, "%s", files->reader.error);
    files->has_topology = true;
    cr_assert_eq(topology_read(&files->topology, &files->reader,
                               json_root(&files->reader), STAGE_START_MS),
                 0, "%s\n%s", files->reader.error,
                 buf_span(&files->config).ptr);
}

void aws_files_close(struct aws_files *files)
{
    if (files->has_topology) {
        topology_fini(&files->topology);
        json_close(&files->reader);
    }
    buf_fini(&files->config);
    buf_fini(&files->error);
    arena_fini(&files->arena);
}
