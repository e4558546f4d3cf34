/*
 * cure_rows.c - which cure is tried for which fault.
 *
 * The rows stand in the order in which they are tried; how well one does, the
 * checker says. A row is for the decisions that it names.
 */
#include "bench/check/cure_parts.h"

#define B(x) (1u << (x))

static const struct {
    enum cure_slot slot;
    const char *sentence;
} acts_of[N_CURE_ACTS] = {
#define ACT_ROW(constant, slot, sentence) {SLOT_##slot, sentence},
    CURE_ACTS(ACT_ROW)
#undef ACT_ROW
};

#define KEYED                                                  \
    (B(GUILTY_KEY) | B(GUILTY_KEY_CLASS) | B(GUILTY_REFRESH) | \
     B(GUILTY_ERROR_TTL))
#define REACHED (B(GUILTY_FORWARD) | B(GUILTY_OVERRIDE))

static const struct {
    unsigned acts;
    unsigned guilty;
} rows[] = {
    {B(CURE_KEY_CORS), KEYED | REACHED},
    {B(CURE_REPLY_LIST_CREDENTIALS), KEYED | REACHED},
    {B(CURE_REPLY_LIST), KEYED | REACHED},
    {B(CURE_REPLY_OVERRIDE), B(GUILTY_OVERRIDE)},
    {B(CURE_FORWARD_NOTHING) | B(CURE_REPLY_SIMPLE), KEYED | REACHED},
    {B(CURE_REPLY_ANY), KEYED | REACHED},
    {B(CURE_CACHE_NOTHING), KEYED | B(GUILTY_OVERRIDE)},
    {B(CURE_CACHE_NOTHING) | B(CURE_FORWARD_CORS), KEYED | REACHED},
    {B(CURE_ORIGIN_LINE_CONSTANT) | B(CURE_RULES_ANY), KEYED},
    {B(CURE_ORIGIN_LINE_NONE) | B(CURE_KEY_CORS), B(GUILTY_CUSTOM_HEADER)},
    {B(CURE_RULES_ANY), B(GUILTY_CUSTOM_HEADER)},
    {B(CURE_OPTIONS_ALLOWED), B(GUILTY_METHODS)},
    {B(CURE_OPTIONS_ALLOWED) | B(CURE_KEY_CORS), B(GUILTY_METHODS)},
    {B(CURE_OPTIONS_UNCACHED), B(GUILTY_KEY)},
    {B(CURE_HTTP_ALLOWED), B(GUILTY_VIEWER_PROTOCOL)},
    {B(CURE_RULES_SAME), B(GUILTY_FAILOVER)},
    {B(CURE_ERRORS_UNKEPT), B(GUILTY_ERROR_TTL)},
    {B(CURE_ERROR_PAGES_NONE), B(GUILTY_ERROR_PAGE)},
    {B(CURE_ERROR_PAGES_NONE) | B(CURE_KEY_CORS), B(GUILTY_ERROR_PAGE)},
    {B(CURE_ERROR_PAGES_NONE) | B(CURE_REPLY_ANY), B(GUILTY_ERROR_PAGE)},
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

const char *cure_act_sentence(enum cure_act act)
{
    return acts_of[act].sentence;
}

bool cure_acts_agree(unsigned acts)
{
    unsigned slots = 0;

    for (size_t act = 0; act < N_CURE_ACTS; act++) {
        unsigned slot = B(acts_of[act].slot);

        if (!CURE_HAS(acts, act))
            continue;
        if (slots & slot)
            return false;
        slots |= slot;
    }
    return true;
}

size_t cure_candidates(unsigned guilty, unsigned *acts, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < N_ROWS && n < max; i++)
        if (rows[i].guilty & guilty)
            acts[n++] = rows[i].acts;
    return n;
}
