/*
 * access_set.c - who may ask: keys of viewers, and as whom CloudFront asks.
 *
 * The kinds come in the same wrappers: one thing {Id, Config}, or a list of
 * them, whose items are flat but for key groups. So a kind is a row here.
 */
#include "policies/cloudfront/access_set.h"

#include "policies/cloudfront/public_key.h"

struct kind {
    const char *thing;  /* "PublicKey" */
    const char *config; /* "PublicKeyConfig" */
    const char *list;   /* "PublicKeyList" */
    const char *command;
    /* thing has the Id, config all the rest; both may be the same object. */
    void (*add)(struct access_set *set, const struct aws_in *in,
                const struct json *thing, const struct json *config);
};

/* Where a thing with that id goes: its old place, the next one, or NULL with an
 * error noted. The ids are the first member of all elements. */
static void *place(const struct aws_in *in, void *array, size_t size, size_t *n,
                   struct span id)
{
    char *at = array;

    for (size_t i = 0; i < *n; i++, at += size) {
        struct span found;

        memcpy(&found, at, sizeof(found));
        if (span_eq(found, id))
            return at;
    }
    if (*n == ACCESS_SET_MAX) {
        json_fail(in->reader, NULL, "more than %d of one kind", ACCESS_SET_MAX);
        return NULL;
    }
    ++*n;
    return at;
}

static struct span need_id(const struct aws_in *in, const struct json *thing)
{
    (void)json_need(in->reader, thing, "Id", JSON_STRING); /* noted */
    return aws_string_get(in, thing, "Id");
}

static void add_control(struct access_set *set, const struct aws_in *in,
                        const struct json *thing, const struct json *config)
{
    static const char *const words[] = {"always", "never", "no-override"};
    struct access_control control = {.id = need_id(in, thing)};
    struct access_control *at;

    control.signing = (enum access_signing)json_get_enum(
        in->reader, config, "SigningBehavior", JSON_WORDS(words), ACCESS_SIGNS);
    at =
        place(in, set->controls, sizeof(control), &set->n_controls, control.id);
    if (at)
        *at = control;
}

static void add_identity(struct access_set *set, const struct aws_in *in,
                         const struct json *thing, const struct json *config)
{
    struct access_identity identity = {
        .id = need_id(in, thing),
        .user = aws_string_get(in, thing, "S3CanonicalUserId")};
    struct access_identity *at = place(in, set->identities, sizeof(identity),
                                       &set->n_identities, identity.id);

    (void)config; /* a comment, and nothing that counts */
    if (at)
        *at = identity;
}

static void add_key(struct access_set *set, const struct aws_in *in,
                    const struct json *thing, const struct json *config)
{
    const struct json *text =
        json_need(in->reader, config, "EncodedKey", JSON_STRING);
    struct access_key key = {.id = need_id(in, thing)};
    struct access_key *at =
        place(in, set->keys, sizeof(key), &set->n_keys, key.id);

    if (!text || !at)
        return;
    if (!public_key_is_usable(json_string(text)))
        json_fail(in->reader, text,
                  "is no public key that CloudFront takes: RSA with 2048 bits "
                  "or ECDSA P-256, as -----BEGIN PUBLIC KEY-----");
    key.pem = aws_string_get(in, config, "EncodedKey");
    *at = key;
}

static void add_group(struct access_set *set, const struct aws_in *in,
                      const struct json *thing, const struct json *config)
{
    struct access_group group = {
        .id = need_id(in, thing),
        .name = aws_string_get(in, config, "Name"),
        .keys = aws_strings_get(in, config, "Items", ACCESS_SET_MAX)};
    struct access_group *at =
        place(in, set->groups, sizeof(group), &set->n_groups, group.id);

    if (at)
        *at = group;
}

static const struct kind kinds[] = {
    {"OriginAccessControl", "OriginAccessControlConfig",
     "OriginAccessControlList", "origin-access-control", add_control},
    {"CloudFrontOriginAccessIdentity", "CloudFrontOriginAccessIdentityConfig",
     "CloudFrontOriginAccessIdentityList", "cloud-front-origin-access-identity",
     add_identity},
    {"PublicKey", "PublicKeyConfig", "PublicKeyList", "public-key", add_key},
    {"KeyGroup", "KeyGroupConfig", "KeyGroupList", "key-group", add_group},
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void add(struct access_set *set, const struct aws_in *in,
                const struct kind *kind, const struct json *thing)
{
    const struct json *config = json_member(thing, kind->config);

    kind->add(set, in, thing, config ? config : thing);
}

static void add_list(struct access_set *set, const struct aws_in *in,
                     const struct kind *kind, const struct json *document)
{
    struct aws_list list = aws_list_get(in, document, kind->list, AWS_LIST_MAX);

    for (const struct json *item = list.first; item && !in->reader->failed;
         item = json_next(item)) {
        const struct json *thing = json_member(item, kind->thing);

        add(set, in, kind, thing ? thing : item);
    }
}

bool access_set_takes(const struct json *document)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (json_member(document, kinds[i].thing) ||
            json_member(document, kinds[i].config) ||
            json_member(document, kinds[i].list))
            return true;
    return false;
}

int access_set_read(struct access_set *set, const struct aws_in *in,
                    const struct json *document)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        const struct kind *kind = &kinds[i];
        const struct json *thing =
            json_get(in->reader, document, kind->thing, JSON_OBJECT);

        if (thing)
            add(set, in, kind, thing);
        else if (json_member(document, kind->list))
            add_list(set, in, kind, document);
        else if (json_member(document, kind->config))
            json_fail(in->reader, document,
                      "this does not say its Id: give the output of aws "
                      "cloudfront get-%s in its place",
                      kind->command);
    }
    return aws_done(in);
}

/* ---- bucket policies --------------------------------------------------------
 */

bool access_set_takes_bucket_policy(const struct json *document)
{
    return json_member(document, "Policy") ||
           json_member(document, "Statement");
}

static bool is_distribution(struct span arn)
{
    return span_starts(arn, SPAN("arn:aws")) &&
           span_glob(SPAN("arn:aws*:cloudfront::*:distribution/?*"), arn) &&
           span_find(arn, '*', 0) == arn.len;
}

/* Looks through a statement's conditions; keys are compared without case. */
static void find_arn(struct access_set *set, const struct aws_in *in,
                     const struct json *condition)
{
    for (const struct json *op = condition ? json_first(condition) : NULL; op;
         op = json_next(op)) {
        if (json_type(op) != JSON_OBJECT)
            continue;
        for (const struct json *key = json_first(op); key;
             key = json_next(key)) {
            const struct json *value =
                json_type(key) == JSON_ARRAY ? json_first(key) : key;

            if (value && json_type(value) == JSON_STRING &&
                span_ieq(json_name(key), SPAN("aws:sourcearn")) &&
                span_absent(set->source_arn) &&
                is_distribution(json_string(value)))
                set->source_arn = arena_printf(in->arena, "%.*s",
                                               SPAN_ARG(json_string(value)));
        }
    }
}

static void find_in_policy(struct access_set *set, const struct aws_in *in,
                           const struct json *policy)
{
    const struct json *all = json_member(policy, "Statement");
    const struct json *statement = all;

    if (all && json_type(all) == JSON_ARRAY)
        statement = json_first(all);
    for (; statement;
         statement = all == statement ? NULL : json_next(statement)) {
        const struct json *condition = json_type(statement) == JSON_OBJECT
                                           ? json_member(statement, "Condition")
                                           : NULL;

        if (condition && json_type(condition) == JSON_OBJECT)
            find_arn(set, in, condition);
    }
}

void access_set_read_bucket_policy(struct access_set *set,
                                   const struct aws_in *in,
                                   const struct json *document)
{
    const struct json *text = json_member(document, "Policy");
    struct json_reader inner;

    if (!text || json_type(text) != JSON_STRING) {
        find_in_policy(set, in, text ? text : document);
        return;
    }
    if (json_open(&inner, "Policy", json_string(text)) != 0)
        json_fail(in->reader, text, "is no JSON: %s", inner.error);
    else if (json_type(json_root(&inner)) == JSON_OBJECT)
        find_in_policy(set, in, json_root(&inner));
    json_close(&inner);
}

/* ---- looking up ---------------------------------------------------------- */

const struct access_control *access_set_control(const struct access_set *set,
                                                struct span id)
{
    for (size_t i = 0; set && i < set->n_controls; i++)
        if (span_eq(set->controls[i].id, id))
            return &set->controls[i];
    return NULL;
}

const struct access_identity *access_set_identity(const struct access_set *set,
                                                  struct span id)
{
    for (size_t i = 0; set && i < set->n_identities; i++)
        if (span_eq(set->identities[i].id, id))
            return &set->identities[i];
    return NULL;
}

const struct access_key *access_set_key(const struct access_set *set,
                                        struct span id)
{
    for (size_t i = 0; set && i < set->n_keys; i++)
        if (span_eq(set->keys[i].id, id))
            return &set->keys[i];
    return NULL;
}

const struct access_group *access_set_group(const struct access_set *set,
                                            struct span id)
{
    for (size_t i = 0; set && i < set->n_groups; i++)
        if (span_eq(set->groups[i].id, id))
            return &set->groups[i];
    return NULL;
}
