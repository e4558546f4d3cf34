/* json_names.c - an object's members in the order of their names. */
#include "cache/base/json_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static const cJSON *item_at(const void *place)
{
    return *(const cJSON *const *)place;
}

/* A total order: no two values of a document begin at one offset. */
static int by_name(const void *a, const void *b)
{
    int order = strcmp(item_at(a)->string, item_at(b)->string);
    if (order != 0)
        return order;
    return item_at(a)->valueint < item_at(b)->valueint ? -1 : 1;
}

size_t json_sorted(const cJSON *object, const cJSON ***members)
{
    size_t n = (size_t)cJSON_GetArraySize(object);
    const cJSON **items = mem_zalloc(n, sizeof(const cJSON *));
    const cJSON *item = object ? object->child : NULL;
    for (size_t i = 0; i < n; i++, item = item->next)
        items[i] = item;
    if (n > 1)
        qsort(items, n, sizeof(*items), by_name);
    *members = items;
    return n;
}

static int is_named(const void *name, const void *place)
{
    return strcmp(name, item_at(place)->string);
}

const cJSON *json_find(const cJSON *const *members, size_t n, const char *name)
{
    const cJSON *const *found =
        n ? bsearch(name, members, n, sizeof(*members), is_named) : NULL;
    return found ? *found : NULL;
}
