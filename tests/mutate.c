/*
 * mutate.c - inputs for parsers, made from documents, tokens and a seed.
 *
 * A generator that knows what popbox reads (HTTP heads, JSON, XML, lists,
 * dates) comes further in a second than random bytes would in a day.
 */
#include "tests/mutate.h"

#include "cache/base/rng.h"

#include <string.h>

#define MUTATIONS_MAX    8
#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

/* What a parser here may be about to read, to start from. */
static const char *const documents[] = {
    "GET /app.js?v=1&x=%20 HTTP/1.1\r\nHost: www.example.com\r\n"
    "Origin: https://a.example\r\nAccept-Encoding: gzip, br\r\n"
    "If-None-Match: W/\"x\", \"y\"\r\nConnection: keep-alive\r\n\r\n",
    "POST http://b.example/p HTTP/1.0\r\nHost: b.example\r\n"
    "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
    "5;ext=1\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
    "HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nVary: Origin, *\r\n"
    "Content-Range: bytes 0-4/10\r\nETag: \"e\"\r\nAge: 7\r\n"
    "Access-Control-Allow-Origin: *\r\n\r\nhello",
    "public, max-age=60, s-maxage=\"10\", no-cache=\"set-cookie, x\", "
    "stale-while-revalidate=30",
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "bytes=0-4, 5-, -3",
    "{\"CORSRules\": [{\"AllowedOrigins\": [\"https://*.example\", \"*\"], "
    "\"AllowedMethods\": [\"GET\", \"HEAD\"], \"MaxAgeSeconds\": 3000, "
    "\"ExposeHeaders\": []}], \"x\": [null, true, -1.5e3, \"\\u20ac\\n\"]}",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CORSConfiguration "
    "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CORSRule>"
    "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
    "<AllowedHeader>x-*</AllowedHeader><MaxAgeSeconds>5</MaxAgeSeconds>"
    "</CORSRule></CORSConfiguration>",
};

/* Text that parsers stumble over. */
/* clang-format off */
static const char *const tokens[] = {
    "\r\n", "\r\n\r\n", "\n", "\r", " ", "\t", ":", ",", ";", "=", "\"", "\\",
    "%00", "%2f", "..", "//", "/", "*", "?", "#", "[", "]", "{", "}", "<", ">",
    "</", "/>", "&#0;", "&amp;", "]]>", "<![CDATA[", "<!DOCTYPE x [", "<!--",
    "\xff", "\xc0\x80", "\xed\xa0\x80", "\xef\xbb\xbf", "\\u0000", "\\ud800",
    "0", "-1", "+1", "00", "1e309", "4294967296", "9007199254740993",
    "9223372036854775807", "18446744073709551616", "null", "true", "{}", "[[[[",
    "Host: x\r\n", "Origin: null\r\n", "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n", "Vary: *\r\n", "max-age=", "bytes=-",
};
/* clang-format on */

static size_t below(struct rng *rng, size_t n)
{
    return (size_t)rng_below(rng, n);
}

/* As much of the n bytes as there is room for, before offset at. */
static void insert(struct input *in, size_t at, const void *bytes, size_t n)
{
    if (n > INPUT_MAX - in->len)
        n = INPUT_MAX - in->len;
    memmove(in->bytes + at + n, in->bytes + at, in->len - at);
    memcpy(in->bytes + at, bytes, n);
    in->len += n;
}

static void flip_bit(struct rng *rng, struct input *in)
{
    if (in->len > 0)
        in->bytes[below(rng, in->len)] ^= (unsigned char)(1U << below(rng, 8));
}

static void overwrite_byte(struct rng *rng, struct input *in)
{
    if (in->len > 0)
        in->bytes[below(rng, in->len)] = (unsigned char)below(rng, 256);
}

static void insert_token(struct rng *rng, struct input *in)
{
    const char *token = tokens[below(rng, LENGTH_OF(tokens))];
    insert(in, below(rng, in->len + 1), token, strlen(token));
}

static void insert_nul(struct rng *rng, struct input *in)
{
    insert(in, below(rng, in->len + 1), "", 1);
}

static void remove_range(struct rng *rng, struct input *in)
{
    size_t at = below(rng, in->len + 1);
    size_t n = below(rng, in->len - at + 1);
    memmove(in->bytes + at, in->bytes + at + n, in->len - at - n);
    in->len -= n;
}

static void repeat_range(struct rng *rng, struct input *in)
{
    unsigned char range[256];
    size_t at = below(rng, in->len + 1);
    size_t n = below(rng, in->len - at + 1);
    if (n > sizeof(range))
        n = sizeof(range);
    memcpy(range, in->bytes + at, n);
    for (size_t times = 1 + below(rng, 8); times > 0; times--)
        insert(in, at, range, n);
}

static void cut_short(struct rng *rng, struct input *in)
{
    in->len = below(rng, in->len + 1);
}

static void (*const mutations[])(struct rng *, struct input *) = {
    flip_bit,     overwrite_byte, insert_token, insert_nul,
    remove_range, repeat_range,   cut_short,
};

/* Something to mutate: a file, a document, or a few random bytes. */
static void start(struct rng *rng, const struct mutate_files *files,
                  struct input *in)
{
    size_t pick = below(rng, files->n + LENGTH_OF(documents) + 1);
    in->len = 0;
    if (pick < files->n) {
        *in = files->inputs[pick];
        return;
    }
    pick -= files->n;
    if (pick < LENGTH_OF(documents)) {
        insert(in, 0, documents[pick], strlen(documents[pick]));
        return;
    }
    for (size_t n = below(rng, 64); in->len < n; in->len++)
        in->bytes[in->len] = (unsigned char)below(rng, 256);
}

void mutate_make(uint64_t seed, uint64_t number,
                 const struct mutate_files *files, struct input *in)
{
    struct rng rng;

    if (number < files->n) {
        *in = files->inputs[number];
        return;
    }
    rng_init(&rng, seed + number * 0x9e3779b97f4a7c15U);
    start(&rng, files, in);
    for (size_t n = below(&rng, MUTATIONS_MAX + 1); n > 0; n--)
        mutations[below(&rng, LENGTH_OF(mutations))](&rng, in);
}
