/* cmd_serve.c - popbox serve: edges and origins until a signal. */
#include "edge/cmd.h"

#include "cache/base/json.h"
#include "edge/aws_input.h"
#include "edge/files.h"
#include "edge/serving.h"
#include "edge/terminal.h"

#define DEFAULT_PORT   8080
#define TIMEOUT_MS_MAX 120000

enum {
    ORIGIN = N_SERVING_OPTIONS,
    CAPACITY,
    CACHE_POLICY,
    ORIGIN_REQUEST_POLICY,
    RESPONSE_HEADERS_POLICY,
    PROFILE,
    HONOUR_VARY,
    EVICT,
    READ_TIMEOUT,
    PRINT_CONFIG,
    CORS,
    ASSUME_HTTPS,
    NO_ASSUME_HTTPS,
    N_OPTIONS
};

static const struct option options_of[N_OPTIONS] = {
    SERVING_OPTIONS,
    [ORIGIN] = {"origin", 0, OPTION_LIST, "URL",
                "what is behind an edge; with AWS's files: ID=URL", 0, NULL},
    [CAPACITY] = {"capacity", 0, OPTION_BYTES, "BYTES", "of its cache, as 64M",
                  INT64_C(1) << 46, NULL},
    [CACHE_POLICY] = {"cache-policy", 0, OPTION_TEXT, "NAME",
                      "a managed policy; default CachingOptimized", 0, NULL},
    [ORIGIN_REQUEST_POLICY] = {"origin-request-policy", 0, OPTION_TEXT, "NAME",
                               "a managed policy, as CORS-S3Origin", 0, NULL},
    [RESPONSE_HEADERS_POLICY] = {"response-headers-policy", 0, OPTION_TEXT,
                                 "NAME", "a managed policy, as SimpleCORS", 0,
                                 NULL},
    [PROFILE] = {"profile", 0, OPTION_TEXT, "NAME",
                 "cloudfront (the default) or rfc9111", 0, NULL},
    [HONOUR_VARY] = {"honour-vary", 0, OPTION_FLAG, NULL,
                     "keep answers apart by Vary, as CloudFront does not", 0,
                     NULL},
    [EVICT] = {"evict", 0, OPTION_TEXT, "NAME",
               "what goes when it is full: lru, s3-fifo:small=0.2 ...", 0,
               NULL},
    [READ_TIMEOUT] = {"read-timeout-ms", 0, OPTION_NUMBER, "N",
                      "patience with the origin; default 30000", TIMEOUT_MS_MAX,
                      NULL},
    [PRINT_CONFIG] = {"print-config", 0, OPTION_FLAG, NULL,
                      "print the config that is meant, and stop", 0, NULL},
    [CORS] = AWS_INPUT_CORS_OPTION,
    [ASSUME_HTTPS] = {"assume-https", 0, OPTION_FLAG, NULL,
                      "take viewers for ones that came by https: the default",
                      0, NULL},
    [NO_ASSUME_HTTPS] = {"no-assume-https", 0, OPTION_FLAG, NULL,
                         "redirect or refuse them, as ViewerProtocolPolicy "
                         "says",
                         0, NULL},
};

/* An option's text; absent if it is not given. */
static struct span text_of(const struct options *options, int which)
{
    return span_str(options->values[which].text);
}

static int write_config(const struct options *options, struct buf *json,
                        struct buf *error)
{
    struct config_edge edge = {
        .origin = span_str(options_listed(options, ORIGIN, 0)),
        .cache_policy = text_of(options, CACHE_POLICY),
        .origin_request_policy = text_of(options, ORIGIN_REQUEST_POLICY),
        .response_headers_policy = text_of(options, RESPONSE_HEADERS_POLICY),
        .profile = text_of(options, PROFILE),
        .evict = text_of(options, EVICT),
        .capacity_bytes = options->values[CAPACITY].number,
        .read_timeout_ms = options->values[READ_TIMEOUT].number,
        .honour_vary = options->values[HONOUR_VARY].given};
    struct buf listen;
    int err;

    buf_init(&listen, 4096);
    serving_listen(options, DEFAULT_PORT, &listen);
    edge.listen = buf_span(&listen);
    err = config_of_edge(json, &edge, error);
    buf_fini(&listen);
    return err;
}

static enum status read_and_serve(const struct options *options,
                                  const char *file, struct buf *json,
                                  struct buf *error)
{
    struct serving serving;
    struct config config;
    enum status status;

    if (options->values[PRINT_CONFIG].given) {
        buf_add_byte(json, '\n');
        return terminal_write(json) ? STATUS_RUNTIME : STATUS_OK;
    }
    if (config_read(&config, file, buf_span(json), error) != 0) {
        terminal_say("%s", buf_span(error).ptr);
        return STATUS_CONFIG;
    }
    serving_init(&serving, options);
    serving.config = &config;
    status = serving_run(&serving);
    config_fini(&config);
    return status;
}

/* ---- what is to be served --------------------------------------------------
 */

/* A config says everything itself. */
static bool given_beside_config(const struct options *options)
{
    if (options->values[ORIGIN].given) {
        terminal_say("serve: a CONFIG or --origin, not both");
        return true;
    }
    for (int i = SERVING_LISTEN; i < N_OPTIONS; i++)
        if (options->values[i].given && i != PRINT_CONFIG) {
            terminal_say("serve: --%s goes with --origin or AWS's files; a "
                         "CONFIG says it itself",
                         options_of[i].name);
            return true;
        }
    return false;
}

/* An edge of the options alone. */
static enum status serve_quick(const struct options *options, struct buf *json,
                               struct buf *error)
{
    if (options_listed(options, ORIGIN, 1)) {
        terminal_say("serve: --origin is given twice");
        return STATUS_HELP;
    }
    for (int i = CORS; i < N_OPTIONS; i++)
        if (options->values[i].given) {
            terminal_say("serve: --%s goes with AWS's files",
                         options_of[i].name);
            return STATUS_HELP;
        }
    if (write_config(options, json, error) == 0)
        return read_and_serve(options, "command line", json, error);
    terminal_say("%s", buf_span(error).ptr);
    return STATUS_USAGE;
}

/* What the AWS CLI prints; read: the first file's text, or NULL. */
static enum status serve_aws(const struct options *options,
                             const struct aws_text *read, struct buf *json,
                             struct buf *error)
{
    struct aws_input input = {.files = options->words,
                              .n_files = read ? 0 : options->n_words,
                              .read = read,
                              .options = options,
                              .origin = ORIGIN,
                              .cors = CORS,
                              .as_they_come =
                                  options->values[NO_ASSUME_HTTPS].given};
    struct buf listen;
    enum status status;

    if (options->values[ASSUME_HTTPS].given && input.as_they_come) {
        terminal_say("serve: --assume-https or --no-assume-https, not both");
        return STATUS_HELP;
    }
    for (int i = CAPACITY; i < PRINT_CONFIG; i++)
        if (options->values[i].given) {
            terminal_say("serve: --%s goes with --origin URL; AWS's files say "
                         "it themselves",
                         options_of[i].name);
            return STATUS_HELP;
        }
    buf_init(&listen, 4096);
    serving_listen(options, DEFAULT_PORT, &listen);
    input.listen = buf_span(&listen);
    status = aws_input_config(&input, json);
    if (status == STATUS_OK)
        status = read_and_serve(options, "the config", json, error);
    buf_fini(&listen);
    return status;
}

/* One file: a config, or a distribution of AWS's. */
static enum status serve_file(const struct options *options, struct buf *json,
                              struct buf *error)
{
    const char *file = options->words[0];
    struct aws_text read = {.file = files_name(file)};
    struct buf text;
    enum status status;

    buf_init(&text, JSON_TEXT_MAX);
    if (files_read(file, &text, error) != 0) {
        terminal_say("%s", buf_span(error).ptr);
        status = STATUS_CONFIG;
    } else if (aws_world_takes(buf_span(&text))) {
        read.text = buf_span(&text);
        status = serve_aws(options, &read, json, error);
    } else if (given_beside_config(options)) {
        status = STATUS_HELP;
    } else {
        status = read_and_serve(options, files_name(file), &text, error);
    }
    buf_fini(&text);
    return status;
}

static enum status run(const struct options *options)
{
    enum status status;
    struct buf json, error;

    buf_init(&json, JSON_TEXT_MAX);
    buf_init(&error, 4096);
    if (options->n_words > 1) {
        status = serve_aws(options, NULL, &json, &error);
    } else if (options->n_words == 1) {
        status = serve_file(options, &json, &error);
    } else if (options->values[ORIGIN].given) {
        status = serve_quick(options, &json, &error);
    } else {
        terminal_say("serve: say what: a CONFIG, AWS's files, or --origin URL");
        status = STATUS_HELP;
    }
    buf_fini(&json);
    buf_fini(&error);
    return status;
}

const struct command cmd_serve = {
    .name = "serve",
    .words = "CONFIG | AWS-FILE... | --origin URL",
    .summary = "Runs edges and origins until SIGINT or SIGTERM",
    .text = "CONFIG is a JSON file (popbox help config); \"-\" reads standard "
            "input. Or give it\nwhat the AWS CLI prints of a distribution, as "
            "popbox import takes it: buckets\nare played by the fake S3. With "
            "--origin URL there is no file: an edge in front\nof that server. "
            "The latter two listen on port 8080. The access log goes to\n"
            "standard output.\n",
    .table = {options_of, N_OPTIONS, 0, OPTIONS_WORDS_MAX},
    .run = run,
};
