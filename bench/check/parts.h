/*
 * parts.h - what the files of the checker share.
 *
 * A slice is a behavior and a representative path. Its asks are the requests
 * that anyone can send; its views are what a page's load checks of an answer: a
 * view is about one ask. Asks that have one key share entries, asks with
 * different keys never do, so each key is explored by itself.
 */
#ifndef POPBOX_BENCH_CHECK_PARTS_H
#define POPBOX_BENCH_CHECK_PARTS_H

#include "bench/browser_rules.h"
#include "bench/check/check.h"
#include "bench/check/classes.h"
#include "bench/check/drive.h"
#include "bench/stage.h"
#include "cache/base/hash.h"

#define NO_STATE UINT32_MAX
#define NO_KEY   UINT32_MAX

#define CHECK_START_MS STAGE_START_MS

/* A request that anyone can send. */
struct ask {
    struct http_request head;
    uint32_t key;              /* number of its key; NO_KEY: not kept */
    uint32_t said[2 * N_ENVS]; /* numbers of the origin's answers, then of those
                                  to the question whether a copy holds */
    bool asks;                 /* it gets as far as an origin */
    bool acts;                 /* no earlier ask of its key does the same */
};

/* What a page's load checks. */
struct view {
    uint32_t ask;
    uint32_t group;   /* the first view that the edge cannot tell from it */
    uint32_t partner; /* the load's other part; itself: there is none */
    bool preflight;
    struct load_spec spec;
    struct cors_preflight asked; /* of a preflight, and origin, credentials */
    struct {
        bool ok;      /* the edge with nothing kept */
        bool granted; /* the origin itself */
    } fresh[N_ENVS];
};

enum act_kind { ACT_START, ACT_ASK, ACT_WAIT };

/* A state of one key, and how it was reached first. */
struct state {
    struct entry *entry; /* a reference; NULL: nothing */
    int64_t now_ms;
    struct span bytes;
    uint32_t parent; /* NO_STATE: the empty one */
    enum act_kind act;
    uint32_t ask;          /* of ACT_ASK */
    enum check_env env;    /* of ACT_ASK */
    uint32_t filler;       /* the ask that brought what is kept */
    enum check_env filled; /* and what the origin was like then */
    bool second;           /* a group's second origin brought it */
    bool renewed;          /* a 304 has confirmed it since */
    uint32_t depth;
};

struct slice {
    struct check_run *run;
    size_t behavior_at;
    const struct behavior *behavior;
    struct span path;
    bool own_pages; /* it is there for the distribution's error pages */
    struct check_classes classes;
    struct drive drive;
    struct hash_secret secret;
    struct arena *scratch; /* reset by whoever has used it */
    struct ask *asks;
    size_t n_asks, cap_asks;
    struct view *views;
    size_t n_views, cap_views;
    struct span *keys;
    uint64_t *key_hashes; /* as keys */
    size_t n_keys, cap_keys;
    struct state *states; /* of the key that is being explored */
    size_t n_states, cap_states;
    uint32_t *slots; /* states by hash of their bytes, 1-based */
    size_t n_slots;
};

struct check_run {
    struct check_report *report;
    struct arena *arena;
    const struct check_options *options;
    struct json_reader *config;
    struct topology topology; /* of the reading that is being tried */
    const struct topology_edge *edge;
    struct answers *answers;
    const char *reading; /* the knob turned; NULL: the default */
};

/* run.c: notes what is no fault, once. */
void check_note(struct check_run *run, struct span what, struct span sentence);

/* A path that the pattern matches: stars filled in, '?' replaced. */
struct span check_path_for(struct arena *arena, struct span pattern);
/* A behavior made for the distribution's error pages: no other site's page is
 * meant to load them by their own path. */
bool check_is_for_error_pages(const struct slice *slice);

/* dead_rules.c: notes what the answer rests on, and what of the buckets' CORS
 * rules can never matter. */
void check_note_origins(struct check_run *run);

/* asks.c: fills asks, views and keys of a slice. ERR_TOO_LONG past a limit. */
MUST_USE int slice_ask(struct slice *slice);
/* One key, and equal answers whatever the origin is like. */
bool asks_do_the_same(const struct ask *a, const struct ask *b);
/* explore.c: every state of every key. */
MUST_USE int slice_explore(struct slice *slice);
/* The bytes that tell a state from others, into an empty buf. */
void state_spell(struct buf *bytes, const struct state *state);
/* What the last drive, of that ask in state `from`, left under its key; the
 * entry is a reference of the caller's. */
void state_after(struct state *state, const struct slice *slice, uint32_t from,
                 uint32_t ask, const struct drive_seen *seen);
/* The number of a state of the key that is being explored, or NO_STATE. */
uint32_t slice_state_of(const struct slice *slice, struct span bytes);

/* judge.c */
struct cors_result view_judge(const struct view *view,
                              const struct http_response *reply,
                              struct arena *arena);
/* What the origin grants the view's load, at best. ERR_TOO_LONG past a limit.
 */
MUST_USE int view_granted(const struct slice *slice, const struct view *view,
                          enum check_env env, bool *granted);
/* Fills the views' fresh, and reports what is wrong without any history. */
MUST_USE int views_judge_fresh(struct slice *slice);
/* What the view makes of an answer in that state. */
void view_judge_state(struct slice *slice, uint32_t view, uint32_t state,
                      enum check_env env, const struct drive_seen *seen);

/* findings.c */
struct fault_found {
    enum check_property property;
    enum check_guilty guilty;
    unsigned headers; /* a bit each: Origin, ACRM, ACRH, method */
    uint32_t view;
    uint32_t state; /* NO_STATE: the empty one */
    enum check_env env;
};
void finding_add(struct slice *slice, const struct fault_found *found);
/* Drops what follows from another finding. */
void findings_prune(struct check_report *report);

#endif
