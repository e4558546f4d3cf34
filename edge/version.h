/* version.h - the version of the program. */
#ifndef POPBOX_EDGE_VERSION_H
#define POPBOX_EDGE_VERSION_H

#define POPBOX_VERSION "0.1.0"

#endif
