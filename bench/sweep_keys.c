/*
 * sweep_keys.c - the keys of a sweep: a numbering of its own for each.
 *
 * A word is one of enum trace_key, or one that the spec brings with its trace:
 * a real cache policy.
 */
#include "bench/sweep.h"

static const struct sweep_given *given_of(const struct sweep *sweep,
                                          struct span word)
{
    for (size_t i = 0; i < sweep->spec.n_given; i++)
        if (span_eq(sweep->spec.given[i].word, word))
            return &sweep->spec.given[i];
    return NULL;
}

static int take_trace(struct sweep *sweep, struct span word,
                      struct sweep_keyed *keyed, struct buf *error)
{
    const struct sweep_given *given = given_of(sweep, word);
    enum trace_key key;

    if (given) {
        keyed->name = given->policy.name;
        keyed->trace = &given->trace;
        return 0;
    }
    if (trace_key_named(word, &key) != 0) {
        buf_addf(error,
                 "there is no key \"%.*s\"; there are url, url+present, "
                 "url+class, url+origin, and cache policies of AWS",
                 SPAN_ARG(word));
        return ERR_UNKNOWN;
    }
    keyed->name = span_str(trace_key_name(key));
    keyed->trace = sweep->trace;
    if (key == TRACE_KEY_URL)
        return 0;
    keyed->trace = &keyed->own;
    return trace_keyed(sweep->trace, key, sweep->spec.n_classes, &keyed->own);
}

static int prepare(struct sweep *sweep, struct sweep_keyed *keyed)
{
    struct trace by_size;

    if (sweep->spec.on_resize == SWEEP_NEW_OBJECT &&
        keyed->trace->n_resizes > 0) {
        int err = trace_by_size(keyed->trace, &by_size);

        if (err)
            return err;
        trace_fini(&keyed->own);
        keyed->own = by_size;
        keyed->trace = &keyed->own;
    }
    if (sweep_is_sampled(sweep))
        sweep_take_samples(sweep, keyed);
    return 0;
}

static int add_key(struct sweep *sweep, struct span word, struct buf *error)
{
    struct sweep_keyed *keyed = &sweep->keyed[sweep->n_keyed];
    int err;

    if (sweep->n_keyed == SWEEP_KEYS_MAX) {
        buf_addf(error, "--keys: more than %u", (unsigned)SWEEP_KEYS_MAX);
        return ERR_FULL;
    }
    sweep->n_keyed++;
    err = take_trace(sweep, word, keyed, error);
    if (err == ERR_UNKNOWN)
        return err;
    for (size_t i = 0; i + 1 < sweep->n_keyed; i++)
        if (span_eq(sweep->keyed[i].name, keyed->name)) {
            buf_addf(error, "the key %.*s is given twice",
                     SPAN_ARG(keyed->name));
            return ERR_DUPLICATE;
        }
    if (!err)
        err = prepare(sweep, keyed);
    if (err)
        buf_addf(error, "the key %.*s: %s", SPAN_ARG(keyed->name),
                 err == ERR_MISSING ? "this trace does not say who asked (a "
                                      "column origin, or a log with referers)"
                                    : err_text(err));
    return err;
}

int sweep_plan_keys(struct sweep *sweep, struct buf *error)
{
    struct span list =
        span_absent(sweep->spec.keys) ? SPAN("url") : sweep->spec.keys;
    struct span word;
    size_t at = 0;
    int err = 0;

    while (!err && span_list_next(list, &at, &word))
        err = add_key(sweep, word, error);
    if (!err && sweep->n_keyed == 0) {
        buf_add_str(error, "no key is named");
        err = ERR_MISSING;
    }
    return err;
}
