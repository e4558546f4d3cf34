/*
 * signals.c - SIGINT and SIGTERM as an event of the loop.
 *
 * The first one asks for a graceful stop. Whoever asks twice does not want to
 * wait: after the first, the system's own handling is back in force.
 */
#include "edge/signals.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <signal.h>
#include <uv.h>

#define N_SIGNALS 2u

static const int numbers[N_SIGNALS] = {SIGINT, SIGTERM};

struct signals {
    uv_signal_t handles[N_SIGNALS];
    unsigned n_closed;
    void (*stop)(void *user);
    void *user;
};

static void on_signal(uv_signal_t *handle, int number)
{
    struct signals *signals = handle->data;

    (void)number;
    for (unsigned i = 0; i < N_SIGNALS; i++)
        (void)uv_signal_stop(&signals->handles[i]); /* always 0 */
    signals->stop(signals->user);
}

struct signals *signals_new(struct net_loop *loop, void (*stop)(void *user),
                            void *user)
{
    struct signals *signals = mem_zalloc(1, sizeof(*signals));

    signals->stop = stop;
    signals->user = user;
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        uv_signal_t *handle = &signals->handles[i];
        int failed = uv_signal_init(net_loop_uv(loop), handle);

        ASSERT(failed == 0);
        handle->data = signals;
        failed = uv_signal_start(handle, on_signal, numbers[i]);
        ASSERT(failed == 0);
        uv_unref((uv_handle_t *)handle);
    }
    return signals;
}

static void on_close(uv_handle_t *handle)
{
    struct signals *signals = handle->data;

    if (++signals->n_closed == N_SIGNALS)
        mem_free(signals);
}

void signals_free(struct signals *signals)
{
    if (!signals)
        return;
    for (unsigned i = 0; i < N_SIGNALS; i++)
        uv_close((uv_handle_t *)&signals->handles[i], on_close);
}
