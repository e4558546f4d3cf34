/* ids.h - the ids that the gateway gives every request, seeded. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_IDS_H
#define POPBOX_ORIGIN_APIGATEWAY_IDS_H

#include "cache/base/arena.h"
#include "cache/base/rng.h"

/* A UUID, version 4, as x-amzn-RequestId has. Absent past the ceiling. */
struct span id_uuid(struct rng *rng, struct arena *arena);
/* 15 letters and digits and '=', as x-amz-apigw-id and apigw-requestid have. */
struct span id_short(struct rng *rng, struct arena *arena);

#endif
