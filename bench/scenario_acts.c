/*
 * scenario_acts.c - the loads and requests of a scenario, from JSON.
 *
 * Pages and edges are found by name here, so that playing needs no looking up.
 */
#include "bench/expect.h"
#include "bench/scenario_parts.h"
#include "bench/url.h"

/* ---- URLs and headers ------------------------------------------------------
 */

void scenario_url_read(struct json_reader *reader, const struct json *object,
                       struct http_request *head, struct span *text)
{
    const struct json *member = json_need(reader, object, "url", JSON_STRING);
    struct url url;

    if (!member)
        return;
    *text = json_string(member);
    if (url_split(*text, &url) != 0) {
        json_fail(reader, member,
                  "must be an absolute http or https URL without a fragment");
        return;
    }
    head->scheme = url.scheme;
    head->authority = url.authority;
    head->path = url.path;
    head->query = url.query;
}

static bool is_field_value(struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < ' ' || value.ptr[i] == 0x7f)
            return false;
    return span_eq(value, span_trim(value));
}

static void add_header(const struct steps_in *in, struct http_headers *headers,
                       const struct json *value)
{
    struct span name = json_name(value);

    if (json_type(value) != JSON_STRING || !is_field_value(json_string(value)))
        json_fail(in->reader, value,
                  "a header's value is a string of printable characters, "
                  "without blanks around it");
    else if (!span_is_token(name) || span_ieq(name, SPAN("Host")) ||
             span_ieq(name, SPAN("Content-Length")) || http_is_hop_by_hop(name))
        json_fail(in->reader, value, "is not a header that a step may set");
    else if (http_headers_add(headers, &in->scenario->arena, name,
                              json_string(value)) != 0)
        json_fail(in->reader, value, "too many headers");
}

static void read_headers(const struct steps_in *in, const struct json *object,
                         struct http_headers *headers)
{
    const struct json *member =
        json_get(in->reader, object, "headers", JSON_OBJECT);
    const struct json *value = member ? json_first(member) : NULL;

    for (; value; value = json_next(value))
        add_header(in, headers, value);
}

static struct span read_method(const struct steps_in *in,
                               const struct json *object, struct span fallback)
{
    struct span method =
        json_get_string(in->reader, object, "method", fallback);

    if (!span_absent(method) && !span_is_token(method))
        json_fail(in->reader, json_member(object, "method"),
                  "is not an HTTP method");
    return method;
}

/* ---- acts ------------------------------------------------------------------
 */

size_t scenario_edge_named(const struct steps_in *in, const struct json *name)
{
    size_t edge;

    if (!name)
        return TOPOLOGY_NONE;
    edge = topology_edge_named(in->topology, json_string(name));
    if (edge == TOPOLOGY_NONE)
        json_fail(in->reader, name, "there is no such edge in this world");
    return edge;
}

static int choose(const struct steps_in *in, const struct json *object,
                  const char *name, struct json_words words)
{
    return json_get_enum(in->reader, object, name, words, 0);
}

static void read_load_choices(const struct steps_in *in,
                              const struct json *value, struct load_spec *load)
{
    static const char *const as[] = {
#define AS_ROW(name, word, kind) word,
        LOAD_AS_LIST(AS_ROW)
#undef AS_ROW
    };
    static const char *const crossorigin[] = {"", "anonymous",
                                              "use-credentials"};
    static const char *const modes[] = {"", "cors", "no-cors"};
    static const char *const credentials[] = {"same-origin", "omit", "include"};
    static const char *const caches[] = {"default", "reload", "no-store"};

    load->as = (enum load_as)choose(in, value, "as", JSON_WORDS(as));
    load->crossorigin = (enum load_crossorigin)choose(in, value, "crossorigin",
                                                      JSON_WORDS(crossorigin));
    load->mode = (enum load_mode)choose(in, value, "mode", JSON_WORDS(modes));
    load->credentials = (enum load_credentials)choose(in, value, "credentials",
                                                      JSON_WORDS(credentials));
    load->cache =
        (enum load_cache)choose(in, value, "cache", JSON_WORDS(caches));
}

static size_t read_page(const struct steps_in *in, const struct json *value)
{
    const struct json *member =
        json_need(in->reader, value, "page", JSON_STRING);
    size_t page = TOPOLOGY_NONE;

    if (!member)
        return 0;
    page = topology_page_named(in->topology, json_string(member));
    if (page == TOPOLOGY_NONE) {
        json_fail(in->reader, member, "there is no such page in this world");
        return 0;
    }
    return page;
}

static struct span what_of(const struct steps_in *in, const char *as,
                           struct span method, struct span url)
{
    bool plain = span_absent(method) || span_eq(method, SPAN("GET"));
    const char *gap = *as && !plain ? " " : "";

    if (plain && *as)
        return scenario_made(
            in->scenario,
            arena_printf(&in->scenario->arena, "%s %.*s", as, SPAN_ARG(url)));
    return scenario_made(in->scenario,
                         arena_printf(&in->scenario->arena, "%s%s%.*s %.*s", as,
                                      gap, SPAN_ARG(method), SPAN_ARG(url)));
}

/* The browser's own, for the host that is asked; a script cannot set them. */
static void read_cookies(const struct steps_in *in, const struct json *value,
                         struct load_spec *load)
{
    const struct json *text =
        json_get(in->reader, value, "cookies", JSON_STRING);

    if (!text)
        return;
    for (size_t i = 0; i < json_string(text).len; i++)
        if ((unsigned char)json_string(text).ptr[i] < ' ')
            json_fail(in->reader, text, "no control characters in cookies");
    if (arena_copy(&in->scenario->arena, json_string(text), &load->cookies))
        json_fail(in->reader, text, "too large");
}

static void read_load(const struct steps_in *in, struct scenario_act *act,
                      const struct json *value)
{
    static const char *const known[] = {
        "page",        "url",   "as",     "crossorigin", "mode",
        "credentials", "cache", "method", "headers",     "cookies"};
    struct http_headers headers = {0};
    struct http_request head = {0};
    struct load_spec *load = &act->load;

    json_only(in->reader, value, known, sizeof(known) / sizeof(*known));
    act->is_load = true;
    act->page = read_page(in, value);
    scenario_url_read(in->reader, value, &head, &load->url);
    read_load_choices(in, value, load);
    load->method = read_method(in, value, SPAN_ABSENT);
    read_headers(in, value, &headers);
    load->headers = headers.at;
    load->n_headers = headers.n;
    read_cookies(in, value, load);
    act->what = what_of(in, load_as_word(load->as), load->method, load->url);
    if (in->reader->failed)
        return;
    act->who = json_string(json_member(value, "page"));
    if (arena_copy(&in->scenario->arena, in->topology->pages[act->page].origin,
                   &load->page_origin) != 0)
        json_fail(in->reader, value, "too large");
}

static void read_request(const struct steps_in *in, struct scenario_act *act,
                         const struct json *value)
{
    static const char *const known[] = {"url",  "method", "headers",
                                        "body", "who",    "edge"};
    struct stage_request *request = &act->request;
    const struct json *edge = json_get(in->reader, value, "edge", JSON_STRING);

    json_only(in->reader, value, known, sizeof(known) / sizeof(*known));
    scenario_url_read(in->reader, value, &request->head, &request->url);
    request->head.method = read_method(in, value, SPAN("GET"));
    read_headers(in, value, &request->head.headers);
    request->body = json_get_string(in->reader, value, "body", SPAN_ABSENT);
    request->edge = scenario_edge_named(in, edge);
    act->who = json_get_string(in->reader, value, "who", SPAN("curl"));
    act->what = what_of(in, "", request->head.method, request->url);
}

static void read_put_cors(const struct steps_in *in, struct scenario_act *act,
                          const struct json *value)
{
    scenario_put_cors_read(in->scenario, act, value);
}

/* ---- kinds of acts ---------------------------------------------------------
 */

static void read_act_expect(const struct steps_in *in, struct scenario_act *act,
                            const struct json *object)
{
    act->expect = json_get(in->reader, object, "expect", JSON_OBJECT);
    if (act->expect)
        expect_read(in->reader, act->expect,
                    act->is_load ? EXPECT_LOAD : EXPECT_REQUEST);
}

struct act_kind {
    const char *name;
    void (*read)(const struct steps_in *in, struct scenario_act *act,
                 const struct json *value);
};

static const struct act_kind act_kinds[] = {
    {"load", read_load},
    {"request", read_request},
    {"put_cors", read_put_cors},
};
#define N_ACT_KINDS (sizeof(act_kinds) / sizeof(*act_kinds))

const struct act_kind *scenario_act_kind(const struct json *object)
{
    const struct act_kind *kind = NULL;

    for (size_t i = 0; i < N_ACT_KINDS; i++) {
        if (!json_member(object, act_kinds[i].name))
            continue;
        if (kind)
            return NULL;
        kind = &act_kinds[i];
    }
    return kind;
}

void scenario_act_read(const struct steps_in *in, struct scenario_act *act,
                       const struct act_kind *kind, const struct json *object)
{
    const struct json *value =
        json_need(in->reader, object, kind->name, JSON_OBJECT);

    if (!value)
        return;
    kind->read(in, act, value);
    read_act_expect(in, act, object);
}
