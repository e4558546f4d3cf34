/*
 * viewer_facts.c - request headers in which the edge tells about a viewer.
 *
 * CloudFront makes CloudFront-... headers where a cache policy or an origin
 * request policy names them, before the key is built (developer guide, "Add
 * CloudFront request headers"). One table says where each value is from: the
 * request, a few words of User-Agent, or an assumption: there is no map of
 * addresses here, so everybody is at one place of the world. To be elsewhere, a
 * viewer sends the header itself (rules.viewer_states_facts; CloudFront would
 * overwrite it).
 */
#include "cache/viewer_facts.h"

#define ORDER_MAX 7680 /* bytes; CloudFront cuts longer ones */

struct source {
    const struct http_request *request;
    const struct viewer_facts *facts;
    struct arena *arena;
};

/* ---- devices, by words that their User-Agents have ------------------------
 */

static bool has_word(const struct source *source, const char *const *words)
{
    struct span agent =
        http_headers_get(&source->request->headers, SPAN("user-agent"));

    for (; *words; words++) {
        struct span word = span_str(*words);

        for (size_t i = 0; i + word.len <= agent.len; i++)
            if (span_ieq(span_cut(agent, i, i + word.len), word))
                return true;
    }
    return false;
}
#define HAS(source, ...) \
    has_word((source), (const char *const[]){__VA_ARGS__, NULL})

static bool is_android(const struct source *source)
{
    return HAS(source, "Android");
}

static bool is_ios(const struct source *source)
{
    return HAS(source, "iPhone", "iPad", "iPod");
}

static bool is_tv(const struct source *source)
{
    return HAS(source, "SmartTV", "Smart-TV", "HbbTV", "AppleTV", "GoogleTV");
}

static bool is_tablet(const struct source *source)
{
    return HAS(source, "iPad", "Tablet") ||
           (is_android(source) && !HAS(source, "Mobile") && !is_tv(source));
}

static bool is_mobile(const struct source *source)
{
    return HAS(source, "Mobile", "iPhone", "iPod");
}

static struct span yes_no(bool yes)
{
    return yes ? SPAN("true") : SPAN("false");
}

static struct span android(const struct source *source)
{
    return yes_no(is_android(source));
}

static struct span desktop(const struct source *source)
{
    return yes_no(!is_mobile(source) && !is_tablet(source) && !is_tv(source));
}

static struct span ios(const struct source *source)
{
    return yes_no(is_ios(source));
}

static struct span mobile(const struct source *source)
{
    return yes_no(is_mobile(source));
}

static struct span smart_tv(const struct source *source)
{
    return yes_no(is_tv(source));
}

static struct span tablet(const struct source *source)
{
    return yes_no(is_tablet(source));
}

/* ---- what the request itself says -----------------------------------------
 */

static struct span proto(const struct source *source)
{
    return span_absent(source->request->scheme) ? SPAN("http")
                                                : source->request->scheme;
}

static struct span http_version(const struct source *source)
{
    return source->facts->http_1_0 ? SPAN("1.0") : SPAN("1.1");
}

/* The node is not told of ports: 0. */
static struct span address(const struct source *source)
{
    return arena_printf(source->arena, "%.*s:0",
                        SPAN_ARG(source->facts->client));
}

/* Host is kept apart from the other lines, and counts. */
static struct span header_count(const struct source *source)
{
    return arena_printf(source->arena, "%zu", source->request->headers.n + 1);
}

static struct span header_order(const struct source *source)
{
    const struct http_headers *headers = &source->request->headers;
    struct span order = SPAN("Host");

    for (size_t i = 0; i < headers->n && order.len < ORDER_MAX; i++) {
        order = arena_printf(source->arena, "%.*s:%.*s", SPAN_ARG(order),
                             SPAN_ARG(headers->at[i].name));
        if (span_absent(order))
            return order;
    }
    return span_cut(order, 0, ORDER_MAX);
}

/* ---- the table -------------------------------------------------------------
 */

/* value: computed; else assumed; neither: popbox ends no TLS, so there is
 * nothing to tell. Autonomous system 64496 is one for documents (RFC 5398). */
static const struct {
    const char *name;
    enum viewer_fact fact;
    struct span (*value)(const struct source *source);
    const char *assumed;
} table[] = {
    {"CloudFront-Forwarded-Proto", VIEWER_FACT_EXACT, proto, NULL},
    {"CloudFront-Is-Android-Viewer", VIEWER_FACT_GUESSED, android, NULL},
    {"CloudFront-Is-Desktop-Viewer", VIEWER_FACT_GUESSED, desktop, NULL},
    {"CloudFront-Is-IOS-Viewer", VIEWER_FACT_GUESSED, ios, NULL},
    {"CloudFront-Is-Mobile-Viewer", VIEWER_FACT_GUESSED, mobile, NULL},
    {"CloudFront-Is-SmartTV-Viewer", VIEWER_FACT_GUESSED, smart_tv, NULL},
    {"CloudFront-Is-Tablet-Viewer", VIEWER_FACT_GUESSED, tablet, NULL},
    {"CloudFront-Viewer-ASN", VIEWER_FACT_ASSUMED, NULL, "64496"},
    {"CloudFront-Viewer-Address", VIEWER_FACT_EXACT, address, NULL},
    {"CloudFront-Viewer-City", VIEWER_FACT_ASSUMED, NULL, "Seattle"},
    {"CloudFront-Viewer-Country", VIEWER_FACT_ASSUMED, NULL, "US"},
    {"CloudFront-Viewer-Country-Name", VIEWER_FACT_ASSUMED, NULL,
     "United States"},
    {"CloudFront-Viewer-Country-Region", VIEWER_FACT_ASSUMED, NULL, "WA"},
    {"CloudFront-Viewer-Country-Region-Name", VIEWER_FACT_ASSUMED, NULL,
     "Washington"},
    {"CloudFront-Viewer-Header-Count", VIEWER_FACT_EXACT, header_count, NULL},
    {"CloudFront-Viewer-Header-Order", VIEWER_FACT_EXACT, header_order, NULL},
    {"CloudFront-Viewer-Http-Version", VIEWER_FACT_EXACT, http_version, NULL},
    {"CloudFront-Viewer-Latitude", VIEWER_FACT_ASSUMED, NULL, "47.60620"},
    {"CloudFront-Viewer-Longitude", VIEWER_FACT_ASSUMED, NULL, "-122.33210"},
    {"CloudFront-Viewer-Metro-Code", VIEWER_FACT_ASSUMED, NULL, "819"},
    {"CloudFront-Viewer-Postal-Code", VIEWER_FACT_ASSUMED, NULL, "98101"},
    {"CloudFront-Viewer-Time-Zone", VIEWER_FACT_ASSUMED, NULL,
     "America/Los_Angeles"},
};
#define N_ROWS (sizeof(table) / sizeof(table[0]))

static size_t row_of(struct span name)
{
    size_t i = 0;

    while (i < N_ROWS && !span_ieq(span_str(table[i].name), name))
        i++;
    return i;
}

bool viewer_fact_is_named(struct span name)
{
    static const struct span prefix = {"cloudfront-", 11};

    return name.len > prefix.len &&
           span_ieq(span_cut(name, 0, prefix.len), prefix);
}

enum viewer_fact viewer_fact_of(struct span name)
{
    size_t row = row_of(name);

    return row < N_ROWS ? table[row].fact : VIEWER_FACT_UNKNOWN;
}

static bool names_facts(const struct name_set *set)
{
    if (set->rule != NAMES_LISTED && set->rule != NAMES_ALL)
        return false;
    for (size_t i = 0; i < set->n_names; i++)
        if (viewer_fact_is_named(set->names[i]))
            return true;
    return false;
}

bool viewer_facts_needed(const struct viewer_facts *facts)
{
    return names_facts(&facts->behavior->key.headers) ||
           names_facts(&facts->behavior->forward.headers);
}

static int add_one(struct http_headers *headers, const struct source *source,
                   struct span name)
{
    bool stated = source->facts->behavior->rules.viewer_states_facts &&
                  http_headers_count(headers, name) > 0;
    size_t row = row_of(name);
    struct span value;

    if (row == N_ROWS || stated)
        return 0;
    value = table[row].value ? table[row].value(source)
                             : span_str(table[row].assumed);
    if (span_absent(value))
        return ERR_TOO_LONG;
    return http_headers_set(headers, source->arena, span_str(table[row].name),
                            value);
}

static int add_all(struct http_headers *headers, const struct source *source,
                   const struct name_set *set)
{
    if (!names_facts(set))
        return 0;
    for (size_t i = 0; i < set->n_names; i++)
        if (add_one(headers, source, set->names[i]) < 0)
            return ERR_TOO_LONG;
    return 0;
}

int viewer_facts_add(struct http_request *out, struct arena *arena,
                     const struct http_request *request,
                     const struct viewer_facts *facts)
{
    const struct source source = {request, facts, arena};
    struct http_headers headers = {0};

    for (size_t i = 0; i < request->headers.n; i++)
        if (http_headers_add(&headers, arena, request->headers.at[i].name,
                             request->headers.at[i].value) < 0)
            return ERR_TOO_LONG;
    if (add_all(&headers, &source, &facts->behavior->key.headers) < 0 ||
        add_all(&headers, &source, &facts->behavior->forward.headers) < 0)
        return ERR_TOO_LONG;
    *out = *request;
    out->headers = headers;
    return 0;
}
