/*
 * expect_facts.c - what can be known of a step, by the names scenarios use.
 *
 * One small getter per fact and one table per kind of thing. Reading a scenario
 * checks names and types against these tables, and comparing calls the getters:
 * a fact that is not in a table can neither be expected nor forgotten.
 */
#include "bench/expect_facts.h"

#define ACAO SPAN("Access-Control-Allow-Origin")

static struct fact none(void)
{
    return (struct fact){.type = JSON_NULL};
}

static struct fact number(int64_t value)
{
    return (struct fact){.type = JSON_NUMBER, .number = value};
}

static struct fact flag(bool value)
{
    return (struct fact){.type = JSON_BOOL, .number = value};
}

static struct fact text(struct span value)
{
    if (span_absent(value))
        return none();
    return (struct fact){.type = JSON_STRING, .text = value};
}

struct fact fact_header(const struct http_headers *headers, struct span name)
{
    return text(http_headers_get(headers, name));
}

/* ---- of an answer ---------------------------------------------------------
 */

static struct fact answer_header(const struct fact_of *of, struct span name)
{
    return of->request ? fact_header(&of->request->answer.headers, name)
                       : none();
}

static struct fact answer_status(const struct fact_of *of)
{
    if (!of->request || !of->request->answer.status)
        return none();
    return number(of->request->answer.status);
}

static struct fact answer_acao(const struct fact_of *of)
{
    return answer_header(of, ACAO);
}

static struct fact answer_vary(const struct fact_of *of)
{
    return answer_header(of, SPAN("Vary"));
}

static struct fact answer_age(const struct fact_of *of)
{
    struct fact age = answer_header(of, SPAN("Age"));
    uint64_t value;

    if (age.type == JSON_STRING && span_u64(age.text, &value))
        return number((int64_t)value);
    return age;
}

/* "Hit from cloudfront" by its first word. */
static struct fact answer_x_cache(const struct fact_of *of)
{
    struct fact line = answer_header(of, SPAN("X-Cache"));

    if (line.type == JSON_STRING)
        line.text = span_cut(line.text, 0, span_find(line.text, ' ', 0));
    return line;
}

/* ---- of a load ------------------------------------------------------------
 */

static struct fact load_verdict(const struct fact_of *of)
{
    const struct load_verdict *verdict = &of->act->verdict;

    if (!of->act->judged)
        return none();
    if (verdict->outcome == LOAD_BLOCKED)
        return text(span_str(cors_verdict_name(verdict->cors.verdict)));
    return text(span_str(load_outcome_word(verdict->outcome)));
}

static struct fact load_console(const struct fact_of *of)
{
    return text(of->act->verdict.console);
}

static struct fact load_from_cache(const struct fact_of *of)
{
    return flag(of->act->verdict.from_cache);
}

static struct fact load_revalidated(const struct fact_of *of)
{
    return flag(of->act->verdict.revalidated);
}

static struct fact load_status(const struct fact_of *of)
{
    int status = of->act->verdict.status;

    return status ? number(status) : none();
}

static struct fact load_acao(const struct fact_of *of)
{
    return text(of->act->verdict.allow_origin);
}

static struct fact load_body_bytes(const struct fact_of *of)
{
    return number((int64_t)of->act->verdict.body_bytes);
}

static struct fact act_requests(const struct fact_of *of)
{
    int64_t n = 0;

    LIST_EACH (link, &of->act->requests, keep)
        n++;
    return number(n);
}

static struct fact act_key(const struct fact_of *of)
{
    if (!of->request || !of->request->journal)
        return none();
    return text(of->request->journal->journal.key);
}

/* ---- of what an origin saw ------------------------------------------------
 */

static struct fact origin_name(const struct fact_of *of)
{
    return text(of->transcript->topology->origins[of->origin->origin].name);
}

static struct fact origin_method(const struct fact_of *of)
{
    return text(of->origin->request.method);
}

static struct fact origin_path(const struct fact_of *of)
{
    return text(of->origin->request.path);
}

static struct fact origin_query(const struct fact_of *of)
{
    return text(of->origin->request.query);
}

static struct fact origin_origin(const struct fact_of *of)
{
    return fact_header(&of->origin->request.headers, SPAN("Origin"));
}

static struct fact origin_status(const struct fact_of *of)
{
    int status = of->origin->answer.status;

    return status ? number(status) : none();
}

static struct fact origin_acao(const struct fact_of *of)
{
    return fact_header(&of->origin->answer.headers, ACAO);
}

static struct fact origin_vary(const struct fact_of *of)
{
    return fact_header(&of->origin->answer.headers, SPAN("Vary"));
}

/* ---- of the play so far ---------------------------------------------------
 */

static struct fact count_x_cache(const struct fact_of *of, enum x_cache x_cache)
{
    int64_t n = 0;

    LIST_EACH (link, &of->transcript->steps, keep) {
        const struct seen_step *step = LIST_ITEM(link, struct seen_step, link);

        LIST_EACH (at, &step->journals, next)
            n += LIST_ITEM(at, struct seen_journal, link)->journal.x_cache ==
                 x_cache;
    }
    return number(n);
}

static struct fact count_hits(const struct fact_of *of)
{
    return count_x_cache(of, X_CACHE_HIT);
}

static struct fact count_misses(const struct fact_of *of)
{
    return count_x_cache(of, X_CACHE_MISS);
}

static struct fact count_refresh_hits(const struct fact_of *of)
{
    return count_x_cache(of, X_CACHE_REFRESH_HIT);
}

static struct fact count_errors(const struct fact_of *of)
{
    return count_x_cache(of, X_CACHE_ERROR);
}

static struct fact count_origin_requests(const struct fact_of *of)
{
    int64_t n = 0;

    LIST_EACH (link, &of->transcript->steps, keep) {
        const struct seen_step *step = LIST_ITEM(link, struct seen_step, link);

        LIST_EACH (at, &step->origins, next)
            n++;
    }
    return number(n);
}

static bool is_blocked(const struct seen_act *act)
{
    return act->judged && act->verdict.outcome == LOAD_BLOCKED;
}

static struct fact count_blocked(const struct fact_of *of)
{
    int64_t n = 0;

    LIST_EACH (link, &of->transcript->steps, keep) {
        const struct seen_step *step = LIST_ITEM(link, struct seen_step, link);

        LIST_EACH (at, &step->acts, next)
            n += is_blocked(LIST_ITEM(at, struct seen_act, link));
    }
    return number(n);
}

/* ---- tables ---------------------------------------------------------------
 */

#define TABLE(of, ...)                                                  \
    static const struct fact_row rows_##of[] = {__VA_ARGS__};           \
    const struct fact_table fact_##of = {rows_##of, sizeof(rows_##of) / \
                                                        sizeof(*rows_##of)}

TABLE(load, {"verdict", JSON_STRING, load_verdict},
      {"console", JSON_STRING, load_console},
      {"from_cache", JSON_BOOL, load_from_cache},
      {"revalidated", JSON_BOOL, load_revalidated},
      {"status", JSON_NUMBER, load_status}, {"acao", JSON_STRING, load_acao},
      {"age", JSON_NUMBER, answer_age}, {"vary", JSON_STRING, answer_vary},
      {"x_cache", JSON_STRING, answer_x_cache},
      {"body_bytes", JSON_NUMBER, load_body_bytes},
      {"key", JSON_STRING, act_key}, {"requests", JSON_NUMBER, act_requests});

TABLE(request, {"status", JSON_NUMBER, answer_status},
      {"acao", JSON_STRING, answer_acao}, {"age", JSON_NUMBER, answer_age},
      {"vary", JSON_STRING, answer_vary},
      {"x_cache", JSON_STRING, answer_x_cache}, {"key", JSON_STRING, act_key});

TABLE(preflight, {"status", JSON_NUMBER, answer_status},
      {"acao", JSON_STRING, answer_acao}, {"age", JSON_NUMBER, answer_age},
      {"vary", JSON_STRING, answer_vary},
      {"x_cache", JSON_STRING, answer_x_cache}, {"key", JSON_STRING, act_key});

TABLE(origin, {"name", JSON_STRING, origin_name},
      {"method", JSON_STRING, origin_method},
      {"path", JSON_STRING, origin_path}, {"query", JSON_STRING, origin_query},
      {"origin", JSON_STRING, origin_origin},
      {"status", JSON_NUMBER, origin_status},
      {"acao", JSON_STRING, origin_acao}, {"vary", JSON_STRING, origin_vary});

TABLE(count, {"hits", JSON_NUMBER, count_hits},
      {"misses", JSON_NUMBER, count_misses},
      {"refresh_hits", JSON_NUMBER, count_refresh_hits},
      {"errors", JSON_NUMBER, count_errors},
      {"origin_requests", JSON_NUMBER, count_origin_requests},
      {"blocked", JSON_NUMBER, count_blocked});

const struct fact_row *fact_named(const struct fact_table *table,
                                  struct span name)
{
    for (size_t i = 0; i < table->n; i++)
        if (span_eq(span_str(table->rows[i].name), name))
            return &table->rows[i];
    return NULL;
}
