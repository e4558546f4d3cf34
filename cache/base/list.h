/* list.h - an intrusive doubly linked list. */
#ifndef POPBOX_CACHE_BASE_LIST_H
#define POPBOX_CACHE_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* A head or a link; an unlinked link points to itself. */
struct list {
    struct list *prev;
    struct list *next;
};

/* The struct that holds the link `member`. */
#define LIST_ITEM(link, type, member) \
    ((type *)(void *)((char *)(link)-offsetof(type, member)))
/* Safe against removal of the current link. */
#define LIST_EACH(link, head, keep)                                            \
    for (struct list *link = (head)->next, *keep = link->next; link != (head); \
         link = keep, keep = link->next)

static inline void list_init(struct list *l)
{
    l->prev = l;
    l->next = l;
}

static inline bool list_empty(const struct list *l)
{
    return l->next == l;
}

static inline void list_add_tail(struct list *head, struct list *link)
{
    link->prev = head->prev;
    link->next = head;
    head->prev->next = link;
    head->prev = link;
}

/* Harmless on an unlinked link. */
static inline void list_remove(struct list *link)
{
    link->prev->next = link->next;
    link->next->prev = link->prev;
    list_init(link);
}

#endif
