/* serving.h - runs a topology until somebody says stop. */
#ifndef POPBOX_EDGE_SERVING_H
#define POPBOX_EDGE_SERVING_H

#include "edge/cmd.h"
#include "edge/config.h"

/* All borrowed. */
struct serving {
    const struct config *config;
    const char *ready_file; /* written when all listen; NULL: none */
    const char *log_file;   /* the access log; NULL: standard output */
    bool quiet;             /* no access log, no greeting */
    bool public_too;        /* as in fleet_config */
    bool log_origins;       /* what origins are asked, too */
    /* Greets in the place of the list of addresses, when there is one origin;
     * NULL: none. */
    void (*greet)(void *user, struct span host, uint16_t port);
    void *greet_user;
};

/* Says where it listens, writes the access log, returns after SIGINT or SIGTERM
 * when what was in flight is finished. */
enum status serving_run(const struct serving *serving);

/* The options that serve and origin share; the first ones of their tables. */
enum {
    SERVING_READY_FILE,
    SERVING_LOG,
    SERVING_QUIET,
    SERVING_PUBLIC,
    SERVING_LISTEN,
    SERVING_PORT,
    N_SERVING_OPTIONS
};
/* clang-format off */
#define SERVING_OPTIONS \
    [SERVING_READY_FILE] = {"ready-file", 0, OPTION_TEXT, "FILE", \
        "write the ports to FILE, as JSON, when listening", 0, NULL}, \
    [SERVING_LOG] = {"log", 0, OPTION_TEXT, "FILE", \
        "append the access log to FILE instead of stdout", 0, NULL}, \
    [SERVING_QUIET] = {"quiet", 'q', OPTION_FLAG, NULL, \
        "no access log, no greeting", 0, NULL}, \
    [SERVING_PUBLIC] = {"public", 0, OPTION_FLAG, NULL, \
        "allow an address that others can reach", 0, NULL}, \
    [SERVING_LISTEN] = {"listen", 0, OPTION_TEXT, "HOST", \
        "listen on HOST instead of 127.0.0.1 and [::1]", 0, NULL}, \
    [SERVING_PORT] = {"port", 0, OPTION_NUMBER, "N", \
        "listen on port N; 0: any free one", UINT16_MAX, NULL}
/* clang-format on */

/* Fills what the options say. */
void serving_init(struct serving *serving, const struct options *options);
/* Appends HOST:PORT as --listen and --port say. */
void serving_listen(const struct options *options, uint16_t default_port,
                    struct buf *text);

#endif
