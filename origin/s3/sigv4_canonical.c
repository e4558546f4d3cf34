/*
 * sigv4_canonical.c - the canonical request of AWS signature version 4.
 *
 * It is rebuilt from what came: method, path and query encoded anew, the
 * headers that the signature names, the payload's hash as the request tells it.
 */
#include "origin/s3/sigv4_canonical.h"

#include "origin/s3/encodings.h"

struct span sigv4_next_part(struct span *rest, char c)
{
    size_t end = span_find(*rest, c, 0);
    struct span part = span_cut(*rest, 0, end);

    *rest = span_cut(*rest, end + 1, rest->len);
    return part;
}

struct pair {
    struct span name;
    struct span value;
};

static bool before(const struct pair *a, const struct pair *b)
{
    int order = span_cmp(a->name, b->name);

    return order < 0 || (order == 0 && span_cmp(a->value, b->value) < 0);
}

/* Sorted by insertion: at most QUERY_PARAMETERS_MAX of them. */
static size_t sort_query(const struct sigv4 *sig, struct pair *pairs)
{
    const struct query *query = &sig->r->query;
    struct arena *arena = sig->r->arena;
    size_t n = 0;

    for (size_t i = 0; i < query->n; i++) {
        const struct query_parameter *each = &query->at[i];
        struct pair pair = {percent_encode(arena, each->name, false),
                            percent_encode(arena, each->value, false)};
        size_t at = n;

        if (sig->presigned && span_eq(each->name, SPAN("X-Amz-Signature")))
            continue;
        for (; at > 0 && before(&pair, &pairs[at - 1]); at--)
            pairs[at] = pairs[at - 1];
        pairs[at] = pair;
        n++;
    }
    return n;
}

static void add_query(const struct sigv4 *sig, struct buf *out)
{
    struct pair pairs[QUERY_PARAMETERS_MAX];
    size_t n = sort_query(sig, pairs);

    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_add_byte(out, '&');
        buf_add(out, pairs[i].name);
        buf_add_byte(out, '=');
        buf_add(out, pairs[i].value);
    }
    buf_add_byte(out, '\n');
}

/* Without blanks at the ends, and one for each run within. */
static void add_folded(struct buf *out, struct span value)
{
    value = span_trim(value);
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] != ' ' || value.ptr[i - 1] != ' ')
            buf_add_byte(out, value.ptr[i]);
}

static void add_header(const struct sigv4 *sig, struct buf *out,
                       struct span name)
{
    const struct http_headers *headers = &sig->r->req.headers;
    bool first = true;

    buf_add(out, name);
    buf_add_byte(out, ':');
    if (span_eq(name, SPAN("host")))
        buf_add(out, sig->r->req.authority);
    else if (span_eq(name, SPAN("content-length")) && sig->r->body_length >= 0)
        buf_add_u64(out, (uint64_t)sig->r->body_length);
    else if (span_eq(name, SPAN("transfer-encoding")) &&
             sig->r->body_length < 0) /* framing is the driver's: not a line */
        buf_add_str(out, "chunked");
    for (size_t i = 0; i < headers->n; i++) {
        if (!span_ieq(headers->at[i].name, name))
            continue;
        if (!first)
            buf_add_byte(out, ',');
        add_folded(out, headers->at[i].value);
        first = false;
    }
    buf_add_byte(out, '\n');
}

void sigv4_add_canonical(const struct sigv4 *sig, struct buf *out)
{
    struct arena *arena = sig->r->arena;
    struct span rest = sig->signed_headers;
    struct span path = SPAN_ABSENT;

    if (percent_decode(arena, sig->r->req.path, false, &path))
        path = sig->r->req.path;
    buf_add(out, sig->r->req.method);
    buf_add_byte(out, '\n');
    buf_add(out, percent_encode(arena, path, true));
    buf_add_byte(out, '\n');
    add_query(sig, out);
    while (rest.len > 0)
        add_header(sig, out, sigv4_next_part(&rest, ';'));
    buf_add_byte(out, '\n');
    buf_add(out, sig->signed_headers);
    buf_add_byte(out, '\n');
    buf_add(out, sig->payload);
}
