/*
 * diagnose_tell.c - a diagnosis as a page to read, and as JSON.
 *
 * What is pasted may come from anywhere, and a command that is printed here is
 * copied into a shell: words in it are quoted for one, and a URL or origin that
 * is not plain is left out.
 */
#include "bench/diagnose_parts.h"
#include "bench/url.h"
#include "bench/wrap.h"

#define QUOTE_MAX 60u

/* ---- what to try ----------------------------------------------------------
 */

static void shell_word(struct buf *out, struct span word)
{
    buf_add_byte(out, '\'');
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\'')
            buf_add_str(out, "'\\''");
        else
            buf_add_byte(out, word.ptr[i]);
    }
    buf_add_byte(out, '\'');
}

static struct span url_of(const struct diagnosis *diagnosis)
{
    struct url url;

    return !span_absent(diagnosis->url) && url_split(diagnosis->url, &url) == 0
               ? diagnosis->url
               : SPAN("https://HOST/PATH");
}

static struct span page_of(const struct diagnosis *diagnosis)
{
    if (!span_absent(diagnosis->page) &&
        (url_is_origin(diagnosis->page) ||
         span_eq(diagnosis->page, SPAN("null"))))
        return diagnosis->page;
    return SPAN("https://YOUR-PAGE");
}

/* The line that shows the most: the stored answer, or the preflight. */
static void put_curl(const struct diagnosis *diagnosis, struct buf *out)
{
    struct span header = diagnosis->request_header;

    buf_add_str(out, "curl -sD - -o /dev/null --compressed ");
    if (diagnose_saw(diagnosis, SEEN_PREFLIGHT)) {
        buf_add_str(out, "-X OPTIONS -H 'Access-Control-Request-Method: ");
        buf_add(out, span_is_token(diagnosis->method) ? diagnosis->method
                                                      : SPAN("GET"));
        buf_add_str(out, "' ");
        if (span_is_token(header))
            buf_addf(out, "-H 'Access-Control-Request-Headers: %.*s' ",
                     SPAN_ARG(header));
    }
    buf_addf(out, "-H 'Origin: %.*s' ", SPAN_ARG(page_of(diagnosis)));
    shell_word(out, url_of(diagnosis));
}

static const char *what_to_look_at(const struct diagnosis *diagnosis)
{
    if (diagnose_saw(diagnosis, SEEN_PREFLIGHT))
        return "It asks as the preflight does. Look at the status, at "
               "Access-Control-Allow-*, and at x-cache: an OPTIONS may be "
               "stored, too.";
    if (diagnose_saw(diagnosis, SEEN_HIT))
        return "Run it twice with a query that nobody has used, such as ?x=1, "
               "too: if that one has the header, the stored copy is the "
               "trouble, not the origin.";
    return "Run it twice, and look at Access-Control-Allow-Origin, Vary, "
           "x-cache and Age. If the header is there, the bad copy is in the "
           "browser: try with \"Disable cache\".";
}

/* ---- the page -------------------------------------------------------------
 */

static void put_place(const struct diagnosis *diagnosis,
                      const struct diagnose_sight *sight, struct buf *out)
{
    if (sight->place)
        buf_addf(out, " (%s %zu)", diagnosis->is_har ? "entry" : "line",
                 sight->place);
}

static void put_seen(const struct diagnosis *diagnosis, struct buf *out)
{
    struct buf line;

    buf_add_str(out, "Recognised\n");
    buf_init(&line, 4096);
    for (int i = 0; i < N_DIAGNOSE_FACTS; i++) {
        const struct diagnose_sight *sight = &diagnosis->sights[i];

        if (!sight->seen)
            continue;
        buf_reset(&line);
        buf_add_str(&line, diagnose_fact_text((enum diagnose_fact)i));
        if (sight->quote.len > 0 && sight->quote.len <= QUOTE_MAX)
            buf_addf(&line, ": %.*s", SPAN_ARG(sight->quote));
        put_place(diagnosis, sight, &line);
        buf_add_str(out, "  - ");
        wrap_text(out, 4, buf_span(&line));
    }
    buf_fini(&line);
}

static void put_likely(const struct diagnose_likely *likely, size_t number,
                       struct buf *out)
{
    buf_addf(out, "\n%2zu  ", number);
    wrap_printable(out, likely->id);
    buf_add_str(out, "  ");
    wrap_text(out, 4 + likely->id.len + 2, likely->title);
    for (size_t i = 0; i < likely->n_reasons; i++) {
        buf_add_str(out, "    - ");
        wrap_text(out, 6, likely->reasons[i]);
    }
    buf_addf(out, "    popbox show %.*s\n", SPAN_ARG(likely->id));
}

void diagnose_text(const struct diagnosis *diagnosis, struct buf *out)
{
    put_seen(diagnosis, out);
    buf_add_str(out, diagnosis->n_likely
                         ? "\nLikely, the best first\n"
                         : "\nNo scenario fits\n"
                           "  More would help: the whole line of the browser's "
                           "console, and the headers of\n  the failing answer "
                           "(x-cache, age, vary, access-control-*).\n");
    for (size_t i = 0; i < diagnosis->n_likely; i++)
        put_likely(&diagnosis->likely[i], i + 1, out);
    buf_add_str(out, "\nNext\n  ");
    put_curl(diagnosis, out);
    buf_add_str(out, "\n  ");
    wrap_text(out, 2, span_str(what_to_look_at(diagnosis)));
}

/* ---- JSON -----------------------------------------------------------------
 */

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void write_seen(const struct diagnosis *diagnosis, struct json_out *out)
{
    json_out_key(out, "recognised");
    json_out_open(out, '[');
    for (int i = 0; i < N_DIAGNOSE_FACTS; i++) {
        const struct diagnose_sight *sight = &diagnosis->sights[i];
        enum diagnose_fact fact = (enum diagnose_fact)i;

        if (!sight->seen)
            continue;
        json_out_open(out, '{');
        string(out, "fact", span_str(diagnose_fact_word(fact)));
        string(out, "text", span_str(diagnose_fact_text(fact)));
        string(out, "quote", sight->quote);
        json_out_key(out, diagnosis->is_har ? "entry" : "line");
        json_out_int(out, (int64_t)sight->place);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

static void write_likely(const struct diagnosis *diagnosis,
                         struct json_out *out)
{
    json_out_key(out, "scenarios");
    json_out_open(out, '[');
    for (size_t i = 0; i < diagnosis->n_likely; i++) {
        const struct diagnose_likely *likely = &diagnosis->likely[i];

        json_out_open(out, '{');
        string(out, "id", likely->id);
        string(out, "title", likely->title);
        json_out_key(out, "score");
        json_out_int(out, likely->score);
        json_out_key(out, "reasons");
        json_out_open(out, '[');
        for (size_t k = 0; k < likely->n_reasons; k++)
            json_out_string(out, likely->reasons[k]);
        json_out_close(out, ']');
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

void diagnose_json(const struct diagnosis *diagnosis, struct json_out *out)
{
    struct buf curl;

    buf_init(&curl, (size_t)8 << 20);
    put_curl(diagnosis, &curl);
    json_out_open(out, '{');
    string(out, "url", diagnosis->url);
    string(out, "page_origin", diagnosis->page);
    string(out, "allow_origin", diagnosis->allowed);
    write_seen(diagnosis, out);
    write_likely(diagnosis, out);
    string(out, "try", buf_span(&curl));
    json_out_close(out, '}');
    buf_fini(&curl);
}
