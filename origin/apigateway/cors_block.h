/*
 * cors_block.h - the one CORS block of an HTTP API, and what it grants.
 *
 * Origins are judged, nothing else: a preflight that asks for a method or a
 * header that is not listed gets the lists, and the browser says no.
 */
#ifndef POPBOX_ORIGIN_APIGATEWAY_CORS_BLOCK_H
#define POPBOX_ORIGIN_APIGATEWAY_CORS_BLOCK_H

#include "cache/base/json.h"
#include "cache/http/msg.h"

#define CORS_BLOCK_LIST_MAX 100

/* Zero-initialised: the API has none. */
struct cors_block {
    bool configured;
    bool any;       /* "*" */
    bool any_https; /* the entry for every https origin */
    bool any_http;  /* the entry for every http origin */
    struct span *exact;
    size_t n_exact;
    bool credentials;
    struct span methods; /* the list, joined; absent: none */
    struct span headers;
    struct span expose;
    int64_t max_age_s; /* -1: none */
};

struct api_reading;
/* Reads "x-amazon-apigateway-cors" (allowOrigins ...). */
void cors_block_read(const struct api_reading *in, const struct json *object);
/* Reads what apigatewayv2 prints: {"CorsConfiguration": {"AllowOrigins" ...},
 * "ProtocolType": "HTTP", ...}, or {"Items": [one of them]}. */
void cors_block_read_api(const struct api_reading *in,
                         const struct json *object);

/* The value of Access-Control-Allow-Origin for that Origin; absent: none is
 * sent. page_origin may be absent. */
struct span cors_block_grants(const struct cors_block *cors,
                              struct span page_origin);

/* The gateway takes this request for a preflight and answers it itself. */
bool cors_block_is_preflight(const struct cors_block *cors,
                             const struct http_request *req);

#endif
