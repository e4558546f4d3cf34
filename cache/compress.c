/*
 * compress.c - which answers the edge compresses, and what their heads say.
 *
 * CloudFront's conditions (cloudfront.md 6.5; developer guide, "Serve
 * compressed files"): the behavior says so, the cache policy normalises
 * Accept-Encoding (so that the key tells the formats apart) and caches, and the
 * answer is of a listed type, not encoded yet, neither tiny nor huge, and of a
 * known length. It happens once, on the way from the origin; what is stored is
 * what is sent. A viewer that takes both formats gets brotli.
 */
#include "cache/compress.h"

#include "cache/selection.h"

#define SIZE_MIN               INT64_C(1000)
#define SIZE_MAX_OF_CLOUDFRONT INT64_C(10000000)

static const char *const types[] = {
    "application/dash+xml",
    "application/eot",
    "application/font",
    "application/font-sfnt",
    "application/javascript",
    "application/json",
    "application/opentype",
    "application/otf",
    "application/pkcs7-mime",
    "application/protobuf",
    "application/rss+xml",
    "application/truetype",
    "application/ttf",
    "application/vnd.apple.mpegurl",
    "application/vnd.ms-fontobject",
    "application/xhtml+xml",
    "application/xml",
    "application/x-font-opentype",
    "application/x-font-truetype",
    "application/x-font-ttf",
    "application/x-httpd-cgi",
    "application/x-javascript",
    "application/x-mpegurl",
    "application/x-opentype",
    "application/x-otf",
    "application/x-perl",
    "application/x-ttf",
    "font/eot",
    "font/opentype",
    "font/otf",
    "font/ttf",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/js",
    "text/plain",
    "text/richtext",
    "text/tab-separated-values",
    "text/xml",
    "text/x-component",
    "text/x-java-source",
    "text/x-script",
    "vnd.apple.mpegurl",
};

static bool is_of_type(const struct http_headers *headers)
{
    struct span value = http_headers_get(headers, SPAN("content-type"));
    struct span type = span_trim(span_cut(value, 0, span_find(value, ';', 0)));

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (span_ieq(type, span_str(types[i])))
            return true;
    return false;
}

static bool is_compressible(const struct compress_case *it)
{
    int status = it->head->status;

    return (status == 200 || status == 403 || status == 404) &&
           it->length >= SIZE_MIN && it->length <= SIZE_MAX_OF_CLOUDFRONT &&
           !http_headers_count(&it->head->headers, SPAN("content-encoding")) &&
           is_of_type(&it->head->headers);
}

enum compress_format compress_choose(const struct compress_case *it)
{
    const struct key_recipe *key = &it->behavior->key;

    if (!it->behavior->compress || !it->cached || !is_compressible(it))
        return COMPRESS_NONE;
    switch (select_encoding(&it->asked->headers, key->gzip, key->brotli)) {
    case ENCODING_AS_IS:
    case ENCODING_ABSENT:
    case ENCODING_IDENTITY:
        break;
    case ENCODING_GZIP:
        return COMPRESS_GZIP;
    case ENCODING_BROTLI:
    case ENCODING_BOTH:
        return COMPRESS_BROTLI;
    }
    return COMPRESS_NONE;
}

/* Compressed and plain are the same thing, but not the same bytes. */
static int weaken_etag(struct http_headers *headers, struct arena *arena)
{
    struct span etag = http_headers_get(headers, SPAN("etag")), weak;

    if (span_absent(etag) || span_starts(etag, SPAN("W/")))
        return 0;
    weak = arena_printf(arena, "W/%.*s", SPAN_ARG(etag));
    if (span_absent(weak))
        return ERR_TOO_LONG;
    return http_headers_set(headers, arena, SPAN("ETag"), weak);
}

static int say_vary(struct http_headers *headers, struct arena *arena)
{
    struct span name = SPAN("Accept-Encoding");
    struct span vary = http_headers_joined(headers, SPAN("vary"), arena);
    struct span element;
    size_t at = 0;

    if (span_absent(vary))
        return http_headers_add(headers, arena, SPAN("Vary"), name);
    while (span_list_next(vary, &at, &element))
        if (span_ieq(element, name))
            return 0;
    vary = arena_printf(arena, "%.*s, %.*s", SPAN_ARG(vary), SPAN_ARG(name));
    if (span_absent(vary))
        return ERR_TOO_LONG;
    return http_headers_set(headers, arena, SPAN("Vary"), vary);
}

int compress_head(struct http_headers *headers, struct arena *arena,
                  enum compress_format format)
{
    struct span word = format == COMPRESS_GZIP ? SPAN("gzip") : SPAN("br");
    int err = 0;

    if (format == COMPRESS_NONE)
        return 0;
    err |= http_headers_add(headers, arena, SPAN("Content-Encoding"), word);
    err |= weaken_etag(headers, arena);
    err |= say_vary(headers, arena);
    return err ? ERR_TOO_LONG : 0;
}
