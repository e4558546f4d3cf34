/* cmd_import.c - popbox import: an AWS configuration, in words. */
#include "bench/import.h"
#include "bench/stage.h"
#include "cache/base/json.h"
#include "edge/aws_input.h"
#include "edge/terminal.h"

#define TEXT_MAX ((size_t)16 << 20)

enum { CORS, ORIGIN, CONFIG, JSON, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    [CORS] = AWS_INPUT_CORS_OPTION,
    [ORIGIN] = AWS_INPUT_ORIGIN_OPTION,
    [CONFIG] = {"config", 0, OPTION_FLAG, NULL,
                "print what popbox serve would run, as JSON", 0, NULL},
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "the same for programs", 0, NULL},
};

/* The words as they were given, for the hints. */
static void join_words(const struct options *options, struct buf *files)
{
    for (size_t i = 0; i < options->n_words; i++)
        buf_addf(files, "%s%s", i ? " " : "", options->words[i]);
}

static void tell(const struct options *options, const struct import *import,
                 struct buf *out)
{
    struct json_out json;

    if (!options->values[JSON].given) {
        import_text(import, out);
        return;
    }
    json_out_init(&json, out, true);
    import_json(import, &json);
    buf_add_byte(out, '\n');
}

/* config: what the files came to. */
static enum status tell_config(const struct options *options,
                               struct buf *config, struct buf *out)
{
    struct topology topology = {0};
    struct json_reader reader;
    struct buf files;
    int err = json_open(&reader, "the config", buf_span(config));

    buf_init(&files, 65536);
    join_words(options, &files);
    if (!err)
        err = topology_read(&topology, &reader, json_root(&reader),
                            STAGE_START_MS);
    if (err) {
        terminal_say("%s", reader.error);
    } else {
        const struct import import = {&topology, &reader, buf_span(&files)};

        tell(options, &import, out);
    }
    topology_fini(&topology);
    json_close(&reader);
    buf_fini(&files);
    if (err)
        return STATUS_CONFIG;
    if (options->values[JSON].given)
        return terminal_write(out) ? STATUS_RUNTIME : STATUS_OK;
    return terminal_write_page(out) ? STATUS_RUNTIME : STATUS_OK;
}

static enum status run(const struct options *options)
{
    const struct aws_input input = {.files = options->words,
                                    .n_files = options->n_words,
                                    .options = options,
                                    .origin = ORIGIN,
                                    .cors = CORS};
    enum status status;
    struct buf config, out;

    buf_init(&config, JSON_TEXT_MAX);
    buf_init(&out, TEXT_MAX);
    status = aws_input_config(&input, &config);
    if (status == STATUS_OK && options->values[CONFIG].given) {
        buf_add_byte(&config, '\n');
        status = terminal_write(&config) ? STATUS_RUNTIME : STATUS_OK;
    } else if (status == STATUS_OK) {
        status = tell_config(options, &config, &out);
    }
    buf_fini(&config);
    buf_fini(&out);
    return status;
}

const struct command cmd_import = {
    .name = "import",
    .words = "FILE...",
    .summary = "Tells in words what a CloudFront configuration does",
    .text =
        "Give it what these print, as they are, in any order; \"-\" reads "
        "standard\ninput:\n\n"
        "  aws cloudfront get-distribution-config --id ID\n"
        "  aws cloudfront get-cache-policy --id ID             and, as named\n"
        "  aws cloudfront get-origin-request-policy --id ID    in it, those\n"
        "  aws cloudfront get-response-headers-policy --id ID  that are yours\n"
        "  aws s3api get-bucket-cors --bucket NAME\n"
        "\nAWS's managed policies are known. What popbox does not model is "
        "listed, with\nwhat that means. Nothing is sent anywhere.\n",
    .table = {options_of, N_OPTIONS, 1, OPTIONS_WORDS_MAX},
    .run = run,
};
