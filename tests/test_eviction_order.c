/*
 * test_eviction_order.c - which slot each eviction policy lets go, and when.
 *
 * Told by letter traces worked out by hand; models that are slow and obviously
 * right are in test_eviction_models.c.
 */
#include "policies/eviction/registry.h"

#include "tests/evict_bench.h"

#include <criterion/criterion.h>

/* ---- letter traces ---------------------------------------------------------
 */

/* Asks for each letter in turn in a cache of `room` letters; a digit n stands
 * for the removal of the n-th letter (1: A). The evicted letters go to out. */
static void play(struct evict_bench *bench, const char *asked, char *out)
{
    for (; *asked; asked++) {
        if (*asked >= '1' && *asked <= '9') {
            evict_bench_remove(bench, (uint32_t)(*asked - '1'));
            continue;
        }
        (void)evict_bench_ask(bench, (uint32_t)(*asked - 'A'), 1);
        for (uint32_t i = 0; i < bench->n_evicted; i++)
            *out++ = (char)('A' + bench->evicted[i]);
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
        struct evict_choice choice = evict_default(evict_named(span_str(name)));
        struct evict_bench bench;
        char evicted[32], left[32];
        size_t n_left = 0;

        evict_bench_start(&bench, &choice, traces[i].room);
        play(&bench, traces[i].asked, evicted);
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
