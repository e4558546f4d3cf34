/* cmd_list.c - popbox list: the scenario library. */
#include "edge/cmd.h"

#include "bench/claims.h"
#include "bench/embedded.h"
#include "bench/scenario_find.h"
#include "edge/library.h"
#include "edge/terminal.h"

#define LIST_MAX ((size_t)1 << 20)

enum { TAG, TAGS, JSON, N_OPTIONS };

static const struct option options_of[N_OPTIONS] = {
    [TAG] = {"tag", 't', OPTION_LIST, "NAME",
             "only those with that tag; several: with all of them", 0, NULL},
    [TAGS] = {"tags", 0, OPTION_FLAG, NULL, "the tags, and what they stand for",
              0, NULL},
    [JSON] = {"json", 0, OPTION_FLAG, NULL, "as a JSON array", 0, NULL},
};

/* A run of the command. */
struct listing {
    const struct options *options;
    struct buf text;
    struct json_out json;
    bool as_json;
    size_t n;
    bool broken; /* a file of the library cannot be read */
};

/* ---- one scenario ---------------------------------------------------------
 */

static void write_text(struct buf *text, const struct scenario *scenario)
{
    buf_addf(text, "%-6.*s %.*s\n", SPAN_ARG(scenario->id),
             SPAN_ARG(scenario->title));
}

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void write_json(struct json_out *out, const struct scenario *scenario)
{
    json_out_open(out, '{');
    string(out, "id", scenario->id);
    string(out, "title", scenario->title);
    if (scenario->verdict == CLAIM_NONE)
        string(out, "symptom", scenario->symptom);
    else
        string(out, "verdict", span_str(claim_verdict_text(scenario->verdict)));
    json_out_key(out, "tags");
    json_out_open(out, '[');
    for (size_t i = 0; i < scenario->n_tags; i++)
        json_out_string(out, scenario->tags[i]);
    json_out_close(out, ']');
    json_out_key(out, "plays");
    json_out_open(out, '[');
    for (size_t i = 0; i < scenario->n_plays; i++)
        json_out_string(out, scenario->plays[i].name);
    json_out_close(out, ']');
    json_out_close(out, '}');
}

static bool is_wanted(const struct options *options,
                      const struct scenario *scenario)
{
    const char *tag;

    for (size_t i = 0; (tag = options_listed(options, TAG, i)) != NULL; i++)
        if (!scenario_has_tag(scenario, span_str(tag)))
            return false;
    for (size_t i = 0; i < options->n_words; i++)
        if (!scenario_speaks_of(scenario, span_str(options->words[i])))
            return false;
    return true;
}

/* ---- all of them ----------------------------------------------------------
 */

/* Lessons or claims; heading goes before the first one. */
static void write_files(struct listing *list, const struct embedded_file *files,
                        size_t n, const char *heading)
{
    for (size_t i = 0; i < n; i++) {
        struct scenario scenario;

        if (library_read(&files[i], &scenario)) {
            list->broken = true;
        } else if (is_wanted(list->options, &scenario)) {
            if (heading && !list->as_json)
                buf_addf(&list->text, "%s%s", list->n ? "\n" : "", heading);
            heading = NULL;
            list->n++;
            if (list->as_json)
                write_json(&list->json, &scenario);
            else
                write_text(&list->text, &scenario);
        }
        scenario_fini(&scenario);
    }
}

static void write_all(struct listing *list)
{
    json_out_init(&list->json, &list->text, true);
    if (list->as_json)
        json_out_open(&list->json, '[');
    write_files(list, embedded_scenarios, embedded_scenarios_n, NULL);
    write_files(list, embedded_claims, embedded_claims_n,
                "What people say about CORS, all judged by "
                "`popbox play claims`:\n");
    if (list->as_json) {
        json_out_close(&list->json, ']');
        buf_add_byte(&list->text, '\n');
    }
}

static void write_tags(struct buf *text)
{
#define TAG_ROW(tag, what) buf_addf(text, "%-15s %s\n", tag, what);
    SCENARIO_TAG_LIST(TAG_ROW)
#undef TAG_ROW
}

/* A tag that nothing can have is a slip. */
static bool knows_tags(const struct options *options)
{
    static const char *const known[] = {
#define TAG_ROW(tag, text) tag,
        SCENARIO_TAG_LIST(TAG_ROW)
#undef TAG_ROW
    };
    const size_t n = sizeof(known) / sizeof(*known);
    const char *tag;

    for (size_t i = 0; (tag = options_listed(options, TAG, i)) != NULL; i++) {
        const char *meant = options_meant(tag, known, n);

        if (meant && strcmp(meant, tag) == 0)
            continue;
        terminal_say("there is no tag \"%s\"; %s%s%s", tag,
                     meant ? "did you mean " : "popbox list --tags has them",
                     meant ? meant : "", meant ? "?" : "");
        return false;
    }
    return true;
}

static enum status list_all(struct listing *list)
{
    if (!knows_tags(list->options))
        return STATUS_USAGE;
    if (list->options->values[TAGS].given)
        write_tags(&list->text);
    else
        write_all(list);
    if (terminal_write(&list->text))
        return STATUS_RUNTIME;
    if (list->broken)
        return STATUS_INTERNAL;
    if (list->n > 0 || list->options->values[TAGS].given)
        return STATUS_OK;
    terminal_say("no scenario speaks of that; popbox list has them all, popbox "
                 "diagnose reads a pasted error");
    return STATUS_FAILED;
}

static enum status run(const struct options *options)
{
    struct listing list = {.options = options,
                           .as_json = options->values[JSON].given};
    enum status status;

    buf_init(&list.text, LIST_MAX);
    status = list_all(&list);
    buf_fini(&list.text);
    return status;
}

const struct command cmd_list = {
    .name = "list",
    .words = "[WORD...]",
    .summary = "Lists the scenarios and claims that come with popbox",
    .text = "With words, those that speak of all of them, in their titles, "
            "symptoms, stories,\ncauses, cures or tags: popbox list font. "
            "Exit status 1: none does.\n",
    .table = {options_of, N_OPTIONS, 0, OPTIONS_WORDS_MAX},
    .run = run,
};
