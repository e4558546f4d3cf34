/* ids.c - numbers for objects that come and go; never 0, never reused. */
#include "cache/ids.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

struct ids_row {
    void *object; /* NULL: free */
    uint64_t id;
    uint32_t next_free; /* 1-based */
};

void ids_init(struct ids *ids)
{
    *ids = (struct ids){.next_serial = 1};
}

void ids_fini(struct ids *ids)
{
    mem_free(ids->rows);
}

static uint32_t take_place(struct ids *ids)
{
    if (ids->free > 0) {
        uint32_t place = ids->free - 1;

        ids->free = ids->rows[place].next_free;
        return place;
    }
    if (ids->n == ids->cap) {
        ids->cap = ids->cap ? ids->cap * 2 : 64;
        ids->rows = mem_realloc(ids->rows, ids->cap * sizeof(*ids->rows));
    }
    return ids->n++;
}

uint64_t ids_add(struct ids *ids, void *object)
{
    uint32_t place;
    uint64_t id;

    ASSERT(object);
    if (ids->n_used == IDS_MAX)
        return 0;
    place = take_place(ids);
    id = ids->next_serial++ << IDS_PLACE_BITS | place;
    ids->rows[place] = (struct ids_row){.object = object, .id = id};
    ids->n_used++;
    return id;
}

static struct ids_row *row(const struct ids *ids, uint64_t id)
{
    uint64_t place = id & (IDS_MAX - 1);

    if (place >= ids->n || !ids->rows[place].object ||
        ids->rows[place].id != id)
        return NULL;
    return &ids->rows[place];
}

void *ids_find(const struct ids *ids, uint64_t id)
{
    struct ids_row *found = row(ids, id);

    return found ? found->object : NULL;
}

void ids_remove(struct ids *ids, uint64_t id)
{
    struct ids_row *found = row(ids, id);

    ASSERT(found);
    *found = (struct ids_row){.next_free = ids->free};
    ids->free = (uint32_t)(id & (IDS_MAX - 1)) + 1;
    ids->n_used--;
}

void *ids_at(const struct ids *ids, uint32_t place)
{
    ASSERT(place < ids->n);
    return ids->rows[place].object;
}
