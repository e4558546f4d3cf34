/* brute_check.c - the checker's word against that of brute force, for tests */
#include "tests/brute_check.h"

#include "bench/check/check.h"
#include "cache/base/assert.h"

#include <string.h>

#define PATHS_MAX 16

/* One comparison. */
struct comparing {
    uint64_t seed;
    unsigned depth;
    bool missing;
    const struct brute_found *found;
    struct check_report report;
    struct buf *text;
    size_t before; /* length of text */
};

static bool is_usual(const struct check_finding *finding)
{
    for (size_t i = 0; i < finding->n_steps; i++)
        if (finding->steps[i].around.len > 0)
            return false;
    return span_absent(finding->reading);
}

/* The same thing said of an object that is not there is P4. */
static bool is_about(const struct comparing *it,
                     const struct check_finding *finding, int property)
{
    if (finding->property == (enum check_property)property)
        return true;
    return it->missing && finding->property == CHECK_P4 &&
           property != BRUTE_WIDENED;
}

/* The fewest steps in which the checker finds it; 0: not at all. */
static size_t steps_of(const struct comparing *it, int property)
{
    size_t least = 0;

    for (size_t i = 0; i < it->report.n_findings; i++) {
        const struct check_finding *finding = it->report.findings[i];

        if (is_about(it, finding, property) &&
            (!least || finding->n_steps < least))
            least = finding->n_steps;
    }
    return least;
}

static void tell_steps(struct comparing *it,
                       const struct check_finding *finding)
{
    for (size_t i = 0; i < finding->n_steps; i++)
        buf_addf(it->text, " | %.*s: %.*s", SPAN_ARG(finding->steps[i].who),
                 SPAN_ARG(finding->steps[i].line));
}

/* Everything that brute force found, in no more steps. */
static void nothing_is_missed(struct comparing *it)
{
    for (int i = 0; i < N_BRUTE_PROPERTIES; i++) {
        size_t steps = steps_of(it, i);

        if (it->found->steps[i] && (!steps || steps > it->found->steps[i]))
            buf_addf(it->text, "%llu: P%d in %u steps, the checker: %zu; %s\n",
                     (unsigned long long)it->seed, i + 1, it->found->steps[i],
                     steps, it->found->story[i]);
    }
}

/* Brute force has pages of ordinary origins, and they send x-a alone. */
static bool is_in_universe(const struct check_finding *finding)
{
    struct span load = finding->steps[finding->n_steps - 1].line;

    for (size_t i = 0; brute_pages[i]; i++)
        if (span_eq(finding->page_origin, span_str(brute_pages[i])))
            return !strstr(load.ptr, "headers:") || strstr(load.ptr, "'x-a'");
    return false;
}

/* What is within reach of brute force was found by it, too. */
static void nothing_is_made_up(struct comparing *it)
{
    for (size_t i = 0; i < it->report.n_findings && !it->missing; i++) {
        const struct check_finding *finding = it->report.findings[i];

        if (finding->property == CHECK_P4 || !is_usual(finding) ||
            !is_in_universe(finding) || finding->n_steps > it->depth + 1 ||
            it->found->steps[finding->property])
            continue;
        buf_addf(it->text, "%llu: the checker alone finds P%d, %.*s",
                 (unsigned long long)it->seed, finding->property + 1,
                 SPAN_ARG(finding->page_origin));
        tell_steps(it, finding);
        buf_add_byte(it->text, '\n');
    }
}

/* As the command does it: what it asks for is there. */
static void check(struct comparing *it, const struct brute_config *config)
{
    const struct check_options options = {.states_max = 0};
    struct span paths[PATHS_MAX];
    struct json_reader reader;
    struct arena arena;
    struct buf text;
    size_t n;

    arena_init(&arena, 65536);
    brute_config_write(config, NULL, 0, &text);
    ASSERT(json_open(&reader, "config", buf_span(&text)) == 0);
    n = check_paths(&arena, &reader, paths, PATHS_MAX);
    json_close(&reader);
    buf_fini(&text);
    brute_config_write(config, paths, n, &text);
    ASSERT(json_open(&reader, "config", buf_span(&text)) == 0);
    ASSERT(check_run(&it->report, &reader, &options) == 0);
    json_close(&reader);
    buf_fini(&text);
    arena_fini(&arena);
}

bool brute_check(uint64_t seed, unsigned depth, const struct brute_found *found,
                 struct buf *disagreements)
{
    struct comparing it = {.seed = seed,
                           .depth = depth,
                           .found = found,
                           .text = disagreements,
                           .before = disagreements->len};
    struct brute_config config;

    brute_config_draw(&config, seed, false);
    it.missing = config.missing;
    check(&it, &config);
    nothing_is_missed(&it);
    nothing_is_made_up(&it);
    if (!span_absent(it.report.bound))
        buf_addf(disagreements, "%llu: no proof: %.*s\n",
                 (unsigned long long)seed, SPAN_ARG(it.report.bound));
    check_fini(&it.report);
    brute_config_fini(&config);
    return disagreements->len == it.before;
}
