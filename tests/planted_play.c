/* planted_play.c - the plays of planted configurations, put together, played */
#include "tests/planted.h"

#include "bench/player.h"
#include "bench/url.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TEXT_MAX ((size_t)4 << 20)

/* ---- a play put together ---------------------------------------------------
 */

/* One play in the making. */
struct making {
    const struct planted *planted;
    const struct json *change; /* or NULL */
    const struct json *steps;  /* an array */
    size_t without;
    struct buf config, text;
    struct json_reader reader, world;
};

static bool is_left_out(const struct making *it, size_t at)
{
    if (it->without == PLANTED_LAST)
        return at + 1 < json_count(it->steps);
    return at == it->without;
}

/* What the steps ask for is in every bucket, unless it is to be missing. */
static size_t paths_of(const struct making *it, struct span *paths, size_t max)
{
    const struct json *step = json_first(it->steps);
    size_t n = 0;

    if (json_member(it->planted->play.root, "missing"))
        return 0;
    for (; step; step = json_next(step)) {
        const struct json *act = json_member(step, "load");
        struct url url;

        act = act ? act : json_member(step, "request");
        if (!act)
            continue;
        cr_assert_lt(n, max);
        cr_assert_eq(url_split(json_string(json_member(act, "url")), &url), 0);
        paths[n++] = url.path;
    }
    return n;
}

void planted_config(const struct planted *planted, const struct span *paths,
                    size_t n_paths, struct buf *text)
{
    struct aws_world world = {.texts = planted->texts,
                              .n_texts = planted->n_texts,
                              .paths = paths,
                              .n_paths = n_paths};
    struct buf error;

    buf_init(&error, 4096);
    buf_init(text, TEXT_MAX);
    cr_assert_eq(aws_world_write(text, &world, &error), 0, "%s: %s",
                 planted->name, buf_span(&error).ptr);
    buf_fini(&error);
}

static void write_config(struct making *it)
{
    struct span paths[64];

    planted_config(it->planted, paths, paths_of(it, paths, 64), &it->config);
}

static void merge(struct making *it, const struct json *patch)
{
    struct json_reader before = it->world;

    cr_assert_eq(json_merge(&it->world, "config", json_root(&before), patch), 0,
                 "%s", it->world.error);
    json_close(&before);
}

static void make_world(struct making *it)
{
    const struct json *root = it->planted->play.root;

    write_config(it);
    cr_assert_eq(json_open(&it->world, "config", buf_span(&it->config)), 0);
    if (json_member(root, "change"))
        merge(it, json_member(root, "change"));
    if (it->change)
        merge(it, it->change);
}

static void write_step(struct json_out *out, const struct json *step,
                       bool expecting)
{
    const struct json *member = json_first(step);

    json_out_open(out, '{');
    for (; member; member = json_next(member)) {
        if (!expecting && span_eq(json_name(member), SPAN("expect")))
            continue;
        json_out_key(out, json_name(member).ptr);
        json_out_value(out, member);
    }
    json_out_close(out, '}');
}

static void write_steps(const struct making *it, struct json_out *out)
{
    const struct json *step = json_first(it->steps);

    json_out_key(out, "steps");
    json_out_open(out, '[');
    for (size_t i = 0; step; i++, step = json_next(step))
        if (!is_left_out(it, i))
            write_step(out, step, it->without == PLANTED_ALL);
    json_out_close(out, ']');
}

static void write_world(const struct making *it, struct json_out *out)
{
    const struct json *member = json_first(json_root(&it->world));

    json_out_key(out, "world");
    json_out_open(out, '{');
    for (; member; member = json_next(member)) {
        json_out_key(out, json_name(member).ptr);
        json_out_value(out, member);
    }
    json_out_key(out, "pages");
    json_out_value(out, json_member(it->planted->play.root, "pages"));
    json_out_close(out, '}');
}

static void write_scenario(struct making *it)
{
    static const char head[] = "{\"id\": \"P\", \"title\": \"planted\", "
                               "\"links\": [], \"claim\": {\"verdict\": "
                               "\"true\", \"truth\": \"-\"},";
    struct json_out out;
    struct buf body;

    buf_init(&body, TEXT_MAX);
    buf_init(&it->text, TEXT_MAX);
    json_out_init(&out, &body, true);
    json_out_open(&out, '{');
    write_world(it, &out);
    write_steps(it, &out);
    json_out_close(&out, '}');
    buf_add_str(&it->text, head);
    buf_add(&it->text, span_cut(buf_span(&body), 1, buf_span(&body).len));
    buf_fini(&body);
}

/* ---- played ----------------------------------------------------------------
 */

static struct planted_end end_of(const struct transcript *transcript)
{
    struct planted_end end = {.judged = false};
    const struct seen_step *step;
    const struct seen_act *act;

    cr_assert_not(list_empty(&transcript->steps));
    step = LIST_ITEM(transcript->steps.prev, struct seen_step, link);
    if (list_empty(&step->acts))
        return end;
    act = LIST_ITEM(step->acts.prev, struct seen_act, link);
    if (!act->judged)
        return end;
    end.judged = true;
    end.outcome = act->verdict.outcome;
    end.status = act->verdict.status;
    snprintf(end.why, sizeof(end.why), "%s",
             cors_verdict_name(act->verdict.cors.verdict));
    return end;
}

static struct planted_end run(struct making *it)
{
    const char *name = it->planted->name;
    struct scenario scenario;
    struct player player;
    struct planted_end end;

    cr_assert_eq(scenario_read(&scenario, name, buf_span(&it->text)), 0,
                 "%s: %s", name, scenario.reader.error);
    cr_assert_eq(player_run(&player, &scenario, 0, &player_virtual), 0);
    LIST_EACH (link, &player.transcript.failures, keep)
        cr_expect_fail("%s: %s", name,
                       LIST_ITEM(link, struct seen_failure, link)->text.ptr);
    end = end_of(&player.transcript);
    player_fini(&player);
    scenario_fini(&scenario);
    return end;
}

static struct planted_end play_steps(struct making *it)
{
    struct planted_end end;

    make_world(it);
    write_scenario(it);
    end = run(it);
    json_close(&it->world);
    buf_fini(&it->config);
    buf_fini(&it->text);
    return end;
}

struct planted_end planted_play(const struct planted *planted, size_t play,
                                size_t without)
{
    const struct json *object = planted_item(planted_plays(planted), play);
    struct making it = {.planted = planted,
                        .steps = json_member(object, "steps"),
                        .without = without};

    if (without == PLANTED_ALL)
        it.change = json_member(object, "change");
    return play_steps(&it);
}

struct planted_end planted_granted(const struct planted *planted)
{
    struct making it = {.planted = planted,
                        .steps = json_member(planted->play.root, "granted"),
                        .without = PLANTED_ALL};

    cr_assert(it.steps, "%s: nobody is granted anything", planted->name);
    return play_steps(&it);
}

/* Pages are numbered as they stand: this one is to be number 0. */
static void add_page(struct json_out *out, const struct json *pages,
                     struct span name)
{
    const struct json *page = json_first(pages);

    while (!span_eq(json_name(page), name))
        page = json_next(page);
    json_out_key(out, json_name(page).ptr);
    json_out_value(out, page);
}

static void write_pages_first(const struct making *it, struct json_out *out,
                              struct span first)
{
    const struct json *pages = json_member(it->planted->play.root, "pages");
    const struct json *member = json_first(json_root(&it->world));

    json_out_open(out, '{');
    for (; member; member = json_next(member)) {
        json_out_key(out, json_name(member).ptr);
        json_out_value(out, member);
    }
    json_out_key(out, "pages");
    json_out_open(out, '{');
    add_page(out, pages, first);
    for (member = json_first(pages); member; member = json_next(member)) {
        if (span_eq(json_name(member), first))
            continue;
        json_out_key(out, json_name(member).ptr);
        json_out_value(out, member);
    }
    json_out_close(out, '}');
    json_out_close(out, '}');
}

void planted_topology(const struct planted *planted, struct topology *topology,
                      struct span *url)
{
    struct making it = {
        .planted = planted,
        .steps = json_member(planted_item(planted_plays(planted), 0), "steps")};
    const struct json *load = planted_last_load(planted);
    struct json_out out;

    make_world(&it);
    buf_init(&it.text, TEXT_MAX);
    json_out_init(&out, &it.text, true);
    write_pages_first(&it, &out, json_string(json_member(load, "page")));
    cr_assert_eq(json_open(&it.reader, "world", buf_span(&it.text)), 0);
    cr_assert_eq(topology_read(topology, &it.reader, json_root(&it.reader),
                               STAGE_START_MS),
                 0, "%s", it.reader.error);
    *url = json_string(json_member(load, "url"));
    json_close(&it.reader);
    json_close(&it.world);
    buf_fini(&it.config);
    buf_fini(&it.text);
}
