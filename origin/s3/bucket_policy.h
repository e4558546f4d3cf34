/* bucket_policy.h - a bucket's policy document, and what it says of a request.
 */
#ifndef POPBOX_ORIGIN_S3_BUCKET_POLICY_H
#define POPBOX_ORIGIN_S3_BUCKET_POLICY_H

#include "origin/s3/policy_condition.h"
#include "origin/s3/problem.h"

#define BUCKET_POLICY_MAX ((size_t)20 << 10)

struct bucket_policy;

enum policy_verdict {
    POLICY_SILENT,
    POLICY_ALLOWS,
    POLICY_DENIES /* wins over every Allow */
};

/* Reads AWS's JSON: Version, Id, Statement[Sid, Effect, Principal, Action,
 * Resource, Condition], the middle three as NotPrincipal (with Deny only),
 * NotAction, NotResource, too. NULL with MalformedPolicy in problem. */
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
