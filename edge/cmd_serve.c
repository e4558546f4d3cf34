/* cmd_serve.c - popbox serve: edges and origins until a signal. */
#include "edge/cmd.h"

#include "cache/base/json.h"
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
    N_OPTIONS
};

static const struct option options_of[N_OPTIONS] = {
    SERVING_OPTIONS,
    [ORIGIN] = {"origin", 0, OPTION_TEXT, "URL",
                "an edge in front of that server, without a file", 0, NULL},
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
               "which entry goes when it is full: lru, sieve", 0, NULL},
    [READ_TIMEOUT] = {"read-timeout-ms", 0, OPTION_NUMBER, "N",
                      "patience with the origin; default 30000", TIMEOUT_MS_MAX,
                      NULL},
    [PRINT_CONFIG] = {"print-config", 0, OPTION_FLAG, NULL,
                      "print the config that the options mean, and stop", 0,
                      NULL},
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
        .origin = text_of(options, ORIGIN),
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

/* A file or the options of an edge, not both. */
static bool words_are_wrong(const struct options *options)
{
    bool quick = options->values[ORIGIN].given;

    if (quick && options->n_words > 0) {
        terminal_say("serve: a CONFIG or --origin, not both");
        return true;
    }
    if (!quick && options->n_words == 0) {
        terminal_say("serve: say what: a CONFIG, or --origin URL");
        return true;
    }
    for (int i = SERVING_LISTEN; i < N_OPTIONS && !quick; i++)
        if (options->values[i].given) {
            terminal_say("serve: --%s goes with --origin; a CONFIG says it "
                         "itself",
                         options_of[i].name);
            return true;
        }
    return false;
}

static enum status run(const struct options *options)
{
    bool quick = options->values[ORIGIN].given;
    const char *file = quick ? "command line" : options->words[0];
    enum status status;
    struct buf json;
    struct buf error;
    int err;

    if (words_are_wrong(options))
        return STATUS_HELP;
    buf_init(&json, JSON_TEXT_MAX);
    buf_init(&error, 4096);
    err = quick ? write_config(options, &json, &error)
                : files_read(file, &json, &error);
    if (err) {
        terminal_say("%s", buf_span(&error).ptr);
        status = quick ? STATUS_USAGE : STATUS_CONFIG;
    } else {
        status = read_and_serve(options, files_name(file), &json, &error);
    }
    buf_fini(&json);
    buf_fini(&error);
    return status;
}

const struct command cmd_serve = {
    .name = "serve",
    .words = "CONFIG | --origin URL",
    .summary = "Runs edges and origins until SIGINT or SIGTERM",
    .text = "CONFIG is a JSON file (popbox help config); \"-\" reads standard "
            "input. With\n--origin there is no file: an edge in front of that "
            "server, listening on port\n8080. The access log goes to standard "
            "output.\n",
    .table = {options_of, N_OPTIONS, 0, 1},
    .run = run,
};
