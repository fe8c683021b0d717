// Laws of assertions and term maps that the loader, the dump and the rewriter share.
#ifndef ANAMORPH_MAPPING_ASSERTION_H
#define ANAMORPH_MAPPING_ASSERTION_H

#include "mapping/model.h"

// Whether the two make the same terms of the same rows: their places in the file do not count.
bool term_map_equal(const TermMap *a, const TermMap *b);

// Whether SQL can compare columns of these types with `=`. Where it cannot, join conditions compare
// the values' text.
bool join_types_comparable(PgType a, PgType b);

#endif
