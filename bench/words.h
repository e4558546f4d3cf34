/* words.h - settings of a behavior in words: methods, names, durations. */
#ifndef POPBOX_BENCH_WORDS_H
#define POPBOX_BENCH_WORDS_H

#include "cache/base/buf.h"
#include "cache/recipe.h"

/* "a", "a and b", "a, b and c": one after the other, i of n. */
void words_joint(struct buf *out, size_t i, size_t n);
/* "GET, HEAD and OPTIONS", of a set with a bit per enum http_method. */
void words_methods(struct buf *out, unsigned methods);
size_t words_count(unsigned methods);
/* "Origin and Accept", "all", "all but Host", "none". */
void words_names(struct buf *out, const struct name_set *set);
void words_spans(struct buf *out, const struct span *names, size_t n);
/* "1 day", "90 minutes", "1 year": the largest unit that leaves no rest. */
void words_duration(struct buf *out, int64_t seconds);

/* "  label    text", wrapped: the label from one column on, the text from the
 * other. */
struct words_columns {
    size_t label;
    size_t text;
};
void words_row(struct buf *out, const struct words_columns *columns,
               const char *label, struct span text);

#endif
