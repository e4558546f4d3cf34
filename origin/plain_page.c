/* plain_page.c - what a plain origin answers on some paths, and its reading. */
#include "origin/plain_page.h"

#define AGE_S_MAX      (INT64_C(50) * 366 * 86400)
#define SIZE_MAX_BYTES (INT64_C(1) << 50)

struct page_reading {
    struct plain_page *page;
    struct arena *arena;
    struct json_reader *reader;
    const struct json *object;
};

void plain_page_init(struct plain_page *page)
{
    *page = (struct plain_page){.status = 200,
                                .text = SPAN(""),
                                .preflight = {.max_age_s = -1},
                                .last_modified_ms = -1};
}

static void copy(const struct page_reading *in, struct span text,
                 struct span *to)
{
    if (arena_copy(in->arena, text, to))
        json_fail(in->reader, in->object, "is too large");
}

/* Replaces *to when there is such a member. */
static void read_text(const struct page_reading *in, const struct json *object,
                      const char *name, struct span *to)
{
    if (json_get(in->reader, object, name, JSON_STRING))
        copy(in, json_get_string(in->reader, object, name, SPAN_ABSENT), to);
}

/* A text that goes into a header line. */
static void check_line(const struct page_reading *in, const struct json *value)
{
    struct span text = json_string(value);

    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' && text.ptr[i] != '\t') {
            json_fail(in->reader, value,
                      "has a control character, which no header can have");
            return;
        }
}

/* ---- body ---------------------------------------------------------------- */

static void read_body(const struct page_reading *in)
{
    static const int64_t sizes[2] = {0, SIZE_MAX_BYTES};
    static const int64_t statuses[2] = {200, 599};
    struct plain_page *page = in->page;
    const struct json *object = in->object;
    int n = 0;

    page->status =
        (int)json_get_int(in->reader, object, "status", statuses, page->status);
    page->chunked = json_get_bool(in->reader, object, "chunked", page->chunked);
    if (json_get(in->reader, object, "body", JSON_STRING)) {
        page->body = PLAIN_TEXT;
        read_text(in, object, "body", &page->text);
        n++;
    }
    if (json_get(in->reader, object, "size", JSON_NUMBER)) {
        page->body = PLAIN_SIZE;
        page->size =
            (uint64_t)json_get_int(in->reader, object, "size", sizes, 0);
        n++;
    }
    if (json_get_bool(in->reader, object, "size_from_path", false)) {
        page->body = PLAIN_SIZE_FROM_PATH;
        n++;
    }
    if (n > 1)
        json_fail(in->reader, object,
                  "has several bodies: give it one of \"body\", \"size\" and "
                  "\"size_from_path\"");
}

/* ---- headers ------------------------------------------------------------- */

static bool is_ours(struct span name)
{
    return http_is_hop_by_hop(name) || span_ieq(name, SPAN("Content-Length")) ||
           span_ieq(name, SPAN("Date"));
}

static void add_line(const struct page_reading *in, struct span name,
                     const struct json *value)
{
    struct span copies[2] = {SPAN_ABSENT, SPAN_ABSENT};

    if (json_type(value) != JSON_STRING) {
        json_fail(in->reader, value,
                  "a header's value is a string, or a list of strings");
        return;
    }
    check_line(in, value);
    copy(in, name, &copies[0]);
    copy(in, json_string(value), &copies[1]);
    if (!in->reader->failed &&
        http_headers_add(&in->page->headers, in->arena, copies[0], copies[1]))
        json_fail(in->reader, value, "is one header too many");
}

static void read_headers(const struct page_reading *in)
{
    const struct json *all =
        json_get(in->reader, in->object, "headers", JSON_OBJECT);

    if (all)
        in->page->headers = (struct http_headers){0};
    for (const struct json *v = all ? json_first(all) : NULL; v;
         v = json_next(v)) {
        struct span name = json_name(v);

        if (!span_is_token(name) || is_ours(name)) {
            json_fail(in->reader, v,
                      "is no header that can be set here: the framing, Date "
                      "and what belongs to one connection are the server's");
            return;
        }
        if (json_type(v) != JSON_ARRAY)
            add_line(in, name, v);
        else
            for (const struct json *e = json_first(v); e; e = json_next(e))
                add_line(in, name, e);
    }
}

/* ---- CORS ---------------------------------------------------------------- */

static void read_spans(const struct page_reading *in, const struct json *array,
                       struct plain_spans *to)
{
    *to = (struct plain_spans){
        arena_zalloc(in->arena, json_count(array) + 1, sizeof(to->at[0])), 0};
    for (const struct json *v = json_first(array); v && to->at;
         v = json_next(v)) {
        if (json_type(v) != JSON_STRING) {
            json_fail(in->reader, v, "must be a string: an origin");
            return;
        }
        check_line(in, v);
        copy(in, json_string(v), &to->at[to->n++]);
    }
}

static void read_fixed(const struct page_reading *in, const struct json *value)
{
    struct plain_page *page = in->page;

    page->allow = PLAIN_ALLOW_VALUES;
    if (json_type(value) == JSON_ARRAY) {
        read_spans(in, value, &page->values);
        return;
    }
    check_line(in, value);
    page->values = (struct plain_spans){
        arena_zalloc(in->arena, 1, sizeof(page->values.at[0])), 0};
    if (page->values.at)
        copy(in, json_string(value), &page->values.at[page->values.n++]);
}

static void read_allow(const struct page_reading *in)
{
    const struct json *value = json_member(in->object, "allow_origin");
    const struct json *only =
        json_get(in->reader, in->object, "only", JSON_ARRAY);
    struct plain_page *page = in->page;

    if (only)
        read_spans(in, only, &page->only);
    if (!value)
        return;
    if (json_type(value) != JSON_STRING && json_type(value) != JSON_ARRAY)
        json_fail(in->reader, value,
                  "must be \"none\", \"reflect\", a value, or a list of "
                  "values");
    else if (json_type(value) == JSON_ARRAY)
        read_fixed(in, value);
    else if (span_eq(json_string(value), SPAN("none")))
        page->allow = PLAIN_ALLOW_NONE;
    else if (span_eq(json_string(value), SPAN("reflect")))
        page->allow = PLAIN_ALLOW_REFLECT;
    else
        read_fixed(in, value);
}

static void read_cors(const struct page_reading *in)
{
    static const char *const varies[] = {[PLAIN_VARY_NEVER] = "never",
                                         [PLAIN_VARY_ALWAYS] = "always",
                                         [PLAIN_VARY_CORS] = "cors"};
    struct plain_page *page = in->page;

    read_allow(in);
    page->allow_credentials = json_get_bool(
        in->reader, in->object, "allow_credentials", page->allow_credentials);
    read_text(in, in->object, "expose", &page->expose);
    page->bare_errors = !json_get_bool(in->reader, in->object, "cors_on_errors",
                                       !page->bare_errors);
    page->vary = (enum plain_vary)json_get_enum(
        in->reader, in->object, "vary", JSON_WORDS(varies), (int)page->vary);
}

static void read_preflight(const struct page_reading *in)
{
    static const char *const known[] = {"status", "allow_methods",
                                        "allow_headers", "max_age_s"};
    static const int64_t statuses[2] = {200, 599};
    static const int64_t ages[2] = {0, INT32_MAX};
    const struct json *object =
        json_get(in->reader, in->object, "preflight", JSON_OBJECT);
    struct plain_preflight *preflight = &in->page->preflight;

    if (!object)
        return;
    json_only(in->reader, object, known, sizeof(known) / sizeof(known[0]));
    *preflight = (struct plain_preflight){.answered = true, .max_age_s = -1};
    preflight->status =
        (int)json_get_int(in->reader, object, "status", statuses, 204);
    read_text(in, object, "allow_methods", &preflight->allow_methods);
    read_text(in, object, "allow_headers", &preflight->allow_headers);
    preflight->max_age_s =
        json_get_int(in->reader, object, "max_age_s", ages, -1);
}

void plain_page_read(struct plain_page *page, struct arena *arena,
                     struct json_reader *reader, const struct json *object,
                     int64_t now_ms)
{
    static const int64_t ages[2] = {0, AGE_S_MAX};
    const struct page_reading in = {page, arena, reader, object};
    int64_t age_s;

    read_body(&in);
    read_headers(&in);
    read_cors(&in);
    read_preflight(&in);
    read_text(&in, object, "etag", &page->etag);
    age_s = json_get_int(reader, object, "last_modified_age_s", ages, -1);
    if (age_s >= 0)
        page->last_modified_ms =
            now_ms > age_s * 1000 ? now_ms - age_s * 1000 : 0;
}
