/*
 * test_import.c - AWS's configurations in words, as a person would tell them
 *
 * The texts are in tests/told/import_NN.txt, one for each distribution of
 * tests/distributions.c, in its order.
 */
#include "bench/import.h"

#include "tests/aws_files.h"
#include "tests/distributions.h"
#include "tests/told.h"

#include <criterion/criterion.h>

/* Which rules the bucket "assets" of a distribution has. */
static const char *rules_of(size_t i)
{
    return i == 1   ? aws_file_cors_two_sites
           : i == 2 ? aws_file_cors_any
           : i == 3 ? aws_file_cors_two_sites
                    : NULL;
}

static void open_distribution(struct aws_files *files, size_t i)
{
    const struct aws_file rows[] = {
        {"distribution.json", test_distributions[i].text},
        {rules_of(i) ? "assets-cors.json" : NULL, rules_of(i)},
        {NULL, NULL}};

    aws_files_init(files, rows);
    aws_files_open(files);
}

Test(import, each_template_is_told_as_it_is)
{
    for (size_t i = 0; i < n_test_distributions; i++) {
        char name[] = "import_00.txt";
        struct aws_files files;
        struct buf out;

        name[7] = (char)('0' + (i + 1) / 10);
        name[8] = (char)('0' + (i + 1) % 10);
        open_distribution(&files, i);
        buf_init(&out, 1 << 20);
        import_text(&(const struct import){&files.topology, &files.reader,
                                           SPAN("distribution.json")},
                    &out);
        told_check(name, buf_span(&out));
        buf_fini(&out);
        aws_files_close(&files);
    }
}

/* ---- as JSON ---------------------------------------------------------------
 */

static void open_json(struct json_reader *reader, struct buf *text,
                      struct aws_files *files)
{
    struct json_out out;

    json_out_init(&out, text, true);
    import_json(&(const struct import){&files->topology, &files->reader,
                                       SPAN("distribution.json")},
                &out);
    cr_assert_eq(json_open(reader, "import", buf_span(text)), 0, "%s",
                 reader->error);
}

Test(import, the_json_form_is_json_and_has_every_behavior_and_note)
{
    for (size_t i = 0; i < n_test_distributions; i++) {
        struct json_reader reader;
        const struct json *root;
        struct aws_files files;
        struct buf text;

        open_distribution(&files, i);
        buf_init(&text, 1 << 20);
        open_json(&reader, &text, &files);
        root = json_root(&reader);
        cr_expect_eq(json_count(json_member(root, "behaviors")),
                     files.topology.edges[0].config.n_behaviors);
        cr_expect_eq((json_count(json_member(root, "not_modelled")) == 0),
                     (*test_distributions[i].notes == '\0'), "%s",
                     test_distributions[i].name);
        json_close(&reader);
        buf_fini(&text);
        aws_files_close(&files);
    }
}

/* Index of a distribution, its first behavior's switches, and the outlook. */
static const struct {
    size_t distribution;
    bool forwards, keys, sets, overrides;
    const char *outlook;
} switches[] = {
    {0, false, false, false, false, "never"},
    {1, true, false, false, false, "stale"},
    {2, true, false, false, false, "stale"},
    {3, true, true, false, false, "keyed, with a hole"},
    {4, true, false, false, false, "uncached"},
    {8, false, false, true, false, "filled"},
    {9, false, false, false, false, "constant"},
};

static bool is(const struct json *behavior, const char *name)
{
    return json_bool(json_member(json_member(behavior, "switches"), name));
}

Test(import, the_three_switches_are_what_the_behavior_does)
{
    for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
        struct json_reader reader;
        const struct json *behavior;
        struct aws_files files;
        struct buf text;

        open_distribution(&files, switches[i].distribution);
        buf_init(&text, 1 << 20);
        open_json(&reader, &text, &files);
        behavior = json_first(json_member(json_root(&reader), "behaviors"));
        cr_expect_eq(is(behavior, "forwards_origin"), switches[i].forwards);
        cr_expect_eq(is(behavior, "keys_on_origin"), switches[i].keys);
        cr_expect_eq(is(behavior, "sets_cors"), switches[i].sets);
        cr_expect_eq(is(behavior, "overrides"), switches[i].overrides);
        cr_expect_str_eq(json_string(json_member(behavior, "outlook")).ptr,
                         switches[i].outlook, "%s",
                         test_distributions[switches[i].distribution].name);
        json_close(&reader);
        buf_fini(&text);
        aws_files_close(&files);
    }
}
