/* test_demo.c - the demo: as told, legible, and honest when it is not. */
#include "bench/demo.h"

#include "bench/demo_parts.h"
#include "bench/embedded.h"
#include "bench/world.h"
#include "tests/bench_reading.h"

#include <criterion/criterion.h>

#define TEXT_MAX ((size_t)16 << 20)

static struct demo *tell(const struct stage_factory *factory, bool colour,
                         struct buf *text)
{
    struct demo *demo = demo_new(factory, colour);

    buf_init(text, TEXT_MAX);
    while (demo_next(demo, text))
        continue;
    cr_assert_not(text->overflow);
    return demo;
}

static const char *const due[] = {
    "THE BUG",
    "is present on the requested",
    "that is not equal to the supplied origin",
    "NO CURE  the bucket allows *",
    "CURE 1   Origin in the key",
    "Access-Control-Request-Method: HEAD",
    "CURE 5   a constant Origin towards S3",
    "NO CURE  a cache that honours Vary",
    "d11:cdn.example p9:/logo.svg",
    "h6:Origin=17:https://a.example",
    "THE PRICE",
    "virtual time",
    "The bug appeared where it must, and nowhere else.",
};

static void expect_legible(struct buf *text)
{
    cr_expect_leq(longest_line(buf_span(text)), 80);
    for (size_t i = 0; i < text->len; i++)
        cr_assert(text->ptr[i] == '\n' ||
                  (text->ptr[i] >= ' ' && text->ptr[i] <= '~'));
    for (size_t i = 0; i < sizeof(due) / sizeof(*due); i++)
        cr_expect_not_null(strstr(buf_span(text).ptr, due[i]), "%s", due[i]);
}

/* The text without its escape codes. */
static void strip(struct buf *plain, struct span text)
{
    buf_init(plain, TEXT_MAX);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\033')
            i = span_find(text, 'm', i);
        else
            buf_add_byte(plain, text.ptr[i]);
    }
}

static void expect_json(const struct demo *demo)
{
    struct buf text;
    struct json_reader reader;
    struct json_out out;
    const struct json *list, *item;

    buf_init(&text, TEXT_MAX);
    json_out_init(&out, &text, true);
    demo_json(demo, &out);
    cr_assert_eq(json_open(&reader, "demo", buf_span(&text)), 0, "%s",
                 reader.error);
    cr_expect(json_bool(json_member(json_root(&reader), "as_told")));
    list = json_member(json_root(&reader), "configurations");
    cr_assert_eq(json_count(list), DEMO_ROWS);
    for (item = json_first(list); item; item = json_next(item)) {
        const struct json *plain = json_member(item, "plain");
        bool must = json_bool(json_member(item, "must_break"));

        cr_expect_eq(json_number(json_member(plain, "visits")), 20000);
        cr_expect_eq(json_number(json_member(plain, "broken")) > 0, must);
        cr_expect_eq(json_type(json_member(item, "transcript")), JSON_OBJECT);
    }
    json_close(&reader);
    buf_fini(&text);
}

Test(demo, it_goes_as_told_each_time_and_colour_changes_only_the_colour)
{
    struct buf plain, colour, stripped;
    struct demo *a = tell(&player_virtual, false, &plain);
    struct demo *b = tell(&player_virtual, true, &colour);

    cr_expect(demo_as_told(a));
    cr_expect_not(demo_broke_off(a));
    expect_legible(&plain);
    expect_json(a);
    cr_expect_gt(colour.len, plain.len);
    strip(&stripped, buf_span(&colour));
    cr_expect(span_eq(buf_span(&stripped), buf_span(&plain)));
    demo_free(a);
    demo_free(b);
    buf_fini(&plain);
    buf_fini(&colour);
    buf_fini(&stripped);
}

/* A world that is not the one that the story asks for: always the first. */
static struct stage *make_other(void *user, const struct topology *topology)
{
    (void)topology; /* the story's own, not wanted */
    return world_new(user);
}

Test(demo, a_cure_that_does_not_cure_is_noticed)
{
    struct scenario story;
    struct topology topology;
    const struct stage_factory factory = {make_other, &topology};
    struct demo *demo;
    struct buf text;

    cr_assert_eq(scenario_read(&story, "demo",
                               span_of((const char *)embedded_demo[0].bytes,
                                       embedded_demo[0].len)),
                 0);
    scenario_topology(&topology, &story.plays[0]);
    demo = demo_new(&factory, false);
    buf_init(&text, TEXT_MAX);
    for (int section = 0; section < 4; section++)
        cr_assert(demo_next(demo, &text));
    cr_expect_not(demo_as_told(demo));
    cr_expect(demo_play_as_told(&demo->rows[0]), "it is the story's first");
    cr_expect_not(demo_play_as_told(&demo->rows[2]));
    cr_expect_not_null(strstr(buf_span(&text).ptr, "NOT AS TOLD: $.cures[1]"));
    demo_free(demo);
    topology_fini(&topology);
    scenario_fini(&story);
    buf_fini(&text);
}

static struct stage *make_none(void *user, const struct topology *topology)
{
    (void)user;
    (void)topology;
    return NULL;
}

Test(demo, without_a_stage_the_story_breaks_off)
{
    const struct stage_factory factory = {make_none, NULL};
    struct buf text;
    struct demo *demo = tell(&factory, false, &text);

    cr_expect(demo_broke_off(demo));
    cr_expect_not(demo_as_told(demo));
    demo_free(demo);
    buf_fini(&text);
}

/* Promises are compared with what was measured, both ways. */
Test(demo, a_crowd_must_break_where_promised_and_nowhere_else)
{
    static const struct demo_promise must = {{"x", 1}, true, true};
    static const struct demo_promise must_not = {{"x", 1}, false, false};
    struct demo_row row = {.sent = true, .promise = &must};

    cr_expect_not(demo_crowd_as_told(&row), "nothing broke");
    row.plain.broken = row.attacked.broken = 1;
    cr_expect(demo_crowd_as_told(&row));
    row.promise = &must_not;
    cr_expect_not(demo_crowd_as_told(&row), "a cure broke");
    row.plain.broken = 0;
    cr_expect_not(demo_crowd_as_told(&row), "a hole that should be closed");
    row.attacked.broken = 0;
    cr_expect(demo_crowd_as_told(&row));
    row.sent = false;
    cr_expect_not(demo_crowd_as_told(&row), "no crowd, no proof");
}

Test(demo, a_share_is_rounded_and_never_divides_by_nothing)
{
    cr_expect_eq(demo_permille(0, 0), 0);
    cr_expect_eq(demo_permille(1, 3), 333);
    cr_expect_eq(demo_permille(2, 3), 667);
    cr_expect_eq(demo_permille(7, 7), 1000);
}
