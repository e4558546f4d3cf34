/*
 * claims.c - what people say about CORS: a table of claims, judged, proven.
 *
 * The verdict on a claim is its author's; that it holds is shown by requests,
 * which the claim's own file sends and expects answers to. So a row is never
 * just told: with another answer from S3, the gateway, the edge or the browser
 * it says NO.
 */
#include "bench/claims.h"

#include "bench/transcript_json.h"
#include "bench/wrap.h"
#include "cache/base/assert.h"

#define VERDICT_AT 5
#define PROVEN_AT  14
#define TEXT_AT    22

const char *claim_verdict_text(enum claim_verdict verdict)
{
    static const char *const texts[] = {
#define CLAIM_ROW(name, word) word,
        CLAIM_VERDICT_LIST(CLAIM_ROW)
#undef CLAIM_ROW
    };

    ASSERT(verdict < N_CLAIM_VERDICTS);
    return texts[verdict];
}

void claims_begin(struct buf *out)
{
    wrap_cell(out, VERDICT_AT, SPAN(""));
    wrap_cell(out, PROVEN_AT - VERDICT_AT, SPAN("Is it so"));
    wrap_cell(out, TEXT_AT - PROVEN_AT, SPAN("Proven"));
    buf_add_str(out, "What people say about CORS, and what is so\n");
}

void claims_add(struct buf *out, struct claims_count *count,
                const struct scenario *claim, bool proven)
{
    count->of[claim->verdict]++;
    count->n++;
    count->n_proven += proven;
    buf_add_byte(out, '\n');
    wrap_cell(out, VERDICT_AT, claim->id);
    wrap_cell(out, PROVEN_AT - VERDICT_AT,
              span_str(claim_verdict_text(claim->verdict)));
    wrap_cell(out, TEXT_AT - PROVEN_AT, proven ? SPAN("yes") : SPAN("NO"));
    wrap_text(out, TEXT_AT, claim->title);
    wrap_blanks(out, TEXT_AT + 2);
    wrap_text(out, TEXT_AT + 2, claim->truth);
}

void claims_end(struct buf *out, const struct claims_count *count)
{
    buf_addf(out,
             "\n%zu claims: %zu true, %zu half true, %zu false; %zu of %zu "
             "verdicts proven\n",
             count->n, count->of[CLAIM_TRUE], count->of[CLAIM_HALF],
             count->of[CLAIM_FALSE], count->n_proven, count->n);
}

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

void claim_json(struct json_out *out, const struct scenario *claim,
                const struct player *player)
{
    json_out_open(out, '{');
    string(out, "id", claim->id);
    string(out, "claim", claim->title);
    string(out, "verdict", span_str(claim_verdict_text(claim->verdict)));
    string(out, "truth", claim->truth);
    json_out_key(out, "proven");
    json_out_bool(out, player_passed(player));
    json_out_key(out, "play");
    transcript_json(&player->transcript, out);
    json_out_close(out, '}');
}
