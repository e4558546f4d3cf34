/*
 * browser_load.c - the stations of one load, from preflight to verdict.
 *
 * A load goes through at most three stations for a URL, in this order:
 *   1 preflight   if the request is not simple and none is remembered
 *   2 asking      the HTTP cache, then the network
 *   3 ended       the CORS check of whatever answer there is, then the verdict
 * A redirect that passes the check leads back to the first one, with another
 * URL (browser_redirect.c).
 * The check comes last and does not know where the answer is from: a copy that
 * an <img> left behind is judged like any other.
 */
#include "bench/browser_parts.h"

#define CONSOLE_MAX 16384

/* ---- 3 ended ----------------------------------------------------------- */

static void tell(struct browser *browser, struct load *load)
{
    load->action.load = load->id;
    list_remove(&load->queued);
    list_add_tail(&browser->queue, &load->queued);
}

static void end(struct browser *browser, struct load *load,
                struct load_verdict verdict)
{
    load->station = AT_END;
    load->request = 0;
    load->action.kind = BROWSER_VERDICT;
    load->action.u.verdict = verdict;
    tell(browser, load);
}

void load_end_broken(struct browser *browser, struct load *load,
                     const char *why)
{
    end(browser, load,
        (struct load_verdict){.outcome = LOAD_NETWORK_ERROR,
                              .console = span_str(why)});
}

static struct preflight_key preflight_key(const struct load *load)
{
    return (struct preflight_key){load->site, load->page_origin, load->text};
}

/* The page is named as it is, even where the server saw "null" (M8). */
static struct span console_of(const struct browser *browser, struct load *load,
                              const struct cors_result *result, int status)
{
    const struct cors_place place = {
        .kind = load_kind_text(load->spec.as),
        .url = load->text,
        .redirected_from = load->n_redirects ? load->first : SPAN_ABSENT,
        .page_origin = load->page_origin,
        .status = status};
    struct span copy = SPAN_ABSENT;
    struct buf text;

    buf_init(&text, CONSOLE_MAX);
    if (browser->engine == BROWSER_FIREFOX)
        cors_console_firefox(&text, result, &place);
    else
        cors_console_text(&text, result, &place);
    if (text.overflow || arena_copy(&load->arena, buf_span(&text), &copy))
        copy = SPAN("blocked by CORS policy");
    buf_fini(&text);
    return copy;
}

/* What a verdict points to may not be in a cache, which changes. */
static struct span keep(struct load *load, struct span bytes)
{
    struct span copy;

    return arena_copy(&load->arena, bytes, &copy) ? SPAN_ABSENT : copy;
}

static void end_blocked(struct browser *browser, struct load *load,
                        struct cors_result result, struct load_verdict verdict)
{
    const struct preflight_key key = preflight_key(load);

    preflight_cache_forget(&browser->preflights, &key);
    verdict.outcome = LOAD_BLOCKED;
    verdict.cors.verdict = result.verdict;
    verdict.cors.value = keep(load, result.value);
    verdict.console = console_of(browser, load, &result, verdict.status);
    end(browser, load, verdict);
}

static bool is_redirect(const struct http_response *head)
{
    switch (head->status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return http_headers_count(&head->headers, SPAN("Location")) > 0;
    default:
        return false;
    }
}

static void follow(struct browser *browser, struct load *load, int64_t now_ms,
                   const struct http_response *head)
{
    const char *why = load_redirect(load, head);

    if (why)
        load_end_broken(browser, load, why);
    else
        load_start(browser, load, now_ms);
}

static bool uses_cache(const struct load *load)
{
    return !load->rules.pass_cache && !span_absent(load->site);
}

/* Within its own origin a page always has credentials, unless it omits them. */
static bool is_anonymous(const struct load *load)
{
    if (load->rules.cross)
        return !load->rules.credentials;
    return load->spec.as == LOAD_FETCH &&
           load->spec.credentials == LOAD_CREDENTIALS_OMIT;
}

static struct copy_key copy_key(const struct browser *browser,
                                const struct load *load)
{
    return (struct copy_key){.site = load->site,
                             .url = load->text,
                             .anonymous = browser->engine == BROWSER_FIREFOX &&
                                          is_anonymous(load)};
}

/* An answer that is refused is not read to its end. Chromium keeps it then only
 * if it might ask for the rest (an entity tag tells which), or if it is a
 * redirect, which needs no body; a copy that was there stays as it is. */
static void drop_unread(struct browser *browser, struct load *load,
                        const struct load_verdict *verdict)
{
    const struct copy_key key = copy_key(browser, load);
    struct browser_copy *copy;

    if (browser->engine != BROWSER_CHROMIUM || !uses_cache(load) ||
        verdict->from_cache || verdict->revalidated)
        return;
    copy = browser_cache_find(&browser->cache, &key);
    if (!copy || is_redirect(&copy->head))
        return;
    copy->cut = span_starts(http_headers_get(&copy->head.headers, SPAN("ETag")),
                            SPAN("\""));
    if (!copy->cut || copy->head.status != 200)
        browser_cache_remove(&browser->cache, &key);
}

/* Judges an answer, wherever it is from; verdict has the rest filled in. Every
 * hop is checked before it is followed. */
static void judge(struct browser *browser, struct load *load, int64_t now_ms,
                  const struct http_response *head, struct load_verdict verdict)
{
    struct cors_result result;

    verdict.status = head->status;
    verdict.allow_origin =
        keep(load, http_headers_joined(&head->headers,
                                       SPAN("Access-Control-Allow-Origin"),
                                       &load->arena));
    if (load->rules.cors && load->rules.cross) {
        result = cors_check(&head->headers, load->spec.page_origin,
                            load->rules.credentials, &load->arena);
        if (result.verdict != CORS_OK) {
            drop_unread(browser, load, &verdict);
            end_blocked(browser, load, result, verdict);
            return;
        }
    }
    if (is_redirect(head)) {
        follow(browser, load, now_ms, head);
        return;
    }
    verdict.outcome =
        load->rules.cross && !load->rules.cors ? LOAD_OPAQUE : LOAD_OK;
    end(browser, load, verdict);
}

/* ---- 2 asking ---------------------------------------------------------- */

static void send(struct browser *browser, struct load *load, struct span method,
                 bool preflight)
{
    load->request = ++browser->last_id;
    load->action.kind = BROWSER_REQUEST;
    load->action.u.request =
        (struct browser_request){.id = load->request,
                                 .url = load->text,
                                 .preflight = preflight,
                                 .head = {.method = method,
                                          .scheme = load->url.scheme,
                                          .authority = load->url.authority,
                                          .path = load->url.path,
                                          .query = load->url.query,
                                          .headers = load->sent}};
    tell(browser, load);
}

/* They are of the first host; where a redirect leads is another one. */
static bool sends_cookies(const struct load *load)
{
    return load->rules.credentials && load->n_redirects == 0 &&
           load->spec.cookies.len > 0;
}

/* Over the network; copy, if any, is to be confirmed. */
static void ask_network(struct browser *browser, struct load *load,
                        const struct browser_copy *copy, enum copy_use use)
{
    int err;

    load->station = AT_ASKING;
    load->sent = (struct http_headers){0};
    load->conditional = false;
    err = http_headers_copy(&load->sent, &load->arena, &load->rules.headers);
    if (!err && sends_cookies(load))
        err = http_headers_add(&load->sent, &load->arena, SPAN("Cookie"),
                               load->spec.cookies);
    if (!err && copy)
        err = browser_copy_ask(copy, use, &load->sent, &load->arena,
                               &load->conditional);
    if (err)
        load_end_broken(browser, load, "more headers than a request may have");
    else
        send(browser, load, load->rules.method, false);
}

/* A HEAD is answered by what a GET has left, but leaves nothing. */
static bool may_use_copy(const struct load *load)
{
    return uses_cache(load) || (span_eq(load->rules.method, SPAN("HEAD")) &&
                                !load->rules.alone && !span_absent(load->site));
}

static void ask(struct browser *browser, struct load *load, int64_t now_ms)
{
    const struct copy_key key = copy_key(browser, load);
    const struct browser_copy *copy = NULL;
    enum copy_use use = COPY_NONE;

    if (may_use_copy(load) && load->spec.cache == LOAD_CACHE_DEFAULT) {
        copy = browser_cache_find(&browser->cache, &key);
        if (copy && copy->cut && uses_cache(load))
            copy = NULL;
        use = browser_copy_use(copy, now_ms, &load->rules.headers);
    }
    if (use == COPY_FRESH)
        judge(browser, load, now_ms, &copy->head,
              (struct load_verdict){.from_cache = true,
                                    .body_bytes = copy->body_bytes});
    else
        ask_network(browser, load, copy, use);
}

static void take_not_modified(struct browser *browser, struct load *load,
                              int64_t now_ms, const struct http_response *head)
{
    const struct copy_key key = copy_key(browser, load);
    struct browser_copy *copy = browser_cache_find(&browser->cache, &key);

    if (copy)
        copy = browser_cache_refresh(&browser->cache, now_ms, copy, head,
                                     &load->rules.headers);
    if (copy)
        judge(browser, load, now_ms, &copy->head,
              (struct load_verdict){.revalidated = true,
                                    .body_bytes = copy->body_bytes});
    else /* another load emptied the slot meanwhile */
        ask_network(browser, load, NULL, COPY_NONE);
}

void load_take_answer(struct browser *browser, struct load *load,
                      int64_t now_ms, const struct http_response *head,
                      uint64_t body_bytes)
{
    const struct copy_key key = copy_key(browser, load);
    const struct browser_copy what = {
        .key = key, .head = *head, .body_bytes = body_bytes};
    struct span method = load->rules.method;

    if (load->conditional && head->status == 304) {
        take_not_modified(browser, load, now_ms, head);
        return;
    }
    if (uses_cache(load))
        browser_cache_put(&browser->cache, now_ms, &what, &load->rules.headers);
    else if (!span_eq(method, SPAN("GET")) && !span_eq(method, SPAN("HEAD")) &&
             head->status < 400) /* RFC 9111 4.4 */
        browser_cache_remove(&browser->cache, &key);
    judge(browser, load, now_ms, head,
          (struct load_verdict){.body_bytes = body_bytes});
}

void load_take_nothing(struct browser *browser, struct load *load)
{
    const struct preflight_key key = preflight_key(load);

    preflight_cache_forget(&browser->preflights, &key);
    load_end_broken(browser, load, "no whole answer came");
}

/* ---- 1 preflight ------------------------------------------------------- */

static struct cors_preflight preflight_of(const struct load *load)
{
    return (struct cors_preflight){.page_origin = load->spec.page_origin,
                                   .credentials = load->rules.credentials,
                                   .method = load->rules.method,
                                   .acrh = load->rules.acrh};
}

/* A preflight in the name of "null" instead of the page's origin is neither
 * remembered nor spared. */
static bool is_own(const struct load *load)
{
    return span_eq(load->spec.page_origin, load->page_origin);
}

void load_take_preflight(struct browser *browser, struct load *load,
                         int64_t now_ms, const struct http_response *head)
{
    const struct cors_preflight asked = preflight_of(load);
    const struct preflight_key key = preflight_key(load);
    struct cors_result result =
        cors_check_preflight(head, &asked, &load->arena);

    if (result.verdict != CORS_OK) {
        end_blocked(browser, load, result,
                    (struct load_verdict){.status = head->status});
        return;
    }
    if (is_own(load))
        preflight_cache_add(&browser->preflights, now_ms, &key,
                            asked.credentials, &head->headers);
    ask(browser, load, now_ms);
}

void load_start(struct browser *browser, struct load *load, int64_t now_ms)
{
    const struct cors_preflight asked = preflight_of(load);
    const struct preflight_key key = preflight_key(load);

    if (!load->rules.preflight ||
        (is_own(load) &&
         preflight_cache_covers(&browser->preflights, now_ms, &key, &asked))) {
        ask(browser, load, now_ms);
        return;
    }
    load->station = AT_PREFLIGHT;
    load->sent = (struct http_headers){0};
    if (load_rules_preflight(&load->sent, &load->arena, &load->rules,
                             load->spec.page_origin))
        load_end_broken(browser, load, "more headers than a request may have");
    else
        send(browser, load, SPAN("OPTIONS"), true);
}
