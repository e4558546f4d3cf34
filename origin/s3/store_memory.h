/* store_memory.h - buckets and objects in memory, with a ceiling. */
#ifndef POPBOX_ORIGIN_S3_STORE_MEMORY_H
#define POPBOX_ORIGIN_S3_STORE_MEMORY_H

#include "origin/s3/store.h"

/* bytes_max: of all bodies, committed or not, and of the heads. */
struct store *store_memory_new(uint64_t bytes_max);

#endif
