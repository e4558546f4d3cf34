/* test_jobs.c - pieces of work: each once, whatever the number of threads */
#include "edge/jobs.h"

#include <criterion/criterion.h>

#define PIECES 1000

struct worked {
    unsigned times[PIECES];
    size_t told;
};

static void work(void *user, size_t i)
{
    struct worked *worked = user;

    worked->times[i]++;
}

static void told(void *user, size_t n_done)
{
    struct worked *worked = user;

    cr_expect_gt(n_done, worked->told);
    worked->told = n_done;
}

Test(jobs, each_piece_is_done_once_on_any_number_of_threads)
{
    static const unsigned n_threads[] = {0, 1, 2, 7, 5000};

    for (size_t i = 0; i < 5; i++)
        for (size_t n = 0; n <= PIECES; n += n < 3 ? 1 : 499) {
            struct worked worked = {.told = 0};

            jobs_run(&(struct jobs){n, n_threads[i], work, told, &worked});
            for (size_t k = 0; k < PIECES; k++)
                cr_assert_eq(worked.times[k], k < n);
            cr_expect_leq(worked.told, n);
        }
}
