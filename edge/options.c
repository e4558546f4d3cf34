/*
 * options.c - command lines read by a table, with errors that help.
 *
 * What is near is decided by the edit distance (insert, delete, replace, or
 * swap two neighbours): a third of the word's length may be wrong.
 */
#include "edge/options.h"

#include "cache/base/assert.h"

#define WORD_MAX    32u
#define HELP_COLUMN 26u

/* ---- what may have been meant -------------------------------------------- */

static unsigned smallest(unsigned a, unsigned b, unsigned c)
{
    unsigned least = a < b ? a : b;

    return least < c ? least : c;
}

/* Restricted Damerau-Levenshtein, three rows of the table at a time. */
static unsigned distance(struct span a, struct span b)
{
    unsigned rows[3][WORD_MAX + 1] = {{0}};
    unsigned *before = rows[0];
    unsigned *above = rows[1];
    unsigned *row = rows[2];

    for (unsigned j = 0; j <= b.len; j++)
        above[j] = j;
    for (unsigned i = 1; i <= a.len; i++) {
        unsigned *spare = before;

        row[0] = i;
        for (unsigned j = 1; j <= b.len; j++) {
            bool same = a.ptr[i - 1] == b.ptr[j - 1];

            row[j] = smallest(above[j] + 1, row[j - 1] + 1,
                              above[j - 1] + (same ? 0 : 1));
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
                a.ptr[i - 2] == b.ptr[j - 1] && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        before = above;
        above = row;
        row = spare;
    }
    return above[b.len];
}

const char *options_meant(const char *word, const char *const *words, size_t n)
{
    struct span written = span_str(word);
    const char *best = NULL;
    unsigned best_distance;

    if (written.len == 0 || written.len > WORD_MAX)
        return NULL;
    best_distance = (unsigned)written.len / 3 + 2;
    for (size_t i = 0; i < n; i++) {
        unsigned far;

        if (strlen(words[i]) > WORD_MAX)
            continue;
        far = distance(written, span_str(words[i]));
        if (far < best_distance) {
            best_distance = far;
            best = words[i];
        }
    }
    return best;
}

/* ---- values -------------------------------------------------------------- */

static int bad_value(const struct option *option, const char *text,
                     struct buf *error)
{
    buf_addf(error, "--%s: \"%s\" is not ", option->name, text);
    switch (option->kind) {
    case OPTION_NUMBER:
        buf_addf(error, "a number from 0 to %lld", (long long)option->max);
        break;
    case OPTION_BYTES:
        buf_addf(error,
                 "a number of bytes, as 65536, 64K, 64M or 2G, up to %lld",
                 (long long)option->max);
        break;
    case OPTION_CHOICE:
        buf_add_str(error, "one of");
        for (size_t i = 0; option->choices[i]; i++)
            buf_addf(error, "%s %s", i ? "," : "", option->choices[i]);
        break;
    case OPTION_FLAG:
    case OPTION_TEXT:
    case OPTION_LIST:
        break;
    }
    return ERR_SYNTAX;
}

static bool read_number(struct span text, int64_t max, int64_t *number)
{
    uint64_t value;

    if (!span_u64(text, &value) || value > (uint64_t)max)
        return false;
    *number = (int64_t)value;
    return true;
}

static bool read_bytes(struct span text, int64_t max, int64_t *number)
{
    static const struct {
        const char *suffix;
        unsigned shift;
    } units[] = {{"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"K", 10}, {"M", 20},
                 {"G", 30},   {"k", 10},   {"m", 20},   {"g", 30}, {"", 0}};

    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        struct span suffix = span_str(units[i].suffix);

        if (!span_ends(text, suffix))
            continue;
        if (!read_number(span_cut(text, 0, text.len - suffix.len),
                         max >> units[i].shift, number))
            return false;
        *number <<= units[i].shift;
        return true;
    }
    return false;
}

static bool read_choice(const struct option *option, const char *text,
                        int *choice)
{
    for (int i = 0; option->choices[i]; i++)
        if (strcmp(option->choices[i], text) == 0) {
            *choice = i;
            return true;
        }
    return false;
}

static int read_value(const struct option *option, const char *text,
                      struct option_value *value, struct buf *error)
{
    bool ok = true;

    value->text = text;
    switch (option->kind) {
    case OPTION_FLAG:
    case OPTION_TEXT:
    case OPTION_LIST:
        break;
    case OPTION_NUMBER:
        ok = read_number(span_str(text), option->max, &value->number);
        break;
    case OPTION_BYTES:
        ok = read_bytes(span_str(text), option->max, &value->number);
        break;
    case OPTION_CHOICE:
        ok = read_choice(option, text, &value->choice);
        break;
    }
    return ok ? 0 : bad_value(option, text, error);
}

/* ---- reading ------------------------------------------------------------- */

/* What is left to be read. */
struct args {
    const struct option_table *table;
    int n;
    char *const *at;
    struct buf *error;
};

static int unknown(const struct args *args, struct span name)
{
    const char *names[OPTIONS_MAX];
    char written[WORD_MAX + 1] = "";
    const char *meant;

    for (size_t i = 0; i < args->table->n; i++)
        names[i] = args->table->options[i].name;
    if (name.len <= WORD_MAX)
        memcpy(written, name.ptr, name.len);
    meant = options_meant(written, names, args->table->n);
    buf_addf(args->error, "unknown option --%.*s", SPAN_ARG(name));
    if (meant)
        buf_addf(args->error, "; did you mean --%s?", meant);
    return ERR_UNKNOWN;
}

static int take_listed(const struct args *args, size_t index, const char *text,
                       struct options *options)
{
    if (options->n_lists == OPTIONS_LISTS_MAX) {
        buf_addf(args->error, "--%s: more than %d of them",
                 args->table->options[index].name, OPTIONS_LISTS_MAX);
        return ERR_FULL;
    }
    options->lists[options->n_lists++] = (struct option_listed){index, text};
    return 0;
}

static int take_option(struct args *args, size_t index, const char *text,
                       struct options *options)
{
    const struct option *option = &args->table->options[index];
    struct option_value *value = &options->values[index];

    if (value->given && option->kind != OPTION_LIST) {
        buf_addf(args->error, "--%s is given twice", option->name);
        return ERR_DUPLICATE;
    }
    value->given = true;
    if (option->kind == OPTION_FLAG && text) {
        buf_addf(args->error, "--%s takes no value", option->name);
        return ERR_SYNTAX;
    }
    if (option->kind != OPTION_FLAG && !text) {
        if (args->n == 0) {
            buf_addf(args->error, "--%s needs a value: --%s %s", option->name,
                     option->name, option->value);
            return ERR_MISSING;
        }
        text = *args->at++;
        args->n--;
    }
    if (option->kind == OPTION_LIST)
        return take_listed(args, index, text, options);
    return read_value(option, text, value, args->error);
}

/* "--name" or "--name=value", without the dashes. */
static int take_long(struct args *args, const char *text,
                     struct options *options)
{
    struct span whole = span_str(text);
    size_t end = span_find(whole, '=', 0);
    struct span name = span_cut(whole, 0, end);

    for (size_t i = 0; i < args->table->n; i++)
        if (span_eq(span_str(args->table->options[i].name), name))
            return take_option(args, i, end < whole.len ? text + end + 1 : NULL,
                               options);
    return unknown(args, name);
}

static int take_letter(struct args *args, const char *text,
                       struct options *options)
{
    for (size_t i = 0; text[1] == '\0' && i < args->table->n; i++)
        if (args->table->options[i].letter == text[0])
            return take_option(args, i, NULL, options);
    buf_addf(args->error, "unknown option -%s", text);
    return ERR_UNKNOWN;
}

static int take_word(const struct args *args, const char *word,
                     struct options *options)
{
    if (options->n_words == args->table->n_words_max ||
        options->n_words == OPTIONS_WORDS_MAX) {
        buf_addf(args->error, "too much: \"%s\"", word);
        return ERR_FULL;
    }
    options->words[options->n_words++] = word;
    return 0;
}

static bool asks_for_help(int n, char *const *args)
{
    for (int i = 0; i < n && strcmp(args[i], "--") != 0; i++)
        if (strcmp(args[i], "--help") == 0 || strcmp(args[i], "-h") == 0)
            return true;
    return false;
}

int options_read(const struct option_table *table, int n, char *const *args,
                 struct options *options, struct buf *error)
{
    struct args left = {table, n, args, error};
    bool words_only = false;
    int err = 0;

    ASSERT(table->n <= OPTIONS_MAX);
    memset(options, 0, sizeof(*options));
    options->help = asks_for_help(n, args);
    if (options->help)
        return 0;
    while (left.n > 0 && !err) {
        const char *arg = *left.at++;

        left.n--;
        if (words_only || arg[0] != '-' || arg[1] == '\0')
            err = take_word(&left, arg, options);
        else if (strcmp(arg, "--") == 0)
            words_only = true;
        else if (arg[1] == '-')
            err = take_long(&left, arg + 2, options);
        else
            err = take_letter(&left, arg + 1, options);
    }
    if (!err && options->n_words < table->n_words_min) {
        buf_add_str(error, "something is missing");
        err = ERR_MISSING;
    }
    return err;
}

const char *options_listed(const struct options *options, size_t option,
                           size_t i)
{
    for (size_t k = 0; k < options->n_lists; k++)
        if (options->lists[k].option == option && i-- == 0)
            return options->lists[k].text;
    return NULL;
}

/* ---- help ---------------------------------------------------------------- */

/* A name too long for its column has the line for itself. */
static void go_to_column(struct buf *text, size_t start)
{
    if (text->len - start > HELP_COLUMN) {
        buf_add_byte(text, '\n');
        start = text->len;
    }
    while (text->len - start < HELP_COLUMN && !text->overflow)
        buf_add_byte(text, ' ');
}

void options_help(const struct option_table *table, struct buf *text)
{
    for (size_t i = 0; i < table->n; i++) {
        const struct option *option = &table->options[i];
        size_t start = text->len;

        buf_add_str(text, "  ");
        if (option->letter)
            buf_addf(text, "-%c, ", option->letter);
        buf_addf(text, "--%s", option->name);
        if (option->value)
            buf_addf(text, " %s", option->value);
        buf_add_byte(text, ' ');
        go_to_column(text, start);
        buf_addf(text, "%s\n", option->help);
    }
}
