/*
 * verify.c - a key's states, made and closed anew from a certificate.
 *
 * 1. Each state is made by what the certificate says leads there.
 * 2. Each request in each of them, whatever the origin is like, leads to a
 *    state that is there, and so does time.
 * 3. What each page makes of each answer is what is written down, and it is
 *    right.
 */
#include "bench/check/verify.h"

#include "bench/check/verify_parts.h"

#include "cache/base/mem.h"
#include "cache/entry.h"

static int fail(struct verifying *v, const char *what)
{
    return lines_fail(&v->lines, what);
}

/* ---- at the node ------------------------------------------------------------
 */

static void play(struct verifying *v, const struct kept *from, uint32_t ask,
                 enum check_env env, struct drive_seen *seen)
{
    const struct drive_state at = {from->entry, from->now_ms, env};
    const struct http_request *head = &v->asks.slice.asks[ask].head;

    drive_run(&v->asks.slice.drive, &at, &head, 1, seen);
    v->report->n_transitions++;
}

static struct span spell(struct verifying *v, const struct kept *kept)
{
    buf_reset(&v->bytes);
    if (kept->entry) {
        buf_addf(&v->bytes, "%d %d ", (int)kept->filled, kept->second);
        node_state_bytes(&v->bytes, kept->entry, kept->now_ms);
    }
    return v->bytes.overflow ? SPAN_ABSENT : buf_span(&v->bytes);
}

/* What is kept now; the entry is a reference. */
static struct kept left_by(struct verifying *v, const struct kept *from,
                           const struct drive_seen *seen)
{
    const struct drive *drive = &v->asks.slice.drive;
    struct kept now = {.entry = node_snapshot(drive->node, v->key),
                       .now_ms = from->now_ms,
                       .filled =
                           drive->env < ENV_MISSING ? ENV_PLAIN : drive->env,
                       .second = seen->origin != drive->main_origin};

    if (now.entry && from->entry && now.entry->body == from->entry->body) {
        now.filled = from->filled; /* a 304 brought no other body */
        now.second = from->second;
    }
    return now;
}

static bool is_alone(const struct verifying *v, const struct kept *now)
{
    struct node_stats stats;

    node_stats(v->asks.slice.drive.node, &stats);
    return stats.entries == (now->entry ? 1u : 0u);
}

/* ---- 1 states --------------------------------------------------------------
 */

static int read_env(struct verifying *v, enum check_env *env)
{
    struct span word = lines_field(&v->lines);

    for (int i = 0; i < N_ENVS; i++)
        if (span_eq(word, span_str(check_env_word((enum check_env)i)))) {
            *env = (enum check_env)i;
            return 0;
        }
    return fail(v, "that is nothing that an origin can be like");
}

static int make_by_wait(struct verifying *v, const struct kept *from,
                        struct kept *made)
{
    if (!from->entry || !span_eq(lines_field(&v->lines), SPAN("-")))
        return fail(v, "time changes nothing there");
    *made = *from;
    made->now_ms = node_state_until(from->entry, from->now_ms);
    if (made->now_ms == NODE_NEVER)
        return fail(v, "time changes nothing there");
    entry_ref(made->entry);
    return 0;
}

static int make_by_ask(struct verifying *v, const struct kept *from,
                       struct span act, struct kept *made)
{
    struct drive_seen seen;
    enum check_env env = ENV_PLAIN;
    uint32_t ask;

    if (lines_read_number(&v->lines, act, (uint32_t)v->asks.slice.n_asks,
                          &ask) != 0 ||
        read_env(v, &env) != 0)
        return ERR_SYNTAX;
    if (ask == LINES_NO_NUMBER || !v->mine[ask])
        return fail(v, "that request does not have the key");
    play(v, from, ask, env, &seen);
    *made = left_by(v, from, &seen);
    return 0;
}

static int make_state(struct verifying *v, uint32_t at)
{
    struct kept *made = &v->states[at];
    uint32_t from;
    struct span act;
    int err = lines_need(&v->lines, "state");

    *made = (struct kept){.now_ms = CHECK_START_MS};
    if (err || lines_number(&v->lines, at ? at : 1, &from) != 0)
        return ERR_SYNTAX;
    if ((at == 0) != (from == LINES_NO_NUMBER))
        return fail(v, "the first state, and only it, is the empty one");
    act = lines_field(&v->lines);
    if (at == 0)
        err = span_eq(act, SPAN("-")) &&
                      span_eq(lines_field(&v->lines), SPAN("-"))
                  ? 0
                  : fail(v, "nothing leads to the empty state");
    else if (span_eq(act, SPAN("wait")))
        err = make_by_wait(v, &v->states[from], made);
    else
        err = make_by_ask(v, &v->states[from], act, made);
    if (!err)
        made->bytes = lines_bytes(&v->lines);
    if (!err && !span_absent(made->bytes) &&
        !span_eq(spell(v, made), made->bytes))
        return fail(v, "what leads there leads to another state");
    return err ? err : lines_end(&v->lines);
}

/* ---- 2 closure -------------------------------------------------------------
 */

static int need_same(struct verifying *v, const struct kept *now, uint32_t to)
{
    if (to >= v->n_states)
        return fail(v, "a state is missing");
    if (!span_eq(spell(v, now), v->states[to].bytes))
        return fail(v, "a request leads to another state than that");
    return 0;
}

/* One number, or one for each environment. */
static int read_to(struct verifying *v, uint32_t ask)
{
    struct span field = lines_field(&v->lines);
    size_t at = 0, end, n = 0;

    if (span_absent(field))
        return fail(v, "a request of the key is missing");
    do {
        end = span_find(field, ',', at);
        if (n == N_ENVS ||
            lines_read_number(&v->lines, span_cut(field, at, end), v->n_states,
                              &v->to[ask][n++]) != 0)
            return fail(v, "there are more states than environments");
        at = end + 1;
    } while (end < field.len);
    if (n != 1 && n != N_ENVS)
        return fail(v, "a state is due for each environment, or one for all");
    for (size_t i = n; i < N_ENVS; i++)
        v->to[ask][i] = LINES_NO_NUMBER;
    return 0;
}

static int verify_ask(struct verifying *v, const struct kept *from,
                      uint32_t ask)
{
    const uint32_t *to = v->to[v->asks.same[ask]];
    struct drive_seen seen;
    int err = 0;

    for (int env = 0; env < N_ENVS && !err; env++) {
        struct kept now;

        play(v, from, ask, (enum check_env)env, &seen);
        now = left_by(v, from, &seen);
        err = is_alone(v, &now)
                  ? need_same(v, &now, to[env])
                  : fail(v, "a request leaves something under another key");
        entry_unref(now.entry);
        if (env == 0 && !seen.asked)
            return err || to[1] == LINES_NO_NUMBER
                       ? err
                       : fail(v, "no origin is asked there");
    }
    return err;
}

static int verify_wait(struct verifying *v, const struct kept *from)
{
    struct kept now = *from;
    uint32_t to;

    if (lines_number(&v->lines, v->n_states, &to) != 0)
        return ERR_SYNTAX;
    now.now_ms =
        from->entry ? node_state_until(from->entry, from->now_ms) : NODE_NEVER;
    if ((now.now_ms == NODE_NEVER) != (to == LINES_NO_NUMBER))
        return fail(v, "time leads elsewhere");
    return to == LINES_NO_NUMBER ? 0 : need_same(v, &now, to);
}

static int verify_from(struct verifying *v, const struct kept *from)
{
    int err = lines_need(&v->lines, "from");

    if (!err)
        err = verify_wait(v, from);
    for (uint32_t i = 0; i < v->asks.slice.n_asks && !err; i++) {
        if (!v->mine[i])
            continue;
        if (v->asks.same[i] == i)
            err = read_to(v, i);
        if (!err)
            err = verify_ask(v, from, i);
    }
    return err ? err : lines_end(&v->lines);
}

/* ---- 3 verdicts ------------------------------------------------------------
 */

/* Whether the page was served from what is kept. */
static bool is_kept(const struct drive_seen *seen)
{
    enum x_cache from = seen->journal->x_cache;

    return from == X_CACHE_HIT || from == X_CACHE_REFRESH_HIT ||
           (from == X_CACHE_ERROR && !seen->asked);
}

/* P1 and P4: the load would fail without the history, too, with the origin as
 * it is or as it was. */
static bool may_fail(const struct view *view, const struct view *partner,
                     const struct kept *kept, enum check_env now)
{
    return !view->fresh[now].ok || !partner->fresh[now].ok ||
           (kept && !(kept->second && kept->filled >= ENV_BUSY) &&
            !view->fresh[kept->filled].ok);
}

/* P3: the page is granted this part of a load, or the other part ends it. */
static bool may_read(const struct view *view, const struct view *partner,
                     enum check_env env)
{
    enum check_env as = env >= ENV_BUSY ? ENV_PLAIN : env;

    if (partner != view && !partner->fresh[as].ok)
        return true;
    return view->fresh[as].granted &&
           (view->fresh[as].ok || partner->fresh[as].granted);
}

static bool is_right(const struct verifying *v, const struct view *view,
                     const struct kept *kept, const struct drive_seen *seen,
                     bool ok)
{
    const struct view *partner = &v->asks.slice.views[view->partner];
    enum check_env now = seen->asked ? v->asks.slice.drive.env : ENV_PLAIN;
    bool from_kept = is_kept(seen);

    if (!ok)
        return may_fail(view, partner, from_kept ? kept : NULL, now);
    return !from_kept || may_read(view, partner, now) ||
           may_read(view, partner, kept->filled);
}

static int verify_view(struct verifying *v, const struct kept *kept,
                       const struct view *view)
{
    struct span said = lines_field(&v->lines);
    struct drive_seen seen;

    for (size_t env = 0; env < N_ENVS; env++) {
        bool ok;

        play(v, kept, view->ask, (enum check_env)env, &seen);
        ok = view_judge(view, &seen.reply, v->asks.slice.scratch).verdict ==
             CORS_OK;
        arena_reset(v->asks.slice.scratch);
        if (env >= said.len || said.ptr[env] != (ok ? 'y' : 'n'))
            return fail(v, "a page makes something else of the answer");
        if (!is_right(v, view, kept, &seen, ok))
            return fail(v, "a page fares otherwise than it ought to");
        if (env == 0 && !seen.asked)
            return said.len == 1 ? 0 : fail(v, "no origin is asked there");
    }
    return said.len == N_ENVS ? 0 : fail(v, "there are too many verdicts");
}

static int verify_sees(struct verifying *v, const struct kept *kept)
{
    int err = lines_need(&v->lines, "sees");

    for (size_t i = 0; i < v->asks.slice.n_views && !err; i++)
        if (v->mine[v->asks.slice.views[i].ask])
            err = verify_view(v, kept, &v->asks.slice.views[i]);
    return err ? err : lines_end(&v->lines);
}

/* ---- a key -----------------------------------------------------------------
 */

static int verify_states(struct verifying *v)
{
    uint32_t n = v->n_states;
    int err = 0;

    v->n_states = 0;
    while (v->n_states < n && !err)
        err = make_state(v, v->n_states++);
    for (uint32_t i = 0; i < n && !err; i++) {
        err = verify_from(v, &v->states[i]);
        if (!err)
            err = verify_sees(v, &v->states[i]);
    }
    node_restore(v->asks.slice.drive.node, NULL);
    for (uint32_t i = 0; i < v->n_states; i++)
        entry_unref(v->states[i].entry);
    v->report->n_states += n;
    return err;
}

int verify_key(struct verifying *v)
{
    size_t n_asks = v->asks.slice.n_asks;
    int err = lines_need(&v->lines, "key");

    v->key = lines_bytes(&v->lines);
    if (err || span_absent(v->key) ||
        lines_number(&v->lines, VERIFY_STATES_MAX, &v->n_states) != 0 ||
        lines_end(&v->lines) != 0)
        return ERR_SYNTAX;
    if (v->n_states == LINES_NO_NUMBER || v->n_states == 0)
        return fail(v, "a key has at least the empty state");
    for (size_t i = 0; i < n_asks; i++) {
        v->mine[i] = span_eq(v->asks.keys[i], v->key);
        v->asks.verified[i] |= v->mine[i];
    }
    v->states = mem_zalloc(v->n_states, sizeof(*v->states));
    err = verify_states(v);
    mem_free(v->states);
    v->report->n_keys++;
    return err;
}
