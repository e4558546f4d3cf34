/*
 * test_eviction_order.c - which slot each eviction policy lets go, and when.
 *
 * Told by letter traces worked out by hand, and by a slow model next to each
 * policy that is obviously right.
 */
#include "policies/eviction/registry.h"

#include "cache/base/rng.h"
#include "tests/evict_bench.h"

#include <criterion/criterion.h>

/* ---- letter traces ---------------------------------------------------------
 */

/* Asks for each letter in turn in a cache of `room` letters; a digit n stands
 * for the removal of the n-th letter (1: A). The evicted letters go to out. */
static void play(struct evict_bench *bench, const char *asked, uint32_t room,
                 char *out)
{
    for (; *asked; asked++) {
        uint32_t slot = (uint32_t)(*asked - 'A');

        if (*asked >= '1' && *asked <= '9') {
            evict_bench_remove(bench, (uint32_t)(*asked - '1'));
            continue;
        }
        if (bench->resident[slot]) {
            evict_bench_hit(bench, slot);
            continue;
        }
        if (bench->n == room)
            *out++ = (char)('A' + evict_bench_evict(bench));
        evict_bench_insert(bench, slot);
    }
    *out = '\0';
}

struct trace {
    const char *asked;
    uint32_t room;
    const char *evicted;
    const char *left; /* in the order of eviction */
    const char *why;
};

static void play_all(const char *name, const struct trace *traces, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct evict_bench bench;
        char evicted[32], left[32];
        size_t n_left = 0;

        evict_bench_start(&bench, evict_named(span_str(name)));
        play(&bench, traces[i].asked, traces[i].room, evicted);
        while (bench.n > 0)
            left[n_left++] = (char)('A' + evict_bench_evict(&bench));
        left[n_left] = '\0';
        cr_expect_str_eq(evicted, traces[i].evicted, "%s", traces[i].why);
        cr_expect_str_eq(left, traces[i].left, "%s", traces[i].why);
        evict_bench_stop(&bench);
    }
}

Test(eviction, lru_evicts_what_has_waited_longest)
{
    static const struct trace traces[] = {
        {"ABCD", 3, "A", "BCD", "without hits it is first in, first out"},
        {"ABCAD", 3, "B", "CAD", "a hit saves A and makes B the oldest"},
        {"ABCABD", 3, "C", "ABD", "two hits leave C"},
        {"ABCCCCD", 3, "A", "BCD", "hits on the newest change nothing"},
        {"ABCDABCD", 3, "ABCDA", "BCD", "a loop of one too many never hits"},
        {"ABC2D", 3, "", "ACD", "a removal makes room"},
        {"ABCA1D", 3, "", "BCD", "the newest can be removed"},
        {"ABAB", 1, "ABA", "B", "room for one"},
    };

    play_all("lru", traces, sizeof(traces) / sizeof(traces[0]));
}

Test(eviction, sieve_sifts_as_in_its_paper)
{
    static const struct trace traces[] = {
        {"ABCD", 3, "A", "BCD", "without hits it is first in, first out"},
        {"ABCAD", 3, "B", "CDA",
         "A is spared in place, not moved: the hand "
         "goes on to C, then D, then round to A"},
        {"ABCABCD", 3, "A", "BCD",
         "all visited: one round clears them, and "
         "the tail goes"},
        /* As the paper illustrates it: A to G are cached, A, B and G visited.
         * H: the hand clears A and B, evicts C. A and D are hits. I: the hand
         * clears D, evicts E. B is a hit. J: the hand evicts F. The queue is
         * now, head first, J I H G D B A, the hand at G, and A, B and G are
         * visited: emptied, G is spared, H, I and J go, A and B are spared, D
         * and G go, then A and B. */
        {"ABCDEFGABGHADIBJ", 7, "CEF", "HIJDGAB", "the paper's illustration"},
        {"ABACD", 2, "BA", "CD", "a hand beyond the head starts at the tail"},
        {"ABCAD3EF", 3, "BD", "EFA",
         "the hand stood on C, which is removed: "
         "it goes on to D"},
        {"ABCA1D", 3, "", "BCD", "a removed slot's bit goes with it"},
        {"ABAB", 1, "ABA", "B", "room for one"},
    };

    play_all("sieve", traces, sizeof(traces) / sizeof(traces[0]));
}

/* ---- models ----------------------------------------------------------------
 */

/* A queue as an array, the next to leave of an unvisited queue first. */
struct model {
    uint32_t order[EVICT_BENCH_SLOTS];
    bool visited[EVICT_BENCH_SLOTS]; /* by slot */
    size_t n;
    uint32_t hand; /* a slot, or EVICT_NONE */
};

static size_t place_of(const struct model *model, uint32_t slot)
{
    size_t i = 0;

    while (model->order[i] != slot)
        i++;
    return i;
}

static void model_cut(struct model *model, size_t place)
{
    memmove(model->order + place, model->order + place + 1,
            (--model->n - place) * sizeof(*model->order));
}

static void model_add(struct model *model, uint32_t slot)
{
    model->visited[slot] = false;
    model->order[model->n++] = slot;
}

static void lru_hit(struct model *model, uint32_t slot)
{
    model_cut(model, place_of(model, slot));
    model_add(model, slot);
}

static void lru_remove(struct model *model, uint32_t slot)
{
    model_cut(model, place_of(model, slot));
}

static uint32_t lru_evict(struct model *model)
{
    uint32_t victim = model->order[0];

    model_cut(model, 0);
    return victim;
}

static void sieve_hit(struct model *model, uint32_t slot)
{
    model->visited[slot] = true;
}

static void sieve_remove(struct model *model, uint32_t slot)
{
    size_t place = place_of(model, slot);

    if (model->hand == slot)
        model->hand =
            place + 1 < model->n ? model->order[place + 1] : EVICT_NONE;
    model_cut(model, place);
}

static uint32_t sieve_evict(struct model *model)
{
    size_t place = model->hand == EVICT_NONE ? 0 : place_of(model, model->hand);
    uint32_t victim;

    while (model->visited[model->order[place]]) {
        model->visited[model->order[place]] = false;
        place = (place + 1) % model->n;
    }
    victim = model->order[place];
    model->hand = victim;
    sieve_remove(model, victim);
    return victim;
}

static const struct reference {
    const char *name;
    void (*hit)(struct model *model, uint32_t slot);
    void (*remove)(struct model *model, uint32_t slot);
    uint32_t (*evict)(struct model *model);
} references[] = {
    {"lru", lru_hit, lru_remove, lru_evict},
    {"sieve", sieve_hit, sieve_remove, sieve_evict},
};

static void step_both(struct evict_bench *bench, struct model *model,
                      const struct reference *reference, struct rng *rng)
{
    uint32_t slot = (uint32_t)rng_below(rng, EVICT_BENCH_SLOTS);
    unsigned die = (unsigned)rng_below(rng, 16);

    if (!bench->resident[slot]) {
        evict_bench_insert(bench, slot);
        model_add(model, slot);
    } else if (die == 0) {
        evict_bench_remove(bench, slot);
        reference->remove(model, slot);
    } else if (die < 10) {
        evict_bench_hit(bench, slot);
        reference->hit(model, slot);
    } else {
        uint32_t victim = evict_bench_evict(bench);

        cr_assert_eq(victim, reference->evict(model), "%s", reference->name);
    }
}

Test(eviction, policies_decide_as_their_slow_models_do)
{
    for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++)
        for (uint64_t seed = 0; seed < 50; seed++) {
            struct model model = {.hand = EVICT_NONE};
            struct evict_bench bench;
            struct rng rng;

            evict_bench_start(&bench,
                              evict_named(span_str(references[i].name)));
            rng_init(&rng, seed);
            for (int k = 0; k < 1000; k++)
                step_both(&bench, &model, &references[i], &rng);
            while (bench.n > 0)
                cr_assert_eq(evict_bench_evict(&bench),
                             references[i].evict(&model));
            evict_bench_stop(&bench);
        }
}
