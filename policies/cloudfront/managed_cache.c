/* managed_cache.c - AWS's managed cache policies. */
#include "policies/cloudfront/managed_rows.h"

static const struct span origin_only[] = {S("Origin")};
static const struct span amplify[] = {
    S("Authorization"), S("CloudFront-Viewer-Country"), S("Host")};
static const struct span use_origin[] = {
    S("Host"), S("Origin"), S("X-HTTP-Method"), S("X-HTTP-Method-Override"),
    S("X-Method-Override")};
static const struct span amplify_default[] = {
    S("Accept"), S("Authorization"), S("CloudFront-Viewer-Country"), S("Host")};
static const struct span amplify_image[] = {S("Accept"), S("Authorization"),
                                            S("Host")};
static const struct span amplify_static[] = {S("Authorization"), S("Host")};
static const struct span media_package[] = {S("aws.manifestfilter"), S("start"),
                                            S("end"), S("m")};

const struct cache_policy managed_cache_policies[] = {
    {.id = S("658327ea-f89d-4fab-a63d-7e88639e58f6"),
     .name = S("Managed-CachingOptimized"),
     .key = {.gzip = true, .brotli = true},
     .ttl = {1, 86400, 31536000}},
    {.id = S("b2884449-e4de-46a7-ac36-70bc7f1ddd6d"),
     .name = S("Managed-CachingOptimizedForUncompressedObjects"),
     .key = {.gzip = false, .brotli = false},
     .ttl = {1, 86400, 31536000}},
    {.id = S("4135ea2d-6df8-44a3-9df3-4b5a84be39ad"),
     .name = S("Managed-CachingDisabled"),
     .key = {.gzip = false, .brotli = false},
     .ttl = {0, 0, 0}},
    {.id = S("08627262-05a9-4f76-9ded-b50ca2e3a84f"),
     .name = S("Managed-Elemental-MediaPackage"),
     .key = {.headers = LISTED(origin_only),
             .query = LISTED(media_package),
             .gzip = true,
             .brotli = false},
     .ttl = {0, 86400, 31536000}},
    {.id = S("2e54312d-136d-493c-8eb9-b001f22f67d2"),
     .name = S("Managed-Amplify"),
     .key = {.headers = LISTED(amplify),
             .cookies = ALL,
             .query = ALL,
             .gzip = true,
             .brotli = true},
     .ttl = {2, 2, 600}},
    {.id = S("83da9c7e-98b4-4e11-a168-04f0df8e2c65"),
     .name = S("UseOriginCacheControlHeaders"),
     .key = {.headers = LISTED(use_origin),
             .cookies = ALL,
             .gzip = true,
             .brotli = true},
     .ttl = {0, 0, 31536000}},
    {.id = S("4cc15a8a-d715-48a4-82b8-cc0b614638fe"),
     .name = S("UseOriginCacheControlHeaders-QueryStrings"),
     .key = {.headers = LISTED(use_origin),
             .cookies = ALL,
             .query = ALL,
             .gzip = true,
             .brotli = true},
     .ttl = {0, 0, 31536000}},
    {.id = S("4d1d2f1d-3a71-49ad-9e08-7ea5d843a556"),
     .name = S("Managed-Amplify-Default"),
     .key = {.headers = LISTED(amplify_default),
             .cookies = ALL,
             .query = ALL,
             .gzip = true,
             .brotli = true},
     .ttl = {0, 0, 31536000}},
    {.id = S("a6bad946-36c3-4c33-aa98-362c74a7fb13"),
     .name = S("Managed-Amplify-DefaultNoCookies"),
     .key = {.headers = LISTED(amplify_default),
             .query = ALL,
             .gzip = true,
             .brotli = true},
     .ttl = {0, 0, 31536000}},
    {.id = S("1c6db51a-a33f-469a-8245-dae26771f530"),
     .name = S("Managed-Amplify-ImageOptimization"),
     .key = {.headers = LISTED(amplify_image),
             .query = ALL,
             .gzip = true,
             .brotli = true},
     .ttl = {0, 0, 31536000}},
    {.id = S("7e5fad67-ee98-4ad0-b05a-394999eefc1a"),
     .name = S("Managed-Amplify-StaticContent"),
     .key = {.headers = LISTED(amplify_static), .gzip = true, .brotli = true},
     .ttl = {0, 0, 31536000}},
};
const size_t n_managed_cache_policies = N(managed_cache_policies);
