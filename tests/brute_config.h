/*
 * brute_config.h - small random configurations as AWS's documents, for tests.
 *
 * One bucket, one behavior; what is drawn is everything that CORS depends on.
 * The same seed gives the same documents.
 */
#ifndef POPBOX_TESTS_BRUTE_CONFIG_H
#define POPBOX_TESTS_BRUTE_CONFIG_H

#include "bench/aws_world.h"
#include "bench/topology.h"
#include "tests/brute.h"

#define BRUTE_FILES_MAX 5
#define BRUTE_URL       "https://cdn.example/x"

/* The pages; the first two are in rules, the last one is in none. */
extern const char *const brute_pages[];

/* Given back by brute_config_fini. */
struct brute_config {
    struct buf files[BRUTE_FILES_MAX];
    struct aws_text texts[BRUTE_FILES_MAX];
    size_t n_texts;
    bool missing; /* the object does not exist */
};

/* Draws one. granting: of the same seed, with an edge that keys on all three
 * headers, refuses no OPTIONS and sends no constant Origin; lifetime, S3's
 * rules and the response headers policy are as they were. */
void brute_config_draw(struct brute_config *config, uint64_t seed,
                       bool granting);
void brute_config_fini(struct brute_config *config);

/* The same as a config of popbox's, with a page for each of brute_pages; what
 * these paths name exists, unless it is to be missing. */
void brute_config_write(const struct brute_config *config,
                        const struct span *paths, size_t n_paths,
                        struct buf *text);
/* The world of the documents, with a page for each of brute_pages. */
void brute_config_read(const struct brute_config *config,
                       struct topology *topology);

/* Draws one and plays every history of it. */
void brute_config_force(uint64_t seed, unsigned depth,
                        struct brute_found *found);

#endif
