/* expect_facts.h - what can be known of a step, by the names scenarios use. */
#ifndef POPBOX_BENCH_EXPECT_FACTS_H
#define POPBOX_BENCH_EXPECT_FACTS_H

#include "bench/transcript.h"
#include "cache/base/json.h"

/* A value as JSON has it: JSON_NULL (there is none), JSON_BOOL and JSON_NUMBER
 * (in number), JSON_STRING. */
struct fact {
    enum json_type type;
    int64_t number;
    struct span text;
};

/* Whose fact; a getter uses the part that its table is about. */
struct fact_of {
    const struct transcript *transcript;
    const struct seen_act *act;
    const struct seen_request *request; /* the act's last, or its preflight */
    const struct seen_origin *origin;
};

struct fact_row {
    const char *name;
    enum json_type type;
    struct fact (*get)(const struct fact_of *of);
};

struct fact_table {
    const struct fact_row *rows;
    size_t n;
};

extern const struct fact_table fact_load;      /* of a load */
extern const struct fact_table fact_request;   /* of a plain request */
extern const struct fact_table fact_preflight; /* of a preflight */
extern const struct fact_table fact_origin;    /* of what an origin saw */
extern const struct fact_table fact_count;     /* of the play so far */

/* NULL if there is none of that name. */
const struct fact_row *fact_named(const struct fact_table *table,
                                  struct span name);
/* Of a header line, by its name; null when there is none. */
struct fact fact_header(const struct http_headers *headers, struct span name);

#endif
