/* sim_cors.c - popbox sim --cors: the price of each cure, over many crowds. */
#include "edge/sim_cors.h"

#include "edge/jobs.h"
#include "edge/progress.h"
#include "edge/terminal.h"

static const uint32_t site_counts[SIM_CORS_BLOCKS_MAX] = {1, 2, 5, 20, 100};

struct crowds {
    struct sim_cors *cors;
    struct progress progress;
    int errs[SIM_CORS_BLOCKS_MAX];
    struct buf errors[SIM_CORS_BLOCKS_MAX];
};

static void price_one(void *user, size_t i)
{
    struct crowds *crowds = user;

    crowds->errs[i] = price_crowd(&crowds->cors->spec, &crowds->cors->blocks[i],
                                  &crowds->errors[i]);
}

static void tell_progress(void *user, size_t n_done)
{
    struct crowds *crowds = user;
    double each = (double)crowds->cors->spec.crowd.n_requests;

    progress_tell(&crowds->progress, "playing crowds, requests",
                  each * (double)n_done,
                  each * (double)crowds->cors->report.n_blocks);
}

static enum status say(struct buf *error)
{
    terminal_say("sim: %s", buf_span(error).ptr);
    return STATUS_USAGE;
}

enum status sim_cors_crowds(struct sim_cors *cors, uint32_t n_sites,
                            unsigned n_threads)
{
    size_t n = n_sites > 0 ? 1 : SIM_CORS_BLOCKS_MAX;
    struct crowds crowds = {.cors = cors};
    enum status status = STATUS_OK;

    for (size_t i = 0; i < n; i++) {
        cors->blocks[i].n_sites = n_sites > 0 ? n_sites : site_counts[i];
        buf_init(&crowds.errors[i], 4096);
    }
    cors->report = (struct price_report){
        .spec = &cors->spec, .blocks = cors->blocks, .n_blocks = n};
    progress_start(&crowds.progress);
    jobs_run(&(struct jobs){n, n_threads, price_one, tell_progress, &crowds});
    progress_stop(&crowds.progress);
    for (size_t i = 0; i < n; i++) {
        if (crowds.errs[i] && status == STATUS_OK)
            status = say(&crowds.errors[i]);
        buf_fini(&crowds.errors[i]);
    }
    return status;
}

enum status sim_cors_trace(struct sim_cors *cors, const struct trace *trace,
                           struct span name)
{
    enum status status = STATUS_OK;
    struct buf error;

    buf_init(&error, 4096);
    cors->report = (struct price_report){.spec = &cors->spec,
                                         .trace = name,
                                         .blocks = cors->blocks,
                                         .n_blocks = 1};
    if (price_trace(&cors->spec, trace, &cors->blocks[0], &error) != 0)
        status = say(&error);
    buf_fini(&error);
    return status;
}
