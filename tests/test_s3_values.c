/* test_s3_values.c - ACLs, tags and address ranges, as values. */
#include "origin/s3/acl.h"
#include "cache/base/ip_range.h"
#include "origin/s3/tags.h"

#include <criterion/criterion.h>

struct range_row {
    const char *range;
    const char *address;
    bool reads; /* the range */
    bool has;
};

static const struct range_row ranges[] = {
    {"10.0.0.0/8", "10.255.1.2", true, true},
    {"10.0.0.0/8", "11.0.0.0", true, false},
    {"10.1.2.3", "10.1.2.3", true, true},
    {"10.1.2.3", "10.1.2.4", true, false},
    {"10.1.2.128/25", "10.1.2.129", true, true},
    {"10.1.2.128/25", "10.1.2.127", true, false},
    {"0.0.0.0/0", "203.0.113.9", true, true},
    {"0.0.0.0/0", "::1", true, false},
    {"::/0", "2001:db8::1", true, true},
    {"2001:db8::/32", "2001:DB8:1::5", true, true},
    {"2001:db8::/32", "2001:db9::", true, false},
    {"::1", "0:0:0:0:0:0:0:1", true, true},
    {"1::", "1:0:0:0:0:0:0:0", true, true},
    {"1:2:3:4:5:6:7:8/127", "1:2:3:4:5:6:7:9", true, true},
    {"", "::1", false, false},
    {"10.0.0", "::1", false, false},
    {"10.0.0.0.0", "::1", false, false},
    {"10.0.0.256", "::1", false, false},
    {"10.0.0.0/33", "::1", false, false},
    {"10.0.0.0/", "::1", false, false},
    {"::1/129", "::1", false, false},
    {"1::2::3", "::1", false, false},
    {"1:2:3:4:5:6:7", "::1", false, false},
    {"1:2:3:4:5:6:7:8:9", "::1", false, false},
    {"1:2:3:4::5:6:7:8", "::1", false, false},
    {"12345::", "::1", false, false},
    {"g::", "::1", false, false},
    {":1::", "::1", false, false},
};

Test(s3_values, ranges_have_the_addresses_that_share_their_bits)
{
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        const struct range_row *row = &ranges[i];
        struct ip_range range;
        struct ip_range address;

        cr_expect_eq(ip_range_read(span_str(row->range), &range), row->reads,
                     "%s", row->range);
        cr_assert(ip_range_read(span_str(row->address), &address));
        if (row->reads)
            cr_expect_eq(ip_range_has(&range, &address), row->has, "%s in %s",
                         row->address, row->range);
    }
}

Test(s3_values, every_truncation_of_a_range_is_read_or_refused)
{
    struct span text = SPAN("2001:db8:0:1::ffff/64");

    for (size_t len = 0; len <= text.len; len++) {
        struct ip_range range;

        if (ip_range_read(span_cut(text, 0, len), &range))
            cr_expect_leq(range.bits, 128);
    }
}

struct acl_row {
    const char *text; /* as stored */
    const char *grants;
    unsigned mine, other, nobody; /* bits */
    bool is_public;
    bool is_plain; /* for the owner "me" */
};

#define EVERYBODY_READS "READ:" ACL_EVERYBODY " FULL_CONTROL:me"

static const struct acl_row acls[] = {
    {"private", "FULL_CONTROL:me", ACL_FULL_CONTROL, 0, 0, false, true},
    {"public-read", EVERYBODY_READS, ACL_FULL_CONTROL, ACL_READ, ACL_READ, true,
     false},
    {"public-read-write",
     "READ:" ACL_EVERYBODY " WRITE:" ACL_EVERYBODY " FULL_CONTROL:me",
     ACL_FULL_CONTROL, ACL_READ | ACL_WRITE, ACL_READ | ACL_WRITE, true, false},
    {"authenticated-read", "READ:" ACL_ACCOUNTS " FULL_CONTROL:me",
     ACL_FULL_CONTROL, ACL_READ, 0, true, false},
    {"bucket-owner-read", "FULL_CONTROL:me READ:host", ACL_FULL_CONTROL, 0, 0,
     false, false},
    {"bucket-owner-full-control", "FULL_CONTROL:me FULL_CONTROL:host",
     ACL_FULL_CONTROL, 0, 0, false, true},
    {"listed READ:other WRITE_ACP:other", "READ:other WRITE_ACP:other", 0,
     ACL_READ | ACL_WRITE_ACP, 0, false, false},
    {"listed FULL_CONTROL:me", "FULL_CONTROL:me", ACL_FULL_CONTROL, 0, 0, false,
     true},
    {"listed READ:" ACL_EVERYBODY, "READ:" ACL_EVERYBODY, ACL_READ, ACL_READ,
     ACL_READ, true, false},
    {"listed", "", 0, 0, 0, false, false},
    {"nonsense READ:other", "FULL_CONTROL:me", ACL_FULL_CONTROL, 0, 0, false,
     true},
};

Test(s3_values, acls_say_who_may_what)
{
    const struct acl_owners owners = {SPAN("me"), SPAN("host")};

    for (size_t i = 0; i < sizeof(acls) / sizeof(acls[0]); i++) {
        const struct acl_row *row = &acls[i];
        struct acl acl = acl_from_text(span_str(row->text));
        struct span grants;
        struct arena arena;

        arena_init(&arena, 65536);
        grants = acl_grants(&acl, &arena, owners);
        cr_expect(span_eq(grants, span_str(row->grants)), "%s: %.*s", row->text,
                  SPAN_ARG(grants));
        cr_expect_eq(acl_bits(grants, SPAN("me"), true), row->mine, "%s",
                     row->text);
        cr_expect_eq(acl_bits(grants, SPAN("other"), true), row->other, "%s",
                     row->text);
        cr_expect_eq(acl_bits(grants, SPAN_ABSENT, true), row->nobody, "%s",
                     row->text);
        cr_expect_eq(acl_bits(grants, SPAN_ABSENT, false), 0, "%s", row->text);
        cr_expect_eq(acl_is_public(&acl), row->is_public, "%s", row->text);
        cr_expect_eq(acl_is_plain(&acl, SPAN("me")), row->is_plain, "%s",
                     row->text);
        if (!span_starts(span_str(row->text), SPAN("nonsense")))
            cr_expect(span_eq(acl_to_text(&acl, &arena), span_str(row->text)),
                      "%s", row->text);
        arena_fini(&arena);
    }
}

Test(s3_values, only_canned_acls_have_names)
{
    struct acl acl;

    cr_expect(acl_named(SPAN("public-read"), &acl));
    cr_expect_eq(acl.kind, ACL_PUBLIC_READ);
    cr_expect_not(acl_named(SPAN("listed"), &acl));
    cr_expect_not(acl_named(SPAN("Private"), &acl));
    cr_expect_not(acl_named(SPAN(""), &acl));
}

static const char *const tag_rows[][2] = {
    {"a", "1"},  {"b", ""},      {"c", "x=y"}, {"", "empty"},
    {"d", NULL}, {"e f", "g h"}, {"%", NULL},  {"e+f", NULL},
};

Test(s3_values, tags_are_found_by_their_keys)
{
    struct span tags = SPAN("a=1&b&c=x=y&%=no&=empty&e%20f=g+h");
    struct arena arena;

    arena_init(&arena, 65536);
    for (size_t i = 0; i < sizeof(tag_rows) / sizeof(tag_rows[0]); i++) {
        struct span key = span_str(tag_rows[i][0]);

        cr_expect(
            span_eq(tags_value(tags, &arena, key), span_str(tag_rows[i][1])),
            "row %zu", i);
        cr_expect(span_absent(tags_value(SPAN_ABSENT, &arena, key)));
    }
    cr_expect_eq(tags_count(tags), 6);
    cr_expect_eq(tags_count(SPAN_ABSENT), 0);
    arena_fini(&arena);
}

struct tag_row {
    const char *key;
    const char *value;
    enum tag_fault fault;
};

static const struct tag_row added[] = {
    {"b", "2", TAG_FINE},         {"a", "", TAG_FINE},
    {"b", "3", TAG_TWICE},        {"B", "=", TAG_FINE},
    {"", "x", TAG_BAD_KEY},       {"a&b", "x", TAG_BAD_KEY},
    {"\xc3", "x", TAG_BAD_KEY},   {"\xc3\xa9", "+ -=._:/@", TAG_FINE},
    {"c", "x\ny", TAG_BAD_VALUE}, {"aws:x", "y", TAG_RESERVED},
    {"AWS:x", "y", TAG_RESERVED}, {"c", "d", TAG_TOO_MANY},
};

Test(s3_values, tags_keep_their_rules_and_their_order)
{
    struct tags tags = {.n = 0};
    struct arena arena;

    arena_init(&arena, 65536);
    for (size_t i = 0; i < sizeof(added) / sizeof(added[0]); i++) {
        struct tag tag = {span_str(added[i].key), span_str(added[i].value)};

        cr_expect_eq(tags_add(&tags, 4, tag), added[i].fault, "row %zu", i);
    }
    cr_expect(span_eq(tags_to_text(&tags, &arena),
                      SPAN("B=%3D&a=&b=2&%C3%A9=%2B%20-%3D._%3A/%40")));
    arena_fini(&arena);
    arena_init(&arena, 16);
    cr_expect(span_absent(tags_to_text(&tags, &arena)));
    arena_fini(&arena);
}
