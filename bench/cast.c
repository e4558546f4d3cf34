/*
 * cast.c - a stage's browsers and the loads of their pages under way.
 *
 * A browser numbers its loads itself; the player has numbers of its own. Here
 * is where the one becomes the other.
 */
#include "bench/cast.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

/* One load, from cast_load to its verdict. */
struct going {
    struct list link;
    uint64_t load; /* the browser's id */
    uint64_t number;
    size_t page;
};

static int64_t now_ms(const struct cast *cast)
{
    return stage_now_ms(cast->stage);
}

static const struct topology_page *page_of(const struct cast *cast,
                                           const struct going *going)
{
    return &cast->stage->topology->pages[going->page];
}

void cast_init(struct cast *cast, const struct stage *stage)
{
    size_t n = stage->topology->n_browsers;

    cast->stage = stage;
    list_init(&cast->loads);
    cast->browsers = mem_zalloc(n, sizeof(*cast->browsers));
    for (size_t i = 0; i < stage->topology->n_pages; i++) {
        const struct topology_page *page = &stage->topology->pages[i];

        if (!cast->browsers[page->browser])
            cast->browsers[page->browser] = browser_new(page->engine);
    }
}

void cast_fini(struct cast *cast)
{
    LIST_EACH (link, &cast->loads, keep)
        mem_free(LIST_ITEM(link, struct going, link));
    for (size_t i = 0; i < cast->stage->topology->n_browsers; i++)
        browser_free(cast->browsers[i]);
    mem_free(cast->browsers);
}

size_t cast_load(struct cast *cast, uint64_t number, size_t page,
                 const struct load_spec *spec)
{
    struct going *going = mem_zalloc(1, sizeof(*going));
    size_t browser;

    going->number = number;
    going->page = page;
    list_add_tail(&cast->loads, &going->link);
    browser = page_of(cast, going)->browser;
    going->load = browser_load(cast->browsers[browser], now_ms(cast), spec);
    ASSERT(going->load != 0);
    return browser;
}

static struct going *find(struct cast *cast, size_t browser, uint64_t load)
{
    LIST_EACH (link, &cast->loads, keep) {
        struct going *going = LIST_ITEM(link, struct going, link);

        if (going->load == load && page_of(cast, going)->browser == browser)
            return going;
    }
    ASSERT(false && "an action belongs to a load under way");
    return NULL;
}

static void tell_verdict(struct cast *cast, struct going *going,
                         const struct load_verdict *verdict)
{
    const struct stage_event event = {.saw = STAGE_VERDICT,
                                      .at_ms = now_ms(cast),
                                      .number = going->number,
                                      .u.verdict = verdict};

    list_remove(&going->link);
    mem_free(going);
    stage_tell(cast->stage, &event);
}

bool cast_next(struct cast *cast, size_t browser, struct asker *asker,
               struct browser_request *request)
{
    struct browser_action action;

    while (browser_poll(cast->browsers[browser], &action)) {
        struct going *going = find(cast, browser, action.load);

        if (action.kind == BROWSER_VERDICT) {
            tell_verdict(cast, going, &action.u.verdict);
            continue;
        }
        *request = action.u.request;
        *asker = (struct asker){.number = going->number,
                                .edge = page_of(cast, going)->edge,
                                .browser = browser,
                                .request = request->id,
                                .preflight = request->preflight};
        return true;
    }
    return false;
}

void cast_tell_request(const struct cast *cast, const struct asker *asker,
                       struct topology_host host,
                       const struct http_request *head, struct span url)
{
    const struct stage_event event = {
        .saw = STAGE_REQUEST,
        .at_ms = now_ms(cast),
        .number = asker->number,
        .u.request = {.host = host,
                      .head = head,
                      .url = url,
                      .preflight = asker->preflight}};

    stage_tell(cast->stage, &event);
}

void cast_answer(struct cast *cast, const struct asker *asker,
                 const struct cast_answer *answer)
{
    const struct stage_event event = {
        .saw = STAGE_ANSWER,
        .at_ms = now_ms(cast),
        .number = asker->number,
        .u.answer = {.head =
                         answer->wire == STAGE_NO_ANSWER ? NULL : answer->head,
                     .body_bytes = answer->body_bytes,
                     .wire = answer->wire}};
    struct browser *browser;

    stage_tell(cast->stage, &event);
    if (asker->browser == TOPOLOGY_NONE)
        return;
    browser = cast->browsers[asker->browser];
    if (answer->wire == STAGE_WHOLE)
        browser_response(browser, now_ms(cast), asker->request, answer->head,
                         answer->body_bytes);
    else
        browser_no_response(browser, asker->request);
}

void cast_check(const struct cast *cast)
{
    for (size_t i = 0; i < cast->stage->topology->n_browsers; i++)
        browser_check(cast->browsers[i]);
}
