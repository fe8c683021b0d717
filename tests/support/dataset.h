// A small RDF dataset in memory: what a dump gave, or what a file of expected N-Quads holds.
#ifndef ANAMORPH_TESTS_SUPPORT_DATASET_H
#define ANAMORPH_TESTS_SUPPORT_DATASET_H

#include "base/buffer.h"
#include "base/rdf/term.h"
#include "base/vec.h"

// Terms are interned in `symbols`; repetitions are kept until dataset_sort.
typedef struct Dataset {
  Arena *arena;
  Symbols *symbols;
  VEC(Quad) quads;
} Dataset;

Dataset *dataset_create(void);
void dataset_free(Dataset *dataset);

// Copies the quad.
void dataset_add(Dataset *dataset, const Quad *quad);
// A sink that adds.
QuadSink dataset_sink(Dataset *dataset);

// Reads N-Quads or N-Triples. Errors: STATUS_SYNTAX with the line.
Status dataset_read(Dataset *dataset, const char *text, size_t length, Error *err) MUST_CHECK;

// Orders the quads by their text and drops repetitions; returns how many were dropped.
size_t dataset_sort(Dataset *dataset);

// Appends the quad as a line of N-Quads, without the newline. Blank nodes show their labels as they
// are.
void quad_print(const Quad *quad, Buffer *out);

#endif
