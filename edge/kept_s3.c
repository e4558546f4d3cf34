/*
 * kept_s3.c - a fake S3 that keeps its buckets in a folder, and its log.
 *
 * What is pure reads the description and knows no folders: it makes an S3 in
 * memory. Here a second one is made over the folder, by the same description,
 * and takes its place.
 */
#include "edge/kept_s3.h"

#include "edge/clock.h"
#include "edge/store_dir.h"
#include "origin/s3/s3.h"
#include "origin/s3/store.h"
#include "origin/s3/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PATH_LEN_MAX 4096u

static int64_t wall_ms(void)
{
    struct clock clock;

    clock_init_wall(&clock);
    return clock_now_ms(&clock);
}

/* ---- names --------------------------------------------------------------- */

int kept_s3_name(struct span dir, struct buf *name, struct buf *error)
{
    struct buf text;
    char *path = NULL;
    const char *last;

    buf_init(&text, PATH_LEN_MAX);
    buf_add(&text, dir);
    if (!text.overflow)
        path = realpath(buf_span(&text).ptr, NULL);
    buf_fini(&text);
    last = path ? strrchr(path, '/') : NULL;
    if (!last) {
        buf_addf(error, "cannot serve %.*s: %s", SPAN_ARG(dir),
                 strerror(errno));
        return ERR_IO;
    }
    buf_add_str(name, last + 1);
    free(path);
    return target_bucket_name_is_valid(buf_span(name)) ? 0 : ERR_SYNTAX;
}

/* ---- starting ------------------------------------------------------------ */

static int open_folder(const struct kept_s3_members *members,
                       struct store **store, struct buf *error)
{
    bool is_bucket = !span_absent(members->dir);
    struct buf path;
    int err = ERR_TOO_LONG;

    buf_init(&path, PATH_LEN_MAX);
    buf_add(&path, is_bucket ? members->dir : members->buckets_dir);
    if (path.overflow)
        buf_add_str(error, "is too long for a path");
    else
        err = store_dir_open(buf_span(&path).ptr,
                             is_bucket ? members->bucket : SPAN_ABSENT, error,
                             store);
    buf_fini(&path);
    return err;
}

static int move_to(struct kept_s3 *kept, struct topology_origin *at,
                   struct store *store, struct json_reader *reader,
                   const struct json *value)
{
    struct origin *origin;
    int err = s3_read_over(&origin, store, reader, value, wall_ms());

    if (err)
        return err;
    origin_free(at->origin);
    at->origin = origin;
    kept->store = store;
    return 0;
}

int kept_s3_start(struct kept_s3 *kept, struct topology_origin *at,
                  const struct kept_s3_members *members,
                  struct json_reader *reader, struct buf *error)
{
    struct store *store;
    int err = 0;

    *kept = (struct kept_s3){0};
    if (!span_absent(members->dir) || !span_absent(members->buckets_dir)) {
        err = open_folder(members, &store, error);
        if (!err)
            err = move_to(kept, at, store, reader, members->value);
    }
    if (!err && !span_absent(members->access_log)) {
        err = log_open(members->access_log, error, &kept->log);
        if (!err)
            s3_log_access(at->origin, log_record, kept->log);
    }
    return err;
}

void kept_s3_fini(struct kept_s3 *kept)
{
    log_close(kept->log);
    *kept = (struct kept_s3){0};
}

/* ---- a description's members --------------------------------------------- */

static struct span text_of(struct json_reader *reader, const struct json *value,
                           const char *name)
{
    struct span text = json_get_string(reader, value, name, SPAN_ABSENT);

    if (!span_absent(text) && text.len == 0)
        json_fail(reader, json_member(value, name), "must not be empty");
    return text;
}

/* Fills the bucket's name, kept in name, where none is given. */
static void name_bucket(struct kept_s3_members *members, struct buf *name,
                        struct json_reader *reader, const struct json *value)
{
    struct buf error;
    int err;

    if (span_absent(members->dir))
        return;
    if (!span_absent(members->bucket)) {
        if (!target_bucket_name_is_valid(members->bucket))
            json_fail(reader, json_member(value, "bucket"),
                      "is no bucket name: 3 to 63 of a-z, 0-9, '-' and '.'");
        return;
    }
    buf_init(&error, PATH_LEN_MAX);
    err = kept_s3_name(members->dir, name, &error);
    members->bucket = buf_span(name);
    if (err == ERR_IO)
        json_fail(reader, json_member(value, "dir"), "%s",
                  buf_span(&error).ptr);
    else if (err)
        json_fail(reader, json_member(value, "dir"),
                  "is a folder whose name is no bucket name (3 to 63 of a-z, "
                  "0-9, '-' and '.'): add \"bucket\": \"NAME\"");
    buf_fini(&error);
}

static void check(const struct kept_s3_members *members,
                  struct json_reader *reader, const struct json *value)
{
    if (!span_absent(members->dir) && !span_absent(members->buckets_dir))
        json_fail(reader, json_member(value, "buckets_dir"),
                  "\"dir\" is one bucket, \"buckets_dir\" are many: which?");
    else if (!span_absent(members->bucket) && span_absent(members->dir))
        json_fail(reader, json_member(value, "bucket"),
                  "names the folder of \"dir\", which is not there");
}

static const char *blamed(const struct kept_s3 *kept,
                          const struct kept_s3_members *members)
{
    if (kept->store ||
        (span_absent(members->dir) && span_absent(members->buckets_dir)))
        return "access_log";
    return span_absent(members->dir) ? "buckets_dir" : "dir";
}

void kept_s3_read(struct kept_s3 *kept, struct topology_origin *at,
                  struct json_reader *reader, const struct json *value)
{
    struct kept_s3_members members = {
        .value = value,
        .dir = text_of(reader, value, "dir"),
        .bucket = text_of(reader, value, "bucket"),
        .buckets_dir = text_of(reader, value, "buckets_dir"),
        .access_log = text_of(reader, value, "access_log")};
    struct buf name, error;

    *kept = (struct kept_s3){0};
    if (reader->failed)
        return;
    buf_init(&name, PATH_LEN_MAX);
    buf_init(&error, PATH_LEN_MAX);
    check(&members, reader, value);
    if (!reader->failed)
        name_bucket(&members, &name, reader, value);
    if (!reader->failed &&
        kept_s3_start(kept, at, &members, reader, &error) != 0 &&
        !reader->failed)
        json_fail(reader, json_member(value, blamed(kept, &members)), "%s",
                  buf_span(&error).ptr);
    buf_fini(&error);
    buf_fini(&name);
}
