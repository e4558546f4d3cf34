/*
 * fuzz_certificate.c - any bytes as a certificate: refused, with a line
 *
 * The seal would refuse nearly everything: what is not sealed is sealed, so
 * that lines and fields are read. Nothing that is made by chance is a proof.
 */
#include "bench/check/certificate.h"
#include "bench/check/verify.h"
#include "cache/base/assert.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int verify(struct buf *text)
{
    struct verify_report report;
    struct buf error;
    int err;

    buf_init(&error, 1 << 20);
    err = verify_run(&report, "file", buf_span(text), NULL, &error);
    ASSERT((err == 0) == (error.len == 0));
    ASSERT(!err || span_starts(buf_span(&error), SPAN("file:")));
    buf_fini(&error);
    return err;
}

static void seal(struct buf *text)
{
    unsigned lines = 0;

    if (text->len > 0 && text->ptr[text->len - 1] != '\n')
        buf_add_byte(text, '\n');
    for (size_t i = 0; i < text->len; i++)
        lines += text->ptr[i] == '\n';
    buf_addf(text, "end\t%u\t", lines);
    certificate_digest(text, buf_span(text));
    buf_add_byte(text, '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf text;

    buf_init(&text, 1 << 20);
    buf_add(&text, span_of((const char *)data, size));
    (void)verify(&text);
    buf_reset(&text);
    buf_add(&text, SPAN(CERTIFICATE_VERSION));
    buf_add(&text, span_of((const char *)data, size));
    seal(&text);
    (void)verify(&text);
    buf_fini(&text);
    return 0;
}
