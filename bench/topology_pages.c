/* topology_pages.c - the pages of a topology, and whose browsers they are in */
#include "bench/topology_parts.h"

#include "bench/url.h"

static void read_page_origin(struct topology *topology,
                             struct json_reader *reader,
                             struct topology_page *page,
                             const struct json *value)
{
    struct span origin = json_string(value);

    if (!span_eq(origin, SPAN("null")) && !url_is_origin(origin))
        json_fail(reader, value,
                  "must be a page's origin, like \"https://a.example\" without "
                  "a path, or \"null\"");
    page->origin = topology_copy(topology, reader, origin);
}

static void read_page_edge(const struct topology *topology,
                           struct json_reader *reader,
                           struct topology_page *page, const struct json *value)
{
    const struct json *edge = json_get(reader, value, "edge", JSON_STRING);

    if (!edge)
        return;
    page->edge = topology_edge_named(topology, json_string(edge));
    if (page->edge == TOPOLOGY_NONE)
        json_fail(reader, edge, "there is no edge of that name in \"edges\"");
}

/* The browser's own name, or the page's: whatever is equal shares one. */
static struct span browser_name(const struct json *page)
{
    const struct json *browser = json_member(page, "browser");

    return browser && json_type(browser) == JSON_STRING ? json_string(browser)
                                                        : json_name(page);
}

/* Numbers browsers by first use. */
static size_t browser_of(struct topology *topology, const struct json *first,
                         const struct json *page)
{
    size_t i = 0;

    for (const struct json *other = first; other != page;
         other = json_next(other), i++)
        if (span_eq(browser_name(other), browser_name(page)))
            return topology->pages[i].browser;
    return topology->n_browsers++;
}

static void read_page_engine(struct json_reader *reader,
                             struct topology_page *page,
                             const struct json *value)
{
    static const char *const words[] = {
        [BROWSER_CHROMIUM] = "chromium", [BROWSER_FIREFOX] = "firefox"};

    page->engine = (enum browser_engine)json_get_enum(
        reader, value, "engine", JSON_WORDS(words), BROWSER_CHROMIUM);
}

/* A browser is of one kind, whoever uses it. */
static void check_engine(const struct topology *topology,
                         struct json_reader *reader,
                         const struct topology_page *page,
                         const struct json *value)
{
    for (size_t i = 0; i < topology->n_pages; i++)
        if (topology->pages[i].browser == page->browser &&
            topology->pages[i].engine != page->engine)
            json_fail(reader, value,
                      "shares the browser of page \"%.*s\", so its engine must "
                      "be the same",
                      SPAN_ARG(topology->pages[i].name));
}

static void read_page(struct topology *topology, struct json_reader *reader,
                      struct topology_page *page, const struct json *value)
{
    static const char *const known[] = {"origin", "edge", "browser", "engine"};
    const struct json *origin = value;

    page->name = topology_copy(topology, reader, json_name(value));
    page->edge = TOPOLOGY_NONE;
    if (json_type(value) == JSON_OBJECT) {
        json_only(reader, value, known, sizeof(known) / sizeof(*known));
        (void)json_get(reader, value, "browser", JSON_STRING); /* its type */
        read_page_edge(topology, reader, page, value);
        read_page_engine(reader, page, value);
        origin = json_need(reader, value, "origin", JSON_STRING);
    } else if (json_type(value) != JSON_STRING) {
        json_fail(reader, value, "must be a page's origin or an object, is %s",
                  json_type_text(value));
        return;
    }
    if (origin)
        read_page_origin(topology, reader, page, origin);
}

void topology_pages_read(struct topology *topology, struct json_reader *reader,
                         const struct json *world)
{
    const struct json *first, *value;
    size_t n =
        topology_members(reader, world, "pages", TOPOLOGY_PAGES_MAX, &first);

    topology->pages =
        topology_alloc(topology, reader, n, sizeof(*topology->pages));
    value = first;
    for (size_t i = 0; i < n && !reader->failed; i++) {
        struct topology_page *page = &topology->pages[topology->n_pages++];

        read_page(topology, reader, page, value);
        page->browser = browser_of(topology, first, value);
        check_engine(topology, reader, page, value);
        value = json_next(value);
    }
}
