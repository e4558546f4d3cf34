/* test_lab_play.c - the lab's state is played: same bytes, exact back, caches
 */
#include "bench/lab_play.h"

#include "bench/embedded.h"
#include "bench/lab_script.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TEXT_MAX ((size_t)16 << 20)

#define ASK "{\"request\": {\"url\": \"https://cdn.example/logo.svg\"}}"
#define LOAD(page)                  \
    "{\"load\": {\"page\": \"" page \
    "\", \"url\": \"https://cdn.example/logo.svg\"}}"
#define ASK_DATA "{\"request\": {\"url\": \"https://cdn.example/data.json\"}}"
#define LOAD_DATA                            \
    "{\"load\": {\"page\": \"B\", \"url\": " \
    "\"https://cdn.example/data.json\"}}"
#define KNOBS(text) "{\"knobs\": {" text "}}"

/* A script played: what the stage would be told, read as JSON. */
struct shown {
    struct buf text;
    struct json_reader reader;
    const struct json *steps;
};

/* False, with the reason in error, if it cannot be played. */
static bool play_script(const char *script, struct buf *text, char *error)
{
    struct json_reader reader;
    struct lab_knobs last;
    struct json_out out;
    struct buf made;
    struct scenario scenario;
    bool read;

    cr_assert_eq(json_open(&reader, "request", span_str(script)), 0, "%s",
                 reader.error);
    buf_init(&made, TEXT_MAX);
    json_out_init(&out, &made, false);
    lab_script_write(&reader, json_root(&reader), &last, &out);
    read = !reader.failed;
    memcpy(error, reader.error, JSON_ERROR_MAX);
    if (read) {
        read = scenario_read(&scenario, "lab", buf_span(&made)) == 0;
        memcpy(error, scenario.reader.error, JSON_ERROR_MAX);
        json_out_init(&out, text, false);
        if (read)
            lab_play_json(&scenario, 0, &out);
        scenario_fini(&scenario);
    }
    buf_fini(&made);
    json_close(&reader);
    return read;
}

static void show(struct shown *shown, const char *script)
{
    char error[JSON_ERROR_MAX] = "";

    buf_init(&shown->text, TEXT_MAX);
    cr_assert(play_script(script, &shown->text, error), "%s", error);
    cr_assert_not(shown->text.overflow);
    cr_assert_eq(json_open(&shown->reader, "play", buf_span(&shown->text)), 0,
                 "%s", shown->reader.error);
    shown->steps = json_member(json_root(&shown->reader), "steps");
}

static void hide(struct shown *shown)
{
    json_close(&shown->reader);
    buf_fini(&shown->text);
}

static const struct json *at(const struct json *list, size_t i)
{
    const struct json *item = json_first(list);

    while (i-- > 0)
        item = json_next(item);
    cr_assert(item);
    return item;
}

/* The verdict of the first act of a step, from 0; "" if there is none. */
static const char *cors_of(const struct shown *shown, size_t step)
{
    const struct json *seen = json_member(at(shown->steps, step), "seen");
    const struct json *verdict =
        json_member(at(json_member(seen, "acts"), 0), "verdict");

    return json_type(verdict) == JSON_OBJECT
               ? json_string(json_member(verdict, "cors")).ptr
               : "";
}

static const struct json *entries_after(const struct shown *shown, size_t step)
{
    const struct json *after = json_member(at(shown->steps, step), "after");

    return json_member(at(json_member(after, "edges"), 0), "entries");
}

/* ---- replay ----------------------------------------------------------------
 */

Test(lab_play, the_same_state_gives_the_same_bytes)
{
    static const char script[] =
        "{\"steps\": [" ASK ", " LOAD("A") ", {\"advance_s\": 61}, " LOAD(
            "B") ", " KNOBS("\"key\": \"all\"") ", " LOAD("A") "]}";
    struct shown first, second;

    show(&first, script);
    show(&second, script);
    cr_expect(span_eq(buf_span(&first.text), buf_span(&second.text)));
    hide(&first);
    hide(&second);
}

Test(lab_play, going_back_shows_what_was_shown_before)
{
    static const char *const steps[] = {
        ASK,
        LOAD("A"),
        KNOBS("\"response_headers_policy\": \"override\""),
        LOAD("B"),
        "{\"advance_s\": 100}",
        LOAD("A")};
    struct buf text;
    struct shown whole;
    size_t n = sizeof(steps) / sizeof(*steps);
    char script[2048] = "{\"steps\": [";

    for (size_t i = 0; i < n; i++)
        snprintf(script + strlen(script), sizeof(script) - strlen(script),
                 "%s%s", i ? ", " : "", steps[i]);
    strcat(script, "]}");
    show(&whole, script);
    for (size_t k = 1; k < n; k++) {
        char error[JSON_ERROR_MAX] = "";
        const char *end;

        strcpy(script, "{\"steps\": [");
        for (size_t i = 0; i < k; i++)
            snprintf(script + strlen(script), sizeof(script) - strlen(script),
                     "%s%s", i ? ", " : "", steps[i]);
        strcat(script, "]}");
        buf_init(&text, TEXT_MAX);
        cr_assert(play_script(script, &text, error), "%s", error);
        end = strstr(buf_span(&text).ptr, "],\"failures\"");
        cr_assert(end);
        cr_expect_eq(memcmp(text.ptr, whole.text.ptr, (size_t)(end - text.ptr)),
                     0, "the first %zu steps", k);
        buf_fini(&text);
    }
    hide(&whole);
}

Test(lab_play, nothing_done_shows_empty_caches)
{
    struct shown shown;

    show(&shown, "{}");
    cr_expect_eq(json_count(shown.steps), 0u);
    hide(&shown);
}

/* ---- what is shown ---------------------------------------------------------
 */

Test(lab_play, the_lab_opens_with_the_bug)
{
    struct shown shown;

    show(&shown, "{\"steps\": [" ASK ", " LOAD("A") "]}");
    cr_expect_str_eq(cors_of(&shown, 1), "MissingAllowOriginHeader");
    hide(&shown);
    show(&shown, "{\"steps\": [" LOAD("A") ", " LOAD("B") "]}");
    cr_expect_str_eq(cors_of(&shown, 0), "ok");
    cr_expect_str_eq(cors_of(&shown, 1), "AllowOriginMismatch");
    hide(&shown);
}

Test(lab_play, a_card_names_who_filled_it)
{
    struct shown shown;
    const struct json *by;

    show(&shown, "{\"knobs\": {\"key\": \"exact\"}, \"steps\": [" ASK
                 ", {\"load\": {\"page\": \"A\", \"as\": \"img\", \"url\": "
                 "\"https://cdn.example/logo.svg\"}}, " LOAD("A") "]}");
    cr_assert_eq(json_count(entries_after(&shown, 2)), 2u);
    by = json_member(at(entries_after(&shown, 2), 0), "by");
    cr_expect_str_eq(json_string(json_member(by, "who")).ptr, "curl");
    by = json_member(at(entries_after(&shown, 2), 1), "by");
    cr_assert_eq(json_type(by), JSON_OBJECT, "answered by 304, and yet");
    cr_expect_str_eq(json_string(json_member(by, "who")).ptr, "A");
    cr_expect_str_eq(json_string(json_member(by, "origin")).ptr,
                     "https://a.example");
    hide(&shown);
}

Test(lab_play, a_config_that_was_fixed_is_still_broken_by_what_is_stored)
{
    struct shown shown;

    show(&shown, "{\"steps\": [" LOAD("A") ", " LOAD(
                     "B") ", "
                          "{\"put_cors\": {\"url\": "
                          "\"https://assets.s3.amazonaws.com\", "
                          "\"rules\": [{\"AllowedOrigins\": [\"*\"], "
                          "\"AllowedMethods\": "
                          "[\"GET\"]}]}}, " LOAD(
                              "B") ", "
                                   "{\"invalidate\": {\"edge\": \"edge\", "
                                   "\"paths\": \"/*\"}}, " LOAD("B") "]}");
    cr_expect_str_eq(cors_of(&shown, 3), "AllowOriginMismatch");
    cr_expect_str_eq(cors_of(&shown, 5), "ok");
    hide(&shown);
}

Test(lab_play, every_knob_does_what_its_name_says)
{
    static const struct {
        const char *knobs, *second, *third;
        const char *why;
    } rows[] = {
        {"", "AllowOriginMismatch", "MissingAllowOriginHeader", "the bug"},
        {"\"forward_origin\": false", "MissingAllowOriginHeader",
         "MissingAllowOriginHeader", "S3 never hears of a page"},
        {"\"key\": \"present\"", "AllowOriginMismatch", "ok",
         "those with an Origin share one, curl has another"},
        {"\"key\": \"class\"", "ok", "ok", "each allowed page has its own"},
        {"\"key\": \"exact\"", "ok", "ok", "each has its own"},
        {"\"key\": \"all\"", "ok", "ok", "each has its own"},
        {"\"honour_vary\": true", "ok", "MissingAllowOriginHeader",
         "S3 says no Vary to curl"},
        {"\"response_headers_policy\": \"SimpleCORS\"", "AllowOriginMismatch",
         "ok", "it fills what is missing, and yields to what is there"},
        {"\"response_headers_policy\": \"echo\"", "ok", "ok", "overrides"},
        {"\"response_headers_policy\": \"override\"", "ok", "ok", "overrides"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char script[1024];
        struct shown shown;

        snprintf(script, sizeof(script),
                 "{\"knobs\": {%s}, \"steps\": [" LOAD("A") ", " LOAD(
                     "B") ", " ASK_DATA ", " LOAD_DATA "]}",
                 rows[i].knobs);
        show(&shown, script);
        cr_expect_str_eq(cors_of(&shown, 1), rows[i].second, "%s: %s",
                         rows[i].knobs, rows[i].why);
        cr_expect_str_eq(cors_of(&shown, 3), rows[i].third, "%s: %s",
                         rows[i].knobs, rows[i].why);
        hide(&shown);
    }
}

Test(lab_play, one_curl_breaks_a_key_on_origin_alone)
{
    static const char *const keys[] = {"exact", "all"};
    static const char *const verdicts[] = {"MissingAllowOriginHeader", "ok"};

    for (size_t i = 0; i < 2; i++) {
        char script[1024];
        struct shown shown;

        snprintf(
            script, sizeof(script),
            "{\"knobs\": {\"key\": \"%s\"}, \"steps\": [{\"request\": "
            "{\"url\": \"https://cdn.example/logo.svg\", \"headers\": "
            "{\"Origin\": \"https://a.example\", "
            "\"Access-Control-Request-Method\": \"HEAD\"}}}, " LOAD("A") "]}",
            keys[i]);
        show(&shown, script);
        cr_expect_str_eq(cors_of(&shown, 1), verdicts[i], "%s", keys[i]);
        hide(&shown);
    }
}

Test(lab_play, options_are_cached_only_if_asked_for)
{
    static const char *const knobs[] = {"false", "true"};

    for (size_t i = 0; i < 2; i++) {
        char script[1024];
        struct shown shown;

        snprintf(script, sizeof(script),
                 "{\"knobs\": {\"cache_options\": %s}, \"steps\": [{\"load\": "
                 "{\"page\": \"A\", \"method\": \"PUT\", \"url\": "
                 "\"https://cdn.example/upload.txt\"}}]}",
                 knobs[i]);
        show(&shown, script);
        cr_expect_eq(json_count(entries_after(&shown, 0)), i, "%s", knobs[i]);
        hide(&shown);
    }
}

/* ---- errors ----------------------------------------------------------------
 */

Test(lab_play, what_cannot_be_played_is_refused_with_its_place)
{
    static const struct {
        const char *script, *says;
    } rows[] = {
        {"[]", "must be an object"},
        {"{\"knob\": {}}", "$.knob:"},
        {"{\"knobs\": {\"key\": \"none\"}}", "$.knobs.key:"},
        {"{\"knobs\": {\"forward_origin\": 1}}", "$.knobs.forward_origin:"},
        {"{\"steps\": [{\"knobs\": {\"nothing\": 1}}]}",
         "$.steps[0].knobs.nothing:"},
        {"{\"steps\": [{\"load\": {\"page\": \"C\", \"url\": "
         "\"https://cdn.example/\"}}]}",
         "$.steps[0].load.page:"},
        {"{\"steps\": [{\"fly\": {}}]}", "$.steps[0]:"},
        {"{\"knobs\": {\"cors\": [{\"AllowedOrigins\": [\"*\"], "
         "\"AllowedMethods\": [\"FETCH\"]}]}}",
         "CORSRules[0]"},
        {"{\"knobs\": {\"cors\": [1]}}", "CORSRules"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char error[JSON_ERROR_MAX] = "";
        struct buf text;

        buf_init(&text, TEXT_MAX);
        cr_expect_not(play_script(rows[i].script, &text, error), "%s",
                      rows[i].script);
        cr_expect(strstr(error, rows[i].says), "%s: %s", rows[i].script, error);
        buf_fini(&text);
    }
}

/* ---- the library -----------------------------------------------------------
 */

static void show_all(const struct embedded_file *file)
{
    struct scenario scenario;
    struct json_out out;
    struct buf text;
    struct json_reader reader;

    cr_assert_eq(scenario_read(&scenario, file->name,
                               span_of((const char *)file->bytes, file->len)),
                 0);
    for (size_t i = 0; i < scenario.n_plays; i++) {
        buf_init(&text, TEXT_MAX);
        json_out_init(&out, &text, false);
        lab_play_json(&scenario, i, &out);
        cr_expect_not(text.overflow, "%s", file->name);
        cr_expect_eq(json_open(&reader, file->name, buf_span(&text)), 0, "%s",
                     reader.error);
        cr_expect_eq(json_count(json_member(json_root(&reader), "failures")),
                     0u, "%s", file->name);
        json_close(&reader);
        buf_fini(&text);
    }
    scenario_fini(&scenario);
}

Test(lab_play, every_play_of_the_library_fits)
{
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        const struct embedded_file *file = &embedded_scenarios[i];
        struct scenario scenario;

        cr_assert_eq(
            scenario_read(&scenario, file->name,
                          span_of((const char *)file->bytes, file->len)),
            0);
        for (size_t k = 0; k < scenario.n_plays; k++)
            cr_expect(lab_play_fits(&scenario, k), "%s", file->name);
        scenario_fini(&scenario);
    }
}

Test(lab_play, every_scenario_and_claim_plays_on_the_stage)
{
    for (size_t i = 0; i < embedded_scenarios_n; i++)
        show_all(&embedded_scenarios[i]);
    for (size_t i = 0; i < embedded_claims_n; i++)
        show_all(&embedded_claims[i]);
}
