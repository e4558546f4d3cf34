/*
 * numbering.c - names become numbers from 0 on, in order of appearance.
 *
 * Two open-addressing tables, linear probing, at most half full: one whose
 * entries hold a 64-bit name whole, so that a look costs one cache line; one
 * for texts, by hash, whose bytes stand one after the other in a heap. Nothing
 * is ever taken out. The order of the tables is never seen.
 */
#include "bench/numbering.h"

#include "cache/base/assert.h"
#include "cache/base/hash.h"
#include "cache/base/mem.h"

#define FIRST_CAP 1024u

/* number 0: free; else one more than the name's number. */
struct word_entry {
    uint64_t name;
    uint32_t number;
};

struct text_entry {
    uint64_t hash;
    uint64_t at; /* in the heap */
    uint32_t len;
    uint32_t number;
};

struct numbering {
    uint32_t max;
    uint32_t n;
    struct word_entry *words;
    uint64_t words_cap; /* powers of two */
    uint64_t n_words;
    struct text_entry *texts;
    uint64_t texts_cap;
    uint64_t n_texts;
    char *heap;
    uint64_t heap_len, heap_cap;
    struct hash_secret secret;
};

struct numbering *numbering_new(uint32_t max)
{
    struct numbering *numbering = mem_zalloc(1, sizeof(*numbering));

    ASSERT(max <= NUMBERING_MAX);
    numbering->max = max;
    numbering->words_cap = FIRST_CAP;
    numbering->words = mem_zalloc(FIRST_CAP, sizeof(struct word_entry));
    numbering->texts_cap = FIRST_CAP;
    numbering->texts = mem_zalloc(FIRST_CAP, sizeof(struct text_entry));
    hash_secret_init(&numbering->secret, SPAN_ABSENT);
    return numbering;
}

void numbering_free(struct numbering *numbering)
{
    if (!numbering)
        return;
    mem_free(numbering->words);
    mem_free(numbering->texts);
    mem_free(numbering->heap);
    mem_free(numbering);
}

uint32_t numbering_count(const struct numbering *numbering)
{
    return numbering->n;
}

/* ---- 64-bit names -------------------------------------------------------- */

/* The finalizer of SplitMix64: consecutive block numbers spread too. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* Where the name is, or the free entry where it belongs. */
static struct word_entry *word_place(struct word_entry *words, uint64_t cap,
                                     uint64_t name)
{
    uint64_t at = mix(name) & (cap - 1);

    while (words[at].number != 0 && words[at].name != name)
        at = (at + 1) & (cap - 1);
    return &words[at];
}

static void grow_words(struct numbering *numbering)
{
    uint64_t cap = numbering->words_cap * 2;
    struct word_entry *words = mem_zalloc(cap, sizeof(*words));

    for (uint64_t i = 0; i < numbering->words_cap; i++)
        if (numbering->words[i].number != 0)
            *word_place(words, cap, numbering->words[i].name) =
                numbering->words[i];
    mem_free(numbering->words);
    numbering->words = words;
    numbering->words_cap = cap;
}

uint32_t numbering_of_u64(struct numbering *numbering, uint64_t name)
{
    struct word_entry *entry =
        word_place(numbering->words, numbering->words_cap, name);

    if (entry->number != 0)
        return entry->number - 1;
    if (numbering->n == numbering->max)
        return NUMBERING_NONE;
    *entry = (struct word_entry){name, ++numbering->n};
    if (++numbering->n_words * 2 > numbering->words_cap)
        grow_words(numbering);
    return numbering->n - 1;
}

void numbering_prefetch(const struct numbering *numbering, uint64_t name)
{
    __builtin_prefetch(
        &numbering->words[mix(name) & (numbering->words_cap - 1)]);
}

/* ---- texts --------------------------------------------------------------- */

static struct text_entry *text_place(const struct numbering *numbering,
                                     struct span name, uint64_t hash)
{
    uint64_t mask = numbering->texts_cap - 1, at = hash & mask;

    for (; numbering->texts[at].number != 0; at = (at + 1) & mask) {
        const struct text_entry *entry = &numbering->texts[at];

        if (entry->hash == hash && entry->len == name.len &&
            memcmp(numbering->heap + entry->at, name.ptr, name.len) == 0)
            break;
    }
    return &numbering->texts[at];
}

static void grow_texts(struct numbering *numbering)
{
    uint64_t cap = numbering->texts_cap * 2;
    struct text_entry *texts = mem_zalloc(cap, sizeof(*texts));

    for (uint64_t i = 0; i < numbering->texts_cap; i++) {
        uint64_t at = numbering->texts[i].hash & (cap - 1);

        if (numbering->texts[i].number == 0)
            continue;
        while (texts[at].number != 0)
            at = (at + 1) & (cap - 1);
        texts[at] = numbering->texts[i];
    }
    mem_free(numbering->texts);
    numbering->texts = texts;
    numbering->texts_cap = cap;
}

static uint64_t keep(struct numbering *numbering, struct span name)
{
    uint64_t at = numbering->heap_len;

    while (numbering->heap_cap - at < name.len) {
        numbering->heap_cap = numbering->heap_cap * 2 + 4096;
        numbering->heap = mem_realloc(numbering->heap, numbering->heap_cap);
    }
    memcpy(numbering->heap + at, name.ptr, name.len);
    numbering->heap_len += name.len;
    return at;
}

uint32_t numbering_of_text(struct numbering *numbering, struct span name)
{
    uint64_t hash = hash64(&numbering->secret, name);
    struct text_entry *entry;

    ASSERT(name.len > 0);
    ASSERT(name.len <= UINT32_MAX);
    entry = text_place(numbering, name, hash);
    if (entry->number != 0)
        return entry->number - 1;
    if (numbering->n == numbering->max)
        return NUMBERING_NONE;
    *entry = (struct text_entry){hash, keep(numbering, name),
                                 (uint32_t)name.len, ++numbering->n};
    if (++numbering->n_texts * 2 > numbering->texts_cap)
        grow_texts(numbering);
    return numbering->n - 1;
}
