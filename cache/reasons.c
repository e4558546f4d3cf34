/* reasons.c - the names, sources and sentences of every decision. */
#include "cache/reasons.h"

#include "cache/base/assert.h"

static const struct {
    const char *word;
    const char *what;
} steps[N_STEPS] = {
#define STEP_ROW(name, word, what) {word, what},
    STEP_LIST(STEP_ROW)
#undef STEP_ROW
};

static const struct {
    const char *code;
    const char *source;
    const char *sentence;
} reasons[N_REASONS] = {
#define REASON_ROW(name, source, sentence) {#name, source, sentence},
    REASON_LIST(REASON_ROW)
#undef REASON_ROW
};

const char *step_word(enum step step)
{
    ASSERT(step < N_STEPS);
    return steps[step].word;
}

const char *step_what(enum step step)
{
    ASSERT(step < N_STEPS);
    return steps[step].what;
}

const char *reason_code(enum reason reason)
{
    ASSERT(reason < N_REASONS);
    return reasons[reason].code;
}

const char *reason_source(enum reason reason)
{
    ASSERT(reason < N_REASONS);
    return reasons[reason].source;
}

const char *reason_sentence(enum reason reason)
{
    ASSERT(reason < N_REASONS);
    return reasons[reason].sentence;
}
