/* policy_condition.h - the conditions of a policy's statements. */
#ifndef POPBOX_ORIGIN_S3_POLICY_CONDITION_H
#define POPBOX_ORIGIN_S3_POLICY_CONDITION_H

#include "cache/base/json.h"
#include "cache/http/msg.h"
#include "origin/s3/account.h"
#include "origin/s3/query.h"

/* What a policy can look at. Absent or NULL: the request has none. */
struct policy_question {
    const struct account *caller; /* NULL: anonymous */
    struct span action;           /* "s3:GetObject" */
    struct span resource;         /* "arn:aws:s3:::bucket/key" */
    struct span source_ip;
    const struct http_headers *headers;
    const struct query *query;
    int64_t now_ms;
    struct span auth_type; /* "REST-HEADER", "REST-QUERY-STRING" */
    struct span algorithm; /* of the signature, as s3:signatureversion has it */
    int64_t signed_ms;     /* 0: it does not say when */
    struct span prefix;  /* of a listing that stands for the question whether a
                            key is there: that key; absent: the query's */
    struct arena *arena; /* to decode tags in; NULL: there are none */
    struct span tags;    /* of the object that is there, as tags.h has them */
};

/* A condition's or statement's value is one string or an array of them: steps
 * through either. */
const struct json *policy_first(const struct json *whole);
const struct json *policy_next(const struct json *whole,
                               const struct json *value);

/* What is wrong with a statement's Condition (NULL: it has none): a sentence,
 * or NULL. */
const char *policy_condition_fault(const struct json *condition);
/* Of one without a fault. */
bool policy_condition_holds(const struct json *condition,
                            const struct policy_question *question);
/* Does it admit so few that a grant to everybody is not public? */
bool policy_condition_narrows(const struct json *condition);

#endif
