/* check_certificate.c - certificates of popbox check, to and from files. */
#include "edge/check_certificate.h"

#include "bench/check/certificate.h"
#include "bench/check/verify.h"
#include "edge/files.h"
#include "edge/terminal.h"

#define ERROR_MAX 8192u
#define TEXT_MAX  4096u

static const char *why_none(const struct buf *certificate,
                            const struct check_report *report)
{
    if (report->n_findings > 0)
        return "there are findings";
    if (!span_absent(report->bound))
        return report->bound.ptr;
    return certificate->overflow ? "it would be too large" : NULL;
}

enum status check_certificate_write(const char *file, struct buf *certificate,
                                    const struct check_report *report)
{
    const char *why = why_none(certificate, report);
    struct buf error;
    int err;

    if (why) {
        terminal_say("no certificate is written: %s", why);
        return STATUS_FAILED;
    }
    buf_init(&error, ERROR_MAX);
    err = files_write(file, buf_span(certificate), &error);
    if (err)
        terminal_say("%s", buf_span(&error).ptr);
    buf_fini(&error);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

static enum status tell(const struct verify_report *report, bool documents)
{
    struct buf out;
    int err;

    buf_init(&out, TEXT_MAX);
    buf_addf(
        &out,
        "VERIFIED. %s\n"
        "%u readings of AWS's documentation, %u behaviors, %u keys, %llu "
        "states: each was\nmade anew, and %llu requests in them lead to no "
        "other state, and break no page.\n",
        documents ? "It is about the configuration in these files."
                  : "It is about the configuration in the certificate.",
        report->n_readings, report->n_behaviors, report->n_keys,
        (unsigned long long)report->n_states,
        (unsigned long long)report->n_transitions);
    err = terminal_write_page(&out);
    buf_fini(&out);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

/* Of a file that has been read. */
static enum status verify(const char *file, struct buf *text,
                          const struct json *documents)
{
    struct verify_report report;
    enum status status = STATUS_FAILED;
    struct buf error;

    buf_init(&error, ERROR_MAX);
    if (verify_run(&report, files_name(file), buf_span(text), documents,
                   &error) == 0)
        status = tell(&report, documents != NULL);
    else
        terminal_say("not verified: %s", buf_span(&error).ptr);
    buf_fini(&error);
    return status;
}

enum status check_certificate_verify(const char *file, struct buf *config)
{
    struct json_reader reader = {0};
    enum status status = STATUS_CONFIG;
    struct buf text, error;

    buf_init(&text, CERTIFICATE_MAX);
    buf_init(&error, ERROR_MAX);
    if (files_read(file, &text, &error) != 0)
        terminal_say("%s", buf_span(&error).ptr);
    else if (config && json_open(&reader, "the config", buf_span(config)) != 0)
        terminal_say("%s", reader.error);
    else
        status = verify(file, &text, config ? json_root(&reader) : NULL);
    json_close(&reader);
    buf_fini(&error);
    buf_fini(&text);
    return status;
}
