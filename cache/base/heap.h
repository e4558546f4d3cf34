/* heap.h - a binary heap of deadlines, ties in order of insertion. */
#ifndef POPBOX_CACHE_BASE_HEAP_H
#define POPBOX_CACHE_BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Embedded in what waits. Zero-initialised means: not in a heap. */
struct heap_item {
    int64_t at_ms;
    uint64_t order; /* set by the heap: first in, first out among equals */
    size_t place;   /* 1-based; 0: not in the heap */
};

#define HEAP_ITEM(item, type, member) \
    ((type *)(void *)((char *)(item)-offsetof(type, member)))

struct heap {
    struct heap_item **items;
    size_t n;
    size_t cap;
    uint64_t next_order;
};

void heap_init(struct heap *heap);
/* The items themselves belong to the caller. */
void heap_fini(struct heap *heap);
/* Puts item in, or moves it, at at_ms; its order is renewed. */
void heap_set(struct heap *heap, struct heap_item *item, int64_t at_ms);
/* Harmless when item is not in the heap. */
void heap_remove(struct heap *heap, struct heap_item *item);
/* The earliest, or NULL. */
struct heap_item *heap_first(const struct heap *heap);

#endif
