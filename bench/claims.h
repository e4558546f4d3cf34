/* claims.h - what people say about CORS: a table of claims, judged, proven. */
#ifndef POPBOX_BENCH_CLAIMS_H
#define POPBOX_BENCH_CLAIMS_H

#include "bench/player.h"
#include "cache/base/json.h"

/* "true", "false", "half"; "" for a lesson. */
const char *claim_verdict_text(enum claim_verdict verdict);

/* How many of each verdict were told, and how many requests proved. */
struct claims_count {
    size_t of[N_CLAIM_VERDICTS];
    size_t n;
    size_t n_proven;
};

/* The table as text, 80 columns: its head, one claim after the other, the sum.
 * A claim is proven when its play was as it expects. */
void claims_begin(struct buf *out);
void claims_add(struct buf *out, struct claims_count *count,
                const struct scenario *claim, bool proven);
void claims_end(struct buf *out, const struct claims_count *count);

/* One object: id, claim, verdict, truth, proven, and the play. */
void claim_json(struct json_out *out, const struct scenario *claim,
                const struct player *player);

#endif
