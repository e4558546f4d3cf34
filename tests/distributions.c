/* distributions.c - distributions in the shapes of public templates. */
#include "tests/distributions.h"

/* clang-format off */

/* ---- parts, as the CLI prints them ---- */

#define CONFIG(inside) \
    "{'ETag': 'E2QWRUHEXAMPLE', 'DistributionConfig': {" COMMON ", " inside "}}"
#define COMMON \
    "'CallerReference': '2026-01-01', 'Comment': '', 'Enabled': true, " \
    "'PriceClass': 'PriceClass_All', 'WebACLId': '', 'HttpVersion': 'http2', " \
    "'IsIPV6Enabled': true, 'Staging': false, " \
    "'ContinuousDeploymentPolicyId': '', 'Logging': {'Enabled': false, " \
    "'IncludeCookies': false, 'Bucket': '', 'Prefix': ''}, " \
    "'ViewerCertificate': {'CloudFrontDefaultCertificate': true}, " \
    "'Restrictions': {'GeoRestriction': {'RestrictionType': 'none', " \
    "'Quantity': 0}}, 'Aliases': {'Quantity': 0}"
#define ORIGINS(n, items) "'Origins': {'Quantity': " n ", 'Items': [" items "]}"
#define S3(id, access) \
    "{'Id': '" id "', 'DomainName': '" id ".s3.eu-west-1.amazonaws.com', " \
    "'OriginPath': '', 'CustomHeaders': {'Quantity': 0}, 'S3OriginConfig': " \
    "{'OriginAccessIdentity': '', 'OriginReadTimeout': 30}, " \
    "'ConnectionAttempts': 3, 'ConnectionTimeout': 10, 'OriginShield': " \
    "{'Enabled': false}, 'OriginAccessControlId': '" access "'}"
#define CUSTOM(id, protocol, path, headers) \
    "{'Id': '" id "', 'DomainName': '" id ".example.com', 'OriginPath': '" \
    path "', 'CustomHeaders': " headers ", 'CustomOriginConfig': " \
    "{'HTTPPort': 80, 'HTTPSPort': 443, 'OriginProtocolPolicy': '" protocol \
    "', 'OriginSslProtocols': {'Quantity': 1, 'Items': ['TLSv1.2']}, " \
    "'OriginReadTimeout': 45, 'OriginKeepaliveTimeout': 5}, " \
    "'ConnectionAttempts': 2, 'ConnectionTimeout': 5, 'OriginShield': " \
    "{'Enabled': false}, 'OriginAccessControlId': ''}"
#define NO_HEADERS "{'Quantity': 0}"
#define DEFAULT(inside) "'DefaultCacheBehavior': {" inside "}"
#define BEHAVIORS(n, items) \
    "'CacheBehaviors': {'Quantity': " n ", 'Items': [" items "]}"
#define REST \
    "'TrustedSigners': {'Enabled': false, 'Quantity': 0}, " \
    "'TrustedKeyGroups': {'Enabled': false, 'Quantity': 0}, " \
    "'SmoothStreaming': false, 'Compress': false, " \
    "'LambdaFunctionAssociations': {'Quantity': 0}, " \
    "'FieldLevelEncryptionId': '', 'ViewerProtocolPolicy': 'allow-all'"
#define TO(id) "'TargetOriginId': '" id "'"
#define READS \
    "'AllowedMethods': {'Quantity': 2, 'Items': ['HEAD', 'GET'], " \
    "'CachedMethods': {'Quantity': 2, 'Items': ['HEAD', 'GET']}}"
#define ASKED \
    "'AllowedMethods': {'Quantity': 3, 'Items': ['HEAD', 'GET', 'OPTIONS'], " \
    "'CachedMethods': {'Quantity': 3, 'Items': ['HEAD', 'GET', 'OPTIONS']}}"
#define WRITES \
    "'AllowedMethods': {'Quantity': 7, 'Items': ['HEAD', 'DELETE', 'POST', " \
    "'GET', 'OPTIONS', 'PUT', 'PATCH'], " \
    "'CachedMethods': {'Quantity': 2, 'Items': ['HEAD', 'GET']}}"
#define CACHE(id)   "'CachePolicyId': '" id "'"
#define REQUEST(id) "'OriginRequestPolicyId': '" id "'"
#define REPLY(id)   "'ResponseHeadersPolicyId': '" id "'"
#define OPTIMIZED   CACHE("658327ea-f89d-4fab-a63d-7e88639e58f6")
#define DISABLED    CACHE("4135ea2d-6df8-44a3-9df3-4b5a84be39ad")
#define CORS_S3     REQUEST("88a5eaf4-2fd4-4709-b370-b4c650ea3fcf")
#define NOT_HOST    REQUEST("b689b0a8-53d0-40ab-baf2-68738e2966ac")
#define SIMPLE_CORS REPLY("60669652-455b-4ae9-85a4-c4c02393f86c")
#define PREFLIGHT   REPLY("5cc3b908-e619-4b99-88e5-2cf7f45965bd")
#define SECURE_CORS REPLY("e61eb60c-9c35-4d20-a928-2b84e02af89c")
#define SECURE_PREFLIGHT REPLY("eaab4381-ed33-4a86-88ca-d9558dc6cd63")
#define SECURITY    REPLY("67f7725c-6f97-4210-82d7-5512b31e9d03")
#define LEGACY(headers) \
    "'ForwardedValues': {'QueryString': false, 'Cookies': {'Forward': " \
    "'none'}, 'Headers': " headers ", 'QueryStringCacheKeys': {'Quantity': " \
    "0}}, 'MinTTL': 0, 'DefaultTTL': 3600, 'MaxTTL': 86400"

/* ---- the distributions ---- */

const struct test_distribution test_distributions[] = {
    {"a single-page application in a private bucket",
     CONFIG("'DefaultRootObject': 'index.html', "
            ORIGINS("1", S3("site", "E1OAC")) ", "
            DEFAULT(TO("site") ", " READS ", " OPTIMIZED ", " SECURITY ", "
                    REST) ", "
            "'CustomErrorResponses': {'Quantity': 2, 'Items': ["
            "{'ErrorCode': 403, 'ResponsePagePath': '/index.html', "
            "'ResponseCode': '200', 'ErrorCachingMinTTL': 0}, "
            "{'ErrorCode': 404, 'ResponsePagePath': '/index.html', "
            "'ResponseCode': '200', 'ErrorCachingMinTTL': 300}]}"),
     "* -> site | key none, gzip br | forward none | ttl 1 86400 31536000 "
     "| sets 5 | errors 403=0 404=300\n",
     "Origin.OriginAccessControlId Distribution.ARN"},

    {"assets for everybody: the everyday pair, which is the bug",
     CONFIG(ORIGINS("1", S3("assets", "")) ", "
            DEFAULT(TO("assets") ", " ASKED ", " OPTIMIZED ", " CORS_S3 ", "
                    REST)),
     "* -> assets | key none, gzip br | forward only Origin,"
     "Access-Control-Request-Headers,Access-Control-Request-Method "
     "| ttl 1 86400 31536000 | caches OPTIONS\n",
     ""},

    {"legacy settings that key on nothing",
     CONFIG(ORIGINS("1", S3("assets", "")) ", "
            DEFAULT(TO("assets") ", " READS ", "
                    LEGACY("{'Quantity': 0}") ", " REST)),
     "* -> assets | key none, gzip | forward none, unasked "
     "| ttl 0 3600 86400\n",
     ""},

    {"legacy settings that key on Origin",
     CONFIG(ORIGINS("1", S3("assets", "")) ", "
            DEFAULT(TO("assets") ", " ASKED ", "
                    LEGACY("{'Quantity': 1, 'Items': ['Origin']}") ", " REST)),
     "* -> assets | key only Origin, gzip | forward none, unasked "
     "| ttl 0 3600 86400 | caches OPTIONS\n",
     ""},

    {"legacy settings that do not cache",
     CONFIG(ORIGINS("1", CUSTOM("app", "https-only", "", NO_HEADERS)) ", "
            DEFAULT(TO("app") ", " WRITES ", "
                    LEGACY("{'Quantity': 1, 'Items': ['*']}") ", " REST)),
     "* -> app | key none, gzip | forward all, unasked | ttl 0 0 0 "
     "| writes\n",
     ""},

    {"media behind signed cookies",
     CONFIG(ORIGINS("1", S3("media", "E2OAC")) ", "
            BEHAVIORS("1", "{'PathPattern': '*.m3u8', " TO("media") ", "
                      ASKED ", " CACHE("08627262-05a9-4f76-9ded-b50ca2e3a84f")
                      ", 'TrustedKeyGroups': {'Enabled': true, 'Quantity': 1, "
                      "'Items': ['k1']}, 'ViewerProtocolPolicy': "
                      "'https-only'}") ", "
            DEFAULT(TO("media") ", " READS ", " OPTIMIZED ", " REST)),
     "*.m3u8 -> media | key only Origin, gzip | forward none "
     "| ttl 0 86400 31536000 | caches OPTIONS\n"
     "* -> media | key none, gzip br | forward none "
     "| ttl 1 86400 31536000\n",
     "Origin.OriginAccessControlId Distribution.ARN "
     "CacheBehavior.TrustedKeyGroups"},

    {"an API beside a site",
     CONFIG(ORIGINS("2", S3("site", "") ", "
                    CUSTOM("api", "https-only", "/prod", NO_HEADERS)) ", "
            BEHAVIORS("1", "{'PathPattern': '/api/*', " TO("api") ", " WRITES
                      ", " DISABLED ", " NOT_HOST ", " REST "}") ", "
            DEFAULT(TO("site") ", " READS ", " OPTIMIZED ", " REST)),
     "/api/* -> api/prod | key none | forward but Host | ttl 0 0 0 | writes\n"
     "* -> site | key none, gzip br | forward none "
     "| ttl 1 86400 31536000\n",
     ""},

    {"a failover group",
     CONFIG(ORIGINS("2", S3("second", "") ", " S3("first", "")) ", "
            "'OriginGroups': {'Quantity': 1, 'Items': [{'Id': 'both', "
            "'FailoverCriteria': {'StatusCodes': {'Quantity': 2, 'Items': "
            "[500, 503]}}, 'Members': {'Quantity': 2, 'Items': [{'OriginId': "
            "'first'}, {'OriginId': 'second'}]}}]}, "
            DEFAULT(TO("both") ", " READS ", " OPTIMIZED ", " REST)),
     "* -> first | key none, gzip br | forward none "
     "| ttl 1 86400 31536000 | fails over to second on 500 503\n",
     ""},

    {"a website endpoint, which is a custom origin",
     CONFIG("'DefaultRootObject': '', "
            ORIGINS("1", CUSTOM("www", "http-only", "", NO_HEADERS)) ", "
            DEFAULT(TO("www") ", " READS ", " OPTIMIZED ", " SIMPLE_CORS ", "
                    REST)),
     "* -> www | key none, gzip br | forward none | ttl 1 86400 31536000 "
     "| CORS\n",
     ""},

    {"a constant Origin towards the bucket",
     CONFIG(ORIGINS("1", CUSTOM("bucket", "https-only", "",
                    "{'Quantity': 1, 'Items': [{'HeaderName': 'Origin', "
                    "'HeaderValue': 'https://a.example'}]}")) ", "
            DEFAULT(TO("bucket") ", " READS ", " OPTIMIZED ", " REST)),
     "* -> bucket | key none, gzip br | forward none "
     "| ttl 1 86400 31536000 | custom Origin\n",
     ""},

    {"a viewer-request function and members of a newer AWS",
     CONFIG(ORIGINS("1", S3("assets", "")) ", 'ConnectionMode': 'direct', "
            "'ShinyConfig': {'Enabled': true}, "
            DEFAULT(TO("assets") ", " READS ", " OPTIMIZED ", " CORS_S3 ", "
                    REST ", 'FunctionAssociations': {'Quantity': 1, 'Items': "
                    "[{'FunctionARN': 'arn:aws:cloudfront::1:function/f', "
                    "'EventType': 'viewer-request'}]}")),
     "* -> assets | key none, gzip br | forward only Origin,"
     "Access-Control-Request-Headers,Access-Control-Request-Method "
     "| ttl 1 86400 31536000\n",
     "CacheBehavior.FunctionAssociations DistributionConfig.ShinyConfig"},

    {"what get-distribution prints",
     "{'ETag': 'E', 'Distribution': {'Id': 'EDFDVBD6EXAMPLE', 'ARN': 'a', "
     "'Status': 'Deployed', 'DomainName': 'd111111abcdef8.cloudfront.net', "
     "'DistributionConfig': {" COMMON ", " ORIGINS("1", S3("assets", "")) ", "
     DEFAULT(TO("assets") ", " READS ", " OPTIMIZED ", " REST) "}}}",
     "* -> assets | key none, gzip br | forward none "
     "| ttl 1 86400 31536000\n",
     ""},

    {"every managed response headers policy, by path",
     CONFIG(ORIGINS("1", S3("assets", "")) ", "
            BEHAVIORS("4",
                      "{'PathPattern': '/simple/*', " TO("assets") ", " READS
                      ", " OPTIMIZED ", " SIMPLE_CORS ", " REST "}, "
                      "{'PathPattern': '/preflight/*', " TO("assets") ", "
                      ASKED ", " OPTIMIZED ", " CORS_S3 ", " PREFLIGHT ", "
                      REST "}, "
                      "{'PathPattern': '/secure-simple/*', " TO("assets") ", "
                      READS ", " OPTIMIZED ", " SECURE_CORS ", " REST "}, "
                      "{'PathPattern': '/secure-preflight/*', " TO("assets")
                      ", " ASKED ", " OPTIMIZED ", " CORS_S3 ", "
                      SECURE_PREFLIGHT ", " REST "}") ", "
            DEFAULT(TO("assets") ", " READS ", " OPTIMIZED ", " SECURITY ", "
                    REST)),
     "/simple/* -> assets | key none, gzip br | forward none "
     "| ttl 1 86400 31536000 | CORS\n"
     "/preflight/* -> assets | key none, gzip br | forward only Origin,"
     "Access-Control-Request-Headers,Access-Control-Request-Method "
     "| ttl 1 86400 31536000 | CORS | caches OPTIONS\n"
     "/secure-simple/* -> assets | key none, gzip br | forward none "
     "| ttl 1 86400 31536000 | CORS | sets 5\n"
     "/secure-preflight/* -> assets | key none, gzip br | forward only Origin,"
     "Access-Control-Request-Headers,Access-Control-Request-Method "
     "| ttl 1 86400 31536000 | CORS | sets 5 | caches OPTIONS\n"
     "* -> assets | key none, gzip br | forward none "
     "| ttl 1 86400 31536000 | sets 5\n",
     ""},

    {"a compressed application that asks who the viewer is",
     CONFIG(ORIGINS("1", CUSTOM("app", "https-only", "", NO_HEADERS)) ", "
            DEFAULT(TO("app") ", " READS ", 'Compress': true, "
                    CACHE("658327ea-f89d-4fab-a63d-7e88639e58f6") ", "
                    REQUEST("33f36d7e-f396-46d9-90e0-52428a34d9dc") ", "
                    "'SmoothStreaming': false, 'FieldLevelEncryptionId': '', "
                    "'ViewerProtocolPolicy': 'redirect-to-https'")),
     "* -> app | key none, gzip br | forward all | ttl 1 86400 31536000\n",
     "CloudFront-Is-...-Viewer CloudFront-Viewer-... (place) "
     "CloudFront-Viewer-TLS"},
};

/* clang-format on */

const size_t n_test_distributions =
    sizeof(test_distributions) / sizeof(test_distributions[0]);
