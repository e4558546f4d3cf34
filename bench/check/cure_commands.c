/*
 * cure_commands.c - what to type to put a cure in force.
 *
 * Policies first: AWS gives them ids, which take the place of their names in
 * the distribution. What edges have kept is thrown away at the end.
 */
#include "bench/check/cure.h"

static void create(struct buf *out, const struct cure_file *file,
                   struct span folder)
{
    bool cache = file->kind == CURE_CACHE_POLICY;

    buf_addf(out,
             "ID=$(aws cloudfront create-%s-policy \\\n"
             "    --cli-input-json 'file://%.*s%.*s' \\\n"
             "    --query %sPolicy.Id --output text)\n"
             "sed -i \"s/\\\"%.*s\\\"/\\\"$ID\\\"/\" "
             "'%.*sdistribution-config.json'\n",
             cache ? "cache" : "response-headers", SPAN_ARG(folder),
             SPAN_ARG(file->name), cache ? "Cache" : "ResponseHeaders",
             SPAN_ARG(file->of), SPAN_ARG(folder));
}

static void update(struct buf *out, const struct cures *cures,
                   struct span folder)
{
    struct span id =
        span_absent(cures->id) ? SPAN("DISTRIBUTION_ID") : cures->id;

    buf_addf(out, "aws cloudfront update-distribution --id %.*s \\\n",
             SPAN_ARG(id));
    if (span_absent(cures->etag))
        buf_addf(out,
                 "    --if-match \"$(aws cloudfront get-distribution-config "
                 "--id %.*s \\\n        --query ETag --output text)\" \\\n",
                 SPAN_ARG(id));
    else
        buf_addf(out, "    --if-match %.*s \\\n", SPAN_ARG(cures->etag));
    buf_addf(out,
             "    --distribution-config "
             "'file://%.*sdistribution-config.json'\n"
             "aws cloudfront create-invalidation --distribution-id %.*s \\\n"
             "    --paths '/*'\n",
             SPAN_ARG(folder), SPAN_ARG(id));
}

void cure_commands(const struct cures *cures, const struct cure *cure,
                   struct span folder, struct buf *out)
{
    for (size_t i = 0; i < cure->n_files; i++)
        if (cure->files[i].kind == CURE_CACHE_POLICY ||
            cure->files[i].kind == CURE_RESPONSE_HEADERS_POLICY)
            create(out, &cure->files[i], folder);
    for (size_t i = 0; i < cure->n_files; i++)
        if (cure->files[i].kind == CURE_BUCKET_CORS)
            buf_addf(out,
                     "aws s3api put-bucket-cors --bucket %.*s \\\n"
                     "    --cors-configuration 'file://%.*s%.*s'\n",
                     SPAN_ARG(cure->files[i].of), SPAN_ARG(folder),
                     SPAN_ARG(cure->files[i].name));
    update(out, cures, folder);
}
