/*
 * curl_line.c - a curl command line as the request that curl would send.
 *
 * Options are rows of two tables: those that change the request, with what
 * does it, and those that are passed over, with or without a value. Anything
 * else is refused by name: a request that is not quite the pasted one would
 * explain something else.
 */
#include "bench/curl_line.h"

#include "bench/curl_options.h"
#include "bench/shell_words.h"

/* ---- options --------------------------------------------------------------
 */

/* The value of an option: what is left of its word, or the next word. */
static int take_value(struct curl_reading *in, struct span option,
                      struct span rest, struct span *value)
{
    if (!span_absent(rest)) {
        *value = rest;
        return 0;
    }
    if (in->at == in->n) {
        buf_addf(in->error, "%.*s lacks its value", SPAN_ARG(option));
        return ERR_MISSING;
    }
    *value = in->words[in->at++];
    return 0;
}

static int refuse(struct curl_reading *in, struct span option)
{
    buf_addf(in->error,
             "the option %.*s is not understood; leave it out if the request "
             "is the same without it",
             SPAN_ARG(option));
    return ERR_UNKNOWN;
}

static int apply(struct curl_reading *in, const struct curl_option *row,
                 struct span option, struct span rest)
{
    struct span value = SPAN_ABSENT;
    int err = 0;

    if (row->takes_value)
        err = take_value(in, option, rest, &value);
    if (err || !row->apply)
        return err;
    return row->apply(in, value);
}

static int take_long(struct curl_reading *in, struct span word)
{
    size_t equals = span_find(word, '=', 0);
    struct span name = span_cut(word, 2, equals);
    struct span rest =
        equals < word.len ? span_cut(word, equals + 1, word.len) : SPAN_ABSENT;
    const struct curl_option *row = curl_option_named(name);

    if (!row || (!row->takes_value && !span_absent(rest)))
        return refuse(in, word);
    return apply(in, row, span_cut(word, 0, equals), rest);
}

/* "-sSI", "-XPUT", "-H": letters until one takes the rest. */
static int take_letters(struct curl_reading *in, struct span word)
{
    for (size_t i = 1; i < word.len; i++) {
        const struct curl_option *row = curl_option_lettered(word.ptr[i]);
        const char letter[3] = {'-', word.ptr[i], '\0'};
        struct span rest =
            i + 1 < word.len ? span_cut(word, i + 1, word.len) : SPAN_ABSENT;
        int err;

        if (!row)
            return refuse(in, span_str(letter));
        err = apply(in, row, span_str(letter), rest);
        if (err || row->takes_value)
            return err;
    }
    return 0;
}

/* ---- words ----------------------------------------------------------------
 */

static int take_word(struct curl_reading *in)
{
    struct span word = in->words[in->at++];

    if (span_starts(word, SPAN("--")) && word.len > 2)
        return take_long(in, word);
    if (span_starts(word, SPAN("-")) && word.len > 1)
        return take_letters(in, word);
    return curl_take_url(in, word);
}

static bool is_prompt(struct span word)
{
    return span_eq(word, SPAN("$")) || span_eq(word, SPAN("#")) ||
           span_eq(word, SPAN("%")) || span_eq(word, SPAN("curl"));
}

int curl_line_words(struct curl_line *line, struct arena *arena,
                    const struct span *words, size_t n, struct buf *error)
{
    struct curl_reading in = {
        .line = line, .arena = arena, .words = words, .n = n, .error = error};
    int err = 0;

    *line = (struct curl_line){.url = SPAN_ABSENT};
    buf_init(&in.data, CURL_DATA_MAX);
    while (in.at < n && is_prompt(words[in.at]))
        in.at++;
    while (in.at < n && !err)
        err = take_word(&in);
    if (!err)
        err = curl_finish(&in);
    buf_fini(&in.data);
    return err;
}

int curl_line_read(struct curl_line *line, struct arena *arena,
                   struct span text, struct buf *error)
{
    struct shell_words *words = arena_zalloc(arena, 1, sizeof(*words));
    int err;

    if (!words) {
        buf_add_str(error, "the command line is too long");
        return ERR_TOO_LONG;
    }
    err = shell_split(words, arena, text, error);
    return err ? err : curl_line_words(line, arena, words->at, words->n, error);
}
