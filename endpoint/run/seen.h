// Which quads were written already: exact while there are few, a window over the latest when there
// are many, so that memory stays flat.
#ifndef ANAMORPH_ENDPOINT_RUN_SEEN_H
#define ANAMORPH_ENDPOINT_RUN_SEEN_H

#include "base/buffer.h"
#include "base/rdf/term.h"

// Keeps a 128-bit fingerprint a quad, under a random key: up to SEEN_EXACT different quads nothing
// is forgotten; beyond, a new quad displaces an old one. 16 MB at most.
enum { SEEN_EXACT = 768 * 1024 };

typedef struct Seen Seen;

Seen *seen_create(void);
void seen_destroy(Seen *seen);

// True when the quad is known to have been here before; otherwise it is noted.
bool seen_before(Seen *seen, const Quad *quad);

#endif
