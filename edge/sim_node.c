/*
 * sim_node.c - popbox sim --node: traces through a whole edge.
 *
 * Each policy and size is an edge of its own; all of them see each record while
 * it is there, so that the trace is read once and never kept. A share of the
 * working set, or of the requests, needs a look at the whole before that.
 */
#include "edge/sim_node.h"

#include "bench/aws_world.h"
#include "bench/replay/replay.h"
#include "bench/sim_size.h"
#include "bench/sweep.h"
#include "cache/base/mem.h"
#include "edge/aws_input.h"
#include "edge/files.h"
#include "edge/sim_options.h"
#include "edge/terminal.h"

#define ROWS_MAX  64
#define SIZES_MAX 32
#define ERROR_MAX 8192u
#define TEXT_MAX  ((size_t)16 << 20)

struct sim_node {
    const struct options *options;
    const struct sim_node_trace *trace;
    struct buf config;
    struct json_reader reader;
    struct replay_spec spec; /* of all */
    struct sweep_policy policies[ROWS_MAX];
    size_t n_policies;
    struct span size_words[SIZES_MAX];
    struct sim_size sizes[SIZES_MAX];
    size_t n_sizes;
    double warm_up;
    struct replay_row rows[ROWS_MAX];
    struct replay *replays[ROWS_MAX];
    size_t n_rows;
    uint64_t n_left_out;
    struct buf error;
};

static enum status complain(struct sim_node *node, const char *about)
{
    terminal_say("sim: %s%s", about, buf_span(&node->error).ptr);
    return STATUS_USAGE;
}

/* ---- the config -----------------------------------------------------------
 */

static size_t list_files(const struct options *options, const char **files)
{
    size_t n = 0;

    while (n < AWS_WORLD_TEXTS_MAX &&
           (files[n] = options_listed(options, SIM_NODE, n)) != NULL)
        n++;
    return n;
}

/* One config of popbox's own, or any number of AWS's files. */
static enum status read_config(struct sim_node *node)
{
    const char *files[AWS_WORLD_TEXTS_MAX];
    struct aws_input input = {.files = files,
                              .options = node->options,
                              .origin = AWS_INPUT_NO_OPTION,
                              .cors = AWS_INPUT_NO_OPTION};
    enum status status = STATUS_OK;

    input.n_files = list_files(node->options, files);
    if (files_read(files[0], &node->config, &node->error) != 0) {
        terminal_say("%s", buf_span(&node->error).ptr);
        return STATUS_CONFIG;
    }
    if (input.n_files > 1 || aws_world_takes(buf_span(&node->config))) {
        buf_reset(&node->config);
        status = aws_input_config(&input, &node->config);
    }
    if (status == STATUS_OK &&
        json_open(&node->reader,
                  input.n_files > 1 ? "the config" : files_name(files[0]),
                  buf_span(&node->config)) != 0) {
        terminal_say("%s", node->reader.error);
        status = STATUS_CONFIG;
    }
    return status;
}

/* ---- the cells ------------------------------------------------------------
 */

static int read_policies(struct sim_node *node)
{
    const char *text = node->options->values[SIM_POLICIES].text;
    struct span word;
    size_t at = 0;
    int err = 0;

    if (!text)
        return 0;
    while (!err && sweep_policy_next(span_str(text), &at, &word)) {
        struct sweep_policy *policy = &node->policies[node->n_policies];

        if (node->n_policies == ROWS_MAX) {
            buf_addf(&node->error, "at most %d of them", ROWS_MAX);
            return ERR_FULL;
        }
        err = sweep_policy_read(word, policy, &node->error);
        node->n_policies++;
        if (!err && policy->offline != SIM_ONLINE) {
            buf_addf(&node->error, "%s knows the future, and an edge does not",
                     policy->label);
            err = ERR_TYPE;
        }
    }
    return err;
}

static int read_sizes(struct sim_node *node)
{
    const char *text = node->options->values[SIM_SIZES].text;
    size_t at = 0;
    int err = 0;

    if (!text)
        return 0;
    while (!err && span_list_next(span_str(text), &at,
                                  &node->size_words[node->n_sizes])) {
        err = sim_size_read(node->size_words[node->n_sizes],
                            &node->sizes[node->n_sizes], &node->error);
        if (!err && ++node->n_sizes == SIZES_MAX) {
            buf_addf(&node->error, "fewer than %d of them", SIZES_MAX);
            err = ERR_FULL;
        }
    }
    return err;
}

static enum status read_words(struct sim_node *node)
{
    const struct options *options = node->options;

    if (read_policies(node) != 0)
        return complain(node, "--policies: ");
    if (read_sizes(node) != 0)
        return complain(node, "--sizes: ");
    if (node->n_policies * node->n_sizes > ROWS_MAX) {
        terminal_say("sim: --node: at most %d policies x sizes", ROWS_MAX);
        return STATUS_USAGE;
    }
    node->spec.delay_ms = options->values[SIM_DELAY].number;
    if (options->values[SIM_CONTROL].given)
        node->spec.control = span_str(options->values[SIM_CONTROL].text);
    return STATUS_OK;
}

/* ---- the trace ------------------------------------------------------------
 */

static enum status each_record(struct sim_node *node,
                               const struct sim_sink *sink)
{
    enum trace_format format;
    struct trace_record record;
    struct synth *synth;

    if (node->trace->path)
        return sim_input_each(node->trace->path, &node->trace->file, sink,
                              &format);
    synth = synth_new(&node->trace->made);
    while (synth_next(synth, &record))
        (void)sink->take(sink->user, &record); /* it has its limits */
    synth_free(synth);
    return STATUS_OK;
}

static bool needs_the_whole(const struct sim_node *node)
{
    for (size_t i = 0; i < node->n_sizes; i++)
        if (node->sizes[i].is_percent)
            return true;
    return node->warm_up > 0;
}

static int count_record(void *user, const struct trace_record *record)
{
    return trace_builder_add(user, record);
}

/* How many requests there are, and how many bytes their objects would take. */
static enum status look_ahead(struct sim_node *node, uint64_t *whole)
{
    struct trace_builder *builder = trace_builder_new();
    const struct sim_sink sink = {count_record, builder};
    struct trace trace = {0};
    enum status status;
    uint64_t overhead = 0;

    status = each_record(node, &sink);
    if (status == STATUS_OK) {
        trace_builder_take(builder, &trace);
        if (replay_overhead(&node->reader, &node->spec, &overhead) != 0) {
            terminal_say("%s", node->reader.error);
            status = STATUS_CONFIG;
        }
        node->spec.n_warm_up =
            (uint64_t)(node->warm_up * (double)trace.n_requests);
        *whole = trace.object_bytes + trace.n_objects * overhead;
    }
    trace_builder_free(builder);
    trace_fini(&trace);
    return status;
}

/* ---- playing --------------------------------------------------------------
 */

static enum status add_row(struct sim_node *node,
                           const struct sweep_policy *policy, size_t size,
                           uint64_t whole)
{
    struct replay_row *row = &node->rows[node->n_rows];
    struct replay_spec spec = node->spec;

    row->policy = SPAN("the config's policy");
    row->size = SPAN("the config's size");
    if (policy) {
        spec.evict = policy->choice;
        row->policy = span_str(policy->label);
    }
    if (size < node->n_sizes) {
        if (sim_size_of(&node->sizes[size], true, whole, &spec.capacity_bytes,
                        &node->error) != 0)
            return complain(node, "--sizes: ");
        row->size = node->size_words[size];
    }
    node->replays[node->n_rows] = replay_new(&node->reader, &spec);
    if (!node->replays[node->n_rows]) {
        terminal_say("%s", node->reader.error);
        return STATUS_CONFIG;
    }
    node->n_rows++;
    return STATUS_OK;
}

static enum status add_rows(struct sim_node *node, uint64_t whole)
{
    size_t n_sizes = node->n_sizes > 0 ? node->n_sizes : 1;
    size_t n_policies = node->n_policies > 0 ? node->n_policies : 1;
    enum status status = STATUS_OK;

    for (size_t i = 0; i < n_sizes; i++)
        for (size_t k = 0; k < n_policies && status == STATUS_OK; k++)
            status =
                add_row(node, node->n_policies > 0 ? &node->policies[k] : NULL,
                        i, whole);
    return status;
}

static int play_record(void *user, const struct trace_record *record)
{
    struct sim_node *node = user;
    int err = 0;

    for (size_t i = 0; i < node->n_rows; i++)
        err |= replay_request(node->replays[i], record);
    node->n_left_out += err != 0;
    return 0;
}

static enum status play(struct sim_node *node)
{
    const struct sim_sink sink = {play_record, node};
    enum status status = each_record(node, &sink);

    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < node->n_rows; i++)
        replay_end(node->replays[i], &node->rows[i].result);
    if (node->n_left_out > 0)
        terminal_say("sim: --node: %llu requests are left out, whose URL or "
                     "Origin is too long for a header",
                     (unsigned long long)node->n_left_out);
    return STATUS_OK;
}

static enum status tell(struct sim_node *node)
{
    struct json_out json;
    struct buf text;
    int err;

    buf_init(&text, TEXT_MAX);
    if (node->options->values[SIM_JSON].given) {
        json_out_init(&json, &text, true);
        json_out_open(&json, '[');
        replay_json(node->rows, node->n_rows, node->trace->name, &json);
        json_out_close(&json, ']');
        buf_add_byte(&text, '\n');
    } else if (node->options->values[SIM_CSV].given) {
        replay_csv(node->rows, node->n_rows, node->trace->name, &text);
    } else {
        replay_text(node->rows, node->n_rows, node->trace->name, &text);
    }
    err = terminal_write(&text);
    buf_fini(&text);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

static enum status run(struct sim_node *node)
{
    enum status status = read_words(node);
    uint64_t whole = 0;

    if (status == STATUS_OK)
        status = read_config(node);
    if (status != STATUS_OK)
        return status;
    if (needs_the_whole(node)) {
        if (node->trace->path && strcmp(node->trace->path, "-") == 0) {
            terminal_say("sim: --node reads a trace twice for a share of it, "
                         "and standard input comes once: give sizes as 64M, "
                         "and no --warm-up, or a file");
            return STATUS_USAGE;
        }
        status = look_ahead(node, &whole);
    }
    if (status == STATUS_OK)
        status = add_rows(node, whole);
    if (status == STATUS_OK)
        status = play(node);
    return status == STATUS_OK ? tell(node) : status;
}

enum status sim_node_run(const struct options *options,
                         const struct sim_node_trace *trace, double warm_up)
{
    struct sim_node *node = mem_zalloc(1, sizeof(*node));
    enum status status;

    node->options = options;
    node->trace = trace;
    node->warm_up = warm_up;
    buf_init(&node->config, JSON_TEXT_MAX);
    buf_init(&node->error, ERROR_MAX);
    status = run(node);
    for (size_t i = 0; i < node->n_rows; i++)
        replay_free(node->replays[i]);
    json_close(&node->reader);
    buf_fini(&node->config);
    buf_fini(&node->error);
    mem_free(node);
    return status;
}
