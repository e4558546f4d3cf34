/*
 * test_planted.c - the planted configurations: their labels hold without check.
 *
 * A label is proven by playing, with nothing of the checker: a bad one breaks
 * in its history, with no step to spare, and not without it; a clean one gives
 * the page the same with every attack that its folder knows as without.
 */
#include "tests/planted.h"

#include <criterion/criterion.h>

static struct planted it;

/* Whether a page gets the answer. */
static bool reads(const struct planted_end *end)
{
    cr_assert(end->judged, "%s: the last step is no load", it.name);
    return end->outcome == LOAD_OK;
}

static bool is(struct span text, const char *word)
{
    return span_eq(text, span_str(word));
}

/* The first play's history is needed, every step of it. */
static void check_history(bool widened)
{
    size_t n = planted_n_steps(&it, 0);
    struct planted_end end = planted_play(&it, 0, PLANTED_ALL);

    cr_expect_eq(reads(&end), widened, "%s: ends %s", it.name, end.why);
    cr_expect_gt(n, 1, "%s", it.name);
    for (size_t i = 0; i + 1 < n; i++) {
        end = planted_play(&it, 0, i);
        cr_expect_neq(reads(&end), widened, "%s: without step %zu ends %s",
                      it.name, i, end.why);
    }
}

/* It breaks at once, though the bucket itself says yes. */
static void check_at_once(void)
{
    struct planted_end end = planted_play(&it, 0, PLANTED_ALL);
    struct planted_end granted = planted_granted(&it);

    cr_expect_not(reads(&end), "%s", it.name);
    cr_expect(reads(&granted), "%s: not granted: %s", it.name, granted.why);
}

/* Plays that tell what a configuration withstands. */
static void check_withstood(size_t from)
{
    for (size_t i = from; i < planted_n_plays(&it); i++) {
        struct planted_end end = planted_play(&it, i, PLANTED_ALL);
        struct planted_end alone = planted_play(&it, i, PLANTED_LAST);

        cr_expect(reads(&end), "%s, play %zu: ends %s", it.name, i, end.why);
        cr_expect(reads(&alone), "%s, play %zu: alone %s", it.name, i,
                  alone.why);
        if (!planted_changes(&it, i))
            cr_expect_eq(end.status, alone.status, "%s, play %zu", it.name, i);
    }
}

static void check_bad(void)
{
    struct span property = planted_finding(&it, "property");

    cr_expect_eq(planted_steps(&it), (int64_t)planted_n_steps(&it, 0),
                 "%s: steps", it.name);
    if (planted_steps(&it) == 1)
        check_at_once();
    else
        check_history(is(property, "P3"));
    check_withstood(1);
}

Test(planted, every_label_is_proven_by_playing)
{
    struct arena arena;
    const char *names[PLANTED_MAX];
    size_t n, n_bad = 0;

    arena_init(&arena, 1 << 20);
    n = planted_names(&arena, names);
    for (size_t i = 0; i < n; i++) {
        struct span verdict;

        planted_open(&it, names[i]);
        verdict = json_string(json_member(it.expect.root, "verdict"));
        if (is(verdict, "clean")) {
            check_withstood(0);
        } else {
            cr_expect(is(verdict, "bad") || is(verdict, "depends"));
            check_bad();
            n_bad++;
        }
        planted_close(&it);
    }
    cr_expect_geq(n_bad, 30);
    cr_expect_geq(n - n_bad, 20);
    arena_fini(&arena);
}

/* ---- labels ----------------------------------------------------------------
 */

static bool is_one_of(struct span text, const char *const *words)
{
    while (*words && !is(text, *words))
        words++;
    return *words != NULL;
}
#define ONE_OF(text, ...) \
    is_one_of((text), (const char *const[]){__VA_ARGS__, NULL})

static struct span label(const char *member)
{
    const struct json *value = json_member(it.expect.root, member);

    cr_expect(value, "%s: no %s", it.name, member);
    return value ? json_string(value) : SPAN("");
}

static void check_finding(struct json_reader *reader)
{
    static const char *const known[] = {
        "property", "scenario", "steps", "behavior", "guilty", "stale", "also"};
    const struct json *finding =
        json_need(reader, it.expect.root, "finding", JSON_OBJECT);

    cr_assert(finding, "%s", it.name);
    json_only(reader, finding, known, sizeof(known) / sizeof(*known));
    cr_expect(ONE_OF(planted_finding(&it, "property"), "P1", "P2", "P3", "P4"),
              "%s", it.name);
    cr_expect(ONE_OF(planted_finding(&it, "guilty"), "key", "key-class",
                     "forward", "methods", "override", "custom-header",
                     "refresh", "error-ttl", "error-page", "viewer-protocol",
                     "failover"),
              "%s", it.name);
    cr_expect(span_starts(planted_finding(&it, "scenario"), SPAN("S")));
    cr_expect_gt(planted_finding(&it, "behavior").len, 0);
}

Test(planted, every_label_is_argued_from_the_facts)
{
    static const char *const known[] = {"title",   "verdict", "finding",
                                        "reading", "flags",   "needs",
                                        "facts",   "argued"};
    struct arena arena;
    const char *names[PLANTED_MAX];
    size_t n;

    arena_init(&arena, 1 << 20);
    n = planted_names(&arena, names);
    for (size_t i = 0; i < n; i++) {
        struct json_reader *reader = &it.expect.reader;
        bool clean;

        planted_open(&it, names[i]);
        json_only(reader, it.expect.root, known,
                  sizeof(known) / sizeof(*known));
        clean = is(label("verdict"), "clean");
        cr_expect_eq(clean, !json_member(it.expect.root, "finding"));
        cr_expect_eq(is(label("verdict"), "depends"),
                     json_member(it.expect.root, "reading") != NULL);
        if (!clean)
            check_finding(reader);
        cr_expect_gt(label("title").len, 10, "%s", it.name);
        cr_expect_gt(label("argued").len, 40, "%s", it.name);
        cr_expect_gt(json_count(json_member(it.expect.root, "facts")), 0, "%s",
                     it.name);
        cr_expect_not(reader->failed, "%s: %s", it.name, reader->error);
        planted_close(&it);
    }
    arena_fini(&arena);
}
