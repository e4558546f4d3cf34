/*
 * quick_s3.c - a fake S3 by a few options: its config, its folder, its rules.
 *
 * The options become the document that a file would hold, so that there is one
 * reader. Rules are checked in their own file first: an error then has its
 * place there, and not in a document that nobody wrote.
 */
#include "edge/quick_s3.h"

#include "edge/files.h"
#include "edge/terminal.h"
#include "origin/s3/cors_config.h"
#include "origin/s3/store.h"
#include "origin/s3/target.h"

#define GREETED_MAX 10 /* buckets by name */
#define TOLD_MAX    5  /* rules in words */
#define RULES_BYTES ((size_t)256 << 10)

/* ---- the bucket's name --------------------------------------------------- */

static int bad_name(struct span name, const char *what, struct buf *error)
{
    buf_addf(error,
             "%s \"%.*s\" is no bucket name (3 to 63 of a-z, 0-9, '-' and "
             "'.'): add --bucket NAME",
             what, SPAN_ARG(name));
    return ERR_SYNTAX;
}

static int name_of_dir(struct quick_s3_run *run, const char *dir,
                       struct buf *error)
{
    struct buf name;
    int err;

    buf_init(&name, 4096);
    err = kept_s3_name(span_str(dir), &name, error);
    if (err == ERR_SYNTAX)
        err = bad_name(buf_span(&name), "the folder's name", error);
    else if (!err)
        memcpy(run->bucket, buf_span(&name).ptr, name.len + 1);
    buf_fini(&name);
    return err;
}

static int choose_name(struct quick_s3_run *run, const struct quick_s3 *s3,
                       struct buf *error)
{
    struct span name = span_str(s3->bucket);

    if (!s3->bucket)
        return s3->dir ? name_of_dir(run, s3->dir, error) : 0;
    if (!target_bucket_name_is_valid(name))
        return bad_name(name, "--bucket", error);
    memcpy(run->bucket, name.ptr, name.len + 1);
    return 0;
}

/* ---- the document -------------------------------------------------------- */

/* The options, and the bucket's name that came of them; "": none. */
struct quick_s3_named {
    const struct quick_s3 *s3;
    const char *bucket;
};

static void write_rules(struct json_out *out, const struct json *rules)
{
    bool bare = json_type(rules) == JSON_ARRAY; /* as the console shows them */

    json_out_key(out, "cors");
    if (bare) {
        json_out_open(out, '{');
        json_out_key(out, "CORSRules");
    }
    json_out_value(out, rules);
    if (bare)
        json_out_close(out, '}');
}

/* rules: NULL for none. */
static int write_document(struct buf *text, const struct quick_s3_named *of,
                          const struct json *rules, struct buf *error)
{
    const struct quick_s3 *s3 = of->s3;
    struct json_out out;
    int err;

    json_out_init(&out, text, true);
    json_out_open(&out, '{');
    json_out_key(&out, "origins");
    json_out_open(&out, '{');
    json_out_key(&out, "s3");
    json_out_open(&out, '{');
    json_out_key(&out, "domain");
    json_out_string(&out, SPAN("*.s3.localhost"));
    json_out_key(&out, "listen");
    json_out_string(&out, s3->listen);
    json_out_key(&out, "type");
    json_out_string(&out, SPAN("s3"));
    json_out_key(&out, "block_public_access");
    json_out_bool(&out, !s3->open_buckets);
    if (s3->region) {
        json_out_key(&out, "region");
        json_out_string(&out, span_str(s3->region));
    }
    err = quick_accounts_write(&out, &s3->accounts, error);
    json_out_key(&out, "buckets");
    json_out_open(&out, '{');
    if (*of->bucket) {
        json_out_key(&out, of->bucket);
        json_out_open(&out, '{');
        if (rules)
            write_rules(&out, rules);
        json_out_close(&out, '}');
    }
    for (int i = 0; i < 4; i++)
        json_out_close(&out, '}');
    return err;
}

static void add_names(struct buf *text, const struct cors_names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        if (i > 0)
            buf_add_str(text, ", ");
        buf_add(text, names->at[i]);
    }
}

/* "https://a.example may GET, PUT with headers x-a, sees ETag" */
static void tell_rules(struct buf *text, const struct cors_config *config)
{
    for (size_t i = 0; i < config->n_rules && i < TOLD_MAX; i++) {
        const struct cors_rule *rule = &config->rules[i];

        add_names(text, &rule->origins);
        buf_add_str(text, " may ");
        add_names(text, &rule->methods);
        buf_add_str(text, rule->headers.n ? " with headers " : "");
        add_names(text, &rule->headers);
        buf_add_str(text, rule->expose.n ? ", sees " : "");
        add_names(text, &rule->expose);
        buf_add_byte(text, '\n');
    }
    if (config->n_rules > TOLD_MAX)
        buf_addf(text, "and %zu rules more\n", config->n_rules - TOLD_MAX);
}

/* What `aws s3api put-bucket-cors --cli-input-json` takes has them within. */
static const struct json *rules_in(const struct json *root)
{
    const struct json *within = json_member(root, "CORSConfiguration");

    return within ? within : root;
}

/* Checks the rules where they are written. */
static int read_rules(struct quick_s3_run *run, struct json_reader *reader,
                      const char *file, struct buf *text, struct buf *error)
{
    struct cors_config *config;
    int err = files_read(file, text, error);

    if (err)
        return err;
    if (span_starts(span_trim(buf_span(text)), SPAN("<"))) {
        buf_addf(error,
                 "%s:1:1: is XML, as S3's own interface has it: write JSON, as "
                 "aws s3api get-bucket-cors prints it: {\"CORSRules\": "
                 "[{\"AllowedOrigins\": [\"https://a.example\"], "
                 "\"AllowedMethods\": [\"GET\"]}]}",
                 files_name(file));
        return ERR_SYNTAX;
    }
    err = json_open(reader, files_name(file), buf_span(text));
    config =
        err ? NULL : cors_config_from_json(reader, rules_in(json_root(reader)));
    if (config)
        tell_rules(&run->rules, config);
    cors_config_free(config);
    if (reader->failed) {
        buf_add_str(error, reader->error);
        json_close(reader);
        return ERR_SYNTAX;
    }
    return 0;
}

static int make_document(struct quick_s3_run *run, struct buf *document,
                         const struct quick_s3 *s3, struct buf *error)
{
    const struct quick_s3_named of = {s3, run->bucket};
    struct json_reader reader;
    struct buf text;
    int err;

    if (!s3->cors)
        return write_document(document, &of, NULL, error);
    run->rules_from = files_name(s3->cors);
    buf_init(&text, JSON_TEXT_MAX);
    err = read_rules(run, &reader, s3->cors, &text, error);
    if (!err) {
        err =
            write_document(document, &of, rules_in(json_root(&reader)), error);
        json_close(&reader);
    }
    buf_fini(&text);
    return err;
}

/* ---- the folder ---------------------------------------------------------- */

static void list_buckets(struct store *store, struct buf *names)
{
    struct span name = SPAN_ABSENT;
    int n = 0;

    while (store->ops->next_bucket(store, name, &name) && n++ < GREETED_MAX) {
        buf_add(names, name);
        buf_add_byte(names, '\n');
    }
}

/* The folder and the access log, by options that a config would have as
 * members: what is wrong is then told of the options. */
static int keep(struct quick_s3_run *run, const struct quick_s3 *s3,
                struct span document, struct buf *error)
{
    struct kept_s3_members members = {.dir = span_str(s3->dir),
                                      .bucket = span_str(run->bucket),
                                      .buckets_dir = span_str(s3->buckets),
                                      .access_log = span_str(s3->access_log)};
    struct kept_s3 *kept = &run->config.kept[0];
    struct json_reader reader;
    int err = json_open(&reader, "command line", document);

    run->kept_in = s3->dir ? s3->dir : s3->buckets;
    if (!err) {
        const struct json *origins = json_member(json_root(&reader), "origins");

        members.value = json_member(origins, "s3");
        err = kept_s3_start(kept, &run->config.topology.origins[0], &members,
                            &reader, error);
    }
    if (reader.failed)
        buf_add_str(error, reader.error);
    json_close(&reader);
    if (!err && kept->store)
        list_buckets(kept->store, &run->names);
    else if (!err)
        buf_addf(&run->names, "%s\n", run->bucket);
    return err;
}

/* ---- starting ------------------------------------------------------------ */

static int start(struct quick_s3_run *run, const struct quick_s3 *s3,
                 struct buf *document, struct buf *error)
{
    int err = choose_name(run, s3, error);

    if (!err)
        err = make_document(run, document, s3, error);
    if (!err)
        err = config_read(&run->config, "command line", buf_span(document),
                          error);
    if (err)
        return err;
    err = keep(run, s3, buf_span(document), error);
    if (err)
        config_fini(&run->config);
    return err;
}

int quick_s3_start(struct quick_s3_run *run, const struct quick_s3 *s3,
                   struct buf *error)
{
    struct buf document;
    int err;

    *run = (struct quick_s3_run){0};
    buf_init(&run->names, (GREETED_MAX + 1) * QUICK_S3_NAME_MAX);
    buf_init(&run->rules, RULES_BYTES);
    run->has_accounts = s3->accounts.n > 0 || s3->accounts.file;
    buf_init(&document, JSON_TEXT_MAX);
    err = start(run, s3, &document, error);
    buf_fini(&document);
    if (err) {
        buf_fini(&run->names);
        buf_fini(&run->rules);
    }
    return err;
}

void quick_s3_fini(struct quick_s3_run *run)
{
    config_fini(&run->config);
    buf_fini(&run->names);
    buf_fini(&run->rules);
}

/* ---- the greeting -------------------------------------------------------- */

static bool is_loopback(struct span host)
{
    return span_eq(host, SPAN("127.0.0.1")) || span_eq(host, SPAN("::1"));
}

static void greet_bucket(struct span name, struct span host, unsigned port)
{
    terminal_say("  http://%.*s:%u/%.*s/", SPAN_ARG(host), port,
                 SPAN_ARG(name));
    if (span_eq(host, SPAN("localhost")))
        terminal_say("  http://%.*s.s3.localhost:%u/", SPAN_ARG(name), port);
}

static void greet_access(struct quick_s3_run *run)
{
    struct span rules = buf_span(&run->rules);

    if (run->has_accounts)
        terminal_say("who may what: by signature, policies and ACLs");
    else
        terminal_say("who may what: everybody everything, there are no "
                     "accounts");
    if (!run->rules_from) {
        terminal_say("pages of other origins: as aws s3api put-bucket-cors or "
                     "--cors FILE say");
        return;
    }
    terminal_say("pages of other origins, by %s (start again when it changes):",
                 run->rules_from);
    while (rules.len > 1) {
        size_t end = span_find(rules, '\n', 0);

        terminal_say("  %.*s", SPAN_ARG(span_cut(rules, 0, end)));
        rules = span_cut(rules, end + 1, rules.len);
    }
}

void quick_s3_greet(void *user, struct span host, uint16_t port)
{
    struct quick_s3_run *run = user;
    struct span names = buf_span(&run->names);
    const char *bucket = *run->bucket ? run->bucket : "NAME";

    if (is_loopback(host))
        host = SPAN("localhost");
    if (run->kept_in)
        terminal_say("a fake S3 over the folder %s", run->kept_in);
    else
        terminal_say("a fake S3 in memory: what is stored is gone at the end");
    while (names.len > 1) {
        size_t end = span_find(names, '\n', 0);

        greet_bucket(span_cut(names, 0, end), host, port);
        names = span_cut(names, end + 1, names.len);
    }
    greet_access(run);
    if (*run->bucket)
        terminal_say("upload: curl -T FILE http://%.*s:%u/%s/ or aws ... s3 cp "
                     "FILE s3://%s",
                     SPAN_ARG(host), port, bucket, bucket);
    terminal_say("try: aws --endpoint-url http://%.*s:%u s3 %s s3://%s",
                 SPAN_ARG(host), port, *run->bucket ? "ls" : "mb", bucket);
    terminal_say("stop it with Ctrl-C");
}
