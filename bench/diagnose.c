/*
 * diagnose.c - a pasted error, headers or HAR file: which scenario it may be.
 *
 * 1. Phrases and exchanges become facts.
 * 2. Each scenario's clues are weighed: its score is the sum of the clues whose
 *    facts are there.
 * 3. The best come first; a tie is broken by the table's order, which begins
 *    with the scenarios that people meet most.
 */
#include "bench/diagnose.h"

#include "bench/diagnose_parts.h"
#include "bench/embedded.h"
#include "bench/scenario.h"
#include "cache/base/assert.h"

#define ARENA_MAX ((size_t)256 << 20)
#define SCORE_MIN 10 /* less is no answer */

void diagnose_see(struct diagnosis *diagnosis, enum diagnose_fact fact,
                  size_t place, struct span quote)
{
    struct diagnose_sight *sight = &diagnosis->sights[fact];

    if (sight->seen)
        return;
    *sight = (struct diagnose_sight){true, place, quote};
    diagnosis->n_seen++;
}

struct diagnose_exchange *diagnose_exchange_new(struct diagnosis *diagnosis,
                                                size_t place)
{
    struct diagnose_exchange *made;

    if (!diagnosis->exchanges)
        diagnosis->exchanges =
            arena_alloc(&diagnosis->arena,
                        DIAGNOSE_EXCHANGES_MAX * sizeof(*diagnosis->exchanges));
    if (!diagnosis->exchanges ||
        diagnosis->n_exchanges == DIAGNOSE_EXCHANGES_MAX)
        return NULL;
    made = &diagnosis->exchanges[diagnosis->n_exchanges++];
    *made = (struct diagnose_exchange){.place = place};
    return made;
}

/* ---- 1. facts -------------------------------------------------------------
 */

static bool is_har(struct span text)
{
    if (span_starts(text, SPAN("\xef\xbb\xbf")))
        text = span_cut(text, 3, text.len);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] > ' ' || (text.ptr[i] & '\x80'))
            return text.ptr[i] == '{';
    return false;
}

static int read_facts(struct diagnosis *diagnosis,
                      const struct diagnose_table *table, const char *file,
                      struct span text, struct buf *error)
{
    int err;

    if (is_har(text)) {
        err = diagnose_har(diagnosis, file, text, error);
    } else if (text.len > DIAGNOSE_TEXT_MAX) {
        buf_addf(error,
                 "%s: more than %u KiB; paste the console line and the headers "
                 "of the failing request",
                 file, DIAGNOSE_TEXT_MAX >> 10);
        err = ERR_TOO_LONG;
    } else {
        diagnose_phrases(diagnosis, table, text);
        err = diagnose_lines(diagnosis, text, error);
    }
    if (!err)
        diagnose_judge(diagnosis);
    return err;
}

/* ---- 2. weights -----------------------------------------------------------
 */

static struct diagnose_facts facts_of(const struct diagnosis *diagnosis)
{
    struct diagnose_facts facts = {{0}};

    for (int i = 0; i < N_DIAGNOSE_FACTS; i++)
        if (diagnosis->sights[i].seen)
            facts.bits[i / 64] |= UINT64_C(1) << (i % 64);
    return facts;
}

static bool applies(const struct diagnose_clue *clue,
                    const struct diagnose_facts *facts)
{
    for (size_t i = 0; i < sizeof(facts->bits) / sizeof(*facts->bits); i++)
        if ((clue->all.bits[i] & ~facts->bits[i]) ||
            (clue->none.bits[i] & facts->bits[i]))
            return false;
    return true;
}

/* The reasons in the order of their weights, the strongest first. */
static void weigh(const struct diagnose_row *row,
                  const struct diagnose_facts *facts,
                  struct diagnose_likely *likely)
{
    int weights[DIAGNOSE_REASONS_MAX] = {0};

    for (size_t i = 0; i < row->n_clues; i++) {
        const struct diagnose_clue *clue = &row->clues[i];
        struct span why = clue->why;
        int weight = clue->weight;

        if (!applies(clue, facts))
            continue;
        likely->score += weight;
        for (size_t k = 0; !span_absent(why) && k < DIAGNOSE_REASONS_MAX; k++)
            if (weight > weights[k]) {
                struct span lesser = likely->reasons[k];
                int least = weights[k];

                likely->reasons[k] = why;
                weights[k] = weight;
                why = lesser;
                weight = least;
            }
    }
    while (likely->n_reasons < DIAGNOSE_REASONS_MAX &&
           weights[likely->n_reasons] > 0)
        likely->n_reasons++;
}

/* ---- 3. the order ---------------------------------------------------------
 */

static void place_in_order(struct diagnosis *diagnosis,
                           const struct diagnose_likely *found)
{
    size_t at = diagnosis->n_likely;

    while (at > 0 && diagnosis->likely[at - 1].score < found->score)
        at--;
    if (at == DIAGNOSE_LIKELY_MAX)
        return;
    if (diagnosis->n_likely < DIAGNOSE_LIKELY_MAX)
        diagnosis->n_likely++;
    for (size_t i = diagnosis->n_likely - 1; i > at; i--)
        diagnosis->likely[i] = diagnosis->likely[i - 1];
    diagnosis->likely[at] = *found;
}

/* The lesson's title; absent when the library does not have it. */
static struct span title_of(struct diagnosis *diagnosis, struct span id)
{
    const struct embedded_file *file = scenario_named(id);
    struct json_reader reader;
    const struct json *title;
    struct span copy = SPAN_ABSENT;
    int err;

    if (!file)
        return copy;
    err = json_open(&reader, file->name,
                    span_of((const char *)file->bytes, file->len));
    title = err ? NULL : json_member(json_root(&reader), "title");
    if (title && json_type(title) == JSON_STRING)
        copy = arena_printf(&diagnosis->arena, "%.*s",
                            SPAN_ARG(json_string(title)));
    json_close(&reader);
    return copy;
}

static struct span kept(struct diagnosis *diagnosis, struct span text)
{
    struct span copy;

    return arena_copy(&diagnosis->arena, text, &copy) ? SPAN_ABSENT : copy;
}

/* The table goes; what is told of it stays. */
static void keep(struct diagnosis *diagnosis)
{
    size_t n = 0;

    for (size_t i = 0; i < diagnosis->n_likely; i++) {
        struct diagnose_likely *likely = &diagnosis->likely[i];

        likely->id = kept(diagnosis, likely->id);
        likely->title = title_of(diagnosis, likely->id);
        for (size_t k = 0; k < likely->n_reasons; k++)
            likely->reasons[k] = kept(diagnosis, likely->reasons[k]);
        if (!span_absent(likely->title))
            diagnosis->likely[n++] = *likely;
    }
    diagnosis->n_likely = n;
}

/* Far behind the first one is nothing that a reader should look at. */
static void rank(struct diagnosis *diagnosis,
                 const struct diagnose_table *table)
{
    struct diagnose_facts facts = facts_of(diagnosis);
    size_t n = 0;

    for (size_t i = 0; i < table->n_rows; i++) {
        struct diagnose_likely found = {.id = table->rows[i].scenario};

        weigh(&table->rows[i], &facts, &found);
        if (found.score >= SCORE_MIN && scenario_named(found.id))
            place_in_order(diagnosis, &found);
    }
    while (n < diagnosis->n_likely &&
           diagnosis->likely[n].score * 3 >= diagnosis->likely[0].score)
        n++;
    diagnosis->n_likely = n;
    keep(diagnosis);
}

int diagnose_read(struct diagnosis *diagnosis, const char *file,
                  struct span text, struct buf *error)
{
    const struct embedded_file *clues = &embedded_diagnosis[0];
    struct diagnose_table table;
    int err = diagnose_table_read(
        &table, clues->name, span_of((const char *)clues->bytes, clues->len));

    ASSERT(err == 0); /* a file of our own, read by a test */
    *diagnosis = (struct diagnosis){0};
    arena_init(&diagnosis->arena, ARENA_MAX);
    err = read_facts(diagnosis, &table, file, text, error);
    if (!err)
        rank(diagnosis, &table);
    diagnose_table_fini(&table);
    return err;
}

void diagnose_fini(struct diagnosis *diagnosis)
{
    arena_fini(&diagnosis->arena);
}
