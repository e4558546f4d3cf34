/*
 * rest.c - a REST API: a method per resource, each answer put together.
 *
 * Nothing here knows CORS. A preflight is a request with the method OPTIONS
 * like any other: where nobody gave the resource such a method, it gets the
 * gateway's error for a method that is not there; where somebody did, its mock
 * sends the same headers to everyone.
 */
#include "origin/apigateway/integration.h"
#include "origin/apigateway/kinds.h"
#include "origin/apigateway/sources.h"

#define TIMEOUT_MS 29000 /* of an integration: AWS's default, and its most */

static struct sources sources_of(const struct reply *reply)
{
    const struct gateway_exchange *state = reply->state;

    return (struct sources){&state->req, &state->found.variables,
                            state->asked ? &state->inner.answer.head.headers
                                         : NULL};
}

static void add_mappings(struct reply *reply, const struct mappings *mappings)
{
    const struct sources sources = sources_of(reply);

    for (size_t i = 0; i < mappings->n; i++)
        reply_set(reply, mappings->at[i].name,
                  source_value(&sources, &mappings->at[i]));
}

/* ---- the gateway's own errors -------------------------------------------- */

struct error {
    const char *name; /* "MISSING_AUTHENTICATION_TOKEN" */
    const char *type; /* NULL: none is sent */
    const char *message;
    int status;
    const struct error_setting *setting;
};

static struct span error_body(struct reply *reply, const struct error *error)
{
    struct arena *arena = reply->ex->arena;
    struct span quoted = arena_printf(arena, "\"%s\"", error->message);
    const struct span values[N_ERROR_VARIABLES] = {
        quoted, span_str(error->message), span_str(error->name),
        reply->state->request_id};

    if (span_absent(error->setting->body))
        return arena_printf(arena, "{\"message\":%.*s}", SPAN_ARG(quoted));
    return template_fill(arena, error->setting->body, error_variables, values,
                         N_ERROR_VARIABLES);
}

static void answer_error(struct reply *reply, const struct error *error)
{
    struct span type = error->type ? span_str(error->type) : SPAN_ABSENT;

    reply_begin(reply, error->setting->status ? error->setting->status
                                              : error->status);
    reply_add(reply, SPAN("Content-Type"), SPAN("application/json"));
    reply_add(reply, SPAN("x-amzn-RequestId"), reply->state->request_id);
    reply_add(reply, SPAN("x-amzn-ErrorType"), type);
    add_mappings(reply, &error->setting->headers);
    reply_add(reply, SPAN("x-amz-apigw-id"), reply->state->gateway_id);
    reply_text(reply, error_body(reply, error));
}

static void fail_with(struct reply *reply, enum gateway_error which)
{
    const struct gateway_error_row *row = &gateway_errors[which];
    const struct error error = {row->name, row->type, row->message, row->status,
                                errors_setting(&reply->api->errors, which)};

    answer_error(reply, &error);
}

/* An error that was asked for by its status alone. */
static void fail_as(struct reply *reply, int status)
{
    const struct error_setting *settings = reply->api->errors.at;
    const struct error error = {
        status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX", NULL, http_reason(status),
        status,
        &settings[status < 500 ? ERRORS_DEFAULT_4XX : ERRORS_DEFAULT_5XX]};
    enum gateway_error known = gateway_error_of(status);

    /* Of the many errors with 403 the authorizer's "no" is meant. */
    if (known == GATEWAY_MISSING_AUTHENTICATION_TOKEN)
        known = GATEWAY_ACCESS_DENIED;
    if (known < N_GATEWAY_ERRORS)
        fail_with(reply, known);
    else
        answer_error(reply, &error);
}

/* Before any API was found; so no API can word it. */
static void fail_without_api(struct reply *reply)
{
    static const struct error_setting none;
    static const struct error error = {"FORBIDDEN", "ForbiddenException",
                                       "Forbidden", 403, &none};

    answer_error(reply, &error);
}

static void fail(struct reply *reply)
{
    fail_with(reply, GATEWAY_API_CONFIGURATION_ERROR);
}

/* ---- answers of integrations --------------------------------------------- */

static void answer_mapped(struct reply *reply,
                          const struct api_response *response)
{
    struct span type =
        reply->state->asked
            ? http_headers_get(&reply->state->inner.answer.head.headers,
                               SPAN("Content-Type"))
            : SPAN_ABSENT;

    reply_begin(reply, response->status);
    reply_add(reply, SPAN("Content-Type"),
              span_absent(type) || !span_absent(response->body)
                  ? SPAN("application/json")
                  : type);
    reply_add(reply, SPAN("x-amzn-RequestId"), reply->state->request_id);
    add_mappings(reply, &response->headers);
    reply_add(reply, SPAN("x-amz-apigw-id"), reply->state->gateway_id);
    if (reply->state->asked && span_absent(response->body))
        reply_pass(reply);
    else if (span_absent(response->body))
        reply_text(reply, SPAN(""));
    else
        reply_text(reply, response->body);
}

/* A request whose Content-Type no template is for. */
static enum gateway_error refusal(const struct api_integration *integration)
{
    if (integration->passthrough == API_NEVER ||
        (integration->passthrough == API_WHEN_NO_TEMPLATES &&
         integration->n_templates > 0))
        return GATEWAY_UNSUPPORTED_MEDIA_TYPE;
    return N_GATEWAY_ERRORS;
}

static void answer_mock(struct reply *reply)
{
    const struct api_integration *integration =
        &reply->state->found.method->integration;
    const struct api_template *template = integration_template(
        integration,
        http_headers_get(&reply->state->req.headers, SPAN("Content-Type")));
    const struct api_response *response = NULL;

    if (template && template->status > 0)
        response = integration_response(integration, template->status);
    if (!template && refusal(integration) < N_GATEWAY_ERRORS)
        fail_with(reply, refusal(integration));
    else if (!response)
        fail(reply);
    else
        answer_mapped(reply, response);
}

/* Headers that are the gateway's own reach the client under another name. */
static struct span remapped(struct span name)
{
    if (span_ieq(name, SPAN("Date")))
        return SPAN("x-amzn-Remapped-Date");
    if (span_ieq(name, SPAN("Server")))
        return SPAN("x-amzn-Remapped-Server");
    if (span_ieq(name, SPAN("WWW-Authenticate")))
        return SPAN("x-amzn-Remapped-WWW-Authenticate");
    return name;
}

static void answer_proxied(struct reply *reply)
{
    const struct http_response *from = &reply->state->inner.answer.head;

    reply_begin(reply, from->status);
    reply_add(reply, SPAN("x-amzn-RequestId"), reply->state->request_id);
    for (size_t i = 0; i < from->headers.n; i++)
        reply_add(reply, remapped(from->headers.at[i].name),
                  from->headers.at[i].value);
    if (span_absent(http_headers_get(&from->headers, SPAN("Content-Type"))))
        reply_add(reply, SPAN("Content-Type"), SPAN("application/json"));
    reply_add(reply, SPAN("x-amz-apigw-id"), reply->state->gateway_id);
    reply_pass(reply);
}

static void finish(struct reply *reply)
{
    const struct api_integration *integration =
        &reply->state->found.method->integration;
    const struct api_response *response;

    switch (reply_backend_end(reply, TIMEOUT_MS)) {
    case BACKEND_TIMED_OUT:
        fail_with(reply, GATEWAY_INTEGRATION_TIMEOUT);
        return;
    case BACKEND_BROKE:
        fail_with(reply, GATEWAY_INTEGRATION_FAILURE);
        return;
    case BACKEND_ANSWERED:
        break;
    }
    if (integration->kind == API_PROXY) {
        answer_proxied(reply);
        return;
    }
    response = integration_response(integration,
                                    reply->state->inner.answer.head.status);
    if (response)
        answer_mapped(reply, response);
    else
        fail(reply);
}

/* ---- routing ------------------------------------------------------------- */

static enum gateway_error guard_error(enum api_guard_kind missing)
{
    switch (missing) {
    case API_OPEN:
        break;
    case API_KEY:
        return GATEWAY_INVALID_API_KEY;
    case API_AUTHORIZER:
        return GATEWAY_UNAUTHORIZED;
    case API_SIGNED:
        return GATEWAY_MISSING_AUTHENTICATION_TOKEN;
    }
    return N_GATEWAY_ERRORS;
}

static bool route(struct reply *reply, int status)
{
    struct gateway_exchange *state = reply->state;
    enum gateway_error refused;

    if (!state->in_stage) {
        fail_without_api(reply);
        return false;
    }
    if (status) {
        fail_as(reply, status);
        return false;
    }
    if (!state->found.method) {
        fail_with(reply, GATEWAY_MISSING_AUTHENTICATION_TOKEN);
        return false;
    }
    refused = guard_error(reply_guard(reply));
    if (refused < N_GATEWAY_ERRORS) {
        fail_with(reply, refused);
        return false;
    }
    if (state->found.method->integration.kind != API_MOCK)
        return true;
    answer_mock(reply);
    return false;
}

const struct gateway_kind gateway_rest = {
    .route = route, .finish = finish, .fail = fail};
