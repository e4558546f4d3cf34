/* pasted.h - one paste, diagnosed, for the tests of diagnose. */
#ifndef POPBOX_TESTS_PASTED_H
#define POPBOX_TESTS_PASTED_H

#include "bench/diagnose.h"

struct pasted {
    struct diagnosis diagnosis;
    struct buf error;
    struct buf told; /* room for what is told of it */
    int err;         /* what diagnose_read returned */
};

/* Reads text; pasted_fini is due. */
void pasted_init(struct pasted *pasted, struct span text);
void pasted_fini(struct pasted *pasted);

#endif
