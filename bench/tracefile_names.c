/* tracefile_names.c - the formats of traces and their faults, in words. */
#include "bench/tracefile.h"

static const struct {
    const char *name, *about;
} formats[] = {
#define ROW(constant, name, about) {name, about},
    TRACE_FORMATS(ROW)
#undef ROW
};

const char *trace_format_name(enum trace_format format)
{
    return format < N_TRACE_FORMATS ? formats[format].name : NULL;
}

const char *trace_format_about(enum trace_format format)
{
    return format < N_TRACE_FORMATS ? formats[format].about : NULL;
}

enum trace_format trace_format_named(struct span name)
{
    int i = 0;

    while (i < N_TRACE_FORMATS && !span_eq(span_str(formats[i].name), name))
        i++;
    return (enum trace_format)i;
}

const char *trace_fault_text(enum trace_fault fault)
{
    static const char *const texts[] = {
#define ROW(constant, sentence) sentence,
        TRACE_FAULTS(ROW)
#undef ROW
    };

    return texts[fault];
}
