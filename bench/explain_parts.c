/* explain_parts.c - phrases that an explained request is told with. */
#include "bench/explain_parts.h"

#include "bench/words.h"

struct span explain_target(const struct topology_edge *edge, size_t behavior)
{
    const struct node_config *config = &edge->config;

    if (!span_absent(edge->about[behavior].target))
        return edge->about[behavior].target;
    return config->origins[config->behaviors[behavior].origin].domain;
}

bool explain_was_asked(const struct explained *it)
{
    return journal_reason(it->journal, STEP_FETCH) != REASON_NONE;
}

static bool is_preflight(struct span method)
{
    return http_method_of(method) == HTTP_OPTIONS;
}

bool explain_belongs(const struct seen_origin *seen,
                     const struct seen_request *request)
{
    return is_preflight(seen->request.method) ==
           is_preflight(request->head.method);
}

const struct seen_step *explain_step_numbered(const struct explain *explain,
                                              size_t number)
{
    size_t n = 0;

    LIST_EACH (link, &explain->transcript.steps, next)
        if (++n == number)
            return LIST_ITEM(link, struct seen_step, link);
    return NULL;
}

void explain_asker(const struct seen_step *step, struct buf *line)
{
    LIST_EACH (link, &step->acts, next) {
        const struct seen_act *act = LIST_ITEM(link, struct seen_act, link);
        const struct seen_request *last = seen_last_request(act);
        struct span page_origin =
            last ? http_headers_get(&last->head.headers, SPAN("Origin"))
                 : SPAN_ABSENT;

        buf_addf(line, ", for %.*s: %.*s", SPAN_ARG(act->who),
                 SPAN_ARG(act->what));
        if (span_absent(page_origin))
            buf_add_str(line, ", without Origin");
        else
            buf_addf(line, ", with Origin: %.*s", SPAN_ARG(page_origin));
    }
}

/* ---- in short --------------------------------------------------------------
 */

static void add_allowed(struct buf *line, const struct http_headers *headers)
{
    struct span allowed =
        http_headers_get(headers, SPAN("Access-Control-Allow-Origin"));

    if (span_absent(allowed))
        buf_add_str(line, ", no Access-Control-Allow-Origin");
    else
        buf_addf(line, ", Access-Control-Allow-Origin: %.*s",
                 SPAN_ARG(allowed));
}

static void add_kept(struct buf *line, const struct journal *journal)
{
    if (journal_reason(journal, STEP_STORE) == REASON_NONE)
        return;
    buf_addf(line, "; %s",
             reason_sentence(journal_reason(journal, STEP_STORE)));
    for (size_t i = journal->n_steps; i-- > 0;)
        if (journal->steps[i].step == STEP_JUDGE) {
            if (journal->steps[i].value > 0) {
                buf_add_str(line, " for ");
                words_duration(line, journal->steps[i].value);
            }
            return;
        }
}

void explain_short(const struct seen_act *act, struct buf *line)
{
    const struct seen_request *last = seen_last_request(act);

    if (act->judged && act->verdict.from_cache)
        buf_add_str(line, "from the browser's own cache, no request");
    else if (!last || !last->answer.status)
        buf_add_str(line, "no answer");
    if (last && last->answer.status) {
        struct span x_cache =
            http_headers_get(&last->answer.headers, SPAN("X-Cache"));

        buf_addf(line, "%d, %.*s", last->answer.status,
                 SPAN_ARG(span_absent(x_cache) ? SPAN("from the origin itself")
                                               : x_cache));
        add_allowed(line, &last->answer.headers);
        if (last->journal)
            add_kept(line, &last->journal->journal);
    }
    if (act->judged && act->verdict.outcome == LOAD_BLOCKED)
        buf_add_str(line, "; the page is refused it");
}

/* ---- what a page makes of it -----------------------------------------------
 */

/* "GET https://..." without the method. */
static struct span url_of(const struct seen_act *act)
{
    size_t blank = span_find(act->what, ' ', 0);

    return span_cut(act->what, blank + 1, act->what.len);
}

static const char *outcome_text(enum load_outcome outcome)
{
    switch (outcome) {
    case LOAD_OK:
        return "The page may read the answer";
    case LOAD_OPAQUE:
        return "The page shows it, but may not read it (no CORS was asked for)";
    case LOAD_BLOCKED:
        return "BLOCKED: the page does not get the answer";
    case LOAD_NETWORK_ERROR:
        return "NETWORK ERROR";
    }
    return "";
}

/* The check of a page that asked for the same and got this answer. False: no
 * Origin was sent, or there is no answer. */
static bool check_client(const struct seen_act *act, struct cors_result *result,
                         struct cors_place *place, struct arena *arena)
{
    const struct seen_request *last = seen_last_request(act);
    struct span page_origin;

    if (act->judged || !last || !last->answer.status ||
        is_preflight(last->head.method))
        return false;
    page_origin = http_headers_get(&last->head.headers, SPAN("Origin"));
    if (span_absent(page_origin))
        return false;
    *result = cors_check(&last->answer.headers, page_origin, false, arena);
    *place = (struct cors_place){
        .kind = SPAN("fetch"), .url = url_of(act), .page_origin = page_origin};
    return true;
}

void explain_verdict(const struct seen_act *act, struct buf *line)
{
    struct cors_result result;
    struct cors_place place;
    struct arena arena;

    if (act->judged) {
        buf_add_str(line, outcome_text(act->verdict.outcome));
        if (act->verdict.outcome == LOAD_BLOCKED)
            buf_addf(line, " (%s)",
                     cors_verdict_name(act->verdict.cors.verdict));
        if (act->verdict.from_cache)
            buf_add_str(line, "; it is the browser's own copy, nobody was "
                              "asked");
        return;
    }
    arena_init(&arena, EXPLAIN_FACTS_MAX);
    if (check_client(act, &result, &place, &arena))
        buf_addf(line, "A page at %.*s with this answer: %s (%s)",
                 SPAN_ARG(place.page_origin),
                 result.verdict == CORS_OK ? "may read it" : "is refused it",
                 cors_verdict_name(result.verdict));
    arena_fini(&arena);
}

void explain_console(const struct seen_act *act, struct buf *line)
{
    struct cors_result result;
    struct cors_place place;
    struct arena arena;

    if (act->judged) {
        buf_add(line, act->verdict.console);
        return;
    }
    arena_init(&arena, EXPLAIN_FACTS_MAX);
    if (check_client(act, &result, &place, &arena) && result.verdict != CORS_OK)
        cors_console_text(line, &result, &place);
    arena_fini(&arena);
}
