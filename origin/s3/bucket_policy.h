/* bucket_policy.h - a bucket's policy document, and what it says of a request.
 */
#ifndef POPBOX_ORIGIN_S3_BUCKET_POLICY_H
#define POPBOX_ORIGIN_S3_BUCKET_POLICY_H

#include "origin/s3/account.h"
#include "origin/s3/problem.h"

#define BUCKET_POLICY_MAX ((size_t)20 << 10)

struct bucket_policy;

enum policy_verdict {
    POLICY_SILENT,
    POLICY_ALLOWS,
    POLICY_DENIES /* wins over every Allow */
};

/* What a policy can look at. Absent: the request has none. */
struct policy_question {
    const struct account *caller; /* NULL: anonymous */
    struct span action;           /* "s3:GetObject" */
    struct span resource;         /* "arn:aws:s3:::bucket/key" */
    struct span referer;
    struct span user_agent;
    struct span source_ip;
    struct span prefix; /* of a list */
    struct span delimiter;
    struct span acl; /* x-amz-acl */
};

/* Reads AWS's JSON: Version, Id, Statement[Sid, Effect, Principal, Action,
 * Resource, Condition] with StringEquals, StringLike and their Not twins. NULL
 * with MalformedPolicy in problem. */
struct bucket_policy *bucket_policy_new(struct span text, struct span bucket,
                                        struct s3_problem *problem);
/* policy may be NULL. */
void bucket_policy_free(struct bucket_policy *policy);
/* As it was put. */
struct span bucket_policy_text(const struct bucket_policy *policy);
/* Silent for a NULL policy. */
enum policy_verdict bucket_policy_judge(const struct bucket_policy *policy,
                                        const struct policy_question *question);
/* Does it grant something to everybody? False for NULL. */
bool bucket_policy_is_public(const struct bucket_policy *policy);

#endif
