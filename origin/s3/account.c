/* account.c - who may sign requests, and who owns what. */
#include "origin/s3/account.h"

#include "origin/s3/digest.h"
#include "origin/s3/encodings.h"
#include "origin/s3/target.h"
#include "origin/s3/xml.h"

#define OWNER_ID \
    "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"
#define OWNER_NAME "popbox"
#define ANY_REGION "any"

/* What an id may hold: lists of grants set ids apart by blanks. */
static bool is_id(struct span id)
{
    for (size_t i = 0; i < id.len; i++)
        if (id.ptr[i] <= ' ' || id.ptr[i] == '"' || id.ptr[i] == ',')
            return false;
    return id.len > 0;
}

static void copy_text(struct arena *arena, struct json_reader *reader,
                      const struct json *at, struct span text, struct span *to)
{
    if (arena_copy(arena, text, to))
        json_fail(reader, at, "is too long");
}

struct member_source {
    struct arena *arena;
    struct json_reader *reader;
    const struct json *account;
};

static void copy_member(const struct member_source *in, const char *name,
                        struct span fallback, struct span *to)
{
    struct span text = json_get_string(in->reader, in->account, name, fallback);

    if (!span_absent(text))
        copy_text(in->arena, in->reader, in->account, text, to);
}

static void read_account(struct accounts *accounts, struct arena *arena,
                         struct json_reader *reader, const struct json *value)
{
    static const char *const known[] = {"access_key", "secret_key", "id",
                                        "display_name", "email"};
    struct account *account = &accounts->at[accounts->n];
    const struct member_source in = {arena, reader, value};
    struct digest_value hash;

    if (json_type(value) != JSON_OBJECT) {
        json_fail(reader, value,
                  "an account is {\"access_key\": …, \"secret_key\": …}");
        return;
    }
    json_only(reader, value, known, sizeof(known) / sizeof(known[0]));
    if (!json_need(reader, value, "access_key", JSON_STRING) ||
        !json_need(reader, value, "secret_key", JSON_STRING))
        return;
    digest_of(DIGEST_SHA256, json_name(value), &hash);
    copy_text(arena, reader, value, json_name(value), &account->name);
    copy_member(&in, "access_key", SPAN(""), &account->access_key);
    copy_member(&in, "secret_key", SPAN(""), &account->secret_key);
    copy_member(&in, "id", hex_of(arena, digest_span(&hash)), &account->id);
    copy_member(&in, "display_name", account->name, &account->display);
    copy_member(&in, "email", SPAN_ABSENT, &account->email);
    if (!is_id(account->id))
        json_fail(reader, value,
                  "its id has blanks, commas or quotes in it, or nothing");
    if (accounts_by_key(accounts, account->access_key))
        json_fail(reader, value, "has the access key of another account");
    if (accounts_by_id(accounts, account->id))
        json_fail(reader, value, "has the id of another account");
    accounts->n++;
}

static void read_region(struct accounts *accounts, struct arena *arena,
                        struct json_reader *reader, const struct json *value)
{
    struct span region =
        json_get_string(reader, value, "region", SPAN(ANY_REGION));

    if (reader->failed || span_eq(region, SPAN(ANY_REGION)))
        return;
    if (!target_region_is_valid(region))
        json_fail(reader, json_member(value, "region"),
                  "is no region: write one, like \"eu-west-1\", which "
                  "signatures must name then, or \"" ANY_REGION "\"");
    else if (arena_copy(arena, region, &accounts->region))
        json_fail(reader, value, "is too large");
}

void accounts_read(struct accounts *accounts, struct arena *arena,
                   struct json_reader *reader, const struct json *value)
{
    const struct json *all = json_get(reader, value, "accounts", JSON_OBJECT);
    size_t n = all ? json_count(all) : 0;

    *accounts = (struct accounts){.checked = all != NULL,
                                  .owner = {.name = SPAN(OWNER_NAME),
                                            .id = SPAN(OWNER_ID),
                                            .display = SPAN(OWNER_NAME)}};
    read_region(accounts, arena, reader, value);
    if (n > ACCOUNTS_MAX) {
        json_fail(reader, all, "has more than %d accounts", ACCOUNTS_MAX);
        return;
    }
    if (n > 0)
        accounts->at = arena_zalloc(arena, n, sizeof(accounts->at[0]));
    for (const struct json *v = accounts->at ? json_first(all) : NULL;
         v && !reader->failed; v = json_next(v))
        read_account(accounts, arena, reader, v);
    if (accounts->n > 0)
        accounts->owner = accounts->at[0];
}

const struct account *accounts_by_key(const struct accounts *accounts,
                                      struct span access_key)
{
    for (size_t i = 0; i < accounts->n; i++)
        if (span_eq(accounts->at[i].access_key, access_key))
            return &accounts->at[i];
    return NULL;
}

const struct account *accounts_by_id(const struct accounts *accounts,
                                     struct span id)
{
    for (size_t i = 0; i < accounts->n; i++)
        if (span_eq(accounts->at[i].id, id))
            return &accounts->at[i];
    return span_eq(accounts->owner.id, id) ? &accounts->owner : NULL;
}

const struct account *accounts_by_email(const struct accounts *accounts,
                                        struct span email)
{
    for (size_t i = 0; i < accounts->n; i++)
        if (!span_absent(accounts->at[i].email) &&
            span_ieq(accounts->at[i].email, email))
            return &accounts->at[i];
    return NULL;
}

struct account accounts_called(const struct accounts *accounts, struct span id)
{
    const struct account *known = accounts_by_id(accounts, id);

    return known ? *known : (struct account){.id = id};
}

void account_to_xml_members(struct buf *out, const struct account *account)
{
    xml_out_text(out, "ID", account->id);
    xml_out_text(out, "DisplayName", account->display);
}

void account_to_xml(struct buf *out, const char *name,
                    const struct account *account)
{
    xml_out_open(out, name);
    account_to_xml_members(out, account);
    xml_out_close(out, name);
}
