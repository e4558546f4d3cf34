/*
 * options.h - command lines read by a table, with errors that help.
 *
 * "--name value", "--name=value", "-q" for those with a letter, "--" before
 * words that look like options. Each option at most once, but for lists.
 */
#ifndef POPBOX_EDGE_OPTIONS_H
#define POPBOX_EDGE_OPTIONS_H

#include "cache/base/buf.h"
#include "cache/base/err.h"

#define OPTIONS_MAX       48 /* of one command */
#define OPTIONS_WORDS_MAX 256
#define OPTIONS_LISTS_MAX 256 /* values of all lists */

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,   /* anything */
    OPTION_LIST,   /* anything, as often as wanted: options_listed */
    OPTION_NUMBER, /* 0 to max */
    OPTION_BYTES,  /* "65536", "64K", "64M", "2G": powers of 1024; up to max */
    OPTION_CHOICE  /* one of choices */
};

struct option {
    const char *name; /* "port" */
    char letter;      /* 'q', or 0 */
    enum option_kind kind;
    const char *value; /* what stands for the value in the help: "N" */
    const char *help;
    int64_t max;                /* OPTION_NUMBER, OPTION_BYTES */
    const char *const *choices; /* OPTION_CHOICE; NULL at the end */
};

struct option_value {
    bool given;
    const char *text; /* as written; borrowed from argv */
    int64_t number;
    int choice;
};

/* What a command takes; n_words_max words beside its options. */
struct option_table {
    const struct option *options;
    size_t n;
    size_t n_words_min;
    size_t n_words_max;
};

/* One value of a list. */
struct option_listed {
    size_t option; /* index in the table */
    const char *text;
};

struct options {
    struct option_value values[OPTIONS_MAX]; /* as in the table */
    const char *words[OPTIONS_WORDS_MAX];
    size_t n_words;
    struct option_listed lists[OPTIONS_LISTS_MAX]; /* in their order */
    size_t n_lists;
    bool help; /* --help or -h: nothing else was looked at */
};

/* args: n of them, without the command. 0, or ERR_* with one sentence in
 * error. */
MUST_USE int options_read(const struct option_table *table, int n,
                          char *const *args, struct options *options,
                          struct buf *error);
/* The i-th value of a list, from 0; NULL past the last one. */
const char *options_listed(const struct options *options, size_t option,
                           size_t i);

/* One line per option: "  --port N      ...", in the table's order. */
void options_help(const struct option_table *table, struct buf *text);

/* Of n words, the one that somebody who wrote `word` may have meant; NULL: none
 * is near. */
const char *options_meant(const char *word, const char *const *words, size_t n);

#endif
