/* play.h - plays scenarios one after the other and prints what was seen. */
#ifndef POPBOX_EDGE_PLAY_H
#define POPBOX_EDGE_PLAY_H

#include "edge/cmd.h"

enum play_format { PLAY_TEXT, PLAY_JSON, PLAY_TAP, PLAY_JUNIT, N_PLAY_FORMATS };

struct play_config {
    const char *const *names; /* as library_find; none: the whole library */
    size_t n_names;
    bool live; /* over sockets */
    enum play_format format;
    const char *report; /* a file for an HTML page of all plays, or NULL */
};

/* Reads them all before it plays the first: a wrong file stops everything. */
enum status play_all(const struct play_config *config);

/* Reads them, plays none: whether each can be played, and if not, where it is
 * wrong. */
enum status play_check(const struct play_config *config);

#endif
