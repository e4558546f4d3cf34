/* aws_input.h - AWS's documents from files, as the text of a config. */
#ifndef POPBOX_EDGE_AWS_INPUT_H
#define POPBOX_EDGE_AWS_INPUT_H

#include "bench/aws_world.h"
#include "edge/cmd.h"

/* All borrowed. */
struct aws_input {
    const char *const *files;
    size_t n_files;
    const struct aws_text *read; /* one that was read already; NULL: none */
    const struct options *options;
    size_t origin; /* the option --origin X=URL, a list; NO_OPTION: none */
    size_t cors;   /* the option --cors BUCKET=FILE, a list */
    const struct span *paths; /* as in struct aws_world */
    size_t n_paths;
    struct span listen;
    bool as_they_come; /* struct aws_world's */
};
#define AWS_INPUT_NO_OPTION SIZE_MAX

/* What is done with the documents that were read; ERR_* with a sentence in
 * error. */
typedef int aws_input_use_f(void *user, const struct aws_world *world,
                            struct buf *error);
/* Reads them and hands them over; otherwise says what is wrong. */
enum status aws_input_use(const struct aws_input *input, aws_input_use_f *take,
                          void *user);
/* Appends the config; otherwise says what is wrong. */
enum status aws_input_config(const struct aws_input *input, struct buf *json);

/* The options that import, explain and serve share. */
/* clang-format off */
#define AWS_INPUT_CORS_OPTION \
    {"cors", 0, OPTION_LIST, "BUCKET=FILE", \
        "whose CORS rules a file has, if its name does not say", 0, NULL}
#define AWS_INPUT_ORIGIN_OPTION \
    {"origin", 0, OPTION_LIST, "ID=URL", \
        "a real server for an origin, by Id or domain name", 0, NULL}
/* clang-format on */

#endif
