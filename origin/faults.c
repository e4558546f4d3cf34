/* faults.c - what goes wrong on purpose: scripted or seeded, first match. */
#include "origin/faults.h"

static const char *const kinds[] = {
    [FAULT_NONE] = "none",       [FAULT_HANG] = "hang",
    [FAULT_RESET] = "reset",     [FAULT_TRUNCATE] = "truncate",
    [FAULT_GARBAGE] = "garbage",
};

/* ---- reading ------------------------------------------------------------- */

static void read_requests(struct fault_rule *rule, struct arena *arena,
                          struct json_reader *reader, const struct json *object)
{
    const struct json *array = json_get(reader, object, "requests", JSON_ARRAY);
    size_t n = array ? json_count(array) : 0;

    if (!array)
        return;
    if (n == 0 || n > FAULT_REQUESTS_MAX) {
        json_fail(reader, array, "needs 1 to %d numbers", FAULT_REQUESTS_MAX);
        return;
    }
    rule->requests = arena_zalloc(arena, n, sizeof(rule->requests[0]));
    for (const struct json *v = json_first(array); v; v = json_next(v)) {
        double number = json_type(v) == JSON_NUMBER ? json_number(v) : 0;

        if (!(number >= 1 && number <= 1e9) ||
            number != (double)(uint64_t)number) {
            json_fail(reader, v, "is not a request's number; the first is 1");
            return;
        }
        if (rule->requests)
            rule->requests[rule->n_requests++] = (uint64_t)number;
    }
}

static void read_chance(struct fault_rule *rule, struct json_reader *reader,
                        const struct json *object)
{
    const struct json *percent =
        json_get(reader, object, "percent", JSON_NUMBER);

    rule->chance = percent ? json_number(percent) / 100 : 1;
    if (!(rule->chance >= 0 && rule->chance <= 1))
        json_fail(reader, percent, "must be from 0 to 100");
}

static void read_fault(struct fault_rule *rule, struct json_reader *reader,
                       const struct json *object)
{
    static const int64_t delays[2] = {0, FAULT_DELAY_MS_MAX};
    static const int64_t places[2] = {0, INT64_MAX / 2};
    static const int64_t statuses[2] = {400, 599};
    struct fault *fault = &rule->fault;

    fault->kind = (enum fault_kind)json_get_enum(reader, object, "fault",
                                                 JSON_WORDS(kinds), FAULT_NONE);
    fault->at_bytes =
        (uint64_t)json_get_int(reader, object, "at_bytes", places, 0);
    fault->delay_ms = json_get_int(reader, object, "delay_ms", delays, 0);
    rule->status = (int)json_get_int(reader, object, "status", statuses, 0);
    if (json_member(object, "at_bytes") && fault->kind != FAULT_TRUNCATE)
        json_fail(reader, json_member(object, "at_bytes"),
                  "is for \"fault\": \"truncate\" only");
    if (fault->kind == FAULT_NONE && fault->delay_ms == 0 && !rule->status)
        json_fail(reader, object,
                  "does nothing: give it \"fault\", \"delay_ms\" or "
                  "\"status\"");
}

static void read_rule(struct fault_rule *rule, struct arena *arena,
                      struct json_reader *reader, const struct json *object)
{
    static const char *const known[] = {"path",     "method", "requests",
                                        "percent",  "fault",  "at_bytes",
                                        "delay_ms", "status"};

    if (json_type(object) != JSON_OBJECT) {
        json_fail(reader, object, "must be an object: one fault");
        return;
    }
    json_only(reader, object, known, sizeof(known) / sizeof(known[0]));
    if (arena_copy(arena, json_get_string(reader, object, "path", SPAN_ABSENT),
                   &rule->path) ||
        arena_copy(arena,
                   json_get_string(reader, object, "method", SPAN_ABSENT),
                   &rule->method))
        json_fail(reader, object, "is too long");
    read_requests(rule, arena, reader, object);
    read_chance(rule, reader, object);
    read_fault(rule, reader, object);
}

int faults_read(struct faults *faults, struct arena *arena,
                struct json_reader *reader, const struct json *origin)
{
    static const int64_t seeds[2] = {0, INT32_MAX};
    const struct json *array = json_get(reader, origin, "faults", JSON_ARRAY);
    size_t n = array ? json_count(array) : 0;

    *faults = (struct faults){0};
    rng_init(&faults->rng,
             (uint64_t)json_get_int(reader, origin, "fault_seed", seeds, 1));
    if (n > FAULT_RULES_MAX)
        json_fail(reader, array, "has more than %d faults", FAULT_RULES_MAX);
    if (n > 0 && !reader->failed)
        faults->rules = arena_zalloc(arena, n, sizeof(faults->rules[0]));
    for (const struct json *v = faults->rules ? json_first(array) : NULL; v;
         v = json_next(v))
        read_rule(&faults->rules[faults->n_rules++], arena, reader, v);
    return reader->failed ? ERR_SYNTAX : 0;
}

/* ---- choosing ------------------------------------------------------------ */

static bool counts(const struct fault_rule *rule,
                   const struct http_request *req)
{
    if (!span_absent(rule->path) && !span_glob(rule->path, req->path))
        return false;
    return span_absent(rule->method) || span_eq(rule->method, req->method);
}

static bool picks(const struct fault_rule *rule, struct rng *rng)
{
    bool picked = rule->n_requests == 0;

    for (size_t i = 0; i < rule->n_requests; i++)
        picked = picked || rule->requests[i] == rule->n_met;
    return picked && (rule->chance >= 1 || rng_unit(rng) < rule->chance);
}

struct fault_choice faults_choose(struct faults *faults,
                                  const struct http_request *req)
{
    struct fault_choice choice = {0};
    bool chosen = false;

    for (size_t i = 0; i < faults->n_rules; i++) {
        struct fault_rule *rule = &faults->rules[i];

        if (!counts(rule, req))
            continue;
        rule->n_met++;
        if (chosen || !picks(rule, &faults->rng))
            continue;
        chosen = true;
        choice = (struct fault_choice){rule->fault, rule->status};
    }
    return choice;
}
