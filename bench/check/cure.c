/*
 * cure.c - finding cures: written, checked, measured, and put in order.
 *
 * 1. Candidates are picked by the decisions that the findings blame.
 * 2. Each one's documents are written and run through the checker; what leaves
 *    as many findings as there were is no cure.
 * 3. If none leaves nothing, two of those that help are tried together.
 * 4. The best are measured. Order: findings left, then no widening, then
 * whether there is a cache left, then credentials, then hits.
 */
#include "bench/check/cure.h"

#include "bench/check/cure_parts.h"
#include "cache/base/mem.h"

#define CURES_BYTES_MAX ((size_t)256 << 20)
#define SINGLES_MAX     10 /* candidates */
#define CLEAN_ENOUGH    3  /* then no more are tried */

struct search {
    struct cures *cures;
    const struct aws_world *world;
    const struct check_report *before;
    struct buf *error;
    struct cure_input input;
    struct cure *found[CURE_TRIED_MAX];
    size_t n_found;
    size_t n_clean;
    size_t first; /* the first behavior with a finding */
};

static bool is_clean(const struct cure *cure)
{
    return cure->n_findings == 0 && span_absent(cure->bound);
}

/* ---- one candidate ---------------------------------------------------------
 */

static bool has_note(const struct check_report *report,
                     const struct check_note *note)
{
    for (size_t i = 0; i < report->n_notes; i++)
        if (span_eq(report->notes[i].sentence, note->sentence))
            return true;
    return false;
}

static int keep_note(struct search *search, struct cure *cure,
                     const struct check_report *after)
{
    for (size_t i = 0; i < after->n_notes; i++) {
        const struct check_note *note = &after->notes[i];

        if (!has_note(search->before, note) &&
            span_starts(note->sentence, SPAN("the response headers policy")))
            return arena_copy(&search->cures->arena, note->sentence,
                              &cure->widens);
    }
    if (CURE_HAS(cure->acts, CURE_RULES_ANY))
        cure->widens = SPAN("the bucket lets every page read");
    return 0;
}

/* The text that the files come to, as a world. */
static void world_of(const struct search *search, const struct cure *cure,
                     struct aws_text *texts, struct aws_world *world)
{
    *world = *search->world;
    for (size_t i = 0; i < cure->n_files; i++)
        texts[i] =
            (struct aws_text){cure->files[i].name.ptr, cure->files[i].text};
    world->texts = texts;
    world->n_texts = cure->n_files;
    world->n_cors = 0; /* the files' names say it */
}

static int check_files(struct search *search, struct cure *cure)
{
    const struct check_options options = {0};
    struct check_report *report = mem_zalloc(1, sizeof(*report));
    struct aws_text texts[CURE_FILES_MAX];
    struct aws_world world;
    struct json_reader reader;
    struct buf config;
    int err;

    world_of(search, cure, texts, &world);
    buf_init(&config, JSON_TEXT_MAX);
    err = aws_world_write(&config, &world, search->error);
    if (!err) {
        err = json_open(&reader, "a cure", buf_span(&config));
        if (!err)
            err = check_run(report, &reader, &options);
        if (!err) {
            cure->n_findings = report->n_findings;
            for (size_t i = 0; i < report->n_findings; i++)
                cure->n_depend += !span_absent(report->findings[i]->reading);
            err = keep_note(search, cure, report);
            if (!err && !span_absent(report->bound))
                err = arena_copy(&search->cures->arena, report->bound,
                                 &cure->bound);
        }
        check_fini(report);
        json_close(&reader);
    }
    buf_fini(&config);
    mem_free(report);
    return err;
}

/* The same origins without credentials: nothing that the other one has not. */
static bool is_less(unsigned acts, const struct cure *than)
{
    return CURE_HAS(acts, CURE_REPLY_LIST) &&
           CURE_HAS(than->acts, CURE_REPLY_LIST_CREDENTIALS);
}

/* Not tried already, not excluding itself, and not more than one that is
 * enough.
 */
static bool is_worth(const struct search *search, unsigned acts)
{
    if (!cure_acts_agree(acts) || search->n_found == CURE_TRIED_MAX ||
        search->n_clean >= CLEAN_ENOUGH)
        return false;
    for (size_t i = 0; i < search->n_found; i++)
        if (search->found[i]->acts == acts ||
            (is_clean(search->found[i]) &&
             ((search->found[i]->acts & acts) == search->found[i]->acts ||
              is_less(acts, search->found[i]))))
            return false;
    return true;
}

static void try(struct search *search, unsigned acts)
{
    struct cure *cure;
    struct cure_writing writing = {.input = &search->input,
                                   .arena = &search->cures->arena};
    int err;

    if (!is_worth(search, acts))
        return;
    cure = arena_zalloc(&search->cures->arena, 1, sizeof(*cure));
    if (!cure)
        return;
    cure->acts = acts;
    writing.cure = cure;
    buf_reset(search->error);
    err = cure_write(&writing);
    if (!err) {
        search->cures->n_tried++;
        err = check_files(search, cure);
    }
    if (err || cure->n_findings >= search->before->n_findings)
        return; /* AWS would refuse it, or it does not help */
    search->found[search->n_found++] = cure;
    search->n_clean += is_clean(cure);
}

/* ---- all of them -----------------------------------------------------------
 */

static void try_singles(struct search *search)
{
    unsigned acts[SINGLES_MAX], guilty = 0;
    size_t n;

    for (size_t i = 0; i < search->before->n_findings; i++)
        guilty |= 1u << search->before->findings[i]->guilty;
    n = cure_candidates(guilty, acts, SINGLES_MAX);
    for (size_t i = 0; i < n; i++)
        try(search, acts[i]);
}

static void try_pairs(struct search *search)
{
    size_t n = search->n_found;

    for (size_t i = 0; i < n && search->n_clean == 0; i++)
        for (size_t k = i + 1; k < n && search->n_clean == 0; k++)
            try(search, search->found[i]->acts | search->found[k]->acts);
}

static int measure(struct search *search, struct cure *cure)
{
    const struct distribution *of = &search->input.heap->distribution;
    const struct behavior *behavior = &of->behaviors[search->first];
    const struct aws_document *rules =
        cure_rules(search->input.heap, behavior->origin);
    struct aws_text texts[CURE_FILES_MAX];
    struct aws_world world = *search->world;

    if (cure)
        world_of(search, cure, texts, &world);
    return cure_measure(cure ? &cure->after : &search->cures->before, &world,
                        rules ? rules->root : NULL, behavior->path_pattern,
                        search->error);
}

static bool caches(const struct cure *cure)
{
    return !CURE_HAS(cure->acts, CURE_CACHE_NOTHING);
}

/* Negative: a is the better one. */
static int compare(const struct cure *a, const struct cure *b)
{
    bool widens_a = !span_absent(a->widens), widens_b = !span_absent(b->widens);

    if (a->n_findings != b->n_findings)
        return a->n_findings < b->n_findings ? -1 : 1;
    if (is_clean(a) != is_clean(b))
        return is_clean(a) ? -1 : 1;
    if (widens_a != widens_b)
        return widens_a ? 1 : -1;
    if (caches(a) != caches(b))
        return caches(a) ? -1 : 1;
    if (a->after.n_read_with != b->after.n_read_with)
        return a->after.n_read_with > b->after.n_read_with ? -1 : 1;
    if (a->after.hit_ratio != b->after.hit_ratio)
        return a->after.hit_ratio > b->after.hit_ratio ? -1 : 1;
    return 0;
}

/* The few best, in order. What helps but leaves something is no news where
 * something else leaves nothing. */
static void put_in_order(struct search *search)
{
    struct cures *cures = search->cures;

    for (size_t i = 0; i < search->n_found; i++) {
        struct cure *cure = search->found[i];
        size_t at = cures->n;

        if (search->n_clean > 0 && !is_clean(cure))
            continue;
        while (at > 0 && compare(cure, cures->at[at - 1]) < 0)
            at--;
        if (at == CURES_MAX)
            continue;
        if (cures->n < CURES_MAX)
            cures->n++;
        for (size_t k = cures->n - 1; k > at; k--)
            cures->at[k] = cures->at[k - 1];
        cures->at[at] = cure;
    }
}

static int search_all(struct search *search)
{
    int err = 0;

    search->first = SIZE_MAX;
    for (size_t i = 0; i < search->before->n_findings; i++) {
        size_t at = search->before->findings[i]->behavior;

        search->input.behaviors[at] = true;
        search->first = at < search->first ? at : search->first;
    }
    try_singles(search);
    try_pairs(search);
    buf_reset(search->error);
    if (search->n_found > 0)
        err = measure(search, NULL);
    for (size_t i = 0; i < search->n_found && !err; i++)
        if (search->n_clean == 0 || is_clean(search->found[i]))
            err = measure(search, search->found[i]);
    put_in_order(search);
    return err;
}

static int copy_text(struct cures *cures, const struct json *object,
                     const char *member, struct span *to)
{
    const struct json *value = json_member(object, member);

    if (!value || json_type(value) != JSON_STRING)
        return 0;
    return arena_copy(&cures->arena, json_string(value), to);
}

int cures_find(struct cures *cures, const struct aws_world *world,
               const struct check_report *report, struct buf *error)
{
    struct aws_heap *heap = mem_zalloc(1, sizeof(*heap));
    struct search search = {.cures = cures,
                            .world = world,
                            .before = report,
                            .error = error,
                            .input = {.heap = heap}};
    int err;

    *cures = (struct cures){.n_before = report->n_findings};
    arena_init(&cures->arena, CURES_BYTES_MAX);
    err = aws_heap_read(heap, world, error);
    if (!err)
        err = copy_text(cures, heap->main->root, "ETag", &cures->etag);
    if (!err)
        err = copy_text(cures, json_member(heap->main->root, "Distribution"),
                        "Id", &cures->id);
    if (!err && report->n_findings > 0)
        err = search_all(&search);
    aws_heap_fini(heap);
    mem_free(heap);
    return err;
}

void cures_fini(struct cures *cures)
{
    arena_fini(&cures->arena);
}
