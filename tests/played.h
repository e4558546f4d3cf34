/* played.h - requests played at a distribution of AWS's, for tests */
#ifndef POPBOX_TESTS_PLAYED_H
#define POPBOX_TESTS_PLAYED_H

#include "bench/explain.h"
#include "tests/aws_files.h"

/* What is played: AWS's files, and the steps as explain takes them. */
struct played {
    struct aws_files files;
    struct arena arena;
    struct explain_step steps[EXPLAIN_STEPS_MAX];
    struct explain_script script;
    struct json_reader merged;
    struct explain explain;
    struct buf text; /* of explain_text */
    /* To be set before it is opened, and forgotten by it: */
    bool missing;       /* what is asked does not exist */
    const char *change; /* a merge patch on the config, ' in place of " */
};

/* steps: ended by NULL. Everything must go well. */
void played_open(struct played *played, const struct aws_file *files,
                 const char *const *steps);
void played_close(struct played *played);
#define STEPS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Of step number n, from 1: its only act's last request; its loads' verdict. */
const struct seen_request *played_request(const struct played *played,
                                          size_t n);
const struct load_verdict *played_verdict(const struct played *played,
                                          size_t n);
/* A header of the answer; "" if there is none. */
const char *played_header(const struct played *played, size_t n,
                          const char *name);
/* "Hit", "Miss", "RefreshHit", "Error": the first word of X-Cache. */
const char *played_cache(const struct played *played, size_t n);
/* How often origins were asked, and a header of the last such request; absent
 * if there is none. */
size_t played_asked(const struct played *played, size_t n);
struct span played_sent(const struct played *played, size_t n,
                        struct span name);
/* The query of that request; "" if there is none. */
const char *played_query(const struct played *played, size_t n);
enum reason played_reason(const struct played *played, size_t n,
                          enum step step);
/* Bytes of the answer's body, as sent. */
uint64_t played_body(const struct played *played, size_t n);
const char *played_key(const struct played *played, size_t n);

#endif
