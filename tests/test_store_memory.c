/* test_store_memory.c - the memory store keeps the contract, and its ceiling.
 */
#include "origin/s3/store_memory.h"

#include "tests/store_contract.h"

#include <criterion/criterion.h>

Test(store_memory, it_keeps_the_contract)
{
    for (size_t i = 0; i < n_store_cases; i++) {
        struct store *store = store_memory_new(UINT64_C(1) << 30);

        cr_log_info("%s", store_cases[i].name);
        store_cases[i].run(store);
        store->ops->free(store);
    }
}

Test(store_memory, a_body_past_the_ceiling_is_refused_and_harms_nobody)
{
    struct store *store = store_memory_new(5000);
    struct store_blob *blob = store->ops->new_blob(store);

    cr_assert_eq(store->ops->add_bucket(store, SPAN("box")), 0);
    cr_assert_eq(store_put(store, "box", SPAN("a"), SPAN("small")), 0);
    cr_assert_eq(store->ops->write(store, blob, span_of((char[6000]){0}, 6000)),
                 ERR_FULL);
    store->ops->free_blob(store, blob);
    cr_assert(store_has(store, "box", SPAN("a"), SPAN("small")));
    cr_assert_eq(store_put(store, "box", SPAN("b"), SPAN("small")), 0);
    store->ops->free(store);
}
