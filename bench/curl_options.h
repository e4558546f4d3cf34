/* curl_options.h - what the options of a curl command line do to a request. */
#ifndef POPBOX_BENCH_CURL_OPTIONS_H
#define POPBOX_BENCH_CURL_OPTIONS_H

#include "bench/curl_line.h"

#define CURL_DATA_MAX ((size_t)1 << 20)

/* A command line under way. */
struct curl_reading {
    struct curl_line *line;
    struct arena *arena;
    const struct span *words;
    size_t n;
    size_t at; /* the next word */
    struct buf *error;
    struct buf data; /* of all -d, joined with & */
    bool has_data;
    bool is_json;
    bool is_get;  /* -G: the data is the query's end */
    bool is_head; /* -I */
    bool compressed;
    bool no_accept; /* -H 'Accept:' */
    bool no_agent;
};

struct curl_option {
    const char *name;
    char letter; /* 0: none */
    bool takes_value;
    /* NULL: passed over. ERR_* with a sentence. */
    int (*apply)(struct curl_reading *in, struct span value);
};

/* NULL if there is none. */
const struct curl_option *curl_option_named(struct span name);
const struct curl_option *curl_option_lettered(char letter);

/* Says so; ERR_TOO_LONG. */
int curl_too_long(struct curl_reading *in);
MUST_USE int curl_take_url(struct curl_reading *in, struct span word);
/* Puts the request together when all words are read. */
MUST_USE int curl_finish(struct curl_reading *in);

#endif
