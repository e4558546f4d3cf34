/*
 * test_brute.c - brute force against labels, and what it finds by itself
 *
 * ./run brute does the same over thousands of configurations.
 */
#include "tests/brute_check.h"
#include "tests/planted.h"

#include <criterion/criterion.h>

static bool is(struct span text, const char *word)
{
    return span_eq(text, span_str(word));
}

/* What its history takes is not among raw requests. */
static bool is_beyond(const struct planted *planted)
{
    return json_member(planted->expect.root, "needs") != NULL;
}

/* Loads with preflights take as long again: they are for what claims to be
 * clean, and where the story has one. */
static bool asks_before(const struct planted *planted)
{
    return !json_member(planted->expect.root, "finding") ||
           json_member(planted_last_load(planted), "headers");
}

/* Its first page, and one more that asks. */
static void force(const struct planted *planted, struct brute_found *found)
{
    struct brute_universe universe = {.brotli = true,
                                      .preflights = asks_before(planted)};
    struct topology topology;
    struct span url;

    planted_topology(planted, &topology, &url);
    brute_shrink(&topology);
    universe.url = url.ptr;
    universe.origins[0] = topology.pages[0].origin.ptr;
    if (topology.n_pages > 1)
        universe.origins[1] = topology.pages[1].origin.ptr;
    brute_run(found, &topology, NULL, &universe, 1);
    topology_fini(&topology);
}

Test(brute, planted_configurations_are_poisoned_in_as_many_steps)
{
    struct arena arena;
    const char *names[PLANTED_MAX];
    struct planted it;
    size_t n;

    arena_init(&arena, 1 << 20);
    n = planted_names(&arena, names);
    for (size_t i = 0; i < n; i++) {
        struct brute_found found;
        unsigned steps = 0;

        planted_open(&it, names[i]);
        if (is(planted_finding(&it, "property"), "P1") ||
            planted_steps(&it) > 1)
            steps = (unsigned)planted_steps(&it);
        if (!is_beyond(&it)) {
            force(&it, &found);
            cr_expect_eq(found.steps[BRUTE_POISONED], steps, "%s: %u steps: %s",
                         it.name, found.steps[BRUTE_POISONED],
                         found.story[BRUTE_POISONED]);
        }
        planted_close(&it);
    }
    arena_fini(&arena);
}

/* ---- drawn configurations --------------------------------------------------
 */

/* Seeds were chosen for what they are; the figures are what a person reckons
 * from their documents (./run brute 1 SEED tells them). */
Test(brute, the_checker_agrees_about_drawn_configurations)
{
    static const struct {
        uint64_t seed;
        unsigned steps[N_BRUTE_PROPERTIES];
        const char *reason;
    } rows[] = {
        {8, {0, 0, 0}, "clean"},
        {4, {2, 1, 0}, "S57, and B is never let in"},
        {15, {0, 0, 2}, "S58: a rule for HEAD opens GET"},
        {553, {2, 1, 0}, "a header that x-* does not take"},
        {21, {0, 0, 2}, "a header that the response headers policy names"},
        {154, {2, 1, 2}, "a header and a method in one preflight"},
    };

    struct buf disagreements;

    buf_init(&disagreements, 65536);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct brute_found found, again;

        brute_config_force(rows[i].seed, 1, &found);
        brute_config_force(rows[i].seed, 1, &again);
        for (int k = 0; k < N_BRUTE_PROPERTIES; k++) {
            cr_expect_eq(found.steps[k], rows[i].steps[k], "%s: P%d %u: %s",
                         rows[i].reason, k + 1, found.steps[k], found.story[k]);
            cr_expect_str_eq(found.story[k], again.story[k]);
        }
        cr_expect_eq(found.plays, again.plays);
        cr_expect(brute_check(rows[i].seed, 1, &found, &disagreements), "%s",
                  buf_span(&disagreements).ptr);
    }
    buf_fini(&disagreements);
}
