/*
 * target.c - which bucket and key a request is for: path or virtual-host style.
 *
 * A host of S3 ends in .amazonaws.com or .localhost. What is before it is read
 * label by label from the right, because a bucket's name may have dots itself:
 *
 *     [bucket.]s3                        [bucket.]s3.REGION
 *     [bucket.]s3-REGION                 [bucket.]s3.dualstack.REGION
 *     bucket.s3-website-REGION           bucket.s3-website[.REGION]
 */
#include "origin/s3/target.h"

#include "origin/s3/encodings.h"

#define BUCKET_NAME_MIN 3
#define REGION_MAX      32
#define BUCKET_NAME_MAX 63

/* The host of an authority, without port and without a final dot. */
static struct span host_of(struct span authority)
{
    size_t end = authority.len;

    if (span_starts(authority, SPAN("[")))
        return authority;
    end = span_find(authority, ':', 0);
    if (end > 0 && authority.ptr[end - 1] == '.')
        end--;
    return span_cut(authority, 0, end);
}

static int lower_copy(struct arena *arena, struct span text, struct span *copy)
{
    char *out = arena_alloc(arena, text.len + 1);

    if (!out)
        return ERR_TOO_LONG;
    for (size_t i = 0; i < text.len; i++)
        out[i] = ascii_lower(text.ptr[i]);
    out[text.len] = '\0';
    *copy = span_of(out, text.len);
    return 0;
}

/* Takes the last label off rest; absent when there is none. */
static struct span take_label(struct span *rest)
{
    size_t from = rest->len;
    struct span label;

    if (rest->len == 0)
        return SPAN_ABSENT;
    while (from > 0 && rest->ptr[from - 1] != '.')
        from--;
    label = span_cut(*rest, from, rest->len);
    *rest = span_cut(*rest, 0, from > 0 ? from - 1 : 0);
    return label;
}

/* Reads the labels before .amazonaws.com or .localhost. */
static void read_labels(struct target_authority *to, struct span rest)
{
    struct span label = take_label(&rest);
    bool website;

    if (!span_absent(label) && !span_starts(label, SPAN("s3")))
        label = take_label(&rest); /* the one before was a region */
    if (span_eq(label, SPAN("dualstack")))
        label = take_label(&rest);
    if (span_absent(label))
        return;
    website = span_eq(label, SPAN("s3-website")) ||
              span_starts(label, SPAN("s3-website-"));
    if (!website && !span_eq(label, SPAN("s3")) &&
        !span_starts(label, SPAN("s3-")))
        return;
    to->bucket = rest;
    if (rest.len == 0)
        to->kind = TARGET_HOST_SERVICE;
    else
        to->kind = website ? TARGET_HOST_WEBSITE : TARGET_HOST_BUCKET;
}

int target_read_authority(struct target_authority *to, struct arena *arena,
                          struct span authority)
{
    static const char *const suffixes[] = {".amazonaws.com", ".localhost"};

    *to =
        (struct target_authority){.kind = TARGET_HOST_OTHER, .host = SPAN("")};
    if (span_absent(authority))
        return 0;
    if (lower_copy(arena, host_of(authority), &to->host))
        return ERR_TOO_LONG;
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        struct span suffix = span_str(suffixes[i]);

        if (span_ends(to->host, suffix))
            read_labels(to, span_cut(to->host, 0, to->host.len - suffix.len));
    }
    return 0;
}

/* A decoded name that S3 can store. */
static int decode_name(struct arena *arena, struct span raw, struct span *name)
{
    int failed = percent_decode(arena, raw, false, name);

    if (failed)
        return failed;
    if (!utf8_is_valid(*name) || span_find(*name, '\0', 0) < name->len)
        return ERR_SYNTAX;
    return 0;
}

int target_read(struct target *target, struct arena *arena,
                const struct target_authority *authority, struct span path)
{
    struct span rest = span_cut(path, 1, path.len);
    size_t slash;
    int failed;

    *target = (struct target){.level = TARGET_BUCKET,
                              .website = authority->kind == TARGET_HOST_WEBSITE,
                              .bucket = authority->bucket};
    if (authority->kind != TARGET_HOST_BUCKET &&
        authority->kind != TARGET_HOST_WEBSITE) {
        slash = span_find(rest, '/', 0);
        failed = decode_name(arena, span_cut(rest, 0, slash), &target->bucket);
        if (failed)
            return failed;
        rest = span_cut(rest, slash + 1, rest.len);
        if (target->bucket.len == 0) {
            target->level = TARGET_SERVICE;
            target->bucket = SPAN_ABSENT;
            return 0;
        }
    }
    if (rest.len == 0)
        return 0;
    target->level = TARGET_OBJECT;
    failed = decode_name(arena, rest, &target->key);
    if (failed)
        return failed;
    return target->key.len > TARGET_KEY_MAX ? ERR_TOO_LONG : 0;
}

static bool is_ipv4(struct span name)
{
    size_t dots = 0;

    for (size_t i = 0; i < name.len; i++) {
        dots += name.ptr[i] == '.';
        if (name.ptr[i] != '.' && (name.ptr[i] < '0' || name.ptr[i] > '9'))
            return false;
    }
    return dots == 3;
}

bool target_bucket_name_is_valid(struct span name)
{
    if (name.len < BUCKET_NAME_MIN || name.len > BUCKET_NAME_MAX ||
        is_ipv4(name) || span_starts(name, SPAN("xn--")) ||
        span_ends(name, SPAN("-s3alias")))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool alnum = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        bool edge = i == 0 || i + 1 == name.len;

        if (!alnum && (edge || (c != '-' && c != '.')))
            return false;
        if ((c == '.' || c == '-') && name.ptr[i - 1] == '.')
            return false; /* labels are host names: no dash or dot begins */
        if (c == '.' && name.ptr[i - 1] == '-')
            return false; /* or ends one */
    }
    return true;
}

bool target_region_is_valid(struct span region)
{
    for (size_t i = 0; i < region.len; i++) {
        char c = region.ptr[i];

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
            return false;
    }
    return region.len > 0 && region.len <= REGION_MAX;
}
