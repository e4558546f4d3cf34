/* help_topics.h - what `popbox help TOPIC` says beside commands. */
#ifndef POPBOX_EDGE_HELP_TOPICS_H
#define POPBOX_EDGE_HELP_TOPICS_H

#include <stddef.h>

struct help_topic {
    const char *name;
    const char *summary;
    const char *text; /* lines of at most 80 columns */
};

/* Sorted by name; n_help_topics of them. */
extern const struct help_topic help_topics[];
extern const size_t n_help_topics;

/* The text of the topic "scenario". */
extern const char help_scenario[];

#endif
