/*
 * aws_policies.c - bucket policies, and whose they are.
 *
 * get-bucket-policy prints the policy as a string within its JSON. Whose it is
 * its resources say, so nothing is guessed. A policy that the fake S3 does not
 * wholly understand is an error here, with what to do about it.
 */
#include "bench/aws_parts.h"
#include "origin/s3/bucket_policy.h"
#include "origin/s3/errors.h"

#define POLICY_MAX 65536u

/* The policy itself, in a reader of the document's own if it is a string. */
static int open_policy(struct aws_heap *heap, struct aws_document *document)
{
    const struct json *text = json_member(document->root, "Policy");

    document->policy = text ? text : document->root;
    if (!text || json_type(text) != JSON_STRING)
        return 0;
    document->has_inner = true;
    if (json_open(&document->inner, document->reader.file, json_string(text)) !=
        0) {
        buf_addf(heap->error, "in its Policy: %s", document->inner.error);
        return ERR_SYNTAX;
    }
    document->policy = json_root(&document->inner);
    return 0;
}

/* What is between ":::" and the next slash of an ARN; absent: no bucket's */
static struct span bucket_of(struct span resource)
{
    struct span mark = SPAN(":s3:::");
    size_t at = 0;

    if (!span_starts(resource, SPAN("arn:aws")))
        return SPAN_ABSENT;
    while (at < resource.len &&
           !span_starts(span_cut(resource, at, resource.len), mark))
        at++;
    resource = span_cut(resource, at + mark.len, resource.len);
    return span_cut(resource, 0, span_find(resource, '/', 0));
}

static const struct json *first_of(const struct json *list)
{
    return list && json_type(list) == JSON_ARRAY ? json_first(list) : list;
}

/* Of its first statement; S3 takes no policy of two buckets. */
static struct span bucket_of_policy(const struct aws_document *document)
{
    const struct json *statement =
        first_of(json_member(document->policy, "Statement"));
    const struct json *resource = NULL;

    if (statement && json_type(statement) == JSON_OBJECT)
        resource = first_of(json_member(statement, "Resource"));
    return resource && json_type(resource) == JSON_STRING
               ? bucket_of(json_string(resource))
               : SPAN_ABSENT;
}

/* Whether the fake S3 takes it. */
static int check_policy(struct aws_heap *heap,
                        const struct aws_document *document, struct span bucket)
{
    struct s3_problem problem = {.arena = &heap->arena};
    struct bucket_policy *policy;
    struct json_out out;
    struct buf text;

    buf_init(&text, POLICY_MAX);
    json_out_init(&out, &text, false);
    json_out_value(&out, document->policy);
    policy = bucket_policy_new(buf_span(&text), bucket, &problem);
    buf_fini(&text);
    if (!policy) {
        buf_addf(heap->error,
                 "%s: the fake S3 does not take this policy: %.*s; without the "
                 "file everybody may read the bucket here",
                 document->reader.file,
                 SPAN_ARG(span_absent(problem.message)
                              ? span_str(s3_error_message(problem.error))
                              : problem.message));
        return ERR_SYNTAX;
    }
    bucket_policy_free(policy);
    return 0;
}

static int no_bucket(struct aws_heap *heap, const struct aws_document *document,
                     struct span bucket)
{
    buf_addf(heap->error,
             "%s: the policy of the bucket %.*s, which is behind none of the "
             "distribution's origins: leave it out",
             document->reader.file, SPAN_ARG(bucket));
    return ERR_UNKNOWN;
}

static int place_policy(struct aws_heap *heap, struct aws_document *document)
{
    struct span bucket;
    bool placed = false;
    int err = open_policy(heap, document);

    if (err)
        return err;
    bucket = bucket_of_policy(document);
    for (size_t i = 0; i < heap->n_servers; i++) {
        struct aws_server *server = &heap->servers[i];

        if (span_absent(server->bucket) || !span_eq(server->bucket, bucket))
            continue;
        if (server->policy && server->policy != document) {
            buf_addf(heap->error, "%s and %s are both the policy of %.*s",
                     server->policy->reader.file, document->reader.file,
                     SPAN_ARG(bucket));
            return ERR_DUPLICATE;
        }
        server->policy = document;
        placed = true;
    }
    return placed ? check_policy(heap, document, bucket)
                  : no_bucket(heap, document, bucket);
}

int aws_policies_read(struct aws_heap *heap)
{
    int err = 0;

    for (size_t i = 0; i < heap->n_documents && !err; i++)
        if (heap->documents[i].kind == AWS_BUCKET_POLICY)
            err = place_policy(heap, &heap->documents[i]);
    return err;
}
