/*
 * check_brute.c - brute force over thousands of small configurations
 *
 *   check_brute [N [FIRST_SEED [DEPTH]]]
 *
 * Plays every history of DEPTH raw requests (1 unless told) at each of N drawn
 * configurations (10000), says how many can be broken, and in how many steps,
 * and asks the checker for the same: each disagreement is told, and then the
 * status is 1. With N at most 20 each shortest history is told, too.
 */
#include "tests/brute_check.h"

#include <stdio.h>
#include <stdlib.h>

#define TOLD_MAX       20
#define DIFFERENCE_MAX 65536u

struct tally {
    unsigned long n[N_BRUTE_PROPERTIES];
    unsigned long longer[N_BRUTE_PROPERTIES]; /* of these: above two steps */
    unsigned long clean, disagreements;
    unsigned long long plays;
};

static void tell(unsigned long seed, const struct brute_found *found)
{
    for (int i = 0; i < N_BRUTE_PROPERTIES; i++)
        if (found->steps[i])
            printf("%lu P%d, %u steps: %s\n", seed, i + 1, found->steps[i],
                   found->story[i]);
}

static void count(struct tally *tally, const struct brute_found *found)
{
    bool clean = true;

    for (int i = 0; i < N_BRUTE_PROPERTIES; i++) {
        tally->n[i] += found->steps[i] > 0;
        tally->longer[i] += found->steps[i] > 2;
        clean = clean && !found->steps[i];
    }
    tally->clean += clean;
    tally->plays += found->plays;
}

static void compare(struct tally *tally, unsigned long seed, unsigned depth,
                    const struct brute_found *found)
{
    struct buf text;

    buf_init(&text, DIFFERENCE_MAX);
    if (!brute_check(seed, depth, found, &text)) {
        tally->disagreements++;
        printf("%s", buf_span(&text).ptr);
        fflush(stdout);
    }
    buf_fini(&text);
}

static unsigned long number(int argc, char **argv, int at, unsigned long other)
{
    return argc > at ? strtoul(argv[at], NULL, 10) : other;
}

int main(int argc, char **argv)
{
    unsigned long n = number(argc, argv, 1, 10000);
    unsigned long first = number(argc, argv, 2, 1);
    unsigned depth = (unsigned)number(argc, argv, 3, 1);
    struct tally tally = {.clean = 0};

    for (unsigned long seed = first; seed < first + n; seed++) {
        struct brute_found found;

        brute_config_force(seed, depth, &found);
        count(&tally, &found);
        compare(&tally, seed, depth, &found);
        if (n <= TOLD_MAX)
            tell(seed, &found);
    }
    printf("%lu configurations, %llu plays; clean: %lu\n", n, tally.plays,
           tally.clean);
    for (int i = 0; i < N_BRUTE_PROPERTIES; i++)
        printf("P%d: %lu, in more than two steps: %lu\n", i + 1, tally.n[i],
               tally.longer[i]);
    printf("disagreements with the checker: %lu\n", tally.disagreements);
    return tally.disagreements ? 1 : 0;
}
