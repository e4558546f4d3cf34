/* aws_documents.h - documents of AWS's that several tests read */
#ifndef POPBOX_TESTS_AWS_DOCUMENTS_H
#define POPBOX_TESTS_AWS_DOCUMENTS_H

/* A distribution of two buckets and an API, with a policy of its own. */
#define BUCKET(id, bucket, path)                                               \
    "{'Id': '" id "', 'DomainName': '" bucket ".s3.eu-west-1.amazonaws.com', " \
    "'OriginPath': '" path "', 'S3OriginConfig': "                             \
    "{'OriginAccessIdentity': ''}}"
#define API                                                     \
    "{'Id': 'api', 'DomainName': 'api.example.com', "           \
    "'CustomOriginConfig': {'HTTPPort': 80, 'HTTPSPort': 443, " \
    "'OriginProtocolPolicy': 'http-only'}}"
#define POLICY_ID "11111111-2222-4333-8444-555555555555"
#define DISTRIBUTION(origins, n, target)                                    \
    "{'ETag': 'E', 'DistributionConfig': {'Enabled': true, 'Origins': "     \
    "{'Quantity': " n ", 'Items': [" origins "]}, 'DefaultCacheBehavior': " \
    "{'TargetOriginId': '" target "', 'CachePolicyId': '" POLICY_ID "'}}}"
#define TWO_BUCKETS                                          \
    DISTRIBUTION(BUCKET("one", "acme-one", "") ", " BUCKET(  \
                     "two", "acme-one-two", "/v1") ", " API, \
                 "3", "one")
#define ONE_BUCKET DISTRIBUTION(BUCKET("one", "acme-one", "/v1"), "1", "one")
#define POLICY                                                             \
    "{'ETag': 'E', 'CachePolicy': {'Id': '" POLICY_ID "', "                \
    "'LastModifiedTime': '2026-01-01T00:00:00Z', 'CachePolicyConfig': "    \
    "{'Name': 'mine', 'MinTTL': 0, "                                       \
    "'ParametersInCacheKeyAndForwardedToOrigin': "                         \
    "{'EnableAcceptEncodingGzip': true, 'HeadersConfig': "                 \
    "{'HeaderBehavior': 'whitelist', 'Headers': {'Quantity': 1, 'Items': " \
    "['Origin']}}, 'CookiesConfig': {'CookieBehavior': 'none'}, "          \
    "'QueryStringsConfig': {'QueryStringBehavior': 'none'}}}}}"

#endif
