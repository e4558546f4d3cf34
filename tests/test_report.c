/* test_report.c - plays as HTML with diagrams: whole, escaped, self-contained
 */
#include "bench/embedded.h"
#include "bench/formats/diagram.h"
#include "bench/formats/report.h"
#include "bench/player.h"

#include <criterion/criterion.h>

#define OUT_MAX ((size_t)64 << 20)

static void read_file(const struct embedded_file *file, struct scenario *it)
{
    cr_assert_eq(scenario_read(it, file->name,
                               span_of((const char *)file->bytes, file->len)),
                 0, "%s", it->reader.error);
}

static size_t count(struct buf *text, const char *part)
{
    const char *at = buf_span(text).ptr;
    size_t n = 0;

    while ((at = strstr(at, part)) != NULL) {
        n++;
        at += strlen(part);
    }
    return n;
}

static void draw(const struct scenario *it, size_t play, struct buf *out)
{
    struct player player;

    cr_assert_eq(player_run(&player, it, play, &player_virtual), 0);
    buf_reset(out);
    diagram_svg(out, &player.transcript);
    player_fini(&player);
}

static void check_whole(struct buf *out, const struct scenario *it)
{
    static const char *const pairs[][2] = {
        {"<svg", "</svg>"}, {"<text", "</text>"}, {"<title>", "</title>"}};

    cr_assert_not(out->overflow);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        cr_expect_eq(count(out, pairs[i][0]), count(out, pairs[i][1]), "%s: %s",
                     it->id.ptr, pairs[i][0]);
    cr_expect_eq(count(out, "<"), count(out, ">"), "%s", it->id.ptr);
    cr_expect_eq(count(out, "href"), 0);
    cr_expect_eq(count(out, "=\"-"), 0, "%s draws out of sight", it->id.ptr);
}

Test(report, every_play_of_the_library_is_drawn)
{
    struct buf out;

    buf_init(&out, OUT_MAX);
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        struct scenario it;

        read_file(&embedded_scenarios[i], &it);
        for (size_t k = 0; k < it.n_plays; k++) {
            draw(&it, k, &out);
            check_whole(&out, &it);
            cr_expect_geq(count(&out, "class=\"lane\""), 2, "%s", it.id.ptr);
        }
        scenario_fini(&it);
    }
    buf_fini(&out);
}

Test(report, a_diagram_shows_who_asked_whom_and_what_came_of_it)
{
    static const struct {
        const char *part;
        size_t n;
        const char *why;
    } rows[] = {
        {">who asks</text>", 1, "the first lane"},
        {">edge</text>", 1, "the edge's"},
        {">S3</text>", 1, "the origin's"},
        {">blog: img https://cdn.example/logo.svg</text>", 1, "an act"},
        {">no Origin</text>", 2, "the tag's request, at the edge and at S3"},
        {">Miss</text>", 1, "only the first is one"},
        {">Hit</text>", 2, "and these are hits"},
        {">blocked, MissingAllowOriginHeader</text>", 1, "the verdict"},
        {">opaque</text>", 1, "the tag's"},
        {">1 hour passes</text>", 1, "a step without an act"},
    };
    struct scenario it;
    struct buf out;

    buf_init(&out, OUT_MAX);
    read_file(scenario_named(SPAN("s01")), &it);
    draw(&it, 0, &out);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        cr_expect_eq(count(&out, rows[i].part), rows[i].n, "%s: %zu",
                     rows[i].why, count(&out, rows[i].part));
    scenario_fini(&it);
    buf_fini(&out);
}

#define ODD                                                                   \
    "{\"id\": \"X<1>\", \"title\": \"<script>&\\\"\", \"symptom\": \"<b>\", " \
    "\"story\": \"s\", \"cause\": \"c\", \"world\": {\"origins\": {\"o\": "   \
    "{\"type\": \"plain\", \"domain\": \"o.example\", \"body\": \"b\"}}}, "   \
    "\"steps\": [{\"says\": \"</text><script>\", \"repeat\": 60, "            \
    "\"request\": {\"url\": \"https://o.example/a&b'?<%3C\"}, \"expect\": "   \
    "{\"status\": 404}}], \"cures\": []}"

Test(report, nothing_of_a_scenario_becomes_markup_and_long_plays_are_cut)
{
    struct scenario it;
    struct player player;
    struct buf out;

    buf_init(&out, OUT_MAX);
    cr_assert_eq(scenario_read(&it, "odd", SPAN(ODD)), 0, "%s",
                 it.reader.error);
    cr_assert_eq(player_run(&player, &it, 0, &player_virtual), 0);
    report_begin(&out, &it, 1);
    report_scenario(&out, &it);
    report_play(&out, &it.plays[0], &player.transcript);
    report_end(&out, 1, 1);
    cr_expect_eq(count(&out, "<script"), 0);
    cr_expect_eq(count(&out, "<b>"), 0);
    cr_expect_eq(count(&out, "&lt;script&gt;"), 2 + DIAGRAM_ACTS_MAX,
                 "twice the title, and each step that is drawn: %zu",
                 count(&out, "&lt;script&gt;"));
    cr_expect_eq(count(&out, "and 20 more steps"), 1);
    cr_expect_eq(count(&out, "Not as expected:"), 1);
    cr_expect_eq(count(&out, "expected 404, got 200"), 60);
    cr_expect_eq(count(&out, "src="), 0, "nothing is loaded from elsewhere");
    player_fini(&player);
    scenario_fini(&it);
    buf_fini(&out);
}
