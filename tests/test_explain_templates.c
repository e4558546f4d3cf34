/*
 * test_explain_templates.c - one request at each distribution, told whole
 *
 * The texts are in tests/told/explain_NN.txt, one for each distribution of
 * tests/distributions.c, in its order.
 */
#include "tests/distributions.h"
#include "tests/played.h"
#include "tests/told.h"

#include <criterion/criterion.h>

#define PAGE " --page https://a.example"

/* What is asked of each, and the rules that its bucket "assets" has. */
static const struct {
    const char *request;
    const char *cors;
} rows[] = {
    {"/" PAGE, NULL},
    {"/logo.svg" PAGE, aws_file_cors_two_sites},
    {"/font.woff2" PAGE, aws_file_cors_any},
    {"/font.woff2" PAGE, aws_file_cors_two_sites},
    {"-X POST -d name=x /login", NULL},
    {"/film.mp4 -H 'Range: bytes=0-1'", NULL},
    {"/api/users?page=2 -H 'Authorization: x' -H 'Accept: text/html'", NULL},
    {"/a", NULL},
    {"/" PAGE, NULL},
    {"/a" PAGE, NULL},
    {"/a" PAGE, NULL},
    {"https://d111111abcdef8.cloudfront.net/a", NULL},
    {"/preflight/a" PAGE " -H 'X-Mine: 1'", aws_file_cors_two_sites},
    {"/app.js --compressed -H 'CloudFront-Viewer-Country: DE'", NULL},
};

Test(explain_templates, each_tells_what_a_request_would_do)
{
    cr_assert_eq(sizeof(rows) / sizeof(rows[0]), n_test_distributions);
    for (size_t i = 0; i < n_test_distributions; i++) {
        const struct aws_file files[] = {
            {"distribution.json", test_distributions[i].text},
            {rows[i].cors ? "assets-cors.json" : NULL, rows[i].cors},
            {NULL, NULL}};
        char name[] = "explain_00.txt";
        struct played played = {.missing = false};

        name[8] = (char)('0' + (i + 1) / 10);
        name[9] = (char)('0' + (i + 1) % 10);
        played_open(&played, files, STEPS(rows[i].request));
        told_check(name, buf_span(&played.text));
        played_close(&played);
    }
}
