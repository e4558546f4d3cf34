/*
 * policy_condition.c - the conditions of a policy's statements.
 *
 * Of a condition all operators, of an operator all keys, of a key one value
 * must fit (IAM's "and" and "or"). An absent key fails every operator but the
 * negated ones, those that end in IfExists, and Null.
 */
#include "origin/s3/policy_condition.h"

#include "cache/base/ip_range.h"
#include "origin/s3/tags.h"

#define IF_EXISTS   "IfExists"
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

/* ---- operators ----------------------------------------------------------- */

enum operator_kind {
    OP_EQUALS,
    OP_EQUALS_ANY_CASE,
    OP_LIKE,
    OP_ADDRESS,
    OP_NULL
};

struct operator_row {
    const char *name;
    enum operator_kind kind;
    bool negated;
};

static const struct operator_row operators[] = {
    {"StringEquals", OP_EQUALS, false},
    {"StringNotEquals", OP_EQUALS, true},
    {"StringEqualsIgnoreCase", OP_EQUALS_ANY_CASE, false},
    {"StringNotEqualsIgnoreCase", OP_EQUALS_ANY_CASE, true},
    {"StringLike", OP_LIKE, false},
    {"StringNotLike", OP_LIKE, true},
    {"ArnEquals", OP_LIKE, false},
    {"ArnNotEquals", OP_LIKE, true},
    {"ArnLike", OP_LIKE, false},
    {"ArnNotLike", OP_LIKE, true},
    {"Bool", OP_EQUALS_ANY_CASE, false},
    {"IpAddress", OP_ADDRESS, false},
    {"NotIpAddress", OP_ADDRESS, true},
    {"Null", OP_NULL, false},
};

/* *if_exists: the name ends in that. NULL when unknown. */
static const struct operator_row *operator_of(struct span name, bool *if_exists)
{
    *if_exists = span_ends(name, SPAN(IF_EXISTS));
    if (*if_exists)
        name = span_cut(name, 0, name.len - (sizeof(IF_EXISTS) - 1));
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
        if (span_eq(name, span_str(operators[i].name)) &&
            !(*if_exists && operators[i].kind == OP_NULL))
            return &operators[i];
    return NULL;
}

/* ---- keys ---------------------------------------------------------------- */

enum source {
    FROM_NOTHING, /* never present here */
    FROM_HEADER,
    FROM_QUERY,
    FROM_ADDRESS,
    FROM_TRANSPORT,
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
    case FROM_ADDRESS:
        return question->source_ip;
    case FROM_TRANSPORT: /* no TLS here */
        return SPAN("false");
    case FROM_TAGS:
        return tags_value(question->tags, question->arena, tag);
    case FROM_REQUEST_TAGS:
        return tags_value(header(question, "x-amz-tagging"), question->arena,
                          tag);
    case FROM_NOTHING:
        break;
    }
    return SPAN_ABSENT;
}

/* ---- does it hold? ------------------------------------------------------- */

static struct span text_of(const struct json *value)
{
    if (json_type(value) == JSON_BOOL)
        return json_bool(value) ? SPAN("true") : SPAN("false");
    return json_string(value);
}

static bool is_within(struct span wanted, struct span value)
{
    struct ip_range address;
    struct ip_range range;

    return ip_range_read(wanted, &range) && ip_range_read(value, &address) &&
           ip_range_has(&range, &address);
}

static bool fits(enum operator_kind kind, struct span wanted, struct span value)
{
    switch (kind) {
    case OP_EQUALS:
        return span_eq(wanted, value);
    case OP_EQUALS_ANY_CASE:
        return span_ieq(wanted, value);
    case OP_LIKE:
        return span_glob(wanted, value);
    case OP_ADDRESS:
        return is_within(wanted, value);
    case OP_NULL: /* "true": the key is absent */
        return span_ieq(wanted,
                        span_absent(value) ? SPAN("true") : SPAN("false"));
    }
    return false;
}

static bool key_holds(const struct json *op, const struct json *key,
                      const struct policy_question *question)
{
    bool if_exists;
    const struct operator_row *row = operator_of(json_name(op), &if_exists);
    struct span value =
        value_of(question, key_of(json_name(key)), json_name(key));
    bool found = false;

    if (span_absent(value) && row->kind != OP_NULL)
        return row->negated || if_exists;
    for (const struct json *v = policy_first(key); v && !found;
         v = policy_next(key, v))
        found = fits(row->kind, text_of(v), value);
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
    const struct operator_row *row = operator_of(json_name(op), &if_exists);

    if (!key_of(json_name(key))->narrows || row->negated || if_exists ||
        row->kind == OP_NULL)
        return false;
    if (row->kind != OP_ADDRESS)
        return true;
    for (const struct json *v = policy_first(key); v; v = policy_next(key, v))
        if (!is_narrow_range(text_of(v)))
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

static const char *fault_of_key(const struct operator_row *op,
                                const struct json *key)
{
    struct ip_range range;

    if (!key_of(json_name(key)) || !policy_first(key))
        return "Policy has an invalid condition key";
    for (const struct json *v = policy_first(key); v; v = policy_next(key, v)) {
        if (json_type(v) != JSON_STRING && json_type(v) != JSON_BOOL)
            return "Policy has an invalid condition key";
        if (op->kind == OP_ADDRESS && !ip_range_read(text_of(v), &range))
            return "Invalid IP range in Condition";
    }
    return NULL;
}

const char *policy_condition_fault(const struct json *condition)
{
    const char *fault = NULL;

    if (condition && json_type(condition) != JSON_OBJECT)
        return "Invalid policy syntax.";
    for (const struct json *op = condition ? json_first(condition) : NULL;
         op && !fault; op = json_next(op)) {
        bool if_exists;
        const struct operator_row *row = operator_of(json_name(op), &if_exists);

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
