/* diagnose_parts.h - what the files that diagnose a paste share. */
#ifndef POPBOX_BENCH_DIAGNOSE_PARTS_H
#define POPBOX_BENCH_DIAGNOSE_PARTS_H

#include "bench/diagnose.h"

/* Facts that a clue wants: bits by number. */
struct diagnose_facts {
    uint64_t bits[(N_DIAGNOSE_FACTS + 63) / 64];
};

struct diagnose_clue {
    struct diagnose_facts all;  /* each of these */
    struct diagnose_facts none; /* and none of these */
    int weight;                 /* below 0: it speaks against it */
    struct span why;            /* absent: it goes without saying */
};

struct diagnose_row {
    struct span scenario; /* "S01" */
    struct diagnose_clue *clues;
    size_t n_clues;
};

struct diagnose_phrase {
    enum diagnose_fact fact;
    struct span says;
};

/* bench/diagnosis/clues.json. Embedded; init by the first function, given back
 * by the second. */
struct diagnose_table {
    struct json_reader reader;
    struct arena arena;
    struct diagnose_phrase *phrases;
    size_t n_phrases;
    struct diagnose_row *rows;
    size_t n_rows;
};

/* 0, or ERR_* with the place in table->reader.error. */
MUST_USE int diagnose_table_read(struct diagnose_table *table, const char *file,
                                 struct span text);
void diagnose_table_fini(struct diagnose_table *table);

/* Notes a fact; the first place stays. quote is borrowed. */
void diagnose_see(struct diagnosis *diagnosis, enum diagnose_fact fact,
                  size_t place, struct span quote);
static inline bool diagnose_saw(const struct diagnosis *diagnosis,
                                enum diagnose_fact fact)
{
    return diagnosis->sights[fact].seen;
}

/* Facts that the table's phrases tell of, and what stands in their braces. */
void diagnose_phrases(struct diagnosis *diagnosis,
                      const struct diagnose_table *table, struct span text);

/* A new, empty exchange; NULL when there are too many. */
struct diagnose_exchange *diagnose_exchange_new(struct diagnosis *diagnosis,
                                                size_t place);
/* The exchanges of a transcript; of a HAR file. ERR_* with a sentence. */
MUST_USE int diagnose_lines(struct diagnosis *diagnosis, struct span text,
                            struct buf *error);
MUST_USE int diagnose_har(struct diagnosis *diagnosis, const char *file,
                          struct span text, struct buf *error);

/* Facts of the exchanges and of the values seen so far. */
void diagnose_judge(struct diagnosis *diagnosis);
/* Facts of two exchanges about one URL, or more. */
void diagnose_compare(struct diagnosis *diagnosis,
                      const struct diagnose_exchange *const *about, size_t n);

#endif
