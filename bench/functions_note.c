/*
 * functions_note.c - says where functions of CloudFront would run and do not.
 *
 * For those who start or play a configuration: import and explain tell it at
 * the behavior itself.
 */
#include "bench/functions_note.h"

#include "bench/words.h"
#include "policies/cloudfront/behavior_about.h"

static size_t count(const struct topology_edge *edge)
{
    size_t n = 0;

    for (size_t i = 0; edge->about && i < edge->config.n_behaviors; i++)
        n += edge->about[i].has_functions;
    return n;
}

void functions_note(struct buf *out, const struct topology_edge *edge)
{
    size_t n = count(edge), told = 0;

    if (n == 0)
        return;
    buf_addf(out,
             "edge \"%.*s\": FUNCTIONS ARE NOT RUN: on CloudFront there "
             "are some on ",
             SPAN_ARG(edge->name));
    for (size_t i = 0; i < edge->config.n_behaviors; i++) {
        if (!edge->about[i].has_functions)
            continue;
        words_joint(out, told++, n);
        buf_add(out, edge->config.behaviors[i].path_pattern);
    }
    buf_add_str(out, "; what is answered there may be otherwise on CloudFront");
}
