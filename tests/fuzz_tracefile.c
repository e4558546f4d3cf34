/*
 * fuzz_tracefile.c - any bytes as a trace: the same records at every split.
 *
 * The first byte chooses the format and whether columns are named; the second
 * one the size of the pieces. Whole and in pieces must tell the same.
 */
#include "cache/base/assert.h"
#include "tests/trace_told.h"

#include <stdint.h>

#define TEXT_MAX ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How many records come before a break in a compressed stream, and whether they
 * are refused before it is met, is the library's business. */
static bool is_broken(struct buf *text)
{
    return strstr(buf_span(text).ptr, " stream is ") != NULL;
}

static bool has_failed(struct buf *text)
{
    return text->overflow || strstr(buf_span(text).ptr, "failed: ") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tracefile_spec spec = {TRACE_AUTO, SPAN_ABSENT, false};
    struct buf whole, pieces;

    if (size < 2)
        return 0;
    spec.format = data[0] % N_TRACE_FORMATS;
    if (data[0] & 0x40)
        spec.columns = SPAN("id=2,size=1,time=3");
    spec.strict = data[0] >= 0x80;
    buf_init(&whole, TEXT_MAX);
    buf_init(&pieces, TEXT_MAX);
    struct span bytes = span_of((const char *)data + 2, size - 2);
    trace_told(&spec, bytes, bytes.len + 1, &whole);
    trace_told(&spec, bytes, data[1] % 64 + 1u, &pieces);
    if (is_broken(&whole) || is_broken(&pieces))
        ASSERT(has_failed(&whole) && has_failed(&pieces));
    else
        ASSERT(whole.overflow || span_eq(buf_span(&whole), buf_span(&pieces)));
    buf_fini(&whole);
    buf_fini(&pieces);
    return 0;
}
