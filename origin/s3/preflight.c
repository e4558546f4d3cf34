/*
 * preflight.c - the answers to OPTIONS, each "no" in S3's own words.
 *
 * Neither the key nor any permission is looked at: a preflight of a missing
 * object, of a private one or of a presigned URL is answered by the bucket's
 * rules alone.
 */
#include "origin/s3/handlers.h"

#include "origin/s3/cors_rules.h"

static const char *const methods[] = {"GET", "PUT", "POST", "DELETE", "HEAD"};

static enum s3_error forbid(struct s3_request *r, const char *type,
                            const char *message)
{
    struct span acrm = s3_request_header(r, "Access-Control-Request-Method");

    (void)s3_problem_say(&r->problem, S3_ACCESS_FORBIDDEN, span_str(message));
    s3_problem_add(&r->problem, "Method",
                   span_absent(acrm) ? SPAN("OPTIONS") : acrm);
    s3_problem_add(&r->problem, "ResourceType", span_str(type));
    return S3_ACCESS_FORBIDDEN;
}

static enum s3_error judge_method(struct s3_request *r)
{
    struct span acrm = s3_request_header(r, "Access-Control-Request-Method");

    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (span_eq(acrm, span_str(methods[i])))
            return S3_OK;
    return s3_problem_say(
        &r->problem, S3_BAD_REQUEST,
        arena_printf(r->arena, "Invalid Access-Control-Request-Method: %.*s",
                     SPAN_ARG(span_absent(acrm) ? SPAN("null") : acrm)));
}

enum s3_error s3_preflight(struct s3_request *r)
{
    const struct bucket *bucket = NULL;
    struct cors_question question;
    enum s3_error error;

    cors_question_of(&question, &r->req, r->arena);
    if (span_absent(question.page_origin))
        return s3_problem_say(
            &r->problem, S3_BAD_REQUEST,
            SPAN("Insufficient information. Origin request header needed."));
    if (query_has(&r->query, "versionId"))
        return s3_problem_say(
            &r->problem, S3_INVALID_ARGUMENT,
            SPAN("This operation does not accept a version-id."));
    if (!span_absent(r->target.bucket))
        bucket = buckets_find(&r->s3->buckets, r->target.bucket);
    if (!bucket)
        return forbid(r, "BUCKET", "CORSResponse: Bucket not found");
    if (!bucket->cors)
        return forbid(r, "BUCKET",
                      "CORSResponse: CORS is not enabled for this bucket.");
    error = judge_method(r);
    if (error)
        return error;
    if (!cors_rule_match(bucket->cors, &question))
        return forbid(
            r, r->target.level == TARGET_OBJECT ? "OBJECT" : "BUCKET",
            "CORSResponse: This CORS request is not allowed. This is usually "
            "because the evalution of Origin, request method / "
            "Access-Control-Request-Method or Access-Control-Request-Headers "
            "are not whitelisted by the resource's CORS spec.");
    return s3_answer_empty(r, 200);
}
