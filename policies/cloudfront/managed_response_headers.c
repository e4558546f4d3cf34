/*
 * managed_response_headers.c - AWS's managed response headers policies.
 *
 * Of the values, SimpleCORS and the overriding nosniff are documented in words;
 * the others are what copies of these policies hold (cloudfront.md 1.3).
 */
#include "policies/cloudfront/cors_config.h"
#include "policies/cloudfront/managed_rows.h"

static const struct span any_origin[] = {S("*")};

static const struct reply_header security[] = {
    {S("Strict-Transport-Security"), S("max-age=31536000"), false},
    {S("X-Content-Type-Options"), S("nosniff"), true},
    {S("X-Frame-Options"), S("SAMEORIGIN"), false},
    {S("Referrer-Policy"), S("strict-origin-when-cross-origin"), false},
    {S("X-XSS-Protection"), S("1; mode=block"), false},
};

/* OriginOverride is off in all of them. */
#define SIMPLE                                                              \
    {                                                                       \
        .enabled = true, .allow_origins = any_origin, .n_allow_origins = 1, \
        .max_age_s = -1                                                     \
    }
#define WITH_PREFLIGHT                                                      \
    {                                                                       \
        .enabled = true, .allow_origins = any_origin, .n_allow_origins = 1, \
        .allow_methods = CORS_CONFIG_ALL_METHODS, .expose_headers = S("*"), \
        .max_age_s = -1                                                     \
    }
#define NO_CORS         \
    {                   \
        .max_age_s = -1 \
    }

const struct response_headers_policy managed_response_headers_policies[] = {
    {.id = S("60669652-455b-4ae9-85a4-c4c02393f86c"),
     .name = S("Managed-SimpleCORS"),
     .reply = {.cors = SIMPLE}},
    {.id = S("5cc3b908-e619-4b99-88e5-2cf7f45965bd"),
     .name = S("Managed-CORS-With-Preflight"),
     .reply = {.cors = WITH_PREFLIGHT}},
    {.id = S("e61eb60c-9c35-4d20-a928-2b84e02af89c"),
     .name = S("Managed-CORS-and-SecurityHeadersPolicy"),
     .reply = {.cors = SIMPLE, .set = security, .n_set = N(security)}},
    {.id = S("eaab4381-ed33-4a86-88ca-d9558dc6cd63"),
     .name = S("Managed-CORS-with-preflight-and-SecurityHeadersPolicy"),
     .reply = {.cors = WITH_PREFLIGHT, .set = security, .n_set = N(security)}},
    {.id = S("67f7725c-6f97-4210-82d7-5512b31e9d03"),
     .name = S("Managed-SecurityHeadersPolicy"),
     .reply = {.cors = NO_CORS, .set = security, .n_set = N(security)}},
};
const size_t n_managed_response_headers_policies =
    N(managed_response_headers_policies);
