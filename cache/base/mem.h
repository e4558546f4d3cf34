/* mem.h - the heap; running out of memory ends the process, here alone. */
#ifndef POPBOX_CACHE_BASE_MEM_H
#define POPBOX_CACHE_BASE_MEM_H

#include <stddef.h>

/* Never NULL, also for size 0. The caller owns the bytes (mem_free). */
void *mem_alloc(size_t size);
/* As mem_alloc, filled with zero bytes. n * size must not wrap (asserted). */
void *mem_zalloc(size_t n, size_t size);
/* As realloc(3); ptr may be NULL. */
void *mem_realloc(void *ptr, size_t size);
/* ptr may be NULL. */
void mem_free(void *ptr);

#endif
