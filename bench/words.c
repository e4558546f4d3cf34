/* words.c - settings of a behavior in words: methods, names, durations. */
#include "bench/words.h"

#include "bench/wrap.h"

void words_joint(struct buf *out, size_t i, size_t n)
{
    if (i > 0)
        buf_add_str(out, i + 1 == n ? " and " : ", ");
}

/* In the order in which people say them. */
static const struct {
    enum http_method method;
    const char *word;
} methods_said[] = {
    {HTTP_GET, "GET"},       {HTTP_HEAD, "HEAD"}, {HTTP_OPTIONS, "OPTIONS"},
    {HTTP_PUT, "PUT"},       {HTTP_POST, "POST"}, {HTTP_PATCH, "PATCH"},
    {HTTP_DELETE, "DELETE"},
};
#define N_METHODS (sizeof(methods_said) / sizeof(*methods_said))

size_t words_count(unsigned methods)
{
    size_t n = 0;

    for (size_t i = 0; i < N_METHODS; i++)
        n += methods >> methods_said[i].method & 1;
    return n;
}

void words_methods(struct buf *out, unsigned methods)
{
    size_t n = words_count(methods), said = 0;

    for (size_t i = 0; i < N_METHODS; i++)
        if (methods >> methods_said[i].method & 1) {
            words_joint(out, said++, n);
            buf_add_str(out, methods_said[i].word);
        }
}

void words_spans(struct buf *out, const struct span *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        words_joint(out, i, n);
        buf_add(out, names[i]);
    }
}

void words_names(struct buf *out, const struct name_set *set)
{
    switch (set->rule) {
    case NAMES_NONE:
        buf_add_str(out, "none");
        return;
    case NAMES_LISTED:
        words_spans(out, set->names, set->n_names);
        return;
    case NAMES_ALL_EXCEPT:
        buf_add_str(out, "all but ");
        words_spans(out, set->names, set->n_names);
        return;
    case NAMES_ALL:
        buf_add_str(out, "all");
        if (set->n_names > 0) {
            buf_add_str(out, " that the viewer sends, and ");
            words_spans(out, set->names, set->n_names);
        }
        return;
    }
}

void words_duration(struct buf *out, int64_t seconds)
{
    const struct {
        int64_t seconds;
        const char *word;
    } units[] = {{31536000, "year"},
                 {86400, "day"},
                 {3600, "hour"},
                 {60, "minute"},
                 {1, "second"}};
    size_t unit = 0;

    while (seconds == 0 ? units[unit].seconds > 1
                        : seconds % units[unit].seconds != 0)
        unit++;
    seconds /= units[unit].seconds;
    buf_addf(out, "%lld %s%s", (long long)seconds, units[unit].word,
             seconds == 1 ? "" : "s");
}

void words_row(struct buf *out, const struct words_columns *columns,
               const char *label, struct span text)
{
    struct span word = span_str(label);
    size_t room = columns->text - columns->label - 1;

    wrap_blanks(out, columns->label);
    if (word.len > room) {
        wrap_text(out, columns->label, word);
        wrap_blanks(out, columns->text);
    } else {
        wrap_cell(out, room + 1, word);
    }
    wrap_text(out, columns->text, text);
}
