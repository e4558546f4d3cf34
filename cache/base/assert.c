/* assert.c - where a broken promise ends the process. */
#include "cache/base/assert.h"

#include <stdlib.h>

/* Pure code has no stderr to speak to: the three facts lie in the frame, where
 * a debugger and a core dump show them. */
_Noreturn void assert_failed(const char *fact, const char *file, int line)
{
    const char *volatile seen_fact = fact;
    const char *volatile seen_file = file;
    volatile int seen_line = line;
    (void)seen_fact;
    (void)seen_file;
    (void)seen_line;
    abort();
}
