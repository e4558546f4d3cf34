/* acl.h - access control lists as values: canned ones and lists of grants. */
#ifndef POPBOX_ORIGIN_S3_ACL_H
#define POPBOX_ORIGIN_S3_ACL_H

#include "cache/base/arena.h"

#define ACL_GROUPS       "http://acs.amazonaws.com/groups/"
#define ACL_EVERYBODY    ACL_GROUPS "global/AllUsers"
#define ACL_ACCOUNTS     ACL_GROUPS "global/AuthenticatedUsers"
#define ACL_LOG_DELIVERY ACL_GROUPS "s3/LogDelivery"

#define ACL_GRANTS_BYTES_MAX ((size_t)16 << 10)

enum acl_kind {
    ACL_PRIVATE,
    ACL_PUBLIC_READ,
    ACL_PUBLIC_READ_WRITE,
    ACL_AUTHENTICATED_READ,
    ACL_OWNER_READ,
    ACL_OWNER_FULL_CONTROL,
    ACL_LISTED /* no canned one: what its grants say, and nothing else */
};

/* Permissions, as bits. */
enum {
    ACL_READ = 1,
    ACL_WRITE = 2,
    ACL_READ_ACP = 4,
    ACL_WRITE_ACP = 8,
    ACL_FULL_CONTROL = 15
};

/* Grants are text: "READ:GRANTEE FULL_CONTROL:GRANTEE", a grantee being an
 * account's id or a group's URI, without blanks. */
struct acl {
    enum acl_kind kind;
    struct span grants; /* of a listed one; borrowed */
};

struct acl_grant {
    struct span permission;
    struct span grantee;
};

/* Whom canned ACLs mean. */
struct acl_owners {
    struct span owner; /* of what the ACL is of */
    struct span bucket_owner;
};

/* A canned ACL by its name, "public-read"; false when unknown. */
bool acl_named(struct span name, struct acl *acl);
/* Bits of a permission by its name, "READ_ACP"; 0 when unknown. */
unsigned acl_permission(struct span name);
/* Steps through grants, from *at 0; false after the last one. */
bool acl_grant_next(struct span grants, size_t *at, struct acl_grant *grant);
/* Every grant of an ACL, also what a canned one means; groups first. */
struct span acl_grants(const struct acl *acl, struct arena *arena,
                       struct acl_owners owners);
/* What grants permit to the account of that id (absent: nobody known); without
 * what they grant to groups when groups is false. */
unsigned acl_bits(struct span grants, struct span id, bool groups);
/* Does it grant something to everybody, or to all accounts? */
bool acl_is_public(const struct acl *acl);
/* Does it say no more than that owner has full control? */
bool acl_is_plain(const struct acl *acl, struct span owner);

/* One line of text and back; what cannot be read is private. The ACL borrows
 * the text. */
struct span acl_to_text(const struct acl *acl, struct arena *arena);
struct acl acl_from_text(struct span text);

#endif
