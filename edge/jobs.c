/*
 * jobs.c - independent pieces of work on several threads.
 *
 * The pieces are handed out one at a time under a lock: they take milliseconds
 * at least. The caller's thread only waits and tells how far it is.
 */
#include "edge/jobs.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <uv.h>

#define TELL_NS 200000000u

struct pool {
    const struct jobs *jobs;
    uv_mutex_t lock;
    uv_cond_t changed;
    size_t next;
    size_t n_done;
};

static void serve(void *arg)
{
    struct pool *pool = arg;
    const struct jobs *jobs = pool->jobs;

    uv_mutex_lock(&pool->lock);
    while (pool->next < jobs->n) {
        size_t mine = pool->next++;

        uv_mutex_unlock(&pool->lock);
        jobs->work(jobs->user, mine);
        uv_mutex_lock(&pool->lock);
        pool->n_done++;
        uv_cond_signal(&pool->changed);
    }
    uv_mutex_unlock(&pool->lock);
}

static unsigned threads_for(const struct jobs *jobs)
{
    unsigned n = jobs->n_threads ? jobs->n_threads : uv_available_parallelism();

    if (n > JOBS_THREADS_MAX)
        n = JOBS_THREADS_MAX;
    return n > jobs->n ? (unsigned)jobs->n : n;
}

static void wait_for_all(struct pool *pool)
{
    const struct jobs *jobs = pool->jobs;
    size_t told = 0;

    uv_mutex_lock(&pool->lock);
    while (pool->n_done < jobs->n) {
        (void)uv_cond_timedwait(&pool->changed, &pool->lock, TELL_NS);
        if (!jobs->progress || pool->n_done == told)
            continue;
        told = pool->n_done;
        uv_mutex_unlock(&pool->lock);
        jobs->progress(jobs->user, told);
        uv_mutex_lock(&pool->lock);
    }
    uv_mutex_unlock(&pool->lock);
}

void jobs_run(const struct jobs *jobs)
{
    struct pool pool = {.jobs = jobs};
    unsigned n = threads_for(jobs), started = 0;
    uv_thread_t *threads = mem_zalloc((size_t)n + 1, sizeof(*threads));
    int err = uv_mutex_init(&pool.lock);

    ASSERT(!err);
    err = uv_cond_init(&pool.changed);
    ASSERT(!err);
    while (started < n && !uv_thread_create(&threads[started], serve, &pool))
        started++;
    if (started == 0)
        serve(&pool); /* no thread is to be had: alone, then */
    wait_for_all(&pool);
    for (unsigned i = 0; i < started; i++) {
        err = uv_thread_join(&threads[i]);
        ASSERT(!err);
    }
    uv_cond_destroy(&pool.changed);
    uv_mutex_destroy(&pool.lock);
    mem_free(threads);
}
