/*
 * findings.c - a finding told: its history, played once more.
 *
 * Two findings are one if they break the same property of the same behavior by
 * the same decision; of two histories the shorter one is kept, of two causes
 * the one that needs fewer headers.
 */
#include "bench/check/parts.h"
#include "bench/words.h"

static const char *const header_words[] = {
    "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers",
    "the method"};

/* ---- which scenario --------------------------------------------------------
 */

/* A copy that was made for another Origin, by what the page makes of it. */
static const char *by_origin(const struct ask *filler,
                             enum cors_verdict verdict)
{
    struct span origin =
        http_headers_get(&filler->head.headers, SPAN("origin"));

    if (verdict == CORS_WILDCARD_WITH_CREDENTIALS)
        return "S38";
    if (span_absent(origin))
        return "S01";
    if (verdict == CORS_MISSING_ALLOW_ORIGIN)
        return "S06";
    return span_eq(origin, SPAN("null")) ? "S43" : "S02";
}

static const char *scenario_of(const struct slice *slice,
                               const struct fault_found *found,
                               enum cors_verdict verdict)
{
    static const char *const by_guilty[N_GUILTY] = {
        [GUILTY_FORWARD] = "S07",    [GUILTY_METHODS] = "S27",
        [GUILTY_OVERRIDE] = "S37",   [GUILTY_CUSTOM_HEADER] = "S02",
        [GUILTY_REFRESH] = "S17",    [GUILTY_ERROR_TTL] = "S12",
        [GUILTY_ERROR_PAGE] = "S15", [GUILTY_VIEWER_PROTOCOL] = "S41",
        [GUILTY_FAILOVER] = "S10"};
    const struct view *view = &slice->views[found->view];
    const struct ask *filler;

    if (found->guilty == GUILTY_FORWARD && slice->behavior->reply.cors.enabled)
        return view->asked.credentials ? "S38" : "S37";
    if (by_guilty[found->guilty])
        return by_guilty[found->guilty];
    if (found->state == NO_STATE)
        return "S08";
    filler = &slice->asks[slice->states[found->state].filler];
    if (view->preflight)
        return "S28";
    if (found->headers & 6)
        return found->property == CHECK_P3 ? "S58" : "S57";
    return by_origin(filler, verdict);
}

/* ---- words -----------------------------------------------------------------
 */

static struct span words_of(struct slice *slice, struct buf *text)
{
    struct span copy;

    if (arena_copy(&slice->run->report->arena, buf_span(text), &copy) != 0)
        copy = SPAN("");
    buf_fini(text);
    return copy;
}

static struct span url_of(struct slice *slice, const struct http_request *head)
{
    return arena_printf(&slice->run->report->arena, "%.*s://%.*s%.*s",
                        SPAN_ARG(head->scheme), SPAN_ARG(head->authority),
                        SPAN_ARG(head->path));
}

static struct span curl_line(struct slice *slice,
                             const struct http_request *head)
{
    struct buf text;

    buf_init(&text, 4096);
    buf_add_str(&text, "curl");
    if (span_eq(head->method, SPAN("HEAD")))
        buf_add_str(&text, " -I");
    else if (!span_eq(head->method, SPAN("GET")))
        buf_addf(&text, " -X %.*s", SPAN_ARG(head->method));
    for (size_t i = 0; i < head->headers.n; i++) {
        struct span name = head->headers.at[i].name;
        struct span value = head->headers.at[i].value;

        if (span_ieq(name, SPAN("accept")))
            continue;
        buf_addf(&text, value.len ? " -H '%.*s: %.*s'" : " -H '%.*s;'",
                 SPAN_ARG(name), SPAN_ARG(value));
    }
    buf_addf(&text, " %.*s", SPAN_ARG(url_of(slice, head)));
    return words_of(slice, &text);
}

static struct span page_line(struct slice *slice, const struct view *view)
{
    const struct load_spec *spec = &view->spec;
    const char *next = ", {";
    struct buf text;

    buf_init(&text, 4096);
    buf_addf(&text, "%.*s: fetch('%.*s'", SPAN_ARG(spec->page_origin),
             SPAN_ARG(spec->url));
    if (!span_absent(spec->method)) {
        buf_addf(&text, "%smethod: '%.*s'", next, SPAN_ARG(spec->method));
        next = ", ";
    }
    if (spec->credentials == LOAD_CREDENTIALS_INCLUDE) {
        buf_addf(&text, "%scredentials: 'include'", next);
        next = ", ";
    }
    if (spec->n_headers) {
        buf_addf(&text, "%sheaders: {'%.*s': '%.*s'}", next,
                 SPAN_ARG(spec->headers->name), SPAN_ARG(spec->headers->value));
        next = ", ";
    }
    buf_add_str(&text, span_eq(span_str(next), SPAN(", {")) ? ")" : "})");
    return words_of(slice, &text);
}

static struct span header_list(struct slice *slice, unsigned bits)
{
    struct buf text;

    buf_init(&text, 512);
    for (size_t i = 0; i < 4; i++)
        if (bits >> i & 1)
            buf_addf(&text, "%s%s", text.len ? ", " : "", header_words[i]);
    return words_of(slice, &text);
}

/* ---- the history -----------------------------------------------------------
 */

static struct span kept_copy(struct slice *slice, struct span value)
{
    struct span copy;

    if (arena_copy(&slice->run->report->arena, value, &copy) != 0)
        return SPAN_ABSENT;
    return copy;
}

/* The edge's decision that says most of a request. */
static struct span decision_of(struct slice *slice,
                               const struct journal *journal)
{
    enum reason reason = journal_reason(journal, STEP_LOOKUP);

    if (reason == REASON_NONE)
        reason = journal_reason(journal, STEP_METHOD);
    if (journal_reason(journal, STEP_VIEWER) != REASON_NONE)
        reason = journal_reason(journal, STEP_VIEWER);
    return arena_printf(&slice->run->report->arena, "%s (%s)",
                        reason_sentence(reason), reason_source(reason));
}

static void play_ask(struct slice *slice, struct check_step *step,
                     const struct drive_state *at, const struct ask *ask)
{
    const struct http_request *head = &ask->head;
    struct drive_seen seen;

    drive_run(&slice->drive, at, &head, 1, &seen);
    step->around =
        seen.asked ? span_str(check_env_sentence(at->env)) : SPAN("");
    step->status = seen.reply.status;
    step->x_cache = span_str(x_cache_text(seen.journal->x_cache));
    step->allow_origin =
        kept_copy(slice, http_headers_get(&seen.reply.headers,
                                          SPAN("access-control-allow-origin")));
    step->decision = decision_of(slice, seen.journal);
}

static struct drive_state at_state(const struct slice *slice, uint32_t state,
                                   enum check_env env)
{
    if (state == NO_STATE)
        return (struct drive_state){NULL, CHECK_START_MS, env};
    return (struct drive_state){slice->states[state].entry,
                                slice->states[state].now_ms, env};
}

static void tell_act(struct slice *slice, struct check_step *step,
                     uint32_t state_at)
{
    const struct state *state = &slice->states[state_at];
    const struct drive_state before =
        at_state(slice, state->parent, state->env);

    if (state->act == ACT_WAIT) {
        struct buf text;

        buf_init(&text, 256);
        words_duration(&text, (state->now_ms - before.now_ms) / 1000);
        buf_add_str(&text, " later");
        step->who = SPAN("time");
        step->line = words_of(slice, &text);
        return;
    }
    step->who = SPAN("anyone");
    step->line = curl_line(slice, &slice->asks[state->ask].head);
    play_ask(slice, step, &before, &slice->asks[state->ask]);
}

static void tell_history(struct slice *slice, struct check_finding *finding,
                         uint32_t state)
{
    uint32_t path[CHECK_STEPS_MAX];
    uint32_t filler = NO_STATE;
    size_t n = 0;

    if (state == NO_STATE)
        return;
    filler = slice->states[state].filler;
    for (; slice->states[state].parent != NO_STATE && n < CHECK_STEPS_MAX - 1;
         state = slice->states[state].parent)
        path[n++] = state;
    while (n > 0) {
        const struct state *at = &slice->states[path[--n]];

        tell_act(slice, &finding->steps[finding->n_steps++], path[n]);
        if (at->act == ACT_ASK && at->ask == filler && !at->renewed)
            finding->kept_by = finding->n_steps;
    }
}

static void tell_console(struct slice *slice, struct check_finding *finding,
                         const struct fault_found *found)
{
    const struct view *view = &slice->views[found->view];
    const struct http_request *head = &slice->asks[view->ask].head;
    const struct drive_state at = at_state(slice, found->state, found->env);
    struct drive_seen seen;
    struct cors_result result;
    struct buf text;

    drive_run(&slice->drive, &at, &head, 1, &seen);
    result = view_judge(view, &seen.reply, slice->scratch);
    finding->verdict = result.verdict;
    buf_init(&text, 4096);
    if (result.verdict != CORS_OK)
        cors_console_text(
            &text, &result,
            &(struct cors_place){.kind = SPAN("fetch"),
                                 .url = view->spec.url,
                                 .page_origin = view->spec.page_origin});
    finding->console = words_of(slice, &text);
    if (found->state != NO_STATE)
        finding->key =
            kept_copy(slice, slice->keys[slice->asks[view->ask].key]);
    arena_reset(slice->scratch);
}

/* ---- which one is kept ------------------------------------------------------
 */

static bool is_same(const struct check_finding *a,
                    const struct check_finding *b)
{
    return a->property == b->property && a->guilty == b->guilty &&
           a->behavior == b->behavior && a->preflight == b->preflight;
}

/* What is kept is also renewed by a 304: a longer history of the same fault. */
static bool follows(const struct check_finding *old,
                    const struct check_finding *new)
{
    return new->guilty == GUILTY_REFRESH && old->guilty != GUILTY_REFRESH &&
           old->property == new->property && old->behavior == new->behavior &&
           old->preflight == new->preflight &&
           (old->bits & new->bits) == old->bits && old->n_steps < new->n_steps;
}

void findings_prune(struct check_report *report)
{
    bool covered[CHECK_FINDINGS_MAX] = {false};
    size_t n = 0;

    for (size_t i = 0; i < report->n_findings; i++)
        for (size_t k = 0; k < report->n_findings; k++)
            covered[i] |= follows(report->findings[k], report->findings[i]);
    for (size_t i = 0; i < report->n_findings; i++)
        if (!covered[i])
            report->findings[n++] = report->findings[i];
    report->n_findings = n;
}

static bool tells_enough(const struct check_finding *old,
                         const struct check_finding *new)
{
    return is_same(old, new) && (old->bits & new->bits) == old->bits;
}

static void keep(struct slice *slice, const struct check_finding *finding)
{
    struct check_report *report = slice->run->report;
    struct check_finding *copy;

    if (report->n_findings == CHECK_FINDINGS_MAX) {
        report->bound = SPAN("more findings than the limit");
        return;
    }
    copy = arena_zalloc(&report->arena, 1, sizeof(*copy));
    if (!copy)
        return;
    *copy = *finding;
    report->findings[report->n_findings++] = copy;
}

/* Worth telling, or covered by one that is there; supersets go. */
static bool is_news(struct check_report *report,
                    const struct check_finding *finding, size_t n_steps)
{
    for (size_t i = 0; i < report->n_findings; i++)
        if (tells_enough(report->findings[i], finding) &&
            report->findings[i]->n_steps <= n_steps)
            return false;
    for (size_t i = 0; i < report->n_findings; i++)
        if (is_same(report->findings[i], finding) &&
            (report->findings[i]->bits & finding->bits) == finding->bits &&
            report->findings[i]->n_steps >= n_steps) {
            for (size_t k = i + 1; k < report->n_findings; k++)
                report->findings[k - 1] = report->findings[k];
            report->n_findings--;
            i--;
        }
    return true;
}

void finding_add(struct slice *slice, const struct fault_found *found)
{
    const struct view *view = &slice->views[found->view];
    struct check_finding finding = {
        .property = found->property,
        .guilty = found->guilty,
        .bits = found->headers,
        .behavior = slice->behavior_at,
        .preflight = view->preflight,
        .reading =
            slice->run->reading ? span_str(slice->run->reading) : SPAN_ABSENT};
    const struct drive_state at = at_state(slice, found->state, found->env);
    struct check_step *last;

    if (!is_news(slice->run->report, &finding,
                 found->state == NO_STATE
                     ? 1
                     : slice->states[found->state].depth + 1))
        return;
    finding.pattern = kept_copy(slice, slice->behavior->path_pattern);
    finding.page_origin = kept_copy(slice, view->spec.page_origin);
    finding.headers = header_list(slice, found->headers);
    tell_history(slice, &finding, found->state);
    last = &finding.steps[finding.n_steps++];
    last->who = SPAN("page");
    last->line = page_line(slice, view);
    play_ask(slice, last, &at, &slice->asks[view->ask]);
    tell_console(slice, &finding, found);
    finding.scenario = span_str(scenario_of(slice, found, finding.verdict));
    keep(slice, &finding);
}
