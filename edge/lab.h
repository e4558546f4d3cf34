/* lab.h - the teaching page with everything behind it, until somebody stops. */
#ifndef POPBOX_EDGE_LAB_H
#define POPBOX_EDGE_LAB_H

#include "edge/cmd.h"

struct lab_config {
    uint16_t port;          /* of the lab; pages, edge and bucket have the next
                               three. 0: any free ones */
    const char *dir;        /* read the page's files from there; or NULL */
    const char *ready_file; /* gets the addresses, as JSON; or NULL */
};

/* Says where it listens and returns after SIGINT or SIGTERM. */
enum status lab_run(const struct lab_config *config);

#endif
