/*
 * cors_price_tell.c - the price of each cure as a table, JSON, a picture.
 *
 * Where the simulation and the approximation differ by more than a point, the
 * table says so, and which of the two to believe.
 */
#include "bench/cors_price.h"

#include "bench/plot.h"

#define POINT 0.01

static double hits_of(const struct price_row *row)
{
    return 1 - sim_miss_ratio(&row->result);
}

static double byte_hits_of(const struct price_row *row)
{
    return 1 - sim_byte_miss_ratio(&row->result);
}

static double gap_of(const struct price_row *row)
{
    double gap = hits_of(row) - row->che_hits;

    return row->che_hits < 0 ? 0 : gap < 0 ? -gap : gap;
}

/* ---- text ---------------------------------------------------------------- */

static void add_row(const struct price_block *block, enum price_cure cure,
                    struct buf *text)
{
    const struct price_row *row = &block->rows[cure];
    double variants = (double)row->variant_bytes /
                      (double)block->rows[PRICE_BUG].variant_bytes;
    double misses = (double)(row->result.n_requests - row->result.n_hits);

    buf_addf(text, "  %-24s %6.2f %%", price_cure_name(cure),
             100 * hits_of(row));
    if (row->che_hits >= 0)
        buf_addf(text, " %6.2f %%%s", 100 * row->che_hits,
                 gap_of(row) > POINT ? "!" : " ");
    else
        buf_add_str(text, "        - ");
    buf_addf(text, " %6.2f %%", 100 * byte_hits_of(row));
    buf_addf(text, " %8.1f %7.2f\n",
             row->result.n_requests
                 ? 1000 * misses / (double)row->result.n_requests
                 : 0,
             variants);
}

static void add_crowd(const struct price_report *report, struct buf *text)
{
    const struct synth_spec *crowd = &report->spec->crowd;

    if (!span_absent(report->trace)) {
        buf_add(text, report->trace);
        buf_add_str(text, ", each request's site by its Referer or column\n");
    } else {
        buf_addf(text,
                 "A crowd of %llu requests for %u objects (Zipf %g), %g %% "
                 "without Origin\n",
                 (unsigned long long)crowd->n_requests,
                 (unsigned)crowd->n_objects, crowd->zipf,
                 100 * crowd->no_origin);
    }
    buf_add_str(text, "LRU, nothing expires; the cache holds ");
    sim_size_bytes(text, report->blocks[0].capacity);
    buf_addf(text, ";\nthe first %g %% of the requests warm it up\n",
             100 * report->spec->warm_up);
}

static void add_gaps(const struct price_report *report, struct buf *text)
{
    double worst = 0;
    uint32_t n_sites = 0;
    const char *cure = "";

    for (size_t i = 0; i < report->n_blocks; i++)
        for (int k = 0; k < N_PRICE_CURES; k++) {
            double gap = gap_of(&report->blocks[i].rows[k]);

            if (gap <= worst)
                continue;
            worst = gap;
            n_sites = report->blocks[i].n_sites;
            cure = price_cure_name((enum price_cure)k);
        }
    if (span_absent(report->trace) && worst > POINT)
        buf_addf(text,
                 "\n! The approximation is off by up to %.2f points (%u sites, "
                 "%s):\nbelieve the simulation, or give it more --requests: a "
                 "short crowd has not yet\nseen its rare objects twice.\n",
                 100 * worst, (unsigned)n_sites, cure);
    else if (span_absent(report->trace))
        buf_addf(text,
                 "\nThe approximation is never off by more than %.2f points.\n",
                 100 * worst);
}

void price_text(const struct price_report *report, struct buf *text)
{
    add_crowd(report, text);
    for (size_t i = 0; i < report->n_blocks; i++) {
        const struct price_block *block = &report->blocks[i];

        buf_addf(text,
                 "\n%u site%s                         hits      Che  byte hits "
                 " origin/k  memory\n",
                 (unsigned)block->n_sites, block->n_sites == 1 ? " " : "s");
        for (int k = 0; k < N_PRICE_CURES; k++)
            add_row(block, (enum price_cure)k, text);
    }
    buf_add_str(
        text, "\norigin/k: requests to the origin of a thousand. memory: what "
              "all variants take,\nin working sets of the key without "
              "Origin.\n");
    add_gaps(report, text);
}

/* ---- JSON ---------------------------------------------------------------- */

static void add_number(struct json_out *json, const char *key, double value)
{
    json_out_key(json, key);
    if (value < 0)
        json_out_null(json);
    else
        json_out_double(json, value, 9);
}

static void add_u64(struct json_out *json, const char *key, uint64_t value)
{
    json_out_key(json, key);
    json_out_int(json, (int64_t)value);
}

static void add_cure(const struct price_row *row, enum price_cure cure,
                     struct json_out *json)
{
    const struct sim_result *result = &row->result;

    json_out_open(json, '{');
    json_out_key(json, "cure");
    json_out_string(json, span_str(price_cure_name(cure)));
    add_u64(json, "requests", result->n_requests);
    add_u64(json, "hits", result->n_hits);
    add_number(json, "hit_ratio", hits_of(row));
    add_number(json, "byte_hit_ratio", byte_hits_of(row));
    add_number(json, "che_hit_ratio", row->che_hits);
    add_number(json, "che_byte_hit_ratio", row->che_byte_hits);
    add_u64(json, "origin_requests", result->n_requests - result->n_hits);
    add_u64(json, "origin_bytes", result->bytes - result->hit_bytes);
    add_u64(json, "variants", row->variants);
    add_u64(json, "variant_bytes", row->variant_bytes);
    json_out_close(json, '}');
}

void price_json(const struct price_report *report, struct json_out *json)
{
    json_out_open(json, '[');
    for (size_t i = 0; i < report->n_blocks; i++) {
        const struct price_block *block = &report->blocks[i];

        json_out_open(json, '{');
        add_u64(json, "sites", block->n_sites);
        add_u64(json, "capacity", block->capacity);
        json_out_key(json, "cures");
        json_out_open(json, '[');
        for (int k = 0; k < N_PRICE_CURES; k++)
            add_cure(&block->rows[k], (enum price_cure)k, json);
        json_out_close(json, ']');
        json_out_close(json, '}');
    }
    json_out_close(json, ']');
}

/* ---- picture ------------------------------------------------------------- */

#define BLOCKS_MAX 16

/* Cures of one key are one line; the first of them names it. */
static size_t add_lines(const struct price_report *report, bool bytes,
                        struct plot_point points[][BLOCKS_MAX],
                        struct plot_line lines[])
{
    static const struct {
        enum price_cure cure;
        const char *label;
    } drawn[] = {{PRICE_POLICY, "headers policy, or bug"},
                 {PRICE_PRESENT, "Origin sent or not"},
                 {PRICE_CLASS, "class of Origin"},
                 {PRICE_EXACT, "Origin in key, Vary"}};
    size_t n = sizeof(drawn) / sizeof(*drawn);

    for (size_t i = 0; i < n; i++) {
        lines[i] = (struct plot_line){span_str(drawn[i].label), points[i],
                                      report->n_blocks};
        for (size_t k = 0; k < report->n_blocks && k < BLOCKS_MAX; k++) {
            const struct price_row *row =
                &report->blocks[k].rows[drawn[i].cure];

            points[i][k] =
                (struct plot_point){report->blocks[k].n_sites,
                                    bytes ? byte_hits_of(row) : hits_of(row)};
        }
    }
    return n;
}

void price_svg(const struct price_report *report, struct buf *text)
{
    struct plot_point points[2 * N_PRICE_CURES][BLOCKS_MAX];
    struct plot_line lines[2][N_PRICE_CURES];
    const struct span x_label = SPAN("sites that ask with an Origin");
    size_t n = add_lines(report, false, points, lines[0]);

    (void)add_lines(report, true, points + N_PRICE_CURES, lines[1]); /* n */
    plot_svg(
        (const struct plot_panel[]){
            {SPAN("The price of each cure: requests that hit"), x_label,
             SPAN("object hit ratio"), false, lines[0], n},
            {SPAN("The price of each cure: bytes that hit"), x_label,
             SPAN("byte hit ratio"), false, lines[1], n}},
        2, text);
}
