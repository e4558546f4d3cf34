/*
 * apigateway.c - the fake API Gateway: REST APIs and HTTP APIs.
 *
 * One conversation for both: find the route, answer, or hold the same
 * conversation with a backend in this process and put the answer together from
 * its. The backend's answer lives until the exchange ends, so its body passes
 * through piece by piece.
 */
#include "origin/apigateway/apigateway.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "origin/apigateway/backend_request.h"
#include "origin/apigateway/ids.h"
#include "origin/apigateway/kinds.h"
#include "origin/apigateway/read.h"

#define GATEWAY_MAGIC  0x61670001u
#define EXCHANGE_MAGIC 0x61670002u

struct gateway {
    struct origin base;
    unsigned magic;
    const struct gateway_kind *kind;
    struct api api;
};

static struct gateway *gateway_of(struct origin *origin)
{
    struct gateway *gateway = (struct gateway *)(void *)origin;

    ASSERT(gateway->magic == GATEWAY_MAGIC);
    return gateway;
}

static struct gateway_exchange *state_of(struct origin_exchange *ex)
{
    struct gateway_exchange *state = ex->state;

    ASSERT(!state || state->magic == EXCHANGE_MAGIC);
    return state;
}

static struct reply reply_of(const struct gateway *gateway,
                             struct origin_exchange *ex)
{
    return (struct reply){&gateway->api, ex, state_of(ex), 0};
}

/* ---- the beginning ------------------------------------------------------- */

/* Takes the stage off the path; false: it is another stage's. */
static bool take_stage(struct http_request *req, struct span stage)
{
    struct span path = req->path;
    struct span rest = span_cut(path, 1 + stage.len, path.len);

    if (stage.len == 0)
        return true;
    if (!span_starts(span_cut(path, 1, path.len), stage) ||
        (rest.len > 0 && rest.ptr[0] != '/'))
        return false;
    req->path = rest.len > 0 ? rest : SPAN("/");
    return true;
}

/* NULL past the arena's ceiling. */
static struct gateway_exchange *begin_state(struct gateway *gateway,
                                            struct origin_exchange *ex,
                                            int64_t now_ms,
                                            const struct http_request *req)
{
    struct gateway_exchange *state = arena_zalloc(ex->arena, 1, sizeof(*state));

    if (!state || http_request_copy(&state->req, ex->arena, req) != 0)
        return NULL;
    state->magic = EXCHANGE_MAGIC;
    state->now_ms = now_ms;
    state->request_id = id_uuid(&gateway->api.ids, ex->arena);
    state->gateway_id = id_short(&gateway->api.ids, ex->arena);
    state->inner.arena = ex->arena;
    state->in_stage = take_stage(&state->req, gateway->api.stage);
    if (state->in_stage)
        state->found =
            route_find(&gateway->api, state->req.path, state->req.method);
    return state;
}

static void answer_too_large(struct origin_exchange *ex)
{
    ex->answer.head = (struct http_response){
        .status = 500, .reason = span_str(http_reason(500))};
    ex->answer.close = true;
    ex->state = NULL;
}

/* ---- with a backend ------------------------------------------------------ */

static void finish(const struct gateway *gateway, struct origin_exchange *ex)
{
    struct reply reply = reply_of(gateway, ex);

    gateway->kind->finish(&reply);
}

static enum origin_next ask(struct gateway *gateway, struct origin_exchange *ex,
                            const struct origin_viewer *viewer)
{
    struct gateway_exchange *state = state_of(ex);
    struct origin *backend = state->found.method->integration.backend;
    struct reply reply = reply_of(gateway, ex);
    struct http_request req;

    if (backend_request_make(&req, &reply) != 0) {
        gateway->kind->fail(&reply);
        return ORIGIN_ANSWER;
    }
    state->asked = true;
    if (origin_begin(backend, &state->inner, state->now_ms, &req, viewer) ==
        ORIGIN_ACCEPT_BODY)
        return ORIGIN_ACCEPT_BODY;
    finish(gateway, ex);
    return ORIGIN_ANSWER;
}

/* ---- the conversation ---------------------------------------------------- */

static enum origin_next begin(struct origin *origin, struct origin_exchange *ex,
                              int64_t now_ms, const struct http_request *req,
                              const struct origin_viewer *viewer)
{
    struct gateway *gateway = gateway_of(origin);
    struct fault_choice choice = faults_choose(&gateway->api.faults, req);
    struct reply reply;

    ex->answer = (struct origin_answer){.fault = choice.fault};
    ex->state = begin_state(gateway, ex, now_ms, req);
    if (!ex->state) {
        answer_too_large(ex);
        return ORIGIN_ANSWER;
    }
    reply = reply_of(gateway, ex);
    if (!gateway->kind->route(&reply, choice.status))
        return ORIGIN_ANSWER;
    return ask(gateway, ex, viewer);
}

static struct origin *backend_of(const struct gateway_exchange *state)
{
    ASSERT(state && state->asked);
    return state->found.method->integration.backend;
}

static void body(struct origin *origin, struct origin_exchange *ex,
                 struct span bytes)
{
    struct gateway_exchange *state = state_of(ex);

    (void)origin; /* the exchange knows the backend */
    origin_body(backend_of(state), &state->inner, bytes);
}

static void commit(struct origin *origin, struct origin_exchange *ex,
                   int64_t now_ms, bool complete)
{
    struct gateway_exchange *state = state_of(ex);

    state->now_ms = now_ms;
    origin_commit(backend_of(state), &state->inner, now_ms, complete);
    ex->answer.close = !complete;
    finish(gateway_of(origin), ex);
}

static struct span next_piece(struct origin *origin, struct origin_exchange *ex,
                              size_t max)
{
    struct gateway_exchange *state = state_of(ex);
    struct span piece;

    (void)origin; /* the exchange knows everything */
    if (!state)
        return SPAN("");
    if (state->passes)
        return origin_read(backend_of(state), &state->inner, max);
    if (max > state->body.len - state->body_at)
        max = state->body.len - state->body_at;
    piece = span_cut(state->body, state->body_at, state->body_at + max);
    state->body_at += piece.len;
    return piece;
}

static void end(struct origin *origin, struct origin_exchange *ex)
{
    struct gateway_exchange *state = state_of(ex);

    (void)origin; /* the exchange knows the backend */
    if (state && state->asked)
        origin_end(backend_of(state), &state->inner);
    ex->state = NULL;
}

static void free_gateway(struct origin *origin)
{
    struct gateway *gateway = gateway_of(origin);

    for (size_t i = 0; i < gateway->api.n_backends; i++)
        origin_free(gateway->api.backends[i].origin);
    arena_fini(&gateway->api.arena);
    mem_free(gateway);
}

/* ---- making -------------------------------------------------------------- */

#define OPS_OF(name)                                                        \
    {                                                                       \
        .type = (name), .free = free_gateway, .begin = begin, .body = body, \
        .commit = commit, .read = next_piece, .end = end                    \
    }

static const struct origin_ops ops_of[] = {
    [API_REST] = OPS_OF("apigateway-rest"),
    [API_HTTP] = OPS_OF("apigateway-http")};

static const struct gateway_kind *const kinds[] = {
    [API_REST] = &gateway_rest, [API_HTTP] = &gateway_http};

static int make(struct origin **out, struct json_reader *reader,
                const struct json *value, enum api_kind kind, int64_t now_ms)
{
    struct gateway *gateway = mem_zalloc(1, sizeof(*gateway));

    gateway->base.ops = &ops_of[kind];
    gateway->magic = GATEWAY_MAGIC;
    gateway->kind = kinds[kind];
    gateway->api.kind = kind;
    *out = NULL;
    if (gateway_read(&gateway->api, reader, value, now_ms) != 0) {
        free_gateway(&gateway->base);
        return ERR_SYNTAX;
    }
    *out = &gateway->base;
    return 0;
}

int apigateway_rest_read(struct origin **out, struct json_reader *reader,
                         const struct json *value, int64_t now_ms)
{
    return make(out, reader, value, API_REST, now_ms);
}

int apigateway_http_read(struct origin **out, struct json_reader *reader,
                         const struct json *value, int64_t now_ms)
{
    return make(out, reader, value, API_HTTP, now_ms);
}
