/*
 * explore.c - every state of every key of a slice, breadth first.
 *
 * Apart from eviction, which empties a key and nothing else, keys do not
 * interact: an entry is found, replaced and renewed under its own key only. So
 * each key is a system of its own, and its states are: nothing, or one entry at
 * one moment of its life. From each of them go all acts of anybody, whatever
 * the origin is like at the moment, and time up to where the entry is next
 * worth less. Eviction and invalidation lead to the empty state, which is
 * there. When no new state appears, all of them have been seen.
 */
#include "bench/check/certificate.h"
#include "bench/check/parts.h"
#include "cache/base/hash.h"
#include "cache/entry.h"
#include "cache/base/mem.h"

#define STATES_MAX_DEFAULT      4096u
#define TRANSITIONS_MAX_DEFAULT 50000000u
#define BYTES_MAX               ((size_t)64 << 10)
#define PROGRESS_EVERY          4096u

struct exploring {
    struct slice *slice;
    uint32_t key;
    uint32_t *acts; /* asks that act on the key */
    size_t n_acts;
    uint32_t *views; /* views of the key */
    size_t n_views;
    struct buf bytes;
};

/* ---- states ----------------------------------------------------------------
 */

static uint32_t *slot_of(const struct slice *slice, struct span bytes)
{
    size_t at = hash64(&slice->secret, bytes) & (slice->n_slots - 1);

    while (slice->slots[at] &&
           !span_eq(slice->states[slice->slots[at] - 1].bytes, bytes))
        at = (at + 1) & (slice->n_slots - 1);
    return &slice->slots[at];
}

static void make_slots(struct exploring *in)
{
    struct slice *slice = in->slice;

    mem_free(slice->slots);
    slice->n_slots = slice->n_slots ? slice->n_slots * 2 : 256;
    slice->slots = mem_zalloc(slice->n_slots, sizeof(*slice->slots));
    for (size_t i = 0; i < slice->n_states; i++)
        *slot_of(slice, slice->states[i].bytes) = (uint32_t)i + 1;
}

void state_spell(struct buf *bytes, const struct state *state)
{
    buf_reset(bytes);
    if (!state->entry)
        return;
    buf_addf(bytes, "%d %d ", (int)state->filled, state->second);
    node_state_bytes(bytes, state->entry, state->now_ms);
}

uint32_t slice_state_of(const struct slice *slice, struct span bytes)
{
    return *slot_of(slice, bytes) - 1;
}

/* Adds the state unless it is there; its reference to the entry moves. */
static int add_state(struct exploring *in, const struct state *state)
{
    struct slice *slice = in->slice;
    uint32_t max = slice->run->options->states_max;
    uint32_t *slot;

    state_spell(&in->bytes, state);
    if (in->bytes.overflow)
        return ERR_TOO_LONG;
    slot = slot_of(slice, buf_span(&in->bytes));
    if (*slot || slice->n_states >= (max ? max : STATES_MAX_DEFAULT)) {
        if (!*slot)
            slice->run->report->bound = SPAN("a key has more states than the "
                                             "limit");
        entry_unref(state->entry);
        return 0;
    }
    if (slice->n_states == slice->cap_states) {
        slice->cap_states = slice->cap_states ? slice->cap_states * 2 : 64;
        slice->states = mem_realloc(slice->states,
                                    slice->cap_states * sizeof(*slice->states));
    }
    slice->states[slice->n_states] = *state;
    *slot = (uint32_t)slice->n_states + 1;
    if (arena_copy(slice->run->arena, buf_span(&in->bytes),
                   &slice->states[slice->n_states].bytes) != 0)
        return ERR_TOO_LONG;
    slice->n_states++;
    if (slice->n_states * 2 > slice->n_slots)
        make_slots(in);
    return 0;
}

/* ---- transitions -----------------------------------------------------------
 */

static bool goes_on(struct exploring *in)
{
    struct check_run *run = in->slice->run;
    struct check_report *report = run->report;
    uint64_t max = run->options->transitions_max;

    report->n_transitions++;
    if (report->n_transitions > (max ? max : TRANSITIONS_MAX_DEFAULT))
        report->bound = SPAN("more transitions than the limit");
    if (report->n_transitions % PROGRESS_EVERY == 0 && run->options->progress &&
        !run->options->progress(run->options->user, report->n_states,
                                report->n_transitions))
        report->bound = SPAN("stopped before the end");
    return span_absent(report->bound);
}

void state_after(struct state *state, const struct slice *slice, uint32_t from,
                 uint32_t ask, const struct drive_seen *seen)
{
    const struct state *old = &slice->states[from];
    enum check_env env = slice->drive.env;

    *state = (struct state){
        .entry =
            node_snapshot(slice->drive.node, slice->keys[slice->asks[ask].key]),
        .now_ms = old->now_ms,
        .parent = from,
        .act = ACT_ASK,
        .ask = ask,
        .env = env,
        .filler = ask,
        .filled = env < ENV_MISSING ? ENV_PLAIN : env,
        .second = seen->origin != slice->drive.main_origin,
        .depth = old->depth + 1};
    if (!state->entry || !old->entry || state->entry->body != old->entry->body)
        return;
    state->filler = old->filler; /* the same, or renewed */
    state->filled = old->filled;
    state->second = old->second;
    state->renewed = state->entry != old->entry || old->renewed;
}

/* What an act left under the key, told apart from what was there. */
static int note_act(struct exploring *in, uint32_t from, uint32_t ask,
                    const struct drive_seen *seen)
{
    struct state state;

    state_after(&state, in->slice, from, ask, seen);
    if (!state.entry || state.entry == in->slice->states[from].entry) {
        entry_unref(state.entry);
        return 0;
    }
    return add_state(in, &state);
}

static int act(struct exploring *in, uint32_t from, uint32_t ask)
{
    struct slice *slice = in->slice;
    const struct http_request *head = &slice->asks[ask].head;
    struct drive_seen seen;
    int err = 0;

    for (int env = 0; env < N_ENVS && !err; env++) {
        const struct drive_state at = {slice->states[from].entry,
                                       slice->states[from].now_ms,
                                       (enum check_env)env};

        if (!goes_on(in))
            return 0;
        drive_run(&slice->drive, &at, &head, 1, &seen);
        err = note_act(in, from, ask, &seen);
        if (!seen.asked)
            break; /* the same, whatever the origin is like */
    }
    return err;
}

static int wait(struct exploring *in, uint32_t from)
{
    const struct state *old = &in->slice->states[from];
    struct state state = *old;

    if (!old->entry)
        return 0;
    state.now_ms = node_state_until(old->entry, old->now_ms);
    if (state.now_ms == NODE_NEVER)
        return 0;
    state.entry = entry_ref(old->entry);
    state.parent = from;
    state.act = ACT_WAIT;
    state.depth++;
    return add_state(in, &state);
}

static void look(struct exploring *in, uint32_t from, uint32_t view)
{
    struct slice *slice = in->slice;
    const struct http_request *head = &slice->asks[slice->views[view].ask].head;
    struct drive_seen seen;

    for (int env = 0; env < N_ENVS && goes_on(in); env++) {
        const struct drive_state at = {slice->states[from].entry,
                                       slice->states[from].now_ms,
                                       (enum check_env)env};

        drive_run(&slice->drive, &at, &head, 1, &seen);
        for (size_t v = 0; v < in->n_views; v++)
            if (slice->views[in->views[v]].group == view)
                view_judge_state(slice, in->views[v], from, (enum check_env)env,
                                 &seen);
        if (!seen.asked)
            return;
    }
}

/* ---- one key ---------------------------------------------------------------
 */

static int close_key(struct exploring *in)
{
    struct slice *slice = in->slice;
    const struct state empty = {
        .now_ms = CHECK_START_MS, .parent = NO_STATE, .filler = NO_STATE};
    int err = add_state(in, &empty);

    for (uint32_t i = 0; i < slice->n_states && !err; i++) {
        for (size_t a = 0; a < in->n_acts && !err; a++)
            err = act(in, i, in->acts[a]);
        if (!err)
            err = wait(in, i);
        for (size_t v = 0; slice->states[i].entry && v < in->n_views; v++)
            if (slice->views[in->views[v]].group == in->views[v])
                look(in, i, in->views[v]);
    }
    return err;
}

static void collect(struct exploring *in)
{
    const struct slice *slice = in->slice;

    in->n_acts = 0;
    in->n_views = 0;
    for (size_t i = 0; i < slice->n_asks; i++)
        if (slice->asks[i].key == in->key && slice->asks[i].acts)
            in->acts[in->n_acts++] = (uint32_t)i;
    for (size_t i = 0; i < slice->n_views; i++)
        if (slice->asks[slice->views[i].ask].key == in->key)
            in->views[in->n_views++] = (uint32_t)i;
}

static void forget_states(struct slice *slice)
{
    node_restore(slice->drive.node, NULL);
    for (size_t i = 0; i < slice->n_states; i++)
        entry_unref(slice->states[i].entry);
    slice->n_states = 0;
    if (slice->slots)
        memset(slice->slots, 0, slice->n_slots * sizeof(*slice->slots));
}

static int explore_key(struct exploring *in)
{
    struct slice *slice = in->slice;
    struct check_report *report = slice->run->report;
    int err;

    collect(in);
    report->n_keys++;
    if (in->n_views == 0)
        return 0; /* no page's: nobody is served from it */
    err = close_key(in);
    if (!err)
        certificate_key(slice, in->key);
    report->n_states += slice->n_states;
    forget_states(slice);
    return err;
}

int slice_explore(struct slice *slice)
{
    struct exploring in = {.slice = slice};
    int err = views_judge_fresh(slice);

    buf_init(&in.bytes, BYTES_MAX);
    in.acts = mem_alloc((slice->n_asks + 1) * sizeof(*in.acts));
    in.views = mem_alloc((slice->n_views + 1) * sizeof(*in.views));
    make_slots(&in);
    for (in.key = 0; in.key < slice->n_keys && !err; in.key++)
        err = explore_key(&in);
    mem_free(in.acts);
    mem_free(in.views);
    buf_fini(&in.bytes);
    mem_free(slice->slots);
    mem_free(slice->states);
    return err;
}
