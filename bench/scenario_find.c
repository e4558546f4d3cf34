/* scenario_find.c - whether a scenario is about what somebody looks for. */
#include "bench/scenario_find.h"

bool scenario_has_tag(const struct scenario *scenario, struct span tag)
{
    for (size_t i = 0; i < scenario->n_tags; i++)
        if (span_eq(scenario->tags[i], tag))
            return true;
    return false;
}

static bool is_letter(char c)
{
    c = ascii_lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool says(struct span text, struct span word)
{
    for (size_t i = 0; i + word.len <= text.len; i++)
        if ((i == 0 || !is_letter(text.ptr[i - 1]) ||
             !is_letter(word.ptr[0])) &&
            span_ieq(span_cut(text, i, i + word.len), word))
            return true;
    return false;
}

bool scenario_speaks_of(const struct scenario *scenario, struct span word)
{
    const struct span texts[] = {scenario->id,      scenario->title,
                                 scenario->symptom, scenario->story,
                                 scenario->cause,   scenario->truth};

    if (word.len == 0)
        return true;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (says(texts[i], word))
            return true;
    for (size_t i = 0; i < scenario->n_tags; i++)
        if (says(scenario->tags[i], word))
            return true;
    for (size_t i = 0; i < scenario->n_plays; i++)
        if (says(scenario->plays[i].name, word) ||
            says(scenario->plays[i].text, word))
            return true;
    return false;
}
