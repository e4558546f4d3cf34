/* sim_options.c - what popbox sim takes, and what it makes of it. */
#include "edge/sim_options.h"

#include "bench/replay/replay.h"
#include "bench/sim_size.h"
#include "edge/jobs.h"

static const char *const units[] = {"auto", "objects", "bytes", NULL};
static const char *const resizes[] = {"keep", "replace", "new-object", NULL};

#define TEXT(name, value, help)                    \
    {                                              \
        name, 0, OPTION_TEXT, value, help, 0, NULL \
    }
#define FLAG(name, help)                          \
    {                                             \
        name, 0, OPTION_FLAG, NULL, help, 0, NULL \
    }
#define NUMBER(name, max, help)                      \
    {                                                \
        name, 0, OPTION_NUMBER, "N", help, max, NULL \
    }

const struct option sim_options[N_SIM_OPTIONS] = {
    [SIM_POLICIES] = TEXT("policies", "A,B",
                          "as lru,s3-fifo:small=0.2,belady; all, unless told"),
    [SIM_SIZES] = TEXT("sizes", "S,T", "as 1%,64M,1.5GB,5000; 1%,10%"),
    [SIM_POINTS] = NUMBER("points", 200, "so many sizes, 0.1% to 100%"),
    [SIM_KEYS] =
        TEXT("keys", "A,B",
             "url,url+present,url+class,url+origin, or cache\n                 "
             "         policies of AWS: a managed one, a file; url"),
    [SIM_CLASSES] = NUMBER("classes", 1000000, "of Origins, for url+class; 2"),
    [SIM_TTLS] =
        TEXT("ttls", "A,B", "how long what is stored lives, as none,60s,1h,1d"),
    [SIM_UNIT] = {"unit", 0, OPTION_CHOICE, "UNIT",
                  "auto, objects, bytes: what sizes count", 0, units},
    [SIM_ON_RESIZE] = {"on-resize", 0, OPTION_CHOICE, "HOW",
                       "what another size is: keep (a hit), replace (a\n"
                       "                          miss), new-object",
                       0, resizes},
    [SIM_WARM_UP] =
        TEXT("warm-up", "SHARE", "of the requests, not counted, as 10%; 0%"),
    [SIM_NODE] = {"node", 0, OPTION_LIST, "FILE",
                  "a whole edge: a config, or each of AWS's files", 0, NULL},
    [SIM_DELAY] = NUMBER("origin-delay", REPLAY_DELAY_MAX_MS,
                         "ms until an origin answers, with --node; 0"),
    [SIM_CONTROL] =
        TEXT("cache-control", "VALUE", "of all objects, with --node; none"),
    [SIM_REPEATS] = NUMBER("repeats", SWEEP_REPEATS_MAX,
                           "samples: their mean, and its 95 % interval"),
    [SIM_EXACT] = FLAG("exact", "with --sample: how far it is from the whole"),
    [SIM_SAMPLE] = TEXT("sample", "SHARE",
                        "of the objects stands for all (SHARDS): 1%, or a\n"
                        "                          number of them: 8192"),
    [SIM_SEED] = NUMBER("seed", INT64_MAX, "of all that is drawn; 1"),
    [SIM_FORMAT] = TEXT("format", "NAME",
                        "of the traces; told by their content, unless named"),
    [SIM_COLUMNS] = TEXT("columns", "MAP", "as time=1,id=url,size=3,origin=4"),
    [SIM_STRICT] = FLAG("strict", "the first bad line ends it"),
    [SIM_THREADS] = NUMBER("threads", JOBS_THREADS_MAX, "one a processor"),
    [SIM_JSON] = FLAG("json", "the same for programs"),
    [SIM_CSV] = FLAG("csv", "one row a cell"),
    [SIM_PLOT] = TEXT("plot", "FILE.svg", "a picture of the curves"),
    [SIM_REPORT] = TEXT("report", "FILE.html", "a page with all of it"),
    [SIM_MRC] = FLAG("mrc", "LRU's exact miss-ratio curve, in one pass"),
    [SIM_CORS] = FLAG("cors", "what each cure of the CORS bug costs in hits"),
    [SIM_CELLS] = TEXT("cells", "I/N", "only a part of the cells, with --csv"),
    [SIM_MERGE] = FLAG("merge", "join the parts that are named, to CSV"),
    [SIM_ZIPF] = TEXT("zipf", "S", "no trace but a made one; exponent; 0.9"),
    [SIM_OBJECTS] = NUMBER("objects", SYNTH_OBJECTS_MAX, "of it; 100000"),
    [SIM_REQUESTS] = NUMBER("requests", SYNTH_REQUESTS_MAX, "of it; 1000000"),
    [SIM_ONE_HITS] = TEXT("one-hits", "SHARE", "of objects asked for once"),
    [SIM_SCANS] = TEXT("scans", "SHARE", "of requests that scan cold objects"),
    [SIM_SCAN_LENGTH] = NUMBER("scan-length", 1000000000, "of one scan; 1000"),
    [SIM_FLASH] = TEXT("flash", "SHARE",
                       "of the middle tenth that asks for one new object"),
    [SIM_CHURN] = NUMBER("churn", SYNTH_REQUESTS_MAX,
                         "each N requests an object is replaced; 0: never"),
    [SIM_OBJECT_SIZES] = TEXT("object-sizes", "D",
                              "fixed:32K, lognormal:32K:1.5, pareto:32K:1.2"),
    [SIM_SITES] = NUMBER("sites", SYNTH_SITES_MAX, "Origins; 0: none"),
    [SIM_SITE_ZIPF] = TEXT("site-zipf", "S", "how skewed they are; 0"),
    [SIM_NO_ORIGIN] = TEXT("no-origin", "SHARE", "of requests without Origin"),
    [SIM_WRITE] = TEXT("write", "FILE", "write the made trace as CSV, no more"),
};

static struct span text_of(const struct options *options,
                           enum sim_option option)
{
    return options->values[option].given
               ? span_str(options->values[option].text)
               : SPAN_ABSENT;
}

static int64_t number_of(const struct options *options, enum sim_option option,
                         int64_t fallback)
{
    return options->values[option].given ? options->values[option].number
                                         : fallback;
}

/* "10%" or "0.1"; *share stays what it was where nothing is said. */
static int share_of(const struct options *options, enum sim_option option,
                    double *share, struct buf *error)
{
    struct span text = text_of(options, option);
    bool percent = span_ends(text, SPAN("%"));

    if (span_absent(text))
        return 0;
    if (sim_decimal_read(span_cut(text, 0, text.len - percent), share) &&
        *share <= (percent ? 100 : 1)) {
        *share /= percent ? 100 : 1;
        return 0;
    }
    buf_addf(error, "--%s: \"%.*s\" is no share: 0%% to 100%%, or 0 to 1",
             sim_options[option].name, SPAN_ARG(text));
    return ERR_SYNTAX;
}

static int exponent_of(const struct options *options, enum sim_option option,
                       double *exponent, struct buf *error)
{
    struct span text = text_of(options, option);

    if (span_absent(text) ||
        (sim_decimal_read(text, exponent) && *exponent <= 10))
        return 0;
    buf_addf(error, "--%s: \"%.*s\" is no number from 0 to 10",
             sim_options[option].name, SPAN_ARG(text));
    return ERR_SYNTAX;
}

/* A share, or a number of objects above 1. */
static int sample_of(const struct options *options, struct sweep_spec *spec,
                     struct buf *error)
{
    struct span text = text_of(options, SIM_SAMPLE);
    uint64_t n = 0;

    spec->exact = options->values[SIM_EXACT].given;
    spec->n_repeats = (uint32_t)number_of(options, SIM_REPEATS, 1);
    if (span_absent(text) || !span_u64(text, &n) || n <= 1)
        return share_of(options, SIM_SAMPLE, &spec->sample, error);
    if (n > UINT32_MAX) {
        buf_addf(error, "--sample: at most %u objects", (unsigned)UINT32_MAX);
        return ERR_RANGE;
    }
    spec->sample_objects = (uint32_t)n;
    return 0;
}

int sim_options_sweep(const struct options *options, struct sweep_spec *spec,
                      struct buf *error)
{
    int err;

    *spec = (struct sweep_spec){
        .policies = text_of(options, SIM_POLICIES),
        .sizes = text_of(options, SIM_SIZES),
        .keys = text_of(options, SIM_KEYS),
        .ttls = text_of(options, SIM_TTLS),
        .n_points = (uint32_t)number_of(options, SIM_POINTS, 0),
        .unit = (enum sweep_unit)options->values[SIM_UNIT].choice,
        .on_resize = (enum sweep_resize)options->values[SIM_ON_RESIZE].choice,
        .n_classes = (uint32_t)number_of(options, SIM_CLASSES, 2),
        .sample = 1,
        .seed = (uint64_t)number_of(options, SIM_SEED, 1)};
    if (options->values[SIM_MRC].given) {
        spec->policies = SPAN("lru");
        if (spec->n_points == 0 && span_absent(spec->sizes))
            spec->n_points = 31; /* ten a decade */
    }
    err = share_of(options, SIM_WARM_UP, &spec->warm_up, error);
    if (!err)
        err = sample_of(options, spec, error);
    if (err)
        return err;
    if (spec->warm_up >= 1 || spec->sample <= 0 || spec->n_classes == 0 ||
        spec->n_repeats == 0) {
        buf_add_str(error, "--warm-up is below 100%, --sample, --repeats and "
                           "--classes above 0");
        return ERR_RANGE;
    }
    if (spec->n_points > 0 && !span_absent(spec->sizes)) {
        buf_add_str(error, "--points and --sizes: say one of them");
        return ERR_DUPLICATE;
    }
    return 0;
}

int sim_options_trace(const struct options *options,
                      struct tracefile_spec *spec, struct buf *error)
{
    struct span format = text_of(options, SIM_FORMAT);

    *spec =
        (struct tracefile_spec){.columns = text_of(options, SIM_COLUMNS),
                                .strict = options->values[SIM_STRICT].given};
    if (span_absent(format))
        return 0;
    spec->format = trace_format_named(format);
    if (spec->format != N_TRACE_FORMATS &&
        (span_absent(spec->columns) || spec->format == TRACE_CSV))
        return 0;
    if (spec->format != N_TRACE_FORMATS) {
        buf_addf(error, "--columns are for --format csv, not %.*s",
                 SPAN_ARG(format));
        return ERR_TYPE;
    }
    buf_addf(error, "--format: there is no %.*s; there are", SPAN_ARG(format));
    for (int i = 0; i < N_TRACE_FORMATS; i++)
        buf_addf(error, "%s %s", i ? "," : "",
                 trace_format_name((enum trace_format)i));
    return ERR_UNKNOWN;
}

/* ---- made traces --------------------------------------------------------- */

bool sim_options_make_trace(const struct options *options)
{
    for (int i = SIM_ZIPF; i <= SIM_WRITE; i++)
        if (options->values[i].given)
            return true;
    return false;
}

static int object_sizes(struct span text, struct synth_spec *spec,
                        struct buf *error)
{
    static const struct {
        struct span name;
        enum synth_sizes sizes;
        double shape_above, fallback;
    } kinds[] = {{SPAN_STATIC("fixed"), SYNTH_FIXED, -1, 0},
                 {SPAN_STATIC("lognormal"), SYNTH_LOGNORMAL, -1, 1.5},
                 {SPAN_STATIC("pareto"), SYNTH_PARETO, 1, 1.2}};
    size_t first = span_find(text, ':', 0);
    size_t second = span_find(text, ':', first + 1);
    struct span mean = span_cut(text, first + 1, second);
    struct span shape = span_cut(text, second + 1, text.len);
    struct sim_size size;
    uint64_t bytes;

    for (size_t i = 0; i < 3; i++) {
        if (!span_eq(span_cut(text, 0, first), kinds[i].name))
            continue;
        spec->sizes = kinds[i].sizes;
        spec->shape = kinds[i].fallback;
        if (sim_size_read(mean, &size, error) != 0 ||
            sim_size_of(&size, true, 0, &bytes, error) != 0)
            return ERR_SYNTAX;
        spec->mean_bytes = (double)bytes;
        if (second >= text.len ||
            (sim_decimal_read(shape, &spec->shape) && spec->shape <= 10 &&
             spec->shape > kinds[i].shape_above && spec->sizes != SYNTH_FIXED))
            return 0;
    }
    buf_addf(error,
             "--object-sizes: \"%.*s\" is not fixed:MEAN, "
             "lognormal:MEAN[:SIGMA], or pareto:MEAN[:ALPHA above 1]",
             SPAN_ARG(text));
    return ERR_SYNTAX;
}

int sim_options_synth(const struct options *options, struct synth_spec *spec,
                      struct buf *error)
{
    struct span sizes = text_of(options, SIM_OBJECT_SIZES);
    int err = 0;

    *spec = (struct synth_spec){
        .seed = (uint64_t)number_of(options, SIM_SEED, 1),
        .n_requests = (uint64_t)number_of(options, SIM_REQUESTS, 1000000),
        .n_objects = (uint32_t)number_of(options, SIM_OBJECTS, 100000),
        .zipf = 0.9,
        .scan_length = (uint32_t)number_of(options, SIM_SCAN_LENGTH, 1000),
        .churn = (uint64_t)number_of(options, SIM_CHURN, 0),
        .n_sites = (uint32_t)number_of(options, SIM_SITES, 0),
        .gap_ms = 10};
    if (!err)
        err = exponent_of(options, SIM_ZIPF, &spec->zipf, error);
    if (!err)
        err = exponent_of(options, SIM_SITE_ZIPF, &spec->site_zipf, error);
    if (!err)
        err = share_of(options, SIM_ONE_HITS, &spec->one_hits, error);
    if (!err)
        err = share_of(options, SIM_SCANS, &spec->scans, error);
    if (!err)
        err = share_of(options, SIM_FLASH, &spec->flash, error);
    if (!err)
        err = share_of(options, SIM_NO_ORIGIN, &spec->no_origin, error);
    if (!err && !span_absent(sizes))
        err = object_sizes(sizes, spec, error);
    if (err)
        return err;
    if (spec->n_objects == 0 || spec->scan_length == 0 ||
        spec->n_requests == 0) {
        buf_add_str(error,
                    "--objects, --requests and --scan-length are above 0");
        return ERR_RANGE;
    }
    if (spec->n_sites == 0 && !options->values[SIM_CORS].given &&
        (options->values[SIM_SITE_ZIPF].given ||
         options->values[SIM_NO_ORIGIN].given)) {
        buf_add_str(error, "--site-zipf and --no-origin need --sites");
        return ERR_MISSING;
    }
    return 0;
}

int sim_options_price(const struct options *options, struct price_spec *spec,
                      struct buf *error)
{
    struct span size = text_of(options, SIM_SIZES);
    int err = sim_options_synth(options, &spec->crowd, error);

    if (!options->values[SIM_OBJECTS].given)
        spec->crowd.n_objects = 20000;
    if (!options->values[SIM_NO_ORIGIN].given)
        spec->crowd.no_origin = 0.3;
    if (spec->crowd.sizes == SYNTH_UNIT) {
        spec->crowd.sizes = SYNTH_LOGNORMAL;
        spec->crowd.mean_bytes = 32768;
        spec->crowd.shape = 1;
    }
    spec->n_classes = (uint32_t)number_of(options, SIM_CLASSES, 2);
    spec->warm_up = 0.5;
    if (!err)
        err = share_of(options, SIM_WARM_UP, &spec->warm_up, error);
    if (!err)
        err = sim_size_read(span_absent(size) ? SPAN("10%") : size,
                            &spec->cache, error);
    if (!err && (spec->n_classes == 0 || spec->warm_up >= 1)) {
        buf_add_str(error, "--classes is above 0, --warm-up below 100%");
        err = ERR_RANGE;
    }
    return err;
}
