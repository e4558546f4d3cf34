/*
 * adaptsize_model.c - which c gives AdaptSize the highest hit ratio.
 *
 * Berger et al. (NSDI 2017), section 4: an object of rate r and admission
 * probability p is in an LRU cache with probability
 *
 *     p (e^(rT) - 1) / (1 + p (e^(rT) - 1))
 *
 * where T is the time that an object stays without a hit, the same for all, and
 * such that what is in the cache fills it. T is found by fixed-point iteration,
 * then c by search: a coarse one, because there may be several peaks, and
 * golden sections about the best.
 *
 * Hits are not counted by that formula: it is a steady state that for tiny p
 * only comes after ages, so that the best c would be one that admits next to
 * nothing. The rational function of the authors' code is taken, which is near
 * the formula where rT is small and near 0 where p is.
 */
#include "policies/eviction/adaptsize_model.h"

#include <math.h>

#define ITERATIONS 20
#define SECTIONS   15
#define STEP       2.0 /* of the coarse search, in powers of two */
#define GOLDEN     0.6180339887498949
#define SURE       150.0 /* e^this is as good as infinite */

static double presence(const struct adaptsize_object *object, double t,
                       double c)
{
    double waits = object->rate * t, odds;

    if (waits > SURE)
        return 1.0;
    odds = exp(-object->size / c) * (exp(waits) - 1.0);
    return odds / (1.0 + odds);
}

static double filled(const struct adaptsize_object *objects, size_t n, double t,
                     double c)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += objects[i].size * presence(&objects[i], t, c);
    return sum;
}

/* 0: nothing is ever admitted. */
static double characteristic_time(const struct adaptsize_object *objects,
                                  size_t n, double capacity, double c)
{
    double sum = 0.0, t;

    for (size_t i = 0; i < n; i++)
        sum += objects[i].rate * objects[i].size * exp(-objects[i].size / c);
    if (sum <= 0.0)
        return 0.0;
    t = capacity / sum;
    for (int i = 0; i < ITERATIONS && t < 1e70; i++) {
        double now = filled(objects, n, t, c);

        if (now <= 0.0)
            return 0.0;
        t *= capacity / now;
    }
    return t;
}

/* For rT = x, as in the authors' code. */
static double hit_probability(double x, double p)
{
    double above = p * x * (840.0 + x * (60.0 + x * (20.0 + x)));
    double below =
        840.0 +
        x * (120.0 * (7.0 * p - 3.0) +
             x * (60.0 * (1.0 + p) + x * (4.0 * (5.0 * p - 1.0) + x * p)));

    if (below <= 0.0 || above <= 0.0)
        return 0.0;
    return above < below ? above / below : 1.0;
}

double adaptsize_hits(const struct adaptsize_object *objects, size_t n,
                      double capacity, double c)
{
    double t = characteristic_time(objects, n, capacity, c);
    double hits = 0.0;

    for (size_t i = 0; i < n && t > 0.0; i++)
        hits += objects[i].rate *
                hit_probability(objects[i].rate * t, exp(-objects[i].size / c));
    return hits;
}

/* The objects with their cache, for the search. */
struct problem {
    const struct adaptsize_object *objects;
    size_t n;
    double capacity;
};

static double hits_at(const struct problem *problem, double log2_c)
{
    return adaptsize_hits(problem->objects, problem->n, problem->capacity,
                          exp2(log2_c));
}

static double golden(const struct problem *problem, double low, double high)
{
    double a = high - GOLDEN * (high - low), b = low + GOLDEN * (high - low);
    double at_a = hits_at(problem, a), at_b = hits_at(problem, b);

    for (int i = 0; i < SECTIONS; i++) {
        if (at_a < at_b) {
            low = a;
            a = b;
            at_a = at_b;
            b = low + GOLDEN * (high - low);
            at_b = hits_at(problem, b);
        } else {
            high = b;
            b = a;
            at_b = at_a;
            a = high - GOLDEN * (high - low);
            at_a = hits_at(problem, a);
        }
    }
    return at_a < at_b ? b : a;
}

double adaptsize_best(const struct adaptsize_object *objects, size_t n,
                      double capacity)
{
    struct problem problem = {objects, n, capacity};
    double end = log2(capacity), best = end, most = hits_at(&problem, end);
    double low, high;

    for (double at = 0.0; at < end; at += STEP) {
        double hits = hits_at(&problem, at);

        if (hits > most) {
            most = hits;
            best = at;
        }
    }
    low = best > STEP ? best - STEP : 0.0;
    high = best + STEP < end ? best + STEP : end;
    return exp2(golden(&problem, low, high));
}
