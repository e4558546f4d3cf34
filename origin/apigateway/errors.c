/*
 * errors.c - the gateway's own errors, and how an API words them.
 *
 * A setting of an error's own wins over the one of its class as a whole: the
 * two are not mixed.
 */
#include "origin/apigateway/errors.h"

#include "origin/apigateway/reply.h"
#include "origin/apigateway/api.h"

const struct gateway_error_row gateway_errors[N_GATEWAY_ERRORS] = {
#define GATEWAY_ERROR_ROW(name, status, type, message) \
    {#name, status, type, message},
    GATEWAY_ERROR_LIST(GATEWAY_ERROR_ROW)
#undef GATEWAY_ERROR_ROW
};

static const char *const setting_names[N_ERROR_SETTINGS] = {
#define GATEWAY_ERROR_ROW(name, status, type, message) #name,
    GATEWAY_ERROR_LIST(GATEWAY_ERROR_ROW)
#undef GATEWAY_ERROR_ROW
        [ERRORS_DEFAULT_4XX] = "DEFAULT_4XX",
    [ERRORS_DEFAULT_5XX] = "DEFAULT_5XX"};

enum gateway_error gateway_error_of(int status)
{
    int error = 0;

    while (error < N_GATEWAY_ERRORS && gateway_errors[error].status != status)
        error++;
    return (enum gateway_error)error;
}

const struct error_setting *
errors_setting(const struct error_settings *settings, enum gateway_error error)
{
    if (settings->at[error].set)
        return &settings->at[error];
    return &settings
                ->at[gateway_errors[error].status < 500 ? ERRORS_DEFAULT_4XX
                                                        : ERRORS_DEFAULT_5XX];
}

/* ---- reading ------------------------------------------------------------- */

/* AWS prints "statusCode" as a string or as a number. */
static void read_status(const struct api_reading *in, const struct json *object,
                        struct error_setting *setting)
{
    static const int64_t statuses[2] = {100, 599};
    const struct json *member = json_member(object, "statusCode");
    uint64_t status = 0;

    if (!member || json_type(member) == JSON_NULL)
        return;
    if (json_type(member) != JSON_STRING) {
        setting->status =
            (int)json_get_int(in->reader, object, "statusCode", statuses, 0);
        return;
    }
    if (!span_u64(json_string(member), &status) || status < 100 || status > 599)
        json_fail(in->reader, member, "must be a status, 100 to 599");
    setting->status = (int)status;
}

static void read_body(const struct api_reading *in, const struct json *object,
                      struct error_setting *setting)
{
    const struct json *templates =
        json_get(in->reader, object, "responseTemplates", JSON_OBJECT);

    for (const struct json *v = templates ? json_first(templates) : NULL; v;
         v = json_next(v)) {
        if (!span_eq(json_name(v), SPAN("application/json"))) {
            json_fail(in->reader, v,
                      "is not modelled: errors are application/json here");
            return;
        }
        setting->body =
            template_read(in, v, error_variables, N_ERROR_VARIABLES);
    }
}

static void read_setting(const struct api_reading *in,
                         const struct json *object,
                         struct error_setting *setting)
{
    static const char *const known[] = {"statusCode", "responseParameters",
                                        "responseTemplates"};
    static const struct mapping_target target = {"gatewayresponse.header.",
                                                 MAPPING_HEADER};
    static const struct mapping_rules rules = {
        &target, 1, 1u << MAPPING_STATIC | 1u << MAPPING_REQUEST_HEADER};

    if (json_type(object) != JSON_OBJECT) {
        json_fail(in->reader, object, "must be an object, is %s",
                  json_type_text(object));
        return;
    }
    json_only(in->reader, object, known, sizeof(known) / sizeof(known[0]));
    setting->set = true;
    read_status(in, object, setting);
    read_body(in, object, setting);
    mappings_read(
        in, json_get(in->reader, object, "responseParameters", JSON_OBJECT),
        &rules, &setting->headers);
}

void errors_read(const struct api_reading *in, const struct json *object)
{
    json_only(in->reader, object, setting_names, N_ERROR_SETTINGS);
    for (const struct json *v = json_first(object); v && !in->reader->failed;
         v = json_next(v))
        for (size_t i = 0; i < N_ERROR_SETTINGS; i++)
            if (span_eq(json_name(v), span_str(setting_names[i])))
                read_setting(in, v, &in->api->errors.at[i]);
}
