/*
 * serving.c - runs a topology until somebody says stop.
 *
 * The access log is written behind the requests: its lines wait for the next
 * sweep, or until they are many.
 */
#include "edge/serving.h"

#include "bench/functions_note.h"
#include "cache/base/json.h"
#include "edge/files.h"
#include "edge/fleet.h"
#include "edge/log.h"
#include "edge/signals.h"
#include "edge/terminal.h"

#include <unistd.h>

#define ERROR_MAX 4096u
#define READY_MAX 65536u

/* While it runs. */
struct server_run {
    const struct serving *serving;
    const struct topology *topology;
    struct clock clock;
    struct net_loop *loop;
    struct fleet *fleet;
    struct log *log; /* NULL: quiet */
    struct net_sweep sweep;
    struct signals *signals;
    struct buf error;
};

/* ---- the access log ------------------------------------------------------ */

static void on_finish(void *user, size_t edge, const struct journal *journal)
{
    struct server_run *run = user;

    (void)edge; /* the journal names it */
    log_journal(run->log, journal);
}

static void on_seen(void *user, size_t origin, const struct origin_seen *seen)
{
    struct server_run *run = user;

    log_origin(run->log, clock_now_ms(&run->clock),
               run->topology->origins[origin].name, seen);
}

static void on_sweep(void *user)
{
    struct server_run *run = user;

    log_flush(run->log);
}

static int open_log(struct server_run *run)
{
    const struct serving *serving = run->serving;

    if (serving->quiet && !serving->log_file)
        return 0;
    run->sweep.fire = on_sweep;
    run->sweep.user = run;
    return log_open(span_str(serving->log_file), &run->error, &run->log);
}

static void close_log(struct server_run *run)
{
    uint64_t lost;

    if (!run->log)
        return;
    log_flush(run->log);
    lost = log_lost(run->log);
    if (lost > 0)
        terminal_say("the access log could not be written: %llu bytes of it "
                     "are lost",
                     (unsigned long long)lost);
    log_close(run->log);
}

/* ---- telling where ------------------------------------------------------- */

static void add_url(struct buf *text, struct edge_address address)
{
    bool is_v6 = span_find(address.host, ':', 0) < address.host.len;

    buf_addf(text, "http://%s%.*s%s:%u", is_v6 ? "[" : "",
             SPAN_ARG(address.host), is_v6 ? "]" : "", address.port);
}

static void greet(const char *kind, struct span name,
                  struct edge_address address)
{
    struct buf url;

    buf_init(&url, 1024);
    add_url(&url, address);
    terminal_say("%s \"%.*s\" listens on %s", kind, SPAN_ARG(name),
                 buf_span(&url).ptr);
    buf_fini(&url);
}

static void warn(const struct topology_edge *edge)
{
    struct buf text;

    buf_init(&text, 65536);
    functions_note(&text, edge);
    if (text.len > 0)
        terminal_say("%s", buf_span(&text).ptr);
    buf_fini(&text);
}

static void greet_all(const struct server_run *run)
{
    const struct topology *topology = run->topology;
    const struct serving *serving = run->serving;

    if (serving->greet) {
        struct edge_address at = fleet_origin_address(run->fleet, 0);

        serving->greet(serving->greet_user, at.host, at.port);
        return;
    }
    for (size_t i = 0; i < topology->n_origins; i++)
        if (topology->origins[i].origin)
            greet("origin", topology->origins[i].name,
                  fleet_origin_address(run->fleet, i));
    for (size_t i = 0; i < topology->n_edges; i++) {
        greet("edge", topology->edges[i].name,
              fleet_edge_address(run->fleet, i));
        warn(&topology->edges[i]);
    }
}

static void write_ready_one(struct json_out *out, struct span name,
                            struct edge_address address)
{
    struct buf text;

    buf_init(&text, 4096);
    json_out_open(out, '{');
    json_out_key(out, "name");
    json_out_string(out, name);
    json_out_key(out, "port");
    json_out_int(out, address.port);
    json_out_key(out, "url");
    add_url(&text, address);
    json_out_string(out, buf_span(&text));
    json_out_close(out, '}');
    buf_fini(&text);
}

static void write_ready(const struct server_run *run, struct buf *text)
{
    const struct topology *topology = run->topology;
    struct json_out out;

    json_out_init(&out, text, true);
    json_out_open(&out, '{');
    json_out_key(&out, "pid");
    json_out_int(&out, getpid());
    json_out_key(&out, "edges");
    json_out_open(&out, '[');
    for (size_t i = 0; i < topology->n_edges; i++)
        write_ready_one(&out, topology->edges[i].name,
                        fleet_edge_address(run->fleet, i));
    json_out_close(&out, ']');
    json_out_key(&out, "origins");
    json_out_open(&out, '[');
    for (size_t i = 0; i < topology->n_origins; i++)
        write_ready_one(&out, topology->origins[i].name,
                        fleet_origin_address(run->fleet, i));
    json_out_close(&out, ']');
    json_out_close(&out, '}');
    buf_add_byte(text, '\n');
}

static int say_ready(struct server_run *run)
{
    struct buf text;
    int err;

    if (!run->serving->quiet)
        greet_all(run);
    if (!run->serving->ready_file)
        return 0;
    buf_init(&text, READY_MAX);
    write_ready(run, &text);
    err = files_write(run->serving->ready_file, buf_span(&text), &run->error);
    buf_fini(&text);
    return err;
}

/* ---- running ------------------------------------------------------------- */

static void on_stop(void *user)
{
    fleet_stop(((struct server_run *)user)->fleet);
}

static int start(struct server_run *run)
{
    const struct serving *serving = run->serving;
    const struct fleet_config config = {
        .topology = run->topology,
        .limits = serving->config->limits,
        .public_too = serving->public_too,
        .finish = run->log ? on_finish : NULL,
        .seen = run->log && serving->log_origins ? on_seen : NULL,
        .user = run};

    return fleet_start(run->loop, &config, &run->error, &run->fleet);
}

/* From listening to the last byte. */
static enum status serve(struct server_run *run)
{
    int err = say_ready(run);

    run->signals = signals_new(run->loop, on_stop, run);
    if (run->log)
        net_sweep_add(run->loop, &run->sweep);
    if (err)
        fleet_stop(run->fleet);
    net_loop_run(run->loop);
    if (run->log)
        net_sweep_remove(&run->sweep);
    signals_free(run->signals);
    fleet_free(run->fleet);
    return err ? STATUS_RUNTIME : STATUS_OK;
}

static enum status run_all(struct server_run *run)
{
    enum status status;
    int err = open_log(run);

    if (!err)
        err = start(run);
    if (err)
        status = err == ERR_IO ? STATUS_RUNTIME : STATUS_CONFIG;
    else
        status = serve(run);
    if (status != STATUS_OK)
        terminal_say("%s", buf_span(&run->error).ptr);
    close_log(run);
    return status;
}

enum status serving_run(const struct serving *serving)
{
    struct server_run run = {.serving = serving,
                             .topology = &serving->config->topology};
    enum status status;

    clock_init_wall(&run.clock);
    run.loop = net_loop_new(&run.clock, NET_SWEEP_MS);
    buf_init(&run.error, ERROR_MAX);
    status = run_all(&run);
    net_loop_free(run.loop);
    buf_fini(&run.error);
    return status;
}

/* ---- options ------------------------------------------------------------- */

void serving_init(struct serving *serving, const struct options *options)
{
    *serving =
        (struct serving){.ready_file = options->values[SERVING_READY_FILE].text,
                         .log_file = options->values[SERVING_LOG].text,
                         .quiet = options->values[SERVING_QUIET].given,
                         .public_too = options->values[SERVING_PUBLIC].given};
}

void serving_listen(const struct options *options, uint16_t default_port,
                    struct buf *text)
{
    const struct option_value *host = &options->values[SERVING_LISTEN];
    const struct option_value *port = &options->values[SERVING_PORT];

    buf_addf(text, "%s:%u", host->given ? host->text : "localhost",
             port->given ? (unsigned)port->number : default_port);
}
