/*
 * fuzz_s3_xml.c - any bytes as a CORS configuration: refused, or given back.
 *
 * What is taken must come back as a document that is taken again and says the
 * same.
 */
#include "origin/s3/cors_config.h"

#include "cache/base/assert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct cors_config *read_text(struct span text, struct arena *arena)
{
    struct s3_problem problem = {.arena = arena};
    struct cors_config *config = cors_config_from_xml(text, &problem);

    ASSERT(!config == (problem.error != S3_OK));
    return config;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cors_config *first;
    struct cors_config *again;
    struct buf texts[2];
    struct arena arena;

    arena_init(&arena, 1 << 20);
    buf_init(&texts[0], 16 << 20);
    buf_init(&texts[1], 16 << 20);
    first = read_text(span_of((const char *)data, size), &arena);
    if (first) {
        cors_config_to_xml(first, &texts[0]);
        again = read_text(buf_span(&texts[0]), &arena);
        ASSERT(again);
        cors_config_to_xml(again, &texts[1]);
        ASSERT(span_eq(buf_span(&texts[0]), buf_span(&texts[1])));
        cors_config_free(again);
    }
    cors_config_free(first);
    buf_fini(&texts[0]);
    buf_fini(&texts[1]);
    arena_fini(&arena);
    return 0;
}
