/* sim_agree.c - options of popbox sim that cannot be said together */
#include "edge/sim_options.h"

/* The first option of [from, to] that was given; N_SIM_OPTIONS: none. */
static int first_given(const struct options *options, int from, int to)
{
    for (int i = from; i <= to; i++)
        if (options->values[i].given)
            return i;
    return N_SIM_OPTIONS;
}

static int refuse(int option, const char *why, struct buf *error)
{
    buf_addf(error, "--%s %s", sim_options[option].name, why);
    return ERR_MISMATCH;
}

/* --cors has an LRU cache and keys of its own. */
static int agree_cors(const struct options *options, struct buf *error)
{
    static const int foreign[] = {
        SIM_REPEATS, SIM_EXACT,     SIM_POLICIES, SIM_POINTS, SIM_KEYS,
        SIM_UNIT,    SIM_ON_RESIZE, SIM_TTLS,     SIM_SAMPLE, SIM_CSV,
        SIM_MRC,     SIM_CHURN,     SIM_SCANS,    SIM_CELLS,  SIM_ONE_HITS,
        SIM_FLASH,   SIM_WRITE,     SIM_REPORT,   SIM_NODE,   SIM_DELAY,
        SIM_CONTROL};

    for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++)
        if (options->values[foreign[i]].given)
            return refuse(foreign[i], "has no meaning with --cors", error);
    if (options->n_words > 1)
        return refuse(SIM_CORS, "takes one trace, or none", error);
    return 0;
}

/* A whole edge has keys and TTLs of its own, and real bytes. */
static int agree_node(const struct options *options, struct buf *error)
{
    static const int foreign[] = {
        SIM_POINTS, SIM_KEYS,  SIM_CLASSES, SIM_TTLS,    SIM_UNIT,
        SIM_SAMPLE, SIM_PLOT,  SIM_REPORT,  SIM_MRC,     SIM_ON_RESIZE,
        SIM_CELLS,  SIM_WRITE, SIM_THREADS, SIM_REPEATS, SIM_EXACT};

    for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++)
        if (options->values[foreign[i]].given)
            return refuse(foreign[i], "has no meaning with --node", error);
    if (options->n_words > 1)
        return refuse(SIM_NODE, "takes one trace, or one that is made", error);
    return 0;
}

int sim_options_agree(const struct options *options, struct buf *error)
{
    const struct option_value *values = options->values;
    const char *keys = values[SIM_KEYS].text;
    int reading = first_given(options, SIM_FORMAT, SIM_STRICT);
    int playing = first_given(options, SIM_POLICIES, SIM_SAMPLE);
    int telling = first_given(options, SIM_JSON, SIM_CORS);

    if (values[SIM_JSON].given && values[SIM_CSV].given)
        return refuse(SIM_JSON, "and --csv: say one of them", error);
    if (values[SIM_MERGE].given) {
        for (int i = 0; i < N_SIM_OPTIONS; i++)
            if (values[i].given && i != SIM_MERGE && i != SIM_CSV)
                return refuse(i, "has no meaning with --merge", error);
        return 0;
    }
    if (values[SIM_CELLS].given &&
        (!values[SIM_CSV].given || values[SIM_PLOT].given ||
         values[SIM_REPORT].given))
        return refuse(SIM_CELLS, "needs --csv, and makes no pictures", error);
    if (values[SIM_CORS].given)
        return agree_cors(options, error);
    if (values[SIM_REPEATS].given && !values[SIM_SAMPLE].given)
        return refuse(SIM_REPEATS, "is for --sample", error);
    if (values[SIM_EXACT].given && !values[SIM_SAMPLE].given)
        return refuse(SIM_EXACT, "is for --sample", error);
    if (values[SIM_DELAY].given && !values[SIM_NODE].given)
        return refuse(SIM_DELAY, "is for --node", error);
    if (values[SIM_CONTROL].given && !values[SIM_NODE].given)
        return refuse(SIM_CONTROL, "is for --node", error);
    if (values[SIM_NODE].given && agree_node(options, error) != 0)
        return ERR_MISMATCH;
    if (values[SIM_CLASSES].given &&
        !span_glob(SPAN("*class*"), span_str(keys ? keys : "")))
        return refuse(SIM_CLASSES, "is for --keys url+class", error);
    if (values[SIM_MRC].given && values[SIM_POLICIES].given)
        return refuse(SIM_MRC, "is LRU's curve: leave --policies out", error);
    if (values[SIM_MRC].given && values[SIM_TTLS].given)
        return refuse(SIM_MRC, "has no TTL: leave --ttls out", error);
    if (values[SIM_MRC].given && values[SIM_ON_RESIZE].given)
        return refuse(SIM_MRC, "takes first sizes: leave --on-resize out",
                      error);
    if (values[SIM_PLOT].given && options->n_words > 1)
        return refuse(SIM_PLOT, "is of one trace; --report takes several",
                      error);
    if (values[SIM_SCAN_LENGTH].given && !values[SIM_SCANS].given)
        return refuse(SIM_SCAN_LENGTH, "needs --scans", error);
    if (sim_options_make_trace(options) && reading != N_SIM_OPTIONS)
        return refuse(reading, "is for traces that are read", error);
    if (values[SIM_WRITE].given && playing != N_SIM_OPTIONS)
        return refuse(playing, "is for playing; --write only writes", error);
    if (values[SIM_WRITE].given && telling != N_SIM_OPTIONS)
        return refuse(telling, "is for results; --write only writes", error);
    return 0;
}
