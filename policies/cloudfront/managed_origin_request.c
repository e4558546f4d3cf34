/* managed_origin_request.c - AWS's managed origin request policies. */
#include "policies/cloudfront/managed_rows.h"

static const struct span cors_s3[] = {S("Origin"),
                                      S("Access-Control-Request-Headers"),
                                      S("Access-Control-Request-Method")};
static const struct span cors_custom[] = {S("Origin")};
static const struct span media_tailor[] = {
    S("Origin"), S("Access-Control-Request-Headers"),
    S("Access-Control-Request-Method"), S("User-Agent"), S("X-Forwarded-For")};
static const struct span agent_referer[] = {S("User-Agent"), S("Referer")};
static const struct span host_only[] = {S("Host")};
/* Beside all that viewers send (the policy as of June 2022). */
static const struct span about_viewer[] = {
    S("CloudFront-Forwarded-Proto"),
    S("CloudFront-Is-Android-Viewer"),
    S("CloudFront-Is-Desktop-Viewer"),
    S("CloudFront-Is-IOS-Viewer"),
    S("CloudFront-Is-Mobile-Viewer"),
    S("CloudFront-Is-SmartTV-Viewer"),
    S("CloudFront-Is-Tablet-Viewer"),
    S("CloudFront-Viewer-ASN"),
    S("CloudFront-Viewer-Address"),
    S("CloudFront-Viewer-City"),
    S("CloudFront-Viewer-Country"),
    S("CloudFront-Viewer-Country-Name"),
    S("CloudFront-Viewer-Country-Region"),
    S("CloudFront-Viewer-Country-Region-Name"),
    S("CloudFront-Viewer-Http-Version"),
    S("CloudFront-Viewer-Latitude"),
    S("CloudFront-Viewer-Longitude"),
    S("CloudFront-Viewer-Metro-Code"),
    S("CloudFront-Viewer-Postal-Code"),
    S("CloudFront-Viewer-TLS"),
    S("CloudFront-Viewer-Time-Zone"),
};

const struct origin_request_policy managed_origin_request_policies[] = {
    {.id = S("216adef6-5c7f-47e4-b989-5492eafa07d3"),
     .name = S("Managed-AllViewer"),
     .managed = true,
     .forward = {.headers = ALL, .cookies = ALL, .query = ALL}},
    {.id = S("b689b0a8-53d0-40ab-baf2-68738e2966ac"),
     .name = S("Managed-AllViewerExceptHostHeader"),
     .managed = true,
     .forward = {.headers = EXCEPT(host_only), .cookies = ALL, .query = ALL}},
    {.id = S("33f36d7e-f396-46d9-90e0-52428a34d9dc"),
     .name = S("Managed-AllViewerAndCloudFrontHeaders-2022-06"),
     .managed = true,
     .forward = {.headers = ALL_AND(about_viewer),
                 .cookies = ALL,
                 .query = ALL}},
    {.id = S("88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"),
     .name = S("Managed-CORS-S3Origin"),
     .managed = true,
     .forward = {.headers = LISTED(cors_s3)}},
    {.id = S("59781a5b-3903-41f3-afcb-af62929ccde1"),
     .name = S("Managed-CORS-CustomOrigin"),
     .managed = true,
     .forward = {.headers = LISTED(cors_custom)}},
    {.id = S("775133bc-15f2-49f9-abea-afb2e0bf67d2"),
     .name = S("Managed-Elemental-MediaTailor-PersonalizedManifests"),
     .managed = true,
     .forward = {.headers = LISTED(media_tailor), .query = ALL}},
    {.id = S("acba4595-bd28-49b8-b9fe-13317c0390fa"),
     .name = S("Managed-UserAgentRefererHeaders"),
     .managed = true,
     .forward = {.headers = LISTED(agent_referer)}},
    {.id = S("bf0718e1-ba1e-49d1-88b1-f726733018ae"),
     .name = S("Managed-HostHeaderOnly"),
     .managed = true,
     .forward = {.headers = LISTED(host_only)}},
};
const size_t n_managed_origin_request_policies =
    N(managed_origin_request_policies);
