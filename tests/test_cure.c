/*
 * test_cure.c - cures, at the planted configurations.
 *
 * What a cure promises is what the checker says of its files: of these alone,
 * read like a user's own. Under sanitizers, which take five times as long, some
 * of the configurations are cured; as released, all of them.
 */
#include "bench/check/cure.h"
#include "tests/planted.h"
#include "tests/told.h"

#include <criterion/criterion.h>
#include <string.h>

#define PATHS_MAX 64

static struct planted it;
static struct arena arena;
static struct check_report report;
static struct cures cures;
static struct span paths[PATHS_MAX];
static size_t n_paths;

/* As popbox check does it with these texts. */
static void check(const struct aws_text *texts, size_t n,
                  struct check_report *to)
{
    const struct check_options options = {0};
    struct aws_world world = {.texts = texts, .n_texts = n};
    struct json_reader reader;
    struct buf config, error;

    buf_init(&error, 4096);
    for (int time = 0; time < 2; time++) {
        buf_init(&config, JSON_TEXT_MAX);
        cr_assert_eq(aws_world_write(&config, &world, &error), 0, "%s: %s",
                     it.name, buf_span(&error).ptr);
        cr_assert_eq(json_open(&reader, "config", buf_span(&config)), 0);
        if (time == 0) {
            n_paths = check_paths(&arena, &reader, paths, PATHS_MAX);
            world.paths = paths;
            world.n_paths = n_paths;
        } else {
            cr_assert_eq(check_run(to, &reader, &options), 0, "%s: %s", it.name,
                         reader.error);
        }
        json_close(&reader);
        buf_fini(&config);
    }
    buf_fini(&error);
}

static void cure(const char *name)
{
    struct aws_world world;
    struct buf error;

    arena_init(&arena, 1u << 20);
    planted_open(&it, name);
    check(it.texts, it.n_texts, &report);
    world = (struct aws_world){.texts = it.texts,
                               .n_texts = it.n_texts,
                               .paths = paths,
                               .n_paths = n_paths};
    buf_init(&error, 4096);
    cr_assert_eq(cures_find(&cures, &world, &report, &error), 0, "%s: %s", name,
                 buf_span(&error).ptr);
    buf_fini(&error);
}

static void done(void)
{
    cures_fini(&cures);
    check_fini(&report);
    planted_close(&it);
    arena_fini(&arena);
}

/* What the cure's files come to, by themselves. */
static void keeps_its_promise(const struct cure *cure, size_t number)
{
    struct check_report after;
    struct aws_text texts[CURE_FILES_MAX];

    for (size_t i = 0; i < cure->n_files; i++)
        texts[i] =
            (struct aws_text){cure->files[i].name.ptr, cure->files[i].text};
    check(texts, cure->n_files, &after);
    cr_expect_eq(after.n_findings, cure->n_findings,
                 "%s: cure %zu leaves %zu findings, and promised %zu", it.name,
                 number, after.n_findings, cure->n_findings);
    cr_expect_eq(span_absent(after.bound), span_absent(cure->bound), "%s",
                 it.name);
    check_fini(&after);
}

/* No change of one or two settings mends it: a page of the distribution's own
 * stands in for the error of every path (S15). */
static bool is_beyond_cure(const char *name)
{
    return strcmp(name, "fallback-to-index") == 0;
}

Test(cure, what_is_promised_holds_for_the_files)
{
    const char *names[PLANTED_MAX];
    struct arena kept;
    size_t n, n_cured = 0;

    arena_init(&kept, 1u << 20);
    n = planted_names(&kept, names);
    for (size_t i = 0; i < n; i += PLANTED_EVERY) {
        cure(names[i]);
        cr_expect_eq(cures.n > 0,
                     report.n_findings > 0 && !is_beyond_cure(names[i]),
                     "%s: %zu findings, %zu cures", names[i], report.n_findings,
                     cures.n);
        if (cures.n > 0)
            cr_expect_eq(cures.at[0]->n_findings, 0, "%s", names[i]);
        for (size_t k = 0; k < cures.n; k++)
            keeps_its_promise(cures.at[k], k + 1);
        n_cured += cures.n > 0;
        done();
    }
    cr_expect_gt(n_cured, 0);
    arena_fini(&kept);
}

static const struct cure *with(enum cure_act act)
{
    for (size_t i = 0; i < cures.n; i++)
        if (cures.at[i]->acts >> act & 1)
            return cures.at[i];
    return NULL;
}

Test(cure, a_star_over_an_allow_list_is_said_to_widen_and_ends_credentials)
{
    const struct cure *any, *key;

    cure("s57-method");
    any = with(CURE_REPLY_ANY);
    key = with(CURE_KEY_CORS);
    cr_assert(key && any);
    cr_expect(span_absent(key->widens));
    cr_expect_eq(key->after.n_read_with, key->after.n_pages);
    cr_expect_not(span_absent(any->widens));
    cr_expect_eq(any->after.n_read_with, 0);
    cr_expect_eq(any->after.n_read, any->after.n_pages);
    done();
}

Test(cure, a_key_with_origin_costs_hits_and_a_policy_does_not)
{
    const struct cure *list, *key;

    cure("two-sites-echo");
    list = with(CURE_REPLY_LIST_CREDENTIALS);
    key = with(CURE_KEY_CORS);
    cr_assert(list && key);
    cr_expect_lt(key->after.hit_ratio, cures.before.hit_ratio);
    cr_expect_float_eq(list->after.hit_ratio, cures.before.hit_ratio, 1e-9);
    cr_expect_eq(cures.at[0], list); /* so it is the first one */
    done();
}

Test(cure, nothing_is_sought_where_nothing_is_wrong)
{
    cure("keyed-by-all-three");
    cr_expect_eq(cures.n, 0);
    cr_expect_eq(cures.n_tried, 0);
    done();
}

Test(cure, only_what_is_blamed_is_changed)
{
    struct json_reader after;
    const struct json *behavior;

    cure("s57-method");
    cr_assert_gt(cures.n, 0);
    for (size_t i = 0; i < cures.at[0]->n_files; i++) {
        const struct cure_file *file = &cures.at[0]->files[i];

        if (file->kind != CURE_DISTRIBUTION)
            continue;
        cr_assert_eq(json_open(&after, "after", file->text), 0);
        behavior = json_member(json_root(&after), "DefaultCacheBehavior");
        cr_expect(span_eq(json_string(json_member(behavior, "CachePolicyId")),
                          SPAN("CORS-keyed-KeyOnOrigin")));
        cr_expect(
            span_eq(json_string(json_member(behavior, "OriginRequestPolicyId")),
                    SPAN("88a5eaf4-2fd4-4709-b370-b4c650ea3fcf")));
        json_close(&after);
    }
    done();
}

Test(cure, cures_and_commands_are_told)
{
    struct buf text;

    cure("s57-method");
    buf_init(&text, 1u << 20);
    cures_text(&cures, &text);
    told_check("check_cures.txt", buf_span(&text));
    buf_reset(&text);
    cr_assert_gt(cures.n, 0);
    cure_commands(&cures, cures.at[0], SPAN("cured/"), &text);
    told_check("check_commands.txt", buf_span(&text));
    buf_fini(&text);
    done();
}
