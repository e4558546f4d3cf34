/* pasted.c - one paste, diagnosed, for the tests of diagnose. */
#include "tests/pasted.h"

#define OUT_MAX ((size_t)16 << 20)

void pasted_init(struct pasted *pasted, struct span text)
{
    buf_init(&pasted->error, 65536);
    buf_init(&pasted->told, OUT_MAX);
    pasted->err =
        diagnose_read(&pasted->diagnosis, "paste", text, &pasted->error);
}

void pasted_fini(struct pasted *pasted)
{
    diagnose_fini(&pasted->diagnosis);
    buf_fini(&pasted->error);
    buf_fini(&pasted->told);
}
