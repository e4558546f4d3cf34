/* browsed_tell.c - a page's loads as a page to read, and as JSON. */
#include "bench/browsed.h"

#include "bench/browser_readable.h"
#include "bench/browser_rules.h"
#include "bench/url.h"
#include "bench/wrap.h"

static bool is_cross(const struct browsed_load *load, struct span text)
{
    struct url url;

    return url_split(text, &url) != 0 ||
           !url_same_origin(&url, load->spec.page_origin);
}

/* The exchange whose answer the verdict is about; NULL: none was asked for. */
static const struct browsed_exchange *last_of(const struct browsed_load *load)
{
    const struct browsed_exchange *last =
        load->n_exchanges ? &load->exchanges[load->n_exchanges - 1] : NULL;

    return last && last->answered && !last->preflight &&
                   !load->verdict.from_cache
               ? last
               : NULL;
}

static bool may_read(const struct browsed_load *load,
                     const struct browsed_exchange *exchange, struct span name)
{
    if (!is_cross(load, exchange->url))
        return !span_ieq(name, SPAN("Set-Cookie"));
    return browser_may_read(&exchange->answer.headers, name,
                            load_is_credentialed(&load->spec));
}

/* ---- text -----------------------------------------------------------------
 */

static void put_headers(const struct http_headers *headers, const char *mark,
                        struct buf *out)
{
    for (size_t i = 0; i < headers->n; i++) {
        buf_addf(out, "   %s ", mark);
        wrap_printable(out, headers->at[i].name);
        buf_add_str(out, ": ");
        wrap_printable(out, headers->at[i].value);
        buf_add_byte(out, '\n');
    }
}

static void put_exchange(const struct browsed_exchange *exchange, size_t number,
                         struct buf *out)
{
    const struct http_request *request = &exchange->request;

    buf_addf(out, "\n%zu  %s\n   > ", number,
             exchange->preflight ? "The preflight" : "The request");
    wrap_printable(out, request->method);
    buf_add_byte(out, ' ');
    wrap_printable(out, exchange->url);
    buf_add_byte(out, '\n');
    put_headers(&request->headers, ">", out);
    if (exchange->answered) {
        buf_addf(out, "   < %d %s\n", exchange->answer.status,
                 http_reason(exchange->answer.status));
        put_headers(&exchange->answer.headers, "<", out);
        buf_addf(out, "   < and %llu bytes\n",
                 (unsigned long long)exchange->body_bytes);
    }
    if (!span_absent(exchange->trouble)) {
        buf_add_str(out, "   < ");
        wrap_text(out, 5, exchange->trouble);
    }
}

/* The names that script may read, or those that it may not. */
static void put_names(const struct browsed_load *load,
                      const struct browsed_exchange *exchange, bool readable,
                      struct buf *out)
{
    const struct http_headers *headers = &exchange->answer.headers;
    struct buf line;
    size_t n = 0;

    buf_init(&line, 1 << 20);
    for (size_t i = 0; i < headers->n; i++)
        if (may_read(load, exchange, headers->at[i].name) == readable)
            buf_addf(&line, "%s%.*s", n++ ? ", " : "",
                     SPAN_ARG(headers->at[i].name));
    buf_add_str(out, readable ? "  may read    " : "  may not     ");
    wrap_text(out, 14, n ? buf_span(&line) : SPAN("none"));
    buf_fini(&line);
}

/* Firefox's typographic quotes as plain ones: a terminal's page is ASCII. */
static void put_console(struct span console, struct buf *out)
{
    struct buf line;

    buf_init(&line, 65536);
    for (size_t i = 0; i < console.len; i++) {
        struct span rest = span_cut(console, i, console.len);

        if (span_starts(rest, SPAN("\xe2\x80\x98")) ||
            span_starts(rest, SPAN("\xe2\x80\x99"))) {
            buf_add_byte(&line, '\'');
            i += 2;
        } else {
            buf_add_byte(&line, console.ptr[i]);
        }
    }
    buf_add_str(out, "  ");
    wrap_text(out, 2, buf_span(&line));
    buf_fini(&line);
}

static const char *sentence(const struct browsed_load *load)
{
    const struct load_verdict *verdict = &load->verdict;

    switch (verdict->outcome) {
    case LOAD_OK:
        return "ok: the page may read the answer";
    case LOAD_OPAQUE:
        return "opaque: the page may use the answer, not read it";
    case LOAD_BLOCKED:
        return "BLOCKED: the page does not get the answer";
    case LOAD_NETWORK_ERROR:
        return "NETWORK ERROR: the page does not get an answer";
    }
    return "";
}

static void put_verdict(const struct browsed_load *load, struct buf *out)
{
    const struct load_verdict *verdict = &load->verdict;
    const struct browsed_exchange *last = last_of(load);

    buf_addf(out, "\nThe page\n  %s", sentence(load));
    if (verdict->outcome == LOAD_BLOCKED)
        buf_addf(out, " (%s)", cors_verdict_name(verdict->cors.verdict));
    buf_add_byte(out, '\n');
    if (verdict->from_cache)
        buf_add_str(out, "  It is the browser's own copy; nothing was sent.\n");
    if (verdict->revalidated)
        buf_add_str(out, "  It is the browser's own copy, after a 304.\n");
    if (verdict->outcome == LOAD_OK && last) {
        buf_add_str(out, "  of the answer's headers script\n");
        put_names(load, last, true, out);
        put_names(load, last, false, out);
    }
    if (!span_absent(verdict->console))
        put_console(verdict->console, out);
}

void browsed_text(const struct browsed *browsed, struct buf *out)
{
    for (size_t i = 0; i < browsed->n_loads; i++) {
        const struct browsed_load *load = browsed->loads[i];

        buf_addf(out, "%sA page at ", i ? "\n\n" : "");
        wrap_printable(out, load->spec.page_origin);
        buf_addf(out, " loads %s ", load_as_word(load->spec.as));
        wrap_printable(out, load->spec.url);
        buf_add_byte(out, '\n');
        for (size_t k = 0; k < load->n_exchanges; k++)
            put_exchange(&load->exchanges[k], k + 1, out);
        put_verdict(load, out);
    }
}

/* ---- JSON -----------------------------------------------------------------
 */

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void write_headers(struct json_out *out,
                          const struct http_headers *headers)
{
    json_out_key(out, "headers");
    json_out_open(out, '[');
    for (size_t i = 0; i < headers->n; i++) {
        json_out_open(out, '{');
        string(out, "name", headers->at[i].name);
        string(out, "value", headers->at[i].value);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_exchange(struct json_out *out,
                           const struct browsed_exchange *exchange)
{
    json_out_open(out, '{');
    json_out_key(out, "preflight");
    json_out_bool(out, exchange->preflight);
    json_out_key(out, "request");
    json_out_open(out, '{');
    string(out, "method", exchange->request.method);
    string(out, "url", exchange->url);
    write_headers(out, &exchange->request.headers);
    json_out_close(out, '}');
    json_out_key(out, "answer");
    if (exchange->answered) {
        json_out_open(out, '{');
        json_out_key(out, "status");
        json_out_int(out, exchange->answer.status);
        write_headers(out, &exchange->answer.headers);
        json_out_key(out, "body_bytes");
        json_out_int(out, (int64_t)exchange->body_bytes);
        json_out_close(out, '}');
    } else {
        json_out_null(out);
    }
    string(out, "trouble", exchange->trouble);
    json_out_close(out, '}');
}

static void write_readable(struct json_out *out,
                           const struct browsed_load *load)
{
    const struct browsed_exchange *last = last_of(load);

    json_out_key(out, "readable");
    json_out_open(out, '[');
    for (size_t i = 0;
         load->verdict.outcome == LOAD_OK && last && i < last->answer.headers.n;
         i++)
        if (may_read(load, last, last->answer.headers.at[i].name))
            json_out_string(out, last->answer.headers.at[i].name);
    json_out_close(out, ']');
}

static void write_load(struct json_out *out, const struct browsed_load *load)
{
    const struct load_verdict *verdict = &load->verdict;

    json_out_open(out, '{');
    string(out, "page", load->spec.page_origin);
    string(out, "as", span_str(load_as_word(load->spec.as)));
    string(out, "url", load->spec.url);
    json_out_key(out, "exchanges");
    json_out_open(out, '[');
    for (size_t i = 0; i < load->n_exchanges; i++)
        write_exchange(out, &load->exchanges[i]);
    json_out_close(out, ']');
    string(out, "outcome", span_str(load_outcome_word(verdict->outcome)));
    string(out, "error",
           verdict->outcome == LOAD_BLOCKED
               ? span_str(cors_verdict_name(verdict->cors.verdict))
               : SPAN_ABSENT);
    string(out, "console", verdict->console);
    json_out_key(out, "from_cache");
    json_out_bool(out, verdict->from_cache);
    write_readable(out, load);
    json_out_close(out, '}');
}

void browsed_json(const struct browsed *browsed, struct json_out *out)
{
    json_out_open(out, '[');
    for (size_t i = 0; i < browsed->n_loads; i++)
        write_load(out, browsed->loads[i]);
    json_out_close(out, ']');
}
