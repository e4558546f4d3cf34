/* website_config.h - a bucket's website configuration: XML and JSON in, XML
 * out. */
#ifndef POPBOX_ORIGIN_S3_WEBSITE_CONFIG_H
#define POPBOX_ORIGIN_S3_WEBSITE_CONFIG_H

#include "cache/base/json.h"
#include "origin/s3/problem.h"

#define WEBSITE_RULES_MAX 50

/* Each absent: as in the request. */
struct website_redirect {
    struct span host;
    struct span protocol;
    struct span key;    /* instead of the whole key */
    struct span prefix; /* instead of the prefix that the rule names */
    int status;
};

struct website_rule {
    struct span key_prefix; /* absent: any key */
    int error; /* 404: only when that would be answered; 0: always */
    struct website_redirect to;
};

/* On the heap; owns all it points to. */
struct website_config {
    struct arena arena;
    struct span index_suffix;
    struct span error_key; /* absent: none */
    bool redirects_all;
    struct website_redirect all;
    struct website_rule *rules;
    size_t n_rules;
};

/* The body of PutBucketWebsite. NULL with S3's refusal in problem. */
struct website_config *website_config_from_xml(struct span text,
                                               struct s3_problem *problem);
/* As `aws s3api get-bucket-website` prints it. NULL with the place in the
 * reader. */
struct website_config *website_config_from_json(struct json_reader *reader,
                                                const struct json *value);
/* config may be NULL. */
void website_config_free(struct website_config *config);
/* The answer to GetBucketWebsite. */
void website_config_to_xml(const struct website_config *config,
                           struct buf *out);

#endif
