/*
 * scenario.c - a lesson as a file: a world, steps, a cause, proven cures.
 *
 * Reading tries everything that a play will need: each play's world is read
 * into a topology once, its steps are checked against that, and the topology is
 * thrown away. Origins remember what they are told, so each play gets a fresh
 * one (scenario_topology).
 */
#include "bench/scenario.h"

#include "bench/embedded.h"
#include "bench/scenario_parts.h"
#include "cache/base/assert.h"

#define SCENARIO_BYTES_MAX ((size_t)64 << 20)

/* ---- memory ---------------------------------------------------------------
 */

static void too_large(struct scenario *scenario)
{
    json_fail(&scenario->reader, NULL, "describes more than %zu MiB",
              SCENARIO_BYTES_MAX >> 20);
}

void *scenario_alloc(struct scenario *scenario, size_t n, size_t size)
{
    void *made = arena_zalloc(&scenario->arena, n, size);

    if (!made)
        too_large(scenario);
    return made;
}

struct span scenario_made(struct scenario *scenario, struct span text)
{
    if (span_absent(text))
        too_large(scenario);
    return text;
}

/* ---- texts ----------------------------------------------------------------
 */

static struct span need_text(struct json_reader *reader,
                             const struct json *object, const char *name)
{
    const struct json *member = json_need(reader, object, name, JSON_STRING);

    if (!member)
        return SPAN_ABSENT;
    if (json_string(member).len == 0)
        json_fail(reader, member, "must not be empty");
    return json_string(member);
}

static void read_lesson(struct scenario *scenario, const struct json *root)
{
    struct json_reader *reader = &scenario->reader;

    scenario->symptom = need_text(reader, root, "symptom");
    scenario->story = need_text(reader, root, "story");
    scenario->cause = need_text(reader, root, "cause");
}

static void read_claim(struct scenario *scenario, const struct json *claim)
{
    static const char *const known[] = {"verdict", "truth"};
    static const char *const words[] = {
#define CLAIM_ROW(name, word) word,
        CLAIM_VERDICT_LIST(CLAIM_ROW)
#undef CLAIM_ROW
    };
    struct json_reader *reader = &scenario->reader;
    int verdict =
        json_get_enum(reader, claim, "verdict", JSON_WORDS(words), CLAIM_NONE);

    json_only(reader, claim, known, sizeof(known) / sizeof(*known));
    if (verdict == CLAIM_NONE)
        json_fail(reader, claim,
                  "needs a verdict: \"true\", \"false\" or \"half\"");
    scenario->verdict = (enum claim_verdict)verdict;
    scenario->truth = need_text(reader, claim, "truth");
}

static void read_texts(struct scenario *scenario, const struct json *root)
{
    struct json_reader *reader = &scenario->reader;
    const struct json *claim = json_get(reader, root, "claim", JSON_OBJECT);

    scenario->id = need_text(reader, root, "id");
    scenario->title = need_text(reader, root, "title");
    if (claim)
        read_claim(scenario, claim);
    else
        read_lesson(scenario, root);
}

static void read_links(struct scenario *scenario, const struct json *root)
{
    struct json_reader *reader = &scenario->reader;
    const struct json *list = json_get(reader, root, "links", JSON_ARRAY);
    const struct json *link = list ? json_first(list) : NULL;
    size_t n = list ? json_count(list) : 0;

    if (n > SCENARIO_LINKS_MAX) {
        json_fail(reader, list, "at most %d links", SCENARIO_LINKS_MAX);
        return;
    }
    scenario->links = scenario_alloc(scenario, n, sizeof(struct span));
    for (; link && !reader->failed; link = json_next(link)) {
        if (json_type(link) != JSON_STRING ||
            !span_starts(json_string(link), SPAN("https://")))
            json_fail(reader, link, "must be an https URL");
        else
            scenario->links[scenario->n_links++] = json_string(link);
    }
}

static void read_tags(struct scenario *scenario, const struct json *root)
{
    static const char *const known[] = {
#define TAG_ROW(tag, text) tag,
        SCENARIO_TAG_LIST(TAG_ROW)
#undef TAG_ROW
    };
    struct json_reader *reader = &scenario->reader;
    const struct json *list = json_get(reader, root, "tags", JSON_ARRAY);

    for (const struct json *tag = json_first(list); tag && !reader->failed;
         tag = json_next(tag)) {
        if (scenario->n_tags == SCENARIO_TAGS_MAX)
            json_fail(reader, list, "at most %d tags", SCENARIO_TAGS_MAX);
        else if (json_type(tag) != JSON_STRING)
            json_fail(reader, tag, "must be a string");
        else if (json_word(reader, tag, JSON_WORDS(known)) >= 0)
            scenario->tags[scenario->n_tags++] = json_string(tag);
    }
}

/* ---- plays ----------------------------------------------------------------
 */

static struct json_reader *reader_of(struct scenario *scenario,
                                     struct scenario_play *play)
{
    return play == scenario->plays ? &scenario->reader : &play->changed;
}

/* The world first, then the steps that happen in it. */
static void read_play(struct scenario *scenario, struct scenario_play *play)
{
    struct json_reader *reader = reader_of(scenario, play);
    struct topology topology;
    int err = topology_read(&topology, reader, play->world, STAGE_START_MS);

    if (err == 0)
        scenario_steps_read(scenario, play, &topology);
    topology_fini(&topology);
}

static void read_cure(struct scenario *scenario, const struct json *cure)
{
    static const char *const known[] = {"name", "text", "change", "steps"};
    struct scenario_play *play = &scenario->plays[scenario->n_plays];
    struct json_reader *reader = &scenario->reader;
    const struct json *change;

    if (json_type(cure) != JSON_OBJECT) {
        json_fail(reader, cure, "must be an object, is %s",
                  json_type_text(cure));
        return;
    }
    json_only(reader, cure, known, sizeof(known) / sizeof(*known));
    play->source = cure;
    play->name = need_text(reader, cure, "name");
    play->text = need_text(reader, cure, "text");
    change = json_need(reader, cure, "change", JSON_OBJECT);
    if (reader->failed)
        return;
    scenario->n_plays++; /* from now on its reader is to be closed */
    if (json_merge(&play->changed, reader->file, scenario->plays[0].world,
                   change) == 0) {
        play->world = json_root(&play->changed);
        read_play(scenario, play);
    }
    scenario_blame(scenario, change, &play->changed);
}

static struct span first_play_name(enum claim_verdict verdict)
{
    switch (verdict) {
    case CLAIM_TRUE:
        return SPAN("judged true");
    case CLAIM_FALSE:
        return SPAN("judged false");
    case CLAIM_HALF:
        return SPAN("judged half true");
    case CLAIM_NONE:
    case N_CLAIM_VERDICTS:
        break;
    }
    return SPAN("as it is");
}

static void read_plays(struct scenario *scenario, const struct json *root)
{
    struct json_reader *reader = &scenario->reader;
    const struct json *cures =
        scenario->verdict == CLAIM_NONE
            ? json_need(reader, root, "cures", JSON_ARRAY)
            : NULL;
    const struct json *cure = cures ? json_first(cures) : NULL;
    size_t n = cures ? json_count(cures) : 0;
    struct scenario_play *first;

    if (n > SCENARIO_CURES_MAX) {
        json_fail(reader, cures, "at most %d cures", SCENARIO_CURES_MAX);
        return;
    }
    first = scenario_alloc(scenario, n + 1, sizeof(*first));
    if (!first)
        return;
    scenario->plays = first;
    first->name = first_play_name(scenario->verdict);
    first->source = root;
    first->world = json_need(reader, root, "world", JSON_OBJECT);
    if (!first->world)
        return;
    scenario->n_plays = 1;
    read_play(scenario, first);
    for (; cure && !reader->failed; cure = json_next(cure))
        read_cure(scenario, cure);
}

/* ---- from beginning to end ------------------------------------------------
 */

static void check_members(struct scenario *scenario, const struct json *root)
{
    static const char *const of_lesson[] = {
        "id",    "title", "tags",  "symptom", "story",
        "links", "world", "steps", "cause",   "cures"};
    static const char *const of_claim[] = {"id",    "title", "claim",
                                           "links", "world", "steps"};

    if (json_member(root, "claim"))
        json_only(&scenario->reader, root, of_claim,
                  sizeof(of_claim) / sizeof(*of_claim));
    else
        json_only(&scenario->reader, root, of_lesson,
                  sizeof(of_lesson) / sizeof(*of_lesson));
}

int scenario_read(struct scenario *scenario, const char *file, struct span text)
{
    const struct json *root;
    int err;

    *scenario = (struct scenario){0};
    arena_init(&scenario->arena, SCENARIO_BYTES_MAX);
    list_init(&scenario->changes);
    err = json_open(&scenario->reader, file, text);
    if (err != 0)
        return err;
    root = json_root(&scenario->reader);
    if (json_type(root) != JSON_OBJECT) {
        json_fail(&scenario->reader, root,
                  "a scenario is an object, this is %s", json_type_text(root));
        return ERR_TYPE;
    }
    check_members(scenario, root);
    read_texts(scenario, root);
    read_links(scenario, root);
    read_tags(scenario, root);
    if (!scenario->reader.failed)
        read_plays(scenario, root);
    return scenario->reader.failed ? ERR_SYNTAX : 0;
}

void scenario_fini(struct scenario *scenario)
{
    scenario_changes_fini(scenario);
    for (size_t i = 1; i < scenario->n_plays; i++)
        json_close(&scenario->plays[i].changed);
    json_close(&scenario->reader);
    arena_fini(&scenario->arena);
}

void scenario_topology(struct topology *topology,
                       const struct scenario_play *play)
{
    /* The reader is only written to when something is wrong, and nothing is. */
    struct json_reader reader = {.file = "scenario"};
    int err = topology_read(topology, &reader, play->world, STAGE_START_MS);

    ASSERT(err == 0);
}

/* ---- the library ----------------------------------------------------------
 */

static const struct embedded_file *named(const struct embedded_file *files,
                                         size_t n, struct span name)
{
    for (size_t i = 0; i < n; i++) {
        struct span file = span_str(files[i].name);

        if (span_ieq(span_cut(file, 0, file.len - 5), name))
            return &files[i];
    }
    return NULL;
}

const struct embedded_file *scenario_named(struct span name)
{
    const struct embedded_file *lesson;

    if (span_ends(name, SPAN(".json")))
        name = span_cut(name, 0, name.len - 5);
    lesson = named(embedded_scenarios, embedded_scenarios_n, name);
    return lesson ? lesson : named(embedded_claims, embedded_claims_n, name);
}
