/* swept.c - sweeps that are planned and played at once, for tests */
#include "tests/swept.h"

#include <criterion/criterion.h>

struct sweep_spec swept_plain(void)
{
    return (struct sweep_spec){
        .policies = SPAN("lru,belady"), .n_classes = 2, .sample = 1, .seed = 1};
}

void swept_run(struct sweep *sweep, const struct sweep_spec *spec,
               const struct trace *trace)
{
    struct buf error;
    int err;

    buf_init(&error, 4096);
    err = sweep_init(sweep, spec, trace, &error);
    cr_assert_eq(err, 0, "%s", buf_span(&error).ptr);
    sweep->name = SPAN("a trace");
    sweep->format = SPAN("txt");
    for (size_t i = sweep->n_cells; i-- > 0;) /* any order will do */
        sweep_run_cell(sweep, i);
    buf_fini(&error);
}
