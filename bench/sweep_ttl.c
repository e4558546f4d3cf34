/*
 * sweep_ttl.c - how long a stored object lives, as people write it.
 *
 * The words of a list are "none", or a whole number above 0 with its unit: ms,
 * s, m, h, d. A number alone is no TTL: 60 might be minutes.
 */
#include "bench/sweep.h"

#define YEAR_MS (366 * INT64_C(86400000))

static int read_one(struct span word, struct sweep_ttl *ttl)
{
    static const struct {
        struct span unit;
        uint64_t ms;
    } units[] = {{SPAN_STATIC("ms"), 1},
                 {SPAN_STATIC("s"), 1000},
                 {SPAN_STATIC("m"), 60000},
                 {SPAN_STATIC("h"), 3600000},
                 {SPAN_STATIC("d"), 86400000}};
    size_t n_digits = 0;
    uint64_t number;

    if (word.len > SWEEP_LABEL_MAX)
        return ERR_SYNTAX;
    memcpy(ttl->label, word.ptr, word.len);
    if (span_eq(word, SPAN("none")))
        return 0;
    while (n_digits < word.len && word.ptr[n_digits] >= '0' &&
           word.ptr[n_digits] <= '9')
        n_digits++;
    if (!span_u64(span_cut(word, 0, n_digits), &number) || number == 0)
        return ERR_SYNTAX;
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
        if (span_eq(span_cut(word, n_digits, word.len), units[i].unit) &&
            number <= (uint64_t)YEAR_MS / units[i].ms) {
            ttl->ms = (int64_t)(number * units[i].ms);
            return 0;
        }
    return ERR_SYNTAX;
}

static int read_all(struct sweep *sweep, struct buf *error)
{
    struct span word;
    size_t at = 0;

    while (span_list_next(sweep->spec.ttls, &at, &word)) {
        if (sweep->n_ttls == SWEEP_TTLS_MAX) {
            buf_addf(error, "--ttls: more than %u", SWEEP_TTLS_MAX);
            return ERR_FULL;
        }
        if (read_one(word, &sweep->ttls[sweep->n_ttls++]) != 0) {
            buf_addf(error,
                     "--ttls: \"%.*s\" is no lifetime: none, or as 500ms, "
                     "60s, 5m, 1h, 7d, at most 366d",
                     SPAN_ARG(word));
            return ERR_SYNTAX;
        }
    }
    return 0;
}

int sweep_plan_ttls(struct sweep *sweep, struct buf *error)
{
    int err = read_all(sweep, error);

    if (!err && sweep->n_ttls == 0)
        sweep->n_ttls = 1; /* none */
    for (size_t i = 0; i < sweep->n_ttls && !err; i++) {
        if (sweep->ttls[i].ms > 0 && !sweep->trace->times_ms) {
            buf_add_str(error, "--ttls: this trace does not say when (a column "
                               "time, or a log)");
            err = ERR_MISSING;
        }
        for (size_t k = 0; k < sweep->n_policies && !err; k++)
            if (sweep->ttls[i].ms > 0 &&
                sweep->policies[k].offline != SIM_ONLINE) {
                buf_addf(error,
                         "--ttls: %s is no bound where objects expire: leave "
                         "it out",
                         sweep->policies[k].label);
                err = ERR_MISMATCH;
            }
    }
    return err;
}
