/*
 * guard.c - what an operation's security asks a request to bring.
 *
 * Authorizers are other people's code; what matters for CORS is that they say
 * no to a preflight, which never brings credentials.
 */
#include "origin/apigateway/guard.h"

/* The scheme of that name, where either version keeps them; or NULL. */
static const struct json *scheme_named(const struct json *document,
                                       struct span name)
{
    const struct json *schemes = json_member(document, "securityDefinitions");

    if (!schemes)
        schemes =
            json_member(json_member(document, "components"), "securitySchemes");
    for (const struct json *v = json_first(schemes); v; v = json_next(v))
        if (span_eq(json_name(v), name) && json_type(v) == JSON_OBJECT)
            return v;
    return NULL;
}

static void read_key_scheme(const struct api_reading *in,
                            const struct json *scheme, struct api_guard *guard)
{
    static const char *const places[] = {"header"};
    const struct json *name =
        json_need(in->reader, scheme, "name", JSON_STRING);

    (void)json_get_enum(in->reader, scheme, "in", JSON_WORDS(places),
                        0); /* for its error only */
    if (!name)
        return;
    if (!span_is_token(json_string(name)))
        json_fail(in->reader, name, "must be a header's name");
    guard->header = api_keep(in, name);
    guard->kind = API_AUTHORIZER;
    if (!json_member(scheme, "x-amazon-apigateway-authtype"))
        guard->kind = API_KEY;
}

static void read_scheme(const struct api_reading *in, const struct json *scheme,
                        struct api_guard *guard)
{
    struct span type = json_get_string(in->reader, scheme, "type", SPAN(""));
    struct span auth = json_get_string(
        in->reader, scheme, "x-amazon-apigateway-authtype", SPAN(""));

    *guard = (struct api_guard){API_AUTHORIZER, SPAN("Authorization")};
    if (span_eq(auth, SPAN("awsSigv4")))
        guard->kind = API_SIGNED;
    else if (span_eq(type, SPAN("apiKey")))
        read_key_scheme(in, scheme, guard);
    else if (!span_eq(type, SPAN("oauth2")) &&
             !span_eq(type, SPAN("openIdConnect")) &&
             !span_eq(type, SPAN("http")))
        json_fail(in->reader, scheme,
                  "is no security that is modelled here: apiKey, oauth2, "
                  "openIdConnect or http");
}

/* {"type": "NONE"} or {"type": "AWS_IAM"} */
static void read_auth(const struct api_reading *in, const struct json *auth,
                      struct api_guard *guard)
{
    static const char *const types[] = {"NONE", "none", "AWS_IAM"};

    if (json_get_enum(in->reader, auth, "type", JSON_WORDS(types), 0) == 2)
        guard->kind = API_SIGNED;
}

void guard_read(const struct api_reading *in, const struct json *document,
                const struct json *operation, struct api_guard *guard)
{
    const struct json *list =
        json_get(in->reader, operation, "security", JSON_ARRAY);
    const struct json *auth = json_get(in->reader, operation,
                                       "x-amazon-apigateway-auth", JSON_OBJECT);
    const struct json *want = json_first(json_first(list));
    const struct json *scheme;

    if (auth)
        read_auth(in, auth, guard);
    if (!want || in->reader->failed)
        return;
    if (json_count(list) > 1 || json_count(json_first(list)) > 1 ||
        json_type(json_first(list)) != JSON_OBJECT) {
        json_fail(in->reader, list,
                  "holds more than one scheme, of which "
                  "only one is modelled");
        return;
    }
    scheme = scheme_named(document, json_name(want));
    if (scheme)
        read_scheme(in, scheme, guard);
    else
        json_fail(in->reader, want, "is no security scheme of this document");
}
