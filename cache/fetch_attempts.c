/*
 * fetch_attempts.c - what follows a failed attempt: another, elsewhere, an end
 *
 * In this order: the same origin again, as often as it may be asked; the second
 * origin of a group, where such a failure is a reason to; what is stored and
 * has expired; an error of the edge's own.
 */
#include "cache/node_parts.h"

static enum reason failure_of(enum fetch_end how)
{
    switch (how) {
    case FETCH_END_COMPLETE:
    case FETCH_END_TRUNCATED:
        return FETCH_TRUNCATED;
    case FETCH_END_REUSED_CLOSED:
    case FETCH_END_CLOSED:
        return FETCH_CLOSED;
    case FETCH_END_REFUSED:
        return FETCH_REFUSED;
    case FETCH_END_DNS:
        return FETCH_DNS;
    case FETCH_END_TLS:
        return FETCH_TLS;
    case FETCH_END_TIMEOUT:
        return FETCH_TIMEOUT;
    case FETCH_END_GARBAGE:
        return FETCH_GARBAGE;
    case FETCH_END_TOO_BIG:
        return FETCH_TOO_BIG;
    }
    return FETCH_CLOSED;
}

/* GET and HEAD are tried again, nothing else (cloudfront.md 5.3). A connection
 * that had been idle says nothing about the origin, so it does not count. */
static bool try_again(struct node *node, struct fetch *fetch, int64_t now_ms,
                      enum fetch_end how)
{
    enum http_method method = http_method_of(fetch->request.method);
    bool repeatable =
        (method == HTTP_GET || method == HTTP_HEAD) && fetch->body_length == 0;

    if (!repeatable || how == FETCH_END_GARBAGE || how == FETCH_END_TOO_BIG ||
        how == FETCH_END_TLS)
        return false;
    if (how == FETCH_END_REUSED_CLOSED)
        fetch->attempt--;
    if (fetch->attempt >= fetch_origin(node, fetch)->connect_attempts)
        return false;
    fetch_note(
        node, fetch,
        (struct journal_step){STEP_FETCH, FETCH_RETRY, now_ms, fetch->attempt});
    fetch_send(node, fetch, now_ms);
    return true;
}

static bool is_listed(const struct behavior *behavior, int status)
{
    for (size_t i = 0; i < behavior->n_failover_statuses; i++)
        if (behavior->failover_statuses[i] == status)
            return true;
    return false;
}

bool fetch_fail_over(struct node *node, struct fetch *fetch, int64_t now_ms,
                     int status)
{
    enum http_method method = http_method_of(fetch->request.method);

    if (!fetch->target->failover || fetch->body_length != 0 ||
        (method != HTTP_GET && method != HTTP_HEAD && method != HTTP_OPTIONS))
        return false;
    if (status != 0 && !is_listed(fetch->target, status))
        return false;
    if (!fetch->over)
        node_effect(node, &(struct effect){.kind = EFFECT_FETCH_CANCEL,
                                           .id = fetch->id,
                                           .user = fetch->user});
    fetch_note(
        node, fetch,
        (struct journal_step){STEP_FETCH, FETCH_FAILOVER, now_ms, status});
    fetch->target = fetch->target->failover;
    fetch->request = fetch->second;
    fetch->attempt = 0;
    fetch_send(node, fetch, now_ms);
    return true;
}

/* As which status a failure counts for a group of origins; 0: as any. */
static int failover_status(const struct fetch *fetch, enum reason why)
{
    if (!fetch->behavior->rules.failover_by_code)
        return 0;
    if (why == FETCH_TIMEOUT)
        return fetch->state == FETCH_CONNECTING ? 503 : 504;
    return why == FETCH_REFUSED || why == FETCH_DNS ? 503 : 502;
}

void fetch_failed(struct node *node, struct fetch *fetch, int64_t now_ms,
                  enum fetch_end how)
{
    enum reason why = failure_of(how);

    if (try_again(node, fetch, now_ms, how))
        return;
    fetch_note(node, fetch,
               (struct journal_step){STEP_FETCH, (uint8_t)why, now_ms, 0});
    if (fetch_fail_over(node, fetch, now_ms, failover_status(fetch, why)))
        return;
    if (fetch_may_serve_stale(fetch, now_ms)) {
        fetch_serve_stale(node, fetch, now_ms, fetch_failure_status(why));
        return;
    }
    fetch_fail_all(node, fetch, now_ms, why);
    fetch_cancel(node, fetch);
}
