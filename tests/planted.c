/* planted.c - the planted configurations of tests/check/, for tests */
#include "tests/planted.h"

#include "bench/player.h"
#include "bench/url.h"
#include "edge/files.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER   TESTS_DIR "/check"
#define TEXT_MAX ((size_t)4 << 20)

/* ---- reading ---------------------------------------------------------------
 */

static int is_folder(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && !strchr(entry->d_name, '.');
}

static int is_json(const struct dirent *entry)
{
    return span_ends(span_str(entry->d_name), SPAN(".json"));
}

/* What the arena has no room for would be a test that is missing. */
static const char *kept(struct arena *arena, struct span text)
{
    cr_assert_not(span_absent(text));
    cr_assert_eq(arena_copy(arena, text, &text), 0);
    return text.ptr;
}

size_t planted_names(struct arena *arena, const char *names[PLANTED_MAX])
{
    struct dirent **found;
    int n = scandir(FOLDER, &found, is_folder, alphasort);

    cr_assert(n > 0 && n <= PLANTED_MAX, "%s: %d folders", FOLDER, n);
    for (int i = 0; i < n; i++) {
        names[i] = kept(arena, span_str(found[i]->d_name));
        free(found[i]);
    }
    free(found);
    return (size_t)n;
}

static void read_file(const struct planted *planted, const char *file,
                      struct buf *text)
{
    struct buf path, error;

    buf_init(&path, 4096);
    buf_init(&error, 4096);
    buf_init(text, PLANTED_FILE_MAX);
    buf_addf(&path, "%s/%s/%s", FOLDER, planted->name, file);
    cr_assert_eq(files_read(buf_span(&path).ptr, text, &error), 0, "%s",
                 buf_span(&error).ptr);
    buf_fini(&path);
    buf_fini(&error);
}

static void read_json(const struct planted *planted, const char *file,
                      struct planted_json *json)
{
    read_file(planted, file, &json->text);
    cr_assert_eq(json_open(&json->reader, file, buf_span(&json->text)), 0,
                 "%s: %s", planted->name, json->reader.error);
    json->root = json_root(&json->reader);
}

static void read_documents(struct planted *planted)
{
    struct dirent **found;
    struct buf path;
    int n;

    buf_init(&path, 4096);
    buf_addf(&path, "%s/%s", FOLDER, planted->name);
    n = scandir(buf_span(&path).ptr, &found, is_json, alphasort);
    buf_fini(&path);
    cr_assert(n > 0 && n <= 16);
    for (int i = 0; i < n; i++) {
        struct span file = span_str(found[i]->d_name);
        size_t at = planted->n_texts;

        if (!span_eq(file, SPAN("expect.json")) &&
            !span_eq(file, SPAN("play.json"))) {
            read_file(planted, file.ptr, &planted->bytes[at]);
            planted->texts[at] = (struct aws_text){
                kept(&planted->arena, file), buf_span(&planted->bytes[at])};
            planted->n_texts++;
        }
        free(found[i]);
    }
    free(found);
}

void planted_open(struct planted *planted, const char *name)
{
    *planted = (struct planted){.name = name};
    arena_init(&planted->arena, TEXT_MAX);
    read_documents(planted);
    read_json(planted, "expect.json", &planted->expect);
    read_json(planted, "play.json", &planted->play);
}

void planted_close(struct planted *planted)
{
    for (size_t i = 0; i < planted->n_texts; i++)
        buf_fini(&planted->bytes[i]);
    json_close(&planted->expect.reader);
    json_close(&planted->play.reader);
    buf_fini(&planted->expect.text);
    buf_fini(&planted->play.text);
    arena_fini(&planted->arena);
}

/* ---- asking ----------------------------------------------------------------
 */

struct span planted_finding(const struct planted *planted, const char *member)
{
    const struct json *finding = json_member(planted->expect.root, "finding");
    const struct json *value = finding ? json_member(finding, member) : NULL;

    return value ? json_string(value) : SPAN_ABSENT;
}

int64_t planted_steps(const struct planted *planted)
{
    const struct json *finding = json_member(planted->expect.root, "finding");

    return finding ? (int64_t)json_number(json_member(finding, "steps")) : 0;
}

static const struct json *item(const struct json *list, size_t at)
{
    const struct json *value = json_first(list);

    while (value && at-- > 0)
        value = json_next(value);
    cr_assert(value);
    return value;
}

static const struct json *plays(const struct planted *planted)
{
    const struct json *list = json_member(planted->play.root, "plays");

    cr_assert(list, "%s: no plays", planted->name);
    return list;
}

size_t planted_n_plays(const struct planted *planted)
{
    return json_count(plays(planted));
}

size_t planted_n_steps(const struct planted *planted, size_t play)
{
    return json_count(json_member(item(plays(planted), play), "steps"));
}

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

static void write_config(struct making *it)
{
    const struct planted *planted = it->planted;
    struct span paths[64];
    struct aws_world world = {
        .texts = planted->texts, .n_texts = planted->n_texts, .paths = paths};
    struct buf error;

    world.n_paths = paths_of(it, paths, 64);
    buf_init(&error, 4096);
    buf_init(&it->config, TEXT_MAX);
    cr_assert_eq(aws_world_write(&it->config, &world, &error), 0, "%s: %s",
                 planted->name, buf_span(&error).ptr);
    buf_fini(&error);
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
    const struct json *object = item(plays(planted), play);
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
