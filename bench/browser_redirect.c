/*
 * browser_redirect.c - where a redirect leads a load, and what it asks there.
 *
 * Fetch, "HTTP-redirect fetch": a POST may become a GET, secrets stay behind
 * when the origin changes, and once a foreign origin has led the load to a
 * third one it goes on in the name of "null" (browser.md M8, M8c, M8d). A load
 * that has left its page's origin is never taken for one of that origin again:
 * of "null" everything is another origin.
 */
#include "bench/browser_parts.h"

#define REDIRECTS_MAX 20

static bool is(struct span method, const char *name)
{
    return span_eq(method, span_str(name));
}

/* RFC 9110 15.4, as browsers have it: the request without its body. */
static void change_method(struct load *load, int status)
{
    static const char *const of_body[] = {"Content-Encoding",
                                          "Content-Language",
                                          "Content-Location", "Content-Type"};
    struct span method = load->rules.method;
    bool to_get = status == 303 ? !is(method, "GET") && !is(method, "HEAD")
                                : status <= 302 && is(method, "POST");

    if (!to_get)
        return;
    load->spec.method = SPAN("GET");
    for (size_t i = 0; i < sizeof(of_body) / sizeof(of_body[0]); i++)
        (void)http_headers_remove(&load->script, span_str(of_body[i]));
}

/* The hop leads to another origin. */
static void leave(struct load *load)
{
    (void)http_headers_remove(&load->script, SPAN("Authorization"));
    if (!url_same_origin(&load->url, load->spec.page_origin))
        load->spec.page_origin = SPAN("null");
}

const char *load_redirect(struct load *load, const struct http_response *head)
{
    struct span location = http_headers_get(&head->headers, SPAN("Location"));
    struct span text;
    struct url url;

    if (load->n_redirects == REDIRECTS_MAX)
        return "net::ERR_TOO_MANY_REDIRECTS";
    if (url_resolve(&load->url, location, &load->arena, &text) ||
        url_split(text, &url))
        return "a redirect to what is no URL that can be asked for";
    change_method(load, head->status);
    if (!url_same_origin(&url, load->text))
        leave(load);
    load->n_redirects++;
    load->text = text;
    load->url = url;
    load->spec.url = text;
    load->spec.headers = load->script.at;
    load->spec.n_headers = load->script.n;
    load->rules = (struct load_rules){0};
    if (load_rules_make(&load->rules, &load->arena, &load->spec, &load->url))
        return "more headers than a request may have";
    return NULL;
}
