/*
 * scenario_cors.c - a bucket's CORS rules as its owner changes them.
 *
 * {"put_cors": {"url": "https://assets.s3.amazonaws.com",
 *               "rules": [RULE ...]}}
 *
 * each RULE as AWS's CLI takes it, becomes what that CLI sends: PUT /?cors with
 * S3's XML. Nothing is judged here but the shape: what S3 refuses it is to
 * refuse itself.
 */
#include "bench/scenario_parts.h"
#include "origin/s3/digest.h"
#include "origin/s3/encodings.h"
#include "origin/s3/xml.h"

#define CORS_XML_MAX ((size_t)128 << 10)

/* Members of a rule, and the element of each of their values. */
static const struct {
    const char *member;
    const char *element;
} lists[] = {
    {"AllowedOrigins", "AllowedOrigin"},
    {"AllowedMethods", "AllowedMethod"},
    {"AllowedHeaders", "AllowedHeader"},
    {"ExposeHeaders", "ExposeHeader"},
};
#define N_LISTS (sizeof(lists) / sizeof(*lists))

static void add_list(struct buf *xml, struct json_reader *reader,
                     const struct json *rule, size_t which)
{
    const struct json *list =
        json_get(reader, rule, lists[which].member, JSON_ARRAY);
    const struct json *value = list ? json_first(list) : NULL;

    for (; value; value = json_next(value)) {
        if (json_type(value) == JSON_STRING)
            xml_out_text(xml, lists[which].element, json_string(value));
        else
            json_fail(reader, value, "must be a string, is %s",
                      json_type_text(value));
    }
}

static void add_rule(struct buf *xml, struct json_reader *reader,
                     const struct json *rule)
{
    static const char *const known[] = {"ID",
                                        "AllowedOrigins",
                                        "AllowedMethods",
                                        "AllowedHeaders",
                                        "ExposeHeaders",
                                        "MaxAgeSeconds"};
    static const int64_t age[2] = {0, INT32_MAX};

    if (json_type(rule) != JSON_OBJECT) {
        json_fail(reader, rule, "must be an object, is %s",
                  json_type_text(rule));
        return;
    }
    json_only(reader, rule, known, sizeof(known) / sizeof(*known));
    xml_out_open(xml, "CORSRule");
    xml_out_text(xml, "ID", json_get_string(reader, rule, "ID", SPAN_ABSENT));
    for (size_t i = 0; i < N_LISTS; i++)
        add_list(xml, reader, rule, i);
    if (json_member(rule, "MaxAgeSeconds"))
        xml_out_u64(
            xml, "MaxAgeSeconds",
            (uint64_t)json_get_int(reader, rule, "MaxAgeSeconds", age, 0));
    xml_out_close(xml, "CORSRule");
}

static void add_rules(struct buf *xml, struct json_reader *reader,
                      const struct json *rules)
{
    xml_out_root(xml, "CORSConfiguration");
    for (const struct json *rule = json_first(rules); rule;
         rule = json_next(rule))
        add_rule(xml, reader, rule);
    xml_out_close(xml, "CORSConfiguration");
    if (xml->overflow)
        json_fail(reader, rules, "makes more than %zu KiB of XML",
                  CORS_XML_MAX >> 10);
}

/* S3 takes the document only with a checksum of it. */
static void add_headers(struct scenario *scenario, struct scenario_act *act,
                        const struct json *value)
{
    struct http_headers *headers = &act->request.head.headers;
    struct arena *arena = &scenario->arena;
    struct digest_value md5;
    struct span text;

    digest_of(DIGEST_MD5, act->request.body, &md5);
    text = scenario_made(scenario, base64_of(arena, digest_span(&md5)));
    if (http_headers_add(headers, arena, SPAN("Content-MD5"), text) != 0)
        json_fail(&scenario->reader, value, "too large");
}

void scenario_put_cors_read(struct scenario *scenario, struct scenario_act *act,
                            const struct json *value)
{
    static const char *const known[] = {"url", "rules", "who"};
    struct json_reader *reader = &scenario->reader;
    struct stage_request *request = &act->request;
    const struct json *rules = json_need(reader, value, "rules", JSON_ARRAY);
    struct buf xml;

    json_only(reader, value, known, sizeof(known) / sizeof(*known));
    scenario_url_read(reader, value, &request->head, &request->url);
    request->head.method = SPAN("PUT");
    request->head.query = SPAN("cors");
    request->edge = TOPOLOGY_NONE;
    act->who = json_get_string(reader, value, "who", SPAN("owner"));
    request->url =
        scenario_made(scenario, arena_printf(&scenario->arena, "%.*s?cors",
                                             SPAN_ARG(request->url)));
    act->what =
        scenario_made(scenario, arena_printf(&scenario->arena, "PUT %.*s",
                                             SPAN_ARG(request->url)));
    if (!rules)
        return;
    buf_init(&xml, CORS_XML_MAX);
    add_rules(&xml, reader, rules);
    if (arena_copy(&scenario->arena, buf_span(&xml), &request->body) != 0)
        json_fail(reader, value, "too large");
    buf_fini(&xml);
    add_headers(scenario, act, value);
}
