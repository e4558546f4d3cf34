/* test_journal.c - the record of a request, and the words of every decision. */
#include "cache/journal.h"

#include <criterion/criterion.h>
#include <ctype.h>

Test(journal, steps_stand_in_order_and_the_last_reason_of_a_step_counts)
{
    struct journal journal = {0};

    cr_assert_eq(journal_reason(&journal, STEP_FETCH), REASON_NONE);
    journal_add(&journal, STEP_FETCH, FETCH_SENT, 5);
    journal_add_value(&journal, STEP_FETCH, FETCH_ANSWERED, 6, 200);
    journal_add(&journal, STEP_JUDGE, JUDGE_NO_STORE, 7);
    cr_assert_eq(journal.n_steps, 3u);
    cr_assert_eq(journal.steps[1].value, 200);
    cr_assert_eq(journal.steps[1].at_ms, 6);
    cr_assert_eq(journal_reason(&journal, STEP_FETCH), FETCH_ANSWERED);
    cr_assert_eq(journal_reason(&journal, STEP_LOG), REASON_NONE);
}

Test(journal, past_its_room_the_end_is_kept)
{
    struct journal journal = {0};

    for (int i = 0; i < 100; i++)
        journal_add(&journal, STEP_FETCH, FETCH_RETRY, i);
    journal_add(&journal, STEP_LOG, LOG_DONE, 100);
    cr_assert_eq(journal.n_steps, (size_t)JOURNAL_STEPS_MAX);
    cr_assert_eq(journal_reason(&journal, STEP_LOG), LOG_DONE);
    cr_assert_eq(journal.steps[JOURNAL_STEPS_MAX - 2].at_ms,
                 JOURNAL_STEPS_MAX - 2);
}

Test(journal, x_cache_is_written_as_cloudfront_does)
{
    cr_assert_str_eq(x_cache_text(X_CACHE_HIT), "Hit from cloudfront");
    cr_assert_str_eq(x_cache_text(X_CACHE_MISS), "Miss from cloudfront");
    cr_assert_str_eq(x_cache_text(X_CACHE_REFRESH_HIT),
                     "RefreshHit from cloudfront");
    cr_assert_str_eq(x_cache_text(X_CACHE_ERROR), "Error from cloudfront");
    cr_assert_str_eq(x_cache_text(X_CACHE_REDIRECT),
                     "Redirect from cloudfront");
}

/* Rule 28 of the lists: each exists once, with a sentence fit for a page. */
Test(journal, every_step_has_a_word_and_every_decision_a_sentence)
{
    cr_assert_lt(N_REASONS, 256); /* a journal's step has a byte for it */
    for (int i = 0; i < N_STEPS; i++) {
        cr_assert_gt(strlen(step_word((enum step)i)), 0u);
        cr_assert_gt(strlen(step_what((enum step)i)), 0u);
    }
    for (int i = REASON_NONE + 1; i < N_REASONS; i++) {
        enum reason reason = (enum reason)i;
        const char *sentence = reason_sentence(reason);

        cr_assert_gt(strlen(sentence), 0u, "%s", reason_code(reason));
        cr_assert_neq(sentence[strlen(sentence) - 1], '.', "%s", sentence);
        cr_assert(!isupper((unsigned char)sentence[0]) ||
                      strncmp(sentence, "Vary", 4) == 0,
                  "%s", sentence);
        for (int k = i + 1; k < N_REASONS; k++)
            cr_assert_str_neq(sentence, reason_sentence((enum reason)k));
    }
}
