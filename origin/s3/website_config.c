/*
 * website_config.c - a bucket's website configuration: XML and JSON in, XML
 * out.
 *
 * AWS's JSON has the same names as its XML, so that it is turned into XML first
 * and there is one reader and one judge.
 */
#include "origin/s3/website_config.h"

#include "cache/base/mem.h"
#include "origin/s3/xml.h"

#define CONFIG_BYTES_MAX ((size_t)1 << 20)
#define TREE_BYTES_MAX   ((size_t)4 << 20)
#define TEXT_BYTES_MAX   ((size_t)256 << 10)

/* ---- from XML ------------------------------------------------------------ */

/* "301" within from..to; false for anything else, 0 for an absent text. */
static bool read_status(struct span text, int from, int to, int *status)
{
    uint64_t value = 0;

    *status = 0;
    if (span_absent(text))
        return true;
    if (!span_u64(text, &value) || value < (uint64_t)from ||
        value > (uint64_t)to)
        return false;
    *status = (int)value;
    return true;
}

static enum s3_error read_redirect(struct website_redirect *to,
                                   struct arena *arena,
                                   const struct xml_element *element,
                                   struct s3_problem *problem)
{
    struct span code = xml_child_text(element, "HttpRedirectCode");
    struct span protocol = xml_child_text(element, "Protocol");

    if (!read_status(code, 301, 399, &to->status))
        return s3_problem_say(
            problem, S3_INVALID_REQUEST,
            arena_printf(problem->arena,
                         "The provided HTTP redirect code (%.*s) is not valid. "
                         "Valid codes are 3XX except 300.",
                         SPAN_ARG(code)));
    if (to->status == 0)
        to->status = 301;
    if (!span_absent(protocol) && !span_eq(protocol, SPAN("http")) &&
        !span_eq(protocol, SPAN("https")))
        return s3_problem_say(
            problem, S3_INVALID_REQUEST,
            SPAN("Invalid protocol, protocol can be http or https. If not "
                 "defined the protocol will be selected automatically."));
    if (xml_child(element, "ReplaceKeyWith") &&
        xml_child(element, "ReplaceKeyPrefixWith"))
        return s3_problem_say(problem, S3_INVALID_REQUEST,
                              SPAN("You can only define ReplaceKeyPrefix or "
                                   "ReplaceKey but not both."));
    if (arena_copy(arena, xml_child_text(element, "HostName"), &to->host) ||
        arena_copy(arena, protocol, &to->protocol) ||
        arena_copy(arena, xml_child_text(element, "ReplaceKeyWith"),
                   &to->key) ||
        arena_copy(arena, xml_child_text(element, "ReplaceKeyPrefixWith"),
                   &to->prefix))
        return s3_problem_set(problem, S3_MALFORMED_XML);
    return S3_OK;
}

static enum s3_error read_rule(struct website_rule *rule, struct arena *arena,
                               const struct xml_element *element,
                               struct s3_problem *problem)
{
    const struct xml_element *condition = xml_child(element, "Condition");
    const struct xml_element *redirect = xml_child(element, "Redirect");

    if (!xml_is(element, "RoutingRule") || !redirect)
        return s3_problem_set(problem, S3_MALFORMED_XML);
    if (condition &&
        (arena_copy(arena, xml_child_text(condition, "KeyPrefixEquals"),
                    &rule->key_prefix) ||
         !read_status(xml_child_text(condition, "HttpErrorCodeReturnedEquals"),
                      400, 599, &rule->error)))
        return s3_problem_say(
            problem, S3_INVALID_REQUEST,
            SPAN("The provided HTTP error code is not valid. Valid codes are "
                 "4XX or 5XX."));
    return read_redirect(&rule->to, arena, redirect, problem);
}

static enum s3_error read_rules(struct website_config *config,
                                const struct xml_element *list,
                                struct s3_problem *problem)
{
    size_t n = xml_count(list, "RoutingRule");

    if (n > WEBSITE_RULES_MAX)
        return s3_problem_say(problem, S3_INVALID_REQUEST,
                              SPAN("50 routing rules are the limit."));
    config->rules =
        arena_zalloc(&config->arena, n + 1, sizeof(config->rules[0]));
    if (!config->rules)
        return s3_problem_set(problem, S3_MALFORMED_XML);
    for (const struct xml_element *e = list->first; e; e = e->next)
        if (read_rule(&config->rules[config->n_rules++], &config->arena, e,
                      problem))
            return problem->error;
    return S3_OK;
}

static enum s3_error read_documents(struct website_config *config,
                                    const struct xml_element *root,
                                    struct s3_problem *problem)
{
    const struct xml_element *index = xml_child(root, "IndexDocument");
    const struct xml_element *error = xml_child(root, "ErrorDocument");
    struct span suffix = index ? xml_child_text(index, "Suffix") : SPAN_ABSENT;

    if (suffix.len == 0 || span_find(suffix, '/', 0) < suffix.len) {
        (void)s3_problem_say(problem, S3_INVALID_ARGUMENT,
                             SPAN("The IndexDocument Suffix is not well "
                                  "formed"));
        s3_problem_add(problem, "ArgumentName", SPAN("IndexDocument"));
        return S3_INVALID_ARGUMENT;
    }
    if (arena_copy(&config->arena, suffix, &config->index_suffix) ||
        (error && arena_copy(&config->arena, xml_child_text(error, "Key"),
                             &config->error_key)))
        return s3_problem_set(problem, S3_MALFORMED_XML);
    return S3_OK;
}

static enum s3_error read_root(struct website_config *config,
                               const struct xml_element *root,
                               struct s3_problem *problem)
{
    const struct xml_element *all = xml_child(root, "RedirectAllRequestsTo");
    const struct xml_element *rules = xml_child(root, "RoutingRules");
    enum s3_error error;

    if (!xml_is(root, "WebsiteConfiguration") ||
        (all && (!xml_child(all, "HostName") || all->next ||
                 all->parent->first != all)))
        return s3_problem_set(problem, S3_MALFORMED_XML);
    if (all) {
        config->redirects_all = true;
        return read_redirect(&config->all, &config->arena, all, problem);
    }
    error = read_documents(config, root, problem);
    return error || !rules ? error : read_rules(config, rules, problem);
}

struct website_config *website_config_from_xml(struct span text,
                                               struct s3_problem *problem)
{
    struct website_config *config = mem_zalloc(1, sizeof(*config));
    struct xml_element *root;
    struct arena tree;
    bool ok = false;

    arena_init(&config->arena, CONFIG_BYTES_MAX);
    arena_init(&tree, TREE_BYTES_MAX);
    if (xml_read(&root, &tree, text))
        (void)s3_problem_set(problem, S3_MALFORMED_XML); /* NULL says it */
    else
        ok = read_root(config, root, problem) == S3_OK;
    arena_fini(&tree);
    if (ok)
        return config;
    website_config_free(config);
    return NULL;
}

void website_config_free(struct website_config *config)
{
    if (!config)
        return;
    arena_fini(&config->arena);
    mem_free(config);
}

/* ---- from JSON ----------------------------------------------------------- */

/* The members of an object as elements, one level after the other. */
static void write_members(struct json_reader *reader, const struct json *object,
                          struct buf *out, int depth)
{
    for (const struct json *v = json_first(object); v; v = json_next(v)) {
        const char *name =
            json_type(object) == JSON_ARRAY ? "RoutingRule" : json_name(v).ptr;

        if (!span_is_token(span_str(name)) || depth > 4 ||
            (json_type(v) != JSON_STRING && json_type(v) != JSON_OBJECT &&
             json_type(v) != JSON_ARRAY)) {
            json_fail(reader, v,
                      "is not as `aws s3api get-bucket-website` prints it");
            return;
        }
        if (json_type(v) == JSON_STRING) {
            xml_out_text(out, name, json_string(v));
            continue;
        }
        xml_out_open(out, name);
        write_members(reader, v, out, depth + 1);
        xml_out_close(out, name);
    }
}

struct website_config *website_config_from_json(struct json_reader *reader,
                                                const struct json *value)
{
    struct website_config *config = NULL;
    struct s3_problem problem = {0};
    struct arena arena;
    struct buf text;

    arena_init(&arena, TEXT_BYTES_MAX);
    buf_init(&text, TEXT_BYTES_MAX);
    problem.arena = &arena;
    xml_out_root(&text, "WebsiteConfiguration");
    write_members(reader, value, &text, 0);
    xml_out_close(&text, "WebsiteConfiguration");
    if (!reader->failed)
        config = website_config_from_xml(buf_span(&text), &problem);
    if (!config && !reader->failed)
        json_fail(reader, value, "S3 would refuse it: %.*s",
                  SPAN_ARG(span_absent(problem.message)
                               ? span_str(s3_error_message(problem.error))
                               : problem.message));
    buf_fini(&text);
    arena_fini(&arena);
    return config;
}

/* ---- to XML -------------------------------------------------------------- */

static void write_redirect(const struct website_redirect *to, const char *name,
                           bool with_status, struct buf *out)
{
    xml_out_open(out, name);
    xml_out_text(out, "HostName", to->host);
    if (with_status && to->status != 301)
        xml_out_u64(out, "HttpRedirectCode", (uint64_t)to->status);
    xml_out_text(out, "Protocol", to->protocol);
    xml_out_text(out, "ReplaceKeyPrefixWith", to->prefix);
    xml_out_text(out, "ReplaceKeyWith", to->key);
    xml_out_close(out, name);
}

static void write_rule(const struct website_rule *rule, struct buf *out)
{
    xml_out_open(out, "RoutingRule");
    if (rule->error || !span_absent(rule->key_prefix)) {
        xml_out_open(out, "Condition");
        if (rule->error)
            xml_out_u64(out, "HttpErrorCodeReturnedEquals",
                        (uint64_t)rule->error);
        xml_out_text(out, "KeyPrefixEquals", rule->key_prefix);
        xml_out_close(out, "Condition");
    }
    write_redirect(&rule->to, "Redirect", true, out);
    xml_out_close(out, "RoutingRule");
}

void website_config_to_xml(const struct website_config *config, struct buf *out)
{
    buf_add_str(out, XML_DECLARATION);
    xml_out_root(out, "WebsiteConfiguration");
    if (config->redirects_all)
        write_redirect(&config->all, "RedirectAllRequestsTo", false, out);
    if (!span_absent(config->index_suffix)) {
        xml_out_open(out, "IndexDocument");
        xml_out_text(out, "Suffix", config->index_suffix);
        xml_out_close(out, "IndexDocument");
    }
    if (!span_absent(config->error_key)) {
        xml_out_open(out, "ErrorDocument");
        xml_out_text(out, "Key", config->error_key);
        xml_out_close(out, "ErrorDocument");
    }
    if (config->n_rules > 0)
        xml_out_open(out, "RoutingRules");
    for (size_t i = 0; i < config->n_rules; i++)
        write_rule(&config->rules[i], out);
    if (config->n_rules > 0)
        xml_out_close(out, "RoutingRules");
    xml_out_close(out, "WebsiteConfiguration");
}
