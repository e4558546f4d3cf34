/* handle_website.c - ?website: the configuration of a bucket's pages. */
#include "origin/s3/handlers.h"

enum s3_error s3_put_website(struct s3_request *r, struct bucket *bucket)
{
    struct website_config *website =
        website_config_from_xml(buf_span(&r->upload.text), &r->problem);
    int failed;

    if (!website)
        return r->problem.error;
    failed = bucket_set_website(&r->s3->buckets, bucket, website);
    if (failed) {
        website_config_free(website);
        return s3_refuse_store(r, failed);
    }
    return s3_answer_empty(r, 200);
}

enum s3_error s3_get_website(struct s3_request *r, struct bucket *bucket)
{
    if (!bucket->website)
        return s3_refuse_bucket(r, S3_NO_SUCH_WEBSITE);
    website_config_to_xml(bucket->website, &r->out);
    return s3_answer_xml(r);
}

enum s3_error s3_delete_website(struct s3_request *r, struct bucket *bucket)
{
    int failed = bucket_set_website(&r->s3->buckets, bucket, NULL);

    return failed ? s3_refuse_store(r, failed) : s3_answer_empty(r, 204);
}
