/* test_aws_refusals.c - heaps of AWS's files that are refused: place, way out
 */
#include "bench/aws_world.h"

#include "tests/aws_documents.h"
#include "tests/aws_files.h"

#include <criterion/criterion.h>

static const struct {
    struct aws_file rows[4];
    const char *origin; /* --origin, or NULL */
    const char *says;
} refused[] = {
    {{{"c.json", aws_file_cors_any}},
     NULL,
     "there is no distribution among these files: add the output of aws "
     "cloudfront get-distribution-config --id ID"},
    {{{"d.json", ONE_BUCKET}},
     NULL,
     "add the output of aws cloudfront get-cache-policy --id " POLICY_ID},
    {{{"d.json", ONE_BUCKET}}, NULL, "d.json:1:"},
    {{{"d.json", ONE_BUCKET}, {"e.json", ONE_BUCKET}},
     NULL,
     "d.json and e.json are two distributions"},
    {{{"d.json", TWO_BUCKETS},
      {"p.json", POLICY},
      {"c.json", aws_file_cors_any}},
     NULL,
     "c.json: whose is this? Say --cors BUCKET=c.json"},
    {{{"d.json", ONE_BUCKET},
      {"p.json", POLICY},
      {"c.json", "{'CORSRules': [{}]}"}},
     NULL,
     "c.json:1:16: $.CORSRules[0]"},
    {{{"d.json", TWO_BUCKETS}, {"p.json", POLICY}},
     "nope=http://127.0.0.1:1",
     "the distribution has no such origin; it has: one, two, api"},
    {{{"d.json", TWO_BUCKETS}, {"p.json", POLICY}},
     "api=https://a.example",
     "an origin is asked by http"},
    {{{"d.json", TWO_BUCKETS}, {"p.json", POLICY}},
     "api=http://a.example/x",
     "without a path"},
    {{{"x.json", "{'a': 1}"}},
     NULL,
     "x.json: this is none of the documents that popbox reads"},
    {{{"x.json", "{'DistributionList': {}}"}},
     NULL,
     "this is a list of distributions"},
    {{{"x.json", "{'Resources': {}}"}},
     NULL,
     "this is a CloudFormation template"},
    {{{"x.json", "DistributionConfig:\n"}},
     NULL,
     "popbox reads what the AWS CLI prints with --output json"},
    {{{"x.json", "{'DistributionConfig': "}}, NULL, "x.json:1:"},
    {{{"x.json", "[1]"}}, NULL, "x.json: this is none of"},
};

Test(aws_refusals, what_cannot_be_read_is_refused_with_its_place_and_a_way_out)
{
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        struct aws_pair pair;
        struct aws_files files;

        aws_files_init(&files, refused[i].rows);
        if (refused[i].origin) {
            cr_assert(aws_pair_split(span_str(refused[i].origin), &pair));
            files.world.origins = &pair;
            files.world.n_origins = 1;
        }
        cr_expect(aws_files_write(&files) < 0, "taken: %zu", i);
        cr_expect(strstr(buf_span(&files.error).ptr, refused[i].says),
                  "%zu wants %s\nsays %s", i, refused[i].says,
                  buf_span(&files.error).ptr);
        aws_files_close(&files);
    }
}

Test(aws_refusals, two_files_for_one_bucket_are_refused)
{
    const struct aws_file rows[] = {{"d.json", ONE_BUCKET},
                                    {"p.json", POLICY},
                                    {"c.json", aws_file_cors_any},
                                    {"e.json", aws_file_cors_any},
                                    {NULL, NULL}};
    struct aws_files files;

    aws_files_init(&files, rows);
    cr_expect_eq(aws_files_write(&files), ERR_DUPLICATE);
    cr_expect(strstr(buf_span(&files.error).ptr,
                     "c.json and e.json are both the CORS rules of acme-one"));
    aws_files_close(&files);
}

Test(aws_refusals, every_truncation_is_refused_by_name)
{
    struct aws_file rows[] = {{"d.json", ONE_BUCKET},
                              {"p.json", POLICY},
                              {"acme-one.json", aws_file_cors_two_sites},
                              {NULL, NULL}};

    for (size_t k = 0; k < 3; k++) {
        struct aws_files files;
        size_t len;

        aws_files_init(&files, rows);
        len = files.texts[k].text.len;
        for (size_t i = 0; i < len; i++) {
            files.texts[k].text.len = i;
            buf_reset(&files.error);
            cr_assert(aws_files_write(&files) < 0, "%s cut to %zu is taken",
                      rows[k].name, i);
            cr_assert(strstr(buf_span(&files.error).ptr, rows[k].name), "%s",
                      buf_span(&files.error).ptr);
        }
        aws_files_close(&files);
    }
}
