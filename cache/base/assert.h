/* assert.h - what the code relies on, checked in every build. */
#ifndef POPBOX_CACHE_BASE_ASSERT_H
#define POPBOX_CACHE_BASE_ASSERT_H

/* For what the code guarantees itself, never for input; no side effects. */
#define ASSERT(fact) \
    ((fact) ? (void)0 : assert_failed(#fact, __FILE__, __LINE__))

_Noreturn void assert_failed(const char *fact, const char *file, int line);

#endif
