/* cmd_origin.c - popbox origin: the fake S3 alone. */
#include "edge/cmd.h"

#include "cache/base/json.h"
#include "edge/files.h"
#include "edge/serving.h"
#include "edge/terminal.h"

#define DEFAULT_PORT 9000

enum { BUCKET = N_SERVING_OPTIONS, CORS, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    SERVING_OPTIONS,
    [BUCKET] = {"bucket", 0, OPTION_TEXT, "NAME",
                "a bucket that is there from the start", 0, NULL},
    [CORS] = {"cors", 0, OPTION_TEXT, "FILE",
              "its rules, as aws s3api get-bucket-cors prints", 0, NULL},
};

/* What the two texts of a run are needed for. */
struct texts {
    struct buf cors;
    struct buf config;
    struct buf error;
};

static void write_config(const struct options *options, const struct json *cors,
                         struct buf *config)
{
    struct config_s3 s3 = {.bucket = span_str(options->values[BUCKET].text),
                           .cors = cors};
    struct buf listen;

    buf_init(&listen, 4096);
    serving_listen(options, DEFAULT_PORT, &listen);
    s3.listen = buf_span(&listen);
    config_of_s3(config, &s3);
    buf_fini(&listen);
}

static int read_cors(const struct options *options, struct texts *texts)
{
    const char *file = options->values[CORS].text;
    struct json_reader reader;
    int err = files_read(file, &texts->cors, &texts->error);

    if (err)
        return err;
    err = json_open(&reader, files_name(file), buf_span(&texts->cors));
    if (err)
        buf_add_str(&texts->error, reader.error);
    else
        write_config(options, json_root(&reader), &texts->config);
    json_close(&reader);
    return err;
}

static enum status serve(const struct options *options, struct texts *texts)
{
    const struct option_value *cors = &options->values[CORS];
    struct serving serving;
    struct config config;
    enum status status;
    int err = 0;

    if (cors->given)
        err = read_cors(options, texts);
    else
        write_config(options, NULL, &texts->config);
    if (!err)
        err = config_read(&config,
                          cors->given ? files_name(cors->text) : "command line",
                          buf_span(&texts->config), &texts->error);
    if (err) {
        terminal_say("%s", buf_span(&texts->error).ptr);
        return STATUS_CONFIG;
    }
    serving_init(&serving, options);
    serving.config = &config;
    serving.log_origins = true;
    status = serving_run(&serving);
    config_fini(&config);
    return status;
}

static enum status run(const struct options *options)
{
    struct texts texts;
    enum status status;

    if (options->values[CORS].given && !options->values[BUCKET].given) {
        terminal_say(
            "origin: --cors needs --bucket NAME: whose rules are they?");
        return STATUS_HELP;
    }
    buf_init(&texts.cors, JSON_TEXT_MAX);
    buf_init(&texts.config, JSON_TEXT_MAX);
    buf_init(&texts.error, 4096);
    status = serve(options, &texts);
    buf_fini(&texts.cors);
    buf_fini(&texts.config);
    buf_fini(&texts.error);
    return status;
}

const struct command cmd_origin = {
    .name = "origin",
    .summary = "Runs the fake S3 alone, in memory, until SIGINT or SIGTERM",
    .text = "Point the AWS CLI at it: aws --endpoint-url http://127.0.0.1:9000 "
            "s3 mb\ns3://assets. What is stored is gone when it stops.\n",
    .table = {options_of, N_OPTIONS, 0, 0},
    .run = run,
};
