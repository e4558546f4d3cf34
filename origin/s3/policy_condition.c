/*
 * policy_condition.c - the conditions of a policy's statements.
 *
 * Of a condition all operators, of an operator all keys, of a key one value
 * must fit (IAM's "and" and "or"). An absent key fails every operator but the
 * negated ones, those that end in IfExists, and Null.
 */
#include "origin/s3/policy_condition.h"

#include "cache/base/ip_range.h"
#include "origin/s3/policy_operator.h"
#include "origin/s3/request.h"
#include "origin/s3/tags.h"

#define IPV4_NARROW 8 /* wider ranges are public to S3 */
#define IPV6_NARROW 32

const struct json *policy_first(const struct json *whole)
{
    if (whole && json_type(whole) == JSON_ARRAY)
        return json_first(whole);
    return whole;
}

const struct json *policy_next(const struct json *whole,
                               const struct json *value)
{
    return json_type(whole) == JSON_ARRAY ? json_next(value) : NULL;
}

/* ---- keys ---------------------------------------------------------------- */

enum source {
    FROM_NOTHING, /* never present here */
    FROM_HEADER,
    FROM_QUERY,
    FROM_ADDRESS,
    FROM_TRANSPORT,
    FROM_CLOCK,   /* as a date, to the second */
    FROM_CLOCK_S, /* in Unix seconds */
    FROM_AUTH_TYPE,
    FROM_ALGORITHM,
    FROM_AGE,         /* of the signature */
    FROM_TAGS,        /* the rest of the name is a tag's key */
    FROM_REQUEST_TAGS /* likewise */
};

struct key_row {
    const char *name; /* without case */
    enum source source;
    const char *of; /* the header's or parameter's name */
    bool narrows;   /* to so few that the grant is not public */
};

static const struct key_row keys[] = {
    {"aws:Referer", FROM_HEADER, "Referer", false},
    {"aws:UserAgent", FROM_HEADER, "User-Agent", false},
    {"aws:SourceIp", FROM_ADDRESS, NULL, true},
    {"aws:SourceArn", FROM_HEADER, "x-popbox-source-arn", true},
    {"aws:SourceAccount", FROM_NOTHING, NULL, true},
    {"aws:SourceVpc", FROM_NOTHING, NULL, true},
    {"aws:SourceVpce", FROM_NOTHING, NULL, true},
    {"aws:SecureTransport", FROM_TRANSPORT, NULL, false},
    {"aws:CurrentTime", FROM_CLOCK, NULL, false},
    {"aws:EpochTime", FROM_CLOCK_S, NULL, false},
    {"s3:authType", FROM_AUTH_TYPE, NULL, false},
    {"s3:signatureversion", FROM_ALGORITHM, NULL, false},
    {"s3:signatureAge", FROM_AGE, NULL, false},
    {"s3:TlsVersion", FROM_NOTHING, NULL, false},
    {"s3:prefix", FROM_QUERY, "prefix", false},
    {"s3:delimiter", FROM_QUERY, "delimiter", false},
    {"s3:max-keys", FROM_QUERY, "max-keys", false},
    {"s3:x-amz-acl", FROM_HEADER, "x-amz-acl", false},
    {"s3:x-amz-copy-source", FROM_HEADER, "x-amz-copy-source", false},
    {"s3:x-amz-metadata-directive", FROM_HEADER, "x-amz-metadata-directive",
     false},
    {"s3:x-amz-grant-read", FROM_HEADER, "x-amz-grant-read", false},
    {"s3:x-amz-grant-write", FROM_HEADER, "x-amz-grant-write", false},
    {"s3:x-amz-grant-read-acp", FROM_HEADER, "x-amz-grant-read-acp", false},
    {"s3:x-amz-grant-write-acp", FROM_HEADER, "x-amz-grant-write-acp", false},
    {"s3:x-amz-grant-full-control", FROM_HEADER, "x-amz-grant-full-control",
     false},
    {"s3:x-amz-server-side-encryption", FROM_HEADER,
     "x-amz-server-side-encryption", false},
    {"s3:x-amz-server-side-encryption-aws-kms-key-id", FROM_HEADER,
     "x-amz-server-side-encryption-aws-kms-key-id", false},
    {"s3:x-amz-storage-class", FROM_HEADER, "x-amz-storage-class", false},
    {"s3:x-amz-content-sha256", FROM_HEADER, "x-amz-content-sha256", false},
    {"s3:ExistingObjectTag/", FROM_TAGS, NULL, false},
    {"s3:RequestObjectTag/", FROM_REQUEST_TAGS, NULL, false},
};

static const struct key_row *key_of(struct span name)
{
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct span known = span_str(keys[i].name);
        bool tag = span_ends(known, SPAN("/"));

        if (span_ieq(tag ? span_cut(name, 0, known.len) : name, known) &&
            (!tag || name.len > known.len))
            return &keys[i];
    }
    return NULL;
}

static struct span header(const struct policy_question *question,
                          const char *name)
{
    if (!question->headers)
        return SPAN_ABSENT;
    return http_headers_get(question->headers, span_str(name));
}

static struct span number_text(const struct policy_question *question,
                               int64_t value)
{
    if (!question->arena)
        return SPAN_ABSENT;
    return arena_printf(question->arena, "%lld", (long long)value);
}

/* What the request is at, and how it is signed. */
static struct span circumstance(const struct policy_question *question,
                                enum source source)
{
    switch (source) {
    case FROM_TRANSPORT: /* no TLS here */
        return SPAN("false");
    case FROM_CLOCK:
        return question->arena ? s3_time_iso(question->arena, question->now_ms)
                               : SPAN_ABSENT;
    case FROM_CLOCK_S:
        return number_text(question, question->now_ms / 1000);
    case FROM_AUTH_TYPE:
        return question->auth_type;
    case FROM_ALGORITHM:
        return question->algorithm;
    case FROM_AGE:
        return question->signed_ms
                   ? number_text(question,
                                 question->now_ms - question->signed_ms)
                   : SPAN_ABSENT;
    case FROM_ADDRESS:
        return question->source_ip;
    case FROM_NOTHING:
    case FROM_HEADER:
    case FROM_QUERY:
    case FROM_TAGS:
    case FROM_REQUEST_TAGS:
        break;
    }
    return SPAN_ABSENT;
}

static struct span value_of(const struct policy_question *question,
                            const struct key_row *key, struct span name)
{
    struct span tag = span_cut(name, strlen(key->name), name.len);

    switch (key->source) {
    case FROM_HEADER:
        return header(question, key->of);
    case FROM_QUERY:
        if (!span_absent(question->prefix) &&
            span_eq(span_str(key->of), SPAN("prefix")))
            return question->prefix;
        return question->query ? query_get(question->query, key->of)
                               : SPAN_ABSENT;
    case FROM_TAGS:
        return tags_value(question->tags, question->arena, tag);
    case FROM_REQUEST_TAGS:
        return tags_value(header(question, "x-amz-tagging"), question->arena,
                          tag);
    case FROM_NOTHING:
    case FROM_ADDRESS:
    case FROM_TRANSPORT:
    case FROM_CLOCK:
    case FROM_CLOCK_S:
    case FROM_AUTH_TYPE:
    case FROM_ALGORITHM:
    case FROM_AGE:
        break;
    }
    return circumstance(question, key->source);
}

/* ---- does it hold? ------------------------------------------------------- */

static bool key_holds(const struct json *op, const struct json *key,
                      const struct policy_question *question)
{
    bool if_exists;
    const struct policy_operator *row =
        policy_operator_of(json_name(op), &if_exists);
    struct span value =
        value_of(question, key_of(json_name(key)), json_name(key));
    bool found = false;

    if (span_absent(value) && row->kind != OP_NULL)
        return row->negated || if_exists;
    for (const struct json *v = policy_first(key); v && !found;
         v = policy_next(key, v))
        found = policy_operator_fits(row, v, value);
    return found != row->negated;
}

bool policy_condition_holds(const struct json *condition,
                            const struct policy_question *question)
{
    for (const struct json *op = condition ? json_first(condition) : NULL; op;
         op = json_next(op))
        for (const struct json *key = json_first(op); key; key = json_next(key))
            if (!key_holds(op, key, question))
                return false;
    return true;
}

/* ---- is it narrow? ------------------------------------------------------- */

static bool is_narrow_range(struct span text)
{
    struct ip_range range;

    return !ip_range_read(text, &range) ||
           range.bits >= (range.is_v6 ? IPV6_NARROW : IPV4_NARROW);
}

static bool key_narrows(const struct json *op, const struct json *key)
{
    bool if_exists;
    const struct policy_operator *row =
        policy_operator_of(json_name(op), &if_exists);

    if (!key_of(json_name(key))->narrows || row->negated || if_exists ||
        row->kind == OP_NULL)
        return false;
    if (row->kind != OP_ADDRESS)
        return true;
    for (const struct json *v = policy_first(key); v; v = policy_next(key, v))
        if (!is_narrow_range(policy_operator_text(v)))
            return false;
    return true;
}

bool policy_condition_narrows(const struct json *condition)
{
    for (const struct json *op = condition ? json_first(condition) : NULL; op;
         op = json_next(op))
        for (const struct json *key = json_first(op); key; key = json_next(key))
            if (key_narrows(op, key))
                return true;
    return false;
}

/* ---- is it right? -------------------------------------------------------- */

static const char *fault_of_key(const struct policy_operator *op,
                                const struct json *key)
{
    const char *fault = NULL;

    if (!key_of(json_name(key)) || !policy_first(key))
        return "Policy has an invalid condition key";
    for (const struct json *v = policy_first(key); v && !fault;
         v = policy_next(key, v))
        fault = policy_operator_fault(op, v);
    return fault;
}

const char *policy_condition_fault(const struct json *condition)
{
    const char *fault = NULL;

    if (condition && json_type(condition) != JSON_OBJECT)
        return "Invalid policy syntax.";
    for (const struct json *op = condition ? json_first(condition) : NULL;
         op && !fault; op = json_next(op)) {
        bool if_exists;
        const struct policy_operator *row =
            policy_operator_of(json_name(op), &if_exists);

        if (!row)
            return "Invalid Condition type";
        if (json_type(op) != JSON_OBJECT)
            return "Invalid policy syntax.";
        for (const struct json *key = json_first(op); key && !fault;
             key = json_next(key))
            fault = fault_of_key(row, key);
    }
    return fault;
}
