/* diagnose_compare.c - what several exchanges about one URL tell together. */
#include "bench/diagnose_parts.h"

static struct span asked(const struct diagnose_exchange *exchange,
                         const char *name)
{
    return http_headers_get(&exchange->request, span_str(name));
}

static struct span answered(const struct diagnose_exchange *exchange,
                            const char *name)
{
    return http_headers_get(&exchange->answer, span_str(name));
}

static bool is_preflight(const struct diagnose_exchange *exchange)
{
    return span_eq(exchange->method, SPAN("OPTIONS"));
}

static bool allows(const struct diagnose_exchange *exchange)
{
    return !span_absent(answered(exchange, "access-control-allow-origin"));
}

static void compare_requests(struct diagnosis *diagnosis,
                             const struct diagnose_exchange *a,
                             const struct diagnose_exchange *b)
{
    struct span first = asked(a, "origin");
    struct span second = asked(b, "origin");

    if (is_preflight(a) && is_preflight(b) && span_eq(first, second))
        diagnose_see(diagnosis, SEEN_PREFLIGHTS, b->place, b->url);
    if (is_preflight(a) || is_preflight(b))
        return;
    if (a->knows_request && span_absent(first) && !span_absent(second))
        diagnose_see(diagnosis, SEEN_FIRST_WITHOUT, a->place, a->url);
    if (!span_absent(first) && !span_absent(second) && !span_eq(first, second))
        diagnose_see(diagnosis, SEEN_TWO_ORIGINS, b->place, second);
}

static void compare_answers(struct diagnosis *diagnosis,
                            const struct diagnose_exchange *a,
                            const struct diagnose_exchange *b)
{
    struct span pop = answered(b, "x-amz-cf-pop");

    if (!span_absent(answered(a, "x-amz-cf-pop")) && !span_absent(pop) &&
        !span_eq(answered(a, "x-amz-cf-pop"), pop))
        diagnose_see(diagnosis, SEEN_POPS, b->place, pop);
    if (!a->complete || !b->complete || is_preflight(a) || is_preflight(b) ||
        allows(a) == allows(b))
        return;
    if (!span_absent(asked(a, "origin")) &&
        span_eq(asked(a, "origin"), asked(b, "origin")))
        diagnose_see(
            diagnosis,
            span_eq(asked(a, "accept-encoding"), asked(b, "accept-encoding"))
                ? SEEN_TURNS
                : SEEN_ENCODINGS,
            b->place, SPAN_ABSENT);
}

static void count_cdns(struct diagnosis *diagnosis)
{
    size_t n = 0;
    size_t place = 0;

    for (int i = SEEN_CLOUDFRONT; i <= SEEN_AKAMAI; i++)
        if (diagnose_saw(diagnosis, (enum diagnose_fact)i)) {
            n++;
            place = diagnosis->sights[i].place;
        }
    if (n > 1)
        diagnose_see(diagnosis, SEEN_TWO_CDNS, place, SPAN_ABSENT);
}

void diagnose_compare(struct diagnosis *diagnosis,
                      const struct diagnose_exchange *const *about, size_t n)
{
    count_cdns(diagnosis);
    /* Each with the one before it: what differs anywhere differs there. */
    for (size_t i = 1; i < n; i++) {
        compare_requests(diagnosis, about[i - 1], about[i]);
        compare_answers(diagnosis, about[i - 1], about[i]);
    }
}
