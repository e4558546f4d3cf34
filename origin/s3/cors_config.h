/* cors_config.h - a bucket's CORS configuration: XML and JSON in, XML out. */
#ifndef POPBOX_ORIGIN_S3_CORS_CONFIG_H
#define POPBOX_ORIGIN_S3_CORS_CONFIG_H

#include "cache/base/json.h"
#include "origin/s3/problem.h"

#define CORS_RULES_MAX    100
#define CORS_DOCUMENT_MAX ((size_t)64 << 10)
#define CORS_ID_MAX       255

struct cors_names {
    struct span *at;
    size_t n;
};

/* As stored: order, case and ports are the author's. */
struct cors_rule {
    struct span id; /* absent: none was given */
    struct cors_names origins;
    struct cors_names methods;
    struct cors_names headers;
    struct cors_names expose;
    int64_t max_age_s; /* -1: none was given */
};

/* On the heap; owns all it points to. */
struct cors_config {
    struct arena arena;
    struct cors_rule *rules;
    size_t n_rules;
};

/* The body of PutBucketCors. NULL with S3's own refusal in problem. */
struct cors_config *cors_config_from_xml(struct span text,
                                         struct s3_problem *problem);
/* {"CORSRules": [...]} as `aws s3api get-bucket-cors` prints it, or the bare
 * array that AWS's console shows. NULL with the place in the reader. */
struct cors_config *cors_config_from_json(struct json_reader *reader,
                                          const struct json *value);
/* config may be NULL. */
void cors_config_free(struct cors_config *config);

/* The answer to GetBucketCors. */
void cors_config_to_xml(const struct cors_config *config, struct buf *out);

#endif
