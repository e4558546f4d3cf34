/*
 * names.c - AWS's "behavior plus list" objects as sets of names.
 *
 * HeadersConfig, CookiesConfig and QueryStringsConfig have one shape, in two
 * kinds of policies: a word says how a list is meant, the list stands beside
 * it. A left-out object means none.
 */
#include "policies/cloudfront/names.h"

#include "cache/viewer_facts.h"

/* The words in the order of enum name_rule. */
static const char *const words[] = {"none", "whitelist", "allExcept", "all"};
static const char *const keyed_header_words[] = {"none", "whitelist"};
static const char *const forwarded_header_words[] = {
    "none", "whitelist", "allExcept", "allViewer",
    "allViewerAndWhitelistCloudFront"};
#define ALL_AND_CLOUDFRONT 4

/* How the members of one object are called. */
struct shape {
    const char *object;   /* "HeadersConfig" */
    const char *behavior; /* "HeaderBehavior" */
    const char *list;     /* "Headers" */
    struct json_words words;
    bool any_case;
};

static void check_twice(const struct aws_in *in, const struct name_set *set,
                        const struct json *at, bool any_case)
{
    for (size_t i = 0; i < set->n_names; i++)
        for (size_t j = 0; j < i; j++)
            if (any_case ? span_ieq(set->names[i], set->names[j])
                         : span_eq(set->names[i], set->names[j]))
                json_fail(in->reader, at, "%.*s is listed twice",
                          SPAN_ARG(set->names[i]));
}

void aws_names_check(const struct aws_in *in, const struct name_set *set,
                     const struct json *at, bool any_case)
{
    size_t total = 0;

    for (size_t i = 0; i < set->n_names; i++)
        total += set->names[i].len;
    if (total > AWS_NAMES_TOTAL_MAX)
        json_fail(in->reader, at,
                  "names of %zu characters together; CloudFront allows %d",
                  total, AWS_NAMES_TOTAL_MAX);
    check_twice(in, set, at, any_case);
}

/* What a word and its list must be to each other. */
static void check_list(const struct aws_in *in, const struct shape *shape,
                       const struct json *config, int word, size_t n)
{
    bool wants_list = word == NAMES_LISTED || word == NAMES_ALL_EXCEPT ||
                      word == ALL_AND_CLOUDFRONT;

    if (wants_list && n == 0)
        json_fail(in->reader, config, "%s is %s, so %s must name something",
                  shape->behavior, shape->words.at[word], shape->list);
    if (!wants_list && n > 0)
        json_fail(in->reader, config, "%s is %s, so %s must be left out",
                  shape->behavior, shape->words.at[word], shape->list);
}

static struct name_set read_set(const struct aws_in *in,
                                const struct json *object,
                                const struct shape *shape, int *word)
{
    const struct json *config =
        json_get(in->reader, object, shape->object, JSON_OBJECT);
    const char *const known[] = {shape->behavior, shape->list};
    struct aws_strings names;
    struct name_set set = {.rule = NAMES_NONE};

    *word = NAMES_NONE;
    if (!config)
        return set;
    if (!json_need(in->reader, config, shape->behavior, JSON_STRING))
        return set;
    *word = json_get_enum(in->reader, config, shape->behavior, shape->words,
                          NAMES_NONE);
    names = aws_strings_get(in, config, shape->list, AWS_NAMES_MAX);
    set.rule =
        *word == ALL_AND_CLOUDFRONT ? NAMES_ALL : (enum name_rule) * word;
    set.names = names.at;
    set.n_names = names.n;
    check_list(in, shape, config, *word, names.n);
    aws_names_check(in, &set, config, shape->any_case);
    aws_note_unknown(in, config, shape->object, known, 2);
    return set;
}

struct name_set aws_cookies_read(const struct aws_in *in,
                                 const struct json *object)
{
    const struct shape shape = {
        "CookiesConfig", "CookieBehavior", "Cookies", {words, 4}, false};
    int word;

    return read_set(in, object, &shape, &word);
}

struct name_set aws_query_read(const struct aws_in *in,
                               const struct json *object)
{
    const struct shape shape = {"QueryStringsConfig",
                                "QueryStringBehavior",
                                "QueryStrings",
                                {words, 4},
                                false};
    int word;

    return read_set(in, object, &shape, &word);
}

static const struct shape keyed_headers = {"HeadersConfig",
                                           "HeaderBehavior",
                                           "Headers",
                                           {keyed_header_words, 2},
                                           true};
static const struct shape forwarded_headers = {"HeadersConfig",
                                               "HeaderBehavior",
                                               "Headers",
                                               {forwarded_header_words, 5},
                                               true};

/* What popbox does not know as CloudFront does, once for all such headers. */
static void note_made_header(const struct aws_in *in, struct span name)
{
    switch (viewer_fact_of(name)) {
    case VIEWER_FACT_EXACT:
        return;
    case VIEWER_FACT_GUESSED:
        aws_note(in, SPAN("CloudFront-Is-...-Viewer"),
                 SPAN("CloudFront knows devices from a database, popbox by a "
                      "few words of User-Agent; a viewer may send the header "
                      "itself"));
        return;
    case VIEWER_FACT_ASSUMED:
        aws_note(in, SPAN("CloudFront-Viewer-... (place)"),
                 SPAN("popbox has no map of addresses: every viewer counts as "
                      "one in Seattle, US, unless it sends the header itself"));
        return;
    case VIEWER_FACT_UNKNOWN:
        aws_note(in, name,
                 SPAN("CloudFront makes this request header; popbox passes on "
                      "only what the viewer sends"));
        return;
    }
}

void aws_note_made_headers(const struct aws_in *in, const struct name_set *set)
{
    if (set->rule == NAMES_ALL_EXCEPT)
        return;
    for (size_t i = 0; i < set->n_names; i++)
        if (viewer_fact_is_named(set->names[i]))
            note_made_header(in, set->names[i]);
}

struct name_set aws_headers_read(const struct aws_in *in,
                                 const struct json *object, enum header_use use)
{
    int word;
    struct name_set set = read_set(
        in, object, use == HEADER_KEYED ? &keyed_headers : &forwarded_headers,
        &word);
    const struct json *at = json_member(object, "HeadersConfig");

    if (word == NAMES_LISTED)
        for (size_t i = 0; i < set.n_names; i++) {
            const char *why = header_refusal(set.names[i], use);

            if (why)
                json_fail(in->reader, at,
                          "the parameter Headers contains %.*s that is not "
                          "allowed: it %s",
                          SPAN_ARG(set.names[i]), why);
        }
    if (word == ALL_AND_CLOUDFRONT)
        for (size_t i = 0; i < set.n_names; i++)
            if (!viewer_fact_is_named(set.names[i]))
                json_fail(in->reader, at,
                          "%.*s is not a CloudFront-... header, and only those "
                          "can be named beside all viewer headers",
                          SPAN_ARG(set.names[i]));
    aws_note_made_headers(in, &set);
    return set;
}
