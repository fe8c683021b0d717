// Which quads have been seen: a set that stays within its memory and goes on in temporary files.
//
// The table in memory holds 128-bit fingerprints (SipHash-2-4-128 under a random key) rather than
// quads: two different ones among 10^9 agree with a probability below 10^-20. When it is full,
// quads that it does not hold are put off: written to temporary files by fingerprint, and told
// apart when the set is drained.
#ifndef ANAMORPH_MAPPING_QUAD_SET_H
#define ANAMORPH_MAPPING_QUAD_SET_H

#include <stdint.h>

#include "base/rdf/term.h"

typedef struct QuadSet QuadSet;

// memory: bytes for fingerprints, at least 1 KB. Freed with quad_set_destroy.
QuadSet *quad_set_create(size_t memory);
void quad_set_destroy(QuadSet *set);

typedef enum QuadNews { QUAD_NEW, QUAD_SEEN, QUAD_PUT_OFF } QuadNews;

// Errors: STATUS_IO.
Status quad_set_add(QuadSet *set, const Quad *quad, QuadNews *news, Error *err) MUST_CHECK;

// Gives each distinct quad that was put off to `sink` once; *given and *repeated are added to. The
// set is empty afterwards. Errors: STATUS_IO and the sink's.
Status quad_set_drain(QuadSet *set, QuadSink sink, uint64_t *given, uint64_t *repeated,
                      Error *err) MUST_CHECK;

#endif
