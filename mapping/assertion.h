// Laws of assertions and term maps that the loader, the dump and the rewriter share.
#ifndef ANAMORPH_MAPPING_ASSERTION_H
#define ANAMORPH_MAPPING_ASSERTION_H

#include "mapping/model.h"

// Whether the two make the same terms of the same rows: their places in the file do not count.
bool term_map_equal(const TermMap *a, const TermMap *b);

// What a column of the type is cast to in SQL, so that the natural lexical form (R2RML 10.2) of the
// cast value is the term's lexical form. Mostly the type itself. Where rr:datatype overrides the
// natural datatype, the lexical form is that of CAST(… AS VARCHAR) (R2RML 10.3), which for numbers
// is not the canonical one: numeric and floating point become text under a datatype that is not
// numeric; floating point becomes numeric under xsd:decimal and xsd:integer, which have no
// exponent. Integers become boolean under xsd:boolean: "true" is what queries write, and no other
// integer than 0 and 1 would have a form of that datatype at all.
PgType term_map_native_type(const TermMap *map, PgType type);

// Whether SQL can compare columns of these types with `=`. Where it cannot, join conditions compare
// the values' text.
bool join_types_comparable(PgType a, PgType b);

#endif
