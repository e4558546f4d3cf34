/* test_functions_note.c - functions are not run, and that is said */
#include "bench/functions_note.h"

#include "tests/distributions.h"
#include "tests/facts.h"

#include <criterion/criterion.h>

static void noted(const char *distribution, const char *wanted)
{
    struct aws_file rows[] = {{"d.json", distribution}, {NULL, NULL}};
    struct aws_files files;
    struct buf text;

    aws_files_init(&files, rows);
    aws_files_open(&files);
    buf_init(&text, 4096);
    functions_note(&text, &files.topology.edges[0]);
    cr_expect_str_eq(text.len > 0 ? buf_span(&text).ptr : "", wanted);
    buf_fini(&text);
    aws_files_close(&files);
}

Test(functions_note, names_the_behaviors_that_have_one)
{
    const char *text = NULL;

    for (size_t i = 0; i < n_test_distributions; i++)
        if (strstr(test_distributions[i].name, "viewer-request function"))
            text = test_distributions[i].text;
    cr_assert(text);
    noted(text, "edge \"edge\": FUNCTIONS ARE NOT RUN: on CloudFront there "
                "are some on *; what is answered there may be otherwise on "
                "CloudFront");
    noted(test_distributions[1].text, "");
}

/* import and explain tell it at the behavior. */
Test(functions_note, explain_ends_with_it)
{
    struct facts facts = {0};

    facts_open(&facts,
               &(struct facts_case){
                   .behavior = FACTS_OPTIMIZED,
                   .more = "'LambdaFunctionAssociations': {'Quantity': 1, "
                           "'Items': [{'LambdaFunctionARN': 'arn', "
                           "'EventType': 'origin-response'}]}, ",
                   .bucket = true},
               STEPS("/a"));
    cr_expect(
        strstr(buf_span(&facts.played.text).ptr, "FUNCTIONS ARE NOT RUN"));
    facts_close(&facts);
}
