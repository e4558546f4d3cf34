/*
 * ids.h - numbers for objects that come and go; never 0, never reused.
 *
 * An id is the serial number of its object shifted left, with the table's place
 * in the low bits: found in one step, and larger means later.
 */
#ifndef POPBOX_CACHE_IDS_H
#define POPBOX_CACHE_IDS_H

#include <stdint.h>

#define IDS_PLACE_BITS 20
#define IDS_MAX        (1u << IDS_PLACE_BITS)

struct ids_row;

struct ids {
    struct ids_row *rows;
    uint32_t n;
    uint32_t cap;
    uint32_t free; /* head of the free places, 1-based; 0: none */
    uint32_t n_used;
    uint64_t next_serial;
};

void ids_init(struct ids *ids);
void ids_fini(struct ids *ids);
/* 0 when IDS_MAX objects are there already. */
uint64_t ids_add(struct ids *ids, void *object);
/* NULL when the id has ended or never was. */
void *ids_find(const struct ids *ids, uint64_t id);
void ids_remove(struct ids *ids, uint64_t id);
/* For iteration in places: the object there, or NULL. place < ids->n. */
void *ids_at(const struct ids *ids, uint32_t place);

static inline uint64_t ids_serial(uint64_t id)
{
    return id >> IDS_PLACE_BITS;
}

#endif
