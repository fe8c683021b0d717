// Are two datasets the same up to the labels of blank nodes (RDF 1.1 Datasets, section 3.2; RDF 1.1
// Concepts, section 3.6)?
#ifndef ANAMORPH_TESTS_SUPPORT_ISOMORPHISM_H
#define ANAMORPH_TESTS_SUPPORT_ISOMORPHISM_H

#include "tests/support/dataset.h"

// Sorts both. When they differ and `difference` is not NULL, appends lines "- quad" for what only
// `expected` has and "+ quad" for what only `actual` has.
bool dataset_isomorphic(Dataset *expected, Dataset *actual, Buffer *difference);

#endif
