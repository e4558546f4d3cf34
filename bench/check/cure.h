/*
 * cure.h - changes to AWS's documents, each one run through the checker.
 *
 * A cure is a set of acts on the documents that a user has. Its documents are
 * written, read and checked like the user's own; only what was measured so is
 * shown. No policy of the user's is changed in place, since other distributions
 * may share it: a cure brings a policy of its own, which the distribution names
 * until AWS has given it an id.
 */
#ifndef POPBOX_BENCH_CHECK_CURE_H
#define POPBOX_BENCH_CHECK_CURE_H

#include "bench/aws_world.h"
#include "bench/check/check.h"

#define CURES_MAX      6  /* that are shown */
#define CURE_TRIED_MAX 16 /* that are run through the checker */
#define CURE_FILES_MAX 64

/* X(constant, slot, sentence): two acts of one slot exclude each other. */
#define CURE_ACTS(X)                                                           \
    X(CURE_KEY_CORS, CACHE,                                                    \
      "cache key: add Origin, Access-Control-Request-Method and "              \
      "Access-Control-Request-Headers (what is keyed is forwarded)")           \
    X(CURE_CACHE_NOTHING, CACHE, "cache policy: Managed-CachingDisabled")      \
    X(CURE_FORWARD_CORS, FORWARD,                                              \
      "origin request policy: Managed-CORS-S3Origin")                          \
    X(CURE_FORWARD_NOTHING, FORWARD,                                           \
      "no origin request policy: the origin does not see Origin")              \
    X(CURE_REPLY_LIST, REPLY,                                                  \
      "response headers policy: exactly the origins of the bucket's rules, "   \
      "with override")                                                         \
    X(CURE_REPLY_LIST_CREDENTIALS, REPLY,                                      \
      "response headers policy: exactly the origins of the bucket's rules, "   \
      "with credentials and override")                                         \
    X(CURE_REPLY_ANY, REPLY,                                                   \
      "response headers policy: Access-Control-Allow-Origin: * with override") \
    X(CURE_REPLY_SIMPLE, REPLY, "response headers policy: Managed-SimpleCORS") \
    X(CURE_REPLY_OVERRIDE, REPLY,                                              \
      "response headers policy: the same with OriginOverride")                 \
    X(CURE_OPTIONS_ALLOWED, METHODS, "AllowedMethods: GET, HEAD and OPTIONS")  \
    X(CURE_OPTIONS_UNCACHED, METHODS, "CachedMethods: without OPTIONS")        \
    X(CURE_ERRORS_UNKEPT, ERRORS, "ErrorCachingMinTTL: 0 for every error")     \
    X(CURE_ERROR_PAGES_NONE, ERRORS, "CustomErrorResponses: none")             \
    X(CURE_HTTP_ALLOWED, VIEWERS, "ViewerProtocolPolicy: allow-all")           \
    X(CURE_ORIGIN_LINE_NONE, CUSTOM, "origin custom headers: without Origin")  \
    X(CURE_ORIGIN_LINE_CONSTANT, CUSTOM,                                       \
      "origin custom headers: a constant Origin")                              \
    X(CURE_RULES_ANY, BUCKET, "bucket CORS rules: AllowedOrigins *")           \
    X(CURE_RULES_SAME, BUCKET,                                                 \
      "bucket CORS rules: the failover bucket gets those of the first one")

enum cure_act {
#define CURE_ACT_ROW(constant, slot, sentence) constant,
    CURE_ACTS(CURE_ACT_ROW)
#undef CURE_ACT_ROW
        N_CURE_ACTS
};

const char *cure_act_sentence(enum cure_act act);

enum cure_file_kind {
    CURE_DISTRIBUTION,
    CURE_CACHE_POLICY,
    CURE_RESPONSE_HEADERS_POLICY,
    CURE_BUCKET_CORS,
    CURE_UNCHANGED /* as the user gave it, so that the files are complete */
};

struct cure_file {
    enum cure_file_kind kind;
    struct span name; /* of the file */
    struct span of;   /* the policy's name, the bucket */
    struct span text;
};

struct cure_measure {
    double hit_ratio;
    unsigned n_pages;     /* sites of the crowd */
    unsigned n_read;      /* of these: read a copy */
    unsigned n_read_with; /* the same, with credentials */
};

struct cure {
    unsigned acts;
    struct cure_file files[CURE_FILES_MAX];
    size_t n_files;
    size_t n_findings; /* that are left */
    size_t n_depend;   /* of these: in another reading only */
    struct span bound; /* as in struct check_report */

    struct span widens; /* a note that was none before; absent: none */
    struct cure_measure after;
};

struct cures {
    struct arena arena;
    struct cure *at[CURES_MAX];
    size_t n;
    size_t n_tried;
    size_t n_before; /* findings */
    struct cure_measure before;
    struct span id, etag; /* the distribution's; absent: not told */
};

/* Looks for cures of what the report found in these documents; world->paths as
 * check_paths told them. 0, or ERR_* with a sentence in error. cures_fini is
 * due in both cases. */
MUST_USE int cures_find(struct cures *cures, const struct aws_world *world,
                        const struct check_report *report, struct buf *error);
void cures_fini(struct cures *cures);

/* cure_tell.c: 80 columns; and the members of an array. */
void cures_text(const struct cures *cures, struct buf *out);
void cures_json(const struct cures *cures, struct json_out *out);
/* check_json.c: the report with its cures; NULL: they were not looked for. */
void check_json_cures(const struct check_report *report,
                      const struct cures *cures, struct json_out *out);
/* cure_commands.c: what to type to put a cure in force, its files being in that
 * folder ("" is here). */
void cure_commands(const struct cures *cures, const struct cure *cure,
                   struct span folder, struct buf *out);

#endif
