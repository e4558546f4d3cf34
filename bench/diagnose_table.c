/*
 * diagnose_table.c - which facts speak for which scenario: the table as read.
 *
 *     {"phrases": [{"fact": "missing", "says": ["no 'access-...' header"]}],
 *      "scenarios": [{"id": "S01", "clues": [
 *         {"all": ["missing", "hit"], "none": ["preflight"], "weight": 60,
 *          "why": "a stored answer lacks the header"}]}]}
 */
#include "bench/diagnose_parts.h"

#define TABLE_BYTES_MAX ((size_t)4 << 20)
#define WEIGHT_MAX      100

static const char *const words[] = {
#define DIAGNOSE_ROW(name, word, text) word,
    DIAGNOSE_FACT_LIST(DIAGNOSE_ROW)
#undef DIAGNOSE_ROW
};

static const char *const texts[] = {
#define DIAGNOSE_ROW(name, word, text) text,
    DIAGNOSE_FACT_LIST(DIAGNOSE_ROW)
#undef DIAGNOSE_ROW
};

const char *diagnose_fact_word(enum diagnose_fact fact)
{
    return words[fact];
}

const char *diagnose_fact_text(enum diagnose_fact fact)
{
    return texts[fact];
}

static void *make(struct diagnose_table *table, size_t n, size_t size)
{
    void *made = arena_zalloc(&table->arena, n, size);

    if (!made)
        json_fail(&table->reader, NULL, "is too large a table");
    return made;
}

static void read_phrase(struct diagnose_table *table, const struct json *group)
{
    static const char *const known[] = {"fact", "says"};
    struct json_reader *reader = &table->reader;
    int fact = json_get_enum(reader, group, "fact", JSON_WORDS(words), -1);
    const struct json *says = json_need(reader, group, "says", JSON_ARRAY);
    const struct json *one = says ? json_first(says) : NULL;

    json_only(reader, group, known, sizeof(known) / sizeof(*known));
    if (fact < 0)
        json_fail(reader, group, "needs a \"fact\"");
    for (; one && !reader->failed; one = json_next(one)) {
        if (json_type(one) != JSON_STRING || json_string(one).len == 0)
            json_fail(reader, one, "must be a phrase");
        else
            table->phrases[table->n_phrases++] = (struct diagnose_phrase){
                (enum diagnose_fact)fact, json_string(one)};
    }
}

static void read_phrases(struct diagnose_table *table, const struct json *root)
{
    const struct json *list =
        json_need(&table->reader, root, "phrases", JSON_ARRAY);
    size_t n = 0;

    for (const struct json *group = json_first(list); group;
         group = json_next(group))
        n += json_count(json_member(group, "says"));
    table->phrases = make(table, n + 1, sizeof(*table->phrases));
    for (const struct json *group = json_first(list);
         group && !table->reader.failed; group = json_next(group))
        read_phrase(table, group);
}

static int fact_of(struct span word)
{
    for (int i = 0; i < N_DIAGNOSE_FACTS; i++)
        if (span_eq(span_str(words[i]), word))
            return i;
    return -1;
}

static struct diagnose_facts read_facts(struct json_reader *reader,
                                        const struct json *clue,
                                        const char *name)
{
    struct diagnose_facts facts = {{0}};
    const struct json *list = json_get(reader, clue, name, JSON_ARRAY);

    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        int fact =
            json_type(one) == JSON_STRING ? fact_of(json_string(one)) : -1;

        if (fact < 0)
            json_fail(reader, one, "is no fact of diagnose_facts.h");
        else
            facts.bits[fact / 64] |= UINT64_C(1) << (fact % 64);
    }
    return facts;
}

static void read_clue(struct diagnose_table *table, const struct json *source,
                      struct diagnose_clue *clue)
{
    static const char *const known[] = {"all", "none", "weight", "why"};
    static const int64_t range[2] = {-WEIGHT_MAX, WEIGHT_MAX};
    struct json_reader *reader = &table->reader;

    json_only(reader, source, known, sizeof(known) / sizeof(*known));
    clue->all = read_facts(reader, source, "all");
    clue->none = read_facts(reader, source, "none");
    clue->weight = (int)json_get_int(reader, source, "weight", range, 0);
    clue->why = json_get_string(reader, source, "why", SPAN_ABSENT);
    if (clue->weight == 0)
        json_fail(reader, source, "needs a \"weight\" that is not 0");
}

static void read_row(struct diagnose_table *table, const struct json *source)
{
    static const char *const known[] = {"id", "clues"};
    struct json_reader *reader = &table->reader;
    struct diagnose_row *row = &table->rows[table->n_rows++];
    const struct json *list = json_need(reader, source, "clues", JSON_ARRAY);

    json_only(reader, source, known, sizeof(known) / sizeof(*known));
    row->scenario = json_get_string(reader, source, "id", SPAN(""));
    row->clues = make(table, json_count(list) + 1, sizeof(*row->clues));
    for (const struct json *clue = json_first(list); clue && !reader->failed;
         clue = json_next(clue))
        read_clue(table, clue, &row->clues[row->n_clues++]);
}

static void read_rows(struct diagnose_table *table, const struct json *root)
{
    const struct json *list =
        json_need(&table->reader, root, "scenarios", JSON_ARRAY);

    table->rows = make(table, json_count(list) + 1, sizeof(*table->rows));
    for (const struct json *row = json_first(list);
         row && !table->reader.failed; row = json_next(row))
        read_row(table, row);
}

int diagnose_table_read(struct diagnose_table *table, const char *file,
                        struct span text)
{
    static const char *const known[] = {"phrases", "scenarios"};
    const struct json *root;
    int err;

    *table = (struct diagnose_table){0};
    arena_init(&table->arena, TABLE_BYTES_MAX);
    err = json_open(&table->reader, file, text);
    if (err)
        return err;
    root = json_root(&table->reader);
    json_only(&table->reader, root, known, sizeof(known) / sizeof(*known));
    read_phrases(table, root);
    if (!table->reader.failed)
        read_rows(table, root);
    return table->reader.failed ? ERR_SYNTAX : 0;
}

void diagnose_table_fini(struct diagnose_table *table)
{
    json_close(&table->reader);
    arena_fini(&table->arena);
}
