/*
 * world_parts.h - what the files of the virtual world share.
 *
 * Everything that happens is a turn: a moment on the clock and a function.
 * Calls into a node are made in turns only, never while its effects are carried
 * out, so that nothing is entered twice. Turns of one moment come in the order
 * in which they were set: the world is deterministic.
 */
#ifndef POPBOX_BENCH_WORLD_PARTS_H
#define POPBOX_BENCH_WORLD_PARTS_H

#include "bench/cast.h"
#include "bench/world.h"
#include "cache/base/heap.h"
#include "cache/base/list.h"

struct world;

struct turn {
    struct heap_item item;
    void (*run)(struct turn *turn);
};

struct edge {
    struct world *world;
    struct node *node;
    size_t index;      /* in the topology */
    struct list talks; /* its fetches under way */
};

struct world {
    struct stage stage; /* first: a stage is a world */
    uint32_t magic;
    int64_t now_ms;
    struct heap turns;
    struct edge *edges; /* as in the topology */
    struct cast cast;
    struct list visits; /* requests of browsers and plain clients under way */
    struct list spare_visits;
    struct list talks; /* conversations of visits with origins */
    struct list dead_talks;
    struct list spare_talks;
    struct span trouble; /* a literal; absent: none */
};

/* Sets or moves a turn. */
void turn_set(struct world *world, struct turn *turn, int64_t at_ms);

/* ---- world_visit.c: requests of browsers and plain clients --------------- */

struct visit;

/* Sends a request; everything is copied. body absent: none. */
void visit_begin(struct world *world, const struct asker *asker,
                 const struct http_request *head, struct span url,
                 struct span body);
/* What a visit's conversation with an origin says to it. */
void visit_head(struct visit *visit, const struct http_response *head);
void visit_body(struct visit *visit, uint64_t bytes);
void visit_end(struct visit *visit, enum stage_wire wire);
/* An effect of a node for the visit that is its viewer. */
void visit_effect(struct edge *edge, const struct effect *effect);
void visits_free(struct world *world);

/* ---- world_talk.c: conversations with origins ---------------------------- */

/* A node's EFFECT_FETCH and the ones that follow. */
void talk_effect(struct edge *edge, const struct effect *effect);
/* A visit asks an origin itself. */
void talk_visit(struct visit *visit, struct world *world, size_t origin,
                const struct http_request *request, struct span body);
/* Gives back what has ended; between turns. */
void talks_bury(struct world *world);
void talks_free(struct world *world);

/* ---- world.c ---------------------------------------------------------------
 */

/* Carries out the effects that wait in a node. After every call into it. */
void world_drain(struct edge *edge);
/* Carries out what a browser wants. After every call into it. */
void browser_drain(struct world *world, size_t browser);

#define WORLD_CLIENT SPAN("198.51.100.7")

#endif
