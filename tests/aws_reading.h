/* aws_reading.h - AWS documents for tests, written with ' in place of ". */
#ifndef POPBOX_TESTS_AWS_READING_H
#define POPBOX_TESTS_AWS_READING_H

#include "cache/recipe.h"
#include "policies/cloudfront/aws.h"

/* One document being read. Opened by aws_open, given back by aws_close. */
struct aws_reading {
    struct arena arena;
    struct json_reader reader;
    struct aws_notes notes;
    struct aws_in in; /* of the three above, not strict */
    const struct json *root;
};

/* The text must be JSON; the file is called "t.json". */
void aws_open(struct aws_reading *reading, const char *text);
void aws_close(struct aws_reading *reading);

/* Reads a value in whatever way is tested; what a reader returned. */
typedef int aws_read_f(struct aws_reading *reading);

/* A document that is refused, with a part of the message. */
struct aws_refusal {
    const char *text;
    const char *says;
};
/* Every row must be refused: an error code, and its place and reason in
 * reader.error. */
void aws_refuses(aws_read_f *read, const struct aws_refusal *rows, size_t n);
/* The text is taken, none of its truncations is, and text without any one
 * member or element, or with null in its place, is read or refused without
 * harm; so it is where the arena is too small. */
void aws_survives(aws_read_f *read, const char *text);

/* The texts of sets: "none", "all", "only a,b", "but a,b". In the arena. */
const char *aws_set_text(struct arena *arena, const struct name_set *set);
/* Whether a note on `what` was taken. */
bool aws_noted(const struct aws_reading *reading, const char *what);

#endif
