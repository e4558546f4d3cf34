/*
 * curl_options.c - what the options of a curl command line do to a request.
 *
 * As curl 8 does it: -d makes it a POST of a form, -G moves the data into the
 * query, -I asks HEAD, an empty -H takes one of curl's own headers away.
 */
#include "bench/curl_options.h"

#include "bench/url.h"
#include "origin/s3/encodings.h"

int curl_too_long(struct curl_reading *in)
{
    buf_add_str(in->error, "the command line is too long");
    return ERR_TOO_LONG;
}

static int add(struct curl_reading *in, const char *name, struct span value)
{
    if (http_headers_set(&in->line->headers, in->arena, span_str(name), value) <
        0)
        return curl_too_long(in);
    return 0;
}

/* ---- the request line ------------------------------------------------------
 */

int curl_take_url(struct curl_reading *in, struct span word)
{
    if (!span_absent(in->line->url)) {
        buf_addf(in->error, "two URLs: %.*s and %.*s; one request at a time",
                 SPAN_ARG(in->line->url), SPAN_ARG(word));
        return ERR_DUPLICATE;
    }
    in->line->url = span_cut(word, 0, span_find(word, '#', 0));
    return 0;
}

static int set_method(struct curl_reading *in, struct span value)
{
    if (!span_is_token(value)) {
        buf_addf(in->error, "-X %.*s: is not an HTTP method", SPAN_ARG(value));
        return ERR_SYNTAX;
    }
    in->line->method = value;
    return 0;
}

static int set_head(struct curl_reading *in, struct span value)
{
    (void)value; /* it has none */
    in->is_head = true;
    return 0;
}

static int set_get(struct curl_reading *in, struct span value)
{
    (void)value; /* it has none */
    in->is_get = true;
    return 0;
}

/* ---- headers ---------------------------------------------------------------
 */

static bool is_value(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];

        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

/* Written by curl or by HTTP itself, whatever is pasted; ":authority" and its
 * kin are what some browsers show of HTTP/2. */
static bool is_dropped(struct span name)
{
    return span_starts(name, SPAN(":")) || http_is_hop_by_hop(name) ||
           span_ieq(name, SPAN("content-length"));
}

static int take_away(struct curl_reading *in, struct span name)
{
    in->no_accept |= span_ieq(name, SPAN("accept"));
    in->no_agent |= span_ieq(name, SPAN("user-agent"));
    return 0;
}

/* "Name: value"; "Name:" takes it away, "Name;" gives it an empty value. */
static int set_header(struct curl_reading *in, struct span text)
{
    size_t from = span_starts(text, SPAN(":")) ? 1 : 0;
    size_t colon = span_find(text, ':', from);
    struct span name = span_trim(span_cut(text, 0, colon));
    struct span value = span_trim(span_cut(text, colon + 1, text.len));
    bool empty = colon == text.len && span_ends(text, SPAN(";"));

    if (empty)
        name = span_cut(text, 0, text.len - 1);
    if (is_dropped(name))
        return 0;
    if (!span_is_token(name) || (colon == text.len && !empty) ||
        !is_value(value)) {
        buf_addf(in->error, "-H \"%.*s\": is not a header, Name: value",
                 SPAN_ARG(text));
        return ERR_SYNTAX;
    }
    if (!empty && value.len == 0)
        return take_away(in, name);
    if (empty)
        value = SPAN("");
    if (span_ieq(name, SPAN("host"))) {
        in->line->host = value;
        return 0;
    }
    if (http_headers_add(&in->line->headers, in->arena, name, value) < 0)
        return curl_too_long(in);
    return 0;
}

static int set_cookie(struct curl_reading *in, struct span value)
{
    if (span_find(value, '=', 0) == value.len || !is_value(value)) {
        buf_addf(in->error,
                 "-b \"%.*s\": popbox reads no cookie file; write "
                 "name=value",
                 SPAN_ARG(value));
        return ERR_SYNTAX;
    }
    return add(in, "Cookie", value);
}

static int set_checked(struct curl_reading *in, const char *name,
                       struct span value)
{
    if (!is_value(value)) {
        buf_addf(in->error, "%s: has a control character", name);
        return ERR_SYNTAX;
    }
    return add(in, name, value);
}

static int set_agent(struct curl_reading *in, struct span value)
{
    return set_checked(in, "User-Agent", value);
}

static int set_referer(struct curl_reading *in, struct span value)
{
    return set_checked(in, "Referer",
                       span_cut(value, 0, span_find(value, ';', 0)));
}

static int set_range(struct curl_reading *in, struct span value)
{
    struct span text = arena_printf(in->arena, "bytes=%.*s", SPAN_ARG(value));

    return span_absent(text) ? curl_too_long(in)
                             : set_checked(in, "Range", text);
}

static int set_user(struct curl_reading *in, struct span value)
{
    struct span text = arena_printf(in->arena, "Basic %.*s",
                                    SPAN_ARG(base64_of(in->arena, value)));

    return span_absent(text) ? curl_too_long(in)
                             : add(in, "Authorization", text);
}

static int set_compressed(struct curl_reading *in, struct span value)
{
    (void)value; /* it has none */
    in->compressed = true;
    return 0;
}

/* ---- data ------------------------------------------------------------------
 */

static int add_data(struct curl_reading *in, struct span value)
{
    if (in->has_data)
        buf_add_byte(&in->data, '&');
    in->has_data = true;
    buf_add(&in->data, value);
    return 0;
}

static int set_data(struct curl_reading *in, struct span value)
{
    if (span_starts(value, SPAN("@"))) {
        buf_addf(in->error,
                 "-d %.*s: popbox reads no file for it; write the data itself",
                 SPAN_ARG(value));
        return ERR_UNKNOWN;
    }
    return add_data(in, value);
}

static int set_json(struct curl_reading *in, struct span value)
{
    in->is_json = true;
    return set_data(in, value);
}

/* ---- popbox's own ----------------------------------------------------------
 */

static int set_page(struct curl_reading *in, struct span value)
{
    if (!url_is_origin(value) && !span_eq(value, SPAN("null"))) {
        buf_addf(in->error,
                 "--page %.*s: a page is named by its origin, like "
                 "https://a.example without a path, or null",
                 SPAN_ARG(value));
        return ERR_SYNTAX;
    }
    in->line->page = value;
    return 0;
}

static int set_browser(struct curl_reading *in, struct span value)
{
    in->line->browser = value;
    return 0;
}

/* Index of the word, or an error that lists them. */
static int choose(struct curl_reading *in, const char *option, struct span word,
                  struct json_words words)
{
    for (int i = 0; i < words.n; i++)
        if (span_eq(word, span_str(words.at[i])))
            return i;
    buf_addf(in->error, "%s %.*s: is not one of", option, SPAN_ARG(word));
    for (int i = 0; i < words.n; i++)
        buf_addf(in->error, "%s %s", i ? "," : "", words.at[i]);
    return ERR_UNKNOWN;
}

static int set_as(struct curl_reading *in, struct span value)
{
    static const char *const words[] = {
#define AS_ROW(name, word, kind) word,
        LOAD_AS_LIST(AS_ROW)
#undef AS_ROW
    };
    int found = choose(in, "--as", value, JSON_WORDS(words));

    if (found < 0)
        return found;
    in->line->load.as = (enum load_as)found;
    return 0;
}

static int set_crossorigin(struct curl_reading *in, struct span value)
{
    static const char *const words[] = {"anonymous", "use-credentials"};
    int found = choose(in, "--crossorigin", value, JSON_WORDS(words));

    if (found < 0)
        return found;
    in->line->load.crossorigin = (enum load_crossorigin)(found + 1);
    return 0;
}

static int set_mode(struct curl_reading *in, struct span value)
{
    static const char *const words[] = {"cors", "no-cors"};
    int found = choose(in, "--mode", value, JSON_WORDS(words));

    if (found < 0)
        return found;
    in->line->load.mode = (enum load_mode)(found + 1);
    return 0;
}

static int set_credentials(struct curl_reading *in, struct span value)
{
    static const char *const words[] = {"same-origin", "omit", "include"};
    int found = choose(in, "--credentials", value, JSON_WORDS(words));

    if (found < 0)
        return found;
    in->line->load.credentials = (enum load_credentials)found;
    return 0;
}

static int set_cache(struct curl_reading *in, struct span value)
{
    static const char *const words[] = {"default", "reload", "no-store"};
    int found = choose(in, "--cache", value, JSON_WORDS(words));

    if (found < 0)
        return found;
    in->line->load.cache = (enum load_cache)found;
    return 0;
}

/* ---- the tables ------------------------------------------------------------
 */

static const struct curl_option options[] = {
    {"url", 0, true, curl_take_url},
    {"request", 'X', true, set_method},
    {"header", 'H', true, set_header},
    {"head", 'I', false, set_head},
    {"get", 'G', false, set_get},
    {"cookie", 'b', true, set_cookie},
    {"user-agent", 'A', true, set_agent},
    {"referer", 'e', true, set_referer},
    {"range", 'r', true, set_range},
    {"user", 'u', true, set_user},
    {"compressed", 0, false, set_compressed},
    {"data", 'd', true, set_data},
    {"data-ascii", 0, true, set_data},
    {"data-binary", 0, true, set_data},
    {"data-raw", 0, true, add_data},
    {"json", 0, true, set_json},
    /* popbox's own */
    {"page", 0, true, set_page},
    {"browser", 0, true, set_browser},
    {"as", 0, true, set_as},
    {"crossorigin", 0, true, set_crossorigin},
    {"mode", 0, true, set_mode},
    {"credentials", 0, true, set_credentials},
    {"cache", 0, true, set_cache},
    /* The request is the same without them. */
    {"silent", 's', false, NULL},
    {"show-error", 'S', false, NULL},
    {"verbose", 'v', false, NULL},
    {"include", 'i', false, NULL},
    {"show-headers", 0, false, NULL},
    {"insecure", 'k', false, NULL},
    {"location", 'L', false, NULL},
    {"fail", 'f', false, NULL},
    {"fail-with-body", 0, false, NULL},
    {"globoff", 'g', false, NULL},
    {"no-buffer", 'N', false, NULL},
    {"no-progress-meter", 0, false, NULL},
    {"progress-bar", '#', false, NULL},
    {"remote-name", 'O', false, NULL},
    {"remote-header-name", 'J', false, NULL},
    {"disable", 'q', false, NULL},
    {"ipv4", '4', false, NULL},
    {"ipv6", '6', false, NULL},
    {"http1.0", '0', false, NULL},
    {"http1.1", 0, false, NULL},
    {"http2", 0, false, NULL},
    {"http3", 0, false, NULL},
    {"tlsv1.2", 0, false, NULL},
    {"tlsv1.3", 0, false, NULL},
    {"path-as-is", 0, false, NULL},
    {"output", 'o', true, NULL},
    {"write-out", 'w', true, NULL},
    {"dump-header", 'D', true, NULL},
    {"cookie-jar", 'c', true, NULL},
    {"max-time", 'm', true, NULL},
    {"connect-timeout", 0, true, NULL},
    {"retry", 0, true, NULL},
    {"resolve", 0, true, NULL},
    {"connect-to", 0, true, NULL},
    {"cacert", 0, true, NULL},
    {"stderr", 0, true, NULL},
    {"trace", 0, true, NULL},
    {"trace-ascii", 0, true, NULL},
};
#define N_OPTIONS (sizeof(options) / sizeof(*options))

const struct curl_option *curl_option_named(struct span name)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (span_eq(span_str(options[i].name), name))
            return &options[i];
    return NULL;
}

const struct curl_option *curl_option_lettered(char letter)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (options[i].letter == letter && letter != 0)
            return &options[i];
    return NULL;
}
