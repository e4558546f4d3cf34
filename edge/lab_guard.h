/*
 * lab_guard.h - who may ask the lab's server, and what: CSRF, DNS rebinding.
 *
 * The page is one origin; nobody else's script may use what it uses, and no
 * other name may stand for this server.
 */
#ifndef POPBOX_EDGE_LAB_GUARD_H
#define POPBOX_EDGE_LAB_GUARD_H

#include "cache/http/msg.h"

enum lab_guard {
    LAB_GUARD_OK,
    LAB_GUARD_HOST,   /* not asked by one of its own names */
    LAB_GUARD_ORIGIN, /* somebody else's page asks */
    LAB_GUARD_METHOD, /* neither GET, HEAD nor POST */
    LAB_GUARD_TYPE    /* a POST that is not JSON: a form could send it */
};

/* names: hosts without a port that count as this server, n of them. */
enum lab_guard lab_guard(const struct http_request *head, uint16_t port,
                         const struct span *names, size_t n);
/* One sentence. */
const char *lab_guard_text(enum lab_guard guard);

#endif
