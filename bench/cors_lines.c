/* cors_lines.c - a browser's verdict told line by line, in the check's order.
 */
#include "bench/cors_lines.h"

#define LINE_MAX 4096

/* The lines of the check; a verdict stops at one of them. */
enum line {
    LINE_PRESENT,
    LINE_SINGLE,
    LINE_EQUAL,
    LINE_CREDENTIALS,
    LINE_STATUS,
    LINE_METHOD,
    LINE_HEADERS,
    LINE_NONE /* all of them passed */
};

static enum line stopped_at(enum cors_verdict verdict)
{
    switch (verdict) {
    case CORS_OK:
        return LINE_NONE;
    case CORS_MISSING_ALLOW_ORIGIN:
    case CORS_PREFLIGHT_MISSING_ALLOW_ORIGIN:
        return LINE_PRESENT;
    case CORS_MULTIPLE_ALLOW_ORIGIN:
    case CORS_PREFLIGHT_MULTIPLE_ALLOW_ORIGIN:
        return LINE_SINGLE;
    case CORS_ALLOW_ORIGIN_MISMATCH:
    case CORS_INVALID_ALLOW_ORIGIN:
    case CORS_WILDCARD_WITH_CREDENTIALS:
    case CORS_PREFLIGHT_ALLOW_ORIGIN_MISMATCH:
    case CORS_PREFLIGHT_INVALID_ALLOW_ORIGIN:
    case CORS_PREFLIGHT_WILDCARD_WITH_CREDENTIALS:
        return LINE_EQUAL;
    case CORS_INVALID_ALLOW_CREDENTIALS:
    case CORS_PREFLIGHT_INVALID_ALLOW_CREDENTIALS:
        return LINE_CREDENTIALS;
    case CORS_PREFLIGHT_INVALID_STATUS:
    case CORS_PREFLIGHT_REDIRECT:
        return LINE_STATUS;
    case CORS_PREFLIGHT_INVALID_ALLOW_METHODS:
    case CORS_METHOD_DISALLOWED:
        return LINE_METHOD;
    case CORS_PREFLIGHT_INVALID_ALLOW_HEADERS:
    case CORS_HEADER_DISALLOWED:
        return LINE_HEADERS;
    }
    return LINE_NONE;
}

static void put(struct json_out *out, struct span line, const char *is)
{
    json_out_open(out, '{');
    json_out_key(out, "line");
    json_out_string(out, line);
    json_out_key(out, "is");
    json_out_string(out, span_str(is));
    json_out_close(out, '}');
}

static bool includes_credentials(const struct load_spec *load)
{
    return load->credentials == LOAD_CREDENTIALS_INCLUDE ||
           load->crossorigin == CROSSORIGIN_USE_CREDENTIALS;
}

static struct span allow_origin_of(const struct seen_act *act)
{
    const struct seen_request *last = seen_last_request(act);

    if (!span_absent(act->verdict.allow_origin) || !last)
        return act->verdict.allow_origin;
    return http_headers_get(&last->answer.headers,
                            SPAN("Access-Control-Allow-Origin"));
}

static void put_equal(struct buf *text, const struct load_spec *load,
                      struct span value)
{
    buf_add_str(text, "the value ");
    if (!span_absent(value))
        buf_addf(text, "\"%.*s\" ", SPAN_ARG(value));
    buf_addf(text, "is %s\"%.*s\"",
             includes_credentials(load) ? "" : "\"*\" or ",
             SPAN_ARG(load->page_origin));
}

static void put_text(struct buf *text, enum line line,
                     const struct load_spec *load, const struct seen_act *act)
{
    bool credentials = includes_credentials(load);

    switch (line) {
    case LINE_PRESENT:
        buf_add_str(text, "the answer has Access-Control-Allow-Origin");
        return;
    case LINE_SINGLE:
        buf_add_str(text, "it has one value, not several");
        return;
    case LINE_EQUAL:
        put_equal(text, load, allow_origin_of(act));
        return;
    case LINE_CREDENTIALS:
        buf_add_str(text,
                    credentials
                        ? "credentials are included: the answer has "
                          "Access-Control-Allow-Credentials: true"
                        : "no credentials are included: nothing more is asked");
        return;
    case LINE_STATUS:
        buf_add_str(text, "the preflight's status is ok (200 to 299)");
        return;
    case LINE_METHOD:
        buf_addf(
            text, "Access-Control-Allow-Methods names %.*s",
            SPAN_ARG(span_absent(load->method) ? SPAN("GET") : load->method));
        return;
    case LINE_HEADERS:
        buf_add_str(text, "Access-Control-Allow-Headers names every header "
                          "that script has set");
        return;
    case LINE_NONE:
        return;
    }
}

static bool had_preflight(const struct seen_act *act)
{
    LIST_EACH (link, &act->requests, next)
        if (LIST_ITEM(link, struct seen_request, link)->preflight)
            return true;
    return false;
}

static void put_lines(const struct load_spec *load, const struct seen_act *act,
                      struct json_out *out)
{
    enum line stop = stopped_at(act->verdict.cors.verdict);
    enum line end = had_preflight(act) ? LINE_NONE : LINE_STATUS;
    struct buf text;

    buf_init(&text, LINE_MAX);
    for (enum line line = LINE_PRESENT; line < end; line++) {
        buf_reset(&text);
        put_text(&text, line, load, act);
        put(out, buf_span(&text),
            line < stop    ? "passed"
            : line == stop ? "failed"
                           : "not reached");
    }
    buf_fini(&text);
}

void cors_lines_json(const struct load_spec *load, const struct seen_act *act,
                     struct json_out *out)
{
    json_out_open(out, '[');
    switch (act->verdict.outcome) {
    case LOAD_OPAQUE:
        put(out,
            SPAN("a load without CORS: no check, and script cannot read the "
                 "answer"),
            "passed");
        break;
    case LOAD_NETWORK_ERROR:
        put(out, SPAN("no whole answer came: there is nothing to check"),
            "failed");
        break;
    case LOAD_OK:
    case LOAD_BLOCKED:
        put_lines(load, act, out);
        break;
    }
    json_out_close(out, ']');
}
