/*
 * test_eviction_order.c - which slot each eviction policy lets go, and when.
 *
 * Told by letter traces worked out by hand; models that are slow and obviously
 * right are in test_eviction_models.c.
 */
#include "policies/eviction/choice.h"

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

static struct evict_choice chosen(const char *text)
{
    struct evict_choice choice;
    struct buf error;

    buf_init(&error, 1024);
    cr_assert_eq(evict_choose(&choice, span_str(text), &error), 0, "%s",
                 buf_span(&error).ptr);
    buf_fini(&error);
    return choice;
}

static void play_all(const char *text, const struct trace *traces, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct evict_choice choice = chosen(text);
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

Test(eviction, fifo_and_clock_differ_in_what_a_hit_saves)
{
    static const struct trace fifo[] = {
        {"ABCAD", 3, "A", "BCD", "a hit saves nobody"},
        {"ABC2AD", 3, "", "ACD", "a removal makes room"},
    };
    static const struct trace clock[] = {
        {"ABCAD", 3, "B", "CAD", "A goes to the end of the queue, not SIEVE"},
        {"ABCABCD", 3, "A", "BCD", "all spared once, then the first goes"},
        {"ABAAD", 2, "B", "AD", "one bit counts to one"},
    };
    static const struct trace clock2[] = {
        {"AAAABCDEF", 2, "BCDA", "EF", "two bits count to three"},
    };

    play_all("fifo", fifo, sizeof(fifo) / sizeof(*fifo));
    play_all("clock", clock, sizeof(clock) / sizeof(*clock));
    play_all("clock:bits=2", clock2, sizeof(clock2) / sizeof(*clock2));
}

/* A small queue of 2, a main one of 2, 3 ghosts. */
Test(eviction, s3fifo_asks_twice_before_the_main_queue)
{
    static const struct trace traces[] = {
        {"ABCDEAF", 4, "ABC", "EFDA",
         "C and D found the small queue full and went to the main one; A comes "
         "back as a ghost, into the main one, which then is too large"},
        {"ABAACDE", 4, "B", "CEDA", "two hits bring A to the main queue"},
        {"ABACDE", 4, "A", "BECD", "one hit does not"},
    };

    play_all("s3-fifo:small=50%", traces, sizeof(traces) / sizeof(*traces));
}

/* Two segments of 2. */
Test(eviction, slru_protects_what_was_hit)
{
    static const struct trace traces[] = {
        {"ABCDEBF", 4, "AE", "CFDB",
         "C and D filled the protected segment; B's hit makes C fall out"},
    };

    play_all("slru:segments=2", traces, sizeof(traces) / sizeof(*traces));
}

/* A1in of 2, A1out of 2. */
Test(eviction, twoq_keeps_what_comes_back_from_the_queue_out)
{
    static const struct trace traces[] = {
        {"ABCDEFGBH", 4, "ABCDE", "FBGH",
         "B comes back from A1out into Am, A was forgotten there"},
        {"ABCDAE", 4, "A", "BCDE", "a hit in A1in changes nothing"},
    };

    play_all("2q:in=50%,out=50%", traces, sizeof(traces) / sizeof(*traces));
}

/* Figure 4 of the paper, room for 2. T1, T2, then B1, B2:
 *   AA  B   C: -      A       C   A, B1 = B
 *   B is a ghost of B1: p = 1, T1 is not over it, A goes to B2
 *   A is a ghost of B2: p = 0, C goes to B1 */
Test(eviction, arc_moves_its_target_by_ghosts)
{
    static const struct trace traces[] = {
        {"AABCBA", 2, "BAC", "BA", "one step up, one step down"},
        {"ABC", 2, "A", "BC", "case IV, B1 empty: no ghost is kept of A"},
        {"ABCA", 2, "AB", "CA", "so A comes back as a newcomer"},
    };

    play_all("arc", traces, sizeof(traces) / sizeof(*traces));
}

/* The requests of the paper's table 1, two LIR blocks and a HIR one; S, top
 * first, small letters HIR, g a ghost; Q, front first:
 *   A D      S = D A
 *   B        S = b D A            Q = b
 *   C        S = c b(g) D A       Q = c     B goes
 *   B        S = B c(g) D         Q = a     C goes; B is LIR, A is not now
 *   A        S = a B c(g) D       Q = a     not in S: stays HIR
 *   D        S = D a B            Q = a     the ghost of C is pruned
 *   A        S = A D              Q = b     in S: LIR, B is not now
 *   E        S = e A D            Q = e     B goes */
Test(eviction, lirs_goes_by_the_distance_of_two_requests)
{
    static const struct trace traces[] = {
        {"ADBCBADAE", 3, "BCB", "EDA", "table 1"},
        {"ABCDABCDABCD", 3, "CDCDC", "DAB",
         "a loop of one too many: A and B stay"},
    };

    play_all("lirs", traces, sizeof(traces) / sizeof(*traces));
}

Test(eviction, lfu_and_its_kin_count)
{
    static const struct trace lfu[] = {
        {"AABBCDE", 3, "CD", "EAB", "newcomers go first, of equals the older"},
        {"AAABBCB", 2, "BC", "BA", "what went is counted anew"},
    };
    static const struct trace lfuda[] = {
        {"AAABCDE", 2, "BCA", "DE",
         "A has 3; L is 1 after B and 2 after C, so D has 3 as well"},
    };
    static const struct trace gdsf[] = {
        {"AAABCDEFG", 2, "BCDEA", "FG",
         "the same, but a newcomer is ranked before the clock moves"},
    };

    play_all("lfu", lfu, sizeof(lfu) / sizeof(*lfu));
    play_all("lfuda", lfuda, sizeof(lfuda) / sizeof(*lfuda));
    play_all("gdsf", gdsf, sizeof(gdsf) / sizeof(*gdsf));
}

Test(eviction, gdsf_prefers_the_small_to_newcomers_that_are_large)
{
    struct evict_choice choice = chosen("gdsf");
    struct evict_bench bench;

    evict_bench_start(&bench, &choice, 10);
    cr_assert_eq(evict_bench_ask(&bench, 0, 8), EVICT_BENCH_IN);
    cr_assert_eq(evict_bench_ask(&bench, 1, 1), EVICT_BENCH_IN);
    cr_assert_eq(evict_bench_ask(&bench, 2, 4), EVICT_BENCH_IN);
    cr_assert(!bench.resident[0] && bench.resident[1], "1/8 < 1/4 < 1");
    cr_assert_eq(evict_bench_ask(&bench, 3, 9), EVICT_BENCH_LOST,
                 "1/8 + 1/9 < 1/4");
    cr_assert(bench.resident[1] && bench.resident[2], "nobody left for it");
    cr_assert_eq(evict_bench_ask(&bench, 3, 9), EVICT_BENCH_IN,
                 "but the clock has moved: 1/8 + 2/9 > 1/4");
    evict_bench_stop(&bench);
}

/* The third request of G makes its second last one later than A's. */
Test(eviction, lruk_goes_by_the_request_before_the_last)
{
    static const struct trace traces[] = {
        {"AABCDEF", 3, "BCD", "EFA", "who was asked for once goes first"},
        {"AABCDEFBGGH", 3, "BCDEFA", "HBG", "B's first request is remembered"},
    };

    play_all("lru-k", traces, sizeof(traces) / sizeof(*traces));
}

/* A window of 1 and a main cache of 3. */
Test(eviction, wtinylfu_admits_who_was_asked_for_more_often)
{
    static const struct trace traces[] = {
        {"AAAABBCDE", 4, "D", "ABCE", "D, asked for once, loses to A"},
        {"AAAABBCDEAFFFG", 4, "DEB", "CFAG",
         "A is protected; E, 1, loses to B, 2, and F, 3, wins"},
    };

    play_all("w-tinylfu", traces, sizeof(traces) / sizeof(*traces));
}
