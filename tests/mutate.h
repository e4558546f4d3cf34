/* mutate.h - inputs for parsers, made from documents, tokens and a seed. */
#ifndef POPBOX_TESTS_MUTATE_H
#define POPBOX_TESTS_MUTATE_H

#include <stddef.h>
#include <stdint.h>

#define INPUT_MAX 16384

struct input {
    size_t len;
    unsigned char bytes[INPUT_MAX];
};

/* Inputs to start from, beside the built-in documents. Borrowed. */
struct mutate_files {
    struct input *inputs;
    size_t n;
};

/* Input number `number` of the seed: first the files as they are, then
 * mutations. The same arguments give the same input. */
void mutate_make(uint64_t seed, uint64_t number,
                 const struct mutate_files *files, struct input *in);

#endif
