/* play_claims.c - plays every claim and prints the table of verdicts. */
#include "edge/play_claims.h"

#include "bench/claims.h"
#include "bench/transcript_text.h"
#include "cache/base/mem.h"
#include "edge/library.h"
#include "edge/live_stage.h"
#include "edge/terminal.h"

#define TEXT_MAX ((size_t)64 << 20)

struct telling {
    bool as_json;
    struct stage_factory factory;
    struct buf error;
    struct buf out;
    struct buf failures;  /* the plays of what was not proven */
    struct json_out json; /* writes into out */
    struct claims_count count;
};

static void tell(struct telling *telling, const struct scenario *claim,
                 const struct player *player)
{
    bool proven = player_passed(player);

    if (telling->as_json) {
        claim_json(&telling->json, claim, player);
        telling->count.n++;
        telling->count.n_proven += proven;
        return;
    }
    claims_add(&telling->out, &telling->count, claim, proven);
    if (proven)
        return;
    buf_add_byte(&telling->failures, '\n');
    transcript_print(&player->transcript, &telling->failures);
}

static enum status play_one(struct telling *telling,
                            const struct embedded_file *file)
{
    enum status status = STATUS_OK;
    struct scenario claim;
    struct player player;

    if (library_read(file, &claim)) {
        scenario_fini(&claim);
        return STATUS_INTERNAL;
    }
    if (player_run(&player, &claim, 0, &telling->factory) == 0) {
        tell(telling, &claim, &player);
    } else {
        terminal_say("%s", buf_span(&telling->error).ptr);
        status = STATUS_RUNTIME;
    }
    player_fini(&player);
    scenario_fini(&claim);
    return status;
}

static enum status tell_all(struct telling *telling)
{
    enum status status = STATUS_OK;

    json_out_init(&telling->json, &telling->out, true);
    if (telling->as_json)
        json_out_open(&telling->json, '[');
    else
        claims_begin(&telling->out);
    for (size_t i = 0; i < embedded_claims_n && status == STATUS_OK; i++)
        status = play_one(telling, &embedded_claims[i]);
    if (telling->as_json) {
        json_out_close(&telling->json, ']');
        buf_add_byte(&telling->out, '\n');
    } else {
        claims_end(&telling->out, &telling->count);
        buf_add(&telling->out, buf_span(&telling->failures));
    }
    return status;
}

/* TAP and JUnit: a claim is a scenario with one play. */
static enum status play_as_scenarios(const struct play_config *config)
{
    struct play_config all = *config;
    const char **names = mem_zalloc(embedded_claims_n, sizeof(*names));
    enum status status;

    for (size_t i = 0; i < embedded_claims_n; i++)
        names[i] = embedded_claims[i].name;
    all.names = names;
    all.n_names = embedded_claims_n;
    status = play_all(&all);
    mem_free(names);
    return status;
}

enum status play_claims(const struct play_config *config)
{
    struct telling telling = {.as_json = config->format == PLAY_JSON};
    enum status status;

    if (config->format != PLAY_TEXT && config->format != PLAY_JSON)
        return play_as_scenarios(config);
    buf_init(&telling.error, 4096);
    buf_init(&telling.out, TEXT_MAX);
    buf_init(&telling.failures, TEXT_MAX);
    telling.factory =
        config->live ? live_stage_factory(&telling.error) : player_virtual;
    status = tell_all(&telling);
    if (status == STATUS_OK && terminal_write(&telling.out) != 0)
        status = STATUS_RUNTIME;
    if (status == STATUS_OK && telling.count.n_proven < telling.count.n)
        status = STATUS_FAILED;
    if (status == STATUS_OK && !telling.as_json)
        terminal_say("popbox play c01 shows the requests that prove a claim");
    buf_fini(&telling.error);
    buf_fini(&telling.out);
    buf_fini(&telling.failures);
    return status;
}
