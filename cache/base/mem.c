/* mem.c - the heap; running out of memory ends the process, here alone. */
#include "cache/base/mem.h"

#include "cache/base/assert.h"

#include <stdint.h>
#include <stdlib.h>

/* No caller could go on without the memory, and every growth has a ceiling of
 * its own: what gets here is a machine at its end. */
static void *checked(void *ptr)
{
    if (!ptr)
        abort();
    return ptr;
}

void *mem_alloc(size_t size)
{
    return checked(malloc(size ? size : 1));
}

void *mem_zalloc(size_t n, size_t size)
{
    ASSERT(size == 0 || n <= SIZE_MAX / size);
    size_t bytes = n * size;
    return checked(calloc(bytes ? bytes : 1, 1));
}

void *mem_realloc(void *ptr, size_t size)
{
    return checked(realloc(ptr, size ? size : 1));
}

void mem_free(void *ptr)
{
    free(ptr);
}
