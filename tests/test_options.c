/* test_options.c - command lines: every kind of option, and every complaint. */
#include "edge/options.h"

#include <criterion/criterion.h>

enum { FOR, PORT, SIZE, KIND, QUIET, NOTE, N_OPTIONS };

static const char *const kinds[] = {"text", "json", NULL};
static const struct option options_of[N_OPTIONS] = {
    [FOR] = {"for", 0, OPTION_TEXT, "NAME", "for whom", 0, NULL},
    [PORT] = {"port", 'p', OPTION_NUMBER, "N", "which port", 65535, NULL},
    [SIZE] = {"size", 0, OPTION_BYTES, "BYTES", "how much", INT64_C(1) << 46,
              NULL},
    [KIND] = {"kind", 0, OPTION_CHOICE, "KIND", "which kind", 0, kinds},
    [QUIET] = {"quiet", 'q', OPTION_FLAG, NULL, "say nothing", 0, NULL},
    [NOTE] = {"note", 'n', OPTION_LIST, "TEXT", "to be kept", 0, NULL},
};
static const struct option_table table = {options_of, N_OPTIONS, 0, 2};

#define ARGS_MAX 16

/* Words are borrowed from here. */
static char copies[1024];

/* args: blank-separated. */
static int read_line(const char *line, struct options *options,
                     struct buf *error)
{
    char *args[ARGS_MAX];
    int n = 0;

    strcpy(copies, line);
    for (char *word = strtok(copies, " "); word; word = strtok(NULL, " "))
        args[n++] = word;
    return options_read(&table, n, args, options, error);
}

Test(options, a_list_keeps_all_of_its_values_in_order)
{
    struct options options;
    struct buf error;

    buf_init(&error, 4096);
    cr_expect_eq(
        read_line("--note a -n b --for x --note=c --note=", &options, &error),
        0);
    cr_expect(options.values[NOTE].given);
    cr_expect_str_eq(options_listed(&options, NOTE, 0), "a");
    cr_expect_str_eq(options_listed(&options, NOTE, 1), "b");
    cr_expect_str_eq(options_listed(&options, NOTE, 2), "c");
    cr_expect_str_eq(options_listed(&options, NOTE, 3), "");
    cr_expect_null(options_listed(&options, NOTE, 4));
    cr_expect_null(options_listed(&options, FOR, 0), "FOR is no list");
    cr_expect_neq(read_line("--note", &options, &error), 0);
    buf_fini(&error);
}

Test(options, each_kind_is_read_both_ways_of_writing)
{
    struct options options;
    struct buf error;

    buf_init(&error, 4096);
    cr_expect_eq(read_line("a --for=you --port 80 -q --size 64M --kind=json b",
                           &options, &error),
                 0);
    cr_expect_str_eq(options.values[FOR].text, "you");
    cr_expect_eq(options.values[PORT].number, 80);
    cr_expect_eq(options.values[SIZE].number, 64 << 20);
    cr_expect_eq(options.values[KIND].choice, 1);
    cr_expect(options.values[QUIET].given);
    cr_expect_eq(options.n_words, 2);
    cr_expect_str_eq(options.words[1], "b");
    cr_expect_eq(read_line("-p 7 -- --for", &options, &error), 0);
    cr_expect_eq(options.values[PORT].number, 7);
    cr_expect_str_eq(options.words[0], "--for");
    cr_expect_eq(read_line("-", &options, &error), 0, "a dash is a word");
    cr_expect_eq(read_line("--for= --port=0", &options, &error), 0);
    cr_expect_str_eq(options.values[FOR].text, "");
    cr_expect_eq(error.len, 0);
    buf_fini(&error);
}

Test(options, sizes_know_their_units)
{
    static const struct {
        const char *text;
        int64_t bytes; /* < 0: refused */
    } rows[] = {
        {"0", 0},
        {"65536", 65536},
        {"1K", 1024},
        {"1k", 1024},
        {"2G", 2LL << 30},
        {"3MiB", 3 << 20},
        {"64T", -1},
        {"-1", -1},
        {"K", -1},
        {"1.5M", -1},
        {"1 M", -1},
        {"99999999999999G", -1},
        {"65536G", 1LL << 46},
        {"65537G", -1},
        {"", -1},
    };
    struct options options;
    struct buf error;

    buf_init(&error, 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char text[64] = "--size";
        char value[64];
        char *args[] = {text, value};
        int err;

        strcpy(value, rows[i].text);
        err = options_read(&table, 2, args, &options, &error);
        cr_expect_eq(err == 0, rows[i].bytes >= 0, "%s", rows[i].text);
        if (!err)
            cr_expect_eq(options.values[SIZE].number, rows[i].bytes, "%s",
                         rows[i].text);
    }
    buf_fini(&error);
}

Test(options, a_wrong_line_is_told_what_is_wrong)
{
    static const struct {
        const char *line;
        const char *error;
    } rows[] = {
        {"--foo 1", "unknown option --foo; did you mean --for?"},
        {"--prot 1", "unknown option --prot; did you mean --port?"},
        {"--zebra", "unknown option --zebra"},
        {"--a-name-that-is-longer-than-any-that-there-could-be",
         "unknown option --a-name-that-is-longer-than-any-that-there-could-be"},
        {"-x", "unknown option -x"},
        {"-qq", "unknown option -qq"},
        {"--for", "--for needs a value: --for NAME"},
        {"--quiet=1", "--quiet takes no value"},
        {"-q -q", "--quiet is given twice"},
        {"--port 65536", "--port: \"65536\" is not a number from 0 to 65535"},
        {"--port x", "--port: \"x\" is not a number from 0 to 65535"},
        {"--kind xml", "--kind: \"xml\" is not one of text, json"},
        {"a b c", "too much: \"c\""},
    };
    struct options options;
    struct buf error;

    buf_init(&error, 4096);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        buf_reset(&error);
        cr_expect_neq(read_line(rows[i].line, &options, &error), 0, "%s",
                      rows[i].line);
        cr_expect_str_eq(buf_span(&error).ptr, rows[i].error);
    }
    buf_fini(&error);
}

Test(options, help_is_heard_even_in_a_wrong_line)
{
    struct options options;
    struct buf error;

    buf_init(&error, 4096);
    cr_expect_eq(read_line("--foo --help", &options, &error), 0);
    cr_expect(options.help);
    cr_expect_eq(read_line("-h", &options, &error), 0);
    cr_expect(options.help);
    cr_expect_eq(read_line("-- -h", &options, &error), 0);
    cr_expect_not(options.help, "behind -- it is a word");
    buf_fini(&error);
}

Test(options, help_shows_every_option_in_order)
{
    struct buf text;

    buf_init(&text, 4096);
    options_help(&table, &text);
    cr_expect_str_eq(buf_span(&text).ptr,
                     "  --for NAME              for whom\n"
                     "  -p, --port N            which port\n"
                     "  --size BYTES            how much\n"
                     "  --kind KIND             which kind\n"
                     "  -q, --quiet             say nothing\n"
                     "  -n, --note TEXT         to be kept\n");
    buf_fini(&text);
}

Test(options, what_may_have_been_meant_is_near)
{
    static const char *const words[] = {"serve", "show", "demo", "list"};
    static const struct {
        const char *word;
        const char *meant;
    } rows[] = {{"sevre", "serve"}, {"dmeo", "demo"}, {"shwo", "show"},
                {"lists", "list"},  {"xyzzy", NULL},  {"", NULL}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *meant = options_meant(rows[i].word, words, 4);

        if (rows[i].meant)
            cr_expect_str_eq(meant ? meant : "", rows[i].meant);
        else
            cr_expect_null(meant, "%s", rows[i].word);
    }
}
