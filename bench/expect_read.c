/*
 * expect_read.c - whether an expectation could ever be met.
 *
 * Names and types come from the tables of facts, words from the lists that the
 * code itself speaks: a typing error in a scenario is found while it is read.
 */
#include "bench/expect.h"
#include "bench/expect_facts.h"

static bool is_verdict(struct span word)
{
#define CORS_WORD(name, chromium)      \
    if (span_eq(word, SPAN(chromium))) \
        return true;
    CORS_VERDICT_LIST(CORS_WORD)
#undef CORS_WORD
    return span_eq(word, SPAN("opaque")) || span_eq(word, SPAN("blocked")) ||
           span_eq(word, SPAN("network error"));
}

static bool is_x_cache(struct span word)
{
    return span_eq(word, SPAN("Hit")) || span_eq(word, SPAN("Miss")) ||
           span_eq(word, SPAN("RefreshHit")) || span_eq(word, SPAN("Error"));
}

/* Words that could never be seen are errors of the scenario. */
static void check_word(struct json_reader *reader, const struct json *value)
{
    struct span name = json_name(value);

    if (span_eq(name, SPAN("verdict")) && !is_verdict(json_string(value)))
        json_fail(reader, value,
                  "must be \"ok\", \"opaque\", \"blocked\", \"network error\" "
                  "or Chromium's name of a CORS error");
    if (span_eq(name, SPAN("x_cache")) && !is_x_cache(json_string(value)))
        json_fail(reader, value,
                  "must be \"Hit\", \"Miss\", \"RefreshHit\" or \"Error\"");
}

static void check_type(struct json_reader *reader, const struct json *value,
                       enum json_type type)
{
    if (json_type(value) == JSON_NULL)
        return;
    if (json_type(value) != type)
        json_fail(reader, value, "must not be %s", json_type_text(value));
    else if (type == JSON_STRING)
        check_word(reader, value);
}

static void check_headers(struct json_reader *reader, const struct json *group)
{
    for (const struct json *value = json_first(group); value;
         value = json_next(value))
        check_type(reader, value, JSON_STRING);
}

static enum step step_named(struct span word)
{
    int step = 0;

    while (step < N_STEPS &&
           !span_eq(span_str(step_word((enum step)step)), word))
        step++;
    return (enum step)step;
}

static bool is_reason(struct span code)
{
    for (int reason = 0; reason < N_REASONS; reason++)
        if (span_eq(span_str(reason_code((enum reason)reason)), code))
            return true;
    return false;
}

static void check_reasons(struct json_reader *reader, const struct json *group)
{
    for (const struct json *value = json_first(group); value;
         value = json_next(value)) {
        if (step_named(json_name(value)) == N_STEPS)
            json_fail(reader, value, "is not a step of a request");
        check_type(reader, value, JSON_STRING);
        if (json_type(value) == JSON_STRING && !is_reason(json_string(value)))
            json_fail(reader, value, "is not a reason that an edge gives");
    }
}

#define NAMES_MAX 32

/* A name that nothing has: what it may have meant. more: the names of groups.
 */
static void unknown(struct json_reader *reader, const struct json *value,
                    const struct fact_table *table, const char *const *more)
{
    const char *names[NAMES_MAX];
    size_t n = 0;

    for (size_t i = 0; i < table->n && n < NAMES_MAX; i++)
        names[n++] = table->rows[i].name;
    for (; *more && n < NAMES_MAX; more++)
        names[n++] = *more;
    json_unknown(reader, value, names, n);
}

static const char *const of_load[] = {"headers", "reasons", "origin_saw",
                                      "preflight", NULL};
static const char *const of_request[] = {"headers", "reasons", "origin_saw",
                                         NULL};
static const char *const of_head[] = {"headers", NULL};
static const char *const of_count[] = {NULL};

static void check_group(struct json_reader *reader, const struct json *value,
                        bool with_preflight);

/* Members of object: facts of the table, or headers, or other groups. */
static void check_facts(struct json_reader *reader, const struct json *object,
                        const struct fact_table *table, bool with_groups)
{
    if (json_type(object) != JSON_OBJECT) {
        json_fail(reader, object, "must be an object, is %s",
                  json_type_text(object));
        return;
    }
    for (const struct json *value = json_first(object); value;
         value = json_next(value)) {
        const struct fact_row *row = fact_named(table, json_name(value));

        if (row)
            check_type(reader, value, row->type);
        else if (with_groups)
            check_group(reader, value, table == &fact_load);
        else if (table == &fact_preflight &&
                 span_eq(json_name(value), SPAN("headers")) &&
                 json_type(value) == JSON_OBJECT)
            check_headers(reader, value);
        else
            unknown(reader, value, table,
                    table == &fact_preflight ? of_head : of_count);
    }
}

static void check_origin_saw(struct json_reader *reader,
                             const struct json *list)
{
    for (const struct json *value = json_first(list); value;
         value = json_next(value)) {
        const struct json *headers;

        if (json_type(value) != JSON_OBJECT) {
            json_fail(reader, value, "must be an object, is %s",
                      json_type_text(value));
            return;
        }
        headers = json_get(reader, value, "headers", JSON_OBJECT);
        if (headers)
            check_headers(reader, headers);
        for (const struct json *at = json_first(value); at;
             at = json_next(at)) {
            const struct fact_row *row =
                fact_named(&fact_origin, json_name(at));

            if (row)
                check_type(reader, at, row->type);
            else if (at != headers)
                unknown(reader, at, &fact_origin, of_head);
        }
    }
}

static bool is_group(struct span name, bool with_preflight)
{
    const char *const *names = with_preflight ? of_load : of_request;

    while (*names && !span_eq(name, span_str(*names)))
        names++;
    return *names != NULL;
}

/* No preflight may be expected; any other group is there or is not named. */
static void check_empty_group(struct json_reader *reader,
                              const struct json *value)
{
    if (json_type(value) == JSON_NULL &&
        span_eq(json_name(value), SPAN("preflight")))
        return;
    json_fail(reader, value, "must be %s, is %s",
              span_eq(json_name(value), SPAN("origin_saw")) ? "an array"
                                                            : "an object",
              json_type_text(value));
}

static void check_group(struct json_reader *reader, const struct json *value,
                        bool with_preflight)
{
    struct span name = json_name(value);
    bool is_object = json_type(value) == JSON_OBJECT;

    if (span_eq(name, SPAN("headers")) && is_object)
        check_headers(reader, value);
    else if (span_eq(name, SPAN("reasons")) && is_object)
        check_reasons(reader, value);
    else if (span_eq(name, SPAN("origin_saw")) &&
             json_type(value) == JSON_ARRAY)
        check_origin_saw(reader, value);
    else if (with_preflight && span_eq(name, SPAN("preflight")) && is_object)
        check_facts(reader, value, &fact_preflight, false);
    else if (is_group(name, with_preflight))
        check_empty_group(reader, value);
    else
        unknown(reader, value, with_preflight ? &fact_load : &fact_request,
                with_preflight ? of_load : of_request);
}

static void check_removed(struct json_reader *reader, const struct json *expect)
{
    static const char *const known[] = {"removed"};
    static const int64_t range[2] = {0, INT32_MAX};

    json_only(reader, expect, known, 1);
    (void)json_get_int(reader, expect, "removed", range, 0); /* its type */
}

void expect_read(struct json_reader *reader, const struct json *expect,
                 enum expect_of of)
{
    switch (of) {
    case EXPECT_LOAD:
        check_facts(reader, expect, &fact_load, true);
        return;
    case EXPECT_REQUEST:
        check_facts(reader, expect, &fact_request, true);
        return;
    case EXPECT_INVALIDATE:
        check_removed(reader, expect);
        return;
    case EXPECT_COUNT:
        check_facts(reader, expect, &fact_count, false);
        return;
    }
}
