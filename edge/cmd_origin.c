/* cmd_origin.c - popbox origin: the fake S3 alone. */
#include "edge/cmd.h"

#include "edge/quick_s3.h"
#include "edge/serving.h"
#include "edge/terminal.h"

#define DEFAULT_PORT 9000

enum {
    BUCKET = N_SERVING_OPTIONS,
    DIRECTORY,
    BUCKETS,
    CORS,
    ACCESS_LOG,
    ACCOUNT,
    ACCOUNTS,
    BLOCKING,
    REGION,
    N_OPTIONS
};

static const char *const on_off[] = {"on", "off", NULL};

static const struct option options_of[N_OPTIONS] = {
    SERVING_OPTIONS,
    [BUCKET] = {"bucket", 0, OPTION_TEXT, "NAME",
                "a bucket that is there from the start", 0, NULL},
    [DIRECTORY] = {"dir", 0, OPTION_TEXT, "DIR",
                   "serve the folder DIR as that bucket", 0, NULL},
    [BUCKETS] = {"buckets", 0, OPTION_TEXT, "DIR",
                 "serve each folder in DIR as a bucket", 0, NULL},
    [CORS] = {"cors", 0, OPTION_TEXT, "FILE",
              "its rules, as aws s3api get-bucket-cors prints", 0, NULL},
    [ACCESS_LOG] = {"access-log", 0, OPTION_TEXT, "FILE",
                    "append S3's own server access log to FILE", 0, NULL},
    [ACCOUNT] = {"account", 0, OPTION_LIST, "ACCOUNT",
                 "an account; who may what is checked from then on", 0, NULL},
    [ACCOUNTS] = {"accounts", 0, OPTION_TEXT, "FILE",
                  "a file with accounts, as JSON", 0, NULL},
    [BLOCKING] = {"block-public-access", 0, OPTION_CHOICE, "on|off",
                  "how new buckets begin (on)", 0, on_off},
    [REGION] = {"region", 0, OPTION_TEXT, "REGION",
                "refuse signatures for another region, as S3 does (any)", 0,
                NULL},
};

static enum status start(const struct options *options,
                         const struct quick_s3 *s3)
{
    struct serving serving;
    struct quick_s3_run run;
    enum status status;
    struct buf error;
    int err;

    buf_init(&error, 4096);
    err = quick_s3_start(&run, s3, &error);
    if (err)
        terminal_say("%s", buf_span(&error).ptr);
    buf_fini(&error);
    if (err)
        return STATUS_CONFIG;
    serving_init(&serving, options);
    serving.config = &run.config;
    serving.log_origins = true;
    serving.greet = quick_s3_greet;
    serving.greet_user = &run;
    status = serving_run(&serving);
    quick_s3_fini(&run);
    return status;
}

/* What the options cannot mean together; NULL: nothing. */
static const char *contradiction(const struct option_value *values)
{
    bool named = values[BUCKET].given || values[DIRECTORY].given;

    if (values[ACCOUNT].given && values[ACCOUNTS].given)
        return "--account and --accounts: write them all in the file";
    if (values[DIRECTORY].given && values[BUCKETS].given)
        return "--dir is one bucket, --buckets are many: which?";
    if (values[CORS].given && !named)
        return "--cors needs --bucket NAME or --dir DIR: whose rules are they?";
    return NULL;
}

/* Points words at the values of --account; their number. */
static size_t list_accounts(const struct options *options, const char **words)
{
    size_t n = 0;

    while (n < OPTIONS_LISTS_MAX &&
           (words[n] = options_listed(options, ACCOUNT, n)))
        n++;
    return n;
}

static enum status run(const struct options *options)
{
    const char *words[OPTIONS_LISTS_MAX];
    const struct option_value *values = options->values;
    const char *wrong = contradiction(values);
    struct quick_s3 s3 = {.bucket = values[BUCKET].text,
                          .dir = values[DIRECTORY].text,
                          .buckets = values[BUCKETS].text,
                          .cors = values[CORS].text,
                          .access_log = values[ACCESS_LOG].text,
                          .region = values[REGION].text,
                          .accounts = {.words = words,
                                       .n = list_accounts(options, words),
                                       .file = values[ACCOUNTS].text},
                          .open_buckets = values[BLOCKING].choice == 1};
    enum status status;
    struct buf listen;

    if (wrong) {
        terminal_say("origin: %s", wrong);
        return STATUS_HELP;
    }
    buf_init(&listen, 4096);
    serving_listen(options, DEFAULT_PORT, &listen);
    s3.listen = buf_span(&listen);
    status = start(options, &s3);
    buf_fini(&listen);
    return status;
}

const struct command cmd_origin = {
    .name = "origin",
    .summary = "Runs the fake S3 alone until SIGINT or SIGTERM",
    .text =
        "  popbox origin --dir ./public --cors cors.json\n"
        "\n"
        "serves a folder as a bucket: by default one with the folder's name. "
        "Files\nthat come, change or go by hand are objects at once, their "
        "type by their\nextension. What clients PUT is written to the folder, "
        "and acknowledged when\nit is on the disk. What no file can say "
        "(stored headers, rules, policies,\nkeys like \"a/\") is kept in "
        "DIR/.popbox, and so are buckets that clients\nmake besides, and "
        "uploads "
        "in parts: those go on after a restart. Symbolic links\nare not "
        "followed.\n"
        "\n"
        "With --buckets DIR each folder in DIR is a bucket, and a new bucket "
        "is a new\nfolder. Without a folder all is in memory, gone at the "
        "end.\n"
        "\n"
        "FILE of --cors is {\"CORSRules\": [{\"AllowedOrigins\": "
        "[\"https://a.example\"],\n\"AllowedMethods\": [\"GET\", "
        "\"PUT\"], \"AllowedHeaders\": [\"*\"],\n\"ExposeHeaders\": "
        "[\"ETag\"]}]}, as get-bucket-cors prints it and put-bucket-cors\n"
        "takes it (its --cli-input-json, too), or the array alone, as the "
        "console shows\nit. It is read at the start.\n"
        "\n"
        "Point any S3 client at it:\n"
        "  aws --endpoint-url http://localhost:9000 s3 ls s3://public\n"
        "\n"
        "Without accounts everybody may everything and signatures are not "
        "looked at. With\n--account NAME:ACCESS_KEY:SECRET_KEY[:ID[:DISPLAY"
        "[:EMAIL]]], as often as wanted,\nor --accounts FILE with "
        "{\"accounts\": {NAME: {\"access_key\": ..., \"secret_key\":\n..., "
        "\"id\": ..., \"display_name\": ..., \"email\": ...}}}, they "
        "decide,\nwith policies, ACLs and Block Public Access. New buckets "
        "are closed, their ACLs\noff, as since April 2023; "
        "--block-public-access off begins them as before.\n"
        "Signatures may name any region; with --region eu-west-1 they must "
        "name the\nbucket's, eu-west-1 where it was made without one, as at "
        "S3.\nWhat the suites "
        "of S3 servers want (ceph/s3-tests: main, alt and tenant):\n"
        "  popbox origin --port 8000 --block-public-access off \\\n"
        "    --account main:MAINKEY:mainsecret:mainid:Main:main@example.com "
        "\\\n"
        "    --account alt:ALTKEY:altsecret:altid:Alt:alt@example.com \\\n"
        "    --account tenant:TENANTKEY:tenantsecret:tenantid:Tenant\n",
    .table = {options_of, N_OPTIONS, 0, 0},
    .run = run,
};
