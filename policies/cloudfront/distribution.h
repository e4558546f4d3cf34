/*
 * distribution.h - a whole CloudFront distribution, as AWS's JSON has it.
 *
 * What a node needs of it is in the shape that the node takes (behaviors,
 * targets); the rest is for whoever maps its origins to servers, and for
 * `import`.
 */
#ifndef POPBOX_POLICIES_CLOUDFRONT_DISTRIBUTION_H
#define POPBOX_POLICIES_CLOUDFRONT_DISTRIBUTION_H

#include "cache/node.h"
#include "policies/cloudfront/behavior.h"
#include "policies/cloudfront/behavior_about.h"

#define DISTRIBUTION_BEHAVIORS_MAX 100
#define DISTRIBUTION_ORIGINS_MAX   100
#define DISTRIBUTION_ALIASES_MAX   100
#define DISTRIBUTION_ERRORS_MAX    32

/* With which scheme an origin is asked. */
enum origin_protocol {
    ORIGIN_HTTP_ONLY,
    ORIGIN_MATCH_VIEWER, /* S3 origins always */
    ORIGIN_HTTPS_ONLY
};

/* An origin; node_origin number i of the distribution is the same one. */
struct distribution_origin {
    struct span id;
    struct span domain;
    struct span path; /* OriginPath; absent: none */
    bool is_s3;       /* S3OriginConfig: S3's REST endpoint */
    enum origin_protocol protocol;
    int http_port;
    int https_port;
    struct span access_control;  /* OriginAccessControlId; absent: none */
    struct span access_identity; /* S3OriginConfig's; absent: none */
    struct http_headers custom;
    enum access_signing signing;  /* with access_control */
    struct http_headers identity; /* as whom it is asked; empty: as nobody */
};

/* What becomes of an error of the origin. */
struct distribution_error {
    int status;
    struct span page;  /* absent: the origin's own answer goes on */
    int page_status;   /* what the page is sent with; 0: without a page */
    int64_t min_ttl_s; /* ErrorCachingMinTTL; -1: the rules' */
};

/* Two origins of which the second one is asked when the first one fails. */
struct distribution_group {
    struct span id;
    size_t members[2]; /* indices of origins */
    int *statuses;     /* that are a failure */
    size_t n_statuses;
};

/* All borrowed from the arena of whoever read. */
struct distribution {
    struct span id;      /* absent in what get-distribution-config prints */
    struct span domain;  /* d111.cloudfront.net; absent there too */
    struct span arn;     /* absent there too, unless a bucket policy tells it */
    bool arn_is_assumed; /* from a bucket policy */
    struct span *aliases;
    size_t n_aliases;
    struct span default_root_object; /* absent: none */
    struct span root_path;           /* "/" and the same */
    bool enabled;
    struct distribution_origin *origins;
    struct node_origin *targets; /* as long as origins */
    size_t n_origins;
    struct distribution_group *groups;
    size_t n_groups;
    struct behavior *failovers; /* what behaviors' failover points to */
    size_t n_failovers;
    struct behavior *behaviors;   /* the default one last */
    struct behavior_about *about; /* as long as behaviors */
    size_t n_behaviors;
    struct distribution_error *errors;
    size_t n_errors;
    struct error_page *pages; /* those of errors that have one */
    size_t n_pages;
};

/* Whether a document is one that distribution_read takes. */
bool distribution_takes(const struct json *document);

/* Reads what the AWS CLI prints for get-distribution or
 * get-distribution-config: {ETag, Distribution{Id, DomainName,
 * DistributionConfig}}, {ETag, DistributionConfig}; or that last object alone,
 * as --query DistributionConfig leaves it. rules: the profile's;
 * policies: given ones, or NULL. 0, or ERR_* with in->reader->error. */
MUST_USE int distribution_read(struct distribution *out,
                               const struct aws_in *in,
                               const struct json *document,
                               const struct rules *rules,
                               const struct policy_set *policies);

/* Sets what the distribution says of an edge; not its origins, which belong to
 * whoever maps them to servers. */
void distribution_configure(const struct distribution *distribution,
                            struct node_config *config);

#endif
