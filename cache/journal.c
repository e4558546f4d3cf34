/* journal.c - one typed record per step of a request. */
#include "cache/journal.h"

void journal_add_value(struct journal *journal, enum step step,
                       enum reason reason, int64_t at_ms, int64_t value)
{
    if (journal->n_steps == JOURNAL_STEPS_MAX)
        journal->n_steps--;
    journal->steps[journal->n_steps++] =
        (struct journal_step){(uint8_t)step, (uint8_t)reason, at_ms, value};
}

void journal_add(struct journal *journal, enum step step, enum reason reason,
                 int64_t at_ms)
{
    journal_add_value(journal, step, reason, at_ms, 0);
}

enum reason journal_reason(const struct journal *journal, enum step step)
{
    for (size_t i = journal->n_steps; i > 0; i--)
        if (journal->steps[i - 1].step == step)
            return (enum reason)journal->steps[i - 1].reason;
    return REASON_NONE;
}

const char *x_cache_text(enum x_cache x_cache)
{
    static const char *const texts[] = {
        [X_CACHE_HIT] = "Hit from cloudfront",
        [X_CACHE_MISS] = "Miss from cloudfront",
        [X_CACHE_REFRESH_HIT] = "RefreshHit from cloudfront",
        [X_CACHE_ERROR] = "Error from cloudfront",
        [X_CACHE_REDIRECT] = "Redirect from cloudfront",
    };
    return texts[x_cache];
}
