/*
 * fuzz_diagnose.c - any bytes as a paste: refused, or told of
 *
 * What is told is printable, has an end, and its command cannot leave the
 * quotes that it stands in.
 */
#include "bench/diagnose.h"
#include "bench/shell_words.h"
#include "cache/base/assert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The command is words for a shell, and nothing else. */
static void check_command(struct span page)
{
    struct shell_words words;
    struct arena arena;
    struct buf error;
    size_t at = page.len;
    int err;

    while (at > 0 &&
           !span_starts(span_cut(page, at, page.len), SPAN("\nNext\n  curl ")))
        at--;
    page = span_cut(page, at + 8, page.len);
    page = span_cut(page, 0, span_find(page, '\n', 0));
    arena_init(&arena, 16 << 20);
    buf_init(&error, 65536);
    err = shell_split(&words, &arena, page, &error);
    ASSERT(err == 0 || err == ERR_TOO_LONG);
    ASSERT(err || span_starts(words.at[words.n - 1], SPAN("https://")) ||
           span_starts(words.at[words.n - 1], SPAN("http://")));
    arena_fini(&arena);
    buf_fini(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diagnosis diagnosis;
    struct buf error, out;
    struct json_out json;
    int err;

    buf_init(&error, 1 << 20);
    buf_init(&out, 64 << 20);
    err = diagnose_read(&diagnosis, "paste", span_of((const char *)data, size),
                        &error);
    ASSERT((err == 0) == (error.len == 0));
    if (!err) {
        diagnose_text(&diagnosis, &out);
        for (size_t i = 0; i < out.len; i++)
            ASSERT(out.ptr[i] == '\n' ||
                   (out.ptr[i] >= ' ' && out.ptr[i] <= '~'));
        check_command(buf_span(&out));
        buf_reset(&out);
        json_out_init(&json, &out, false);
        diagnose_json(&diagnosis, &json);
        ASSERT(!out.overflow);
    }
    diagnose_fini(&diagnosis);
    buf_fini(&error);
    buf_fini(&out);
    return 0;
}
