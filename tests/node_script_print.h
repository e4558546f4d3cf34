/* node_script_print.h - what a node wants, as the lines of a script. */
#ifndef POPBOX_TESTS_NODE_SCRIPT_PRINT_H
#define POPBOX_TESTS_NODE_SCRIPT_PRINT_H

#include "tests/node_script.h"

/* Takes every effect, prints it to script->said, and lets the viewers that are
 * not slow take their bytes, until there is nothing left to do. */
void script_settle(struct script *script);

#endif
