/* behavior_access.c - whom a behavior trusts to sign URLs and cookies. */
#include "policies/cloudfront/behavior_access.h"

#include "policies/cloudfront/members.h"
#include "policies/cloudfront/public_key.h"
#include "policies/cloudfront/signed_access.h"

#define BELIEVED                                                      \
    "until then popbox believes every signature whose policy holds; " \
    "CloudFront "                                                     \
    "refuses those that do not fit"

/* The trusted keys as they are found. */
struct keys {
    const struct aws_in *in;
    const struct access_set *given;
    struct access_key at[ACCESS_SET_MAX];
    size_t n;
    bool is_complete;
};

static void add_key(struct keys *keys, const struct access_key *key)
{
    if (keys->n < ACCESS_SET_MAX)
        keys->at[keys->n++] = *key;
    else
        json_fail(keys->in->reader, NULL, "more than %d trusted keys",
                  ACCESS_SET_MAX);
}

static void miss(struct keys *keys, const char *command, struct span id)
{
    keys->is_complete = false;
    aws_note(keys->in, SPAN("CacheBehavior.TrustedKeyGroups"),
             arena_printf(keys->in->arena,
                          "add the output of aws cloudfront get-%s --id %.*s; "
                          "%s",
                          command, SPAN_ARG(id), BELIEVED));
}

static void add_group(struct keys *keys, struct span id)
{
    const struct access_group *group = access_set_group(keys->given, id);

    if (!group) {
        miss(keys, "key-group", id);
        return;
    }
    for (size_t i = 0; i < group->keys.n; i++) {
        struct span key_id = group->keys.at[i];
        const struct access_key *key = access_set_key(keys->given, key_id);

        if (key)
            add_key(keys, key);
        else
            miss(keys, "public-key", key_id);
    }
}

/* By hand keys are given, not their names. */
static bool in_use(const struct aws_in *in, const struct json *value,
                   const char *name)
{
    const struct json *member = json_member(value, name);

    if (!member || !aws_in_use(member))
        return false;
    if (in->strict)
        json_fail(in->reader, member,
                  "cannot be written by hand, because only AWS knows the keys: "
                  "give them in popbox.public_keys");
    return true;
}

static bool read_groups(struct keys *keys, const struct json *value)
{
    struct aws_strings ids;

    if (!in_use(keys->in, value, "TrustedKeyGroups"))
        return false;
    ids = aws_strings_get(keys->in, value, "TrustedKeyGroups", AWS_LIST_MAX);
    for (size_t i = 0; i < ids.n; i++)
        add_group(keys, ids.at[i]);
    return true;
}

/* Keys of whole accounts are told by nobody. */
static bool read_signers(struct keys *keys, const struct json *value)
{
    if (!in_use(keys->in, value, "TrustedSigners"))
        return false;
    keys->is_complete = false;
    aws_note(keys->in, SPAN("CacheBehavior.TrustedSigners"),
             SPAN("no command prints the keys of an account, so popbox "
                  "believes every signature whose policy holds; CloudFront "
                  "refuses those that do not fit"));
    return true;
}

static bool read_own(struct keys *keys, const struct json *value)
{
    const struct json *popbox = json_member(value, "popbox");
    struct aws_list list = {0};

    if (popbox && json_type(popbox) == JSON_OBJECT)
        list = aws_list_get(keys->in, popbox, "public_keys", ACCESS_SET_MAX);
    for (const struct json *item = list.first; item; item = json_next(item)) {
        struct access_key key = {
            .id = aws_string_get(keys->in, item, "Id"),
            .pem = aws_string_get(keys->in, item, "EncodedKey")};

        if (key.id.len == 0 || !public_key_is_usable(key.pem))
            json_fail(keys->in->reader, item,
                      "a public key has an Id and an EncodedKey: RSA with 2048 "
                      "bits or ECDSA P-256, as -----BEGIN PUBLIC KEY-----");
        add_key(keys, &key);
    }
    return list.n > 0;
}

void behavior_access_read(struct behavior *out, const struct aws_in *in,
                          const struct json *value,
                          const struct access_set *given)
{
    struct keys *keys = aws_alloc(in, 1, sizeof(*keys));
    struct signed_access *access = aws_alloc(in, 1, sizeof(*access));
    bool is_signed;

    if (!keys || !access)
        return;
    keys->in = in;
    keys->given = given;
    keys->is_complete = true;
    is_signed = read_groups(keys, value);
    is_signed |= read_signers(keys, value);
    is_signed |= read_own(keys, value);
    *access = (struct signed_access){keys->at, keys->n, keys->is_complete};
    if (is_signed)
        signed_access_fill(&out->access, access);
}
