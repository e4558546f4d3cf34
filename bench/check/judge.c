/*
 * judge.c - what a page's browser makes of an answer, and what it ought to.
 *
 * The verdict is the CORS check of the Fetch standard. What the origin grants
 * is its answer to what the edge would send with the page's own Origin and
 * Access-Control-Request lines in it, with the behavior's response headers
 * policy applied: the best that this configuration could hand on.
 */
#include "bench/check/parts.h"
#include "cache/origin_request.h"
#include "cache/reply_recipe.h"

static const char *const cors_lines[] = {"origin",
                                         "access-control-request-method",
                                         "access-control-request-headers"};
#define N_CORS_LINES (sizeof(cors_lines) / sizeof(cors_lines[0]))

struct cors_result view_judge(const struct view *view,
                              const struct http_response *reply,
                              struct arena *arena)
{
    if (view->preflight)
        return cors_check_preflight(reply, &view->asked, arena);
    return cors_check(&reply->headers, view->asked.page_origin,
                      view->asked.credentials, arena);
}

static enum cors_verdict verdict_of(const struct slice *slice,
                                    const struct view *view,
                                    const struct http_response *reply)
{
    struct arena *scratch = slice->scratch;
    enum cors_verdict verdict = view_judge(view, reply, scratch).verdict;

    arena_reset(scratch);
    return verdict;
}

/* ---- what the origin grants ------------------------------------------------
 */

static int build_grant(const struct slice *slice, const struct ask *ask,
                       struct http_request *out)
{
    const struct behavior *behavior = slice->behavior;
    const struct node_origin *origin =
        &slice->drive.config->origins[behavior->origin];
    const struct origin_request_parts parts = {.behavior = behavior,
                                               .viewer = &ask->head,
                                               .client = SPAN("198.51.100.7"),
                                               .domain = origin->domain,
                                               .via = SPAN("1.1 edge"),
                                               .request_id = SPAN("id"),
                                               .cached = ask->key != NO_KEY};
    int err = origin_request_build(out, slice->scratch, &parts);

    for (size_t i = 0; i < N_CORS_LINES && !err; i++) {
        struct span name = span_str(cors_lines[i]);
        struct span value = http_headers_get(&ask->head.headers, name);

        (void)http_headers_remove(&out->headers, name);
        if (!span_absent(value))
            err = http_headers_add(&out->headers, slice->scratch, name, value);
    }
    return err;
}

static void note_intent(const struct slice *slice)
{
    check_note(slice->run, slice->behavior->path_pattern,
               SPAN("the response headers policy lets pages read what the "
                    "origin by itself refuses them; taken as meant"));
}

int view_granted(const struct slice *slice, const struct view *view,
                 enum check_env env, bool *granted)
{
    const struct ask *ask = &slice->asks[view->ask];
    const struct reply_recipe *recipe = &slice->behavior->reply;
    struct http_request request;
    struct http_response reply = {0};
    const struct answer *answer;

    if (build_grant(slice, ask, &request) != 0)
        return ERR_TOO_LONG;
    answer = answers_ask(slice->run->answers, (size_t)slice->behavior->origin,
                         env, &request);
    if (!answer)
        return ERR_TOO_LONG;
    *granted = false;
    if (answer->speaks) {
        reply = answer->head;
        if (!reply_recipe_is_empty(recipe)) {
            reply.headers = (struct http_headers){0};
            if (reply_recipe_apply(&reply.headers, slice->scratch, recipe,
                                   &answer->head.headers, &ask->head) != 0)
                return ERR_TOO_LONG;
        }
        *granted = view_judge(view, &reply, slice->scratch).verdict == CORS_OK;
        if (*granted &&
            view_judge(view, &answer->head, slice->scratch).verdict != CORS_OK)
            note_intent(slice);
    }
    arena_reset(slice->scratch);
    return 0;
}

/* ---- without a history -----------------------------------------------------
 */

static bool has_custom_origin(const struct behavior *behavior)
{
    for (size_t i = 0; i < behavior->forward.n_custom; i++)
        if (span_ieq(behavior->forward.custom[i].name, SPAN("origin")))
            return true;
    return false;
}

/* A policy without override that meets CORS headers of the origin's. */
static bool steps_aside(const struct behavior *behavior,
                        const struct drive_seen *seen)
{
    return behavior->reply.cors.enabled && !behavior->reply.cors.override &&
           seen->answer &&
           http_headers_count(&seen->answer->head.headers,
                              SPAN("access-control-allow-origin")) > 0;
}

static enum check_guilty blame_fresh(const struct slice *slice,
                                     const struct drive_seen *seen)
{
    const struct journal *journal = seen->journal;

    if (journal_reason(journal, STEP_METHOD) == METHOD_REFUSED)
        return GUILTY_METHODS;
    if (journal->x_cache == X_CACHE_REDIRECT)
        return GUILTY_VIEWER_PROTOCOL;
    for (size_t i = 0; i < journal->n_steps; i++)
        if (journal->steps[i].reason == RESPOND_ERROR_PAGE)
            return GUILTY_ERROR_PAGE;
    if (seen->asked && seen->origin != slice->drive.main_origin)
        return GUILTY_FAILOVER;
    if (has_custom_origin(slice->behavior))
        return GUILTY_CUSTOM_HEADER;
    if (steps_aside(slice->behavior, seen))
        return GUILTY_OVERRIDE;
    return GUILTY_FORWARD;
}

static int judge_fresh(struct slice *slice, uint32_t at, enum check_env env)
{
    const struct drive_state empty = {NULL, CHECK_START_MS, env};
    struct view *view = &slice->views[at];
    const struct http_request *head = &slice->asks[view->ask].head;
    struct drive_seen seen;

    drive_run(&slice->drive, &empty, &head, 1, &seen);
    view->fresh[env].ok = verdict_of(slice, view, &seen.reply) == CORS_OK;
    return view_granted(slice, view, env, &view->fresh[env].granted);
}

/* Of a load that both sides would carry to its end, one part differs. */
static void report_fresh(struct slice *slice, uint32_t at, enum check_env env)
{
    const struct drive_state empty = {NULL, CHECK_START_MS, env};
    const struct view *view = &slice->views[at];
    const struct view *partner = &slice->views[view->partner];
    const struct http_request *head = &slice->asks[view->ask].head;
    bool ok = view->fresh[env].ok;
    struct drive_seen seen;

    if (ok == view->fresh[env].granted ||
        !(ok ? partner->fresh[env].ok : partner->fresh[env].granted))
        return;
    drive_run(&slice->drive, &empty, &head, 1, &seen);
    finding_add(slice, &(struct fault_found){
                           .property = ok                   ? CHECK_P3
                                       : env == ENV_MISSING ? CHECK_P4
                                                            : CHECK_P2,
                           .guilty = blame_fresh(slice, &seen),
                           .view = at,
                           .state = NO_STATE,
                           .env = env});
}

/* An object's version and Cache-Control are nothing to CORS. */
int views_judge_fresh(struct slice *slice)
{
    static const enum check_env tried[] = {ENV_PLAIN, ENV_MISSING, ENV_BUSY,
                                           ENV_DEAD};
    int err = 0;

    for (uint32_t i = 0; i < slice->n_views && !err; i++) {
        struct view *view = &slice->views[i];

        for (size_t k = 0; k < 4 && !err; k++)
            err = judge_fresh(slice, i, tried[k]);
        for (int env = ENV_LONG; env < ENV_MISSING; env++)
            view->fresh[env] = view->fresh[ENV_PLAIN];
    }
    for (uint32_t i = 0; i < slice->n_views && !err && !slice->own_pages; i++) {
        report_fresh(slice, i, ENV_PLAIN);
        report_fresh(slice, i, ENV_MISSING);
    }
    return err;
}

/* ---- after one -------------------------------------------------------------
 */

/* Lines in which the one who brought the copy differs from the page, and which
 * do not stand in the key. Bit 3: the method, bit 4: Accept-Encoding. */
static unsigned differing(const struct slice *slice, const struct ask *a,
                          const struct ask *b)
{
    unsigned bits = 0;

    for (size_t i = 0; i < N_CORS_LINES; i++) {
        struct span name = span_str(cors_lines[i]);

        if (!span_eq(http_headers_get(&a->head.headers, name),
                     http_headers_get(&b->head.headers, name)) &&
            !name_set_has(&slice->behavior->key.headers, name, true))
            bits |= 1u << i;
    }
    if (!span_eq(a->head.method, b->head.method))
        bits |= 8;
    return bits;
}

static enum check_guilty blame_state(const struct slice *slice,
                                     const struct fault_found *found,
                                     int status, bool refreshed)
{
    const struct state *state = &slice->states[found->state];
    unsigned bits = found->headers;
    const struct behavior *behavior = slice->behavior;

    if (state->second)
        return GUILTY_FAILOVER;
    if (behavior->reply.cors.enabled && !behavior->reply.cors.override)
        return GUILTY_OVERRIDE;
    if (status >= 400)
        return GUILTY_ERROR_TTL;
    if (state->renewed || refreshed)
        return GUILTY_REFRESH;
    if (has_custom_origin(behavior))
        return GUILTY_CUSTOM_HEADER;
    if (behavior->key.origin != KEY_ORIGIN_OFF && (bits & 1))
        return GUILTY_KEY_CLASS;
    return GUILTY_KEY;
}

/* The origin as it was when the copy was made, or as it is now. */
static bool was_right(const struct slice *slice, const struct view *view,
                      const struct state *state, enum check_env env, bool kept)
{
    if (!view->fresh[env].ok || !slice->views[view->partner].fresh[env].ok)
        return true;
    if (!kept || (state->second && state->filled >= ENV_BUSY))
        return false;
    return !view->fresh[state->filled].ok;
}

/* Whether a page may read this part of a load; where the other part fails, it
 * reads nothing. An origin that fails says nothing of what it grants. */
static bool granted_at(const struct slice *slice, const struct view *view,
                       enum check_env env)
{
    const struct view *partner = &slice->views[view->partner];
    enum check_env as = env >= ENV_BUSY ? ENV_PLAIN : env;

    if (partner != view && !partner->fresh[as].ok)
        return true;
    return view->fresh[as].granted &&
           (view->fresh[as].ok || partner->fresh[as].granted);
}

void view_judge_state(struct slice *slice, uint32_t at, uint32_t state_at,
                      enum check_env env, const struct drive_seen *seen)
{
    const struct view *view = &slice->views[at];
    const struct state *state = &slice->states[state_at];
    bool ok = verdict_of(slice, view, &seen->reply) == CORS_OK;
    bool kept = seen->journal->x_cache == X_CACHE_HIT ||
                seen->journal->x_cache == X_CACHE_REFRESH_HIT ||
                (seen->journal->x_cache == X_CACHE_ERROR && !seen->asked);
    unsigned bits =
        differing(slice, &slice->asks[state->filler], &slice->asks[view->ask]);
    struct fault_found found = {
        .headers = bits, .view = at, .state = state_at, .env = env};
    int status = seen->reply.status;

    if (!seen->asked)
        env = ENV_PLAIN; /* whatever it is like now, nobody asks */
    if (!ok && !was_right(slice, view, state, env, kept))
        found.property = status >= 400 ? CHECK_P4 : CHECK_P1;
    else if (ok && kept && !granted_at(slice, view, env) &&
             !granted_at(slice, view, state->filled))
        found.property = CHECK_P3;
    else
        return;
    found.guilty = blame_state(slice, &found, status,
                               seen->journal->x_cache == X_CACHE_REFRESH_HIT);
    finding_add(slice, &found);
}
