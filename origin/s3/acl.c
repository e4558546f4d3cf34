/* acl.c - access control lists as values: canned ones and lists of grants. */
#include "origin/s3/acl.h"

static const char *const kind_names[] = {
    [ACL_PRIVATE] = "private",
    [ACL_PUBLIC_READ] = "public-read",
    [ACL_PUBLIC_READ_WRITE] = "public-read-write",
    [ACL_AUTHENTICATED_READ] = "authenticated-read",
    [ACL_OWNER_READ] = "bucket-owner-read",
    [ACL_OWNER_FULL_CONTROL] = "bucket-owner-full-control",
    [ACL_LISTED] = "listed",
};

static bool kind_named(struct span name, enum acl_kind *kind)
{
    for (size_t i = 0; i < sizeof(kind_names) / sizeof(kind_names[0]); i++) {
        if (!span_eq(name, span_str(kind_names[i])))
            continue;
        *kind = (enum acl_kind)i;
        return true;
    }
    return false;
}

bool acl_named(struct span name, struct acl *acl)
{
    *acl = (struct acl){.kind = ACL_PRIVATE};
    return kind_named(name, &acl->kind) && acl->kind != ACL_LISTED;
}

struct permission {
    const char *name;
    unsigned bits;
};

static const struct permission permissions[] = {
    {"READ", ACL_READ},
    {"WRITE", ACL_WRITE},
    {"READ_ACP", ACL_READ_ACP},
    {"WRITE_ACP", ACL_WRITE_ACP},
    {"FULL_CONTROL", ACL_FULL_CONTROL},
};

unsigned acl_permission(struct span name)
{
    for (size_t i = 0; i < sizeof(permissions) / sizeof(permissions[0]); i++)
        if (span_eq(name, span_str(permissions[i].name)))
            return permissions[i].bits;
    return 0;
}

bool acl_grant_next(struct span grants, size_t *at, struct acl_grant *grant)
{
    size_t end = span_find(grants, ' ', *at);
    size_t colon = span_find(grants, ':', *at);

    if (*at >= grants.len)
        return false;
    grant->permission = span_cut(grants, *at, colon);
    grant->grantee = span_cut(grants, colon + 1, end);
    *at = end + 1;
    return true;
}

/* What a canned ACL grants beside its owner's full control: to groups, which
 * come first, or to the bucket's owner. */
static const char *group_grants(enum acl_kind kind)
{
    switch (kind) {
    case ACL_PUBLIC_READ:
        return "READ:" ACL_EVERYBODY " ";
    case ACL_PUBLIC_READ_WRITE:
        return "READ:" ACL_EVERYBODY " WRITE:" ACL_EVERYBODY " ";
    case ACL_AUTHENTICATED_READ:
        return "READ:" ACL_ACCOUNTS " ";
    case ACL_PRIVATE:
    case ACL_OWNER_READ:
    case ACL_OWNER_FULL_CONTROL:
    case ACL_LISTED:
        break;
    }
    return "";
}

struct span acl_grants(const struct acl *acl, struct arena *arena,
                       struct acl_owners owners)
{
    struct span more = SPAN("");

    if (acl->kind == ACL_LISTED)
        return acl->grants;
    if (!span_eq(owners.owner, owners.bucket_owner)) {
        if (acl->kind == ACL_OWNER_READ)
            more = SPAN(" READ:");
        if (acl->kind == ACL_OWNER_FULL_CONTROL)
            more = SPAN(" FULL_CONTROL:");
    }
    return arena_printf(
        arena, "%sFULL_CONTROL:%.*s%.*s%.*s", group_grants(acl->kind),
        SPAN_ARG(owners.owner), SPAN_ARG(more),
        SPAN_ARG(span_cut(owners.bucket_owner, 0,
                          more.len > 0 ? owners.bucket_owner.len : 0)));
}

static bool is_public_group(struct span grantee)
{
    return span_eq(grantee, SPAN(ACL_EVERYBODY)) ||
           span_eq(grantee, SPAN(ACL_ACCOUNTS));
}

unsigned acl_bits(struct span grants, struct span id, bool groups)
{
    struct acl_grant grant;
    unsigned bits = 0;

    for (size_t at = 0; acl_grant_next(grants, &at, &grant);) {
        bool meant = !span_absent(id) && span_eq(grant.grantee, id);

        if (groups && span_eq(grant.grantee, SPAN(ACL_EVERYBODY)))
            meant = true;
        if (groups && span_eq(grant.grantee, SPAN(ACL_ACCOUNTS)))
            meant = !span_absent(id);
        if (meant)
            bits |= acl_permission(grant.permission);
    }
    return bits;
}

bool acl_is_public(const struct acl *acl)
{
    struct acl_grant grant;

    if (acl->kind != ACL_LISTED)
        return *group_grants(acl->kind) != '\0';
    for (size_t at = 0; acl_grant_next(acl->grants, &at, &grant);)
        if (is_public_group(grant.grantee))
            return true;
    return false;
}

bool acl_is_plain(const struct acl *acl, struct span owner)
{
    struct acl_grant grant;
    size_t n = 0;

    if (acl->kind != ACL_LISTED)
        return acl->kind == ACL_PRIVATE || acl->kind == ACL_OWNER_FULL_CONTROL;
    for (size_t at = 0; acl_grant_next(acl->grants, &at, &grant); n++)
        if (!span_eq(grant.grantee, owner) ||
            acl_permission(grant.permission) != ACL_FULL_CONTROL)
            return false;
    return n > 0;
}

struct span acl_to_text(const struct acl *acl, struct arena *arena)
{
    return arena_printf(arena, "%s%s%.*s", kind_names[acl->kind],
                        acl->grants.len > 0 ? " " : "", SPAN_ARG(acl->grants));
}

struct acl acl_from_text(struct span text)
{
    size_t blank = span_find(text, ' ', 0);
    struct acl acl = {.kind = ACL_PRIVATE};

    if (!span_absent(text) && kind_named(span_cut(text, 0, blank), &acl.kind) &&
        acl.kind == ACL_LISTED)
        acl.grants = span_cut(text, blank + 1, text.len);
    return acl;
}
