/*
 * heap.c - a binary heap of deadlines, ties in order of insertion.
 *
 * items[place - 1] is the item of that place; the children of place p are 2p
 * and 2p + 1. Each item knows its place, so that it can be moved or taken out
 * without a search.
 */
#include "cache/base/heap.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

void heap_init(struct heap *heap)
{
    *heap = (struct heap){0};
}

void heap_fini(struct heap *heap)
{
    mem_free(heap->items);
    heap_init(heap);
}

static bool is_before(const struct heap_item *a, const struct heap_item *b)
{
    if (a->at_ms != b->at_ms)
        return a->at_ms < b->at_ms;
    return a->order < b->order;
}

static void put(struct heap *heap, size_t place, struct heap_item *item)
{
    heap->items[place - 1] = item;
    item->place = place;
}

static void sift_up(struct heap *heap, struct heap_item *item)
{
    size_t place = item->place;
    while (place > 1 && is_before(item, heap->items[place / 2 - 1])) {
        put(heap, place, heap->items[place / 2 - 1]);
        place /= 2;
    }
    put(heap, place, item);
}

static void sift_down(struct heap *heap, struct heap_item *item)
{
    size_t place = item->place;
    while (place * 2 <= heap->n) {
        size_t child = place * 2;
        if (child < heap->n &&
            is_before(heap->items[child], heap->items[child - 1]))
            child++;
        if (!is_before(heap->items[child - 1], item))
            break;
        put(heap, place, heap->items[child - 1]);
        place = child;
    }
    put(heap, place, item);
}

static void append(struct heap *heap, struct heap_item *item)
{
    if (heap->n == heap->cap) {
        heap->cap = heap->cap ? heap->cap * 2 : 16;
        heap->items =
            mem_realloc(heap->items, heap->cap * sizeof(struct heap_item *));
    }
    heap->n++;
    put(heap, heap->n, item);
}

void heap_set(struct heap *heap, struct heap_item *item, int64_t at_ms)
{
    item->at_ms = at_ms;
    item->order = heap->next_order++;
    if (item->place == 0)
        append(heap, item);
    ASSERT(heap->items[item->place - 1] == item);
    sift_up(heap, item);
    sift_down(heap, item);
}

void heap_remove(struct heap *heap, struct heap_item *item)
{
    if (item->place == 0)
        return;
    ASSERT(heap->items[item->place - 1] == item);
    size_t place = item->place;
    struct heap_item *last = heap->items[heap->n - 1];
    heap->n--;
    item->place = 0;
    if (last == item)
        return;
    put(heap, place, last);
    sift_up(heap, last);
    sift_down(heap, last);
}

struct heap_item *heap_first(const struct heap *heap)
{
    return heap->n > 0 ? heap->items[0] : NULL;
}
