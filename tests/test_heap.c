/* test_heap.c - deadlines: order, ties, moves, removal, against a plain scan.
 */
#include "cache/base/heap.h"

#include "cache/base/rng.h"

#include <criterion/criterion.h>

#define N_ITEMS 64

/* The obvious way: the smallest (at_ms, order) of those that are in. */
static struct heap_item *scan(struct heap_item *items)
{
    struct heap_item *first = NULL;
    for (size_t i = 0; i < N_ITEMS; i++) {
        struct heap_item *item = &items[i];
        if (item->place == 0)
            continue;
        if (!first || item->at_ms < first->at_ms ||
            (item->at_ms == first->at_ms && item->order < first->order))
            first = item;
    }
    return first;
}

Test(heap, equals_a_plain_scan_after_every_operation)
{
    struct heap heap;
    struct heap_item items[N_ITEMS] = {0};
    struct rng rng;
    rng_init(&rng, 1);
    heap_init(&heap);
    for (int i = 0; i < 20000; i++) {
        struct heap_item *item = &items[rng_below(&rng, N_ITEMS)];
        if (rng_below(&rng, 3) == 0)
            heap_remove(&heap, item);
        else
            heap_set(&heap, item, (int64_t)rng_below(&rng, 16) - 8);
        cr_assert_eq(heap_first(&heap), scan(items));
    }
    while (heap_first(&heap))
        heap_remove(&heap, heap_first(&heap));
    cr_assert_eq(heap.n, 0u);
    heap_fini(&heap);
}

Test(heap, equal_deadlines_leave_in_the_order_of_their_setting)
{
    struct heap heap;
    struct heap_item items[N_ITEMS] = {0};
    heap_init(&heap);
    for (size_t i = 0; i < N_ITEMS; i++)
        heap_set(&heap, &items[i], 5);
    heap_set(&heap, &items[0], 5); /* set again: now the last */
    for (size_t i = 1; i <= N_ITEMS; i++) {
        cr_assert_eq(heap_first(&heap), &items[i % N_ITEMS]);
        heap_remove(&heap, heap_first(&heap));
    }
    heap_remove(&heap, &items[3]); /* harmless */
    cr_assert_null(heap_first(&heap));
    heap_fini(&heap);
}
