/*
 * cors_config.c - a bucket's CORS configuration: XML and JSON in, XML out.
 *
 * Two readers fill the same rules, one judge looks at them: what PutBucketCors
 * refuses, a scenario's file cannot smuggle in either.
 */
#include "origin/s3/cors_config.h"

#include "cache/base/mem.h"
#include "origin/s3/xml.h"

#define CONFIG_BYTES_MAX ((size_t)1 << 20)
#define TREE_BYTES_MAX   ((size_t)16 << 20)
#define MAX_AGE_S_MAX    INT32_MAX

struct row {
    const char *xml;  /* element, repeatable */
    const char *json; /* member, an array of strings */
    size_t offset;    /* of its struct cors_names */
};

static const struct row rows[] = {
    {"AllowedHeader", "AllowedHeaders", offsetof(struct cors_rule, headers)},
    {"AllowedMethod", "AllowedMethods", offsetof(struct cors_rule, methods)},
    {"AllowedOrigin", "AllowedOrigins", offsetof(struct cors_rule, origins)},
    {"ExposeHeader", "ExposeHeaders", offsetof(struct cors_rule, expose)},
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static struct cors_names *names_of(struct cors_rule *rule,
                                   const struct row *row)
{
    return (struct cors_names *)(void *)((char *)rule + row->offset);
}

static struct cors_config *new_config(size_t n_rules)
{
    struct cors_config *config = mem_zalloc(1, sizeof(*config));

    arena_init(&config->arena, CONFIG_BYTES_MAX);
    config->rules =
        arena_zalloc(&config->arena, n_rules, sizeof(config->rules[0]));
    config->n_rules = config->rules ? n_rules : 0;
    for (size_t i = 0; i < config->n_rules; i++)
        config->rules[i].max_age_s = -1;
    return config;
}

void cors_config_free(struct cors_config *config)
{
    if (!config)
        return;
    arena_fini(&config->arena);
    mem_free(config);
}

/* ---- what S3 refuses ----------------------------------------------------- */

static size_t stars(struct span text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '*';
    return n;
}

static bool is_header_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = ascii_lower(name.ptr[i]);

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return name.len > 0;
}

static enum s3_error judge_methods(const struct cors_rule *rule,
                                   struct s3_problem *problem)
{
    static const char *const known[] = {"GET", "PUT", "POST", "DELETE", "HEAD"};

    for (size_t i = 0; i < rule->methods.n; i++) {
        struct span method = rule->methods.at[i];
        bool found = false;

        for (size_t j = 0; j < sizeof(known) / sizeof(known[0]); j++)
            found = found || span_eq(method, span_str(known[j]));
        if (!found)
            return s3_problem_say(
                problem, S3_INVALID_REQUEST,
                arena_printf(problem->arena,
                             "Found unsupported HTTP method in CORS config. "
                             "Unsupported method is %.*s",
                             SPAN_ARG(method)));
    }
    return S3_OK;
}

static enum s3_error judge_stars(const struct cors_names *names,
                                 const char *what, struct s3_problem *problem)
{
    for (size_t i = 0; i < names->n; i++)
        if (stars(names->at[i]) > 1)
            return s3_problem_say(
                problem, S3_INVALID_REQUEST,
                arena_printf(problem->arena,
                             "%s \"%.*s\" can not have more than one wildcard.",
                             what, SPAN_ARG(names->at[i])));
    return S3_OK;
}

static enum s3_error judge_expose(const struct cors_names *names,
                                  struct s3_problem *problem)
{
    for (size_t i = 0; i < names->n; i++) {
        const char *why = NULL;

        if (stars(names->at[i]) > 0)
            why = "contains wildcard. We currently do not support wildcard "
                  "for ExposeHeader.";
        else if (!is_header_name(names->at[i]))
            why = "contains invalid character.";
        if (why)
            return s3_problem_say(problem, S3_INVALID_REQUEST,
                                  arena_printf(problem->arena,
                                               "ExposeHeader \"%.*s\" %s",
                                               SPAN_ARG(names->at[i]), why));
    }
    return S3_OK;
}

static enum s3_error judge_rule(const struct cors_rule *rule,
                                struct s3_problem *problem)
{
    enum s3_error error;

    if (rule->origins.n == 0 || rule->methods.n == 0 ||
        rule->id.len > CORS_ID_MAX)
        return s3_problem_set(problem, S3_MALFORMED_XML);
    error = judge_methods(rule, problem);
    if (!error)
        error = judge_stars(&rule->origins, "AllowedOrigin", problem);
    if (!error)
        error = judge_stars(&rule->headers, "AllowedHeader", problem);
    if (!error)
        error = judge_expose(&rule->expose, problem);
    return error;
}

static enum s3_error judge_count(size_t n_rules, struct s3_problem *problem)
{
    if (n_rules == 0)
        return s3_problem_set(problem, S3_MALFORMED_XML);
    if (n_rules > CORS_RULES_MAX)
        return s3_problem_say(
            problem, S3_INVALID_REQUEST,
            SPAN("The number of CORS rules should not exceed allowed limit of "
                 "100 rules."));
    return S3_OK;
}

/* ---- from XML ------------------------------------------------------------ */

/* Elements that a rule may have but once, and no others than the rows'. */
static bool rule_has_shape(const struct xml_element *element)
{
    for (const struct xml_element *e = element->first; e; e = e->next) {
        bool known = xml_is(e, "ID") || xml_is(e, "MaxAgeSeconds");

        for (size_t i = 0; i < N_ROWS; i++)
            known = known || xml_is(e, rows[i].xml);
        if (!known || e->first)
            return false;
    }
    return xml_count(element, "ID") <= 1 &&
           xml_count(element, "MaxAgeSeconds") <= 1;
}

static int names_from_xml(struct cors_names *names, struct arena *arena,
                          const struct xml_element *element, const char *name)
{
    size_t n = xml_count(element, name);

    names->at = arena_zalloc(arena, n + 1, sizeof(names->at[0]));
    if (!names->at)
        return ERR_TOO_LONG;
    for (const struct xml_element *e = element->first; e; e = e->next)
        if (xml_is(e, name) &&
            arena_copy(arena, e->text, &names->at[names->n++]))
            return ERR_TOO_LONG;
    return 0;
}

static int rule_from_xml(struct cors_rule *rule, struct arena *arena,
                         const struct xml_element *element)
{
    struct span max_age = xml_child_text(element, "MaxAgeSeconds");
    uint64_t seconds = 0;

    if (!xml_is(element, "CORSRule") || !rule_has_shape(element))
        return ERR_SYNTAX;
    if (!span_absent(max_age) &&
        (!span_u64(max_age, &seconds) || seconds > MAX_AGE_S_MAX))
        return ERR_RANGE;
    if (!span_absent(max_age))
        rule->max_age_s = (int64_t)seconds;
    for (size_t i = 0; i < N_ROWS; i++)
        if (names_from_xml(names_of(rule, &rows[i]), arena, element,
                           rows[i].xml))
            return ERR_TOO_LONG;
    return arena_copy(arena, xml_child_text(element, "ID"), &rule->id);
}

/* problem is set when this fails. */
static enum s3_error fill_from_xml(struct cors_config *config,
                                   const struct xml_element *root,
                                   struct s3_problem *problem)
{
    const struct xml_element *element = root->first;
    enum s3_error error = S3_OK;

    for (size_t i = 0; i < config->n_rules && !error; i++) {
        if (rule_from_xml(&config->rules[i], &config->arena, element))
            error = s3_problem_set(problem, S3_MALFORMED_XML);
        else
            error = judge_rule(&config->rules[i], problem);
        element = element->next;
    }
    return error;
}

static struct cors_config *config_from_tree(const struct xml_element *root,
                                            struct s3_problem *problem)
{
    struct cors_config *config;
    size_t n_rules = 0;

    for (const struct xml_element *e = root->first; e; e = e->next)
        n_rules++;
    if (judge_count(n_rules, problem))
        return NULL;
    config = new_config(n_rules);
    if (fill_from_xml(config, root, problem)) {
        cors_config_free(config);
        return NULL;
    }
    return config;
}

struct cors_config *cors_config_from_xml(struct span text,
                                         struct s3_problem *problem)
{
    struct cors_config *config = NULL;
    struct xml_element *root;
    struct arena tree;

    arena_init(&tree, TREE_BYTES_MAX);
    if (xml_read(&root, &tree, text) || !xml_is(root, "CORSConfiguration"))
        (void)s3_problem_set(problem, S3_MALFORMED_XML); /* it is the answer */
    else
        config = config_from_tree(root, problem);
    arena_fini(&tree);
    return config;
}

/* ---- from JSON ----------------------------------------------------------- */

static void names_from_json(struct cors_names *names, struct arena *arena,
                            struct json_reader *reader,
                            const struct json *array)
{
    names->at =
        arena_zalloc(arena, json_count(array) + 1, sizeof(names->at[0]));
    for (const struct json *v = array ? json_first(array) : NULL;
         v && names->at; v = json_next(v)) {
        if (json_type(v) != JSON_STRING)
            json_fail(reader, v, "is %s, but must be a string",
                      json_type_text(v));
        else if (arena_copy(arena, json_string(v), &names->at[names->n++]))
            json_fail(reader, v, "is longer than S3 takes");
    }
}

static void rule_from_json(struct cors_rule *rule, struct arena *arena,
                           struct json_reader *reader,
                           const struct json *object)
{
    static const char *const known[] = {"ID",
                                        "AllowedHeaders",
                                        "AllowedMethods",
                                        "AllowedOrigins",
                                        "ExposeHeaders",
                                        "MaxAgeSeconds"};
    static const int64_t range[2] = {0, MAX_AGE_S_MAX};
    struct s3_problem problem = {.arena = arena};

    json_only(reader, object, known, sizeof(known) / sizeof(known[0]));
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct json *array =
            json_get(reader, object, rows[i].json, JSON_ARRAY);

        if (array)
            names_from_json(names_of(rule, &rows[i]), arena, reader, array);
    }
    if (!json_need(reader, object, "AllowedOrigins", JSON_ARRAY) ||
        !json_need(reader, object, "AllowedMethods", JSON_ARRAY))
        return;
    rule->max_age_s = json_get_int(reader, object, "MaxAgeSeconds", range, -1);
    if (arena_copy(arena, json_get_string(reader, object, "ID", SPAN_ABSENT),
                   &rule->id))
        json_fail(reader, object, "is longer than S3 takes");
    if (!reader->failed && judge_rule(rule, &problem))
        json_fail(reader, object, "S3 would refuse it: %.*s",
                  SPAN_ARG(span_absent(problem.message)
                               ? SPAN("a rule needs at least one origin and "
                                      "one method, and an ID of at most 255 "
                                      "bytes")
                               : problem.message));
}

struct cors_config *cors_config_from_json(struct json_reader *reader,
                                          const struct json *value)
{
    static const char *const known[] = {"CORSRules"};
    bool bare = json_type(value) == JSON_ARRAY;
    const struct json *array =
        bare ? value : json_need(reader, value, "CORSRules", JSON_ARRAY);
    struct cors_config *config;
    size_t i = 0;

    if (!array)
        return NULL;
    if (!bare)
        json_only(reader, value, known, 1);
    if (json_count(array) == 0 || json_count(array) > CORS_RULES_MAX) {
        json_fail(reader, array, "needs 1 to %d rules", CORS_RULES_MAX);
        return NULL;
    }
    config = new_config(json_count(array));
    for (const struct json *v = json_first(array); v; v = json_next(v)) {
        if (json_type(v) == JSON_OBJECT)
            rule_from_json(&config->rules[i++], &config->arena, reader, v);
        else
            json_fail(reader, v, "must be an object: one CORS rule");
    }
    if (reader->failed) {
        cors_config_free(config);
        return NULL;
    }
    return config;
}

/* ---- to XML -------------------------------------------------------------- */

void cors_config_to_xml(const struct cors_config *config, struct buf *out)
{
    buf_add_str(out, XML_DECLARATION);
    xml_out_root(out, "CORSConfiguration");
    for (size_t i = 0; i < config->n_rules; i++) {
        struct cors_rule *rule = &config->rules[i];

        xml_out_open(out, "CORSRule");
        xml_out_text(out, "ID", rule->id);
        for (size_t j = 0; j < N_ROWS; j++) {
            const struct cors_names *names = names_of(rule, &rows[j]);

            for (size_t k = 0; k < names->n; k++)
                xml_out_text(out, rows[j].xml, names->at[k]);
        }
        if (rule->max_age_s >= 0)
            xml_out_u64(out, "MaxAgeSeconds", (uint64_t)rule->max_age_s);
        xml_out_close(out, "CORSRule");
    }
    xml_out_close(out, "CORSConfiguration");
}
