/*
 * origin_request.c - the request that goes to the origin.
 *
 * A whitelist: the path, what the key holds, what the forwarding recipe adds,
 * what the edge itself says, and nothing else of the viewer's (security.md
 * section 0.4; cloudfront.md section 3). A cached answer must not depend on one
 * viewer's condition or range, so those stay here when the answer is looked up:
 * a range is widened to the whole, which CloudFront may do (section 9), so that
 * what comes is a 200 to be stored and shared, never a part.
 */
#include "cache/origin_request.h"

#include "cache/selection.h"

static bool is_among(struct span name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_ieq(name, span_str(names[i])))
            return true;
    return false;
}
#define IS_AMONG(name, names) \
    is_among((name), (names), sizeof(names) / sizeof((names)[0]))

/* Said by the edge itself or built from a selection below, whatever is selected
 * (cloudfront.md 3.2). */
static bool is_own(struct span name)
{
    static const char *const names[] = {"accept-encoding", "cookie",
                                        "user-agent",      "via",
                                        "x-forwarded-for", "x-amz-cf-id"};

    return IS_AMONG(name, names);
}

/* Of this hop alone, or not for viewers to say: never passed on. */
static bool is_of_hop(struct span name)
{
    static const char *const names[] = {"expect", "x-real-ip",
                                        "x-forwarded-proto"};

    return IS_AMONG(name, names) || http_is_hop_by_hop(name) ||
           span_ieq(span_cut(name, 0, 6), SPAN("proxy-")) ||
           span_ieq(span_cut(name, 0, 7), SPAN("x-edge-")) ||
           span_ieq(span_cut(name, 0, 9), SPAN("x-popbox-"));
}

static bool is_condition_or_range(struct span name)
{
    static const char *const names[] = {
        "if-match", "if-none-match", "if-modified-since", "if-unmodified-since",
        "if-range", "range"};

    return IS_AMONG(name, names);
}

static bool is_selected(const struct behavior *behavior, struct span name)
{
    return name_set_has(&behavior->key.headers, name, true) ||
           name_set_has(&behavior->forward.headers, name, true);
}

/* Goes to the origin though nothing names it. */
static bool is_unasked(const struct origin_request_parts *parts,
                       struct span name)
{
    const struct forward_recipe *forward = &parts->behavior->forward;

    if (!parts->cached && parts->behavior->rules.pass_conditions &&
        is_condition_or_range(name))
        return true;
    if (span_ieq(name, SPAN("authorization")) && !parts->cached &&
        forward->keep_authorization)
        return true;
    return name_set_has(&forward->unasked, name, true);
}

static bool is_custom(const struct behavior *behavior, struct span name)
{
    for (size_t i = 0; i < behavior->forward.n_custom; i++)
        if (span_ieq(behavior->forward.custom[i].name, name))
            return true;
    return false;
}

enum header_fate origin_request_fate(const struct origin_request_parts *parts,
                                     struct span name)
{
    const struct behavior *behavior = parts->behavior;
    bool keyed = name_set_has(&behavior->key.headers, name, true);

    if (is_custom(behavior, name))
        return HEADER_REPLACED;
    if (is_own(name))
        return HEADER_OWN;
    if (is_of_hop(name))
        return HEADER_HOP;
    if (!is_selected(behavior, name) && !is_unasked(parts, name))
        return HEADER_UNNAMED;
    if (parts->cached && is_condition_or_range(name))
        return HEADER_CONDITION;
    if (keyed)
        return HEADER_KEYED;
    return is_selected(behavior, name) ? HEADER_FORWARDED : HEADER_UNASKED;
}

static bool goes(enum header_fate fate)
{
    return fate == HEADER_KEYED || fate == HEADER_FORWARDED ||
           fate == HEADER_UNASKED;
}

static int add_viewer_headers(struct http_headers *to, struct arena *arena,
                              const struct origin_request_parts *parts)
{
    const struct http_headers *from = &parts->viewer->headers;

    for (size_t i = 0; i < from->n; i++)
        if (goes(origin_request_fate(parts, from->at[i].name)) &&
            http_headers_add(to, arena, from->at[i].name, from->at[i].value) <
                0)
            return ERR_TOO_LONG;
    return 0;
}

static int add_if_any(struct http_headers *to, struct arena *arena,
                      struct span name, struct span value)
{
    return span_absent(value) ? 0 : http_headers_add(to, arena, name, value);
}

/* What is keyed is what is sent: all lines of it, joined. */
static int add_user_agent(struct http_headers *to, struct arena *arena,
                          const struct origin_request_parts *parts)
{
    struct span sent = SPAN_ABSENT;

    if (is_selected(parts->behavior, SPAN("user-agent")) &&
        select_header(&sent, arena, parts->viewer, SPAN("user-agent")) < 0)
        return ERR_TOO_LONG;
    return http_headers_add(to, arena, SPAN("User-Agent"),
                            span_absent(sent) ? SPAN("Amazon CloudFront")
                                              : sent);
}

static int add_accept_encoding(struct http_headers *to, struct arena *arena,
                               const struct origin_request_parts *parts)
{
    const struct behavior *behavior = parts->behavior;
    enum encoding_choice choice = select_encoding(
        &parts->viewer->headers, behavior->key.gzip, behavior->key.brotli);
    struct span text = encoding_text(choice);

    if (choice == ENCODING_AS_IS &&
        is_selected(behavior, SPAN("accept-encoding")) &&
        select_header(&text, arena, parts->viewer, SPAN("accept-encoding")) < 0)
        return ERR_TOO_LONG;
    return add_if_any(to, arena, SPAN("Accept-Encoding"), text);
}

static int add_forwarded_for(struct http_headers *to, struct arena *arena,
                             const struct origin_request_parts *parts)
{
    struct span name = SPAN("X-Forwarded-For"), sent, both = parts->client;

    if (select_header(&sent, arena, parts->viewer, name) < 0)
        return ERR_TOO_LONG;
    if (!span_absent(sent)) {
        both = arena_printf(arena, "%.*s, %.*s", SPAN_ARG(sent),
                            SPAN_ARG(parts->client));
        if (span_absent(both))
            return ERR_TOO_LONG;
    }
    return add_if_any(to, arena, name, both);
}

static int add_cookies(struct http_headers *to, struct arena *arena,
                       const struct origin_request_parts *parts)
{
    struct span cookies;

    if (select_cookies(&cookies, arena, &parts->viewer->headers,
                       &parts->behavior->key.cookies,
                       &parts->behavior->forward.cookies) < 0)
        return ERR_TOO_LONG;
    return add_if_any(to, arena, SPAN("Cookie"), cookies);
}

/* Who asks signs, so that one Authorization is in the way of the other
 * (CloudFront's SigningBehavior). */
static int add_identity(struct http_headers *to, struct arena *arena,
                        const struct forward_recipe *forward)
{
    const struct span name = SPAN("authorization");
    int err = 0;

    if (forward->n_identity == 0)
        return 0;
    if (forward->yields_to_viewer && http_headers_count(to, name) > 0)
        return 0;
    (void)http_headers_remove(to, name); /* there may be none */
    for (size_t i = 0; i < forward->n_identity; i++)
        err |= http_headers_set(to, arena, forward->identity[i].name,
                                forward->identity[i].value);
    return err;
}

static int add_own_headers(struct http_headers *to, struct arena *arena,
                           const struct origin_request_parts *parts)
{
    const struct forward_recipe *forward = &parts->behavior->forward;
    int err = 0;

    err |= add_cookies(to, arena, parts);
    err |= add_accept_encoding(to, arena, parts);
    err |= add_user_agent(to, arena, parts);
    if (!forward->no_request_id)
        err |= add_if_any(to, arena, SPAN("X-Amz-Cf-Id"), parts->request_id);
    err |= add_if_any(to, arena, SPAN("Via"), parts->via);
    err |= add_forwarded_for(to, arena, parts);
    for (size_t i = 0; i < forward->n_custom; i++)
        err |= http_headers_set(to, arena, forward->custom[i].name,
                                forward->custom[i].value);
    err |= add_identity(to, arena, forward);
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
    out->path = behavior->forward.path_prefix.len == 0
                    ? viewer->path
                    : arena_printf(arena, "%.*s%.*s",
                                   SPAN_ARG(behavior->forward.path_prefix),
                                   SPAN_ARG(viewer->path));
    if (span_absent(out->path))
        return ERR_TOO_LONG;
    if (select_query(&out->query, arena, viewer->query, &behavior->key.query,
                     &behavior->forward.query) < 0 ||
        add_viewer_headers(&out->headers, arena, parts) < 0)
        return ERR_TOO_LONG;
    return add_own_headers(&out->headers, arena, parts);
}
