/*
 * http.c - an HTTP API: proxies, and one CORS block for all of them.
 *
 * Where the block exists it is the only voice: the gateway answers preflights
 * before any route is looked for, takes every Access-Control- header of a
 * backend away, and adds its own to whatever it answers, errors included. To
 * an origin that is not allowed it does not say no; it says nothing.
 */
#include "origin/apigateway/kinds.h"

#define TIMEOUT_MS 30000 /* of an integration: AWS's default, and its most */

/* ---- CORS ---------------------------------------------------------------- */

static struct span page_origin(const struct reply *reply)
{
    return http_headers_get(&reply->state->req.headers, SPAN("Origin"));
}

/* What answers and preflights share; false: nothing is granted. */
static bool add_grant(struct reply *reply)
{
    const struct cors_block *cors = &reply->api->cors;
    struct span granted = cors_block_grants(cors, page_origin(reply));

    if (span_absent(granted))
        return false;
    reply_add(reply, SPAN("access-control-allow-origin"), granted);
    if (cors->credentials)
        reply_add(reply, SPAN("access-control-allow-credentials"),
                  SPAN("true"));
    return true;
}

static void add_cors(struct reply *reply)
{
    if (add_grant(reply))
        reply_add(reply, SPAN("access-control-expose-headers"),
                  reply->api->cors.expose);
}

static void answer_preflight(struct reply *reply)
{
    const struct cors_block *cors = &reply->api->cors;

    reply_begin(reply, reply->api->preflight_status);
    if (add_grant(reply)) {
        reply_add(reply, SPAN("access-control-allow-methods"), cors->methods);
        reply_add(reply, SPAN("access-control-allow-headers"), cors->headers);
        if (cors->max_age_s >= 0)
            reply_add(reply, SPAN("access-control-max-age"),
                      arena_printf(reply->ex->arena, "%lld",
                                   (long long)cors->max_age_s));
    }
    reply_add(reply, SPAN("apigw-requestid"), reply->state->gateway_id);
    reply_text(reply, SPAN(""));
}

/* ---- errors -------------------------------------------------------------- */

static void fail_as(struct reply *reply, int status)
{
    reply_begin(reply, status);
    reply_add(reply, SPAN("Content-Type"), SPAN("application/json"));
    if (status == 401)
        reply_add(reply, SPAN("www-authenticate"), SPAN("Bearer"));
    add_cors(reply);
    reply_add(reply, SPAN("apigw-requestid"), reply->state->gateway_id);
    reply_text(reply, arena_printf(reply->ex->arena, "{\"message\":\"%s\"}",
                                   http_reason(status)));
}

static void fail(struct reply *reply)
{
    fail_as(reply, 500);
}

/* ---- answers of backends ------------------------------------------------- */

static bool is_cors(struct span name)
{
    struct span prefix = SPAN("Access-Control-");

    return span_ieq(span_cut(name, 0, prefix.len), prefix);
}

static void answer_proxied(struct reply *reply)
{
    const struct http_response *from = &reply->state->inner.answer.head;

    reply_begin(reply, from->status);
    for (size_t i = 0; i < from->headers.n; i++) {
        struct span name = from->headers.at[i].name;

        if (!span_ieq(name, SPAN("Date")) &&
            !(reply->api->cors.configured && is_cors(name)))
            reply_add(reply, name, from->headers.at[i].value);
    }
    add_cors(reply);
    reply_add(reply, SPAN("apigw-requestid"), reply->state->gateway_id);
    reply_pass(reply);
}

static void finish(struct reply *reply)
{
    switch (reply_backend_end(reply, TIMEOUT_MS)) {
    case BACKEND_TIMED_OUT:
        fail_as(reply, 503);
        return;
    case BACKEND_BROKE:
        fail_as(reply, 500);
        return;
    case BACKEND_ANSWERED:
        answer_proxied(reply);
        return;
    }
}

/* ---- routing ------------------------------------------------------------- */

static int refusal(const struct reply *reply)
{
    if (!reply->state->found.method)
        return 404;
    switch (reply_guard(reply)) {
    case API_OPEN:
        break;
    case API_KEY:
    case API_AUTHORIZER:
        return 401;
    case API_SIGNED:
        return 403;
    }
    return 0;
}

static bool route(struct reply *reply, int status)
{
    if (reply->state->in_stage &&
        cors_block_is_preflight(&reply->api->cors, &reply->state->req)) {
        answer_preflight(reply);
        return false;
    }
    if (!reply->state->in_stage)
        status = 404;
    if (status == 0)
        status = refusal(reply);
    if (status == 0)
        return true;
    fail_as(reply, status);
    return false;
}

const struct gateway_kind gateway_http = {
    .route = route, .finish = finish, .fail = fail};
