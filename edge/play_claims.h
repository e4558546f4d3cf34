/* play_claims.h - plays every claim and prints the table of verdicts. */
#ifndef POPBOX_EDGE_PLAY_CLAIMS_H
#define POPBOX_EDGE_PLAY_CLAIMS_H

#include "edge/play.h"

/* The word of `popbox play` that means all of them. */
#define PLAY_CLAIMS "claims"

/* config's names are not looked at. In text a table, with the whole play of a
 * claim that was not proven; in JSON one object per claim; else as play_all. */
enum status play_claims(const struct play_config *config);

#endif
