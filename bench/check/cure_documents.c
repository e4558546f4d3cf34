/* cure_documents.c - AWS's documents, and where a cure finds things in them. */
#include "bench/check/cure_parts.h"

const struct json *cure_config(const struct aws_heap *heap)
{
    const struct json *root = heap->main->root;
    const struct json *whole = json_member(root, "Distribution");
    const struct json *config =
        json_member(whole ? whole : root, "DistributionConfig");

    return config ? config : root;
}

/* Of {"Quantity": n, "Items": [...]}. */
static const struct json *item(const struct json *list, size_t at)
{
    const struct json *value = json_first(json_member(list, "Items"));

    while (value && at-- > 0)
        value = json_next(value);
    return value;
}

const struct json *cure_behavior(const struct aws_heap *heap, size_t at)
{
    const struct json *config = cure_config(heap);

    if (at + 1 == heap->distribution.n_behaviors)
        return json_member(config, "DefaultCacheBehavior");
    return item(json_member(config, "CacheBehaviors"), at);
}

/* ---- buckets ---------------------------------------------------------------
 */

struct span cure_bucket(const struct aws_heap *heap, int origin)
{
    struct span domain = heap->distribution.origins[origin].domain;

    for (size_t i = 0; i < heap->n_servers; i++)
        if (span_ieq(heap->servers[i].domain, domain))
            return heap->servers[i].bucket;
    return SPAN_ABSENT;
}

const struct aws_document *cure_rules(const struct aws_heap *heap, int origin)
{
    struct span bucket = cure_bucket(heap, origin);

    for (size_t i = 0; i < heap->n_servers && !span_absent(bucket); i++)
        if (heap->servers[i].cors && span_eq(heap->servers[i].bucket, bucket))
            return heap->servers[i].cors;
    return NULL;
}

size_t cure_rule_values(const struct json *rules, const char *member,
                        struct span *values, size_t max)
{
    size_t n = 0;

    rules = json_first(json_member(rules, "CORSRules"));
    for (; rules; rules = json_next(rules))
        for (const struct json *value = json_first(json_member(rules, member));
             value && n < max; value = json_next(value)) {
            size_t i = 0;

            while (i < n && !span_eq(values[i], json_string(value)))
                i++;
            values[i] = json_string(value);
            n += i == n;
        }
    return n;
}

/* ---- policies --------------------------------------------------------------
 */

static bool is_text(const struct json *object, const char *member,
                    struct span text)
{
    const struct json *value = json_member(object, member);

    return value && json_type(value) == JSON_STRING &&
           span_eq(json_string(value), text);
}

/* {Id, XConfig {Name}} */
static const struct json *config_of(const struct json *policy, const char *name,
                                    struct span id)
{
    const struct json *config = json_member(policy, name);

    return is_text(policy, "Id", id) || is_text(config, "Name", id) ? config
                                                                    : NULL;
}

/* As get-, get-...-config and list- print it. */
static const struct json *in_document(const struct json *root, struct span id)
{
    static const char kind[] = "ResponseHeadersPolicy";
    static const char config[] = "ResponseHeadersPolicyConfig";
    const struct json *found = config_of(json_member(root, kind), config, id);
    const struct json *list = json_member(root, "ResponseHeadersPolicyList");

    if (!found)
        found = config_of(root, config, id);
    for (const struct json *at = json_first(json_member(list, "Items"));
         at && !found; at = json_next(at))
        found = config_of(json_member(at, kind), config, id);
    return found;
}

const struct json *cure_reply_config(const struct aws_heap *heap,
                                     struct span id)
{
    const struct json *found = NULL;

    for (size_t i = 0; i < heap->n_documents && !found; i++)
        if (heap->documents[i].kind == AWS_POLICY)
            found = in_document(heap->documents[i].root, id);
    return found;
}

/* ---- writing ---------------------------------------------------------------
 */

int cure_merge(struct json_out *out, const struct json *base, struct span patch)
{
    struct json_reader change, merged;
    int err = json_open(&change, "a cure", patch);

    if (!err) {
        err = json_merge(&merged, "a cure", base, json_root(&change));
        if (!err)
            json_out_value(out, json_root(&merged));
        json_close(&merged);
    }
    json_close(&change);
    return err;
}

void cure_list(struct json_out *out, const char *name, const struct span *items,
               size_t n)
{
    json_out_key(out, name);
    json_out_open(out, '{');
    json_out_key(out, "Quantity");
    json_out_int(out, (int64_t)n);
    json_out_key(out, "Items");
    json_out_open(out, '[');
    for (size_t i = 0; i < n; i++)
        json_out_string(out, items[i]);
    json_out_close(out, ']');
    json_out_close(out, '}');
}
