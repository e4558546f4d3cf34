/*
 * origin_request.c - the request that goes to the origin.
 *
 * A whitelist: the path, what the key holds, what the forwarding recipe adds,
 * what the edge itself says, and nothing else of the viewer's (security.md
 * section 0.4; cloudfront.md section 3). A cached answer must not depend on one
 * viewer's condition or range, so those stay here when the answer is looked up.
 */
#include "cache/origin_request.h"

#include "cache/selection.h"

/* Said by the edge itself, or built from a selection below. */
static bool is_own(struct span name)
{
    static const char *const own[] = {
        "cookie",         "accept-encoding", "via",
        "user-agent",     "x-amz-cf-id",     "x-forwarded-for",
        "x-edge-location"};

    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        if (span_ieq(name, span_str(own[i])))
            return true;
    return false;
}

static bool is_condition_or_range(struct span name)
{
    static const char *const names[] = {
        "if-match", "if-none-match", "if-modified-since", "if-unmodified-since",
        "if-range", "range"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (span_ieq(name, span_str(names[i])))
            return true;
    return false;
}

static bool is_selected(const struct behavior *behavior, struct span name)
{
    return name_set_has(&behavior->key.headers, name, true) ||
           name_set_has(&behavior->forward.headers, name, true);
}

static int add_viewer_headers(struct http_headers *to, struct arena *arena,
                              const struct origin_request_parts *parts)
{
    const struct http_headers *from = &parts->viewer->headers;

    for (size_t i = 0; i < from->n; i++) {
        struct span name = from->at[i].name;

        if (is_own(name) || !is_selected(parts->behavior, name))
            continue;
        if (parts->cached && is_condition_or_range(name))
            continue;
        if (http_headers_add(to, arena, name, from->at[i].value) < 0)
            return ERR_TOO_LONG;
    }
    return 0;
}

static int add_if_any(struct http_headers *to, struct arena *arena,
                      struct span name, struct span value)
{
    return span_absent(value) ? 0 : http_headers_add(to, arena, name, value);
}

static struct span user_agent(const struct origin_request_parts *parts)
{
    struct span sent =
        http_headers_get(&parts->viewer->headers, SPAN("user-agent"));

    if (is_selected(parts->behavior, SPAN("user-agent")) && !span_absent(sent))
        return sent;
    return SPAN("Amazon CloudFront");
}

static struct span accept_encoding(const struct origin_request_parts *parts)
{
    const struct behavior *behavior = parts->behavior;
    enum encoding_choice choice = select_encoding(
        &parts->viewer->headers, behavior->key.gzip, behavior->key.brotli);

    if (choice == ENCODING_AS_IS &&
        is_selected(behavior, SPAN("accept-encoding")))
        return http_headers_get(&parts->viewer->headers,
                                SPAN("accept-encoding"));
    return encoding_text(choice);
}

static struct span forwarded_for(const struct origin_request_parts *parts,
                                 struct arena *arena)
{
    struct span sent = http_headers_joined(&parts->viewer->headers,
                                           SPAN("x-forwarded-for"), arena);

    if (span_absent(sent))
        return parts->client;
    return arena_printf(arena, "%.*s, %.*s", SPAN_ARG(sent),
                        SPAN_ARG(parts->client));
}

static int add_own_headers(struct http_headers *to, struct arena *arena,
                           const struct origin_request_parts *parts)
{
    const struct behavior *behavior = parts->behavior;
    struct span cookies =
        select_cookies(&parts->viewer->headers, &behavior->key.cookies,
                       &behavior->forward.cookies, arena);
    int err = 0;

    err |= add_if_any(to, arena, SPAN("Cookie"), cookies);
    err |=
        add_if_any(to, arena, SPAN("Accept-Encoding"), accept_encoding(parts));
    err |= add_if_any(to, arena, SPAN("User-Agent"), user_agent(parts));
    err |= add_if_any(to, arena, SPAN("X-Amz-Cf-Id"), parts->request_id);
    err |= add_if_any(to, arena, SPAN("Via"), parts->via);
    err |= add_if_any(to, arena, SPAN("X-Forwarded-For"),
                      forwarded_for(parts, arena));
    for (size_t i = 0; i < behavior->forward.n_custom; i++)
        err |= http_headers_set(to, arena, behavior->forward.custom[i].name,
                                behavior->forward.custom[i].value);
    if (parts->stale) {
        err |= add_if_any(to, arena, SPAN("If-None-Match"), parts->stale->etag);
        err |= add_if_any(to, arena, SPAN("If-Modified-Since"),
                          parts->stale->last_modified);
    }
    return err ? ERR_TOO_LONG : 0;
}

int origin_request_build(struct http_request *out, struct arena *arena,
                         const struct origin_request_parts *parts)
{
    const struct http_request *viewer = parts->viewer;
    const struct behavior *behavior = parts->behavior;
    bool is_head = http_method_of(viewer->method) == HTTP_HEAD;

    *out = (struct http_request){.scheme = SPAN("http")};
    out->method = parts->cached && is_head ? SPAN("GET") : viewer->method;
    out->authority =
        is_selected(behavior, SPAN("host")) && !span_absent(viewer->authority)
            ? viewer->authority
            : parts->domain;
    out->path = viewer->path;
    out->query = select_query(viewer->query, &behavior->key.query,
                              &behavior->forward.query, arena);
    if (add_viewer_headers(&out->headers, arena, parts) < 0)
        return ERR_TOO_LONG;
    return add_own_headers(&out->headers, arena, parts);
}
