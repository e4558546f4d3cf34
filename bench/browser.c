/*
 * browser.c - the model browser: who sends Origin, what is blocked, and why.
 *
 * The seam, and who owns what. A load has one action at a time, embedded in it;
 * a load that has ended and been told is freed by the next call, so that its
 * spans outlive the poll. What a load goes through is in browser_load.c.
 */
#include "bench/browser.h"

#include "bench/browser_parts.h"
#include "cache/base/assert.h"
#include "cache/base/mem.h"

#define LOAD_BYTES_MAX ((size_t)512 << 10)
#define LOADS_MAX      4096

struct browser *browser_new(enum browser_engine engine)
{
    struct browser *browser = mem_zalloc(1, sizeof(*browser));

    list_init(&browser->loads);
    list_init(&browser->queue);
    browser_cache_init(&browser->cache);
    browser->engine = engine;
    preflight_cache_init(&browser->preflights, engine == BROWSER_FIREFOX
                                                   ? PREFLIGHT_FIREFOX_AGE_S
                                                   : PREFLIGHT_CHROMIUM_AGE_S);
    return browser;
}

static void load_free(struct browser *browser, struct load *load)
{
    list_remove(&load->link);
    list_remove(&load->queued);
    browser->n_loads--;
    arena_fini(&load->arena);
    mem_free(load);
}

void browser_free(struct browser *browser)
{
    if (!browser)
        return;
    LIST_EACH (link, &browser->loads, keep)
        load_free(browser, LIST_ITEM(link, struct load, link));
    browser_cache_fini(&browser->cache);
    preflight_cache_fini(&browser->preflights);
    mem_free(browser);
}

static void free_told(struct browser *browser)
{
    LIST_EACH (link, &browser->loads, keep) {
        struct load *load = LIST_ITEM(link, struct load, link);

        if (load->station == AT_END && list_empty(&load->queued))
            load_free(browser, load);
    }
}

void browser_check(const struct browser *browser)
{
    size_t n = 0;

    LIST_EACH (link, &browser->loads, keep) {
        const struct load *load = LIST_ITEM(link, struct load, link);

        ASSERT((load->station == AT_END) == (load->request == 0));
        n++;
    }
    ASSERT(n == browser->n_loads);
    browser_cache_check(&browser->cache);
}

/* ---- the seam ---------------------------------------------------------- */

static int copy_headers(struct http_headers *to, struct arena *arena,
                        const struct load_spec *spec)
{
    struct http_header line;
    int err = 0;

    for (size_t i = 0; i < spec->n_headers && !err; i++) {
        err = arena_copy(arena, spec->headers[i].name, &line.name);
        if (!err)
            err = arena_copy(arena, spec->headers[i].value, &line.value);
        if (!err)
            err = http_headers_add(to, arena, line.name, line.value);
    }
    return err;
}

/* Copies the spec into the load. 0 or ERR_*: then it is no spec to work on. */
static int read_spec(struct load *load, const struct load_spec *spec)
{
    struct load_spec *own = &load->spec;
    struct url page;
    int err = arena_copy(&load->arena, spec->url, &load->text);

    *own = *spec;
    if (!err)
        err = arena_copy(&load->arena, spec->page_origin, &load->page_origin);
    if (!err)
        err = arena_copy(&load->arena, spec->cookies, &own->cookies);
    if (!err)
        err = arena_copy(&load->arena, spec->method, &own->method);
    if (!err)
        err = copy_headers(&load->script, &load->arena, spec);
    if (!err)
        err = url_split(load->text, &load->url);
    if (err)
        return err;
    own->url = load->text;
    own->page_origin = load->page_origin;
    own->headers = load->script.at;
    load->first = load->text;
    if (url_split(load->page_origin, &page) == 0)
        load->site = url_site(&page, &load->arena);
    return load_rules_make(&load->rules, &load->arena, own, &load->url);
}

uint64_t browser_load(struct browser *browser, int64_t now_ms,
                      const struct load_spec *spec)
{
    struct load *load;

    free_told(browser);
    if (browser->n_loads == LOADS_MAX)
        return 0;
    load = mem_zalloc(1, sizeof(*load));
    load->id = ++browser->last_id;
    arena_init(&load->arena, LOAD_BYTES_MAX);
    list_init(&load->queued);
    list_add_tail(&browser->loads, &load->link);
    browser->n_loads++;
    if (read_spec(load, spec))
        load_end_broken(browser, load, "not a URL or request that can be sent");
    else if (load->rules.forbidden)
        load_end_broken(browser, load,
                        "the method is not possible in mode 'no-cors'");
    else
        load_start(browser, load, now_ms);
    return load->id;
}

static struct load *awaiting(struct browser *browser, uint64_t request)
{
    LIST_EACH (link, &browser->loads, keep) {
        struct load *load = LIST_ITEM(link, struct load, link);

        if (request != 0 && load->request == request)
            return load;
    }
    return NULL;
}

void browser_response(struct browser *browser, int64_t now_ms, uint64_t request,
                      const struct http_response *response, uint64_t body_bytes)
{
    struct load *load;

    free_told(browser);
    load = awaiting(browser, request);
    if (!load)
        return;
    if (load->station == AT_PREFLIGHT)
        load_take_preflight(browser, load, now_ms, response);
    else
        load_take_answer(browser, load, now_ms, response, body_bytes);
}

void browser_no_response(struct browser *browser, uint64_t request)
{
    struct load *load;

    free_told(browser);
    load = awaiting(browser, request);
    if (load)
        load_take_nothing(browser, load);
}

bool browser_poll(struct browser *browser, struct browser_action *action)
{
    struct load *load;

    if (list_empty(&browser->queue))
        return false;
    load = LIST_ITEM(browser->queue.next, struct load, queued);
    list_remove(&load->queued);
    *action = load->action;
    return true;
}

const struct browser_cache *browser_copies(const struct browser *browser)
{
    return &browser->cache;
}

/* ---- words ------------------------------------------------------------- */

const char *load_as_word(enum load_as as)
{
    static const char *const words[] = {
#define WORD_ROW(name, word, kind) word,
        LOAD_AS_LIST(WORD_ROW)
#undef WORD_ROW
    };

    return words[as];
}

const char *load_outcome_word(enum load_outcome outcome)
{
    switch (outcome) {
    case LOAD_OK:
        return "ok";
    case LOAD_OPAQUE:
        return "opaque";
    case LOAD_BLOCKED:
        return "blocked";
    case LOAD_NETWORK_ERROR:
        return "network error";
    }
    return "";
}
