/* aws_files.h - AWS's documents as files, read into a world, for tests */
#ifndef POPBOX_TESTS_AWS_FILES_H
#define POPBOX_TESTS_AWS_FILES_H

#include "bench/aws_world.h"
#include "bench/topology.h"

#define AWS_FILES_MAX 16

/* Text with ' in place of "; a row without a name ends a table. */
struct aws_file {
    const char *name;
    const char *text;
};

/* Init by aws_files_init, given back by aws_files_close. */
struct aws_files {
    struct arena arena;
    struct aws_text texts[AWS_FILES_MAX];
    struct aws_world world; /* of the texts; a test may set more */
    struct buf config;
    struct buf error;
    struct json_reader reader; /* of config */
    bool has_topology;
    struct topology topology;
};

void aws_files_init(struct aws_files *files, const struct aws_file *rows);
/* Writes the config; what aws_world_write returned. */
int aws_files_write(struct aws_files *files);
/* The same and reads it, which must go well. */
void aws_files_open(struct aws_files *files);
void aws_files_close(struct aws_files *files);

/* A copy with " in place of '. */
struct span aws_files_quoted(struct arena *arena, const char *text);

/* The usual documents. */
extern const char aws_file_cors_two_sites[]; /* a.example and b.example */
extern const char aws_file_cors_any[];       /* "*" */

#endif
