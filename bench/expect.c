/*
 * expect.c - what a scenario expects of a step, and whether it was so.
 *
 * Single values are facts (expect_facts.c); beside them stand four groups whose
 * members are named by the scenario: headers, reasons, preflight, origin_saw.
 * What was read is well-formed (expect_read.c).
 */
#include "bench/expect.h"

#include "bench/expect_facts.h"

#define MESSAGE_MAX (4 * (size_t)JSON_TEXT_MAX)
#define PLACE_MAX   (2 * (size_t)JSON_TEXT_MAX)

/* What is being compared. The place grows and shrinks with the depth. */
struct expecting {
    struct transcript *transcript;
    const struct seen_step *step;
    struct buf *place;
};

/* ---- places ---------------------------------------------------------------
 */

/* One name deeper; what to give to place_up. */
static size_t place_down(const struct expecting *in, struct span name)
{
    size_t len = in->place->len;

    buf_addf(in->place, ".%.*s", SPAN_ARG(name));
    return len;
}

static size_t place_down_index(const struct expecting *in, size_t index)
{
    size_t len = in->place->len;

    buf_addf(in->place, "[%zu]", index);
    return len;
}

static void place_up(const struct expecting *in, size_t len)
{
    in->place->len = len;
}

/* ---- single values --------------------------------------------------------
 */

static void write_fact(struct json_out *out, const struct fact *fact)
{
    switch (fact->type) {
    case JSON_STRING:
        json_out_string(out, fact->text);
        return;
    case JSON_NUMBER:
        json_out_int(out, fact->number);
        return;
    case JSON_BOOL:
        json_out_bool(out, fact->number != 0);
        return;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        json_out_null(out);
        return;
    }
}

static void fail(const struct expecting *in, const struct json *expected,
                 const struct fact *got)
{
    struct buf text;
    struct json_out out;

    buf_init(&text, MESSAGE_MAX);
    buf_add(&text, buf_span(in->place));
    buf_add_str(&text, ": expected ");
    json_out_init(&out, &text, false);
    json_out_value(&out, expected);
    buf_add_str(&text, ", got ");
    json_out_init(&out, &text, false);
    write_fact(&out, got);
    transcript_fail(in->transcript, buf_span(&text));
    buf_fini(&text);
}

static bool is_equal(const struct json *expected, const struct fact *got)
{
    if (json_type(expected) != got->type)
        return false;
    switch (got->type) {
    case JSON_STRING:
        return span_eq(json_string(expected), got->text);
    case JSON_NUMBER:
        return json_number(expected) == (double)got->number;
    case JSON_BOOL:
        return json_bool(expected) == (got->number != 0);
    case JSON_NULL:
        return true;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return false;
}

/* Whichever error it was. */
static bool is_any_block(const struct json *expected, const struct fact *got)
{
    return span_eq(json_name(expected), SPAN("verdict")) &&
           json_type(expected) == JSON_STRING && got->type == JSON_STRING &&
           span_eq(json_string(expected), SPAN("blocked")) &&
           !span_eq(got->text, SPAN("ok")) &&
           !span_eq(got->text, SPAN("opaque")) &&
           !span_eq(got->text, SPAN("network error"));
}

static void compare(const struct expecting *in, const struct json *expected,
                    struct fact got)
{
    size_t up = place_down(in, json_name(expected));

    if (!is_equal(expected, &got) && !is_any_block(expected, &got))
        fail(in, expected, &got);
    place_up(in, up);
}

static void compare_count(const struct expecting *in,
                          const struct json *expected, size_t n)
{
    struct fact got = {.type = JSON_NUMBER, .number = (int64_t)n};
    struct buf text;

    if (json_count(expected) == n)
        return;
    buf_init(&text, MESSAGE_MAX);
    buf_addf(&text, "%.*s: expected %zu, got %lld",
             SPAN_ARG(buf_span(in->place)), json_count(expected),
             (long long)got.number);
    transcript_fail(in->transcript, buf_span(&text));
    buf_fini(&text);
}

/* ---- groups ---------------------------------------------------------------
 */

/* Members that are facts; groups are somebody else's. */
static void compare_facts(const struct expecting *in, const struct json *object,
                          const struct fact_table *table,
                          const struct fact_of *of)
{
    for (const struct json *value = json_first(object); value;
         value = json_next(value)) {
        const struct fact_row *row = fact_named(table, json_name(value));

        if (row)
            compare(in, value, row->get(of));
    }
}

static void compare_headers(const struct expecting *in,
                            const struct json *object,
                            const struct http_headers *headers)
{
    const struct json *group = json_member(object, "headers");
    size_t up;

    if (!group)
        return;
    up = place_down(in, SPAN("headers"));
    for (const struct json *value = json_first(group); value;
         value = json_next(value))
        compare(in, value, fact_header(headers, json_name(value)));
    place_up(in, up);
}

static struct fact reason_fact(const struct seen_request *request,
                               struct span word)
{
    const struct seen_journal *seen = request ? request->journal : NULL;
    enum reason reason = REASON_NONE;

    for (int step = 0; seen && step < N_STEPS; step++)
        if (span_eq(span_str(step_word((enum step)step)), word))
            reason = journal_reason(&seen->journal, (enum step)step);
    if (reason == REASON_NONE)
        return (struct fact){.type = JSON_NULL};
    return (struct fact){.type = JSON_STRING,
                         .text = span_str(reason_code(reason))};
}

static void compare_reasons(const struct expecting *in,
                            const struct json *object,
                            const struct seen_request *request)
{
    const struct json *group = json_member(object, "reasons");
    size_t up;

    if (!group)
        return;
    up = place_down(in, SPAN("reasons"));
    for (const struct json *value = json_first(group); value;
         value = json_next(value))
        compare(in, value, reason_fact(request, json_name(value)));
    place_up(in, up);
}

static void compare_origin_saw(const struct expecting *in,
                               const struct json *object)
{
    const struct json *list = json_member(object, "origin_saw");
    const struct json *value = list ? json_first(list) : NULL;
    struct fact_of of = {.transcript = in->transcript};
    size_t n = 0, up;

    if (!list)
        return;
    up = place_down(in, SPAN("origin_saw"));
    LIST_EACH (link, &in->step->origins, keep) {
        size_t up_list = place_down_index(in, n++);

        of.origin = LIST_ITEM(link, struct seen_origin, link);
        if (value) {
            compare_facts(in, value, &fact_origin, &of);
            compare_headers(in, value, &of.origin->request.headers);
            value = json_next(value);
        }
        place_up(in, up_list);
    }
    compare_count(in, list, n);
    place_up(in, up);
}

/* ---- acts -----------------------------------------------------------------
 */

static const struct seen_request *preflight_of(const struct seen_act *act)
{
    LIST_EACH (link, &act->requests, keep) {
        const struct seen_request *request =
            LIST_ITEM(link, struct seen_request, link);

        if (request->preflight)
            return request;
    }
    return NULL;
}

static void compare_preflight(const struct expecting *in,
                              const struct json *object,
                              const struct seen_act *act)
{
    static const struct fact sent = {.type = JSON_BOOL, .number = 1};
    static const struct fact none = {.type = JSON_NULL};
    const struct json *group = json_member(object, "preflight");
    struct fact_of of = {
        .transcript = in->transcript, .act = act, .request = preflight_of(act)};
    size_t up;

    if (!group)
        return;
    up = place_down(in, SPAN("preflight"));
    if (json_type(group) != JSON_OBJECT) {
        if (of.request)
            fail(in, group, &sent);
    } else if (!of.request) {
        fail(in, group, &none);
    } else {
        compare_facts(in, group, &fact_preflight, &of);
        compare_headers(in, group, &of.request->answer.headers);
    }
    place_up(in, up);
}

/* The act's last request that is not a preflight, or NULL. */
static const struct seen_request *request_of(const struct seen_act *act)
{
    const struct seen_request *last = seen_last_request(act);

    return last && !last->preflight ? last : NULL;
}

static void begin(struct expecting *in, struct buf *place, struct span at)
{
    buf_init(place, PLACE_MAX);
    buf_add(place, at);
    in->place = place;
}

void expect_act(struct transcript *transcript, const struct seen_step *step,
                const struct seen_act *act, const struct scenario_act *want)
{
    static const struct http_headers no_headers;
    struct expecting in = {.transcript = transcript, .step = step};
    const struct fact_of of = {
        .transcript = transcript, .act = act, .request = request_of(act)};
    struct buf text;

    begin(&in, &text, want->place);
    (void)place_down(&in, SPAN("expect"));
    compare_facts(&in, want->expect, want->is_load ? &fact_load : &fact_request,
                  &of);
    compare_headers(&in, want->expect,
                    of.request ? &of.request->answer.headers : &no_headers);
    compare_reasons(&in, want->expect, of.request);
    compare_preflight(&in, want->expect, act);
    compare_origin_saw(&in, want->expect);
    buf_fini(&text);
}

void expect_removed(struct transcript *transcript, size_t removed,
                    struct span place, const struct json *expect)
{
    const struct json *value = json_member(expect, "removed");
    struct expecting in = {.transcript = transcript};
    struct buf text;

    if (!value)
        return;
    begin(&in, &text, place);
    (void)place_down(&in, SPAN("expect"));
    compare(&in, value,
            (struct fact){.type = JSON_NUMBER, .number = (int64_t)removed});
    buf_fini(&text);
}

void expect_count(struct transcript *transcript, struct span place,
                  const struct json *expect)
{
    const struct fact_of of = {.transcript = transcript};
    struct expecting in = {.transcript = transcript};
    struct buf text;

    begin(&in, &text, place);
    (void)place_down(&in, SPAN("count"));
    compare_facts(&in, expect, &fact_count, &of);
    buf_fini(&text);
}
